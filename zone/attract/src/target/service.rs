//! Commands on targets: leads are opened for chosen companies, or the companies go onto the plan of a trip. Each company is
//! a command of its own, so that one that a colleague has does not hold up the others.
use super::{Books, Company, Findings, Prospect, Standing, TargetState, chain_words, words};
use crate::Candidate;
use crate::lead::{draft::Draft, service as leads};
use crate::mission::Reason;
use crate::mission::draft::VisitDraft;
use crate::mission::{service as missions, visits};
use kernel::id::MissionId;
use kernel::{Ctx, Error, Result, Source};
use std::sync::Arc;
use ui::T;

/// Companies that one form can send.
pub const MOST_CHOSEN: usize = 50;

/// What became of the chosen companies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub made: usize,
    /// Names of those that were not taken: they have a lead, or are on the plan already.
    pub there: Vec<String>,
}

/// The findings, where there are any.
pub async fn ready(ctx: &Ctx, s: &TargetState) -> Result<Arc<Findings>> {
    match s.engine.findings(ctx).await? {
        Standing::Ready(findings) => Ok(findings),
        _ => Err(Error::conflict("target-not-ready")),
    }
}

/// A company with the industry that it is proposed for.
#[derive(Clone, Copy)]
pub struct Chosen<'f> {
    pub industry: &'f str,
    pub company: &'f Company,
    pub prospect: &'f Prospect,
}

/// The proposed companies with these keys, each once: of one industry, or of all.
pub fn chosen<'f>(findings: &'f Findings, industry: Option<&str>, keys: &[String]) -> Result<Vec<Chosen<'f>>> {
    let mut found: Vec<Chosen<'f>> = Vec::new();
    for i in findings.industries.iter().filter(|i| industry.is_none_or(|code| code == i.code)) {
        for (company, prospect) in findings.prospects(i) {
            let new = !found.iter().any(|f| f.prospect.company == prospect.company);
            if new && keys.contains(&company.key()) {
                found.push(Chosen { industry: &i.code, company, prospect });
            }
        }
    }
    match found.len() {
        0 => Err(Error::invalid("company", "target-choose-none")),
        n if n > MOST_CHOSEN => Err(Error::limit("target-choose-many", MOST_CHOSEN)),
        _ => Ok(found),
    }
}

fn candidate(company: &Company) -> Candidate {
    Candidate {
        origin: company.origin,
        id: company.id.clone(),
        name: company.name.clone(),
        credit_code: company.credit_code.clone(),
        city: company.city_code.clone(),
        industry: company.industry.clone(),
        focus: None,
    }
}

/// 认领: a lead of the actor's own for each chosen company that has none.
pub async fn open_leads(ctx: &Ctx, s: &TargetState, findings: &Findings, chosen: &[Chosen<'_>]) -> Result<Done> {
    let t = T::new(ctx.locale);
    let mut done = Done::default();
    for one in chosen {
        let draft = Draft {
            company: candidate(one.company),
            subject: t.a("target-lead-subject", "industry", words::industry_name(t, one.industry)),
            channel: "outreach".to_owned(),
            note: words::reasons(t, one.prospect).join("\n"),
            source: Source::named(&t.a("target-lead-source", "year", findings.basis.at.to_string())),
            ..Draft::default()
        };
        match leads::create(ctx, &s.attract, &draft).await {
            Ok(_) => done.made += 1,
            Err(Error::Invalid(errors)) if errors.iter().any(|e| e.code.starts_with("lead-taken")) => {
                done.there.push(one.company.name.clone());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(done)
}

/// Why a company is worth a visit, as facts that are said in the language of whoever reads them: for which industry, what
/// speaks for the company, and what its trade would find here.
pub fn facts(findings: &Findings, books: &Books, one: &Chosen<'_>) -> Vec<Reason> {
    let mut facts: Vec<Reason> =
        findings.industry(one.industry).map(|i| words::purpose(&findings.basis, i)).into_iter().collect();
    facts.extend(words::facts(one.prospect));
    let own = one.company.industry.as_deref().unwrap_or(one.industry);
    facts.extend(findings.chain(own, books).iter().flat_map(chain_words::to_a_company));
    facts
}

/// 加入小分队: onto the plan of a trip, in the company's city if the trip goes there, with the reasons.
pub async fn add_to_mission(
    ctx: &Ctx,
    s: &TargetState,
    findings: &Findings,
    id: &MissionId,
    chosen: &[Chosen<'_>],
) -> Result<Done> {
    let trip = missions::get(ctx, &s.attract.db, id).await?;
    let books = s.engine.books(ctx).await?;
    let mut done = Done::default();
    for one in chosen {
        if trip.visits.iter().any(|v| v.company == one.company.name) {
            done.there.push(one.company.name.clone());
            continue;
        }
        let city = one.company.city_code.as_deref();
        let leg = trip.mission.legs.iter().find(|l| Some(l.city.as_str()) == city);
        let draft = VisitDraft {
            company: one.company.name.clone(),
            city: city.unwrap_or_default().to_owned(),
            day: leg.map_or_else(|| trip.mission.starts_on.clone(), |l| l.from.clone()),
            reasons: facts(findings, &books, one),
            ..VisitDraft::default()
        };
        visits::add(ctx, &s.attract, id, &draft).await?;
        done.made += 1;
    }
    Ok(done)
}
