//! The strip of key figures: levels with their course, shares with the year before, parts of a whole, places on lists.
use super::Today;
use kernel::Result;
use measure::indicator::service::FamilyOverview;
use measure::indicator::{Overview, Role, view};
use measure::rank::ExternalRank;
use ui::T;
use ui::picture::{Bar, bars, share};
use ui::web::Req;

/// Key figures shown at most.
const MOST: usize = 5;

/// One key figure.
#[derive(Default)]
pub struct Kpi {
    pub label: String,
    pub period: String,
    /// 超, 近 and the like stand small before the number, 余 behind it.
    pub prefix: String,
    pub value: String,
    pub suffix: String,
    pub unit: String,
    pub change: String,
    pub href: String,
    /// A course of columns, with what they are.
    pub bars: Vec<Bar>,
    /// Two bars, last year's and this year's: width and label.
    pub pair: Vec<(String, String)>,
    /// A part of a whole, or a place on a list: width and the labels of its ends.
    pub share: String,
    pub place: bool,
    pub ends: (String, String),
    pub picture_label: String,
    pub note: String,
    pub note_example: bool,
    pub example: bool,
    pub source: String,
    pub source_href: String,
}

pub async fn strip(req: &Req, s: &Today) -> Result<Vec<Kpi>> {
    if !req.may(kernel::Resource::Indicator, kernel::Action::View) {
        return Ok(Vec::new());
    }
    let families = measure::indicator::service::families(&req.ctx, &s.town.db).await?;
    let ranks = measure::rank::service::list(&req.ctx, &s.town.db).await?;
    let mut list: Vec<Kpi> = families.iter().flat_map(|f| of_family(req.t, f)).collect();
    let at = list.len().min(3);
    if let Some(rank) = ranks.first() {
        list.insert(at, place(req.t, rank));
    }
    list.truncate(MOST);
    Ok(list)
}

/// What of a family is a key figure: a part rather than its whole, else the level; and a share of the region.
fn of_family(t: T, family: &FamilyOverview) -> Vec<Kpi> {
    let with = |role: Role| family.members.iter().find(|m| m.indicator.role == role && m.latest().is_some());
    let Some(level) = with(Role::Level) else { return Vec::new() };
    let mut list = match with(Role::Part) {
        Some(part) => vec![part_of(t, part, level)],
        None => vec![course(t, level, with(Role::Cumulative))],
    };
    if let Some(part) = with(Role::Share).filter(|_| with(Role::ShareChange).is_some()) {
        list.push(compared(t, part, family));
    }
    list
}

fn base(t: T, o: &Overview) -> Kpi {
    let Some(latest) = o.latest() else { return Kpi::default() };
    let code = &o.indicator.code;
    let number = latest.number().shown();
    let written = view::number(t, latest);
    let (prefix, suffix) = written.split_once(&number).unwrap_or_default();
    Kpi {
        label: o.indicator.name(t.locale).to_owned(),
        period: view::period(t, &latest.period),
        prefix: prefix.trim().to_owned(),
        suffix: suffix.trim().to_owned(),
        value: number,
        unit: view::unit(t, &o.indicator.unit),
        change: change(t, o),
        href: format!("/measure/indicators/{code}"),
        example: latest.source.example,
        source: latest.source.document.clone(),
        source_href: view::source_href(code, &latest.period),
        ..Kpi::default()
    }
}

fn change(t: T, o: &Overview) -> String {
    let Some(change) = &o.change else { return String::new() };
    match change.unit.as_str() {
        "%" => t.a("today-growth", "n", format!("{}%", change.number.signed())),
        unit => format!("{} {}", change.number.signed(), view::unit(t, unit)),
    }
}

fn course(t: T, level: &Overview, cumulative: Option<&Overview>) -> Kpi {
    let mut kpi = base(t, level);
    let shown = cumulative.unwrap_or(level);
    let values: Vec<Option<f64>> = shown.series.iter().map(|v| Some(v.number().approximate())).collect();
    if values.len() > 1 {
        kpi.bars = bars(&values);
        kpi.picture_label = shown.indicator.name(t.locale).to_owned();
        kpi.note = short(&kpi.picture_label, &kpi.label);
        kpi.note_example = shown.series.iter().any(|v| v.source.example);
    }
    kpi
}

/// `地区生产总值季度累计` under 地区生产总值 is 季度累计.
fn short(name: &str, above: &str) -> String {
    let rest = name.strip_prefix(above).unwrap_or(name).trim_start_matches([',', ' ', '，']);
    let mut chars = rest.chars();
    chars.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(chars).collect())
}

fn part_of(t: T, part: &Overview, whole: &Overview) -> Kpi {
    let mut kpi = base(t, part);
    if let (Some(p), Some(w)) = (part.latest(), whole.latest()) {
        kpi.share = share(p.number().approximate(), w.number().approximate());
        let gap = if t.is_zh() { "" } else { " " };
        let all = format!("{}{gap}{}", view::number(t, w), view::unit(t, &whole.indicator.unit));
        kpi.ends = (String::new(), t.a("today-of-all", "n", all));
        kpi.picture_label = format!("{} / {}", kpi.value, kpi.ends.1);
    }
    kpi
}

/// A share beside last year's, which follows from the published change.
fn compared(t: T, part: &Overview, family: &FamilyOverview) -> Kpi {
    let mut kpi = base(t, part);
    let Some(latest) = part.latest() else { return kpi };
    let derived = |wanted: bool| {
        family.derivations.iter().find(move |d| {
            d.quantity.region.is_some() == wanted && (wanted || d.quantity.indicator == part.indicator.code)
        })
    };
    if let Some(before) = derived(false) {
        let year = view::period(t, &before.quantity.period);
        let label = t.a2("today-derived", "year", year, "n", format!("{}%", before.value));
        kpi.pair.push((format!("{}%", before.value), label));
    }
    kpi.pair.push((format!("{}%", latest.number().plain()), format!("{} {}%", kpi.period, kpi.value)));
    if let Some(whole) = derived(true) {
        kpi.note = t.a2("today-whole", "n", view::grouped(&whole.value), "unit", view::unit(t, &whole.quantity.unit));
    }
    kpi.picture_label = kpi.pair.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join(", ");
    kpi
}

fn place(t: T, rank: &ExternalRank) -> Kpi {
    #[allow(clippy::cast_precision_loss)]
    let width = share(rank.place as f64, rank.out_of as f64);
    Kpi {
        label: rank.list(t.locale).to_owned(),
        period: view::period(t, &rank.edition.to_string()),
        value: rank.place.to_string(),
        unit: t.a("today-place-of", "n", rank.out_of),
        href: "/measure/ranks".to_owned(),
        share: width,
        place: true,
        ends: ("1".to_owned(), rank.out_of.to_string()),
        picture_label: t.a2("today-place-label", "place", rank.place, "of", rank.out_of),
        note: rank.published_on.clone(),
        source: rank.publishers.first().cloned().unwrap_or_else(|| rank.source.document.clone()),
        source_href: "/measure/ranks".to_owned(),
        example: rank.source.example,
        ..Kpi::default()
    }
}
