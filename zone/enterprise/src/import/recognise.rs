//! Which kind of file this is, where its header stands, and which column is which field.
use super::{Format, fields};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// How a file will be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub format: Format,
    pub header: Vec<String>,
    /// Rows up to and including the header (and the hidden row of keys).
    pub header_rows: usize,
    pub mapping: Vec<String>,
}

/// Prefix of the hidden row of field keys in our own files.
pub const OWN_MARK: &str = "wutong:";

/// Recognises the layout from a file's first rows; `None` when no row looks like a header.
pub fn layout(first_rows: &[Vec<String>]) -> Option<Layout> {
    if let Some(own) = own_layout(first_rows) {
        return Some(own);
    }
    let known = |row: &Vec<String>| row.iter().filter(|c| fields::key_of_heading(c).is_some()).count();
    let (at, header) = first_rows.iter().enumerate().take(10).max_by_key(|(i, row)| (known(row), usize::MAX - i))?;
    if header.iter().all(|c| c.trim().is_empty()) {
        return None;
    }
    let mapping = unique(header.iter().map(|c| fields::key_of_heading(c).unwrap_or_default()).collect());
    Some(Layout { format: format_of(header, known(header)), header: header.clone(), header_rows: at + 1, mapping })
}

fn format_of(header: &[String], known: usize) -> Format {
    let has = |name: &str| header.iter().any(|c| fields::plain(c) == fields::plain(name));
    if has("系统匹配企业名称") && has("原文件导入名称") || has("企查查行业门类") {
        Format::Qichacha
    } else if has("天眼评分") || (has("经营状态") && has("工商注册号") && known > 5) {
        Format::Tianyancha
    } else {
        Format::Table
    }
}

/// Our own files carry a hidden row `wutong:name`, `wutong:credit_code`, …
fn own_layout(first_rows: &[Vec<String>]) -> Option<Layout> {
    let at = first_rows.iter().take(10).position(|row| row.iter().any(|c| c.starts_with(OWN_MARK)))?;
    let keys = first_rows.get(at)?;
    let mapping = keys.iter().map(|c| c.strip_prefix(OWN_MARK).unwrap_or_default().to_owned()).collect();
    let neighbour = if at == 0 { first_rows.get(1) } else { first_rows.get(at - 1) };
    let header = neighbour.cloned().unwrap_or_default();
    Some(Layout { format: Format::Own, header, header_rows: at.max(1) + 1, mapping: unique(mapping) })
}

/// A field can come from one column only: the first that names it.
fn unique(mapping: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    mapping
        .into_iter()
        .map(|key| if key.is_empty() || seen.insert(key.clone()) { key } else { String::new() })
        .collect()
}

/// Under which id a matching of columns is remembered.
pub fn header_id(header: &[String]) -> String {
    let words: Vec<String> = header.iter().map(|h| fields::plain(h)).collect();
    Sha256::digest(words.join("\u{1f}").as_bytes()).iter().take(16).fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}

/// Whether a preview can be made without asking: the name is there and every money column has its unit.
pub fn is_complete(mapping: &[String]) -> bool {
    let units_known = mapping.iter().filter_map(|k| fields::figure_of(k)).all(|(_, _, unit)| !unit.is_empty());
    mapping.iter().any(|k| k == "name") && units_known
}
