//! Which documents a matter still lacks: what was handed in once for the same type answers the need again, as long as it is good.
use super::Material;
use crate::catalogue::{MaterialType, Need};
use chrono::NaiveDate;
use kernel::FieldError;

/// How a need stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NeedState {
    /// 缺
    Missing,
    /// 有
    Present,
    /// 过期: what was handed in is no longer good.
    Expired,
    /// 可后补: may follow after acceptance.
    MayFollow,
}

impl NeedState {
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "need-missing",
            Self::Present => "need-present",
            Self::Expired => "need-expired",
            Self::MayFollow => "need-may-follow",
        }
    }
    /// Acceptance cannot do without it.
    pub fn blocks(self) -> bool {
        matches!(self, Self::Missing | Self::Expired)
    }
}

/// A need of a matter with what answers it, or could.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    pub need: Need,
    pub state: NeedState,
    /// What this matter uses; an expired one stays named.
    pub used: Option<Material>,
    /// 已有: good, of this company and this type, not yet used here.
    pub offered: Option<Material>,
    /// The newest one where it is no longer good: named, not offered.
    pub expired: Option<Material>,
}

/// Good on that day: not withdrawn before it, and not past its last day.
pub fn is_good(material: &Material, on: NaiveDate) -> bool {
    let before = |day: &Option<String>| day.as_deref().and_then(day_of).is_some_and(|d| d < on);
    let withdrawn = material.withdrawn_on.as_deref().and_then(day_of).is_some_and(|d| d <= on);
    !withdrawn && !before(&material.valid_until)
}

pub fn day_of(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// The newest document of that type that was not withdrawn.
pub fn current<'m>(held: &'m [Material], code: &str) -> Option<&'m Material> {
    held.iter().filter(|m| m.code == code && m.withdrawn_on.is_none()).max_by_key(|m| m.number)
}

/// How each need stands. `used` are the documents that the matter uses, `held` all of the company; `on` is the day on which they have
/// to be good: the day of submission, today before it.
pub fn check(needs: &[Need], used: &[Material], held: &[Material], on: NaiveDate) -> Vec<Status> {
    needs.iter().map(|need| one(need, used, held, on)).collect()
}

fn one(need: &Need, used: &[Material], held: &[Material], on: NaiveDate) -> Status {
    let used = used.iter().find(|m| m.code == need.material);
    let newest = current(held, &need.material);
    let offered = newest.filter(|m| is_good(m, on) && used.is_none_or(|u| u.number < m.number));
    let state = match used {
        Some(material) if is_good(material, on) => NeedState::Present,
        _ if need.may_follow => NeedState::MayFollow,
        Some(_) => NeedState::Expired,
        None if offered.is_none() && newest.is_some() => NeedState::Expired,
        None => NeedState::Missing,
    };
    Status {
        need: need.clone(),
        state,
        used: used.cloned(),
        offered: offered.cloned(),
        expired: newest.filter(|m| !is_good(m, on)).cloned(),
    }
}

/// Codes without which the matter cannot be handed in.
pub fn blocking(all: &[Status]) -> Vec<&str> {
    all.iter().filter(|s| s.state.blocks()).map(|s| s.need.material.as_str()).collect()
}

/// Codes that may follow and are not there: obligations of a tolerant acceptance.
pub fn to_follow(all: &[Status]) -> Vec<&str> {
    all.iter().filter(|s| s.state == NeedState::MayFollow).map(|s| s.need.material.as_str()).collect()
}

/// The last day as typed: asked where the type expires, and never past.
pub fn valid_until(ty: &MaterialType, typed: &str, today: NaiveDate) -> Result<Option<String>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return if ty.valid_months.is_some() {
            Err(FieldError::new("valid_until", "material-until-missing"))
        } else {
            Ok(None)
        };
    }
    let Some(day) = day_of(typed) else {
        return Err(FieldError::new("valid_until", "material-until-wrong").arg("text", typed));
    };
    if day < today {
        return Err(FieldError::new("valid_until", "material-until-past").arg("day", day));
    }
    Ok(Some(day.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::id::{EnterpriseId, MaterialId};

    fn material(code: &str, number: i64, until: Option<&str>) -> Material {
        Material {
            id: MaterialId::parse(&format!("{code}-{number}")).unwrap(),
            enterprise_id: EnterpriseId::parse("e").unwrap(),
            code: code.to_owned(),
            name: code.to_owned(),
            number,
            supersedes: None,
            valid_until: until.map(str::to_owned),
            file_name: "a.pdf".to_owned(),
            file_kind: "pdf".to_owned(),
            bytes: 6,
            sha256: "00".to_owned(),
            added_by: None,
            added_us: 0,
            withdrawn_on: None,
            source: kernel::Source::default(),
            version: 1,
        }
    }

    fn need(code: &str, may_follow: bool) -> Need {
        Need { material: code.to_owned(), may_follow, when: String::new() }
    }

    fn on(day: &str) -> NaiveDate {
        day_of(day).unwrap()
    }

    #[test]
    fn a_need_is_answered_offered_expired_or_may_follow() {
        let day = on("2020-01-15");
        let licence = || material("licence", 2, Some("2020-12-31"));
        let old = || material("licence", 1, Some("2020-01-14"));
        let state = |used: &[Material], held: &[Material], follow: bool| {
            let found = check(&[need("licence", follow)], used, held, day);
            (found[0].state, found[0].offered.is_some(), found[0].expired.is_some())
        };
        assert_eq!(state(&[], &[], false), (NeedState::Missing, false, false));
        assert_eq!(state(&[], &[licence(), old()], false), (NeedState::Missing, true, false));
        assert_eq!(state(&[], &[old()], false), (NeedState::Expired, false, true), "named, not offered");
        assert_eq!(state(&[], &[old()], true), (NeedState::MayFollow, false, true));
        assert_eq!(state(&[licence()], &[licence(), old()], false), (NeedState::Present, false, false));
        assert_eq!(state(&[old()], &[licence(), old()], false), (NeedState::Expired, true, false));
        let other = material("map", 1, None);
        assert_eq!(state(&[], &[other], false), (NeedState::Missing, false, false), "another type answers nothing");
    }

    #[test]
    fn the_last_day_counts_and_a_withdrawn_one_does_not() {
        let licence = material("licence", 1, Some("2020-01-15"));
        assert!(is_good(&licence, on("2020-01-15")));
        assert!(!is_good(&licence, on("2020-01-16")));
        let withdrawn = Material { withdrawn_on: Some("2020-01-10".to_owned()), ..licence };
        assert!(!is_good(&withdrawn, on("2020-01-15")));
        assert!(is_good(&withdrawn, on("2020-01-09")), "what was handed in before stays handed in");
        assert!(current(&[withdrawn], "licence").is_none());
    }

    #[test]
    fn what_blocks_and_what_follows() {
        let all = check(
            &[need("a", false), need("b", true), need("c", false)],
            &[material("c", 1, None)],
            &[],
            on("2020-01-15"),
        );
        assert_eq!((blocking(&all), to_follow(&all)), (vec!["a"], vec!["b"]));
    }

    #[test]
    fn a_type_that_expires_asks_for_the_day() {
        let ty = MaterialType { valid_months: Some(12), ..MaterialType::default() };
        let today = on("2020-01-15");
        let code = |typed: &str| valid_until(&ty, typed, today).map_err(|e| e.code);
        assert_eq!(code(""), Err("material-until-missing".to_owned()));
        assert_eq!(code("明年"), Err("material-until-wrong".to_owned()));
        assert_eq!(code("2020-01-14"), Err("material-until-past".to_owned()));
        assert_eq!(code("2020-01-15"), Ok(Some("2020-01-15".to_owned())));
        assert_eq!(valid_until(&MaterialType::default(), "", today), Ok(None));
    }
}
