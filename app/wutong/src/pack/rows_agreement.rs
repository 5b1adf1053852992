//! A pack's agreements as records of the attract slice.
use super::load::PackRow;
use super::{Pack, PackAgreement, PackAmount, PackProject, PackRule, PackWorkstream};
use attract::agreement::{Agreement, AmountEntry, CountingRule, Party, Project, Rate, Workstream};
use chrono::NaiveDate;
use kernel::id::{AgreementId, EnterpriseId, LeadId};
use kernel::{Error, Result, Source};

pub fn of(pack: &Pack, today: NaiveDate) -> Result<Vec<PackRow>> {
    let mut rows = Vec::new();
    for rule in &pack.counting_rules {
        rows.push(PackRow::of(&rule_of(pack, rule))?);
    }
    for agreement in &pack.agreements {
        rows.push(PackRow::of(&agreement_of(pack, agreement, today)?)?);
    }
    for (i, work) in pack.agreement_workstreams.iter().enumerate() {
        rows.push(PackRow::of(&workstream_of(pack, work, i)?)?);
    }
    for project in &pack.agreement_projects {
        rows.push(PackRow::of(&project_of(pack, project)?)?);
    }
    for amount in &pack.agreement_amounts {
        rows.push(PackRow::of(&amount_of(pack, amount, today)?)?);
    }
    Ok(rows)
}

fn agreement_id(code: &str) -> Result<AgreementId> {
    AgreementId::parse(code).ok_or_else(|| Error::internal(format!("the pack's id {code} cannot be an agreement id")))
}

fn party(pack: &Pack, name: &str) -> Party {
    match pack.enterprises.iter().find(|e| e.id == name) {
        Some(known) => Party { name: known.name.clone(), company_id: EnterpriseId::parse(&known.id) },
        None => Party { name: name.to_owned(), company_id: None },
    }
}

fn agreement_of(pack: &Pack, a: &PackAgreement, today: NaiveDate) -> Result<Agreement> {
    Ok(Agreement {
        id: agreement_id(&a.code)?,
        title: a.title.zh.clone(),
        title_en: a.title.en.clone(),
        kind: a.kind,
        signed_on: a.signed_on.map(|d| d.on(today).to_string()),
        date_source: a.date_example.then(Source::example),
        amends: None,
        parties: a.parties.iter().map(|p| party(pack, p)).collect(),
        lead_id: a.lead.as_deref().and_then(LeadId::parse),
        mission_id: a.mission.as_deref().map(super::rows_mission::mission_id).transpose()?,
        source: pack.source_of(&a.provenance),
        voided_on: None,
        void_reason: None,
        recorded_by: None,
        recorded_on: today.to_string(),
        version: 1,
    })
}

fn workstream_of(pack: &Pack, w: &PackWorkstream, position: usize) -> Result<Workstream> {
    Ok(Workstream {
        id: format!("{}.{}", w.agreement, w.code),
        agreement_id: agreement_id(&w.agreement)?,
        position: i64::try_from(position).unwrap_or(0),
        name: w.name.zh.clone(),
        name_en: w.name.en.clone(),
        state: w.state,
        owner: None,
        note: w.note.clone().unwrap_or_default(),
        source: pack.source_of(&w.provenance),
        version: 1,
    })
}

fn project_of(pack: &Pack, p: &PackProject) -> Result<Project> {
    let company = pack.enterprises.iter().find(|e| e.id == p.enterprise);
    Ok(Project {
        id: p.id.clone(),
        agreement_id: p.agreement.as_deref().map(agreement_id).transpose()?,
        name: p.name.zh.clone(),
        name_en: p.name.en.clone(),
        company: company.map(|c| c.name.clone()).unwrap_or_default(),
        company_id: company.and_then(|c| EnterpriseId::parse(&c.id)),
        focus: p.focus.clone(),
        owner: None,
        source: pack.source_of(&p.provenance),
        version: 1,
    })
}

fn amount_of(pack: &Pack, a: &PackAmount, today: NaiveDate) -> Result<AmountEntry> {
    Ok(AmountEntry {
        id: a.id.clone(),
        agreement_id: a.agreement.as_deref().map(agreement_id).transpose()?,
        project_id: a.project.clone(),
        kind: a.kind,
        basis: a.basis,
        dated_on: a.dated_on.on(today).to_string(),
        fen: a.amount.fen,
        currency: a.amount.currency,
        rate: a.rate.as_ref().map(|(micro, source)| Rate { micro: *micro, source: Source::named(source) }),
        source: a.provenance.as_ref().map(|p| pack.source_of(p)).unwrap_or_default(),
        recorded_by: None,
        recorded_on: today.to_string(),
        version: 1,
    })
}

fn rule_of(pack: &Pack, r: &PackRule) -> CountingRule {
    CountingRule {
        code: r.code.clone(),
        counts: r.counts,
        valid_from: r.valid_from.to_string(),
        valid_to: r.valid_to.map(|d| d.to_string()),
        per_project: r.per_project,
        framework_counts: r.framework_counts,
        needs_evidence: r.needs_evidence,
        foreign_by_rate: r.foreign_by_rate,
        text_zh: r.text.zh.clone(),
        text_en: r.text.en.clone(),
        source: pack.source_of(&r.provenance),
        version: 1,
    }
}
