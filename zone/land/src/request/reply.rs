//! How long a company waits for an answer: what was usual of late, or, where too few were answered to say so, what is promised.
use super::{limits, store as books};
use crate::calendar;
use ::store::Conn;
use chrono::{Duration, NaiveDate};
use kernel::Result;
use ui::T;

/// Days that are looked back on.
const BACK_DAYS: i64 = 90;
/// Below so many answers their middle says nothing.
const LEAST: usize = 5;

/// The time to an answer, in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// At least half of so many requests were answered within these days.
    Usual {
        days: i64,
        of: usize,
    },
    Promised {
        days: i64,
    },
}

/// The middle of the days that answers took; of an even number the later one, so that half were within it.
fn usual(mut days: Vec<i64>, promised: i64) -> Reply {
    days.sort_unstable();
    match days.get(days.len() / 2) {
        Some(middle) if days.len() >= LEAST => Reply::Usual { days: *middle, of: days.len() },
        _ => Reply::Promised { days: promised },
    }
}

/// The zone's time to an answer on that day. Only the number leaves the books: nobody's request.
pub async fn of(conn: &mut Conn, today: NaiveDate) -> Result<Reply> {
    let calendar = calendar::of_zone(conn).await?;
    let answered = books::answered_since(conn, &(today - Duration::days(BACK_DAYS)).to_string()).await?;
    let days = answered.iter().map(|r| r.clock.consumed(&calendar, today)).collect();
    Ok(usual(days, limits::history(conn).await?.now().answer_days))
}

impl Reply {
    pub fn said(self, t: T) -> String {
        match self {
            Self::Usual { days: 0, of } => t.a("portal-reply-same-day", "n", of),
            Self::Usual { days, of } => t.a2("portal-reply-usual", "n", of, "days", days),
            Self::Promised { days } => t.a("portal-reply-promised", "days", days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_answers_say_nothing() {
        assert_eq!(usual(vec![], 5), Reply::Promised { days: 5 });
        assert_eq!(usual(vec![1, 1, 1, 1], 5), Reply::Promised { days: 5 });
        assert_eq!(usual(vec![9, 1, 2, 0, 3], 5), Reply::Usual { days: 2, of: 5 });
        assert_eq!(usual(vec![4, 1, 2, 0, 3, 9], 5), Reply::Usual { days: 3, of: 6 });
    }
}
