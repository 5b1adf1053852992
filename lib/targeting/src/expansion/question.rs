//! A question (place, division) on the eve of a year, and the features of a group for it.
use super::feature::{Feature as F, Row};
use super::grid::{add, at};
use super::ledger::{Ledger, Visit, province_of};
use super::snapshot::{Profile, Snapshot};

/// Years that stand for "never".
const NEVER: f32 = 30.0;

pub(super) struct Question<'a> {
    ledger: &'a Ledger,
    eve: &'a Snapshot,
    pub place: u32,
    province: u32,
    pub division: u32,
    /// How many places the province has.
    province_places: f32,
    /// Its largest place.
    lead: u32,
    /// log probability of the place after each place, and from each base.
    step: Vec<f32>,
    flow: Vec<f32>,
    own: f32,
    /// How far the groups of the place share each place; the same for groups of the division.
    alike: Vec<f32>,
    alike_trade: Vec<f32>,
    /// Places at least as large.
    larger: f32,
}

fn ln(value: f32) -> f32 {
    value.max(1e-7).ln()
}

fn fade(ago: i32) -> f32 {
    (-(ago as f32) / 2.0).exp()
}

fn flag(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

/// How many places of a province have a group.
fn places_in(ledger: &Ledger, eve: &Snapshot, province: u32) -> f32 {
    ledger.province.iter().zip(&eve.groups_in).filter(|(p, groups)| **p == province && **groups > 0.0).count() as f32
}

impl<'a> Question<'a> {
    pub(super) fn new(ledger: &'a Ledger, eve: &'a Snapshot, place: &str, division: &str) -> Self {
        let number = ledger.places.find(place).unwrap_or(u32::MAX);
        let province = ledger.provinces.find(province_of(place)).unwrap_or(u32::MAX);
        let size = at(&eve.groups_in, number);
        let mut question = Self {
            ledger,
            eve,
            place: number,
            province,
            division: ledger.divisions.find(division).unwrap_or(u32::MAX),
            province_places: places_in(ledger, eve, province),
            lead: u32::MAX,
            step: Vec::new(),
            flow: Vec::new(),
            own: 0.0,
            alike: Vec::new(),
            alike_trade: Vec::new(),
            larger: eve.groups_in.iter().filter(|g| **g >= size && **g > 0.0).count() as f32,
        };
        question.lead = question.find_lead();
        question.find_probabilities();
        question.find_alike();
        question
    }

    fn find_lead(&self) -> u32 {
        let places = self.ledger.province.iter().zip(&self.eve.rank_in_province).enumerate();
        let lead = places.filter(|(_, (p, rank))| **p == self.province && **rank == 1.0).map(|(n, _)| n as u32).next();
        lead.unwrap_or(u32::MAX)
    }

    /// Counts are smoothed towards the province's, these towards the province's share of all entries.
    fn find_probabilities(&mut self) {
        let eve = self.eve;
        let in_province = at(&eve.entries_in_province, self.province);
        let province_share = (in_province + 0.5) / (eve.entries + 15.0);
        let place_share = (at(&eve.entries_in, self.place) + 0.2) / (in_province + 0.2 * self.province_places.max(1.0));
        self.own = province_share * place_share;
        for (number, province) in self.ledger.province.iter().enumerate() {
            let number = number as u32;
            let step = (eve.step_province.at(*province, self.province) + 5.0 * province_share)
                / (at(&eve.step_province_from, *province) + 5.0);
            let step =
                (eve.step.at(number, self.place) + 5.0 * step * place_share) / (at(&eve.step_from, number) + 5.0);
            let flow = (eve.flow_province.at(*province, self.province) + 5.0 * province_share)
                / (at(&eve.flow_province_from, *province) + 5.0);
            let flow =
                (eve.flow.at(number, self.place) + 5.0 * flow * place_share) / (at(&eve.flow_from, number) + 5.0);
            self.step.push(step);
            self.flow.push(flow);
        }
    }

    fn find_alike(&mut self) {
        let eve = self.eve;
        let places = self.ledger.places.len();
        let (mut all, mut trade) = (vec![0.0; places], vec![0.0; places]);
        let (mut n, mut n_trade) = (0.0_f32, 0.0_f32);
        let present = eve.present.get(self.place as usize).map(Vec::as_slice).unwrap_or_default();
        for profile in present.iter().filter_map(|n| eve.profiles.get(*n as usize)) {
            let share = 1.0 / (profile.stays.len() as f32).sqrt();
            let same = profile.known(self.ledger).iter().any(|v| v.division == self.division);
            n += 1.0;
            n_trade += flag(same);
            for stay in profile.stays.iter().filter(|s| s.place != self.place) {
                add(&mut all, stay.place, share);
                if same {
                    add(&mut trade, stay.place, share);
                }
            }
        }
        for (number, (all, trade)) in all.iter_mut().zip(&mut trade).enumerate() {
            let there = at(&eve.groups_in, number as u32);
            *all /= ((there + 3.0) * (n + 3.0)).sqrt();
            *trade /= ((there + 3.0) * (n_trade + 3.0)).sqrt();
        }
        (self.alike, self.alike_trade) = (all, trade);
    }

    /// The features of a group.
    pub(super) fn row(&self, profile: &Profile, row: &mut Row) {
        let visits = profile.known(self.ledger);
        self.pace(profile, row);
        self.trade(profile, visits, row);
        self.province(profile, visits, row);
        self.places(profile, row);
        self.sizes(profile, row);
        row.set(F::PlaceSize, ln(at(&self.eve.groups_in, self.place) + 1.0));
        row.set(F::PlaceRank, at(&self.eve.rank_in_province, self.place));
        row.set(F::PlaceTrade, self.eve.trade_in.at(self.place, self.division));
        row.set(F::TradeAll, ln(at(&self.eve.trade, self.division) + 1.0));
        let pace = ln(profile.fading.iter().sum::<f32>() + 0.02);
        let place = ln((row.at(F::StepMean).exp() + row.at(F::StepMost).exp() + row.at(F::Flow).exp()) / 3.0);
        let trade = ln(row.at(F::TradeShare) + row.at(F::TradeEntryShare) + row.at(F::TradeStep) + 0.005);
        row.set(F::Expected, pace + place + trade);
    }

    fn pace(&self, profile: &Profile, row: &mut Row) {
        let year = self.eve.year;
        let names = [F::FadingFast, F::FadingMiddle, F::FadingSlow].into_iter().zip(profile.fading);
        let lately =
            [F::LastYear, F::LastTwoYears, F::LastThreeYears, F::LastFiveYears].into_iter().zip(profile.lately);
        for (feature, value) in names.chain(lately) {
            row.set(feature, value);
        }
        let age = year.saturating_sub(profile.first_entry) as f32;
        row.set(F::Entries, profile.entries as f32);
        row.set(F::SinceEntry, year.saturating_sub(profile.last_entry) as f32);
        row.set(F::SinceVisit, year.saturating_sub(profile.last_visit) as f32);
        row.set(F::Age, age);
        row.set(F::Pace, profile.entries as f32 / age.max(1.0));
        row.set(F::Size, profile.size);
        row.set(F::Places, profile.stays.len() as f32);
        row.set(F::Provinces, profile.provinces as f32);
        row.set(F::Divisions, profile.divisions as f32);
        row.set(F::PerPlace, profile.size / profile.stays.len().max(1) as f32);
        row.set(F::MostInPlace, profile.stays.iter().map(|s| s.visits).max().unwrap_or(0) as f32);
        row.set(F::HomeKnown, flag(profile.home.is_some()));
    }

    fn trade(&self, profile: &Profile, visits: &[Visit], row: &mut Row) {
        let year = self.eve.year;
        let (mut n, mut late, mut entries, mut last_two, mut since) = (0.0, 0.0, 0.0, 0.0, NEVER);
        let (mut step, mut most) = (0.0_f32, 0.0_f32);
        let all = at(&self.eve.trade, self.division) / self.eve.entries.max(1.0);
        for v in visits {
            let p = (self.eve.trade_step.at(v.division, self.division) + 2.0 * all)
                / (at(&self.eve.trade_step_from, v.division) + 2.0);
            step += p;
            most = most.max(p);
            if v.division == self.division {
                n += 1.0;
                late += fade(year.saturating_sub(v.year) - 1);
                since = year.saturating_sub(v.year) as f32;
                entries += flag(v.entry);
                last_two += flag(v.entry && year.saturating_sub(v.year) <= 2);
            }
        }
        let mut places: Vec<u32> = visits.iter().filter(|v| v.division == self.division).map(|v| v.place).collect();
        places.dedup();
        row.set(F::TradeVisits, n);
        row.set(F::TradeShare, n / profile.size.max(1.0));
        row.set(F::TradePlaces, places.len() as f32);
        row.set(F::TradeFading, late);
        row.set(F::TradeLastTwo, last_two);
        row.set(F::TradeEntries, entries);
        row.set(F::TradeEntryShare, entries / profile.entries.max(1) as f32);
        row.set(F::SinceTrade, since);
        row.set(F::TradeIsMain, flag(profile.main == self.division));
        row.set(F::TradeIsLast, flag(visits.last().is_some_and(|v| v.division == self.division)));
        row.set(F::TradeStep, step / profile.size.max(1.0));
        row.set(F::TradeStepMost, most);
    }

    fn province(&self, profile: &Profile, visits: &[Visit], row: &mut Row) {
        let year = self.eve.year;
        let (mut n, mut late, mut last_two, mut since, mut trade, mut trade_late) = (0.0, 0.0, 0.0, NEVER, 0.0, 0.0);
        for v in visits.iter().filter(|v| self.ledger.province_at(v.place) == self.province) {
            let ago = year.saturating_sub(v.year);
            n += 1.0;
            if v.entry {
                late += fade(ago - 1);
                last_two += flag(ago <= 2);
                since = ago as f32;
            }
            if v.division == self.division {
                trade += 1.0;
                trade_late += fade(ago - 1);
            }
        }
        let places = profile.stays.iter().filter(|s| s.province == self.province).count() as f32;
        row.set(F::InProvince, places);
        row.set(F::InProvinceVisits, n);
        row.set(F::InProvinceShare, places / profile.stays.len().max(1) as f32);
        row.set(F::InProvinceCover, places / self.province_places.max(1.0));
        row.set(F::InProvinceFading, late);
        row.set(F::InProvinceLastTwo, last_two);
        row.set(F::SinceProvince, since);
        row.set(F::InProvinceTrade, trade);
        row.set(F::InProvinceTradeLate, trade_late);
        row.set(F::HomeProvince, flag(profile.home.is_some_and(|h| self.ledger.province_at(h) == self.province)));
        row.set(F::BaseProvince, flag(self.ledger.province_at(profile.base) == self.province));
        row.set(F::InProvinceLead, flag(profile.stays.iter().any(|s| s.place == self.lead)));
    }

    fn places(&self, profile: &Profile, row: &mut Row) {
        let n = profile.stays.len().max(1) as f32;
        let (mut sum, mut most, mut late, mut late_n) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        let (mut alike, mut alike_most, mut trade, mut trade_most) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        let mut province = 0.0_f32;
        for stay in &profile.stays {
            let p = at(&self.step, stay.place);
            let weight = fade(self.eve.year.saturating_sub(stay.first) - 1);
            sum += p;
            most = most.max(p);
            late += p * weight;
            late_n += weight;
            let (a, t) = (at(&self.alike, stay.place), at(&self.alike_trade, stay.place));
            alike += a;
            alike_most = alike_most.max(a);
            trade += t;
            trade_most = trade_most.max(t);
            province += self.eve.step_province.at(stay.province, self.province)
                / (at(&self.eve.step_province_from, stay.province) + 1.0);
        }
        let flow = at(&self.flow, profile.base);
        let base = self.ledger.province_at(profile.base);
        row.set(F::StepMean, ln(sum / n));
        row.set(F::StepMost, ln(most));
        row.set(F::StepLift, ln(sum / n) - ln(self.own));
        row.set(F::StepLate, ln(late / late_n.max(1e-9)));
        row.set(F::StepProvince, ln(province / n));
        row.set(F::Flow, ln(flow));
        row.set(F::FlowLift, ln(flow) - ln(self.own));
        row.set(
            F::FlowProvince,
            ln(self.eve.flow_province.at(base, self.province) / (at(&self.eve.flow_province_from, base) + 1.0)),
        );
        row.set(F::AlikeMean, alike / n);
        row.set(F::AlikeMost, alike_most);
        row.set(F::AlikeSum, alike);
        row.set(F::AlikeTradeMean, trade / n);
        row.set(F::AlikeTradeMost, trade_most);
        row.set(F::AlikeTradeSum, trade);
    }

    fn sizes(&self, profile: &Profile, row: &mut Row) {
        let own = at(&self.eve.groups_in, self.place);
        let n = profile.stays.len().max(1) as f32;
        let (mut sum, mut least, mut larger, mut leads, mut ranks) = (0.0_f32, f32::MAX, 0.0_f32, 0.0_f32, 0.0_f32);
        for stay in &profile.stays {
            let size = at(&self.eve.groups_in, stay.place);
            let rank = at(&self.eve.rank_in_province, stay.place);
            sum += ln(size + 1.0);
            least = least.min(size);
            larger += flag(size >= own);
            leads += flag(rank == 1.0);
            ranks += rank;
        }
        row.set(F::SizeMean, sum / n);
        row.set(F::SizeLeast, ln(least + 1.0));
        row.set(F::SizeGap, ln(own + 1.0) - sum / n);
        row.set(F::Larger, larger / self.larger.max(1.0));
        row.set(F::Leads, leads / n);
        row.set(F::RankMean, ranks / n);
    }
}
