//! 日志: what happened in the zone, who did it, and the proof that nothing was changed behind anybody's back.
use crate::server::{Parts, Town};
use crate::web::{admin_tabs, user_names};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use journal::{Entry, Heads, Report};
use kernel::access::{Access, Action, Resource};
use serde::Deserialize;
use ui::T;
use ui::route::Routes;
use ui::shell::Shell;
use ui::web::{Html, Req, Result};

/// Events of a page.
const PER_PAGE: i64 = 50;

pub fn routes(parts: &Parts) -> Routes {
    Routes::new()
        .get("/admin/journal", Access::Needs(Resource::Journal, Action::View), list)
        .get("/admin/journal/verify", Access::Needs(Resource::Journal, Action::View), verify)
        .get("/admin/journal/ocel.json", Access::Needs(Resource::Journal, Action::Export), ocel)
        .with_state(parts.town.clone())
}

/// An event in words.
pub struct Line {
    pub seq: i64,
    pub when: String,
    pub what: String,
    pub who: String,
    /// What it was about: a link where there is a page.
    pub about: Vec<About>,
    pub more: usize,
    pub detail: String,
}

pub struct About {
    pub label: String,
    pub path: String,
}

#[derive(askama::Template)]
#[template(path = "journal/list.html")]
struct ListPage {
    page: Shell,
    lines: Vec<Line>,
    next_path: String,
    may_export: bool,
    verdict: Option<Verdict>,
}

/// The outcome of a verification, for people.
struct Verdict {
    ok: bool,
    text: String,
    findings: Vec<String>,
}

#[derive(Deserialize)]
struct From {
    before: Option<i64>,
}

async fn list(req: Req, State(town): State<Town>, Query(from): Query<From>) -> Result<Html<ListPage>> {
    page(&req, &town, from.before, None).await
}

async fn verify(req: Req, State(town): State<Town>) -> Result<Html<ListPage>> {
    let heads = Heads::read(&town.data)?;
    let report = journal::verify(&town.db, &req.ctx.zone, &heads, |_, _| {}).await?;
    page(&req, &town, None, Some(verdict(req.t, &report))).await
}

fn verdict(t: T, report: &Report) -> Verdict {
    let key = match (report.ok(), report.signed_seq) {
        (true, Some(_)) => "journal-holds",
        (true, None) => "journal-holds-unsigned",
        (false, _) => "journal-broken",
    };
    let text = t.a3(
        key,
        "events",
        t.int(report.events),
        "signed",
        report.signed_seq.unwrap_or(0),
        "findings",
        report.findings.len(),
    );
    let findings = report
        .findings
        .iter()
        .take(50)
        .map(|f| t.a2("journal-finding", "seq", f.seq, "what", f.what.to_string()))
        .collect();
    Verdict { ok: report.ok(), text, findings }
}

async fn page(req: &Req, town: &Town, before: Option<i64>, verdict: Option<Verdict>) -> Result<Html<ListPage>> {
    let mut conn = town.db.read(&req.ctx.zone).await?;
    let entries = journal::recent(&mut conn, 0, &[], before, PER_PAGE).await?;
    let next_path = match entries.last() {
        Some(last) if i64::try_from(entries.len()).unwrap_or(0) == PER_PAGE => {
            format!("/admin/journal?before={}", last.seq)
        }
        _ => String::new(),
    };
    let lines = lines(req, town, &entries).await?;
    let shell = admin_tabs()
        .iter()
        .filter(|tab| tab.access.check(&req.ctx.actor).is_ok())
        .fold(req.shell("journal-title", "admin"), |s, tab| {
            s.tab(req.t.s(tab.key), tab.path, tab.path == "/admin/journal")
        });
    Ok(Html(ListPage {
        page: shell,
        lines,
        next_path,
        may_export: req.may(Resource::Journal, Action::Export),
        verdict,
    }))
}

/// Events in words, with the names of those who acted and of what they acted on.
pub async fn lines(req: &Req, town: &Town, entries: &[Entry]) -> kernel::Result<Vec<Line>> {
    let ids: Vec<String> = entries.iter().map(|e| e.actor.clone()).filter(|a| a != "system").collect();
    let names = user_names(&town.db, &req.ctx.zone, &ids).await?;
    let companies: Vec<String> = entries.iter().flat_map(|e| company_ids(e).take(3)).collect();
    let mut conn = town.db.read(&req.ctx.zone).await?;
    let known = match req.ctx.scope() {
        Ok(scope) => enterprise::company::store::by_ids(&mut conn, &scope, &companies).await?,
        Err(_) => Vec::new(),
    };
    let t = req.t;
    let line = |e: &Entry| {
        let about: Vec<About> = company_ids(e)
            .take(3)
            .filter_map(|id| known.iter().find(|c| c.id.as_str() == id))
            .map(|c| About { label: c.name.clone(), path: format!("/enterprises/{}", c.id) })
            .collect();
        Line {
            seq: e.seq,
            when: t.instant(e.at_us),
            what: t.s(event_key(&e.kind)),
            who: match e.actor.as_str() {
                "system" => t.s("journal-system"),
                id => names.get(id).cloned().unwrap_or_else(|| t.s("journal-erased")),
            },
            more: company_ids(e).count().saturating_sub(3),
            about,
            detail: detail(e),
        }
    };
    Ok(entries.iter().map(line).collect())
}

/// The companies that an event names, each once.
fn company_ids(e: &Entry) -> impl Iterator<Item = String> + '_ {
    let mut seen = std::collections::HashSet::new();
    let companies = e.objects.iter().filter(|o| o.kind == "enterprise");
    companies.filter(move |o| seen.insert(o.id.as_str())).map(|o| o.id.clone())
}

/// `enterprise.edited` → `event-enterprise-edited`.
pub fn event_key(kind: &str) -> String {
    format!("event-{}", kind.replace('.', "-"))
}

/// The few facts of an event that say more than its name: file, list, indicator and period.
fn detail(e: &Entry) -> String {
    let facts = ["lead", "file", "list", "indicator", "metric", "period", "tag"];
    let texts = facts.iter().filter_map(|f| e.data.get(*f)).filter_map(|v| v.as_str());
    texts.collect::<Vec<_>>().join(" · ")
}

async fn ocel(req: Req, State(town): State<Town>) -> Result<Response> {
    let mut bytes = Vec::new();
    journal::export_ocel(&town.db, &req.ctx.zone, &mut bytes).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"wutong-ocel.json\""),
    ];
    Ok((headers, bytes).into_response())
}
