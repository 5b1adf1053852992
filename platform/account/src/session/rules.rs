//! How long a session lives and what it may do next.
use super::{Session, Stage};

const SECOND_US: i64 = 1_000_000;
pub const IDLE_US: i64 = 30 * 60 * SECOND_US;
pub const LONGEST_US: i64 = 12 * 3600 * SECOND_US;
/// A sign-in that was begun and not finished.
pub const HALF_OPEN_US: i64 = 10 * 60 * SECOND_US;
/// Being seen is written down at most this often.
pub const TOUCH_US: i64 = 60 * SECOND_US;

/// Whether the session still counts.
pub fn is_alive(session: &Session, now_us: i64) -> bool {
    let age = now_us - session.created_us;
    match session.stage {
        Stage::Full => age < LONGEST_US && now_us - session.seen_us < IDLE_US,
        _ => age < HALF_OPEN_US,
    }
}

/// When the session ends if nobody uses it any more.
pub fn ends_us(session: &Session) -> i64 {
    match session.stage {
        Stage::Full => (session.seen_us + IDLE_US).min(session.created_us + LONGEST_US),
        _ => session.created_us + HALF_OPEN_US,
    }
}

pub fn is_touch_due(session: &Session, now_us: i64) -> bool {
    now_us - session.seen_us >= TOUCH_US
}

/// What an account asks for besides its password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    pub has_factor: bool,
    pub must_have_factor: bool,
    pub must_change_password: bool,
}

/// The step after this one: code, new password, second factor to set up, in.
pub fn after(step: Option<Stage>, asks: Asks) -> Stage {
    let enrol = asks.must_have_factor && !asks.has_factor;
    match step {
        None if asks.has_factor => Stage::Code,
        None | Some(Stage::Code) if asks.must_change_password => Stage::Password,
        None | Some(Stage::Code | Stage::Password) if enrol => Stage::Enrol,
        _ => Stage::Full,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::id::UserId;

    fn session(stage: Stage, created_us: i64, seen_us: i64) -> Session {
        Session {
            token_hash: String::new(),
            id: String::new(),
            user_id: UserId::parse("u").unwrap(),
            stage,
            csrf: String::new(),
            created_us,
            seen_us,
            address: String::new(),
            browser: String::new(),
        }
    }

    #[test]
    fn alive_until_idle_or_old() {
        for (stage, created, seen, now, alive) in [
            (Stage::Full, 0, 0, IDLE_US - 1, true),
            (Stage::Full, 0, 0, IDLE_US, false),
            (Stage::Full, 0, LONGEST_US - 1, LONGEST_US - 1, true),
            (Stage::Full, 0, LONGEST_US - 1, LONGEST_US, false),
            (Stage::Code, 0, 0, HALF_OPEN_US - 1, true),
            (Stage::Password, 0, HALF_OPEN_US, HALF_OPEN_US, false),
        ] {
            let s = session(stage, created, seen);
            assert_eq!(is_alive(&s, now), alive, "{s:?} at {now}");
            assert_eq!(now < ends_us(&s), alive, "{s:?} at {now}");
        }
    }

    #[test]
    fn one_step_after_the_other() {
        let asks = |f, m, p| Asks { has_factor: f, must_have_factor: m, must_change_password: p };
        for (step, asks, next) in [
            (None, asks(false, false, false), Stage::Full),
            (None, asks(true, true, true), Stage::Code),
            (None, asks(false, true, true), Stage::Password),
            (None, asks(false, true, false), Stage::Enrol),
            (Some(Stage::Code), asks(true, true, true), Stage::Password),
            (Some(Stage::Code), asks(true, true, false), Stage::Full),
            (Some(Stage::Password), asks(false, true, false), Stage::Enrol),
            (Some(Stage::Password), asks(true, true, false), Stage::Full),
            (Some(Stage::Enrol), asks(true, true, false), Stage::Full),
        ] {
            assert_eq!(after(step, asks), next, "{step:?} {asks:?}");
        }
    }
}
