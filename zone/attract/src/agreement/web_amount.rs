//! The page of one amount: correct it, keep its papers, take it back.
use super::draft::AmountDraft;
use super::totals::Books;
use super::web_record::{AmountRow, amount_draft, amount_row, id_of, verdict_shown};
use super::{AmountEntry, AmountKind, Basis, change, evidence, service, store as books};
use crate::fields::{Fields, Sent};
use crate::lead::page_parts::File;
use crate::{AttractState, vault};
use axum::extract::{Form, Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, FieldError};
use ui::source::SourceForm;
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, answered, see_other};

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
    papers: Vec<File>,
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
    let names = crate::mission::web::names(s, req, kept.iter().filter_map(|p| p.file.added_by.clone())).await?;
    let who = |p: &evidence::Paper| p.file.added_by.as_ref().and_then(|u| names.get(u)).cloned().unwrap_or_default();
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
        papers: kept.iter().map(|p| File::of(t, &p.file, who(p))).collect(),
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

pub(super) async fn correct(
    req: Req,
    State(s): State<AttractState>,
    Path((id, amount)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let (draft, version) = (amount_draft(&fields), fields.version());
    let outcome = change::correct_amount(&req.ctx, &s.db, &id_of(&id)?, (&amount, version), &draft).await;
    let (req, s, of) = (&req, &s, (id.as_str(), amount.as_str()));
    let saved = |entry: AmountEntry| {
        let flash = Flash::done("amount-corrected").arg("amount", entry.amount().auto(req.t.locale));
        see_other(format!("/attract/agreements/{id}#amounts")).flash(flash)
    };
    answered(outcome, saved, |errors| async move { shown(req, s, of, Some((draft, version)), &errors).await }).await
}

pub(super) async fn take_back(
    req: Req,
    State(s): State<AttractState>,
    Path((id, amount)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let of = (amount.as_str(), fields.version());
    let outcome = change::take_back_amount(&req.ctx, &s, &id_of(&id)?, of, &fields.get("reason")).await;
    let saved = |()| see_other(format!("/attract/agreements/{id}#amounts")).flash(Flash::done("amount-removed"));
    let (req, s, of) = (&req, &s, (id.as_str(), amount.as_str()));
    answered(outcome, saved, |errors| async move { shown(req, s, of, None, &errors).await }).await
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
    let back = format!("/attract/agreements/{id}/amounts/{amount}#papers");
    let saved = |_| see_other(back).flash(Flash::done("lead-file-added"));
    let (req, s, of) = (&req, &s, (id.as_str(), amount.as_str()));
    answered(outcome, saved, |errors| async move { shown(req, s, of, None, &errors).await }).await
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

pub(super) async fn fetch(
    req: Req,
    State(s): State<AttractState>,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response> {
    let (file, bytes) = evidence::fetch(&req.ctx, &s, &id_of(&id)?, &file).await?;
    Ok(vault::download(&file.file, bytes))
}
