//! A small blocking HTTP/1.1 client for one connection that is kept: enough to measure and to test our own server,
//! without a dependency. The benchmarks (xtask/bench) use this very file.
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The largest body that is read.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub struct Client {
    address: SocketAddr,
    patience: Duration,
    headers: Vec<(String, String)>,
    stream: Option<BufReader<TcpStream>>,
    /// How long the last request took.
    pub took: Duration,
}

impl Client {
    /// `address` as `http://127.0.0.1:8080` or without the scheme; `patience` for each step on the wire.
    pub fn new(address: &str, patience: Duration) -> Result<Self> {
        let plain = address.trim_start_matches("http://").trim_end_matches('/');
        let address = plain.parse().map_err(|_| Error::new(ErrorKind::InvalidInput, format!("no address: {plain}")))?;
        Ok(Self { address, patience, headers: Vec::new(), stream: None, took: Duration::ZERO })
    }

    /// Sends this header with every request.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Reads a page; once more on a fresh connection when the kept one had been closed by the server.
    pub fn get(&mut self, path: &str) -> Result<Response> {
        let kept = self.stream.is_some();
        match self.send("GET", path, &[], b"") {
            Err(error) if kept && is_closed(&error) => self.send("GET", path, &[], b""),
            other => other,
        }
    }

    /// Sends a request once. After an error nobody knows whether the server did it.
    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Response> {
        let begun = Instant::now();
        let answer = self.exchange(method, path, headers, body);
        self.took = begun.elapsed();
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    fn exchange(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Response> {
        let head = self.head(method, path, headers, body.len());
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        let mut message = head.into_bytes();
        message.extend_from_slice(body);
        stream.get_mut().write_all(&message)?;
        let response = read_response(&mut stream)?;
        if response.header("connection") != Some("close") {
            self.stream = Some(stream);
        }
        Ok(response)
    }

    fn connect(&self) -> Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect_timeout(&self.address, self.patience)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.patience))?;
        stream.set_write_timeout(Some(self.patience))?;
        Ok(BufReader::new(stream))
    }

    fn head(&self, method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        let own = self.headers.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        for (name, value) in own.chain(headers.iter().copied()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if length > 0 || method != "GET" {
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        head.push_str("\r\n");
        head
    }
}

fn is_closed(error: &Error) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}

fn broken(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what.to_owned())
}

fn read_line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    if stream.take(64 * 1024).read_line(&mut line)? == 0 {
        return Err(Error::new(ErrorKind::UnexpectedEof, "the connection was closed"));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn read_response(stream: &mut impl BufRead) -> Result<Response> {
    let line = read_line(stream)?;
    let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(|| broken("no status"))?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("no header"))?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut response = Response { status, headers, body: Vec::new() };
    if matches!(status, 204 | 304) {
        return Ok(response);
    }
    if response.header("transfer-encoding").is_some_and(|v| v.eq_ignore_ascii_case("chunked")) {
        read_chunks(stream, &mut response.body)?;
    } else if let Some(length) = response.header("content-length") {
        let length = length.parse().map_err(|_| broken("no length"))?;
        take(stream, length, &mut response.body)?;
    } else {
        stream.read_to_end(&mut response.body)?;
    }
    Ok(response)
}

fn read_chunks(stream: &mut impl BufRead, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let line = read_line(stream)?;
        let size = line.split(';').next().unwrap_or_default();
        let size = usize::from_str_radix(size.trim(), 16).map_err(|_| broken("no chunk size"))?;
        take(stream, size, body)?;
        read_line(stream)?;
        if size == 0 {
            return Ok(());
        }
    }
}

fn take(stream: &mut impl BufRead, length: usize, body: &mut Vec<u8>) -> Result<()> {
    if body.len() + length > BODY_BYTES_MAX {
        return Err(broken("the body is too long"));
    }
    let read = stream.take(length as u64).read_to_end(body)?;
    if read == length { Ok(()) } else { Err(Error::new(ErrorKind::UnexpectedEof, "the body was cut off")) }
}
