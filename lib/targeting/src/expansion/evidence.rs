//! Why a group stands where it stands: facts for a sentence, and what moved its score.
use super::Model;
use super::feature::{Family, Feature, Row};
use super::ledger::Ledger;
use super::snapshot::Profile;
use serde::{Deserialize, Serialize};

/// How one feature moved a group's score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub feature: Feature,
    pub family: Family,
    /// The feature's value for the group and the question.
    pub value: f64,
    /// Added to the score: what every split changed along the way through each tree (Saabas), and the slopes of the networks
    /// along the straight way from the average group.
    pub change: f64,
}

/// What a page can say of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub home: Option<String>,
    pub places: u32,
    pub provinces: u32,
    /// Places where it is in the same division.
    pub trade_places: u32,
    /// Establishments in the same division.
    pub trade_establishments: u32,
    /// Places in the same province.
    pub province_places: u32,
    /// New places in the last two years.
    pub entries_two_years: u32,
    pub last_entry: i32,
    /// Whether its home is in the province.
    pub home_in_province: bool,
}

impl Facts {
    pub(super) fn new(profile: &Profile, row: &Row, ledger: &Ledger) -> Self {
        let count = |feature| row.at(feature) as u32;
        Self {
            home: profile.home.map(|h| ledger.places.name(h).to_owned()),
            places: count(Feature::Places),
            provinces: count(Feature::Provinces),
            trade_places: count(Feature::TradePlaces),
            trade_establishments: count(Feature::TradeVisits),
            province_places: count(Feature::InProvince),
            entries_two_years: count(Feature::LastTwoYears),
            last_entry: profile.last_entry,
            home_in_province: row.at(Feature::HomeProvince) > 0.0,
        }
    }
}

/// The score without reasons, and the reasons, the strongest first. Without a model the whole score is one reason.
pub(super) fn reasons(model: &Model, row: &Row, score: f64) -> (f64, Vec<Reason>) {
    if !model.is_learned() {
        return (
            0.0,
            vec![Reason { feature: Feature::Expected, family: Family::Together, value: score, change: score }],
        );
    }
    let mut moved = Moved { base: 0.0, changes: vec![0.0; Feature::ALL.len()] };
    let (trees, nets) = model.shares();
    for boosted in &model.boosted {
        moved.add(trees / model.boosted.len() as f64, |changes| boosted.explain(&row.0, changes));
    }
    for net in &model.nets {
        moved.add(nets / model.nets.len() as f64, |changes| net.explain(&row.0, changes));
    }
    let changed = Feature::ALL.iter().zip(&moved.changes).filter(|(_, change)| **change != 0.0);
    let mut reasons: Vec<Reason> = changed
        .map(|(feature, change)| Reason {
            feature: *feature,
            family: feature.family(),
            value: f64::from(row.at(*feature)),
            change: *change,
        })
        .collect();
    reasons.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
    (moved.base, reasons)
}

/// What moved the score, over all models.
struct Moved {
    base: f64,
    changes: Vec<f64>,
}

impl Moved {
    /// Adds a model that has this share of the score.
    fn add(&mut self, share: f64, explain: impl FnOnce(&mut [f32]) -> f32) {
        let mut own = vec![0.0_f32; self.changes.len()];
        self.base += share * f64::from(explain(&mut own));
        for (sum, change) in self.changes.iter_mut().zip(&own) {
            *sum += share * f64::from(*change);
        }
    }
}
