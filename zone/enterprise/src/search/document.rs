//! A company as the index sees it.
use crate::company::Enterprise;
use crate::figure::{Figure, Metric};
use crate::focus::rules::Taxonomy;
use crate::listing::{Listing, State};
use crate::threshold::Threshold;
use crate::threshold::service::{ABOVE_SCALE, judge, lists};
use kernel::industry::IndustryCode;
use kernel::region::RegionCode;
use pinyin::ToPinyin;
use search::Doc;
use std::collections::BTreeSet;

/// What a document needs to know besides the company: the zone's own definitions and the year that counts.
pub struct Frame {
    pub taxonomy: Taxonomy,
    pub thresholds: Vec<Threshold>,
    /// The reference year of the zone's figures.
    pub year: i32,
}

/// How many years back standings are kept, for the page of firms above and near by year.
const YEARS: i32 = 8;

/// Facts that can be missing, in the order of the page.
pub const MISSABLE: [&str; 7] =
    ["credit_code", "industry_code", "region_code", "address", "revenue", "insured_count", "checked_on"];

/// The document of a company; none for one that was merged into another.
pub fn document(zone: &str, c: &Enterprise, figures: &[Figure], listings: &[Listing], frame: &Frame) -> Option<Doc> {
    if c.merged_into.is_some() {
        return None;
    }
    let focus = frame.taxonomy.of(c);
    let place = format!("{:03}", frame.taxonomy.place(focus));
    let revenue = revenue(figures, frame.year);
    let doc = Doc::new(zone, c.id.as_str())
        .set("name", &c.name)
        .set_all("former", c.former_names.iter())
        .set_opt("name_en", c.name_en.as_ref())
        .set_opt("group", c.group_name.as_ref())
        .set_opt("scope", c.scope.as_ref())
        .set_opt("address", c.address.as_ref())
        .set_all("code", c.credit_code.iter().chain(&c.registration_no))
        .set_all("pinyin", readings(c))
        .set("name_key", name_key(&c.name))
        .set("focus_key", format!("{place} {}", name_key(&c.name)))
        .set_opt("revenue", revenue.map(|f| f.value))
        .set_opt("insured", c.insured_count)
        .set_opt("revenue_example", revenue.filter(|f| f.source.example).map(|_| 1_i64))
        .set_opt("insured_example", c.insured_count.filter(|_| insured_is_example(c)).map(|_| 1_i64))
        .set_opt("capital", c.capital_fen)
        .set_opt("founded", day_number(c.founded_on.as_deref()))
        .set_opt("founded_year", day_number(c.founded_on.as_deref()).map(|d| d / 10_000))
        .set_opt("checked", day_number(c.checked_on.as_deref()))
        .set("updated", c.updated_us);
    Some(keywords(doc, c, figures, listings, frame).set("focus", focus))
}

fn keywords(doc: Doc, c: &Enterprise, figures: &[Figure], listings: &[Listing], frame: &Frame) -> Doc {
    let example = is_example(c, figures);
    doc.set("book", if c.removed_on.is_some() { "removed" } else { "live" })
        .set("company", c.id.as_str())
        .set("status", c.status.code())
        .set_opt("size", c.size.map(|s| s.code()))
        .set_all("tag", c.tags.iter())
        .set_opt("department", c.department_id.as_ref().map(|d| d.as_str()))
        .set_opt("batch", c.batch_id.as_ref())
        .set_opt("parent", c.parent_id.as_ref().map(|p| p.as_str()))
        .set_all("industry", industries(c))
        .set_all("region", regions(c))
        .set_all("list", listings.iter().map(|l| &l.list).collect::<BTreeSet<_>>())
        .set_all("listing", listings.iter().map(|l| state_code(l.state)).collect::<BTreeSet<_>>())
        .set_all("missing", missing(c, figures, frame.year))
        .set("example", if example { "yes" } else { "no" })
        .set_opt("scale", standing_code(c, figures, &frame.thresholds, frame.year))
        .set_all("standing", standings(c, figures, frame))
}

pub fn state_code(state: State) -> &'static str {
    match state {
        State::Claimed => "claimed",
        State::Evidenced => "evidenced",
    }
}

/// The revenue figure of a year.
pub fn revenue(figures: &[Figure], year: i32) -> Option<&Figure> {
    let period = year.to_string();
    figures.iter().find(|f| f.metric == Metric::Revenue && f.period == period)
}

/// Whether the record itself, one of its facts or a figure is an example.
pub fn is_example(c: &Enterprise, figures: &[Figure]) -> bool {
    c.source.example || c.facts.values().any(|s| s.example) || figures.iter().any(|f| f.source.example)
}

fn insured_is_example(c: &Enterprise) -> bool {
    c.source.example || c.facts.get("insured_count").is_some_and(|s| s.example)
}

/// 规上 in a year: `above`, `near`, `below` or `unknown`; none where no rule speaks of the industry.
pub fn standing_code(c: &Enterprise, figures: &[Figure], rules: &[Threshold], year: i32) -> Option<&'static str> {
    judge(rules, ABOVE_SCALE, c, figures, year).map(|j| j.verdict.standing.code())
}

/// Which facts are not known, of those that the list can ask for.
pub fn missing(c: &Enterprise, figures: &[Figure], year: i32) -> Vec<&'static str> {
    let lacks = |key: &str| match key {
        "credit_code" => c.credit_code.is_none(),
        "industry_code" => c.industry_code.is_none(),
        "region_code" => c.region_code.is_none(),
        "address" => c.address.is_none(),
        "revenue" => revenue(figures, year).is_none(),
        "insured_count" => c.insured_count.is_none(),
        _ => c.checked_on.is_none(),
    };
    MISSABLE.into_iter().filter(|key| lacks(key)).collect()
}

fn standings(c: &Enterprise, figures: &[Figure], frame: &Frame) -> Vec<String> {
    let mut all = Vec::new();
    for list in lists(&frame.thresholds) {
        for year in (frame.year - YEARS + 1)..=frame.year {
            let judged = judge(&frame.thresholds, list, c, figures, year);
            all.extend(judged.map(|j| format!("{list}:{year}:{}", j.verdict.standing.code())));
        }
    }
    all
}

fn industries(c: &Enterprise) -> Vec<String> {
    let code = c.industry_code.as_deref().and_then(|code| IndustryCode::parse(code).ok());
    code.map(|code| code.chain().iter().map(|i| i.as_str().to_owned()).collect()).unwrap_or_default()
}

fn regions(c: &Enterprise) -> Vec<String> {
    let mut next = c.region_code.as_deref().and_then(|code| RegionCode::parse(code).ok());
    let mut all = Vec::new();
    while let Some(code) = next.filter(|code| *code != RegionCode::CHINA && all.len() < 4) {
        all.push(code.to_string());
        next = code.parent();
    }
    all
}

/// Names to be found by their sound: the name, former names, and both without the place in front.
fn readings(c: &Enterprise) -> Vec<String> {
    let mut names = Vec::new();
    for name in std::iter::once(&c.name).chain(&c.former_names) {
        names.push(name.clone());
        names.extend(without_place(name, c.region_code.as_deref()));
    }
    names
}

fn without_place(name: &str, region: Option<&str>) -> Option<String> {
    let mut next = region.and_then(|code| RegionCode::parse(code).ok());
    let mut places: Vec<&str> = vec!["新疆", "乌鲁木齐", "中国"];
    while let Some(code) = next.filter(|code| *code != RegionCode::CHINA && places.len() < 8) {
        places.extend(code.name().map(|n| n.trim_end_matches(['省', '市', '区', '县', '州'])));
        next = code.parent();
    }
    let mut rest = name;
    while let Some(shorter) = places.iter().filter(|p| !p.is_empty()).find_map(|p| rest.strip_prefix(p)) {
        rest = shorter.trim_start_matches(['省', '市']);
    }
    (rest.len() < name.len() && rest.chars().count() >= 2).then(|| rest.to_owned())
}

/// The pinyin of a name without tones, so that names stand as in a telephone book.
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 2);
    for c in name.chars() {
        match c.to_pinyin() {
            Some(sound) => key.push_str(sound.plain()),
            None if c.is_alphanumeric() => key.extend(c.to_lowercase()),
            None => continue,
        }
        key.push(' ');
    }
    key
}

/// `2020-01-15` as 20200115.
fn day_number(day: Option<&str>) -> Option<i64> {
    day?.replace('-', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_in_front_does_not_matter() {
        for (name, region, rest) in [
            ("新疆众和股份有限公司", None, Some("众和股份有限公司")),
            ("乌鲁木齐市示例科技有限公司", Some("650104"), Some("示例科技有限公司")),
            ("北京示例生物科技有限公司", Some("110105"), Some("示例生物科技有限公司")),
            ("中科曙光", Some("650104"), None),
        ] {
            assert_eq!(without_place(name, region).as_deref(), rest, "{name}");
        }
    }

    #[test]
    fn names_sort_by_their_sound() {
        assert_eq!(name_key("中科 ABC"), "zhong ke a b c ");
        assert!(name_key("阿里") < name_key("中科"));
    }
}
