//! Access: one table says which role may do what, and how far the right reaches.
//!
//! A read takes a [`Scope`] and a write a [`Permit`]; both are made only here, so that no query can forget to ask.
//! What is out of scope looks absent (`NotFound`); what is seen but may not be changed is `Forbidden`.
use crate::ctx::{Actor, Via};
use crate::error::{Error, Result};
use crate::id::{DepartmentId, EnterpriseId, UserId};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The roles of a zone; a user can hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Director,
    AttractionOfficer,
    ProjectOfficer,
    DepartmentClerk,
    ParkOperator,
    Statistician,
    CompanyUser,
    Administrator,
    Auditor,
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::Director,
        Role::AttractionOfficer,
        Role::ProjectOfficer,
        Role::DepartmentClerk,
        Role::ParkOperator,
        Role::Statistician,
        Role::CompanyUser,
        Role::Administrator,
        Role::Auditor,
    ];
    pub fn code(self) -> &'static str {
        match self {
            Role::Director => "director",
            Role::AttractionOfficer => "attraction_officer",
            Role::ProjectOfficer => "project_officer",
            Role::DepartmentClerk => "department_clerk",
            Role::ParkOperator => "park_operator",
            Role::Statistician => "statistician",
            Role::CompanyUser => "company_user",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// What can be read or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Resource {
    /// The role's own front page.
    Today,
    /// Companies: facts, tags, list memberships, annual figures, merge, import.
    Enterprise,
    /// Contacts with personal particulars.
    Contact,
    /// Focus industries, threshold rules: the zone's own definitions.
    Taxonomy,
    /// Saved views of a list.
    View,
    /// Import batches.
    Import,
    Indicator,
    Rank,
    /// 目标: industries and companies to win, the officers' corrections of them.
    Target,
    /// 线索: leads with their activities, hesitations and files.
    Lead,
    /// Stages, reasons, rules of the pool and of what counts: how the zone works its leads and its totals.
    Pipeline,
    /// 出访与来访: trips with their visits and minutes.
    Mission,
    /// 签约: agreements with their amounts and workstreams.
    Agreement,
    /// 落地项目: projects with their milestones, plans and officers.
    Project,
    /// 事项目录: departments' matters, themes and rules.
    Catalogue,
    /// 事项: one approval of a project. Create hands it in, Edit handles it, Assign overrides, extends and supervises.
    Matter,
    /// 材料: documents of companies.
    Material,
    /// 诉求: what companies ask for.
    Request,
    /// 企业端: a company's own pages.
    Portal,
    /// Event logs under process analysis.
    Process,
    /// Long jobs.
    Job,
    /// Accounts, roles, memberships, departments.
    User,
    /// The user's own account: password, second factor, sessions, tokens.
    Self_,
    /// The journal: what happened, verification, export.
    Journal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    View,
    Create,
    Edit,
    Merge,
    Export,
    /// Say who answers for a record.
    Assign,
    /// Erase a person's particulars for good.
    Erase,
}

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Zone,
    OwnDepartment,
    OwnCompany,
    OwnUser,
}

/// What a record belongs to.
#[derive(Clone, Debug, Default)]
pub struct Relation {
    pub company: Option<EnterpriseId>,
    pub department: Option<DepartmentId>,
    pub user: Option<UserId>,
}

impl Relation {
    /// A record of the zone that belongs to nobody in particular.
    pub fn zone() -> Self {
        Self::default()
    }
    pub fn company(id: &EnterpriseId) -> Self {
        Self { company: Some(id.clone()), ..Self::default() }
    }
    pub fn user(id: &UserId) -> Self {
        Self { user: Some(id.clone()), ..Self::default() }
    }
    pub fn in_department(mut self, id: Option<&DepartmentId>) -> Self {
        self.department = id.cloned();
        self
    }
}

/// A type whose records are guarded as that resource.
pub trait Guarded {
    const RESOURCE: Resource;
}

/// How much of the records may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    pub all: bool,
    pub companies: Vec<EnterpriseId>,
    pub departments: Vec<DepartmentId>,
    pub user: Option<UserId>,
}

impl Extent {
    fn nothing() -> Self {
        Self { all: false, companies: Vec::new(), departments: Vec::new(), user: None }
    }
    pub fn holds(&self, r: &Relation) -> bool {
        self.all
            || r.company.as_ref().is_some_and(|c| self.companies.contains(c))
            || r.department.as_ref().is_some_and(|d| self.departments.contains(d))
            || (r.user.is_some() && r.user == self.user)
    }
}

/// The right to read; made only by [`crate::Ctx::scope`].
pub struct Scope<R> {
    extent: Extent,
    kind: PhantomData<R>,
}

impl<R> Scope<R> {
    pub(crate) fn made(extent: Extent) -> Self {
        Self { extent, kind: PhantomData }
    }
    pub fn extent(&self) -> &Extent {
        &self.extent
    }
    pub fn holds(&self, relation: &Relation) -> bool {
        self.extent.holds(relation)
    }
    /// `NotFound` for a record that is out of sight.
    pub fn require(&self, relation: &Relation) -> Result<()> {
        if self.holds(relation) { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// The right to write; made only by [`crate::Ctx::permit`].
pub struct Permit<R>(PhantomData<R>);

impl<R> Permit<R> {
    pub(crate) fn made() -> Self {
        Self(PhantomData)
    }
}

use Action::{Assign, Create, Edit, Erase, Export, Merge, View};
use Reach::{OwnCompany, OwnDepartment, OwnUser, Zone};
use Role::{
    Administrator, AttractionOfficer, Auditor, CompanyUser, DepartmentClerk, Director, ParkOperator, ProjectOfficer,
    Statistician,
};

/// A line of the access table: these roles may do this to that, so far.
pub type Rule = (Resource, Action, Reach, &'static [Role]);

const STAFF: &[Role] =
    &[Director, AttractionOfficer, ProjectOfficer, DepartmentClerk, ParkOperator, Statistician, Administrator, Auditor];
const EVERYONE: &[Role] = &Role::ALL;
/// Those who keep the company books.
const KEEPERS: &[Role] = &[AttractionOfficer, ProjectOfficer, ParkOperator, Statistician];

/// Those who see how companies are won; no company, no department, no park does.
const SCOUTS: &[Role] = &[Director, AttractionOfficer, ProjectOfficer, Statistician, Administrator, Auditor];
const SCOUTS_EXPORT: &[Role] = &[Director, AttractionOfficer, ProjectOfficer, Statistician, Auditor];

const SUPERVISORS: &[Role] = &[Director, ProjectOfficer];
/// The access table; everything that it does not name is refused.
pub const TABLE: &[Rule] = &[
    (Resource::Today, View, Zone, STAFF),
    (Resource::Enterprise, View, Zone, STAFF),
    (Resource::Enterprise, View, OwnCompany, &[CompanyUser]),
    (Resource::Enterprise, Create, Zone, KEEPERS),
    (Resource::Enterprise, Edit, Zone, KEEPERS),
    (Resource::Enterprise, Edit, OwnDepartment, &[DepartmentClerk]),
    (Resource::Enterprise, Merge, Zone, &[Statistician]),
    (
        Resource::Enterprise,
        Export,
        Zone,
        &[Director, AttractionOfficer, ProjectOfficer, ParkOperator, Statistician, Auditor],
    ),
    (Resource::Contact, View, Zone, &[Director, AttractionOfficer, ProjectOfficer, ParkOperator, Administrator]),
    (Resource::Contact, View, OwnDepartment, &[DepartmentClerk]),
    (Resource::Contact, View, OwnCompany, &[CompanyUser]),
    (Resource::Contact, Edit, Zone, &[AttractionOfficer, ProjectOfficer, ParkOperator]),
    (Resource::Contact, Edit, OwnDepartment, &[DepartmentClerk]),
    (Resource::Contact, Edit, OwnCompany, &[CompanyUser]),
    (Resource::Contact, Erase, Zone, &[Administrator]),
    (Resource::Taxonomy, View, Zone, EVERYONE),
    (Resource::Taxonomy, Edit, Zone, &[Statistician]),
    (Resource::View, View, OwnUser, STAFF),
    (Resource::View, Edit, OwnUser, STAFF),
    (Resource::Import, View, Zone, &[AttractionOfficer, ProjectOfficer, ParkOperator, Statistician, Auditor]),
    (Resource::Import, Create, Zone, KEEPERS),
    (Resource::Import, Edit, Zone, KEEPERS),
    (Resource::Indicator, View, Zone, STAFF),
    (Resource::Indicator, Edit, Zone, &[Statistician]),
    (Resource::Rank, View, Zone, STAFF),
    (Resource::Rank, Edit, Zone, &[Statistician]),
    (Resource::Target, View, Zone, SCOUTS),
    (Resource::Target, Edit, Zone, &[AttractionOfficer]),
    (Resource::Target, Export, Zone, SCOUTS_EXPORT),
    (Resource::Lead, View, Zone, SCOUTS),
    (Resource::Lead, Create, Zone, &[AttractionOfficer]),
    // Whose lead it is decides further, in the slice: the owner works it, the others see who has it.
    (Resource::Lead, Edit, Zone, &[Director, AttractionOfficer]),
    (Resource::Lead, Assign, Zone, &[Director]),
    (Resource::Lead, Export, Zone, SCOUTS_EXPORT),
    (Resource::Pipeline, View, Zone, SCOUTS),
    (Resource::Pipeline, Edit, Zone, &[Director, Administrator]),
    (Resource::Mission, View, Zone, SCOUTS),
    (Resource::Mission, Create, Zone, &[Director, AttractionOfficer]),
    (Resource::Mission, Edit, Zone, &[Director, AttractionOfficer]),
    (Resource::Mission, Export, Zone, SCOUTS_EXPORT),
    (Resource::Agreement, View, Zone, SCOUTS),
    (Resource::Agreement, Create, Zone, &[AttractionOfficer]),
    (Resource::Agreement, Edit, Zone, &[AttractionOfficer]),
    (Resource::Agreement, Export, Zone, SCOUTS_EXPORT),
    (Resource::Project, View, Zone, STAFF),
    (Resource::Project, View, OwnCompany, &[CompanyUser]),
    (Resource::Project, Create, Zone, &[Director, AttractionOfficer, ProjectOfficer]),
    (Resource::Project, Edit, Zone, SUPERVISORS),
    (Resource::Project, Assign, Zone, &[Director]),
    (Resource::Project, Export, Zone, SCOUTS_EXPORT),
    (Resource::Catalogue, View, Zone, STAFF),
    (Resource::Catalogue, Edit, Zone, &[Director, Administrator]),
    (Resource::Matter, View, Zone, STAFF),
    (Resource::Matter, View, OwnCompany, &[CompanyUser]),
    (Resource::Matter, Create, Zone, SUPERVISORS),
    (Resource::Matter, Create, OwnCompany, &[CompanyUser]),
    (Resource::Matter, Edit, OwnDepartment, &[DepartmentClerk]),
    (Resource::Matter, Assign, Zone, &[Director]),
    (Resource::Material, View, Zone, &[Director, ProjectOfficer, DepartmentClerk, Auditor]),
    (Resource::Material, View, OwnCompany, &[CompanyUser]),
    (Resource::Material, Create, Zone, &[ProjectOfficer]),
    (Resource::Material, Create, OwnCompany, &[CompanyUser]),
    (
        Resource::Request,
        View,
        Zone,
        &[Director, AttractionOfficer, ProjectOfficer, DepartmentClerk, Administrator, Auditor],
    ),
    (Resource::Request, View, OwnCompany, &[CompanyUser]),
    (Resource::Request, Create, Zone, &[ProjectOfficer]),
    (Resource::Request, Create, OwnCompany, &[CompanyUser]),
    (Resource::Request, Edit, Zone, SUPERVISORS),
    (Resource::Request, Edit, OwnDepartment, &[DepartmentClerk]),
    (Resource::Portal, View, OwnCompany, &[CompanyUser]),
    (Resource::Portal, Edit, OwnCompany, &[CompanyUser]),
    (Resource::Process, View, Zone, STAFF),
    (Resource::Process, Edit, Zone, &[Director, ProjectOfficer, Statistician, Administrator]),
    (Resource::Job, View, OwnUser, STAFF),
    (Resource::Job, Edit, OwnUser, STAFF),
    (Resource::User, View, Zone, &[Administrator, Auditor]),
    (Resource::User, Create, Zone, &[Administrator]),
    (Resource::User, Edit, Zone, &[Administrator]),
    (Resource::Self_, View, OwnUser, EVERYONE),
    (Resource::Self_, Edit, OwnUser, EVERYONE),
    (Resource::Journal, View, Zone, &[Director, Administrator, Auditor]),
    (Resource::Journal, Export, Zone, &[Administrator, Auditor]),
];

/// What a route asks before its handler runs; the record itself is checked by the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not.
    Public,
    SignedIn,
    Needs(Resource, Action),
}

impl Access {
    /// `Forbidden` for nobody in particular (sign in first), `NotFound` where the role has no such right at all.
    pub fn check(self, actor: &Actor) -> Result<()> {
        match self {
            Access::Public => Ok(()),
            _ if !actor.is_signed_in() => Err(Error::Forbidden),
            Access::SignedIn => Ok(()),
            Access::Needs(resource, action) => scope(actor, resource, action).map(|_| ()),
        }
    }
}

fn token_allows(actor: &Actor, action: Action) -> bool {
    match &actor.via {
        Via::Nobody => false,
        Via::Session | Via::System => true,
        Via::Token { scopes } => {
            let needed = if matches!(action, View | Export) { "read" } else { "write" };
            scopes.iter().any(|s| s == needed || s == "write")
        }
    }
}

/// How far the actor may do this to that; `NotFound` when not at all, `Forbidden` when only the token's scope is missing.
pub fn scope(actor: &Actor, resource: Resource, action: Action) -> Result<Extent> {
    if actor.via == Via::System {
        return Ok(Extent { all: true, ..Extent::nothing() });
    }
    let held = |rule: &&Rule| rule.0 == resource && rule.1 == action && actor.roles.iter().any(|r| rule.3.contains(r));
    let mut rules = TABLE.iter().filter(held).peekable();
    if rules.peek().is_none() || actor.via == Via::Nobody {
        return Err(Error::NotFound);
    }
    if !token_allows(actor, action) {
        // The user may, this token may not: saying so gives nothing away.
        return Err(Error::Forbidden);
    }
    let mut extent = Extent::nothing();
    for (_, _, reach, _) in rules {
        match reach {
            Zone => extent.all = true,
            OwnCompany => extent.companies.clone_from(&actor.companies),
            OwnDepartment => extent.departments.clone_from(&actor.departments),
            OwnUser => extent.user.clone_from(&actor.user_id),
        }
    }
    Ok(extent)
}

/// Whether one of these roles may do this to anything at all: for lists of colleagues who could be asked.
pub fn roles_may(roles: &[Role], resource: Resource, action: Action) -> bool {
    TABLE.iter().any(|rule| rule.0 == resource && rule.1 == action && roles.iter().any(|r| rule.3.contains(r)))
}

/// The right to do this to that record.
pub fn check(actor: &Actor, resource: Resource, action: Action, relation: &Relation) -> Result<()> {
    let allowed = scope(actor, resource, action).is_ok_and(|e| e.holds(relation));
    if allowed {
        return Ok(());
    }
    let seen = scope(actor, resource, View).is_ok_and(|e| e.holds(relation));
    Err(if seen { Error::Forbidden } else { Error::NotFound })
}
