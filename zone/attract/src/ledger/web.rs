//! Pages of the ledger import: upload, preview row by row, write, undo.
use super::{Batch, Line, Outcome, State, columns, service, store as books};
use crate::AttractState;
use crate::lead::Lead;
use crate::lead::list_web::shell;
use axum::extract::{Multipart, Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use sheet::{Column, ColumnKind, Format, Writer};
use ui::view::Pager;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

/// Largest file taken, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;
const PER_PAGE: i64 = 50;

pub fn routes() -> Routes<AttractState> {
    let create = Access::Needs(Resource::Lead, Action::Create);
    let see = Access::Needs(Resource::Lead, Action::View);
    Routes::new()
        .get("/attract/leads/import", create, list)
        .upload("/attract/leads/import", create, MOST_BYTES + 64 * 1024, upload)
        .get("/attract/leads/import/template.xlsx", create, template)
        .get("/attract/leads/import/{id}", see, batch)
        .post("/attract/leads/import/{id}/apply", create, apply)
        .post("/attract/leads/import/{id}/discard", create, discard)
        .post("/attract/leads/import/{id}/undo", create, undo)
}

/// A batch of the list.
struct Done {
    id: String,
    file: String,
    when: String,
    who: String,
    state: (&'static str, String),
    creates: i64,
    updates: i64,
    skips: i64,
    errors: i64,
}

fn state(req: &Req, batch: &Batch) -> (&'static str, String) {
    let light = match batch.state {
        State::Previewed => "yel",
        State::Applied => "ok",
        State::Discarded | State::Undone => "todo",
    };
    (light, req.t.s(format!("ledger-state-{}", batch.state.code())))
}

#[derive(askama::Template)]
#[template(path = "attract/ledger/list.html")]
struct ListPage {
    page: Shell,
    batches: Vec<Done>,
    titles: String,
    errors: Errors,
}

async fn list_page(req: &Req, s: &AttractState, errors: Errors) -> Result<ListPage> {
    let scope = req.ctx.scope::<Lead>()?;
    let all = books::all(&mut s.db.read(&req.ctx.zone).await?, &scope).await?;
    let users: Vec<String> = all.iter().filter_map(|b| b.user_id.clone()).collect();
    let names = s.directory.users(&req.ctx.zone, &users).await?;
    let done = |b: &Batch| Done {
        id: b.id.clone(),
        file: b.file_name.clone(),
        when: req.t.instant(b.created_us),
        who: b.user_id.as_ref().and_then(|u| names.get(u)).cloned().unwrap_or_default(),
        state: state(req, b),
        creates: b.creates,
        updates: b.updates,
        skips: b.skips,
        errors: b.errors,
    };
    let titles: Vec<&str> = columns::FIELDS.iter().filter_map(|(_, names)| names.first().copied()).collect();
    Ok(ListPage {
        page: shell(req).titled(req.t.s("lead-import")),
        batches: all.iter().map(done).collect(),
        titles: titles.join("、"),
        errors,
    })
}

async fn list(req: Req, Given(s): Given<AttractState>) -> Result<Html<ListPage>> {
    Ok(Html(list_page(&req, &s, Errors::none()).await?))
}

async fn upload(req: Req, Given(s): Given<AttractState>, mut form: Multipart) -> Result<Response> {
    let broken = |_| Error::invalid("file", "file-broken");
    let mut found = None;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or_default().to_owned();
            found = Some((name, part.bytes().await.map_err(broken)?));
        }
    }
    let outcome = match found {
        Some((name, bytes)) if !name.is_empty() => read(&req, &s, &name, &bytes).await,
        _ => Err(Error::invalid("file", "lead-file-none")),
    };
    match outcome {
        Ok(batch) => Ok(see_other(format!("/attract/leads/import/{}", batch.id)).into_response()),
        Err(Error::Limit { code, args }) => {
            let flash = args.iter().fold(Flash::failed(&code), |f, (n, v)| f.arg(n, v));
            Ok(see_other("/attract/leads/import").flash(flash).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let page = list_page(&req, &s, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// The file lies on the disk only while it is read.
async fn read(req: &Req, s: &AttractState, name: &str, bytes: &[u8]) -> kernel::Result<Batch> {
    let folder = s.files.join("ledgers");
    tokio::fs::create_dir_all(&folder).await.map_err(Error::internal)?;
    let path = folder.join(kernel::id::new_uuid(&req.ctx));
    tokio::fs::write(&path, bytes).await.map_err(Error::internal)?;
    let outcome = service::preview(&req.ctx, s, name, &path).await;
    if let Err(error) = tokio::fs::remove_file(&path).await {
        tracing::warn!(%error, "an uploaded ledger is still in the data folder");
    }
    outcome
}

/// A row of the preview.
struct Shown {
    number: i64,
    light: &'static str,
    outcome: String,
    name: String,
    href: String,
    reasons: Vec<String>,
    facts: String,
}

#[derive(askama::Template)]
#[template(path = "attract/ledger/batch.html")]
struct BatchPage {
    page: Shell,
    id: String,
    state: (&'static str, String),
    previewed: bool,
    applied: bool,
    mine: bool,
    writes: i64,
    counts: Vec<(String, i64, String, bool)>,
    lines: Vec<Shown>,
    pager: Pager,
    columns: Vec<(String, String)>,
    unused: String,
}

fn chosen(req: &Req) -> Option<Outcome> {
    req.query.split('&').find_map(|p| p.strip_prefix("outcome=")).and_then(Outcome::parse)
}

async fn batch(req: Req, Given(s): Given<AttractState>, Path(id): Path<String>) -> Result<Html<BatchPage>> {
    let t = req.t;
    let scope = req.ctx.scope::<Lead>()?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let batch = books::get(&mut conn, &scope, &id).await?;
    let only = chosen(&req);
    let number = |o: Outcome| match o {
        Outcome::Create => batch.creates,
        Outcome::Update => batch.updates,
        Outcome::Skip => batch.skips,
        Outcome::Error => batch.errors,
    };
    let total = u64::try_from(only.map_or(batch.rows, number)).unwrap_or(0);
    let page_no = req.query.split('&').find_map(|p| p.strip_prefix("page=")).and_then(|p| p.parse().ok()).unwrap_or(1);
    let pager = Pager::new(&req, page_no, u64::try_from(PER_PAGE).unwrap_or(50), total);
    let offset = i64::try_from(pager.from.saturating_sub(1)).unwrap_or(0);
    let lines = books::lines(&mut conn, &id, only, PER_PAGE, offset).await?;
    drop(conn);
    let base = format!("/attract/leads/import/{id}");
    let mut counts = vec![(t.s("ledger-all"), batch.rows, base.clone(), only.is_none())];
    counts.extend(Outcome::ALL.map(|o| {
        let label = t.s(format!("ledger-outcome-{}", o.code()));
        (label, number(o), format!("{base}?outcome={}", o.code()), only == Some(o))
    }));
    Ok(Html(BatchPage {
        page: shell(&req).titled(&batch.file_name),
        state: state(&req, &batch),
        previewed: batch.state == State::Previewed,
        applied: batch.state == State::Applied,
        mine: batch.user_id == crate::lead::service::me(&req.ctx),
        writes: batch.creates + batch.updates,
        lines: lines.iter().map(|l| shown(&req, l)).collect(),
        columns: batch
            .columns
            .iter()
            .map(|(title, f)| (title.clone(), t.s(format!("ledger-field-{}", f.replace('_', "-")))))
            .collect(),
        unused: batch.unused.join("、"),
        counts,
        pager,
        id,
    }))
}

fn shown(req: &Req, line: &Line) -> Shown {
    let light = match line.outcome {
        Outcome::Create | Outcome::Update => "ok",
        Outcome::Skip => "todo",
        Outcome::Error => "red",
    };
    let text = |field: &str| line.after.get(field).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let id = text("id");
    let amount = crate::lead::draft::amount_shown(
        line.after.get("amount_fen").and_then(serde_json::Value::as_i64),
        line.after.get("amount_currency").and_then(|v| v.as_str()),
        req.t.locale,
    );
    let facts = [text("subject"), amount.unwrap_or_default(), text("began_on"), text("author")];
    Shown {
        number: line.number,
        light,
        outcome: req.t.s(format!("ledger-outcome-{}", line.outcome.code())),
        name: line.name.clone(),
        href: if id.is_empty() { String::new() } else { format!("/attract/leads/{id}") },
        reasons: line.reasons.iter().map(|r| req.t.field_error(r)).collect(),
        facts: facts.into_iter().filter(|f| !f.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

fn done(id: &str, outcome: kernel::Result<Batch>, said: &str) -> Result<Response> {
    let to = format!("/attract/leads/import/{id}");
    match outcome {
        Ok(_) => Ok(see_other(to).flash(Flash::done(said)).into_response()),
        Err(Error::Conflict { code, args, .. }) => {
            let flash = args.iter().fold(Flash::warning(&code), |f, (n, v)| f.arg(n, v));
            Ok(see_other(to).flash(flash).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn apply(req: Req, Given(s): Given<AttractState>, Path(id): Path<String>) -> Result<Response> {
    done(&id, service::apply(&req.ctx, &s, &id).await, "ledger-applied")
}

async fn discard(req: Req, Given(s): Given<AttractState>, Path(id): Path<String>) -> Result<Response> {
    done(&id, service::discard(&req.ctx, &s, &id).await, "ledger-discarded")
}

async fn undo(req: Req, Given(s): Given<AttractState>, Path(id): Path<String>) -> Result<Response> {
    done(&id, service::undo(&req.ctx, &s, &id).await, "ledger-undone")
}

/// An empty ledger with the titles that are understood.
async fn template(req: Req) -> Result<Response> {
    let name = |names: &[&str]| names.first().copied().unwrap_or_default().to_owned();
    let heads = columns::FIELDS.iter().map(|(_, names)| Column::new(name(names), ColumnKind::Text)).collect();
    let failed = |e: sheet::SheetError| Error::internal(e.to_string());
    let writer = Writer::new(Format::Xlsx, Vec::new(), &req.t.s("lead-title"), heads).map_err(failed)?;
    let bytes = writer.finish().map_err(failed)?;
    Ok(crate::lead::export::spreadsheet(bytes, &req.t.s("ledger-template-file")))
}
