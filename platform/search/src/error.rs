//! What can go wrong, with a stable code for the page's own words.

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug)]
pub enum Error {
    /// The schema itself is wrong (a name twice, an empty name).
    BadSchema(String),
    /// The schema has no such field, or none of the kind that the call needs.
    Field(String),
    /// A document without id or zone, with too long a key, or with a value of the wrong kind.
    BadDoc(String),
    /// The text of the query is longer than the limits of this crate.
    QueryTooLong,
    /// A filter with more values than allowed.
    TooManyValues,
    /// offset + limit beyond [`crate::PAGE_DEPTH_MAX`].
    TooDeep,
    /// Another process writes this index; here it can only be read.
    ReadOnly,
    /// The folder holds an index of another schema that another process is using.
    Busy,
    /// Disk or index failure.
    Storage(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Key for the interface texts.
    pub fn code(&self) -> &'static str {
        match self {
            Error::BadSchema(_) => "search.bad-schema",
            Error::Field(_) => "search.unknown-field",
            Error::BadDoc(_) => "search.bad-document",
            Error::QueryTooLong => "search.query-too-long",
            Error::TooManyValues => "search.too-many-values",
            Error::TooDeep => "search.page-too-deep",
            Error::ReadOnly => "search.read-only",
            Error::Busy => "search.busy",
            Error::Storage(_) => "search.storage",
        }
    }

    pub(crate) fn storage(e: impl std::error::Error + Send + Sync + 'static) -> Self {
        Error::Storage(Box::new(e))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::BadSchema(why) => write!(f, "the search schema is wrong: {why}"),
            Error::Field(name) => write!(f, "the search index has no such field for this use: {name}"),
            Error::BadDoc(why) => write!(f, "this document cannot be indexed: {why}"),
            Error::QueryTooLong => write!(
                f,
                "the search text is too long: use at most {} characters and {} words",
                crate::QUERY_CHARS_MAX,
                crate::QUERY_WORDS_MAX
            ),
            Error::TooManyValues => write!(f, "a filter takes at most {} values", crate::FILTER_VALUES_MAX),
            Error::TooDeep => write!(
                f,
                "the list shows the first {} hits: narrow the search, or export everything",
                crate::PAGE_DEPTH_MAX
            ),
            Error::ReadOnly => write!(f, "another process is writing this search index; here it can only be read"),
            Error::Busy => {
                write!(f, "another process is using this search index with a different layout: stop it first")
            }
            Error::Storage(source) => write!(f, "the search index could not be read or written: {source}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Storage(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(e: tantivy::TantivyError) -> Self {
        Error::storage(e)
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Error::storage(e)
    }
}
