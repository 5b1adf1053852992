//! Complexity outlook: what complex activities lie within a region's reach, and what each one would open.
use super::density::{Closeness, density};
use super::index::{Complexity, moments};
use super::presence::Presence;
use crate::matrix::Matrix;

/// Complexity outlook index and gain (Hausmann et al.; as the Growth Lab's `ecomplexity` reckons them).
#[derive(Clone, Debug)]
pub struct Outlook {
    /// By region: Σ over the activities it lacks of density × complexity; mean 0, population standard deviation 1.
    pub coi: Vec<f64>,
    /// Regions × activities: what the activity would add to the region's outlook, in units of ECI's standard deviation; 0 where it has it.
    pub gain: Matrix,
}

/// Activities without a PCI count nothing.
pub fn outlook(presence: &Presence, complexity: &Complexity) -> Outlook {
    let pci: Vec<f64> = complexity.pci.iter().map(|p| p.map_or(0.0, |p| p + complexity.shift)).collect();
    let lacks = presence.matrix().map(|m| 1.0 - m);
    let open = density(presence).zip(&lacks, |d, l| d * l);
    let mut coi: Vec<f64> = open.iter_rows().map(|row| crate::matrix::inner(row, &pci)).collect();
    let (mean, sd) = moments(&coi);
    coi.iter_mut().for_each(|v| *v = if sd > 0.0 { (*v - mean) / sd } else { 0.0 });

    let ones = vec![1.0; presence.activities()];
    let totals = Closeness::new(presence, &ones).of_everything();
    let weights: Vec<f64> = pci.iter().zip(&totals).map(|(p, t)| if *t > 0.0 { p / t } else { 0.0 }).collect();
    let near = Closeness::new(presence, &weights);
    let all = near.of_everything();
    let all = Matrix::outer(&vec![1.0; presence.regions()], &all);
    let gain = all.zip(&near.of_regions(), |all, own| all - own).zip(&lacks, |g, l| g * l);
    Outlook { coi, gain }
}
