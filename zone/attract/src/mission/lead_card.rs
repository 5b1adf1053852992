//! What trips and signings add to the page of a lead: the visits to its company, the agreements that ended it.
use super::Mission;
use super::store as books;
use crate::agreement::{self, Agreement};
use ::store::Db;
use kernel::id::LeadId;
use kernel::{Action, Ctx, Resource, Result};
use ui::T;

/// A visit or an agreement with its day.
#[derive(Clone, Debug)]
pub struct Entry {
    pub path: String,
    pub name: String,
    pub on: String,
    pub note: String,
}

#[derive(Clone, Debug, Default)]
pub struct LeadCard {
    pub visits: Vec<Entry>,
    pub agreements: Vec<Entry>,
    /// Where a signing is recorded; empty for those who may not.
    pub sign_path: String,
}

impl LeadCard {
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.agreements.is_empty() && self.sign_path.is_empty()
    }
}

pub async fn of(ctx: &Ctx, db: &Db, lead: &LeadId, open: bool) -> Result<LeadCard> {
    let t = T::new(ctx.locale);
    let mut card = LeadCard::default();
    let mut conn = db.read(&ctx.zone).await?;
    if let Ok(scope) = ctx.scope::<Mission>() {
        for visit in books::visits_of_lead(&mut conn, &scope, lead).await? {
            let mission = books::get(&mut conn, &scope, &visit.mission_id).await?;
            card.visits.push(Entry {
                path: format!("/attract/missions/{}/visits/{}", visit.mission_id, visit.id),
                name: mission.title(t.is_zh()).to_owned(),
                on: visit.day,
                note: visit.outcome.map_or_else(|| t.s("visit-planned"), |o| t.s(o.key())),
            });
        }
    }
    if let Ok(scope) = ctx.scope::<Agreement>() {
        let found = agreement::store::of_lead(&mut conn, &scope, lead).await?;
        card.agreements = found.into_iter().map(|a| entry(t, a)).collect();
    }
    if open && ctx.may(Resource::Agreement, Action::Create) {
        card.sign_path = format!("/attract/agreements/new?lead={lead}");
    }
    Ok(card)
}

fn entry(t: T, agreement: Agreement) -> Entry {
    Entry {
        path: format!("/attract/agreements/{}", agreement.id),
        name: agreement.title(t.is_zh()).to_owned(),
        note: if agreement.voided_on.is_some() { t.s("agreement-void") } else { t.s(agreement.kind.key()) },
        on: agreement.signed_on.unwrap_or_default(),
    }
}
