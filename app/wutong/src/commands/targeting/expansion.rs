//! `wutong targeting expansion`: which company groups open in a place, in a division, next.
use super::rows::Rows;
use crate::commands::{Done, Failure};
use clap::Args;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use targeting::expansion::{Establishment, Expansion, Settings, Step};

/// How many groups are written for each query.
const BEST: usize = 200;

#[derive(Args, Debug)]
pub struct Options {
    /// CSV, also as .gz: group_id, home (province|city, may be empty), place, division, year.
    #[arg(long)]
    pub establishments: PathBuf,
    /// The year that is asked about; establishments of that year and later are not looked at.
    #[arg(long)]
    pub at: i32,
    /// CSV: place, division.
    #[arg(long)]
    pub queries: PathBuf,
    /// CSV to be written: place, division, rank, group_id, score; the best 200 of each query.
    #[arg(long)]
    pub out: PathBuf,
}

type Query = (String, String);

pub fn run(options: &Options) -> Done {
    let establishments = establishments(&options.establishments)?;
    let queries = queries(&options.queries)?;
    note_years(&establishments, options)?;
    let out = Out::create(&options.out)?;
    let expansion = Expansion::fit_with(&establishments, options.at, &Settings::default(), &mut |step| match step {
        Step::Year(year) => eprintln!("reading the entries of {year}"),
        Step::Model { number, of } => eprintln!("learning, model {number} of {of}"),
    });
    say_what_was_learned(&expansion);
    out.write(&expansion, &queries)
}

fn establishments(path: &Path) -> Result<Vec<Establishment>, Failure> {
    let mut rows = Rows::open(path, &["group_id", "home", "place", "division", "year"])?;
    let mut establishments = Vec::new();
    while rows.next()? {
        let home = rows.optional("home")?;
        establishments.push(Establishment {
            group: rows.text("group_id")?.to_owned(),
            home: (!home.is_empty()).then(|| home.to_owned()),
            place: rows.text("place")?.to_owned(),
            division: rows.text("division")?.to_owned(),
            year: rows.year("year")?,
        });
    }
    Ok(establishments)
}

/// The queries in their order, each once.
fn queries(path: &Path) -> Result<Vec<Query>, Failure> {
    let mut rows = Rows::open(path, &["place", "division"])?;
    let (mut queries, mut seen) = (Vec::new(), BTreeSet::new());
    while rows.next()? {
        let query = (rows.text("place")?.to_owned(), rows.text("division")?.to_owned());
        if seen.insert(query.clone()) {
            queries.push(query);
        }
    }
    Ok(queries)
}

fn note_years(establishments: &[Establishment], options: &Options) -> Done {
    let (file, at) = (options.establishments.display(), options.at);
    let Some(first) = establishments.iter().map(|e| e.year).min() else {
        return Err(Failure::of(format!("{file} has no establishment: there is nothing to rank from.")));
    };
    if first >= at {
        return Err(Failure::of(format!(
            "{file} has no establishment before {at}: the first is of {first}. Ask about a later year with --at."
        )));
    }
    let later = establishments.iter().filter(|e| e.year >= at).count();
    if later > 0 {
        eprintln!("not looked at, being of {at} or later: {later} establishments");
    }
    Ok(())
}

fn say_what_was_learned(expansion: &Expansion) {
    let model = expansion.model();
    let candidates = expansion.candidates();
    eprintln!("{candidates} groups had opened outside their home before {}; no others can be ranked", model.at);
    if model.is_learned() {
        eprintln!("learned from {} past questions with {} answers", model.questions, model.positives);
    } else {
        eprintln!(
            "entries of known groups in the years before: {}, too few to learn from, so that groups are ranked by \
             pace, nearness of the place and nearness of the trade",
            model.positives
        );
    }
}

/// The file to be written; made before the long work, so that a wrong path is told at once.
struct Out<'a> {
    path: &'a Path,
    writer: csv::Writer<File>,
}

impl<'a> Out<'a> {
    fn create(path: &'a Path) -> Result<Self, Failure> {
        let writer = csv::Writer::from_path(path).map_err(|e| unwritable(path, &e))?;
        Ok(Self { path, writer })
    }

    fn record(&mut self, cells: [&str; 5]) -> Done {
        self.writer.write_record(cells).map_err(|e| unwritable(self.path, &e))
    }

    fn write(mut self, expansion: &Expansion, queries: &[Query]) -> Done {
        self.record(["place", "division", "rank", "group_id", "score"])?;
        for (number, (place, division)) in queries.iter().enumerate() {
            if !expansion.knows_place(place) {
                eprintln!("no establishment in {place} before the year: only the groups' own ways decide");
            }
            for (rank, ranked) in (1_u32..).zip(expansion.rank(place, division, BEST)) {
                let (rank, score) = (rank.to_string(), format!("{:.6}", ranked.score));
                self.record([place, division, &rank, &ranked.group, &score])?;
            }
            if (number + 1).is_multiple_of(100) || number + 1 == queries.len() {
                eprintln!("ranked {} of {} queries", number + 1, queries.len());
            }
        }
        self.writer.flush().map_err(|e| unwritable(self.path, &csv::Error::from(e)))
    }
}

fn unwritable(path: &Path, error: &csv::Error) -> Failure {
    Failure::of(format!("{} cannot be written: {error}", path.display()))
}
