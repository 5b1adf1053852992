//! Reports as PDF, for people who print them: briefing packs for missions, later the regular reports.
//!
//! A [`Document`] is made of typed blocks of plain text. [`pdf`] sets it on A4 in a font that is shipped with the
//! program, tagged for screen readers (PDF/UA-1), with outline, title and language. Text is data: nothing in it is
//! markup. The same document gives the same bytes.
//!
//! A page takes milliseconds, but all of it is computing: call it from a thread that may wait.
//! ```
//! # use report::{Block, Document, Opening};
//! # use chrono::NaiveDate;
//! let document = Document {
//!     title: "考察简报".to_owned(),
//!     subtitle: None,
//!     zone: "示例高新区".to_owned(),
//!     date: NaiveDate::from_ymd_opt(2020, 1, 15).unwrap(),
//!     mark: Some("示例".to_owned()),
//!     opening: Opening::Head,
//!     blocks: vec![Block::Paragraph("# 不是标题，*不是* 强调".to_owned())],
//! };
//! let pdf = report::pdf(&document, kernel::ctx::Locale::ZhCn).unwrap();
//! assert_eq!(pdf.pages, 1);
//! ```
mod clean;
mod document;
mod flow;
mod font;
mod layout;
mod paint;
mod shape;
mod style;
mod tags;
mod words;

pub use document::{Align, Block, Column, Document, Fact, Level, Opening, Point, Reason, Stance, Table};

use kernel::ctx::Locale;
use kernel::{Error, Result};

/// A report of more pages is refused.
pub const MAX_PAGES: usize = 500;
/// A report of more text is refused, in MiB of UTF-8.
pub const MAX_TEXT_MIB: usize = 4;
/// A table of more columns is refused.
pub const MAX_COLUMNS: usize = 12;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The sentences of this crate's errors, for whoever shows them: `ui::i18n::register("report", report::texts())`.
pub fn texts() -> &'static fluent_templates::StaticLoader {
    &TEXTS
}

/// A report that was made.
#[derive(Clone, Debug)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Characters that the font lacks. They are shown as □, and a note at the end of the report lists them.
    pub missing: Vec<char>,
}

/// Sets a report in the language of `locale`. Blocks the thread while it computes.
///
/// # Errors
/// `Limit` with `report-too-many-pages`, `report-too-much-text` or `report-too-many-columns` when it is too large.
pub fn pdf(document: &Document, locale: Locale) -> Result<Pdf> {
    check(document)?;
    let fonts = font::Fonts::get()?;
    let words = words::Words::new(locale);
    let mut layout = layout::Layout::new(fonts, &words);
    layout.document(document);
    let missing = layout.missing;
    let pages = flow::paginate(layout.pieces, MAX_PAGES)?;
    let painter = paint::Painter { fonts, words: &words, document, tags: layout.tags };
    let bytes = painter.pdf(&pages)?;
    Ok(Pdf { bytes, pages: pages.len(), missing: missing.into_iter().collect() })
}

fn check(document: &Document) -> Result<()> {
    if document.text_bytes() > MAX_TEXT_MIB * 1024 * 1024 {
        return Err(Error::limit("report-too-much-text", MAX_TEXT_MIB));
    }
    let wide = |block: &Block| matches!(block, Block::Table(table) if table.columns.len() > MAX_COLUMNS);
    match document.blocks.iter().any(wide) {
        true => Err(Error::limit("report-too-many-columns", MAX_COLUMNS)),
        false => Ok(()),
    }
}
