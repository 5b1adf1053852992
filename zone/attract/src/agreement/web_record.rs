//! The page of one agreement: parties, evidence, workstreams, projects, and each amount with whether it counts and why.
use super::counting::{How, Why};
use super::draft::{AmountDraft, WorkDraft, rate_text};
use super::service::{self, Whole, WorkChange};
use super::totals::{Books, Verdict};
use super::web::yi;
use super::{Agreement, AmountEntry, AmountKind, Basis, Project, WorkState, Workstream};
use crate::AttractState;
use crate::fields::{Fields, Sent};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::AgreementId;
use kernel::money::Fen;
use kernel::{Action, Error, FieldError, Resource};
use std::collections::HashMap;
use ui::source::SourceForm;
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, T, answered, see_other};

struct WorkRow {
    work: Workstream,
    name: String,
    state: String,
    owner: String,
    states: Vec<Choice>,
    officers: Vec<Choice>,
}

struct ProjectRow {
    project: Project,
    name: String,
    company_path: String,
    /// Sums that count, kinds apart; `—` where there is none.
    sums: Vec<(String, String)>,
}

/// An amount with how it counts.
pub(super) struct AmountRow {
    pub entry: AmountEntry,
    pub project: String,
    pub agreement_path: String,
    pub kind: String,
    pub basis: String,
    /// As agreed, in its own currency.
    pub amount: String,
    pub rate: String,
    /// What goes into the total, 亿元; empty when nothing does.
    pub counted: String,
    /// How it counts, or why not.
    pub how: String,
    pub is_counted: bool,
    /// Papers kept as files.
    pub papers: usize,
    /// Where it can be corrected; empty where the reader may not.
    pub edit_path: String,
}

struct Link {
    path: String,
    name: String,
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/detail.html")]
pub(super) struct Detail {
    page: Shell,
    path: String,
    agreement: Agreement,
    title: String,
    kind: String,
    date_example: bool,
    lead: Option<Link>,
    mission: Option<Link>,
    amended: Option<Link>,
    parties: Vec<Link>,
    works: Vec<WorkRow>,
    projects: Vec<ProjectRow>,
    kinds_shown: Vec<String>,
    amounts: Vec<AmountRow>,
    may_edit: bool,
    project_choices: Vec<Choice>,
    kinds: Vec<Choice>,
    bases: Vec<Choice>,
    officers: Vec<Choice>,
    typed: AmountDraft,
    source_form: SourceForm,
    amount_open: bool,
    errors: Errors,
}

pub(super) fn id_of(text: &str) -> Result<AgreementId> {
    Ok(AgreementId::parse(text).ok_or(Error::NotFound)?)
}

/// How a counted record came in, and why another did not, in words.
pub(super) fn how_text(t: T, how: How) -> String {
    t.s(how.key())
}
pub(super) fn why_text(t: T, why: &Why) -> String {
    t.s(why.key())
}

/// What a verdict means for the column of sums, and in words.
pub(super) fn verdict_shown(t: T, verdict: &Verdict) -> (Option<Fen>, String) {
    match verdict {
        Verdict::Counted { fen, how, .. } => (Some(*fen), how_text(t, *how)),
        Verdict::LeftOut(why) => (None, why_text(t, why)),
    }
}

pub(super) fn amount_row(t: T, books: &Books, entry: AmountEntry, verdict: Option<(Option<Fen>, String)>) -> AmountRow {
    let (fen, how) = verdict.unwrap_or_default();
    let project = books.projects.get(&entry.project_id);
    AmountRow {
        project: project.map(|p| p.name(t.is_zh()).to_owned()).unwrap_or_default(),
        agreement_path: entry.agreement_id.as_ref().map(|a| format!("/attract/agreements/{a}")).unwrap_or_default(),
        kind: t.s(entry.kind.key()),
        basis: t.s(entry.basis.key()),
        amount: entry.amount().auto(t.locale),
        rate: entry.rate.as_ref().map(|r| rate_text(r.micro)).unwrap_or_default(),
        counted: fen.map(yi).unwrap_or_default(),
        is_counted: fen.is_some(),
        papers: books.papers.get(&entry.id).copied().unwrap_or(0),
        edit_path: String::new(),
        how,
        entry,
    }
}

pub(super) async fn page(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<Detail>> {
    let typed = AmountDraft { dated_on: req.ctx.today().to_string(), ..AmountDraft::default() };
    Ok(Html(detail(&req, &s, &id, typed, &[]).await?))
}

async fn detail(req: &Req, s: &AttractState, id: &str, typed: AmountDraft, refused: &[FieldError]) -> Result<Detail> {
    let t = req.t;
    let whole = service::get(&req.ctx, &s.db, &id_of(id)?).await?;
    let books = Books::read(&req.ctx, &s.db).await?;
    let Whole { agreement, workstreams, projects, amounts } = whole;
    let colleagues = s.directory.colleagues(&req.ctx.zone).await?;
    let officers: Vec<(String, String)> =
        colleagues.into_iter().filter(crate::Colleague::is_officer).map(|c| (c.id, c.name)).collect();
    let names = crate::mission::web::names(s, req, workstreams.iter().filter_map(|w| w.owner.clone())).await?;
    let verdicts = books.verdicts();
    let works = workstreams.into_iter().map(|w| work_row(t, w, &names, &officers)).collect();
    let project_rows = projects.iter().map(|p| project_row(t, &books, p)).collect();
    let may_edit = req.may(Resource::Agreement, Action::Edit) && agreement.voided_on.is_none();
    let rows = amounts.into_iter().map(|a| {
        let verdict = verdicts.get(&a.id).map(|v| verdict_shown(t, v));
        let edit_path =
            if may_edit { format!("/attract/agreements/{}/amounts/{}", agreement.id, a.id) } else { String::new() };
        AmountRow { edit_path, ..amount_row(t, &books, a, verdict) }
    });
    let rows: Vec<AmountRow> = rows.collect();
    let (lead, mission) = links(req, s, &agreement).await?;
    let amended = books.agreement(agreement.amends.as_ref());
    Ok(Detail {
        page: req.shell("agreement-title", "attract").titled(agreement.title(t.is_zh())),
        path: format!("/attract/agreements/{}", agreement.id),
        title: agreement.title(t.is_zh()).to_owned(),
        kind: t.s(agreement.kind.key()),
        date_example: agreement.date_source.as_ref().is_some_and(|s| s.example),
        lead,
        mission,
        amended: amended
            .map(|a| Link { path: format!("/attract/agreements/{}", a.id), name: a.title(t.is_zh()).to_owned() }),
        parties: agreement.parties.iter().map(party).collect(),
        works,
        projects: project_rows,
        kinds_shown: AmountKind::ALL.map(|k| t.s(k.key())).into_iter().collect(),
        amounts: rows,
        may_edit,
        project_choices: projects
            .iter()
            .map(|p| Choice::new(&p.id, p.name(t.is_zh()), p.id == typed.project))
            .collect(),
        kinds: AmountKind::ALL
            .map(|k| Choice::new(k.code(), t.s(k.key()), k.code() == typed.kind))
            .into_iter()
            .collect(),
        bases: Basis::ALL.map(|b| Choice::new(b.code(), t.s(b.key()), b.code() == typed.basis)).into_iter().collect(),
        officers: choices(t, &officers, ""),
        source_form: SourceForm::of(&typed.source),
        amount_open: !refused.is_empty(),
        errors: Errors::new(t, refused),
        typed,
        agreement,
    })
}

fn party(p: &super::Party) -> Link {
    Link {
        path: p.company_id.as_ref().map(|id| format!("/enterprises/{id}")).unwrap_or_default(),
        name: p.name.clone(),
    }
}

fn choices(t: T, officers: &[(String, String)], now: &str) -> Vec<Choice> {
    let none = Choice::new("", t.s("workstream-owner-none"), now.is_empty());
    std::iter::once(none).chain(officers.iter().map(|(id, name)| Choice::new(id, name, id == now))).collect()
}

fn work_row(t: T, work: Workstream, names: &HashMap<String, String>, officers: &[(String, String)]) -> WorkRow {
    WorkRow {
        name: work.name(t.is_zh()).to_owned(),
        state: t.s(work.state.key()),
        owner: work.owner.as_ref().and_then(|o| names.get(o)).cloned().unwrap_or_default(),
        states: WorkState::ALL.map(|s| Choice::new(s.code(), t.s(s.key()), s == work.state)).into_iter().collect(),
        officers: choices(t, officers, work.owner.as_deref().unwrap_or_default()),
        work,
    }
}

fn project_row(t: T, books: &Books, project: &Project) -> ProjectRow {
    let sum = |kind: AmountKind| {
        let tally = books.tally(kind);
        let own: Vec<Fen> = tally.counted.iter().filter(|c| c.entry.project_id == project.id).map(|c| c.fen).collect();
        if own.is_empty() { "—".to_owned() } else { Fen::checked_sum(own).map_or_else(|| "—".to_owned(), yi) }
    };
    ProjectRow {
        name: project.name(t.is_zh()).to_owned(),
        company_path: project.company_id.as_ref().map(|id| format!("/enterprises/{id}")).unwrap_or_default(),
        sums: AmountKind::ALL.map(|k| (t.s(k.key()), sum(k))).into_iter().collect(),
        project: project.clone(),
    }
}

async fn links(req: &Req, s: &AttractState, agreement: &Agreement) -> Result<(Option<Link>, Option<Link>)> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let lead = match &agreement.lead_id {
        Some(id) => conn.get::<crate::lead::Lead>(&[id.as_str().into()]).await?,
        None => None,
    };
    let mission = match &agreement.mission_id {
        Some(id) => conn.get::<crate::mission::Mission>(&[id.as_str().into()]).await?,
        None => None,
    };
    let lead = lead.map(|l| Link { path: format!("/attract/leads/{}", l.id), name: l.name });
    let zh = req.t.is_zh();
    let mission = mission.map(|m| Link { path: format!("/attract/missions/{}", m.id), name: m.title(zh).to_owned() });
    Ok((lead, mission))
}

/// An amount as a form says it.
pub(super) fn amount_draft(fields: &Fields) -> AmountDraft {
    AmountDraft {
        project: fields.get("project"),
        kind: fields.get("kind"),
        basis: fields.get("basis"),
        dated_on: fields.get("dated_on"),
        amount: fields.get("amount"),
        rate: fields.get("rate"),
        rate_source: fields.get("rate_source"),
        source: SourceForm::read(|n| fields.get(n)).source(),
    }
}

pub(super) async fn record_amount(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let draft = amount_draft(&fields);
    let outcome = service::record_amount(&req.ctx, &s.db, &id_of(&id)?, &draft).await;
    let (req, s, id) = (&req, &s, id.as_str());
    let saved = |entry: AmountEntry| {
        let flash = Flash::done("amount-saved").arg("amount", entry.amount().auto(req.t.locale));
        see_other(format!("/attract/agreements/{id}#amounts")).flash(flash)
    };
    answered(outcome, saved, |errors| async move { detail(req, s, id, draft, &errors).await }).await
}

pub(super) async fn add_workstream(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let draft = WorkDraft { name: fields.get("name"), owner: fields.get("owner") };
    service::add_workstream(&req.ctx, &s.db, &id_of(&id)?, &draft).await?;
    Ok(see_other(format!("/attract/agreements/{id}#workstreams")).flash(Flash::done("saved")).into_response())
}

pub(super) async fn change_workstream(
    req: Req,
    State(s): State<AttractState>,
    Path((id, work)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let change = WorkChange {
        version: fields.version(),
        name: fields.get("name"),
        state: fields.get("state"),
        owner: fields.get("owner"),
        note: fields.get("note"),
    };
    service::change_workstream(&req.ctx, &s.db, &id_of(&id)?, &work, &change).await?;
    Ok(see_other(format!("/attract/agreements/{id}#workstreams")).flash(Flash::done("saved")).into_response())
}

pub(super) async fn void(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    service::void(&req.ctx, &s.db, &id_of(&id)?, fields.version(), &fields.get("reason")).await?;
    Ok(see_other(format!("/attract/agreements/{id}")).flash(Flash::done("agreement-voided")).into_response())
}
