//! What the forms of a signing say, as typed, and what is wrong with it.
use super::{AmountKind, Basis, Kind, Rate};
use chrono::NaiveDate;
use kernel::money::{Amount, Currency, Unit};
use kernel::{FieldError, Source};

/// An amount as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AmountDraft {
    /// Id of a project of the agreement.
    pub project: String,
    pub kind: String,
    pub basis: String,
    pub dated_on: String,
    /// With its unit: `3.2亿元`, `500万美元`. A bare number counts in 万元.
    pub amount: String,
    /// Yuan for one unit of another currency: `6.9762`.
    pub rate: String,
    /// Where the rate can be looked up.
    pub rate_source: String,
    pub source: Source,
}

/// An amount without faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub kind: AmountKind,
    pub basis: Basis,
    pub dated_on: String,
    pub fen: i64,
    pub currency: Currency,
    pub rate: Option<Rate>,
    pub source: Source,
}

impl AmountDraft {
    /// The draft that changes nothing.
    pub fn of(e: &super::AmountEntry) -> Self {
        let rate = e.rate.as_ref();
        Self {
            project: e.project_id.clone(),
            kind: e.kind.code().to_owned(),
            basis: e.basis.code().to_owned(),
            dated_on: e.dated_on.clone(),
            amount: crate::lead::draft::amount_text(Some(e.fen), Some(e.currency.code())),
            rate: rate.map(|r| rate_text(r.micro)).unwrap_or_default(),
            rate_source: rate.map(|r| r.source.document.clone()).unwrap_or_default(),
            source: e.source.clone(),
        }
    }

    /// The amount, or every fault at once; `suffix` is what the form's field names end in (`_0`).
    pub fn checked(&self, today: NaiveDate, suffix: &str) -> Result<Sum, Vec<FieldError>> {
        let mut errors = Vec::new();
        let field = |name: &str| format!("{name}{suffix}");
        let kind = AmountKind::parse(self.kind.trim());
        if kind.is_none() {
            errors.push(FieldError::new(&field("kind"), "field-unknown-choice"));
        }
        let basis = Basis::parse(self.basis.trim());
        if basis.is_none() {
            errors.push(FieldError::new(&field("basis"), "field-unknown-choice"));
        }
        let on = day(&self.dated_on);
        match on {
            None => errors.push(FieldError::new(&field("dated_on"), "field-not-a-date")),
            Some(on) if on > today => {
                errors.push(FieldError::new(&field("dated_on"), "amount-in-future").arg("today", today))
            }
            Some(_) => {}
        }
        let amount = self.money(&field("amount"), &mut errors);
        let rate = self.rate(amount.map(|a| a.currency), &field("rate"), &mut errors);
        let (Some(kind), Some(basis), Some(on), Some(amount), true) = (kind, basis, on, amount, errors.is_empty())
        else {
            return Err(errors);
        };
        Ok(Sum {
            kind,
            basis,
            dated_on: on.to_string(),
            fen: amount.fen,
            currency: amount.currency,
            rate,
            source: self.source.clone(),
        })
    }

    fn money(&self, field: &str, errors: &mut Vec<FieldError>) -> Option<Amount> {
        match Amount::parse_in(&self.amount, Unit::Wan) {
            Ok(Some(amount)) if amount.fen > 0 => Some(amount),
            Ok(_) => {
                errors.push(FieldError::new(field, "amount-missing"));
                None
            }
            Err(error) => {
                errors.push(crate::lead::draft::money_error(field, &error));
                None
            }
        }
    }

    fn rate(&self, currency: Option<Currency>, field: &str, errors: &mut Vec<FieldError>) -> Option<Rate> {
        let text = self.rate.trim();
        if text.is_empty() || currency == Some(Currency::Cny) {
            return None;
        }
        let source = self.rate_source.trim();
        let micro = micro_of(text);
        if micro.is_none() {
            errors.push(FieldError::new(field, "amount-rate-form").arg("found", text));
        }
        if source.is_empty() {
            errors.push(FieldError::new(field, "amount-rate-source"));
        }
        Some(Rate { micro: micro?, source: Source::named(source) })
    }
}

/// `6.9762` as 6,976,200 millionths; `None` for what is no positive number of at most six decimals.
pub fn micro_of(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |t: &str, most: usize| (1..=most).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 6) || !digits(fraction, 6) {
        return None;
    }
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    let micro = whole.parse::<i64>().ok()? * 1_000_000 + fraction;
    (micro > 0).then_some(micro)
}

/// 6,976,200 millionths as `6.9762`.
pub fn rate_text(micro: i64) -> String {
    let text = format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A project as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectDraft {
    pub name: String,
    pub company: String,
    pub focus: String,
    /// User id of the officer to whom it counts.
    pub owner: String,
    /// Signed amount and total investment, as typed; empty where there is none.
    pub contracted: String,
    pub total_investment: String,
    pub rate: String,
    pub rate_source: String,
}

/// A workstream as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkDraft {
    pub name: String,
    pub owner: String,
}

impl WorkDraft {
    /// Whether a workstream can be called that.
    pub(super) fn fits(name: &str) -> kernel::Result<()> {
        length("name", name, 1, 60).map_or(Ok(()), |fault| Err(kernel::Error::Invalid(vec![fault])))
    }
}

/// 登记签约: what the form says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub title_en: String,
    pub kind: String,
    pub signed_on: String,
    /// Names of organisations, one a line.
    pub parties: String,
    /// Ids of the lead that it ends, of the trip that it came from, of the agreement that it supplements; or empty.
    pub lead: String,
    pub mission: String,
    pub amends: String,
    pub projects: Vec<ProjectDraft>,
    pub workstreams: Vec<WorkDraft>,
    pub source: Source,
}

/// The facts of a signing that stand on the agreement itself.
#[derive(Clone, Debug)]
pub struct Facts {
    pub title: String,
    pub title_en: String,
    pub kind: Kind,
    pub signed_on: String,
    pub parties: Vec<String>,
    pub source: Source,
}

pub fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

pub(super) fn length(field: &str, text: &str, least: usize, most: usize) -> Option<FieldError> {
    match text.trim().chars().count() {
        n if n < least => Some(FieldError::new(field, "field-required")),
        n if n > most => Some(FieldError::new(field, "field-too-long").arg("limit", most)),
        _ => None,
    }
}

impl Draft {
    /// The agreement's own facts, or every fault at once.
    pub fn checked(&self, today: NaiveDate) -> Result<Facts, Vec<FieldError>> {
        let mut errors: Vec<FieldError> =
            [length("title", &self.title, 2, 100), length("title_en", &self.title_en, 0, 200)]
                .into_iter()
                .flatten()
                .collect();
        let kind = Kind::parse(self.kind.trim());
        if kind.is_none() {
            errors.push(FieldError::new("kind", "field-unknown-choice"));
        }
        if kind == Some(Kind::Supplement) && self.amends.trim().is_empty() {
            errors.push(FieldError::new("amends", "agreement-amends-missing"));
        }
        let signed_on = day(&self.signed_on);
        match signed_on {
            None => errors.push(FieldError::new("signed_on", "field-not-a-date")),
            Some(on) if on > today => {
                errors.push(FieldError::new("signed_on", "agreement-in-future").arg("today", today))
            }
            Some(_) => {}
        }
        let parties: Vec<String> =
            self.parties.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        if parties.is_empty() || parties.len() > 20 || parties.iter().any(|p| p.chars().count() > 100) {
            errors.push(FieldError::new("parties", "agreement-parties-missing"));
        }
        errors.extend(ui::source::refused(&self.source));
        for (i, project) in self.projects.iter().enumerate() {
            errors.extend(project.faults(i));
        }
        for (i, work) in self.workstreams.iter().enumerate() {
            errors.extend(length(&format!("work_{i}"), &work.name, 0, 60));
        }
        let (Some(kind), Some(signed_on), true) = (kind, signed_on, errors.is_empty()) else {
            return Err(errors);
        };
        Ok(Facts {
            title: self.title.trim().to_owned(),
            title_en: self.title_en.trim().to_owned(),
            kind,
            signed_on: signed_on.to_string(),
            parties,
            source: self.source.clone(),
        })
    }
}

impl ProjectDraft {
    pub fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.contracted.trim().is_empty() && self.total_investment.trim().is_empty()
    }
    pub(super) fn faults(&self, i: usize) -> Vec<FieldError> {
        let name = (!self.is_blank()).then(|| length(&format!("project_{i}"), &self.name, 2, 100)).flatten();
        let company = length(&format!("company_{i}"), &self.company, 0, 100);
        name.into_iter().chain(company).collect()
    }
    /// The amounts of the first signing that the form states.
    pub fn amounts(&self, signed_on: &str, source: &Source) -> Vec<AmountDraft> {
        [(AmountKind::Contracted, &self.contracted), (AmountKind::TotalInvestment, &self.total_investment)]
            .into_iter()
            .filter(|(_, amount)| !amount.trim().is_empty())
            .map(|(kind, amount)| AmountDraft {
                project: String::new(),
                kind: kind.code().to_owned(),
                basis: Basis::First.code().to_owned(),
                dated_on: signed_on.to_owned(),
                amount: amount.clone(),
                rate: self.rate.clone(),
                rate_source: self.rate_source.clone(),
                source: source.clone(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn rates_are_exact() {
        for (text, micro) in [
            ("6.9762", Some(6_976_200)),
            ("7", Some(7_000_000)),
            ("0.063214", Some(63_214)),
            ("0", None),
            ("6,9", None),
            ("6.97625551", None),
            ("-1", None),
        ] {
            assert_eq!(micro_of(text), micro, "{text}");
        }
    }

    #[test]
    fn an_amount_keeps_its_currency_and_asks_where_the_rate_is_from() {
        let today = NaiveDate::from_ymd_opt(2020, 1, 15).unwrap();
        let draft = AmountDraft {
            kind: "contracted".into(),
            basis: "first".into(),
            dated_on: "2019-04-18".into(),
            amount: "500万美元".into(),
            rate: "6.9762".into(),
            rate_source: "中国外汇交易中心 2019-12-31 中间价".into(),
            ..AmountDraft::default()
        };
        let sum = draft.checked(today, "").unwrap();
        assert_eq!((sum.fen, sum.currency, sum.rate.unwrap().micro), (500_000_000, Currency::Usd, 6_976_200));
        let wan =
            AmountDraft { amount: "13400".into(), rate: String::new(), ..draft.clone() }.checked(today, "").unwrap();
        assert_eq!((wan.fen, wan.currency), (13_400_000_000, Currency::Cny), "a bare number counts in 万元");
        let code = |d: AmountDraft| d.checked(today, "").unwrap_err().into_iter().map(|e| e.code).collect::<Vec<_>>();
        assert_eq!(code(AmountDraft { rate_source: String::new(), ..draft.clone() }), ["amount-rate-source"]);
        assert_eq!(code(AmountDraft { amount: "-5万元".into(), ..draft.clone() }), ["amount-missing"]);
        assert_eq!(code(AmountDraft { amount: "五亿".into(), ..draft.clone() }), ["money-number"]);
        assert_eq!(code(AmountDraft { dated_on: "2020-02-01".into(), ..draft }), ["amount-in-future"]);
    }

    #[test]
    fn rates_show_their_digits() {
        for (micro, text) in [(6_976_200, "6.9762"), (7_000_000, "7"), (63_214, "0.063214")] {
            assert_eq!(rate_text(micro), text);
        }
    }
}
