//! Who works here: names, officers and departments, from whoever keeps the accounts; companies from whoever keeps the books.
use kernel::id::{DepartmentId, EnterpriseId, UserId};
use kernel::{Actor, Ctx, Locale, Result, Role, ZoneId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

/// An answer that takes a moment.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A colleague with an open account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    pub id: UserId,
    pub name: String,
    pub roles: Vec<Role>,
    pub departments: Vec<DepartmentId>,
}

impl Colleague {
    /// Whether projects can be this colleague's.
    pub fn is_officer(&self) -> bool {
        self.roles.contains(&Role::ProjectOfficer)
    }
    /// Whether this colleague decides matters of that department.
    pub fn handles(&self, department: &DepartmentId) -> bool {
        self.roles.contains(&Role::DepartmentClerk) && self.departments.contains(department)
    }
}

/// A company of the zone's books, as a project takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    pub id: EnterpriseId,
    pub name: String,
    pub industry: Option<String>,
    pub focus: Option<String>,
}

/// What was signed for a project: 意向, 签约 and 到位 are different amounts, each by its own rules, and never one sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Where the records and their documents are.
    pub path: String,
    pub kinds: Vec<AmountOf>,
}

/// One kind of amount of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AmountOf {
    /// In the actor's language.
    pub name: String,
    /// What counts, in fen; none where nothing is recorded, or nothing counts.
    pub fen: Option<i64>,
    /// Records of this kind, those that count, and those with a document on file.
    pub records: usize,
    pub counted: usize,
    pub filed: usize,
    /// Why the first that does not count is left out, in the actor's language.
    pub why: String,
    /// Invented for the demonstration.
    pub example: bool,
}

/// Names, from whoever keeps accounts and books.
pub trait Directory: Send + Sync {
    /// The shown names of these users, by id; the erased have none.
    fn users<'a>(&'a self, zone: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>>;
    /// The office telephone of that user; empty where none is given.
    fn phone<'a>(&'a self, _zone: &'a ZoneId, _id: &'a str) -> Answer<'a, String> {
        Box::pin(async { Ok(String::new()) })
    }
    /// Everybody with an open account who is not a company's user, by name.
    fn colleagues<'a>(&'a self, zone: &'a ZoneId) -> Answer<'a, Vec<Colleague>>;
    /// Who that user is and may do now, with the language of the profile; nobody for a closed or erased account.
    fn acting<'a>(&'a self, _zone: &'a ZoneId, _id: &'a UserId) -> Answer<'a, Option<(Actor, Option<Locale>)>> {
        Box::pin(async { Ok(None) })
    }
    /// The departments that are not closed, with their names in the actor's language, in the accounts' order.
    fn departments<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Vec<(DepartmentId, String)>>;
    /// The department of that Chinese name; made where there is none yet. For catalogues that name departments.
    fn department_named<'a>(&'a self, ctx: &'a Ctx, name: &'a str) -> Answer<'a, DepartmentId>;
    /// Companies of the books that these words may mean, the likeliest first; only those that the actor may see.
    fn companies<'a>(&'a self, ctx: &'a Ctx, words: &'a str, most: usize) -> Answer<'a, Vec<Company>>;
    fn company<'a>(&'a self, ctx: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Company>>;
    /// The focus industries: id and name in the actor's language, in the zone's order.
    fn focuses<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Vec<(String, String)>>;
    /// The amounts of a signed investment; none where there are no such books, or the actor may not see them.
    fn amounts<'a>(&'a self, _ctx: &'a Ctx, _investment: &'a str) -> Answer<'a, Option<Amounts>> {
        Box::pin(async { Ok(None) })
    }
}
