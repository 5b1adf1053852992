//! Counts per value, for the numbers beside the filters.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentReader};

/// For each field asked for, its most frequent values with their counts (ties by value).
pub type Facets = BTreeMap<String, Vec<(String, usize)>>;

pub(crate) struct Count {
    pub fields: Vec<String>,
}

type Counts = Vec<BTreeMap<String, usize>>;

pub(crate) struct CountSegment {
    columns: Vec<Option<(StrColumn, Vec<usize>)>>,
}

impl CountSegment {
    fn finish(self) -> tantivy::Result<Counts> {
        self.columns.into_iter().map(named).collect()
    }
}

fn named(column: Option<(StrColumn, Vec<usize>)>) -> tantivy::Result<BTreeMap<String, usize>> {
    let mut out = BTreeMap::new();
    let Some((column, counts)) = column else { return Ok(out) };
    let seen: Vec<(u64, usize)> = (0u64..).zip(counts).filter(|(_, n)| *n > 0).collect();
    let ords: Vec<u64> = seen.iter().map(|(ord, _)| *ord).collect();
    let mut numbers = seen.iter().map(|(_, n)| *n);
    column.dictionary().sorted_ords_to_term_cb(&ords, |bytes| {
        let n = numbers.next().unwrap_or_default();
        out.insert(String::from_utf8_lossy(bytes).into_owned(), n);
    })?;
    Ok(out)
}

impl SegmentCollector for CountSegment {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, doc: DocId, _: Score) {
        for (column, counts) in self.columns.iter_mut().flatten() {
            for ord in column.term_ords(doc) {
                if let Some(n) = counts.get_mut(ord as usize) {
                    *n += 1;
                }
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.finish()
    }
}

impl Collector for Count {
    type Fruit = Counts;
    type Child = CountSegment;

    fn for_segment(&self, _: u32, segment: &SegmentReader) -> tantivy::Result<CountSegment> {
        let mut columns = Vec::new();
        for name in &self.fields {
            let column = segment.fast_fields().str(name)?;
            columns.push(column.map(|c| {
                let counts = vec![0; c.num_terms()];
                (c, counts)
            }));
        }
        Ok(CountSegment { columns })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all: Counts = vec![BTreeMap::new(); self.fields.len()];
        for segment in segments {
            for (sum, part) in all.iter_mut().zip(segment?) {
                for (value, n) in part {
                    *sum.entry(value).or_default() += n;
                }
            }
        }
        Ok(all)
    }
}

pub(crate) fn top(counts: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut list: Vec<(String, usize)> = counts.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list.truncate(crate::FACET_VALUES_MAX);
    list
}
