//! People who speak for a company, for those who may see personal particulars.
use super::single::found;
use crate::api::Api;
use crate::api::input::{At, Body, enterprise_id, version};
use crate::api::wire::{Source, checked};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use enterprise::contact::{Contact as Kept, Person, service};
use kernel::Error;
use kernel::id::EnterpriseId;
use serde::{Deserialize, Serialize};
use ui::web::{Req, Result};
use utoipa::ToSchema;

/// A person's place at a company, with particulars.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contact {
    pub id: String,
    pub person_id: String,
    pub name: String,
    /// `legal_representative`, `contact`, or words.
    #[schema(example = "contact")]
    pub duty: String,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub note: Option<String>,
    pub source: Option<Source>,
    pub version: i64,
}

impl Contact {
    fn of((contact, person): (Kept, Person)) -> Self {
        Self {
            id: contact.id,
            person_id: person.id.into(),
            name: person.name,
            duty: contact.duty,
            phones: person.phones,
            emails: person.emails,
            note: person.note,
            source: Source::of(&contact.source),
            version: contact.version,
        }
    }
}

/// A contact as said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    #[schema(min_length = 1, max_length = 60, example = "示例联系人")]
    pub name: String,
    #[serde(default)]
    #[schema(max_length = 60)]
    pub duty: String,
    #[serde(default)]
    pub phones: Vec<String>,
    #[serde(default)]
    pub emails: Vec<String>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub source: Option<Source>,
    /// For changing: the version as last read, where it does not stand in `If-Match`.
    #[serde(default)]
    pub version: Option<i64>,
}

impl NewContact {
    fn draft(&self) -> service::Draft {
        service::Draft {
            name: self.name.clone(),
            duty: self.duty.clone(),
            phones: self.phones.join(";"),
            emails: self.emails.join(";"),
            note: self.note.clone().unwrap_or_default(),
        }
    }
}

async fn all(req: &Req, api: &Api, id: &EnterpriseId) -> Result<Vec<Contact>> {
    let company = found(api, &req.ctx, id).await?;
    let contacts = service::of(&req.ctx, &mut api.db.read(&req.ctx.zone).await?, &company).await?;
    Ok(contacts.into_iter().map(Contact::of).collect())
}

async fn one(req: &Req, api: &Api, kept: &Kept) -> Result<Json<Contact>> {
    let found = all(req, api, &kept.enterprise_id).await?.into_iter().find(|c| c.id == kept.id);
    Ok(Json(found.ok_or(Error::NotFound)?))
}

/// Contacts of a company
///
/// Needs the right to see personal particulars.
#[utoipa::path(get, path = "/api/v1/enterprises/{id}/contacts", operation_id = "contacts", tag = "contacts",
    params(("id" = String, Path, description = "The company's id")), responses((status = 200, body = Vec<Contact>)))]
pub async fn list(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Json<Vec<Contact>>> {
    Ok(Json(all(&req, &api, &enterprise_id(&id)?).await?))
}

/// Add a contact
#[utoipa::path(post, path = "/api/v1/enterprises/{id}/contacts", operation_id = "contact_add", tag = "contacts",
    params(("id" = String, Path, description = "The company's id")),
    request_body = NewContact, responses((status = 201, body = Contact)))]
pub async fn add(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(b): Body<NewContact>,
) -> Result<(StatusCode, Json<Contact>)> {
    let draft = b.draft();
    let kept = service::add(&req.ctx, &api.db, &enterprise_id(&id)?, draft, checked(b.source)?).await?;
    Ok((StatusCode::CREATED, one(&req, &api, &kept).await?))
}

/// Change a contact
#[utoipa::path(put, path = "/api/v1/contacts/{id}", operation_id = "contact_change", tag = "contacts",
    params(("id" = String, Path, description = "The contact's id")),
    request_body = NewContact, responses((status = 200, body = Contact)))]
pub async fn edit(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(b): Body<NewContact>,
) -> Result<Json<Contact>> {
    let version = version(&req.headers, b.version)?;
    let kept = service::edit(&req.ctx, &api.db, &id, version, b.draft()).await?;
    one(&req, &api, &kept).await
}

/// Remove a contact
///
/// The person's particulars go too when no other contact names them.
#[utoipa::path(delete, path = "/api/v1/contacts/{id}", operation_id = "contact_remove", tag = "contacts",
    params(("id" = String, Path, description = "The contact's id")), responses((status = 204, description = "Removed")))]
pub async fn remove(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<StatusCode> {
    service::remove(&req.ctx, &api.db, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
