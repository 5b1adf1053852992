//! Commands on imported logs: take a file in, say what is what, read it, remove it.
use super::{Format, Imported, LeftOut, LogId, Mapping, Problem, State, store as books};
use crate::LandState;
use kernel::{Action, Ctx, Error, Event, Permit, Relation, Result};
use std::path::PathBuf;

/// Imported logs that are kept at once.
const MOST_LOGS: usize = 100;

/// Where the file of a log lies.
pub fn place(s: &LandState, id: &LogId) -> PathBuf {
    s.files.join("process").join(id.as_str())
}

fn permit(ctx: &Ctx) -> Result<Permit<Imported>> {
    ctx.permit::<Imported>(Action::Edit, &Relation::zone())
}

/// A file that lies at its place already becomes a log; XES is read at once, the others ask first what is what.
pub async fn add(ctx: &Ctx, s: &LandState, id: &LogId, name: &str, bytes: i64) -> Result<Imported> {
    let permit = permit(ctx)?;
    let format = Format::of_name(name).ok_or_else(|| Error::invalid("file", "process-file-kind"))?;
    let mut log = Imported {
        id: id.clone(),
        name: name.chars().take(120).collect(),
        format,
        bytes,
        state: State::Mapping,
        mapping: Mapping::default(),
        job: None,
        cases: 0,
        events: 0,
        activities: 0,
        left_out: LeftOut::default(),
        problem: None,
        added_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        added_us: ctx.now_us(),
        version: 1,
    };
    let mut tx = s.db.write(&ctx.zone).await?;
    if books::all(&mut tx, &ctx.scope()?).await?.len() >= MOST_LOGS {
        return Err(Error::limit("process-logs-many", MOST_LOGS));
    }
    if format == Format::Xes {
        log.state = State::Reading;
        log.job = Some(super::import::enqueue(&mut tx, ctx, id).await?);
    }
    books::put(&mut tx, &permit, &log).await?;
    tx.commit(Event::new("process_log.added", ctx).object(LogId::KIND, id).with("file", log.name.clone())).await?;
    Ok(log)
}

/// What is what in the file; it is read from now on.
pub async fn read(ctx: &Ctx, s: &LandState, id: &LogId, mapping: Mapping) -> Result<Imported> {
    let permit = permit(ctx)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut log = books::get(&mut tx, &ctx.scope()?, id).await?;
    if log.state == State::Reading {
        return Err(Error::conflict("process-already-reading"));
    }
    let missing =
        |field: &str, value: &String| value.is_empty().then(|| kernel::FieldError::new(field, "field-required"));
    let asked = match log.format {
        Format::Xes => Vec::new(),
        Format::Ocel => vec![missing("case", &mapping.case)],
        Format::Csv => {
            vec![missing("case", &mapping.case), missing("activity", &mapping.activity), missing("time", &mapping.time)]
        }
    };
    let missing: Vec<_> = asked.into_iter().flatten().collect();
    if !missing.is_empty() {
        return Err(Error::Invalid(missing));
    }
    log.state = State::Reading;
    log.mapping = mapping;
    log.problem = None;
    log.version += 1;
    log.job = Some(super::import::enqueue(&mut tx, ctx, id).await?);
    books::put(&mut tx, &permit, &log).await?;
    tx.commit(Event::new("process_log.mapped", ctx).object(LogId::KIND, id)).await?;
    Ok(log)
}

/// What reading gave; nothing where the log was removed meanwhile.
pub async fn done(ctx: &Ctx, s: &LandState, id: &LogId, found: std::result::Result<Read, Problem>) -> Result<()> {
    let permit = permit(ctx)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let Ok(mut log) = books::get(&mut tx, &ctx.scope()?, id).await else { return Ok(()) };
    let kind = if found.is_ok() { "process_log.read" } else { "process_log.failed" };
    match found {
        Ok(read) => {
            (log.cases, log.events, log.activities) = (read.cases, read.events, read.activities);
            (log.left_out, log.state) = (read.left_out, State::Ready);
        }
        Err(problem) => (log.problem, log.state) = (Some(problem), State::Failed),
    }
    log.version += 1;
    books::put(&mut tx, &permit, &log).await?;
    tx.commit(Event::new(kind, ctx).object(LogId::KIND, id)).await
}

/// Figures of a log that was read.
pub struct Read {
    pub cases: i64,
    pub events: i64,
    pub activities: i64,
    pub left_out: LeftOut,
}

/// Row and file are gone; the journal keeps that there was one.
pub async fn remove(ctx: &Ctx, s: &LandState, id: &LogId) -> Result<()> {
    let permit = permit(ctx)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let log = books::get(&mut tx, &ctx.scope()?, id).await?;
    books::remove(&mut tx, &permit, id).await?;
    tx.commit(Event::new("process_log.removed", ctx).object(LogId::KIND, id).with("file", log.name)).await?;
    s.processes.forget(id);
    if let Err(error) = tokio::fs::remove_file(place(s, id)).await {
        tracing::warn!(%error, log = %id, "the file of a removed log is still there");
    }
    Ok(())
}
