//! What may be kept: kinds whose name and first bytes agree.
use kernel::{Error, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Bytes of one file.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// What an upload's body may hold: the file and a little around it.
pub const MOST_BODY: usize = MOST_BYTES + 64 * 1024;

/// The kinds that are taken, each with its first bytes (none: text) and its media type. OFD is the national format of
/// documents (GB/T 33190), DWG that of drawings.
const KINDS: [(&str, &[u8], &str); 12] = [
    ("pdf", b"%PDF-", "application/pdf"),
    ("ofd", b"PK\x03\x04", "application/ofd"),
    ("docx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("doc", b"\xD0\xCF\x11\xE0", "application/msword"),
    ("xls", b"\xD0\xCF\x11\xE0", "application/vnd.ms-excel"),
    ("jpg", b"\xFF\xD8\xFF", "image/jpeg"),
    ("png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ("dwg", b"AC10", "image/vnd.dwg"),
    ("txt", b"", "text/plain; charset=utf-8"),
    ("csv", b"", "text/csv; charset=utf-8"),
];

/// The endings that the file field offers.
pub fn accepted() -> String {
    KINDS.iter().map(|(kind, _, _)| format!(".{kind}")).collect::<Vec<_>>().join(",")
}

pub fn media_type(kind: &str) -> &'static str {
    KINDS.iter().find(|(k, _, _)| *k == kind).map_or("application/octet-stream", |(_, _, media)| media)
}

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    pub name: String,
    pub kind: &'static str,
    pub sha256: String,
}

/// Name, kind and hash of what was sent, or why it is not taken.
pub fn fit(name: &str, bytes: &[u8]) -> Result<Fit> {
    if bytes.is_empty() {
        return Err(Error::invalid("file", "file-empty"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(Error::limit("file-large", MOST_BYTES / 1024 / 1024));
    }
    let name = plain_name(name);
    Ok(Fit { kind: kind_of(&name, bytes)?, sha256: hash(bytes), name })
}

/// The kind of a file whose name and first bytes agree.
fn kind_of(name: &str, bytes: &[u8]) -> Result<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    let ending = if ending == "jpeg" { "jpg".to_owned() } else { ending };
    let Some((kind, first, _)) = KINDS.iter().find(|(k, _, _)| *k == ending) else {
        return Err(Error::invalid("file", "file-kind"));
    };
    let text = first.is_empty() && !bytes.contains(&0);
    let same = text || (!first.is_empty() && bytes.starts_with(first));
    if same { Ok(kind) } else { Err(Error::invalid("file", "file-other")) }
}

/// The name without folders and control characters, at most 100 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: Vec<char> = last.chars().filter(|c| !c.is_control()).collect();
    let skip = kept.len().saturating_sub(100);
    kept.into_iter().skip(skip).collect()
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, b| {
        let _ = write!(hex, "{b:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_bytes_agree_or_it_is_refused() {
        assert_eq!(kind_of("方案.PDF", b"%PDF-1.7 ...").unwrap(), "pdf");
        assert_eq!(kind_of("a.jpeg", b"\xFF\xD8\xFF\xE0").unwrap(), "jpg");
        assert_eq!(kind_of("批复.ofd", b"PK\x03\x04..").unwrap(), "ofd");
        assert_eq!(kind_of("总图.dwg", b"AC1032..").unwrap(), "dwg");
        assert_eq!(kind_of("a.pdf", b"MZ\x90").unwrap_err().code(), "file-other");
        assert_eq!(kind_of("a.exe", b"MZ\x90").unwrap_err().code(), "file-kind");
        assert_eq!(kind_of("a.html", b"<script>").unwrap_err().code(), "file-kind");
        assert_eq!(kind_of("a.txt", b"a\0b").unwrap_err().code(), "file-other");
        assert_eq!(kind_of("pdf", b"%PDF-").unwrap_err().code(), "file-kind");
    }

    #[test]
    fn names_are_plain() {
        assert_eq!(plain_name("../../etc/x\r\n.pdf"), "x.pdf");
        assert_eq!(plain_name("C:\\桌面\\方案.docx"), "方案.docx");
    }
}
