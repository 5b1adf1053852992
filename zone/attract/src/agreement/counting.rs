//! 统计口径: what of the amounts in the books counts towards a total, once and only once, and what does not and why.
//!
//! Pure: the same records give the same tally in any order. A project counts at its first signing; a later 增资 counts its
//! increment; a supplement that states the new total counts the difference to what was counted before it.
use super::{AmountEntry, AmountKind, Basis, CountingRule, PerProject, Rate};
use kernel::money::{Currency, Fen};
use std::collections::{BTreeMap, BTreeSet};

/// Why a record is not in a total. Each is a sentence under `counting-why-…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// No rule is in force on the day of the record.
    NoRule,
    /// The rule asks for a document, the record names none.
    NoEvidence,
    /// Framework agreements do not count under the rule.
    Framework,
    /// The agreement was declared void.
    Void,
    /// Another currency, and the rule takes yuan only.
    ForeignExcluded,
    /// Another currency without a rate that somebody can look up.
    RateMissing,
    /// The project was counted at its first signing, by the record named.
    CountedBefore(String),
    /// An increase or a new total of a project of which nothing was counted.
    NothingBefore,
    /// A new total equal to what was counted already: nothing to add.
    NothingNew,
    /// More than an amount can hold.
    TooLarge,
}

impl Why {
    /// The text key of the sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoRule => "counting-why-no-rule",
            Self::NoEvidence => "counting-why-no-evidence",
            Self::Framework => "counting-why-framework",
            Self::Void => "counting-why-void",
            Self::ForeignExcluded => "counting-why-foreign-excluded",
            Self::RateMissing => "counting-why-rate-missing",
            Self::CountedBefore(_) => "counting-why-counted-before",
            Self::NothingBefore => "counting-why-nothing-before",
            Self::NothingNew => "counting-why-nothing-new",
            Self::TooLarge => "counting-why-too-large",
        }
    }
}

/// How a record came into a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// 首次签约
    First,
    /// 增资, its increment
    Increment,
    /// A new total: the difference to what was counted before
    Difference,
    /// Each record for itself, as payments are
    Each,
}

impl How {
    pub fn key(self) -> &'static str {
        match self {
            Self::First => "counting-how-first",
            Self::Increment => "counting-how-increment",
            Self::Difference => "counting-how-difference",
            Self::Each => "counting-how-each",
        }
    }
}

/// A record in a total. A difference can be below zero, where a supplement lowers the sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub entry: AmountEntry,
    pub fen: Fen,
    pub how: How,
    /// The code of the rule that let it in.
    pub rule: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub entry: AmountEntry,
    pub why: Why,
}

/// What counts towards the total of one kind of amount; every record of that kind stands in exactly one of the two lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub counted: Vec<Counted>,
    pub left_out: Vec<LeftOut>,
}

impl Tally {
    /// The sum in fen; `None` when it does not fit.
    pub fn total(&self) -> Option<Fen> {
        Fen::checked_sum(self.counted.iter().map(|c| c.fen))
    }
}

/// What the books know about a record beside the record itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub framework: bool,
    pub void: bool,
    /// A paper is kept with it.
    pub filed: bool,
}

/// Counts the records of one kind under the rules of that kind. Records of other kinds are not looked at: 意向, 签约, 到位 and
/// 投资总额 are different amounts and never in one sum. A record that is handed in twice (same id) is one record.
pub fn count(
    kind: AmountKind,
    rules: &[CountingRule],
    entries: &[AmountEntry],
    standing: impl Fn(&AmountEntry) -> Standing,
) -> Tally {
    let mut seen = BTreeSet::new();
    let mut own: Vec<&AmountEntry> = entries.iter().filter(|e| e.kind == kind && seen.insert(e.id.as_str())).collect();
    own.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut tally = Tally::default();
    let mut before: BTreeMap<&str, (Fen, &str)> = BTreeMap::new();
    for entry in own {
        match judge(rules, entry, standing(entry), before.get(entry.project_id.as_str()).copied()) {
            Ok(counted) => {
                let had = before.get(entry.project_id.as_str()).map_or(Fen::ZERO, |(fen, _)| *fen);
                let first = before.get(entry.project_id.as_str()).map_or(entry.id.as_str(), |(_, id)| *id);
                let now = had.checked_add(counted.fen).unwrap_or(had);
                before.insert(&entry.project_id, (now, first));
                tally.counted.push(counted);
            }
            Err(why) => tally.left_out.push(LeftOut { entry: entry.clone(), why }),
        }
    }
    tally
}

/// Records by day, first signings before what builds on them, then by id: the order in which they were made does not matter.
fn order(entry: &AmountEntry) -> (&str, Basis, &str) {
    (entry.dated_on.as_str(), entry.basis, entry.id.as_str())
}

fn judge(
    rules: &[CountingRule],
    entry: &AmountEntry,
    standing: Standing,
    before: Option<(Fen, &str)>,
) -> Result<Counted, Why> {
    if standing.void {
        return Err(Why::Void);
    }
    let rule = rule_on(rules, entry.kind, &entry.dated_on).ok_or(Why::NoRule)?;
    if standing.framework && !rule.framework_counts {
        return Err(Why::Framework);
    }
    if rule.needs_evidence && entry.source.is_empty() && !standing.filed {
        return Err(Why::NoEvidence);
    }
    let fen = in_yuan(rule, entry)?;
    let counted = |fen: Fen, how: How| Counted { entry: entry.clone(), fen, how, rule: rule.code.clone() };
    if rule.per_project == PerProject::Each {
        return Ok(counted(fen, How::Each));
    }
    match (entry.basis, before) {
        (Basis::First, None) => Ok(counted(fen, How::First)),
        (Basis::First, Some((_, by))) => Err(Why::CountedBefore(by.to_owned())),
        (Basis::Increase | Basis::NewTotal, None) => Err(Why::NothingBefore),
        (Basis::Increase, Some(_)) => Ok(counted(fen, How::Increment)),
        (Basis::NewTotal, Some((had, _))) => match fen.checked_sub(had).ok_or(Why::TooLarge)? {
            Fen(0) => Err(Why::NothingNew),
            difference => Ok(counted(difference, How::Difference)),
        },
    }
}

/// The rule for this kind on that day; of several the one that began last.
fn rule_on<'a>(rules: &'a [CountingRule], kind: AmountKind, on: &str) -> Option<&'a CountingRule> {
    let holds = |r: &&CountingRule| {
        r.counts == kind && r.valid_from.as_str() <= on && r.valid_to.as_deref().is_none_or(|end| on <= end)
    };
    rules.iter().filter(holds).max_by(|a, b| (&a.valid_from, &a.code).cmp(&(&b.valid_from, &b.code)))
}

fn in_yuan(rule: &CountingRule, entry: &AmountEntry) -> Result<Fen, Why> {
    if entry.currency == Currency::Cny {
        return Ok(Fen(entry.fen));
    }
    if !rule.foreign_by_rate {
        return Err(Why::ForeignExcluded);
    }
    let rate = entry.rate.as_ref().filter(|r| !r.source.is_empty()).ok_or(Why::RateMissing)?;
    converted(entry.fen, rate).ok_or(Why::TooLarge)
}

/// Half away from zero, in whole fen: the rate is yuan for one unit of the currency, times 10⁶.
pub fn converted(fen: i64, rate: &Rate) -> Option<Fen> {
    let exact = i128::from(fen) * i128::from(rate.micro);
    let half = 500_000 * exact.signum();
    i64::try_from((exact + half) / 1_000_000).ok().map(Fen)
}
