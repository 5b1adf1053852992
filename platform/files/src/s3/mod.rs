//! S3-compatible storage: objects under the address of a bucket, signed with Signature Version 4. Only PUT, GET and DELETE of whole
//! objects are needed, so no SDK is.
mod client;
mod sign;

use crate::kind::hash;
use crate::{Answer, Vault, place};
use client::Target;
use kernel::{Clock, Error, Result};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the bucket is, and who may use it.
#[derive(Clone, Default)]
pub struct Bucket {
    /// Its address with the folder that is ours: `https://minio.zone.cn/wutong/files` or, with the bucket in the host,
    /// `https://wutong.oss-cn-urumqi.example.com/files`.
    pub url: String,
    /// As the provider calls it; MinIO's is `us-east-1`.
    pub region: String,
    pub key: String,
    pub secret: String,
    /// A PEM file with the authorities that vouch for the storage; none: the public ones.
    pub authorities: Option<PathBuf>,
}

/// Without key and secret: settings are printed, secrets are not.
impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").field("url", &self.url).field("region", &self.region).finish_non_exhaustive()
    }
}

/// A bucket that is ready for use.
#[derive(Clone)]
pub struct S3 {
    target: Target,
    /// Path of the bucket and the folder in it, with `/` before and none behind.
    base: String,
    bucket: Bucket,
    clock: Arc<dyn Clock>,
}

impl S3 {
    /// Checks the address and the authorities; the storage itself is asked only when a file is kept or read.
    pub fn new(bucket: Bucket, clock: Arc<dyn Clock>) -> Result<Self> {
        let (target, base) = client::parse(&bucket.url, bucket.authorities.as_deref())?;
        if bucket.key.is_empty() || bucket.secret.is_empty() {
            return Err(Error::internal("the storage has an address but no key or no secret"));
        }
        Ok(Self { target, base, bucket, clock })
    }

    /// The same bucket, a folder further down: each slice its own.
    pub fn below(self, folder: &str) -> Self {
        Self { base: format!("{}/{folder}", self.base), ..self }
    }

    async fn send(&self, method: &'static str, sha256: &str, body: &[u8]) -> Result<(u16, Vec<u8>)> {
        let path = format!("{}/{}", self.base, place(sha256));
        let payload = if method == "PUT" { sha256.to_owned() } else { hash(b"") };
        let request =
            sign::Request { method, host: self.target.host(), path: &path, payload: &payload, at: self.clock.now() };
        let headers = sign::headers(&request, &self.bucket);
        self.target.send(method, &path, &headers, body).await
    }
}

fn refused(what: &str, status: u16, body: &[u8]) -> Error {
    let said: String = String::from_utf8_lossy(body).chars().take(300).collect();
    let text = format!("the storage answered {status} to {what}: {said}");
    if status >= 500 { Error::unavailable(text) } else { Error::internal(text) }
}

impl Vault for S3 {
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> Answer<'a, ()> {
        Box::pin(async move {
            match self.send("PUT", sha256, bytes).await? {
                (200..=299, _) => Ok(()),
                (status, body) => Err(refused("keeping a file", status, &body)),
            }
        })
    }
    fn get<'a>(&'a self, sha256: &'a str) -> Answer<'a, Vec<u8>> {
        Box::pin(async move {
            match self.send("GET", sha256, b"").await? {
                (200, body) => Ok(body),
                (status, body) => Err(refused("reading a file", status, &body)),
            }
        })
    }
    fn remove<'a>(&'a self, sha256: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            match self.send("DELETE", sha256, b"").await? {
                (200..=299 | 404, _) => Ok(()),
                (status, body) => Err(refused("removing a file", status, &body)),
            }
        })
    }
}
