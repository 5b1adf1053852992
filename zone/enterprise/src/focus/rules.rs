//! Which focus industry a company belongs to: what somebody said, else the longest matching GB/T 4754 code, else 其他.
use super::Focus;
use crate::company::Enterprise;
use crate::threshold::rules::longest_match;

/// What belongs to no focus industry: always shown, so that parts add up to the whole.
pub const OTHER: &str = "other";

/// The zone's focus industries in their own order.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy(Vec<Focus>);

impl Taxonomy {
    pub fn new(mut all: Vec<Focus>) -> Self {
        all.sort_by(|a, b| a.position.cmp(&b.position).then_with(|| a.code.cmp(&b.code)));
        Self(all)
    }
    pub fn all(&self) -> &[Focus] {
        &self.0
    }
    pub fn get(&self, code: &str) -> Option<&Focus> {
        self.0.iter().find(|f| f.code == code)
    }
    /// The code of a company's focus industry, or [`OTHER`].
    pub fn of(&self, company: &Enterprise) -> &str {
        self.resolve(company.focus.as_deref(), company.industry_code.as_deref())
    }
    /// As [`Taxonomy::of`], from the two facts that decide.
    pub fn resolve(&self, said: Option<&str>, industry: Option<&str>) -> &str {
        if let Some(focus) = said.and_then(|code| self.get(code)) {
            return &focus.code;
        }
        let Some(industry) = industry else { return OTHER };
        let found = self.0.iter().filter_map(|f| longest_match(&f.industries, industry).map(|n| (n, f)));
        // The first of equals wins, so that the order of the taxonomy decides.
        let best = found.fold(None, |best: Option<(usize, &Focus)>, (n, f)| match best {
            Some((m, _)) if m >= n => best,
            _ => Some((n, f)),
        });
        best.map_or(OTHER, |(_, f)| f.code.as_str())
    }
    /// The name in a language; 其他 where the code is none of ours.
    pub fn name(&self, t: ui::T, code: &str) -> String {
        match self.get(code) {
            Some(f) if t.is_zh() || f.name_en.is_empty() => f.name_zh.clone(),
            Some(f) => f.name_en.clone(),
            None => t.s("focus-other"),
        }
    }
    /// The colour class: `f1` … `f4`, `f0` for the rest.
    pub fn class(&self, code: &str) -> &'static str {
        match self.get(code).map(|f| f.slot) {
            Some(1) => "f1",
            Some(2) => "f2",
            Some(3) => "f3",
            Some(4) => "f4",
            _ => "f0",
        }
    }
    /// The place in the order, for sorting; the rest comes last.
    pub fn place(&self, code: &str) -> usize {
        self.0.iter().position(|f| f.code == code).unwrap_or(self.0.len())
    }
    /// All codes with 其他 at the end.
    pub fn codes(&self) -> Vec<&str> {
        self.0.iter().map(|f| f.code.as_str()).chain(std::iter::once(OTHER)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::focus::Tier;
    use kernel::Source;

    fn focus(code: &str, position: i64, industries: &[&str]) -> Focus {
        Focus {
            code: code.into(),
            name_zh: code.into(),
            name_en: String::new(),
            tier: Tier::Leading,
            slot: position,
            position,
            industries: industries.iter().map(|s| (*s).to_owned()).collect(),
            source: Source::default(),
            version: 1,
        }
    }

    #[test]
    fn said_first_then_the_longest_code_then_other() {
        let t = Taxonomy::new(vec![focus("services", 2, &["F", "65"]), focus("it", 1, &["39", "I", "6513"])]);
        for (said, industry, code) in [
            (Some("services"), Some("3911"), "services"),
            (Some("gone"), Some("3911"), "it"),
            (None, Some("6513"), "it"),
            (None, Some("6512"), "services"),
            (None, Some("64"), "it"),
            (None, Some("F"), "services"),
            (None, Some("A"), OTHER),
            (None, None, OTHER),
        ] {
            assert_eq!(t.resolve(said, industry), code, "{said:?} {industry:?}");
        }
        assert_eq!(t.codes(), ["it", "services", OTHER]);
    }
}
