//! Pages of the agreements: the list, and the form by which a signing enters the books.
use super::counting::Counted;
use super::draft::{Draft, ProjectDraft, WorkDraft};
use super::totals::Books;
use super::{
    Agreement, AmountKind, Kind, service, web_amount, web_change, web_investment, web_record, web_rules, web_totals,
};
use crate::AttractState;
use crate::fields::{Fields, Sent};
use crate::lead::query::Filter;
use crate::lead::{Lead, service as leads};
use crate::mission::{Mission, store as trips};
use axum::extract::{Form, State};
use axum::response::Response;
use kernel::id::LeadId;
use kernel::money::Fen;
use kernel::{Action, FieldError, Resource};
use std::collections::BTreeSet;
use ui::source::SourceForm;
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, T, answered, see_other};

pub fn routes() -> Routes<AttractState> {
    let see = Access::Needs(Resource::Agreement, Action::View);
    let sign = Access::Needs(Resource::Agreement, Action::Create);
    let change = Access::Needs(Resource::Agreement, Action::Edit);
    let rules = Access::Needs(Resource::Pipeline, Action::Edit);
    Routes::new()
        .get("/attract/agreements", see, list)
        .post("/attract/agreements", sign, add)
        .get("/attract/agreements/new", sign, blank)
        .get("/attract/agreements/{id}", see, web_record::page)
        .post("/attract/agreements/{id}/amounts", change, web_record::record_amount)
        .get("/attract/agreements/{id}/edit", change, web_change::page)
        .post("/attract/agreements/{id}/edit", change, web_change::edit)
        .post("/attract/agreements/{id}/projects", change, web_change::add_project)
        .get("/attract/agreements/{id}/amounts/{amount}", change, web_amount::page)
        .post("/attract/agreements/{id}/amounts/{amount}", change, web_amount::correct)
        .post("/attract/agreements/{id}/amounts/{amount}/remove", change, web_amount::take_back)
        .upload("/attract/agreements/{id}/amounts/{amount}/files", change, files::MOST_BODY, web_amount::attach)
        .get("/attract/agreements/{id}/files/{file}", see, web_amount::fetch)
        .post("/attract/agreements/{id}/files/{file}/remove", change, web_amount::detach)
        .post("/attract/agreements/{id}/workstreams/{work}/remove", change, web_change::take_back_work)
        .post("/attract/agreements/{id}/workstreams", change, web_record::add_workstream)
        .post("/attract/agreements/{id}/workstreams/{work}", change, web_record::change_workstream)
        .post("/attract/agreements/{id}/void", change, web_record::void)
        .get("/attract/signed", see, web_totals::page)
        .get("/attract/signed/rules", see, web_rules::list)
        .post("/attract/signed/rules", rules, web_rules::save)
        .get("/attract/signed/rules/new", rules, web_rules::blank)
        .post("/attract/signed/rules/preview", rules, web_rules::foresee)
        .get("/attract/signed/rules/{code}/{change}", rules, web_rules::edit)
        .get("/attract/investment", see, web_investment::page)
}

/// 亿元 with two decimals, as the columns of sums have it.
pub(super) fn yi(fen: Fen) -> String {
    fen.yi(2)
}

/// A kind of amount with its total, apart from the others.
struct Total {
    name: String,
    sum: String,
    path: String,
    counted: usize,
    left_out: usize,
}

struct Row {
    path: String,
    agreement: Agreement,
    title: String,
    kind: String,
    projects: usize,
    workstreams: usize,
    contracted: String,
    contracted_example: bool,
    paid_in: String,
    paid_in_example: bool,
    date_example: bool,
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/list.html")]
struct List {
    page: Shell,
    totals: Vec<Total>,
    rows: Vec<Row>,
    years: Vec<Choice>,
    kinds: Vec<Choice>,
    filtered: bool,
    may_sign: bool,
}

fn asked<'q>(query: &'q str, name: &str) -> &'q str {
    query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
}

async fn list(req: Req, State(s): State<AttractState>) -> Result<Html<List>> {
    let t = req.t;
    let books = Books::read(&req.ctx, &s.db).await?;
    let (year, kind) = (asked(&req.query, "year"), asked(&req.query, "kind"));
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let works = super::store::all_workstreams(&mut conn, &req.ctx.scope()?).await?;
    drop(conn);
    let tallies: Vec<_> = AmountKind::ALL.map(|k| (k, books.tally(k))).into_iter().collect();
    let totals = tallies.iter().map(|(kind, tally)| Total {
        name: t.s(kind.key()),
        sum: tally.total().map_or_else(|| "—".to_owned(), yi),
        path: format!("/attract/signed?kind={}", kind.code()),
        counted: tally.counted.len(),
        left_out: tally.left_out.len(),
    });
    let sum = |agreement: &Agreement, of: AmountKind| {
        let tally = tallies.iter().find(|(k, _)| *k == of).map(|(_, t)| t);
        let own =
            tally.into_iter().flat_map(|t| &t.counted).filter(|c| c.entry.agreement_id.as_ref() == Some(&agreement.id));
        let own: Vec<Fen> = own.map(|c| c.fen).collect();
        if own.is_empty() { "—".to_owned() } else { Fen::checked_sum(own).map_or_else(|| "—".to_owned(), yi) }
    };
    // A sum with an example amount in it is an example.
    let invented = |agreement: &Agreement, of: AmountKind| {
        let own = |c: &&Counted| c.entry.agreement_id.as_ref() == Some(&agreement.id);
        let tally = tallies.iter().find(|(k, _)| *k == of).map(|(_, t)| t);
        tally.into_iter().flat_map(|t| &t.counted).filter(own).any(|c| c.entry.source.example)
    };
    let mut all: Vec<&Agreement> = books.agreements.values().collect();
    all.sort_by(|a, b| (&b.signed_on, &b.id).cmp(&(&a.signed_on, &a.id)));
    let known: BTreeSet<&str> = all.iter().filter_map(|a| a.signed_on.as_deref()?.get(..4)).collect();
    let shown = |a: &&Agreement| {
        (year.is_empty() || a.signed_on.as_deref().is_some_and(|d| d.starts_with(year)))
            && (kind.is_empty() || a.kind.code() == kind)
    };
    let rows = all.iter().copied().filter(shown).map(|a: &Agreement| Row {
        path: format!("/attract/agreements/{}", a.id),
        title: a.title(t.is_zh()).to_owned(),
        kind: t.s(a.kind.key()),
        projects: books.projects.values().filter(|p| p.agreement_id.as_ref() == Some(&a.id)).count(),
        workstreams: works.iter().filter(|w| w.agreement_id == a.id).count(),
        contracted: sum(a, AmountKind::Contracted),
        contracted_example: invented(a, AmountKind::Contracted),
        paid_in: sum(a, AmountKind::PaidIn),
        paid_in_example: invented(a, AmountKind::PaidIn),
        date_example: a.date_source.as_ref().is_some_and(|s| s.example),
        agreement: a.clone(),
    });
    let years = std::iter::once(Choice::new("", t.s("agreement-all-years"), year.is_empty()));
    let kinds = std::iter::once(Choice::new("", t.s("agreement-all-kinds"), kind.is_empty()));
    Ok(Html(List {
        page: crate::tabs(req.shell("agreement-title", "attract"), "/attract/agreements"),
        totals: totals.collect(),
        rows: rows.collect(),
        years: years.chain(known.iter().rev().map(|y| Choice::new(*y, *y, *y == year))).collect(),
        kinds: kinds.chain(Kind::ALL.map(|k| Choice::new(k.code(), t.s(k.key()), k.code() == kind))).collect(),
        filtered: !year.is_empty() || !kind.is_empty(),
        may_sign: req.may(Resource::Agreement, Action::Create),
    }))
}

/// Rows for projects and workstreams in the form.
const PROJECTS: usize = 3;
const WORKSTREAMS: usize = 4;

/// A project in a form, with what its selects offer.
pub(super) struct ProjectRow {
    pub i: usize,
    pub draft: ProjectDraft,
    pub focuses: Vec<Choice>,
    pub officers: Vec<Choice>,
    pub name_error: String,
    pub contracted_error: String,
    pub total_error: String,
    pub rate_error: String,
}

struct WorkRow {
    i: usize,
    draft: WorkDraft,
    officers: Vec<Choice>,
    error: String,
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/form.html")]
struct FormPage {
    page: Shell,
    draft: Draft,
    kinds: Vec<Choice>,
    leads: Vec<Choice>,
    missions: Vec<Choice>,
    earlier: Vec<Choice>,
    projects: Vec<ProjectRow>,
    workstreams: Vec<WorkRow>,
    source_form: SourceForm,
    errors: Errors,
}

/// A project as a form says it.
pub(super) fn project_draft(fields: &Fields, i: usize) -> ProjectDraft {
    ProjectDraft {
        name: fields.nth("project", i),
        company: fields.nth("company", i),
        focus: fields.nth("focus", i),
        owner: fields.nth("owner", i),
        contracted: fields.nth("contracted", i),
        total_investment: fields.nth("total_investment", i),
        rate: fields.nth("rate", i),
        rate_source: fields.nth("rate_source", i),
    }
}

fn draft_of(fields: &Fields) -> Draft {
    let work = |i| WorkDraft { name: fields.nth("work", i), owner: fields.nth("work_owner", i) };
    Draft {
        title: fields.get("title"),
        title_en: fields.get("title_en"),
        kind: fields.get("kind"),
        signed_on: fields.get("signed_on"),
        parties: fields.get("parties"),
        lead: fields.get("lead"),
        mission: fields.get("mission"),
        amends: fields.get("amends"),
        projects: (0..PROJECTS).map(|i| project_draft(fields, i)).collect(),
        workstreams: (0..WORKSTREAMS).map(work).collect(),
        source: SourceForm::read(|n| fields.get(n)).source(),
    }
}

/// What a lead and its trips already say.
async fn prefilled(req: &Req, s: &AttractState) -> Result<Draft> {
    let mut draft = Draft {
        kind: Kind::Investment.code().to_owned(),
        signed_on: req.ctx.today().to_string(),
        mission: asked(&req.query, "mission").to_owned(),
        ..Draft::default()
    };
    let Some(id) = LeadId::parse(asked(&req.query, "lead")) else { return Ok(draft) };
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let lead = crate::lead::store::get(&mut conn, &req.ctx.scope()?, &id).await?;
    if draft.mission.is_empty() {
        let visits = trips::visits_of_lead(&mut conn, &req.ctx.scope()?, &id).await?;
        draft.mission = visits.iter().find(|v| v.is_held()).map(|v| v.mission_id.to_string()).unwrap_or_default();
    }
    let subject = if lead.subject.is_empty() { lead.name.clone() } else { lead.subject.clone() };
    draft.title = req.t.a("agreement-title-of", "subject", &subject);
    draft.parties = format!("{}\n{}", req.shell("agreement-new", "attract").zone, lead.name);
    draft.projects = vec![ProjectDraft {
        name: subject,
        company: lead.name.clone(),
        focus: lead.focus.clone().unwrap_or_default(),
        owner: lead.owner.clone().unwrap_or_default(),
        ..ProjectDraft::default()
    }];
    draft.lead = id.to_string();
    Ok(draft)
}

/// What the selects of the forms offer: officers and focus industries, by id and name.
pub(super) struct Lists {
    officers: Vec<(String, String)>,
    focuses: Vec<(String, String)>,
}

pub(super) async fn lists(req: &Req, s: &AttractState) -> Result<Lists> {
    let colleagues = s.directory.colleagues(&req.ctx.zone).await?;
    let officers = colleagues.into_iter().filter(crate::Colleague::is_officer).map(|c| (c.id, c.name));
    Ok(Lists { officers: officers.collect(), focuses: s.companies.focuses(&req.ctx).await? })
}

fn choices(t: T, all: &[(String, String)], none: &str, now: &str) -> Vec<Choice> {
    let none = Choice::new("", t.s(none), now.is_empty());
    std::iter::once(none).chain(all.iter().map(|(id, name)| Choice::new(id, name, id == now))).collect()
}

pub(super) fn project_row(t: T, lists: &Lists, i: usize, draft: ProjectDraft, errors: &Errors) -> ProjectRow {
    let error = |name: &str| errors.of(&format!("{name}_{i}")).to_owned();
    ProjectRow {
        i,
        focuses: choices(t, &lists.focuses, "agreement-focus-none", &draft.focus),
        officers: choices(t, &lists.officers, "agreement-officer-me", &draft.owner),
        name_error: error("project"),
        contracted_error: error("contracted"),
        total_error: error("total_investment"),
        rate_error: error("rate"),
        draft,
    }
}

async fn form_page(req: &Req, s: &AttractState, draft: Draft, refused: &[FieldError]) -> Result<FormPage> {
    let t = req.t;
    let errors = Errors::new(t, refused);
    let lists = lists(req, s).await?;
    let project = |i: usize| project_row(t, &lists, i, draft.projects.get(i).cloned().unwrap_or_default(), &errors);
    let work = |i: usize| {
        let draft = draft.workstreams.get(i).cloned().unwrap_or_default();
        let officers = choices(t, &lists.officers, "workstream-owner-none", &draft.owner);
        WorkRow { i, officers, error: errors.of(&format!("work_{i}")).to_owned(), draft }
    };
    let known = known(req, s, &draft).await?;
    Ok(FormPage {
        page: req.shell("agreement-new", "attract"),
        kinds: Kind::ALL.map(|k| Choice::new(k.code(), t.s(k.key()), k.code() == draft.kind)).into_iter().collect(),
        leads: choices(t, &known.leads, "agreement-lead-none", &draft.lead),
        missions: choices(t, &known.missions, "agreement-mission-none", &draft.mission),
        earlier: choices(t, &known.agreements, "agreement-amends-none", &draft.amends),
        projects: (0..PROJECTS).map(project).collect(),
        workstreams: (0..WORKSTREAMS).map(work).collect(),
        source_form: SourceForm::of(&draft.source),
        draft,
        errors,
    })
}

/// What the selects of the form offer: id and name.
struct Known {
    leads: Vec<(String, String)>,
    missions: Vec<(String, String)>,
    agreements: Vec<(String, String)>,
}

async fn known(req: &Req, s: &AttractState, draft: &Draft) -> Result<Known> {
    let own = Filter::default().with("owner", "me");
    let mut leads: Vec<(String, String)> =
        leads::list(&req.ctx, s, &own).await?.leads.into_iter().map(|l| (l.id.to_string(), l.name)).collect();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    if let Some(id) = LeadId::parse(&draft.lead).filter(|id| !leads.iter().any(|(known, _)| known == id.as_str()))
        && let Some(lead) = conn.get::<Lead>(&[id.as_str().into()]).await?
    {
        leads.insert(0, (lead.id.to_string(), lead.name));
    }
    let zh = req.t.is_zh();
    let missions = trips::all(&mut conn, &req.ctx.scope()?).await?;
    let mission = |m: Mission| (m.id.to_string(), format!("{} {}", m.starts_on, m.title(zh)));
    let agreements = super::store::all(&mut conn, &req.ctx.scope()?).await?;
    let agreement = |a: Agreement| (a.id.to_string(), a.title(zh).to_owned());
    Ok(Known {
        leads,
        missions: missions.into_iter().filter(|m| m.cancelled_on.is_none()).take(100).map(mission).collect(),
        agreements: agreements.into_iter().filter(|a| a.voided_on.is_none()).take(200).map(agreement).collect(),
    })
}

async fn blank(req: Req, State(s): State<AttractState>) -> Result<Html<FormPage>> {
    let draft = prefilled(&req, &s).await?;
    Ok(Html(form_page(&req, &s, draft, &[]).await?))
}

async fn add(req: Req, State(s): State<AttractState>, Form(sent): Form<Sent>) -> Result<Response> {
    let draft = draft_of(&Fields(sent));
    let outcome = service::sign(&req.ctx, &s, &draft).await;
    let saved = |agreement: Agreement| {
        let key = if agreement.lead_id.is_some() { "agreement-signed-lead" } else { "agreement-signed" };
        let flash = Flash::done(key).arg("title", &agreement.title);
        see_other(format!("/attract/agreements/{}", agreement.id)).flash(flash)
    };
    let (req, s) = (&req, &s);
    answered(outcome, saved, |errors| async move { form_page(req, s, draft, &errors).await }).await
}
