//! 企业: the zone's companies. "龙头企业", "骨干", "近120家": every name and number of the source text about companies
//! lives here, each with the sentence that it came from.
pub mod company;
pub mod contact;
pub mod detail;
pub mod directory;
pub mod figure;
pub mod focus;
pub mod import;
pub mod list;
pub mod listing;
pub mod search;
pub mod taxonomy;
pub mod texts;
pub mod threshold;
pub mod view;

pub use directory::Directory;
pub use list::web::EnterpriseState;

use store::{Migration, Table};

/// The slice's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 200, name: "enterprise", sql: include_str!("../migrations/0200_enterprise.sql") },
    // Totals by focus industry come from the index alone, without the wide rows.
    Migration { version: 201, name: "totals", sql: include_str!("../migrations/0201_totals.sql") },
    Migration { version: 250, name: "import", sql: include_str!("../migrations/0250_import.sql") },
];

/// The tables that can be rebuilt from the journal: all but persons (erasable) and the derived look-up of keys.
pub const JOURNALED: &[Table] = &[
    company::TABLE,
    company::MERGE_TABLE,
    contact::TABLE,
    figure::TABLE,
    focus::TABLE,
    import::REMEMBERED_TABLE,
    import::TABLE,
    listing::TABLE,
    threshold::TABLE,
    view::TABLE,
];

/// The slice's pages, import apart: it brings its own.
pub fn routes<S: Clone + Send + Sync + 'static>(state: EnterpriseState) -> ui::Routes<S> {
    texts::register();
    list::web::routes().merge(detail::web::routes()).merge(taxonomy::web::routes()).with_state(state)
}
