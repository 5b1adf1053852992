//! Reading an uploaded log, as a job with progress that can be stopped.
use super::fault::problem;
use super::shown::Loaded;
use super::{Format, Imported, LeftOut, LogId, Problem, service, store as books};
use crate::LandState;
use ::process::{Limits, Log, ReadError, csv, ocel, xes};
use ::store::Tx;
use jobs::{JobRun, Jobs};
use kernel::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// The kind of the job.
pub const KIND: &str = "process.import";
/// What a log may hold, so that hostile files cost bounded memory.
const LIMITS: Limits = Limits { events: 12_000_000, record_bytes: 1 << 20, expanded_bytes: 8 << 30 };
/// Minutes of local time east of UTC: all of China.
const OFFSET_MINUTES: i32 = 480;

#[derive(Serialize, Deserialize)]
struct Params {
    log: LogId,
}

pub(super) async fn enqueue(tx: &mut Tx, ctx: &Ctx, id: &LogId) -> Result<String> {
    jobs::enqueue(tx, ctx, KIND, &Params { log: id.clone() }).await.map(|job| job.to_string())
}

/// Names the handler of the job.
pub fn register(jobs: &Jobs, s: &LandState) {
    let s = s.clone();
    jobs.register_resumable(KIND, move |run| {
        let s = s.clone();
        async move { import(run, s).await }
    });
}

async fn import(run: JobRun, s: LandState) -> Result<serde_json::Value> {
    let Params { log: id } = run.params()?;
    let mut conn = s.db.read(&run.ctx.zone).await?;
    let log = books::get(&mut conn, &run.ctx.scope()?, &id).await?;
    drop(conn);
    let (path, watched, row) = (service::place(&s, &id), run.clone(), log.clone());
    let step = move |done: u64| {
        watched.progress(i64::try_from(done).unwrap_or(0), row.bytes);
        !watched.cancelled()
    };
    let row = log.clone();
    let read = tokio::task::spawn_blocking(move || parse(&path, &row, step)).await.map_err(Error::internal)?;
    match read {
        Ok((read, left_out)) => {
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let (cases, events, activities) = (count(read.cases()), count(read.events()), count(read.activities.len()));
            service::done(&run.ctx, &s, &id, Ok(service::Read { cases, events, activities, left_out })).await?;
            s.processes.keep(&id, log.version + 1, Loaded::imported(read, &id, log.version + 1));
        }
        Err(_) if run.cancelled() => {
            let stopped = Problem { code: "stopped".to_owned(), args: Vec::new() };
            service::done(&run.ctx, &s, &id, Err(stopped)).await?;
            run.check()?;
        }
        Err(error) => service::done(&run.ctx, &s, &id, Err(problem(&error))).await?,
    }
    Ok(serde_json::json!({ "path": format!("/land/process/{id}") }))
}

/// Reads the file as its row says; `step` hears how many bytes are read and may stop it.
pub(super) fn parse(
    path: &Path,
    log: &Imported,
    step: impl Fn(u64) -> bool,
) -> std::result::Result<(Log, LeftOut), ReadError> {
    let reader = BufReader::with_capacity(1 << 18, Watched { file: File::open(path)?, done: 0, step });
    let said = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let m = &log.mapping;
    match log.format {
        Format::Xes => {
            let usual = xes::Options { limits: LIMITS, offset_minutes: OFFSET_MINUTES, ..xes::Options::default() };
            let found = xes::read(reader, &usual)?;
            let left_out =
                LeftOut { unnamed: found.unnamed_events, untimed: found.untimed_events, nested: found.nested };
            Ok((found.log, left_out))
        }
        Format::Csv => {
            let options = csv::Options {
                case: said(&m.case),
                activity: said(&m.activity),
                time: said(&m.time),
                resource: said(&m.resource),
                limits: LIMITS,
                offset_minutes: OFFSET_MINUTES,
                ..csv::Options::default()
            };
            csv::read(reader, &options).map(|log| (log, LeftOut::default()))
        }
        Format::Ocel => {
            let options = ocel::Options { object_type: m.case.clone(), resource: said(&m.resource), limits: LIMITS };
            ocel::read(reader, &options).map(|log| (log, LeftOut::default()))
        }
    }
}

struct Watched<F> {
    file: File,
    done: u64,
    step: F,
}

impl<F: Fn(u64) -> bool> Read for Watched<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.done += read as u64;
        if (self.step)(self.done) { Ok(read) } else { Err(io::Error::other("stopped")) }
    }
}
