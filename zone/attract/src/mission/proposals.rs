//! Which companies of a city are worth a visit, and what the briefing pack says about one: asked of whoever knows.
use crate::directory::Answer;
use kernel::id::{EnterpriseId, LeadId};
use kernel::region::RegionCode;
use kernel::{Ctx, Source};
use serde::{Deserialize, Serialize};

/// A reason as a text key with its values, so that it reads well in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub key: String,
    #[serde(default)]
    pub args: Vec<(String, String)>,
}

impl Reason {
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }
    pub fn arg(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
    /// In the reader's language; nothing for a reason that no text explains any more.
    pub fn text(&self, t: ui::T) -> String {
        if ui::i18n::knows(&self.key) { t.args(&self.key, &self.args) } else { String::new() }
    }
}

/// A company proposed for a visit, the best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    /// Names it in a form: stable while the proposal is.
    pub key: String,
    pub company: String,
    pub city: String,
    pub address: String,
    pub company_id: Option<EnterpriseId>,
    pub lead_id: Option<LeadId>,
    pub reasons: Vec<Reason>,
    /// Day of the last contact.
    pub last_contact: Option<String>,
    /// User id of the officer who has it.
    pub owner: Option<String>,
    pub example: bool,
}

/// A list membership as the pack shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub list: String,
    pub year: Option<i64>,
    pub rank: Option<i64>,
    /// With year and document; else 待佐证.
    pub evidenced: bool,
    pub source: Source,
}

/// A contact in the books, for those who may see particulars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Of the contact, not of the person.
    pub contact_id: String,
    pub name: String,
    pub duty: String,
    pub phones: Vec<String>,
}

/// What the books know about a company: facts for the briefing pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    pub id: Option<EnterpriseId>,
    pub name: String,
    pub address: String,
    /// Facts as sentences with where they are from.
    pub facts: Vec<(Reason, Source)>,
    pub standings: Vec<Standing>,
    /// Empty for those who may not see particulars.
    pub people: Vec<Person>,
    pub source: Source,
}

/// A figure that somebody published, as the books of 监测 hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// In 亿元, as published: 721.4
    pub number: String,
    pub fen: i64,
    /// Published as "over": the true figure is not below.
    pub over: bool,
    pub period: String,
    pub source: Source,
    /// The page that shows it.
    pub path: String,
}

/// What this slice asks of those who know companies and figures; the application answers.
pub trait Proposals: Send + Sync {
    /// Companies of this city worth a visit, ranked, with reasons.
    fn of_city<'a>(&'a self, ctx: &'a Ctx, city: RegionCode, most: usize) -> Answer<'a, Vec<Proposed>>;
    /// What the books know about this company; none where it is unknown or out of sight.
    fn dossier<'a>(&'a self, ctx: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Dossier>>;
    /// The published total of investment (投资总额), latest period.
    fn published_investment<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Option<Published>>;
}

/// Proposes nothing: for installations and tests without books.
pub struct NoProposals;

impl Proposals for NoProposals {
    fn of_city<'a>(&'a self, _: &'a Ctx, _: RegionCode, _: usize) -> Answer<'a, Vec<Proposed>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn dossier<'a>(&'a self, _: &'a Ctx, _: &'a EnterpriseId) -> Answer<'a, Option<Dossier>> {
        Box::pin(async { Ok(None) })
    }
    fn published_investment<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Option<Published>> {
        Box::pin(async { Ok(None) })
    }
}
