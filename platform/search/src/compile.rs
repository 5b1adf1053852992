//! From a list page's question to the index's own query.
//!
//! For each word of the text: found as a run of characters in a text field (weighted, ranked by BM25), more if it
//! is a word there; or at the beginning of a code or pinyin; or, when it is several words written together, by each
//! of them anywhere. Filters, ranges and the zone never change the ranking.

use std::ops::Bound;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, PhrasePrefixQuery,
    PhraseQuery, Query as Node, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::error::{Error, Result};
use crate::fold::{Class, class, compact, cut, fold};
use crate::index::{KEYWORD_CHARS_MAX, WHOLE_CHARS_MAX};
use crate::query::{Filter, Query, Range};
use crate::schema::{Kind, Layout};
use crate::tokens::{Gram, START_CHARS_MAX, WHOLE, grams, is_word, segments};

type Boxed = Box<dyn Node>;

/// An exact name is worth more than any sum of words.
const WHOLE_SCORE: f32 = 100_000.0;
/// A find in a title, per weight, before any ranking.
const TITLE_SCORE: f32 = 5.0;
/// Being a word, against merely containing the characters.
const WORD_SHARE: f32 = 0.5;
/// Words found apart, against found together.
const APART_SHARE: f32 = 0.2;
/// A word in more documents than this tells them apart no longer: it finds, and a find in a title comes first.
const COMMON_DOCS: u64 = 20_000;
/// How many endings of a half-typed last word are tried behind other characters.
const ENDINGS_MAX: u32 = 5_000;
/// A run that jieba cuts into more words than this is looked for only as it stands.
const APART_WORDS_MAX: usize = 8;

pub(crate) struct Compiled {
    pub query: Boxed,
    /// Whether hits differ in score.
    pub has_text: bool,
}

pub(crate) fn compile(layout: &Layout, searcher: &Searcher, query: &Query, ranked: bool) -> Result<Compiled> {
    let terms = split(&query.text)?;
    let text = Text { layout, searcher, ranked };
    let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
    for term in &terms {
        clauses.push((Occur::Must, text.term(term)));
    }
    if ranked && !terms.is_empty() {
        clauses.extend(text.whole(&query.text).into_iter().map(|q| (Occur::Should, q)));
    }
    for filter in &query.filters {
        let occur = if filter.not { Occur::MustNot } else { Occur::Must };
        clauses.push((occur, filter_node(layout, filter)?));
    }
    for range in &query.ranges {
        clauses.push((Occur::Must, range_node(layout, range)?));
    }
    if let Some(zone) = zone_node(layout, searcher, &query.zone, clauses.iter().any(|(o, _)| *o == Occur::Must))? {
        clauses.push((Occur::Must, zone));
    }
    Ok(Compiled { query: Box::new(BooleanQuery::new(clauses)), has_text: !terms.is_empty() })
}

/// The words of a query text, folded. Only punctuation: none.
fn split(text: &str) -> Result<Vec<String>> {
    if text.chars().count() > crate::QUERY_CHARS_MAX {
        return Err(Error::QueryTooLong);
    }
    let mut terms: Vec<String> = Vec::new();
    for part in fold(text).split(|c| class(c) == Class::Break) {
        let part = part.to_owned();
        if !grams(&part).is_empty() && !terms.contains(&part) {
            terms.push(part);
        }
    }
    if terms.len() > crate::QUERY_WORDS_MAX {
        return Err(Error::QueryTooLong);
    }
    Ok(terms)
}

/// None when another clause already decides and the whole index is this one zone: a million rows need no check then.
fn zone_node(layout: &Layout, searcher: &Searcher, zone: &str, others: bool) -> Result<Option<Boxed>> {
    let term = Term::from_field_text(layout.zone, zone);
    let all: u64 = searcher.segment_readers().iter().map(|s| u64::from(s.max_doc())).sum();
    if others && searcher.doc_freq(&term)? == all {
        return Ok(None);
    }
    Ok(Some(silent(exact(term))))
}

fn filter_node(layout: &Layout, filter: &Filter) -> Result<Boxed> {
    if filter.any_of.len() > crate::FILTER_VALUES_MAX {
        return Err(Error::TooManyValues);
    }
    let column = layout.column(&filter.field)?;
    let terms: Vec<Term> = match column.kind {
        Kind::Keyword => {
            let value = |v: &String| Term::from_field_text(column.main, cut(v, KEYWORD_CHARS_MAX));
            filter.any_of.iter().map(value).collect()
        }
        Kind::Code { .. } => {
            let value = |v: &String| Term::from_field_text(column.main, &format!("{}{WHOLE}", compact(v)));
            filter.any_of.iter().map(value).collect()
        }
        _ => return Err(Error::Field(filter.field.clone())),
    };
    Ok(match terms.len() {
        0 => Box::new(EmptyQuery),
        1..=16 => silent(any(terms.into_iter().map(exact).collect())),
        _ => silent(Box::new(TermSetQuery::new(terms))),
    })
}

fn range_node(layout: &Layout, range: &Range) -> Result<Boxed> {
    let column = layout.column(&range.field)?;
    if column.kind != Kind::Int {
        return Err(Error::Field(range.field.clone()));
    }
    let (min, max) = (range.min.unwrap_or(i64::MIN), range.max.unwrap_or(i64::MAX));
    if min > max {
        return Ok(Box::new(EmptyQuery));
    }
    let bound = |v| Bound::Included(Term::from_field_i64(column.main, v));
    Ok(silent(Box::new(RangeQuery::new(bound(min), bound(max)))))
}

struct Text<'a> {
    layout: &'a Layout,
    searcher: &'a Searcher,
    /// Without ranking the clauses that only add score are left out.
    ranked: bool,
}

impl Text<'_> {
    fn term(&self, term: &str) -> Boxed {
        let word = (self.ranked && is_word(term)).then(|| compact(term));
        let mut ways = self.run(&grams(term), word.as_deref());
        for column in &self.layout.columns {
            match column.kind {
                Kind::Code { weight } => ways.extend(start(column.main, term).map(|q| fixed(q, weight))),
                Kind::Pinyin { weight } if term.is_ascii() => {
                    ways.extend(start(column.main, term).map(|q| fixed(q, weight)));
                }
                _ => {}
            }
        }
        ways.extend(self.apart(term));
        any(ways)
    }

    /// The characters as they stand, in any text field; more if they are a word there.
    fn run(&self, cut_grams: &[Gram], word: Option<&str>) -> Vec<Boxed> {
        let mut ways = Vec::new();
        let common = self.ranked && self.is_common(cut_grams);
        for column in &self.layout.columns {
            let Kind::Text { weight, title } = column.kind else { continue };
            let Some(found) = phrase(column.main, cut_grams) else { continue };
            if common {
                ways.push(fixed(found, if title { weight * TITLE_SCORE } else { weight }));
                continue;
            }
            let word = word.zip(column.words).map(|(w, field)| ranked(Term::from_field_text(field, w)));
            if title && self.ranked {
                // A fixed part, so that a common word in a name still outranks a rare one in a long text.
                ways.push(fixed(found.box_clone(), weight * TITLE_SCORE));
            }
            if !title || word.is_none() || !self.ranked {
                ways.push(boost(found, weight));
            }
            ways.extend(word.map(|q| boost(q, weight * WORD_SHARE)));
        }
        ways
    }

    /// Whether even the rarest part of the run stands in very many documents.
    fn is_common(&self, cut_grams: &[Gram]) -> bool {
        let fields = || self.layout.columns.iter().filter(|c| matches!(c.kind, Kind::Text { .. })).map(|c| c.main);
        let of = |gram: &Gram| {
            // An index that cannot say so is asked in full.
            fields()
                .map(|f| self.searcher.doc_freq(&Term::from_field_text(f, &gram.text)).unwrap_or(0))
                .max()
                .unwrap_or(0)
        };
        matching(cut_grams).iter().map(of).min().unwrap_or(0) > COMMON_DOCS
    }

    /// 新疆云计算 also finds 新疆…云计算.
    fn apart(&self, term: &str) -> Option<Boxed> {
        let parts = segments(term);
        if !(2..=APART_WORDS_MAX).contains(&parts.len()) {
            return None;
        }
        let each = parts.iter().map(|w| any(self.run(&grams(w), None))).collect();
        Some(boost(Box::new(BooleanQuery::intersection(each)), APART_SHARE))
    }

    fn whole(&self, text: &str) -> Vec<Boxed> {
        let value = compact(text);
        let fields = self.layout.columns.iter().filter_map(|c| c.whole);
        fields.map(|f| fixed(exact(Term::from_field_text(f, cut(&value, WHOLE_CHARS_MAX))), WHOLE_SCORE)).collect()
    }
}

/// Neighbouring grams in one field. A last ideograph alone, or letters, may be the beginning of something longer.
fn phrase(field: Field, cut_grams: &[Gram]) -> Option<Boxed> {
    let run = matching(cut_grams);
    let (first, last) = (run.first()?, run.last()?);
    let open = last.is_single() || (last.is_letters() && last.text.chars().nth(1).is_some());
    if run.len() == 1 {
        return Some(if open { begins(field, first) } else { ranked(Term::from_field_text(field, &first.text)) });
    }
    let places = run.iter().map(|g| (g.at, Term::from_field_text(field, &g.text))).collect();
    if !open {
        return Some(Box::new(PhraseQuery::new_with_offset(places)));
    }
    let mut query = PhrasePrefixQuery::new_with_offset(places);
    query.set_max_expansions(ENDINGS_MAX);
    Some(Box::new(query))
}

/// The last ideograph of a run alone says nothing new after its pair, except in front of letters.
fn matching(cut_grams: &[Gram]) -> Vec<Gram> {
    let mut run = cut_grams.to_vec();
    let before = run.iter().rev().nth(1).map(|g| (g.at, g.is_letters()));
    let ends_single = run.last().is_some_and(Gram::is_single);
    if ends_single && before.is_some_and(|(_, letters)| !letters) {
        run.pop();
    }
    thinned(run)
}

/// Every other pair covers all characters of a run (有限 and 公司 say 有限公司): fewer lists to read.
fn thinned(run: Vec<Gram>) -> Vec<Gram> {
    let pair = |g: Option<&Gram>| g.is_some_and(|g| !g.is_letters() && !g.is_single());
    let (mut out, mut covered) = (Vec::with_capacity(run.len()), None);
    for (i, gram) in run.iter().enumerate() {
        let next = run.get(i + 1);
        let next_joins = pair(next) && next.is_some_and(|n| n.at == gram.at + 1);
        // The pair before ends where this one begins, and the next begins where this one ends.
        if pair(Some(gram)) && covered == Some(gram.at) && next_joins {
            continue;
        }
        covered = pair(Some(gram)).then_some(gram.at + 1);
        out.push(gram.clone());
    }
    out
}

/// One character, or letters half typed: the whole counts for more than a beginning.
fn begins(field: Field, gram: &Gram) -> Boxed {
    let low = Term::from_field_text(field, &gram.text);
    let high = Term::from_field_text(field, &format!("{}\u{10ffff}", gram.text));
    let range = InvertedIndexRangeQuery::new(Bound::Included(low.clone()), Bound::Excluded(high));
    any(vec![fixed(Box::new(range), 1.0), ranked(low)])
}

fn start(field: Field, term: &str) -> Option<Boxed> {
    let value = compact(term);
    match value.chars().count() {
        0 | 1 => None,
        2..=START_CHARS_MAX => Some(exact(Term::from_field_text(field, &value))),
        _ => Some(exact(Term::from_field_text(field, &format!("{}{WHOLE}", cut(&value, WHOLE_CHARS_MAX))))),
    }
}

fn exact(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn ranked(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn boost(query: Boxed, by: f32) -> Boxed {
    Box::new(BoostQuery::new(query, by))
}

fn fixed(query: Boxed, score: f32) -> Boxed {
    Box::new(ConstScoreQuery::new(query, score))
}

fn silent(query: Boxed) -> Boxed {
    fixed(query, 0.0)
}

fn any(mut ways: Vec<Boxed>) -> Boxed {
    match ways.len() {
        0 => Box::new(EmptyQuery),
        1 => ways.remove(0),
        _ => Box::new(BooleanQuery::union(ways)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_cover_every_character() {
        let texts = |t: &str| -> Vec<String> { matching(&grams(t)).into_iter().map(|g| g.text).collect() };
        assert_eq!(texts("有限公司"), ["有限", "公司"]);
        assert_eq!(texts("新材料"), ["新材", "材料"]);
        assert_eq!(texts("乌鲁木齐市"), ["乌鲁", "木齐", "齐市"]);
        assert_eq!(texts("曙"), ["曙"]);
        assert_eq!(texts("3d打印机b"), ["3d", "打印", "印机", "机", "b"]);
        assert_eq!(texts("机3d"), ["机", "3d"]);
    }
}
