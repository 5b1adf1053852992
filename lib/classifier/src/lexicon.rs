//! The words of the trade that we wrote down ourselves (`data/lexicon.txt`): from the names of the standard and from
//! what companies call themselves.
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::code::Group;
use crate::hash::{HashIndex, Run};

const TEXT: &str = include_str!("../data/lexicon.txt");
const TRADE: &str = include_str!("../data/trade.txt");

/// A word and the group in which it is made or done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    pub group: Group,
    /// `~` in the file: the word tells the division but not the group.
    pub division_only: bool,
    /// `?` in the file: a word that many firms have in their names whatever they do (科技).
    pub weak: bool,
    chars: usize,
}

/// Where in a text a word of the lexicon stands, in characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    pub start: usize,
    pub end: usize,
    pub word: Word,
}

/// Where goods are sold. Code 051 is a group and 51 a division, so that the number alone does not say which goods.
#[derive(Debug)]
struct Sold {
    digits: usize,
    number: u16,
    wholesale: Group,
    retail: Group,
}

#[derive(Debug)]
pub struct Lexicon {
    index: HashIndex,
    words: Vec<Word>,
    /// By the first two characters: the length of the longest word that begins so.
    prefixes: HashIndex,
    longest: Vec<usize>,
    trade: Vec<Sold>,
}

/// Read once; the file is checked by a test.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(TEXT, TRADE));

impl Lexicon {
    fn read(text: &str, trade: &str) -> Self {
        let mut words = Vec::new();
        let mut hashes = Vec::new();
        let mut prefixes = Vec::new();
        for (group, written) in lines(text).flat_map(|(group, words)| words.map(move |w| (group, w))) {
            let bare: Vec<char> = written.trim_start_matches(['~', '?']).chars().collect();
            let mark = |c| written.starts_with(c);
            words.push(Word { group, division_only: mark('~'), weak: mark('?'), chars: bare.len() });
            hashes.push(Run::of(&bare).finish());
            prefixes.push((Run::of(bare.get(..2).unwrap_or(&bare)).finish(), bare.len()));
        }
        let mut longest: BTreeMap<u64, usize> = BTreeMap::new();
        for (prefix, chars) in prefixes {
            let known = longest.entry(prefix).or_default();
            *known = chars.max(*known);
        }
        Self {
            index: HashIndex::new(hashes.into_iter()),
            words,
            prefixes: HashIndex::new(longest.keys().copied()),
            longest: longest.into_values().collect(),
            trade: read_trade(trade),
        }
    }

    /// Words that stand in the text, the longest at each place, without those that lie inside another.
    pub fn matches<'a>(&'a self, text: &'a [char]) -> impl Iterator<Item = Match> + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < text.len() {
                let found = self.longest_at(text, at);
                at = found.map_or(at + 1, |m| m.end);
                if found.is_some() {
                    return found;
                }
            }
            None
        })
    }

    fn longest_at(&self, text: &[char], start: usize) -> Option<Match> {
        let rest = text.get(start..)?;
        let mut run = Run::of(rest.get(..2)?);
        let longest = *self.longest.get(usize::try_from(self.prefixes.get(run.finish())?).ok()?)?;
        let mut best = self.word(run, 2);
        for (length, c) in rest.iter().enumerate().take(longest).skip(2) {
            run = run.push(*c);
            best = self.word(run, length + 1).or(best);
        }
        best.map(|word| Match { start, end: start + word.chars, word })
    }

    fn word(&self, run: Run, chars: usize) -> Option<Word> {
        let at = usize::try_from(self.index.get(run.finish())?).ok()?;
        self.words.get(at).copied().filter(|w| w.chars == chars)
    }

    /// Where goods of a group are sold: (wholesale, retail). None for services.
    pub fn sold_in(&self, made: Group) -> Option<(Group, Group)> {
        let row = |digits, number| self.trade.iter().find(|s| s.digits == digits && s.number == number);
        row(3, made.number()).or_else(|| row(2, made.number() / 10)).map(|s| (s.wholesale, s.retail))
    }
}

fn lines(text: &str) -> impl Iterator<Item = (Group, impl Iterator<Item = &str>)> {
    text.lines().filter_map(|line| {
        let mut parts = line.split_whitespace();
        let group = parts.next()?.parse().ok().and_then(Group::new)?;
        Some((group, parts))
    })
}

fn read_trade(text: &str) -> Vec<Sold> {
    let row = |line: &str| {
        let mut codes = line.split_whitespace();
        let goods = codes.next()?;
        let mut groups = codes.map_while(|code| Group::new(code.parse().ok()?));
        let (wholesale, retail) = (groups.next()?, groups.next()?);
        Some(Sold { digits: goods.len(), number: goods.parse().ok()?, wholesale, retail })
    };
    text.lines().filter_map(row).collect()
}
