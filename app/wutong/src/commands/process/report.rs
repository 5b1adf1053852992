//! `wutong process report`: the figures of a log.
use super::input::Input;
use crate::commands::{Done, print_json};
use ::process::time::{days, format};
use ::process::{Flow, Handover, Log, Statistics, late_cases, variants};
use clap::Args;
use serde::Serialize;
use ui::T;

#[derive(Args, Debug)]
pub struct Options {
    #[command(flatten)]
    pub input: Input,
    /// The attribute of cases with their end; without it, the usual names are looked for.
    #[arg(long)]
    pub end: Option<String>,
    /// The attribute of cases with their deadline.
    #[arg(long)]
    pub deadline: Option<String>,
    /// How many arcs, pairs and ways are listed.
    #[arg(long, default_value_t = 10)]
    pub top: usize,
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'l> {
    cases: usize,
    events: usize,
    activities: usize,
    variants: usize,
    resources: usize,
    arcs: usize,
    first: Option<String>,
    last: Option<String>,
    mean_days: f64,
    median_days: f64,
    waiting: Vec<Arc<'l>>,
    handover: Handed<'l>,
    late: Option<Late>,
    ways: Vec<Way<'l>>,
}

#[derive(Serialize)]
struct Arc<'l> {
    from: &'l str,
    to: &'l str,
    count: u64,
    total_days: f64,
    mean_days: f64,
    median_days: f64,
}

#[derive(Serialize)]
struct Handed<'l> {
    share: f64,
    pairs: usize,
    most: Vec<Pair<'l>>,
}

#[derive(Serialize)]
struct Pair<'l> {
    from: &'l str,
    to: &'l str,
    count: u64,
}

#[derive(Serialize)]
struct Late {
    late: usize,
    ended: u64,
    end: String,
    deadline: String,
}

#[derive(Serialize)]
struct Way<'l> {
    cases: u64,
    median_days: f64,
    activities: Vec<&'l str>,
}

pub fn run(options: &Options) -> Done {
    let log = options.input.read()?;
    let report = report(&log, options);
    if options.json {
        return print_json(&report);
    }
    lines(options.input.words(), &report).iter().for_each(|line| println!("{line}"));
    Ok(())
}

fn report<'l>(log: &'l Log, options: &Options) -> Report<'l> {
    let (statistics, flow, ways) = (Statistics::of(log), Flow::of(log), variants(log));
    let activity = |id: u32| log.activities.text(id);
    let arc = |a: &::process::Arc| Arc {
        from: activity(a.from),
        to: activity(a.to),
        count: a.count,
        total_days: days(a.total_ms),
        mean_days: a.mean_ms() / days_ms(),
        median_days: a.median_ms / days_ms(),
    };
    let way = |v: &::process::Variant| Way {
        cases: v.cases,
        median_days: v.median_ms / days_ms(),
        activities: log.trace(v.example).iter().map(|a| activity(*a)).collect(),
    };
    let late = late_cases(log, options.end.as_deref(), options.deadline.as_deref());
    Report {
        cases: statistics.cases,
        events: statistics.events,
        activities: statistics.activities.len(),
        variants: ways.len(),
        resources: statistics.resources.len(),
        arcs: flow.arcs.len(),
        first: statistics.span.map(|s| format(s.0)),
        last: statistics.span.map(|s| format(s.1)),
        mean_days: statistics.mean_duration_ms / days_ms(),
        median_days: statistics.median_duration_ms / days_ms(),
        waiting: flow.by_waiting().iter().take(options.top).map(arc).collect(),
        handover: handed(log, options.top),
        late: late.map(|l| Late { late: l.late.len(), ended: l.ended, end: l.end_key, deadline: l.deadline_key }),
        ways: ways.iter().take(options.top).map(way).collect(),
    }
}

fn days_ms() -> f64 {
    ::process::time::DAY_MS as f64
}

fn handed(log: &Log, top: usize) -> Handed<'_> {
    let handover = Handover::of(log);
    let name = |id: u32| log.resources.text(id);
    let most = handover.pairs.iter().take(top).map(|p| Pair { from: name(p.from), to: name(p.to), count: p.count });
    Handed { share: handover.share(), pairs: handover.pairs.len(), most: most.collect() }
}

fn lines(t: T, report: &Report) -> Vec<String> {
    let text = |key: &str, args: &[(&str, String)]| {
        t.args(key, &args.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect::<Vec<_>>())
    };
    let counts = [
        ("cases", report.cases),
        ("events", report.events),
        ("activities", report.activities),
        ("ways", report.variants),
        ("resources", report.resources),
        ("arcs", report.arcs),
    ];
    let mut lines = vec![text("cli-process-counts", &counts.map(|(name, n)| (name, t.int(n))))];
    if let (Some(first), Some(last)) = (&report.first, &report.last) {
        let days = |d: f64| t.dec(d, 1);
        let args = [
            ("first", first.clone()),
            ("last", last.clone()),
            ("median", days(report.median_days)),
            ("mean", days(report.mean_days)),
        ];
        lines.push(text("cli-process-span", &args));
    }
    lines.push(match &report.late {
        Some(late) => {
            let counts = [("late", t.int(late.late)), ("ended", t.int(late.ended))];
            let keys = [("end", late.end.clone()), ("deadline", late.deadline.clone())];
            text("cli-process-late", &[counts, keys].concat())
        }
        None => t.s("cli-process-late-unknown"),
    });
    let share = t.dec(report.handover.share * 100.0, 1);
    lines.push(text("cli-process-handover", &[("share", share), ("pairs", t.int(report.handover.pairs))]));
    lines.extend(report.handover.most.iter().map(|p| format!("  {:>7} × {} → {}", p.count, p.from, p.to)));
    lines.push(t.s("cli-process-waiting"));
    let arc =
        |a: &Arc| format!("  {:>9.0} {:>7} × {:>6.1}  {} → {}", a.total_days, a.count, a.median_days, a.from, a.to);
    lines.extend(report.waiting.iter().map(arc));
    lines.push(t.s("cli-process-ways"));
    let way = |w: &Way| format!("  {:>7} {:>8.1}  {}", w.cases, w.median_days, w.activities.join(" → "));
    lines.extend(report.ways.iter().map(way));
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        options: Options,
    }

    /// Options for a table of that name and text, in a folder that lives as long as the guard.
    fn given(name: &str, text: &str) -> (tempfile::TempDir, Options) {
        crate::web::register_texts();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let options = Cli::parse_from([
            "report",
            path.to_str().unwrap(),
            "--deadline",
            "限期",
            "--end",
            "办结",
            "--json",
            "--lang",
            "en",
        ])
        .options;
        (folder, options)
    }

    #[test]
    fn figures_of_a_table() {
        let table = "case,activity,time,resource,case:办结,case:限期\n\
            1,受理,2026-03-02 09:00,王,2026-03-06,2026-03-05\n1,办结,2026-03-06 09:00,李,2026-03-06,2026-03-05\n";
        let (_folder, options) = given("log.csv", table);
        let log = options.input.read().unwrap();
        let found = serde_json::to_value(report(&log, &options)).unwrap();
        assert_eq!((&found["cases"], &found["events"], &found["median_days"]), (&1.into(), &2.into(), &4.0.into()));
        assert_eq!((&found["late"]["late"], &found["late"]["ended"]), (&1.into(), &1.into()));
        assert_eq!((&found["waiting"][0]["to"], &found["handover"]["most"][0]["from"]), (&"办结".into(), &"王".into()));
        assert_eq!(found["first"], "2026-03-02T01:00:00.000+00:00", "times are local, east of UTC by eight hours");
        run(&options).unwrap();
        let words = |lang| {
            let t = ui::T::new(lang);
            lines(t, &report(&log, &options)).join("\n")
        };
        let zh = words(kernel::Locale::ZhCn);
        assert!(zh.contains("案件 1，事件 2") && zh.contains("超期：已结 1 件中 1 件"), "{zh}");
        assert!(words(kernel::Locale::En).contains("late: 1 of 1 ended cases (办结 after 限期)"));
    }

    #[test]
    fn faults_are_told_in_the_language_that_is_asked_for() {
        let (_folder, mut options) = given("log.csv", "case,activity,time\n1,受理,gestern\n");
        options.input.lang = Some(crate::commands::process::input::Lang::Zh);
        let failure = run(&options).unwrap_err();
        assert!(
            failure.text.ends_with("log.csv：第 2 行：“gestern”不是时间，应如 2026-11-28 09:30:00。"),
            "{}",
            failure.text
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_in_a_sentence() {
        let (folder, options) = given("log.csv", "a,b\n1,2\n");
        let failure = options.input.read().unwrap_err();
        assert!(
            failure.text.ends_with("log.csv: No column is known to hold the case; name it, there are: a, b."),
            "{}",
            failure.text
        );
        assert_eq!(failure.code, 1);
        let (_other, wrong) = given("log.docx", "");
        assert_eq!(run(&wrong).unwrap_err().code, 2);
        drop(folder);
        assert!(options.input.read().unwrap_err().text.contains("cannot be read"));
    }
}
