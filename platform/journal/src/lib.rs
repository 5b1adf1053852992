//! The journal: what happened, readable, provable and enough to rebuild the books from.
//!
//! * [`read`]: timelines of an object, what changed lately, which fields an event changed.
//! * [`verify()`]: one pass over a zone's chain that finds edited, deleted, swapped, inserted and truncated events, and
//!   object rows that differ from what the events say.
//! * [`heads`]: signed heads outside the database, against which a truncated or rewritten journal is found out.
//! * [`rebuild()`] and [`compare()`]: tables from the journal, and whether tables and journal say the same.
//! * [`ocel`]: the object-centric event log (OCEL 2.0 JSON) for process mining; ids only, no personal particulars.
//! * [`backup`]: one consistent, portable file of the whole installation, and its proof before a restore.
pub mod backup;
mod body;
mod chain;
mod compare;
pub mod heads;
pub mod ocel;
pub mod read;
mod rebuild;
pub mod verify;

pub use body::{RowChange, rows_of};
pub use chain::{Batches, behind, zones};
pub use compare::{Difference, compare};
pub use heads::{Heads, SignedHead, Signer, sign_head};
pub use ocel::export_ocel;
pub use read::{Entry, FieldChange, Step, changes, recent, timeline};
pub use rebuild::{Rebuilt, rebuild};
pub use verify::{Finding, Report, What, verify, verify_all};

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The sentences of this crate's errors, for whoever shows them: `ui::i18n::register("journal", journal::texts())`.
pub fn texts() -> &'static fluent_templates::StaticLoader {
    &TEXTS
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0u8; N];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(i * 2..i * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}
