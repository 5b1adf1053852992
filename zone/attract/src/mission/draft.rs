//! What the forms of a trip say, as typed, and what is wrong with it.
use super::{Direction, Leg, Member};
use chrono::NaiveDate;
use kernel::{FieldError, Source, region};

/// A trip longer than this is several trips.
const MOST_DAYS: i64 = 60;
const MOST_LEGS: usize = 8;
const MOST_MEMBERS: usize = 30;

/// A city with its days, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LegDraft {
    /// A name or a code of six digits.
    pub city: String,
    /// Empty: the first and last day of the trip.
    pub from: String,
    pub to: String,
}

/// 新建小分队: what a form says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Empty: the cities give it.
    pub title: String,
    pub title_en: String,
    pub direction: String,
    pub starts_on: String,
    pub ends_on: String,
    pub legs: Vec<LegDraft>,
    /// User id of the leader, or empty.
    pub leader: String,
    /// The leader's office where there is no account.
    pub leader_label: String,
    pub members: Vec<String>,
    /// Offices without accounts.
    pub others: Vec<String>,
    pub aim: String,
    pub source: Source,
}

/// A draft without faults.
#[derive(Clone, Debug)]
pub struct Plan {
    pub title: String,
    pub title_en: String,
    pub direction: Direction,
    pub starts_on: String,
    pub ends_on: String,
    pub legs: Vec<Leg>,
    pub team: Vec<Member>,
    pub aim: String,
    pub source: Source,
}

pub fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

fn too_long(field: &str, text: &str, limit: usize) -> Option<FieldError> {
    (text.chars().count() > limit).then(|| FieldError::new(field, "field-too-long").arg("limit", limit))
}

impl Draft {
    /// The plan, or every fault at once.
    pub fn checked(&self) -> Result<Plan, Vec<FieldError>> {
        let mut errors: Vec<FieldError> = [
            too_long("title", &self.title, 100),
            too_long("title_en", &self.title_en, 200),
            too_long("aim", &self.aim, 2000),
        ]
        .into_iter()
        .flatten()
        .collect();
        let direction = Direction::parse(self.direction.trim());
        if direction.is_none() {
            errors.push(FieldError::new("direction", "field-unknown-choice"));
        }
        let days = self.days(&mut errors);
        let legs = self.legs(days, &mut errors);
        let team = self.team(&mut errors);
        let (Some(direction), Some((first, last)), true) = (direction, days, errors.is_empty()) else {
            return Err(errors);
        };
        let cities: Vec<String> = legs.iter().map(Leg::name).collect();
        let title = Some(self.title.trim()).filter(|t| !t.is_empty());
        Ok(Plan {
            title: title.map_or_else(|| cities.join("、"), str::to_owned),
            title_en: self.title_en.trim().to_owned(),
            direction,
            starts_on: first.to_string(),
            ends_on: last.to_string(),
            legs,
            team,
            aim: self.aim.trim().to_owned(),
            source: self.source.clone(),
        })
    }

    fn days(&self, errors: &mut Vec<FieldError>) -> Option<(NaiveDate, NaiveDate)> {
        let mut read = |field: &str, text: &str| {
            let found = day(text);
            if found.is_none() {
                errors.push(FieldError::new(field, "field-not-a-date"));
            }
            found
        };
        let (first, last) = (read("starts_on", &self.starts_on), read("ends_on", &self.ends_on));
        let (first, last) = (first?, last?);
        if last < first {
            errors.push(FieldError::new("ends_on", "mission-ends-before").arg("first", first));
            return None;
        }
        if (last - first).num_days() >= MOST_DAYS {
            errors.push(FieldError::new("ends_on", "mission-too-long").arg("limit", MOST_DAYS));
            return None;
        }
        Some((first, last))
    }

    fn legs(&self, days: Option<(NaiveDate, NaiveDate)>, errors: &mut Vec<FieldError>) -> Vec<Leg> {
        let typed: Vec<(usize, &LegDraft)> =
            self.legs.iter().enumerate().filter(|(_, leg)| !leg.city.trim().is_empty()).collect();
        if typed.is_empty() {
            errors.push(FieldError::new("city_0", "mission-city-missing"));
        }
        if typed.len() > MOST_LEGS {
            errors.push(FieldError::new("city_0", "mission-cities-many").arg("limit", MOST_LEGS));
        }
        typed.into_iter().filter_map(|(i, leg)| leg_of(i, leg, days, errors)).collect()
    }

    fn team(&self, errors: &mut Vec<FieldError>) -> Vec<Member> {
        let text = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
        let mut team = Vec::new();
        match (text(&self.leader), text(&self.leader_label)) {
            (Some(user), _) => team.push(Member { user: Some(user), label: None, leads: true }),
            (None, Some(label)) => team.push(Member { user: None, label: Some(label), leads: true }),
            (None, None) => errors.push(FieldError::new("leader", "mission-leader-missing")),
        }
        for user in self.members.iter().filter_map(|m| text(m)) {
            if !team.iter().any(|m: &Member| m.user.as_ref() == Some(&user)) {
                team.push(Member { user: Some(user), ..Member::default() });
            }
        }
        team.extend(
            self.others.iter().filter_map(|o| text(o)).map(|label| Member { label: Some(label), ..Member::default() }),
        );
        if team.len() > MOST_MEMBERS {
            errors.push(FieldError::new("members", "mission-team-large").arg("limit", MOST_MEMBERS));
        }
        if team.iter().any(|m| m.label.as_ref().is_some_and(|l| l.chars().count() > 40)) {
            errors.push(FieldError::new("others", "field-too-long").arg("limit", 40));
        }
        team
    }
}

fn leg_of(i: usize, leg: &LegDraft, days: Option<(NaiveDate, NaiveDate)>, errors: &mut Vec<FieldError>) -> Option<Leg> {
    let city = match city_of(&leg.city) {
        Some(code) => code,
        None => {
            let error = FieldError::new(&format!("city_{i}"), "mission-city-unknown").arg("found", leg.city.trim());
            errors.push(error);
            return None;
        }
    };
    let (first, last) = days?;
    let mut read = |field: &str, text: &str, standard: NaiveDate| {
        let typed = text.trim();
        let found = if typed.is_empty() { Some(standard) } else { day(typed) };
        if found.is_none() {
            errors.push(FieldError::new(&format!("{field}_{i}"), "field-not-a-date"));
        }
        found
    };
    let (from, to) = (read("from", &leg.from, first), read("to", &leg.to, last));
    let (from, to) = (from?, to?);
    if from < first || to > last || to < from {
        let error = FieldError::new(&format!("from_{i}"), "mission-leg-outside").arg("first", first).arg("last", last);
        errors.push(error);
        return None;
    }
    Some(Leg { city, from: from.to_string(), to: to.to_string() })
}

/// A city or municipality by its name (深圳, 北京市) or code; counties and provinces are not cities.
pub fn city_of(text: &str) -> Option<String> {
    use kernel::region::{Level, RegionCode};
    let text = text.trim();
    let code = RegionCode::parse_listed(text).or_else(|_| region::find("", text, "")).ok()?;
    let municipality = || matches!(code.to_string().get(..2), Some("11" | "12" | "31" | "50"));
    match code.level() {
        Level::City => Some(code.to_string()),
        Level::Province if municipality() => Some(code.to_string()),
        // Counties directly under a province are cities to everybody else.
        Level::County if code.to_string().get(2..4) == Some("90") => Some(code.to_string()),
        _ => None,
    }
}

/// 拜访: what a form says about one visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitDraft {
    pub company: String,
    pub city: String,
    pub day: String,
    pub at_time: String,
    pub address: String,
    /// Contact id of the company's contacts in the books, or empty.
    pub contact: String,
    pub purpose: String,
    pub points: String,
    /// Why the company was proposed: facts, only for a visit that comes from a proposal.
    pub reasons: Vec<super::Reason>,
}

impl VisitDraft {
    /// Every fault at once; the day must be one of the trip.
    pub fn faults(&self, first: &str, last: &str) -> Vec<FieldError> {
        let mut errors: Vec<FieldError> = [
            too_long("company", &self.company, 100),
            too_long("address", &self.address, 200),
            too_long("purpose", &self.purpose, 500),
            too_long("points", &self.points, 4000),
        ]
        .into_iter()
        .flatten()
        .collect();
        if self.company.trim().is_empty() {
            errors.push(FieldError::new("company", "visit-company-missing"));
        }
        let on = self.day.trim();
        if day(on).is_none() || on < first || on > last {
            errors.push(FieldError::new("day", "visit-day-outside").arg("first", first).arg("last", last));
        }
        if !self.at_time.trim().is_empty() && super::rules::time_of_day(&self.at_time).is_none() {
            errors.push(FieldError::new("at_time", "visit-time-form"));
        }
        errors
    }
}

/// 纪要: what the phone says after a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MinutesDraft {
    pub outcome: String,
    pub minutes: String,
    pub next_step: String,
    pub next_due: String,
    /// A visit to a company without a lead opens one.
    pub open_lead: bool,
}

impl MinutesDraft {
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let mut errors: Vec<FieldError> =
            [too_long("minutes", &self.minutes, 4000), too_long("next_step", &self.next_step, 200)]
                .into_iter()
                .flatten()
                .collect();
        let outcome = super::Outcome::parse(self.outcome.trim());
        if outcome.is_none() {
            errors.push(FieldError::new("outcome", "visit-outcome-missing"));
        }
        if outcome.is_some_and(super::Outcome::was_held) && self.minutes.trim().is_empty() {
            errors.push(FieldError::new("minutes", "visit-minutes-missing"));
        }
        let due = self.next_due.trim();
        match (due.is_empty(), day(due)) {
            (false, None) => errors.push(FieldError::new("next_due", "field-not-a-date")),
            (false, Some(on)) if on < today => {
                errors.push(FieldError::new("next_due", "visit-due-past").arg("today", today))
            }
            (false, Some(_)) if self.next_step.trim().is_empty() => {
                errors.push(FieldError::new("next_step", "visit-next-missing"))
            }
            (true, _) if !self.next_step.trim().is_empty() => {
                errors.push(FieldError::new("next_due", "visit-due-missing"))
            }
            _ => {}
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn draft() -> Draft {
        Draft {
            direction: "outbound".into(),
            starts_on: "2020-01-13".into(),
            ends_on: "2020-01-17".into(),
            legs: vec![
                LegDraft { city: "北京".into(), from: String::new(), to: "2020-01-14".into() },
                LegDraft { city: "深圳".into(), from: "2020-01-15".into(), to: String::new() },
                LegDraft::default(),
            ],
            leader_label: "园区领导".into(),
            members: vec!["u1".into(), "u1".into()],
            ..Draft::default()
        }
    }

    #[test]
    fn cities_give_the_title_and_days_default_to_the_trip() {
        let plan = draft().checked().unwrap();
        assert_eq!(plan.title, "北京市、深圳市");
        let legs: Vec<_> = plan.legs.iter().map(|l| (l.city.as_str(), l.from.as_str(), l.to.as_str())).collect();
        assert_eq!(legs, [("110000", "2020-01-13", "2020-01-14"), ("440300", "2020-01-15", "2020-01-17")]);
        assert_eq!(plan.team.len(), 2, "the same colleague is there once");
        assert!(plan.team[0].leads && plan.team[0].label.as_deref() == Some("园区领导"));
    }

    #[test]
    fn every_fault_has_its_field() {
        let change = |what: fn(&mut Draft)| {
            let mut d = draft();
            what(&mut d);
            d.checked().unwrap_err().into_iter().map(|e| (e.field, e.code)).collect::<Vec<_>>()
        };
        let one = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
        assert_eq!(change(|d| d.ends_on = "2020-01-12".into()), one("ends_on", "mission-ends-before"));
        assert_eq!(change(|d| d.ends_on = "2021-01-12".into()), one("ends_on", "mission-too-long"));
        assert_eq!(change(|d| d.starts_on = "十三日".into()), one("starts_on", "field-not-a-date"));
        assert_eq!(change(|d| d.legs[0].city = "亚特兰蒂斯".into()), one("city_0", "mission-city-unknown"));
        assert_eq!(change(|d| d.legs[0].city = "广东省".into()), one("city_0", "mission-city-unknown"));
        assert_eq!(change(|d| d.legs[1].from = "2020-02-01".into()), one("from_1", "mission-leg-outside"));
        assert_eq!(change(|d| d.legs.clear()), one("city_0", "mission-city-missing"));
        assert_eq!(change(|d| d.leader_label.clear()), one("leader", "mission-leader-missing"));
        assert_eq!(change(|d| d.direction = "up".into()), one("direction", "field-unknown-choice"));
    }

    #[test]
    fn minutes_ask_for_what_a_follow_up_needs() {
        let today = NaiveDate::from_ymd_opt(2020, 1, 15).unwrap();
        let good = MinutesDraft { outcome: "talks".into(), minutes: "谈了选址".into(), ..MinutesDraft::default() };
        assert!(good.faults(today).is_empty());
        let code = |m: MinutesDraft| m.faults(today).into_iter().map(|e| e.code).collect::<Vec<_>>();
        assert_eq!(code(MinutesDraft { minutes: " ".into(), ..good.clone() }), ["visit-minutes-missing"]);
        assert_eq!(code(MinutesDraft { outcome: String::new(), ..good.clone() }), ["visit-outcome-missing"]);
        assert_eq!(code(MinutesDraft { next_due: "2020-01-20".into(), ..good.clone() }), ["visit-next-missing"]);
        let past = MinutesDraft { next_step: "回电".into(), next_due: "2020-01-01".into(), ..good };
        assert_eq!(code(past), ["visit-due-past"]);
        let not = MinutesDraft { outcome: "not_held".into(), ..MinutesDraft::default() };
        assert!(not.faults(today).is_empty(), "what did not happen needs no minutes");
    }
}
