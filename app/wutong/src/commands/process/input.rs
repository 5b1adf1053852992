//! Which reader a file needs, by its name.
use crate::commands::{Failure, locale};
use ::process::{Limits, Log, csv, ocel, xes};
use clap::{Args, ValueEnum};
use kernel::Locale;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use ui::T;

/// The languages of the texts that are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Zh,
    En,
}

#[derive(Args, Debug)]
pub struct Input {
    /// XES, CSV or OCEL 2.0 (JSON), each also as .gz.
    pub log: PathBuf,
    /// The key or column that names the activity.
    #[arg(long)]
    pub activity: Option<String>,
    /// CSV: the column that names the case. OCEL: the object type whose objects are the cases.
    #[arg(long)]
    pub case: Option<String>,
    /// CSV: the column with the time.
    #[arg(long)]
    pub time: Option<String>,
    /// CSV: the column that names who did it. OCEL: the object type or attribute.
    #[arg(long)]
    pub resource: Option<String>,
    /// Hours of local time east of UTC, for times that do not say it.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(i32).range(-12..=14), allow_negative_numbers = true)]
    pub utc_offset: i32,
    /// The language of what is printed; without it that of the terminal (LC_ALL, LANG).
    #[arg(long)]
    pub lang: Option<Lang>,
}

impl Input {
    pub fn words(&self) -> T {
        let said = self.lang.map(|lang| if lang == Lang::Zh { Locale::ZhCn } else { Locale::En });
        T::new(said.unwrap_or_else(locale))
    }

    pub fn read(&self) -> Result<Log, Failure> {
        let (t, shown) = (self.words(), self.log.display().to_string());
        let unread =
            |e: std::io::Error| Failure::of(t.a2("cli-process-cannot", "file", &shown, "error", e.to_string()));
        let file = File::open(&self.log).map_err(unread)?;
        let reader = BufReader::with_capacity(1 << 18, file);
        let offset_minutes = self.utc_offset * 60;
        let log = match format(&self.log) {
            Some("xes") => {
                let usual = xes::Options { offset_minutes, ..xes::Options::default() };
                let activity = self.activity.clone().unwrap_or_else(|| usual.activity.clone());
                xes::read(reader, &xes::Options { activity, ..usual }).map(|imported| said(t, imported))
            }
            Some("csv") => csv::read(reader, &self.columns(offset_minutes)),
            Some("json") => {
                let object_type =
                    self.case.clone().ok_or_else(|| Failure { text: t.s("cli-process-needs-case"), code: 2 })?;
                ocel::read(
                    reader,
                    &ocel::Options { object_type, resource: self.resource.clone(), limits: Limits::default() },
                )
            }
            _ => {
                return Err(Failure { text: t.a("cli-process-ending", "file", shown), code: 2 });
            }
        };
        let fault = |e: &::process::ReadError| ::land::process::read_error(t, e);
        log.map_err(|e| Failure::of(t.a2("cli-process-fault", "file", &shown, "fault", fault(&e))))
    }

    fn columns(&self, offset_minutes: i32) -> csv::Options {
        csv::Options {
            case: self.case.clone(),
            activity: self.activity.clone(),
            time: self.time.clone(),
            resource: self.resource.clone(),
            offset_minutes,
            ..csv::Options::default()
        }
    }
}

/// Says on stderr what of the file the log does not hold.
fn said(t: T, imported: xes::Imported) -> Log {
    let left_out = [
        (imported.unnamed_events, "cli-process-unnamed"),
        (imported.untimed_events, "cli-process-untimed"),
        (imported.nested, "cli-process-nested"),
    ];
    for (count, key) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        eprintln!("{}", t.a(key, "n", t.int(count)));
    }
    imported.log
}

fn format(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    ["xes", "csv", "json"].into_iter().find(|ending| name.ends_with(&format!(".{ending}")))
}
