//! A pack's statements as records of the slices.
use super::load::PackRow;
use super::{Evidence, Metric, Pack, PackEnterprise, Scale, Tier};
use crate::zone::Zone;
use enterprise::company::{Enterprise, rules::status_of};
use enterprise::contact::{Contact, Person};
use enterprise::figure::{self, Figure};
use enterprise::focus::{self, Focus};
use enterprise::listing::{self, Listing};
use enterprise::threshold::{Condition, Threshold};
use enterprise::view::View;
use kernel::id::{EnterpriseId, PersonId};
use kernel::{Ctx, Error, Result};

/// Every record of the pack, in an order in which it can be written.
pub fn of(ctx: &Ctx, pack: &Pack) -> Result<Vec<PackRow>> {
    let mut rows = vec![PackRow::of(&zone(pack))?];
    for (i, f) in pack.focuses.iter().enumerate() {
        rows.push(PackRow::of(&focus_of(pack, f, i))?);
    }
    for rule in &pack.thresholds {
        rows.push(PackRow::of(&threshold(pack, rule))?);
    }
    for company in &pack.enterprises {
        rows.push(PackRow::of(&enterprise_of(ctx, pack, company)?)?);
    }
    for m in &pack.memberships {
        rows.push(PackRow::of(&listing_of(pack, m)?)?);
    }
    for f in &pack.figures {
        rows.push(PackRow::of(&figure_of(ctx, pack, f)?)?);
    }
    for c in &pack.contacts {
        let (person, contact) = contact_of(c)?;
        rows.push(PackRow::of(&person)?);
        rows.push(PackRow::of(&contact)?);
    }
    for (i, v) in pack.views.iter().enumerate() {
        rows.push(PackRow::of(&view(pack, v, i))?);
    }
    let today = ctx.today();
    rows.extend(super::rows_measure::of(pack, &today.to_string())?);
    rows.extend(super::rows_lead::of(ctx, pack)?);
    rows.extend(super::rows_mission::of(pack, today)?);
    rows.extend(super::rows_agreement::of(pack, today)?);
    Ok(rows)
}

fn zone(pack: &Pack) -> Zone {
    let z = &pack.zone;
    Zone {
        code: z.code.to_string(),
        name_zh: z.name.zh.clone(),
        name_en: z.name.en.clone(),
        short_zh: z.short_name.zh.clone(),
        short_en: z.short_name.en.clone(),
        region_code: z.region.to_string(),
        city_code: z.city_region.to_string(),
        version: 1,
    }
}

fn focus_of(pack: &Pack, f: &super::Focus, position: usize) -> Focus {
    let industries = pack.focus_industries.iter().filter(|i| i.focus == f.code).map(|i| i.industry.as_str().to_owned());
    Focus {
        code: f.code.clone(),
        name_zh: f.name.zh.clone(),
        name_en: f.name.en.clone(),
        tier: match f.tier {
            Tier::Leading => focus::Tier::Leading,
            Tier::Potential => focus::Tier::Potential,
        },
        slot: f.slot.trim_start_matches('f').parse().unwrap_or(0),
        position: i64::try_from(position).unwrap_or(0),
        industries: industries.collect(),
        source: pack.source_of(&f.provenance),
        version: 1,
    }
}

fn threshold(pack: &Pack, rule: &super::ThresholdRule) -> Threshold {
    let revenue = rule.revenue_at_least_fen.map(|f| Condition { metric: figure::Metric::Revenue, min: f.0 });
    let staff = rule.staff_at_least.map(|min| Condition { metric: figure::Metric::Staff, min });
    let mut source = pack.source_of(&rule.provenance);
    source.sentence = source.sentence.or_else(|| Some(rule.text.zh.clone()));
    Threshold {
        id: rule.code.clone(),
        list: "above_scale".to_owned(),
        name_zh: rule.name.zh.clone(),
        name_en: rule.name.en.clone(),
        valid_from: rule.valid_from.to_string(),
        valid_to: rule.valid_to.map(|d| d.to_string()),
        industries: rule.industries.iter().map(|i| i.as_str().to_owned()).collect(),
        any_of: revenue.into_iter().chain(staff).collect(),
        qualification: rule.qualification.clone(),
        source,
        version: 1,
    }
}

fn company_id(id: &str) -> Result<EnterpriseId> {
    EnterpriseId::parse(id).ok_or_else(|| Error::internal(format!("the pack's id {id} cannot be an enterprise id")))
}

fn enterprise_of(ctx: &Ctx, pack: &Pack, p: &PackEnterprise) -> Result<Enterprise> {
    let mut c = Enterprise::blank(company_id(&p.id)?, &p.name, &ctx.today().to_string());
    c.former_names.clone_from(&p.aliases);
    c.credit_code = p.credit_code.as_ref().map(|code| code.as_str().to_owned());
    if let Some(words) = &p.status {
        c.status = status_of(words).unwrap_or_default();
        c.status_text = Some(words.clone());
    }
    if let Some(claim) = &p.focus {
        c.focus = Some(claim.focus.clone());
        c.facts.insert("focus".to_owned(), pack.source_of(&claim.provenance));
    }
    if let Some(claim) = &p.industry {
        c.industry_code = Some(claim.industry.as_str().to_owned());
        c.facts.insert("industry_code".to_owned(), pack.source_of(&claim.provenance));
    }
    c.region_code = p.region.map(|r| r.to_string());
    c.founded_on = p.established_on.map(|d| d.to_string());
    if let Some(fen) = p.registered_capital_fen {
        c.capital_fen = Some(fen.0);
        c.capital_currency = Some("CNY".to_owned());
    }
    c.address.clone_from(&p.address);
    c.parent_id = p.parent.as_deref().map(company_id).transpose()?;
    c.source = pack.source_of(&p.provenance);
    for given in pack.enterprise_tags.iter().filter(|t| t.enterprise == p.id) {
        let Some(tag) = pack.tags.iter().find(|t| t.code == given.tag) else { continue };
        c.tags.push(tag.name.zh.clone());
        c.facts.insert(format!("tag:{}", tag.name.zh), pack.source_of(&given.provenance));
    }
    c.version = 1;
    c.updated_us = ctx.now_us();
    Ok(c)
}

fn listing_of(pack: &Pack, m: &super::Membership) -> Result<Listing> {
    let name = pack.lists.iter().find(|l| l.code == m.list).map_or_else(|| m.list.clone(), |l| l.name.zh.clone());
    Ok(Listing {
        id: format!("{}.{}", m.enterprise, m.list),
        enterprise_id: company_id(&m.enterprise)?,
        list: name,
        year: m.year.map(i64::from),
        rank: m.rank.map(i64::from),
        state: match m.evidence {
            Evidence::Claimed => listing::State::Claimed,
            Evidence::Evidenced => listing::State::Evidenced,
        },
        source: pack.source_of(&m.provenance),
        version: 1,
    })
}

fn figure_of(ctx: &Ctx, pack: &Pack, f: &super::Figure) -> Result<Figure> {
    Ok(Figure {
        enterprise_id: company_id(&f.enterprise)?,
        metric: match f.metric {
            Metric::Revenue => figure::Metric::Revenue,
            Metric::Output => figure::Metric::Output,
            Metric::Tax => figure::Metric::Tax,
            Metric::Rd => figure::Metric::Rd,
            Metric::Staff => figure::Metric::Staff,
        },
        period: f.year.to_string(),
        value: f.amount,
        source: pack.source_of(&f.provenance),
        recorded_by: None,
        recorded_on: ctx.today().to_string(),
        version: 1,
    })
}

fn contact_of(c: &super::Contact) -> Result<(Person, Contact)> {
    let id = PersonId::parse(&format!("p-{}", c.enterprise)).ok_or(Error::NotFound)?;
    let person = Person {
        id: id.clone(),
        name: c.name.clone(),
        phones: c.phone.iter().cloned().collect(),
        emails: c.email.iter().cloned().collect(),
        note: None,
    };
    let contact = Contact {
        id: format!("c-{}", c.enterprise),
        enterprise_id: company_id(&c.enterprise)?,
        person_id: id,
        duty: c.title.clone().unwrap_or_default(),
        source: kernel::Source::example(),
        version: 1,
    };
    Ok((person, contact))
}

fn view(pack: &Pack, v: &super::SharedView, position: usize) -> View {
    let tag_names =
        v.tag.iter().filter_map(|code| pack.tags.iter().find(|t| t.code == *code)).map(|t| t.name.zh.clone());
    let mut query: Vec<(String, String)> = v.focus.iter().map(|f| ("focus".to_owned(), f.clone())).collect();
    query.extend(tag_names.map(|t| ("tag".to_owned(), t)));
    if let Some(scale) = v.scale {
        let standing = match scale {
            Scale::Above => "above",
            Scale::Near => "near",
        };
        query.push(("scale".to_owned(), standing.to_owned()));
    }
    if v.missing.iter().any(|m| m == "credit_code") {
        query.push(("missing".to_owned(), "credit_code".to_owned()));
    }
    let pairs: Vec<String> = query.iter().map(|(k, v)| format!("{k}={}", ui::cookie::percent(v))).collect();
    View {
        id: format!("shared-{}", v.code),
        user_id: None,
        list: "enterprise".to_owned(),
        name: format!("{} | {}", v.name.zh, v.name.en),
        query: pairs.join("&"),
        columns: Vec::new(),
        position: i64::try_from(position).unwrap_or(0),
        version: 1,
    }
}
