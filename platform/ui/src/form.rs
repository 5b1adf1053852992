//! Errors of a form, beside their fields.
use crate::i18n::T;
use kernel::{Error, FieldError};

/// What is wrong with a form that comes back; empty when it is shown for the first time.
#[derive(Clone, Debug, Default)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    pub fn none() -> Self {
        Self::default()
    }
    pub fn new(t: T, errors: &[FieldError]) -> Self {
        Self(errors.iter().map(|e| (e.field.clone(), t.field_error(e))).collect())
    }
    /// The field errors if this is `Invalid`; any other error goes on to the error page.
    pub fn from_error(t: T, error: Error) -> Result<Self, Error> {
        match error {
            Error::Invalid(fields) => Ok(Self::new(t, &fields)),
            other => Err(other),
        }
    }
    /// The sentence beside this field; empty when it is fine.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(f, _)| f == field).map_or("", |(_, text)| text)
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// The sentences about fields that the form does not show, for the summary above it.
    pub fn besides(&self, shown: &[&str]) -> Vec<&str> {
        self.0.iter().filter(|(f, _)| !shown.contains(&f.as_str())).map(|(_, text)| text.as_str()).collect()
    }
}
