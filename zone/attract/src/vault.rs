//! Files that are attached to records: bytes are stored once under their own hash; the kind is checked by name and by first
//! bytes. Who may see a file is decided where the record is.
use ::store::Conn;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::response::Response;
use kernel::id::new_uuid;
use kernel::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Bytes of one file.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// What an upload's body may hold: the file and a little around it.
pub const MOST_BODY: usize = MOST_BYTES + 64 * 1024;

/// The kinds that are taken, each with its first bytes (none: text) and its media type.
const KINDS: [(&str, &[u8], &str); 10] = [
    ("pdf", b"%PDF-", "application/pdf"),
    ("docx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("doc", b"\xD0\xCF\x11\xE0", "application/msword"),
    ("xls", b"\xD0\xCF\x11\xE0", "application/vnd.ms-excel"),
    ("jpg", b"\xFF\xD8\xFF", "image/jpeg"),
    ("png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ("txt", b"", "text/plain; charset=utf-8"),
    ("csv", b"", "text/csv; charset=utf-8"),
];

/// The endings that the file field offers.
pub fn accepted() -> String {
    KINDS.iter().map(|(kind, _, _)| format!(".{kind}")).collect::<Vec<_>>().join(",")
}

fn media_type(kind: &str) -> &'static str {
    KINDS.iter().find(|(k, _, _)| *k == kind).map_or("application/octet-stream", |(_, _, media)| media)
}

/// The field `file` of a form, if one was chosen.
pub async fn sent(mut form: Multipart) -> Result<Option<(String, Bytes)>> {
    let mut found = None;
    while let Some(part) = form.next_field().await.map_err(|_| Error::invalid("file", "lead-file-broken"))? {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or_default().to_owned();
            let most = MOST_BYTES / 1024 / 1024;
            let bytes = part.bytes().await.map_err(|_| Error::limit("lead-file-large", most))?;
            found = Some((name, bytes)).filter(|(name, _)| !name.is_empty());
        }
    }
    Ok(found)
}

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fit {
    name: String,
    kind: &'static str,
    sha256: String,
}

/// Name, kind and hash of what was sent, or why it is not taken.
fn fit(name: &str, bytes: &[u8]) -> Result<Fit> {
    if bytes.is_empty() {
        return Err(Error::invalid("file", "lead-file-empty"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(Error::limit("lead-file-large", MOST_BYTES / 1024 / 1024));
    }
    let name = plain_name(name);
    Ok(Fit { kind: kind_of(&name, bytes)?, sha256: hash(bytes), name })
}

/// What the books hold of a file, whoever it belongs to; a record of a file adds that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub id: String,
    pub name: String,
    /// The extension of an allowed kind: `pdf`, `docx` …
    pub kind: String,
    pub bytes: i64,
    pub sha256: String,
    pub added_by: Option<String>,
    pub added_us: i64,
}

/// What became of a file that was handed in.
pub enum Put {
    /// The same bytes are there already, at this place of the list.
    There(usize),
    New(Kept),
}

/// Keeps a file's bytes beside those that are there already, at most so many.
pub async fn put<'k>(
    ctx: &Ctx,
    folder: &Path,
    (there, most): (impl IntoIterator<Item = &'k Kept>, usize),
    (name, bytes): (&str, &[u8]),
) -> Result<Put> {
    let fit = fit(name, bytes)?;
    let mut n = 0;
    for (place, kept) in there.into_iter().enumerate() {
        if kept.sha256 == fit.sha256 {
            return Ok(Put::There(place));
        }
        n += 1;
    }
    if n >= most {
        return Err(Error::limit("lead-files-many", most));
    }
    keep(folder, &fit.sha256, bytes).await?;
    Ok(Put::New(Kept {
        id: new_uuid(ctx),
        name: fit.name,
        kind: fit.kind.to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: fit.sha256,
        added_by: crate::lead::service::me(ctx),
        added_us: ctx.now_us(),
    }))
}

/// Whether a record, of a lead or of an amount, still points to these bytes.
pub async fn is_used(conn: &mut Conn, sha256: &str) -> Result<bool> {
    let leads = crate::lead::store::same_bytes(conn, sha256).await?;
    Ok(leads + crate::agreement::store::same_bytes(conn, sha256).await? > 0)
}

/// A file to download; no browser runs what somebody attached.
pub fn download(file: &Kept, bytes: Vec<u8>) -> Response {
    ui::attachment(media_type(&file.kind), &format!("file.{}", file.kind), &file.name, bytes)
}

/// The kind of a file whose name and first bytes agree.
fn kind_of(name: &str, bytes: &[u8]) -> Result<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    let ending = if ending == "jpeg" { "jpg".to_owned() } else { ending };
    let Some((kind, first, _)) = KINDS.iter().find(|(k, _, _)| *k == ending) else {
        return Err(Error::invalid("file", "lead-file-kind"));
    };
    let text = first.is_empty() && !bytes.contains(&0);
    let same = text || (!first.is_empty() && bytes.starts_with(first));
    if same { Ok(kind) } else { Err(Error::invalid("file", "lead-file-other")) }
}

/// The name without folders and control characters, at most 100 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: Vec<char> = last.chars().filter(|c| !c.is_control()).collect();
    let skip = kept.len().saturating_sub(100);
    kept.into_iter().skip(skip).collect()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, b| {
        let _ = write!(hex, "{b:02x}");
        hex
    })
}

fn place(folder: &Path, sha256: &str) -> PathBuf {
    folder.join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// Writes the bytes under their hash, whole or not at all.
async fn keep(folder: &Path, sha256: &str, bytes: &[u8]) -> Result<()> {
    let path = place(folder, sha256);
    if tokio::fs::try_exists(&path).await.map_err(Error::internal)? {
        return Ok(());
    }
    let parent = path.parent().unwrap_or(folder);
    tokio::fs::create_dir_all(parent).await.map_err(Error::internal)?;
    let draft = path.with_extension("part");
    tokio::fs::write(&draft, bytes).await.map_err(Error::internal)?;
    tokio::fs::rename(&draft, &path).await.map_err(Error::internal)
}

/// The bytes; those that are not what was kept are refused.
pub async fn read(folder: &Path, sha256: &str) -> Result<Vec<u8>> {
    let bytes = tokio::fs::read(place(folder, sha256)).await.map_err(Error::internal)?;
    if hash(&bytes) == sha256 { Ok(bytes) } else { Err(Error::internal("an attachment's bytes changed on the disk")) }
}

/// Removes bytes that no record points to any more.
pub async fn forget(folder: &Path, sha256: &str) {
    if let Err(error) = tokio::fs::remove_file(place(folder, sha256)).await {
        tracing::warn!(%error, "a removed attachment's bytes are still in the data folder");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_bytes_agree_or_it_is_refused() {
        assert_eq!(kind_of("方案.PDF", b"%PDF-1.7 ...").unwrap(), "pdf");
        assert_eq!(kind_of("a.jpeg", b"\xFF\xD8\xFF\xE0").unwrap(), "jpg");
        assert_eq!(kind_of("a.pdf", b"MZ\x90").unwrap_err().code(), "lead-file-other");
        assert_eq!(kind_of("a.exe", b"MZ\x90").unwrap_err().code(), "lead-file-kind");
        assert_eq!(kind_of("a.txt", b"a\0b").unwrap_err().code(), "lead-file-other");
        assert_eq!(kind_of("pdf", b"%PDF-").unwrap_err().code(), "lead-file-kind");
    }

    #[test]
    fn names_are_plain() {
        assert_eq!(plain_name("../../etc/x\r\n.pdf"), "x.pdf");
        assert_eq!(plain_name("C:\\桌面\\方案.docx"), "方案.docx");
    }
}
