//! What the indicator pages show: numbers with their qualifier as written, changes with sign and word, marks of source.
use super::revision::Revision;
use super::service::FamilyOverview;
use super::{Decimal, Derivation, Indicator, IndicatorValue, Overview, Qualifier, Role, region_name};
use crate::source::SourceView;
use kernel::Source;
use kernel::period::Period;
use std::collections::HashMap;
use ui::T;
use ui::picture::spark;
use ui::view::ChartData;

/// A line of the list: a stated indicator or a derived number.
pub struct Row {
    pub name: String,
    pub href: String,
    /// Set in under the level of its family.
    pub member: bool,
    pub derived: bool,
    pub example: bool,
    pub value: String,
    /// Of a derived number.
    pub interval: String,
    pub unit: String,
    pub change: String,
    pub period: String,
    pub spark: Vec<String>,
    pub spark_label: String,
    /// Where the mark of source leads, and what it says; empty without a value.
    pub source_href: String,
    pub source: String,
}

/// 超721.4, 1,000余, 近120, 80以上; exact numbers as they are.
pub fn number(t: T, value: &IndicatorValue) -> String {
    let n = value.number().shown();
    match value.qualifier {
        Qualifier::Exact => n,
        Qualifier::Over => t.a("qualifier-over", "n", n),
        Qualifier::MoreThan => t.a("qualifier-more-than", "n", n),
        Qualifier::Near => t.a("qualifier-near", "n", n),
        Qualifier::AtLeast => t.a("qualifier-at-least", "n", n),
    }
}

/// The unit in the user's language; an unknown one as it stands.
pub fn unit(t: T, unit: &str) -> String {
    let key = match unit {
        "亿元" => "unit-yi",
        "万元" => "unit-wan",
        "元" => "unit-yuan",
        "家" => "unit-firms",
        "个" => "unit-items",
        "人" => "unit-people",
        "个月" => "unit-months",
        "天" => "unit-days",
        "个百分点" => "unit-points",
        other => return other.to_owned(),
    };
    t.s(key)
}

fn change(t: T, o: &Overview) -> String {
    o.change.as_ref().map_or_else(
        || ui::format::ABSENT.to_owned(),
        |c| match c.unit.as_str() {
            "%" => format!("{}%", c.number.signed()),
            other => format!("{} {}", c.number.signed(), unit(t, other)),
        },
    )
}

pub fn period(t: T, text: &str) -> String {
    Period::parse(text).map_or_else(|_| text.to_owned(), |p| p.display(t.locale))
}

/// Where the sentence of a value stands.
pub fn source_href(code: &str, period: &str) -> String {
    format!("/measure/indicators/{code}#source-{period}")
}

/// A number with thousands commas.
pub fn grouped(number: &str) -> String {
    Decimal::parse(number, "").map_or_else(|_| number.to_owned(), Decimal::shown)
}

fn stated_row(t: T, o: &Overview) -> Row {
    let code = &o.indicator.code;
    let latest = o.latest();
    let values: Vec<Option<f64>> = o.series.iter().map(|v| Some(v.number().approximate())).collect();
    let ends = o.series.first().zip(latest);
    Row {
        name: o.indicator.name(t.locale).to_owned(),
        href: format!("/measure/indicators/{code}"),
        member: o.indicator.role != Role::Level,
        derived: false,
        example: latest.is_some_and(|v| v.source.example),
        value: latest.map_or_else(|| ui::format::ABSENT.to_owned(), |v| number(t, v)),
        interval: String::new(),
        unit: unit(t, &o.indicator.unit),
        change: change(t, o),
        period: latest.map_or_else(String::new, |v| period(t, &v.period)),
        spark: if values.len() > 1 { spark(&values) } else { Vec::new() },
        spark_label: ends.map_or_else(String::new, |(a, b)| {
            t.a2("indicator-trend-label", "from", period(t, &a.period), "to", period(t, &b.period))
        }),
        source_href: latest.map_or_else(String::new, |v| source_href(code, &v.period)),
        source: latest.map_or_else(String::new, |v| v.source.document.clone()),
    }
}

fn derived_row(t: T, d: &Derivation) -> Row {
    Row {
        name: d.quantity.title(t.locale).to_owned(),
        href: format!("/measure/indicators/{}#derived", d.quantity.indicator),
        member: true,
        derived: true,
        example: false,
        value: format!("≈{}", grouped(&d.value)),
        interval: format!("{}…{}", grouped(&d.low), grouped(&d.high)),
        unit: unit(t, &d.quantity.unit),
        change: ui::format::ABSENT.to_owned(),
        period: period(t, &d.quantity.period),
        spark: Vec::new(),
        spark_label: String::new(),
        source_href: format!("/measure/indicators/{}#derived", d.quantity.indicator),
        source: t.s("indicator-arithmetic"),
    }
}

/// The families as lines; of what is derived, the newest year and the one before.
pub fn rows(t: T, families: &[FamilyOverview]) -> Vec<Row> {
    let mut rows = Vec::new();
    for family in families {
        rows.extend(family.members.iter().map(|o| stated_row(t, o)));
        let year = |p: &str| Period::parse(p).map_or(0, Period::year);
        let newest = family.derivations.iter().map(|d| year(&d.quantity.period)).max().unwrap_or(0);
        let recent = family.derivations.iter().filter(|d| year(&d.quantity.period) >= newest - 1);
        rows.extend(recent.map(|d| derived_row(t, d)));
    }
    rows
}

/// A line of an indicator's table of values.
pub struct ValueRow {
    pub period: String,
    pub period_text: String,
    pub value: String,
    pub interval: String,
    pub derived: bool,
    pub example: bool,
    pub as_written: String,
    pub note: String,
    pub source: String,
    pub source_href: String,
    pub recorded_on: String,
    pub version: i64,
}

/// Stated and derived values of the zone itself, newest first.
pub fn value_rows(t: T, indicator: &Indicator, series: &[IndicatorValue], derived: &[Derivation]) -> Vec<ValueRow> {
    let mut rows: Vec<ValueRow> = series.iter().map(|v| stated_value(t, v)).collect();
    let own = derived.iter().filter(|d| d.quantity.indicator == indicator.code && d.quantity.region.is_none());
    let missing = own.filter(|d| series.iter().all(|v| v.period != d.quantity.period));
    rows.extend(missing.map(|d| ValueRow {
        period: d.quantity.period.clone(),
        period_text: period(t, &d.quantity.period),
        value: format!("≈{}", grouped(&d.value)),
        interval: format!("{}…{}", grouped(&d.low), grouped(&d.high)),
        derived: true,
        example: false,
        as_written: String::new(),
        note: String::new(),
        source: t.s("indicator-arithmetic"),
        source_href: "#derived".to_owned(),
        recorded_on: String::new(),
        version: 0,
    }));
    rows.sort_by(|a, b| b.period.cmp(&a.period));
    rows
}

fn stated_value(t: T, v: &IndicatorValue) -> ValueRow {
    ValueRow {
        period: v.period.clone(),
        period_text: period(t, &v.period),
        value: number(t, v),
        interval: String::new(),
        derived: false,
        example: v.source.example,
        as_written: v.as_written.clone().unwrap_or_default(),
        note: v.note.clone().unwrap_or_default(),
        source: v.source.document.clone(),
        source_href: source_href(&v.indicator, &v.period),
        recorded_on: v.recorded_on.clone(),
        version: v.version,
    }
}

/// A record that an arithmetic rests on.
pub struct Basis {
    pub text: String,
    pub href: String,
}

/// A derived number with its arithmetic.
pub struct DerivedRow {
    pub name: String,
    pub value: String,
    pub interval: String,
    pub unit: String,
    pub lines: Vec<String>,
    pub basis: Vec<Basis>,
    pub by_growth: bool,
}

pub fn derived_rows(t: T, derived: &[Derivation]) -> Vec<DerivedRow> {
    let row = |d: &Derivation| {
        let mut basis: Vec<Basis> = Vec::new();
        for o in d.lines.iter().flat_map(|l| [&l.left, &l.right]).filter(|o| o.stated) {
            let href = source_href(&o.quantity.indicator, &o.quantity.period);
            if basis.iter().all(|b| b.href != href) {
                let shown = if t.is_zh() { o.shown.replace(" points", "个百分点") } else { o.shown.clone() };
                basis.push(Basis { text: format!("{} {shown}", o.quantity.name(t.locale)), href });
            }
        }
        DerivedRow {
            name: d.quantity.name(t.locale).to_owned(),
            value: format!("≈{}", grouped(&d.value)),
            interval: format!("{}…{}", grouped(&d.low), grouped(&d.high)),
            unit: unit(t, &d.quantity.unit),
            lines: d.lines.iter().map(|l| l.text(t.locale)).collect(),
            basis,
            by_growth: d.by_growth,
        }
    };
    derived.iter().map(row).collect()
}

/// The chart of the stated values; none for fewer than two.
pub fn chart(t: T, indicator: &Indicator, series: &[IndicatorValue]) -> Option<(&'static str, ChartData)> {
    if series.len() < 2 {
        return None;
    }
    let columns =
        matches!(indicator.role, Role::Level | Role::Cumulative | Role::Part) && series.iter().all(|v| v.digits >= 0);
    let data = serde_json::json!({
        "x": series.iter().map(|v| v.period.as_str()).collect::<Vec<_>>(),
        "y": series.iter().map(|v| v.number().approximate()).collect::<Vec<_>>(),
        "name": indicator.name(t.locale),
        "unit": unit(t, &indicator.unit),
        "decimals": series.iter().map(|v| v.decimals).max().unwrap_or(0),
        "links": series.iter().map(|v| source_href(&v.indicator, &v.period)).collect::<Vec<_>>(),
    });
    Some((if columns { "columns" } else { "line" }, ChartData::of(&data)))
}

/// The sources behind the values, each once, with the periods that it speaks of.
pub fn sources(t: T, indicator: &Indicator, series: &[IndicatorValue]) -> Vec<(Vec<String>, SourceView)> {
    let mut found: Vec<(Vec<String>, Vec<String>, Source)> = Vec::new();
    for v in series.iter().rev() {
        let anchor = format!("source-{}", v.period);
        match found.iter_mut().find(|(_, _, s)| *s == v.source) {
            Some((anchors, of, _)) => {
                anchors.push(anchor);
                of.push(period(t, &v.period));
            }
            None => found.push((vec![anchor], vec![period(t, &v.period)], v.source.clone())),
        }
    }
    if !indicator.source.is_empty() && found.iter().all(|(_, _, s)| *s != indicator.source) {
        found.push((Vec::new(), vec![t.s("indicator-definition")], indicator.source.clone()));
    }
    let join = |of: &[String]| match of {
        [first, .., last] if of.len() > 3 => t.a2("indicator-periods-many", "from", last, "to", first),
        few => few.join(if t.is_zh() { "、" } else { ", " }),
    };
    let view = |(anchors, of, source): (Vec<String>, Vec<String>, Source)| {
        let anchor = anchors.first().cloned().unwrap_or_else(|| "source-definition".to_owned());
        let more = anchors.into_iter().skip(1).collect();
        (more, SourceView { anchor, of: join(&of), source })
    };
    found.into_iter().map(view).collect()
}

/// Facts of the definition, label and text.
pub fn facts(t: T, indicator: &Indicator, all: &[Overview]) -> Vec<(String, String)> {
    let of = indicator.of_code.as_ref().and_then(|code| all.iter().find(|o| &o.indicator.code == code));
    let of = of.map_or_else(String::new, |o| o.indicator.name(t.locale).to_owned());
    let role = t.a(format!("indicator-role-{}", indicator.role.code().replace('_', "-")), "of", of);
    let mut facts = vec![
        (t.s("indicator-definition"), indicator.definition(t.locale).to_owned()),
        (t.s("indicator-unit"), unit(t, &indicator.unit)),
        (t.s("indicator-period"), t.s(format!("indicator-period-{}", indicator.period.code()))),
        (t.s("indicator-role"), role),
    ];
    if let Some(region) = &indicator.whole_region {
        facts.push((t.s("indicator-whole"), region_name::name(region, t.locale)));
    }
    facts.push((t.s("indicator-direction"), t.s(format!("indicator-direction-{}", indicator.direction.code()))));
    facts
}

/// A revision in words.
pub struct RevisionRow {
    pub at: String,
    pub who: String,
    pub what: String,
    pub period: String,
    pub change: String,
}

pub fn revision_rows(t: T, revisions: &[Revision], names: &HashMap<String, String>) -> Vec<RevisionRow> {
    let row = |r: &Revision| {
        let absent = || ui::format::ABSENT.to_owned();
        let change = match (&r.before, &r.after) {
            (_, Some(now)) if r.words_only => t.a("indicator-revision-words", "n", now),
            (before, after) => {
                format!("{} → {}", before.clone().unwrap_or_else(absent), after.clone().unwrap_or_else(absent))
            }
        };
        let who = match r.actor.as_str() {
            "system" => t.s("measure-system"),
            id => names.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        };
        RevisionRow {
            at: ui::format::instant(r.at_us),
            who,
            what: t.maybe(&format!("event-{}", r.kind.replace('.', "-"))).unwrap_or_else(|| r.kind.clone()),
            period: period(t, &r.period),
            change,
        }
    };
    revisions.iter().map(row).collect()
}
