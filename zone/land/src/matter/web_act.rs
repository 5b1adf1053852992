//! What is done on a matter's page: one form, one command. Three addresses, by who may: handing in, handling, deciding above.
use super::command::Command;
use super::service::{self, Step};
use super::web::{id_of, path_of};
use super::{CorrectionItem, Document, Matter, Obligation, Outcome, Procedure, supervise, web_page};
use crate::LandState;
use crate::fields::{Fields, all, answer, get, text, version};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use kernel::{Ctx, Error};
use ui::{Req, Result};

fn refuse<T>(field: &str, code: &str) -> kernel::Result<T> {
    Err(Error::invalid(field, code))
}

/// What the company or its officer does.
fn handed_in(form: &Fields) -> kernel::Result<Command> {
    Ok(match get(form, "do") {
        "submit" => Command::Submit,
        "corrected" => Command::AnswerCorrection,
        "withdraw" => Command::Withdraw,
        "start" => Command::Start,
        "finish" => Command::Finish,
        "obligation" => Command::MeetObligation { material: text(form, "material") },
        _ => return refuse("do", "matter-refused-unknown"),
    })
}

/// What the department does.
pub(super) fn handled(ctx: &Ctx, form: &Fields) -> kernel::Result<Command> {
    Ok(match get(form, "do") {
        "accept" => Command::Accept,
        "accept-tolerantly" => Command::AcceptTolerantly { obligations: obligations(form) },
        "refuse" if get(form, "note").trim().is_empty() => return refuse("note", "matter-refuse-why"),
        "refuse" => Command::Refuse,
        "correct" => Command::AskCorrection { items: items(form), by: service::me(ctx) },
        "special" => {
            let procedure = Procedure::parse(get(form, "procedure"));
            let procedure = procedure.ok_or_else(|| Error::invalid("procedure", "matter-refused-unknown"))?;
            Command::BeginSpecial { procedure, note: text(form, "note") }
        }
        "special-end" => Command::EndSpecial,
        "opine" => Command::Opine {
            department: text(form, "department"),
            agrees: get(form, "agrees") == "yes",
            opinion: text(form, "note"),
            by: service::me(ctx),
        },
        "decide" => {
            let outcome = match get(form, "outcome") {
                "approved" => Outcome::Approved,
                "approved_tolerantly" => Outcome::ApprovedTolerantly,
                "rejected" if get(form, "note").trim().is_empty() => return refuse("note", "matter-reject-why"),
                "rejected" => Outcome::Rejected,
                _ => return refuse("outcome", "matter-outcome-missing"),
            };
            Command::Decide { outcome, document: Document { number: text(form, "number"), note: text(form, "note") } }
        }
        "deliver" => Command::Deliver,
        _ => return refuse("do", "matter-refused-unknown"),
    })
}

/// A line of the checklist per field; the document it is about, where one is chosen.
fn items(form: &Fields) -> Vec<CorrectionItem> {
    let chosen = all(form, "material").into_iter().map(|m| {
        let what = get(form, &format!("what.{m}")).trim().to_owned();
        let named = get(form, &format!("name.{m}")).trim().to_owned();
        CorrectionItem { what: if what.is_empty() { named } else { what }, material: Some(m), done: false }
    });
    let typed = get(form, "items").lines().map(str::trim).filter(|l| !l.is_empty());
    let typed = typed.map(|l| CorrectionItem { what: l.to_owned(), material: None, done: false });
    chosen.chain(typed).collect()
}

fn obligations(form: &Fields) -> Vec<Obligation> {
    let due = text(form, "due_on");
    let one = |material: String| Obligation { material, due_on: due.clone(), met_on: None };
    all(form, "follow").into_iter().map(one).collect()
}

async fn perform(
    req: &Req,
    s: &LandState,
    id: &str,
    form: Fields,
    command: kernel::Result<Command>,
) -> Result<Response> {
    let id = id_of(id)?;
    let outcome: kernel::Result<Matter> = match command {
        Ok(command) => {
            let on = get(&form, "on").trim().parse().ok();
            let step = Step { id: &id, version: Some(version(&form)), command: &command, on, note: get(&form, "note") };
            service::perform(&req.ctx, s, &step).await
        }
        Err(error) => Err(error),
    };
    let name = text(&form, "do");
    let said = format!("matter-did-{name}");
    answer(req, &path_of(&id), (&name, form), outcome, &said, |t| web_page::page(req, s, &id, t)).await
}

pub(super) async fn hand_in(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let command = handed_in(&form);
    perform(&req, &s, &id, form, command).await
}

pub(super) async fn handle(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let command = handled(&req.ctx, &form);
    perform(&req, &s, &id, form, command).await
}

/// The director: extends, takes back, lets a matter begin out of order, urges.
pub(super) async fn above(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let command = match get(&form, "do") {
        "extend" => {
            let days = get(&form, "days").trim().parse().unwrap_or(0);
            Ok(Command::Extend { days, approver: req.ctx.actor.display_name.clone() })
        }
        "revoke" if get(&form, "note").trim().is_empty() => refuse("note", "matter-revoke-why"),
        "revoke" => Ok(Command::Revoke),
        "override" => {
            let id = id_of(&id)?;
            let outcome = service::override_order(&req.ctx, &s, &id, version(&form), get(&form, "note")).await;
            return answer(&req, &path_of(&id), ("override", form), outcome, "matter-did-override", |t| {
                web_page::page(&req, &s, &id, t)
            })
            .await;
        }
        "supervise" => {
            let id = id_of(&id)?;
            let outcome = supervise::urge(&req.ctx, &s, &id, get(&form, "note")).await;
            return answer(&req, &path_of(&id), ("supervise", form), outcome, "matter-did-supervise", |t| {
                web_page::page(&req, &s, &id, t)
            })
            .await;
        }
        _ => refuse("do", "matter-refused-unknown"),
    };
    perform(&req, &s, &id, form, command).await
}
