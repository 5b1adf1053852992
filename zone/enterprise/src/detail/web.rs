//! The page of one company and its forms.
use super::history::{Entry, actors, entries, steps};
use super::page::{self, DetailPage, MergeView, Named};
use crate::company::duplicate::{self, Basis};
use crate::company::{Enterprise, service as company, store as companies};
use crate::contact::{self, Contact};
use crate::figure::{self, Metric};
use crate::list::columns::tag_name;
use crate::list::query::Filter;
use crate::list::service::extent;
use crate::list::web::{EnterpriseState, Fields, field};
use crate::listing;
use crate::threshold::service::{judge, lists};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::id::{EnterpriseId, PersonId};
use kernel::{Action, Error, Relation, Resource, Source};
use store::Conn;
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, see_other};

pub fn routes() -> Routes<EnterpriseState> {
    let see = Access::Needs(Resource::Enterprise, Action::View);
    let edit = Access::Needs(Resource::Enterprise, Action::Edit);
    let contact = Access::Needs(Resource::Contact, Action::Edit);
    let erase = Access::Needs(Resource::Contact, Action::Erase);
    Routes::new()
        .get("/enterprises/{id}", see, show)
        .post("/enterprises/{id}/confirm", edit, confirm)
        .post("/enterprises/{id}/remove", edit, remove)
        .post("/enterprises/{id}/restore", edit, restore)
        .post("/enterprises/{id}/figures", edit, set_figure)
        .post("/enterprises/{id}/figures/remove", edit, remove_figure)
        .post("/enterprises/{id}/listings", edit, add_listing)
        .post("/enterprises/{id}/listings/{listing}/evidence", edit, evidence)
        .post("/enterprises/{id}/listings/{listing}/remove", edit, remove_listing)
        .post("/enterprises/{id}/contacts", contact, add_contact)
        .post("/enterprises/{id}/contacts/{contact}/remove", contact, remove_contact)
        .post("/enterprises/{id}/contacts/{person}/erase", erase, erase_person)
        .merge(crate::company::web::routes())
}

/// The id of an address; what cannot be one is absent.
pub fn id_of(text: &str) -> Result<EnterpriseId> {
    Ok(EnterpriseId::parse(text).ok_or(Error::NotFound)?)
}

/// A form that came back: its name, what was typed, what is wrong.
#[derive(Default)]
struct Back {
    form: String,
    typed: Fields,
    errors: Errors,
}

async fn show(req: Req, State(s): State<EnterpriseState>, Path(id): Path<String>) -> Result<Html<DetailPage>> {
    let id = id_of(&id)?;
    Ok(Html(build(&req, &s, &id, Back::default()).await?))
}

async fn build(req: &Req, s: &EnterpriseState, id: &EnterpriseId, back: Back) -> Result<DetailPage> {
    let (t, ctx) = (req.t, &req.ctx);
    let mut conn = s.db.read(&ctx.zone).await?;
    let c = companies::get(&mut conn, &ctx.scope()?, id).await?;
    let taxonomy = crate::focus::service::taxonomy(&mut conn).await?;
    let rules = crate::threshold::service::all(&mut conn).await?;
    let figures = figure::service::of(&mut conn, id).await?;
    let listings = listing::service::of(&mut conn, id).await?;
    let year = figure::service::reference_year(ctx, &mut conn).await?;
    let before = req.query.split('&').find_map(|p| p.strip_prefix("before=")).and_then(|n| n.parse().ok());
    let (steps, older) = steps(&mut conn, id, before).await?;
    let contacts = match contact::service::of(ctx, &mut conn, &c).await {
        Ok(all) => Some(page::contacts(t, all)),
        Err(Error::NotFound) => None,
        Err(e) => return Err(e.into()),
    };
    let (parent, children) = family(req, &mut conn, &c).await?;
    let (suspects, merges) = (suspects(req, &mut conn, &c).await?, merges(req, &mut conn, &c).await?);
    let merged_into = match &c.merged_into {
        Some(into) => named(req, &mut conn, into).await?,
        None => None,
    };
    drop(conn);
    let names = s.directory.users(&ctx.zone, &actors(&steps)).await?;
    let departments = s.directory.departments(&ctx.zone).await?;
    let judged: Vec<_> = lists(&rules).into_iter().filter_map(|l| judge(&rules, l, &c, &figures, year)).collect();
    let relation = c.relation();
    let live = c.is_live();
    let may_edit = ctx.permit::<Enterprise>(Action::Edit, &relation).is_ok();
    let code = taxonomy.of(&c);
    Ok(DetailPage {
        page: req.shell("enterprise-title", "enterprise").titled(c.name.clone()).with_charts(),
        id: c.id.to_string(),
        version: c.version,
        example: crate::search::document::is_example(&c, &[]),
        status: status(req, &c),
        focus: (taxonomy.class(code), taxonomy.name(t, code)),
        tags: c.tags.iter().map(|tag| (tag_name(t, tag), tag_href(tag))).collect(),
        removed_on: c.removed_on.clone().unwrap_or_default(),
        merged_into,
        facts: page::facts(t, &c, department(&c, &departments)),
        listings: page::listings(t, &listings),
        parent,
        children,
        years: page::years(t, &figures),
        metrics: Metric::ALL.iter().map(|m| metric_head(t, *m)).collect(),
        chart: page::chart(t, &figures),
        metric_choices: Metric::ALL
            .iter()
            .map(|m| Choice::new(m.code(), t.s(format!("metric-{}", m.code())), false))
            .collect(),
        last_year: figure::service::last_full_year(ctx),
        scale: page::scale(t, &judged),
        contacts,
        suspects,
        merges,
        history: with_departments(entries(t, &steps, &names), &departments),
        older: older.map(|seq| format!("/enterprises/{id}?before={seq}#history")).unwrap_or_default(),
        may_edit: may_edit && live,
        may_merge: ctx.permit::<Enterprise>(Action::Merge, &relation).is_ok() && c.removed_on.is_none(),
        may_edit_contacts: ctx.permit::<Contact>(Action::Edit, &relation).is_ok() && live,
        may_erase: ctx.permit::<Contact>(Action::Erase, &Relation::zone()).is_ok(),
        form: back.form,
        errors: back.errors,
        typed: back.typed,
        name: c.name,
    })
}

/// The name of the department in charge.
fn department(c: &Enterprise, all: &[(String, String)]) -> Option<String> {
    let id = c.department_id.as_ref()?;
    let name = all.iter().find(|(known, _)| known == id.as_str()).map(|(_, name)| name.clone());
    Some(name.unwrap_or_else(|| id.to_string()))
}

/// The timeline says a department's name where the journal has its id.
fn with_departments(mut history: Vec<Entry>, all: &[(String, String)]) -> Vec<Entry> {
    for (_, before, after) in history.iter_mut().flat_map(|e| e.changes.iter_mut()) {
        for value in [before, after] {
            if let Some((_, name)) = all.iter().find(|(id, _)| id == value) {
                value.clone_from(name);
            }
        }
    }
    history
}

fn tag_href(tag: &str) -> String {
    Filter { page: 1, ..Filter::default() }.with("tag", tag).href()
}

fn metric_head(t: ui::T, metric: Metric) -> (String, String) {
    (t.s(format!("metric-{}", metric.code())), t.s(format!("metric-{}-unit", metric.code())))
}

fn status(req: &Req, c: &Enterprise) -> (&'static str, String) {
    use crate::company::Status;
    let kind = match c.status {
        Status::Active => "ok",
        Status::Preparing => "todo",
        Status::Suspended => "pause",
        Status::MovedOut => "",
        Status::Revoked | Status::Cancelled => "red",
    };
    (kind, req.t.s(format!("status-{}", c.status.code().replace('_', "-"))))
}

async fn named(req: &Req, conn: &mut Conn, id: &EnterpriseId) -> Result<Option<Named>> {
    match companies::get(conn, &req.ctx.scope()?, id).await {
        Ok(c) => Ok(Some(Named { id: c.id.to_string(), name: c.name, note: String::new() })),
        Err(Error::NotFound) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

async fn family(req: &Req, conn: &mut Conn, c: &Enterprise) -> Result<(Option<Named>, Vec<Named>)> {
    let parent = match &c.parent_id {
        Some(id) => named(req, conn, id).await?,
        None => None,
    };
    let children = companies::children(conn, &req.ctx.scope()?, &c.id).await?;
    let child = |c: Enterprise| Named { id: c.id.to_string(), name: c.name, note: String::new() };
    Ok((parent, children.into_iter().map(child).collect()))
}

async fn suspects(req: &Req, conn: &mut Conn, c: &Enterprise) -> Result<Vec<Named>> {
    // Who sees only own companies is told nothing about others.
    if !c.is_live() || !extent(&req.ctx)?.all {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for found in duplicate::matches(conn, c).await? {
        if let Some(mut one) = named(req, conn, &found.id).await? {
            one.note = basis_name(req.t, found.basis);
            all.push(one);
        }
    }
    Ok(all)
}

pub fn basis_name(t: ui::T, basis: Basis) -> String {
    match basis {
        Basis::Code => t.s("basis-code"),
        Basis::Name => t.s("basis-name"),
        Basis::Former => t.s("basis-former"),
    }
}

async fn merges(req: &Req, conn: &mut Conn, c: &Enterprise) -> Result<Vec<MergeView>> {
    let mut all = Vec::new();
    for merge in companies::merges_into(conn, &c.id).await? {
        let from = named(req, conn, &merge.from_id).await?;
        all.push(MergeView {
            id: merge.id,
            name: from.map(|f| f.name).unwrap_or_default(),
            on: ui::format::instant(merge.merged_us),
        });
    }
    Ok(all)
}

fn version(form: &Fields) -> i64 {
    field(form, "version").parse().unwrap_or(0)
}

/// The source that a form names.
pub fn source(form: &Fields) -> Source {
    let text = |name: &str| Some(field(form, name).trim().to_owned()).filter(|s| !s.is_empty());
    Source {
        document: text("source_document").unwrap_or_default(),
        sentence: text("source_sentence"),
        publisher: text("source_publisher"),
        on: text("source_on"),
        url: text("source_url"),
        example: false,
    }
}

/// Done: back to the page with a word; wrong input: the page again with the form as typed.
async fn finish<T>(
    req: &Req,
    s: &EnterpriseState,
    id: &EnterpriseId,
    done: kernel::Result<T>,
    (form, typed, anchor): (&str, Fields, &str),
    key: &str,
) -> Result<Response> {
    match done {
        Ok(_) => Ok(see_other(format!("/enterprises/{id}{anchor}")).flash(Flash::done(key)).into_response()),
        Err(Error::Invalid(e)) => {
            let back = Back { form: form.to_owned(), typed, errors: Errors::new(req.t, &e) };
            let page = build(req, s, id, back).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

type Given = State<EnterpriseState>;

async fn confirm(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let done = company::confirm(&req.ctx, &s.db, &id, version(&f)).await;
    finish(&req, &s, &id, done, ("confirm", f, ""), "enterprise-confirmed").await
}

async fn remove(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let done = company::remove(&req.ctx, &s.db, &id, version(&f)).await;
    finish(&req, &s, &id, done, ("remove", f, ""), "enterprise-removed").await
}

async fn restore(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let done = company::restore(&req.ctx, &s.db, &id, version(&f)).await;
    finish(&req, &s, &id, done, ("restore", f, ""), "enterprise-restored").await
}

async fn set_figure(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let (metric, period) = (field(&f, "metric"), field(&f, "period"));
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let known = figure::service::of(&mut conn, &id).await?;
    drop(conn);
    // The form shows every figure; setting one again means to replace what is shown.
    let shown = kernel::period::Period::parse(period).map(|p| p.to_string()).unwrap_or_default();
    let version = known.iter().find(|k| k.metric.code() == metric && k.period == shown).map_or(0, |k| k.version);
    let cmd = figure::service::Set {
        metric: metric.to_owned(),
        period: period.to_owned(),
        value: field(&f, "value").to_owned(),
        version,
        source: source(&f),
    };
    let done = figure::service::set(&req.ctx, &s.db, &id, cmd).await;
    finish(&req, &s, &id, done, ("figure", f, "#figures"), "figure-saved").await
}

async fn remove_figure(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let metric = Metric::parse(field(&f, "metric")).ok_or(Error::NotFound)?;
    let done = figure::service::remove(&req.ctx, &s.db, &id, metric, field(&f, "period")).await;
    finish(&req, &s, &id, done, ("figure", f, "#figures"), "figure-removed").await
}

fn membership(f: &Fields) -> listing::service::Add {
    let source = source(f);
    listing::service::Add {
        list: field(f, "list").to_owned(),
        year: field(f, "year").to_owned(),
        rank: field(f, "rank").to_owned(),
        evidenced: !source.is_empty() && !field(f, "year").trim().is_empty(),
        source,
    }
}

async fn add_listing(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let done = listing::service::add(&req.ctx, &s.db, &id, membership(&f)).await;
    finish(&req, &s, &id, done, ("listing", f, "#lists"), "listing-saved").await
}

async fn evidence(
    req: Req,
    State(s): Given,
    Path((id, listing)): Path<(String, String)>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let done = listing::service::evidence(&req.ctx, &s.db, &listing, version(&f), membership(&f)).await;
    finish(&req, &s, &id, done, (&format!("evidence-{listing}"), f, "#lists"), "listing-evidenced-done").await
}

async fn remove_listing(
    req: Req,
    State(s): Given,
    Path((id, listing)): Path<(String, String)>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let done = listing::service::remove(&req.ctx, &s.db, &listing).await;
    finish(&req, &s, &id, done, ("listing", f, "#lists"), "listing-removed").await
}

/// The word under which a page shows a known duty stands for its code.
fn duty_code(t: ui::T, text: &str) -> String {
    let known = ["legal_representative", "contact"];
    let code = known.into_iter().find(|d| t.s(format!("duty-{}", d.replace('_', "-"))) == text.trim());
    code.map_or_else(|| text.to_owned(), str::to_owned)
}

async fn add_contact(req: Req, State(s): Given, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = id_of(&id)?;
    let text = |name: &str| field(&f, name).to_owned();
    let draft = contact::service::Draft {
        name: text("name"),
        duty: duty_code(req.t, &text("duty")),
        phones: text("phones"),
        emails: text("emails"),
        note: text("note"),
    };
    // A contact that stands in the form again is changed, a new one is added.
    let done = match text("contact").as_str() {
        "" => contact::service::add(&req.ctx, &s.db, &id, draft, source(&f)).await,
        contact => contact::service::edit(&req.ctx, &s.db, contact, version(&f), draft).await,
    };
    let form = format!("contact{}", text("contact"));
    finish(&req, &s, &id, done, (&form, f, "#contacts"), "contact-saved").await
}

async fn remove_contact(
    req: Req,
    State(s): Given,
    Path((id, contact)): Path<(String, String)>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let done = contact::service::remove(&req.ctx, &s.db, &contact).await;
    finish(&req, &s, &id, done, ("contact", f, "#contacts"), "contact-removed").await
}

async fn erase_person(
    req: Req,
    State(s): Given,
    Path((id, person)): Path<(String, String)>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let person = PersonId::parse(&person).ok_or(Error::NotFound)?;
    let done = contact::service::erase(&req.ctx, &s.db, &person).await;
    finish(&req, &s, &id, done, ("contact", f, "#contacts"), "person-erased").await
}
