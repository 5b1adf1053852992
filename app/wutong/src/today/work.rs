//! The front page of those who work on single matters: what waits for them, what they did last.
use super::Today;
use super::changes::{self, Changes};
use super::view::{NEWS, Task, all_tasks};
use crate::messages;
use attract::lead::work::Part;
use enterprise::company::Enterprise;
use enterprise::import::{self, State};
use enterprise::list::{self, Filter};
use kernel::access::{Action, Resource};
use kernel::{Result, Role};
use ui::T;
use ui::shell::Shell;
use ui::web::Req;

/// Lines of a card.
const LINES: i64 = 8;

#[derive(askama::Template)]
#[template(path = "today/work.html")]
pub struct WorkPage {
    page: Shell,
    date: String,
    greeting: String,
    tasks: Vec<Task>,
    /// What was said to the reader and not read yet.
    news: Vec<messages::Line>,
    companies: Vec<CompanyLine>,
    companies_title: String,
    companies_path: String,
    imports: Vec<ImportLine>,
    may_import: bool,
    changes: Option<Changes>,
    accounts: bool,
    /// What waits for an officer's leads.
    leads: Vec<Part>,
    is_officer: bool,
}

/// A company that this user answers for.
pub struct CompanyLine {
    name: String,
    path: String,
    note: String,
    light: &'static str,
}

/// An import of this user that is not finished, or the last ones.
pub struct ImportLine {
    name: String,
    path: String,
    state: String,
    light: &'static str,
    when: String,
}

pub async fn page(req: &Req, s: &Today) -> Result<WorkPage> {
    let t = req.t;
    let actor = &req.ctx.actor;
    let sees_books = req.may(Resource::Enterprise, Action::View);
    let own = !actor.companies.is_empty() || actor.has(Role::DepartmentClerk);
    let query = match actor.departments.first() {
        Some(department) if actor.has(Role::DepartmentClerk) => format!("department={department}"),
        _ if actor.has(Role::CompanyUser) => String::new(),
        _ => "missing=credit_code&sort=-revenue".to_owned(),
    };
    let listed = list::service::list(&req.ctx, &s.books, &Filter::parse(&query)).await?;
    let counts = list::service::counts(&req.ctx, &s.books).await?;
    let may_import = req.may(Resource::Import, Action::View);
    let sees_changes = sees_books && !actor.has(Role::CompanyUser);
    let sees_leads = req.may(Resource::Lead, Action::View);
    Ok(WorkPage {
        page: req.shell("today-title", "today"),
        date: t.long_date(&req.ctx.today()),
        greeting: t.a("today-greeting", "name", &actor.display_name),
        tasks: all_tasks(req, s, &counts).await?,
        news: messages::unread(req, &s.attract, NEWS).await?,
        companies: listed
            .companies
            .iter()
            .take(usize::try_from(LINES).unwrap_or(8))
            .map(|c| company_line(t, c))
            .collect(),
        companies_title: t.s(if own { "today-my-companies" } else { "today-to-complete" }),
        companies_path: format!("/enterprises?{query}"),
        imports: if may_import { imports(req, s).await? } else { Vec::new() },
        may_import,
        changes: if sees_changes { Some(changes::since_yesterday(req, s, LINES).await?) } else { None },
        accounts: req.may(Resource::User, Action::View),
        leads: if sees_leads { attract::lead::work::of(&req.ctx, &s.attract, t).await? } else { Vec::new() },
        is_officer: actor.has(Role::AttractionOfficer),
    })
}

fn company_line(t: T, c: &Enterprise) -> CompanyLine {
    let (note, light) = match (&c.credit_code, &c.checked_on) {
        (None, _) => (t.s("today-no-code"), "yel"),
        (Some(_), None) => (t.s("today-not-checked"), "todo"),
        (Some(_), Some(day)) => (t.a("today-checked", "day", day), "ok"),
    };
    CompanyLine { name: c.name.clone(), path: format!("/enterprises/{}", c.id), note, light }
}

async fn imports(req: &Req, s: &Today) -> Result<Vec<ImportLine>> {
    let mut conn = s.town.db.read(&req.ctx.zone).await?;
    let batches = import::store::batches(&mut conn, 0, 50).await?;
    let mine = batches.into_iter().filter(|b| b.user_id == req.ctx.actor.user_id);
    let line = |b: import::Batch| ImportLine {
        name: b.file_name.clone(),
        path: format!("/enterprises/import/{}", b.id),
        state: req.t.s(format!("import-state-{}", b.state.code())),
        light: match b.state {
            State::Previewed | State::Mapping => "yel",
            State::Refused => "red",
            State::Discarded | State::Undone => "todo",
            _ => "ok",
        },
        when: req.t.instant(b.created_us),
    };
    Ok(mine.take(usize::try_from(LINES).unwrap_or(8)).map(line).collect())
}
