//! 流程图 as a picture: the most frequent activities in layers from top to bottom, the ways between them.
use ::process::{Arc, Flow, Log, Part};
use std::collections::HashMap;

/// Activities that are drawn.
pub const NODES: usize = 14;
const WIDTH: f64 = 172.0;
const HEIGHT: f64 = 44.0;
const GAP_X: f64 = 26.0;
const GAP_Y: f64 = 48.0;
const MARGIN: f64 = 14.0;
/// Room at the sides: at the left for ways that lead past a layer, at the right for those that lead back.
const SIDE: f64 = 62.0;
/// Ways that carry their figures in the picture, besides the slow ones.
const LABELS: usize = 14;
/// Of the most frequent way; rarer ones are drawn only where they are the main way in or out.
const SHARE: f64 = 0.12;

pub struct Node {
    pub activity: u32,
    pub count: u64,
    pub x: f64,
    pub y: f64,
}

pub struct Way {
    pub arc: Arc,
    /// Path data.
    pub d: String,
    pub width: f64,
    /// Among the three with the longest median.
    pub is_slow: bool,
    /// Where its figures stand; none for rarer ways, whose figures the table has.
    pub label: Option<(f64, f64)>,
}

#[derive(Default)]
pub struct Map {
    pub nodes: Vec<Node>,
    pub ways: Vec<Way>,
    pub width: f64,
    pub height: f64,
    /// Activities that are not drawn; ways lead past them.
    pub hidden: usize,
}

pub const BOX: (f64, f64) = (WIDTH, HEIGHT);

/// Of the log without its rarer activities, so that ways lead past what is not drawn.
pub fn of(log: &Log) -> Map {
    let mut counts: Vec<(u32, u64)> = count(log).into_iter().collect();
    counts.sort_unstable_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    let hidden = counts.len().saturating_sub(NODES);
    counts.truncate(NODES);
    let kept: HashMap<u32, u64> = counts.iter().copied().collect();
    let drawn = match hidden {
        0 => None,
        _ => Some(log.part(&Part { case: &|_| true, event: &|e| kept.contains_key(&e.activity) })),
    };
    let log = drawn.as_ref().unwrap_or(log);
    let arcs = main_ways(Flow::of(log).arcs);
    let places = positions(log);
    counts.sort_by(|a, b| {
        let at = |id: &u32| places.get(id).copied().unwrap_or(1.0);
        at(&a.0).total_cmp(&at(&b.0)).then(a.0.cmp(&b.0))
    });
    let (nodes, width, height) = placed(&counts, &arcs);
    let ways = ways(&nodes, arcs, width);
    Map { nodes, ways, width, height, hidden }
}

fn count(log: &Log) -> HashMap<u32, u64> {
    let mut counts = HashMap::new();
    for case in 0..log.cases() {
        log.trace(case).iter().for_each(|a| *counts.entry(*a).or_insert(0) += 1);
    }
    counts
}

/// Where in their cases activities stand on average, from 0 to 1.
fn positions(log: &Log) -> HashMap<u32, f64> {
    let mut sums: HashMap<u32, (f64, u64)> = HashMap::new();
    for case in 0..log.cases() {
        let trace = log.trace(case);
        let last = trace.len().saturating_sub(1).max(1) as f64;
        for (i, activity) in trace.iter().enumerate() {
            let sum = sums.entry(*activity).or_default();
            *sum = (sum.0 + i as f64 / last, sum.1 + 1);
        }
    }
    sums.into_iter().map(|(id, (sum, n))| (id, sum / n.max(1) as f64)).collect()
}

/// Frequent ways, and of each activity the most frequent one in and out.
fn main_ways(arcs: Vec<Arc>) -> Vec<Arc> {
    let most = arcs.iter().map(|a| a.count).max().unwrap_or(0) as f64;
    let best = |key: fn(&Arc) -> u32| {
        let mut best: HashMap<u32, (u64, (u32, u32))> = HashMap::new();
        for arc in arcs.iter().filter(|a| a.from != a.to) {
            let known = best.entry(key(arc)).or_insert((0, (0, 0)));
            *known = (*known).max((arc.count, (arc.from, arc.to)));
        }
        best
    };
    let (into, out) = (best(|a| a.to), best(|a| a.from));
    let main = |a: &Arc| {
        let is =
            |best: &HashMap<u32, (u64, (u32, u32))>, key: u32| best.get(&key).is_some_and(|b| b.1 == (a.from, a.to));
        a.count as f64 >= most * SHARE || is(&into, a.to) || is(&out, a.from)
    };
    arcs.iter().copied().filter(main).collect()
}

/// Layers by the longest way forward; within a layer by where its ways come from.
fn placed(counts: &[(u32, u64)], arcs: &[Arc]) -> (Vec<Node>, f64, f64) {
    let order: HashMap<u32, usize> = counts.iter().enumerate().map(|(i, (id, _))| (*id, i)).collect();
    let at = |id: u32| order.get(&id).copied().unwrap_or(0);
    let mut layer = vec![0_usize; counts.len()];
    for (i, (id, _)) in counts.iter().enumerate() {
        let before = arcs.iter().filter(|a| a.to == *id && at(a.from) < i);
        let deepest = before.filter_map(|a| layer.get(at(a.from))).max().map(|l| l + 1);
        layer.get_mut(i).into_iter().for_each(|l| *l = deepest.unwrap_or(0));
    }
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); layer.iter().max().map_or(0, |l| l + 1)];
    for (i, l) in layer.iter().enumerate() {
        layers.get_mut(*l).into_iter().for_each(|list| list.push(i));
    }
    let widest = layers.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let width = widest * (WIDTH + GAP_X) - GAP_X + 2.0 * SIDE;
    let mut centre = vec![width / 2.0; counts.len()];
    let mut nodes = Vec::new();
    for (l, list) in layers.iter().enumerate() {
        let pull = |i: usize| {
            let id = counts.get(i).map_or(0, |c| c.0);
            let from: Vec<f64> = arcs
                .iter()
                .filter(|a| a.to == id && at(a.from) < i)
                .filter_map(|a| centre.get(at(a.from)).copied())
                .collect();
            from.iter().sum::<f64>() / from.len().max(1) as f64
        };
        let mut pulled: Vec<(f64, usize)> = list.iter().map(|i| (pull(*i), *i)).collect();
        pulled.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let wide = pulled.len() as f64 * (WIDTH + GAP_X) - GAP_X;
        for (n, (_, i)) in pulled.into_iter().enumerate() {
            let x = (width - wide) / 2.0 + n as f64 * (WIDTH + GAP_X);
            centre.get_mut(i).into_iter().for_each(|c| *c = x + WIDTH / 2.0);
            let Some((activity, count)) = counts.get(i).copied() else { continue };
            nodes.push(Node { activity, count, x, y: MARGIN + l as f64 * (HEIGHT + GAP_Y) });
        }
    }
    let height = layers.len() as f64 * (HEIGHT + GAP_Y) - GAP_Y + 2.0 * MARGIN;
    (nodes, width, height.max(HEIGHT))
}

fn ways(nodes: &[Node], arcs: Vec<Arc>, right: f64) -> Vec<Way> {
    let node = |id: u32| nodes.iter().find(|n| n.activity == id);
    let most = arcs.iter().map(|a| a.count).max().unwrap_or(1).max(1) as f64;
    let mut medians: Vec<f64> = arcs.iter().filter(|a| a.total_ms > 0).map(|a| a.median_ms).collect();
    medians.sort_unstable_by(|a, b| b.total_cmp(a));
    let slow = medians.get(2).or(medians.last()).copied().unwrap_or(f64::INFINITY).max(1.0);
    let mut counts: Vec<u64> = arcs.iter().map(|a| a.count).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let often = counts.get(LABELS).copied().unwrap_or(0);
    let way = |arc: Arc| {
        let (from, to) = (node(arc.from)?, node(arc.to)?);
        let (d, place) = path(from, to, right);
        let width = 1.0 + 4.0 * (arc.count as f64 / most).sqrt();
        let is_slow = arc.median_ms >= slow;
        let label = (is_slow || arc.count > often).then_some(place);
        Some(Way { arc, d, width, is_slow, label })
    };
    arcs.into_iter().filter_map(way).collect()
}

/// Downwards as a curve, past boxes around the left side; back, or to itself, around the right side.
fn path(from: &Node, to: &Node, right: f64) -> (String, (f64, f64)) {
    if to.y > from.y {
        let (x1, y1, x2, y2) = (from.x + WIDTH / 2.0, from.y + HEIGHT, to.x + WIDTH / 2.0, to.y);
        let is_past = to.y - from.y > 1.5 * (HEIGHT + GAP_Y) && (x1 - x2).abs() < WIDTH / 2.0;
        if is_past {
            return around((from.x, from.y + HEIGHT * 0.7), (to.x, to.y + HEIGHT * 0.3), from.x.min(to.x) - 56.0);
        }
        let bend = (y2 - y1) / 2.0;
        let d = format!("M{x1:.0} {y1:.0}C{x1:.0} {:.0} {x2:.0} {:.0} {x2:.0} {y2:.0}", y1 + bend, y2 - bend);
        return (d, ((x1 + x2) / 2.0, (y1 + y2) / 2.0));
    }
    let (x1, x2) = (from.x + WIDTH, to.x + WIDTH);
    let (y1, y2) = (from.y + HEIGHT * 0.7, to.y + HEIGHT * 0.3);
    let far = if from.activity == to.activity { x1 + 24.0 } else { (right + 8.0).max(x1.max(x2) + 24.0) };
    around((x1, y1), (x2, y2), far)
}

/// A curve that is drawn towards `far`, with the place in its middle.
fn around((x1, y1): (f64, f64), (x2, y2): (f64, f64), far: f64) -> (String, (f64, f64)) {
    let d = format!("M{x1:.0} {y1:.0}C{far:.0} {y1:.0} {far:.0} {y2:.0} {x2:.0} {y2:.0}");
    (d, ((x1 + x2) / 8.0 + far * 0.75, (y1 + y2) / 2.0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ::process::csv;

    #[test]
    fn ways_go_down_and_back_around_the_side() {
        let table = "case,activity,time\n1,a,2026-01-01\n1,b,2026-01-02\n1,a,2026-01-03\n1,c,2026-01-09\n\
            2,a,2026-01-01\n2,b,2026-01-02\n2,c,2026-01-03\n";
        let log = csv::read(table.as_bytes(), &csv::Options::default()).unwrap();
        let map = of(&log);
        let at = |name: &str| {
            let id = log.activities.find(name).unwrap();
            map.nodes.iter().find(|n| n.activity == id).map(|n| n.y).unwrap()
        };
        assert!(at("a") < at("b") && at("b") < at("c"));
        assert_eq!((map.nodes.len(), map.ways.len(), map.hidden), (3, 4, 0));
        assert!(map.ways.iter().all(|w| w.width > 1.0 && !w.d.contains("NaN")));
        assert!(of(&Log::default()).nodes.is_empty());
    }
}
