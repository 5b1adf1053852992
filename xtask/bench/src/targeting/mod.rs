//! ECI, PCI and density beside PyPI economic-complexity, on the same table in the same run.
mod peer;

use crate::Done;
use crate::report::Report;
use crate::spread::median;
use ::targeting::complexity::{Presence, complexity, density, quotient};
use ::targeting::matrix::Matrix;
use clap::Args;
use std::path::Path;
use std::time::Instant;

#[derive(Args)]
pub struct Options {
    #[arg(long, default_value_t = 250)]
    regions: usize,
    #[arg(long, default_value_t = 5000)]
    activities: usize,
    /// How often each is measured, in turn; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// What both sides reckon: ECI, PCI, density.
struct Reckoned {
    eci: Vec<f64>,
    pci: Vec<f64>,
    density: Matrix,
    presence: Presence,
}

pub fn run(options: &Options, scratch: &Path, report: &mut Report) -> Done {
    let table = invent(options.regions, options.activities);
    let mut ours = Vec::new();
    let mut reckoned = None;
    let mut theirs = Vec::new();
    let mut answer = None;
    let peer = peer::Peer::ready()?;
    for _ in 0..options.rounds.max(1) {
        let start = Instant::now();
        reckoned = Some(reckon(&table).ok_or("the invented table has no complexity")?);
        ours.push(start.elapsed().as_secs_f64());
        let said = peer.run(&table, scratch)?;
        theirs.push((said.seconds, said.cpu_seconds));
        answer = Some(said);
    }
    let (Some(reckoned), Some(answer)) = (reckoned, answer) else { return Err("nothing was measured".into()) };
    let agreement = compare(&reckoned, &answer)?;
    tell(options, &ours, &theirs, &agreement, report);
    Ok(())
}

fn reckon(table: &Matrix) -> Option<Reckoned> {
    let presence = Presence::of(&quotient(table), 1.0);
    let both = complexity(&presence)?;
    let density = density(&presence);
    let values = |list: Vec<Option<f64>>| list.into_iter().map(|v| v.unwrap_or(f64::NAN)).collect();
    Some(Reckoned { eci: values(both.eci), pci: values(both.pci), density, presence })
}

/// Nested, noisy trade: large regions have more, rare activities live where there is much; the same in every run.
fn invent(regions: usize, activities: usize) -> Matrix {
    let mut state = 11_u64;
    let mut chance = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    Matrix::from_fn(regions, activities, |r, a| {
        let (able, hard) = (r as f64 / regions as f64, a as f64 / activities as f64);
        let present = chance() < 0.15 + 0.7 * (able - hard * 0.8).max(0.0);
        if present { (1.0 + 1000.0 * able) * (-(chance().max(1e-9)).ln()) } else { 0.0 }
    })
}

struct Agreement {
    density: f64,
    eci: f64,
    pci: f64,
}

/// The largest difference of density, and the correlations of the indices: the peer reckons ECI and PCI by reflections, we by the
/// eigenvector to which they tend. The peer leaves an activity out of its own density, which is taken into account.
fn compare(ours: &Reckoned, theirs: &peer::Answer) -> Done<Agreement> {
    let (regions, activities) = (ours.density.rows(), ours.density.cols());
    let totals = ::targeting::complexity::activity_proximity(&ours.presence).col_sums();
    let mut largest = 0.0_f64;
    let mut cells = theirs.density.iter();
    for r in 0..regions {
        for (a, total) in totals.iter().enumerate() {
            let own = f64::from(u8::from(ours.presence.has(r, a)));
            let without = (ours.density.get(r, a) * total - own) / (total - 1.0);
            let said = cells.next().ok_or("the peer's answer is too short")?;
            largest = largest.max((without - said).abs());
        }
    }
    if activities != theirs.pci.len() || largest.is_nan() || largest > 1e-9 {
        return Err(format!("the densities differ by {largest}").into());
    }
    Ok(Agreement {
        density: largest,
        eci: correlation(&ours.eci, &theirs.eci),
        pci: correlation(&ours.pci, &theirs.pci),
    })
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().max(1) as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(x, y)| f(x - ma, y - mb)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

fn tell(options: &Options, ours: &[f64], theirs: &[(f64, f64)], agreement: &Agreement, report: &mut Report) {
    let (regions, activities) = (options.regions, options.activities);
    report.line(format!(
        "- {regions} regions × {activities} activities, invented; {} rounds in turn, the median counts",
        ours.len()
    ));
    let wall = median(&theirs.iter().map(|t| t.0).collect::<Vec<_>>());
    let cpu = median(&theirs.iter().map(|t| t.1).collect::<Vec<_>>());
    let own = median(ours);
    let head = ["location quotient, ECI, PCI, density", "seconds", "processor seconds", "× ours"];
    report.table(&[
        head.map(str::to_owned).to_vec(),
        vec!["lib/targeting, one thread".to_owned(), format!("{own:.3}"), format!("{own:.3}"), "1".to_owned()],
        vec![peer::NAME.to_owned(), format!("{wall:.3}"), format!("{cpu:.3}"), format!("{:.1}", wall / own)],
    ]);
    let Agreement { density, eci, pci } = agreement;
    report.line(format!(
        "Both say the same: densities differ by at most {density:.0e}; ECI correlates with {eci:.6}, PCI with {pci:.6} (the peer stops after 20 reflections)."
    ));
    report.line("Goal: at least 10 times as fast, and at most 0.5 s.");
}
