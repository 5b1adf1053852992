//! 招商目标: "招商服务局聚焦“3+1”产业，实施精准招商": which industries the zone's city can win, which companies to visit for
//! each, and why. Whoever can predict stands behind [`Engine`]; this slice turns its evidence into sentences, joins it with
//! the leads and lets an officer act on it.
pub mod basis;
pub mod chain;
pub mod chain_words;
pub mod contact;
pub mod export;
pub mod links;
pub mod picture;
pub mod rules;
pub mod service;
pub mod store;
pub mod web;
mod web_act;
mod web_basis;
mod web_chain;
mod web_companies;
mod web_company;
mod web_industry;
pub mod words;

use crate::AttractState;
use crate::companies::Origin;
use crate::directory::Answer;
pub use basis::{Backtest, Basis, TaskBasis};
pub use chain::{Books, Trade};
use kernel::Ctx;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the pages of the targets work with.
#[derive(Clone)]
pub struct TargetState {
    pub attract: AttractState,
    pub engine: Arc<dyn Engine>,
}

/// The pages of the targets.
pub fn routes<S: Clone + Send + Sync + 'static>(state: TargetState) -> ui::Routes<S> {
    crate::register_texts();
    web::routes()
        .merge(export::routes())
        .merge(web_act::routes())
        .merge(web_companies::routes())
        .merge(web_company::routes())
        .merge(web_industry::routes())
        .with_state(state)
}

/// Whoever predicts which industries come and knows the companies. The application answers.
pub trait Engine: Send + Sync {
    /// What is known now; quick, never computed within the call.
    fn findings<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Standing>;
    /// The zone's own companies by division; nothing for those who may not see all of them.
    fn books<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Arc<Books>>;
}

/// How far the predictions are.
#[derive(Clone, Debug, Default)]
pub enum Standing {
    /// There is no company registry to learn from.
    #[default]
    NoRegistry,
    /// Being computed; what is done at the moment.
    Computing(Step),
    /// The registry cannot be used; `reason` is a text key of this slice.
    Failed {
        reason: String,
        args: Vec<(String, String)>,
    },
    Ready(Arc<Findings>),
}

/// What a computation is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    #[default]
    Reading,
    Entry,
    Expansion,
    Companies,
}

impl Step {
    pub fn key(self) -> &'static str {
        match self {
            Self::Reading => "target-step-reading",
            Self::Entry => "target-step-entry",
            Self::Expansion => "target-step-expansion",
            Self::Companies => "target-step-companies",
        }
    }
}

/// Everything that is known about targets of the zone's city.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    pub basis: Basis,
    /// In no particular order: the officer's weights decide.
    pub industries: Vec<Industry>,
    /// Every company that some industry proposes, once.
    pub companies: Vec<Company>,
    /// Cities with their coordinates, for the map.
    pub cities: Vec<City>,
    /// Companies of the registry in the zone's city, by division.
    pub trades: Vec<Trade>,
    /// What the zone's focus industries consist of, in their order.
    pub segments: Vec<Segment>,
}

/// 产业链环节: a part of a focus industry that companies of the registry can be told by: a group of GB/T 4754, or a division
/// that belongs to it as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub focus: String,
    pub code: String,
    /// The classes of the group that belong to the focus industry, where not all do: companies are not told apart so finely.
    pub classes: Vec<String>,
}

impl Segment {
    /// Whether a company of this industry, or one proposed for it, belongs to the segment. One of which only the division is
    /// known belongs to no group.
    pub fn holds(&self, industry: &str) -> bool {
        let parse = |code| kernel::industry::IndustryCode::parse(code).ok();
        parse(industry).zip(parse(&self.code)).is_some_and(|(inner, outer)| inner.within(outer))
    }
}

impl Findings {
    pub fn industry(&self, code: &str) -> Option<&Industry> {
        self.industries.iter().find(|i| i.code == code)
    }
    /// The chain of an industry, against the zone's books and the registry in its city.
    pub fn chain(&self, code: &str, books: &Books) -> Option<chain::Chain> {
        chain::chain(code, chain::Here { zone: &books.trades, city: &self.trades })
    }
    pub fn city(&self, province: &str, city: &str) -> Option<&City> {
        self.cities.iter().find(|c| c.province == province && c.city == city)
    }
    /// The companies proposed for an industry, the best first.
    pub fn prospects<'a>(&'a self, industry: &'a Industry) -> impl Iterator<Item = (&'a Company, &'a Prospect)> {
        industry.prospects.iter().filter_map(|p| Some((self.companies.get(p.company)?, p)))
    }
}

/// What is to happen with an industry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The city has none: at least two firms come.
    #[default]
    New,
    /// The city has less than half of what is usual: at least three come, and at no less than the usual rate.
    Weak,
}

impl Task {
    pub const ALL: [Self; 2] = [Self::New, Self::Weak];
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Weak => "weak",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.code() == code)
    }
}

/// How an industry fits the zone's focus industries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    #[default]
    None,
    /// Some of its classes belong to a focus industry.
    Part,
    Whole,
}

/// What moved the prediction, as families of features; a page has one sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    Size,
    Popularity,
    Expected,
    Own,
    History,
    Similar,
    Related,
    Neighbours,
    Branch,
}

impl Family {
    pub fn code(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Popularity => "popularity",
            Self::Expected => "expected",
            Self::Own => "own",
            Self::History => "history",
            Self::Similar => "similar",
            Self::Related => "related",
            Self::Neighbours => "neighbours",
            Self::Branch => "branch",
        }
    }
}

/// An industry that the city can win, with everything that speaks for and against it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Industry {
    /// Of GB/T 4754: a group, or a division where the registry is small.
    pub code: String,
    pub task: Task,
    /// Calibrated, that it comes within the horizon.
    pub probability: f64,
    /// How many firms come within the horizon if the city keeps its pace and its newcomers spread over industries as in the most
    /// similar cities.
    pub expected: f64,
    /// Firms in the whole registry, and in the zone's city.
    pub firms: u64,
    pub here: u64,
    /// The zone's focus industry that it belongs to, wholly or in part.
    pub focus: Option<String>,
    pub fit: Fit,
    pub growth: Option<Growth>,
    pub complexity: Option<Complexity>,
    /// Added to the log odds against the average candidate, by family; the strongest first.
    pub contributions: Vec<(Family, f64)>,
    /// The most similar cities, most similar first.
    pub similar: Vec<SimilarCity>,
    /// The most related industries, most related first.
    pub related: Vec<RelatedIndustry>,
    /// Other cities of the province, and how many of them have it.
    pub neighbours: usize,
    pub neighbours_having: usize,
    /// Where it is: the cities with most firms.
    pub cities: Vec<CityFirms>,
    pub prospects: Vec<Prospect>,
    /// Companies of this industry in the registry, outside the city.
    pub companies_known: u64,
}

/// Registrations everywhere: the last years and as many before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    pub recent: f64,
    pub before: f64,
    /// Share of all industries that grow less, 0 to 1.
    pub rank: f64,
}

/// Product complexity (PCI): what needs capabilities that few cities have is high.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Complexity {
    /// Share of all industries that are simpler, 0 to 1.
    pub rank: f64,
    /// How many industries were compared.
    pub of: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SimilarCity {
    pub province: String,
    pub city: String,
    pub similarity: f64,
    pub firms: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RelatedIndustry {
    pub code: String,
    pub relatedness: f64,
    /// Firms of it in the zone's city.
    pub here: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CityFirms {
    pub province: String,
    pub city: String,
    pub firms: u64,
}

/// A city on the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct City {
    pub province: String,
    pub city: String,
    /// 行政区划 code.
    pub code: String,
    /// Degrees.
    pub longitude: f64,
    pub latitude: f64,
}

/// A company of the registry, or a group known only by its branches' names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Company {
    pub origin: Origin,
    /// The registry's key; empty for one that is only known by name.
    pub id: String,
    pub name: String,
    pub credit_code: Option<String>,
    pub province: String,
    pub city: String,
    /// 行政区划 code of the city.
    pub city_code: Option<String>,
    /// Its own industry, as the registry has it.
    pub industry: Option<String>,
}

impl Company {
    /// Names it in a form; stays when the predictions are computed anew.
    pub fn key(&self) -> String {
        if self.id.is_empty() { format!("name:{}", self.name) } else { format!("registry:{}", self.id) }
    }
}

/// A company proposed for an industry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Prospect {
    /// Its place in [`Findings::companies`].
    pub company: usize,
    /// It opened outside its home before: ranked by the expansion model. Else it is of the trade, and nothing is known of its plans.
    pub expander: bool,
    pub why: Vec<Why>,
}

/// A reason to visit a company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Why {
    /// It has this trade in so many places.
    TradePlaces {
        places: u32,
        establishments: u32,
    },
    /// Its own trade is this one.
    OwnTrade {
        /// Code of the group within it, where known: what tells one company of a division from the next.
        group: Option<String>,
    },
    /// The classifier takes its trade for this one; the registry does not say.
    LikelyTrade {
        group: Option<String>,
    },
    /// It opened in new places lately.
    Expanding {
        entries: u32,
        years: u32,
        last: i32,
    },
    /// It has places in the zone's province.
    InProvince {
        places: u32,
    },
    HomeInProvince,
    /// Its seat is in a province next to the zone's.
    NextProvince,
    /// Shares traded since that year: it raised capital not long ago.
    Listed {
        year: i32,
    },
    /// Registered not long ago.
    Young {
        year: i32,
    },
}

/// Knows nothing: for installations and tests without a registry.
pub struct NoEngine;

impl Engine for NoEngine {
    fn findings<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Standing> {
        Box::pin(async { Ok(Standing::NoRegistry) })
    }
    fn books<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Arc<Books>> {
        Box::pin(async { Ok(Arc::default()) })
    }
}
