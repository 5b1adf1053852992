//! 计划的差异: what becomes of a plan when its attributes, its theme's version or a rule change, before anything changes.
use super::Compiled;
use crate::catalogue::{Link, MatterType};
use std::collections::BTreeMap;

/// A part of a matter that is another one now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Name,
    Department,
    Stage,
    Kind,
    Statutory,
    Promised,
    Internal,
    Basis,
    Rule,
    Materials,
    Tolerant,
    Commitment,
    Joint,
    Duration,
}

impl Part {
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "catalogue-part-name",
            Self::Department => "catalogue-part-department",
            Self::Stage => "catalogue-part-stage",
            Self::Kind => "catalogue-part-kind",
            Self::Statutory => "catalogue-part-statutory",
            Self::Promised => "catalogue-part-promised",
            Self::Internal => "catalogue-part-internal",
            Self::Basis => "catalogue-part-basis",
            Self::Rule => "catalogue-part-rule",
            Self::Materials => "catalogue-part-materials",
            Self::Tolerant => "catalogue-part-tolerant",
            Self::Commitment => "catalogue-part-commitment",
            Self::Joint => "catalogue-part-joint",
            Self::Duration => "catalogue-part-duration",
        }
    }
}

/// A matter of both, with what is different.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub before: MatterType,
    pub after: MatterType,
    pub parts: Vec<Part>,
}

/// Between two plans, or between two versions of a theme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    pub added: Vec<MatterType>,
    pub removed: Vec<MatterType>,
    pub changed: Vec<Changed>,
    pub links_added: Vec<Link>,
    pub links_removed: Vec<Link>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What `after` has, lacks and has otherwise than `before`; in the order of `after`, the removed in that of `before`.
pub fn between(before: &Compiled, after: &Compiled) -> Difference {
    let matters = |c: &Compiled| c.needed.iter().map(|n| n.matter.clone()).collect::<Vec<_>>();
    of(&matters(before), &matters(after), &before.links, &after.links)
}

/// The same over plain lists.
pub fn of(before: &[MatterType], after: &[MatterType], links_before: &[Link], links_after: &[Link]) -> Difference {
    let by_code = |list: &[MatterType]| list.iter().map(|m| (m.code.clone(), m.clone())).collect::<BTreeMap<_, _>>();
    let (old, new) = (by_code(before), by_code(after));
    let changed = after.iter().filter_map(|m| {
        let was = old.get(&m.code)?;
        let parts = parts(was, m);
        (!parts.is_empty()).then(|| Changed { before: was.clone(), after: m.clone(), parts })
    });
    let missing = |list: &[Link], other: &[Link]| list.iter().filter(|l| !other.contains(l)).cloned().collect();
    Difference {
        added: after.iter().filter(|m| !old.contains_key(&m.code)).cloned().collect(),
        removed: before.iter().filter(|m| !new.contains_key(&m.code)).cloned().collect(),
        changed: changed.collect(),
        links_added: missing(links_after, links_before),
        links_removed: missing(links_before, links_after),
    }
}

fn parts(a: &MatterType, b: &MatterType) -> Vec<Part> {
    let differs = [
        (Part::Name, a.name != b.name),
        (Part::Department, a.department != b.department),
        (Part::Stage, a.stage != b.stage),
        (Part::Kind, a.kind != b.kind),
        (Part::Statutory, a.statutory_days != b.statutory_days),
        (Part::Promised, a.promised_days != b.promised_days),
        (Part::Internal, a.internal_days != b.internal_days),
        (Part::Basis, a.basis != b.basis),
        (Part::Rule, a.when != b.when),
        (Part::Materials, a.needs != b.needs),
        (Part::Tolerant, a.tolerant != b.tolerant),
        (Part::Commitment, a.notify_and_commit != b.notify_and_commit),
        (Part::Joint, a.joint != b.joint),
        (Part::Duration, a.took != b.took),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}
