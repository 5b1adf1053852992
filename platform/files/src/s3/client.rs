//! One request, one connection, over http or https.
use axum::body::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use kernel::{Error, Result};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(60);

/// A server, and how to speak with it.
#[derive(Clone)]
pub(super) struct Target {
    /// As the header says it: with the port where it is not the usual one.
    authority: String,
    /// Host and port to connect to.
    address: (String, u16),
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

/// Server and path of an address; only such paths are taken as need no escaping.
pub(super) fn parse(url: &str, authorities: Option<&Path>) -> Result<(Target, String)> {
    let wrong = |why: &str| Error::internal(format!("the storage address {url}: {why}"));
    let (secure, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err(wrong("it must begin with https:// or http://")),
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    if authority.is_empty() || authority.contains('@') || !path.chars().all(plain) {
        return Err(wrong("host, bucket and folder may hold letters, digits and - . _ ~ only"));
    }
    let usual = if secure { 443 } else { 80 };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| wrong("the port is no number"))?),
        None => (authority, usual),
    };
    let tls = if secure { Some((connector(authorities)?, name(host)?)) } else { None };
    let base = path.trim_matches('/');
    let base = if base.is_empty() { String::new() } else { format!("/{base}") };
    let shown = if port == usual { host.to_owned() } else { authority.to_owned() };
    Ok((Target { authority: shown, address: (host.to_owned(), port), tls }, base))
}

fn name(host: &str) -> Result<ServerName<'static>> {
    ServerName::try_from(host.to_owned()).map_err(Error::internal)
}

fn connector(authorities: Option<&Path>) -> Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    match authorities {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            for one in CertificateDer::pem_file_iter(path).map_err(Error::internal)? {
                roots.add(one.map_err(Error::internal)?).map_err(Error::internal)?;
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

impl Target {
    pub(super) fn host(&self) -> &str {
        &self.authority
    }

    /// Status and body of the answer; a server that cannot be reached or is slow is unavailable.
    pub(super) async fn send(
        &self,
        method: &'static str,
        path: &str,
        headers: &[(&'static str, String)],
        body: &[u8],
    ) -> Result<(u16, Vec<u8>)> {
        let mut request = hyper::Request::builder().method(method).uri(path).header("host", &self.authority);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(Bytes::copy_from_slice(body))).map_err(Error::internal)?;
        let spoken = async {
            let (host, port) = &self.address;
            let stream = tokio::time::timeout(CONNECT, TcpStream::connect((host.as_str(), *port))).await;
            let stream = stream.map_err(Error::unavailable)?.map_err(Error::unavailable)?;
            match &self.tls {
                None => exchange(stream, request).await,
                Some((tls, name)) => {
                    exchange(tls.connect(name.clone(), stream).await.map_err(Error::unavailable)?, request).await
                }
            }
        };
        tokio::time::timeout(WHOLE, spoken).await.map_err(Error::unavailable)?
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: hyper::Request<Full<Bytes>>,
) -> Result<(u16, Vec<u8>)> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(Error::unavailable)?;
    let running = tokio::spawn(connection);
    let answer = async {
        let answer = sender.send_request(request).await.map_err(Error::unavailable)?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), crate::MOST_BODY).collect().await.map_err(Error::unavailable)?;
        Ok((status, body.to_bytes().to_vec()))
    };
    let answer = answer.await;
    running.abort();
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_the_bucket_in_path_or_host() {
        let at = |url: &str| parse(url, None).map(|(t, base)| (t.authority, t.address.1, base)).unwrap();
        assert_eq!(at("http://127.0.0.1:9000/wutong/files/"), ("127.0.0.1:9000".into(), 9000, "/wutong/files".into()));
        assert_eq!(at("https://wutong.oss.example.com"), ("wutong.oss.example.com".into(), 443, String::new()));
        assert_eq!(at("https://minio.zone.cn:443/w"), ("minio.zone.cn".into(), 443, "/w".into()));
        for wrong in ["s3://bucket", "https://", "https://k:s@h/b", "http://h/文件", "http://h:x/b"] {
            assert!(parse(wrong, None).is_err(), "{wrong}");
        }
    }
}
