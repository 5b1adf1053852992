//! A form that brings a file.
use crate::kind::MOST_BYTES;
use axum::body::Bytes;
use axum::extract::Multipart;
use kernel::{Error, Result};

/// Other fields of such a form, and characters of one.
const MOST_FIELDS: usize = 40;
const MOST_TEXT: usize = 10_000;

/// What was sent: the field `file`, if one was chosen, and the others as text.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// Name and bytes.
    pub file: Option<(String, Bytes)>,
    pub fields: Vec<(String, String)>,
}

impl Upload {
    /// A field's value; empty where it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
}

/// Reads the form, in the order in which it comes.
pub async fn received(mut form: Multipart) -> Result<Upload> {
    let broken = |_| Error::invalid("file", "file-broken");
    let mut upload = Upload::default();
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let field = part.name().unwrap_or_default().to_owned();
        if field == "file" {
            let name = part.file_name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| Error::limit("file-large", MOST_BYTES / 1024 / 1024))?;
            upload.file = Some((name, bytes)).filter(|(name, _)| !name.is_empty());
        } else if upload.fields.len() < MOST_FIELDS {
            let text = part.text().await.map_err(broken)?;
            upload.fields.push((field, text.chars().take(MOST_TEXT).collect()));
        } else {
            return Err(Error::invalid("file", "file-broken"));
        }
    }
    Ok(upload)
}
