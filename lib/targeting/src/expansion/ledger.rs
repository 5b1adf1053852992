//! Who opened what where and when, with names replaced by small numbers.
use super::Establishment;
use std::collections::HashMap;

/// Names and their numbers, in the order of first appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub(super) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// The province of a place written as `province|city`; a place without `|` is its own province.
pub(super) fn province_of(place: &str) -> &str {
    place.split('|').next().unwrap_or(place)
}

/// One establishment of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    pub place: u32,
    pub division: u32,
    pub year: i32,
    /// The group's first establishment in a place outside its home (anywhere, where the home is unknown): what is to be
    /// foretold.
    pub entry: bool,
}

/// A company group with its establishments in the order of time.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub id: String,
    pub home: Option<u32>,
    pub visits: Vec<Visit>,
}

/// All groups. Provinces, places and divisions are numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub places: Names,
    pub provinces: Names,
    pub divisions: Names,
    /// The province of each place.
    pub province: Vec<u32>,
    /// In the order of their ids.
    pub groups: Vec<Group>,
}

impl Ledger {
    /// Reads the establishments before the year `at`; later ones are not looked at.
    pub(super) fn new(establishments: &[Establishment], at: i32) -> Self {
        let mut ledger = Self::default();
        let mut rows: Vec<&Establishment> = establishments.iter().filter(|e| e.year < at).collect();
        rows.sort_by(|a, b| a.group.cmp(&b.group).then(a.year.cmp(&b.year)));
        for of_group in rows.chunk_by(|a, b| a.group == b.group) {
            ledger.add_group(of_group);
        }
        ledger
    }

    fn add_group(&mut self, rows: &[&Establishment]) {
        let Some(first) = rows.first() else { return };
        let home = rows.iter().find_map(|r| r.home.as_deref()).map(|h| self.place(h));
        let mut visits: Vec<Visit> = Vec::with_capacity(rows.len());
        for row in rows {
            let place = self.place(&row.place);
            let entry = home != Some(place) && !visits.iter().any(|v| v.place == place);
            visits.push(Visit { place, division: self.divisions.number(&row.division), year: row.year, entry });
        }
        self.groups.push(Group { id: first.group.clone(), home, visits });
    }

    fn place(&mut self, name: &str) -> u32 {
        let number = self.places.number(name);
        if number as usize == self.province.len() {
            let province = self.provinces.number(province_of(name));
            self.province.push(province);
        }
        number
    }

    pub(super) fn province_at(&self, place: u32) -> u32 {
        self.province.get(place as usize).copied().unwrap_or(u32::MAX)
    }
}
