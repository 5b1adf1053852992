//! 出处: where a value came from, as pages show it under an anchor.
use kernel::Source;
use ui::source::is_address;

/// A source as a page shows it, under an anchor that marks lead to.
#[derive(Clone, Debug)]
pub struct SourceView {
    pub anchor: String,
    /// What it is the source of: periods, or nothing.
    pub of: String,
    pub source: Source,
}

impl SourceView {
    /// The address, if it is one that can be opened.
    pub fn address(&self) -> &str {
        self.source.url.as_deref().filter(|u| is_address(u)).unwrap_or_default()
    }
}
