//! Agreement with published results, where the data is at hand (`WUTONG_SHARED_DATA`, or `../shared/data` beside the repository).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use targeting::complexity::{
    Presence, activity_proximity, complexity, density, fitness, outlook, quotient, region_proximity,
};
use targeting::matrix::Matrix;

/// The folder of the published results, or a word on why the test is skipped.
fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let base = std::env::var_os("WUTONG_SHARED_DATA").map_or(beside, PathBuf::from);
    let folder = base.join("complexity");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "skipped: {} is absent; set WUTONG_SHARED_DATA to the folder with the published results",
        folder.display()
    );
    None
}

/// Rows of a CSV without quoted commas, without its header.
fn rows(folder: &std::path::Path, file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    text.lines().skip(1).map(|l| l.split(',').map(|c| c.trim_matches('"').to_owned()).collect()).collect()
}

struct Trade {
    countries: HashMap<String, usize>,
    products: HashMap<String, usize>,
    values: Matrix,
}

fn trade(folder: &std::path::Path) -> Trade {
    let lines = rows(folder, "trade_avg_1998_2000.csv");
    let number = |c: usize| {
        let names: BTreeMap<&str, ()> = lines.iter().map(|l| (l[c].as_str(), ())).collect();
        names.keys().enumerate().map(|(i, n)| ((*n).to_owned(), i)).collect::<HashMap<String, usize>>()
    };
    let (countries, products) = (number(0), number(1));
    let mut values = Matrix::zeros(countries.len(), products.len());
    for l in &lines {
        values.set(countries[&l[0]], products[&l[1]], l[2].parse().unwrap());
    }
    Trade { countries, products, values }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Within 1e-9 of the published value, or of it as far as its size demands.
fn equal(ours: f64, published: f64, what: &str) {
    assert!((ours - published).abs() <= 1e-9 * published.abs().max(1.0), "{what}: {ours} instead of {published}");
}

#[test]
fn quotients_and_presence_are_the_published_ones() {
    let Some(folder) = folder() else { return };
    let trade = trade(&folder);
    let has = Presence::of(&quotient(&trade.values), 1.0);
    let cells = rows(&folder, "expected_balassa_nonzero.csv");
    assert_eq!(has.diversity().iter().sum::<usize>(), cells.len());
    assert!(cells.iter().all(|c| has.has(trade.countries[&c[0]], trade.products[&c[1]])));
}

#[test]
fn complexity_and_outlook_are_the_published_ones() {
    let Some(folder) = folder() else { return };
    let trade = trade(&folder);
    let rca = quotient(&trade.values);
    let has = Presence::of(&rca, 1.0);
    let c = complexity(&has).unwrap();
    let o = outlook(&has, &c);
    for l in rows(&folder, "reference_pyecomplexity_country.csv") {
        let i = trade.countries[&l[0]];
        assert_eq!(has.diversity()[i].to_string(), l[1]);
        equal(c.eci[i].unwrap(), number(&l[2]), &format!("ECI of {}", l[0]));
        equal(o.coi[i], number(&l[3]), &format!("outlook of {}", l[0]));
    }
    for l in rows(&folder, "reference_pyecomplexity_product.csv") {
        let i = trade.products[&l[0]];
        assert_eq!(has.ubiquity()[i].to_string(), l[1]);
        equal(c.pci[i].unwrap(), number(&l[2]), &format!("PCI of {}", l[0]));
    }
    let near = density(&has);
    for l in rows(&folder, "reference_pyecomplexity_density_chn_kaz_chl.csv") {
        let (r, a) = (trade.countries[&l[0]], trade.products[&l[1]]);
        let name = format!("{} {}", l[0], l[1]);
        equal(f64::from(u8::from(has.has(r, a))), number(&l[3]), &name);
        equal(rca.get(r, a), number(&l[4]), &format!("RCA of {name}"));
        equal(near.get(r, a), number(&l[5]), &format!("density of {name}"));
        equal(o.gain.get(r, a), number(&l[6]), &format!("outlook gain of {name}"));
    }
}

#[test]
fn fitness_is_the_published_one() {
    let Some(folder) = folder() else { return };
    let trade = trade(&folder);
    let f = fitness(&Presence::of(&quotient(&trade.values), 1.0), 19);
    for l in rows(&folder, "expected_complexity_country.csv") {
        equal(f.regions[trade.countries[&l[0]]], number(&l[1]), &l[0]);
    }
    for l in rows(&folder, "expected_complexity_product.csv") {
        equal(f.activities[trade.products[&l[0]]], number(&l[1]), &l[0]);
    }
}

/// The files are packed and rounded to 8 digits.
#[test]
fn proximities_are_the_published_ones() {
    let Some(folder) = folder() else { return };
    let trade = trade(&folder);
    let has = Presence::of(&quotient(&trade.values), 1.0);
    for (file, ours, names) in [
        ("expected_proximity_product.csv.gz", activity_proximity(&has), &trade.products),
        ("expected_proximity_country.csv.gz", region_proximity(&has), &trade.countries),
    ] {
        let mut text = String::new();
        let packed = std::fs::File::open(folder.join(file)).unwrap();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();
        let mut lines = text.lines().map(|l| l.split(',').map(|c| c.trim_matches('"')).collect::<Vec<_>>());
        let head = lines.next().unwrap();
        for line in lines {
            let r = names[line[0]];
            for (name, value) in head.iter().zip(&line).skip(1) {
                let (ours, published) = (ours.get(r, names[*name]), number(value));
                assert!((ours - published).abs() <= 5.1e-9, "{} {name}: {ours} instead of {published}", line[0]);
            }
        }
    }
}
