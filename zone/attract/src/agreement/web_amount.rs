//! The page of one amount: correct it, keep its papers, take it back.
use super::draft::AmountDraft;
use super::totals::Books;
use super::web_record::{AmountRow, amount_draft, amount_row, id_of, verdict_shown};
use super::{AmountKind, Basis, change, evidence, service, store as books};
use crate::AttractState;
use crate::fields::{Fields, Sent};
use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, FieldError};
use ui::source::SourceForm;
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, see_other};

struct PaperRow {
    id: String,
    name: String,
    size: String,
    added: String,
    who: String,
    hash: String,
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/amount.html")]
pub(super) struct AmountPage {
    page: Shell,
    /// Of the agreement.
    path: String,
    of: String,
    row: AmountRow,
    typed: AmountDraft,
    version: i64,
    kinds: Vec<Choice>,
    bases: Vec<Choice>,
    source_form: SourceForm,
    papers: Vec<PaperRow>,
    accept: String,
    errors: Errors,
}

async fn shown(
    req: &Req,
    s: &AttractState,
    (id, amount): (&str, &str),
    typed: Option<(AmountDraft, i64)>,
    refused: &[FieldError],
) -> Result<AmountPage> {
    let t = req.t;
    let id = id_of(id)?;
    let agreement = service::get(&req.ctx, &s.db, &id).await?.agreement;
    if agreement.voided_on.is_some() {
        return Err(Error::conflict("agreement-is-void").into());
    }
    let all = Books::read(&req.ctx, &s.db).await?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let entry = books::amount(&mut conn, &id, amount).await?;
    let kept = books::papers_of(&mut conn, &entry.id).await?;
    drop(conn);
    let names = crate::mission::web::names(s, req, kept.iter().filter_map(|p| p.added_by.clone())).await?;
    let paper = |p: evidence::Paper| PaperRow {
        size: crate::lead::page_parts::size(t, p.bytes),
        added: t.instant(p.added_us),
        who: p.added_by.as_ref().and_then(|u| names.get(u)).cloned().unwrap_or_default(),
        hash: p.sha256.chars().take(12).collect(),
        id: p.id,
        name: p.name,
    };
    let (typed, version) = typed.unwrap_or_else(|| (AmountDraft::of(&entry), entry.version));
    let verdict = all.verdicts().get(&entry.id).map(|v| verdict_shown(t, v));
    Ok(AmountPage {
        page: req.shell("amount-change-title", "attract"),
        path: format!("/attract/agreements/{id}"),
        of: agreement.title(t.is_zh()).to_owned(),
        row: amount_row(t, &all, entry, verdict),
        kinds: AmountKind::ALL
            .map(|k| Choice::new(k.code(), t.s(k.key()), k.code() == typed.kind))
            .into_iter()
            .collect(),
        bases: Basis::ALL.map(|b| Choice::new(b.code(), t.s(b.key()), b.code() == typed.basis)).into_iter().collect(),
        source_form: SourceForm::of(&typed.source),
        papers: kept.into_iter().map(paper).collect(),
        accept: files::accepted(),
        errors: Errors::new(t, refused),
        typed,
        version,
    })
}

pub(super) async fn page(
    req: Req,
    State(s): State<AttractState>,
    Path((id, amount)): Path<(String, String)>,
) -> Result<Html<AmountPage>> {
    Ok(Html(shown(&req, &s, (&id, &amount), None, &[]).await?))
}

async fn refused(
    req: &Req,
    s: &AttractState,
    of: (&str, &str),
    typed: Option<(AmountDraft, i64)>,
    error: Error,
) -> Result<Response> {
    let Error::Invalid(errors) = error else { return Err(error.into()) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown(req, s, of, typed, &errors).await?)).into_response())
}

pub(super) async fn correct(
    req: Req,
    State(s): State<AttractState>,
    Path((id, amount)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let (draft, version) = (amount_draft(&fields), fields.version());
    match change::correct_amount(&req.ctx, &s.db, &id_of(&id)?, (&amount, version), &draft).await {
        Ok(entry) => {
            let flash = Flash::done("amount-corrected").arg("amount", entry.amount().auto(req.t.locale));
            Ok(see_other(format!("/attract/agreements/{id}#amounts")).flash(flash).into_response())
        }
        Err(error) => refused(&req, &s, (&id, &amount), Some((draft, version)), error).await,
    }
}

pub(super) async fn take_back(
    req: Req,
    State(s): State<AttractState>,
    Path((id, amount)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let of = (amount.as_str(), fields.version());
    match change::take_back_amount(&req.ctx, &s, &id_of(&id)?, of, &fields.get("reason")).await {
        Ok(()) => {
            let flash = Flash::done("amount-removed");
            Ok(see_other(format!("/attract/agreements/{id}#amounts")).flash(flash).into_response())
        }
        Err(error) => refused(&req, &s, (&id, &amount), None, error).await,
    }
}

pub(super) async fn attach(
    req: Req,
    State(s): State<AttractState>,
    Path((id, amount)): Path<(String, String)>,
    form: Multipart,
) -> Result<Response> {
    let outcome = match files::received(form).await.map(|u| u.file) {
        Ok(Some((name, bytes))) => evidence::attach(&req.ctx, &s, &id_of(&id)?, &amount, (&name, &bytes)).await,
        Ok(None) => Err(Error::invalid("file", "lead-file-none")),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => {
            let back = format!("/attract/agreements/{id}/amounts/{amount}#papers");
            Ok(see_other(back).flash(Flash::done("lead-file-added")).into_response())
        }
        Err(error) => refused(&req, &s, (&id, &amount), None, error).await,
    }
}

pub(super) async fn detach(
    req: Req,
    State(s): State<AttractState>,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response> {
    let amount = evidence::detach(&req.ctx, &s, &id_of(&id)?, &file).await?;
    let back = format!("/attract/agreements/{id}/amounts/{amount}#papers");
    Ok(see_other(back).flash(Flash::done("lead-file-removed")).into_response())
}

/// The file itself, always as a download.
pub(super) async fn fetch(
    req: Req,
    State(s): State<AttractState>,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response> {
    let (file, bytes) = evidence::fetch(&req.ctx, &s, &id_of(&id)?, &file).await?;
    Ok(ui::attachment(files::media_type(&file.kind), &format!("file.{}", file.kind), &file.name, bytes))
}
