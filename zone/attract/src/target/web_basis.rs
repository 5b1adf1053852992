//! What the predictions stand on, how good they were in the past, and what cannot be known: in words, beside every ranking.
use super::{Findings, TaskBasis, words};
use ui::T;

/// What the predictions stand on, in words.
pub(super) struct BasisView {
    pub data: String,
    pub method: String,
    pub tests: Vec<String>,
    /// Said where the data are too thin to lean on.
    pub thin: String,
    pub unknown: String,
    pub sources: String,
    pub computed: String,
}

pub(super) fn basis(t: T, findings: &Findings) -> BasisView {
    let b = &findings.basis;
    let level = if b.by_group { "target-level-group" } else { "target-level-division" };
    let year = if b.by_listing { "target-year-listing" } else { "target-year-registration" };
    let values = [
        ("firms", ui::format::int(i64::try_from(b.firms).unwrap_or(0))),
        ("counted", ui::format::int(i64::try_from(b.counted).unwrap_or(0))),
        ("first", b.first_year.to_string()),
        ("last", b.last_year.to_string()),
        ("level", t.s(level)),
        ("year", t.s(year)),
        ("city", b.city.clone()),
        ("here", ui::format::int(i64::try_from(b.city_firms).unwrap_or(0))),
        ("at", b.at.to_string()),
        ("by", (b.at + b.horizon).to_string()),
    ];
    let values: Vec<(String, String)> = values.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    let test = |task: &TaskBasis| {
        let name = t.s(format!("target-task-{}", task.task.code()));
        let said = match (&task.backtest, &task.refused) {
            (Some(test), _) => words::backtest(t, test, b.horizon),
            (None, Some(reason)) => t.s(reason),
            (None, None) => t.s("target-backtest-none"),
        };
        t.a2("target-backtest-of", "task", name, "text", said)
    };
    let unknown = if b.expanders > 0 { t.a("target-unknown", "n", b.expanders) } else { t.s("target-unknown-all") };
    BasisView {
        data: t.args("target-basis-data", &values),
        method: t.args("target-basis-method", &values),
        tests: b.tasks.iter().map(test).collect(),
        thin: if b.is_thin() { t.args("target-thin", &values) } else { String::new() },
        unknown,
        sources: b.sources.join("、"),
        computed: ui::format::instant(b.computed_us),
    }
}
