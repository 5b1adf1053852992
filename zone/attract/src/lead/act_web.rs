//! What is done on a lead's page: one form, one command; refused input comes back as typed beside its field.
use super::page_web::{LeadPage, Typed, page};
use super::service::Move;
use super::talk::{Hesitate, Say};
use super::{files, owner, service, talk};
use crate::message::{self, store::Which};
use crate::{AttractState, vault};
use axum::extract::{Form, Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::LeadId;
use kernel::{Action, Error, Resource};
use ui::cookie::percent;
use ui::{Access, Flash, Html, Req, Result, Routes, answered, local_path, see_other};

pub fn routes() -> Routes<AttractState> {
    let see = Access::Needs(Resource::Lead, Action::View);
    let edit = Access::Needs(Resource::Lead, Action::Edit);
    Routes::new()
        .get("/attract/leads/{id}", see, show)
        .post("/attract/leads/{id}/seen", see, seen)
        .post("/attract/leads/{id}/move", edit, move_to)
        .post("/attract/leads/{id}/plan", edit, plan)
        .post("/attract/leads/{id}/say", edit, say)
        .post("/attract/leads/{id}/hesitate", edit, hesitate)
        .post("/attract/leads/{id}/resolve/{hesitation}", edit, resolve)
        .post("/attract/leads/{id}/claim", edit, claim)
        .post("/attract/leads/{id}/release", edit, release)
        .post("/attract/leads/{id}/assign", Access::Needs(Resource::Lead, Action::Assign), assign)
        .post("/attract/leads/{id}/ask", edit, ask)
        .post("/attract/leads/{id}/answer/{request}", edit, answer)
        .upload("/attract/leads/{id}/files", edit, ::files::MOST_BODY, attach)
        .get("/attract/leads/{id}/files/{file}", see, fetch)
        .post("/attract/leads/{id}/files/{file}/remove", edit, detach)
}

/// A form as sent, in order.
pub type Fields = Vec<(String, String)>;

pub fn field<'f>(form: &'f Fields, name: &str) -> &'f str {
    form.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}

fn version(form: &Fields) -> i64 {
    field(form, "version").parse().unwrap_or(-1)
}

fn lead_id(text: &str) -> kernel::Result<LeadId> {
    LeadId::parse(text).ok_or(Error::NotFound)
}

fn href(id: &LeadId) -> String {
    format!("/attract/leads/{id}")
}

async fn show(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<LeadPage>> {
    let id = lead_id(&id)?;
    let page = page(&req, &s, &id, Typed::default()).await?;
    // Opening the lead is having seen what names the reader in it.
    let unread = match service::me(&req.ctx) {
        Some(me) => message::store::unseen_on(&mut s.db.read(&req.ctx.zone).await?, &me, &id).await? > 0,
        None => false,
    };
    if unread {
        message::service::mark(&req.ctx, &s.db, Which::Lead(&id)).await?;
    }
    Ok(Html(page))
}

async fn seen(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Response> {
    message::service::mark(&req.ctx, &s.db, Which::Lead(&lead_id(&id)?)).await?;
    Ok(see_other("/today").into_response())
}

/// Back to the page after a command, or the page with the form as it was typed.
async fn done<T>(
    req: &Req,
    s: &AttractState,
    id: &LeadId,
    form: (&str, Fields),
    outcome: kernel::Result<T>,
    said: &str,
) -> Result<Response> {
    match outcome {
        Err(Error::Conflict { code, args, .. }) => {
            let flash = args.iter().fold(Flash::warning(&code), |f, (n, v)| f.arg(n, v));
            Ok(see_other(href(id)).flash(flash).into_response())
        }
        Err(Error::Limit { code, args }) => {
            let flash = args.iter().fold(Flash::failed(&code), |f, (n, v)| f.arg(n, v));
            Ok(see_other(href(id)).flash(flash).into_response())
        }
        outcome => {
            let saved = |_| see_other(href(id)).flash(Flash::done(said));
            answered(outcome, saved, |errors| page(req, s, id, Typed::of(req.t, form, &errors))).await
        }
    }
}

/// 推进, from the page or from the board: the board gets its way back, and a lost lead goes to its page for the reason.
async fn move_to(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let cmd = Move {
        stage: field(&form, "stage").to_owned(),
        on: field(&form, "on").to_owned(),
        reason: field(&form, "reason").to_owned(),
    };
    let outcome = service::move_to(&req.ctx, &s, &id, version(&form), &cmd).await;
    let board = field(&form, "board").to_owned();
    if board.is_empty() {
        return done(&req, &s, &id, ("move", form), outcome, "lead-moved").await;
    }
    let back = format!("{}#lead-{id}", local_path(&board));
    match outcome {
        Ok(lead) => {
            let stage = crate::pipeline::service::get(&req.ctx, &s.db).await?;
            let stage = stage.stage(&lead.stage).map(|s| s.name(req.t.locale).to_owned()).unwrap_or_default();
            let flash = Flash::done("lead-moved-to").arg("name", &lead.name).arg("stage", stage);
            Ok(see_other(back).flash(flash).into_response())
        }
        Err(Error::Invalid(errors)) if errors.iter().any(|e| e.field == "reason") => {
            let to = format!("{}?stage={}#move", href(&id), percent(&cmd.stage));
            Ok(see_other(to).flash(Flash::warning("lead-reason-missing")).into_response())
        }
        Err(Error::Invalid(errors)) => {
            let first = errors.first().ok_or_else(|| Error::internal("invalid without a field"))?;
            let flash = first.args.iter().fold(Flash::failed(&first.code), |f, (n, v)| f.arg(n, v));
            Ok(see_other(back).flash(flash).into_response())
        }
        Err(Error::Conflict { code, .. }) => Ok(see_other(back).flash(Flash::warning(&code)).into_response()),
        Err(Error::Forbidden) => Ok(see_other(back).flash(Flash::failed("lead-not-yours")).into_response()),
        Err(error) => Err(error.into()),
    }
}

async fn plan(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let step = [field(&form, "next_step"), field(&form, "next_on"), field(&form, "remind_on")];
    let outcome = service::plan(&req.ctx, &s, &id, version(&form), step).await;
    done(&req, &s, &id, ("plan", form), outcome, "lead-planned").await
}

async fn say(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let cmd = Say {
        kind: field(&form, "kind").to_owned(),
        on: field(&form, "on").to_owned(),
        summary: field(&form, "summary").to_owned(),
    };
    let outcome = talk::say(&req.ctx, &s, &id, &cmd).await;
    done(&req, &s, &id, ("say", form), outcome, "lead-said-done").await
}

async fn hesitate(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let cmd = Hesitate {
        reason: field(&form, "reason").to_owned(),
        since: field(&form, "since").to_owned(),
        note: field(&form, "note").to_owned(),
    };
    let outcome = talk::hesitate(&req.ctx, &s, &id, &cmd).await;
    done(&req, &s, &id, ("hesitate", form), outcome, "lead-hesitation-noted").await
}

async fn resolve(
    req: Req,
    State(s): State<AttractState>,
    Path((id, hesitation)): Path<(String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let outcome = talk::resolve(&req.ctx, &s, &id, &hesitation, field(&form, "on"), field(&form, "how")).await;
    let name = format!("resolve{hesitation}");
    done(&req, &s, &id, (&name, form), outcome, "lead-hesitation-resolved").await
}

async fn claim(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Response> {
    let id = lead_id(&id)?;
    let outcome = owner::claim(&req.ctx, &s, &id).await;
    done(&req, &s, &id, ("claim", Vec::new()), outcome, "lead-claimed").await
}

async fn release(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let outcome = owner::release(&req.ctx, &s, &id, version(&form)).await;
    done(&req, &s, &id, ("release", form), outcome, "lead-released").await
}

async fn assign(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let outcome = owner::assign(&req.ctx, &s, &id, version(&form), field(&form, "owner")).await;
    done(&req, &s, &id, ("assign", form), outcome, "lead-assigned").await
}

async fn ask(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let outcome = owner::ask(&req.ctx, &s, &id, field(&form, "reason")).await;
    done(&req, &s, &id, ("ask", form), outcome, "lead-asked").await
}

async fn answer(
    req: Req,
    State(s): State<AttractState>,
    Path((id, request)): Path<(String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = lead_id(&id)?;
    let given = field(&form, "answer") == "give";
    let outcome = owner::answer(&req.ctx, &s, &id, &request, given).await;
    let said = if given { "lead-given" } else { "lead-declined" };
    done(&req, &s, &id, ("answer", form), outcome, said).await
}

async fn attach(req: Req, State(s): State<AttractState>, Path(id): Path<String>, form: Multipart) -> Result<Response> {
    let id = lead_id(&id)?;
    let outcome = match ::files::received(form).await?.file {
        Some((name, bytes)) => files::attach(&req.ctx, &s, &id, &name, &bytes).await,
        _ => Err(Error::invalid("file", "lead-file-none")),
    };
    done(&req, &s, &id, ("files", Vec::new()), outcome, "lead-file-added").await
}

async fn detach(req: Req, State(s): State<AttractState>, Path((id, file)): Path<(String, String)>) -> Result<Response> {
    let id = lead_id(&id)?;
    let outcome = files::detach(&req.ctx, &s, &id, &file).await;
    done(&req, &s, &id, ("files", Vec::new()), outcome, "lead-file-removed").await
}

async fn fetch(req: Req, State(s): State<AttractState>, Path((id, file)): Path<(String, String)>) -> Result<Response> {
    let (file, bytes) = files::fetch(&req.ctx, &s, &lead_id(&id)?, &file).await?;
    Ok(vault::download(&file.file, bytes))
}
