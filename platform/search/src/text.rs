//! The same cutting of text for indexes that are kept elsewhere: folding, pairs of characters, and how a typed text
//! becomes what must be found.
use tantivy::tokenizer::TextAnalyzer;

use crate::tokens::{Cutter, GRAMS};

pub use crate::fold::{compact, fold};

/// The name under which [`pairs`] is registered in an index.
pub const PAIRS: &str = GRAMS;

/// Cuts a text into pairs of neighbouring characters with their places; runs of letters and digits stay whole.
#[must_use]
pub fn pairs() -> TextAnalyzer {
    TextAnalyzer::from(Cutter::Grams)
}

/// A typed word as a phrase of [`pairs`]: each with its place. A last character alone is left out where a pair before it
/// already holds it.
#[must_use]
pub fn phrase(word: &str) -> Vec<(usize, String)> {
    let grams = crate::tokens::grams(&fold(word));
    let mut out = Vec::with_capacity(grams.len());
    for (i, gram) in grams.iter().enumerate() {
        let held = gram.is_single() && i > 0 && grams.get(i - 1).is_some_and(|p| !p.is_single() && !p.is_letters());
        if !held {
            out.push((gram.at, gram.text.clone()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(word: &str) -> Vec<String> {
        phrase(word).into_iter().map(|(_, t)| t).collect()
    }

    #[test]
    fn a_word_is_the_pairs_that_must_stand_together() {
        assert_eq!(texts("新材料"), ["新材", "材料"]);
        assert_eq!(texts("光伏"), ["光伏"]);
        assert_eq!(texts("铝"), ["铝"]);
        assert_eq!(texts("３D打印"), ["3d", "打印"]);
    }
}
