//! What a definition and a value must be before they are kept, and how a family of indicators is found.
use super::{Change, Direction, Indicator, IndicatorValue, Overview, PeriodKind, Qualifier, Role};
use super::{Decimal, decimal};
use chrono::NaiveDate;
use kernel::period::Period;
use kernel::region::RegionCode;
use kernel::{FieldError, Source};

/// 定义指标: what a statistician or a zone pack says an indicator is.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub unit: String,
    pub period: PeriodKind,
    pub role: Role,
    pub of_code: Option<String>,
    pub whole_region: Option<String>,
    pub focus: Option<String>,
    pub direction: Direction,
    pub definition_zh: String,
    pub definition_en: String,
    pub source: Source,
}

/// 填报数值: the value of a period as typed.
#[derive(Clone, Debug, Default)]
pub struct SetValue {
    pub period: String,
    /// `1273.2`, `1,273.2亿元`, `36.9%`.
    pub value: String,
    pub qualifier: Qualifier,
    pub as_written: String,
    pub note: String,
    pub source: Source,
    /// The version that the form showed; 0 for a new value.
    pub version: i64,
}

const TEXT_MOST: usize = 1000;

impl Definition {
    /// The indicator that it makes of the one before (or of none), given all others.
    pub fn apply(&self, before: Option<&Indicator>, others: &[Indicator]) -> Result<Indicator, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, code: &str| errors.push(FieldError::new(field, code));
        if !is_code(&self.code) {
            refuse("code", "indicator-code-form");
        }
        for (field, text, most) in
            [("name_zh", &self.name_zh, 80), ("name_en", &self.name_en, 160), ("unit", &self.unit, 20)]
        {
            if text.trim().is_empty() || text.chars().count() > most {
                refuse(field, "indicator-text-length");
            }
        }
        for (field, text) in [("definition_zh", &self.definition_zh), ("definition_en", &self.definition_en)] {
            if text.chars().count() > TEXT_MOST {
                refuse(field, "indicator-text-length");
            }
        }
        if let Some(code) = unit_refused(self.role, &self.unit) {
            refuse("unit", code);
        }
        let region = self.whole_region.as_deref().filter(|r| !r.is_empty());
        if self.role == Role::Share && region.is_none() || region.is_some_and(|r| RegionCode::parse(r).is_err()) {
            refuse("whole_region", "indicator-region-unknown");
        }
        if let Some(code) = self.of_refused(others) {
            refuse("of_code", code);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(self.made(before, region))
    }

    fn made(&self, before: Option<&Indicator>, region: Option<&str>) -> Indicator {
        Indicator {
            code: self.code.clone(),
            name_zh: self.name_zh.trim().to_owned(),
            name_en: self.name_en.trim().to_owned(),
            unit: self.unit.trim().to_owned(),
            period: self.period,
            role: self.role,
            of_code: self.of_code.clone().filter(|_| self.role != Role::Level),
            whole_region: region.map(str::to_owned),
            focus: self.focus.clone().filter(|f| !f.is_empty()),
            direction: self.direction,
            definition_zh: self.definition_zh.trim().to_owned(),
            definition_en: self.definition_en.trim().to_owned(),
            position: before.map_or(0, |b| b.position),
            source: self.source.clone(),
            updated_us: before.map_or(0, |b| b.updated_us),
            version: before.map_or(0, |b| b.version),
        }
    }

    fn of_refused(&self, others: &[Indicator]) -> Option<&'static str> {
        if self.role == Role::Level {
            return None;
        }
        let of = others.iter().find(|i| Some(&i.code) == self.of_code.as_ref() && i.code != self.code);
        let Some(of) = of else { return Some("indicator-of-missing") };
        if root(others, of) == self.code {
            return Some("indicator-of-circle");
        }
        let fits = match self.role {
            Role::ShareChange => of.role == Role::Share,
            _ => matches!(of.role, Role::Level | Role::Part | Role::Cumulative),
        };
        (!fits).then_some("indicator-of-role")
    }
}

fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn unit_refused(role: Role, unit: &str) -> Option<&'static str> {
    match role {
        Role::Growth | Role::Share if unit.trim() != "%" => Some("indicator-unit-percent"),
        Role::ShareChange if unit.trim() != "个百分点" => Some("indicator-unit-points"),
        _ => None,
    }
}

impl SetValue {
    /// The record that it makes, not yet weighed against the other figures.
    pub fn apply(&self, indicator: &Indicator, today: NaiveDate) -> Result<IndicatorValue, Vec<FieldError>> {
        let mut errors = Vec::new();
        let period = period(&self.period, indicator.period, today).map_err(|e| errors.push(e)).ok();
        let number = number(indicator, &self.value).map_err(|e| errors.push(e)).ok();
        let as_written = some(&self.as_written);
        if self.qualifier != Qualifier::Exact && as_written.is_none() {
            errors.push(FieldError::new("as_written", "indicator-as-written-missing"));
        }
        for (field, text) in [("as_written", &self.as_written), ("note", &self.note)] {
            if text.chars().count() > TEXT_MOST {
                errors.push(FieldError::new(field, "indicator-text-length"));
            }
        }
        errors.extend(ui::source::refused(&self.source));
        match (period, number) {
            (Some(period), Some(number)) if errors.is_empty() => Ok(IndicatorValue {
                indicator: indicator.code.clone(),
                period: period.to_string(),
                digits: number.digits,
                decimals: i64::from(number.decimals),
                qualifier: self.qualifier,
                as_written,
                note: some(&self.note),
                source: self.source.clone(),
                recorded_by: None,
                recorded_on: today.to_string(),
                version: self.version,
            }),
            _ => Err(errors),
        }
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

fn period(text: &str, kind: PeriodKind, today: NaiveDate) -> Result<Period, FieldError> {
    let refuse = |code: &str| FieldError::new("period", code).arg("found", text.trim());
    let must = match kind {
        PeriodKind::Year => "indicator-period-must-year",
        PeriodKind::Quarter => "indicator-period-must-quarter",
        PeriodKind::Month => "indicator-period-must-month",
    };
    let period = Period::parse(text).map_err(|_| refuse(must))?;
    let fits = matches!(
        (period, kind),
        (Period::Year(_), PeriodKind::Year)
            | (Period::Quarter(..), PeriodKind::Quarter)
            | (Period::Month(..), PeriodKind::Month)
    );
    if !fits {
        return Err(refuse(must));
    }
    if period.first_day() > today {
        return Err(refuse("indicator-period-future"));
    }
    Ok(period)
}

fn number(indicator: &Indicator, text: &str) -> Result<Decimal, FieldError> {
    let refuse = |code: &str| FieldError::new("value", code).arg("found", text.trim());
    let number = Decimal::parse(text, &indicator.unit).map_err(|e: decimal::DecimalError| refuse(e.code()))?;
    let outside = number.digits < 0 || number.approximate() > 100.0;
    if indicator.role == Role::Share && outside {
        return Err(refuse("indicator-share-range"));
    }
    Ok(number)
}

/// The indicator that a family hangs on: along `of` to the level. A broken or circular reference ends the walk.
pub fn root<'a>(all: &'a [Indicator], indicator: &'a Indicator) -> &'a str {
    let mut at = indicator;
    for _ in 0..all.len() {
        match at.of_code.as_ref().and_then(|of| all.iter().find(|i| &i.code == of)) {
            Some(next) => at = next,
            None => break,
        }
    }
    &at.code
}

/// The members of an indicator's family.
pub fn family<'a>(all: &'a [Indicator], indicator: &'a Indicator) -> Vec<&'a Indicator> {
    let head = root(all, indicator);
    all.iter().filter(|i| root(all, i) == head).collect()
}

/// All indicators with their values, family by family, the level first.
pub fn overviews(all: Vec<Indicator>, values: Vec<IndicatorValue>) -> Vec<Overview> {
    let place = |i: &Indicator| {
        let head = root(&all, i);
        let first = all.iter().find(|x| x.code == head).map_or(0, |x| x.position);
        (first, head.to_owned(), i.code != head, i.position)
    };
    let mut places: Vec<_> = all.iter().map(|i| (place(i), i.clone())).collect();
    places.sort_by(|a, b| a.0.cmp(&b.0));
    let mut series: std::collections::HashMap<String, Vec<IndicatorValue>> = std::collections::HashMap::new();
    for value in values {
        series.entry(value.indicator.clone()).or_default().push(value);
    }
    let mut made: Vec<Overview> = places
        .into_iter()
        .map(|(_, indicator)| Overview {
            series: series.remove(&indicator.code).unwrap_or_default(),
            indicator,
            change: None,
        })
        .collect();
    let changes: Vec<_> = made.iter().map(|o| change(o, &made)).collect();
    for (overview, change) in made.iter_mut().zip(changes) {
        overview.change = change;
    }
    made
}

/// As an indicator of the family states it, else the difference of two exact values a year apart.
fn change(of: &Overview, all: &[Overview]) -> Option<Change> {
    let latest = of.latest()?;
    let stating = all.iter().find(|o| {
        matches!(o.indicator.role, Role::Growth | Role::ShareChange)
            && o.indicator.of_code.as_ref() == Some(&of.indicator.code)
    });
    let stated = stating.and_then(|o| {
        let value = o.series.iter().find(|v| v.period == latest.period)?;
        (value.qualifier == Qualifier::Exact).then(|| Change {
            number: value.number(),
            unit: o.indicator.unit.clone(),
            stated_by: Some(o.indicator.code.clone()),
        })
    });
    stated.or_else(|| {
        let before = Period::parse(&latest.period).ok()?.same_period_last_year().to_string();
        let before = of.series.iter().find(|v| v.period == before)?;
        let exact = latest.qualifier == Qualifier::Exact && before.qualifier == Qualifier::Exact;
        let honest = latest.source.example == before.source.example;
        let unit = if of.indicator.unit == "%" { "个百分点" } else { &of.indicator.unit };
        let number = latest.number().minus(before.number()).filter(|_| exact && honest)?;
        Some(Change { number, unit: unit.to_owned(), stated_by: None })
    })
}
