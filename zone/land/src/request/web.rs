//! Pages of requests for the zone: the list, one request with its conversation, ratings.
use super::service;
use super::store::{self as books, Asked, Show};
use super::view::{self, Names, Row, Whole};
use super::{Rating, Request, Subject, rate, web_limits};
use crate::fields::{Fields, Typed, answer as answered, get as field};
use crate::material::view::is_company;
use crate::{LandState, calendar, notice, tabs};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use kernel::access::{Access, Relation};
use kernel::id::{EnterpriseId, ProjectId, RequestId};
use kernel::{Action, Error, Resource};
use ui::view::{Choice, Pager};
use ui::{Flash, Html, Req, Result, Routes, Shell, see_other};

const PER_PAGE: u64 = 50;

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Request, Action::View);
    let create = Access::Needs(Resource::Request, Action::Create);
    let edit = Access::Needs(Resource::Request, Action::Edit);
    Routes::new()
        .get("/land/requests", see, list)
        .get("/land/requests/new", create, super::web_new::new)
        .post("/land/requests", create, super::web_new::ask)
        .get(web_limits::HOME, Access::Needs(Resource::Catalogue, Action::View), web_limits::show)
        .post(web_limits::HOME, Access::Needs(Resource::Catalogue, Action::Edit), web_limits::save)
        .get("/land/requests/{id}", see, show)
        .post("/land/requests/{id}/take", edit, take)
        .post("/land/requests/{id}/say", edit, say)
        .post("/land/requests/{id}/route", edit, route)
        .post("/land/requests/{id}/answer", edit, answer)
        .get("/land/ratings", see, ratings)
        .post("/land/ratings/{id}/noted", Access::Needs(Resource::Matter, Action::Assign), noted)
}

pub(super) fn shell(req: &Req, here: &str) -> Shell {
    tabs(req, req.shell("request-title", "land"), here)
}

pub(crate) fn asked(req: &Req, name: &str) -> String {
    let found = req.query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name));
    found.map(|(_, value)| ui::cookie::unpercent(&value.replace('+', " "))).unwrap_or_default()
}

/// One request is the zone's page; the company has its own.
pub(super) fn zone_only(req: &Req) -> kernel::Result<()> {
    if is_company(req) { Err(Error::NotFound) } else { Ok(()) }
}

pub(super) fn id_of(text: &str) -> kernel::Result<RequestId> {
    RequestId::parse(text).ok_or(Error::NotFound)
}

#[derive(askama::Template)]
#[template(path = "land/request/list.html")]
struct ListPage {
    page: Shell,
    /// Code, label, how many, chosen.
    shows: Vec<(String, String, i64, bool)>,
    words: String,
    show: &'static str,
    rows: Vec<Row>,
    pager: Pager,
    may_create: bool,
    /// Low ratings of which no director took note.
    unnoted: i64,
}

fn filter(req: &Req, show: Show) -> Asked {
    Asked {
        show,
        words: asked(req, "q"),
        company: EnterpriseId::parse(&asked(req, "company")).map(|id| id.to_string()),
        project: ProjectId::parse(&asked(req, "project")).map(|id| id.to_string()),
        me: service::me(&req.ctx).unwrap_or_default(),
        departments: req.ctx.actor.departments.iter().map(ToString::to_string).collect(),
        today: req.ctx.today().to_string(),
    }
}

async fn list(req: Req, State(s): State<LandState>) -> Result<Response> {
    if is_company(&req) {
        return Ok(see_other("/portal/requests").into_response());
    }
    Ok(Html(list_page(&req, &s).await?).into_response())
}

async fn list_page(req: &Req, s: &LandState) -> Result<ListPage> {
    let scope = req.ctx.scope::<Request>()?;
    let show = Show::parse(&asked(req, "show")).unwrap_or_default();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let mut shows = Vec::new();
    for one in Show::ALL {
        let idle = (one == Show::Department && req.ctx.actor.departments.is_empty())
            || (one == Show::Mine && !req.may(Resource::Request, Action::Edit));
        if !idle {
            let n = books::count(&mut conn, &scope, &filter(req, one)).await?;
            shows.push((one.code().to_owned(), req.t.s(format!("request-show-{}", one.code())), n, one == show));
        }
    }
    let wanted = filter(req, show);
    let total = u64::try_from(books::count(&mut conn, &scope, &wanted).await?).unwrap_or(0);
    let pager = Pager::new(req, asked(req, "page").parse().unwrap_or(1), PER_PAGE, total);
    let offset = i64::try_from((pager.page - 1) * PER_PAGE).unwrap_or(0);
    let found = books::page(&mut conn, &scope, &wanted, i64::try_from(PER_PAGE).unwrap_or(50), offset).await?;
    let calendar = calendar::of_zone(&mut conn).await?;
    let rated = books::ratings_of(&mut conn, &found).await?;
    let unnoted = books::unnoted(&mut conn).await?;
    drop(conn);
    let names = Names::of(req, s, found.iter().filter_map(|r| r.handler.clone()).collect()).await?;
    let row = |r: &Request| view::row(req, &calendar, &names, r, books::about(&rated, r));
    Ok(ListPage {
        page: shell(req, "/land/requests"),
        rows: found.iter().map(row).collect(),
        may_create: req.may(Resource::Request, Action::Create),
        words: wanted.words,
        show: show.code(),
        shows,
        pager,
        unnoted,
    })
}

#[derive(askama::Template)]
#[template(path = "land/request/detail.html")]
struct DetailPage {
    page: Shell,
    all: Whole,
    typed: Typed,
    /// Where it can go: departments, then officers.
    targets: Vec<Choice>,
}

async fn detail(req: &Req, s: &LandState, id: &RequestId, typed: Typed) -> Result<DetailPage> {
    zone_only(req)?;
    let all = view::whole(req, s, id).await?;
    let mut targets = vec![Choice::new("", req.t.s("request-route-choose"), true)];
    if all.handles {
        let departments = s.directory.departments(&req.ctx).await?;
        targets.extend(departments.into_iter().map(|(id, name)| Choice::new(id.as_str(), name, false)));
        let officers = s.directory.colleagues(&req.ctx.zone).await?;
        let officers = officers.into_iter().filter(crate::Colleague::is_officer);
        targets.extend(officers.map(|c| Choice::new(c.id.as_str(), c.name, false)));
    }
    Ok(DetailPage { page: shell(req, "").titled(&all.request.subject), all, typed, targets })
}

async fn show(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<DetailPage>> {
    let id = id_of(&id)?;
    let page = detail(&req, &s, &id, Typed::default()).await?;
    notice::seen(&req.ctx, &s.db, &req.path).await?;
    Ok(Html(page))
}

async fn done<T>(
    req: &Req,
    s: &LandState,
    id: &RequestId,
    form: (&str, Fields),
    outcome: kernel::Result<T>,
    said: &str,
) -> Result<Response> {
    let back = format!("/land/requests/{id}");
    answered(req, &back, form, outcome, said, |typed| detail(req, s, id, typed)).await
}

async fn take(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = service::take(&req.ctx, &s, &id).await;
    done(&req, &s, &id, ("take", Vec::new()), outcome, "request-taken-done").await
}

async fn say(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let internal = field(&form, "internal") == "1";
    let outcome = service::say(&req.ctx, &s, &id, field(&form, "body"), internal).await;
    let said = if internal { "request-noted-done" } else { "request-said-done" };
    done(&req, &s, &id, ("say", form), outcome, said).await
}

async fn route(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = service::route(&req.ctx, &s, &id, field(&form, "to"), field(&form, "reason")).await;
    done(&req, &s, &id, ("route", form), outcome, "request-routed-done").await
}

async fn answer(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = service::answer(&req.ctx, &s, &id, field(&form, "answer")).await;
    done(&req, &s, &id, ("answer", form), outcome, "request-answered-done").await
}

/// A rating of the list.
struct RatingRow {
    id: String,
    what: String,
    path: String,
    kind: String,
    company: String,
    department: String,
    stars: String,
    low: bool,
    note: String,
    on: String,
    /// Who took note, and when; empty where nobody did.
    noted: String,
    may_note: bool,
    example: bool,
}

#[derive(askama::Template)]
#[template(path = "land/request/ratings.html")]
struct RatingsPage {
    page: Shell,
    low: bool,
    rows: Vec<RatingRow>,
    /// Words of the stars with how often they were given.
    counts: Vec<(String, i64)>,
    pager: Pager,
}

async fn ratings(req: Req, State(s): State<LandState>) -> Result<Response> {
    if is_company(&req) {
        return Ok(see_other("/portal/requests").into_response());
    }
    Ok(Html(ratings_page(&req, &s).await?).into_response())
}

async fn ratings_page(req: &Req, s: &LandState) -> Result<RatingsPage> {
    let scope = req.ctx.scope::<Rating>()?;
    let low = asked(req, "show") == "low";
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let total = u64::try_from(books::count_ratings(&mut conn, low).await?).unwrap_or(0);
    let pager = Pager::new(req, asked(req, "page").parse().unwrap_or(1), PER_PAGE, total);
    let offset = i64::try_from((pager.page - 1) * PER_PAGE).unwrap_or(0);
    let found = books::ratings(&mut conn, &scope, low, i64::try_from(PER_PAGE).unwrap_or(50), offset).await?;
    let counts = books::stars(&mut conn).await?;
    let mut rows = Vec::new();
    let may_note = req.ctx.permit::<crate::matter::Matter>(Action::Assign, &Relation::zone()).is_ok();
    for r in found {
        rows.push((rated(req, &mut conn, &r).await?, r));
    }
    drop(conn);
    let names = Names::of(req, s, rows.iter().filter_map(|(_, r)| r.noted_by.clone()).collect()).await?;
    let rows = rows.into_iter().map(|((what, path, company), r)| RatingRow {
        kind: req.t.s(format!("rating-of-{}", r.subject.code())),
        department: names.department(&r.department_id),
        stars: view::stars(req.t, r.stars),
        low: r.stars <= super::rules::LOW,
        noted: r.noted_on.as_ref().map(|on| format!("{} {on}", names.user(&r.noted_by))).unwrap_or_default(),
        may_note: may_note && r.stars <= super::rules::LOW && r.noted_on.is_none(),
        note: r.note.unwrap_or_default(),
        example: r.source.example,
        on: r.rated_on,
        id: r.id,
        what,
        path,
        company,
    });
    Ok(RatingsPage {
        rows: rows.collect(),
        counts: counts.into_iter().map(|(n, times)| (view::stars(req.t, n), times)).collect(),
        page: shell(req, "/land/requests").titled(req.t.s("rating-title")),
        low,
        pager,
    })
}

/// What was rated: its name, its address, the company.
async fn rated(req: &Req, conn: &mut store::Conn, r: &Rating) -> Result<(String, String, String)> {
    let key = [r.subject_id.as_str().into()];
    if r.subject == Subject::Request {
        let of: Option<Request> = conn.get(&key).await?;
        let (what, company) = of.map(|o| (o.subject, o.enterprise)).unwrap_or_default();
        return Ok((what, format!("/land/requests/{}", r.subject_id), company));
    }
    let of: Option<crate::matter::Matter> = conn.get(&key).await?;
    let project: Option<crate::project::Project> = match &r.project_id {
        Some(id) => conn.get(&[id.as_str().into()]).await?,
        None => None,
    };
    let what = of.map(|m| m.name(req.t.is_zh()).to_owned()).unwrap_or_default();
    Ok((what, format!("/land/matters/{}", r.subject_id), project.map(|p| p.enterprise).unwrap_or_default()))
}

async fn noted(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Response> {
    rate::take_note(&req.ctx, &s, &id).await?;
    let flash = Flash::done("rating-noted-done");
    Ok(see_other("/land/ratings?show=low").flash(flash).into_response())
}
