//! Which companies of a city a team should visit, and what its briefing pack says: from the leads, the company books and the
//! published figures. "前往北京、深圳等地开展全产业链招商，上门拜访企业".
mod store;

use ::store::{Conn, Db};
use attract::directory::Answer;
use attract::lead::Lead;
use attract::mission::proposals::{Dossier, Person, Proposals, Proposed, Published, Reason, Standing};
use enterprise::company::{self, Enterprise};
use enterprise::contact::{self, Contact};
use enterprise::figure::{self, Figure, Metric};
use enterprise::{focus, listing};
use kernel::id::EnterpriseId;
use kernel::industry::IndustryCode;
use kernel::money::{Amount, Currency, Fen};
use kernel::region::RegionCode;
use kernel::{Ctx, Locale, Result, Source};
use measure::indicator::{Qualifier, service as indicators};
use std::collections::BTreeSet;
use ui::T;

/// The indicator that holds 投资总额.
const INVESTMENT: &str = "investment-total";

/// Reads leads, books and figures of one installation.
pub struct BooksProposals(pub Db);

impl Proposals for BooksProposals {
    fn of_city<'a>(&'a self, ctx: &'a Ctx, city: RegionCode, most: usize) -> Answer<'a, Vec<Proposed>> {
        Box::pin(async move {
            let mut conn = self.0.read(&ctx.zone).await?;
            let mut all = leads(ctx, &mut conn, city, most).await?;
            let met: BTreeSet<String> = all.iter().map(|p| p.company.clone()).collect();
            let books = companies(ctx, &mut conn, city, most).await?;
            all.extend(books.into_iter().filter(|p| !met.contains(&p.company)));
            all.truncate(most);
            Ok(all)
        })
    }
    fn dossier<'a>(&'a self, ctx: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Dossier>> {
        Box::pin(async move { dossier(ctx, &mut self.0.read(&ctx.zone).await?, id).await })
    }
    fn published_investment<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Option<Published>> {
        Box::pin(async move { published(ctx, &self.0).await })
    }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// Open leads of the city, the longest silent first.
async fn leads(ctx: &Ctx, conn: &mut Conn, city: RegionCode, most: usize) -> Result<Vec<Proposed>> {
    let Ok(scope) = ctx.scope::<Lead>() else { return Ok(Vec::new()) };
    let found = attract::mission::store::open_leads_in(conn, &scope, city, limit(most)).await?;
    Ok(found.into_iter().map(|lead| of_lead(ctx, city, lead)).collect())
}

fn of_lead(ctx: &Ctx, city: RegionCode, lead: Lead) -> Proposed {
    let silent =
        chrono::NaiveDate::parse_from_str(&lead.active_on, "%Y-%m-%d").map_or(0, |d| (ctx.today() - d).num_days());
    let mut reasons = vec![match silent {
        ..=7 => Reason::new("proposal-lead-today"),
        days => Reason::new("proposal-lead").arg("days", days),
    }];
    if lead.hesitating > 0 {
        reasons.push(Reason::new("proposal-hesitating").arg("n", lead.hesitating));
    }
    if !lead.subject.is_empty() {
        reasons.push(Reason::new("proposal-subject").arg("subject", &lead.subject));
    }
    let books = lead.origin == attract::Origin::Books;
    Proposed {
        key: format!("lead:{}", lead.id),
        company: lead.name,
        city: city.to_string(),
        address: String::new(),
        company_id: lead.company_id.filter(|_| books).and_then(|id| EnterpriseId::parse(&id)),
        lead_id: Some(lead.id),
        reasons,
        last_contact: Some(lead.active_on),
        owner: lead.owner,
        example: lead.source.example,
    }
}

/// Companies of the books in that city: parents of firms that are here come first.
async fn companies(ctx: &Ctx, conn: &mut Conn, city: RegionCode, most: usize) -> Result<Vec<Proposed>> {
    let Ok(scope) = ctx.scope::<Enterprise>() else { return Ok(Vec::new()) };
    let name = city.name().unwrap_or_default();
    let short = name.strip_suffix('市').unwrap_or(name);
    let mut all = Vec::new();
    for company in store::of_city(conn, &scope, city, short, limit(most)).await? {
        let children = company::store::children(conn, &scope, &company.id).await?;
        all.push(of_company(city, short, company, &children));
    }
    all.sort_by_key(|p| !p.reasons.iter().any(|r| r.key == "proposal-parent"));
    Ok(all)
}

fn of_company(city: RegionCode, short: &str, company: Enterprise, children: &[Enterprise]) -> Proposed {
    let mut reasons = Vec::new();
    if !children.is_empty() {
        reasons.push(Reason::new("proposal-parent").arg("child", names(children)));
    }
    let seated = company.region_code.as_deref().and_then(|r| RegionCode::parse(r).ok()).filter(|r| r.within(city));
    match seated {
        Some(seat) => reasons.push(Reason::new("proposal-seat").arg("city", seat.path_name())),
        None => reasons.push(Reason::new("proposal-named").arg("city", short)),
    }
    Proposed {
        key: format!("company:{}", company.id),
        company: company.name,
        city: city.to_string(),
        address: company.address.unwrap_or_default(),
        company_id: Some(company.id),
        lead_id: None,
        reasons,
        last_contact: None,
        owner: None,
        example: company.source.example,
    }
}

fn names(companies: &[Enterprise]) -> String {
    companies.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join("、")
}

async fn dossier(ctx: &Ctx, conn: &mut Conn, id: &EnterpriseId) -> Result<Option<Dossier>> {
    let Ok(scope) = ctx.scope::<Enterprise>() else { return Ok(None) };
    let company = match company::store::get(conn, &scope, id).await {
        Ok(company) => company,
        Err(kernel::Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let facts = facts(ctx, conn, &company).await?;
    let standings = listing::service::of(conn, id).await?.into_iter().map(standing).collect();
    // Particulars only for those whom the access table lets see them.
    let people = match ctx.scope::<Contact>() {
        Ok(may) if may.holds(&company.relation()) => contact::service::of(ctx, conn, &company).await?,
        _ => Vec::new(),
    };
    Ok(Some(Dossier {
        id: Some(company.id),
        name: company.name,
        address: company.address.unwrap_or_default(),
        facts,
        standings,
        people: people.into_iter().map(person).collect(),
        source: company.source,
    }))
}

fn standing(l: listing::Listing) -> Standing {
    Standing {
        list: l.list,
        year: l.year,
        rank: l.rank,
        evidenced: l.state == listing::State::Evidenced,
        source: l.source,
    }
}

fn person((contact, person): (Contact, contact::Person)) -> Person {
    Person { contact_id: contact.id, name: person.name, duty: contact.duty, phones: person.phones }
}

/// Facts that a talk can stand on, each with its source.
async fn facts(ctx: &Ctx, conn: &mut Conn, company: &Enterprise) -> Result<Vec<(Reason, Source)>> {
    let zh = ctx.locale == Locale::ZhCn;
    let source = |field: &str| company.facts.get(field).unwrap_or(&company.source).clone();
    let mut facts = Vec::new();
    if let Some(code) = company.industry_code.as_deref().and_then(|c| IndustryCode::parse(c).ok()) {
        let name = code.name_en().filter(|_| !zh).unwrap_or(code.name());
        facts.push((Reason::new("dossier-industry").arg("industry", name), source("industry_code")));
    }
    let taxonomy = focus::service::taxonomy(conn).await?;
    if let Some(focus) = taxonomy.get(taxonomy.of(company)) {
        let name = taxonomy.name(T::new(ctx.locale), &focus.code);
        facts.push((Reason::new("dossier-focus").arg("focus", name), source("focus")));
    }
    let currency = company.capital_currency.as_deref().and_then(Currency::iso).unwrap_or_default();
    if let Some(fen) = company.capital_fen {
        let amount = Amount { fen, currency }.auto(ctx.locale);
        facts.push((Reason::new("dossier-capital").arg("amount", amount), source("capital_fen")));
    }
    if let Some(on) = &company.founded_on {
        facts.push((Reason::new("dossier-founded").arg("on", on), source("founded_on")));
    }
    facts.extend(latest(ctx, figure::service::of(conn, &company.id).await?));
    let children = company::store::children(conn, &ctx.scope()?, &company.id).await?;
    if !children.is_empty() {
        facts.push((Reason::new("dossier-children").arg("names", names(&children)), source("parent_id")));
    }
    Ok(facts)
}

/// Revenue and staff of the latest year that has them.
fn latest(ctx: &Ctx, figures: Vec<Figure>) -> Vec<(Reason, Source)> {
    let t = T::new(ctx.locale);
    let newest = |metric: Metric| {
        figures.iter().filter(|f| f.metric == metric && f.period.len() == 4).max_by(|a, b| a.period.cmp(&b.period))
    };
    let fact = |f: &Figure| {
        let value = if f.metric.is_money() { Fen(f.value).auto(ctx.locale) } else { t.int(f.value) };
        let reason = Reason::new("dossier-figure").arg("year", &f.period).arg("value", value);
        (reason.arg("metric", t.s(format!("metric-{}", f.metric.code()))), f.source.clone())
    };
    [Metric::Revenue, Metric::Staff].into_iter().filter_map(newest).map(fact).collect()
}

async fn published(ctx: &Ctx, db: &Db) -> Result<Option<Published>> {
    let values = match indicators::series(ctx, db, INVESTMENT).await {
        Ok(values) => values,
        Err(kernel::Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let Some(value) = values.into_iter().max_by(|a, b| a.period.cmp(&b.period)) else { return Ok(None) };
    let amount = Amount::parse(&format!("{}亿元", value.number().plain())).ok().flatten();
    Ok(amount.map(|a| Published {
        number: value.number().shown(),
        fen: a.fen,
        over: value.qualifier == Qualifier::Over,
        period: value.period.clone(),
        source: value.source.clone(),
        path: format!("/measure/indicators/{INVESTMENT}"),
    }))
}
