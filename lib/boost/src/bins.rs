//! Values as a few steps: a split need only be looked for between them.

/// How many steps a feature has at most.
pub(crate) const BINS: usize = 64;

/// The upper bounds of the steps of each feature.
pub(crate) struct Bins {
    edges: Vec<Vec<f32>>,
}

impl Bins {
    /// Finds steps that hold about equally many of the rows; few different values get a step each.
    pub(crate) fn new(rows: &[f32], columns: usize) -> Self {
        let edges = (0..columns).map(|column| edges_of(rows.iter().skip(column).step_by(columns).copied().collect()));
        Self { edges: edges.collect() }
    }

    /// The step of each value, row by row.
    pub(crate) fn apply(&self, rows: &[f32]) -> Vec<u8> {
        let mut steps = Vec::with_capacity(rows.len());
        for row in rows.chunks_exact(self.edges.len().max(1)) {
            steps.extend(row.iter().zip(&self.edges).map(|(value, edges)| edges.partition_point(|e| e < value) as u8));
        }
        steps
    }

    /// The greatest value that falls in a step.
    pub(crate) fn edge(&self, column: usize, step: usize) -> Option<f32> {
        self.edges.get(column)?.get(step).copied()
    }
}

/// At most `BINS` − 1 bounds; values above the last bound are the last step.
fn edges_of(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let mut different = values.clone();
    different.dedup();
    if different.len() > BINS {
        let step = |n: usize| values.get(n * values.len() / BINS).copied();
        different = (1..BINS).filter_map(step).collect();
        different.dedup();
    } else {
        different.pop();
    }
    different
}
