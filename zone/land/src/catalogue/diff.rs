//! 版本差异: what a version of a theme says otherwise than the one before.
use super::Theme;
use crate::plan::difference::{self, Difference};

/// Codes of what came, went and changed among questions, stages or documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub changed: Vec<String>,
}

/// Between two versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThemeDifference {
    /// Matters and links.
    pub plan: Difference,
    pub attributes: Listed,
    pub stages: Listed,
    pub materials: Listed,
    pub renamed: bool,
}

impl ThemeDifference {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

pub fn between(before: &Theme, after: &Theme) -> ThemeDifference {
    ThemeDifference {
        plan: difference::of(&before.matters, &after.matters, &before.links, &after.links),
        attributes: listed(&before.attributes, &after.attributes, |a| &a.code),
        stages: listed(&before.stages, &after.stages, |s| &s.code),
        materials: listed(&before.materials, &after.materials, |m| &m.code),
        renamed: before.name != after.name || before.source != after.source,
    }
}

fn listed<T: PartialEq>(before: &[T], after: &[T], code: fn(&T) -> &String) -> Listed {
    let find = |list: &'_ [T], wanted: &String| list.iter().position(|x| code(x) == wanted);
    let codes =
        |list: &[T], keep: &dyn Fn(&T) -> bool| list.iter().filter(|x| keep(x)).map(|x| code(x).clone()).collect();
    Listed {
        added: codes(after, &|x| find(before, code(x)).is_none()),
        removed: codes(before, &|x| find(after, code(x)).is_none()),
        changed: codes(after, &|x| find(before, code(x)).and_then(|i| before.get(i)).is_some_and(|was| was != x)),
    }
}
