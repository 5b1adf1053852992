//! `wutong targeting entry`: which activity comes to which region next.
use super::rows::Rows;
use crate::commands::{Done, Failure};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use targeting::entry::{EntryError, Forecast, Model, Options as Learning, Progress, Task, fit};
use targeting::panel::{Count, Panel, PanelError};

#[derive(Args, Debug)]
pub struct Options {
    /// CSV, also as .gz: province, city, group, year, firms; or any table of region, activity, year and count.
    #[arg(long)]
    pub counts: PathBuf,
    /// The year that is predicted from; later years are not looked at.
    #[arg(long)]
    pub at: i32,
    /// How many years ahead.
    #[arg(long)]
    pub horizon: i32,
    /// CSV: province (or region), year; what the source lacks, so that absence is not taken for zero.
    #[arg(long)]
    pub missing: Option<PathBuf>,
    /// What is predicted.
    #[arg(long, value_enum, default_value_t = Aim::New)]
    pub task: Aim,
    /// The columns that name the region, if the header does not say it plainly; separated by commas: the larger unit, then the region in it.
    #[arg(long, value_delimiter = ',', num_args = 1)]
    pub region: Vec<String>,
    /// The column that names the activity.
    #[arg(long)]
    pub activity: Option<String>,
    /// The column with the year.
    #[arg(long)]
    pub year: Option<String>,
    /// The column with the count.
    #[arg(long)]
    pub count: Option<String>,
    /// Regions with fewer counts up to the year before the horizon get no prediction.
    #[arg(long, default_value_t = 300.0)]
    pub region_min: f64,
    /// Activities with fewer counts up to then get no prediction.
    #[arg(long, default_value_t = 30.0)]
    pub activity_min: f64,
    /// CSV to be written: the columns of the region and the activity, score (the probability); likeliest first.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Aim {
    /// Nothing is there yet; at least 2 come.
    New,
    /// Location quotient below 0.5; at least 3 come, with a location quotient of at least 1.
    Weak,
}

pub fn run(options: &Options) -> Done {
    let columns = Columns::find(options)?;
    let panel = read(options, &columns)?;
    let panel = match &options.missing {
        Some(file) => panel.with_missing(missing(file, &columns)?.iter().map(|(name, year)| (name.as_str(), *year))),
        None => panel,
    };
    let task = if options.task == Aim::New { Task::New } else { Task::Weak };
    let learning = Learning {
        region_min: options.region_min,
        activity_min: options.activity_min,
        ..Learning::new(options.at, options.horizon, task)
    };
    let model = fit(&panel, &learning, &mut say).map_err(|e| refused(&e))?;
    say_how_good(&model);
    let forecast = model.forecast(&panel);
    let written = write(&forecast, &columns, &options.out)?;
    eprintln!("{written} candidates written to {}", options.out.display());
    Ok(())
}

/// Names under which tables call the same thing.
const PARENTS: &[&str] = &["province", "parent", "state", "省", "省份"];
const REGIONS: &[&str] =
    &["city", "region", "country", "location", "loc", "place", "origin", "exporter", "county", "地区", "城市", "国家"];
const ACTIVITIES: &[&str] = &[
    "group",
    "activity",
    "product",
    "industry",
    "sector",
    "division",
    "prod",
    "commodity",
    "occupation",
    "行业",
    "产品",
];
const YEARS: &[&str] = &["year", "time", "period", "年", "年份"];
const COUNTS: &[&str] =
    &["firms", "count", "value", "n", "val", "counts", "number", "export", "export_value", "exports", "数量", "企业数"];

/// Which column of the table is what.
struct Columns {
    /// The region, perhaps with the larger unit before it.
    region: Vec<String>,
    activity: String,
    year: String,
    count: String,
}

impl Columns {
    fn find(options: &Options) -> Result<Self, Failure> {
        let header = Rows::header(&options.counts)?;
        let known = |names: &[&str]| header.iter().find(|h| names.iter().any(|n| h.eq_ignore_ascii_case(n))).cloned();
        let said = |given: &Option<String>, names: &[&str], flag: &str| {
            given.clone().or_else(|| known(names)).ok_or_else(|| unnamed(&options.counts, &header, flag))
        };
        let region = match options.region.as_slice() {
            [] => {
                let region = known(REGIONS).or_else(|| known(PARENTS));
                let region = region.ok_or_else(|| unnamed(&options.counts, &header, "region"))?;
                known(PARENTS).filter(|p| *p != region).into_iter().chain([region]).collect()
            }
            given @ ([_] | [_, _]) => given.to_vec(),
            _ => {
                return Err(Failure {
                    text: "--region takes one column, or two: the larger unit and the region in it.".to_owned(),
                    code: 2,
                });
            }
        };
        Ok(Self {
            region,
            activity: said(&options.activity, ACTIVITIES, "activity")?,
            year: said(&options.year, YEARS, "year")?,
            count: said(&options.count, COUNTS, "count")?,
        })
    }

    fn all(&self) -> Vec<&str> {
        let rest = [&self.activity, &self.year, &self.count];
        self.region.iter().chain(rest).map(String::as_str).collect()
    }
}

fn unnamed(file: &Path, header: &[String], what: &str) -> Failure {
    Failure::of(format!(
        "{}, line 1: no column is known to hold the {what}. Name it with --{what}; there are: {}.",
        file.display(),
        header.join(", ")
    ))
}

struct Line {
    parent: String,
    region: String,
    activity: String,
    year: i32,
    count: f64,
}

/// Rows later than the year that is asked about are checked, but not kept.
fn read(options: &Options, columns: &Columns) -> Result<Panel, Failure> {
    let mut rows = Rows::open(&options.counts, &columns.all())?;
    let mut lines = Vec::new();
    while rows.next()? {
        let line = line(&rows, columns)?;
        if line.year <= options.at {
            lines.push(line);
        }
    }
    eprintln!("{} rows up to {} read", lines.len(), options.at);
    let counts = lines.iter().map(|l| Count {
        parent: &l.parent,
        region: &l.region,
        activity: &l.activity,
        year: l.year,
        count: l.count,
    });
    Panel::new(counts).map_err(|e| unusable(&e, options))
}

fn line(rows: &Rows, columns: &Columns) -> Result<Line, Failure> {
    let (parent, region) = match columns.region.as_slice() {
        [parent, region] => (rows.text(parent)?.to_owned(), rows.text(region)?),
        [region] => (String::new(), rows.text(region)?),
        _ => (String::new(), ""),
    };
    Ok(Line {
        region: region.to_owned(),
        parent,
        activity: rows.text(&columns.activity)?.to_owned(),
        year: rows.year(&columns.year)?,
        count: rows.amount(&columns.count)?,
    })
}

/// What the source lacks: name of the larger unit or of the region, and the year.
fn missing(file: &Path, columns: &Columns) -> Result<Vec<(String, i32)>, Failure> {
    let header = Rows::header(file)?;
    let names = columns.region.iter().map(String::as_str).chain(PARENTS.iter().copied()).chain(REGIONS.iter().copied());
    let mut names = names.filter_map(|n| header.iter().find(|h| h.eq_ignore_ascii_case(n)));
    let name = names.next().ok_or_else(|| unnamed(file, &header, "region"))?;
    let year = header.iter().find(|h| **h == columns.year || YEARS.iter().any(|y| h.eq_ignore_ascii_case(y)));
    let year = year.ok_or_else(|| unnamed(file, &header, "year"))?;
    let mut rows = Rows::open(file, &[name, year])?;
    let mut list = Vec::new();
    while rows.next()? {
        list.push((rows.text(name)?.to_owned(), rows.year(year)?));
    }
    Ok(list)
}

fn unusable(error: &PanelError, options: &Options) -> Failure {
    let file = options.counts.display();
    Failure::of(match error {
        PanelError::Empty => format!("{file} has no rows up to {}: choose a later year with --at.", options.at),
        PanelError::BadCount { count, .. } => format!("{file}: {count} is not a count."),
        PanelError::TooManyYears { first, last } => {
            format!("{file}: the years go from {first} to {last}. Is --year the right column?")
        }
        PanelError::TooLarge { regions, activities, most_pairs } => format!(
            "{file}: {regions} regions × {activities} activities are more than {most_pairs} pairs. Use coarser activities or fewer regions."
        ),
    })
}

fn refused(error: &EntryError) -> Failure {
    Failure::of(match error {
        EntryError::Horizon(years) => {
            format!("A horizon of {years} years cannot be predicted: --horizon takes 1 to 20.")
        }
        EntryError::Year { at, first, last } => {
            format!("The counts go from {first} to {last}: --at {at} lies outside.")
        }
        EntryError::TooSmall { regions, activities, region_min, activity_min } => format!(
            "Only {regions} regions with at least {region_min} counts and {activities} activities with at least {activity_min} are there: \
             too few to predict anything. Lower --region-min or --activity-min, or give more years."
        ),
        EntryError::NothingToLearn { first, at } => format!(
            "Between {first} and {at} there is no past year in which something came and something else did not: there is nothing to learn from. \
             Give earlier years, or a shorter --horizon."
        ),
    })
}

fn say(progress: Progress) {
    match progress {
        Progress::Described { year, candidates, came } => {
            eprintln!("{year}: {candidates} candidates, {came} of them came");
        }
        Progress::Fitted { year } => eprintln!("fitted as it would have been in {year}"),
    }
}

fn say_how_good(model: &Model) {
    let Some(b) = &model.backtest else {
        eprintln!("The past is too short to test the method on it; take the probabilities as a ranking.");
        return;
    };
    let end = b.at + model.options.horizon;
    eprintln!(
        "Backtest: of the top 100 that this method would have named in {}, {} came by {end}; average precision {:.3} ({} of {} candidates came).",
        b.at, b.hits_of_100, b.average_precision, b.positives, b.candidates
    );
    eprintln!("Expected calibration error in that test (10 bins of equal size): {:.4}", b.calibration_error);
}

fn write(forecast: &Forecast, columns: &Columns, out: &Path) -> Result<usize, Failure> {
    let fault = |e: csv::Error| Failure::of(format!("{} cannot be written: {e}", out.display()));
    let mut writer = csv::Writer::from_path(out).map_err(fault)?;
    let head = columns.region.iter().map(String::as_str).chain([columns.activity.as_str(), "score"]);
    writer.write_record(head).map_err(fault)?;
    let mut written = 0;
    for one in forecast.ranked() {
        let score = one.probability.to_string();
        let parent = (columns.region.len() > 1).then_some(one.region.parent.as_str());
        let cells = parent.into_iter().chain([one.region.name.as_str(), one.activity, &score]);
        writer.write_record(cells).map_err(fault)?;
        written += 1;
    }
    writer.flush().map_err(|e| Failure::of(format!("{} cannot be written: {e}", out.display())))?;
    Ok(written)
}
