//! 编制审批计划: the questions that matter, what they make of the project and why, what would change; then it is adopted. 推演 says what
//! would make it faster.
use super::questions::{self, Question, answers_of, reason};
use super::service::{self, Adopt, Proposal};
use super::web_what_if;
use super::{Change, Plan, store as books};
use crate::LandState;
use crate::catalogue::{Link, MatterType, Theme, ThemeVersion};
use crate::fields::{Fields, get, text, version};
use crate::project::web::{id_of, path_of};
use crate::project::{Project, service as projects, store as project_books};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, T, see_other};

pub fn routes() -> Routes<LandState> {
    let edit = Access::Needs(Resource::Project, Action::Edit);
    let see = Access::Needs(Resource::Catalogue, Action::View);
    Routes::new()
        .get("/land/projects/{id}/plan", edit, ask)
        .post("/land/projects/{id}/plan", edit, adopt)
        .post("/land/projects/{id}/plan/adjust", edit, adjust)
        .post("/land/projects/{id}/plan/migrate", edit, migrate)
        .get("/land/projects/{id}/what-if", see, web_what_if::show)
}

/// A matter of the proposed plan.
struct Row {
    name: String,
    department: String,
    limit: String,
    why: String,
    days: String,
    critical: bool,
    /// Text key suffix: new, changed, or nothing.
    mark: String,
}

#[derive(askama::Template)]
#[template(path = "land/project/plan.html")]
struct PlanPage {
    page: Shell,
    id: String,
    version: i64,
    project: String,
    themes: Vec<Choice>,
    theme: String,
    questions: Vec<Question>,
    /// All questions have an answer and there is something to adopt.
    proposed: bool,
    rows: Vec<Row>,
    left_out: Vec<(String, String)>,
    removed: Vec<String>,
    kept: Vec<String>,
    summary: String,
    adjustments: Vec<(String, String, String)>,
    serial: Vec<Choice>,
    removable: Vec<Choice>,
    newer: Option<i64>,
    refused: Vec<String>,
    adjust_error: String,
    /// Which adjustment is open, with what was typed or proposed.
    adjusting: Adjusting,
    has_plan: bool,
}

#[derive(Default)]
struct Adjusting {
    kind: String,
    days: String,
    reason: String,
}

impl Adjusting {
    fn of(form: &Fields) -> Self {
        Self { kind: text(form, "kind"), days: text(form, "days"), reason: text(form, "reason") }
    }
    fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }
    /// What was typed into the form of that kind.
    fn reason_of(&self, kind: &str) -> &str {
        if self.is(kind) { &self.reason } else { "" }
    }
}

/// The query of an address as a form.
fn query_fields(req: &Req) -> Fields {
    let pairs = req.query.split('&').filter_map(|p| p.split_once('='));
    pairs.map(|(n, v)| (ui::cookie::unpercent(n), ui::cookie::unpercent(v))).collect()
}

async fn ask(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<PlanPage>> {
    Ok(Html(page(&req, &s, &id, &query_fields(&req), None, String::new()).await?))
}

/// The page for these answers; errors are what adopting them was refused for.
async fn page(
    req: &Req,
    s: &LandState,
    id: &str,
    form: &Fields,
    refused: Option<Error>,
    adjust_error: String,
) -> Result<PlanPage> {
    let t = req.t;
    let project_id = id_of(id)?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let project = project_books::get(&mut conn, &req.ctx.scope()?, &project_id).await?;
    projects::require_work(&req.ctx, &project)?;
    let themes = books::all_published(&mut conn).await?;
    let current = books::current(&mut conn, &project_id).await?;
    let own = match &current {
        Some(plan) => books::version(&mut conn, &plan.theme_version).await?,
        None => None,
    };
    drop(conn);
    let wanted = Some(get(form, "theme")).filter(|w| !w.is_empty()).or(project.theme.as_deref());
    let chosen = themes.iter().find(|v| Some(v.theme.as_str()) == wanted).or(themes.first());
    let typed = form.iter().any(|(n, _)| n.starts_with("a."));
    let answers = match chosen {
        Some(v) if typed => answers_of(&v.content, form),
        _ => project.attributes.clone(),
    };
    let (proposal, errors) = match chosen {
        Some(v) => read_proposal(t, service::propose(&req.ctx, s, &project_id, &v.theme, &answers).await, typed)?,
        None => (None, Errors::none()),
    };
    let refused = refusals(t, refused, &errors, chosen)?;
    let newer = own.as_ref().zip(chosen).filter(|(own, new)| own.theme == new.theme && own.number < new.number);
    Ok(PlanPage {
        id: id.to_owned(),
        version: project.version,
        project: project.name(t.is_zh()).to_owned(),
        themes: themes.iter().map(|v| theme_choice(t, v, chosen)).collect(),
        theme: chosen.map(|v| v.theme.clone()).unwrap_or_default(),
        questions: chosen.map(|v| questions::questions(t, &v.content, &answers, &errors)).unwrap_or_default(),
        proposed: proposal.is_some(),
        rows: proposal.as_ref().map(|p| rows(t, p, current.is_some())).unwrap_or_default(),
        left_out: proposal.as_ref().map(|p| left_out(t, p)).unwrap_or_default(),
        removed: proposal.as_ref().map(|p| removed(t, p)).unwrap_or_default(),
        kept: proposal
            .as_ref()
            .map(|p| p.kept.iter().map(|m| m.name(t.is_zh()).to_owned()).collect())
            .unwrap_or_default(),
        summary: proposal.as_ref().map(|p| summary(t, p)).unwrap_or_default(),
        adjustments: current.as_ref().zip(own.as_ref()).map(|(p, v)| adjustments(t, p, &v.content)).unwrap_or_default(),
        serial: current
            .as_ref()
            .zip(own.as_ref())
            .map(|(p, v)| serial(t, p, &v.content, get(form, "link")))
            .unwrap_or_default(),
        removable: proposal
            .as_ref()
            .filter(|_| current.is_some())
            .map(|p| removable(t, p, get(form, "matter")))
            .unwrap_or_default(),
        newer: newer.map(|(_, new)| new.number),
        refused,
        adjust_error,
        adjusting: Adjusting::of(form),
        has_plan: current.is_some(),
        page: shell(req, &project),
    })
}

/// The proposal, or what is wrong with the answers; before anything is answered nothing is wrong.
fn read_proposal(t: T, found: kernel::Result<Proposal>, typed: bool) -> kernel::Result<(Option<Proposal>, Errors)> {
    match found {
        Ok(proposal) => Ok((Some(proposal), Errors::none())),
        Err(Error::Invalid(errors)) if typed => Ok((None, Errors::new(t, &errors))),
        Err(Error::Invalid(_)) => Ok((None, Errors::none())),
        Err(error) => Err(error),
    }
}

/// What adopting was refused for, and errors that belong to no question.
fn refusals(
    t: T,
    refused: Option<Error>,
    errors: &Errors,
    chosen: Option<&ThemeVersion>,
) -> kernel::Result<Vec<String>> {
    let mut said: Vec<String> = match refused {
        Some(Error::Invalid(errors)) => errors.iter().map(|e| t.field_error(e)).collect(),
        Some(error) => return Err(error),
        None => Vec::new(),
    };
    let codes: Vec<&str> =
        chosen.map(|v| v.content.attributes.iter().map(|a| a.code.as_str()).collect()).unwrap_or_default();
    said.extend(errors.besides(&codes).iter().map(|e| (*e).to_owned()));
    Ok(said)
}

fn shell(req: &Req, project: &Project) -> Shell {
    let title = req.t.a("plan-of", "name", project.name(req.t.is_zh()));
    req.shell("plan-title", "land").titled(title)
}

fn theme_choice(t: T, v: &ThemeVersion, chosen: Option<&ThemeVersion>) -> Choice {
    let label = t.a2("plan-theme-version", "name", v.content.name.get(t.is_zh()), "n", v.number);
    Choice::new(&v.theme, label, chosen.is_some_and(|c| c.theme == v.theme))
}

fn limit(t: T, m: &MatterType) -> String {
    match (m.promised_days, m.statutory_days) {
        (Some(days), _) => t.a("plan-limit-promised", "n", days),
        (None, Some(days)) => t.a("plan-limit-statutory", "n", days),
        (None, None) => ui::format::ABSENT.to_owned(),
    }
}

/// The matters; what is new or otherwise is marked where there is a plan already.
fn rows(t: T, p: &Proposal, marked: bool) -> Vec<Row> {
    let row = |n: &super::Needed| {
        let f = p.outcome.matters.iter().find(|f| f.code == n.matter.code);
        let added = marked && p.difference.added.iter().any(|m| m.code == n.matter.code);
        let changed = p.difference.changed.iter().find(|c| c.after.code == n.matter.code);
        let mark = match (added, changed) {
            (true, _) => t.s("plan-mark-new"),
            (_, Some(c)) => {
                let parts: Vec<String> = c.parts.iter().map(|p| t.s(p.key())).collect();
                t.a("plan-mark-changed", "parts", parts.join(&t.s("land-comma")))
            }
            _ => String::new(),
        };
        Row {
            name: n.matter.name.get(t.is_zh()).to_owned(),
            department: n.matter.department.clone(),
            limit: limit(t, &n.matter),
            why: reason(t, &p.version.content, &n.why),
            days: f.map(|f| format!("{} – {}", f.start_on, f.finish_on)).unwrap_or_default(),
            critical: f.is_some_and(|f| f.critical),
            mark,
        }
    };
    p.compiled.needed.iter().map(row).collect()
}

fn left_out(t: T, p: &Proposal) -> Vec<(String, String)> {
    let one = |l: &super::LeftOut| (l.name.get(t.is_zh()).to_owned(), reason(t, &p.version.content, &l.why));
    p.compiled.left_out.iter().map(one).collect()
}

fn removed(t: T, p: &Proposal) -> Vec<String> {
    p.difference.removed.iter().map(|m| m.name.get(t.is_zh()).to_owned()).collect()
}

fn summary(t: T, p: &Proposal) -> String {
    let departments: std::collections::BTreeSet<&str> =
        p.compiled.needed.iter().map(|n| n.matter.department.as_str()).collect();
    let args = [
        ("n".to_owned(), p.compiled.needed.len().to_string()),
        ("departments".to_owned(), departments.len().to_string()),
        ("p50".to_owned(), p.outcome.forecast.p50_on.clone()),
        ("p80".to_owned(), p.outcome.forecast.p80_on.clone()),
    ];
    t.args("plan-summary", &args)
}

fn name_of(theme: &Theme, code: &str, zh: bool) -> String {
    theme.matters.iter().find(|m| m.code == code).map_or_else(|| code.to_owned(), |m| m.name.get(zh).to_owned())
}

/// What was changed by hand: what, why, when.
fn adjustments(t: T, plan: &Plan, theme: &Theme) -> Vec<(String, String, String)> {
    let zh = t.is_zh();
    let words = |change: &Change| match change {
        Change::Add { matter } => t.a("plan-change-add", "name", matter.name.get(zh)),
        Change::Remove { code } => t.a("plan-change-remove", "name", name_of(theme, code, zh)),
        Change::AddLink { link } => {
            t.a2("plan-change-link", "from", name_of(theme, &link.from, zh), "to", name_of(theme, &link.to, zh))
        }
        Change::RemoveLink { from, to } => {
            t.a2("plan-change-parallel", "from", name_of(theme, from, zh), "to", name_of(theme, to, zh))
        }
        Change::Promise { code, days } => t.a2("plan-change-promise", "name", name_of(theme, code, zh), "n", *days),
    };
    plan.adjustments.iter().map(|a| (words(&a.change), a.reason.clone(), a.on.clone())).collect()
}

/// The prerequisites of the plan: `A → B`; `chosen` is `a>b`.
fn serial(t: T, plan: &Plan, theme: &Theme, chosen: &str) -> Vec<Choice> {
    let zh = t.is_zh();
    let choice = |l: &Link| {
        let label = format!("{} → {}", name_of(theme, &l.from, zh), name_of(theme, &l.to, zh));
        let value = format!("{}>{}", l.from, l.to);
        Choice::new(value.clone(), label, value == chosen)
    };
    plan.links.iter().map(choice).collect()
}

fn removable(t: T, p: &Proposal, chosen: &str) -> Vec<Choice> {
    let choice = |n: &super::Needed| Choice::new(&n.matter.code, n.matter.name.get(t.is_zh()), n.matter.code == chosen);
    p.compiled.needed.iter().map(choice).collect()
}

async fn adopt(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let project = id_of(&id)?;
    let theme = get(&form, "theme");
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let content = books::published(&mut conn, theme).await?.map(|v| v.content);
    drop(conn);
    let answers = content.map(|c| answers_of(&c, &form)).unwrap_or_default();
    let cmd = Adopt { theme, answers: &answers, from: None };
    match service::adopt(&req.ctx, &s, &project, version(&form), &cmd).await {
        Ok(_) => {
            Ok(see_other(format!("{}#plan", path_of(&project))).flash(Flash::done("plan-adopted")).into_response())
        }
        Err(Error::Conflict { code, .. }) => {
            Ok(see_other(format!("{}/plan", path_of(&project))).flash(Flash::warning(&code)).into_response())
        }
        Err(error) => {
            let page = page(&req, &s, &id, &form, Some(error), String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// What the form of an adjustment says.
fn change_of(form: &Fields) -> kernel::Result<Change> {
    let missing = |field: &str| Error::invalid(field, "plan-adjust-what");
    match get(form, "kind") {
        "parallel" => {
            let (from, to) = get(form, "link").split_once('>').ok_or_else(|| missing("link"))?;
            Ok(Change::RemoveLink { from: from.to_owned(), to: to.to_owned() })
        }
        "remove" if !get(form, "matter").is_empty() => Ok(Change::Remove { code: get(form, "matter").to_owned() }),
        "promise" if !get(form, "matter").is_empty() => {
            let days = get(form, "days").trim().parse().ok();
            Ok(Change::Promise {
                code: get(form, "matter").to_owned(),
                days: days.ok_or_else(|| Error::invalid("days", "plan-adjust-days"))?,
            })
        }
        _ => Err(missing("kind")),
    }
}

async fn adjust(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let project = id_of(&id)?;
    let outcome = match change_of(&form) {
        Ok(change) => service::adjust(&req.ctx, &s, &project, version(&form), change, get(&form, "reason")).await,
        Err(error) => Err(error),
    };
    let back = format!("{}/plan", path_of(&project));
    match outcome {
        Ok(_) => Ok(see_other(back).flash(Flash::done("plan-adjusted")).into_response()),
        Err(Error::Conflict { code, .. }) => Ok(see_other(back).flash(Flash::warning(&code)).into_response()),
        Err(Error::Invalid(errors)) => {
            let said = errors.first().map(|e| req.t.field_error(e)).unwrap_or_default();
            let page = page(&req, &s, &id, &form, None, said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn migrate(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let project = id_of(&id)?;
    let back = format!("{}/plan", path_of(&project));
    match service::migrate(&req.ctx, &s, &project, version(&form)).await {
        Ok(_) => Ok(see_other(path_of(&project)).flash(Flash::done("plan-migrated")).into_response()),
        Err(Error::Conflict { code, .. }) => Ok(see_other(back).flash(Flash::warning(&code)).into_response()),
        Err(Error::Invalid(errors)) => Ok(see_other(back).flash(crate::fields::flash_of(&errors)).into_response()),
        Err(error) => Err(error.into()),
    }
}
