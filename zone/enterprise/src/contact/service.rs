//! Commands on contacts. Events name ids only; particulars stay in the erasable table.
use super::{Contact, Person};
use crate::company::{Enterprise, store as companies};
use ::store::{Conn, Db, Record, Tx, Value};
use kernel::id::{EnterpriseId, PersonId, new_uuid};
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result, Source};
use serde::{Deserialize, Serialize};

/// A contact as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub name: String,
    pub duty: String,
    /// Parted by `;`, `,` or spaces.
    pub phones: String,
    pub emails: String,
    pub note: String,
}

/// Contacts of a company with their particulars, for those who may see them.
pub async fn of(ctx: &Ctx, conn: &mut Conn, company: &Enterprise) -> Result<Vec<(Contact, Person)>> {
    ctx.scope::<Contact>()?.require(&company.relation())?;
    let contacts: Vec<Contact> =
        conn.list("AND enterprise_id = $2 ORDER BY id LIMIT 200", &[company.id.as_str().into()]).await?;
    let mut list = Vec::with_capacity(contacts.len());
    for contact in contacts {
        if let Some(person) = conn.get::<Person>(&[contact.person_id.as_str().into()]).await? {
            list.push((contact, person));
        }
    }
    Ok(list)
}

pub async fn add(ctx: &Ctx, db: &Db, company: &EnterpriseId, draft: Draft, source: Source) -> Result<Contact> {
    let (phones, emails) = check(&draft)?;
    let mut tx = db.write(&ctx.zone).await?;
    let owner = owner(ctx, &mut tx, company).await?;
    ctx.permit::<Contact>(Action::Edit, &owner.relation())?;
    let person =
        Person { id: PersonId::new(ctx), name: draft.name.trim().to_owned(), phones, emails, note: note(&draft) };
    let contact = Contact {
        id: new_uuid(ctx),
        enterprise_id: owner.id.clone(),
        person_id: person.id.clone(),
        duty: draft.duty.trim().to_owned(),
        source,
        version: 1,
    };
    tx.put(&person).await?;
    tx.put(&contact).await?;
    tx.commit(event("contact.added", ctx, &contact)).await?;
    Ok(contact)
}

pub async fn edit(ctx: &Ctx, db: &Db, id: &str, version: i64, draft: Draft) -> Result<Contact> {
    let (phones, emails) = check(&draft)?;
    let mut tx = db.write(&ctx.zone).await?;
    let mut contact = tx.get::<Contact>(&[id.into()]).await?.ok_or(Error::NotFound)?;
    let owner = owner(ctx, &mut tx, &contact.enterprise_id).await?;
    ctx.permit::<Contact>(Action::Edit, &owner.relation())?;
    if contact.version != version {
        return Err(Error::conflict("contact-stale"));
    }
    let person = Person {
        id: contact.person_id.clone(),
        name: draft.name.trim().to_owned(),
        phones,
        emails,
        note: note(&draft),
    };
    contact.duty = draft.duty.trim().to_owned();
    contact.version += 1;
    tx.put(&person).await?;
    tx.put(&contact).await?;
    tx.commit(event("contact.edited", ctx, &contact)).await?;
    Ok(contact)
}

pub async fn remove(ctx: &Ctx, db: &Db, id: &str) -> Result<()> {
    let mut tx = db.write(&ctx.zone).await?;
    let contact = tx.get::<Contact>(&[id.into()]).await?.ok_or(Error::NotFound)?;
    let owner = owner(ctx, &mut tx, &contact.enterprise_id).await?;
    ctx.permit::<Contact>(Action::Edit, &owner.relation())?;
    tx.remove(&super::TABLE, &[id.into()]).await?;
    drop_person_if_unused(&mut tx, &contact.person_id).await?;
    tx.commit(event("contact.removed", ctx, &contact)).await
}

/// 擦除个人信息: the person's particulars go for good; the contact and the journal keep ids only.
pub async fn erase(ctx: &Ctx, db: &Db, person: &PersonId) -> Result<()> {
    ctx.permit::<Contact>(Action::Erase, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let found = tx.get::<Person>(&[person.as_str().into()]).await?.ok_or(Error::NotFound)?;
    let contacts: Vec<Contact> = tx.list("AND person_id = $2", &[person.as_str().into()]).await?;
    tx.remove(&Person::TABLE, &[person.as_str().into()]).await?;
    let employers: Vec<String> = contacts.iter().map(|c| c.enterprise_id.to_string()).collect();
    let words: Vec<String> = std::iter::once(found.name.clone()).chain(found.phones).chain(found.emails).collect();
    crate::import::store::scrub(&mut tx, &employers, &words).await?;
    let mut event = Event::new("person.erased", ctx).object("person", &found.id);
    for contact in contacts {
        tx.remove(&super::TABLE, &[contact.id.as_str().into()]).await?;
        event = event.related("enterprise", &contact.enterprise_id, "employer");
    }
    tx.commit(event).await?;
    db.forget(&[Person::TABLE.name, crate::import::ROW_TABLE.name]).await
}

pub(crate) async fn drop_person_if_unused(tx: &mut Tx, person: &PersonId) -> Result<()> {
    let left = tx.count(&super::TABLE, "AND person_id = $2", &[person.as_str().into()]).await?;
    if left == 0 {
        tx.remove(&Person::TABLE, &[Value::from(person.as_str())]).await?;
    }
    Ok(())
}

async fn owner(ctx: &Ctx, conn: &mut Conn, id: &EnterpriseId) -> Result<Enterprise> {
    companies::get(conn, &ctx.scope()?, id).await
}

fn event(kind: &'static str, ctx: &Ctx, contact: &Contact) -> Event {
    Event::new(kind, ctx)
        .object("contact", &contact.id)
        .related("enterprise", &contact.enterprise_id, "employer")
        .related("person", &contact.person_id, "person")
}

fn note(draft: &Draft) -> Option<String> {
    let text = draft.note.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn check(draft: &Draft) -> Result<(Vec<String>, Vec<String>)> {
    let mut errors = Vec::new();
    let length = draft.name.trim().chars().count();
    if length == 0 || length > 60 {
        errors.push(FieldError::new("name", "contact-name-length"));
    }
    if draft.duty.chars().count() > 60 {
        errors
            .push(FieldError::new("duty", "field-too-long").arg("limit", 60).arg("found", draft.duty.chars().count()));
    }
    let phones = parts(&draft.phones);
    if phones.iter().any(|p| !p.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '*' | '转')))
    {
        errors.push(FieldError::new("phones", "contact-phone"));
    }
    let emails = parts(&draft.emails);
    if emails.iter().any(|e| e.split_once('@').is_none_or(|(a, b)| a.is_empty() || !b.contains('.'))) {
        errors.push(FieldError::new("emails", "contact-email"));
    }
    if errors.is_empty() { Ok((phones, emails)) } else { Err(Error::Invalid(errors)) }
}

/// Phones and mail addresses typed in one field.
pub fn parts(text: &str) -> Vec<String> {
    let split = text.split([';', '；', ',', '，', '、', ' ', '\n', '\t']);
    split.map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}
