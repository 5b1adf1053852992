//! What follows from a trip's records: the order of a day, and what became of the visits.
use super::Visit;
use std::collections::BTreeSet;

/// From the trip to the signing, each a subset of the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    pub planned: usize,
    pub held: usize,
    /// Companies visited that are leads.
    pub leads: usize,
    /// Of them, in talks or further.
    pub talks: usize,
    /// Of them, signed.
    pub signed: usize,
}

/// How far the lead of a visit came since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// No lead.
    #[default]
    Nothing,
    Lead,
    Talks,
    Signed,
}

/// A number of the conversion, which is the list of its visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Held,
    Leads,
    Talks,
    Signed,
}

impl Stage {
    pub const ALL: [Self; 4] = [Self::Held, Self::Leads, Self::Talks, Self::Signed];
    pub fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Leads => "leads",
            Self::Talks => "talks",
            Self::Signed => "signed",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
    fn least(self) -> Reached {
        match self {
            Self::Held => Reached::Nothing,
            Self::Leads => Reached::Lead,
            Self::Talks => Reached::Talks,
            Self::Signed => Reached::Signed,
        }
    }
}

/// The visits behind a number, in their order: those that took place and, past the first stage, of each lead that came so
/// far the first one. However many trips the visits belong to, a lead counts once.
pub fn behind<'v>(
    visits: impl IntoIterator<Item = &'v Visit>,
    stage: Stage,
    reached: impl Fn(&Visit) -> Reached,
) -> Vec<&'v Visit> {
    let mut seen = BTreeSet::new();
    let mut first = |v: &'v Visit| v.lead_id.as_ref().is_some_and(|lead| seen.insert(lead));
    let counts = |v: &&'v Visit| match stage {
        Stage::Held => v.is_held(),
        _ => v.is_held() && reached(v) >= stage.least() && first(v),
    };
    visits.into_iter().filter(counts).collect()
}

/// Counts visits; a lead that was visited twice counts once.
pub fn conversion<'v>(
    visits: impl IntoIterator<Item = &'v Visit> + Clone,
    reached: impl Fn(&Visit) -> Reached,
) -> Conversion {
    let count = |stage| behind(visits.clone(), stage, &reached).len();
    Conversion {
        planned: visits.clone().into_iter().count(),
        held: count(Stage::Held),
        leads: count(Stage::Leads),
        talks: count(Stage::Talks),
        signed: count(Stage::Signed),
    }
}

/// A visit's place in the plan, as a form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub visit: String,
    pub day: String,
    pub at_time: Option<String>,
    /// Any number; only the order counts.
    pub place: i64,
}

/// The day's positions from 0 without gaps: by the place given, then in the order in which they came.
pub fn arranged(mut slots: Vec<Slot>) -> Vec<(Slot, i64)> {
    slots.sort_by(|a, b| (&a.day, a.place).cmp(&(&b.day, b.place)));
    let mut day = String::new();
    let mut position = 0;
    let place = |slot: Slot| {
        if slot.day != day {
            day.clone_from(&slot.day);
            position = 0;
        }
        position += 1;
        (slot, position - 1)
    };
    slots.into_iter().map(place).collect()
}

/// `9:30`, `０９：３０` or `0930` as `09:30`; `None` when it is no time of the day.
pub fn time_of_day(text: &str) -> Option<String> {
    let plain: String = text.trim().chars().map(half_width).collect();
    let (hours, minutes) = match plain.split_once(':') {
        Some(parts) => parts,
        None if plain.len() == 4 => plain.split_at_checked(2)?,
        None => return None,
    };
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then(|| format!("{hours:02}:{minutes:02}"))
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '：' => ':',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::mission::Outcome;
    use kernel::Source;
    use kernel::id::{LeadId, MissionId};

    fn visit(id: &str, lead: Option<&str>, outcome: Option<Outcome>) -> Visit {
        Visit {
            id: id.to_owned(),
            mission_id: MissionId::parse("m").unwrap(),
            day: "2020-01-14".to_owned(),
            position: 0,
            at_time: None,
            city: "440300".to_owned(),
            company: id.to_owned(),
            company_id: None,
            lead_id: lead.and_then(LeadId::parse),
            address: String::new(),
            contact_id: None,
            purpose: String::new(),
            points: String::new(),
            reasons: Vec::new(),
            outcome,
            minutes: String::new(),
            next_step: String::new(),
            next_due: None,
            minuted_by: None,
            minuted_on: None,
            source: Source::default(),
            version: 1,
        }
    }

    #[test]
    fn a_company_visited_twice_is_one_lead_and_what_did_not_happen_is_no_visit() {
        let visits = [
            visit("a", Some("l1"), Some(Outcome::Talks)),
            visit("b", Some("l1"), Some(Outcome::Interested)),
            visit("c", Some("l2"), Some(Outcome::Hesitant)),
            visit("d", None, Some(Outcome::NoPlan)),
            visit("e", Some("l3"), Some(Outcome::NotHeld)),
            visit("f", Some("l4"), None),
        ];
        let reached = |v: &Visit| match v.lead_id.as_ref().map(LeadId::as_str) {
            Some("l1") => Reached::Signed,
            Some("l2") => Reached::Talks,
            Some(_) => Reached::Lead,
            None => Reached::Nothing,
        };
        let of = conversion(&visits, reached);
        assert_eq!(of, Conversion { planned: 6, held: 4, leads: 2, talks: 2, signed: 1 });
        let ids = |stage| behind(&visits, stage, reached).iter().map(|v| v.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids(Stage::Held), ["a", "b", "c", "d"]);
        assert_eq!((ids(Stage::Leads), ids(Stage::Signed)), (vec!["a", "c"], vec!["a"]));
    }

    #[test]
    fn places_become_positions_without_gaps_day_by_day() {
        let slot = |visit: &str, day: &str, place| Slot { visit: visit.into(), day: day.into(), at_time: None, place };
        let done = arranged(vec![
            slot("c", "2020-01-15", 7),
            slot("a", "2020-01-14", 20),
            slot("b", "2020-01-14", 3),
            slot("d", "2020-01-15", 7),
        ]);
        let got: Vec<_> = done.iter().map(|(s, p)| (s.visit.as_str(), *p)).collect();
        assert_eq!(got, [("b", 0), ("a", 1), ("c", 0), ("d", 1)]);
    }

    #[test]
    fn times_as_people_type_them() {
        for (text, time) in [
            ("9:30", Some("09:30")),
            ("０９：３０", Some("09:30")),
            ("1405", Some("14:05")),
            ("24:00", None),
            ("9:60", None),
            ("上午", None),
            ("930", None),
        ] {
            assert_eq!(time_of_day(text).as_deref(), time, "{text}");
        }
    }
}
