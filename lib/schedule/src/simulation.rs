//! Monte-Carlo over an approval graph: P50, P80, P95 of every finish, and how often each node decides the end.
use crate::graph::{Edge, EdgeKind, Graph};
use crate::quantiles::{Duration, Table};
use crate::random::Stream;
use crate::select::at_ranks;
use serde::Serialize;

/// Runs that are worked on together: starts, finishes and masks of 40 nodes stay in the second-level cache.
const BLOCK: usize = 512;

pub const RUNS_MAX: usize = 1_000_000;
/// Nodes × runs, at four bytes each.
const CELLS_MAX: usize = 100_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimulationError {
    /// One duration for each node.
    Durations { nodes: usize, given: usize },
    /// From 1 to [`RUNS_MAX`], and nodes × runs within memory.
    Runs,
}

impl std::fmt::Display for SimulationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Durations { nodes, given } => write!(f, "{nodes} nodes, but {given} durations"),
            Self::Runs => f.write_str("runs go from 1 to 1,000,000, and nodes times runs up to 100,000,000"),
        }
    }
}

impl std::error::Error for SimulationError {}

/// Of one node, in working days after the start of the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct NodeResult {
    pub p50: f32,
    pub p80: f32,
    pub p95: f32,
    /// The share of runs in which this node's own duration lies on a path that decides the end.
    pub criticality: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    pub p50: f32,
    pub p80: f32,
    pub p95: f32,
    pub mean: f64,
    pub nodes: Vec<NodeResult>,
    /// The end of each run; the same run of another plan under the same seed shares the random numbers of the nodes that both have.
    pub ends: Vec<f32>,
}

/// `durations` per node. The same seed gives the same result, whatever the order in which nodes and edges are given.
pub fn simulate(graph: &Graph, durations: &[Duration], runs: usize, seed: u64) -> Result<Simulated, SimulationError> {
    if durations.len() != graph.len() {
        return Err(SimulationError::Durations { nodes: graph.len(), given: durations.len() });
    }
    if !(1..=RUNS_MAX).contains(&runs) || graph.len().saturating_mul(runs) > CELLS_MAX {
        return Err(SimulationError::Runs);
    }
    let nodes = plan(graph, durations, seed);
    let mut finishes = vec![vec![0.0; runs]; graph.len()];
    let mut ends = vec![0.0; runs];
    let mut critical = vec![0_u64; graph.len()];
    let mut work = Block::new(graph.len());
    for first in (0..runs).step_by(BLOCK) {
        work.run(&nodes, first, BLOCK.min(runs - first));
        work.keep(first, &mut finishes, &mut ends);
        work.trace(&nodes, &mut critical);
    }
    let results = finishes.iter().zip(critical).map(|(finish, critical)| {
        let [p50, p80, p95] = at_ranks(finish, ranks(runs));
        NodeResult { p50, p80, p95, criticality: critical as f64 / runs as f64 }
    });
    let nodes = results.collect();
    let [p50, p80, p95] = at_ranks(&ends, ranks(runs));
    let mean = ends.iter().map(|e| f64::from(*e)).sum::<f64>() / runs as f64;
    Ok(Simulated { p50, p80, p95, mean, nodes, ends })
}

/// The smallest value that at least this share of runs does not exceed.
fn ranks(runs: usize) -> [usize; 3] {
    [50, 80, 95].map(|p| (runs * p).div_ceil(100) - 1)
}

/// One node in topological order, ready to be drawn.
struct Node {
    number: usize,
    stream: Stream,
    waiting: Table,
    processing: Table,
    /// (node number, whether its finish counts or its start, lag)
    starts_after: Vec<(usize, Side, f32)>,
    /// (node number, lag)
    finishes_after: Vec<(usize, f32)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    Finish,
}

fn plan(graph: &Graph, durations: &[Duration], seed: u64) -> Vec<Node> {
    let nodes = graph.order().iter().filter_map(|&number| {
        let duration = durations.get(number)?;
        let incoming = graph.incoming(number);
        let starts = incoming.iter().filter(|e| e.kind != EdgeKind::FinishToFinish);
        let finishes = incoming.iter().filter(|e| e.kind == EdgeKind::FinishToFinish);
        let side = |e: &Edge| if e.kind == EdgeKind::StartToStart { Side::Start } else { Side::Finish };
        Some(Node {
            number,
            stream: Stream::new(seed, graph.name(number)),
            waiting: duration.waiting.table(),
            processing: duration.processing.table(),
            starts_after: starts.map(|e| (e.from, side(e), e.lag_days as f32)).collect(),
            finishes_after: finishes.map(|e| (e.from, e.lag_days as f32)).collect(),
        })
    });
    nodes.collect()
}

/// A row of floats or masks per node, `BLOCK` long.
struct Block {
    runs: usize,
    start: Vec<[f32; BLOCK]>,
    finish: Vec<[f32; BLOCK]>,
    /// Whether the finish follows from start and own duration (else from another node's finish).
    own: Vec<[u8; BLOCK]>,
    end: [f32; BLOCK],
    start_mask: Vec<[u8; BLOCK]>,
    finish_mask: Vec<[u8; BLOCK]>,
}

impl Block {
    fn new(nodes: usize) -> Self {
        let floats = || vec![[0.0; BLOCK]; nodes];
        let masks = || vec![[0; BLOCK]; nodes];
        Self {
            runs: 0,
            start: floats(),
            finish: floats(),
            own: masks(),
            end: [0.0; BLOCK],
            start_mask: masks(),
            finish_mask: masks(),
        }
    }

    fn run(&mut self, nodes: &[Node], first: usize, runs: usize) {
        self.runs = runs;
        self.end = [0.0; BLOCK];
        for node in nodes {
            let mut start = [0.0; BLOCK];
            for (from, side, lag) in &node.starts_after {
                raise(&mut start, self.row(*from, *side), *lag);
            }
            let mut finish = [0.0; BLOCK];
            for (run, (finish, start)) in (first as u64..).zip(finish.iter_mut().zip(&start)) {
                let bits = node.stream.bits(run);
                *finish = start + (node.waiting.draw((bits >> 32) as u32) + node.processing.draw(bits as u32));
            }
            let undelayed = finish;
            for (from, lag) in &node.finishes_after {
                raise(&mut finish, self.row(*from, Side::Finish), *lag);
            }
            if let Some(own) = self.own.get_mut(node.number) {
                let pairs = finish.iter().zip(&undelayed);
                own.iter_mut().zip(pairs).for_each(|(own, (f, u))| *own = u8::from(f == u));
            }
            raise(&mut self.end, Some(&finish), 0.0);
            self.start.get_mut(node.number).into_iter().for_each(|row| *row = start);
            self.finish.get_mut(node.number).into_iter().for_each(|row| *row = finish);
        }
    }

    fn row(&self, node: usize, side: Side) -> Option<&[f32; BLOCK]> {
        if side == Side::Start { self.start.get(node) } else { self.finish.get(node) }
    }

    fn keep(&self, first: usize, finishes: &mut [Vec<f32>], ends: &mut [f32]) {
        let copy = |to: &mut [f32], from: &[f32; BLOCK]| {
            to.iter_mut().skip(first).zip(from.iter().take(self.runs)).for_each(|(to, from)| *to = *from);
        };
        finishes.iter_mut().zip(&self.finish).for_each(|(to, from)| copy(to, from));
        copy(ends, &self.end);
    }

    /// Back from the end: what binds a critical start or finish is critical. Adds to the counts.
    fn trace(&mut self, nodes: &[Node], counts: &mut [u64]) {
        self.start_mask.iter_mut().for_each(|m| *m = [0; BLOCK]);
        for (mask, finish) in self.finish_mask.iter_mut().zip(&self.finish) {
            for (mask, (f, end)) in mask.iter_mut().zip(finish.iter().zip(&self.end)) {
                *mask = u8::from(f == end);
            }
        }
        for node in nodes.iter().rev() {
            let finished = self.finish_mask.get(node.number).copied().unwrap_or([0; BLOCK]);
            let finish = self.finish.get(node.number).copied().unwrap_or([0.0; BLOCK]);
            let start = self.start.get(node.number).copied().unwrap_or([0.0; BLOCK]);
            let own = self.own.get(node.number).copied().unwrap_or([0; BLOCK]);
            let mut decides = [0_u8; BLOCK];
            decides.iter_mut().zip(finished.iter().zip(&own)).for_each(|(d, (f, o))| *d = f & o);
            let mut started = self.start_mask.get(node.number).copied().unwrap_or([0; BLOCK]);
            started.iter_mut().zip(&decides).for_each(|(s, d)| *s |= d);
            for (from, side, lag) in &node.starts_after {
                let (masks, rows) = match side {
                    Side::Start => (&mut self.start_mask, &self.start),
                    Side::Finish => (&mut self.finish_mask, &self.finish),
                };
                bind(masks.get_mut(*from), rows.get(*from), *lag, &started, &start);
            }
            for (from, lag) in &node.finishes_after {
                bind(self.finish_mask.get_mut(*from), self.finish.get(*from), *lag, &finished, &finish);
            }
            let count: u64 = decides.iter().take(self.runs).map(|d| u64::from(*d)).sum();
            counts.get_mut(node.number).into_iter().for_each(|c| *c += count);
        }
    }
}

/// `to = max(to, from + lag)`.
fn raise(to: &mut [f32; BLOCK], from: Option<&[f32; BLOCK]>, lag: f32) {
    let Some(from) = from else { return };
    to.iter_mut().zip(from).for_each(|(to, from)| {
        let bound = from + lag;
        *to = if bound > *to { bound } else { *to };
    });
}

/// Marks the runs in which `from + lag` is exactly what the critical point `at` waited for.
fn bind(
    mask: Option<&mut [u8; BLOCK]>,
    from: Option<&[f32; BLOCK]>,
    lag: f32,
    critical: &[u8; BLOCK],
    at: &[f32; BLOCK],
) {
    let (Some(mask), Some(from)) = (mask, from) else { return };
    for ((mask, from), (critical, at)) in mask.iter_mut().zip(from).zip(critical.iter().zip(at)) {
        *mask |= critical & u8::from(from + lag == *at);
    }
}
