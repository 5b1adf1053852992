//! A decision tree, and how each of its splits moved a score.
use serde::{Deserialize, Serialize};

/// A node; a leaf has no split. Its value is what the tree would say if it ended here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Node {
    pub value: f32,
    pub split: Option<Split>,
}

/// Values up to the threshold go to `low`, others to `high`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Split {
    pub column: u32,
    pub threshold: f32,
    pub low: u32,
    pub high: u32,
}

/// A tree; the first node is the root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tree {
    pub nodes: Vec<Node>,
}

impl Split {
    fn next(&self, row: &[f32]) -> u32 {
        let value = row.get(self.column as usize).copied().unwrap_or(0.0);
        if value <= self.threshold { self.low } else { self.high }
    }
}

impl Tree {
    /// The leaf that a row falls in.
    pub(crate) fn leaf(&self, row: &[f32]) -> usize {
        let mut at = 0;
        while let Some(split) = self.nodes.get(at).and_then(|node| node.split.as_ref()) {
            at = split.next(row) as usize;
        }
        at
    }

    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        let mut node = self.nodes.first();
        loop {
            match node {
                Some(Node { split: Some(split), .. }) => node = self.nodes.get(split.next(row) as usize),
                Some(leaf) => return leaf.value,
                None => return 0.0,
            }
        }
    }

    /// Adds to each feature what its splits on the way of the row changed; returns the value of the root.
    /// Root plus all changes is the score (Saabas 2014, "Interpreting random forests").
    pub(crate) fn explain(&self, row: &[f32], changes: &mut [f32]) -> f32 {
        let Some(mut node) = self.nodes.first() else { return 0.0 };
        let root = node.value;
        while let Some(split) = &node.split {
            let Some(next) = self.nodes.get(split.next(row) as usize) else { break };
            if let Some(change) = changes.get_mut(split.column as usize) {
                *change += next.value - node.value;
            }
            node = next;
        }
        root
    }
}
