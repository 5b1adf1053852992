//! The best hits of a question, with an end to the counting.
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocSet, Score, Searcher, TERMINATED};

use crate::error::Result;

/// Hits are counted and weighed up to here: a word in two thirds of all scopes would otherwise cost a tenth of a second,
/// and nobody leafs through what comes behind.
pub(super) const COUNTED_MOST: usize = 5_000;

/// What was found before the counting ended.
pub(super) struct Best {
    /// Best first; equal ones in the order of the lake.
    pub hits: Vec<DocAddress>,
    /// There are more than were counted.
    pub more: bool,
}

/// The hits of a question, the best first, of the first [`COUNTED_MOST`] in the order of the lake.
pub(super) fn best(searcher: &Searcher, query: &dyn Query) -> Result<Best> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let mut found: Vec<(Score, DocAddress)> = Vec::new();
    let mut more = false;
    for (segment, reader) in (0u32..).zip(searcher.segment_readers()) {
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                if found.len() == COUNTED_MOST {
                    more = true;
                    break;
                }
                found.push((scorer.score(), DocAddress::new(segment, doc)));
            }
            doc = scorer.advance();
        }
    }
    found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    Ok(Best { hits: found.into_iter().map(|(_, at)| at).collect(), more })
}
