//! The page of one matter: what is due until when, what is asked of whom, what can be done now, why it is needed, what happened.
use super::command::Command;
use super::service::may;
use super::view::{self, Light};
use super::web::{id_of, path_of};
use super::{ClockKind, Matter, MatterClock, Obligation, Outcome, Procedure, State, delegation, order, store as books};
use crate::LandState;
use crate::catalogue::{MatterKind, Theme};
use crate::fields::Typed;
use crate::material::{self, view::NeedsCard};
use crate::plan::{Plan, questions, store as plans};
use crate::project::page_parts::{Happened, folded, happened};
use crate::project::view::Words;
use crate::project::{Phase, Project, store as projects};
use axum::extract::{Path, State as With};
use kernel::id::MatterId;
use kernel::{Action, Ctx};
use ui::view::Choice;
use ui::{Html, Req, Result, Shell};

/// Lines of the timeline on the page.
const HISTORY: usize = 50;

/// A clock in numbers.
struct ClockRow {
    name: String,
    used: String,
    due: String,
    provisional: bool,
    wall: String,
    light: Light,
}

/// A document that is asked for.
pub(super) struct NeedRow {
    pub code: String,
    pub name: String,
    pub may_follow: bool,
}

/// Which controls are shown.
#[derive(Default)]
struct Can {
    submit: bool,
    corrected: bool,
    withdraw: bool,
    start: bool,
    finish: bool,
    accept: bool,
    tolerate: bool,
    refuse: bool,
    correct: bool,
    special: bool,
    special_end: bool,
    decide: bool,
    deliver: bool,
    extend: bool,
    revoke: bool,
    override_order: bool,
    supervise: bool,
}

impl Can {
    fn hand_in(&self) -> bool {
        self.submit || self.corrected || self.withdraw || self.start || self.finish
    }
    fn handle(&self) -> bool {
        self.accept || self.refuse || self.correct || self.special || self.special_end || self.decide || self.deliver
    }
    fn above(&self) -> bool {
        self.extend || self.revoke || self.override_order || self.supervise
    }
}

#[derive(askama::Template)]
#[template(path = "land/matter/page.html")]
pub(super) struct MatterPage {
    page: Shell,
    id: String,
    version: i64,
    project: String,
    project_path: String,
    example: bool,
    department: String,
    clerk: String,
    light: Light,
    stage: String,
    clocks: Vec<ClockRow>,
    needs: Vec<NeedRow>,
    /// The needs with their documents, for those who see documents.
    papers: Option<NeedsCard>,
    correction: Vec<(String, bool)>,
    obligations: Vec<(Obligation, String)>,
    joint: Vec<(String, Light, String, bool)>,
    before: Vec<(String, String, Light)>,
    after: Vec<(String, String)>,
    why: String,
    rule: String,
    basis: Vec<(String, String)>,
    document: String,
    overridden: String,
    procedures: Vec<Choice>,
    outcomes: Vec<Choice>,
    history: Vec<Happened>,
    can: Can,
    typed: Typed,
}

struct Whole {
    matter: Matter,
    clocks: Vec<MatterClock>,
    project: Project,
    plan: Option<Plan>,
    theme: Option<Theme>,
    siblings: Vec<Matter>,
    history: Vec<journal::Entry>,
}

async fn whole(ctx: &Ctx, s: &LandState, id: &MatterId) -> kernel::Result<Whole> {
    let mut conn = s.db.read(&ctx.zone).await?;
    let matter = books::get(&mut conn, &ctx.scope()?, id).await?;
    let project = projects::get(&mut conn, &ctx.scope()?, &matter.project_id).await?;
    let plan = plans::get(&mut conn, &matter.plan_id).await?;
    let theme = match &plan {
        Some(plan) => plans::version(&mut conn, &plan.theme_version).await?.map(|v| v.content),
        None => None,
    };
    Ok(Whole {
        clocks: books::clocks(&mut conn, id).await?,
        siblings: books::of_plan(&mut conn, &matter.plan_id).await?,
        history: journal::timeline(&mut conn, MatterId::KIND, id.as_str(), None, 100).await?,
        matter,
        project,
        plan,
        theme,
    })
}

pub(super) async fn show(req: Req, With(s): With<LandState>, Path(id): Path<String>) -> Result<Html<MatterPage>> {
    let id = id_of(&id)?;
    let page = page(&req, &s, &id, Typed::default()).await?;
    crate::notice::seen(&req.ctx, &s.db, &path_of(&id)).await?;
    Ok(Html(page))
}

fn can(ctx: &Ctx, m: &Matter, goes_on: bool) -> Can {
    let nothing = super::Document::default();
    let yes = |command: &Command| may(ctx, m, command);
    let follows = m.needs.iter().any(|n| n.may_follow);
    let above = ctx.permit::<Matter>(Action::Assign, &m.relation()).is_ok();
    Can {
        submit: goes_on && yes(&Command::Submit),
        corrected: yes(&Command::AnswerCorrection),
        withdraw: yes(&Command::Withdraw),
        start: goes_on && yes(&Command::Start),
        finish: yes(&Command::Finish),
        accept: yes(&Command::Accept),
        tolerate: m.tolerant && follows && yes(&Command::Accept),
        refuse: yes(&Command::Refuse),
        correct: m.correction.is_none() && yes(&Command::AskCorrection { items: Vec::new(), by: None }),
        special: yes(&Command::BeginSpecial { procedure: Procedure::Hearing, note: String::new() }),
        special_end: yes(&Command::EndSpecial),
        decide: yes(&Command::Decide { outcome: Outcome::Approved, document: nothing }),
        deliver: yes(&Command::Deliver),
        extend: yes(&Command::Extend { days: 1, approver: String::new() }),
        revoke: yes(&Command::Revoke),
        override_order: goes_on && above && m.state == State::Planned,
        supervise: above && (m.state.is_running() || m.state == State::Submitted),
    }
}

pub(super) async fn page(req: &Req, s: &LandState, id: &MatterId, typed: Typed) -> Result<MatterPage> {
    let t = req.t;
    let ctx = delegation::acting(&req.ctx, s).await?;
    let all = whole(&ctx, s, id).await?;
    let actors = all.history.iter().map(|e| e.actor.clone()).filter(|a| a != "system");
    let users: Vec<String> = actors.chain(all.matter.clerk.clone()).collect();
    let w = Words::of(&ctx, s, t, users).await?;
    let m = &all.matter;
    let zh = t.is_zh();
    let waiting = order::waiting_for(&w.calendar, m, &all.siblings, w.today);
    Ok(MatterPage {
        id: m.id.to_string(),
        version: m.version,
        project: all.project.name(zh).to_owned(),
        project_path: crate::project::web::path_of(&all.project.id),
        example: all.project.source.example,
        department: m.department.clone(),
        clerk: m.clerk.as_deref().map(|c| w.user(c)).unwrap_or_default(),
        light: view::light(t, &w.calendar, m, &all.clocks, w.today),
        stage: all.plan.as_ref().map(|p| p.stage_name(&m.stage, zh)).unwrap_or_default(),
        clocks: all.clocks.iter().map(|c| clock(&w, m, c)).collect(),
        needs: needs(&all, zh),
        papers: material::view::card(req, s, id, &path_of(id)).await?,
        correction: m.correction.iter().flat_map(|c| c.items.iter().map(|i| (i.what.clone(), i.done))).collect(),
        obligations: m.obligations.iter().map(|o| (o.clone(), material_name(&all, &o.material, zh))).collect(),
        joint: joint(&w, &ctx, m),
        before: before(&w, &all, &waiting),
        after: after(&all, zh),
        why: all.theme.as_ref().map(|theme| questions::reason(t, theme, &m.why)).unwrap_or_default(),
        rule: m.why.rule.clone(),
        basis: basis(&w, &all),
        document: m.document.as_ref().map(|d| format!("{} {}", d.number, d.note).trim().to_owned()).unwrap_or_default(),
        overridden: m.overridden.as_ref().map(|o| o.reason.clone()).unwrap_or_default(),
        procedures: Procedure::ALL.iter().map(|p| Choice::new(p.code(), t.s(p.key()), false)).collect(),
        outcomes: outcomes(&w, m),
        history: folded(t, all.history.iter().map(|e| happened(&w, e, all.siblings.iter())), HISTORY),
        can: can(&ctx, m, all.project.phase != Phase::Stopped),
        page: req.shell("matter", "land").titled(m.name(zh)),
        typed,
    })
}

/// With an open obligation the outcome can only be 容缺通过; without one it cannot be.
fn outcomes(w: &Words, m: &Matter) -> Vec<Choice> {
    let open = m.obligations.iter().any(|o| o.met_on.is_none());
    let pass = if open { Outcome::ApprovedTolerantly } else { Outcome::Approved };
    [pass, Outcome::Rejected].iter().map(|o| Choice::new(o.code(), w.t.s(o.key()), *o == pass)).collect()
}

fn clock(w: &Words, m: &Matter, c: &MatterClock) -> ClockRow {
    let t = w.t;
    let left = c.clock.remaining(&w.calendar, w.today);
    let light = match () {
        () if c.breached_on.is_some() || left < 0 => {
            Light { kind: "red", text: t.a("matter-over", "n", (-left).max(1)) }
        }
        () if c.clock.is_stopped() => Light { kind: "", text: t.s("clock-stopped") },
        () if c.clock.is_paused() => Light { kind: "pause", text: t.a("clock-paused", "n", left) },
        () if left <= view::SOON_DAYS => Light { kind: "yel", text: t.a("matter-left", "n", left) },
        () => Light { kind: "ok", text: t.a("matter-left", "n", left) },
    };
    let since = m.accepted_on.as_ref().and_then(|d| d.parse::<chrono::NaiveDate>().ok());
    let until = m.decided_on.as_ref().or(m.ended_on.as_ref()).and_then(|d| d.parse().ok()).unwrap_or(w.today);
    let extended = c.clock.extension().map(|e| t.a2("clock-extended", "n", e.by, "who", &e.approver));
    ClockRow {
        name: [t.s(c.kind.key()), extended.unwrap_or_default()].join(" ").trim().to_owned(),
        used: format!("{}/{}", c.clock.consumed(&w.calendar, w.today), c.clock.budget()),
        due: c.due_on.clone().unwrap_or_else(|| ui::format::ABSENT.to_owned()),
        provisional: c.provisional,
        wall: since
            .filter(|_| c.kind != ClockKind::Internal)
            .map(|d| t.int((until - d).num_days()))
            .unwrap_or_default(),
        light,
    }
}

fn material_name(all: &Whole, code: &str, zh: bool) -> String {
    let known = all.theme.as_ref().and_then(|t| t.materials.iter().find(|m| m.code == code));
    known.map_or_else(|| code.to_owned(), |m| m.name.get(zh).to_owned())
}

fn needs(all: &Whole, zh: bool) -> Vec<NeedRow> {
    let row = |n: &crate::catalogue::Need| NeedRow {
        code: n.material.clone(),
        name: material_name(all, &n.material, zh),
        may_follow: n.may_follow,
    };
    all.matter.needs.iter().map(row).collect()
}

fn joint(w: &Words, ctx: &Ctx, m: &Matter) -> Vec<(String, Light, String, bool)> {
    let one = |j: &super::Joint| {
        let light = match j.agrees {
            Some(true) => Light { kind: "ok", text: w.t.s("joint-agrees") },
            Some(false) => Light { kind: "yel", text: w.t.s("joint-objects") },
            None => Light { kind: "todo", text: w.t.s("joint-silent") },
        };
        let command =
            Command::Opine { department: j.department.clone(), agrees: true, opinion: String::new(), by: None };
        (j.department.clone(), light, j.opinion.clone(), j.agrees.is_none() && may(ctx, m, &command))
    };
    m.joint.iter().map(one).collect()
}

/// Prerequisites, each with its state; those that keep it from beginning are red where it waits.
fn before(w: &Words, all: &Whole, waiting: &[String]) -> Vec<(String, String, Light)> {
    let zh = w.t.is_zh();
    let one = |p: &super::Prerequisite| {
        let m = all.siblings.iter().find(|m| m.code == p.code)?;
        let light = if m.is_passed() {
            Light { kind: "ok", text: w.t.s("matter-prerequisite-met") }
        } else if waiting.contains(&p.code) {
            Light { kind: "todo", text: w.t.s(m.state.key()) }
        } else {
            Light { kind: "", text: w.t.s(m.state.key()) }
        };
        Some((path_of(&m.id), m.name(zh).to_owned(), light))
    };
    all.matter.prerequisites.iter().filter_map(one).collect()
}

fn after(all: &Whole, zh: bool) -> Vec<(String, String)> {
    let waits = |m: &&Matter| m.prerequisites.iter().any(|p| p.code == all.matter.code);
    all.siblings.iter().filter(waits).map(|m| (path_of(&m.id), m.name(zh).to_owned())).collect()
}

/// Limits as the catalogue has them, with the provision.
fn basis(w: &Words, all: &Whole) -> Vec<(String, String)> {
    let m = &all.matter;
    let days = |d: Option<i64>| d.map_or_else(|| ui::format::ABSENT.to_owned(), |n| w.t.a("land-working-days", "n", n));
    let kind = all.theme.as_ref().and_then(|t| t.matters.iter().find(|x| x.code == m.code));
    let mut rows = vec![
        (w.t.s(ClockKind::Statutory.key()), days(m.statutory_days)),
        (w.t.s(ClockKind::Promised.key()), days(m.promised_days)),
    ];
    if let Some(basis) = kind.map(|k| k.basis.clone()).filter(|b| !b.is_empty()) {
        rows.push((w.t.s("matter-basis"), basis));
    }
    if m.notify_and_commit {
        rows.push((w.t.s("matter-commit"), w.t.s("land-yes")));
    }
    if m.kind == MatterKind::Work {
        rows.clear();
    }
    rows
}
