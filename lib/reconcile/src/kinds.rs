//! What every quantity counts in, from its figure and its place in the relations: a share typed as "36.9" without its
//! percent sign is refused before it is reckoned with.
use crate::figure::{Figure, Kind};
use crate::relation::Relation;
use std::collections::BTreeMap;
use std::fmt;

/// Figures that cannot be reckoned with as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// `quantity` is a figure in `found`, but its place in a relation asks for `expected`.
    Kind { quantity: String, found: Kind, expected: Kind },
    /// Two figures for one quantity.
    Twice { quantity: String },
}

impl Refused {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Kind { .. } => "figure-kind",
            Self::Twice { .. } => "figure-twice",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |kind: &Kind| match kind {
            Kind::Plain => "a plain number",
            Kind::Percent => "a percentage (%)",
            Kind::Points => "a difference in percentage points",
        };
        match self {
            Self::Kind { quantity, found, expected } => {
                write!(f, "{quantity} should be {}, not {}", word(expected), word(found))
            }
            Self::Twice { quantity } => write!(f, "{quantity} is given twice"),
        }
    }
}

impl std::error::Error for Refused {}

pub(crate) type Kinds = BTreeMap<String, Kind>;

/// The kind of every quantity that a relation or figure names.
pub(crate) fn kinds(relations: &[Relation], figures: &BTreeMap<String, Figure>) -> Result<Kinds, Refused> {
    let mut kinds: Kinds = figures.iter().map(|(name, f)| (name.clone(), f.kind())).collect();
    // Shares and rates first: they decide for the differences.
    for relation in relations {
        if let Relation::Share { share: name, .. } | Relation::Growth { rate: name, .. } = relation {
            demand(&mut kinds, name, Kind::Percent)?;
        }
    }
    // Each round settles one more quantity of a chain at least; what nothing settles is plain.
    for _ in 0..=relations.len() {
        for relation in relations {
            let (now, before) = pair(relation);
            if let Some(&kind) = kinds.get(now).or(kinds.get(before)) {
                settle(&mut kinds, relation, kind)?;
            }
        }
    }
    for relation in relations {
        let (now, _) = pair(relation);
        let kind = kinds.get(now).copied().unwrap_or(Kind::Plain);
        settle(&mut kinds, relation, kind)?;
    }
    Ok(kinds)
}

/// The two quantities of a relation that are of one kind.
fn pair(relation: &Relation) -> (&str, &str) {
    match relation {
        Relation::Share { part, whole, .. } => (part, whole),
        Relation::Growth { now, before, .. } | Relation::Difference { now, before, .. } => (now, before),
    }
}

fn settle(kinds: &mut Kinds, relation: &Relation, kind: Kind) -> Result<(), Refused> {
    let (one, other) = pair(relation);
    demand(kinds, one, kind)?;
    demand(kinds, other, kind)?;
    if let Relation::Difference { points, .. } = relation {
        let points_kind = if kind.is_percent() { Kind::Points } else { Kind::Plain };
        demand(kinds, points, points_kind)?;
    }
    Ok(())
}

fn demand(kinds: &mut Kinds, name: &str, expected: Kind) -> Result<(), Refused> {
    let found = *kinds.entry(name.to_owned()).or_insert(expected);
    if found == expected { Ok(()) } else { Err(Refused::Kind { quantity: name.to_owned(), found, expected }) }
}
