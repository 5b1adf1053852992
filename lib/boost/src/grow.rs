//! Growing one tree: always the leaf whose split gains most, until there are enough leaves.
use super::Params;
use super::bins::{BINS, Bins};
use super::tree::{Node, Split, Tree};

/// First and second derivative of the loss at a row's score.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slope {
    pub first: f32,
    pub second: f32,
}

/// The sums over the rows of one step of one feature.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    first: f64,
    second: f64,
    rows: u32,
}

type Histogram = Vec<[Cell; BINS]>;

/// The rows and features that one tree may look at.
pub(crate) struct Plot {
    /// The features' numbers in the whole table.
    pub columns: Vec<usize>,
    /// Steps of these features, row by row.
    pub steps: Vec<u8>,
    pub slopes: Vec<Slope>,
}

struct Leaf {
    node: usize,
    rows: Vec<u32>,
    histogram: Histogram,
    best: Option<Best>,
}

/// The split of a leaf that gains most.
#[derive(Clone, Copy)]
struct Best {
    gain: f64,
    /// The feature's place in the plot.
    column: usize,
    step: usize,
}

impl Cell {
    fn add(&mut self, other: &Cell) {
        self.first += other.first;
        self.second += other.second;
        self.rows += other.rows;
    }

    fn without(&self, other: &Cell) -> Cell {
        Cell {
            first: self.first - other.first,
            second: self.second - other.second,
            rows: self.rows.saturating_sub(other.rows),
        }
    }

    /// What a leaf with these rows takes off the loss, and the value that does it.
    fn gain(&self, l2: f64) -> f64 {
        self.first * self.first / (self.second + l2)
    }

    fn value(&self, params: &Params) -> f32 {
        (-self.first / (self.second + params.l2) * params.learning_rate) as f32
    }

    fn allowed(&self, params: &Params) -> bool {
        self.rows >= params.least_rows && self.second >= params.least_second
    }
}

pub(crate) fn grow(plot: &Plot, bins: &Bins, params: &Params) -> Tree {
    let rows: Vec<u32> = (0..plot.slopes.len() as u32).collect();
    let histogram = plot.histogram(&rows);
    let all = histogram.first().map(total).unwrap_or_default();
    let mut tree = Tree { nodes: vec![Node { value: all.value(params), split: None }] };
    let best = best_split(&histogram, params);
    let mut leaves = vec![Leaf { node: 0, rows, histogram, best }];
    while leaves.len() < params.leaves {
        let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |b| b.gain);
        let Some(at) = (0..leaves.len()).rev().max_by(|a, b| {
            let gains = |n: usize| leaves.get(n).map_or(0.0, gain);
            gains(*a).total_cmp(&gains(*b))
        }) else {
            break;
        };
        let leaf = leaves.swap_remove(at);
        let Some((low, high)) = split_leaf(leaf, plot, bins, params, &mut tree) else { break };
        leaves.push(low);
        leaves.push(high);
    }
    tree
}

/// Splits a leaf in two, whose nodes join the tree.
fn split_leaf(leaf: Leaf, plot: &Plot, bins: &Bins, params: &Params, tree: &mut Tree) -> Option<(Leaf, Leaf)> {
    let best = leaf.best?;
    let column = *plot.columns.get(best.column)?;
    let threshold = bins.edge(column, best.step)?;
    let (low, high) = plot.part(&leaf.rows, best);
    let (low_node, high_node) = (tree.nodes.len(), tree.nodes.len() + 1);
    let node = tree.nodes.get_mut(leaf.node)?;
    node.split = Some(Split { column: column as u32, threshold, low: low_node as u32, high: high_node as u32 });
    let small = plot.histogram(if low.len() <= high.len() { &low } else { &high });
    let large = subtract(&leaf.histogram, &small);
    let (low_histogram, high_histogram) = if low.len() <= high.len() { (small, large) } else { (large, small) };
    let mut child = |node, rows, histogram: Histogram| {
        let value = histogram.first().map(total).unwrap_or_default().value(params);
        tree.nodes.push(Node { value, split: None });
        Leaf { node, rows, best: best_split(&histogram, params), histogram }
    };
    Some((child(low_node, low, low_histogram), child(high_node, high, high_histogram)))
}

fn total(steps: &[Cell; BINS]) -> Cell {
    let mut sum = Cell::default();
    steps.iter().for_each(|cell| sum.add(cell));
    sum
}

fn subtract(all: &Histogram, part: &Histogram) -> Histogram {
    let mut rest = all.clone();
    for (rest, part) in rest.iter_mut().flatten().zip(part.iter().flatten()) {
        *rest = rest.without(part);
    }
    rest
}

fn best_split(histogram: &Histogram, params: &Params) -> Option<Best> {
    let mut best: Option<Best> = None;
    for (column, steps) in histogram.iter().enumerate() {
        let all = total(steps);
        let mut low = Cell::default();
        for (step, cell) in steps.iter().enumerate() {
            low.add(cell);
            let high = all.without(&low);
            if cell.rows == 0 || !low.allowed(params) || !high.allowed(params) {
                continue;
            }
            let gain = low.gain(params.l2) + high.gain(params.l2) - all.gain(params.l2);
            if gain > best.map_or(1e-9, |b| b.gain) {
                best = Some(Best { gain, column, step });
            }
        }
    }
    best
}

impl Plot {
    fn histogram(&self, rows: &[u32]) -> Histogram {
        let width = self.columns.len();
        let mut histogram = vec![[Cell::default(); BINS]; width];
        for row in rows {
            let row = *row as usize;
            let Some(slope) = self.slopes.get(row) else { continue };
            let steps = self.steps.get(row * width..(row + 1) * width).unwrap_or_default();
            for (cells, step) in histogram.iter_mut().zip(steps) {
                if let Some(cell) = cells.get_mut(usize::from(*step) % BINS) {
                    cell.first += f64::from(slope.first);
                    cell.second += f64::from(slope.second);
                    cell.rows += 1;
                }
            }
        }
        histogram
    }

    fn part(&self, rows: &[u32], best: Best) -> (Vec<u32>, Vec<u32>) {
        let width = self.columns.len();
        let step = |row: &u32| self.steps.get(*row as usize * width + best.column).map_or(0, |s| usize::from(*s));
        rows.iter().copied().partition(|row| step(row) <= best.step)
    }
}
