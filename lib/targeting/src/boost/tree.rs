//! A decision tree, and how each of its splits moved a score.
use serde::{Deserialize, Serialize};

/// A node; a leaf has no split. Its value is what the tree would say if it ended here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Node {
    pub value: f32,
    pub split: Option<Split>,
}

/// Values up to the threshold go to `low`, others to `high`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Split {
    pub column: u32,
    pub threshold: f32,
    pub low: u32,
    pub high: u32,
}

/// A tree; the first node is the root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
}

impl Split {
    fn next(&self, row: &[f32]) -> u32 {
        let value = row.get(self.column as usize).copied().unwrap_or(0.0);
        if value <= self.threshold { self.low } else { self.high }
    }
}

impl Tree {
    pub(super) fn score(&self, row: &[f32]) -> f32 {
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
    pub(super) fn explain(&self, row: &[f32], changes: &mut [f32]) -> f32 {
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
