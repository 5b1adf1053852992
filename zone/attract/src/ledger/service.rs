//! Commands on ledgers: preview, write exactly the preview, take it back.
use super::columns::{Columns, draft_of, field_of};
use super::plan::{Known, decide};
use super::store as books;
use super::{Batch, Line, MOST_ROWS, Outcome, State};
use crate::AttractState;
use crate::lead::activity::Activity;
use crate::lead::{Lead, Passage, rules, service as leads, store as lead_books};
use crate::pipeline::store::pipeline;
use ::store::Tx;
use kernel::id::new_uuid;
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result};
use serde::de::DeserializeOwned;
use sheet::{Limits, SheetError};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

/// The file's columns and its rows below them, by their number.
struct Read {
    columns: Columns,
    rows: Vec<(i64, Vec<String>)>,
    too_long: bool,
}

fn explained(error: &SheetError) -> Error {
    let base = FieldError::new("file", error.code());
    Error::Invalid(vec![error.args().into_iter().fold(base, |e, (name, value)| e.arg(name, value))])
}

/// Rows looked at to find the header.
const FIRST: usize = 10;

fn read(path: &Path, name: &str) -> std::result::Result<Option<Read>, SheetError> {
    let mut table = sheet::read(path, name, &Limits::default())?;
    let first = table.head(FIRST)?;
    let Some(at) = sheet::find_header(&first, &|title| field_of(title).is_some()) else { return Ok(None) };
    let Some(header) = first.get(at) else { return Ok(None) };
    let (columns, below) = (Columns::of(&header.cells), header.number);
    let (mut rows, mut too_long) = (Vec::new(), false);
    table.for_each_row(&mut |row| {
        if row.number <= below || row.cells.iter().all(|c| c.trim().is_empty()) {
            return ControlFlow::Continue(());
        }
        too_long = rows.len() >= MOST_ROWS;
        if too_long {
            return ControlFlow::Break(());
        }
        rows.push((i64::from(row.number), row.cells));
        ControlFlow::Continue(())
    })?;
    Ok(Some(Read { columns, rows, too_long }))
}

/// 上传台账: reads the file and stores what would be done with each row; nothing is written to the leads yet.
pub async fn preview(ctx: &Ctx, s: &AttractState, name: &str, path: &Path) -> Result<Batch> {
    let permit = ctx.permit::<Lead>(Action::Create, &Relation::zone())?;
    let (path, file) = (path.to_owned(), name.to_owned());
    let found = tokio::task::spawn_blocking(move || read(&path, &file)).await.map_err(Error::internal)?;
    let found = found.map_err(|e| explained(&e))?.filter(|r| r.columns.has("company"));
    let read = found.ok_or_else(|| Error::invalid("file", "ledger-no-header"))?;
    if read.too_long {
        return Err(Error::limit("ledger-long", MOST_ROWS));
    }
    let id = new_uuid(ctx);
    let lines = judge(ctx, s, &id, &read).await?;
    let n = |outcome: Outcome| i64::try_from(lines.iter().filter(|l| l.outcome == outcome).count()).unwrap_or(0);
    let batch = Batch {
        file_name: name.chars().take(200).collect(),
        state: State::Previewed,
        columns: read.columns.used.iter().map(|(title, field, _)| (title.clone(), (*field).to_owned())).collect(),
        unused: read.columns.unused.clone(),
        rows: i64::try_from(lines.len()).unwrap_or(0),
        creates: n(Outcome::Create),
        updates: n(Outcome::Update),
        skips: n(Outcome::Skip),
        errors: n(Outcome::Error),
        user_id: leads::me(ctx),
        created_us: ctx.now_us(),
        applied_us: None,
        version: 1,
        id,
    };
    let mut tx = s.db.write(&ctx.zone).await?;
    books::save(&mut tx, &permit, &batch).await?;
    books::save_lines(&mut tx, &permit, &lines).await?;
    tx.commit(event("ledger.previewed", ctx, &batch)).await?;
    Ok(batch)
}

fn event(kind: &'static str, ctx: &Ctx, batch: &Batch) -> Event {
    Event::new(kind, ctx).object("lead_batch", &batch.id).with("file", batch.file_name.as_str())
}

async fn judge(ctx: &Ctx, s: &AttractState, batch: &str, read: &Read) -> Result<Vec<Line>> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let pipeline = pipeline(&mut s.db.read(&ctx.zone).await?).await?;
    let t = ui::T::new(ctx.locale);
    let (mut lines, mut seen) = (Vec::with_capacity(read.rows.len()), HashMap::new());
    for (number, cells) in &read.rows {
        let said = read.columns.said(cells);
        let asked = said.get("credit_code").or_else(|| said.get("company")).cloned().unwrap_or_default();
        let company = if asked.is_empty() { None } else { s.companies.named(ctx, &asked).await? };
        let draft = draft_of(&said, company, t);
        let key = rules::name_key(&draft.company.name);
        let code = draft.company.credit_code.as_deref();
        let live = lead_books::live(&mut s.db.read(&ctx.zone).await?, &key, code).await?;
        let twin = if key.is_empty() { None } else { seen.insert(key, *number) };
        let known = Known { ctx, pipeline: &pipeline, colleagues: &colleagues, batch, live, twin };
        lines.push(decide(&known, *number, &said, &draft));
    }
    Ok(lines)
}

fn of<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T> {
    serde_json::from_value(value.clone()).map_err(Error::internal)
}

async fn opened(tx: &mut Tx, ctx: &Ctx, id: &str, state: State) -> Result<(Batch, Permit<Lead>, Vec<Line>)> {
    let scope = ctx.scope::<Lead>()?;
    let permit = ctx.permit::<Lead>(Action::Create, &Relation::zone())?;
    let batch = books::get(tx, &scope, id).await?;
    if batch.user_id != leads::me(ctx) && !ctx.actor.has(kernel::Role::Director) {
        return Err(Error::Forbidden);
    }
    if batch.state != state {
        return Err(Error::conflict("ledger-state-conflict"));
    }
    let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let lines = books::lines(tx, id, None, most, 0).await?;
    Ok((batch, permit, lines))
}

/// 写入: exactly the rows of the preview, all or none; refused when the books have changed since.
pub async fn apply(ctx: &Ctx, s: &AttractState, id: &str) -> Result<Batch> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut batch, permit, lines) = opened(&mut tx, ctx, id, State::Previewed).await?;
    let scope = ctx.scope::<Lead>()?;
    let (mut written, mut passages, mut notes): (Vec<Lead>, Vec<Passage>, Vec<Activity>) = Default::default();
    for line in &lines {
        match line.outcome {
            Outcome::Create => {
                let lead: Lead = of(&line.after)?;
                let taken = lead_books::live(&mut tx, &lead.name_key, lead.credit_code.as_deref()).await?;
                if taken.is_some() && lead.is_open() {
                    return Err(changed(line));
                }
                passages.extend(of::<Vec<Passage>>(&line.passages)?);
                notes.extend(of::<Option<Activity>>(&line.activity)?);
                written.push(lead);
            }
            Outcome::Update => {
                let (before, mut after): (Lead, Lead) = (of(&line.before)?, of(&line.after)?);
                if lead_books::get(&mut tx, &scope, &before.id).await? != before {
                    return Err(changed(line));
                }
                leads::touch(ctx, &mut after);
                written.push(after);
            }
            Outcome::Skip | Outcome::Error => {}
        }
    }
    lead_books::save_many(&mut tx, &permit, &written).await?;
    lead_books::save_many(&mut tx, &permit, &passages).await?;
    lead_books::save_many(&mut tx, &permit, &notes).await?;
    batch.state = State::Applied;
    batch.applied_us = Some(ctx.now_us());
    batch.version += 1;
    books::save(&mut tx, &permit, &batch).await?;
    let named = written.iter().fold(event("ledger.applied", ctx, &batch), |e, l| e.related("lead", &l.id, "imported"));
    tx.commit(named.with("creates", batch.creates).with("updates", batch.updates)).await?;
    Ok(batch)
}

fn changed(line: &Line) -> Error {
    let args = vec![("row".to_owned(), line.number.to_string()), ("name".to_owned(), line.name.clone())];
    Error::Conflict { code: "ledger-changed".to_owned(), args, stale: Vec::new() }
}

/// 撤销: everything as it was before, or nothing when somebody has worked on one of the leads since.
pub async fn undo(ctx: &Ctx, s: &AttractState, id: &str) -> Result<Batch> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut batch, permit, lines) = opened(&mut tx, ctx, id, State::Applied).await?;
    let scope = ctx.scope::<Lead>()?;
    let mut back = Vec::new();
    for line in &lines {
        match line.outcome {
            Outcome::Create => {
                let lead: Lead = of(&line.after)?;
                let note: Option<Activity> = of(&line.activity)?;
                let (stays, said) = (of::<Vec<Passage>>(&line.passages)?, i64::from(note.is_some()));
                let now = lead_books::get(&mut tx, &scope, &lead.id).await?;
                let spoken = lead_books::activities(&mut tx, &scope, &lead.id, said + 1).await?;
                if now != lead || i64::try_from(spoken.len()).unwrap_or(i64::MAX) != said {
                    return Err(changed(line));
                }
                books::take_back(&mut tx, &permit, &lead, &stays, note.as_ref().map(|n| n.id.as_str())).await?;
                back.push(lead.id);
            }
            Outcome::Update => {
                let (before, after): (Lead, Lead) = (of(&line.before)?, of(&line.after)?);
                let now = lead_books::get(&mut tx, &scope, &before.id).await?;
                if now.version != after.version + 1 {
                    return Err(changed(line));
                }
                lead_books::save(&mut tx, &permit, &Lead { version: now.version + 1, ..before.clone() }).await?;
                back.push(before.id);
            }
            Outcome::Skip | Outcome::Error => {}
        }
    }
    batch.state = State::Undone;
    batch.version += 1;
    books::save(&mut tx, &permit, &batch).await?;
    let event = back.iter().fold(event("ledger.undone", ctx, &batch), |e, id| e.related("lead", id, "undone"));
    tx.commit(event).await?;
    Ok(batch)
}

/// 放弃: the preview is not written.
pub async fn discard(ctx: &Ctx, s: &AttractState, id: &str) -> Result<Batch> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut batch, permit, _) = opened(&mut tx, ctx, id, State::Previewed).await?;
    batch.state = State::Discarded;
    batch.version += 1;
    books::save(&mut tx, &permit, &batch).await?;
    tx.commit(event("ledger.discarded", ctx, &batch)).await?;
    Ok(batch)
}
