//! A message that outlives one redirect: a kind, a text's key and its values in a short-lived cookie.
//!
//! Never a text of its own: the page shows only texts that exist in the registry, with their values escaped.
use crate::cookie;
use axum::http::{HeaderMap, HeaderValue};

pub(crate) const COOKIE: &str = "wt_flash";
const LONGEST: usize = 1500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Done,
    Warning,
    Failed,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::Warning => "warn",
            Self::Failed => "error",
        }
    }
    fn parse(name: &str) -> Option<Self> {
        [Self::Done, Self::Warning, Self::Failed].into_iter().find(|k| k.name() == name)
    }
}

/// `Flash::done("enterprise-saved").arg("name", &name)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    pub kind: Kind,
    pub key: String,
    pub args: Vec<(String, String)>,
}

impl Flash {
    fn new(kind: Kind, key: &str) -> Self {
        Self { kind, key: key.to_owned(), args: Vec::new() }
    }
    pub fn done(key: &str) -> Self {
        Self::new(Kind::Done, key)
    }
    pub fn warning(key: &str) -> Self {
        Self::new(Kind::Warning, key)
    }
    pub fn failed(key: &str) -> Self {
        Self::new(Kind::Failed, key)
    }
    pub fn arg(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let mut parts = cookie::get(headers, COOKIE)?.split('~');
        let kind = Kind::parse(parts.next()?)?;
        let key = parts.next().filter(|key| crate::i18n::knows(key))?.to_owned();
        let args = parts.filter_map(|p| p.split_once('.')).map(|(k, v)| (k.to_owned(), decode(v))).collect();
        Some(Self { kind, key, args })
    }

    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        let mut value = format!("{}~{}", self.kind.name(), self.key);
        for (name, arg) in &self.args {
            let part = format!("~{name}.{}", encode(arg));
            // A message that no cookie can hold loses its longest values rather than itself.
            if value.len() + part.len() <= LONGEST {
                value.push_str(&part);
            }
        }
        cookie::set(COOKIE, &value, Some(60), false)
    }
}

fn encode(text: &str) -> String {
    cookie::percent(text).replace('~', "%7E")
}
fn decode(text: &str) -> String {
    cookie::unpercent(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header;

    fn back(value: &str) -> Option<Flash> {
        let mut headers = HeaderMap::new();
        let pair = value.split(';').next().unwrap();
        headers.insert(header::COOKIE, pair.parse().unwrap());
        Flash::read(&headers)
    }

    #[test]
    fn there_and_back_but_only_known_texts() {
        let flash = Flash::done("saved-name").arg("name", "中科~曙光; <b>").arg("n", 3);
        let cookie = flash.cookie().unwrap();
        assert!(cookie.to_str().unwrap().ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=60"));
        assert_eq!(back(cookie.to_str().unwrap()), Some(flash));
        assert_eq!(back("wt_flash=ok~you-won-a-prize"), None);
        assert_eq!(back("wt_flash=loud~saved"), None);
        let long = Flash::failed("saved-name").arg("name", "长".repeat(5000)).cookie().unwrap();
        assert!(long.len() < 2000);
    }
}
