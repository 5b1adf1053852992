//! Questions to the full text.
use std::collections::HashSet;
use std::ops::Bound;
use std::path::Path;

use kernel::industry::Level;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query,
    RangeQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::Fields;
use super::best::best;
use crate::company::{Company, days_of};
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::read::{Overlay, Page};

/// A hit in the name counts so many times one in the scope.
const NAME_WEIGHT: f32 = 4.0;
const WORDS_MAX: usize = 16;
/// How many endings of a half-typed last word are tried behind letters.
const ENDINGS_MAX: u32 = 5_000;
const CHARS_MAX: usize = 100;
/// A page may not reach beyond this many hits.
const DEPTH_MAX: usize = super::best::COUNTED_MOST;

/// Where words are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Everything,
    Names,
}

/// An index that is open for reading.
pub(crate) struct FullText {
    reader: IndexReader,
    fields: Fields,
}

impl FullText {
    pub fn open(folder: &Path) -> Result<Self> {
        let (index, fields) = super::open(folder)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, fields })
    }

    /// The best companies for a text, and how many there are. Words are separated by spaces and must all be found. Without
    /// text: in the order of the lake. Of more than 5,000 hits, those in the names come first, and the rest is
    /// neither counted nor weighed.
    pub fn search(&self, text: &str, filter: &Filter, overlay: &Overlay, offset: usize, limit: usize) -> Result<Page> {
        if offset.saturating_add(limit) > DEPTH_MAX {
            return Err(Error::Query { reason: format!("a page cannot reach beyond the first {DEPTH_MAX} companies") });
        }
        let searcher = self.reader.searcher();
        // Where the names alone are too many, nobody needs the rest.
        let names = best(&searcher, &self.query(text, filter, overlay, Within::Names)?)?;
        let (mut hits, mut at_least) = (names.hits, names.more);
        if !at_least {
            let all = best(&searcher, &self.query(text, filter, overlay, Within::Everything)?)?;
            at_least = all.more;
            hits = if at_least { names_first(hits, all.hits) } else { all.hits };
        }
        let total = hits.len() as u64;
        let page = hits.into_iter().skip(offset).take(limit);
        let companies = page.map(|at| self.company(&searcher, at)).collect::<Result<_>>()?;
        Ok(Page { total, at_least, companies })
    }

    /// The companies with these numbers, in their order; numbers that are not there are left out.
    pub fn by_ids(&self, ids: &[i64]) -> Result<Vec<Company>> {
        let searcher = self.reader.searcher();
        let mut out = Vec::with_capacity(ids.len());
        for id in ids {
            out.extend(self.first(&searcher, Term::from_field_i64(self.fields.id, *id))?);
        }
        Ok(out)
    }

    /// The company with this credit code.
    pub fn by_code(&self, code: &str) -> Result<Option<Company>> {
        self.first(&self.reader.searcher(), Term::from_field_text(self.fields.code, code))
    }

    fn first(&self, searcher: &Searcher, term: Term) -> Result<Option<Company>> {
        for (segment, reader) in (0u32..).zip(searcher.segment_readers()) {
            let postings = reader.inverted_index(term.field())?.read_postings(&term, IndexRecordOption::Basic);
            let postings = postings.map_err(|e| Error::Engine(e.to_string()))?;
            let doc = postings.map(|p| tantivy::DocSet::doc(&p)).filter(|d| *d != tantivy::TERMINATED);
            if let Some(doc) = doc {
                return self.company(searcher, DocAddress::new(segment, doc)).map(Some);
            }
        }
        Ok(None)
    }

    fn company(&self, searcher: &Searcher, at: DocAddress) -> Result<Company> {
        let doc: TantivyDocument = searcher.doc(at)?;
        let body = doc.get_first(self.fields.body).and_then(|v| v.as_bytes()).unwrap_or_default();
        serde_json::from_slice(body).map_err(|e| Error::Engine(e.to_string()))
    }

    fn query(&self, text: &str, filter: &Filter, overlay: &Overlay, within: Within) -> Result<BooleanQuery> {
        filter.check()?;
        let mut must: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let words: Vec<&str> = text.split_whitespace().chain(filter.words.iter().map(String::as_str)).collect();
        if words.len() > WORDS_MAX || text.chars().count() > CHARS_MAX {
            let reason = format!("at most {WORDS_MAX} words and {CHARS_MAX} characters");
            return Err(Error::Query { reason });
        }
        for word in words {
            must.push((Occur::Must, self.word(word, within)?));
        }
        if must.is_empty() {
            must.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 1.0))));
        }
        must.extend(self.filters(filter, overlay).into_iter().map(|q| {
            let silent: Box<dyn Query> = Box::new(ConstScoreQuery::new(q, 0.0));
            (Occur::Must, silent)
        }));
        Ok(BooleanQuery::new(must))
    }

    fn word(&self, word: &str, within: Within) -> Result<Box<dyn Query>> {
        let phrase = super::search_text::phrase(word);
        let name: Box<dyn Query> = Box::new(BoostQuery::new(in_field(self.fields.name, &phrase)?, NAME_WEIGHT));
        if within == Within::Names {
            return Ok(name);
        }
        let scope = in_field(self.fields.scope, &phrase)?;
        Ok(Box::new(BooleanQuery::union(vec![name, scope])))
    }

    fn filters(&self, filter: &Filter, overlay: &Overlay) -> Vec<Box<dyn Query>> {
        let f = &self.fields;
        let places = filter.places.iter().map(|p| {
            let parts = [(f.province, &p.province), (f.city, &p.city)];
            let given =
                parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| keyword(field, text));
            all_of(given.collect())
        });
        let date = |d: Option<chrono::NaiveDate>| d.map(|d| i64::from(days_of(d)));
        let mut all = vec![
            one_of(places.collect()),
            self.industries(filter, overlay),
            one_of(filter.sizes.iter().map(|s| keyword(f.size, s)).collect()),
            one_of(filter.statuses.iter().map(|s| keyword(f.status, s)).collect()),
            filter.capital_currency().map(|c| keyword(f.currency, &c.to_string())),
            between(f.registered, date(filter.registered_from), date(filter.registered_to)),
            between(f.capital, filter.capital_min_fen, filter.capital_max_fen),
            between(f.insured, filter.insured_min, filter.insured_max),
        ];
        all.push(filter.confidence_min.map(|least| {
            let least = Bound::Included(Term::from_field_f64(f.confidence, f64::from(least)));
            let range: Box<dyn Query> = Box::new(RangeQuery::new(least, Bound::Unbounded));
            range
        }));
        all.into_iter().flatten().collect()
    }

    /// The industries as they are in the index, set right by what users corrected since.
    fn industries(&self, filter: &Filter, overlay: &Overlay) -> Option<Box<dyn Query>> {
        let f = &self.fields;
        let stored = filter.industries.iter().filter_map(|code| match code.level() {
            Level::Section => Some(keyword(f.section, code.as_str())),
            Level::Division => Some(keyword(f.division, code.as_str())),
            _ => code.group().map(|g| keyword(f.group, g.as_str())),
        });
        let stored = one_of(stored.collect())?;
        let (inside, outside) = overlay.apart(&filter.industries);
        let ids = |ids: Vec<i64>| ids.into_iter().map(|id| number(f.id, id)).collect::<Vec<_>>();
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Should, stored)];
        clauses.extend(ids(inside).into_iter().map(|q| (Occur::Should, q)));
        clauses.extend(ids(outside).into_iter().map(|q| (Occur::MustNot, q)));
        Some(Box::new(BooleanQuery::new(clauses)))
    }
}

fn number(field: Field, number: i64) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_i64(field, number), IndexRecordOption::Basic))
}

fn in_field(field: Field, phrase: &[(usize, String)]) -> Result<Box<dyn Query>> {
    let term = |text: &str| Term::from_field_text(field, text);
    let is_one_ideograph = |text: &str| text.chars().count() == 1 && !text.is_ascii();
    Ok(match phrase {
        [] => Box::new(EmptyQuery),
        // One character alone stands at the end of a run or begins any pair.
        [(_, only)] if is_one_ideograph(only) => Box::new(RegexQuery::from_pattern(&format!("{only}.?"), field)?),
        [(_, only)] => Box::new(TermQuery::new(term(only), IndexRecordOption::WithFreqs)),
        // After letters it does the same.
        [.., (_, last)] if is_one_ideograph(last) => {
            let mut query =
                PhrasePrefixQuery::new_with_offset(phrase.iter().map(|(at, text)| (*at, term(text))).collect());
            query.set_max_expansions(ENDINGS_MAX);
            Box::new(query)
        }
        many => Box::new(PhraseQuery::new_with_offset(many.iter().map(|(at, text)| (*at, term(text))).collect())),
    })
}

fn keyword(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn all_of(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    if queries.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::intersection(queries)) }
}

/// None where nothing is asked.
fn one_of(queries: Vec<Box<dyn Query>>) -> Option<Box<dyn Query>> {
    if queries.is_empty() { None } else { Some(Box::new(BooleanQuery::union(queries))) }
}

fn between(field: Field, least: Option<i64>, most: Option<i64>) -> Option<Box<dyn Query>> {
    let bound = |n: Option<i64>| n.map_or(Bound::Unbounded, |n| Bound::Included(Term::from_field_i64(field, n)));
    if least.is_none() && most.is_none() {
        return None;
    }
    Some(Box::new(RangeQuery::new(bound(least), bound(most))))
}

/// Hits in the names before the others, no more than are counted.
fn names_first(mut names: Vec<DocAddress>, all: Vec<DocAddress>) -> Vec<DocAddress> {
    let known: HashSet<DocAddress> = names.iter().copied().collect();
    names.extend(all.into_iter().filter(|at| !known.contains(at)));
    names.truncate(DEPTH_MAX);
    names
}
