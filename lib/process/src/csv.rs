//! Logs as tables: one row per event.
use crate::columns::Kind;
use crate::input::{Fault, ReadError, What, unpacked};
use crate::log::{Event, Keep, Limits, Log, NONE, Rows};
use crate::time;
use std::io::BufRead;

/// Which column is what. What is not named is looked for under its usual names.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub case: Option<String>,
    pub activity: Option<String>,
    pub time: Option<String>,
    pub resource: Option<String>,
    pub lifecycle: Option<String>,
    /// Of further columns, those whose name begins with `case:` speak of the case; its last row that says something counts.
    pub keep: Keep,
    pub limits: Limits,
    /// Minutes of local time east of UTC, for times without an offset.
    pub offset_minutes: i32,
}

const CASES: &[&str] =
    &["case:concept:name", "case_id", "caseid", "case id", "case", "trace", "办件编号", "案件编号", "项目代码"];
const ACTIVITIES: &[&str] = &["concept:name", "activity", "activity_name", "event", "task", "环节", "活动", "事项"];
const TIMES: &[&str] = &[
    "time:timestamp",
    "timestamp",
    "complete_timestamp",
    "completetimestamp",
    "complete timestamp",
    "time",
    "end_time",
    "date",
    "时间",
    "办理时间",
];
const RESOURCES: &[&str] = &["org:resource", "resource", "user", "officer", "经办人", "办理人"];
const LIFECYCLES: &[&str] = &["lifecycle:transition", "lifecycle", "transition", "状态"];
/// Before the key of a column that speaks of the case.
const CASE_PREFIX: &str = "case:";

struct Places {
    case: usize,
    activity: usize,
    time: usize,
    resource: Option<usize>,
    lifecycle: Option<usize>,
    /// Place, key, and whether the column speaks of the case.
    others: Vec<(usize, String, bool)>,
}

/// Reads a table with a header, plain or compressed with gzip. Rows may come in any order: cases stand in the order in which they first appear, their
/// events by time, events of one time in the order of the file.
pub fn read(reader: impl BufRead, options: &Options) -> Result<Log, ReadError> {
    let mut table =
        ::csv::ReaderBuilder::new().flexible(true).from_reader(unpacked(reader, options.limits.expanded_bytes)?);
    let header: Vec<String> = table.headers().map_err(fault)?.iter().map(cleaned).collect();
    let places = Places::find(&header, options)?;
    let mut rows = Rows::default();
    let mut record = ::csv::ByteRecord::new();
    let mut number = 1;
    while table.read_byte_record(&mut record).map_err(fault)? {
        number += 1;
        if rows.len() >= options.limits.events as usize {
            return Err(ReadError::Limit { what: What::Events, limit: options.limits.events.into() });
        }
        if record.as_slice().len() > options.limits.record_bytes {
            return Err(ReadError::Limit { what: What::RowBytes, limit: options.limits.record_bytes as u64 });
        }
        places.take(&mut rows, &record, options).map_err(|fault| ReadError::Row { row: number, fault })?;
    }
    match rows.len() {
        0 => Err(ReadError::Empty),
        _ => Ok(rows.finish()),
    }
}

/// The beginning of a table, to ask which column is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Columns under their usual names: case, activity, time, resource.
    pub guessed: [Option<usize>; 4],
}

/// Reads the header and the first rows; cells are cut after 60 characters.
pub fn preview(reader: impl BufRead, rows: usize) -> Result<Preview, ReadError> {
    let mut table =
        ::csv::ReaderBuilder::new().flexible(true).from_reader(unpacked(reader, Limits::default().expanded_bytes)?);
    let header: Vec<String> = table.headers().map_err(fault)?.iter().map(cleaned).collect();
    let named = |usual: &[&str]| usual.iter().find_map(|n| header.iter().position(|h| h.eq_ignore_ascii_case(n)));
    let guessed = [CASES, ACTIVITIES, TIMES, RESOURCES].map(named);
    let cells = |record: &::csv::ByteRecord| {
        let cell = |text: &[u8]| String::from_utf8_lossy(text).chars().take(60).collect();
        record.iter().map(cell).collect()
    };
    let read: Result<Vec<_>, _> = table.byte_records().take(rows).collect();
    let rows = read.map_err(fault)?.iter().map(cells).collect();
    Ok(Preview { header, rows, guessed })
}

fn cleaned(name: &str) -> String {
    name.trim_start_matches('\u{feff}').trim().to_owned()
}

fn fault(error: ::csv::Error) -> ReadError {
    let row = error.position().map_or(0, ::csv::Position::record) + 1;
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => ReadError::Io(error),
        _ => ReadError::Row { row, fault: Fault::Table },
    }
}

impl Places {
    fn find(header: &[String], options: &Options) -> Result<Self, ReadError> {
        let place = |given: &Option<String>, usual: &[&str]| {
            let named = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
            match given {
                Some(name) => named(name),
                None => usual.iter().find_map(|name| named(name)),
            }
        };
        let must =
            |given, usual, what| place(given, usual).ok_or_else(|| ReadError::Column { what, found: header.to_vec() });
        let mut places = Self {
            case: must(&options.case, CASES, What::Case)?,
            activity: must(&options.activity, ACTIVITIES, What::Activity)?,
            time: must(&options.time, TIMES, What::Time)?,
            resource: place(&options.resource, RESOURCES),
            lifecycle: place(&options.lifecycle, LIFECYCLES),
            others: Vec::new(),
        };
        let core = [Some(places.case), Some(places.activity), Some(places.time), places.resource, places.lifecycle];
        let rest = header.iter().enumerate().filter(|(i, h)| !core.contains(&Some(*i)) && !h.is_empty());
        let others = rest.map(|(i, h)| match h.strip_prefix(CASE_PREFIX) {
            Some(key) => (i, key.to_owned(), true),
            None => (i, h.clone(), false),
        });
        let kept = |(_, key, of_case): &(usize, String, bool)| options.keep.keeps(!of_case, key.as_bytes());
        places.others = others.filter(kept).collect();
        Ok(places)
    }

    fn take(&self, rows: &mut Rows, record: &::csv::ByteRecord, options: &Options) -> Result<(), Fault> {
        let cell = |place: usize| record.get(place).unwrap_or_default().trim_ascii();
        let (case, activity, stamp) = (cell(self.case), cell(self.activity), cell(self.time));
        if case.is_empty() || activity.is_empty() {
            return Err(Fault::Unnamed);
        }
        let time_ms = match stamp {
            [] => None,
            text => Some(time::parse(text, options.offset_minutes).ok_or_else(|| not_a_time(text))?),
        };
        let utf8 = || Fault::Text;
        let log = rows.log();
        let activity = log.activities.intern_bytes(activity).ok_or_else(utf8)?;
        let mut event = Event { activity, time_ms, resource: NONE, lifecycle: NONE };
        let texts = [
            (self.resource, &mut log.resources, &mut event.resource),
            (self.lifecycle, &mut log.lifecycles, &mut event.lifecycle),
        ];
        for (place, texts, id) in texts {
            let text = place.map(cell).filter(|text| !text.is_empty());
            if let Some(text) = text {
                *id = texts.intern_bytes(text).ok_or_else(utf8)?;
            }
        }
        let row = rows.len();
        if !rows.push(case, event) {
            return Err(utf8());
        }
        let filled = self.others.iter().map(|(place, key, of_case)| (cell(*place), key, *of_case));
        for (text, key, of_case) in filled.filter(|(text, _, _)| !text.is_empty()) {
            let kind = Kind::String;
            let done = match of_case {
                true => rows.case_attribute(kind, key.as_bytes(), text),
                false => rows.log().event_attributes.put(row, kind, key.as_bytes(), text),
            };
            done.then_some(()).ok_or_else(utf8)?;
        }
        Ok(())
    }
}

fn not_a_time(text: &[u8]) -> Fault {
    Fault::Time(String::from_utf8_lossy(text).chars().take(40).collect())
}
