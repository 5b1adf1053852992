//! Pages and forms of the list.
use super::page::{self, Advice, ListPage, OpenView};
use super::query::{CONDITIONS, PER_PAGE, RANGES};
use super::service::{Listed, best_to_drop, list};
use super::side::{all_facets, opened, side, view_name};
use super::{Filter, columns, export};
use crate::directory::Directory;
use crate::search::Search;
use crate::view::{self, View};
use axum::extract::{Form, Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jobs::{JobId, Jobs};
use kernel::{Action, Error, Resource};
use std::path::PathBuf;
use std::sync::Arc;
use store::Db;
use ui::view::{Pager, Progress};
use ui::{Access, Flash, Html, Req, Result, Routes, Shell, cookie, see_other};

/// What the pages of this slice work on.
#[derive(Clone)]
pub struct EnterpriseState {
    pub db: Db,
    pub search: Search,
    pub jobs: Jobs,
    /// Names of users and departments.
    pub directory: Arc<dyn Directory>,
    /// The installation's folder for files that jobs make.
    pub files: PathBuf,
}

/// A form's fields in order; several may have one name.
pub type Fields = Vec<(String, String)>;

pub fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}

/// Chosen columns outlive the visit.
const COLUMNS_COOKIE: &str = "wt_enterprise_columns";
const YEAR_S: u64 = 365 * 24 * 3600;
/// Companies tagged at once.
const TAG_MAX: usize = 1_000;

pub fn routes() -> Routes<EnterpriseState> {
    let see = Access::Needs(Resource::Enterprise, Action::View);
    let edit = Access::Needs(Resource::Enterprise, Action::Edit);
    let take = Access::Needs(Resource::Enterprise, Action::Export);
    let keep = Access::Needs(Resource::View, Action::Edit);
    Routes::new()
        .get("/enterprises", see, show)
        .post("/enterprises/columns", see, choose_columns)
        .post("/enterprises/tag", edit, tag)
        .get("/enterprises/export.xlsx", take, download)
        .get("/enterprises/exports/{job}", take, export_page)
        .get("/enterprises/exports/{job}/progress", take, export_progress)
        .get("/enterprises/exports/{job}/file.xlsx", take, export_file)
        .post("/enterprises/exports/{job}/cancel", take, export_cancel)
        .post("/enterprises/views", keep, save_view)
        .post("/enterprises/views/{id}", keep, change_view)
        .post("/enterprises/views/{id}/delete", keep, remove_view)
}

/// The filter of the address; columns that were chosen before hold where the address says nothing.
fn filter_of(req: &Req) -> Filter {
    let mut filter = Filter::parse(&req.query);
    if filter.columns.is_empty() && filter.view.is_none() {
        let kept = cookie::get(&req.headers, COLUMNS_COOKIE).unwrap_or_default();
        filter.columns = kept.split('.').filter(|k| columns::by_key(k).is_some()).map(str::to_owned).collect();
    }
    filter
}

async fn show(req: Req, State(s): State<EnterpriseState>) -> Result<Html<ListPage>> {
    let filter = filter_of(&req);
    let (filter, listed, errors) = match list(&req.ctx, &s, &filter).await {
        // A question that the index refuses is shown as it was typed, with the list behind it.
        Err(Error::Invalid(e)) => {
            let errors = e.iter().map(|e| req.t.field_error(e)).collect();
            let rest = filter.without("q");
            let listed = list(&req.ctx, &s, &rest).await?;
            (rest, listed, errors)
        }
        other => (filter, other?, Vec::new()),
    };
    Ok(Html(list_page(&req, &s, filter, listed, errors).await?))
}

async fn list_page(
    req: &Req,
    s: &EnterpriseState,
    filter: Filter,
    listed: Listed,
    errors: Vec<String>,
) -> Result<ListPage> {
    let (t, ctx) = (req.t, &req.ctx);
    let index = s.search.zone(&ctx.zone)?;
    let facets = all_facets(ctx, &index).await?;
    let departments = s.directory.departments(&ctx.zone).await?;
    let (side, views) = side(ctx, s, t, &listed.taxonomy, &filter, &facets).await?;
    let chosen = columns::chosen(&filter.columns);
    let (bar, more) = page::selects(t, &filter, &listed, &facets, &departments);
    let selected: Vec<&str> = bar.iter().chain(&more).map(|s| s.0).collect();
    let whole: usize = super::side::of(&facets, "focus").iter().map(|(_, n)| n).sum();
    let advice =
        if listed.total == 0 && !filter.in_force().is_empty() { Some(advice(req, s, &filter).await?) } else { None };
    Ok(ListPage {
        meta: t.a2("enterprise-meta", "n", whole, "year", listed.year.to_string()),
        q: filter.q.clone(),
        carried: carried(&filter, &selected),
        ranges: RANGES.into_iter().map(|name| range_fields(t, &filter, name)).collect(),
        chips: page::chips(t, &filter, &listed, &departments),
        columns: page::column_choices(t, &chosen),
        heads: page::heads(t, &filter, &chosen),
        rows: page::rows(t, &listed, &chosen),
        sums: page::sums(t, &listed),
        pager: pager(&filter, listed.total),
        total: listed.total,
        nothing_yet: whole == 0 && filter.in_force().is_empty(),
        building: index.position() < 0,
        view: open_view(req, &filter, &views),
        query: filter.to_query(),
        here: filter.href(),
        may_create: req.may(Resource::Enterprise, Action::Create),
        may_import: req.may(Resource::Import, Action::View),
        may_export: req.may(Resource::Enterprise, Action::Export) && listed.total > 0,
        may_tag: req.may(Resource::Enterprise, Action::Edit),
        may_save: req.may(Resource::View, Action::Edit),
        may_share: view::service::may_share(ctx),
        page: crate::taxonomy::tabs(req, shell(req), "/enterprises"),
        side,
        bar,
        more,
        advice,
        errors,
    })
}

fn shell(req: &Req) -> Shell {
    req.shell("enterprise-title", "enterprise")
}

fn pager(filter: &Filter, total: usize) -> Pager {
    // Beyond this depth nobody pages: the index refuses, and the search field is the way.
    let reach = total.min(search::PAGE_DEPTH_MAX) as u64;
    let bare = Filter { page: 1, ..filter.clone() };
    let mut pager = Pager::at("/enterprises", &bare.to_query(), filter.page as u64, PER_PAGE as u64, reach);
    pager.total = total as u64;
    pager
}

fn range_fields(t: ui::T, filter: &Filter, name: &'static str) -> (&'static str, String, String, String) {
    let (from, to) = filter.ranges.get(name).copied().unwrap_or_default();
    let end = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    (name, t.s(format!("condition-{}", name.replace('_', "-"))), end(from), end(to))
}

/// Conditions without a field of their own in the form, and what else must survive a change of it.
fn carried(filter: &Filter, selected: &[&str]) -> Vec<(&'static str, String)> {
    let hidden = CONDITIONS.into_iter().filter(|c| !selected.contains(c) && !filter.values(c).is_empty());
    let mut all: Vec<(&'static str, String)> = hidden.map(|c| (c, filter.values(c).join(","))).collect();
    all.push(("sort", filter.sort.clone()));
    all.push(("cols", filter.columns.join(",")));
    if filter.removed {
        all.push(("removed", "yes".to_owned()));
    }
    all.extend(filter.view.clone().map(|v| ("view", v)));
    all.retain(|(_, v)| !v.is_empty());
    all
}

async fn advice(req: &Req, s: &EnterpriseState, filter: &Filter) -> Result<Advice> {
    let t = req.t;
    let text = t.a("no-result", "n", filter.in_force().len());
    Ok(match best_to_drop(&req.ctx, s, filter).await? {
        Some((name, n)) => {
            let name_text = t.s(format!("condition-{}", name.replace('_', "-")));
            Advice {
                text,
                advice: t.a2("no-result-advice", "name", name_text, "n", n),
                drop: filter.without(name).href(),
            }
        }
        None => Advice { text, advice: String::new(), drop: String::new() },
    })
}

fn open_view(req: &Req, filter: &Filter, views: &[View]) -> Option<OpenView> {
    let view = views.iter().find(|v| Some(v.id.as_str()) == filter.view.as_deref())?;
    let as_saved = opened(view);
    Some(OpenView {
        id: view.id.clone(),
        name: view_name(req.t, view),
        version: view.version,
        shared: view.user_id.is_none(),
        editable: view.user_id.is_some() || view::service::may_share(&req.ctx),
        changed: Filter { page: 1, ..filter.clone() } != as_saved,
    })
}

async fn choose_columns(req: Req, Form(form): Form<Fields>) -> Result<Response> {
    let keys: Vec<&str> =
        form.iter().filter(|(n, v)| n == "column" && columns::by_key(v).is_some()).map(|(_, v)| v.as_str()).collect();
    let mut filter = Filter::parse(field(&form, "query"));
    filter.columns = keys.iter().map(|k| (*k).to_owned()).collect();
    let mut response = see_other(filter.href()).into_response();
    let secure = req.headers.get("x-forwarded-proto").is_some_and(|v| v.as_bytes() == b"https");
    if let Some(kept) = cookie::set(COLUMNS_COOKIE, &keys.join("."), Some(YEAR_S), secure) {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    Ok(response)
}

async fn tag(req: Req, State(s): State<EnterpriseState>, Form(form): Form<Fields>) -> Result<Response> {
    let ids: Vec<String> = form.iter().filter(|(n, _)| n == "row").map(|(_, v)| v.clone()).take(TAG_MAX).collect();
    let back = Filter::parse(field(&form, "query")).href();
    if ids.is_empty() {
        return Ok(see_other(back).flash(Flash::warning("tag-nobody")).into_response());
    }
    let add = field(&form, "act") != "take";
    match crate::company::service::tag(&req.ctx, &s.db, &ids, field(&form, "tag"), add).await {
        Ok(n) => {
            let key = if add { "tagged" } else { "untagged" };
            Ok(see_other(back)
                .flash(Flash::done(key).arg("n", n).arg("tag", field(&form, "tag").trim()))
                .into_response())
        }
        Err(Error::Invalid(e)) => {
            let key = e.first().map_or("error-invalid", |e| e.code.as_str()).to_owned();
            Ok(see_other(back).flash(Flash::failed(&key)).into_response())
        }
        Err(Error::Forbidden) => Ok(see_other(back).flash(Flash::failed("tag-forbidden")).into_response()),
        Err(e) => Err(e.into()),
    }
}

async fn save_view(req: Req, State(s): State<EnterpriseState>, Form(form): Form<Fields>) -> Result<Response> {
    let filter = Filter::parse(field(&form, "query"));
    let shared = field(&form, "shared") == "1";
    match view::service::save(&req.ctx, &s.db, field(&form, "name"), &filter, shared).await {
        Ok(view) => {
            let to = opened(&view).href();
            Ok(see_other(to).flash(Flash::done("view-saved").arg("name", &view.name)).into_response())
        }
        Err(Error::Invalid(_)) => Ok(see_other(filter.href()).flash(Flash::failed("view-name-length")).into_response()),
        Err(e) => Err(e.into()),
    }
}

async fn change_view(
    req: Req,
    State(s): State<EnterpriseState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let version = field(&form, "version").parse().unwrap_or(0);
    let filter = Filter::parse(field(&form, "query"));
    let mut what = view::service::Change::default();
    match field(&form, "act") {
        "update" => what.filter = Some(filter.clone()),
        "share" => what.shared = Some(true),
        "unshare" => what.shared = Some(false),
        _ => what.name = Some(field(&form, "name").to_owned()),
    }
    match view::service::change(&req.ctx, &s.db, &id, version, what).await {
        Ok(view) => {
            Ok(see_other(opened(&view).href()).flash(Flash::done("view-saved").arg("name", &view.name)).into_response())
        }
        Err(Error::Invalid(_)) => Ok(see_other(filter.href()).flash(Flash::failed("view-name-length")).into_response()),
        Err(e) => Err(e.into()),
    }
}

async fn remove_view(
    req: Req,
    State(s): State<EnterpriseState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let version = field(&form, "version").parse().unwrap_or(0);
    view::service::remove(&req.ctx, &s.db, &id, version).await?;
    Ok(see_other("/enterprises").flash(Flash::done("view-removed")).into_response())
}

/// An answer that is a spreadsheet.
pub fn spreadsheet(bytes: Vec<u8>, name: &str) -> Response {
    ui::attachment(ui::web::XLSX, "enterprises.xlsx", name, bytes)
}

async fn download(req: Req, State(s): State<EnterpriseState>) -> Result<Response> {
    let filter = filter_of(&req);
    let ids = export::ids(&req.ctx, &s, &filter).await?;
    if ids.len() > export::DIRECT_MAX {
        let mut tx = s.db.write(&req.ctx.zone).await?;
        let job = jobs::enqueue(&mut tx, &req.ctx, export::KIND, &export::Params { query: filter.to_query() }).await?;
        tx.commit_quiet().await?;
        return Ok(see_other(format!("/enterprises/exports/{job}")).into_response());
    }
    let bytes = export::write(&req.ctx, &s, &filter, &ids, Vec::new(), |_| Ok(())).await?;
    Ok(spreadsheet(bytes, &req.t.a("export-file", "day", req.ctx.today().to_string())))
}

#[derive(askama::Template)]
#[template(path = "enterprise/list/export.html")]
struct ExportPage {
    page: Shell,
    progress: Progress,
    /// Where the file is, once it is.
    file: String,
    /// Why there will be none.
    problem: String,
}

#[derive(askama::Template)]
#[template(path = "enterprise/list/export_progress.html")]
struct ExportProgress {
    page: Shell,
    progress: Progress,
    file: String,
    problem: String,
}

async fn export_job(req: &Req, s: &EnterpriseState, id: &str) -> Result<(Progress, String, String)> {
    let id = JobId::parse(id).ok_or(Error::NotFound)?;
    let job = s.jobs.get(&req.ctx, &id).await?;
    if job.kind != export::KIND {
        return Err(Error::NotFound.into());
    }
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let path = format!("/enterprises/exports/{id}");
    let done = job.state == jobs::State::Done && export::file(s, id.as_str()).is_file();
    let progress = Progress {
        label: req.t.s("export-writing"),
        done: number(job.done),
        total: number(job.total),
        seconds_left: job.left_secs(req.ctx.now_us()).map(number),
        poll: format!("{path}/progress"),
        cancel: format!("{path}/cancel"),
        finished: !job.state.is_open(),
    };
    let problem = if done || job.state.is_open() { String::new() } else { req.t.s("export-failed") };
    Ok((progress, if done { format!("{path}/file.xlsx") } else { String::new() }, problem))
}

async fn export_page(req: Req, State(s): State<EnterpriseState>, Path(id): Path<String>) -> Result<Html<ExportPage>> {
    let (progress, file, problem) = export_job(&req, &s, &id).await?;
    Ok(Html(ExportPage { page: req.shell("export-title", "enterprise"), progress, file, problem }))
}

async fn export_progress(
    req: Req,
    State(s): State<EnterpriseState>,
    Path(id): Path<String>,
) -> Result<Html<ExportProgress>> {
    let (progress, file, problem) = export_job(&req, &s, &id).await?;
    Ok(Html(ExportProgress { page: req.shell("export-title", "enterprise"), progress, file, problem }))
}

async fn export_file(req: Req, State(s): State<EnterpriseState>, Path(id): Path<String>) -> Result<Response> {
    let (_, file, _) = export_job(&req, &s, &id).await?;
    if file.is_empty() {
        return Err(Error::NotFound.into());
    }
    let bytes = tokio::fs::read(export::file(&s, &id)).await.map_err(Error::internal)?;
    Ok(spreadsheet(bytes, &req.t.a("export-file", "day", req.ctx.today().to_string())))
}

async fn export_cancel(req: Req, State(s): State<EnterpriseState>, Path(id): Path<String>) -> Result<Response> {
    let job = JobId::parse(&id).ok_or(Error::NotFound)?;
    s.jobs.cancel(&req.ctx, &job).await?;
    Ok(see_other(format!("/enterprises/exports/{id}")).into_response())
}
