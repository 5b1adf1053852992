//! 企查查 gives names, not codes (国标行业门类/大类/中类/小类): this finds the code again, tolerant of full and half
//! width, spaces, commas for 、 and notes in brackets.
use std::collections::HashMap;
use std::sync::LazyLock;

use super::{IndustryCode, IndustryError, Level, TABLE};
use crate::credit_code::half_width;

/// By level and folded name; None marks a bare name (brackets left out) that several entries share.
type Index = HashMap<(Level, String), Option<IndustryCode>>;

static EXACT: LazyLock<Index> = LazyLock::new(|| index(fold));
static BARE: LazyLock<Index> = LazyLock::new(|| index(|name| bare(&fold(name))));

fn index(key: fn(&str) -> String) -> Index {
    let mut index = Index::new();
    for code in TABLE.codes() {
        index.entry((code.level(), key(code.name()))).and_modify(|found| *found = None).or_insert(Some(code));
    }
    index
}

/// What the four name columns of a company file say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByNames {
    /// The deepest code that is recognised and does not contradict the levels above it.
    pub code: Option<IndustryCode>,
    /// What could not be read or does not fit, for the preview of an import.
    pub problems: Vec<IndustryError>,
}

/// The entry of `level` with this name.
pub fn by_name(level: Level, name: &str) -> Result<IndustryCode, IndustryError> {
    let folded = fold(name);
    if folded.is_empty() || folded.chars().all(|c| c == '-') {
        return Err(IndustryError::Empty);
    }
    let without = bare(&folded);
    (EXACT.get(&(level, folded)))
        .or_else(|| BARE.get(&(level, without)))
        .copied()
        .flatten()
        .ok_or_else(|| IndustryError::UnknownName { found: name.trim().chars().take(40).collect(), level })
}

/// The deepest code that the names of 门类, 大类, 中类, 小类 agree on. Empty cells and "-" are left out.
pub fn by_names(section: &str, division: &str, group: &str, class: &str) -> ByNames {
    let mut result = ByNames { code: None, problems: Vec::new() };
    for (level, name) in Level::ALL.into_iter().zip([section, division, group, class]) {
        match (by_name(level, name), result.code) {
            (Err(IndustryError::Empty), _) => {}
            (Err(problem), _) => result.problems.push(problem),
            (Ok(code), Some(above)) if !code.within(above) => {
                result.problems.push(IndustryError::Apart { code, above });
            }
            (Ok(code), _) => result.code = Some(code),
        }
    }
    result
}

fn fold(name: &str) -> String {
    name.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .take(80)
        .map(|c| match c {
            '〔' | '[' | '【' => '(',
            '〕' | ']' | '】' => ')',
            ',' | ';' | '､' => '、',
            '—' | '–' | '−' => '-',
            _ => c,
        })
        .collect()
}

/// Without what stands in brackets; an unclosed bracket takes the rest.
fn bare(folded: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}
