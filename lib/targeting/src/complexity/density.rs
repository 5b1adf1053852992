//! Density: how close a region's activities lie to one that it may or may not have (Hidalgo et al. 2007).
use super::presence::Presence;
use crate::matrix::Matrix;

/// For each region and activity p: Σ over the region's activities q of φ(q, p), divided by Σ over all q of φ(q, p).
/// φ is the proximity of [`super::activity_proximity`], with φ(p, p) = 1. Between 0 and 1; 0 for an activity that no region has.
pub fn density(presence: &Presence) -> Matrix {
    let ones = vec![1.0; presence.activities()];
    let near = Closeness::new(presence, &ones);
    near.of_regions().scale_cols(&near.of_everything())
}

/// Sums of w(q) φ(q, p) over activities q, without the matrix of proximities.
///
/// φ(q, p) = (regions that have both) ÷ max(u(q), u(p)), and "regions that have both" is itself a sum over regions. Changing the order,
/// Σ over q of c of w φ = Σ over regions d that have p of G(c, d, u(p)), where G(c, d, u) = Σ over q of both c and d of w(q) ÷ max(u(q), u).
/// G depends on p by a small whole number only, so that all activities together cost regions² × diversity instead of regions × activities².
pub(super) struct Closeness<'a> {
    presence: &'a Presence,
    weights: &'a [f64],
    /// Ubiquity of each activity.
    levels: Vec<usize>,
}

impl<'a> Closeness<'a> {
    pub fn new(presence: &'a Presence, weights: &'a [f64]) -> Self {
        Self { presence, weights, levels: presence.ubiquity() }
    }

    /// Regions × activities: the sum over the region's own activities q.
    pub fn of_regions(&self) -> Matrix {
        let mut out = Matrix::zeros(self.presence.regions(), self.presence.activities());
        for region in 0..self.presence.regions() {
            let mut shared = vec![0.0; self.presence.activities()];
            for (a, w) in self.own(region) {
                if let Some(cell) = shared.get_mut(a) {
                    *cell = w;
                }
            }
            self.fill(&shared, out.row_mut(region));
        }
        out
    }

    /// For each activity the sum over all activities q.
    pub fn of_everything(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.presence.activities()];
        self.fill(self.weights, &mut out);
        out
    }

    fn own(&self, region: usize) -> impl Iterator<Item = (usize, f64)> {
        let has = self.presence.activities_of(region).iter();
        has.map(|a| (*a as usize, self.weights.get(*a as usize).copied().unwrap_or(0.0)))
    }

    /// `shared`: the weight of each activity that counts, 0 for the others.
    fn fill(&self, shared: &[f64], out: &mut [f64]) {
        let mut at_level = vec![0.0; self.presence.regions() + 1];
        for other in 0..self.presence.regions() {
            let has = self.presence.activities_of(other);
            at_level.iter_mut().for_each(|v| *v = 0.0);
            for a in has {
                let (Some(w), Some(level)) = (shared.get(*a as usize), self.levels.get(*a as usize)) else { continue };
                if let Some(sum) = at_level.get_mut(*level) {
                    *sum += w;
                }
            }
            let reached = by_level(&at_level);
            for a in has {
                let (Some(cell), Some(level)) = (out.get_mut(*a as usize), self.levels.get(*a as usize)) else {
                    continue;
                };
                *cell += reached.get(*level).copied().unwrap_or(0.0);
            }
        }
    }
}

/// From the weight at each ubiquity v to Σ weight(v) ÷ max(v, u), for each u.
fn by_level(at_level: &[f64]) -> Vec<f64> {
    let mut above: f64 = at_level.iter().enumerate().skip(1).map(|(v, w)| w / v as f64).sum();
    let mut up_to = 0.0;
    let mut out = Vec::with_capacity(at_level.len());
    for (u, w) in at_level.iter().enumerate() {
        if u == 0 {
            out.push(0.0);
            continue;
        }
        up_to += w;
        above -= w / u as f64;
        out.push(up_to / u as f64 + above);
    }
    out
}
