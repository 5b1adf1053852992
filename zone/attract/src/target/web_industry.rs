//! The page of one industry: every reason, what is missing, who has it, the companies with their owners.
use super::contact::Contacts;
use super::rules::{parts, ranked};
use super::web::{self, Asked, Row, Values, at, query, shown};
use super::web_basis::{self, BasisView};
use super::web_chain::{self, Side};
use super::{Company, Findings, Industry, Prospect, Standing, TargetState, words};
use crate::lead::view::Words;
use crate::mission::service as trips;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::view::Pager;
use ui::{Access, Html, Req, Result, Routes, Shell, T};

pub fn routes() -> Routes<TargetState> {
    let see = Access::Needs(Resource::Target, Action::View);
    Routes::new().get("/attract/targets/{code}", see, industry)
}

/// Companies on one page.
pub(super) const PER_PAGE: usize = 30;

/// A company as the tables show it.
pub(super) struct CompanyRow {
    pub n: usize,
    pub key: String,
    pub name: String,
    pub place: String,
    /// The industry that it is proposed for, where the table holds several.
    pub industry: String,
    pub expander: bool,
    pub why: Vec<String>,
    pub state: String,
    pub mark: &'static str,
    pub last: String,
    pub owner: String,
    /// A colleague works on it.
    pub clash: bool,
    /// In the pool: can be claimed here.
    pub pooled: bool,
    pub lead: String,
    /// Its own page.
    pub path: String,
}

pub(super) fn company_row(w: &Words, contacts: &Contacts, c: &Company, p: &Prospect, n: usize) -> CompanyRow {
    let t = w.t;
    let contact = contacts.get(c);
    let (state, mark) = match contact {
        None => (t.s("target-untouched"), "todo"),
        Some(one) if one.lead.hesitating > 0 => (t.s("target-hesitating"), "yel"),
        Some(one) if one.lead.is_open() => (w.stage(&one.lead.stage), "ok"),
        Some(one) => (w.stage(&one.lead.stage), ""),
    };
    let owner = match contact {
        Some(one) if one.is_pooled() => t.s("lead-pool"),
        Some(one) => one.lead.owner.as_ref().map(|o| w.user(o)).unwrap_or_default(),
        None => String::new(),
    };
    CompanyRow {
        n,
        key: c.key(),
        name: c.name.clone(),
        place: place_name(t, &c.province, &c.city),
        industry: String::new(),
        expander: p.expander,
        why: words::reasons(t, p),
        state,
        mark,
        last: contact.map(|one| one.lead.active_on.clone()).unwrap_or_default(),
        owner,
        clash: contact.is_some_and(|one| one.clash),
        pooled: contact.is_some_and(super::contact::Contact::is_pooled),
        lead: contact.map(|one| format!("/attract/leads/{}", one.lead.id)).unwrap_or_default(),
        path: format!("/attract/targets/company?key={}", ui::cookie::percent(&c.key())),
    }
}

/// 广东 深圳; a municipality once.
pub(super) fn place_name(t: T, province: &str, city: &str) -> String {
    match (province, city) {
        ("", "") => t.s("target-place-unknown"),
        (p, "") => p.to_owned(),
        (p, c) if p == c || p.is_empty() => c.to_owned(),
        (p, c) => format!("{p} {c}"),
    }
}

/// The companies of one city.
pub(super) fn city_path(province: &str, city: &str) -> String {
    let pairs = [("province", province), ("city", city)].map(|(n, v)| (n.to_owned(), v.to_owned()));
    at("/attract/targets/companies", &query(pairs.into_iter()))
}

/// A trip that companies can join.
pub(super) struct Mission {
    pub id: String,
    pub label: String,
}

/// Trips that are not over, the soonest first.
pub(super) async fn missions(req: &Req, s: &TargetState) -> Result<Vec<Mission>> {
    if !req.may(Resource::Mission, Action::Edit) {
        return Ok(Vec::new());
    }
    let today = req.ctx.today().to_string();
    let mut open: Vec<_> = trips::list(&req.ctx, &s.attract.db).await?.into_iter().map(|t| t.mission).collect();
    open.retain(|m| m.cancelled_on.is_none() && m.ends_on >= today);
    open.sort_by(|a, b| a.starts_on.cmp(&b.starts_on));
    let label = |m: &crate::mission::Mission| format!("{} · {}", m.title(req.t.is_zh()), m.starts_on);
    Ok(open.iter().map(|m| Mission { id: m.id.to_string(), label: label(m) }).collect())
}

/// A family of features and how it moved the odds.
struct Force {
    name: String,
    text: String,
    /// ×2.2 or ÷1.5.
    odds: String,
    share: String,
    raises: bool,
}

fn forces(t: T, i: &Industry) -> Vec<Force> {
    let most = i.contributions.iter().map(|(_, v)| v.abs()).fold(0.0, f64::max);
    let force = |(family, value): &(super::Family, f64)| {
        let (name, text) = words::family(t, *family);
        let sign = if *value < 0.0 { '÷' } else { '×' };
        let odds = format!("{sign}{}", shown(value.abs().exp(), 1));
        Force { name, text, odds, share: ui::picture::share(value.abs(), most), raises: *value >= 0.0 }
    };
    i.contributions.iter().map(force).collect()
}

/// A part of attractiveness.
struct Part {
    name: String,
    score: String,
    weight: u8,
}

struct NearRow {
    name: String,
    firms: u64,
    similarity: String,
}

#[derive(askama::Template)]
#[template(path = "attract/target/industry.html")]
struct IndustryPage {
    page: Shell,
    row: Row,
    focus: String,
    pros: Vec<String>,
    cons: Vec<String>,
    lacks: Vec<String>,
    /// What the data cannot say, with the list that it is about.
    unknown: Vec<(String, &'static str)>,
    sides: Vec<Side>,
    forces: Vec<Force>,
    parts: Vec<Part>,
    similar: Vec<NearRow>,
    related: Vec<(String, String, u64)>,
    having: Vec<web::CityRow>,
    map: Vec<super::picture::Dot>,
    map_box: String,
    basis: BasisView,
    back_path: String,
    place: usize,
    places: usize,
    by_year: String,
    city: String,
    companies: Vec<CompanyRow>,
    shown_n: usize,
    known: u64,
    any_expander: bool,
    only_expanders: bool,
    only_fresh: bool,
    expanders_path: String,
    fresh_path: String,
    pager: Pager,
    missions: Vec<Mission>,
    industry: String,
    here: String,
    may_lead: bool,
    may_mission: bool,
}

async fn industry(
    req: Req,
    State(s): State<TargetState>,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let findings = match s.engine.findings(&req.ctx).await? {
        Standing::Ready(findings) => findings,
        standing => return Ok(web::waiting(&req, &standing)),
    };
    Ok(Html(industry_page(&req, &s, &findings, &code, &values).await?).into_response())
}

fn on(values: &Values, name: &str) -> bool {
    values.get(name).is_some_and(|v| v == "1")
}

/// Name, relatedness and firms here of the industries that are often found with this one.
fn related(t: T, i: &Industry) -> Vec<(String, String, u64)> {
    i.related.iter().map(|r| (words::industry_name(t, &r.code), shown(r.relatedness, 2), r.here)).collect()
}

async fn industry_page(
    req: &Req,
    s: &TargetState,
    findings: &Findings,
    code: &str,
    values: &Values,
) -> Result<IndustryPage> {
    let t = req.t;
    let asked = Asked::of(values);
    let all = ranked(findings, &asked.weights);
    let place = all.iter().position(|one| one.industry.code == code).ok_or(Error::NotFound)?;
    let one = all.get(place).copied().ok_or(Error::NotFound)?;
    let i = one.industry;
    let companies: Vec<&Company> = findings.prospects(i).map(|(c, _)| c).collect();
    let contacts = Contacts::of(&req.ctx, &s.attract, &companies).await?;
    let w = web::the_words(req, s, contacts.owners()).await?;
    let (only_expanders, only_fresh) = (on(values, "expanders"), on(values, "fresh"));
    let fits =
        |(c, p): &(&Company, &Prospect)| (!only_expanders || p.expander) && (!only_fresh || contacts.get(c).is_none());
    let fitting: Vec<_> = findings.prospects(i).filter(fits).collect();
    let pager = Pager::new(req, asked.page, PER_PAGE as u64, fitting.len() as u64);
    let skip = (usize::try_from(pager.page).unwrap_or(1) - 1) * PER_PAGE;
    let line = |(n, (c, p)): (usize, &(&Company, &Prospect))| company_row(&w, &contacts, c, p, n + 1);
    let companies = fitting.iter().enumerate().skip(skip).take(PER_PAGE).map(line).collect();
    let books = s.engine.books(&req.ctx).await?;
    let said = words::of_industry(t, findings, &books, i, &web::focus_name(&w, i));
    let weights = query(asked.carried_weights().into_iter());
    let toggle = |name: &str, now: bool| req.with_query(name, if now { "" } else { "1" });
    let b = &findings.basis;
    Ok(IndustryPage {
        page: web::shell(req).titled(words::industry_name(t, code)),
        row: web::row(&w, (findings, &books), &one, place + 1, &weights),
        focus: web::fit_word(t, &w, i),
        pros: said.pros,
        cons: said.cons,
        lacks: said.lacks,
        unknown: web_chain::unknown(t, findings, &books),
        sides: web_chain::sides(t, findings.chain(code, &books).as_ref()),
        forces: forces(t, i),
        parts: attractive_parts(t, i, &asked),
        similar: i.similar.iter().map(|c| near_row(t, c)).collect(),
        related: related(t, i),
        having: having(t, i),
        map: having_map(findings, i),
        map_box: format!("0 0 {} {}", super::picture::MAP.0, super::picture::MAP.1),
        basis: web_basis::basis(t, findings),
        back_path: at("/attract/targets", &weights),
        place: place + 1,
        places: all.len(),
        by_year: (b.at + b.horizon).to_string(),
        city: b.city.clone(),
        companies,
        shown_n: fitting.len(),
        known: i.companies_known,
        any_expander: b.expanders > 0,
        only_expanders,
        only_fresh,
        expanders_path: toggle("expanders", only_expanders),
        fresh_path: toggle("fresh", only_fresh),
        pager,
        missions: missions(req, s).await?,
        industry: code.to_owned(),
        here: req.here(),
        may_lead: req.may(Resource::Lead, Action::Create),
        may_mission: req.may(Resource::Mission, Action::Edit),
    })
}

fn near_row(t: T, c: &super::SimilarCity) -> NearRow {
    NearRow { name: place_name(t, &c.province, &c.city), firms: c.firms, similarity: shown(c.similarity, 2) }
}

fn attractive_parts(t: T, i: &Industry, asked: &Asked) -> Vec<Part> {
    let part = |(name, value): (&'static str, Option<f64>)| Part {
        name: t.s(format!("target-weight-{name}")),
        score: value.map_or_else(|| ui::format::ABSENT.to_owned(), |v| shown(v * 100.0, 0)),
        weight: asked.weights.get(name),
    };
    parts(i).into_iter().map(part).collect()
}

fn having(t: T, i: &Industry) -> Vec<web::CityRow> {
    let most = i.cities.first().map_or(1, |c| c.firms).max(1) as f64;
    let row = |c: &super::CityFirms| web::CityRow {
        name: place_name(t, &c.province, &c.city),
        path: String::new(),
        n: c.firms,
        share: ui::picture::share(c.firms as f64, most),
    };
    i.cities.iter().take(12).map(row).collect()
}

fn having_map(findings: &Findings, i: &Industry) -> Vec<super::picture::Dot> {
    let count = |city: &super::City| {
        let at = i.cities.iter().find(|c| c.province == city.province && c.city == city.city);
        at.map_or(0, |c| c.firms)
    };
    super::picture::map(findings.cities.iter(), &findings.basis.city, count, |_| String::new())
}
