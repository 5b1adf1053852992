//! Three ways to cut a text: pairs of characters (what is found), words (what is best), beginnings (codes, pinyin).

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy_jieba::JiebaTokenizer;

use crate::fold::{Class, class, compact, fold};

pub(crate) const GRAMS: &str = "grams";
pub(crate) const WORDS: &str = "words";
pub(crate) const STARTS: &str = "starts";

/// Ends a whole code in the list of its beginnings: folded text never contains it.
pub(crate) const WHOLE: char = '\u{1}';
/// Beginnings are indexed up to this length; a longer query is compared with the whole.
pub(crate) const START_CHARS_MAX: usize = 32;

/// A piece of text with its place. Ideographs count one each, a run of letters counts one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gram {
    pub at: usize,
    pub text: String,
}

impl Gram {
    /// One ideograph alone: the last of its run.
    pub fn is_single(&self) -> bool {
        let mut chars = self.text.chars();
        chars.next().is_some_and(|c| class(c) == Class::Ideograph) && chars.next().is_none()
    }

    pub fn is_letters(&self) -> bool {
        self.text.chars().next().is_some_and(|c| class(c) == Class::Letter)
    }
}

/// Runs of one class; a break leaves a gap in the places so that no phrase reaches across it.
fn runs(folded: &str) -> Vec<(usize, Class, Vec<char>)> {
    let mut out: Vec<(usize, Class, Vec<char>)> = Vec::new();
    let mut at = 0;
    let mut glued = false;
    for c in folded.chars() {
        let kind = class(c);
        match kind {
            // Brackets do not part 曙光（新疆）, but A-B stays two words.
            Class::Silent => {
                glued &= !matches!(out.last(), Some((_, Class::Letter, _)));
                continue;
            }
            Class::Break => {
                at += usize::from(glued || !out.is_empty());
                glued = false;
                continue;
            }
            Class::Ideograph | Class::Letter => {}
        }
        match out.last_mut() {
            Some((_, last, chars)) if glued && *last == kind => {
                chars.push(c);
                at += usize::from(kind == Class::Ideograph);
            }
            _ => {
                out.push((at, kind, vec![c]));
                at += 1;
            }
        }
        glued = true;
    }
    out
}

/// Pairs of neighbouring ideographs, the last ideograph of a run alone, and runs of letters whole.
pub(crate) fn grams(folded: &str) -> Vec<Gram> {
    let mut out = Vec::new();
    for (start, kind, chars) in runs(folded) {
        if kind == Class::Letter {
            out.push(Gram { at: start, text: chars.into_iter().collect() });
            continue;
        }
        for (i, c) in chars.iter().enumerate() {
            let text = [Some(c), chars.get(i + 1)].into_iter().flatten().collect();
            out.push(Gram { at: start + i, text });
        }
    }
    out
}

/// Words of two ideographs or more as jieba cuts them, also those inside long words; and runs of letters.
pub(crate) fn words(folded: &str) -> Vec<String> {
    let mut out = cut_words(folded, true);
    out.retain(|w| !is_one_ideograph(w));
    out
}

/// The words of a query one after another, nothing left out: a single character stays with its neighbour (云计算
/// is 云 and 计算 to jieba), so that each word says enough to be looked for by itself.
pub(crate) fn segments(folded: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut single = String::new();
    for word in cut_words(folded, false) {
        if is_one_ideograph(&word) {
            single.push_str(&word);
        } else {
            out.push(std::mem::take(&mut single) + &word);
        }
    }
    match out.last_mut() {
        Some(last) => last.push_str(&single),
        None if !single.is_empty() => out.push(single),
        None => {}
    }
    out
}

/// Whether the whole is one word to jieba, or one run of letters.
pub(crate) fn is_word(folded: &str) -> bool {
    matches!(cut_words(folded, false).as_slice(), [only] if !is_one_ideograph(only))
}

fn is_one_ideograph(word: &str) -> bool {
    word.chars().nth(1).is_none() && word.chars().all(|c| class(c) == Class::Ideograph)
}

fn cut_words(folded: &str, fine: bool) -> Vec<String> {
    let mut out = Vec::new();
    // Without guessing of unknown words: faster, and the same cut in every context. Pairs find those anyway.
    let mut jieba = JiebaTokenizer::with_search_mode(fine);
    jieba.set_hmm(false);
    for (_, kind, chars) in runs(folded) {
        let run: String = chars.iter().collect();
        if kind == Class::Letter {
            out.push(run);
            continue;
        }
        let mut stream = jieba.token_stream(&run);
        while stream.advance() {
            out.push(stream.token().text.clone());
        }
    }
    out
}

/// Every beginning of two characters or more, and the whole with its mark.
fn starts(text: &str) -> Vec<String> {
    let text = compact(text);
    let mut out = Vec::new();
    if text.is_empty() {
        return out;
    }
    let mut start = String::new();
    for (i, c) in text.chars().take(START_CHARS_MAX).enumerate() {
        start.push(c);
        if i > 0 {
            out.push(start.clone());
        }
    }
    out.push(format!("{text}{WHOLE}"));
    out
}

#[derive(Clone, Copy)]
pub(crate) enum Cutter {
    Grams,
    Words,
    Starts,
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let cut: Vec<(usize, String)> = match self {
            Cutter::Grams => grams(&fold(text)).into_iter().map(|g| (g.at, g.text)).collect(),
            Cutter::Words => words(&fold(text)).into_iter().enumerate().collect(),
            Cutter::Starts => starts(text).into_iter().enumerate().collect(),
        };
        Tokens { rest: cut.into_iter(), token: Token::default() }
    }
}

pub(crate) struct Tokens {
    rest: std::vec::IntoIter<(usize, String)>,
    token: Token,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.rest.next() else { return false };
        // Offsets serve highlighting only, which this index does not do.
        self.token = Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(usize, String)> {
        grams(&fold(text)).into_iter().map(|g| (g.at, g.text)).collect()
    }

    fn at(list: &[(usize, &str)]) -> Vec<(usize, String)> {
        list.iter().map(|(i, s)| (*i, (*s).to_owned())).collect()
    }

    #[test]
    fn brackets_are_silent_and_punctuation_parts() {
        assert_eq!(cut("曙光（新疆）"), at(&[(0, "曙光"), (1, "光新"), (2, "新疆"), (3, "疆")]));
        assert_eq!(cut("曙光，新疆"), at(&[(0, "曙光"), (1, "光"), (3, "新疆"), (4, "疆")]));
        assert_eq!(cut("３Ｄ打印"), at(&[(0, "3d"), (1, "打印"), (2, "印")]));
        assert_eq!(cut("A-B"), at(&[(0, "a"), (1, "b")]));
        assert_eq!(cut("，。（）"), at(&[]));
    }

    #[test]
    fn words_for_ranking_and_segments_for_queries() {
        assert_eq!(words("中科曙光云计算"), ["中科", "曙光", "计算"]);
        assert!(words("高新技术产业").contains(&"技术".to_owned()));
        assert_eq!(segments("新疆云计算"), ["新疆", "云计算"]);
        assert_eq!(segments("3d打印"), ["3d", "打印"]);
        assert_eq!(segments("示例甲"), ["示例甲"]);
        assert!(is_word("曙光") && !is_word("云计算") && !is_word("云"));
    }

    #[test]
    fn beginnings_of_a_code() {
        assert_eq!(starts("91-6A"), ["91", "916", "916a", "916a\u{1}"]);
    }
}
