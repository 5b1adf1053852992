//! One step of the company's project: what it needs, where it stands, and what the company does about it.
use super::store as books;
use super::view::{Step, Teller, as_of};
use crate::fields::{Fields, Typed, answer, get as field};
use crate::material::view::{NeedsCard, of as needs_card};
use crate::material::{MaterialUse, service as papers};
use crate::matter::command::Command;
use crate::matter::service::{self as matters, Step as Do};
use crate::matter::{Correction, Matter, State};
use crate::project::Phase;
use crate::request::rate::{self, Rate, can_be_rated};
use crate::request::store::rating_of;
use crate::request::{Subject, view::stars};
use crate::{LandState, calendar, days};
use axum::extract::{Form, Path, State as Given};
use axum::response::Response;
use kernel::Error;
use kernel::id::MatterId;
use ui::view::Choice;
use ui::{Html, Req, Result, Shell, T};

/// A point of the checklist.
pub struct Point {
    what: String,
    /// The document it is about was handed in since it was asked for.
    handed_in: bool,
    /// About a document.
    of_document: bool,
}

#[derive(askama::Template)]
#[template(path = "land/portal/matter.html")]
pub struct MatterPage {
    page: Shell,
    id: String,
    version: i64,
    project: (String, String),
    step: Step,
    needs: NeedsCard,
    points: Vec<Point>,
    /// What is still to follow: name and day.
    owed: Vec<(String, String)>,
    /// What was issued.
    document: String,
    may_submit: bool,
    may_correct: bool,
    may_withdraw: bool,
    may_start: bool,
    may_finish: bool,
    may_rate: bool,
    rated: Option<(String, String)>,
    typed: Typed,
}

impl MatterPage {
    fn stars(&self) -> Vec<Choice> {
        star_choices(self.page.t, self.typed.value("rate", "stars"))
    }
    fn rate_path(&self) -> String {
        format!("/portal/matters/{}/rate", self.id)
    }
}

fn id_of(text: &str) -> kernel::Result<MatterId> {
    MatterId::parse(text).ok_or(Error::NotFound)
}

/// A matter of the company's own; others look absent, whatever else the visitor may be.
fn own(req: &Req, m: &Matter) -> kernel::Result<()> {
    let own = m.enterprise_id.as_ref().is_some_and(|c| req.ctx.actor.companies.contains(c));
    if own { Ok(()) } else { Err(Error::NotFound) }
}

async fn page(req: &Req, s: &LandState, id: &MatterId, typed: Typed) -> Result<MatterPage> {
    let all = papers::needs(&req.ctx, s, id).await?;
    own(req, &all.matter)?;
    let (t, m, zh) = (req.t, &all.matter, req.t.is_zh());
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let project = crate::project::store::get(&mut conn, &req.ctx.scope()?, &m.project_id).await?;
    let clocks = books::clocks(&mut conn, &m.project_id).await?;
    let plan = match crate::plan::store::get(&mut conn, &m.plan_id).await? {
        Some(mut plan) => as_of(&mut conn, &mut plan, &clocks, req.ctx.today()).await?,
        None => Vec::new(),
    };
    let uses = crate::material::store::uses_of(&mut conn, id).await?;
    let rated = rating_of(&mut conn, Subject::Matter, id.as_str()).await?;
    let calendar = calendar::of_zone(&mut conn).await?;
    drop(conn);
    let today = req.ctx.today();
    let teller = Teller { t, today, calendar: &calendar, clocks: &clocks, rated: &[], all: &plan };
    let may = |command: Command| matters::may(&req.ctx, m, &command);
    let goes_on = project.phase != Phase::Stopped;
    let asked = m.correction.as_ref().filter(|_| m.state == State::Correction);
    // A document of the same day may have been there already.
    let answers =
        |u: &MaterialUse, c: &Correction| u.used_on >= c.asked_on && !c.had.contains(&u.material_id.to_string());
    let since = |code: &str| uses.iter().any(|u| u.code == code && asked.is_some_and(|c| answers(u, c)));
    let points = asked.iter().flat_map(|c| &c.items);
    let points = points.map(|i| Point {
        what: i.what.clone(),
        handed_in: i.material.as_deref().is_some_and(since),
        of_document: i.material.is_some(),
    });
    let owed = m.obligations.iter().filter(|o| o.met_on.is_none());
    Ok(MatterPage {
        page: req.shell("portal-title", "portal").titled(m.name(zh)),
        id: id.to_string(),
        version: m.version,
        project: (project.id.to_string(), project.name(zh).to_owned()),
        step: teller.matter(plan.iter().find(|n| n.id == m.id).unwrap_or(m)).what,
        needs: needs_card(req, &all, &format!("/portal/matters/{id}")),
        points: points.collect(),
        owed: owed.map(|o| (all.name(&o.material, zh), days::said(t, &o.due_on, today))).collect(),
        document: m.document.as_ref().map(|d| d.number.clone()).unwrap_or_default(),
        may_submit: goes_on && may(Command::Submit),
        may_correct: may(Command::AnswerCorrection),
        may_withdraw: may(Command::Withdraw),
        may_start: goes_on && may(Command::Start),
        may_finish: may(Command::Finish),
        may_rate: can_be_rated(m) && rated.is_none(),
        rated: rated.map(|r| (stars(t, r.stars), r.note.unwrap_or_default())),
        typed,
    })
}

pub async fn show(req: Req, Given(s): Given<LandState>, Path(id): Path<String>) -> Result<Html<MatterPage>> {
    let id = id_of(&id)?;
    Ok(Html(page(&req, &s, &id, Typed::default()).await?))
}

async fn act(
    req: &Req,
    s: &LandState,
    id: &str,
    form: (&str, Fields),
    command: Command,
    said: &str,
) -> Result<Response> {
    let id = id_of(id)?;
    let outcome = performed(req, s, &id, &form.1, &command).await;
    let back = format!("/portal/matters/{id}");
    answer(req, &back, form, outcome, said, |typed| page(req, s, &id, typed)).await
}

async fn performed(
    req: &Req,
    s: &LandState,
    id: &MatterId,
    form: &Fields,
    command: &Command,
) -> kernel::Result<Matter> {
    let all = papers::needs(&req.ctx, s, id).await?;
    own(req, &all.matter)?;
    let version = field(form, "version").parse().ok();
    matters::perform(&req.ctx, s, &Do { id, version, command, on: None, note: field(form, "note") }).await
}

pub async fn submit(
    req: Req,
    Given(s): Given<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    act(&req, &s, &id, ("submit", form), Command::Submit, "portal-submit-done").await
}

/// 补正完成: every point of the checklist is mended; those about documents by a document that came since.
pub async fn correct(
    req: Req,
    Given(s): Given<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let of = id_of(&id)?;
    let now = page(&req, &s, &of, Typed::default()).await?;
    let ticked = |i: usize| field(&form, &format!("point_{i}")) == "1";
    let mended = now.points.iter().enumerate().all(|(i, p)| if p.of_document { p.handed_in } else { ticked(i) });
    if mended {
        return act(&req, &s, &id, ("correct", form), Command::AnswerCorrection, "portal-correct-done").await;
    }
    let back = format!("/portal/matters/{of}");
    let open: kernel::Result<()> = Err(Error::invalid("points", "portal-points-open"));
    answer(&req, &back, ("correct", form), open, "", |typed| async move { Ok(MatterPage { typed, ..now }) }).await
}

pub async fn withdraw(
    req: Req,
    Given(s): Given<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    act(&req, &s, &id, ("withdraw", form), Command::Withdraw, "portal-withdraw-done").await
}

pub async fn start(
    req: Req,
    Given(s): Given<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    act(&req, &s, &id, ("start", form), Command::Start, "portal-start-done").await
}

pub async fn finish(
    req: Req,
    Given(s): Given<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    act(&req, &s, &id, ("finish", form), Command::Finish, "portal-finish-done").await
}

/// Five stars to one, with what each says.
pub fn star_choices(t: T, typed: &str) -> Vec<Choice> {
    ["5", "4", "3", "2", "1"].iter().map(|n| Choice::new(*n, t.s(format!("rating-{n}")), typed == *n)).collect()
}

/// The stars and the words of a rating form.
pub fn rate_of(form: &Fields) -> Rate {
    Rate { stars: field(form, "stars").parse().unwrap_or(0), note: field(form, "note").to_owned() }
}

pub async fn rate(
    req: Req,
    Given(s): Given<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = rate::rate(&req.ctx, &s, &id, &rate_of(&form)).await;
    let again = |typed| page(&req, &s, &id, typed);
    answer(&req, &format!("/portal/matters/{id}"), ("rate", form), outcome, "portal-rate-done", again).await
}
