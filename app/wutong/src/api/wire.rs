//! What several resources share on the wire: sources, money, instants, the refusal.
use chrono::{DateTime, SecondsFormat};
use kernel::money::{Amount, Currency};
use kernel::{Error, FieldError, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a fact or a figure came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// Title of the document, form or file.
    #[schema(example = "区情报道（2019 年度）")]
    pub document: String,
    /// The sentence or cell as it stands there.
    pub sentence: Option<String>,
    pub publisher: Option<String>,
    /// Date of the document.
    #[schema(format = Date, example = "2020-01-10")]
    pub on: Option<String>,
    /// Beginning with `https://` or `http://`.
    pub url: Option<String>,
    /// 示例: an invented value for demonstration.
    pub example: bool,
}

const LONGEST_TEXT: usize = 2000;

impl Source {
    /// None where nothing is known about the origin.
    pub fn of(source: &kernel::Source) -> Option<Self> {
        let known = !source.is_empty() || source.on.is_some() || source.example;
        known.then(|| Self::whole(source))
    }
    pub fn whole(s: &kernel::Source) -> Self {
        Self {
            document: s.document.clone(),
            sentence: s.sentence.clone(),
            publisher: s.publisher.clone(),
            on: s.on.clone(),
            url: s.url.clone(),
            example: s.example,
        }
    }
    /// The source as the books keep it, or what is wrong with it.
    pub fn checked(mut self) -> Result<kernel::Source> {
        for text in [&mut self.sentence, &mut self.publisher, &mut self.on, &mut self.url] {
            text.take_if(|t| t.trim().is_empty());
        }
        let mut errors = Vec::new();
        let texts = [
            ("source.document", Some(&self.document)),
            ("source.sentence", self.sentence.as_ref()),
            ("source.publisher", self.publisher.as_ref()),
            ("source.url", self.url.as_ref()),
        ];
        for (field, text) in texts.into_iter().filter_map(|(f, t)| Some((f, t?))) {
            let length = text.chars().count();
            if length > LONGEST_TEXT {
                errors.push(FieldError::new(field, "field-too-long").arg("limit", LONGEST_TEXT).arg("found", length));
            }
        }
        if self.on.as_deref().is_some_and(|d| chrono::NaiveDate::parse_from_str(d, "%Y-%m-%d").is_err()) {
            errors.push(FieldError::new("source.on", "api-date").arg("found", self.on.as_deref().unwrap_or_default()));
        }
        let opens = |u: &str| u.starts_with("https://") || u.starts_with("http://");
        if self.url.as_deref().is_some_and(|u| !opens(u) || u.contains(char::is_whitespace)) {
            errors.push(FieldError::new("source.url", "api-url"));
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        Ok(kernel::Source {
            document: self.document.trim().to_owned(),
            sentence: self.sentence,
            publisher: self.publisher,
            on: self.on,
            url: self.url,
            example: self.example,
        })
    }
}

/// The books' form of a source that may be left out.
pub fn checked(source: Option<Source>) -> Result<kernel::Source> {
    source.map_or_else(|| Ok(kernel::Source::default()), Source::checked)
}

/// An amount, exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// In the smallest unit: 1 元 is 100 fen, 1 美元 is 100 cents.
    #[schema(example = 13_400_000_000_i64)]
    pub fen: i64,
    /// ISO 4217.
    #[serde(default = "cny")]
    #[schema(example = "CNY")]
    pub currency: String,
}

fn cny() -> String {
    "CNY".to_owned()
}

impl Money {
    pub fn of(fen: Option<i64>, currency: Option<&str>) -> Option<Self> {
        fen.map(|fen| Self { fen, currency: currency.unwrap_or("CNY").to_owned() })
    }
    /// As a form takes it, if the currency is one that forms know.
    pub fn written(&self, field: &str) -> std::result::Result<String, FieldError> {
        let amount = Currency::iso(&self.currency).map(|currency| Amount { fen: self.fen, currency });
        let text = amount.as_ref().map(enterprise::company::draft::written).unwrap_or_default();
        match (Amount::parse(&text), amount) {
            (Ok(Some(read)), Some(amount)) if read == amount => Ok(text),
            _ => {
                let error = FieldError::new(&format!("{field}.currency"), "api-currency");
                Err(error.arg("found", &self.currency))
            }
        }
    }
}

/// RFC 3339 in UTC.
pub fn instant(us: i64) -> String {
    DateTime::from_timestamp_micros(us).map(|t| t.to_rfc3339_opts(SecondsFormat::Micros, true)).unwrap_or_default()
}

/// A refusal (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: String,
    /// In the language of the request.
    pub title: String,
    #[schema(example = 422)]
    pub status: u16,
    /// What happened and what to do.
    pub detail: String,
    /// The same in every language: for programs.
    #[schema(example = "credit-code-check")]
    pub code: String,
    /// To quote when asking for help; with faults of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// With 422: what is wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// With 409: what differs between the books and the change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<ProblemStale>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    #[schema(example = "credit_code")]
    pub field: String,
    #[schema(example = "credit-code-check")]
    pub code: String,
    pub detail: String,
}

/// A field that somebody else changed meanwhile.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemStale {
    #[schema(example = "address")]
    pub field: String,
    /// As it stands now.
    pub theirs: String,
    /// As the change would have it.
    pub yours: String,
}

/// The version of the record as last read; `If-Match` says the same.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Version {
    pub version: Option<i64>,
}

/// `?version=` of a removal; `If-Match` says the same.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AtVersion {
    /// The version of the record as last read.
    pub version: Option<i64>,
}

/// `?limit=&cursor=` of a list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Items on a page: 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn instants_are_utc_to_the_microsecond() {
        assert_eq!(instant(1_579_048_200_000_001), "2020-01-15T00:30:00.000001Z");
    }

    #[test]
    fn a_source_is_checked_and_an_empty_one_is_null() {
        assert_eq!(Source::of(&kernel::Source::default()), None);
        assert!(Source::of(&kernel::Source::example()).unwrap().example);
        let bad = Source { on: Some("10 Jan".into()), url: Some("javascript:1".into()), ..Source::default() };
        let Err(Error::Invalid(fields)) = bad.checked() else { panic!("taken") };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["source.on", "source.url"]);
    }
}
