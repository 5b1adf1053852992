//! 目标企业: one proposed company: for which industries and why, what to say to it about suppliers and customers here, who
//! of the colleagues knows it, and what can be done.
use super::contact::Contacts;
use super::rules::ranked;
use super::web::{self, Asked, Values};
use super::web_basis::{self, BasisView};
use super::web_chain::{self, Side};
use super::web_industry::{self, CompanyRow, Mission};
use super::{Company, Findings, Industry, Prospect, Standing, TargetState, chain_words, picture, words};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::{Access, Html, Req, Result, Routes, Shell};

pub fn routes() -> Routes<TargetState> {
    Routes::new().get("/attract/targets/company", Access::Needs(Resource::Target, Action::View), company)
}

/// Industries that are listed for one company.
const INDUSTRIES: usize = 8;

/// An industry that the company is proposed for.
struct Purpose {
    name: String,
    path: String,
    task: String,
    place: usize,
    probability: String,
    why: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "attract/target/company.html")]
struct CompanyPage {
    page: Shell,
    meta: String,
    purposes: Vec<Purpose>,
    more: usize,
    talk: Vec<String>,
    /// The industry that the chain below belongs to.
    trade: String,
    sides: Vec<Side>,
    basis: BasisView,
    companies: Vec<CompanyRow>,
    missions: Vec<Mission>,
    industry: String,
    here: String,
    may_lead: bool,
    may_mission: bool,
}

async fn company(req: Req, State(s): State<TargetState>, Query(values): Query<Values>) -> Result<Response> {
    let findings = match s.engine.findings(&req.ctx).await? {
        Standing::Ready(findings) => findings,
        standing => return Ok(web::waiting(&req, &standing)),
    };
    let key = values.get("key").cloned().unwrap_or_default();
    Ok(Html(company_page(&req, &s, &findings, &key, &Asked::of(&values)).await?).into_response())
}

/// A company with each industry that proposes it, the best ranked first, and the place of that industry.
type Found<'f> = (&'f Company, Vec<(usize, &'f Industry, &'f Prospect)>);

fn find<'f>(findings: &'f Findings, key: &str, asked: &Asked) -> Option<Found<'f>> {
    let (number, company) = findings.companies.iter().enumerate().find(|(_, c)| c.key() == key)?;
    let proposes = |(n, one): (usize, &super::rules::Scored<'f>)| {
        let prospect = one.industry.prospects.iter().find(|p| p.company == number)?;
        Some((n + 1, one.industry, prospect))
    };
    let all = ranked(findings, &asked.weights);
    Some((company, all.iter().enumerate().filter_map(proposes).collect()))
}

async fn company_page(
    req: &Req,
    s: &TargetState,
    findings: &Findings,
    key: &str,
    asked: &Asked,
) -> Result<CompanyPage> {
    let t = req.t;
    let (company, found) = find(findings, key, asked).ok_or(Error::NotFound)?;
    let (_, first, prospect) = found.first().copied().ok_or(Error::NotFound)?;
    let contacts = Contacts::of(&req.ctx, &s.attract, &[company]).await?;
    let w = web::the_words(req, s, contacts.owners()).await?;
    let weights = web::query(asked.carried_weights().into_iter());
    let purpose = |(place, i, p): &(usize, &Industry, &Prospect)| Purpose {
        name: words::industry_name(t, &i.code),
        path: picture::path(&i.code, &weights),
        task: t.s(format!("target-task-{}", i.task.code())),
        place: *place,
        probability: words::percent(i.probability),
        why: words::reasons(t, p),
    };
    let own = company.industry.as_deref().unwrap_or(&first.code);
    let chain = findings.chain(own, &*s.engine.books(&req.ctx).await?);
    let trade = words::industry_name(t, own);
    let place = web_industry::place_name(t, &company.province, &company.city);
    Ok(CompanyPage {
        page: web::shell(req).titled(company.name.clone()),
        meta: if company.industry.is_some() { format!("{place} · {trade}") } else { place },
        purposes: found.iter().take(INDUSTRIES).map(purpose).collect(),
        more: found.len().saturating_sub(INDUSTRIES),
        talk: chain.iter().flat_map(chain_words::to_a_company).map(|fact| fact.text(t)).collect(),
        sides: web_chain::sides(t, chain.as_ref()),
        trade,
        basis: web_basis::basis(t, findings),
        companies: vec![web_industry::company_row(&w, &contacts, company, prospect, 1)],
        missions: web_industry::missions(req, s).await?,
        industry: first.code.clone(),
        here: req.here(),
        may_lead: req.may(Resource::Lead, Action::Create),
        may_mission: req.may(Resource::Mission, Action::Edit),
    })
}
