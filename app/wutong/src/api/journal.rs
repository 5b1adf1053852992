//! `/api/v1/journal`: what happened in the zone, for programs that follow it.
use super::Api;
use super::cursor::{self, Page};
use super::input::Params;
use super::wire::instant;
use axum::Json;
use axum::extract::State;
use kernel::event::ObjectRef;
use kernel::{Action, Error, Resource};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Any};
use store::EventRow;
use ui::route::{Access, Routes};
use ui::web::{Req, Result};
use utoipa::{IntoParams, ToSchema};

pub fn routes() -> Routes<Api> {
    Routes::new().get("/api/v1/journal", Access::Needs(Resource::Journal, Action::View), list)
}

/// An object that an event is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Subject {
    #[schema(example = "enterprise")]
    pub kind: String,
    pub id: String,
    /// Its part in the event.
    #[schema(example = "subject")]
    pub qualifier: String,
}

impl Subject {
    pub fn of(object: ObjectRef) -> Self {
        Self { kind: object.kind, id: object.id, qualifier: object.qualifier }
    }
}

/// Something that happened. Ids and facts, never personal particulars.
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalEvent {
    /// Its number in the zone, without gaps.
    #[schema(example = 41)]
    pub seq: i64,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(example = "enterprise.created")]
    pub kind: String,
    /// A user's id, or `system`.
    pub actor: String,
    pub objects: Vec<Subject>,
    #[schema(value_type = Object)]
    pub data: Map<String, Any>,
    /// SHA-256 over this event and the hash of the one before.
    pub hash: String,
}

#[derive(Deserialize)]
struct Facts {
    objects: Vec<ObjectRef>,
    data: Map<String, Any>,
}

impl JournalEvent {
    fn of(event: EventRow) -> kernel::Result<Self> {
        let facts: Facts = serde_json::from_str(&event.body).map_err(Error::internal)?;
        Ok(Self {
            seq: event.seq,
            at: instant(event.at_us),
            kind: event.kind,
            actor: event.actor,
            objects: facts.objects.into_iter().map(Subject::of).collect(),
            data: facts.data,
            hash: event.hash,
        })
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// Events behind this number; from the beginning unless told.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Items on a page: 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next` of the page before; goes before `after`.
    cursor: Option<String>,
}

/// Events
///
/// The oldest first. To follow the zone, ask again with `after` set to the last number seen.
#[utoipa::path(get, path = "/api/v1/journal", operation_id = "journal", tag = "journal", params(Since),
    responses((status = 200, body = Page<JournalEvent>)))]
pub async fn list(req: Req, State(api): State<Api>, Params(since): Params<Since>) -> Result<Json<Page<JournalEvent>>> {
    let limit = cursor::limit(since.limit)?;
    if since.after.is_some_and(|after| after < 0) {
        return Err(Error::invalid("after", "api-field-form").into());
    }
    let after = cursor::read_number("journal", since.cursor.as_deref())?.or(since.after).unwrap_or(0);
    let mut conn = api.db.read(&req.ctx.zone).await?;
    let found = journal::behind(&mut conn, after, limit + 1).await?;
    let events = found.into_iter().map(JournalEvent::of).collect::<kernel::Result<Vec<_>>>()?;
    Ok(Json(cursor::page(events, limit, "journal", |e| e.seq.to_string(), |e| e)))
}
