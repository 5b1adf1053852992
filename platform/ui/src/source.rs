//! 出处: where a figure came from, as forms take it and pages show it.
use kernel::{FieldError, Source};
use serde::Deserialize;

/// What is wrong with a source: a figure without one is not kept, and an address must be one.
pub fn refused(source: &Source) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if source.is_empty() {
        errors.push(FieldError::new("source", "source-refused-missing"));
    }
    let texts = [Some(&source.document), source.sentence.as_ref(), source.publisher.as_ref(), source.url.as_ref()];
    if texts.into_iter().flatten().any(|t| t.chars().count() > 2000) {
        errors.push(FieldError::new("source", "source-refused-length"));
    }
    if source.url.as_deref().is_some_and(|u| !is_address(u)) {
        errors.push(FieldError::new("source_url", "source-refused-url"));
    }
    if source.on.as_deref().is_some_and(|d| chrono::NaiveDate::parse_from_str(d, "%Y-%m-%d").is_err()) {
        errors.push(FieldError::new("source_on", "source-refused-date"));
    }
    errors
}

/// Only these can be opened from a page.
pub fn is_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(char::is_whitespace)
}

/// The fields of a form that name a source.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SourceForm {
    pub source: String,
    pub source_sentence: String,
    pub source_publisher: String,
    pub source_on: String,
    pub source_url: String,
    pub source_example: String,
}

impl SourceForm {
    /// From a form whose fields are asked by name.
    pub fn read(get: impl Fn(&str) -> String) -> Self {
        Self {
            source: get("source"),
            source_sentence: get("source_sentence"),
            source_publisher: get("source_publisher"),
            source_on: get("source_on"),
            source_url: get("source_url"),
            source_example: get("source_example"),
        }
    }
    pub fn of(source: &Source) -> Self {
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        Self {
            source: source.document.clone(),
            source_sentence: text(&source.sentence),
            source_publisher: text(&source.publisher),
            source_on: text(&source.on),
            source_url: text(&source.url),
            source_example: if source.example { "1".to_owned() } else { String::new() },
        }
    }
    pub fn source(&self) -> Source {
        let some = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
        Source {
            document: self.source.trim().to_owned(),
            sentence: some(&self.source_sentence),
            publisher: some(&self.source_publisher),
            on: some(&self.source_on),
            url: some(&self.source_url),
            example: !self.source_example.is_empty(),
        }
    }
    /// More than the document is said.
    pub fn has_more(&self) -> bool {
        [&self.source_sentence, &self.source_publisher, &self.source_on, &self.source_url].iter().any(|t| !t.is_empty())
    }
    pub fn is_example(&self) -> bool {
        !self.source_example.is_empty()
    }
}
