//! What the lexicon alone reads from a name and a scope: which goods or services, and whether the firm makes them or
//! sells them. Serves small installations as it is, and gives the weak labels from which a model learns.
use crate::code::{Division, Group};
use crate::context;
use crate::lexicon::{LEXICON, Match, Word};
use crate::phrases::Phrases;
use crate::text::{Item, Items};
use crate::verdict::Field;
use std::sync::LazyLock;

/// What a firm does with its goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    Makes,
    Wholesales,
    Retails,
}

static MAKES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "生产",
        "制造",
        "加工",
        "制作",
        "研制",
        "研发",
        "研究",
        "自主设计",
        "种植",
        "养殖",
        "开采",
        "冶炼",
        "酿造",
        "织造",
    ])
});
static SELLS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&["销售", "批发", "零售", "经销", "购销", "贸易", "经营", "供应", "代购", "代销", "收购", "分销"])
});
static WHOLESALE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&["批发"]));
static RETAIL: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&["零售"]));
static JOINT_STOCK: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&["股份"]));
static RETAIL_FORMS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(&["店", "商场", "超市", "门市", "经营部", "服务部", "柜"]));
static FACTORY_FORMS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(&["厂", "制造", "制品有限", "实业有限", "工业"]));

/// A code that a word speaks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vote {
    pub group: Group,
    /// Only the division is meant; the group is a guess.
    pub division_only: bool,
    /// A word that says little.
    pub weak: bool,
    pub weight: f32,
    /// Where the word stands in its text, in characters.
    pub start: usize,
    pub end: usize,
}

/// The trade word of a name, the last strong one as Chinese puts the head last, and what the name says of making or selling.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NameReading {
    pub strong: Option<Match>,
    pub weak: Option<Match>,
    pub activity: Option<Activity>,
    /// A name without 股份: joint-stock companies often list what they make without a verb, others what they sell.
    pub plain: bool,
}

/// 贸易, 门市部: says that goods are sold, not which.
fn is_trade_head(word: &Word) -> bool {
    word.division_only && word.group.division().trades()
}

pub fn read_name(name: &Items) -> NameReading {
    let mut reading = NameReading::default();
    let mut head = None;
    for (item, chars) in name.iter() {
        reading.plain = (reading.plain || item.rank == 0) && !JOINT_STOCK.occur_in(chars);
        if FACTORY_FORMS.occur_in(chars) {
            reading.activity = Some(Activity::Makes);
        }
        if RETAIL_FORMS.occur_in(chars) {
            reading.activity = Some(Activity::Retails);
        }
        for found in context::matches(chars) {
            let found = Match { start: item.start + found.start, end: item.start + found.end, word: found.word };
            if is_trade_head(&found.word) {
                head = Some(found);
            } else if found.word.weak {
                reading.weak = Some(found);
            } else {
                reading.strong = Some(found);
            }
        }
    }
    if let Some(head) = head {
        let retail = head.word.group.division().number() == 52;
        reading.activity = Some(if retail { Activity::Retails } else { Activity::Wholesales });
        reading.strong = reading.strong.or(Some(head));
    }
    reading
}

/// What the clauses of a scope say about making or selling, each clause for itself and the whole.
#[derive(Debug, Default)]
pub struct ScopeActivity {
    clauses: Vec<(bool, bool)>,
    wholesale: bool,
    retail: bool,
}

impl ScopeActivity {
    pub fn read(scope: &Items) -> Self {
        let mut all = Self::default();
        for (item, chars) in scope.iter() {
            all.clauses.resize(item.clause + 1, (false, false));
            if let Some(clause) = all.clauses.get_mut(item.clause) {
                clause.0 |= MAKES.occur_in(chars);
                clause.1 |= SELLS.occur_in(chars);
            }
            all.wholesale |= WHOLESALE.occur_in(chars);
            all.retail |= RETAIL.occur_in(chars);
        }
        all
    }

    /// Selling as this firm does it: retail where the scope or the form says so, else wholesale.
    fn sells(&self, name: Option<Activity>) -> Activity {
        match (self.wholesale, self.retail, name) {
            (false, true, _) | (false, false, Some(Activity::Retails)) => Activity::Retails,
            (true, true, Some(Activity::Retails)) => Activity::Retails,
            _ => Activity::Wholesales,
        }
    }

    /// Of one clause. 生产、销售 is making: who makes also sells.
    pub fn of(&self, clause: usize, name: Option<Activity>) -> Option<Activity> {
        match self.clauses.get(clause) {
            Some((true, _)) => Some(Activity::Makes),
            Some((false, true)) => Some(self.sells(name)),
            _ => name,
        }
    }

    /// Of the firm: what its first clause says that says anything.
    pub fn first(&self, name: Option<Activity>) -> Option<Activity> {
        let spoken =
            (0..self.clauses.len()).find(|at| self.clauses.get(*at).is_some_and(|(make, sell)| *make || *sell));
        spoken.and_then(|at| self.of(at, name)).or(name)
    }
}

/// Who lists goods of so many divisions and no verb sells them: nobody makes steel, timber and household goods.
const MANY_DIVISIONS: usize = 3;

/// What a firm does with its goods where neither name nor scope says it.
pub fn assumed(scope: &Items, activity: &ScopeActivity, name: &NameReading) -> Option<Activity> {
    if name.activity.is_some() || activity.first(None).is_some() || !name.plain {
        return name.activity;
    }
    let words = scope.iter().flat_map(|(_, chars)| context::matches(chars)).map(|found| found.word);
    let mut divisions: Vec<Division> =
        words.filter(|w| LEXICON.sold_in(w.group).is_some()).map(|w| w.group.division()).collect();
    divisions.sort_unstable();
    divisions.dedup();
    (divisions.len() >= MANY_DIVISIONS).then_some(Activity::Wholesales)
}

/// The group of a word given what the firm does; services stay what they are. None of it known: made, at half weight.
pub fn placed(word: &Word, activity: Option<Activity>) -> (Group, f32) {
    match (LEXICON.sold_in(word.group), activity) {
        (None, _) | (Some(_), Some(Activity::Makes)) => (word.group, 1.0),
        (Some((wholesale, _)), Some(Activity::Wholesales)) => (wholesale, 1.0),
        (Some((_, retail)), Some(Activity::Retails)) => (retail, 1.0),
        (Some(_), None) => (word.group, 0.5),
    }
}

fn vote(found: Match, activity: Option<Activity>, weight: f32) -> Vote {
    let (group, certain) = placed(&found.word, activity);
    let Word { division_only, weak, .. } = found.word;
    let weight = weight
        * certain
        * if weak {
            0.25
        } else if division_only {
            0.6
        } else {
            1.0
        };
    Vote {
        group,
        division_only: division_only && group == found.word.group,
        weak,
        weight,
        start: found.start,
        end: found.end,
    }
}

/// 科技 and 集团 in the name of a firm that makes things say nothing.
fn is_idle(word: &Word) -> bool {
    matches!(word.group.division().number(), 72 | 75)
}

/// The vote of a name; `activity` comes from the scope where it says anything.
pub fn name_vote(reading: &NameReading, activity: Option<Activity>) -> Option<Vote> {
    let activity = activity.or(reading.activity);
    let weak = reading.weak.filter(|found| activity != Some(Activity::Makes) || !is_idle(&found.word));
    Some(vote(reading.strong.or(weak)?, activity, 1.0))
}

/// The votes of a scope's words: the first item weighs 1, later ones less. Words that say little in a name say nothing
/// in a scope; a trade head counts only where nothing is made and the item names no goods (商品零售).
pub fn scope_votes(scope: &Items, activity: &ScopeActivity, name: Option<Activity>, votes: &mut Vec<(Field, Vote)>) {
    for (item, chars) in scope.iter() {
        let (weight, before) = (rank_weight(&item), votes.len());
        let mut head = None;
        for found in context::matches(chars).filter(|m| !m.word.weak) {
            let found = Match { start: item.start + found.start, end: item.start + found.end, word: found.word };
            let spoken = vote(found, activity.of(item.clause, name), weight);
            if is_trade_head(&found.word) {
                head = Some(spoken);
            } else {
                votes.push((Field::Scope, spoken));
            }
        }
        let makes = activity.of(item.clause, None) == Some(Activity::Makes);
        if votes.len() == before && !makes {
            votes.extend(head.map(|vote| (Field::Scope, vote)));
        }
    }
}

/// The first things that a scope names are what the firm lives on.
pub fn rank_weight(item: &Item) -> f32 {
    let rank = u16::try_from(item.rank).unwrap_or(u16::MAX);
    1.0 / (1.0 + 0.35 * f32::from(rank))
}
