//! 目标企业 across all industries: of one city, for a trip there, or of one focus industry and its segments; each company with
//! the best industry that proposes it.
use super::contact::Contacts;
use super::rules::ranked;
use super::web::{self, Asked, Values};
use super::web_basis::{self, BasisView};
use super::web_industry::{self, CompanyRow, Mission, PER_PAGE, place_name};
use super::{Company, Findings, Industry, Prospect, Segment, Standing, TargetState, words};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use std::collections::HashSet;
use ui::view::Pager;
use ui::{Access, Html, Req, Result, Routes, Shell, T};

pub fn routes() -> Routes<TargetState> {
    let see = Access::Needs(Resource::Target, Action::View);
    Routes::new().get("/attract/targets/companies", see, list)
}

/// What is asked: a city, a focus industry, one of its segments; empty for any.
#[derive(Clone, Debug, Default)]
struct Only {
    province: String,
    city: String,
    focus: String,
    segment: String,
}

impl Only {
    fn of(values: &Values) -> Self {
        let said = |name: &str| values.get(name).map(|v| v.trim().to_owned()).unwrap_or_default();
        Self { province: said("province"), city: said("city"), focus: said("focus"), segment: said("segment") }
    }

    /// The focus industry's segments that are asked for; none where no focus industry is.
    fn segments<'f>(&self, findings: &'f Findings) -> Vec<&'f Segment> {
        let all = findings.segments.iter().filter(|s| s.focus == self.focus);
        all.filter(|s| self.segment.is_empty() || s.code == self.segment).collect()
    }

    fn is_place(&self, company: &Company) -> bool {
        let any = self.province.is_empty() && self.city.is_empty() && !self.focus.is_empty();
        any || (company.province == self.province && company.city == self.city)
    }
}

/// A company with the best ranked industry that proposes it.
type Found<'f> = (&'f Industry, &'f Company, &'f Prospect);

fn in_segment(segment: &Segment, (industry, company, _): &Found<'_>) -> bool {
    segment.holds(&industry.code) || company.industry.as_deref().is_some_and(|own| segment.holds(own))
}

/// The companies of a place, each once: first of the best ranked industry that `fits`.
fn find<'f>(findings: &'f Findings, asked: &Asked, only: &Only, fits: impl Fn(&Found<'f>) -> bool) -> Vec<Found<'f>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for one in ranked(findings, &asked.weights) {
        for (company, prospect) in findings.prospects(one.industry).filter(|(c, _)| only.is_place(c)) {
            let proposed = (one.industry, company, prospect);
            if fits(&proposed) && seen.insert(prospect.company) {
                found.push(proposed);
            }
        }
    }
    found
}

/// A segment as a condition of the page.
struct SegmentLink {
    name: String,
    path: String,
    n: usize,
    chosen: bool,
}

#[derive(askama::Template)]
#[template(path = "attract/target/companies.html")]
struct CompaniesPage {
    page: Shell,
    note: String,
    /// What an empty page says.
    none: String,
    segments: Vec<SegmentLink>,
    companies: Vec<CompanyRow>,
    pager: Pager,
    basis: BasisView,
    missions: Vec<Mission>,
    industry: String,
    here: String,
    may_lead: bool,
    may_mission: bool,
}

async fn list(req: Req, State(s): State<TargetState>, Query(values): Query<Values>) -> Result<Response> {
    let findings = match s.engine.findings(&req.ctx).await? {
        Standing::Ready(findings) => findings,
        standing => return Ok(web::waiting(&req, &standing)),
    };
    Ok(Html(companies_page(&req, &s, &findings, &values).await?).into_response())
}

async fn companies_page(req: &Req, s: &TargetState, findings: &Findings, values: &Values) -> Result<CompaniesPage> {
    let t = req.t;
    let (asked, only) = (Asked::of(values), Only::of(values));
    let chosen = only.segments(findings);
    let fits = |one: &Found<'_>| only.focus.is_empty() || chosen.iter().any(|segment| in_segment(segment, one));
    let found = find(findings, &asked, &only, fits);
    let proposed: Vec<&Company> = found.iter().map(|(_, c, _)| *c).collect();
    let contacts = Contacts::of(&req.ctx, &s.attract, &proposed).await?;
    let w = web::the_words(req, s, contacts.owners()).await?;
    let pager = Pager::new(req, asked.page, PER_PAGE as u64, found.len() as u64);
    let skip = (usize::try_from(pager.page).unwrap_or(1) - 1) * PER_PAGE;
    let line = |(n, (i, c, p)): (usize, &Found<'_>)| CompanyRow {
        industry: words::industry_name(t, &i.code),
        ..web_industry::company_row(&w, &contacts, c, p, n + 1)
    };
    let title = if only.focus.is_empty() {
        t.a("target-city-title", "city", place_name(t, &only.province, &only.city))
    } else {
        t.a("target-focus-title", "focus", w.focus(&only.focus))
    };
    let note = if only.focus.is_empty() { "target-city-note" } else { "target-focus-note" };
    Ok(CompaniesPage {
        page: web::shell(req).titled(title.clone()),
        note: t.a(note, "n", found.len()),
        none: t.a("target-companies-none-of", "title", title),
        segments: segments(t, req, findings, &asked, &only),
        companies: found.iter().enumerate().skip(skip).take(PER_PAGE).map(line).collect(),
        pager,
        basis: web_basis::basis(t, findings),
        missions: web_industry::missions(req, s).await?,
        industry: String::new(),
        here: req.here(),
        may_lead: req.may(Resource::Lead, Action::Create),
        may_mission: req.may(Resource::Mission, Action::Edit),
    })
}

/// The segments of the chosen focus industry with the number of their companies; those without any are listed, too: nobody is
/// known there.
fn segments(t: T, req: &Req, findings: &Findings, asked: &Asked, only: &Only) -> Vec<SegmentLink> {
    let all = Only { segment: String::new(), ..only.clone() };
    let link = |segment: &&Segment| {
        let chosen = segment.code == only.segment;
        SegmentLink {
            name: segment_name(t, segment),
            path: req.with_query("segment", if chosen { "" } else { &segment.code }),
            n: find(findings, asked, &all, |one| in_segment(segment, one)).len(),
            chosen,
        }
    };
    all.segments(findings).iter().map(link).collect()
}

/// 常用有色金属冶炼（铝冶炼、硅冶炼）: the group, with its classes where not all belong to the focus industry.
fn segment_name(t: T, segment: &Segment) -> String {
    let name = words::industry_name(t, &segment.code);
    if segment.classes.is_empty() {
        return name;
    }
    let classes: Vec<String> = segment.classes.iter().map(|c| words::industry_name(t, c)).collect();
    t.a2("target-segment-name", "name", name, "classes", classes.join(words::comma(t)))
}
