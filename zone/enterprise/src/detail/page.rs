//! View models of the page of one company.
use super::history::Entry;
use crate::company::Enterprise;
use crate::contact::{Contact, Person};
use crate::figure::{Figure, Metric};
use crate::list::columns::{amount, industry_name, region_name};
use crate::listing::{Listing, State};
use crate::threshold::rules::Standing;
use crate::threshold::service::Judgement;
use kernel::Source;
use kernel::money::Fen;
use ui::view::{ChartData, Choice};
use ui::{Errors, Shell, T};

/// What "where from?" answers.
#[derive(Clone, Debug)]
pub struct SourceView {
    /// Title of the document.
    pub document: String,
    pub sentence: String,
    pub publisher: String,
    pub on: String,
    pub url: String,
    pub example: bool,
}

impl SourceView {
    pub fn of(t: T, source: &Source) -> Self {
        let text = |s: &Option<String>| s.clone().unwrap_or_default();
        let document = if source.is_empty() { t.s("source-own") } else { source.document.clone() };
        let url = source.url.clone().filter(|u| u.starts_with("http://") || u.starts_with("https://"));
        Self {
            document,
            sentence: text(&source.sentence),
            publisher: text(&source.publisher),
            on: text(&source.on),
            url: url.unwrap_or_default(),
            example: source.example,
        }
    }
}

/// A fact of the company.
pub struct Fact {
    pub label: String,
    pub value: String,
    /// A page of ours behind the value; empty when there is none.
    pub href: String,
    pub source: SourceView,
}

pub struct ListingView {
    pub id: String,
    pub list: String,
    pub year: String,
    pub rank: String,
    pub awaiting: bool,
    pub version: i64,
    pub source: SourceView,
}

/// A year's figures in the order of [`Metric::ALL`].
pub struct YearRow {
    pub period: String,
    /// Text, example, address that removes it, version.
    pub cells: Vec<Option<FigureCell>>,
}

pub struct FigureCell {
    pub text: String,
    pub source: SourceView,
    pub metric: &'static str,
}

/// 规上 of one list and year: the rule, what decided, what is missing.
pub struct ScaleView {
    pub list: String,
    pub year: String,
    pub kind: &'static str,
    pub standing: String,
    pub rule: String,
    pub why: String,
    pub source: SourceView,
}

pub struct ContactView {
    pub id: String,
    pub person: String,
    pub name: String,
    pub duty: String,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub note: String,
    pub version: i64,
    pub example: bool,
}

/// A company named beside this one.
pub struct Named {
    pub id: String,
    pub name: String,
    /// Why it is named.
    pub note: String,
}

pub struct MergeView {
    pub id: String,
    pub name: String,
    pub on: String,
}

#[derive(askama::Template)]
#[template(path = "enterprise/detail/detail.html")]
pub struct DetailPage {
    pub page: Shell,
    pub id: String,
    pub name: String,
    pub version: i64,
    pub example: bool,
    pub status: (&'static str, String),
    pub focus: (&'static str, String),
    pub tags: Vec<(String, String)>,
    /// Removed on that day; empty while it is on the list.
    pub removed_on: String,
    /// Merged into another: its id and name.
    pub merged_into: Option<Named>,
    pub facts: Vec<Fact>,
    pub listings: Vec<ListingView>,
    pub parent: Option<Named>,
    pub children: Vec<Named>,
    pub years: Vec<YearRow>,
    pub metrics: Vec<(String, String)>,
    pub chart: Option<ChartData>,
    pub metric_choices: Vec<Choice>,
    pub last_year: i32,
    pub scale: Vec<ScaleView>,
    /// None: the actor may not see contacts.
    pub contacts: Option<Vec<ContactView>>,
    pub suspects: Vec<Named>,
    pub merges: Vec<MergeView>,
    pub history: Vec<Entry>,
    /// Where older steps are; empty when these are all.
    pub older: String,
    pub may_edit: bool,
    pub may_merge: bool,
    pub may_edit_contacts: bool,
    pub may_erase: bool,
    /// What was wrong with the form of this name that just came back.
    pub form: String,
    pub errors: Errors,
    /// What was typed into it.
    pub typed: Vec<(String, String)>,
}

impl DetailPage {
    /// What was typed into a field of the form that came back.
    pub fn typed(&self, form: &str, field: &str) -> &str {
        if self.form != form {
            return "";
        }
        self.typed.iter().find(|(n, _)| n == field).map_or("", |(_, v)| v.as_str())
    }
    /// The sentence beside a field of the form that came back.
    pub fn error(&self, form: &str, field: &str) -> &str {
        if self.form == form { self.errors.of(field) } else { "" }
    }
}

/// The facts that are known, in the order of the form.
pub fn facts(t: T, c: &Enterprise, department: Option<String>) -> Vec<Fact> {
    let money = |fen: Option<i64>| fen.map(|f| amount(t, f, c.capital_currency.as_deref()));
    let list = |words: &[String]| (!words.is_empty()).then(|| words.join("，"));
    let status = c.status_text.clone().unwrap_or_else(|| t.s(format!("status-{}", c.status.code().replace('_', "-"))));
    let all: Vec<(&str, Option<String>)> = vec![
        ("credit_code", c.credit_code.clone()),
        ("registration_no", c.registration_no.clone()),
        ("name_en", c.name_en.clone()),
        ("former_names", list(&c.former_names)),
        ("status", Some(status)),
        ("company_type", c.company_type.clone()),
        ("capital_fen", money(c.capital_fen)),
        ("paid_capital_fen", money(c.paid_capital_fen)),
        ("founded_on", c.founded_on.clone()),
        ("term", c.term.clone()),
        ("region_code", c.region_code.as_deref().map(region_name)),
        ("address", c.address.clone()),
        ("industry_code", c.industry_code.as_deref().map(|i| format!("{i} {}", industry_name(t, i)))),
        ("size", c.size.map(|s| t.s(format!("size-{}", s.code())))),
        ("insured_count", c.insured_count.map(|n| t.a("persons", "n", n))),
        ("group_name", c.group_name.clone()),
        ("website", c.website.clone()),
        ("department_id", department),
        ("scope", c.scope.clone()),
        ("intro", c.intro.clone()),
        ("checked_on", c.checked_on.clone()),
    ];
    let known = |(field, value): (&str, Option<String>)| {
        let value = value?;
        let href = match (field, &c.industry_code, &c.region_code) {
            ("industry_code", Some(code), _) => format!("/enterprises?industry={code}"),
            ("region_code", _, Some(code)) => format!("/enterprises?region={code}"),
            ("website", ..) if value.starts_with("https://") || value.starts_with("http://") => value.clone(),
            _ => String::new(),
        };
        let source = SourceView::of(t, c.facts.get(field).unwrap_or(&c.source));
        Some(Fact { label: t.s(format!("fact-{}", field.replace('_', "-"))), value, href, source })
    };
    all.into_iter().filter_map(known).collect()
}

pub fn listings(t: T, all: &[Listing]) -> Vec<ListingView> {
    let or_empty = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let view = |l: &Listing| ListingView {
        id: l.id.clone(),
        list: l.list.clone(),
        year: or_empty(l.year),
        rank: or_empty(l.rank),
        awaiting: l.state == State::Claimed,
        version: l.version,
        source: SourceView::of(t, &l.source),
    };
    all.iter().map(view).collect()
}

/// A figure in the unit of its column: 亿元 for output and revenue, 万元 for tax and R&D, persons.
pub fn figure_text(t: T, metric: Metric, value: i64) -> String {
    match metric {
        Metric::Revenue | Metric::Output => Fen(value).yi(2),
        Metric::Tax | Metric::Rd => Fen(value).wan(1),
        Metric::Staff => t.int(value),
    }
}

pub fn years(t: T, figures: &[Figure]) -> Vec<YearRow> {
    let mut periods: Vec<&str> = figures.iter().map(|f| f.period.as_str()).collect();
    periods.sort_unstable_by(|a, b| b.cmp(a));
    periods.dedup();
    let row = |period: &&str| {
        let cell = |metric: Metric| {
            let f = figures.iter().find(|f| f.period == **period && f.metric == metric)?;
            let text = figure_text(t, metric, f.value);
            Some(FigureCell { text, source: SourceView::of(t, &f.source), metric: metric.code() })
        };
        YearRow { period: (*period).to_owned(), cells: Metric::ALL.into_iter().map(cell).collect() }
    };
    periods.iter().map(row).collect()
}

/// Revenue by year, oldest first; none with fewer than two years.
pub fn chart(t: T, figures: &[Figure]) -> Option<ChartData> {
    let mut yearly: Vec<(&str, i64)> = figures
        .iter()
        .filter(|f| f.metric == Metric::Revenue && f.period.len() == 4)
        .map(|f| (f.period.as_str(), f.value))
        .collect();
    yearly.sort_unstable();
    if yearly.len() < 2 {
        return None;
    }
    let (x, fen): (Vec<&str>, Vec<i64>) = yearly.into_iter().unzip();
    let y: Vec<f64> = fen.into_iter().map(|f| (f as f64 / 1e8).round() / 100.0).collect();
    Some(ChartData::of(&serde_json::json!({
        "x": x, "y": y, "decimals": 2, "unit": t.s("column-revenue-unit"), "name": t.s("metric-revenue"),
    })))
}

pub fn scale(t: T, judged: &[Judgement<'_>]) -> Vec<ScaleView> {
    let view = |j: &Judgement<'_>| {
        let kind = match j.verdict.standing {
            Standing::Near => "yel",
            Standing::Above => "ok",
            Standing::Below => "",
            Standing::Unknown => "todo",
        };
        ScaleView {
            list: crate::taxonomy::list_name(t, &j.rule.list),
            year: j.year.to_string(),
            kind,
            standing: t.s(format!("scale-{}", j.verdict.standing.code())),
            rule: crate::taxonomy::rule_text(t, j.rule),
            why: why(t, j),
            source: SourceView::of(t, &j.rule.source),
        }
    };
    judged.iter().map(view).collect()
}

/// The figure that decided, and how much is missing.
fn why(t: T, j: &Judgement<'_>) -> String {
    let show = |m: Metric, v: i64| {
        if m.is_money() { amount(t, v, None) } else { t.a("persons", "n", v) }
    };
    match j.verdict.closest {
        Some((m, value, min)) if value >= min => t.a3(
            "scale-why-above",
            "metric",
            t.s(format!("metric-{}", m.code())),
            "value",
            show(m, value),
            "min",
            show(m, min),
        ),
        Some((m, value, min)) => t.a3(
            "scale-why-short",
            "metric",
            t.s(format!("metric-{}", m.code())),
            "value",
            show(m, value),
            "short",
            show(m, min - value),
        ),
        None if j.verdict.standing == Standing::Above => t.s("scale-why-qualified"),
        None => t.a("scale-why-unknown", "year", j.year.to_string()),
    }
}

pub fn contacts(t: T, all: Vec<(Contact, Person)>) -> Vec<ContactView> {
    let view = |(c, p): (Contact, Person)| ContactView {
        id: c.id,
        person: p.id.to_string(),
        name: p.name,
        duty: t.maybe(&format!("duty-{}", c.duty.replace('_', "-"))).unwrap_or(c.duty),
        phones: p.phones,
        emails: p.emails,
        note: p.note.unwrap_or_default(),
        version: c.version,
        example: c.source.example,
    };
    all.into_iter().map(view).collect()
}
