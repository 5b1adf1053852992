//! 附件: keeping and giving out the files of a lead. Bytes are stored once under their own hash; the kind is checked by
//! name and by first bytes; who sees the lead can take the file, nobody else.
use super::Lead;
use super::attachment::Attachment;
use super::service::{active, event, me, opened, touch};
use super::store as books;
use crate::AttractState;
use kernel::id::{LeadId, new_uuid};
use kernel::{Ctx, Error, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Bytes of one file.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Files of one lead.
pub const MOST_FILES: usize = 50;

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

pub fn media_type(kind: &str) -> &'static str {
    KINDS.iter().find(|(k, _, _)| *k == kind).map_or("application/octet-stream", |(_, _, media)| media)
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

/// 添加附件.
pub async fn attach(ctx: &Ctx, s: &AttractState, id: &LeadId, name: &str, bytes: &[u8]) -> Result<Attachment> {
    if bytes.is_empty() {
        return Err(Error::invalid("file", "lead-file-empty"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(Error::limit("lead-file-large", MOST_BYTES / 1024 / 1024));
    }
    let name = plain_name(name);
    let kind = kind_of(&name, bytes)?;
    let sha256 = hash(bytes);
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let there = books::attachments(&mut tx, &scope, id).await?;
    if let Some(same) = there.iter().find(|a| a.sha256 == sha256) {
        return Ok(same.clone());
    }
    if there.len() >= MOST_FILES {
        return Err(Error::limit("lead-files-many", MOST_FILES));
    }
    keep(&s.files, &sha256, bytes).await?;
    let file = Attachment {
        id: new_uuid(ctx),
        lead_id: id.clone(),
        name,
        kind: kind.to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256,
        added_by: me(ctx),
        added_us: ctx.now_us(),
    };
    active(ctx, &mut lead);
    touch(ctx, &mut lead);
    books::save(&mut tx, &permit, &lead).await?;
    books::save(&mut tx, &permit, &file).await?;
    tx.commit(event("lead.file_added", ctx, &lead).with("file", file.name.as_str())).await?;
    Ok(file)
}

/// 移除附件: the record goes, the bytes too when nothing else points to them.
pub async fn detach(ctx: &Ctx, s: &AttractState, id: &LeadId, file: &str) -> Result<()> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let file: Attachment = books::hanging_one(&mut tx, &scope, file, |a: &Attachment| a.lead_id == *id).await?;
    books::remove::<Attachment>(&mut tx, &permit, &[file.id.as_str().into()]).await?;
    let others = books::same_bytes(&mut tx, &file.sha256).await?;
    tx.commit(event("lead.file_removed", ctx, &lead).with("file", file.name.as_str())).await?;
    if others == 0
        && let Err(error) = tokio::fs::remove_file(place(&s.files, &file.sha256)).await
    {
        tracing::warn!(%error, "a removed attachment's bytes are still in the data folder");
    }
    Ok(())
}

/// The file for those who see the lead; bytes that are not what was attached are refused.
pub async fn fetch(ctx: &Ctx, s: &AttractState, id: &LeadId, file: &str) -> Result<(Attachment, Vec<u8>)> {
    let scope = ctx.scope::<Lead>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let file: Attachment = books::hanging_one(&mut conn, &scope, file, |a: &Attachment| a.lead_id == *id).await?;
    drop(conn);
    let bytes = tokio::fs::read(place(&s.files, &file.sha256)).await.map_err(Error::internal)?;
    if hash(&bytes) == file.sha256 {
        Ok((file, bytes))
    } else {
        Err(Error::internal("an attachment's bytes changed on the disk"))
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
