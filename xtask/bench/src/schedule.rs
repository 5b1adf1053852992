//! Monte-Carlo over an approval graph beside a plain implementation on petgraph, in the same run.
use crate::Done;
use crate::report::Report;
use crate::spread::median;
use ::schedule::{Duration, Edge, Graph, Quantiles, Simulated, simulate};
use clap::Args;
use petgraph::Direction;
use petgraph::graph::DiGraph;
use petgraph::visit::EdgeRef;
use std::time::Instant;

#[derive(Args)]
pub struct Options {
    #[arg(long, default_value_t = 40)]
    nodes: usize,
    #[arg(long, default_value_t = 10_000)]
    runs: usize,
    /// How often each is measured, in turn; the median counts.
    #[arg(long, default_value_t = 21)]
    rounds: usize,
}

pub fn run(options: &Options, report: &mut Report) -> Done {
    let (graph, durations) = invent(options.nodes)?;
    let plain = Plain::of(&graph, &durations);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for seed in 0..options.rounds.max(1) as u64 {
        let start = Instant::now();
        let simulated = simulate(&graph, &durations, options.runs, seed)?;
        ours.push(start.elapsed().as_secs_f64() * 1000.0);
        let start = Instant::now();
        let ends = plain.ends(options.runs, seed);
        theirs.push(start.elapsed().as_secs_f64() * 1000.0);
        agree(&simulated, &ends)?;
    }
    report.line(format!(
        "- {} nodes, {} edges, {} runs, one thread; {} rounds in turn, the median counts",
        graph.len(),
        graph.edges().len(),
        options.runs,
        ours.len()
    ));
    let row =
        |name: &str, gives: &str, ms: &[f64]| vec![name.to_owned(), gives.to_owned(), format!("{:.1} ms", median(ms))];
    report.table(&[
        vec!["Implementation".to_owned(), "gives".to_owned(), "time".to_owned()],
        row("Wutong", "P50/P80/P95 of the end and of each node, criticality of each node", &ours),
        row("plain, on petgraph", "P50/P80/P95 of the end", &theirs),
    ]);
    Ok(())
}

/// Three chains that meet now and then; skewed durations.
fn invent(nodes: usize) -> Done<(Graph, Vec<Duration>)> {
    let mut edges: Vec<Edge> = (3..nodes).map(|i| Edge::new(i - 3, i)).collect();
    edges.extend((5..nodes).step_by(2).map(|i| Edge::new(i - 5, i)));
    let graph = Graph::new((0..nodes).map(|i| format!("事项{i:02}")).collect(), edges)?;
    let duration = |i: usize| -> Done<Duration> {
        let days = 3.0 + (i * 7 % 11) as f64;
        Ok(Duration {
            waiting: Quantiles::from_knots(&[(0.0, 0.0), (0.6, 1.0), (0.9, days), (1.0, days * 3.0)])?,
            processing: Quantiles::from_knots(&[(0.0, 1.0), (0.5, days), (0.95, days * 2.0), (1.0, days * 5.0)])?,
        })
    };
    Ok((graph, (0..nodes).map(duration).collect::<Done<Vec<_>>>()?))
}

/// What one would write first: a graph with durations as weights, walked once per run in topological order.
struct Plain {
    graph: DiGraph<Duration, f64>,
    order: Vec<petgraph::graph::NodeIndex>,
}

impl Plain {
    fn of(graph: &Graph, durations: &[Duration]) -> Self {
        let mut plain = DiGraph::new();
        let nodes: Vec<_> = durations.iter().map(|d| plain.add_node(d.clone())).collect();
        for edge in graph.edges() {
            if let (Some(from), Some(to)) = (nodes.get(edge.from), nodes.get(edge.to)) {
                plain.add_edge(*from, *to, f64::from(edge.lag_days));
            }
        }
        let order = petgraph::algo::toposort(&plain, None).unwrap_or_default();
        Self { graph: plain, order }
    }

    /// The ends of all runs, sorted.
    fn ends(&self, runs: usize, seed: u64) -> Vec<f64> {
        let mut state = seed.wrapping_add(0x9E37_79B9_7F4A_7C15) | 1;
        let mut chance = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut finish = vec![0.0; self.graph.node_count()];
        let mut run = || {
            let mut end = 0.0_f64;
            for node in &self.order {
                let edges = self.graph.edges_directed(*node, Direction::Incoming);
                let after = |e: petgraph::graph::EdgeReference<f64>| {
                    finish.get(e.source().index()).copied().unwrap_or(0.0) + e.weight()
                };
                let start = edges.map(after).fold(0.0, f64::max);
                let Some(duration) = self.graph.node_weight(*node) else { continue };
                let done = start + duration.waiting.at(chance()) + duration.processing.at(chance());
                finish.get_mut(node.index()).into_iter().for_each(|f| *f = done);
                end = end.max(done);
            }
            end
        };
        let mut ends: Vec<f64> = (0..runs).map(|_| run()).collect();
        ends.sort_unstable_by(f64::total_cmp);
        ends
    }
}

/// Other random numbers, the same distribution: quantiles must lie close.
fn agree(ours: &Simulated, theirs: &[f64]) -> Done {
    for (p, found) in [(0.5, ours.p50), (0.8, ours.p80), (0.95, ours.p95)] {
        let place = (theirs.len() as f64 * p) as usize;
        let wanted = theirs.get(place).copied().unwrap_or(0.0);
        if (f64::from(found) / wanted - 1.0).abs() > 0.05 {
            return Err(format!("P{:.0}: {found} and {wanted} differ", p * 100.0).into());
        }
    }
    Ok(())
}
