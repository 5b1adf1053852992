//! What is due for whom, by the rights of the moment at which it is read, and the secret addresses under which it is read.
use super::store as books;
use super::{Deadline, Feed, TABLE, of_company};
use crate::matter::Matter;
use crate::project::{Milestone, Project};
use crate::request::Request;
use crate::{LandState, days};
use ::store::Conn;
use chrono::NaiveDate;
use kernel::ctx::Via;
use kernel::id::UserId;
use kernel::{Ctx, Error, Event, Locale, Resource, Result, Role};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use ui::T;

/// Deadlines of one calendar; the earliest are kept.
pub const MOST: usize = 500;
const MOST_ROWS: i64 = 500;
/// Reads of one address in an hour: programs that ask every few minutes, on several devices, stay far below.
pub const MOST_READS: i64 = 60;
const MINUTE_US: i64 = 60_000_000;
const HOUR_US: i64 = 60 * MINUTE_US;

/// What deadlines are put into words with.
pub struct Words {
    pub t: T,
    pub today: NaiveDate,
    /// Midnight of today: when what has no date of its own was last changed.
    pub start_of_today_us: i64,
}

impl Words {
    pub fn of(ctx: &Ctx) -> Self {
        let today = ctx.today();
        let midnight = today.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc().timestamp_micros();
        Self { t: T::new(ctx.locale), today, start_of_today_us: midnight }
    }
    /// 应于 2020-01-15 前办结; nothing while there is time.
    pub fn should(&self, day: &str, late: bool) -> String {
        if late { self.t.a("deadline-should", "day", day) } else { String::new() }
    }
}

/// What is due for the actor, the earliest first: an officer's projects and requests, a department's matters, a company's own
/// turns, and for directors what is over its limit.
pub async fn of(ctx: &Ctx, s: &LandState) -> Result<Vec<Deadline>> {
    let w = Words::of(ctx);
    let actor = &ctx.actor;
    let me = actor.user_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut conn = s.db.read(&ctx.zone).await?;
    let mut found = Vec::new();
    if actor.has(Role::ProjectOfficer) {
        found.extend(of_officer(ctx, &mut conn, &w, &me).await?);
    }
    if actor.has(Role::DepartmentClerk) {
        let matters = books::matters_of_departments(&mut conn, &ctx.scope()?, &actor.departments, MOST_ROWS).await?;
        found.extend(of_matters(&mut conn, &w, &matters).await?);
    }
    if actor.has(Role::ProjectOfficer) || actor.has(Role::DepartmentClerk) {
        let mine = books::requests_of(&mut conn, &ctx.scope()?, &me, &actor.departments, MOST_ROWS).await?;
        found.extend(mine.iter().filter_map(|r| of_request(&w, r)));
    }
    if actor.has(Role::Director) {
        let today = w.today.to_string();
        let matters = books::late_matters(&mut conn, &ctx.scope()?, &today, MOST_ROWS).await?;
        found.extend(of_matters(&mut conn, &w, &matters).await?);
        let late = books::late_requests(&mut conn, &ctx.scope()?, &today, MOST_ROWS).await?;
        found.extend(late.iter().filter_map(|r| of_request(&w, r)));
    }
    if actor.has(Role::CompanyUser) {
        found.extend(of_company::all(ctx, &mut conn, &w).await?);
    }
    Ok(in_order(found))
}

/// Each thing once, the earliest first.
fn in_order(mut found: Vec<Deadline>) -> Vec<Deadline> {
    found.sort_by(|a, b| (a.on, &a.uid).cmp(&(b.on, &b.uid)));
    found.dedup_by(|a, b| a.uid == b.uid);
    found.truncate(MOST);
    found
}

async fn of_officer(ctx: &Ctx, conn: &mut Conn, w: &Words, me: &str) -> Result<Vec<Deadline>> {
    let matters = books::matters_of_officer(conn, &ctx.scope()?, me, MOST_ROWS).await?;
    let mut found = of_matters(conn, w, &matters).await?;
    let projects = books::projects_of(conn, &ctx.scope()?, me, MOST_ROWS).await?;
    let stones = books::milestones(conn, &projects).await?;
    let named: HashMap<&str, &Project> = projects.iter().map(|p| (p.id.as_str(), p)).collect();
    found.extend(stones.iter().filter_map(|m| of_milestone(w, m, named.get(m.project_id.as_str())?)));
    Ok(found)
}

async fn of_matters(conn: &mut Conn, w: &Words, matters: &[Matter]) -> Result<Vec<Deadline>> {
    let projects = crate::lights::store::projects_of(conn, matters).await?;
    let name = |m: &Matter| {
        let of = projects.iter().find(|p| p.id == m.project_id);
        of.map(|p| p.name(w.t.is_zh()).to_owned()).unwrap_or_default()
    };
    Ok(matters.iter().filter_map(|m| of_matter(w, m, &name(m))).collect())
}

fn of_matter(w: &Words, m: &Matter, project: &str) -> Option<Deadline> {
    let iso = m.due_on.as_deref()?;
    let due = days::parse(iso)?;
    let late = due < w.today;
    let key = if late { "deadline-matter-late" } else { "deadline-matter" };
    let mut detail = vec![w.t.a("deadline-department", "department", &m.department), w.should(iso, late)];
    if m.due_provisional {
        detail.push(w.t.s("deadline-provisional-why"));
    }
    Some(Deadline {
        uid: format!("matter-{}-due", m.id),
        on: due.max(w.today),
        summary: marked(w, w.t.a2(key, "matter", m.name(w.t.is_zh()), "project", project), m.due_provisional),
        detail: joined(detail),
        path: format!("/land/matters/{}", m.id),
        provisional: m.due_provisional,
        late,
        changed_us: m.updated_us,
    })
}

fn joined(lines: Vec<String>) -> String {
    lines.into_iter().filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// With 暂定 in the title, because many programs show nothing else.
fn marked(w: &Words, summary: String, provisional: bool) -> String {
    if provisional { w.t.a("deadline-provisional", "what", summary) } else { summary }
}

/// The forecast where there is one, else what was planned. It stays on its own day: a milestone that nobody recorded is not due
/// again every morning.
fn of_milestone(w: &Words, m: &Milestone, project: &Project) -> Option<Deadline> {
    let t = w.t;
    let forecast = m.forecast_on.as_deref();
    let on = forecast.or(m.planned_on.as_deref()).and_then(days::parse)?;
    let key = if forecast.is_some() { "deadline-milestone-forecast" } else { "deadline-milestone-planned" };
    let late_on = m.forecast_late_on.as_deref().filter(|_| forecast.is_some());
    let planned = m.planned_on.as_deref().filter(|_| forecast.is_some());
    let detail = [
        late_on.map(|day| t.a("deadline-milestone-late", "day", day)),
        planned.map(|day| t.a("deadline-milestone-plan", "day", day)),
    ];
    Some(Deadline {
        uid: format!("milestone-{}-{}", m.project_id, m.kind.code()),
        on,
        summary: t.a2(key, "stone", t.s(m.kind.key()), "project", project.name(t.is_zh())),
        detail: joined(detail.into_iter().flatten().collect()),
        path: format!("/land/projects/{}", m.project_id),
        provisional: forecast.is_some(),
        late: on < w.today,
        changed_us: project.updated_us,
    })
}

fn of_request(w: &Words, r: &Request) -> Option<Deadline> {
    let iso = r.due_on.as_deref()?;
    let due = days::parse(iso)?;
    let late = due < w.today;
    let key = if late { "deadline-request-late" } else { "deadline-request" };
    Some(Deadline {
        uid: format!("request-{}-due", r.id),
        on: due.max(w.today),
        summary: marked(w, w.t.a2(key, "subject", &r.subject, "company", &r.enterprise), r.due_provisional),
        detail: w.should(iso, late),
        path: format!("/land/requests/{}", r.id),
        provisional: r.due_provisional,
        late,
        changed_us: r.updated_us,
    })
}

/// As a secret is kept.
fn fingerprint(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The right to one's own address, in person: a token that leaks must not leave an address behind that outlives it.
fn own(ctx: &Ctx) -> Result<UserId> {
    let user = ctx.signed_in_user()?;
    if matches!(ctx.actor.via, Via::Token { .. }) {
        return Err(Error::Forbidden);
    }
    kernel::access::check(&ctx.actor, Resource::Self_, kernel::Action::Edit, &kernel::Relation::user(&user))?;
    Ok(user)
}

/// The actor's address, if there is one.
pub async fn feed(ctx: &Ctx, s: &LandState) -> Result<Option<Feed>> {
    let user = ctx.signed_in_user()?;
    s.db.read(&ctx.zone).await?.get(&[user.as_str().into()]).await
}

fn event(kind: &'static str, ctx: &Ctx, user: &UserId) -> Event {
    Event::new(kind, ctx).object("user", user)
}

/// Makes the actor's address and gives its secret, this once; an address that was there before ends.
pub async fn share(ctx: &Ctx, s: &LandState) -> Result<String> {
    let user = own(ctx)?;
    let mut random = [0u8; 32];
    ctx.rng.fill(&mut random);
    let secret = hex(&random);
    let mut tx = s.db.write(&ctx.zone).await?;
    let renewed = tx.get::<Feed>(&[user.as_str().into()]).await?.is_some();
    let token_hash = fingerprint(&secret);
    let created_us = ctx.now_us();
    let user_id = user.to_string();
    tx.put(&Feed { user_id, token_hash, created_us, read_us: None, counted_us: created_us, reads: 0 }).await?;
    tx.commit(event("calendar.shared", ctx, &user).with("renewed", renewed)).await?;
    Ok(secret)
}

/// Ends the actor's address.
pub async fn revoke(ctx: &Ctx, s: &LandState) -> Result<()> {
    let user = own(ctx)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    if tx.get::<Feed>(&[user.as_str().into()]).await?.is_none() {
        return Err(Error::NotFound);
    }
    tx.remove(&TABLE, &[user.as_str().into()]).await?;
    tx.commit(event("calendar.revoked", ctx, &user)).await
}

/// Whose address that is, acting as that user may now, in the language of the profile; absent for an address that was never made,
/// has ended, or belongs to a closed account; refused with 429 for one that is read too often. `base` is the context of nobody.
pub async fn reader(base: &Ctx, s: &LandState, secret: &str) -> Result<Ctx> {
    if secret.len() != 64 || !secret.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Error::NotFound);
    }
    let mut conn = s.db.read(&base.zone).await?;
    let feed = books::by_hash(&mut conn, &fingerprint(secret)).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let user = UserId::parse(&feed.user_id).ok_or(Error::NotFound)?;
    let (actor, locale) = s.directory.acting(&base.zone, &user).await?.ok_or(Error::NotFound)?;
    count(base, s, &feed).await?;
    Ok(Ctx { locale: locale.unwrap_or(Locale::ZhCn), ..base.acting(actor) })
}

/// Counts one more reading, or says when the address may be read again. Kept in the books, so that several servers count as one and
/// what is refused costs no write.
async fn count(base: &Ctx, s: &LandState, seen: &Feed) -> Result<()> {
    let now_us = base.now_us();
    may_read(seen, now_us)?;
    let mut tx = s.db.write(&base.zone).await?;
    // As it stands inside the transaction: others read at the same time, or it has ended.
    let feed: Feed = tx.get(&[seen.user_id.as_str().into()]).await?.ok_or(Error::NotFound)?;
    if feed.token_hash != seen.token_hash {
        return Err(Error::NotFound);
    }
    may_read(&feed, now_us)?;
    let (counted_us, reads) = if is_counted(&feed, now_us) { (feed.counted_us, feed.reads) } else { (now_us, 0) };
    tx.put(&Feed { read_us: Some(now_us), counted_us, reads: reads + 1, ..feed }).await?;
    tx.commit_quiet().await
}

fn is_counted(feed: &Feed, now_us: i64) -> bool {
    now_us < feed.counted_us + HOUR_US
}

fn may_read(feed: &Feed, now_us: i64) -> Result<()> {
    if !is_counted(feed, now_us) || feed.reads < MOST_READS {
        return Ok(());
    }
    let minutes = (feed.counted_us + HOUR_US - now_us + MINUTE_US - 1) / MINUTE_US;
    Err(Error::Limit { code: "throttle-calendar".to_owned(), args: vec![("minutes".to_owned(), minutes.to_string())] })
}
