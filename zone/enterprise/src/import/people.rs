//! The legal representative and the contact details of a row: particulars, kept apart and erasable.
use super::cells::Parsed;
use super::{Change, store};
use crate::contact::{Contact, Person};
use ::store::{Conn, Tx};
use kernel::id::{EnterpriseId, PersonId, new_uuid};
use kernel::{Ctx, Result, Source};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The duty under which an imported representative stands.
pub const DUTY: &str = "legal_representative";

/// Representatives of companies: company id → contact and person.
pub type Known = HashMap<String, (Contact, Person)>;

/// What undo needs to know about a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Before {
    /// A contact that the import made.
    pub made: Option<String>,
    /// Particulars that the import changed, as they were.
    pub person: Option<Person>,
}

pub async fn known(conn: &mut Conn, companies: &[String]) -> Result<Known> {
    let contacts: Vec<Contact> = store::of_companies(conn, "enterprise_id", companies).await?;
    let contacts: Vec<Contact> = contacts.into_iter().filter(|c| c.duty == DUTY).collect();
    let ids: Vec<String> = contacts.iter().map(|c| c.person_id.to_string()).collect();
    let people: Vec<Person> = store::of_companies(conn, "id", &ids).await?;
    let mut people: HashMap<String, Person> = people.into_iter().map(|p| (p.id.to_string(), p)).collect();
    let pair = |c: Contact| people.remove(c.person_id.as_str()).map(|p| (c.enterprise_id.to_string(), (c, p)));
    Ok(contacts.into_iter().filter_map(pair).collect())
}

/// The person after the row: empty cells never overwrite, phones and addresses are united.
fn after(parsed: &Parsed, before: Option<&Person>, id: PersonId) -> Person {
    let nobody = Person { id, name: String::new(), phones: Vec::new(), emails: Vec::new(), note: None };
    let mut person = before.cloned().unwrap_or(nobody);
    if !parsed.legal_representative.is_empty() {
        person.name.clone_from(&parsed.legal_representative);
    }
    for phone in &parsed.phones {
        if !person.phones.contains(phone) {
            person.phones.push(phone.clone());
        }
    }
    for email in &parsed.emails {
        if !person.emails.contains(email) {
            person.emails.push(email.clone());
        }
    }
    person
}

fn says_something(parsed: &Parsed) -> bool {
    !(parsed.legal_representative.is_empty() && parsed.phones.is_empty() && parsed.emails.is_empty())
}

/// Changes to show, with phones half hidden.
pub fn changes(ctx: &Ctx, parsed: &Parsed, company: &str, known: &Known) -> Vec<Change> {
    if !says_something(parsed) {
        return Vec::new();
    }
    let before = known.get(company).map(|(_, p)| p);
    let new = after(parsed, before, PersonId::new(ctx));
    let old = before.cloned().unwrap_or(Person {
        name: String::new(),
        phones: Vec::new(),
        emails: Vec::new(),
        ..new.clone()
    });
    let mut list = Vec::new();
    let mut push = |field: &str, a: String, b: String| {
        if a != b {
            list.push(Change { field: field.to_owned(), before: a, after: b });
        }
    };
    push("legal_representative", old.name, new.name);
    push("phones", hidden(&old.phones), hidden(&new.phones));
    push("emails", old.emails.join(" "), new.emails.join(" "));
    list
}

fn hidden(phones: &[String]) -> String {
    let hide = |p: &String| {
        let tail: String = p.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
        format!("···{tail}")
    };
    phones.iter().map(hide).collect::<Vec<_>>().join(" ")
}

/// Writes the row's person; `None` when the row names nobody.
pub async fn write(
    ctx: &Ctx,
    tx: &mut Tx,
    parsed: &Parsed,
    company: &EnterpriseId,
    known: &Known,
    source: &Source,
) -> Result<Option<Before>> {
    if !says_something(parsed) {
        return Ok(None);
    }
    let before = known.get(company.as_str());
    let person = after(parsed, before.map(|(_, p)| p), PersonId::new(ctx));
    if let Some((_, old)) = before {
        if *old == person {
            return Ok(None);
        }
        tx.put(&person).await?;
        return Ok(Some(Before { made: None, person: Some(old.clone()) }));
    }
    let contact = Contact {
        id: new_uuid(ctx),
        enterprise_id: company.clone(),
        person_id: person.id.clone(),
        duty: DUTY.to_owned(),
        source: source.clone(),
        version: 1,
    };
    tx.put(&person).await?;
    tx.put(&contact).await?;
    Ok(Some(Before { made: Some(contact.id), person: None }))
}

/// Takes the row's person back.
pub async fn take_back(tx: &mut Tx, before: &Before) -> Result<()> {
    if let Some(id) = &before.made
        && let Some(contact) = tx.get::<Contact>(&[id.as_str().into()]).await?
    {
        tx.remove(&crate::contact::TABLE, &[id.as_str().into()]).await?;
        crate::contact::service::drop_person_if_unused(tx, &contact.person_id).await?;
    }
    if let Some(person) = &before.person {
        tx.put(person).await?;
    }
    Ok(())
}
