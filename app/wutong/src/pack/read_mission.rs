//! Reads the part of a pack that travels.
use super::codes;
use super::files::FileSpec;
use super::model_lead::PackDay;
use super::model_mission::{PackLeg, PackMission, PackVisit};
use super::read::{Folder, Names};
use super::read_lead::day;
use super::record::{Fields, Known, Word};
use attract::mission::{Direction, Outcome, rules::time_of_day};
use chrono::NaiveDate;
use std::collections::BTreeMap;

const MISSIONS: FileSpec = FileSpec {
    name: "missions.toml",
    table: "mission",
    fields: &[
        "code",
        "title_zh",
        "title_en",
        "direction",
        "starts_on",
        "ends_on",
        "legs",
        "team",
        "aim",
        "quotes",
        "source",
        "example",
    ],
};
const VISITS: FileSpec = FileSpec {
    name: "mission_visits.csv",
    table: "",
    fields: &[
        "id",
        "mission",
        "day",
        "time",
        "city",
        "company",
        "enterprise",
        "lead",
        "address",
        "purpose",
        "points",
        "outcome",
        "minutes",
        "next_step",
        "next_due",
        "source",
        "example",
    ],
};

pub(super) const FILES: [&str; 2] = [MISSIONS.name, VISITS.name];

pub(super) struct Missions {
    pub missions: Vec<PackMission>,
    pub visits: Vec<PackVisit>,
    pub known: Known,
}

pub(super) fn read(folder: &Folder<'_>, names: &Names) -> Missions {
    let mut known = Known::new("mission");
    let missions = folder.each(&MISSIONS, |f| mission(f, names, &mut known));
    let days: BTreeMap<&str, &PackMission> = missions.iter().map(|m| (m.code.as_str(), m)).collect();
    let mut taken = Known::new("visit");
    let visits = folder.each(&VISITS, |f| visit(f, names, &known, &days, &mut taken));
    Missions { missions, visits, known }
}

impl Word for Direction {
    const WORDS: &'static [(&'static str, Self)] = &[("outbound", Self::Outbound), ("inbound", Self::Inbound)];
}

/// A word of the pack that has no default of its own.
#[derive(Clone, Copy, Default)]
struct Said(Option<Outcome>);
impl Word for Said {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("talks", Self(Some(Outcome::Talks))),
        ("will_visit", Self(Some(Outcome::WillVisit))),
        ("interested", Self(Some(Outcome::Interested))),
        ("hesitant", Self(Some(Outcome::Hesitant))),
        ("no_plan", Self(Some(Outcome::NoPlan))),
        ("not_held", Self(Some(Outcome::NotHeld))),
    ];
}

fn mission(f: &Fields<'_>, names: &Names, known: &mut Known) -> PackMission {
    let quotes = f.optional("quotes");
    if let Some(id) = quotes.clone().filter(|id| !names.sources.sentences.has(id)) {
        f.refuse("quotes", format!("there is no sentence \"{id}\" in this pack"));
    }
    let made = PackMission {
        code: f.define("code", known),
        title: f.bilingual("title"),
        direction: f.word("direction"),
        starts_on: f.needed("starts_on", day).unwrap_or(PackDay::In(0)),
        ends_on: f.needed("ends_on", day).unwrap_or(PackDay::In(0)),
        legs: f.list("legs").iter().filter_map(|text| f.take("legs", leg(text))).collect(),
        team: f.list("team"),
        aim: f.optional("aim").unwrap_or_default(),
        quotes,
        provenance: f.provenance(&names.sources),
    };
    let (first, last) = (on(made.starts_on), on(made.ends_on));
    if last < first {
        f.refuse("ends_on", "is before starts_on");
    }
    if made.legs.iter().any(|l| on(l.from) < first || on(l.to) > last || on(l.to) < on(l.from)) {
        f.refuse("legs", "has days outside of the mission");
    }
    if made.legs.is_empty() {
        f.refuse("legs", "is missing; write each city with its days, such as \"440300 -96 -94\"");
    }
    if made.team.is_empty() {
        f.refuse("team", "is missing; name the office that leads first");
    }
    made
}

/// Days of one pack are compared as of one day; which one does not matter.
fn on(day: PackDay) -> NaiveDate {
    day.on(NaiveDate::default())
}

/// `440300 2019-10-24 2019-10-26`, `440300 -96 -94`
fn leg(text: &str) -> Result<PackLeg, String> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [city, from, to] = parts.as_slice() else {
        return Err(format!("\"{text}\" is not a city with its days; write it like 440300 2019-10-24 2019-10-26"));
    };
    Ok(PackLeg { city: codes::region(city)?, from: day(from)?, to: day(to)? })
}

fn visit(
    f: &Fields<'_>,
    names: &Names,
    known: &Known,
    missions: &BTreeMap<&str, &PackMission>,
    taken: &mut Known,
) -> PackVisit {
    let made = PackVisit {
        id: f.define("id", taken),
        mission: f.reference("mission", known),
        day: f.needed("day", day).unwrap_or(PackDay::In(0)),
        time: f.optional_parsed("time", |t| {
            time_of_day(t).ok_or_else(|| format!("\"{t}\" is not a time; write it like 09:30"))
        }),
        city: f.needed("city", codes::region).map(|c| c.to_string()).unwrap_or_default(),
        company: f.text("company"),
        enterprise: f.optional_reference("enterprise", &names.enterprises),
        lead: f.optional("lead"),
        address: f.optional("address"),
        purpose: f.optional("purpose"),
        points: f.optional("points"),
        outcome: f.optional_word::<Said>("outcome").and_then(|s| s.0),
        minutes: f.optional("minutes"),
        next_step: f.optional("next_step"),
        next_due: f.optional_parsed("next_due", day),
        provenance: f.provenance(&names.sources),
    };
    if let Some(mission) = missions.get(made.mission.as_str())
        && !(on(mission.starts_on)..=on(mission.ends_on)).contains(&on(made.day))
    {
        f.refuse("day", "is not a day of the mission");
    }
    if made.minutes.is_some() && made.outcome.is_none() {
        f.refuse("outcome", "is missing; minutes need an outcome");
    }
    made
}
