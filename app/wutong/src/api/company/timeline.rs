//! What happened to a company, from the journal: ids and facts, never personal particulars.
use super::single::found;
use crate::api::Api;
use crate::api::cursor::{self, Page};
use crate::api::input::{At, Params, enterprise_id};
use crate::api::journal::Subject;
use crate::api::wire::{Paging, instant};
use axum::Json;
use axum::extract::State;
use enterprise::company::Enterprise as Company;
use journal::{FieldChange, Step};
use serde::Serialize;
use serde_json::{Map, Value as Any};
use ui::web::{Req, Result};
use utoipa::ToSchema;

/// An event about the company, with what it changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEvent {
    /// The event's number in the journal.
    pub seq: i64,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(example = "enterprise.edited")]
    pub kind: String,
    /// A user's id, or `system`.
    pub actor: String,
    /// What else it is about.
    pub objects: Vec<Subject>,
    #[schema(value_type = Object)]
    pub data: Map<String, Any>,
    pub changes: Vec<TimelineChange>,
}

/// A field of the record that an event changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineChange {
    /// `enterprise` or `figure`.
    pub table: String,
    /// With figures: metric and period.
    #[schema(value_type = Vec<String>)]
    pub key: Vec<Any>,
    pub field: String,
    /// Null when it was not known before.
    #[schema(value_type = serde_json::Value)]
    pub before: Option<Any>,
    /// Null when it is not known any more.
    #[schema(value_type = serde_json::Value)]
    pub after: Option<Any>,
}

/// Fields of a row that say nothing about the company.
const SILENT: [&str; 4] = ["id", "version", "updated_us", "facts"];

impl TimelineChange {
    fn of(change: FieldChange) -> Option<Self> {
        let told = !SILENT.contains(&change.field.as_str());
        told.then(|| Self {
            table: change.table,
            key: change.key.into_iter().skip(1).collect(),
            field: change.field,
            before: change.before,
            after: change.after,
        })
    }
}

impl TimelineEvent {
    /// `all`: the reader sees every company; else other companies of the same event are left out.
    fn of(step: Step, id: &str, all: bool) -> Self {
        let about = |s: &Subject| all || s.kind != "enterprise" || s.id == id;
        Self {
            seq: step.entry.seq,
            at: instant(step.entry.at_us),
            kind: step.entry.kind,
            actor: step.entry.actor,
            objects: step.entry.objects.into_iter().map(Subject::of).filter(about).collect(),
            data: step.entry.data,
            changes: step.changes.into_iter().filter_map(TimelineChange::of).collect(),
        }
    }
}

/// Timeline of a company
///
/// The newest first, field by field with before and after.
#[utoipa::path(get, path = "/api/v1/enterprises/{id}/timeline", operation_id = "timeline", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id"), Paging),
    responses((status = 200, body = Page<TimelineEvent>)))]
pub async fn list(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Params(paging): Params<Paging>,
) -> Result<Json<Page<TimelineEvent>>> {
    let company = found(&api, &req.ctx, &enterprise_id(&id)?).await?;
    let limit = cursor::limit(paging.limit)?.min(MOST);
    let question = format!("timeline {}", company.id);
    let before = cursor::read_number(&question, paging.cursor.as_deref())?;
    let id = company.id.as_str();
    let shown = |table: &str, key: &[Any]| {
        matches!(table, "enterprise" | "figure") && key.first().and_then(Any::as_str) == Some(id)
    };
    let mut conn = api.db.read(&req.ctx.zone).await?;
    let steps = journal::changes(&mut conn, "enterprise", id, shown, before, limit + 1).await?;
    let all = req.ctx.scope::<Company>()?.extent().all;
    let of = |step| TimelineEvent::of(step, id, all);
    Ok(Json(cursor::page(steps, limit, &question, |s| s.entry.seq.to_string(), of)))
}

/// One less than the journal gives at once, so that one more tells whether there is a next page.
const MOST: i64 = 199;
