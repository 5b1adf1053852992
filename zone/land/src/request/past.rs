//! Requests from before they were written down: the same rules, records and events as from a page, on the days that are named; the
//! events carry the day in `on`. Nobody is told of what is past.
use super::rate::{Rate, made};
use super::rules::{self, MOST_BODY, MOST_SUBJECT};
use super::service::{answered, blank, event, finish, note, take_up, touch};
use super::{Channel, NoteKind, Rating, Request, Subject, limits, store as books};
use crate::days;
use crate::project::Project;
use ::store::{Conn, Db, Tx};
use chrono::NaiveDate;
use kernel::access::Relation;
use kernel::id::{DepartmentId, RequestId, UserId};
use kernel::{Action, Ctx, Error, Event, Permit, Result, Source};
use schedule::Calendar;

/// A request with what became of it.
#[derive(Clone, Debug)]
pub struct Past {
    pub id: RequestId,
    pub channel: Channel,
    pub subject: String,
    pub body: String,
    pub asked_on: NaiveDate,
    /// Where it was routed on the day on which it was asked: id and name.
    pub department: Option<(DepartmentId, String)>,
    pub taken_on: Option<NaiveDate>,
    pub answer: Option<(String, NaiveDate)>,
    pub rating: Option<(Rate, NaiveDate)>,
    /// The day on which a director took note of the rating.
    pub read_on: Option<NaiveDate>,
    pub source: Source,
}

impl Past {
    /// One after the other, nothing without what it follows, and nothing in the future.
    fn in_order(&self, today: NaiveDate) -> Result<()> {
        let answer = self.answer.as_ref().map(|(_, on)| *on);
        let rated = self.rating.as_ref().map(|(_, on)| *on);
        let days = [self.taken_on, answer, rated, self.read_on];
        let said: Vec<NaiveDate> = std::iter::once(self.asked_on).chain(days.into_iter().flatten()).collect();
        let follows = (rated.is_none() || answer.is_some()) && (self.read_on.is_none() || rated.is_some());
        if follows && said.is_sorted() && said.iter().all(|d| *d <= today) {
            return Ok(());
        }
        Err(Error::invalid("on", "request-past-order"))
    }
}

/// Records a request of a project's company with all that became of it.
pub async fn record(tx: &mut Tx, ctx: &Ctx, calendar: &Calendar, project: &Project, past: &Past) -> Result<Vec<Event>> {
    past.in_order(ctx.today())?;
    let company = project.enterprise_id.clone().ok_or_else(|| Error::invalid("company", "request-company-missing"))?;
    let permit: Permit<Request> = ctx.permit(Action::Create, &Relation::company(&company))?;
    let then = days::back(ctx, past.asked_on, 10);
    let limit_days = limits::history(tx).await?.at(then.now_us()).answer_days;
    let checked = (rules::words("subject", &past.subject, MOST_SUBJECT), rules::words("body", &past.body, MOST_BODY));
    let (subject, body) = match checked {
        (Ok(subject), Ok(body)) => (subject, body),
        (subject, body) => return Err(Error::Invalid(subject.err().into_iter().chain(body.err()).collect())),
    };
    let mut r = Request {
        id: past.id.clone(),
        project_id: Some(project.id.clone()),
        subject,
        body,
        channel: past.channel,
        source: past.source.clone(),
        ..blank(&then, (company, project.enterprise.clone()), limit_days)?
    };
    rules::derive(&mut r, calendar, past.asked_on);
    let dated = |kind, r: &Request, on: NaiveDate| event(kind, ctx, r).with("on", on.to_string());
    let mut events = vec![dated("request.asked", &r, past.asked_on).with("channel", past.channel.code())];
    if let Some((id, name)) = &past.department {
        r.department_id = Some(id.clone());
        touch(&then, &mut r);
        let routed = note(&days::back(ctx, past.asked_on, 11), &r, NoteKind::Routed, name);
        books::save(tx, &permit, &routed).await?;
        events.push(dated("request.routed", &r, past.asked_on));
    }
    if let Some(on) = past.taken_on {
        let then = days::back(ctx, on, 12);
        take_up(&then, &mut r);
        touch(&then, &mut r);
        events.push(dated("request.taken", &r, on));
    }
    if let Some((text, on)) = &past.answer {
        let then = days::back(ctx, *on, 15);
        let text = rules::words("answer", text, MOST_BODY).map_err(|e| Error::Invalid(vec![e]))?;
        answered(&then, calendar, &mut r, &text)?;
        books::save(tx, &permit, &note(&then, &r, NoteKind::Answered, &text)).await?;
        let used = r.clock.consumed(calendar, *on);
        events.push(dated("request.answered", &r, *on).with("days", used));
    } else {
        rules::derive(&mut r, calendar, ctx.today());
    }
    events.extend(rate(tx, ctx, &permit, &mut r, past).await?);
    books::save(tx, &permit, &r).await?;
    Ok(events)
}

/// The stars, which close the request, and the director's note of them.
async fn rate(tx: &mut Tx, ctx: &Ctx, permit: &Permit<Request>, r: &mut Request, past: &Past) -> Result<Vec<Event>> {
    let Some((rate, on)) = &past.rating else { return Ok(Vec::new()) };
    let mut then = days::back(ctx, *on, 16);
    // The company itself speaks, though it has no account yet.
    then.actor.companies = vec![r.enterprise_id.clone()];
    let mut rating = Rating {
        project_id: r.project_id.clone(),
        department_id: r.department_id.clone(),
        source: past.source.clone(),
        ..made(&then, tx, (Subject::Request, r.id.as_str()), rate).await?
    };
    finish(&then, r);
    let stars = event("request.rated", ctx, r).with("stars", rating.stars).with("on", on.to_string());
    let mut events = vec![stars];
    if let Some(on) = past.read_on {
        rating.noted_on = Some(on.to_string());
        let noted = Event::new("rating.noted", ctx).object(Subject::Request.code(), &r.id);
        events.push(noted.related("enterprise", &r.enterprise_id, "company").with("on", on.to_string()));
    }
    books::save(tx, permit, &rating).await?;
    Ok(events)
}

/// Who had to do with a request.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Who answers, or answered.
    pub handler: Option<UserId>,
    /// The company's user who asked; who took the call, where it was one.
    pub asked: Option<UserId>,
    /// Who took note of a low rating.
    pub reader: Option<UserId>,
}

/// Accounts do not travel in packs: what came in one gets its people once there are some. Gives how many requests got theirs.
pub async fn assign_missing(ctx: &Ctx, db: &Db, people: impl Fn(&Request, Option<&str>) -> People) -> Result<usize> {
    let permit = ctx.permit::<Request>(Action::Edit, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let mut events = Vec::new();
    for mut r in books::nobodys(&mut tx).await? {
        let officer = officer_of(&mut tx, &r).await?;
        let found = people(&r, officer.as_deref());
        let Some(handler) = found.handler.clone() else { continue };
        (r.handler, r.asked_by) = (Some(handler.to_string()), found.asked.as_ref().map(ToString::to_string));
        r.answered_by = r.handler.clone().filter(|_| r.answered_on.is_some());
        r.version += 1;
        books::save(&mut tx, &permit, &r).await?;
        for mut said in books::notes(&mut tx, &r.id).await? {
            said.by_user = r.handler.clone();
            books::save(&mut tx, &permit, &said).await?;
        }
        if let Some(mut rating) = books::rating_of(&mut tx, Subject::Request, r.id.as_str()).await? {
            rating.rated_by = r.asked_by.clone();
            rating.noted_by = found.reader.as_ref().map(ToString::to_string).filter(|_| rating.noted_on.is_some());
            books::save(&mut tx, &permit, &rating).await?;
        }
        events.push(event("request.routed", ctx, &r).related(UserId::KIND, handler, "handler"));
    }
    let n = events.len();
    if events.is_empty() {
        tx.commit_quiet().await?
    } else {
        tx.commit_all(events).await?
    }
    Ok(n)
}

async fn officer_of(conn: &mut Conn, r: &Request) -> Result<Option<String>> {
    let Some(id) = &r.project_id else { return Ok(None) };
    let project: Option<Project> = conn.get(&[id.as_str().into()]).await?;
    Ok(project.and_then(|p| p.officer))
}
