//! Which companies there are: the zone's books and, where one is built, the national registry. A lead takes name, code,
//! city and industry from there, so that nobody types them again.
use crate::directory::Answer;
use kernel::Ctx;
use serde::{Deserialize, Serialize};

/// Where a company is known from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The zone's own books.
    Books,
    /// The company registry.
    Registry,
    /// Only typed: a company that neither knows.
    #[default]
    Typed,
}

impl Origin {
    pub fn code(self) -> &'static str {
        match self {
            Origin::Books => "books",
            Origin::Registry => "registry",
            Origin::Typed => "typed",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        [Origin::Books, Origin::Registry, Origin::Typed].into_iter().find(|o| o.code() == code)
    }
}

/// A company that a lead can be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    pub origin: Origin,
    /// The id in the books or the registry's key; empty for a typed one.
    pub id: String,
    pub name: String,
    /// 统一社会信用代码, where known.
    pub credit_code: Option<String>,
    /// 行政区划 code of the city or county of the seat, where known.
    pub city: Option<String>,
    /// GB/T 4754 code, two digits or more, where known.
    pub industry: Option<String>,
    /// The zone's focus industry, where the books say.
    pub focus: Option<String>,
}

/// Companies by words and by id. The application puts books and registry behind it.
pub trait Companies: Send + Sync {
    /// Companies that these words (name, part of a name, pinyin, code) may mean, the likeliest first; only those that
    /// the actor may see.
    fn search<'a>(&'a self, ctx: &'a Ctx, words: &'a str, most: usize) -> Answer<'a, Vec<Candidate>>;
    /// This company as it stands there now; none when it is unknown or out of sight.
    fn get<'a>(&'a self, ctx: &'a Ctx, origin: Origin, id: &'a str) -> Answer<'a, Option<Candidate>>;
    /// The one company of this full name or credit code, for ledgers that only name it.
    fn named<'a>(&'a self, ctx: &'a Ctx, text: &'a str) -> Answer<'a, Option<Candidate>>;
    /// The focus industries: id and name in the actor's language, in the zone's order.
    fn focuses<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Vec<(String, String)>>;
}

/// Knows no company: for installations and tests without books.
pub struct NoCompanies;

impl Companies for NoCompanies {
    fn search<'a>(&'a self, _: &'a Ctx, _: &'a str, _: usize) -> Answer<'a, Vec<Candidate>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn get<'a>(&'a self, _: &'a Ctx, _: Origin, _: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async { Ok(None) })
    }
    fn named<'a>(&'a self, _: &'a Ctx, _: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async { Ok(None) })
    }
    fn focuses<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
