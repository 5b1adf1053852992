//! What the pages of 流程分析 share: the head with its sections, the row of conditions, the page that waits.
use super::logs::{Opened, Which};
use super::query::Query;
use super::shown::Loaded;
use super::{Imported, LogId, State};
use crate::LandState;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use std::sync::Arc;
use ui::view::Choice;
use ui::{Html, Req, Result, Shell, T, see_other};

/// What stands above each page.
pub struct Bar {
    pub title: String,
    /// The log's own name where it was imported.
    pub name: String,
    /// 总览, 前后对比, 在办: label, address, whether it is this one.
    pub sections: Vec<(String, String, bool)>,
    pub action: String,
    pub from: String,
    pub to: String,
    pub selects: Vec<(&'static str, String, Vec<Choice>)>,
    pub carried: Vec<(String, String)>,
    /// Takes all conditions away; empty where there is none.
    pub clear: String,
}

pub fn shell(req: &Req) -> Shell {
    crate::tabs(req, req.shell("process-title", "land"), "/land/process").with_charts()
}

pub fn may_edit(req: &Req) -> bool {
    req.may(Resource::Process, Action::Edit)
}

/// `page` is the section's last part of the path: empty, `compare` or `live`.
pub fn bar(req: &Req, q: &Query, loaded: &Loaded, name: &str, page: &str) -> Bar {
    let t = req.t;
    let section = |key: &str, path: &str| (t.s(format!("process-{key}")), q.href(path, &[]), page == path);
    let sections = [("overview", ""), ("compare", "compare"), ("live", "live")];
    let clear = q.href(page, &["from", "to", "theme", "stage", "department"].map(|n| (n, "")));
    let is_conditional = ["from", "to", "theme", "stage", "department"].iter().any(|n| !q.get(n).is_empty());
    Bar {
        title: t.s("process-title"),
        name: name.to_owned(),
        sections: sections.map(|(key, path)| section(key, path)).to_vec(),
        action: if page.is_empty() { q.path() } else { format!("{}/{page}", q.path()) },
        from: q.get("from").to_owned(),
        to: q.get("to").to_owned(),
        selects: q.selects(t, loaded),
        carried: Vec::new(),
        clear: if is_conditional { clear } else { String::new() },
    }
}

/// A log that is there, with the name of an imported one.
pub struct Open {
    pub loaded: Arc<Loaded>,
    pub name: String,
}

/// The log that a page is about, or the page to show instead of it.
pub async fn open(req: &Req, s: &LandState, which: &Which) -> Result<std::result::Result<Open, Response>> {
    match s.processes.open(&req.ctx, s, which).await? {
        Opened::Ready(loaded) => {
            let name = match which {
                Which::Zone(_) => String::new(),
                Which::Import(id) => row(req, s, id).await?.name,
            };
            Ok(Ok(Open { loaded, name }))
        }
        Opened::Building(pace) => Ok(Err(building(req, pace.now()))),
        Opened::Waiting(log) => Ok(Err(see_other(next_step(&log)).into_response())),
    }
}

fn next_step(log: &Imported) -> String {
    match log.state {
        State::Mapping => format!("/land/process/logs/{}/mapping", log.id),
        _ => format!("/land/process/logs/{}", log.id),
    }
}

pub async fn row(req: &Req, s: &LandState, id: &LogId) -> Result<Imported> {
    let scope = req.ctx.scope::<Imported>()?;
    Ok(super::store::get(&mut s.db.read(&req.ctx.zone).await?, &scope, id).await?)
}

#[derive(askama::Template)]
#[template(path = "land/process/building.html")]
struct BuildingPage {
    page: Shell,
    here: String,
    total: u64,
    share: String,
}

/// Asks for itself again, and lets a reader without JavaScript ask.
pub fn building(req: &Req, (done, total): (u64, u64)) -> Response {
    let share = ui::picture::share(done as f64, total as f64);
    Html(BuildingPage { page: shell(req), here: req.here(), total, share }).into_response()
}

/// Days with a decimal below ten.
pub fn days(t: T, days: f64) -> String {
    t.dec(days, if days.abs() < 10.0 { 1 } else { 0 })
}

pub fn days_ms(t: T, ms: f64) -> String {
    days(t, ms / ::process::time::DAY_MS as f64)
}

pub fn percent(t: T, part: f64, whole: f64) -> String {
    if whole > 0.0 { t.dec(part * 100.0 / whole, 1) } else { ui::format::ABSENT.to_owned() }
}

/// A file of comma-separated values that no spreadsheet program runs.
pub fn csv(name: &str, heads: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Result<Response> {
    let failed = |e: sheet::SheetError| Error::internal(e.to_string());
    let columns = heads.into_iter().map(|h| sheet::Column::new(h, sheet::ColumnKind::Text)).collect();
    let mut writer = sheet::Writer::new(sheet::Format::Csv, Vec::new(), "log", columns).map_err(failed)?;
    for row in rows {
        writer.row(&row).map_err(failed)?;
    }
    let bytes = writer.finish().map_err(failed)?;
    Ok(ui::attachment("text/csv; charset=utf-8", "process.csv", name, bytes))
}
