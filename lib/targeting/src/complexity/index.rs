//! Economic complexity index of regions (ECI) and of activities (PCI), by the eigenvector.
use super::presence::Presence;
use crate::eigen::largest;
use crate::matrix::Matrix;

/// ECI and PCI (Hausmann et al., The Atlas of Economic Complexity). A region that has nothing, and an activity that nobody has, have none.
#[derive(Clone, Debug)]
pub struct Complexity {
    /// Mean 0, population standard deviation 1 over the regions; its sign is such that diverse regions are high.
    pub eci: Vec<Option<f64>>,
    /// On the scale of `eci`: a region's ECI is the mean PCI of what it has.
    pub pci: Vec<Option<f64>>,
    /// The mean of the eigenvector at standard deviation 1, before it was moved to 0: outlooks are built on PCI + this.
    pub(super) shift: f64,
}

/// The second eigenvector of D⁻¹ M U⁻¹ Mᵀ, found through the symmetric D^-½ M U⁻¹ Mᵀ D^-½. None where fewer than two regions have
/// anything, or where all regions are alike, so that there is nothing to tell them apart by.
pub fn complexity(presence: &Presence) -> Option<Complexity> {
    let diversity: Vec<f64> = presence.diversity().iter().map(|d| *d as f64).collect();
    let valid: Vec<usize> = diversity.iter().enumerate().filter(|(_, d)| **d > 0.0).map(|(r, _)| r).collect();
    if valid.len() < 2 {
        return None;
    }
    let roots: Vec<f64> = diversity.iter().map(|d| d.sqrt()).collect();
    let shared = shared_activities(presence).scale_rows(&roots).scale_cols(&roots).select(&valid, &valid);
    let (values, vectors) = largest(&shared, 2, None);
    let value = values.get(1).copied().filter(|v| *v > 1e-12)?;
    let mut raw: Vec<f64> = vectors.row(1).iter().zip(&valid).map(|(v, r)| v / roots.get(*r).unwrap_or(&1.0)).collect();
    let (mean, sd) = moments(&raw);
    if sd < 1e-12 {
        return None;
    }
    let of_valid: Vec<f64> = valid.iter().filter_map(|r| diversity.get(*r).copied()).collect();
    let turn = direction(&raw, mean, &of_valid) / sd;
    raw.iter_mut().for_each(|v| *v *= turn);
    let shift = mean * turn;
    let mut by_region = vec![None; presence.regions()];
    for (r, v) in valid.iter().zip(&raw) {
        if let Some(cell) = by_region.get_mut(*r) {
            *cell = Some(*v);
        }
    }
    let pci = (0..presence.activities()).map(|a| {
        let of: Vec<f64> = presence.regions_of(a).iter().filter_map(|r| *by_region.get(*r as usize)?).collect();
        (!of.is_empty()).then(|| of.iter().sum::<f64>() / of.len() as f64 / value - shift)
    });
    let pci = pci.collect();
    let eci = by_region.into_iter().map(|v| v.map(|v| v - shift)).collect();
    Some(Complexity { eci, pci, shift })
}

/// M U⁻¹ Mᵀ: each activity counts for a pair of regions by 1 ÷ its ubiquity.
fn shared_activities(presence: &Presence) -> Matrix {
    let mut shared = Matrix::zeros(presence.regions(), presence.regions());
    for a in 0..presence.activities() {
        let regions = presence.regions_of(a);
        let share = 1.0 / regions.len().max(1) as f64;
        for r in regions {
            let row = shared.row_mut(*r as usize);
            for other in regions {
                if let Some(cell) = row.get_mut(*other as usize) {
                    *cell += share;
                }
            }
        }
    }
    shared
}

/// Mean and population standard deviation.
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt())
}

/// 1, or −1 where the values fall with diversity; without a relation, such that the first one is not negative.
fn direction(values: &[f64], mean: f64, diversity: &[f64]) -> f64 {
    let (middle, spread) = moments(diversity);
    let along: f64 = values.iter().zip(diversity).map(|(v, d)| (v - mean) * (d - middle)).sum();
    let unclear = along.abs() < 1e-9 * spread.max(1.0);
    let sign = if unclear { values.first().copied().unwrap_or(1.0) - mean } else { along };
    if sign < 0.0 { -1.0 } else { 1.0 }
}
