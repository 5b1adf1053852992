//! Pure decisions about leads: names that are the same, who may work a lead, when one returns to the pool, who is named
//! in a note.
use super::Lead;
use crate::directory::Colleague;
use crate::pipeline::Policy;
use chrono::{Days, NaiveDate};
use kernel::ctx::Via;
use kernel::{Ctx, Error, Result, Role};

/// A name without what does not tell companies apart: full and half width, brackets, spaces, case.
pub fn name_key(name: &str) -> String {
    let folded = name.chars().map(|c| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '〔' | '【' | '[' => '(',
        '〕' | '】' | ']' => ')',
        other => other,
    });
    folded.filter(|c| !c.is_whitespace() && *c != '\u{3000}').flat_map(char::to_lowercase).collect()
}

/// The prefecture or municipality of a division code: 650104 → 650100, 110108 → 110000.
pub fn city_of(region: &str) -> Option<String> {
    let valid = region.len() == 6 && region.bytes().all(|b| b.is_ascii_digit());
    let municipal = ["11", "12", "31", "50"].iter().any(|p| region.starts_with(p));
    let keep = if municipal { 2 } else { 4 };
    valid.then(|| format!("{:0<6}", region.get(..keep).unwrap_or_default()))
}

/// The GB/T 4754 division of a code: C3091 or 3091 → 30; a section alone has none.
pub fn division_of(industry: &str) -> Option<String> {
    let digits: String = industry.chars().filter(char::is_ascii_digit).take(2).collect();
    (digits.len() == 2).then_some(digits)
}

/// Whether this actor works this lead: its owner, the director, the installation itself.
pub fn works(ctx: &Ctx, lead: &Lead) -> bool {
    let own = ctx.actor.user_id.as_ref().is_some_and(|u| lead.is_of(u.as_str()));
    own || ctx.actor.via == Via::System || ctx.actor.has(Role::Director)
}

/// `Forbidden` where another officer has it, with who may say so by asking for it.
pub fn require_work(ctx: &Ctx, lead: &Lead) -> Result<()> {
    if works(ctx, lead) { Ok(()) } else { Err(Error::Forbidden) }
}

/// What the pool asks of a lead today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    Nothing,
    /// Tell the owner.
    Warn,
    /// Take it back.
    Return,
}

/// The day on which a lead returns if nothing happens: so many days after the owner's last activity, and never sooner
/// than the time of warning after the owner was told.
pub fn returns_on(active_on: NaiveDate, warned_on: Option<NaiveDate>, policy: &Policy) -> NaiveDate {
    let quiet = after(active_on, policy.return_days);
    warned_on.map_or(quiet, |told| quiet.max(after(told, policy.warn_days)))
}

/// The day from which the owner is told.
pub fn warns_on(active_on: NaiveDate, policy: &Policy) -> NaiveDate {
    after(active_on, (policy.return_days - policy.warn_days).max(0))
}

/// The last day of activity of leads whose owner is to be told today.
pub fn quiet_since(today: &str, policy: &Policy) -> String {
    let days = Days::new(u64::try_from(policy.return_days - policy.warn_days).unwrap_or(0));
    day(today).and_then(|d| d.checked_sub_days(days)).map(|d| d.to_string()).unwrap_or_default()
}

pub fn pool(today: NaiveDate, active_on: NaiveDate, warned_on: Option<NaiveDate>, policy: &Policy) -> Pool {
    match warned_on {
        None if today >= warns_on(active_on, policy) => Pool::Warn,
        Some(told) if today >= returns_on(active_on, Some(told), policy) => Pool::Return,
        _ => Pool::Nothing,
    }
}

fn after(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(day)
}

/// A stored ISO day.
pub fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// Whole calendar days from one stored day to another; 0 where they run backwards or cannot be read.
pub fn days_between(from: &str, to: &str) -> i64 {
    match (day(from), day(to)) {
        (Some(from), Some(to)) => (to - from).num_days().max(0),
        _ => 0,
    }
}

/// The colleagues that a note names: `@` and the shown name or the sign-in name, the longest that fits.
pub fn mentioned<'c>(text: &str, colleagues: &'c [Colleague]) -> Vec<&'c Colleague> {
    let mut found: Vec<&Colleague> = Vec::new();
    for rest in text.split(['@', '＠']).skip(1) {
        let fits = |name: &str| !name.is_empty() && rest.starts_with(name);
        let length = |c: &Colleague| [&c.name, &c.login].into_iter().filter(|n| fits(n)).map(String::len).max();
        let best = colleagues.iter().filter_map(|c| length(c).map(|n| (n, c))).max_by_key(|(n, _)| *n);
        if let Some((_, colleague)) = best
            && !found.iter().any(|f| f.id == colleague.id)
        {
            found.push(colleague);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    #[test]
    fn names_that_are_the_same() {
        assert_eq!(name_key("杉杉 汇嘉（新疆） ABC"), name_key("杉杉汇嘉(新疆)abc"));
        assert_ne!(name_key("甲公司"), name_key("乙公司"));
    }

    #[test]
    fn cities_and_divisions() {
        assert_eq!(city_of("650104").as_deref(), Some("650100"));
        assert_eq!(city_of("110108").as_deref(), Some("110000"));
        assert_eq!(city_of("65").as_deref(), None);
        assert_eq!(division_of("I6513").as_deref(), Some("65"));
        assert_eq!(division_of("C"), None);
    }

    #[test]
    fn the_pool_warns_before_it_takes() {
        let policy = Policy { return_days: 60, warn_days: 7, ..Policy::default() };
        let active = on("2020-01-01");
        assert_eq!(pool(on("2020-02-22"), active, None, &policy), Pool::Nothing);
        assert_eq!(pool(on("2020-02-23"), active, None, &policy), Pool::Warn);
        // The sweep was late: the officer still gets the whole time of warning.
        assert_eq!(returns_on(active, Some(on("2020-03-10")), &policy), on("2020-03-17"));
        assert_eq!(pool(on("2020-03-16"), active, Some(on("2020-03-10")), &policy), Pool::Nothing);
        assert_eq!(pool(on("2020-03-17"), active, Some(on("2020-03-10")), &policy), Pool::Return);
        // Never without a warning, however long it lay.
        assert_eq!(pool(on("2024-01-01"), active, None, &policy), Pool::Warn);
    }

    #[test]
    fn the_longest_name_is_meant() {
        let colleague = |id: &str, login: &str, name: &str| Colleague {
            id: id.to_owned(),
            login: login.to_owned(),
            name: name.to_owned(),
            roles: Vec::new(),
        };
        let all = [colleague("1", "wang", "王强"), colleague("2", "wangqj", "王强军"), colleague("3", "", "")];
        let ids = |text| mentioned(text, &all).iter().map(|c| c.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids("请 @王强军 看一下，@王强 也看"), ["2", "1"]);
        assert_eq!(ids("＠wangqj，@wang"), ["2", "1"]);
        assert_eq!(ids("邮箱 a@b.cn，@没有这个人"), Vec::<&str>::new());
    }
}
