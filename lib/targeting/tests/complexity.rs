//! Relatedness and complexity: small tables by hand, laws for any table, agreement with published results.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]
use proptest::prelude::*;
use targeting::complexity::{
    Presence, activity_proximity, complexity, density, fitness, outlook, quotient, region_proximity,
};
use targeting::matrix::Matrix;

fn matrix(rows: &[&[f64]]) -> Matrix {
    Matrix::from_fn(rows.len(), rows.first().map_or(0, |r| r.len()), |r, c| rows[r][c])
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12
}

/// Three regions: the first has all three activities, the second two, the third one.
fn nested() -> Presence {
    Presence::of(&matrix(&[&[1.0, 1.0, 1.0], &[1.0, 1.0, 0.0], &[1.0, 0.0, 0.0]]), 1.0)
}

#[test]
fn location_quotient_by_hand() {
    let q = quotient(&matrix(&[&[30.0, 10.0], &[10.0, 50.0]]));
    assert!(near(q.get(0, 0), (30.0 / 40.0) / (40.0 / 100.0)));
    assert!(near(q.get(1, 0), (10.0 / 60.0) / (40.0 / 100.0)));
    let empty = quotient(&matrix(&[&[0.0, 0.0], &[1.0, 0.0]]));
    assert_eq!(empty.data(), [0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn proximity_and_density_by_hand() {
    let has = nested();
    assert_eq!((has.diversity(), has.ubiquity()), (vec![3, 2, 1], vec![3, 2, 1]));
    let phi = activity_proximity(&has);
    assert!(near(phi.get(0, 1), 2.0 / 3.0) && near(phi.get(0, 2), 1.0 / 3.0) && near(phi.get(1, 2), 0.5));
    assert!(near(phi.get(1, 1), 1.0));
    assert!(near(region_proximity(&has).get(0, 1), 2.0 / 3.0));
    // Region 1 has activities 0 and 1; for activity 2: (1/3 + 1/2) of (1/3 + 1/2 + 1).
    assert!(near(density(&has).get(1, 2), (1.0 / 3.0 + 0.5) / (1.0 / 3.0 + 0.5 + 1.0)));
    assert!(near(density(&has).get(0, 2), 1.0), "who has everything is next to everything");
}

#[test]
fn nested_regions_are_ordered_by_complexity() {
    let c = complexity(&nested()).unwrap();
    let eci: Vec<f64> = c.eci.iter().map(|v| v.unwrap()).collect();
    let pci: Vec<f64> = c.pci.iter().map(|v| v.unwrap()).collect();
    assert!(eci[0] > eci[1] && eci[1] > eci[2]);
    assert!(pci[2] > pci[1] && pci[1] > pci[0], "what only the most complex region has is the most complex");
    assert!(near(eci.iter().sum::<f64>(), 0.0) && near(eci.iter().map(|v| v * v).sum::<f64>(), 3.0));
    assert!(near(eci[1], (pci[0] + pci[1]) / 2.0), "a region's ECI is the mean PCI of what it has");
    let o = outlook(&nested(), &c);
    assert_eq!(o.gain.get(0, 1), 0.0, "nothing is gained by what is there");
    assert!(o.gain.get(2, 2) != 0.0);
}

#[test]
fn empty_rows_and_lone_regions() {
    let has = Presence::of(&matrix(&[&[1.0, 1.0, 0.0], &[0.0, 0.0, 0.0], &[1.0, 0.0, 0.0]]), 1.0);
    let c = complexity(&has).unwrap();
    assert!(c.eci[0].is_some() && c.eci[1].is_none() && c.eci[2].is_some());
    assert!(c.pci[1].is_some() && c.pci[2].is_none());
    assert_eq!(density(&has).row(1), [0.0; 3]);
    assert_eq!(fitness(&has, 5).regions[1], 0.0);
    assert!(outlook(&has, &c).coi.iter().all(|v| v.is_finite()));
    let one = Presence::of(&matrix(&[&[1.0, 0.0]]), 1.0);
    assert!(complexity(&one).is_none());
    assert_eq!(density(&one).data(), [1.0, 0.0]);
    assert!(complexity(&Presence::of(&matrix(&[&[1.0], &[1.0]]), 1.0)).is_none(), "all regions are alike");
    assert!(complexity(&Presence::of(&Matrix::zeros(0, 0), 1.0)).is_none());
}

/// Density as it is defined, through the matrix of proximities.
fn slow_density(has: &Presence) -> Matrix {
    let phi = activity_proximity(has);
    has.matrix().dot(&phi).scale_cols(&phi.col_sums())
}

fn tables() -> impl Strategy<Value = Matrix> {
    (1_usize..9, 1_usize..12).prop_flat_map(|(rows, cols)| {
        proptest::collection::vec(prop_oneof![2 => Just(0.0), 3 => 1.0_f64..1000.0], rows * cols)
            .prop_map(move |v| Matrix::from_fn(rows, cols, |r, c| v[r * cols + c].round()))
    })
}

proptest! {
    #[test]
    fn quotients_do_not_see_the_unit(table in tables(), factor in 1_u32..1000) {
        let larger = quotient(&table.map(|v| v * f64::from(factor)));
        prop_assert!(quotient(&table).data().iter().zip(larger.data()).all(|(a, b)| (a - b).abs() <= 1e-12 * a.max(1.0)));
    }

    #[test]
    fn presence_sees_the_order_only(table in tables()) {
        // A strictly rising function of values and threshold changes nothing that follows.
        let rising = |v: f64| v.powi(3) + 2.0 * v;
        let (one, two) = (Presence::of(&table, 50.0), Presence::of(&table.map(rising), rising(50.0)));
        prop_assert_eq!(one.matrix(), two.matrix());
        prop_assert_eq!(density(&one), density(&two));
    }

    #[test]
    fn density_is_what_it_is_defined_as(table in tables()) {
        let has = Presence::of(&quotient(&table), 1.0);
        let (fast, slow) = (density(&has), slow_density(&has));
        prop_assert!(fast.data().iter().zip(slow.data()).all(|(a, b)| (a - b).abs() < 1e-12));
        prop_assert!(fast.data().iter().all(|d| (-1e-12..=1.0 + 1e-12).contains(d)));
    }

    #[test]
    fn the_order_of_regions_does_not_matter(table in tables(), turn in 0_usize..9) {
        let n = table.rows();
        let order: Vec<usize> = (0..n).map(|i| (i + turn) % n).collect();
        let all: Vec<usize> = (0..table.cols()).collect();
        let turned = table.select(&order, &all);
        let (a, b) = (Presence::of(&quotient(&table), 1.0), Presence::of(&quotient(&turned), 1.0));
        prop_assert_eq!(activity_proximity(&a), activity_proximity(&b));
        let (fa, fb) = (fitness(&a, 10), fitness(&b, 10));
        for (i, o) in order.iter().enumerate() {
            prop_assert!((fa.regions[*o] - fb.regions[i]).abs() < 1e-9);
            let rows = density(&a).row(*o).iter().zip(density(&b).row(i)).all(|(x, y)| (x - y).abs() < 1e-12);
            prop_assert!(rows);
        }
    }

    #[test]
    fn an_empty_region_changes_nothing(table in tables()) {
        let larger = Matrix::from_fn(table.rows() + 1, table.cols(), |r, c| table.get(r, c));
        let (a, b) = (Presence::of(&quotient(&table), 1.0), Presence::of(&quotient(&larger), 1.0));
        prop_assert_eq!(activity_proximity(&a), activity_proximity(&b));
        prop_assert_eq!(fitness(&a, 8).activities, fitness(&b, 8).activities);
        match (complexity(&a), complexity(&b)) {
            (None, None) => {}
            (Some(x), Some(y)) => prop_assert_eq!(x.pci, y.pci),
            (x, y) => prop_assert!(false, "{:?} against {:?}", x.is_some(), y.is_some()),
        }
    }
}
