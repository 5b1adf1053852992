//! Sums over all hits, taken from the columns in one pass.
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentReader};

/// The sum of an int field over the hits that have a value; it stops at the greatest number rather than wrap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub total: i64,
    /// How many hits have a value.
    pub count: usize,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.total = self.total.saturating_add(other.total);
        self.count += other.count;
    }
}

pub(crate) struct Add {
    pub fields: Vec<String>,
}

pub(crate) struct AddSegment(Vec<(Option<Column<i64>>, Sum)>);

impl SegmentCollector for AddSegment {
    type Fruit = Vec<Sum>;

    fn collect(&mut self, doc: DocId, _: Score) {
        for (column, sum) in &mut self.0 {
            if let Some(value) = column.as_ref().and_then(|c| c.first(doc)) {
                sum.add(Sum { total: value, count: 1 });
            }
        }
    }

    fn harvest(self) -> Vec<Sum> {
        self.0.into_iter().map(|(_, sum)| sum).collect()
    }
}

impl Collector for Add {
    type Fruit = Vec<Sum>;
    type Child = AddSegment;

    fn for_segment(&self, _: u32, segment: &SegmentReader) -> tantivy::Result<AddSegment> {
        let column = |name: &String| Ok((segment.fast_fields().column_opt(name)?, Sum::default()));
        Ok(AddSegment(self.fields.iter().map(column).collect::<tantivy::Result<_>>()?))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<Sum>>) -> tantivy::Result<Vec<Sum>> {
        let mut all = vec![Sum::default(); self.fields.len()];
        for segment in segments {
            all.iter_mut().zip(segment).for_each(|(sum, part)| sum.add(part));
        }
        Ok(all)
    }
}
