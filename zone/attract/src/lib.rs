//! 招商: winning companies. "在项目投资犹豫不决时……": from the first word to the signed agreement, each lead has an officer,
//! a next step with its day, and reasons for hesitation with what resolved them.
pub mod agreement;
pub mod companies;
pub mod directory;
pub mod fields;
pub mod follow_up;
pub mod funnel;
pub mod landing;
pub mod lead;
pub mod ledger;
pub mod message;
pub mod mission;
pub mod pipeline;
pub mod target;
pub mod vault;

pub use companies::{Candidate, Companies, Origin};
pub use directory::{Colleague, Directory};

use files::Files;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Db, Migration, Table};
use ui::{Routes, Shell};

/// The slice's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 401, name: "lead", sql: include_str!("../migrations/0401_lead.sql") },
    Migration { version: 402, name: "message", sql: include_str!("../migrations/0402_message.sql") },
    Migration { version: 403, name: "work_hours", sql: include_str!("../migrations/0403_work_hours.sql") },
    Migration { version: 404, name: "lead_orders", sql: include_str!("../migrations/0404_lead_orders.sql") },
    Migration { version: 405, name: "lead_reach", sql: include_str!("../migrations/0405_lead_reach.sql") },
    Migration { version: 410, name: "mission", sql: include_str!("../migrations/0410_mission.sql") },
    Migration { version: 420, name: "agreement", sql: include_str!("../migrations/0420_agreement.sql") },
    Migration { version: 421, name: "agreement_file", sql: include_str!("../migrations/0421_agreement_file.sql") },
];

/// The tables that can be rebuilt from the journal.
pub const JOURNALED: &[Table] = &[
    lead::TABLE,
    lead::PASSAGE_TABLE,
    lead::activity::TABLE,
    lead::handover::TABLE,
    lead::attachment::TABLE,
    lead::hesitation::TABLE,
    ledger::TABLE,
    pipeline::STAGE_TABLE,
    pipeline::REASON_TABLE,
    pipeline::POLICY_TABLE,
    mission::TABLE,
    mission::VISIT_TABLE,
    agreement::TABLE,
    agreement::WORKSTREAM_TABLE,
    agreement::PROJECT_TABLE,
    agreement::AMOUNT_TABLE,
    agreement::evidence::TABLE,
    agreement::RULE_TABLE,
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
    ui::i18n::register("attract", &TEXTS);
}

/// What the slice's pages work with.
#[derive(Clone)]
pub struct AttractState {
    pub db: Db,
    pub jobs: jobs::Jobs,
    pub directory: Arc<dyn Directory>,
    pub companies: Arc<dyn Companies>,
    /// Companies worth a visit, and what the briefing pack says of one.
    pub proposals: Arc<dyn mission::Proposals>,
    /// Opens the projects of a signed agreement.
    pub landing: Arc<dyn landing::Landing>,
    /// Attachments of leads and papers of amounts.
    pub vault: Files,
    /// Finds leads by a part of their name.
    pub names: lead::names::Names,
    /// Sums over many leads, kept for a while.
    pub sums: lead::memory::Sums,
    /// The folder of ledgers and exported tables; only this slice writes there.
    pub files: PathBuf,
}

/// The slice's pages, with their texts registered.
pub fn routes<S: Clone + Send + Sync + 'static>(state: AttractState) -> Routes<S> {
    register_texts();
    lead::routes()
        .merge(ledger::web::routes())
        .merge(funnel::web::routes())
        .merge(pipeline::web::routes())
        .merge(mission::web::routes())
        .merge(agreement::web::routes())
        .with_state(state)
}

/// The pages of 招商 under the title.
pub(crate) fn tabs(page: Shell, here: &str) -> Shell {
    let t = page.t;
    [
        ("target-title", "/attract/targets"),
        ("lead-title", "/attract/leads"),
        ("mission-title", "/attract/missions"),
        ("agreement-title", "/attract/agreements"),
        ("totals-title", "/attract/signed"),
        ("funnel-title", "/attract/funnel"),
        ("pipeline-title", "/attract/rules"),
    ]
    .into_iter()
    .fold(page, |page, (key, path)| page.tab(t.s(key), path, path == here))
}
