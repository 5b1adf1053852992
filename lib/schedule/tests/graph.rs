//! Approval graphs: cycles explained, critical path and slack, simulation under a seed, what-if that can only help.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use proptest::prelude::*;
use schedule::{Duration, Edge, EdgeKind, Graph, GraphError, Paired, Paths, Quantiles, Simulated, simulate};

fn graph(names: &[&str], edges: &[(usize, usize)]) -> Result<Graph, GraphError> {
    Graph::new(names.iter().map(|n| (*n).to_owned()).collect(), edges.iter().map(|(a, b)| Edge::new(*a, *b)).collect())
}

#[test]
fn a_cycle_is_explained_by_its_shortest_way_round() {
    let names = ["选址意见书", "用地规划许可", "工程规划许可", "施工许可", "环评"];
    // A long way round over four, and a short one over two.
    let error = graph(&names, &[(0, 1), (1, 2), (2, 3), (3, 0), (4, 2), (2, 4)]).unwrap_err();
    assert_eq!(error.to_string(), "these wait for each other: 工程规划许可 → 环评 → 工程规划许可");
    let itself = graph(&["甲"], &[(0, 0)]).unwrap_err();
    assert_eq!(itself.to_string(), "these wait for each other: 甲 → 甲");
    assert_eq!(graph(&["甲", "甲"], &[]).unwrap_err(), GraphError::DuplicateName("甲".into()));
    assert_eq!(graph(&["甲"], &[(0, 1)]).unwrap_err(), GraphError::UnknownNode { edge: 0 });
}

#[test]
fn critical_path_and_slack() {
    // a(3) → b(5) → d(2); a → c(1) → d with 1 day of lag.
    let mut edges: Vec<Edge> = [(0, 1), (1, 3), (0, 2)].iter().map(|(a, b)| Edge::new(*a, *b)).collect();
    edges.push(Edge { lag_days: 1, ..Edge::new(2, 3) });
    let graph = Graph::new(["a", "b", "c", "d"].map(str::to_owned).to_vec(), edges).unwrap();
    let paths = Paths::of(&graph, &[3, 5, 1, 2]);
    assert_eq!(paths.end, 10);
    let way: Vec<usize> = paths.critical.iter().map(|s| s.node).collect();
    assert_eq!(way, [0, 1, 3]);
    let slack: Vec<u32> = paths.timings.iter().map(|t| t.slack).collect();
    assert_eq!(slack, [0, 0, 3, 0]);
    assert_eq!((paths.timing(2).start, paths.timing(2).latest_finish), (3, 7));
}

#[test]
fn other_kinds_of_edges() {
    let edge = |from, to, kind, lag_days| Edge { from, to, kind, lag_days };
    let edges = vec![edge(0, 1, EdgeKind::StartToStart, 2), edge(0, 2, EdgeKind::FinishToFinish, 1)];
    let graph = Graph::new(["a", "b", "c"].map(str::to_owned).to_vec(), edges).unwrap();
    let paths = Paths::of(&graph, &[10, 3, 4]);
    assert_eq!((paths.timing(1).start, paths.timing(1).finish, paths.timing(1).slack), (2, 5, 6));
    assert_eq!((paths.timing(2).start, paths.timing(2).finish), (0, 11));
    assert_eq!(paths.critical.iter().map(|s| s.node).collect::<Vec<_>>(), [0, 2]);
    let fixed = [10.0, 3.0, 4.0].map(|d| Duration::fixed(d).unwrap());
    let simulated = simulate(&graph, &fixed, 100, 1).unwrap();
    assert_eq!((simulated.p50, simulated.p95), (11.0, 11.0));
    // The last node only waits for the finish of the first: its own work decides nothing.
    assert_eq!(simulated.nodes.iter().map(|n| n.criticality).collect::<Vec<_>>(), [1.0, 0.0, 0.0]);
}

#[test]
fn quantile_tables() {
    let table = Quantiles::from_samples(&[4.0, 1.0, 3.0, 2.0, 5.0]).unwrap();
    assert_eq!((table.at(0.0), table.at(0.5), table.at(1.0)), (1.0, 3.0, 5.0));
    assert!((table.mean() - 3.0).abs() < 1e-9);
    let knots = Quantiles::from_knots(&[(0.0, 0.0), (0.5, 10.0), (1.0, 30.0)]).unwrap();
    assert_eq!((knots.at(0.25), knots.at(0.75)), (5.0, 20.0));
    let blended = table.shrunk(5, &knots, 20);
    assert!((blended.at(0.5) - (0.25 * 3.0 + 0.75 * 10.0)).abs() < 1e-9);
    assert_eq!(table.shrunk(40, &knots, 20), table);
    assert_eq!((knots.scaled(0.5).at(1.0), knots.capped(12.0).at(1.0)), (15.0, 12.0));
    assert!(Quantiles::from_samples(&[]).is_err() && Quantiles::from_samples(&[-1.0]).is_err());
    assert!(Quantiles::from_knots(&[(0.0, 5.0), (1.0, 4.0)]).is_err());
}

#[test]
fn simulated_quantiles_are_those_of_the_distribution() {
    let graph = graph(&["a"], &[]).unwrap();
    let processing = Quantiles::from_knots(&[(0.0, 0.0), (0.8, 8.0), (1.0, 100.0)]).unwrap();
    let duration = Duration { waiting: Quantiles::constant(2.0).unwrap(), processing };
    let simulated = simulate(&graph, &[duration], 1_000_000, 7).unwrap();
    for (found, wanted) in [(simulated.p50, 7.0), (simulated.p80, 10.0), (simulated.p95, 79.0)] {
        assert!((found - wanted).abs() < 1.0, "{found} is not {wanted}");
    }
    assert_eq!(simulated.nodes[0].p80, simulated.p80);
    assert_eq!(simulated.nodes[0].criticality, 1.0);
}

#[test]
fn limits_are_checked() {
    let graph = graph(&["a"], &[]).unwrap();
    assert!(simulate(&graph, &[], 10, 1).is_err());
    assert!(simulate(&graph, &[Duration::fixed(1.0).unwrap()], 0, 1).is_err());
    assert!(simulate(&graph, &[Duration::fixed(1.0).unwrap()], 2_000_000, 1).is_err());
}

/// A plan of up to 12 nodes whose edges point from smaller to larger numbers.
#[derive(Clone, Debug)]
struct Made {
    edges: Vec<Edge>,
    days: Vec<u32>,
}

impl Made {
    fn names(&self) -> Vec<String> {
        (0..self.days.len()).map(|i| format!("n{i:02}")).collect()
    }

    fn graph(&self) -> Graph {
        Graph::new(self.names(), self.edges.clone()).unwrap()
    }

    fn durations(&self) -> Vec<Duration> {
        let spread = |d: u32| Duration {
            waiting: Quantiles::from_knots(&[(0.0, 0.0), (0.7, f64::from(d)), (1.0, f64::from(d) * 4.0)]).unwrap(),
            processing: Quantiles::from_samples(&[f64::from(d), f64::from(d) + 3.0]).unwrap(),
        };
        self.days.iter().map(|d| spread(*d)).collect()
    }

    fn simulated(&self, seed: u64) -> Simulated {
        simulate(&self.graph(), &self.durations(), 700, seed).unwrap()
    }
}

fn made() -> impl Strategy<Value = Made> {
    let kinds = prop_oneof![
        3 => Just(EdgeKind::FinishToStart),
        1 => Just(EdgeKind::StartToStart),
        1 => Just(EdgeKind::FinishToFinish)
    ];
    (2_usize..12).prop_flat_map(move |n| {
        let edge = (0..n - 1, 1..n, kinds.clone(), 0_u32..4).prop_map(|(a, b, kind, lag_days)| {
            let (from, to) = if a < b { (a, b) } else { (b - 1, a + 1) };
            Edge { from, to, kind, lag_days }
        });
        let edges = proptest::collection::vec(edge, 0..2 * n);
        (edges, proptest::collection::vec(0_u32..30, n)).prop_map(|(edges, days)| Made { edges, days })
    })
}

proptest! {
    #[test]
    fn the_critical_path_is_as_long_as_the_plan(plan in made()) {
        let paths = Paths::of(&plan.graph(), &plan.days);
        let mut at = 0;
        for step in &paths.critical {
            let timing = paths.timing(step.node);
            prop_assert!(step.after.is_some() || timing.start == 0);
            at = at.max(timing.finish);
        }
        prop_assert_eq!(at, paths.end);
        // Along the chain every edge binds: the later point is the earlier one plus the lag.
        for pair in paths.critical.windows(2) {
            let (a, b, edge) = (paths.timing(pair[0].node), paths.timing(pair[1].node), pair[1].after.unwrap());
            prop_assert_eq!(edge.from, pair[0].node);
            let (from, to) = match edge.kind {
                EdgeKind::FinishToStart => (a.finish, b.start),
                EdgeKind::StartToStart => (a.start, b.start),
                EdgeKind::FinishToFinish => (a.finish, b.finish),
            };
            prop_assert_eq!(from + edge.lag_days, to);
        }
    }

    #[test]
    fn slack_delays_nothing_and_more_does(plan in made(), which in 0_usize..12) {
        let graph = plan.graph();
        let paths = Paths::of(&graph, &plan.days);
        for timing in &paths.timings {
            prop_assert!(timing.latest_start >= timing.start && timing.latest_finish >= timing.finish);
        }
        // A node that starts `slack` later (an invented node in front of it) leaves the end where it is; one day more moves it.
        let node = which % plan.days.len();
        let timing = paths.timing(node);
        for (extra, same) in [(0, true), (1, false)] {
            let mut later = plan.clone();
            let front = later.days.len();
            later.days.push(timing.start + timing.slack + extra);
            later.edges.push(Edge::new(front, node));
            let end = Paths::of(&later.graph(), &later.days).end;
            // Where a finish waits for another finish, its own start may have more room than the slack says.
            let room = timing.latest_start - timing.start > timing.slack;
            let kept = if same { end == paths.end } else { end > paths.end || room };
            prop_assert!(kept, "end {} from {}", end, paths.end);
        }
    }

    #[test]
    fn the_order_in_which_nodes_are_given_does_not_matter(plan in made(), seed in 0_u64..50) {
        let n = plan.days.len();
        let turned = |i: usize| (i * 5 + 3) % n;
        prop_assume!(n % 5 != 0);
        let mut names = vec![String::new(); n];
        let mut durations = plan.durations();
        for (i, name) in plan.names().into_iter().enumerate() {
            durations[turned(i)] = plan.durations()[i].clone();
            names[turned(i)] = name;
        }
        let mut edges: Vec<Edge> = plan.edges.iter().map(|e| Edge { from: turned(e.from), to: turned(e.to), ..*e }).collect();
        edges.reverse();
        let other = simulate(&Graph::new(names, edges).unwrap(), &durations, 700, seed).unwrap();
        let ours = plan.simulated(seed);
        prop_assert_eq!(&ours.ends, &other.ends);
        for (i, node) in ours.nodes.iter().enumerate() {
            prop_assert_eq!(node, &other.nodes[turned(i)]);
        }
    }

    /// Taking away an edge of two serial matters lets them run in parallel; under common random numbers no run ends later.
    #[test]
    fn parallel_never_raises_p80(plan in made(), which in 0_usize..24, seed in 0_u64..50) {
        prop_assume!(!plan.edges.is_empty());
        let mut parallel = plan.clone();
        let gone = parallel.edges.remove(which % plan.edges.len());
        // What waited for the earlier node through the edge inherits what the earlier one waits for.
        let before: Vec<Edge> = plan.edges.iter().filter(|e| e.to == gone.from && gone.kind == EdgeKind::FinishToStart && e.kind == gone.kind).copied().collect();
        parallel.edges.extend(before.iter().map(|e| Edge { to: gone.to, ..*e }));
        let (serial, parallel) = (plan.simulated(seed), parallel.simulated(seed));
        prop_assert!(parallel.p80 <= serial.p80);
        let paired = Paired::of(&serial, &parallel).unwrap();
        prop_assert!(paired.later == 0.0 && paired.mean <= 0.0 && paired.low <= paired.mean && paired.mean <= paired.high);
        prop_assert_eq!(plan.simulated(seed), serial);
    }
}
