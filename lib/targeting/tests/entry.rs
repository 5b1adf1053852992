//! Entry prediction on an invented country: what must hold for any table of counts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]
use proptest::prelude::*;
use targeting::boost::Params;
use targeting::entry::{EntryError, Forecast, Model, Options, Task, fit};
use targeting::panel::{Count, Panel, PanelError, Region};

const REGIONS: usize = 24;
const ACTIVITIES: usize = 30;

/// A line that owns its names.
#[derive(Clone)]
struct Line(String, String, String, i32, f64);

fn panel(lines: &[Line]) -> Panel {
    let count = |l: &'_ Line| (l.3, l.4);
    let counts = lines.iter().map(|l| {
        let (year, count) = count(l);
        Count { parent: &l.0, region: &l.1, activity: &l.2, year, count }
    });
    Panel::new(counts).unwrap()
}

/// Regions of two kinds, each kind at home in half of the activities; rare ones arrive by and by.
fn country(last: i32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut state = 7_u64;
    let mut chance = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    for year in 1980..=last {
        for r in 0..REGIONS {
            for a in 0..ACTIVITIES {
                let at_home = if r % 2 == a % 2 { 1.0 } else { 0.15 };
                let expected =
                    at_home * (1.0 + r as f64 / 8.0) * 6.0 / (1.0 + a as f64) * f64::from(year - 1978) / 10.0;
                let count = (0..4).filter(|_| chance() < expected / 4.0).count();
                if count > 0 {
                    let (parent, name) = (format!("p{}", r % 5), format!("r{r:02}"));
                    lines.push(Line(parent, name, format!("{:02}", a + 10), year, count as f64));
                }
            }
        }
    }
    lines
}

fn options(task: Task) -> Options {
    // Few trees: what must hold, holds for each of them.
    let usual = Options::new(1994, 2, task);
    let trees = Params { trees: 20, ..usual.trees.clone() };
    Options { region_min: 20.0, activity_min: 5.0, trees, ..usual }
}

fn learn(panel: &Panel, task: Task) -> Model {
    fit(panel, &options(task), &mut |_| {}).unwrap()
}

fn said(forecast: &Forecast) -> Vec<(Region, String, f64)> {
    forecast.ranked().map(|one| (one.region.clone(), one.activity.to_owned(), one.probability)).collect()
}

#[test]
fn candidates_are_what_is_absent_and_the_likeliest_come_first() {
    let panel = panel(&country(1994));
    let model = learn(&panel, Task::New);
    let forecast = model.forecast(&panel);
    let all = said(&forecast);
    assert!(all.len() > 50);
    assert!(all.windows(2).all(|w| w[0].2 >= w[1].2));
    assert!(all.iter().all(|(_, _, p)| (0.0..=1.0).contains(p)));
    let stock = panel.between(1979, 1994);
    for (region, activity, _) in &all {
        let r = panel.regions().iter().position(|x| x == region).unwrap();
        let a = panel.activities().iter().position(|x| x == activity).unwrap();
        assert_eq!(stock.get(r, a), 0.0);
    }
    assert_eq!(forecast.ranked().map(|one| one.rank).take(3).collect::<Vec<_>>(), [1, 2, 3]);
    let region = &all[0].0;
    assert!(forecast.of_region(region).count() > 0);
    assert!(forecast.of_region(region).all(|one| one.region == region));
}

#[test]
fn better_than_chance_on_years_it_has_not_seen() {
    for task in [Task::New, Task::Weak] {
        let test = learn(&panel(&country(1994)), task).backtest.unwrap();
        assert_eq!(test.at, 1992);
        let base = test.positives as f64 / test.candidates as f64;
        assert!(test.average_precision > 1.3 * base, "{task:?}: {} against {base}", test.average_precision);
        assert!(test.calibration_error < 0.2, "{task:?}: {}", test.calibration_error);
    }
}

#[test]
fn years_after_the_question_are_not_looked_at() {
    for task in [Task::New, Task::Weak] {
        let (short, long) = (panel(&country(1994)), panel(&country(1999)));
        let (a, b) = (learn(&short, task).forecast(&short), learn(&long, task).forecast(&long));
        assert_eq!(said(&a), said(&b));
    }
}

#[test]
fn contributions_add_up_to_the_prediction() {
    // With and without a first half of the horizon; new and weak weigh their parts differently.
    for (task, horizon) in [(Task::New, 2), (Task::Weak, 2), (Task::New, 1), (Task::New, 3)] {
        contributions_add_up(task, horizon);
    }
}

fn contributions_add_up(task: Task, horizon: i32) {
    let panel = panel(&country(1994));
    let model = fit(&panel, &Options { horizon, ..options(task) }, &mut |_| {}).unwrap();
    let forecast = model.forecast(&panel);
    let one = forecast.ranked().next().unwrap();
    let other = forecast.ranked().last().unwrap();
    let sum = |region: &Region, activity: &str| -> f64 {
        let reasons = forecast.evidence(region, activity).unwrap();
        reasons.contributions.iter().map(|c| c.contribution).sum()
    };
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let between = (logit(one.probability) - logit(other.probability)) / model.calibration.slope;
    assert!((sum(one.region, one.activity) - sum(other.region, other.activity) - between).abs() < 1e-6);
    let reasons = forecast.evidence(one.region, one.activity).unwrap();
    assert!(task == Task::Weak || reasons.stock == 0.0);
    assert!(reasons.similar.len() <= 20 && !reasons.similar.is_empty());
    assert!(reasons.similar.windows(2).all(|w| w[0].similarity >= w[1].similarity));
    assert!(reasons.neighbours_having <= reasons.neighbours);
    assert!(forecast.evidence(one.region, "no such activity").is_none());
}

#[test]
fn a_kept_model_says_the_same() {
    let panel = panel(&country(1994));
    let model = learn(&panel, Task::Weak);
    let kept: Model = serde_json::from_str(&serde_json::to_string(&model).unwrap()).unwrap();
    assert_eq!(said(&model.forecast(&panel)), said(&kept.forecast(&panel)));
}

#[test]
fn refusals_say_why() {
    let lines = country(1994);
    let whole = panel(&lines);
    let error = |panel: &Panel, options: Options| fit(panel, &options, &mut |_| {}).unwrap_err();
    assert_eq!(error(&whole, Options { horizon: 0, ..options(Task::New) }), EntryError::Horizon(0));
    assert!(matches!(error(&whole, Options { at: 2050, ..options(Task::New) }), EntryError::Year { last: 1994, .. }));
    assert!(matches!(error(&whole, Options { region_min: 1e6, ..options(Task::New) }), EntryError::TooSmall { .. }));
    let young: Vec<Line> = lines.iter().filter(|l| l.3 >= 1993).cloned().collect();
    let none = Options { region_min: 0.0, activity_min: 0.0, ..options(Task::New) };
    assert!(matches!(error(&panel(&young), none), EntryError::NothingToLearn { first: 1993, at: 1994 }));
    assert!(matches!(Panel::new([]), Err(PanelError::Empty)));
    let bad = Count { parent: "", region: "r", activity: "a", year: 1990, count: -1.0 };
    assert!(matches!(Panel::new([bad]), Err(PanelError::BadCount { line: 0, .. })));
}

#[test]
fn one_region_is_refused_or_ranked_but_never_a_fault() {
    let lines: Vec<Line> = country(1994).into_iter().filter(|l| l.1 == "r23").collect();
    let panel = panel(&lines);
    for task in [Task::New, Task::Weak] {
        match fit(&panel, &options(task), &mut |_| {}) {
            Ok(model) => assert!(said(&model.forecast(&panel)).iter().all(|(_, _, p)| p.is_finite())),
            Err(error) => assert!(matches!(error, EntryError::NothingToLearn { .. } | EntryError::TooSmall { .. })),
        }
    }
}

#[test]
fn a_missing_year_takes_its_regions_out() {
    let panel = panel(&country(1994)).with_missing([("p1", 1994)]);
    let model = learn(&panel, Task::New);
    let all = said(&model.forecast(&panel));
    assert!(!all.is_empty() && all.iter().all(|(region, _, _)| region.parent != "p1"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn the_order_of_lines_and_an_empty_region_do_not_matter(turn in 1_usize..5000) {
        let lines = country(1994);
        let mut turned = lines.clone();
        turned.rotate_left(turn % lines.len());
        turned.push(Line("p9".to_owned(), "zz empty".to_owned(), "10".to_owned(), 1990, 0.0));
        let (a, b) = (panel(&lines), panel(&turned));
        prop_assert_eq!(said(&learn(&a, Task::New).forecast(&a)), said(&learn(&b, Task::New).forecast(&b)));
    }
}
