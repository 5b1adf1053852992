//! The expansion ranking on the registry's history: as `score_expansion.py` counts it where a year has at most 500
//! questions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod benchmark;
use targeting::expansion::{Establishment, Expansion};

fn establishments() -> Option<Vec<Establishment>> {
    let text = benchmark::table("expansion-benchmark/establishments_1978_2002.csv.gz")?;
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Establishment {
            group: cells[0].to_owned(),
            home: (!cells[1].is_empty()).then(|| cells[1].to_owned()),
            place: cells[2].to_owned(),
            division: cells[3].to_owned(),
            year: cells[4].parse().unwrap(),
        }
    };
    Some(text.lines().skip(1).map(row).collect())
}

#[test]
#[ignore = "several minutes of computing: cargo nextest run -p targeting --run-ignored all benchmark"]
fn expansion_benchmark() {
    let Some(establishments) = establishments() else { return };
    for (year, mean_reciprocal_rank, hit_50) in [(1996, 0.28, 0.59), (2000, 0.26, 0.55)] {
        let accuracy = Expansion::fit(&establishments, year).judge(&establishments).unwrap();
        println!("{year}: {accuracy:?}");
        assert!(accuracy.mean_reciprocal_rank > mean_reciprocal_rank, "{year}: {accuracy:?}");
        assert!(accuracy.hit_50 > hit_50, "{year}: {accuracy:?}");
        assert!(accuracy.mean_reciprocal_rank < 0.36, "{year}: too good to be true: {accuracy:?}");
    }
}
