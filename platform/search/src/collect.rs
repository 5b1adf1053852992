//! Picks one page out of all hits and counts them, in one pass.
//!
//! Own collector rather than the engine's: it breaks ties by a fixed number per document (pages stay stable while
//! segments merge), puts missing values last in both directions, and looks strings up in one sweep per segment.

use std::cmp::Ordering;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

use crate::query::Order;
use crate::schema::{ID, TIE};

/// What to sort by, resolved against the schema.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Nothing,
    Score,
    Int(String, Order),
    Text(String, Order),
}

pub(crate) struct Pick {
    pub by: By,
    /// The best so many are kept.
    pub keep: usize,
    /// Only hits whose fixed number is at least this are kept; all are counted.
    pub from: u64,
}

/// A hit within a segment; smaller is better. Keys of strings are ordinals, so they compare within a segment only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    key: u64,
    tie: u64,
    doc: DocId,
}

/// A hit that compares across segments.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    missing: bool,
    text: Option<String>,
    row: Row,
    segment: u32,
}

pub(crate) struct Picks {
    pub rows: Vec<Picked>,
    pub total: usize,
}

/// Missing values sort behind everything: no key in use reaches this.
const MISSING: u64 = u64::MAX;

enum Keys {
    Nothing,
    Score,
    Int(Option<Column<i64>>, Order),
    Text(Option<StrColumn>, Order),
}

impl Keys {
    fn of(&self, doc: DocId, score: Score) -> u64 {
        match self {
            Keys::Nothing => 0,
            // Scores are never negative, so their bits order as they do.
            Keys::Score => u64::from(!score.max(0.0).to_bits()),
            Keys::Int(column, order) => {
                let value = column.as_ref().and_then(|c| c.first(doc));
                // Shifted to unsigned; only the two greatest numbers of all share a key.
                value.map_or(MISSING, |v| directed((v as u64) ^ (1 << 63), *order))
            }
            Keys::Text(column, order) => {
                let ord = column.as_ref().and_then(|c| c.ords().first(doc));
                ord.map_or(MISSING, |o| directed(o, *order))
            }
        }
    }
}

/// Turned round for falling order, always below MISSING; twice gives the ordinal back.
fn directed(key: u64, order: Order) -> u64 {
    match order {
        Order::Asc => key.min(MISSING - 1),
        Order::Desc => (MISSING - 1).saturating_sub(key),
    }
}

pub(crate) struct PickSegment {
    keys: Keys,
    tie: Column<u64>,
    segment: u32,
    keep: usize,
    from: u64,
    total: usize,
    /// Rows not better than this cannot be among the kept.
    bar: Option<Row>,
    rows: Vec<Row>,
}

impl PickSegment {
    fn trim(&mut self) {
        if self.keep > 0 && self.rows.len() > self.keep {
            let (_, worst, _) = self.rows.select_nth_unstable(self.keep - 1);
            self.bar = Some(*worst);
            self.rows.truncate(self.keep);
        }
    }

    fn finish(mut self) -> tantivy::Result<Picks> {
        self.trim();
        let sort_texts = match &self.keys {
            Keys::Text(column, order) => {
                let ord = |r: &Row| (r.key != MISSING).then(|| directed(r.key, *order));
                texts(column.as_ref(), self.rows.iter().map(ord))?
            }
            _ => vec![None; self.rows.len()],
        };
        let segment = self.segment;
        let rows = self.rows.into_iter().zip(sort_texts);
        let rows = rows.map(|(row, text)| Picked { missing: row.key == MISSING, text, row, segment }).collect();
        Ok(Picks { rows, total: self.total })
    }
}

/// The strings of many ordinals in one sweep: the dictionary is compressed in blocks.
fn texts(column: Option<&StrColumn>, ords: impl Iterator<Item = Option<u64>>) -> tantivy::Result<Vec<Option<String>>> {
    let ords: Vec<Option<u64>> = ords.collect();
    let mut out = vec![None; ords.len()];
    let Some(column) = column else { return Ok(out) };
    let mut wanted: Vec<(u64, usize)> = ords.iter().enumerate().filter_map(|(i, o)| Some(((*o)?, i))).collect();
    wanted.sort_unstable();
    let sorted: Vec<u64> = wanted.iter().map(|(ord, _)| *ord).collect();
    let mut places = wanted.iter().map(|(_, place)| *place);
    column.dictionary().sorted_ords_to_term_cb(&sorted, |bytes| {
        if let Some(slot) = places.next().and_then(|p| out.get_mut(p)) {
            *slot = Some(String::from_utf8_lossy(bytes).into_owned());
        }
    })?;
    Ok(out)
}

impl SegmentCollector for PickSegment {
    type Fruit = tantivy::Result<Picks>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if self.keep == 0 {
            return;
        }
        let key = self.keys.of(doc, score);
        if self.bar.is_some_and(|bar| key > bar.key) {
            return;
        }
        let row = Row { key, tie: self.tie.first(doc).unwrap_or(0), doc };
        if row.tie < self.from {
            return;
        }
        if self.bar.is_some_and(|bar| row >= bar) {
            return;
        }
        self.rows.push(row);
        if self.rows.len() >= self.keep.saturating_mul(2).max(1_024) {
            self.trim();
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.finish()
    }
}

impl Collector for Pick {
    type Fruit = Picks;
    type Child = PickSegment;

    fn for_segment(&self, ord: u32, segment: &SegmentReader) -> tantivy::Result<PickSegment> {
        let fast = segment.fast_fields();
        let keys = match &self.by {
            By::Nothing => Keys::Nothing,
            By::Score => Keys::Score,
            By::Int(name, order) => Keys::Int(fast.column_opt(name)?, *order),
            By::Text(name, order) => Keys::Text(fast.str(name)?, *order),
        };
        Ok(PickSegment {
            keys,
            tie: fast.u64(TIE)?,
            segment: ord,
            keep: self.keep,
            from: self.from,
            total: 0,
            bar: None,
            rows: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        matches!(self.by, By::Score)
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Picks>>) -> tantivy::Result<Picks> {
        let mut all = Picks { rows: Vec::new(), total: 0 };
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            all.rows.extend(segment.rows);
        }
        let falling = matches!(self.by, By::Text(_, Order::Desc));
        all.rows.sort_unstable_by(|a, b| across(a, b, falling));
        all.rows.truncate(self.keep);
        Ok(all)
    }
}

fn across(a: &Picked, b: &Picked, falling: bool) -> Ordering {
    let by_text = match (&a.text, &b.text) {
        (Some(x), Some(y)) => Some(if falling { y.cmp(x) } else { x.cmp(y) }),
        _ => None,
    };
    let by_key = by_text.unwrap_or_else(|| a.row.key.cmp(&b.row.key));
    let place = |p: &Picked| (p.row.tie, p.segment, p.row.doc);
    a.missing.cmp(&b.missing).then(by_key).then_with(|| place(a).cmp(&place(b)))
}

/// The rows of all hits, in no order, where at most `most` fit. Where more do, reading ends with the first too many: a word
/// that stands in every document costs no more than a rare one.
pub(crate) fn few(searcher: &Searcher, query: &dyn Query, most: usize) -> tantivy::Result<Option<Vec<Picked>>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut found = Vec::new();
    for (segment, reader) in (0u32..).zip(searcher.segment_readers()) {
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                if found.len() == most {
                    return Ok(None);
                }
                found.push(Picked { missing: false, text: None, row: Row { key: 0, tie: 0, doc }, segment });
            }
            doc = scorer.advance();
        }
    }
    Ok(Some(found))
}

/// The ids of picked rows, in their order.
pub(crate) fn ids(searcher: &Searcher, rows: &[Picked]) -> tantivy::Result<Vec<String>> {
    let mut out = vec![String::new(); rows.len()];
    for (ord, reader) in (0u32..).zip(searcher.segment_readers()) {
        let here: Vec<(usize, DocId)> =
            rows.iter().enumerate().filter(|(_, r)| r.segment == ord).map(|(i, r)| (i, r.row.doc)).collect();
        if here.is_empty() {
            continue;
        }
        let column = reader.fast_fields().str(ID)?;
        let found = texts(column.as_ref(), here.iter().map(|(_, doc)| column.as_ref()?.ords().first(*doc)))?;
        for ((place, _), id) in here.iter().zip(found) {
            if let Some(slot) = out.get_mut(*place) {
                *slot = id.unwrap_or_default();
            }
        }
    }
    Ok(out)
}
