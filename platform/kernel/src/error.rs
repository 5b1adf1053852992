//! One error type for every command. Codes are i18n keys; sources are logged and never shown.
use serde::{Deserialize, Serialize};

pub type Result<T> = std::result::Result<T, Error>;
type Source = Box<dyn std::error::Error + Send + Sync>;

/// What is wrong with one field of a form: the page shows it beside the field, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    /// i18n key, such as `credit-code-length`.
    pub code: String,
    /// Arguments of the message, by name.
    pub args: Vec<(String, String)>,
}

impl FieldError {
    pub fn new(field: &str, code: &str) -> Self {
        Self { field: field.to_owned(), code: code.to_owned(), args: Vec::new() }
    }
    pub fn arg(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

/// Both sides of a stale edit, field by field, for the page that shows them side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaleField {
    pub field: String,
    pub theirs: String,
    pub yours: String,
}

#[derive(Debug)]
pub enum Error {
    /// Input that can be mended: 422.
    Invalid(Vec<FieldError>),
    /// Absent, or out of the actor's scope (which looks the same): 404.
    NotFound,
    /// Seen, but not allowed: 403.
    Forbidden,
    /// Somebody was faster: 409, with both sides where they are known.
    Conflict { code: String, args: Vec<(String, String)>, stale: Vec<StaleField> },
    /// Too much of something: 413 or 429.
    Limit { code: String, args: Vec<(String, String)> },
    /// The database or another part is away for now: 503.
    Unavailable(Source),
    /// A fault of ours: 500.
    Internal(Source),
}

impl Error {
    pub fn invalid(field: &str, code: &str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }
    pub fn conflict(code: &str) -> Self {
        Self::Conflict { code: code.to_owned(), args: Vec::new(), stale: Vec::new() }
    }
    pub fn limit(code: &str, limit: impl ToString) -> Self {
        Self::Limit { code: code.to_owned(), args: vec![("limit".to_owned(), limit.to_string())] }
    }
    pub fn internal(source: impl Into<Source>) -> Self {
        Self::Internal(source.into())
    }
    pub fn unavailable(source: impl Into<Source>) -> Self {
        Self::Unavailable(source.into())
    }
    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) => 422,
            Self::NotFound => 404,
            Self::Forbidden => 403,
            Self::Conflict { .. } => 409,
            Self::Limit { code, .. } if code.starts_with("throttle") => 429,
            Self::Limit { .. } => 413,
            Self::Unavailable(_) => 503,
            Self::Internal(_) => 500,
        }
    }
    /// The i18n key of the sentence that explains it.
    pub fn code(&self) -> &str {
        match self {
            Self::Invalid(fields) => fields.first().map_or("error-invalid", |f| f.code.as_str()),
            Self::NotFound => "error-not-found",
            Self::Forbidden => "error-forbidden",
            Self::Conflict { code, .. } | Self::Limit { code, .. } => code,
            Self::Unavailable(_) => "error-unavailable",
            Self::Internal(_) => "error-internal",
        }
    }
    /// The arguments of that sentence.
    pub fn args(&self) -> &[(String, String)] {
        match self {
            Self::Invalid(fields) => fields.first().map_or(&[], |f| f.args.as_slice()),
            Self::Conflict { args, .. } | Self::Limit { args, .. } => args,
            _ => &[],
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invalid(fields) => {
                f.write_str("invalid:")?;
                fields.iter().try_for_each(|e| write!(f, " {}={}{:?}", e.field, e.code, e.args))
            }
            Self::Unavailable(source) => write!(f, "unavailable: {source}"),
            Self::Internal(source) => write!(f, "internal: {source}"),
            other => write!(f, "{} {:?}", other.code(), other.args()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable(s) | Self::Internal(s) => Some(&**s),
            _ => None,
        }
    }
}
