//! Durable jobs: long work (an import of 100,000 rows, a backup, an export) that outlives the request that began it.
//!
//! * [`enqueue`] joins the caller's write transaction: the job starts when the caller commits, or never.
//! * [`Jobs::start`] runs them, one at a time by default, each acting for the user who began it.
//! * A handler reports with [`JobRun::progress`], which only notes the numbers; a pulse beside it writes them at most
//!   twice a second, so that a handler may report from inside its own write transaction.
//!   Pages read [`Jobs::get`], which knows the numbers of this moment.
//! * Cancelling is a wish that the handler hears through [`JobRun::check`], from whichever process it came.
//! * A job whose process was killed is `interrupted`, or queued again when its kind was registered as resumable.
//!
//! Jobs are not journalled: what a job changes is journalled by the commands that it calls.
mod hand;
mod job;
mod run;
mod runner;
mod service;
mod store;
mod web;

pub use job::{Job, JobId, State};
pub use run::JobRun;
pub use runner::{Fleet, Jobs, Running};
pub use service::{MAX_OPEN_PER_USER, enqueue};
pub use web::routes;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| ui::i18n::prepare(bundle),
    };
}

/// Makes this crate's texts known; calling it again changes nothing.
pub fn register_texts() {
    ui::i18n::register("jobs", &TEXTS);
}

/// This crate's tables.
pub const MIGRATIONS: &[::store::Migration] =
    &[::store::Migration { version: 50, name: "job", sql: include_str!("../migrations/0050_job.sql") }];
