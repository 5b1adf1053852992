//! Proximity: how often two activities (or two regions) go together.
use super::presence::Presence;
use crate::matrix::Matrix;

/// φ(p, q) = (regions that have both) ÷ max(ubiquity of p, ubiquity of q): the smaller of the two conditional probabilities (Hidalgo et al. 2007).
/// Activities × activities, symmetric, 1 on the diagonal (0 for an activity that no region has).
pub fn activity_proximity(presence: &Presence) -> Matrix {
    let groups = (0..presence.regions()).map(|r| presence.activities_of(r));
    together(groups, &presence.ubiquity())
}

/// The same for regions: activities that both have ÷ the larger diversity.
pub fn region_proximity(presence: &Presence) -> Matrix {
    let groups = (0..presence.activities()).map(|a| presence.regions_of(a));
    together(groups, &presence.diversity())
}

fn together<'a>(groups: impl Iterator<Item = &'a [u32]>, sizes: &[usize]) -> Matrix {
    let mut both = Matrix::zeros(sizes.len(), sizes.len());
    for members in groups {
        for a in members {
            let row = both.row_mut(*a as usize);
            for b in members {
                if let Some(cell) = row.get_mut(*b as usize) {
                    *cell += 1.0;
                }
            }
        }
    }
    for (r, size) in sizes.iter().enumerate() {
        for (cell, other) in both.row_mut(r).iter_mut().zip(sizes) {
            let larger = (*size).max(*other);
            *cell = if larger == 0 { 0.0 } else { *cell / larger as f64 };
        }
    }
    both
}
