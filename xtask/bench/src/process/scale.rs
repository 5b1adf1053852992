//! A made log of ten million events: how long it takes, and how much memory.
use crate::Done;
use crate::memory::Watch;
use crate::report::{Report, whole};
use ::process::{Flow, Handover, Log, Statistics, Strictness, csv, evaluate, late_cases, variants, xes};
use std::io::{BufReader, Read};
use std::time::Instant;

/// How the text of a case is written.
#[derive(Clone, Copy)]
enum Form {
    Xes,
    Csv,
}

/// A log as text, made while it is read: no disk is measured.
struct Made {
    form: Form,
    /// Events that are still to come.
    left: u64,
    case: u64,
    luck: u64,
    text: Vec<u8>,
    read: usize,
    ended: bool,
}

impl Made {
    fn new(form: Form, events: u64) -> Self {
        let head = match form {
            Form::Xes => "<?xml version=\"1.0\"?>\n<log xes.version=\"1849-2023\">\n",
            Form::Csv => "case,activity,time,resource,case:deadline,case:enddate\n",
        };
        Self { form, left: events, case: 0, luck: 7, text: head.as_bytes().to_vec(), read: 0, ended: false }
    }

    fn draw(&mut self, below: u64) -> u64 {
        self.luck ^= self.luck << 13;
        self.luck ^= self.luck >> 7;
        self.luck ^= self.luck << 17;
        self.luck % below.max(1)
    }

    /// The next case: some ten to twenty of forty activities, forwards with leaps and returns, over weeks; a case begins every nine minutes.
    fn next_case(&mut self) {
        let length = (9 + self.draw(12)).min(self.left);
        self.left -= length;
        self.case += 1;
        let mut time = 1_200_000_000_000 + self.case as i64 * 540_000;
        let steps: Vec<(u64, u64, i64)> = (0..length)
            .scan(0, |at, _| {
                *at = (*at + 1 + self.draw(3)).saturating_sub(self.draw(2) * 2) % 40;
                let wait = self.draw(60) * self.draw(60) * self.draw(40);
                time += wait as i64 * 60_000;
                Some((*at, self.draw(300), time))
            })
            .collect();
        let due = ::process::time::format(1_200_000_000_000 + self.case as i64 * 540_000 + 30 * 86_400_000);
        let end = ::process::time::format(time);
        let case = self.case;
        let mut text = String::new();
        if let Form::Xes = self.form {
            text.push_str(&format!("<trace><string key=\"concept:name\" value=\"case {case}\"/><date key=\"deadline\" value=\"{due}\"/><date key=\"enddate\" value=\"{end}\"/>\n"));
        }
        for (activity, who, time) in steps {
            let time = ::process::time::format(time);
            text.push_str(&match self.form {
                Form::Csv => format!("case {case},activity {activity},{time},officer {who},{due},{end}\n"),
                Form::Xes => format!("<event><string key=\"concept:name\" value=\"activity {activity}\"/><date key=\"time:timestamp\" value=\"{time}\"/><string key=\"org:resource\" value=\"officer {who}\"/></event>\n"),
            });
        }
        if let Form::Xes = self.form {
            text.push_str("</trace>\n");
        }
        self.text = text.into_bytes();
    }
}

impl Read for Made {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read == self.text.len() {
            self.read = 0;
            match self.left {
                0 if self.ended => return Ok(0),
                0 => {
                    self.ended = true;
                    self.text = if let Form::Xes = self.form { b"</log>\n".to_vec() } else { Vec::new() };
                }
                _ => self.next_case(),
            }
        }
        let rest = self.text.get(self.read..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        buffer.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.read += n;
        Ok(n)
    }
}

/// Peak resident memory and time of a piece of work.
fn watched<T>(work: impl FnOnce() -> T) -> (T, String, String) {
    let watch = Watch::start(std::process::id());
    let start = Instant::now();
    let done = work();
    let seconds = start.elapsed().as_secs_f64();
    (done, format!("{seconds:.1} s"), format!("{} MiB", whole(watch.peak().resident as f64)))
}

fn read(form: Form, events: u64) -> Done<Log> {
    let text = BufReader::with_capacity(1 << 18, Made::new(form, events));
    Ok(match form {
        Form::Xes => xes::read(text, &xes::Options::default())?.log,
        Form::Csv => csv::read(text, &csv::Options::default())?,
    })
}

pub fn run(events: u64, report: &mut Report) -> Done {
    let (made, alone, _) = watched(|| std::io::copy(&mut Made::new(Form::Xes, events), &mut std::io::sink()));
    made?;
    let (log, csv_time, csv_memory) = watched(|| read(Form::Csv, events));
    let facts = log?;
    let facts = format!("{} cases, {} activities", whole(facts.cases() as f64), facts.activities.len());
    let (log, xes_time, xes_memory) = watched(|| read(Form::Xes, events));
    let log = log?;
    report.line(format!(
        "- a made log of {} events ({facts}); making its text alone takes {alone} of the import; memory is the peak of the whole process",
        whole(events as f64)
    ));
    let (_, shown_time, shown_memory) = watched(|| {
        (Statistics::of(&log), Flow::of(&log), Handover::of(&log), variants(&log).len(), late_cases(&log, None, None))
    });
    let (found, forecast_time, forecast_memory) = watched(|| evaluate(&log, Strictness::Moment));
    let found = found.ok_or("the made log has no test cases")?;
    let row = |step: &str, time: String, memory: String| vec![step.to_owned(), time, memory];
    report.table(&[
        row("Step", "time".to_owned(), "peak memory".to_owned()),
        row("import of XES", xes_time, xes_memory),
        row("import of CSV", csv_time, csv_memory),
        row("statistics, flow, handover, variants, late cases", shown_time, shown_memory),
        row(
            &format!("remaining time: {} forecasts tested", whole(found.test_prefixes as f64)),
            forecast_time,
            forecast_memory,
        ),
    ]);
    Ok(())
}
