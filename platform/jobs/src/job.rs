//! What a job is, as kept in the books and shown to its owner.
use ::store::{Record, Table, Ty};
use kernel::access::{Guarded, Resource};
use kernel::id::UserId;
use kernel::{Locale, Relation, define_id};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

define_id!(
    /// A job.
    JobId, "job");

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
    /// Its process went away (power cut, restart) before it had finished.
    Interrupted,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
            State::Interrupted => "interrupted",
        }
    }
    /// Whether something can still happen to it.
    pub fn is_open(self) -> bool {
        matches!(self, State::Queued | State::Running)
    }
}

/// A job as stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub id: JobId,
    /// Slice noun, dot, verb: `enterprise.import`.
    pub kind: String,
    /// None for jobs of the installation itself.
    pub owner: Option<UserId>,
    pub locale: Locale,
    pub state: State,
    pub params: Json,
    pub done: i64,
    /// 0 while the amount of work is unknown.
    pub total: i64,
    /// i18n key of what is happening now, or why it ended.
    pub message_code: Option<String>,
    pub message_args: Vec<(String, String)>,
    /// What the handler gave back; null until it is done.
    pub result: Json,
    pub created_us: i64,
    pub started_us: Option<i64>,
    pub finished_us: Option<i64>,
    pub heartbeat_us: Option<i64>,
    pub cancel_requested: bool,
    /// The run of the program that has it.
    pub runner: Option<String>,
    pub attempts: i64,
    pub version: i64,
}

impl Record for Job {
    const TABLE: Table = Table::private(
        "job",
        &["id"],
        &[
            ("id", Ty::Text),
            ("kind", Ty::Text),
            ("owner", Ty::Text),
            ("locale", Ty::Text),
            ("state", Ty::Text),
            ("params", Ty::Json),
            ("done", Ty::Int),
            ("total", Ty::Int),
            ("message_code", Ty::Text),
            ("message_args", Ty::Json),
            ("result", Ty::Json),
            ("created_us", Ty::Int),
            ("started_us", Ty::Int),
            ("finished_us", Ty::Int),
            ("heartbeat_us", Ty::Int),
            ("cancel_requested", Ty::Bool),
            ("runner", Ty::Text),
            ("attempts", Ty::Int),
            ("version", Ty::Int),
        ],
    );
}

impl Guarded for Job {
    const RESOURCE: Resource = Resource::Job;
}

/// Before this much has passed, a rate says nothing.
const SETTLING_US: i64 = 2_000_000;

impl Job {
    pub fn relation(&self) -> Relation {
        self.owner.as_ref().map_or_else(Relation::zone, Relation::user)
    }

    /// How much is done, 0 to 100; none while the total is unknown.
    pub fn percent(&self) -> Option<i64> {
        (self.total > 0).then(|| (self.done.clamp(0, self.total) * 100) / self.total)
    }

    /// Seconds until it will be finished at the rate so far; none when that cannot be said yet.
    pub fn left_secs(&self, now_us: i64) -> Option<i64> {
        let spent = now_us.checked_sub(self.started_us?)?;
        if self.state != State::Running || self.done <= 0 || self.total <= 0 || spent < SETTLING_US {
            return None;
        }
        let left = (self.total - self.done).max(0);
        let us = i128::from(spent) * i128::from(left) / i128::from(self.done);
        i64::try_from(us / 1_000_000 + i128::from(us % 1_000_000 > 0)).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn running(done: i64, total: i64) -> Job {
        Job {
            id: JobId::parse("j").unwrap(),
            kind: "tree.count".into(),
            owner: None,
            locale: Locale::ZhCn,
            state: State::Running,
            params: Json::Null,
            done,
            total,
            message_code: None,
            message_args: Vec::new(),
            result: Json::Null,
            created_us: 0,
            started_us: Some(1_000_000),
            finished_us: None,
            heartbeat_us: None,
            cancel_requested: false,
            runner: None,
            attempts: 1,
            version: 1,
        }
    }

    #[test]
    fn time_left_follows_the_rate() {
        for (done, total, now_secs, left) in [
            (25, 100, 11, Some(30)),
            (100, 100, 11, Some(0)),
            (1, 3, 6, Some(10)),
            (0, 100, 11, None),
            (25, 0, 11, None),
            (25, 100, 2, None),
            (i64::MAX / 200, i64::MAX / 100, 11, Some(10)),
        ] {
            assert_eq!(running(done, total).left_secs(now_secs * 1_000_000), left, "{done}/{total}");
        }
        let mut ended = running(25, 100);
        ended.state = State::Done;
        assert_eq!(ended.left_secs(11_000_000), None);
    }

    #[test]
    fn percent_stays_within_bounds() {
        assert_eq!(running(50, 200).percent(), Some(25));
        assert_eq!(running(300, 200).percent(), Some(100));
        assert_eq!(running(3, 0).percent(), None);
    }
}
