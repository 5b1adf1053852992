//! One record of a pack file, whether a CSV row or a TOML table, and how its fields are taken out.
//!
//! A field that is wrong is reported and replaced by a default: a pack with a problem is never used, so the default is
//! never seen, and reading goes on to find the next problem.
use super::codes;
use super::model::{Bilingual, Provenance};
use super::problem::{Problems, did_you_mean};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
    Bool(bool),
}

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub line: usize,
    pub fields: BTreeMap<String, (usize, Value)>,
}

/// Ids that records have defined, with what they are called in a message.
pub(super) struct Known {
    what: &'static str,
    ids: BTreeSet<String>,
}

impl Known {
    pub fn new(what: &'static str) -> Self {
        Self { what, ids: BTreeSet::new() }
    }
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }
    /// False when it was there already.
    pub fn insert(&mut self, id: &str) -> bool {
        self.ids.insert(id.to_owned())
    }
}

/// What a `source` may name.
pub(super) struct Sources {
    pub documents: Known,
    pub sentences: Known,
}

/// An enum that a pack writes as a word.
pub(super) trait Word: Copy + Default + 'static {
    const WORDS: &'static [(&'static str, Self)];
}

/// A record with the place to report its faults.
pub(super) struct Fields<'a> {
    pub file: &'a str,
    pub record: &'a Record,
    pub problems: &'a Problems,
}

impl Fields<'_> {
    pub fn refuse(&self, field: &str, message: impl Into<String>) {
        let line = self.record.fields.get(field).map_or(self.record.line, |(line, _)| *line);
        self.problems.add(self.file, Some(line), Some(field), message);
    }

    pub fn has(&self, field: &str) -> bool {
        self.record.fields.contains_key(field)
    }

    pub fn optional(&self, field: &str) -> Option<String> {
        match self.record.fields.get(field).map(|(_, value)| value)? {
            Value::Text(text) => Some(text.clone()),
            Value::List(_) | Value::Bool(_) => {
                self.refuse(field, "must be a single text in quotation marks");
                None
            }
        }
    }

    pub fn text(&self, field: &str) -> String {
        if !self.has(field) {
            self.refuse(field, "is missing; every record of this file needs it");
        }
        self.optional(field).unwrap_or_default()
    }

    /// `NAME_zh` and `NAME_en`, both needed.
    pub fn bilingual(&self, name: &str) -> Bilingual {
        Bilingual { zh: self.text(&format!("{name}_zh")), en: self.text(&format!("{name}_en")) }
    }

    /// A list: an array in TOML, `a|b` in CSV; empty when absent.
    pub fn list(&self, field: &str) -> Vec<String> {
        match self.record.fields.get(field).map(|(_, value)| value) {
            None => Vec::new(),
            Some(Value::List(items)) => items.clone(),
            Some(Value::Text(text)) => text.split('|').map(|item| item.trim().to_owned()).collect(),
            Some(Value::Bool(_)) => {
                self.refuse(field, "must be a list of texts");
                Vec::new()
            }
        }
    }

    pub fn flag(&self, field: &str) -> bool {
        match self.record.fields.get(field).map(|(_, value)| value) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Text(text)) if text == "true" => true,
            Some(Value::Text(text)) if text == "false" => false,
            Some(_) => {
                self.refuse(field, "must be true or false");
                false
            }
        }
    }

    /// Defines the record's id: well formed and not yet taken.
    pub fn define(&self, field: &str, known: &mut Known) -> String {
        let id = self.text(field);
        let well_formed = (1..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_' || b == b'.');
        if !id.is_empty() && !well_formed {
            self.refuse(field, format!("\"{id}\" is not an id; use up to 64 of a-z, 0-9, - _ and ."));
        } else if !id.is_empty() && !known.ids.insert(id.clone()) {
            self.refuse(field, format!("the {} \"{id}\" is there twice", known.what));
        }
        id
    }

    /// Refuses a second record with the same key.
    pub fn once(&self, field: &str, key: &[&str], taken: &mut Known) {
        if !taken.insert(&key.join("\u{1f}")) {
            let shown: Vec<&str> = key.iter().copied().filter(|part| !part.is_empty()).collect();
            self.refuse(field, format!("the {} for {} is there twice", taken.what, shown.join(", ")));
        }
    }

    fn check(&self, field: &str, id: &str, known: &Known) {
        if !known.has(id) {
            let hint = did_you_mean(id, known.ids.iter().map(String::as_str));
            self.refuse(field, format!("there is no {} \"{id}\" in this pack{hint}", known.what));
        }
    }

    pub fn reference(&self, field: &str, known: &Known) -> String {
        let id = self.text(field);
        if !id.is_empty() {
            self.check(field, &id, known);
        }
        id
    }

    pub fn optional_reference(&self, field: &str, known: &Known) -> Option<String> {
        let id = self.optional(field)?;
        self.check(field, &id, known);
        Some(id)
    }

    pub fn references(&self, field: &str, known: &Known) -> Vec<String> {
        let ids = self.list(field);
        ids.iter().for_each(|id| self.check(field, id, known));
        ids
    }

    pub fn optional_word<T: Word>(&self, field: &str) -> Option<T> {
        let text = self.optional(field)?;
        let found = T::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
            let hint = did_you_mean(&text, words.iter().copied());
            self.refuse(field, format!("\"{text}\" is not one of {}{hint}", words.join(", ")));
        }
        found
    }

    pub fn word<T: Word>(&self, field: &str) -> T {
        if !self.has(field) {
            self.text(field);
        }
        self.optional_word(field).unwrap_or_default()
    }

    /// The value, or its refusal reported.
    pub fn take<T>(&self, field: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|message| self.refuse(field, message)).ok()
    }

    /// Takes a field through a parser of `codes`; its refusal is reported.
    pub fn optional_parsed<T>(&self, field: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = self.optional(field)?;
        self.take(field, parse(&text))
    }

    /// As `optional_parsed`, for a field that must be there.
    pub fn needed<T>(&self, field: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        if !self.has(field) {
            self.text(field);
        }
        self.optional_parsed(field, parse)
    }

    pub fn parsed<T: Default>(&self, field: &str, parse: impl Fn(&str) -> Result<T, String>) -> T {
        self.needed(field, parse).unwrap_or_default()
    }

    pub fn optional_date(&self, field: &str) -> Option<NaiveDate> {
        self.optional_parsed(field, codes::date)
    }

    /// `source = "…"` (a sentence or a document) or `example = true` (示例); one of the two, never both.
    pub fn provenance(&self, sources: &Sources) -> Provenance {
        let example = self.flag("example");
        match (self.optional("source"), example) {
            (Some(_), true) => {
                self.refuse("source", "give either a source or example = true, not both");
                Provenance::Example
            }
            (Some(id), false) => self.source_named("source", id, sources),
            (None, true) => Provenance::Example,
            (None, false) => {
                self.refuse(
                    "source",
                    "is missing; name the sentence that says so, or mark the record example = true (示例)",
                );
                Provenance::Example
            }
        }
    }

    pub fn source_named(&self, field: &str, id: String, sources: &Sources) -> Provenance {
        if sources.sentences.has(&id) {
            return Provenance::Sentence(id);
        }
        if sources.documents.has(&id) {
            return Provenance::Document(id);
        }
        let known = sources.sentences.ids.iter().chain(&sources.documents.ids).map(String::as_str);
        let hint = did_you_mean(&id, known);
        self.refuse(field, format!("there is no sentence or document \"{id}\" in this pack{hint}"));
        Provenance::Example
    }
}
