//! A company as callers get it.
use chrono::NaiveDate;
use datafusion::arrow::array::{Array, BooleanArray, Date32Array, Float32Array, Int64Array, RecordBatch, StringArray};
use kernel::industry::IndustryCode;
use kernel::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// Characters of the scope that a list shows.
const EXCERPT_CHARS: usize = 120;

/// A company of the registry; never an individual business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Company {
    /// Its number in this lake: stays while files are added, not when the lake is built anew.
    pub id: i64,
    pub name: String,
    /// 统一社会信用代码 or older registration number, as written in the source.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credit_code: Option<String>,
    /// Short names: 新疆, 乌鲁木齐.
    pub province: String,
    pub city: String,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub county: String,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub address: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub registered_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub stock_code: String,
    /// Registered capital in its own currency.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub capital: Option<Amount>,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub company_type: String,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub status: String,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub size: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub insured: Option<i64>,
    /// 大类 of GB/T 4754; None where nothing tells it.
    pub division: Option<IndustryCode>,
    /// 中类.
    pub group: Option<IndustryCode>,
    /// How sure the division is, 0…1; 1 where the source or a person said it.
    pub confidence: f32,
    pub industry_by: IndustryBy,
    #[serde(default)]
    pub scope: String,
}

/// Who said in which industry a company is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndustryBy {
    /// Its source.
    Given,
    Classifier,
    /// A user's correction.
    Person,
    /// Nobody.
    Unknown,
}

impl Company {
    /// The beginning of the scope, for lists.
    pub fn scope_excerpt(&self) -> &str {
        match self.scope.char_indices().nth(EXCERPT_CHARS) {
            Some((at, _)) => self.scope.get(..at).unwrap_or(&self.scope),
            None => &self.scope,
        }
    }
}

/// The rows of a batch in the lake's own columns.
pub(crate) struct Reader<'a> {
    batch: &'a RecordBatch,
}

impl<'a> Reader<'a> {
    pub fn new(batch: &'a RecordBatch) -> Self {
        Self { batch }
    }

    fn column<T: 'static>(&self, name: &str) -> Option<&'a T> {
        self.batch.column_by_name(name)?.as_any().downcast_ref::<T>()
    }

    pub fn text(&self, name: &str, row: usize) -> &'a str {
        self.column::<StringArray>(name).filter(|a| row < a.len()).map_or("", |a| a.value(row))
    }

    pub fn number(&self, name: &str, row: usize) -> Option<i64> {
        self.column::<Int64Array>(name).filter(|a| row < a.len() && !a.is_null(row)).map(|a| a.value(row))
    }

    pub fn flag(&self, name: &str, row: usize) -> bool {
        self.column::<BooleanArray>(name).filter(|a| row < a.len()).is_some_and(|a| a.value(row))
    }

    pub fn days(&self, name: &str, row: usize) -> Option<i32> {
        self.column::<Date32Array>(name).filter(|a| row < a.len() && !a.is_null(row)).map(|a| a.value(row))
    }

    pub fn company(&self, row: usize) -> Company {
        let own = |name| self.text(name, row).to_owned();
        let date = |name| self.days(name, row).and_then(date_of);
        let industry = |name| IndustryCode::parse(self.text(name, row)).ok();
        let currency = Currency::iso(self.text("currency", row)).unwrap_or_default();
        Company {
            id: self.number("id", row).unwrap_or_default(),
            name: own("name"),
            credit_code: Some(own("credit_code")).filter(|c| !c.is_empty()),
            province: own("province"),
            city: own("city"),
            county: own("county"),
            address: own("address"),
            registered_on: date("registered_on"),
            listed_on: date("listed_on"),
            stock_code: own("stock_code"),
            capital: self.number("capital_fen", row).map(|fen| Amount { fen, currency }),
            company_type: own("company_type"),
            status: own("status"),
            size: own("size"),
            insured: self.number("insured", row),
            division: industry("division"),
            group: industry("industry_group"),
            confidence: self
                .column::<Float32Array>("confidence")
                .filter(|a| row < a.len())
                .map_or(0.0, |a| a.value(row)),
            industry_by: match self.text("industry_by", row) {
                crate::lake::rows::GIVEN => IndustryBy::Given,
                crate::lake::rows::CLASSIFIED => IndustryBy::Classifier,
                crate::lake::rows::CORRECTED => IndustryBy::Person,
                _ => IndustryBy::Unknown,
            },
            scope: own("scope"),
        }
    }
}

pub(crate) fn date_of(days: i32) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(chrono::Duration::days(i64::from(days)))
}

pub(crate) fn days_of(date: NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(i32::MAX)
}
