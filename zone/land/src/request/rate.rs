//! 好差评: one to five stars of a finished matter or an answered request, by the company itself.
use super::service::{asking, directors, event as request_event, finish, me, word};
use super::{Rating, Request, State, Subject, rules, store as books};
use crate::matter::{self, Matter};
use crate::notice::{self, Word};
use crate::{Colleague, LandState};
use ::store::Tx;
use kernel::access::Relation;
use kernel::id::{MatterId, RequestId};
use kernel::{Action, Ctx, Error, Event, Result, Source};

impl Subject {
    pub fn code(self) -> &'static str {
        match self {
            Self::Matter => "matter",
            Self::Request => "request",
        }
    }
}

/// How satisfied the company is.
#[derive(Clone, Debug, Default)]
pub struct Rate {
    /// 1 非常不满意 to 5 非常满意.
    pub stars: i64,
    /// Asked for where the stars are few.
    pub note: String,
}

/// A matter that can be rated: something was decided, or it was turned away.
pub fn can_be_rated(matter: &Matter) -> bool {
    matter.decided_on.is_some() || matter.state == matter::State::Refused
}

/// Rates a finished step.
pub async fn rate(ctx: &Ctx, s: &LandState, id: &MatterId, cmd: &Rate) -> Result<Rating> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let found = crate::material::service::matter(&mut tx, ctx, id).await?;
    let company = found.enterprise_id.clone().ok_or(Error::Forbidden)?;
    let permit = asking(ctx, &company)?;
    if !can_be_rated(&found) {
        return Err(Error::conflict("rating-too-early"));
    }
    let mut rating = made(ctx, &mut tx, (Subject::Matter, id.as_str()), cmd).await?;
    rating.enterprise_id = company;
    (rating.project_id, rating.department_id) = (Some(found.project_id.clone()), found.department_id.clone());
    books::save(&mut tx, &permit, &rating).await?;
    let told = Word {
        kind: "rating-low",
        path: "/land/ratings".to_owned(),
        words: vec![("subject", found.name_zh.clone()), ("stars", rating.stars.to_string())],
    };
    tell(ctx, &mut tx, &rating, &colleagues, &told).await?;
    let rated = matter::service::event("matter.rated", ctx, &found, ctx.today());
    tx.commit(rated.with("stars", rating.stars)).await?;
    Ok(rating)
}

/// Rates an answer, which closes the request.
pub async fn rate_request(ctx: &Ctx, s: &LandState, id: &RequestId, cmd: &Rate) -> Result<Rating> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut r: Request = books::get(&mut tx, &ctx.scope()?, id).await?;
    let permit = asking(ctx, &r.enterprise_id)?;
    if r.state == State::Open {
        return Err(Error::conflict("rating-too-early"));
    }
    let mut rating = made(ctx, &mut tx, (Subject::Request, id.as_str()), cmd).await?;
    rating.enterprise_id = r.enterprise_id.clone();
    (rating.project_id, rating.department_id) = (r.project_id.clone(), r.department_id.clone());
    books::save(&mut tx, &permit, &rating).await?;
    if r.state == State::Answered {
        finish(ctx, &mut r);
        books::save(&mut tx, &permit, &r).await?;
    }
    let mut told = word("rating-low", &r);
    told.words.push(("stars", rating.stars.to_string()));
    tell(ctx, &mut tx, &rating, &colleagues, &told).await?;
    tx.commit(request_event("request.rated", ctx, &r).with("stars", rating.stars)).await?;
    Ok(rating)
}

pub(super) async fn made(ctx: &Ctx, tx: &mut Tx, (subject, id): (Subject, &str), cmd: &Rate) -> Result<Rating> {
    let note = rules::rating(cmd.stars, &cmd.note).map_err(|e| Error::Invalid(vec![e]))?;
    if books::rating_of(tx, subject, id).await?.is_some() {
        return Err(Error::conflict("rating-twice"));
    }
    Ok(Rating {
        id: kernel::id::new_uuid(ctx),
        enterprise_id: ctx.actor.companies.first().cloned().ok_or(Error::Forbidden)?,
        subject,
        subject_id: id.to_owned(),
        project_id: None,
        department_id: None,
        stars: cmd.stars,
        note,
        rated_by: me(ctx),
        rated_on: ctx.today().to_string(),
        noted_by: None,
        noted_on: None,
        source: Source::default(),
    })
}

/// Few stars go to the directors.
async fn tell(ctx: &Ctx, tx: &mut Tx, rating: &Rating, colleagues: &[Colleague], told: &Word<'_>) -> Result<()> {
    if rating.stars > rules::LOW {
        return Ok(());
    }
    notice::tell(ctx, tx, &directors(colleagues), told).await
}

/// 已阅: a director took note of a low rating.
pub async fn take_note(ctx: &Ctx, s: &LandState, id: &str) -> Result<Rating> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let found: Option<Rating> = tx.get(&[id.into()]).await?;
    let mut rating = found.ok_or(Error::NotFound)?;
    ctx.scope::<Rating>()?.require(&rating.relation())?;
    // Supervision is the directors' right over matters.
    let permit = ctx.permit::<Matter>(Action::Assign, &Relation::zone())?;
    if rating.noted_on.is_none() {
        (rating.noted_by, rating.noted_on) = (me(ctx), Some(ctx.today().to_string()));
        books::save(&mut tx, &permit, &rating).await?;
        let noted = Event::new("rating.noted", ctx).object(rating.subject.code(), &rating.subject_id);
        tx.commit(noted.related("enterprise", &rating.enterprise_id, "company")).await?;
    }
    Ok(rating)
}
