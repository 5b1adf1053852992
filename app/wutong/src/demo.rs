//! `wutong demo`: the demo zone in an embedded database, one account per role, served at once.
use crate::cli::Books;
use crate::commands::{Done, Failure, config_of};
use crate::server::{self, Town};
use account::user::Grant;
use account::users::Account;
use attract::agreement::{self, Agreement};
use attract::directory::{Colleague, Directory};
use attract::lead::{self, query::Filter};
use enterprise::company::service::Edit;
use enterprise::company::{self, Draft, Enterprise};
use kernel::id::{DepartmentId, EnterpriseId, UserId};
use kernel::{Action, Event, Relation, Role, Source};
use land::request::past::People;
use land::request::{Channel, Request};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The Urumqi pack travels with the program, so that the demo needs no other file.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../seeds/urumqi/"]
struct PackFiles;

/// The demo's password; only the demo has known ones.
pub const PASSWORD: &str = "wutong-demo-2026";
/// The company of the demo's company user: an example company of the pack.
const COMPANY: &str = "ex-film";
/// Example companies that the demo's department answers for.
const DEPARTMENT_COMPANIES: [&str; 3] = ["ex-film", "ex-software", "ex-lab"];

#[derive(Serialize)]
struct Ready<'a> {
    address: &'a str,
    accounts: Vec<Shown>,
}

#[derive(Clone, Serialize)]
struct Shown {
    role: &'static str,
    user: &'static str,
    password: &'static str,
}

/// The sign-in name of the second attraction officer: pages by officer have more than one line.
const SECOND: &str = "attraction2";
/// The sign-in name of the second project officer: load and experience choose between two.
const SECOND_OFFICER: &str = "officer2";

/// Role, sign-in name, display name.
const PEOPLE: [(Role, &str, &str); 11] = [
    (Role::Director, "director", "陈主任（示例）"),
    (Role::AttractionOfficer, "attraction", "李招商（示例）"),
    (Role::AttractionOfficer, SECOND, "何招商（示例）"),
    (Role::ProjectOfficer, "officer", "王专员（示例）"),
    (Role::ProjectOfficer, SECOND_OFFICER, "马专员（示例）"),
    (Role::DepartmentClerk, "clerk", "赵科员（示例）"),
    (Role::ParkOperator, "park", "周园区（示例）"),
    (Role::Statistician, "statistician", "吴统计（示例）"),
    (Role::CompanyUser, "company", "孙企业（示例）"),
    (Role::Administrator, "admin", "郑管理（示例）"),
    (Role::Auditor, "auditor", "冯审计（示例）"),
];

pub async fn run(listen: &str, books: &Books, json: bool) -> Done {
    let config = config_of(books);
    let db = Town::connect(&config.database, &config.data).await?;
    if crate::zone::list(&db).await?.is_empty() {
        crate::commands::load_pack(&db, &config.data, &unpacked(&config.data)?).await?;
    }
    db.close().await;
    if !config.data.join("registry").join("manifest.json").exists() {
        crate::commands::registry::demo_lake(&config.data).await?;
    }
    let town = Town::open(&config).await?;
    ensure_accounts(&town).await?;
    server::serve(town, listen, |address| announce(address, json)).await?;
    Ok(())
}

/// One account per role; those that exist are left as they are.
pub async fn ensure_accounts(town: &Town) -> Done {
    let own = ensure_department(town).await?;
    let mut conn = town.db.read(&town.zone_id).await?;
    let all = account::departments::all(&mut conn).await?;
    drop(conn);
    let decides = all.into_iter().filter(|d| CLERK_DECIDES.contains(&d.name_zh.as_str())).map(|d| d.id);
    let departments: Vec<DepartmentId> = std::iter::once(own).chain(decides).collect();
    account::users::ensure_demo(&town.system(), &town.accounts(), &accounts(&departments)?).await?;
    ensure_owners(town).await?;
    ensure_officers(town).await?;
    ensure_people(town).await
}

/// Requests of the pack get the people who asked, answered and read them once there are some.
async fn ensure_people(town: &Town) -> Done {
    let mut conn = town.db.read(&town.zone_id).await?;
    let all: Vec<Grant> = account::users::open_accounts(&mut conn).await?.into_iter().map(|(grant, _)| grant).collect();
    drop(conn);
    let some = |fits: &dyn Fn(&Grant) -> bool| all.iter().find(|g| fits(g)).map(|g| g.id.clone());
    let people = |r: &Request, officer: Option<&str>| {
        let officer = officer.and_then(UserId::parse);
        let handler = match &r.department_id {
            Some(d) => some(&|g| g.roles.contains(&Role::DepartmentClerk) && g.departments.contains(d)),
            None => officer.clone(),
        };
        let own = some(&|g| g.companies.contains(&r.enterprise_id));
        People {
            handler,
            // Who took the call wrote it down.
            asked: if r.channel == Channel::Portal { own } else { officer },
            reader: some(&|g| g.roles.contains(&Role::Director)),
        }
    };
    land::request::past::assign_missing(&town.system(), &town.db, people).await?;
    Ok(())
}

/// Leads of the demo that stay in the pool; all others are an attraction officer's.
const POOLED: &str = "lead-ex-pool";

/// The demo's officers by the focus industries that they work.
struct Officers {
    first: Colleague,
    second: Colleague,
}

impl Officers {
    async fn of(town: &Town) -> kernel::Result<Option<Self>> {
        let colleagues = crate::attract::Staff(town.db.clone()).colleagues(&town.zone_id).await?;
        let named = |login: &str| colleagues.iter().find(|c| c.login == login).cloned();
        let (first, second) = (named(user_of(Role::AttractionOfficer)), named(SECOND));
        Ok(first.zip(second).map(|(first, second)| Self { first, second }))
    }
    fn id(&self, focus: Option<&str>) -> &str {
        if matches!(focus, Some("biomed" | "services")) { &self.second.id } else { &self.first.id }
    }
}

/// Accounts do not travel in packs, so the demo's leads and signed projects get their officers here, once; when a lead was
/// last worked on stays as the pack says.
async fn ensure_owners(town: &Town) -> Done {
    let Some(officers) = Officers::of(town).await? else { return Ok(()) };
    let ctx = town.system();
    let (scope, permit) = (ctx.scope()?, lead::service::permit(&ctx)?);
    let mut tx = town.db.write(&ctx.zone).await?;
    let pipeline = attract::pipeline::store::pipeline(&mut tx).await?;
    let all = Filter { page: 1, ..Filter::default() }.with("kind", "all").with("owner", "none");
    let unowned = lead::service::conditions(&ctx, &pipeline, &all);
    let mut events = Vec::new();
    for mut one in lead::store::some(&mut tx, &scope, &unowned, "name", 500, 0).await? {
        if one.version != 1 || one.id.as_str().starts_with(POOLED) {
            continue;
        }
        let owner = officers.id(one.focus.as_deref()).to_owned();
        one.owned_on = Some(one.began_on.clone());
        events.push(lead::service::event("lead.assigned", &ctx, &one).related("user", &owner, "owner"));
        one.owner = Some(owner);
        lead::service::touch(&ctx, &mut one);
        lead::store::save(&mut tx, &permit, &one).await?;
    }
    let (scope, permit) = (ctx.scope()?, ctx.permit::<Agreement>(Action::Edit, &Relation::zone())?);
    for mut one in agreement::store::all_projects(&mut tx, &scope).await? {
        let Some(of) = one.agreement_id.clone().filter(|_| one.owner.is_none() && one.version == 1) else { continue };
        let owner = officers.id(one.focus.as_deref()).to_owned();
        let event = Event::new("agreement.project_assigned", &ctx).object("agreement", &of);
        events.push(event.with("name", one.name.as_str()).related("user", &owner, "owner"));
        (one.owner, one.version) = (Some(owner), one.version + 1);
        agreement::store::save(&mut tx, &permit, &one).await?;
    }
    tx.commit_all(events).await?;
    Ok(())
}

/// The demo's own department.
const DEPARTMENT: &str = "经济发展局（示例）";

/// Projects of the pack get their officer once there are officers.
async fn ensure_officers(town: &Town) -> Done {
    let colleagues = crate::attract::Staff(town.db.clone()).colleagues(&town.zone_id).await?;
    let officers: Vec<String> =
        colleagues.iter().filter(|c| c.roles.contains(&Role::ProjectOfficer)).map(|c| c.id.clone()).collect();
    land::project::officer::assign_missing(&town.system(), &town.db, &officers).await?;
    Ok(())
}

/// The department of the demo's clerk, which answers for a few example companies.
async fn ensure_department(town: &Town) -> Result<DepartmentId, Failure> {
    let ctx = town.system();
    let mut conn = town.db.read(&town.zone_id).await?;
    let named = |d: &account::department::Department| d.name_zh == DEPARTMENT;
    if let Some(known) = account::departments::all(&mut conn).await?.into_iter().find(named) {
        return Ok(known.id);
    }
    drop(conn);
    let draft = account::department::Draft {
        name_zh: DEPARTMENT.to_owned(),
        name_en: "Economic Development (example)".to_owned(),
        active: true,
    };
    let made = account::departments::create(&ctx, &town.db, &draft).await?;
    for id in DEPARTMENT_COMPANIES.iter().filter_map(|id| EnterpriseId::parse(id)) {
        let mut conn = town.db.read(&town.zone_id).await?;
        let Some(company) = conn.get::<Enterprise>(&[id.as_str().into()]).await? else { continue };
        drop(conn);
        let draft = Draft { department_id: made.id.to_string(), ..Draft::of(&company) };
        let cmd = Edit { version: company.version, draft, source: Source::example(), namesake_confirmed: true };
        company::service::edit(&ctx, &town.db, &id, cmd).await?;
    }
    Ok(made.id)
}

/// The sign-in name of a role's demo account.
pub fn user_of(role: Role) -> &'static str {
    PEOPLE.iter().find(|(r, _, _)| *r == role).map_or("", |(_, user, _)| *user)
}

/// The departments in which the demo's clerk decides, besides the own one, by their names in the pack's theme.
const CLERK_DECIDES: [&str; 2] = ["住建局", "自然资源局"];

fn accounts(departments: &[DepartmentId]) -> Result<Vec<Account>, Failure> {
    let company = EnterpriseId::parse(COMPANY).ok_or_else(|| Failure::of("the demo's company has no proper id"))?;
    let one = |(role, user, name): &(Role, &str, &str)| {
        let mut account = Account::of_role(*role, user, name, PASSWORD);
        if *role == Role::CompanyUser {
            account.companies = vec![company.clone()];
        }
        if *role == Role::DepartmentClerk {
            account.draft.departments = departments.to_vec();
        }
        account
    };
    Ok(PEOPLE.iter().map(one).collect())
}

/// The pack as files, since it is read like any other pack.
fn unpacked(data: &Path) -> Result<PathBuf, Failure> {
    let folder = data.join("pack-urumqi");
    let written = || -> std::io::Result<()> {
        std::fs::create_dir_all(&folder)?;
        for name in PackFiles::iter() {
            if let Some(file) = PackFiles::get(&name) {
                let path = folder.join(name.as_ref());
                std::fs::create_dir_all(path.parent().unwrap_or(&folder))?;
                std::fs::write(path, &file.data)?;
            }
        }
        Ok(())
    };
    written().map_err(|e| Failure::of(format!("the demo zone could not be unpacked to {}: {e}", folder.display())))?;
    Ok(folder)
}

fn announce(address: &str, json: bool) {
    let accounts: Vec<Shown> =
        PEOPLE.iter().map(|(role, user, _)| Shown { role: role.code(), user, password: PASSWORD }).collect();
    if json {
        if let Ok(line) = serde_json::to_string(&Ready { address, accounts }) {
            println!("{line}");
        }
        return;
    }
    println!("梧桐演示园区已就绪 · the demo zone is ready: {address}");
    println!("{:<20} {:<14} password", "role", "user");
    accounts.iter().for_each(|a| println!("{:<20} {:<14} {}", a.role, a.user, a.password));
}
