//! From the count table to the industries that the zone's city can win: the prediction of `targeting::entry` with its
//! evidence, growth, and the complexity of each industry. Pure: the same table gives the same findings.
use super::count::Table;
use attract::target::{
    Backtest, Basis, CityFirms, Complexity, Family, Growth, Industry, RelatedIndustry, SimilarCity, Task, TaskBasis,
};
use std::collections::BTreeMap;
use targeting::complexity::{Presence, complexity, quotient};
use targeting::entry::{self, EntryError, Evidence, Forecast, Group, Options, Ranked};
use targeting::matrix::Matrix;
use targeting::panel::{Count, Panel, Region};

/// Cities kept for each industry.
const CITIES: usize = 80;
/// Families that moved the log odds less than this say nothing.
const LEAST_FORCE: f64 = 0.02;
/// Years over which growth and pace are measured.
const RECENT: i32 = 3;

/// What is known before companies are chosen.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    pub basis: Basis,
    pub industries: Vec<Industry>,
}

/// Least sizes of cities and industries: those of the benchmark for a registry of its size, less for a smaller one, but
/// never so few that a single company decides.
fn least(counted: u64) -> (f64, f64) {
    let counted = counted as f64;
    ((counted / 3_000.0).round().clamp(8.0, 300.0), (counted / 30_000.0).round().clamp(5.0, 30.0))
}

/// Learns for one city; none where the table is empty or no panel can be made of it.
pub fn learn(table: &Table, province: &str, city: &str) -> Option<Learned> {
    let at = table.at()?;
    let (first_year, last_year) = table.years()?;
    let counts = table.cells.iter().map(|(k, n)| Count {
        parent: &k.province,
        region: &k.city,
        activity: &k.industry,
        year: k.year,
        count: *n as f64,
    });
    let panel = Panel::new(counts).ok()?;
    let home = Region { parent: province.to_owned(), name: city.to_owned() };
    let (region_min, activity_min) = least(table.counted());
    let here = table.cells.iter().filter(|(k, _)| k.province == province && k.city == city).map(|(_, n)| *n).sum();
    let mut basis = Basis {
        sources: table.sources.clone(),
        firms: table.firms,
        counted: table.counted(),
        first_year,
        last_year,
        at,
        horizon: table.horizon(),
        by_group: table.by_group,
        by_listing: table.by_listing,
        province: province.to_owned(),
        city: city.to_owned(),
        city_firms: here,
        region_min,
        activity_min,
        ..Basis::default()
    };
    let nation = Nation::new(&panel, at, region_min);
    let mut industries = Vec::new();
    for task in Task::ALL {
        let (said, found) = of_task(&panel, &nation, &basis, &home, task);
        basis.tasks.push(said);
        industries.extend(found);
    }
    Some(Learned { basis, industries })
}

fn of_task(panel: &Panel, nation: &Nation, basis: &Basis, home: &Region, task: Task) -> (TaskBasis, Vec<Industry>) {
    let asked = if task == Task::New { entry::Task::New } else { entry::Task::Weak };
    let options = Options {
        region_min: basis.region_min,
        activity_min: basis.activity_min,
        ..Options::new(basis.at, basis.horizon, asked)
    };
    let model = match entry::fit(panel, &options, &mut |_| {}) {
        Ok(model) => model,
        Err(why) => {
            return (TaskBasis { task, refused: Some(refusal(&why).to_owned()), ..TaskBasis::default() }, Vec::new());
        }
    };
    let backtest = model.backtest.as_ref().map(|b| Backtest {
        at: b.at,
        candidates: b.candidates,
        came: b.positives,
        named: b.candidates.min(100),
        hits: b.hits_of_100,
        calibration_error: b.calibration_error,
    });
    let forecast = model.forecast(panel);
    let mut found: Vec<Industry> =
        forecast.of_region(home).filter_map(|one| industry(&forecast, nation, basis, home, task, &one)).collect();
    // What the city has none of stands among the new ones already.
    found.retain(|i| (task == Task::New || i.here > 0) && !comes_by_licence(&i.code));
    (TaskBasis { task, candidates: found.len(), refused: None, backtest }, found)
}

/// Banks, brokers and insurers open by licence, offices of state and party by decision: nobody wins them on a visit.
const BY_LICENCE: [&str; 10] = ["66", "67", "68", "91", "92", "93", "94", "95", "96", "97"];

fn comes_by_licence(code: &str) -> bool {
    code.get(..2).is_some_and(|division| BY_LICENCE.contains(&division))
}

fn refusal(why: &EntryError) -> &'static str {
    match why {
        EntryError::TooSmall { .. } => "target-refused-small",
        EntryError::NothingToLearn { .. } => "target-refused-nothing",
        EntryError::Horizon(_) | EntryError::Year { .. } => "target-refused-years",
    }
}

fn whole(n: f64) -> u64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let n = n.max(0.0).round() as u64;
    n
}

fn industry(
    forecast: &Forecast,
    nation: &Nation,
    basis: &Basis,
    home: &Region,
    task: Task,
    one: &Ranked<'_>,
) -> Option<Industry> {
    let evidence = forecast.evidence(home, one.activity)?;
    let place = nation.activities.iter().position(|a| a == one.activity)?;
    Some(Industry {
        code: one.activity.to_owned(),
        task,
        probability: one.probability,
        expected: nation.expected(home, &evidence, basis.horizon),
        firms: whole(nation.totals.get(place).copied()?),
        here: whole(evidence.stock),
        growth: nation.growth.get(place).copied(),
        complexity: nation.complexity.get(place).copied().flatten(),
        contributions: forces(&evidence),
        similar: evidence.similar.iter().map(similar).collect(),
        related: evidence
            .related
            .iter()
            .map(|r| RelatedIndustry { code: r.activity.to_owned(), relatedness: r.relatedness, here: whole(r.stock) })
            .collect(),
        neighbours: evidence.neighbours,
        neighbours_having: evidence.neighbours_having,
        cities: nation.cities(place),
        ..Industry::default()
    })
}

fn similar(s: &entry::Similar<'_>) -> SimilarCity {
    let region = s.region;
    SimilarCity {
        province: region.parent.clone(),
        city: region.name.clone(),
        similarity: s.similarity,
        firms: whole(s.stock),
    }
}

/// The contributions of all features of a family together, the strongest first.
fn forces(evidence: &Evidence<'_>) -> Vec<(Family, f64)> {
    let mut sums: BTreeMap<Family, f64> = BTreeMap::new();
    for c in &evidence.contributions {
        *sums.entry(family(c.feature.group)).or_default() += c.contribution;
    }
    let mut all: Vec<(Family, f64)> = sums.into_iter().filter(|(_, v)| v.abs() >= LEAST_FORCE).collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    all
}

fn family(group: Group) -> Family {
    match group {
        Group::Size => Family::Size,
        Group::Popularity => Family::Popularity,
        Group::Expected => Family::Expected,
        Group::Own => Family::Own,
        Group::History => Family::History,
        Group::Similar => Family::Similar,
        Group::Related => Family::Related,
        Group::Neighbours => Family::Neighbours,
        Group::Branch => Family::Branch,
    }
}

/// The country as a whole at the end of the year `at`.
struct Nation {
    regions: Vec<Region>,
    activities: Vec<String>,
    stock: Matrix,
    /// All regions together, by activity.
    totals: Vec<f64>,
    /// Newcomers of the last years, by region.
    flow: Vec<f64>,
    growth: Vec<Growth>,
    complexity: Vec<Option<Complexity>>,
}

impl Nation {
    fn new(panel: &Panel, at: i32, region_min: f64) -> Self {
        let stock = panel.between(panel.first_year() - 1, at);
        let recent = panel.between(at - RECENT, at);
        let before = panel.between(at - 2 * RECENT, at - RECENT);
        Self {
            regions: panel.regions().to_vec(),
            activities: panel.activities().to_vec(),
            growth: growth(&recent.col_sums(), &before.col_sums()),
            complexity: complexities(&stock, region_min),
            flow: recent.row_sums(),
            totals: stock.col_sums(),
            stock,
        }
    }

    /// The city's recent pace over the horizon, times the industry's share among the newcomers of similar cities.
    fn expected(&self, home: &Region, evidence: &Evidence<'_>, horizon: i32) -> f64 {
        let flow = |region: &Region| {
            let place = self.regions.iter().position(|r| r == region);
            place.and_then(|p| self.flow.get(p)).copied().unwrap_or(0.0)
        };
        let (came, all) = evidence
            .similar
            .iter()
            .fold((0.0, 0.0), |(came, all), s| (came + s.similarity * s.flow3, all + s.similarity * flow(s.region)));
        if all > 0.0 { flow(home) * f64::from(horizon) / f64::from(RECENT) * came / all } else { 0.0 }
    }

    fn cities(&self, activity: usize) -> Vec<CityFirms> {
        let of = self.regions.iter().enumerate().map(|(r, region)| (region, whole(self.stock.get(r, activity))));
        let mut all: Vec<(&Region, u64)> = of.filter(|(_, n)| *n > 0).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let firms = |(r, n): &(&Region, u64)| CityFirms { province: r.parent.clone(), city: r.name.clone(), firms: *n };
        all.iter().take(CITIES).map(firms).collect()
    }
}

/// Growth as the logarithm of the quotient, ranked among all industries.
fn growth(recent: &[f64], before: &[f64]) -> Vec<Growth> {
    let rates: Vec<f64> = recent.iter().zip(before).map(|(r, b)| ((r + 1.0) / (b + 1.0)).ln()).collect();
    let rank = |rate: &f64| attract::target::rules::rank_share(*rate, &rates);
    let all = recent.iter().zip(before).zip(&rates);
    all.map(|((r, b), rate)| Growth { recent: *r, before: *b, rank: rank(rate) }).collect()
}

/// PCI over the cities that are large enough, ranked; none for industries without one.
fn complexities(stock: &Matrix, region_min: f64) -> Vec<Option<Complexity>> {
    let large: Vec<usize> =
        stock.row_sums().iter().enumerate().filter(|(_, n)| **n >= region_min).map(|(r, _)| r).collect();
    let all: Vec<usize> = (0..stock.cols()).collect();
    let presence = Presence::of(&quotient(&stock.select(&large, &all)), 1.0);
    let Some(found) = complexity(&presence) else { return vec![None; stock.cols()] };
    let known: Vec<f64> = found.pci.iter().flatten().copied().collect();
    let rank = |pci: &Option<f64>| {
        let rank = attract::target::rules::rank_share((*pci)?, &known);
        Some(Complexity { rank, of: known.len() })
    };
    found.pci.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::count::Key;

    /// 24 cities in four provinces; half of them build machines and get the trades that go with it, the others farm. City 0 is a
    /// machine city that lacks trade 34.
    fn invented() -> Table {
        let mut table = Table { firms: 30_000, sources: vec!["invented".into()], ..Table::default() };
        for city in 0..24_u64 {
            for year in 1990..=2012_i32 {
                for code in 0..20_u64 {
                    let machine = (code < 10) == (city % 2 == 0);
                    let noise = (city * 31 + code * 17 + year.unsigned_abs() as u64 * 7) % 5;
                    let n = if machine { 2 + noise } else { u64::from(noise == 0) };
                    let lacks = (city == 0 && code == 4) || (city % 6 == 2 && code == 5 && year < 2006);
                    if n > 0 && !lacks {
                        let key = Key {
                            province: format!("省{}", city / 6),
                            city: format!("市{city:02}"),
                            industry: format!("{}", 30 + code),
                            year,
                        };
                        table.cells.insert(key, n);
                    }
                }
            }
        }
        table
    }

    #[test]
    fn a_machine_city_is_told_the_trade_that_it_lacks_and_why() {
        let learned = learn(&invented(), "省0", "市00").unwrap();
        assert_eq!((learned.basis.at, learned.basis.horizon, learned.basis.by_group), (2012, 5, false));
        let missing = learned.industries.iter().find(|i| i.code == "34").expect("the trade that it lacks");
        assert_eq!((missing.task, missing.here), (Task::New, 0));
        assert!((0.0..=1.0).contains(&missing.probability));
        assert!(missing.similar.iter().take(5).all(|c| c.firms > 0), "the similar cities have it");
        assert!(missing.expected > 1.0, "{}", missing.expected);
        assert!(!missing.cities.is_empty() && missing.growth.is_some() && missing.complexity.is_some());
        let again = learn(&invented(), "省0", "市00").unwrap();
        assert_eq!(learned.industries, again.industries, "the same table gives the same findings");
    }

    #[test]
    fn a_city_that_nobody_knows_has_no_industries_and_an_empty_table_no_answer() {
        let learned = learn(&invented(), "省0", "没有这座城市").unwrap();
        assert!(learned.industries.is_empty() && learned.basis.is_city_small());
        assert!(learn(&Table::default(), "省0", "市00").is_none());
    }

    #[test]
    fn what_opens_by_licence_is_no_target() {
        let kept: Vec<&str> = ["66", "662", "69", "64", "911"].into_iter().filter(|c| !comes_by_licence(c)).collect();
        assert_eq!(kept, ["69", "64"]);
    }

    #[test]
    fn least_sizes_follow_the_registry() {
        assert_eq!(least(844_873), (282.0, 28.0));
        assert_eq!(least(3_000), (8.0, 5.0));
        assert_eq!(least(10_000_000), (300.0, 30.0));
    }
}
