//! 诉求时限: how long a first contact and an answer may take, and when silence closes. The zone sets them; what was asked before keeps
//! the limits under which it was asked.
use super::service::me;
use crate::LandState;
use ::store::{Conn, Record, Table, Ty};
use kernel::access::{Guarded, Relation};
use kernel::{Action, Ctx, Error, Event, FieldError, Resource, Result};
use serde::{Deserialize, Serialize};

/// Working days: the most that a limit can be.
pub const MOST_DAYS: i64 = 60;

/// Limits in working days, in force from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub from_us: i64,
    /// For the answer.
    pub answer_days: i64,
    /// Until somebody takes it up.
    pub contact_days: i64,
    /// After which an answer that nobody spoke to is taken as accepted.
    pub silent_days: i64,
    pub set_by: Option<String>,
}
pub const TABLE: Table = Table::journaled(
    "request_limit",
    &["from_us"],
    &[
        ("from_us", Ty::Int),
        ("answer_days", Ty::Int),
        ("contact_days", Ty::Int),
        ("silent_days", Ty::Int),
        ("set_by", Ty::Text),
    ],
);
impl Record for Limits {
    const TABLE: Table = TABLE;
}
impl Guarded for Limits {
    // Among the zone's own rules, as the catalogue of matters is.
    const RESOURCE: Resource = Resource::Catalogue;
}

impl Default for Limits {
    /// Before the zone set any: five days for an answer, one for the first contact, closed after ten silent ones.
    fn default() -> Self {
        Self { from_us: 0, answer_days: 5, contact_days: 1, silent_days: 10, set_by: None }
    }
}

/// All limits that were ever in force.
pub struct History(Vec<Limits>);

impl History {
    /// Those in force now.
    pub fn now(&self) -> Limits {
        self.0.first().cloned().unwrap_or_default()
    }
    /// Those that were in force at an instant.
    pub fn at(&self, us: i64) -> Limits {
        self.0.iter().find(|l| l.from_us <= us).cloned().unwrap_or_default()
    }
    /// The fewest silent days that may close a request, under whichever limits it was asked.
    pub fn least_silent(&self) -> i64 {
        let all = self.0.iter().map(|l| l.silent_days).chain([Limits::default().silent_days]);
        all.min().unwrap_or_default()
    }
    /// The latest first.
    pub fn all(&self) -> &[Limits] {
        &self.0
    }
}

pub async fn history(conn: &mut Conn) -> Result<History> {
    super::store::limits(conn).await.map(History)
}

/// Limits as typed; `seen_us` is from when those are that the form showed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub seen_us: i64,
    pub answer_days: String,
    pub contact_days: String,
    pub silent_days: String,
}

fn days(field: &str, text: &str) -> std::result::Result<i64, FieldError> {
    let n = text.trim().parse().ok().filter(|n| (1..=MOST_DAYS).contains(n));
    n.ok_or_else(|| FieldError::new(field, "request-limits-days").arg("most", MOST_DAYS))
}

/// The limits of a form, with every fault at once.
fn checked(ctx: &Ctx, draft: &Draft) -> Result<Limits> {
    let answer = days("answer_days", &draft.answer_days);
    let contact = days("contact_days", &draft.contact_days);
    let silent = days("silent_days", &draft.silent_days);
    match (answer, contact, silent) {
        (Ok(answer), Ok(contact), Ok(_)) if contact > answer => {
            Err(Error::invalid("contact_days", "request-limits-contact"))
        }
        (Ok(answer_days), Ok(contact_days), Ok(silent_days)) => {
            Ok(Limits { from_us: ctx.now_us(), answer_days, contact_days, silent_days, set_by: me(ctx) })
        }
        (answer, contact, silent) => {
            Err(Error::Invalid(answer.err().into_iter().chain(contact.err()).chain(silent.err()).collect()))
        }
    }
}

/// Sets the limits for what is asked from now on.
pub async fn set(ctx: &Ctx, s: &LandState, draft: &Draft) -> Result<Limits> {
    ctx.permit::<Limits>(Action::Edit, &Relation::zone())?;
    let new = checked(ctx, draft)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let before = history(&mut tx).await?.now();
    if before.from_us != draft.seen_us {
        return Err(Error::conflict("request-limits-stale"));
    }
    tx.put(&new).await?;
    let event = Event::new("request.limits_set", ctx)
        .object("zone", ctx.zone.as_str())
        .with("answer_days", new.answer_days)
        .with("contact_days", new.contact_days)
        .with("silent_days", new.silent_days);
    tx.commit(event.with("answer_days_before", before.answer_days)).await?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_before_keeps_its_limits() {
        let at = |from_us, answer_days| Limits { from_us, answer_days, ..Limits::default() };
        let history = History(vec![at(300, 3), at(100, 7)]);
        let asked = |us| history.at(us).answer_days;
        assert_eq!((asked(50), asked(100), asked(299), asked(300), asked(900)), (5, 7, 7, 3, 3));
        assert_eq!(history.now().answer_days, 3);
        assert_eq!(History(Vec::new()).now(), Limits::default());
    }
}
