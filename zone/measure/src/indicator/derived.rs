//! 推算: what the published figures of one family of indicators say together. 1273.2亿元 and 36.9% of the city give the
//! city's total; +0.3个百分点 gives last year's share. Reckoned on reading, never stored. Only exact figures take part:
//! 超, 余, 近, 以上 bound a number without giving it, and an example (示例) never argues with a real figure.
use super::region_name;
use super::{Indicator, IndicatorValue, Qualifier, Role};
use kernel::period::Period;
use kernel::{Error, FieldError, Locale, Result, Source};
use reconcile::{Contradiction, Figure, Kind, Outcome, Relation, Step, Term};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a number is about: an indicator in a period, of the zone or of a whole region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quantity {
    pub indicator: String,
    /// The region whose total it is; none: the zone's own.
    pub region: Option<String>,
    pub period: String,
    /// With the period: 2019年乌鲁木齐市地区生产总值.
    pub name_zh: String,
    pub name_en: String,
    /// Without it: 乌鲁木齐市地区生产总值.
    pub title_zh: String,
    pub title_en: String,
    pub unit: String,
}
impl Quantity {
    pub fn title(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.title_zh,
            Locale::En => &self.title_en,
        }
    }
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.name_zh,
            Locale::En => &self.name_en,
        }
    }
}

/// A number in a line of arithmetic. A stated one is a record of the books, with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operand {
    pub quantity: Quantity,
    pub shown: String,
    pub interval: String,
    pub stated: bool,
    pub source: Option<Source>,
}

/// `1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2)`
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub text: String,
    pub left: Operand,
    pub right: Operand,
    pub result: Operand,
}
impl Line {
    pub fn text(&self, locale: Locale) -> String {
        worded(&self.text, locale)
    }
}

/// A number that nobody published but that follows from those published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Derivation {
    pub quantity: Quantity,
    /// In the quantity's unit: `3450.4`, `36.6`.
    pub value: String,
    pub low: String,
    pub high: String,
    /// The arithmetic in order; the last line gives the value.
    pub lines: Vec<Line>,
    /// A rate of growth is part of it, so it stands at that rate's prices.
    pub by_growth: bool,
}

/// What a family of indicators says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reckoned {
    pub derivations: Vec<Derivation>,
}

/// Figures that cannot all be true, with the arithmetic in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contradicted {
    pub lines_zh: Vec<String>,
    pub lines_en: Vec<String>,
    /// The records that it rests on, `gdp-share@2019`.
    pub records: Vec<String>,
}

impl Contradicted {
    /// The refusal of a field: each language's message shows its own lines.
    pub fn field_error(&self, field: &str) -> FieldError {
        FieldError::new(field, "indicator-contradiction")
            .arg("lines_zh", self.lines_zh.join("\n"))
            .arg("lines_en", self.lines_en.join("\n"))
            .arg("records", self.records.join(" "))
    }
}

/// The figures of one family and how they hang together.
pub struct Family<'a> {
    indicators: BTreeMap<&'a str, &'a Indicator>,
    values: BTreeMap<String, &'a IndicatorValue>,
}

impl<'a> Family<'a> {
    /// `values` may hold other indicators' values too; they are left out.
    pub fn new(indicators: &[&'a Indicator], values: &'a [IndicatorValue]) -> Self {
        let indicators: BTreeMap<_, _> = indicators.iter().map(|i| (i.code.as_str(), *i)).collect();
        let counted = values.iter().filter(|v| {
            v.qualifier == Qualifier::Exact && !v.source.example && indicators.contains_key(v.indicator.as_str())
        });
        let values = counted.map(|v| (key(&v.indicator, None, &v.period), v)).collect();
        Self { indicators, values }
    }

    /// What follows from the figures.
    pub fn reckon(&self) -> Result<std::result::Result<Reckoned, Contradicted>> {
        if let Some(clash) = self.unequal() {
            return Ok(Err(clash));
        }
        let figures = self.figures()?;
        match reconcile::check(&self.relations(), figures).map_err(|e| Error::internal(e.to_string()))? {
            Outcome::Contradiction(c) => Ok(Err(self.told(&c))),
            Outcome::Consistent(found) => {
                let mut derivations: Vec<Derivation> =
                    found.derived.values().filter_map(|d| self.derivation(d)).collect();
                derivations.sort_by_cached_key(|d| self.order(d));
                Ok(Ok(Reckoned { derivations }))
            }
        }
    }

    fn figures(&self) -> Result<Vec<(String, Figure)>> {
        let figure = |(name, value): (&String, &&IndicatorValue)| {
            let number = value.number();
            let kind = self.indicators.get(value.indicator.as_str()).map_or(Kind::Plain, |i| kind(i));
            let figure = Figure::new(i128::from(number.digits), number.decimals, kind);
            let figure = figure.ok_or_else(|| Error::internal(format!("{name} is out of range")))?;
            Ok((name.clone(), figure))
        };
        self.values.iter().map(figure).collect()
    }

    /// Every period of the family's figures and the year before each, which growth and change reach back to.
    fn periods(&self, of: &Indicator) -> BTreeSet<Period> {
        let kind = of.period;
        let stated = self.values.values().filter_map(|v| {
            let same = self.indicators.get(v.indicator.as_str()).is_some_and(|i| i.period == kind);
            Period::parse(&v.period).ok().filter(|_| same)
        });
        stated.flat_map(|p| [p, p.same_period_last_year()]).collect()
    }

    fn relations(&self) -> Vec<Relation> {
        let mut relations = Vec::new();
        for indicator in self.indicators.values() {
            let Some(of) = indicator.of_code.as_deref().and_then(|of| self.indicators.get(of)) else {
                continue;
            };
            if of.period != indicator.period {
                continue;
            }
            for period in self.periods(indicator) {
                relations.extend(relation(indicator, of, period));
            }
        }
        relations
    }

    fn derivation(&self, derived: &reconcile::Derived) -> Option<Derivation> {
        let term = &derived.term;
        let mut steps: Vec<&Step> = derived.steps.iter().filter(|s| s.result.name != term.name).collect();
        steps.push(derived.step());
        let (low, high) = term.shown_interval().split_once('…').map(|(a, b)| (bare(a), bare(b)))?;
        let by_growth = steps.iter().any(|s| {
            [&s.left, &s.right].iter().any(|t| {
                self.quantity(&t.name).and_then(|q| self.indicators.get(q.indicator.as_str()).map(|i| i.role))
                    == Some(Role::Growth)
            })
        });
        Some(Derivation {
            quantity: self.quantity(&term.name)?,
            value: bare(&term.shown()),
            low,
            high,
            lines: steps.into_iter().filter_map(|s| self.line(s)).collect(),
            by_growth,
        })
    }

    fn line(&self, step: &Step) -> Option<Line> {
        Some(Line {
            text: step.to_string(),
            left: self.operand(&step.left)?,
            right: self.operand(&step.right)?,
            result: self.operand(&step.result)?,
        })
    }

    fn operand(&self, term: &Term) -> Option<Operand> {
        let record = self.values.get(&term.name).filter(|_| term.stated);
        Some(Operand {
            quantity: self.quantity(&term.name)?,
            shown: term.shown(),
            interval: term.shown_interval(),
            stated: term.stated,
            source: record.map(|v| v.source.clone()),
        })
    }

    fn quantity(&self, name: &str) -> Option<Quantity> {
        let (what, period) = name.split_once('@')?;
        let (code, region) = what.split_once('~').map_or((what, None), |(c, r)| (c, Some(r)));
        let indicator = self.indicators.get(code)?;
        let at = Period::parse(period).ok()?;
        let (title_zh, title_en) = match region {
            None => (indicator.name_zh.clone(), indicator.name_en.clone()),
            Some(r) => {
                let (zh, en) = (region_name::name(r, Locale::ZhCn), region_name::name(r, Locale::En));
                (format!("{zh}{}", indicator.name_zh), format!("{} of {en}", indicator.name_en))
            }
        };
        Some(Quantity {
            indicator: code.to_owned(),
            region: region.map(str::to_owned),
            period: period.to_owned(),
            name_zh: format!("{}{title_zh}", at.display(Locale::ZhCn)),
            name_en: format!("{title_en}, {}", at.display(Locale::En)),
            title_zh,
            title_en,
            unit: indicator.unit.clone(),
        })
    }

    /// Newest first; the whole behind the zone's own.
    fn order(&self, d: &Derivation) -> (std::cmp::Reverse<String>, i64, bool) {
        let position = self.indicators.get(d.quantity.indicator.as_str()).map_or(0, |i| i.position);
        (std::cmp::Reverse(d.quantity.period.clone()), position, d.quantity.region.is_none())
    }

    fn told(&self, c: &Contradiction) -> Contradicted {
        let results = c.steps.iter().map(|s| &s.result.name).chain([&c.computed.result.name]);
        let mut told = Contradicted::default();
        for (line, result) in c.to_string().lines().zip(results) {
            let quantity = self.quantity(result);
            let label = |locale| quantity.as_ref().map_or(result.as_str(), |q| q.name(locale));
            told.lines_zh.push(format!("{}：{}", label(Locale::ZhCn), worded(line, Locale::ZhCn)));
            told.lines_en.push(format!("{}: {}", label(Locale::En), worded(line, Locale::En)));
        }
        let terms = c.steps.iter().chain([&c.computed]).flat_map(|s| [&s.left, &s.right]).chain([&c.known]);
        for term in terms.filter(|t| t.stated) {
            if !told.records.contains(&term.name) {
                told.records.push(term.name.clone());
            }
        }
        told
    }

    /// A part above its whole; a sum to the year's end that is not the year's figure.
    fn unequal(&self) -> Option<Contradicted> {
        self.values.iter().find_map(|(name, value)| {
            let indicator = self.indicators.get(value.indicator.as_str())?;
            let of = self.indicators.get(indicator.of_code.as_deref()?)?;
            let period = Period::parse(&value.period).ok()?;
            let at = match indicator.role {
                Role::Part if of.period == indicator.period => period,
                Role::Cumulative if of.period == super::PeriodKind::Year => {
                    Some(Period::Year(period.year())).filter(|y| y.last_day() == period.last_day())?
                }
                _ => return None,
            };
            let whole_name = key(&of.code, None, &at.to_string());
            let whole = self.values.get(&whole_name)?;
            let (one, other) = (interval(indicator, value)?, interval(of, whole)?);
            let (clash, sign) = match indicator.role {
                Role::Part => (one.low() > other.high(), ">"),
                _ => (one.meet(other).is_none(), "≠"),
            };
            clash.then(|| self.compared([name, &whole_name], sign))
        })
    }

    fn compared(&self, names: [&String; 2], sign: &str) -> Contradicted {
        let side = |name: &String, locale| {
            let label = self.quantity(name).map_or_else(|| name.clone(), |q| q.name(locale).to_owned());
            let value = self.values.get(name).map(|v| v.number().plain()).unwrap_or_default();
            format!("{label} {value}")
        };
        let line = |locale| names.map(|n| side(n, locale)).join(&format!(" {sign} "));
        Contradicted {
            lines_zh: vec![line(Locale::ZhCn)],
            lines_en: vec![line(Locale::En)],
            records: names.map(Clone::clone).to_vec(),
        }
    }
}

fn key(code: &str, region: Option<&str>, period: &str) -> String {
    match region {
        Some(region) => format!("{code}~{region}@{period}"),
        None => format!("{code}@{period}"),
    }
}

fn relation(indicator: &Indicator, of: &Indicator, period: Period) -> Option<Relation> {
    let (now, before) = (period.to_string(), period.same_period_last_year().to_string());
    let own = key(&indicator.code, None, &now);
    let level = |at: &str| key(&of.code, None, at);
    match indicator.role {
        Role::Growth => Some(Relation::growth(level(&now), level(&before), own)),
        Role::ShareChange => Some(Relation::difference(level(&now), level(&before), own)),
        Role::Share => {
            let whole = key(&of.code, Some(indicator.whole_region.as_deref()?), &now);
            Some(Relation::share(level(&now), whole, own))
        }
        Role::Level | Role::Cumulative | Role::Part => None,
    }
}

/// What an indicator counts in.
fn kind(indicator: &Indicator) -> Kind {
    match (indicator.role, indicator.unit.as_str()) {
        (Role::Growth | Role::Share, _) | (_, "%") => Kind::Percent,
        (Role::ShareChange, _) => Kind::Points,
        _ => Kind::Plain,
    }
}

fn interval(indicator: &Indicator, value: &IndicatorValue) -> Option<reconcile::Interval> {
    let number = value.number();
    Figure::new(i128::from(number.digits), number.decimals, kind(indicator)).map(|f| f.interval())
}

/// A number without its percent sign or unit word: the unit stands in the head of the table.
fn bare(shown: &str) -> String {
    shown.trim_end_matches(" points").trim_end_matches('%').to_owned()
}

fn worded(text: &str, locale: Locale) -> String {
    match locale {
        Locale::En => text.to_owned(),
        Locale::ZhCn => text.replace(" points", "个百分点"),
    }
}
