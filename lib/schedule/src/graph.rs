//! 前置与并联: which approval waits for which, and the explanation where they wait for each other.
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

/// What of the earlier node the later one waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// The later starts when the earlier is finished.
    #[default]
    FinishToStart,
    /// The later starts when the earlier has started (tolerant acceptance, 容缺受理).
    StartToStart,
    /// The later finishes when the earlier is finished.
    FinishToFinish,
}

/// An edge between node numbers; the lag in working days, at least 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub kind: EdgeKind,
    pub lag_days: u32,
}

impl Edge {
    pub fn new(from: usize, to: usize) -> Self {
        Self { from, to, kind: EdgeKind::FinishToStart, lag_days: 0 }
    }
}

/// A shortest cycle: node numbers and names, each waiting for the one before it, the first for the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    pub nodes: Vec<usize>,
    pub names: Vec<String>,
}

impl std::fmt::Display for Cycle {
    /// `A → B → C → A`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for name in &self.names {
            write!(f, "{name} → ")?;
        }
        f.write_str(self.names.first().map_or("", String::as_str))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphError {
    /// Two nodes of one name: nodes are told apart by it.
    DuplicateName(String),
    /// The edge at this place names a node that is not there.
    UnknownNode {
        edge: usize,
    },
    Cycle(Cycle),
}

impl std::fmt::Display for GraphError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DuplicateName(name) => write!(f, "two nodes are called \"{name}\""),
            Self::UnknownNode { edge } => write!(f, "edge {edge} names a node that does not exist"),
            Self::Cycle(cycle) => write!(f, "these wait for each other: {cycle}"),
        }
    }
}

impl std::error::Error for GraphError {}

/// Nodes in an order in which every edge points forward. Ties are broken by name, so that the order in which nodes are given does not matter.
#[derive(Clone, Debug)]
pub struct Graph {
    names: Vec<String>,
    edges: Vec<Edge>,
    order: Vec<usize>,
    /// Per node, the edges that lead to it and away from it.
    incoming: Vec<Vec<Edge>>,
    outgoing: Vec<Vec<Edge>>,
}

impl Graph {
    pub fn new(names: Vec<String>, edges: Vec<Edge>) -> Result<Self, GraphError> {
        let mut numbers = BTreeMap::new();
        for name in &names {
            if numbers.insert(name, ()).is_some() {
                return Err(GraphError::DuplicateName(name.clone()));
            }
        }
        let n = names.len();
        if let Some(edge) = edges.iter().position(|e| e.from >= n || e.to >= n) {
            return Err(GraphError::UnknownNode { edge });
        }
        let (mut incoming, mut outgoing) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        for edge in &edges {
            incoming.get_mut(edge.to).into_iter().for_each(|list| list.push(*edge));
            outgoing.get_mut(edge.from).into_iter().for_each(|list| list.push(*edge));
        }
        let mut graph = Self { names, edges, order: Vec::new(), incoming, outgoing };
        graph.order = graph.sorted();
        match graph.order.len() == n {
            true => Ok(graph),
            false => Err(GraphError::Cycle(graph.shortest_cycle())),
        }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn name(&self, node: usize) -> &str {
        self.names.get(node).map_or("", String::as_str)
    }

    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Node numbers, each after all that it waits for.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    pub fn incoming(&self, node: usize) -> &[Edge] {
        self.incoming.get(node).map_or(&[], Vec::as_slice)
    }

    pub fn outgoing(&self, node: usize) -> &[Edge] {
        self.outgoing.get(node).map_or(&[], Vec::as_slice)
    }

    /// Kahn's algorithm; of the nodes that are ready the first by name. Shorter than the graph where there is a cycle.
    fn sorted(&self) -> Vec<usize> {
        let mut waits: Vec<usize> = self.incoming.iter().map(Vec::len).collect();
        let entry = |node: usize| Reverse((self.name(node), node));
        let ready = waits.iter().enumerate().filter(|(_, w)| **w == 0);
        let mut ready: BinaryHeap<_> = ready.map(|(node, _)| entry(node)).collect();
        let mut order = Vec::with_capacity(self.len());
        while let Some(Reverse((_, node))) = ready.pop() {
            order.push(node);
            for edge in self.outgoing(node) {
                let Some(wait) = waits.get_mut(edge.to) else { continue };
                *wait -= 1;
                if *wait == 0 {
                    ready.push(entry(edge.to));
                }
            }
        }
        order
    }

    /// Breadth first from every node that could not be ordered; the shortest, of several the one whose names come first.
    fn shortest_cycle(&self) -> Cycle {
        let mut ordered = vec![false; self.len()];
        self.order.iter().filter_map(|n| ordered.get_mut(*n).map(|o| *o = true)).for_each(drop);
        let stuck = ordered.iter().enumerate().filter(|(_, done)| !**done).map(|(node, _)| node);
        let cycles = stuck.filter_map(|node| self.cycle_through(node));
        let named = cycles.map(|nodes| {
            let names: Vec<String> = nodes.iter().map(|n| self.name(*n).to_owned()).collect();
            Cycle { nodes, names }
        });
        let shortest = named.min_by(|a, b| (a.names.len(), &a.names).cmp(&(b.names.len(), &b.names)));
        shortest.unwrap_or(Cycle { nodes: Vec::new(), names: Vec::new() })
    }

    fn cycle_through(&self, start: usize) -> Option<Vec<usize>> {
        let mut came_from = vec![None; self.len()];
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for edge in self.outgoing(node) {
                if edge.to == start {
                    return Some(trail(&came_from, start, node));
                }
                let Some(seen) = came_from.get_mut(edge.to) else { continue };
                if seen.is_none() {
                    *seen = Some(node);
                    queue.push_back(edge.to);
                }
            }
        }
        None
    }
}

/// From `start` along the way on which `end` was reached.
fn trail(came_from: &[Option<usize>], start: usize, end: usize) -> Vec<usize> {
    let back = |node: &usize| if *node == start { None } else { came_from.get(*node).copied().flatten() };
    let mut nodes: Vec<usize> = std::iter::successors(Some(end), back).collect();
    nodes.reverse();
    nodes
}
