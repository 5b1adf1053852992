//! What the classifier answers: up to three codes of each level, likeliest first, and the words that decided.
use crate::code::{Division, Group};

/// What is known of a firm. Either may be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Firm<'a> {
    /// Registered name: 新疆众和股份有限公司.
    pub name: &'a str,
    /// Business scope (经营范围) as registered; cut after [`crate::SCOPE_CHARS`] characters.
    pub scope: &'a str,
}

/// A code and how sure the classifier is of it: 0…1, the share of probability after weighing name and scope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess<C> {
    pub code: C,
    pub confidence: f32,
}

/// At most three guesses, likeliest first; no allocation, so that millions can be kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Top<C> {
    guesses: [Option<Guess<C>>; 3],
}

impl<C: Copy> Top<C> {
    pub const EMPTY: Self = Self { guesses: [None; 3] };

    /// The three highest of the guesses that are handed in; ties keep the order in which they come.
    pub fn of(guesses: impl IntoIterator<Item = Guess<C>>) -> Self {
        let mut top = Self::EMPTY;
        for guess in guesses {
            top.offer(guess);
        }
        top
    }

    /// Takes the guess in where it is among the three highest.
    pub fn offer(&mut self, guess: Guess<C>) {
        let mut carried = Some(guess);
        for slot in &mut self.guesses {
            let beats = match (&carried, &slot) {
                (Some(new), Some(old)) => new.confidence > old.confidence,
                (Some(_), None) => true,
                (None, _) => false,
            };
            if beats {
                std::mem::swap(slot, &mut carried);
            }
        }
    }

    pub fn first(&self) -> Option<Guess<C>> {
        self.guesses.first().copied().flatten()
    }

    pub fn iter(&self) -> impl Iterator<Item = Guess<C>> {
        self.guesses.iter().flatten().copied()
    }
}

/// The answer for one firm. Empty where neither name nor scope says anything about a trade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    pub divisions: Top<Division>,
    /// The groups of these divisions; their confidences are at most those of their divisions.
    pub groups: Top<Group>,
    /// A person said so: the only guess, with confidence 1.
    pub corrected: bool,
}

impl Verdict {
    pub const UNKNOWN: Self = Self { divisions: Top::EMPTY, groups: Top::EMPTY, corrected: false };

    pub fn division(&self) -> Option<Division> {
        self.divisions.first().map(|g| g.code)
    }

    pub fn group(&self) -> Option<Group> {
        self.groups.first().map(|g| g.code)
    }
}

/// Where a deciding word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Name,
    Scope,
}

/// A word that decided, as it stands in the name or scope (half width), and its share of what speaks for the code (0…1).
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub word: String,
    pub field: Field,
    pub share: f32,
}
