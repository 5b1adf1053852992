//! Documents as pages show them: the card of a matter's needs, and the list of a company's documents.
use super::rules::{NeedState, Status};
use super::service::{self, Needs, takes_documents};
use super::{Material, store as books};
use crate::{LandState, days};
use chrono::{Duration, NaiveDate};
use kernel::access::Relation;
use kernel::id::{EnterpriseId, MatterId};
use kernel::{Action, Role};
use ui::{Req, Result, T};

/// Whether the visitor is a company's user: days and words are its own.
pub fn is_company(req: &Req) -> bool {
    req.ctx.actor.has(Role::CompanyUser)
}

/// A day for this visitor: ISO to the zone, 1月15日 to companies.
pub fn day(req: &Req, iso: &str) -> String {
    if is_company(req) { days::said(req.t, iso, req.ctx.today()) } else { iso.to_owned() }
}

/// An instant for this visitor.
pub fn instant(req: &Req, us: i64) -> String {
    if is_company(req) { days::at(req.t, us, req.ctx.today()) } else { req.t.instant(us) }
}

/// A need of a matter.
pub struct NeedRow {
    pub code: String,
    pub name: String,
    pub state: String,
    pub light: &'static str,
    /// May follow after acceptance.
    pub may_follow: bool,
    /// What is used: id and words; empty where nothing is.
    pub used: (String, String),
    /// What could be used with one click.
    pub offered: (String, String),
    /// The one that is no longer good, in words.
    pub expired: String,
    /// Where a file is uploaded for it; empty where it cannot be now.
    pub upload: String,
}

/// 材料 of one matter: include `land/material/needs.html` with this as `needs`.
pub struct NeedsCard {
    pub matter: String,
    /// Where its forms lead back to.
    pub next: String,
    pub rows: Vec<NeedRow>,
    pub present: usize,
    pub missing: usize,
}

/// The card for those who see the documents; none for those who do not.
pub async fn card(req: &Req, s: &LandState, matter: &MatterId, next: &str) -> Result<Option<NeedsCard>> {
    if !req.may(kernel::Resource::Material, Action::View) {
        return Ok(None);
    }
    Ok(Some(of(req, &service::needs(&req.ctx, s, matter).await?, next)))
}

pub fn of(req: &Req, needs: &Needs, next: &str) -> NeedsCard {
    let may = needs
        .matter
        .enterprise_id
        .as_ref()
        .is_some_and(|company| req.ctx.permit::<Material>(Action::Create, &Relation::company(company)).is_ok());
    let rows: Vec<NeedRow> = needs.all.iter().map(|status| row(req, needs, status, may, next)).collect();
    NeedsCard {
        matter: needs.matter.id.to_string(),
        next: next.to_owned(),
        present: needs.all.iter().filter(|s| s.state == NeedState::Present).count(),
        missing: needs.all.iter().filter(|s| s.state.blocks()).count(),
        rows,
    }
}

fn row(req: &Req, needs: &Needs, status: &Status, may: bool, next: &str) -> NeedRow {
    let code = status.need.material.clone();
    let takes = may && takes_documents(&needs.matter, &code);
    let shown = |m: &Option<Material>| m.as_ref().map(|m| (m.id.to_string(), words(req, m))).unwrap_or_default();
    let query =
        format!("matter={}&code={}&next={}", needs.matter.id, ui::cookie::percent(&code), ui::cookie::percent(next));
    NeedRow {
        name: needs.name(&code, req.t.is_zh()),
        state: req.t.s(status.state.key()),
        light: match status.state {
            // What was decided without it is no alarm any more.
            NeedState::Missing | NeedState::Expired if needs.matter.decided_on.is_some() => "todo",
            NeedState::Missing | NeedState::Expired => "red",
            NeedState::Present => "ok",
            NeedState::MayFollow => "todo",
        },
        may_follow: status.need.may_follow,
        used: shown(&status.used),
        offered: if takes { shown(&status.offered) } else { Default::default() },
        expired: status.expired.as_ref().map(|m| words(req, m)).unwrap_or_default(),
        upload: if takes { format!("/land/materials/new?{query}") } else { String::new() },
        code,
    }
}

/// 营业执照.pdf 第 2 版，有效至 2020-12-31.
fn words(req: &Req, m: &Material) -> String {
    let t = req.t;
    match &m.valid_until {
        Some(until) => t.a3("material-words-until", "file", &m.file_name, "n", m.number, "day", day(req, until)),
        None => t.a2("material-words", "file", &m.file_name, "n", m.number),
    }
}

/// A document of a company's list.
pub struct DocRow {
    pub id: String,
    pub name: String,
    pub number: i64,
    pub file: String,
    pub size: String,
    pub hash: String,
    pub added: String,
    pub until: String,
    /// What is to be known about its validity; empty where nothing is.
    pub note: String,
    pub light: &'static str,
    /// Names of the matters that use it.
    pub used: Vec<String>,
    /// Earlier versions, the newest first: id and words.
    pub earlier: Vec<(String, String)>,
    pub may_withdraw: bool,
    /// Where a new version is uploaded; empty for those who may not.
    pub renew: String,
    pub example: bool,
    /// The company, on pages of several: id, name.
    pub company: (String, String),
}

/// How long a document is still good.
fn note(t: T, m: &Material, today: NaiveDate) -> (String, &'static str) {
    if m.withdrawn_on.is_some() {
        return (t.s("material-withdrawn"), "todo");
    }
    match m.valid_until.as_deref().and_then(days::parse) {
        Some(until) if until < today => (t.s("material-expired"), "red"),
        Some(until) if until <= today + Duration::days(service::SOON_DAYS) => {
            (t.a("material-ends-in", "n", (until - today).num_days()), "yel")
        }
        _ => (String::new(), ""),
    }
}

pub fn doc(req: &Req, m: &Material, next: &str) -> DocRow {
    let (note, light) = note(req.t, m, req.ctx.today());
    let may = req.ctx.permit::<Material>(Action::Create, &m.relation()).is_ok();
    let query =
        format!("company={}&code={}&next={}", m.enterprise_id, ui::cookie::percent(&m.code), ui::cookie::percent(next));
    DocRow {
        id: m.id.to_string(),
        name: m.name.clone(),
        number: m.number,
        file: m.file_name.clone(),
        size: size(m.bytes),
        hash: m.sha256.chars().take(12).collect(),
        added: day(req, &days::of_instant(m.added_us)),
        until: m.valid_until.as_deref().map_or_else(|| req.t.s("material-no-end"), |d| day(req, d)),
        note,
        light,
        used: Vec::new(),
        earlier: Vec::new(),
        may_withdraw: may && m.withdrawn_on.is_none(),
        renew: if may { format!("/land/materials/new?{query}") } else { String::new() },
        example: m.source.example,
        company: (m.enterprise_id.to_string(), String::new()),
    }
}

#[allow(clippy::cast_precision_loss)]
fn size(bytes: i64) -> String {
    if bytes < 1024 * 1024 {
        format!("{} KB", (bytes / 1024).max(1))
    } else {
        format!("{:.1} MB", bytes as f64 / 1_048_576.0)
    }
}

/// A company's documents, one row a type with the newest version, where each is used, and the versions before.
pub async fn of_company(req: &Req, s: &LandState, company: &EnterpriseId, next: &str) -> Result<Vec<DocRow>> {
    let scope = req.ctx.scope::<Material>()?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let all = books::of_company(&mut conn, &scope, company).await?;
    let uses = books::matters_using(&mut conn, company).await?;
    let mut rows: Vec<DocRow> = Vec::new();
    let mut last: Option<&str> = None;
    for m in &all {
        if last == Some(m.code.as_str()) {
            let words = words(req, m);
            rows.iter_mut().last().into_iter().for_each(|row| row.earlier.push((m.id.to_string(), words.clone())));
            continue;
        }
        last = Some(m.code.as_str());
        let of_type = |id: &String| all.iter().any(|o| o.code == m.code && o.id.as_str() == id);
        let used = used_in(req, &uses, of_type);
        rows.push(DocRow { used, ..doc(req, m, next) });
    }
    Ok(rows)
}

/// The names of the matters that use documents of these ids, each once; `uses` as [`books::matters_using`] gives them.
pub fn used_in(req: &Req, uses: &[(String, String, String)], of: impl Fn(&String) -> bool) -> Vec<String> {
    let zh = req.t.is_zh();
    let mut used: Vec<String> = uses
        .iter()
        .filter(|(id, _, _)| of(id))
        .map(|(_, name, en)| if zh || en.is_empty() { name.clone() } else { en.clone() })
        .collect();
    used.dedup();
    used
}
