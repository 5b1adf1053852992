//! Requests as pages show them: to the zone with everything, to the company without what colleagues say among themselves.
use super::rules::{LOW, Rung};
use super::{Note, NoteKind, Rating, Request, State, Subject, service, store as books};
use crate::material::view::{day, instant, is_company};
use crate::{LandState, calendar};
use kernel::id::RequestId;
use schedule::Calendar;
use std::collections::HashMap;
use ui::{Req, Result, T};

/// Light and word of where a request stands.
pub fn state(req: &Req, calendar: &Calendar, r: &Request) -> (&'static str, String) {
    let t = req.t;
    if r.state != State::Open {
        return (if r.state == State::Closed { "todo" } else { "" }, t.s(r.state.key()));
    }
    let left = r.clock.remaining(calendar, req.ctx.today());
    match left {
        ..0 => ("red", t.a("request-over", "n", -left)),
        _ if r.taken_on.is_none() => ("yel", t.s("request-untaken")),
        0 => ("yel", t.s("request-due-today")),
        1 => ("yel", t.a("request-left", "n", left)),
        _ => ("ok", t.a("request-left", "n", left)),
    }
}

/// A line of a list.
pub struct Row {
    pub id: String,
    pub subject: String,
    pub company: String,
    pub light: &'static str,
    pub state: String,
    pub due: String,
    pub provisional: bool,
    /// Department or handler.
    pub with: String,
    pub asked: String,
    pub channel: String,
    /// ★ as words: 4 / 5; empty where it was not rated.
    pub stars: String,
    pub low: bool,
    pub example: bool,
}

/// Names of users and departments.
pub struct Names {
    users: HashMap<String, String>,
    departments: HashMap<String, String>,
}

impl Names {
    pub async fn of(req: &Req, s: &LandState, users: Vec<String>) -> Result<Self> {
        let departments = s.directory.departments(&req.ctx).await?;
        Ok(Self {
            users: s.directory.users(&req.ctx.zone, &users).await?,
            departments: departments.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        })
    }
    pub fn user(&self, id: &Option<String>) -> String {
        id.as_ref().and_then(|id| self.users.get(id)).cloned().unwrap_or_default()
    }
    pub fn department(&self, id: &Option<kernel::id::DepartmentId>) -> String {
        id.as_ref().and_then(|id| self.departments.get(id.as_str())).cloned().unwrap_or_default()
    }
    /// 王专办 · 住建局; who answers.
    fn with(&self, r: &Request) -> String {
        let parts = [self.user(&r.handler), self.department(&r.department_id)];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

pub fn row(req: &Req, calendar: &Calendar, names: &Names, r: &Request, rating: Option<&Rating>) -> Row {
    let (light, state) = state(req, calendar, r);
    Row {
        id: r.id.to_string(),
        subject: r.subject.clone(),
        company: r.enterprise.clone(),
        light,
        state,
        due: r.due_on.as_deref().map(|d| day(req, d)).unwrap_or_default(),
        provisional: r.due_provisional && r.state == State::Open,
        with: names.with(r),
        asked: day(req, &r.asked_on),
        channel: req.t.s(r.channel.key()),
        stars: rating.map(|r| stars(req.t, r.stars)).unwrap_or_default(),
        low: rating.is_some_and(|r| r.stars <= LOW),
        example: r.source.example,
    }
}

/// 4 星（满意）
pub fn stars(t: T, stars: i64) -> String {
    t.a2("rating-stars", "n", stars, "word", t.s(format!("rating-{stars}")))
}

/// Something that was said or done.
pub struct Line {
    pub who: String,
    pub when: String,
    pub what: String,
    pub body: String,
    /// For colleagues only.
    pub internal: bool,
    /// An answer: stands out.
    pub answer: bool,
}

fn line(req: &Req, names: &Names, r: &Request, note: &Note) -> Option<Line> {
    let (t, company) = (req.t, is_company(req));
    if company && note.kind == NoteKind::Internal {
        return None;
    }
    let rung = Rung::parse(&note.body).filter(|_| note.kind == NoteKind::Escalated);
    let (what, body) = match note.kind {
        NoteKind::Said => (String::new(), note.body.clone()),
        NoteKind::Internal => (t.s("request-internal"), note.body.clone()),
        NoteKind::Routed => (t.a("request-routed-to", "name", &note.body), String::new()),
        NoteKind::Answered => (t.s("request-answer"), note.body.clone()),
        NoteKind::Reopened => (t.s("request-reopened-word"), note.body.clone()),
        // That somebody was reminded is the zone's affair; that it went up is the company's, too.
        NoteKind::Escalated => match rung {
            Some(rung) if !company || rung.is_reported() => {
                (t.s(format!("request-rung-{}", rung.code())), String::new())
            }
            _ => return None,
        },
    };
    let own = note.by_user == r.asked_by && r.channel == super::Channel::Portal;
    let who = match (&note.by_user, own && company) {
        (None, _) => t.s("request-system"),
        (_, true) => t.s("request-you"),
        (who, false) => names.user(who),
    };
    let when = instant(req, note.at_us);
    Some(Line {
        who,
        when,
        what,
        body,
        internal: note.kind == NoteKind::Internal,
        answer: note.kind == NoteKind::Answered,
    })
}

/// A request with all that its page shows.
pub struct Whole {
    pub request: Request,
    pub row: Row,
    pub lines: Vec<Line>,
    /// Project and matter: names and addresses.
    pub about: Vec<(String, String)>,
    pub asked_by: String,
    pub asked_at: String,
    pub rating: Option<(String, String)>,
    /// The company's own user: may say, rate, ask again.
    pub own: bool,
    /// May handle it.
    pub handles: bool,
}

pub async fn whole(req: &Req, s: &LandState, id: &RequestId) -> Result<Whole> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let request = books::get(&mut conn, &req.ctx.scope()?, id).await?;
    let notes = books::notes(&mut conn, id).await?;
    let rating = books::rating_of(&mut conn, Subject::Request, id.as_str()).await?;
    let calendar = calendar::of_zone(&mut conn).await?;
    let about = about(req, &mut conn, &request).await?;
    drop(conn);
    let mut users: Vec<String> = notes.iter().filter_map(|n| n.by_user.clone()).collect();
    users.extend(request.handler.iter().chain(&request.asked_by).cloned());
    let names = Names::of(req, s, users).await?;
    Ok(Whole {
        row: row(req, &calendar, &names, &request, rating.as_ref()),
        lines: notes.iter().filter_map(|n| line(req, &names, &request, n)).collect(),
        asked_by: names.user(&request.asked_by),
        asked_at: instant(req, request.asked_us),
        rating: rating.map(|r| (stars(req.t, r.stars), r.note.unwrap_or_default())),
        own: service::asking(&req.ctx, &request.enterprise_id).is_ok(),
        handles: service::handling(&req.ctx, &request).is_ok(),
        about,
        request,
    })
}

async fn about(req: &Req, conn: &mut store::Conn, r: &Request) -> Result<Vec<(String, String)>> {
    let (zh, company) = (req.t.is_zh(), is_company(req));
    let mut about = Vec::new();
    if let Some(id) = &r.project_id
        && let Some(project) = conn.get::<crate::project::Project>(&[id.as_str().into()]).await?
    {
        let path = if company { format!("/portal?project={id}") } else { format!("/land/projects/{id}") };
        about.push((project.name(zh).to_owned(), path));
    }
    if let Some(id) = &r.matter_id
        && let Some(matter) = conn.get::<crate::matter::Matter>(&[id.as_str().into()]).await?
    {
        let path = if company { format!("/portal/matters/{id}") } else { format!("/land/matters/{id}") };
        about.push((matter.name(zh).to_owned(), path));
    }
    Ok(about)
}
