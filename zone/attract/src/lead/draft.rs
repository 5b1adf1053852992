//! What a form, a ledger or a pack says about a lead, as typed, and what becomes of it. All faults are found at once, each
//! with its field.
use super::rules::{city_of, day, division_of, name_key};
use super::{Channel, Lead};
use crate::companies::{Candidate, Origin};
use chrono::NaiveDate;
use kernel::credit_code::{CreditCode, CreditCodeError};
use kernel::error::StaleField;
use kernel::industry::IndustryCode;
use kernel::money::{Amount, Currency, Fen, MoneyError};
use kernel::region::RegionCode;
use kernel::{FieldError, Locale, Source};

/// The fields of a lead that people edit. The company's own facts come from books or registry (`company`), or are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub company: Candidate,
    pub subject: String,
    pub channel: String,
    /// With its unit: 3亿元, 500万美元.
    pub amount: String,
    pub began_on: String,
    pub next_step: String,
    pub next_on: String,
    /// Empty: the day before the next step.
    pub remind_on: String,
    pub note: String,
    pub source: Source,
}

/// The facts that a draft gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub company: Candidate,
    pub subject: String,
    pub channel: Channel,
    pub amount: Option<(i64, String)>,
    pub began_on: String,
    pub next: Next,
    pub note: Option<String>,
    pub source: Source,
}

/// 下一步: what comes next, by when, and from when the owner is reminded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Next {
    pub step: Option<String>,
    pub on: Option<String>,
    pub remind_on: Option<String>,
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// What is wrong with an amount, beside its field.
pub fn money_error(field: &str, error: &MoneyError) -> FieldError {
    let plain = FieldError::new(field, error.code());
    match error {
        MoneyError::Number { found }
        | MoneyError::Unit { found }
        | MoneyError::UnitMissing { found }
        | MoneyError::FinerThanFen { found }
        | MoneyError::TooLarge { found } => plain.arg("found", found),
        MoneyError::Currencies { one, other } => plain.arg("one", one).arg("other", other),
    }
}

/// What is wrong with a credit code, beside its field.
fn code_error(field: &str, error: &CreditCodeError) -> FieldError {
    let plain = FieldError::new(field, error.code());
    match error {
        CreditCodeError::Empty => plain,
        CreditCodeError::Length { found, expected } => plain.arg("found", found).arg("expected", expected),
        CreditCodeError::Character { found, position } => plain.arg("found", found).arg("position", position),
        CreditCodeError::Check { found, expected } => plain.arg("found", found).arg("expected", expected),
    }
}

/// An amount with its unit, as fen and currency; none where nothing is said.
pub fn amount_of(field: &str, text: &str) -> Result<Option<(i64, String)>, FieldError> {
    let amount = Amount::parse(text).map_err(|e| money_error(field, &e))?;
    match amount {
        Some(a) if a.fen < 0 => Err(FieldError::new(field, "lead-amount-negative").arg("found", text.trim())),
        other => Ok(other.map(|a| (a.fen, a.currency.code().to_owned()))),
    }
}

/// 下一步 as typed: a day needs a step and a step a day; the reminder is not after the day.
pub fn next_of(step: &str, on: &str, remind_on: &str, errors: &mut Vec<FieldError>) -> Next {
    let step = some(step);
    if step.as_ref().is_some_and(|s| s.chars().count() > 200) {
        errors.push(FieldError::new("next_step", "lead-text-long").arg("limit", 200));
    }
    let mut date = |field: &str, text: &str| {
        let found = day(text);
        if found.is_none() && !text.trim().is_empty() {
            errors.push(FieldError::new(field, "lead-day-form").arg("found", text.trim()));
        }
        found
    };
    let (due, remind) = (date("next_on", on), date("remind_on", remind_on));
    match (&step, due) {
        (Some(_), None) if on.trim().is_empty() => errors.push(FieldError::new("next_on", "lead-next-day-missing")),
        (None, Some(_)) => errors.push(FieldError::new("next_step", "lead-next-step-missing")),
        _ => {}
    }
    if let (Some(due), Some(remind)) = (due, remind)
        && remind > due
    {
        errors.push(FieldError::new("remind_on", "lead-remind-late"));
    }
    let remind = remind.or_else(|| due.and_then(|d| d.pred_opt())).filter(|_| due.is_some());
    Next { step, on: due.map(|d| d.to_string()), remind_on: remind.map(|d| d.to_string()) }
}

impl Draft {
    pub fn facts(&self, today: NaiveDate) -> Result<Facts, Vec<FieldError>> {
        let mut errors = Vec::new();
        let company = self.company_facts(&mut errors);
        let subject = self.subject.trim().to_owned();
        if subject.chars().count() > 200 {
            errors.push(FieldError::new("subject", "lead-text-long").arg("limit", 200));
        }
        let channel = match some(&self.channel) {
            None => Channel::default(),
            Some(code) => Channel::parse(&code).unwrap_or_else(|| {
                errors.push(FieldError::new("channel", "lead-channel-unknown").arg("found", &code));
                Channel::default()
            }),
        };
        let amount = amount_of("amount", &self.amount).unwrap_or_else(|e| {
            errors.push(e);
            None
        });
        let began = if self.began_on.trim().is_empty() { Some(today) } else { day(&self.began_on) };
        if began.is_none_or(|d| d > today) {
            errors.push(FieldError::new("began_on", "lead-began-form").arg("found", self.began_on.trim()));
        }
        let next = next_of(&self.next_step, &self.next_on, &self.remind_on, &mut errors);
        if self.note.chars().count() > 4_000 {
            errors.push(FieldError::new("note", "lead-text-long").arg("limit", 4_000));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Facts {
            company,
            subject,
            channel,
            amount,
            began_on: began.unwrap_or(today).to_string(),
            next,
            note: some(&self.note),
            source: self.source.clone(),
        })
    }

    fn company_facts(&self, errors: &mut Vec<FieldError>) -> Candidate {
        let mut company = self.company.clone();
        company.name = company.name.trim().to_owned();
        let length = company.name.chars().count();
        if !(2..=100).contains(&length) {
            errors.push(FieldError::new("company", "lead-company-length"));
        }
        company.credit_code = company.credit_code.as_deref().and_then(some);
        company.city = company.city.as_deref().and_then(some);
        company.industry = company.industry.as_deref().and_then(some);
        company.focus = company.focus.as_deref().and_then(some);
        if company.origin != Origin::Typed {
            return company;
        }
        company.credit_code = company.credit_code.map(|code| match CreditCode::parse(&code) {
            Ok(code) => code.as_str().to_owned(),
            Err(e) => {
                errors.push(code_error("credit_code", &e));
                code
            }
        });
        if let Some(code) = &company.city
            && RegionCode::parse(code).is_err()
        {
            errors.push(FieldError::new("city", "lead-city-unknown").arg("found", code));
        }
        if let Some(code) = &company.industry
            && IndustryCode::parse(code).is_err()
        {
            errors.push(FieldError::new("industry", "lead-industry-unknown").arg("found", code));
        }
        company
    }

    /// The draft that changes nothing.
    pub fn of(lead: &Lead) -> Self {
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        Self {
            company: Candidate {
                origin: lead.origin,
                id: text(&lead.company_id),
                name: lead.name.clone(),
                credit_code: lead.credit_code.clone(),
                city: lead.city.clone(),
                industry: lead.industry.clone(),
                focus: lead.focus.clone(),
            },
            subject: lead.subject.clone(),
            channel: lead.channel.code().to_owned(),
            amount: amount_text(lead.amount_fen, lead.amount_currency.as_deref()),
            began_on: lead.began_on.clone(),
            next_step: text(&lead.next_step),
            next_on: text(&lead.next_on),
            remind_on: text(&lead.remind_on),
            note: text(&lead.note),
            source: lead.source.clone(),
        }
    }
}

/// An amount as a form takes it back, exact.
pub fn amount_text(fen: Option<i64>, currency: Option<&str>) -> String {
    match (fen, currency.and_then(Currency::iso)) {
        (Some(fen), Some(currency)) if currency == Currency::default() => format!("{}元", Fen(fen).plain()),
        (Some(fen), Some(currency)) => format!("{} {}", currency.code(), Fen(fen).plain()),
        _ => String::new(),
    }
}

/// An amount as pages show it, in the unit that suits it.
pub fn amount_shown(fen: Option<i64>, currency: Option<&str>, locale: Locale) -> Option<String> {
    let (fen, currency) = (fen?, Currency::iso(currency?)?);
    Some(Amount { fen, currency }.auto(locale))
}

/// An amount in a column whose head says 亿元: two decimals; another currency is named beside its figure in the same scale.
pub fn amount_yi(fen: Option<i64>, currency: Option<&str>, locale: Locale) -> Option<String> {
    let (fen, currency) = (fen?, Currency::iso(currency?)?);
    let shown = Fen(fen).yi(2);
    let figure = if fen != 0 && shown == Fen(0).yi(2) { "<0.01".to_owned() } else { shown };
    Some(match locale {
        _ if currency == Currency::default() => figure,
        Locale::ZhCn => format!("{figure} {}", currency.unit_zh()),
        Locale::En => format!("{figure} {}", currency.code()),
    })
}

impl Facts {
    /// Writes the facts into a lead; whose it is and where it stands is not their business.
    pub fn into_lead(self, lead: &mut Lead) {
        lead.name_key = name_key(&self.company.name);
        lead.name = self.company.name;
        lead.origin = self.company.origin;
        lead.company_id = some(&self.company.id);
        lead.credit_code = self.company.credit_code;
        lead.city = self.company.city.as_deref().and_then(city_of);
        lead.division = self.company.industry.as_deref().and_then(division_of);
        lead.industry = self.company.industry;
        lead.focus = self.company.focus;
        lead.subject = self.subject;
        lead.channel = self.channel;
        (lead.amount_fen, lead.amount_currency) = self.amount.unzip();
        lead.began_on = self.began_on;
        self.next.into_lead(lead);
        lead.note = self.note;
        lead.source = self.source;
    }
}

impl Next {
    pub fn into_lead(self, lead: &mut Lead) {
        (lead.next_step, lead.next_on, lead.remind_on) = (self.step, self.on, self.remind_on);
    }
}

/// Both sides of a stale edit, as the form shows them.
pub fn differences(theirs: &Lead, yours: &Lead) -> Vec<StaleField> {
    let sides = |l: &Lead| {
        let d = Draft::of(l);
        [
            ("company", d.company.name),
            ("credit_code", d.company.credit_code.unwrap_or_default()),
            ("city", d.company.city.unwrap_or_default()),
            ("industry", d.company.industry.unwrap_or_default()),
            ("subject", d.subject),
            ("channel", d.channel),
            ("amount", d.amount),
            ("began_on", d.began_on),
            ("next_step", d.next_step),
            ("next_on", d.next_on),
            ("remind_on", d.remind_on),
            ("note", d.note),
        ]
    };
    let both = sides(theirs).into_iter().zip(sides(yours));
    both.filter(|((_, theirs), (_, yours))| theirs != yours)
        .map(|((field, theirs), (_, yours))| StaleField { field: format!("lead_{field}"), theirs, yours })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_amounts_has_one_unit() {
        let shown = |text: &str, locale| {
            let (fen, currency) = amount_of("amount", text).unwrap().unwrap();
            amount_yi(Some(fen), Some(&currency), locale).unwrap()
        };
        for (typed, zh, en) in [
            ("3亿元", "3.00", "3.00"),
            ("500万元", "0.05", "0.05"),
            ("1234.5亿元", "1,234.50", "1,234.50"),
            ("3万元", "<0.01", "<0.01"),
            ("0元", "0.00", "0.00"),
            ("500万美元", "0.05 美元", "0.05 USD"),
        ] {
            assert_eq!(
                (shown(typed, Locale::ZhCn), shown(typed, Locale::En)),
                (zh.to_owned(), en.to_owned()),
                "{typed}"
            );
        }
        assert_eq!(amount_yi(None, None, Locale::ZhCn), None);
    }
}
