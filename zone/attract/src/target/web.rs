//! 招商目标: the ranking of industries under the officer's weights, its picture, the map of the companies to visit, and what
//! the same method achieved in the past.
use super::contact::Contacts;
use super::rules::{ANY_FOCUS, Filter, MOST_WEIGHT, Scored, Weights, ranked};
use super::web_basis::{BasisView, basis};
use super::web_industry::{self, CompanyRow, Mission};
use super::{Books, Company, Findings, Fit, Industry, Prospect, Standing, Step, TargetState, Task, picture, words};
use crate::lead::view::Words;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use std::collections::HashMap;
use ui::view::{ChartData, Choice, Pager};
use ui::{Access, Html, Req, Result, Routes, Shell, T};

pub fn routes() -> Routes<TargetState> {
    let see = Access::Needs(Resource::Target, Action::View);
    Routes::new().get("/attract/targets", see, list)
}

/// Industries on one page of the ranking: as high as the picture beside it.
const PER_PAGE: usize = 7;
/// Companies below the ranking; the industry's page has all.
const PREVIEW: usize = 6;

pub(super) type Values = HashMap<String, String>;

/// What the address says.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub weights: Weights,
    pub filter: Filter,
    pub page: u64,
}

impl Asked {
    pub fn of(values: &Values) -> Self {
        let get = |name: &str| values.get(name).map(|v| v.trim().to_owned()).unwrap_or_default();
        let filter = Filter { task: Task::parse(&get("task")), focus: get("focus"), q: get("q") };
        Self { weights: Weights::of(|name| values.get(name).cloned()), filter, page: get("page").parse().unwrap_or(1) }
    }

    /// The weights that differ from the standard, as fields.
    pub fn carried_weights(&self) -> Vec<(String, String)> {
        let standard = Weights::default();
        let changed = Weights::NAMES.iter().filter(|n| self.weights.get(n) != standard.get(n));
        changed.map(|n| (format!("w_{n}"), self.weights.get(n).to_string())).collect()
    }

    fn carried_filter(&self) -> Vec<(String, String)> {
        let task = self.filter.task.map(Task::code).unwrap_or_default();
        let all = [("task", task), ("focus", &self.filter.focus), ("q", &self.filter.q)];
        all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    pub fn query(&self) -> String {
        query(self.carried_filter().into_iter().chain(self.carried_weights()))
    }
}

pub(super) fn query(pairs: impl Iterator<Item = (String, String)>) -> String {
    pairs.map(|(n, v)| format!("{n}={}", ui::cookie::percent(&v))).collect::<Vec<_>>().join("&")
}

/// What was learned, and what the zone's books hold.
pub(super) type Known<'a> = (&'a Findings, &'a Books);

/// A line of the ranking.
pub(super) struct Row {
    pub n: usize,
    pub name: String,
    pub code: String,
    pub division: String,
    pub class: &'static str,
    pub task: String,
    pub probability: String,
    pub expected: String,
    pub feasibility: String,
    pub attractiveness: String,
    pub combined: String,
    pub firms: u64,
    pub pros: Vec<String>,
    pub cons: Vec<String>,
    pub path: String,
}

pub(super) fn shown(score: f64, decimals: usize) -> String {
    ui::format::dec(score, decimals)
}

/// Without newcomers of the last years there is no pace to reckon by.
fn expected(i: &Industry) -> String {
    if i.expected > 0.0 { shown(i.expected, 2) } else { ui::format::ABSENT.to_owned() }
}

/// The name of the focus industry that an industry belongs to.
pub(super) fn focus_name(w: &Words, i: &Industry) -> String {
    i.focus.as_deref().map(|f| w.focus(f)).unwrap_or_default()
}

pub(super) fn row(w: &Words, (findings, books): Known<'_>, one: &Scored<'_>, n: usize, query: &str) -> Row {
    let (i, t) = (one.industry, w.t);
    let (pros, cons) = words::brief(t, findings, books, i, &focus_name(w, i));
    Row {
        n,
        name: words::industry_name(t, &i.code),
        code: i.code.clone(),
        division: words::division_name(t, &i.code),
        class: w.focus_class(i.focus.as_deref()),
        task: t.s(format!("target-task-{}", i.task.code())),
        probability: words::percent(i.probability),
        expected: expected(i),
        feasibility: shown(one.score.feasibility, 0),
        attractiveness: one.score.attractiveness.map_or_else(|| ui::format::ABSENT.to_owned(), |a| shown(a, 0)),
        combined: shown(one.score.combined, 1),
        firms: i.firms,
        pros,
        cons,
        path: picture::path(&i.code, query),
    }
}

/// A weight of the form.
pub(super) struct WeightField {
    pub name: String,
    pub label: String,
    pub hint: String,
    pub choices: Vec<Choice>,
}

fn weight_fields(t: T, w: &Weights) -> Vec<WeightField> {
    let field = |name: &&str| WeightField {
        name: format!("w_{name}"),
        label: t.s(format!("target-weight-{name}")),
        hint: t.s(format!("target-weight-{name}-hint")),
        choices: (0..=MOST_WEIGHT).map(|n| Choice::new(n.to_string(), n.to_string(), n == w.get(name))).collect(),
    };
    Weights::NAMES.iter().map(field).collect()
}

/// Where the proposed companies sit.
pub(super) struct CityRow {
    pub name: String,
    pub path: String,
    pub n: u64,
    pub share: String,
}

#[derive(askama::Template)]
#[template(path = "attract/target/waiting.html")]
struct WaitingPage {
    page: Shell,
    title: String,
    text: String,
    /// It will be there by itself.
    running: bool,
}

#[derive(askama::Template)]
#[template(path = "attract/target/list.html")]
struct ListPage {
    page: Shell,
    meta: String,
    rows: Vec<Row>,
    total: usize,
    /// Whether the pace of the city lets any number be expected.
    any_expected: bool,
    pager: Pager,
    bubbles: ChartData,
    bubble_rows: Vec<Row>,
    legend: Vec<(&'static str, String)>,
    weights: Vec<WeightField>,
    carried_filter: Vec<(String, String)>,
    carried_weights: Vec<(String, String)>,
    tasks: Vec<Choice>,
    focuses: Vec<Choice>,
    q: String,
    unfiltered: bool,
    clear: String,
    export: String,
    may_export: bool,
    basis: BasisView,
    small_city: String,
    map: Vec<picture::Dot>,
    map_box: String,
    cities: Vec<CityRow>,
    more_cities: Vec<CityRow>,
    cities_total: usize,
    first: String,
    first_path: String,
    first_total: usize,
    companies: Vec<CompanyRow>,
    /// Focus industries with the page of their companies.
    by_focus: Vec<(&'static str, String, String)>,
    missions: Vec<Mission>,
    industry: String,
    here: String,
    may_lead: bool,
    may_mission: bool,
}

pub(super) fn shell(req: &Req) -> Shell {
    crate::tabs(req.shell("target-title", "attract"), "/attract/targets")
}

/// The page that stands while there are no findings.
pub(super) fn waiting(req: &Req, standing: &Standing) -> Response {
    let t = req.t;
    let (title, text) = match standing {
        Standing::Failed { reason, args } => (t.s("target-failed"), t.args(reason, args)),
        Standing::Computing(step) => {
            (t.s("target-computing"), t.a("target-computing-text", "step", t.s(Step::key(*step))))
        }
        Standing::NoRegistry | Standing::Ready(_) => (t.s("target-no-registry"), t.s("target-no-registry-text")),
    };
    let running = matches!(standing, Standing::Computing(_));
    Html(WaitingPage { page: shell(req), title, text, running }).into_response()
}

pub(super) async fn the_words(req: &Req, s: &TargetState, users: Vec<String>) -> kernel::Result<Words> {
    let pipeline = crate::pipeline::store::pipeline(&mut s.attract.db.read(&req.ctx.zone).await?).await?;
    Words::of(&req.ctx, &s.attract, req.t, pipeline, users).await
}

async fn list(req: Req, State(s): State<TargetState>, Query(values): Query<Values>) -> Result<Response> {
    match s.engine.findings(&req.ctx).await? {
        Standing::Ready(findings) => {
            Ok(Html(list_page(&req, &s, &findings, &Asked::of(&values)).await?).into_response())
        }
        standing => Ok(waiting(&req, &standing)),
    }
}

/// The industries that the conditions let through, the best first.
pub(super) fn selected<'f>(findings: &'f Findings, asked: &Asked) -> Vec<Scored<'f>> {
    let mut all = ranked(findings, &asked.weights);
    all.retain(|s| asked.filter.fits(s.industry, words::names));
    all
}

async fn list_page(req: &Req, s: &TargetState, findings: &Findings, asked: &Asked) -> Result<ListPage> {
    let t = req.t;
    let all = selected(findings, asked);
    let w = the_words(req, s, Vec::new()).await?;
    let books = s.engine.books(&req.ctx).await?;
    let weights_query = query(asked.carried_weights().into_iter());
    let pager = pager(asked, all.len());
    let skip = (usize::try_from(pager.page).unwrap_or(1) - 1) * PER_PAGE;
    let line = |(n, one): (usize, &Scored<'_>)| row(&w, (findings, &books), one, n + 1, &weights_query);
    let rows: Vec<Row> = all.iter().enumerate().skip(skip).take(PER_PAGE).map(line).collect();
    let in_picture = all.get(..all.len().min(picture::BUBBLES)).unwrap_or_default();
    let (first, companies) = preview(req, s, findings, all.first().copied()).await?;
    let (map, mut cities) = places(t, findings, &all);
    let more_cities = cities.split_off(cities.len().min(CITIES));
    let small = findings.basis.is_city_small();
    Ok(ListPage {
        page: shell(req).with_charts(),
        meta: t.a2("target-meta", "city", &findings.basis.city, "year", findings.basis.at.to_string()),
        rows,
        total: all.len(),
        any_expected: all.iter().any(|one| one.industry.expected > 0.0),
        pager,
        bubbles: picture::bubbles(t, in_picture, |f| w.focus_class(f), &weights_query),
        bubble_rows: in_picture.iter().enumerate().map(line).collect(),
        legend: legend(t, &w),
        weights: weight_fields(t, &asked.weights),
        carried_filter: asked.carried_filter(),
        carried_weights: asked.carried_weights(),
        tasks: tasks(t, asked.filter.task),
        focuses: focuses(t, &w, &asked.filter.focus),
        q: asked.filter.q.clone(),
        unfiltered: asked.filter.is_empty(),
        clear: at("/attract/targets", &weights_query),
        export: at("/attract/targets/export.xlsx", &asked.query()),
        may_export: req.may(Resource::Target, Action::Export),
        basis: basis(t, findings),
        small_city: if small {
            t.a3(
                "target-city-small",
                "city",
                &findings.basis.city,
                "n",
                findings.basis.city_firms,
                "least",
                findings.basis.region_min.ceil(),
            )
        } else {
            String::new()
        },
        map,
        map_box: format!("0 0 {} {}", picture::MAP.0, picture::MAP.1),
        cities_total: cities.len() + more_cities.len(),
        cities,
        more_cities,
        first: first.map(|i| words::industry_name(t, &i.code)).unwrap_or_default(),
        first_path: first.map(|i| picture::path(&i.code, &weights_query)).unwrap_or_default(),
        first_total: first.map_or(0, |i| i.prospects.len()),
        companies,
        by_focus: by_focus(findings, &w),
        missions: web_industry::missions(req, s).await?,
        industry: first.map(|i| i.code.clone()).unwrap_or_default(),
        here: req.here(),
        may_lead: req.may(Resource::Lead, Action::Create),
        may_mission: req.may(Resource::Mission, Action::Edit),
    })
}

pub(super) fn at(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn pager(asked: &Asked, total: usize) -> Pager {
    let (per_page, total) = (PER_PAGE as u64, total as u64);
    Pager::at("/attract/targets", &asked.query(), asked.page, per_page, total)
}

fn legend(t: T, w: &Words) -> Vec<(&'static str, String)> {
    let own = w.focuses.iter().map(|(code, name)| (w.focus_class(Some(code)), name.clone()));
    own.chain([("f0", t.s("target-focus-none"))]).collect()
}

/// Class, name and path of each focus industry that has segments.
fn by_focus(findings: &Findings, w: &Words) -> Vec<(&'static str, String, String)> {
    let known = w.focuses.iter().filter(|(code, _)| findings.segments.iter().any(|s| s.focus == *code));
    let path =
        |code: &str| at("/attract/targets/companies", &query(std::iter::once(("focus".to_owned(), code.to_owned()))));
    known.map(|(code, name)| (w.focus_class(Some(code)), name.clone(), path(code))).collect()
}

fn tasks(t: T, chosen: Option<Task>) -> Vec<Choice> {
    let all = Choice::new("", t.s("target-task-all"), chosen.is_none());
    let one = |task: Task| Choice::new(task.code(), t.s(format!("target-task-{}", task.code())), chosen == Some(task));
    std::iter::once(all).chain(Task::ALL.map(one)).collect()
}

fn focuses(t: T, w: &Words, chosen: &str) -> Vec<Choice> {
    let fixed = [("", "target-focus-all"), (ANY_FOCUS, "target-focus-any")];
    let fixed = fixed.map(|(value, key)| Choice::new(value, t.s(key), chosen == value));
    let own = w.focuses.iter().map(|(code, name)| Choice::new(code, name, chosen == code));
    fixed.into_iter().chain(own).collect()
}

/// The companies of the first industry, as the page shows them below the ranking.
async fn preview<'f>(
    req: &Req,
    s: &TargetState,
    findings: &'f Findings,
    first: Option<Scored<'f>>,
) -> Result<(Option<&'f Industry>, Vec<CompanyRow>)> {
    let Some(industry) = first.map(|s| s.industry) else { return Ok((None, Vec::new())) };
    let some: Vec<_> = findings.prospects(industry).take(PREVIEW).collect();
    let companies: Vec<&Company> = some.iter().map(|(c, _)| *c).collect();
    let contacts = Contacts::of(&req.ctx, &s.attract, &companies).await?;
    let w = the_words(req, s, contacts.owners()).await?;
    let line = |(n, (c, p)): (usize, &(&Company, &Prospect))| web_industry::company_row(&w, &contacts, c, p, n + 1);
    Ok((Some(industry), some.iter().enumerate().map(line).collect()))
}

/// Cities in the table below the map; the others stand folded.
const CITIES: usize = 10;

/// Where the companies proposed for these industries sit: each company once.
fn places(t: T, findings: &Findings, all: &[Scored<'_>]) -> (Vec<picture::Dot>, Vec<CityRow>) {
    let mut chosen: Vec<usize> = all.iter().flat_map(|s| s.industry.prospects.iter().map(|p| p.company)).collect();
    chosen.sort_unstable();
    chosen.dedup();
    let mut counts: HashMap<(&str, &str), u64> = HashMap::new();
    for company in chosen.into_iter().filter_map(|n| findings.companies.get(n)).filter(|c| !c.city.is_empty()) {
        *counts.entry((&company.province, &company.city)).or_default() += 1;
    }
    let mut sorted: Vec<_> = counts.iter().map(|(place, n)| (*place, *n)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let most = sorted.first().map_or(1, |(_, n)| *n) as f64;
    let row = |((province, city), n): &((&str, &str), u64)| CityRow {
        name: web_industry::place_name(t, province, city),
        path: web_industry::city_path(province, city),
        n: *n,
        share: ui::picture::share(*n as f64, most),
    };
    let map = picture::map(
        findings.cities.iter(),
        &findings.basis.city,
        |c| counts.get(&(c.province.as_str(), c.city.as_str())).copied().unwrap_or(0),
        |c| web_industry::city_path(&c.province, &c.city),
    );
    (map, sorted.iter().map(row).collect())
}

/// What fits the zone, in a word: for the industry's page and the export.
pub(super) fn fit_word(t: T, w: &Words, i: &Industry) -> String {
    match i.fit {
        Fit::None => t.s("target-focus-none"),
        Fit::Part => t.a("target-fit-word-part", "focus", focus_name(w, i)),
        Fit::Whole => focus_name(w, i),
    }
}
