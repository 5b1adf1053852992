//! Forecasts: durations, dates, the critical path, and what-if under common random numbers (land.md, acceptance 6).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
use chrono::NaiveDate;
use land::catalogue::{Link, MatterKind, MatterType, Name};
use land::plan::duration::{self, Basis, Sample};
use land::plan::forecast::{Progress, Setting, forecast};
use land::plan::what_if::{WhatIf, what_if};
use land::plan::{Compiled, Needed, Why};
use proptest::prelude::*;
use schedule::Calendar;
use std::collections::BTreeMap;

fn matter(code: &str, promised: Option<i64>) -> MatterType {
    MatterType {
        code: code.into(),
        name: Name { zh: code.into(), en: String::new() },
        department: "住建局".into(),
        promised_days: promised,
        ..MatterType::default()
    }
}

fn link(from: usize, to: usize) -> Link {
    Link { from: format!("m{from}"), to: format!("m{to}"), ..Link::default() }
}

/// `links` between matters m0, m1, …
fn plan(matters: usize, links: Vec<Link>) -> Compiled {
    let needed = (0..matters).map(|i| {
        let days = 3 + i64::try_from(i * 7 % 18).unwrap();
        Needed { matter: matter(&format!("m{i}"), Some(days)), why: Why::default() }
    });
    Compiled { needed: needed.collect(), links, left_out: Vec::new() }
}

/// Each of the later ones waits for two before it.
fn braid(matters: usize) -> Compiled {
    let links = (2..matters).flat_map(|i| [link(i - 2, i), link(i / 2, i)]).filter(|l| l.from != l.to);
    plan(matters, links.collect())
}

struct Town {
    calendar: Calendar,
    samples: Vec<Sample>,
    progress: BTreeMap<String, Progress>,
}

impl Town {
    fn new() -> Self {
        Self { calendar: Calendar::china().unwrap(), samples: Vec::new(), progress: BTreeMap::new() }
    }
    fn setting(&self, runs: usize) -> Setting<'_> {
        Setting {
            calendar: &self.calendar,
            from: day("2019-04-18"),
            runs,
            seed: 7,
            samples: &self.samples,
            progress: &self.progress,
        }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn days_run_on_the_working_day_calendar() {
    let mut plan = plan(2, vec![link(0, 1)]);
    plan.needed[0].matter.took = vec![(0.0, 8.0), (1.0, 8.0)];
    plan.needed[1].matter.took = vec![(0.0, 2.0), (1.0, 2.0)];
    let town = Town::new();
    let outcome = forecast(&plan, &town.setting(100)).unwrap();
    // 2019-04-19 is day 1; Sunday 04-28 is worked, 05-01 to 05-04 are holidays, Sunday 05-05 is worked.
    assert_eq!(outcome.matters[0].finish_on, day("2019-04-29"));
    assert_eq!(outcome.matters[1].finish_on, day("2019-05-05"));
    assert_eq!((outcome.days, outcome.forecast.p80_on.as_str()), (10, "2019-05-05"));
    assert_eq!(outcome.critical, ["m0", "m1"]);
    assert!(!outcome.forecast.provisional);
    let late = Setting { from: day("2026-12-20"), ..town.setting(100) };
    assert!(forecast(&plan, &late).unwrap().forecast.provisional, "beyond the published notices: 暂定");
}

#[test]
fn a_seed_gives_the_same_whatever_the_order() {
    let town = Town::new();
    let plan = braid(40);
    let first = forecast(&plan, &town.setting(2_000)).unwrap();
    assert_eq!(first, forecast(&plan, &town.setting(2_000)).unwrap());
    let mut turned = plan.clone();
    turned.needed.reverse();
    turned.links.reverse();
    let mut again = forecast(&turned, &town.setting(2_000)).unwrap();
    again.matters.reverse();
    assert_eq!((first.forecast, first.matters, first.critical), (again.forecast, again.matters, again.critical));
    let other = Setting { seed: 8, ..town.setting(2_000) };
    assert_ne!(first.simulated, forecast(&plan, &other).unwrap().simulated);
}

#[test]
fn forty_matters_and_ten_thousand_runs_take_at_most_fifty_milliseconds() {
    let (town, plan) = (Town::new(), braid(40));
    let best = (0..5).map(|_| {
        // tidy: allow(measuring is what the test is about)
        let began = std::time::Instant::now();
        forecast(&plan, &town.setting(10_000)).unwrap();
        began.elapsed()
    });
    let best = best.min().unwrap();
    println!("40 matters × 10,000 runs: {best:?}");
    assert!(best.as_millis() <= 50, "{best:?}");
}

#[test]
fn durations_come_from_cases_then_department_then_limits() {
    let approval = matter("m0", Some(10));
    let basis = |m: &MatterType, s: &[Sample]| duration::of(m, s).unwrap();
    assert_eq!(basis(&approval, &[]).1, Basis::Promised);
    assert_eq!(
        basis(&MatterType { promised_days: None, statutory_days: Some(20), ..approval.clone() }, &[]).1,
        Basis::Statutory
    );
    assert_eq!(basis(&matter("m0", None), &[]).1, Basis::LegalDefault);
    let work = MatterType { kind: MatterKind::Work, ..matter("m0", None) };
    assert_eq!(basis(&work, &[]).1, Basis::Unknown);
    let took = MatterType { took: vec![(0.5, 12.0), (0.8, 16.0)], ..approval.clone() };
    let (days, kind) = basis(&took, &[]);
    assert_eq!((kind, days.processing.at(0.5), days.processing.at(0.8)), (Basis::Took, 12.0, 16.0));
    let sample = |code: &str, days: f64| Sample {
        matter: code.into(),
        department: "住建局".into(),
        waiting_days: 2.0,
        processing_days: days,
    };
    let own: Vec<Sample> = (0..20).map(|i| sample("m0", 4.0 + f64::from(i % 3))).collect();
    let (days, kind) = basis(&approval, &own);
    assert_eq!((kind, days.processing.at(0.5), days.waiting.at(0.5)), (Basis::Own { cases: 20 }, 5.0, 2.0));
    let (few, kind) = basis(&approval, &own[..5]);
    assert_eq!(kind, Basis::Shrunk { cases: 5, department: 5 });
    assert!(few.processing.at(0.5) > 5.0 && few.processing.at(0.5) < 7.0, "between its five cases and its limit");
}

#[test]
fn what_runs_counts_from_where_it_is_and_what_is_finished_no_more() {
    let mut town = Town::new();
    let plan = plan(3, vec![link(0, 1), link(1, 2)]);
    let whole = forecast(&plan, &town.setting(1_000)).unwrap();
    town.progress.insert("m0".into(), Progress::Finished { ago_days: 2 });
    let later = forecast(&plan, &town.setting(1_000)).unwrap();
    assert!(later.p50_days < whole.p50_days && later.matters[0].finished);
    town.progress.insert("m1".into(), Progress::Running { ago_days: 6, consumed_days: 6.0 });
    let running = forecast(&plan, &town.setting(1_000)).unwrap();
    assert!(running.p80_days < later.p80_days);
    town.progress.insert("m1".into(), Progress::Running { ago_days: 90, consumed_days: 90.0 });
    let overrun = forecast(&plan, &town.setting(1_000)).unwrap();
    assert!(overrun.matters[1].days >= 1, "longer than ever seen: it still is not finished");
}

#[test]
fn tolerance_shorter_limits_and_other_hands_are_compared_run_by_run() {
    let town = Town::new();
    let plan = plan(3, vec![link(0, 1), link(1, 2)]);
    let changes = [
        WhatIf::Tolerant { code: "m1".into() },
        WhatIf::Limit { code: "m2".into(), days: 5 },
        WhatIf::Another { codes: vec!["m0".into()], waiting_days: vec![], processing_days: vec![1.0; 20] },
    ];
    for change in changes {
        let compared = what_if(&plan, std::slice::from_ref(&change), &town.setting(2_000)).unwrap();
        // Other hands may be slower now and then: their days are drawn anew.
        let later = if matches!(change, WhatIf::Another { .. }) { 0.1 } else { 0.0 };
        assert!(compared.paired.mean < 0.0 && compared.paired.later <= later, "{change:?}: {:?}", compared.paired);
        assert!(compared.paired.low <= compared.paired.mean && compared.paired.mean <= compared.paired.high);
    }
    let nothing = what_if(&plan, &[], &town.setting(500)).unwrap();
    assert_eq!((nothing.paired.mean, nothing.paired.earlier), (0.0, 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Two serial matters made parallel never end later: not in any run, so not at P80.
    #[test]
    fn parallel_never_raises_p80(pairs in prop::collection::vec((0..12_usize, 0..12_usize), 1..30), seed: u64, pick: prop::sample::Index) {
        let links: Vec<Link> = pairs.into_iter().filter(|(a, b)| a < b).map(|(a, b)| link(a, b)).collect();
        prop_assume!(!links.is_empty());
        let town = Town::new();
        let plan = plan(12, links);
        let setting = Setting { seed, ..town.setting(400) };
        let outcome = forecast(&plan, &setting).unwrap();
        let critical = |l: &&Link| outcome.critical.contains(&l.from) && outcome.critical.contains(&l.to);
        let serial: Vec<&Link> = plan.links.iter().filter(critical).collect();
        prop_assume!(!serial.is_empty());
        let chosen = pick.get(&serial);
        let change = WhatIf::Parallel { from: chosen.from.clone(), to: chosen.to.clone() };
        let compared = what_if(&plan, &[change], &setting).unwrap();
        prop_assert!(compared.changed.p80_days <= compared.plan.p80_days);
        prop_assert_eq!(compared.paired.later, 0.0);
    }
}
