//! Dated threshold rules as data, and which firms stand where under them.
use super::rules::{Standing, Verdict, rule_for, standing};
use super::{Condition, Threshold, store};
use crate::company::Enterprise;
use crate::figure::{Figure, Metric};
use ::store::{Conn, Db};
use chrono::NaiveDate;
use kernel::id::new_uuid;
use kernel::money::Amount;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result, Source};
use std::collections::BTreeMap;

/// 规上: the list that the company list's own filter speaks of.
pub const ABOVE_SCALE: &str = "above_scale";

pub use crate::figure::service::last_full_year;

impl Standing {
    pub const ALL: [Standing; 4] = [Standing::Above, Standing::Near, Standing::Below, Standing::Unknown];
    pub fn code(self) -> &'static str {
        match self {
            Standing::Above => "above",
            Standing::Near => "near",
            Standing::Below => "below",
            Standing::Unknown => "unknown",
        }
    }
}

/// A firm's standing under a list in a year, with the rule that decided.
#[derive(Clone, Debug)]
pub struct Judgement<'r> {
    pub year: i32,
    pub rule: &'r Threshold,
    pub verdict: Verdict,
}

/// The standing of a company in a year; none where no rule speaks of its industry.
pub fn judge<'r>(
    rules: &'r [Threshold],
    list: &str,
    company: &Enterprise,
    figures: &[Figure],
    year: i32,
) -> Option<Judgement<'r>> {
    let rule = rule_for(rules, list, company.industry_code.as_deref(), NaiveDate::from_ymd_opt(year, 12, 31)?)?;
    let period = year.to_string();
    let of_year: BTreeMap<Metric, i64> =
        figures.iter().filter(|f| f.period == period).map(|f| (f.metric, f.value)).collect();
    Some(Judgement { year, rule, verdict: standing(rule, &of_year, &company.tags) })
}

/// The lists that rules speak of, in order.
pub fn lists(rules: &[Threshold]) -> Vec<&str> {
    let mut lists: Vec<&str> = rules.iter().map(|r| r.list.as_str()).collect();
    lists.sort_unstable();
    lists.dedup();
    lists
}

pub async fn all(conn: &mut Conn) -> Result<Vec<Threshold>> {
    store::all(conn).await
}

/// A rule as typed: amounts as the trade writes them.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub list: String,
    pub name_zh: String,
    pub name_en: String,
    pub valid_from: String,
    pub valid_to: String,
    pub industries: String,
    pub revenue: String,
    pub staff: String,
    pub qualification: String,
    pub document: String,
}

impl Draft {
    pub fn of(rule: &Threshold) -> Self {
        let min = |m: Metric| rule.any_of.iter().find(|c| c.metric == m).map(|c| c.min);
        Self {
            list: rule.list.clone(),
            name_zh: rule.name_zh.clone(),
            name_en: rule.name_en.clone(),
            valid_from: rule.valid_from.clone(),
            valid_to: rule.valid_to.clone().unwrap_or_default(),
            industries: rule.industries.join("，"),
            revenue: min(Metric::Revenue)
                .map(|fen| crate::company::draft::written(&Amount::cny(kernel::money::Fen(fen))))
                .unwrap_or_default(),
            staff: min(Metric::Staff).map(|n| n.to_string()).unwrap_or_default(),
            qualification: rule.qualification.clone().unwrap_or_default(),
            document: rule.source.document.clone(),
        }
    }

    /// The rule with these facts; conditions on other metrics are kept.
    fn apply(&self, base: &Threshold) -> std::result::Result<Threshold, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut rule = base.clone();
        for (field, name) in [("name_zh", &self.name_zh), ("list", &self.list)] {
            if name.trim().is_empty() || name.trim().chars().count() > 60 {
                errors.push(FieldError::new(field, "threshold-name-length"));
            }
        }
        rule.list = self.list.trim().to_owned();
        rule.name_zh = self.name_zh.trim().to_owned();
        rule.name_en = self.name_en.trim().to_owned();
        rule.valid_from = day("valid_from", &self.valid_from, &mut errors).unwrap_or_default();
        if rule.valid_from.is_empty() && errors.iter().all(|e| e.field != "valid_from") {
            errors.push(FieldError::new("valid_from", "threshold-from-missing"));
        }
        rule.valid_to = day("valid_to", &self.valid_to, &mut errors);
        if rule.valid_to.as_ref().is_some_and(|to| *to < rule.valid_from) {
            errors.push(FieldError::new("valid_to", "threshold-dates"));
        }
        rule.industries = crate::focus::service::codes(&self.industries, &mut errors);
        if rule.industries.is_empty() {
            errors.push(FieldError::new("industries", "threshold-industries-missing"));
        }
        rule.any_of.retain(|c| !matches!(c.metric, Metric::Revenue | Metric::Staff));
        self.conditions(&mut rule, &mut errors);
        rule.qualification = Some(self.qualification.trim().to_owned()).filter(|q| !q.is_empty());
        if rule.any_of.is_empty() && rule.qualification.is_none() {
            errors.push(FieldError::new("revenue", "threshold-nothing"));
        }
        if self.document.trim().is_empty() {
            errors.push(FieldError::new("document", "threshold-source-missing"));
        }
        if errors.is_empty() { Ok(rule) } else { Err(errors) }
    }

    fn conditions(&self, rule: &mut Threshold, errors: &mut Vec<FieldError>) {
        match Amount::parse(&self.revenue) {
            Ok(None) => {}
            Ok(Some(a)) if a.currency.code() == "CNY" && a.fen > 0 => {
                rule.any_of.push(Condition { metric: Metric::Revenue, min: a.fen });
            }
            Ok(Some(_)) => errors.push(FieldError::new("revenue", "figure-currency")),
            Err(e) => errors.push(FieldError::new("revenue", e.code()).arg("found", &self.revenue)),
        }
        match self.staff.trim().parse::<i64>() {
            _ if self.staff.trim().is_empty() => {}
            Ok(n) if (1..=10_000_000).contains(&n) => rule.any_of.push(Condition { metric: Metric::Staff, min: n }),
            _ => errors.push(FieldError::new("staff", "count-unrecognised").arg("found", &self.staff)),
        }
    }
}

fn day(field: &str, text: &str, errors: &mut Vec<FieldError>) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let parsed = crate::company::draft::parse_date(text);
    if parsed.is_none() {
        errors.push(FieldError::new(field, "date-unrecognised").arg("found", text));
    }
    parsed.map(|d| d.to_string())
}

/// Adds a rule (`id` none) or changes one.
pub async fn save(ctx: &Ctx, db: &Db, id: Option<(&str, i64)>, draft: &Draft) -> Result<Threshold> {
    ctx.permit::<Threshold>(Action::Edit, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let base = match id {
        Some((id, version)) => {
            let rule: Threshold = tx.get(&[id.into()]).await?.ok_or(Error::NotFound)?;
            if rule.version != version {
                return Err(Error::conflict("threshold-stale"));
            }
            rule
        }
        None => blank(new_uuid(ctx)),
    };
    let mut rule = draft.apply(&base).map_err(Error::Invalid)?;
    if rule.source.document != draft.document.trim() {
        rule.source = Source { on: Some(ctx.today().to_string()), ..Source::named(draft.document.trim()) };
    }
    rule.version = base.version + 1;
    tx.put(&rule).await?;
    tx.commit(Event::new("threshold.saved", ctx).object("threshold", &rule.id)).await?;
    Ok(rule)
}

pub(crate) fn blank(id: String) -> Threshold {
    Threshold {
        id,
        list: ABOVE_SCALE.to_owned(),
        name_zh: String::new(),
        name_en: String::new(),
        valid_from: String::new(),
        valid_to: None,
        industries: Vec::new(),
        any_of: Vec::new(),
        qualification: None,
        source: Source::default(),
        version: 0,
    }
}

pub async fn remove(ctx: &Ctx, db: &Db, id: &str, version: i64) -> Result<()> {
    ctx.permit::<Threshold>(Action::Edit, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let rule: Threshold = tx.get(&[id.into()]).await?.ok_or(Error::NotFound)?;
    if rule.version != version {
        return Err(Error::conflict("threshold-stale"));
    }
    tx.remove(&super::TABLE, &[id.into()]).await?;
    tx.commit(Event::new("threshold.removed", ctx).object("threshold", id)).await
}
