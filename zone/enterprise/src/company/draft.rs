//! A company as typed into a form, sent to the API or read from a file: texts, checked field by field.
use super::rules::{size_of, status_of};
use super::{Enterprise, Status};
use chrono::NaiveDate;
use kernel::credit_code::{CreditCode, CreditCodeError, RegistrationCode};
use kernel::id::{DepartmentId, EnterpriseId};
use kernel::industry::IndustryCode;
use kernel::region::RegionCode;
use kernel::{FieldError, money};
use serde::{Deserialize, Serialize};

/// Every editable fact as text; an empty text means "not known".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub name: String,
    pub name_en: String,
    pub credit_code: String,
    pub registration_no: String,
    pub status: String,
    pub company_type: String,
    /// As written: `13,400万元`, `500万美元`.
    pub capital: String,
    pub paid_capital: String,
    pub founded_on: String,
    pub term: String,
    pub region_code: String,
    pub address: String,
    pub industry_code: String,
    pub focus: String,
    pub size: String,
    pub insured_count: String,
    pub website: String,
    pub scope: String,
    pub intro: String,
    /// One a line, or parted by `,` `，` `;` `、`.
    pub former_names: String,
    pub tags: String,
    pub department_id: String,
    pub parent_id: String,
    pub group_name: String,
    pub checked_on: String,
}

impl Draft {
    /// The form filled with what the books say.
    pub fn of(c: &Enterprise) -> Self {
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let amount = |fen: Option<i64>| {
            let currency = money::Currency::iso(c.capital_currency.as_deref().unwrap_or("CNY"));
            fen.zip(currency).map(|(fen, currency)| written(&money::Amount { fen, currency })).unwrap_or_default()
        };
        Self {
            name: c.name.clone(),
            name_en: text(&c.name_en),
            credit_code: text(&c.credit_code),
            registration_no: text(&c.registration_no),
            status: c.status.code().to_owned(),
            company_type: text(&c.company_type),
            capital: amount(c.capital_fen),
            paid_capital: amount(c.paid_capital_fen),
            founded_on: text(&c.founded_on),
            term: text(&c.term),
            region_code: text(&c.region_code),
            address: text(&c.address),
            industry_code: text(&c.industry_code),
            focus: text(&c.focus),
            size: c.size.map(|s| s.code().to_owned()).unwrap_or_default(),
            insured_count: c.insured_count.map(|n| n.to_string()).unwrap_or_default(),
            website: text(&c.website),
            scope: text(&c.scope),
            intro: text(&c.intro),
            former_names: c.former_names.join("\n"),
            tags: c.tags.join("，"),
            department_id: c.department_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            parent_id: c.parent_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            group_name: text(&c.group_name),
            checked_on: text(&c.checked_on),
        }
    }

    /// The company with these facts, or what is wrong with each field. `today` bounds dates.
    pub fn apply(&self, base: &Enterprise, today: NaiveDate) -> Result<Enterprise, Vec<FieldError>> {
        let mut check = Check { errors: Vec::new(), today };
        let mut c = base.clone();
        c.name = check.name(&self.name);
        c.name_en = check.text("name_en", &self.name_en, 300);
        c.credit_code = check.credit_code(&self.credit_code);
        c.registration_no = check.registration_no(&self.registration_no);
        if let Some(status) = check.status(&self.status) {
            c.status = status;
            let words = self.status.trim();
            let own_word = !words.is_empty() && Status::ALL.iter().all(|s| s.code() != words);
            c.status_text = if own_word {
                Some(words.to_owned())
            } else {
                base.status_text.clone().filter(|t| status_of(t) == Some(status))
            };
        }
        c.company_type = check.text("company_type", &self.company_type, 100);
        let capital = check.amount("capital", &self.capital);
        let paid = check.amount("paid_capital", &self.paid_capital);
        c.capital_fen = capital.as_ref().map(|a| a.fen);
        c.paid_capital_fen = paid.as_ref().map(|a| a.fen);
        c.capital_currency = capital.or(paid).map(|a| a.currency.code().to_owned());
        c.founded_on = check.date("founded_on", &self.founded_on);
        c.term = check.text("term", &self.term, 100);
        c.region_code = check.region(&self.region_code);
        c.address = check.text("address", &self.address, 500);
        c.industry_code = check.industry(&self.industry_code);
        c.focus = check.text("focus", &self.focus, 40);
        c.size = check.size(&self.size);
        c.insured_count = check.count("insured_count", &self.insured_count);
        c.website = check.text("website", &self.website, 300);
        c.scope = check.text("scope", &self.scope, 20_000);
        c.intro = check.text("intro", &self.intro, 20_000);
        c.former_names = names(&self.former_names);
        c.tags = check.tags(&self.tags);
        c.department_id = check.id("department_id", &self.department_id, DepartmentId::parse);
        c.parent_id = check.id("parent_id", &self.parent_id, EnterpriseId::parse);
        c.group_name = check.text("group_name", &self.group_name, 200);
        c.checked_on = check.date("checked_on", &self.checked_on);
        if check.errors.is_empty() { Ok(c) } else { Err(check.errors) }
    }
}

/// An amount as the trade writes it, exact: `13,400万元`, `500万美元`, `1,234,567.89元`.
pub fn written(amount: &money::Amount) -> String {
    let unit = amount.currency.unit_zh();
    if amount.fen % 1_000_000 == 0 {
        format!("{}万{unit}", money::Fen(amount.fen).wan(0))
    } else {
        format!("{}{unit}", money::Fen(amount.fen).yuan())
    }
}

/// Parts a list typed in one field.
pub fn words(text: &str) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for word in text.split(['\n', ',', '，', ';', '；', '、', '|']) {
        let word = word.trim();
        if !word.is_empty() && !list.iter().any(|w| w == word) {
            list.push(word.to_owned());
        }
    }
    list
}

/// Parts a list of names. A comma parts Chinese names only: `Example Co., Ltd.` is one name.
pub fn names(text: &str) -> Vec<String> {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    let mut list: Vec<String> = Vec::new();
    for name in text.split(|c: char| matches!(c, '\n' | ';' | '；' | '、' | '|') || (!latin && matches!(c, ',' | '，')))
    {
        let name = name.trim().trim_end_matches([',', '，']).trim();
        if !name.is_empty() && !list.iter().any(|n| n == name) {
            list.push(name.to_owned());
        }
    }
    list
}

/// The field error of a credit code, with what was found and what should be.
pub fn credit_code_error(field: &str, error: &CreditCodeError) -> FieldError {
    let base = FieldError::new(field, error.code());
    match error {
        CreditCodeError::Empty => base,
        CreditCodeError::Length { found, expected } => base.arg("found", found).arg("expected", expected),
        CreditCodeError::Character { found, position } => base.arg("found", found).arg("position", position),
        CreditCodeError::Check { found, expected } => base.arg("found", found).arg("expected", expected),
    }
}

struct Check {
    errors: Vec<FieldError>,
    today: NaiveDate,
}

impl Check {
    fn fail<T>(&mut self, error: FieldError) -> Option<T> {
        self.errors.push(error);
        None
    }
    fn name(&mut self, text: &str) -> String {
        let name = text.trim();
        let length = name.chars().count();
        if name.is_empty() {
            self.errors.push(FieldError::new("name", "enterprise-name-empty"));
        } else if !(2..=200).contains(&length) {
            self.errors.push(FieldError::new("name", "enterprise-name-length").arg("found", length));
        }
        name.to_owned()
    }
    fn text(&mut self, field: &str, text: &str, max: usize) -> Option<String> {
        let text = text.trim();
        let length = text.chars().count();
        if length > max {
            return self.fail(FieldError::new(field, "field-too-long").arg("limit", max).arg("found", length));
        }
        (!text.is_empty()).then(|| text.to_owned())
    }
    fn credit_code(&mut self, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return None;
        }
        match CreditCode::parse(text) {
            Ok(code) => Some(code.as_str().to_owned()),
            Err(error) => self.fail(credit_code_error("credit_code", &error)),
        }
    }
    fn registration_no(&mut self, text: &str) -> Option<String> {
        let text = text.trim();
        match RegistrationCode::recognise(text) {
            _ if text.is_empty() => None,
            RegistrationCode::Unknown { .. } => {
                self.fail(FieldError::new("registration_no", "registration-no-unknown"))
            }
            _ => Some(text.to_owned()),
        }
    }
    fn status(&mut self, text: &str) -> Option<Status> {
        match status_of(text) {
            _ if text.trim().is_empty() => Some(Status::Active),
            None => self.fail(FieldError::new("status", "enterprise-status-unknown").arg("found", text)),
            some => some,
        }
    }
    fn size(&mut self, text: &str) -> Option<super::Size> {
        match size_of(text) {
            _ if text.trim().is_empty() => None,
            None => self.fail(FieldError::new("size", "enterprise-size-unknown").arg("found", text)),
            some => some,
        }
    }
    fn amount(&mut self, field: &str, text: &str) -> Option<money::Amount> {
        match money::Amount::parse(text) {
            Ok(Some(amount)) if amount.fen < 0 => {
                self.fail(FieldError::new(field, "money-negative").arg("found", text))
            }
            Ok(amount) => amount,
            Err(error) => self.fail(FieldError::new(field, error.code()).arg("found", text)),
        }
    }
    fn date(&mut self, field: &str, text: &str) -> Option<String> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        match parse_date(text) {
            Some(date) if date > self.today => self.fail(FieldError::new(field, "date-in-future").arg("found", text)),
            Some(date) => Some(date.format("%Y-%m-%d").to_string()),
            None => self.fail(FieldError::new(field, "date-unrecognised").arg("found", text)),
        }
    }
    fn region(&mut self, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return None;
        }
        match RegionCode::parse(text.trim()) {
            Ok(code) => Some(code.to_string()),
            Err(_) => self.fail(FieldError::new("region_code", "region-unknown").arg("found", text)),
        }
    }
    fn industry(&mut self, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return None;
        }
        match IndustryCode::parse(text.trim()) {
            Ok(code) => Some(code.as_str().to_owned()),
            Err(_) => self.fail(FieldError::new("industry_code", "industry-unknown").arg("found", text)),
        }
    }
    fn count(&mut self, field: &str, text: &str) -> Option<i64> {
        let digits: String = text
            .trim()
            .trim_end_matches(['人', '名', '家'])
            .chars()
            .filter(|c| !matches!(c, ',' | '，' | ' '))
            .collect();
        match digits.parse::<i64>() {
            _ if digits.is_empty() => None,
            Ok(n) if (0..=10_000_000).contains(&n) => Some(n),
            _ => self.fail(FieldError::new(field, "count-unrecognised").arg("found", text)),
        }
    }
    fn tags(&mut self, text: &str) -> Vec<String> {
        let tags = words(text);
        if tags.len() > 50 || tags.iter().any(|t| t.chars().count() > 40) {
            self.errors.push(FieldError::new("tags", "enterprise-tags-limit"));
        }
        tags
    }
    fn id<T>(&mut self, field: &str, text: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        match parse(text.trim()) {
            _ if text.trim().is_empty() => None,
            None if field == "parent_id" => self.fail(FieldError::new(field, "enterprise-parent-unknown")),
            None => self.fail(FieldError::new(field, "reference-unknown")),
            some => some,
        }
    }
}

/// `2020-01-15`, `2020/1/15`, `2020.1.15`, `2020年1月15日`, `20200115`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| if matches!(c, '/' | '.' | '年' | '月') { '-' } else { c })
        .filter(|c| *c != '日')
        .collect();
    let plain = plain.split_whitespace().next().unwrap_or_default();
    if plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(plain, "%Y%m%d").ok();
    }
    let mut parts = plain.trim_end_matches('-').splitn(3, '-').map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(1000..=9999).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}
