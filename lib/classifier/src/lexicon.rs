//! The words of the trade that we wrote down ourselves (`data/lexicon.txt`): from the names of the standard and from
//! what companies call themselves.
use std::sync::LazyLock;

use crate::code::{Division, Group};
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

#[derive(Debug)]
pub struct Lexicon {
    index: HashIndex,
    words: Vec<Word>,
    longest: usize,
    trade: Vec<(u16, Group, Group)>,
}

/// Read once; the file is checked by a test.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(TEXT, TRADE));

impl Lexicon {
    fn read(text: &str, trade: &str) -> Self {
        let mut words = Vec::new();
        let mut hashes = Vec::new();
        for (group, written) in lines(text).flat_map(|(group, words)| words.map(move |w| (group, w))) {
            let bare: Vec<char> = written.trim_start_matches(['~', '?']).chars().collect();
            let mark = |c| written.starts_with(c);
            words.push(Word { group, division_only: mark('~'), weak: mark('?'), chars: bare.len() });
            hashes.push(Run::of(&bare).finish());
        }
        let longest = words.iter().map(|w| w.chars).max().unwrap_or(0);
        Self { index: HashIndex::new(hashes.into_iter()), words, longest, trade: read_trade(trade) }
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
        let mut run = Run::EMPTY;
        let mut best = None;
        for (length, c) in text.get(start..)?.iter().take(self.longest).enumerate() {
            run = run.push(*c);
            let word = self.index.get(run.finish()).and_then(|at| self.words.get(usize::try_from(at).ok()?));
            if let Some(word) = word.filter(|w| w.chars == length + 1) {
                best = Some(Match { start, end: start + length + 1, word: *word });
            }
        }
        best
    }

    /// Where goods of a group are sold: (wholesale, retail). None for services.
    pub fn sold_in(&self, made: Group) -> Option<(Group, Group)> {
        let number = made.number();
        let row = |key: u16| self.trade.iter().find(|(k, _, _)| *k == key);
        row(number).or_else(|| row(number / 10)).map(|(_, wholesale, retail)| (*wholesale, *retail))
    }

    /// Divisions that some word leads to; used to check the file.
    pub fn divisions(&self) -> impl Iterator<Item = Division> + '_ {
        self.words.iter().map(|w| w.group.division())
    }
}

fn lines(text: &str) -> impl Iterator<Item = (Group, impl Iterator<Item = &str>)> {
    text.lines().filter_map(|line| {
        let mut parts = line.split_whitespace();
        let group = parts.next()?.parse().ok().and_then(Group::new)?;
        Some((group, parts))
    })
}

fn read_trade(text: &str) -> Vec<(u16, Group, Group)> {
    let row = |line: &str| {
        let mut numbers = line.split_whitespace().map(|n| n.parse::<u16>().ok());
        let key = numbers.next()??;
        Some((key, numbers.next()?.and_then(Group::new)?, numbers.next()?.and_then(Group::new)?))
    };
    text.lines().filter_map(row).collect()
}
