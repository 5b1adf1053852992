//! What is looked at for a group and a question.
use serde::{Deserialize, Serialize};

/// What a feature tells about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Family {
    /// How fast the group opens in new places.
    Pace,
    /// How near the division is to what it does.
    Trade,
    /// Where it is in the province.
    Province,
    /// How likely the place is after the places where it is, and from its home.
    Place,
    /// How large the places are that it goes to.
    Size,
    /// The place and the division themselves: the same for all groups, but not alike in effect.
    Question,
    /// All of it together.
    Together,
}

macro_rules! features {
    ($($family:ident { $($name:ident: $doc:literal,)* })*) => {
        /// One thing that is looked at. The comment says what its value is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Feature { $($(#[doc = $doc] $name,)*)* }
        impl Feature {
            /// Every feature, in the order of a row.
            pub const ALL: &'static [Feature] = &[$($(Feature::$name,)*)*];

            /// What it tells about.
            #[must_use]
            pub fn family(self) -> Family {
                match self { $($(Feature::$name => Family::$family,)*)* }
            }
        }
    };
}

features! {
    Pace {
    FadingFast: "entries, fading with 0.7 years",
    FadingMiddle: "entries, fading with 2 years",
    FadingSlow: "entries, fading with 6 years",
    LastYear: "entries in the last year",
    LastTwoYears: "entries in the last 2 years",
    LastThreeYears: "entries in the last 3 years",
    LastFiveYears: "entries in the last 5 years",
    Entries: "entries",
    SinceEntry: "years since the last entry",
    SinceVisit: "years since the last establishment",
    Age: "years since the first entry",
    Pace: "entries a year since the first one",
    Size: "establishments",
    Places: "places",
    Provinces: "provinces",
    Divisions: "divisions",
    PerPlace: "establishments a place",
    MostInPlace: "most establishments in a place",
    HomeKnown: "1 where the home is known",
    }
    Trade {
    TradeVisits: "establishments in the division",
    TradeShare: "their share",
    TradePlaces: "places with the division",
    TradeFading: "establishments in the division, fading with 2 years",
    TradeLastTwo: "entries with the division in the last 2 years",
    TradeEntries: "entries with the division",
    TradeEntryShare: "share of the entries with the division",
    SinceTrade: "years since the last establishment in the division",
    TradeIsMain: "1 where the division is the group's commonest",
    TradeIsLast: "1 where its last establishment is in the division",
    TradeStep: "probability of entering with the division, from all divisions had",
    TradeStepMost: "the same, from the division that gives most",
    }
    Province {
    InProvince: "places in the province",
    InProvinceVisits: "establishments in the province",
    InProvinceShare: "share of its places that are in the province",
    InProvinceCover: "share of the province's places where it is",
    InProvinceFading: "entries in the province, fading with 2 years",
    InProvinceLastTwo: "entries in the province in the last 2 years",
    SinceProvince: "years since the last entry in the province",
    InProvinceTrade: "establishments in the province in the division",
    InProvinceTradeLate: "the same, fading with 2 years",
    HomeProvince: "1 where the home is in the province",
    BaseProvince: "1 where the base is in the province",
    InProvinceLead: "1 where it is in the province's largest place",
    }
    Place {
    StepMean: "log probability of the place after its places, mean",
    StepMost: "log probability of the place after its places, most",
    StepLift: "the same mean, to the place's own share",
    StepLate: "log probability of the place after its late places",
    StepProvince: "log probability of the province after its provinces",
    Flow: "log probability of the place from its base",
    FlowLift: "the same, to the place's own share",
    FlowProvince: "log probability of the province from its base's",
    AlikeMean: "how far groups in the place share its places, mean",
    AlikeMost: "the same, most",
    AlikeSum: "the same, sum",
    AlikeTradeMean: "the same among groups of the division, mean",
    AlikeTradeMost: "the same, most",
    AlikeTradeSum: "the same, sum",
    }
    Size {
    SizeMean: "mean log groups in its places",
    SizeLeast: "least log groups in its places",
    SizeGap: "log groups in the place less the mean",
    Larger: "share of the places at least as large where it is",
    Leads: "share of its places that lead their provinces",
    RankMean: "mean rank of its places within their provinces",
    }
    Question {
    PlaceSize: "log groups in the place",
    PlaceRank: "rank of the place within its province",
    PlaceTrade: "entries in the place with the division",
    TradeAll: "log entries with the division",
    }
    Together {
    Expected: "log of pace × place × trade",
    }
}

/// The values of all features for one group and question.
#[derive(Clone, Debug)]
pub(super) struct Row(pub(super) Vec<f32>);

impl Row {
    pub(super) fn new() -> Self {
        Self(vec![0.0; Feature::ALL.len()])
    }

    pub(super) fn set(&mut self, feature: Feature, value: f32) {
        if let Some(cell) = self.0.get_mut(feature as usize) {
            *cell = value;
        }
    }

    pub(super) fn at(&self, feature: Feature) -> f32 {
        self.0.get(feature as usize).copied().unwrap_or(0.0)
    }
}
