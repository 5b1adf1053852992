//! Files that belong to records: bytes are stored once under their own hash, the kind is checked by name and by first bytes.
//! Who may see a file is decided where its record is; a file is always given out as a download.
mod disk;
mod kind;
mod s3;
mod upload;

pub use disk::Disk;
pub use kind::{Fit, MOST_BODY, MOST_BYTES, accepted, fit, media_type};
pub use s3::{Bucket, S3};
pub use upload::{Upload, received};

use kernel::{Error, Result};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

/// An answer that takes a moment.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Where bytes lie, each under its SHA-256 in 64 lower-case hexadecimal digits.
pub trait Vault: Send + Sync {
    /// Keeps the bytes whole or not at all; the same bytes a second time change nothing.
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> Answer<'a, ()>;
    fn get<'a>(&'a self, sha256: &'a str) -> Answer<'a, Vec<u8>>;
    /// Bytes that are not there are forgotten already.
    fn remove<'a>(&'a self, sha256: &'a str) -> Answer<'a, ()>;
}

/// The files of one slice.
#[derive(Clone)]
pub struct Files(Arc<dyn Vault>);

impl Files {
    pub fn on_disk(folder: PathBuf) -> Self {
        Self(Arc::new(Disk::new(folder)))
    }
    pub fn in_s3(bucket: S3) -> Self {
        Self(Arc::new(bucket))
    }

    /// Keeps what [`fit`] found fit.
    pub async fn keep(&self, fit: &Fit, bytes: &[u8]) -> Result<()> {
        self.0.put(&fit.sha256, bytes).await
    }

    /// The bytes; those that are not what was kept are refused.
    pub async fn read(&self, sha256: &str) -> Result<Vec<u8>> {
        let bytes = self.0.get(sha256).await?;
        if kind::hash(&bytes) == sha256 {
            Ok(bytes)
        } else {
            Err(Error::internal("a file's bytes changed where they are kept"))
        }
    }

    /// Removes bytes that no record points to any more. The record is gone already, so a failure is only logged.
    pub async fn forget(&self, sha256: &str) {
        if let Err(error) = self.0.remove(sha256).await {
            tracing::warn!(%error, "the bytes of a removed file are still kept");
        }
    }
}

/// Where the bytes of that hash lie below folder or bucket; folders of 256 names stay small.
fn place(sha256: &str) -> String {
    format!("{}/{sha256}", sha256.get(..2).unwrap_or("00"))
}
