//! Writing a batch: exactly what the preview said, block by block; refused when the books changed meanwhile.
use super::cells::{self, Parsed};
use super::{Batch, Counts, Outcome, Pace, PreviewRow, people, store};
use crate::company::rules::{image, keys_of};
use crate::company::{Enterprise, Key, service::touch, store as companies};
use crate::figure::Figure;
use ::store::{Conn, Db, Tx};
use kernel::id::EnterpriseId;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result, Source};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// Rows of one transaction and one event: others hardly wait, and a company's timeline reads no large event.
const BLOCK: i64 = 100;

/// What undo needs to know about a row.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Undo {
    /// The company as it was; none when the import made it.
    pub before: Option<Json>,
    /// The version that the import left behind.
    pub version: i64,
    pub person: Option<people::Before>,
    /// Figures that the import wrote: key and the figure before, if any.
    pub figures: Vec<(String, String, Option<Json>)>,
}

/// Checks every row first, then writes. An `Invalid` error names the row because of which it was refused.
pub async fn write(ctx: &Ctx, db: &Db, batch: &Batch, pace: &impl Pace) -> Result<Counts> {
    let total = batch.counts.create + batch.counts.update;
    walk(ctx, db, batch, pace, total, Pass::Check).await?;
    walk(ctx, db, batch, pace, total, Pass::Write).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Check,
    Write,
}

async fn walk(ctx: &Ctx, db: &Db, batch: &Batch, pace: &impl Pace, total: i64, pass: Pass) -> Result<Counts> {
    let mut counts = Counts::default();
    for outcome in [Outcome::Create, Outcome::Update] {
        let mut after = 0;
        loop {
            pace.check()?;
            let rows = {
                let mut conn = db.read(&ctx.zone).await?;
                let rows = store::rows(&mut conn, &batch.id, Some(outcome), after, BLOCK).await?;
                if pass == Pass::Check {
                    check(&mut conn, &rows, outcome, &batch.id).await?;
                }
                rows
            };
            let Some(last) = rows.last() else { break };
            after = last.row_no;
            if pass == Pass::Write {
                block(ctx, db, batch, outcome, rows.clone()).await?;
                rows.iter().for_each(|_| counts.add(outcome));
                pace.progress(counts.total(), total);
            }
        }
    }
    Ok(counts)
}

/// The company of each row is still as the preview saw it, and no new namesake has come.
async fn check(conn: &mut Conn, rows: &[PreviewRow], outcome: Outcome, batch: &str) -> Result<()> {
    match outcome {
        Outcome::Update => {
            let ids: Vec<String> = rows.iter().filter_map(|r| r.enterprise_id.clone()).collect();
            let now: HashMap<String, Enterprise> = load(conn, &ids).await?;
            let stale = |r: &&PreviewRow| {
                r.enterprise_id
                    .as_ref()
                    .and_then(|id| now.get(id))
                    .is_none_or(|c| c.version != r.seen_version || !c.is_live())
            };
            rows.iter().find(stale).map_or(Ok(()), |r| Err(changed(r)))
        }
        _ => {
            let keys_of_row = |r: &PreviewRow| {
                let name = crate::company::rules::normal_name(&r.name);
                if r.credit_code.is_empty() { vec![name] } else { vec![r.credit_code.clone(), name] }
            };
            let values: Vec<String> = rows.iter().flat_map(keys_of_row).collect();
            let owners = store::owners(conn, &values).await?;
            let ids: Vec<String> = owners.values().flatten().cloned().collect();
            let known = load(conn, &ids).await?;
            let foreign = |id: &String| known.get(id).is_none_or(|c| c.batch_id.as_deref() != Some(batch));
            let taken = |r: &&PreviewRow| {
                keys_of_row(r).iter().any(|v| {
                    ["code", "name", "former"].iter().any(|kind| {
                        owners.get(&((*kind).to_owned(), v.clone())).is_some_and(|ids| ids.iter().any(foreign))
                    })
                })
            };
            rows.iter().find(taken).map_or(Ok(()), |r| Err(changed(r)))
        }
    }
}

fn changed(row: &PreviewRow) -> Error {
    Error::Invalid(vec![FieldError::new("batch", "import-books-changed").arg("row", row.row_no).arg("name", &row.name)])
}

async fn load(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, Enterprise>> {
    let rows: Vec<Enterprise> = store::of_companies(conn, "id", ids).await?;
    Ok(rows.into_iter().map(|c| (c.id.to_string(), c)).collect())
}

async fn block(ctx: &Ctx, db: &Db, batch: &Batch, outcome: Outcome, mut rows: Vec<PreviewRow>) -> Result<()> {
    let action = if outcome == Outcome::Create { Action::Create } else { Action::Edit };
    ctx.permit::<Enterprise>(action, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    check(&mut tx, &rows, outcome, &batch.id).await?;
    let ids: Vec<String> = rows.iter().filter_map(|r| r.enterprise_id.clone()).collect();
    let before = load(&mut tx, &ids).await?;
    let people = people::known(&mut tx, &ids).await?;
    let mut event = Event::new("enterprise.imported", ctx).related("import", &batch.id, "batch");
    event = event.with("file", batch.file_name.as_str()).with("outcome", outcome.code());
    let mut companies_now = Vec::with_capacity(rows.len());
    for row in &mut rows {
        let Some(parsed) = row.parsed.take() else { continue };
        let old = row.enterprise_id.as_ref().and_then(|id| before.get(id));
        let company = merged(ctx, batch, row, &parsed, old)?;
        let source = source_of(ctx, batch, row.row_no);
        let mut undo = Undo { before: old.map(|c| json!(c)), version: company.version, ..Undo::default() };
        undo.person = people::write(ctx, &mut tx, &parsed, &company.id, &people, &source).await?;
        undo.figures = figures(ctx, &mut tx, &parsed, &company.id, &source).await?;
        event = event.object("enterprise", &company.id);
        row.enterprise_id = Some(company.id.to_string());
        row.undo = json!(undo);
        row.raw = Vec::new();
        companies_now.push(company);
    }
    save(&mut tx, outcome, &companies_now).await?;
    tx.put_many(&rows).await?;
    tx.commit(event).await
}

async fn save(tx: &mut Tx, outcome: Outcome, companies_now: &[Enterprise]) -> Result<()> {
    tx.put_many(companies_now).await?;
    if outcome == Outcome::Create {
        let keys: Vec<Key> = companies_now.iter().flat_map(keys_of).collect();
        return store::add_keys(tx, &keys).await;
    }
    for company in companies_now {
        companies::renew_keys(tx, company).await?;
    }
    Ok(())
}

fn source_of(ctx: &Ctx, batch: &Batch, row_no: i64) -> Source {
    Source {
        document: batch.file_name.clone(),
        sentence: Some(format!("第 {row_no} 行")),
        publisher: batch.format.publisher().map(str::to_owned),
        on: Some(ctx.today().to_string()),
        ..Source::default()
    }
}

fn merged(ctx: &Ctx, batch: &Batch, row: &PreviewRow, parsed: &Parsed, old: Option<&Enterprise>) -> Result<Enterprise> {
    let blank = Enterprise::blank(EnterpriseId::new(ctx), "", &ctx.today().to_string());
    let mut notes = Vec::new();
    let mut company = cells::laid_over(parsed, old.unwrap_or(&blank), ctx.today(), &mut notes)
        .map_err(|e| Error::Invalid(vec![e]))?;
    let source = source_of(ctx, batch, row.row_no);
    match old {
        None => {
            company.source = source;
            company.recorded_by = if parsed.recorded_by.is_empty() {
                ctx.actor.user_id.as_ref().map(ToString::to_string)
            } else {
                Some(parsed.recorded_by.clone())
            };
            if let Some(day) = crate::company::draft::parse_date(&parsed.recorded_on) {
                company.recorded_on = day.to_string();
            }
        }
        Some(before) => {
            for (field, _, _) in crate::company::rules::differences(&image(before), &image(&company)) {
                company.facts.insert(field, source.clone());
            }
        }
    }
    company.batch_id = Some(batch.id.clone());
    touch(ctx, &mut company);
    Ok(company)
}

async fn figures(
    ctx: &Ctx,
    tx: &mut Tx,
    parsed: &Parsed,
    company: &EnterpriseId,
    source: &Source,
) -> Result<Vec<(String, String, Option<Json>)>> {
    let mut done = Vec::new();
    for (metric, year, value) in &parsed.figures {
        let key = [company.as_str().into(), metric.code().into(), year.as_str().into()];
        let before: Option<Figure> = tx.get(&key).await?;
        if before.as_ref().is_some_and(|f| f.value == *value) {
            continue;
        }
        let figure = Figure {
            enterprise_id: company.clone(),
            metric: *metric,
            period: year.clone(),
            value: *value,
            source: source.clone(),
            recorded_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
            recorded_on: ctx.today().to_string(),
            version: before.as_ref().map_or(0, |f| f.version) + 1,
        };
        tx.put(&figure).await?;
        done.push((metric.code().to_owned(), year.clone(), before.map(|f| json!(f))));
    }
    Ok(done)
}
