//! 时间线: what happened to a company, who did it, and what each field was before.
use crate::list::columns::{amount, industry_name, region_name, tag_name};
use journal::{FieldChange, Step};
use kernel::id::EnterpriseId;
use kernel::{Result, ZoneId};
use serde_json::Value as Json;
use std::collections::HashMap;
use store::Conn;
use ui::T;
use ui::format::ABSENT;

/// Steps shown at once.
pub const STEPS: i64 = 30;

/// One line of the timeline.
pub struct Entry {
    pub at: String,
    pub who: String,
    pub what: String,
    /// Label, before, after.
    pub changes: Vec<(String, String, String)>,
}

/// Fields that are no news.
const QUIET: [&str; 14] = [
    "id",
    "version",
    "updated_us",
    "facts",
    "source",
    "enterprise_id",
    "recorded_by",
    "recorded_on",
    "metric",
    "period",
    "capital_currency",
    "merged_into",
    "batch_id",
    "status_text",
];

/// The steps about a company, newest first, and the number behind which older ones continue.
pub async fn steps(conn: &mut Conn, id: &EnterpriseId, before: Option<i64>) -> Result<(Vec<Step>, Option<i64>)> {
    let own = |table: &str, key: &[Json]| match table {
        "enterprise" | "figure" => key.first().and_then(Json::as_str) == Some(id.as_str()),
        "listing" => true,
        _ => false,
    };
    let steps = journal::changes(conn, "enterprise", id.as_str(), own, before, STEPS).await?;
    let more = if i64::try_from(steps.len()).unwrap_or(0) == STEPS { steps.last().map(|s| s.entry.seq) } else { None };
    Ok((steps, more))
}

/// The ids of those who acted.
pub fn actors(steps: &[Step]) -> Vec<String> {
    let mut ids: Vec<String> = steps.iter().map(|s| s.entry.actor.clone()).filter(|a| a != "system").collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

pub fn entries(t: T, steps: &[Step], names: &HashMap<String, String>) -> Vec<Entry> {
    let entry = |step: &Step| Entry {
        at: ui::format::instant(step.entry.at_us),
        who: who(t, &step.entry.actor, names),
        what: what(t, step),
        // A new company's facts are all new: the page itself shows them.
        changes: if is_birth(step) { Vec::new() } else { changes(t, step) },
    };
    steps.iter().map(entry).collect()
}

pub fn who(t: T, actor: &str, names: &HashMap<String, String>) -> String {
    match names.get(actor) {
        Some(name) => name.clone(),
        None if actor == "system" => t.s("actor-system"),
        None => t.s("actor-unknown"),
    }
}

/// The name of an event kind.
pub fn kind_name(t: T, kind: &str) -> String {
    let key = format!("event-{}", kind.replace('.', "-"));
    t.maybe(&key).unwrap_or_else(|| t.s("event-other"))
}

fn is_birth(step: &Step) -> bool {
    let new = |c: &FieldChange| c.table == "enterprise" && c.field == "name" && c.before.is_none();
    step.changes.iter().any(new)
}

fn what(t: T, step: &Step) -> String {
    let data = |name: &str| step.entry.data.get(name).and_then(Json::as_str).map(str::to_owned);
    let text = kind_name(t, &step.entry.kind);
    let detail = match step.entry.kind.as_str() {
        "figure.set" | "figure.removed" => {
            data("metric").zip(data("period")).map(|(m, p)| format!("{} {p}", t.s(format!("metric-{m}"))))
        }
        "listing.added" | "listing.evidenced" | "listing.removed" => data("list"),
        "enterprise.tagged" => data("tag").map(|tag| tag_name(t, &tag)),
        "enterprise.imported" => data("file"),
        _ => None,
    };
    detail.map_or_else(|| text.clone(), |d| t.a2("event-detail", "what", text.as_str(), "detail", d))
}

fn changes(t: T, step: &Step) -> Vec<(String, String, String)> {
    let news = step.changes.iter().filter(|c| !QUIET.contains(&c.field.as_str()));
    let line = |c: &FieldChange| {
        let label = match c.table.as_str() {
            "figure" => t.s(format!("metric-{}", c.key.get(1).and_then(Json::as_str).unwrap_or("revenue"))),
            "listing" => t.s(format!("listing-field-{}", c.field)),
            _ => t.s(format!("fact-{}", c.field.replace('_', "-"))),
        };
        (label, shown(t, c, c.before.as_ref()), shown(t, c, c.after.as_ref()))
    };
    news.map(line).collect()
}

/// A value as a reader would write it.
fn shown(t: T, change: &FieldChange, value: Option<&Json>) -> String {
    let Some(value) = value.filter(|v| !v.is_null()) else { return ABSENT.to_owned() };
    let money = matches!(change.field.as_str(), "capital_fen" | "paid_capital_fen")
        || (change.table == "figure" && change.key.get(1).and_then(Json::as_str) != Some("staff"));
    match (change.field.as_str(), value) {
        (_, Json::Number(n)) if money => n.as_i64().map_or_else(|| n.to_string(), |fen| amount(t, fen, None)),
        ("year", Json::Number(n)) => n.to_string(),
        (_, Json::Number(n)) => n.as_i64().map_or_else(|| n.to_string(), ui::format::int),
        ("status", Json::String(s)) => t.s(format!("status-{}", s.replace('_', "-"))),
        ("size", Json::String(s)) => t.s(format!("size-{s}")),
        ("state", Json::String(s)) => t.s(format!("listing-{s}")),
        ("industry_code", Json::String(s)) => format!("{s} {}", industry_name(t, s)),
        ("region_code", Json::String(s)) => region_name(s),
        (_, Json::String(s)) if s.chars().count() > 120 => s.chars().take(120).chain(['…']).collect(),
        (_, Json::String(s)) => s.clone(),
        (_, Json::Array(list)) => {
            let words: Vec<String> = list.iter().filter_map(Json::as_str).map(|w| tag_name(t, w)).collect();
            if words.is_empty() { ABSENT.to_owned() } else { words.join("，") }
        }
        (_, other) => other.to_string(),
    }
}

/// What changed lately in the zone's company books, newest first: for the front page.
pub struct Recent {
    pub at_us: i64,
    pub kind: String,
    pub actor: String,
    /// Companies named by the event: id and name as it is now.
    pub companies: Vec<(String, String)>,
    /// How many more it names.
    pub more: usize,
}

/// Companies named per event.
const NAMED: usize = 3;

pub async fn recent(conn: &mut Conn, _zone: &ZoneId, since_us: i64, limit: i64) -> Result<Vec<Recent>> {
    let kinds = [
        "enterprise.created",
        "enterprise.edited",
        "enterprise.confirmed",
        "enterprise.removed",
        "enterprise.restored",
        "enterprise.tagged",
        "enterprise.merged",
        "enterprise.unmerged",
        "enterprise.imported",
        "figure.set",
        "figure.removed",
        "listing.added",
        "listing.evidenced",
        "listing.removed",
    ];
    let mut all = Vec::new();
    for entry in journal::recent(conn, since_us, &kinds, None, limit).await? {
        let ids: Vec<&str> = entry.objects.iter().filter(|o| o.kind == "enterprise").map(|o| o.id.as_str()).collect();
        let mut companies = Vec::new();
        for id in ids.iter().take(NAMED) {
            let found: Option<crate::company::Enterprise> = conn.get(&[(*id).into()]).await?;
            companies.extend(found.map(|c| (c.id.to_string(), c.name)));
        }
        let more = ids.len().saturating_sub(NAMED);
        all.push(Recent { at_us: entry.at_us, kind: entry.kind, actor: entry.actor, companies, more });
    }
    Ok(all)
}
