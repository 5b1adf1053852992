//! Pure decisions about targets: how feasible and attractive an industry is under an officer's weights, and in which order
//! industries stand. The formulas are in docs/decisions/0038.
use super::{Findings, Fit, Industry, Task};

/// Whole weights from 0 to 9, as the form has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    pub feasibility: u8,
    pub attractiveness: u8,
    pub growth: u8,
    pub complexity: u8,
    pub fit: u8,
}

impl Default for Weights {
    /// Equal weights, fit twice: the zone has chosen its focus industries.
    fn default() -> Self {
        Self { feasibility: 5, attractiveness: 5, growth: 3, complexity: 3, fit: 6 }
    }
}

pub const MOST_WEIGHT: u8 = 9;

impl Weights {
    pub const NAMES: [&'static str; 5] = ["feasibility", "attractiveness", "growth", "complexity", "fit"];

    pub fn get(&self, name: &str) -> u8 {
        match name {
            "feasibility" => self.feasibility,
            "attractiveness" => self.attractiveness,
            "growth" => self.growth,
            "complexity" => self.complexity,
            _ => self.fit,
        }
    }

    /// From the query's values; what is missing or no weight keeps the standard. Weights that are all 0 mean nothing: they
    /// count as the standard, too.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let standard = Self::default();
        let one = |name: &str| {
            let typed = get(&format!("w_{name}"))?.trim().parse::<u8>().ok()?;
            (typed <= MOST_WEIGHT).then_some(typed)
        };
        let pick = |name: &str| one(name).unwrap_or(standard.get(name));
        let (feasibility, attractiveness) = (pick("feasibility"), pick("attractiveness"));
        let (growth, complexity, fit) = (pick("growth"), pick("complexity"), pick("fit"));
        let whole =
            if feasibility + attractiveness == 0 { standard } else { Self { feasibility, attractiveness, ..standard } };
        if growth + complexity + fit == 0 { whole } else { Self { growth, complexity, fit, ..whole } }
    }
}

/// The scores of an industry, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Share of the city's candidates of the same kind that are less likely.
    pub feasibility: f64,
    /// None where no part of it is known under these weights.
    pub attractiveness: Option<f64>,
    pub combined: f64,
}

/// The parts of attractiveness, 0 to 1 each; what is not known is none.
pub fn parts(i: &Industry) -> [(&'static str, Option<f64>); 3] {
    let fit = match i.fit {
        Fit::Whole => 1.0,
        Fit::Part => 0.5,
        Fit::None => 0.0,
    };
    [("growth", i.growth.map(|g| g.rank)), ("complexity", i.complexity.map(|c| c.rank)), ("fit", Some(fit))]
}

fn attractiveness(i: &Industry, w: &Weights) -> Option<f64> {
    let known = parts(i).into_iter().filter_map(|(name, part)| Some((f64::from(w.get(name)), part?)));
    let (weight, sum) = known.fold((0.0, 0.0), |(weight, sum), (w, part)| (weight + w, sum + w * part));
    (weight > 0.0).then_some(100.0 * sum / weight)
}

/// Of equally likely candidates each has half of the others below it, so that ties do not depend on an order.
pub fn rank_share(value: f64, all: &[f64]) -> f64 {
    let (below, equal) = all.iter().fold((0.0, 0.0), |(below, equal), other| {
        (below + f64::from(u8::from(*other < value)), equal + f64::from(u8::from(*other == value)))
    });
    let others = all.len() as f64 - 1.0;
    if others <= 0.0 { 0.5 } else { (below + (equal - 1.0) / 2.0) / others }
}

/// An industry with its scores.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'f> {
    pub industry: &'f Industry,
    pub score: Score,
}

/// All industries, the best first; of equal ones the likelier, then by code.
pub fn ranked<'f>(findings: &'f Findings, w: &Weights) -> Vec<Scored<'f>> {
    let of = |task: Task| {
        findings.industries.iter().filter(move |i| i.task == task).map(|i| i.probability).collect::<Vec<_>>()
    };
    let (new, weak) = (of(Task::New), of(Task::Weak));
    let score = |i: &Industry| {
        let all = if i.task == Task::New { &new } else { &weak };
        let feasibility = 100.0 * rank_share(i.probability, all);
        let attractiveness = attractiveness(i, w);
        Score { feasibility, attractiveness, combined: combined(feasibility, attractiveness, w) }
    };
    let mut all: Vec<Scored<'f>> =
        findings.industries.iter().map(|i| Scored { industry: i, score: score(i) }).collect();
    all.sort_by(|a, b| {
        let by_score = b.score.combined.total_cmp(&a.score.combined);
        by_score
            .then(b.industry.probability.total_cmp(&a.industry.probability))
            .then(a.industry.code.cmp(&b.industry.code))
    });
    all
}

fn combined(feasibility: f64, attractiveness: Option<f64>, w: &Weights) -> f64 {
    let (wf, wa) = (f64::from(w.feasibility), f64::from(w.attractiveness));
    match attractiveness {
        Some(a) => (wf * feasibility + wa * a) / (wf + wa),
        None => feasibility,
    }
}

/// What of the list is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub task: Option<Task>,
    /// A focus industry, `any` for all of them, or empty.
    pub focus: String,
    /// Words or the beginning of a code.
    pub q: String,
}

/// Every focus industry.
pub const ANY_FOCUS: &str = "any";

impl Filter {
    /// `names` says the industry's names in both languages.
    pub fn fits(&self, i: &Industry, names: impl Fn(&str) -> String) -> bool {
        let task = self.task.is_none_or(|t| t == i.task);
        let focus = match self.focus.as_str() {
            "" => true,
            ANY_FOCUS => i.focus.is_some(),
            code => i.focus.as_deref() == Some(code),
        };
        let q = self.q.trim().to_lowercase();
        task && focus && (q.is_empty() || i.code.starts_with(&q) || names(&i.code).to_lowercase().contains(&q))
    }
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Complexity, Growth};

    fn industry(code: &str, probability: f64, growth: f64, fit: Fit) -> Industry {
        let growth = Some(Growth { recent: 1.0, before: 1.0, rank: growth });
        Industry { code: code.into(), probability, growth, fit, ..Industry::default() }
    }

    fn findings() -> Findings {
        let industries = vec![
            industry("301", 0.1, 1.0, Fit::Whole),
            industry("302", 0.4, 0.0, Fit::None),
            industry("303", 0.2, 0.5, Fit::Part),
        ];
        Findings { industries, ..Findings::default() }
    }

    fn order(w: &Weights) -> Vec<String> {
        let findings = findings();
        ranked(&findings, w).iter().map(|s| s.industry.code.clone()).collect()
    }

    #[test]
    fn weights_turn_the_order() {
        let only = |feasibility, attractiveness| Weights { feasibility, attractiveness, ..Weights::default() };
        assert_eq!(order(&only(1, 0)), ["302", "303", "301"]);
        assert_eq!(order(&only(0, 1)), ["301", "303", "302"]);
        // All three have 50 under equal weights: the likelier stands first.
        assert_eq!(order(&only(1, 1)), ["302", "303", "301"]);
    }

    #[test]
    fn what_is_not_known_drops_out_and_is_not_made_up() {
        let mut one = industry("301", 0.1, 0.8, Fit::Whole);
        let w = Weights { growth: 1, complexity: 1, fit: 0, ..Weights::default() };
        assert_eq!(attractiveness(&one, &w).map(f64::round), Some(80.0));
        one.complexity = Some(Complexity { rank: 0.2, of: 10 });
        assert_eq!(attractiveness(&one, &w).map(f64::round), Some(50.0));
        let complexity = Weights { growth: 0, ..w };
        one.complexity = None;
        assert_eq!(attractiveness(&one, &complexity), None);
        assert_eq!(combined(70.0, None, &w), 70.0);
    }

    #[test]
    fn ties_share_their_place() {
        let all = [0.1, 0.3, 0.3, 0.9];
        let shares: Vec<f64> = all.iter().map(|v| (rank_share(*v, &all) * 100.0).round()).collect();
        assert_eq!(shares, [0.0, 50.0, 50.0, 100.0]);
        assert_eq!(rank_share(0.2, &[0.2]), 0.5);
    }

    #[test]
    fn weights_from_an_address() {
        let none = Weights::of(|_| None);
        assert_eq!(none, Weights::default());
        let bad = Weights::of(|n| Some(if n == "w_fit" { "10" } else { "x" }.to_owned()));
        assert_eq!(bad, Weights::default());
        let zero = Weights::of(|_| Some("0".to_owned()));
        assert_eq!(zero, Weights::default());
        let some = Weights::of(|n| (n == "w_growth").then(|| " 9 ".to_owned()));
        assert_eq!(some, Weights { growth: 9, ..Weights::default() });
    }

    #[test]
    fn filters() {
        let one =
            Industry { code: "292".into(), focus: Some("materials".into()), task: Task::Weak, ..Industry::default() };
        let name = |_: &str| "塑料制品业".to_owned();
        let fits = |task, focus: &str, q: &str| Filter { task, focus: focus.into(), q: q.into() }.fits(&one, name);
        assert!(fits(None, "", "") && fits(Some(Task::Weak), "any", "29") && fits(None, "materials", "塑料"));
        assert!(!fits(Some(Task::New), "", "") && !fits(None, "it", "") && !fits(None, "", "92"));
    }
}
