//! Fitness and complexity by the non-linear map of Tacchella et al. (2012).
use super::presence::Presence;

#[derive(Clone, Debug)]
pub struct Fitness {
    /// By region; mean 1.
    pub regions: Vec<f64>,
    /// By activity; mean 1.
    pub activities: Vec<f64>,
}

/// From F = Q = 1, `steps` times at once: F′ = M Q ÷ mean, Q′ = 1 ÷ (Mᵀ (1 ÷ F)) ÷ mean. Published tables use 19 to 20 steps; with many steps the
/// least diverse regions go to 0. Regions that have nothing, and activities that nobody has, get 0 and stay out of the means.
pub fn fitness(presence: &Presence, steps: usize) -> Fitness {
    let alive = |counts: Vec<usize>| counts.iter().map(|c| if *c > 0 { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let (mut f, mut q) = (alive(presence.diversity()), alive(presence.ubiquity()));
    for _ in 0..steps {
        let sum = |has: &[u32], of: &[f64]| has.iter().filter_map(|i| of.get(*i as usize)).sum::<f64>();
        let inverse: Vec<f64> = f.iter().map(|v| if *v > 0.0 { 1.0 / v } else { 0.0 }).collect();
        let next_f = (0..f.len()).map(|r| sum(presence.activities_of(r), &q)).collect();
        let next_q = (0..q.len()).map(|a| {
            let hurdles = sum(presence.regions_of(a), &inverse);
            if hurdles > 0.0 { 1.0 / hurdles } else { 0.0 }
        });
        let next_q = next_q.collect();
        f = by_mean(next_f);
        q = by_mean(next_q);
    }
    Fitness { regions: f, activities: q }
}

fn by_mean(mut values: Vec<f64>) -> Vec<f64> {
    let alive = values.iter().filter(|v| **v > 0.0).count().max(1) as f64;
    let mean = values.iter().sum::<f64>() / alive;
    if mean > 0.0 {
        values.iter_mut().for_each(|v| *v /= mean);
    }
    values
}
