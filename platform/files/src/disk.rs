//! A folder of this machine.
use crate::{Answer, Vault, place};
use kernel::Error;
use std::path::PathBuf;

/// Bytes in a folder that only this program writes.
pub struct Disk {
    folder: PathBuf,
}

impl Disk {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

impl Vault for Disk {
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> Answer<'a, ()> {
        Box::pin(async move {
            let path = self.folder.join(place(sha256));
            if tokio::fs::try_exists(&path).await.map_err(Error::internal)? {
                return Ok(());
            }
            let parent = path.parent().unwrap_or(&self.folder);
            tokio::fs::create_dir_all(parent).await.map_err(Error::internal)?;
            // A name nobody reads, until the bytes are there whole.
            let draft = path.with_extension("part");
            tokio::fs::write(&draft, bytes).await.map_err(Error::internal)?;
            tokio::fs::rename(&draft, &path).await.map_err(Error::internal)
        })
    }

    fn get<'a>(&'a self, sha256: &'a str) -> Answer<'a, Vec<u8>> {
        Box::pin(async move { tokio::fs::read(self.folder.join(place(sha256))).await.map_err(Error::internal) })
    }

    fn remove<'a>(&'a self, sha256: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            match tokio::fs::remove_file(self.folder.join(place(sha256))).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::internal(error)),
                _ => Ok(()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Files, fit};

    #[tokio::test]
    async fn kept_once_read_whole_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::on_disk(dir.path().join("f"));
        let found = fit("图.pdf", b"%PDF-1").unwrap();
        files.keep(&found, b"%PDF-1").await.unwrap();
        files.keep(&found, b"%PDF-1").await.unwrap();
        assert_eq!(files.read(&found.sha256).await.unwrap(), b"%PDF-1");
        let path = dir.path().join("f").join(super::place(&found.sha256));
        std::fs::write(&path, b"%PDF-2").unwrap();
        assert_eq!(files.read(&found.sha256).await.unwrap_err().status(), 500, "changed bytes are not given out");
        files.forget(&found.sha256).await;
        assert!(!path.exists());
    }
}
