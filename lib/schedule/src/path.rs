//! 关键路径: earliest and latest times in working days, slack, and the chain that decides the end.
use crate::calendar::{Calendar, Dated};
use crate::graph::{Edge, EdgeKind, Graph};
use chrono::NaiveDate;
use serde::Serialize;

/// Times of a node in working days after the start of the plan; [`Timing::dates`] makes days of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Timing {
    pub start: u32,
    pub finish: u32,
    /// The latest that does not delay the end.
    pub latest_start: u32,
    pub latest_finish: u32,
    pub slack: u32,
}

impl Timing {
    /// The day after which the node may start, and the day on which it is finished, for a plan that starts after `from`.
    pub fn dates(&self, calendar: &Calendar, from: NaiveDate) -> (Dated, Dated) {
        (calendar.add(from, self.start), calendar.add(from, self.finish))
    }
}

/// A node on the critical path, and what made it wait (nothing for the first).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub node: usize,
    pub after: Option<Edge>,
}

/// Forward and backward pass over a graph with durations.
#[derive(Clone, Debug)]
pub struct Paths {
    pub timings: Vec<Timing>,
    /// Working days from start to the last finish.
    pub end: u32,
    /// From the first node to one that finishes at the end; of several such chains, the one whose names come first.
    pub critical: Vec<Step>,
}

impl Paths {
    /// `durations` per node in working days; a missing one is 0.
    pub fn of(graph: &Graph, durations: &[u32]) -> Self {
        let mut timings = vec![Timing::default(); graph.len()];
        let duration = |node: usize| durations.get(node).copied().unwrap_or(0);
        for &node in graph.order() {
            forward(graph, &mut timings, node, duration(node));
        }
        let end = timings.iter().map(|t| t.finish).max().unwrap_or(0);
        for &node in graph.order().iter().rev() {
            backward(graph, &mut timings, node, duration(node), end);
        }
        let critical = critical(graph, &timings, durations, end);
        Self { timings, end, critical }
    }

    pub fn timing(&self, node: usize) -> Timing {
        self.timings.get(node).copied().unwrap_or_default()
    }
}

/// The earliest that the edge allows: of the later node's start, or of its finish.
fn bound(timings: &[Timing], edge: &Edge) -> u32 {
    let from = timings.get(edge.from).copied().unwrap_or_default();
    let base = if edge.kind == EdgeKind::StartToStart { from.start } else { from.finish };
    base.saturating_add(edge.lag_days)
}

fn forward(graph: &Graph, timings: &mut [Timing], node: usize, duration: u32) {
    let edges = graph.incoming(node);
    let most = |finish: bool| {
        let edges = edges.iter().filter(|e| (e.kind == EdgeKind::FinishToFinish) == finish);
        edges.map(|e| bound(timings, e)).max().unwrap_or(0)
    };
    let start = most(false);
    let finish = start.saturating_add(duration).max(most(true));
    if let Some(timing) = timings.get_mut(node) {
        (timing.start, timing.finish) = (start, finish);
    }
}

fn backward(graph: &Graph, timings: &mut [Timing], node: usize, duration: u32, end: u32) {
    let (mut latest_start, mut latest_finish) = (u32::MAX, end);
    for edge in graph.outgoing(node) {
        let to = timings.get(edge.to).copied().unwrap_or_default();
        match edge.kind {
            EdgeKind::FinishToStart => {
                latest_finish = latest_finish.min(to.latest_start.saturating_sub(edge.lag_days));
            }
            EdgeKind::FinishToFinish => {
                latest_finish = latest_finish.min(to.latest_finish.saturating_sub(edge.lag_days));
            }
            EdgeKind::StartToStart => {
                latest_start = latest_start.min(to.latest_start.saturating_sub(edge.lag_days));
            }
        }
    }
    if let Some(timing) = timings.get_mut(node) {
        timing.latest_finish = latest_finish;
        timing.latest_start = latest_start.min(latest_finish.saturating_sub(duration));
        let (start, finish) = (timing.latest_start - timing.start, timing.latest_finish - timing.finish);
        timing.slack = start.min(finish);
    }
}

/// Whether the chain reaches a node at its start or at its finish.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    Finish,
}

/// Back from the end, along edges that bind.
fn critical(graph: &Graph, timings: &[Timing], durations: &[u32], end: u32) -> Vec<Step> {
    let by_name = |nodes: &mut dyn Iterator<Item = usize>| nodes.min_by_key(|n| graph.name(*n));
    let last = by_name(&mut (0..graph.len()).filter(|n| timings.get(*n).is_some_and(|t| t.finish == end)));
    let Some(mut node) = last else { return Vec::new() };
    let (mut side, mut steps) = (Side::Finish, Vec::new());
    loop {
        let timing = timings.get(node).copied().unwrap_or_default();
        let duration = durations.get(node).copied().unwrap_or(0);
        if side == Side::Finish && timing.finish == timing.start.saturating_add(duration) {
            side = Side::Start;
        }
        let at = if side == Side::Start { timing.start } else { timing.finish };
        let binds =
            |e: &&Edge| (e.kind == EdgeKind::FinishToFinish) == (side == Side::Finish) && bound(timings, e) == at;
        let edge = graph.incoming(node).iter().filter(binds).min_by_key(|e| graph.name(e.from)).copied();
        steps.push(Step { node, after: edge });
        let Some(edge) = edge else { break };
        side = if edge.kind == EdgeKind::StartToStart { Side::Start } else { Side::Finish };
        node = edge.from;
    }
    steps.reverse();
    steps
}
