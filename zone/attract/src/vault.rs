//! What the books hold of attached files; the bytes are the installation's (platform/files). Who may see a file is decided where the record is.
use ::store::Conn;
use axum::response::Response;
use files::Files;
use kernel::id::new_uuid;
use kernel::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};

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
    vault: &Files,
    (there, most): (impl IntoIterator<Item = &'k Kept>, usize),
    (name, bytes): (&str, &[u8]),
) -> Result<Put> {
    let fit = files::fit(name, bytes)?;
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
    vault.keep(&fit, bytes).await?;
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
    ui::attachment(files::media_type(&file.kind), &format!("file.{}", file.kind), &file.name, bytes)
}
