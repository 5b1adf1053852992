//! 落地: from signing to production, across departments, on time. "派专门办事员到企业贴身跟进"; "项目签约后仅1个月就动工了"; "各重点项目前期手续办理时间平均
//! 缩短了2个月": each project has an officer, a plan of approvals on working-day clocks, and a company that sees its own progress.
pub mod calendar;
pub mod catalogue;
pub mod days;
pub mod deadline;
pub mod directory;
pub mod fields;
pub mod lights;
pub mod material;
pub mod matter;
pub mod milestone;
pub mod notice;
pub mod plan;
pub mod portal;
pub mod process;
pub mod project;
pub mod request;

pub use directory::{Colleague, Directory};

use kernel::{Action, Resource};
use std::path::PathBuf;
use std::sync::Arc;
use store::{Db, Migration, Table};
use ui::{Req, Routes, Shell};

/// The slice's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 501, name: "catalogue", sql: include_str!("../migrations/0501_catalogue.sql") },
    Migration { version: 502, name: "project", sql: include_str!("../migrations/0502_project.sql") },
    Migration { version: 503, name: "plan", sql: include_str!("../migrations/0503_plan.sql") },
    Migration { version: 504, name: "matter", sql: include_str!("../migrations/0504_matter.sql") },
    Migration { version: 505, name: "material", sql: include_str!("../migrations/0505_material.sql") },
    Migration { version: 506, name: "request", sql: include_str!("../migrations/0506_request.sql") },
    Migration { version: 507, name: "notice", sql: include_str!("../migrations/0507_notice.sql") },
    Migration { version: 508, name: "feed", sql: include_str!("../migrations/0508_feed.sql") },
    Migration { version: 509, name: "request limit", sql: include_str!("../migrations/0509_request_limit.sql") },
    Migration { version: 512, name: "milestone_look", sql: include_str!("../migrations/0512_milestone_look.sql") },
    Migration { version: 513, name: "matter_opens", sql: include_str!("../migrations/0513_matter_opens.sql") },
    Migration { version: 516, name: "lists", sql: include_str!("../migrations/0516_lists.sql") },
    Migration { version: 517, name: "slipping", sql: include_str!("../migrations/0517_slipping.sql") },
    Migration { version: 518, name: "feed reads", sql: include_str!("../migrations/0518_feed_reads.sql") },
    Migration { version: 520, name: "process", sql: include_str!("../migrations/0520_process.sql") },
];

/// The tables that can be rebuilt from the journal.
pub const JOURNALED: &[Table] = &[
    catalogue::VERSION_TABLE,
    catalogue::NOTICE_TABLE,
    project::TABLE,
    project::MILESTONE_TABLE,
    project::ASSIGNMENT_TABLE,
    plan::TABLE,
    process::TABLE,
    matter::TABLE,
    matter::CLOCK_TABLE,
    matter::RUNG_TABLE,
    matter::DELEGATION_TABLE,
    material::TABLE,
    material::USE_TABLE,
    request::TABLE,
    request::NOTE_TABLE,
    request::RATING_TABLE,
    request::limits::TABLE,
];

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| ui::i18n::prepare(bundle),
    };
}

/// Makes the slice's texts known to all pages.
pub fn register_texts() {
    ui::i18n::register("land", &TEXTS);
}

/// What the slice's pages work with.
#[derive(Clone)]
pub struct LandState {
    pub db: Db,
    pub jobs: jobs::Jobs,
    pub directory: Arc<dyn Directory>,
    /// Documents of companies.
    pub vault: files::Files,
    /// The folder of exported tables; only this slice writes there.
    pub files: PathBuf,
    /// Event logs in memory.
    pub processes: process::Logs,
}

/// The slice's pages, with their texts registered.
pub fn routes<S: Clone + Send + Sync + 'static>(state: LandState) -> Routes<S> {
    register_texts();
    project::web::routes()
        .merge(plan::web::routes())
        .merge(plan::print_web::routes())
        .merge(catalogue::web::routes())
        .merge(matter::web::routes())
        .merge(lights::routes())
        .merge(deadline::routes())
        .merge(material::web::routes())
        .merge(request::web::routes())
        .merge(portal::routes())
        .merge(process::routes())
        .with_state(state)
}

/// The pages of 落地 under the title; each only for those who may open it.
pub(crate) fn tabs(req: &Req, page: Shell, here: &str) -> Shell {
    let t = page.t;
    TABS.iter()
        .filter(|(_, _, resource, action)| req.may(*resource, *action))
        .fold(page, |page, (key, path, _, _)| page.tab(t.s(key), path, *path == here))
}

/// Title, address, and what must be visible to whom it is shown.
const TABS: &[(&str, &str, Resource, Action)] = &[
    ("lights-title", "/land/lights", Resource::Catalogue, Action::View),
    ("project-title", "/land/projects", Resource::Project, Action::View),
    ("desk-title", "/land/desk", Resource::Project, Action::Edit),
    ("inbox-title", "/land/inbox", Resource::Matter, Action::Edit),
    ("request-title", "/land/requests", Resource::Request, Action::View),
    ("material-title", "/land/materials", Resource::Material, Action::View),
    ("process-title", "/land/process", Resource::Process, Action::View),
    ("catalogue-title", "/land/catalogue", Resource::Catalogue, Action::View),
];
