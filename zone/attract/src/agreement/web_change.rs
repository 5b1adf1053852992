//! The form that changes an agreement after signing, and the one that adds a project to it.
use super::change;
use super::draft::{Draft, ProjectDraft};
use super::web::{ProjectRow, lists, project_draft, project_row};
use super::web_record::id_of;
use super::{Kind, service};
use crate::AttractState;
use crate::fields::{Fields, Sent};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, FieldError};
use ui::source::SourceForm;
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, answered, see_other};

#[derive(askama::Template)]
#[template(path = "attract/agreement/change.html")]
pub(super) struct ChangePage {
    page: Shell,
    path: String,
    of: String,
    version: i64,
    /// The source gives no day, so none is asked for.
    undated: bool,
    draft: Draft,
    kinds: Vec<Choice>,
    source_form: SourceForm,
    errors: Errors,
    p: ProjectRow,
    project_open: bool,
}

/// What was typed into one of the two forms, with what is wrong with it.
#[derive(Default)]
struct Typed {
    draft: Option<(Draft, i64)>,
    project: Option<ProjectDraft>,
    errors: Vec<FieldError>,
}

async fn shown(req: &Req, s: &AttractState, id: &str, typed: Typed) -> Result<ChangePage> {
    let t = req.t;
    let agreement = service::get(&req.ctx, &s.db, &id_of(id)?).await?.agreement;
    if agreement.voided_on.is_some() {
        return Err(Error::conflict("agreement-is-void").into());
    }
    let (draft, version) = typed.draft.unwrap_or_else(|| (Draft::of(&agreement), agreement.version));
    let errors = Errors::new(t, &typed.errors);
    let project_open = typed.project.is_some();
    Ok(ChangePage {
        page: req.shell("agreement-edit", "attract"),
        path: format!("/attract/agreements/{}", agreement.id),
        of: agreement.title(t.is_zh()).to_owned(),
        undated: agreement.signed_on.is_none(),
        kinds: Kind::ALL.map(|k| Choice::new(k.code(), t.s(k.key()), k.code() == draft.kind)).into_iter().collect(),
        source_form: SourceForm::of(&draft.source),
        p: project_row(t, &lists(req, s).await?, 0, typed.project.unwrap_or_default(), &errors),
        version,
        draft,
        errors,
        project_open,
    })
}

pub(super) async fn page(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<ChangePage>> {
    Ok(Html(shown(&req, &s, &id, Typed::default()).await?))
}

pub(super) async fn edit(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let draft = Draft {
        title: fields.get("title"),
        title_en: fields.get("title_en"),
        kind: fields.get("kind"),
        signed_on: fields.get("signed_on"),
        parties: fields.get("parties"),
        source: SourceForm::read(|n| fields.get(n)).source(),
        ..Draft::default()
    };
    let outcome = change::edit(&req.ctx, &s, &id_of(&id)?, fields.version(), &draft).await;
    let saved = |_| see_other(format!("/attract/agreements/{id}")).flash(Flash::done("saved"));
    let typed = |errors| Typed { draft: Some((draft, fields.version())), errors, ..Typed::default() };
    answered(outcome, saved, |errors| shown(&req, &s, &id, typed(errors))).await
}

pub(super) async fn add_project(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let draft = project_draft(&Fields(sent), 0);
    let outcome = change::add_project(&req.ctx, &s, &id_of(&id)?, &draft).await;
    let saved = |()| see_other(format!("/attract/agreements/{id}")).flash(Flash::done("saved"));
    let typed = |errors| Typed { project: Some(draft), errors, ..Typed::default() };
    answered(outcome, saved, |errors| shown(&req, &s, &id, typed(errors))).await
}

pub(super) async fn take_back_work(
    req: Req,
    State(s): State<AttractState>,
    Path((id, work)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let work = (work.as_str(), fields.version());
    change::take_back_work(&req.ctx, &s.db, &id_of(&id)?, work, &fields.get("reason")).await?;
    Ok(see_other(format!("/attract/agreements/{id}#workstreams"))
        .flash(Flash::done("workstream-removed"))
        .into_response())
}
