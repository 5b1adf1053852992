//! The form of a project.
use super::draft::Draft;
use super::service;
use super::store as books;
use super::web::{id_of, path_of};
use crate::LandState;
use crate::fields::{Fields, get, text, version};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, FieldError, Source};
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, see_other};

#[derive(askama::Template)]
#[template(path = "land/project/form.html")]
pub(super) struct FormPage {
    page: Shell,
    action: String,
    back: String,
    version: i64,
    new: bool,
    draft: Draft,
    focuses: Vec<Choice>,
    /// Companies that the words in the company field may mean.
    companies: Vec<Choice>,
    errors: Errors,
}

fn draft_of(form: &Fields) -> Draft {
    Draft {
        name: text(form, "name"),
        name_en: text(form, "name_en"),
        code: text(form, "code"),
        enterprise_id: text(form, "enterprise_id"),
        enterprise: text(form, "enterprise"),
        focus: text(form, "focus"),
        industry: text(form, "industry"),
        site: text(form, "site"),
        place: text(form, "place"),
        planned: text(form, "planned"),
        signed_on: text(form, "signed_on"),
        note: text(form, "note"),
        source: if get(form, "example").is_empty() { Source::default() } else { Source::example() },
    }
}

async fn form_page(
    req: &Req,
    s: &LandState,
    of: Option<(&str, i64)>,
    draft: Draft,
    refused: &[FieldError],
) -> Result<FormPage> {
    let t = req.t;
    let focuses = s.directory.focuses(&req.ctx).await?;
    let mut choices = vec![Choice::new("", t.s("land-focus-other"), draft.focus.is_empty())];
    choices.extend(focuses.iter().map(|(code, name)| Choice::new(code, name, *code == draft.focus)));
    let companies = companies(req, s, &draft).await?;
    let path = of.map(|(id, _)| format!("/land/projects/{id}"));
    Ok(FormPage {
        page: req.shell(if of.is_some() { "project-edit" } else { "project-new" }, "land"),
        action: path.clone().unwrap_or_else(|| "/land/projects".to_owned()),
        back: path.unwrap_or_else(|| "/land/projects".to_owned()),
        version: of.map_or(0, |(_, version)| version),
        new: of.is_none(),
        focuses: choices,
        companies,
        draft,
        errors: Errors::new(t, refused),
    })
}

/// What the company field may mean; chosen once it is sent.
async fn companies(req: &Req, s: &LandState, draft: &Draft) -> Result<Vec<Choice>> {
    let words = draft.enterprise.trim();
    let mut found = if words.is_empty() { Vec::new() } else { s.directory.companies(&req.ctx, words, 8).await? };
    let chosen = kernel::id::EnterpriseId::parse(&draft.enterprise_id);
    if let Some(id) = chosen.filter(|id| !found.iter().any(|c| c.id == *id)) {
        found.extend(s.directory.company(&req.ctx, &id).await?);
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut choices = vec![Choice::new("", req.t.s("project-company-typed"), draft.enterprise_id.is_empty())];
    choices.extend(found.iter().map(|c| Choice::new(c.id.as_str(), &c.name, c.id.as_str() == draft.enterprise_id)));
    Ok(choices)
}

pub(super) async fn blank(req: Req, State(s): State<LandState>) -> Result<Html<FormPage>> {
    Ok(Html(form_page(&req, &s, None, Draft::default(), &[]).await?))
}

pub(super) async fn filled(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<FormPage>> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let project = books::get(&mut conn, &req.ctx.scope()?, &id_of(&id)?).await?;
    drop(conn);
    service::require_work(&req.ctx, &project)?;
    Ok(Html(form_page(&req, &s, Some((&id, project.version)), Draft::of(&project), &[]).await?))
}

/// A company that the books have under exactly this name is taken without asking; one of several is asked.
async fn with_company(req: &Req, s: &LandState, mut draft: Draft) -> kernel::Result<(Draft, bool)> {
    let words = draft.enterprise.trim().to_owned();
    if !draft.enterprise_id.is_empty() || words.is_empty() {
        return Ok((draft, false));
    }
    let found = s.directory.companies(&req.ctx, &words, 8).await?;
    if let Some(same) = found.iter().find(|c| c.name == words) {
        draft.enterprise_id = same.id.to_string();
        return Ok((draft, false));
    }
    Ok((draft, !found.is_empty()))
}

pub(super) async fn add(req: Req, State(s): State<LandState>, Form(form): Form<Fields>) -> Result<Response> {
    let (draft, several) = with_company(&req, &s, draft_of(&form)).await?;
    let outcome = match several && get(&form, "company_asked").is_empty() {
        true => Err(Error::invalid("enterprise_id", "project-company-which")),
        false => service::open(&req.ctx, &s, &draft).await,
    };
    match outcome {
        Ok(project) => Ok(see_other(path_of(&project.id)).flash(Flash::done("project-opened")).into_response()),
        Err(Error::Invalid(errors)) => {
            let page = form_page(&req, &s, None, draft, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn edit(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let draft = draft_of(&form);
    match service::edit(&req.ctx, &s, &id_of(&id)?, version(&form), &draft).await {
        Ok(project) => Ok(see_other(path_of(&project.id)).flash(Flash::done("project-saved")).into_response()),
        Err(Error::Invalid(errors)) => {
            let page = form_page(&req, &s, Some((&id, version(&form))), draft, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
