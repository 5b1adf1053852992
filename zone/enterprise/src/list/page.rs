//! What the list page shows: chips, filters, heads, rows, foot.
use super::Filter;
use super::columns::{self, Cell, Column, Facts, industry_name, region_name, tag_name};
use super::query::RANGES;
use super::service::Listed;
use super::side::{Side, number, of};
use crate::company::{Size, Status};
use crate::search::document::MISSABLE;
use crate::threshold::rules::Standing;
use kernel::industry::{IndustryCode, Level};
use kernel::money::Fen;
use kernel::region::RegionCode;
use search::Facets;
use ui::view::{Choice, Pager, SortLink};
use ui::{Shell, T};

/// A head of the table.
pub struct Head {
    pub label: String,
    pub unit: String,
    pub number: bool,
    /// None: this column has no order.
    pub sort: Option<SortLink>,
}

/// A company's line.
pub struct Row {
    pub id: String,
    pub name: String,
    pub example: bool,
    pub cells: Vec<(String, Cell)>,
}

/// A condition in force.
pub struct Chip {
    pub text: String,
    pub without: String,
}

/// An empty result's advice.
pub struct Advice {
    pub text: String,
    pub advice: String,
    pub drop: String,
}

/// The open view, as far as it can be changed.
pub struct OpenView {
    pub id: String,
    pub name: String,
    pub version: i64,
    pub shared: bool,
    /// The user may rename or delete it.
    pub editable: bool,
    /// Conditions or columns differ from what it holds.
    pub changed: bool,
}

#[derive(askama::Template)]
#[template(path = "enterprise/list/list.html")]
pub struct ListPage {
    pub page: Shell,
    pub meta: String,
    pub side: Side,
    pub q: String,
    /// Selects that stand in the bar, then those behind 加条件.
    pub bar: Vec<(&'static str, String, Vec<Choice>)>,
    pub more: Vec<(&'static str, String, Vec<Choice>)>,
    pub ranges: Vec<(&'static str, String, String, String)>,
    /// What the filter form must carry along.
    pub carried: Vec<(&'static str, String)>,
    pub chips: Vec<Chip>,
    pub columns: Vec<Choice>,
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
    pub sums: Vec<(String, bool)>,
    pub pager: Pager,
    pub total: usize,
    /// The whole zone is still empty.
    pub nothing_yet: bool,
    pub building: bool,
    pub advice: Option<Advice>,
    pub view: Option<OpenView>,
    pub query: String,
    pub here: String,
    pub may_create: bool,
    pub may_import: bool,
    pub may_export: bool,
    pub may_tag: bool,
    pub may_save: bool,
    pub may_share: bool,
    pub errors: Vec<String>,
}

/// The label of a condition's value.
pub fn value_name(t: T, listed: &Listed, departments: &[(String, String)], name: &str, value: &str) -> String {
    match name {
        "focus" => listed.taxonomy.name(t, value),
        "industry" => format!("{value} {}", industry_name(t, value)),
        "region" => region_name(value),
        "tag" => tag_name(t, value),
        "size" => t.s(format!("size-{value}")),
        "status" => t.s(format!("status-{}", value.replace('_', "-"))),
        "scale" => t.s(format!("scale-{value}")),
        "listing" => t.s(format!("listing-{value}")),
        "missing" => t.s(format!("fact-{}", value.replace('_', "-"))),
        "example" => t.s(format!("example-{value}")),
        "department" => {
            departments.iter().find(|(id, _)| id == value).map_or_else(|| value.to_owned(), |(_, n)| n.clone())
        }
        "standing" => standing_name(t, value),
        "batch" => t.s("condition-batch-one"),
        "parent" => t.s("condition-parent-one"),
        _ => value.to_owned(),
    }
}

fn standing_name(t: T, value: &str) -> String {
    let mut parts = value.splitn(3, ':');
    let (list, year) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let standing = Standing::ALL.iter().find(|s| Some(s.code()) == parts.clone().next()).map(|s| s.code());
    let standing = t.s(format!("scale-{}", standing.unwrap_or("unknown")));
    t.a3("condition-standing-value", "list", crate::taxonomy::list_name(t, list), "year", year, "standing", standing)
}

pub fn chips(t: T, filter: &Filter, listed: &Listed, departments: &[(String, String)]) -> Vec<Chip> {
    let one = |name: &'static str| {
        let text = match name {
            "q" => t.a("chip-text", "text", filter.q.as_str()),
            "removed" => t.s("condition-removed"),
            _ if RANGES.contains(&name) => range_text(t, filter, name),
            _ => {
                let values = filter.values(name).iter().map(|v| value_name(t, listed, departments, name, v));
                let values = values.collect::<Vec<_>>().join(&t.s("list-separator"));
                t.a2("chip-condition", "name", t.s(format!("condition-{name}")), "value", values)
            }
        };
        Chip { text, without: filter.without(name).href() }
    };
    filter.in_force().into_iter().map(one).collect()
}

fn range_text(t: T, filter: &Filter, name: &str) -> String {
    let label = t.s(format!("condition-{}", name.replace('_', "-")));
    // A year has no thousands comma.
    let show = |n: i64| if name == "founded_year" { n.to_string() } else { t.int(n) };
    match filter.ranges.get(name).copied().unwrap_or_default() {
        (Some(from), Some(to)) => t.a3("chip-range", "name", label, "from", show(from), "to", show(to)),
        (Some(from), None) => t.a2("chip-from", "name", label, "from", show(from)),
        (_, to) => t.a2("chip-to", "name", label, "to", show(to.unwrap_or_default())),
    }
}

/// The choices of a condition: all, then the values that companies have, with their numbers.
fn choices(
    t: T,
    filter: &Filter,
    name: &'static str,
    values: Vec<(String, String, Option<usize>)>,
) -> (&'static str, String, Vec<Choice>) {
    let label = t.s(format!("condition-{name}"));
    let now = filter.values(name).join(",");
    let mut list = vec![Choice::new("", t.a("condition-all", "name", label.as_str()), now.is_empty())];
    if filter.values(name).len() > 1 {
        list.push(Choice::new(
            now.clone(),
            t.a2("condition-several", "name", label.as_str(), "n", filter.values(name).len()),
            true,
        ));
    } else if !now.is_empty() && !values.iter().any(|(v, _, _)| *v == now) {
        list.push(Choice::new(now.clone(), now.clone(), true));
    }
    for (value, text, count) in values {
        let text = count.map_or_else(|| text.clone(), |n| t.a2("choice-count", "name", text.as_str(), "n", n));
        let selected = value == now;
        list.push(Choice::new(value, text, selected));
    }
    (name, label, list)
}

type Select = (&'static str, String, Vec<Choice>);

/// The selects of the bar and those behind 加条件.
pub fn selects(
    t: T,
    filter: &Filter,
    listed: &Listed,
    facets: &Facets,
    departments: &[(String, String)],
) -> (Vec<Select>, Vec<Select>) {
    let coded = |name: &'static str, codes: &[&str]| {
        let value = |code: &&str| {
            ((*code).to_owned(), value_name(t, listed, departments, name, code), Some(number(facets, name, code)))
        };
        choices(t, filter, name, codes.iter().map(value).filter(|(_, _, n)| *n != Some(0)).collect())
    };
    let found = |name: &'static str, most: usize| {
        let short = |v: &str| RegionCode::parse(v).ok().and_then(RegionCode::name).map(str::to_owned);
        let text = |v: &str| match name {
            "region" => short(v).unwrap_or_else(|| v.to_owned()),
            _ => value_name(t, listed, departments, name, v),
        };
        let value = |(v, n): &(String, usize)| (v.clone(), text(v), Some(*n));
        choices(t, filter, name, of(facets, name).iter().take(most).map(value).collect())
    };
    let bar = vec![
        coded("focus", &listed.taxonomy.codes()),
        choices(t, filter, "industry", industry_values(t, filter, facets)),
        found("region", 60),
        coded("scale", &Standing::ALL.map(Standing::code)),
    ];
    let more = vec![
        found("tag", 100),
        coded("status", &Status::ALL.map(Status::code)),
        coded("size", &Size::ALL.map(Size::code)),
        found("list", 60),
        coded("listing", &["claimed", "evidenced"]),
        coded("missing", &MISSABLE),
        found("department", 60),
        coded("example", &["yes", "no"]),
    ];
    let worth = |s: &Select| s.2.len() > 1;
    (bar.into_iter().filter(worth).collect(), more.into_iter().filter(worth).collect())
}

/// Sections, and below the chosen code its own parts: from 门类 down to 小类 by choosing again.
fn industry_values(t: T, filter: &Filter, facets: &Facets) -> Vec<(String, String, Option<usize>)> {
    let chosen = filter.values("industry").first().and_then(|c| IndustryCode::parse(c).ok());
    let named = |depth: usize, i: IndustryCode| {
        // A select is as wide as its longest option.
        let name: String = industry_name(t, i.as_str()).chars().take(if t.is_zh() { 14 } else { 28 }).collect();
        let text = format!("{}{} {name}", "　".repeat(depth), i.as_str());
        (i.as_str().to_owned(), text, Some(number(facets, "industry", i.as_str())))
    };
    let mut list = Vec::new();
    for section in kernel::industry::all(Level::Section) {
        list.push(named(0, section));
        let chain = chosen.filter(|c| c.section() == section).map(IndustryCode::chain).unwrap_or_default();
        for (depth, code) in chain.iter().enumerate() {
            if depth > 0 {
                list.push(named(depth, *code));
            }
        }
        if let Some(last) = chain.last() {
            list.extend(last.children().iter().map(|c| named(chain.len(), *c)));
        }
    }
    // A facet answers with the most frequent values only: without a number a value may still have companies.
    let cut = of(facets, "industry").len() >= search::FACET_VALUES_MAX;
    list.into_iter()
        .filter(|(v, _, n)| *n != Some(0) || cut || filter.values("industry").contains(v))
        .map(|(v, text, n)| (v, text, n.filter(|n| *n > 0)))
        .collect()
}

pub fn heads(t: T, filter: &Filter, chosen: &[&'static Column]) -> Vec<Head> {
    let name = Head { label: t.s("column-name"), unit: String::new(), number: false, sort: Some(link(filter, "name")) };
    let head = |c: &&'static Column| Head {
        label: t.s(format!("column-{}", c.key)),
        unit: if c.unit { t.s(format!("column-{}-unit", c.key)) } else { String::new() },
        number: c.number,
        sort: (!c.sort.is_empty()).then(|| link(filter, c.sort)),
    };
    std::iter::once(name).chain(chosen.iter().map(head)).collect()
}

fn link(filter: &Filter, column: &str) -> SortLink {
    let (by, descending) = filter.sort_parts();
    let current = by == column;
    let sort = if current && !descending { format!("-{column}") } else { column.to_owned() };
    let state = match (current, descending) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    SortLink { href: Filter { sort, page: 1, ..filter.clone() }.href(), state }
}

pub fn rows(t: T, listed: &Listed, chosen: &[&'static Column]) -> Vec<Row> {
    let row = |c: &crate::company::Enterprise| {
        let facts = Facts {
            company: c,
            figures: listed.figures.get(c.id.as_str()).map_or(&[], Vec::as_slice),
            listings: listed.listings.get(c.id.as_str()).map_or(&[], Vec::as_slice),
            taxonomy: &listed.taxonomy,
            thresholds: &listed.thresholds,
            year: listed.year,
        };
        Row {
            id: c.id.to_string(),
            name: c.name.clone(),
            example: c.source.example,
            cells: chosen.iter().map(|col| (t.s(format!("column-{}", col.key)), facts.cell(t, col))).collect(),
        }
    };
    listed.companies.iter().map(row).collect()
}

/// 合计: count, revenue, insured; the second says whether examples take part.
pub fn sums(t: T, listed: &Listed) -> Vec<(String, bool)> {
    let mut parts = vec![(t.a("sum-count", "n", listed.total), false)];
    let s = &listed.sums;
    if s.with_revenue > 0 {
        let year = listed.year.to_string();
        let sum = Fen(s.revenue_fen).yi(2);
        parts.push((t.a3("sum-revenue", "year", year, "sum", sum, "n", s.with_revenue), s.revenue_examples > 0));
    }
    if s.with_insured > 0 {
        parts.push((t.a2("sum-insured", "sum", t.int(s.insured), "n", s.with_insured), s.insured_examples > 0));
    }
    parts
}

pub fn column_choices(t: T, chosen: &[&'static Column]) -> Vec<Choice> {
    let choice =
        |c: &Column| Choice::new(c.key, t.s(format!("column-{}", c.key)), chosen.iter().any(|x| x.key == c.key));
    columns::ALL.iter().map(choice).collect()
}
