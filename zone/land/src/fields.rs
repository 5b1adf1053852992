//! Forms as they were sent, and pages that show them again with what is wrong.
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, FieldError};
use std::future::Future;
use ui::{Errors, Flash, Html, Req, Result, see_other};

/// A form as sent, in order.
pub type Fields = Vec<(String, String)>;

pub fn get<'f>(form: &'f Fields, name: &str) -> &'f str {
    form.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}

pub fn text(form: &Fields, name: &str) -> String {
    get(form, name).to_owned()
}

pub fn all(form: &Fields, name: &str) -> Vec<String> {
    form.iter().filter(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.clone()).collect()
}

pub fn version(form: &Fields) -> i64 {
    get(form, "version").parse().unwrap_or(-1)
}

/// What a form on the page said before it was refused.
#[derive(Clone, Default)]
pub struct Typed {
    pub form: String,
    pub fields: Fields,
    pub errors: Errors,
}

impl Typed {
    pub fn error(&self, form: &str, field: &str) -> &str {
        if self.form == form { self.errors.of(field) } else { "" }
    }
    pub fn value(&self, form: &str, field: &str) -> &str {
        self.value_or(form, field, "")
    }
    pub fn value_or<'a>(&'a self, form: &str, field: &str, standard: &'a str) -> &'a str {
        if self.form != form {
            return standard;
        }
        self.fields.iter().find(|(f, _)| f == field).map_or(standard, |(_, v)| v.as_str())
    }
    pub fn is_open(&self, form: &str) -> bool {
        self.form == form
    }
    /// The sentences of errors that belong to no shown field.
    pub fn besides(&self, form: &str, shown: &[&str]) -> Vec<&str> {
        if self.form == form { self.errors.besides(shown) } else { Vec::new() }
    }
}

/// The answer to a form: back to the page with what was done, or the page with the form as it was typed.
pub async fn answer<T, P, F>(
    req: &Req,
    back: &str,
    form: (&str, Fields),
    outcome: kernel::Result<T>,
    said: &str,
    again: impl FnOnce(Typed) -> F,
) -> Result<Response>
where
    F: Future<Output = Result<P>>,
    P: askama::Template,
{
    match outcome {
        Ok(_) => Ok(see_other(back).flash(Flash::done(said)).into_response()),
        Err(Error::Conflict { code, args, .. }) => {
            let flash = args.iter().fold(Flash::warning(&code), |f, (n, v)| f.arg(n, v));
            Ok(see_other(back).flash(flash).into_response())
        }
        Err(Error::Limit { code, args }) => {
            let flash = args.iter().fold(Flash::failed(&code), |f, (n, v)| f.arg(n, v));
            Ok(see_other(back).flash(flash).into_response())
        }
        Err(error) => {
            let typed = Typed { form: form.0.to_owned(), fields: form.1, errors: Errors::from_error(req.t, error)? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(again(typed).await?)).into_response())
        }
    }
}

/// The first field error as a message above the page, for commands without a form of their own.
pub fn flash_of(errors: &[FieldError]) -> Flash {
    match errors.first() {
        Some(first) => first.args.iter().fold(Flash::failed(&first.code), |f, (n, v)| f.arg(n, v)),
        None => Flash::failed("error-internal"),
    }
}
