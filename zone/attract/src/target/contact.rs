//! 最近联系与负责人: what the leads know about a proposed company, so that two officers do not call on the same one.
use super::{Company, store};
use crate::AttractState;
use crate::lead::{Lead, rules, service};
use kernel::{Ctx, Result};
use std::collections::HashMap;

/// The lead that counts for a company: the open one, else the newest.
#[derive(Clone, Debug)]
pub struct Contact {
    pub lead: Lead,
    /// An open lead of another officer.
    pub clash: bool,
}

impl Contact {
    fn of(ctx: &Ctx, lead: Lead) -> Self {
        let me = service::me(ctx);
        let clash = lead.is_open() && lead.owner.is_some() && lead.owner != me;
        Self { lead, clash }
    }
    /// In the pool: any officer can claim it.
    pub fn is_pooled(&self) -> bool {
        self.lead.is_open() && self.lead.owner.is_none()
    }
}

/// The contacts of many companies, by their keys.
#[derive(Debug, Default)]
pub struct Contacts {
    by_name: HashMap<String, Contact>,
    by_code: HashMap<String, Contact>,
}

impl Contacts {
    pub async fn of(ctx: &Ctx, s: &AttractState, companies: &[&Company]) -> Result<Self> {
        let scope = ctx.scope::<Lead>()?;
        let names: Vec<String> = companies.iter().map(|c| rules::name_key(&c.name)).collect();
        let codes: Vec<String> = companies.iter().filter_map(|c| c.credit_code.clone()).collect();
        let mut conn = s.db.read(&ctx.zone).await?;
        let leads = store::leads_of(&mut conn, &scope, &names, &codes).await?;
        let mut contacts = Self::default();
        for lead in leads {
            let contact = Contact::of(ctx, lead);
            keep(&mut contacts.by_name, contact.lead.name_key.clone(), &contact);
            if let Some(code) = contact.lead.credit_code.clone() {
                keep(&mut contacts.by_code, code, &contact);
            }
        }
        Ok(contacts)
    }

    pub fn get(&self, company: &Company) -> Option<&Contact> {
        let by_code = company.credit_code.as_ref().and_then(|c| self.by_code.get(c));
        by_code.or_else(|| self.by_name.get(&rules::name_key(&company.name)))
    }

    /// Officers that the contacts name.
    pub fn owners(&self) -> Vec<String> {
        self.by_name.values().chain(self.by_code.values()).filter_map(|c| c.lead.owner.clone()).collect()
    }
}

/// The leads come newest first: an earlier one stays, unless only the later one is open.
fn keep(kept: &mut HashMap<String, Contact>, key: String, contact: &Contact) {
    match kept.get(&key) {
        Some(before) if before.lead.is_open() || !contact.lead.is_open() => {}
        _ => {
            kept.insert(key, contact.clone());
        }
    }
}
