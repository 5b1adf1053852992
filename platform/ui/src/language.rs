//! The switch between Chinese and English: a form, so that it works without JavaScript and cannot be triggered by a link.
use crate::cookie;
use crate::web::{LANGUAGE_COOKIE, Result, local_path, see_other};
use axum::extract::Form;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse};
use kernel::{Error, Locale};
use serde::Deserialize;

const A_YEAR_S: u64 = 365 * 24 * 3600;

#[derive(Deserialize)]
pub struct Choice {
    lang: String,
    #[serde(default)]
    next: String,
}

/// `POST /language` with `lang` and `next`.
pub async fn switch(Form(choice): Form<Choice>) -> Result<impl IntoResponse> {
    let locale = Locale::parse(&choice.lang).ok_or_else(|| Error::invalid("lang", "error-language"))?;
    let cookie = cookie::set(LANGUAGE_COOKIE, locale.tag(), Some(A_YEAR_S), false);
    let headers = AppendHeaders(cookie.map(|c| (header::SET_COOKIE, c)));
    Ok((headers, see_other(local_path(&choice.next))))
}
