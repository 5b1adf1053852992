//! Provenance: every figure and fact knows where it came from.
use serde::{Deserialize, Serialize};

/// Where a fact or a figure came from: what a page answers to "where from?".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// Title of the document, form or file, such as 区情报道（2019 年度）.
    pub document: String,
    /// The sentence or cell as it stands there.
    pub sentence: Option<String>,
    pub publisher: Option<String>,
    /// Date of the document, ISO.
    pub on: Option<String>,
    pub url: Option<String>,
    /// An invented value for demonstration: shown with the mark 示例.
    pub example: bool,
}

impl Source {
    pub fn named(document: &str) -> Self {
        Self { document: document.to_owned(), ..Self::default() }
    }
    /// The mark of invented values.
    pub fn example() -> Self {
        Self { document: "示例".to_owned(), example: true, ..Self::default() }
    }
    pub fn is_empty(&self) -> bool {
        self.document.is_empty()
    }
}
