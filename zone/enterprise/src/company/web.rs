//! Forms of companies: new, edit, merge, suspected duplicates.
use super::duplicate::{self, Basis};
use super::form::{self, FormPage, Offer, Refusal, Stale};
use super::service::{self, Create, Edit};
use super::{Draft, Enterprise, merging, rules, store as companies};
use crate::detail::web::{basis_name, id_of, source};
use crate::list::web::{EnterpriseState, Fields, field};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

type Given = State<EnterpriseState>;
/// Pairs shown.
const PAIRS: i64 = 200;
/// Offers of a pick list.
const OFFERS: usize = 40;

pub fn routes() -> Routes<EnterpriseState> {
    let create = Access::Needs(Resource::Enterprise, Action::Create);
    let edit = Access::Needs(Resource::Enterprise, Action::Edit);
    let merge = Access::Needs(Resource::Enterprise, Action::Merge);
    Routes::new()
        .get("/enterprises/new", create, new_form)
        .post("/enterprises/new", create, create_one)
        .get("/enterprises/industries", edit, industry_offers)
        .get("/enterprises/duplicates", merge, duplicates)
        .post("/enterprises/merges/{merge}/undo", merge, undo)
        .get("/enterprises/{id}/edit", edit, edit_form)
        .post("/enterprises/{id}/edit", edit, edit_one)
        .get("/enterprises/{id}/merge/{other}", merge, merge_page)
        .post("/enterprises/{id}/merge/{other}", merge, merge_two)
}

/// What a form shows besides the draft.
#[derive(Default)]
struct Around {
    id: String,
    name: String,
    version: i64,
    source: (String, String, String),
    errors: Errors,
    namesake: Option<Offer>,
    stale: Option<Stale>,
}

async fn form_page(req: &Req, s: &EnterpriseState, draft: Draft, around: Around) -> Result<FormPage> {
    let t = req.t;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let taxonomy = crate::focus::service::taxonomy(&mut conn).await?;
    let parent = match kernel::id::EnterpriseId::parse(draft.parent_id.trim()) {
        Some(id) => companies::get(&mut conn, &req.ctx.scope()?, &id).await.ok(),
        None => None,
    };
    drop(conn);
    let departments = s.directory.departments(&req.ctx.zone).await?;
    let known = |value: &str, list: Vec<Choice>| {
        let none = Choice::new("", t.s("not-known"), value.is_empty());
        std::iter::once(none).chain(list).collect::<Vec<_>>()
    };
    let focus =
        |f: &crate::focus::Focus| Choice::new(f.code.as_str(), taxonomy.name(t, &f.code), f.code == draft.focus);
    let department =
        |(id, name): &(String, String)| Choice::new(id.as_str(), name.as_str(), *id == draft.department_id);
    let title = if around.id.is_empty() { "enterprise-new" } else { "enterprise-edit" };
    Ok(FormPage {
        page: req.shell(title, "enterprise"),
        statuses: form::statuses(t, &draft.status),
        sizes: form::sizes(t, &draft.size),
        focuses: known(&draft.focus, taxonomy.all().iter().map(focus).collect()),
        departments: known(&draft.department_id, departments.iter().map(department).collect()),
        regions: form::regions(&draft.region_code),
        industries: form::industries(t, draft.industry_code.get(..2).unwrap_or_default(), OFFERS),
        parents: parent.iter().map(|p| Offer { value: p.id.to_string(), text: p.name.clone() }).collect(),
        draft: Draft {
            industry_code: form::shown_industry(t, &draft.industry_code),
            region_code: form::shown_region(&draft.region_code),
            parent_id: match &parent {
                Some(p) => p.credit_code.clone().unwrap_or_else(|| p.name.clone()),
                None => draft.parent_id.clone(),
            },
            ..draft
        },
        id: around.id,
        name: around.name,
        version: around.version,
        source: around.source,
        errors: around.errors,
        namesake: around.namesake,
        stale: around.stale,
    })
}

fn typed_source(f: &Fields) -> (String, String, String) {
    let text = |name: &str| field(f, name).to_owned();
    (text("source_document"), text("source_on"), text("source_url"))
}

async fn new_form(req: Req, State(s): Given) -> Result<Html<FormPage>> {
    let draft = Draft { status: "active".to_owned(), ..Draft::default() };
    Ok(Html(form_page(&req, &s, draft, Around::default()).await?))
}

/// The parent is typed as people know it, by credit code or full name; the books keep its id.
async fn with_parent(req: &Req, s: &EnterpriseState, mut draft: Draft) -> Result<Draft> {
    if !draft.parent_id.trim().is_empty() {
        let mut conn = s.db.read(&req.ctx.zone).await?;
        if let Some(parent) = duplicate::named(&mut conn, &draft.parent_id).await? {
            draft.parent_id = parent.id.to_string();
        }
    }
    Ok(draft)
}

async fn create_one(req: Req, State(s): Given, Form(f): Form<Fields>) -> Result<Response> {
    let draft = with_parent(&req, &s, form::draft_of(&f)).await?;
    let namesake_confirmed = field(&f, "namesake") == "1";
    let cmd = Create { draft: draft.clone(), source: source(&f), namesake_confirmed };
    match service::create(&req.ctx, &s.db, cmd).await {
        Ok(c) => {
            let done = Flash::done("saved-name").arg("name", &c.name);
            Ok(see_other(format!("/enterprises/{}", c.id)).flash(done).into_response())
        }
        Err(e) => refused(&req, &s, draft, &f, None, e).await,
    }
}

async fn edit_form(req: Req, State(s): Given, Path(id): Path<String>) -> Result<Html<FormPage>> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let c = companies::get(&mut conn, &req.ctx.scope()?, &id_of(&id)?).await?;
    drop(conn);
    req.ctx.permit::<Enterprise>(Action::Edit, &c.relation())?;
    let around = Around { id: c.id.to_string(), name: c.name.clone(), version: c.version, ..Around::default() };
    Ok(Html(form_page(&req, &s, Draft::of(&c), around).await?))
}

async fn edit_one(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let draft = with_parent(&req, &s, form::draft_of(&f)).await?;
    let cmd = Edit {
        version: field(&f, "version").parse().unwrap_or(0),
        draft: draft.clone(),
        source: source(&f),
        namesake_confirmed: field(&f, "namesake") == "1",
    };
    match service::edit(&req.ctx, &s.db, &id, cmd).await {
        Ok(c) => {
            let done = Flash::done("saved-name").arg("name", &c.name);
            Ok(see_other(format!("/enterprises/{id}")).flash(done).into_response())
        }
        Err(e) => {
            let mut conn = s.db.read(&req.ctx.zone).await?;
            let now = companies::get(&mut conn, &req.ctx.scope()?, &id).await?;
            drop(conn);
            refused(&req, &s, draft, &f, Some(now), e).await
        }
    }
}

/// The form again, with what was typed and why it was refused.
async fn refused(
    req: &Req,
    s: &EnterpriseState,
    draft: Draft,
    f: &Fields,
    now: Option<Enterprise>,
    error: Error,
) -> Result<Response> {
    let mut around = Around { source: typed_source(f), ..Around::default() };
    if let Some(c) = &now {
        (around.id, around.name) = (c.id.to_string(), c.name.clone());
        around.version = field(f, "version").parse().unwrap_or(0);
    }
    let status = match (form::refusal(error)?, &now) {
        (Refusal::Fields(errors), _) => {
            around.namesake = form::namesake(&errors);
            around.errors = Errors::new(req.t, &errors);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        (Refusal::Stale(_), Some(c)) => {
            around.stale = Some(Stale { fields: form::both_sides(req.t, c, &draft), version: c.version });
            StatusCode::CONFLICT
        }
        (Refusal::Stale(_), None) => return Err(Error::conflict("enterprise-stale").into()),
    };
    let page = form_page(req, s, draft, around).await?;
    Ok((status, Html(page)).into_response())
}

#[derive(askama::Template)]
#[template(path = "enterprise/company/offers.html")]
struct Offers {
    offers: Vec<Offer>,
}

/// Options of the industry pick list, fetched while typing.
async fn industry_offers(req: Req) -> Result<Html<Offers>> {
    let query = req.query.split('&').find_map(|p| p.strip_prefix("industry_code=").or_else(|| p.strip_prefix("q=")));
    let words = ui::cookie::unpercent(&query.unwrap_or_default().replace('+', " "));
    Ok(Html(Offers { offers: form::industries(req.t, words.split_whitespace().next().unwrap_or_default(), OFFERS) }))
}

struct Pair {
    one: (String, String),
    two: (String, String),
    codes: (String, String),
    basis: String,
    certain: bool,
}

#[derive(askama::Template)]
#[template(path = "enterprise/company/duplicates.html")]
struct DuplicatesPage {
    page: Shell,
    pairs: Vec<Pair>,
}

async fn duplicates(req: Req, State(s): Given) -> Result<Html<DuplicatesPage>> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let found = duplicate::suspects(&mut conn, &req.ctx.scope()?, PAIRS).await?;
    let pair = |(a, b, basis): (Enterprise, Enterprise, Basis)| Pair {
        codes: (a.credit_code.clone().unwrap_or_default(), b.credit_code.clone().unwrap_or_default()),
        one: (a.id.to_string(), a.name),
        two: (b.id.to_string(), b.name),
        basis: basis_name(req.t, basis),
        certain: basis == Basis::Code,
    };
    let shell = req.shell("duplicates-title", "enterprise");
    let page = crate::taxonomy::tabs(&req, shell, "/enterprises/duplicates");
    Ok(Html(DuplicatesPage { page, pairs: found.into_iter().map(pair).collect() }))
}

/// A fact of both records and of the one that will be.
struct SideBySide {
    label: String,
    keep: String,
    from: String,
    will: String,
    differs: bool,
}

#[derive(askama::Template)]
#[template(path = "enterprise/company/merge.html")]
struct MergePage {
    page: Shell,
    keep: (String, String, i64),
    from: (String, String, i64),
    rows: Vec<SideBySide>,
    /// What moves: contacts, lists, figures, children.
    moves: Vec<String>,
    /// Why it cannot be done; empty when it can.
    problem: String,
}

async fn merge_page(req: Req, State(s): Given, Path((id, other)): Path<(String, String)>) -> Result<Html<MergePage>> {
    Ok(Html(build_merge(&req, &s, &id, &other, String::new()).await?))
}

async fn build_merge(req: &Req, s: &EnterpriseState, id: &str, other: &str, problem: String) -> Result<MergePage> {
    let t = req.t;
    let (keep_id, from_id) = (id_of(id)?, id_of(other)?);
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let scope = req.ctx.scope()?;
    let keep = companies::get(&mut conn, &scope, &keep_id).await?;
    let from = companies::get(&mut conn, &scope, &from_id).await?;
    req.ctx.permit::<Enterprise>(Action::Merge, &keep.relation())?;
    let counts = companies::belongings(&mut conn, &from_id).await?;
    drop(conn);
    let problem = match (&keep.credit_code, &from.credit_code) {
        _ if !problem.is_empty() => problem,
        _ if !keep.is_live() || !from.is_live() || keep_id == from_id => t.s("enterprise-merge-stale"),
        (Some(a), Some(b)) if a != b => t.s("enterprise-merge-codes"),
        _ => String::new(),
    };
    let united = rules::united(&keep, &from);
    let facts = |c: &Enterprise| crate::detail::page::facts(t, c, c.department_id.as_ref().map(ToString::to_string));
    let (a, b, will) = (facts(&keep), facts(&from), facts(&united));
    let value = |list: &[crate::detail::page::Fact], label: &str| {
        list.iter().find(|f| f.label == label).map_or_else(|| ui::format::ABSENT.to_owned(), |f| f.value.clone())
    };
    let row = |f: &crate::detail::page::Fact| {
        let (keep, from) = (value(&a, &f.label), value(&b, &f.label));
        SideBySide { differs: keep != from, label: f.label.clone(), keep, from, will: f.value.clone() }
    };
    let moves = counts.into_iter().filter(|(_, n)| *n > 0).map(|(what, n)| t.a(format!("merge-moves-{what}"), "n", n));
    Ok(MergePage {
        page: req.shell("merge-title", "enterprise"),
        rows: will.iter().map(row).collect(),
        moves: moves.collect(),
        keep: (keep.id.to_string(), keep.name, keep.version),
        from: (from.id.to_string(), from.name, from.version),
        problem,
    })
}

async fn merge_two(
    req: Req,
    State(s): Given,
    Path((id, other)): Path<(String, String)>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let (keep, from) = (id_of(&id)?, id_of(&other)?);
    let version = |name: &str| field(&f, name).parse().unwrap_or(0);
    let done = merging::merge(&req.ctx, &s.db, (&keep, version("version")), (&from, version("from_version"))).await;
    let problem = match done {
        Ok(_) => return Ok(see_other(format!("/enterprises/{id}")).flash(Flash::done("merged-done")).into_response()),
        Err(Error::Invalid(e)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, e.first().map(|e| req.t.field_error(e)).unwrap_or_default())
        }
        Err(e @ Error::Conflict { .. }) => (StatusCode::CONFLICT, req.t.s(e.code())),
        Err(e) => return Err(e.into()),
    };
    let page = build_merge(&req, &s, &id, &other, problem.1).await?;
    Ok((problem.0, Html(page)).into_response())
}

async fn undo(req: Req, State(s): Given, Path(merge): Path<String>) -> Result<Response> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let into = companies::merge(&mut conn, &merge).await?.into_id;
    drop(conn);
    let to = see_other(format!("/enterprises/{into}"));
    match merging::unmerge(&req.ctx, &s.db, &merge).await {
        Ok(_) => Ok(to.flash(Flash::done("unmerged-done")).into_response()),
        Err(e @ Error::Conflict { .. }) => Ok(to.flash(Flash::failed(e.code())).into_response()),
        Err(e) => Err(e.into()),
    }
}
