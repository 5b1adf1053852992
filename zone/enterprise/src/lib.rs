//! 企业: the zone's companies. "龙头企业", "骨干", "近120家": every name and number of the source text about companies
//! lives here, each with the sentence that it came from.
pub mod company;
pub mod contact;
pub mod figure;
pub mod focus;
pub mod import;
pub mod listing;
pub mod threshold;
pub mod view;

use store::{Migration, Table};

/// The slice's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 200, name: "enterprise", sql: include_str!("../migrations/0200_enterprise.sql") },
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
