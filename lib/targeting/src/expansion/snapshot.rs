//! What was known on the eve of a year: every count is of establishments before it.
use super::grid::{Grid, add};
use super::ledger::{Group, Ledger, Visit};

/// A group's stay in one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub place: u32,
    pub province: u32,
    pub first: i32,
    pub last: i32,
    pub visits: u32,
}

/// A group as it stood on the eve of the year.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// Its number in the ledger.
    pub group: usize,
    /// How many of its visits lie before the year.
    pub visits: usize,
    pub stays: Vec<Stay>,
    pub home: Option<u32>,
    /// Its home, or its first place where the home is unknown.
    pub base: u32,
    pub provinces: u32,
    pub divisions: u32,
    /// The division of most of its establishments.
    pub main: u32,
    /// Entries into new places, fading with 0.7, 2 and 6 years.
    pub fading: [f32; 3],
    /// Entries in the last 1, 2, 3 and 5 years.
    pub lately: [f32; 4],
    pub entries: u32,
    pub first_entry: i32,
    pub last_entry: i32,
    pub last_visit: i32,
    pub size: f32,
}

/// The eve of a year.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub year: i32,
    pub profiles: Vec<Profile>,
    /// How many groups are in a place.
    pub groups_in: Vec<f32>,
    /// Entries into a place, fading with 4 years; the same by province.
    pub entries_in: Vec<f32>,
    pub entries_in_province: Vec<f32>,
    pub entries: f32,
    /// Entries by place × division, fading with 6 years.
    pub trade_in: Grid,
    /// The rank of a place within its province by groups, from 1.
    pub rank_in_province: Vec<f32>,
    /// From a place where a group was to the place that it entered; row sums apart.
    pub step: Grid,
    pub step_from: Vec<f32>,
    pub step_province: Grid,
    pub step_province_from: Vec<f32>,
    /// From a group's base to the place that it entered.
    pub flow: Grid,
    pub flow_from: Vec<f32>,
    pub flow_province: Grid,
    pub flow_province_from: Vec<f32>,
    /// From a division that a group had to the division that it entered with.
    pub trade_step: Grid,
    pub trade_step_from: Vec<f32>,
    pub trade: Vec<f32>,
    /// The profiles present in each place.
    pub present: Vec<Vec<u32>>,
}

fn fade(years: i32, life: f32) -> f32 {
    (-(years as f32) / life).exp()
}

impl Profile {
    fn new(number: usize, group: &Group, ledger: &Ledger, year: i32) -> Option<Self> {
        let count = group.visits.partition_point(|v| v.year < year);
        let visits = group.visits.get(..count)?;
        let mut profile = Self {
            group: number,
            visits: count,
            stays: stays(visits, ledger),
            home: group.home,
            base: group.home.or(visits.first().map(|v| v.place))?,
            provinces: 0,
            divisions: 0,
            main: 0,
            fading: [0.0; 3],
            lately: [0.0; 4],
            entries: 0,
            first_entry: visits.iter().find(|v| v.entry)?.year,
            last_entry: 0,
            last_visit: visits.last()?.year,
            size: visits.len() as f32,
        };
        profile.provinces = distinct(profile.stays.iter().map(|s| s.province));
        profile.divisions = distinct(visits.iter().map(|v| v.division));
        profile.main = commonest(visits);
        for visit in visits.iter().filter(|v| v.entry) {
            profile.count_entry(year.saturating_sub(visit.year));
            profile.last_entry = visit.year;
        }
        Some(profile)
    }

    fn count_entry(&mut self, ago: i32) {
        self.entries += 1;
        for (fading, life) in self.fading.iter_mut().zip([0.7, 2.0, 6.0]) {
            *fading += fade(ago - 1, life);
        }
        for (lately, within) in self.lately.iter_mut().zip([1, 2, 3, 5]) {
            *lately += f32::from(u8::from(ago <= within));
        }
    }

    pub(super) fn known<'a>(&self, ledger: &'a Ledger) -> &'a [Visit] {
        ledger.groups.get(self.group).and_then(|g| g.visits.get(..self.visits)).unwrap_or_default()
    }

    /// Whether it is in a place already, or at home there.
    pub(super) fn is_in(&self, place: u32) -> bool {
        self.home == Some(place) || self.stays.iter().any(|s| s.place == place)
    }
}

fn stays(visits: &[Visit], ledger: &Ledger) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for v in visits {
        match stays.iter_mut().find(|s| s.place == v.place) {
            Some(stay) => {
                stay.last = v.year;
                stay.visits += 1;
            }
            None => stays.push(Stay {
                place: v.place,
                province: ledger.province_at(v.place),
                first: v.year,
                last: v.year,
                visits: 1,
            }),
        }
    }
    stays
}

fn distinct(values: impl Iterator<Item = u32>) -> u32 {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values.dedup();
    values.len() as u32
}

fn commonest(visits: &[Visit]) -> u32 {
    let mut divisions: Vec<u32> = visits.iter().map(|v| v.division).collect();
    divisions.sort_unstable();
    divisions.chunk_by(|a, b| a == b).max_by_key(|c| c.len()).and_then(|c| c.first()).copied().unwrap_or(u32::MAX)
}

impl Snapshot {
    pub(super) fn new(ledger: &Ledger, year: i32) -> Self {
        let groups = ledger.groups.iter().enumerate();
        let profiles = groups.filter_map(|(n, g)| Profile::new(n, g, ledger, year)).collect();
        let (places, provinces, divisions) = (ledger.places.len(), ledger.provinces.len(), ledger.divisions.len());
        let mut snapshot = Self {
            year,
            profiles,
            groups_in: vec![0.0; places],
            entries_in: vec![0.0; places],
            entries_in_province: vec![0.0; provinces],
            entries: 0.0,
            trade_in: Grid::new(places, divisions),
            rank_in_province: vec![0.0; places],
            step: Grid::new(places, places),
            step_from: vec![0.0; places],
            step_province: Grid::new(provinces, provinces),
            step_province_from: vec![0.0; provinces],
            flow: Grid::new(places, places),
            flow_from: vec![0.0; places],
            flow_province: Grid::new(provinces, provinces),
            flow_province_from: vec![0.0; provinces],
            trade_step: Grid::new(divisions, divisions),
            trade_step_from: vec![0.0; divisions],
            trade: vec![0.0; divisions],
            present: vec![Vec::new(); places],
        };
        snapshot.count(ledger);
        snapshot.rank_places(ledger);
        snapshot
    }

    fn count(&mut self, ledger: &Ledger) {
        let profiles = std::mem::take(&mut self.profiles);
        for (number, profile) in profiles.iter().enumerate() {
            for stay in &profile.stays {
                add(&mut self.groups_in, stay.place, 1.0);
                if let Some(present) = self.present.get_mut(stay.place as usize) {
                    present.push(number as u32);
                }
            }
            let visits = profile.known(ledger);
            for (n, visit) in visits.iter().enumerate().filter(|(_, v)| v.entry) {
                self.count_entry(ledger, profile, visit, visits.get(..n).unwrap_or_default());
            }
        }
        self.profiles = profiles;
    }

    fn count_entry(&mut self, ledger: &Ledger, profile: &Profile, visit: &Visit, before: &[Visit]) {
        let ago = self.year.saturating_sub(visit.year) - 1;
        let province = ledger.province_at(visit.place);
        let weight = fade(ago, 4.0);
        self.entries += weight;
        add(&mut self.entries_in, visit.place, weight);
        add(&mut self.entries_in_province, province, weight);
        self.trade_in.add(visit.place, visit.division, fade(ago, 6.0));
        add(&mut self.trade, visit.division, weight);
        if profile.base != visit.place {
            self.flow.add(profile.base, visit.place, weight);
            add(&mut self.flow_from, profile.base, weight);
            self.flow_province.add(ledger.province_at(profile.base), province, weight);
            add(&mut self.flow_province_from, ledger.province_at(profile.base), weight);
        }
        let earlier = stays(before, ledger);
        let share = fade(ago, 8.0) / (earlier.len().max(1) as f32);
        for stay in &earlier {
            self.step.add(stay.place, visit.place, share);
            add(&mut self.step_from, stay.place, share);
            self.step_province.add(stay.province, province, share);
            add(&mut self.step_province_from, stay.province, share);
        }
        let mut had: Vec<u32> = before.iter().map(|v| v.division).collect();
        had.sort_unstable();
        had.dedup();
        for division in &had {
            self.trade_step.add(*division, visit.division, 1.0 / had.len() as f32);
            add(&mut self.trade_step_from, *division, 1.0 / had.len() as f32);
        }
    }

    fn rank_places(&mut self, ledger: &Ledger) {
        let mut order: Vec<(u32, f32, usize)> = Vec::new();
        for (place, (province, groups)) in ledger.province.iter().zip(&self.groups_in).enumerate() {
            order.push((*province, *groups, place));
        }
        order.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        for of_province in order.chunk_by(|a, b| a.0 == b.0) {
            for (rank, (_, _, place)) in of_province.iter().enumerate() {
                add(&mut self.rank_in_province, *place as u32, rank as f32 + 1.0);
            }
        }
    }
}
