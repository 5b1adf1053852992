//! Who supplies whom: the sectors of the national input-output table with their strongest suppliers and customers. National
//! means of 42 sectors; where the files are from stands in `data/input-output/README.md`.
use std::sync::LazyLock;
use ui::T;

/// A sector of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Sector {
    pub code: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Divisions of GB/T 4754.
    pub divisions: Vec<&'static str>,
}

/// Energy, trade, transport, finance, land, rented goods and business services, offices: everybody uses them, so that no sentence names them as a chain.
const EVERYBODY_USES: [&str; 9] = ["24", "25", "26", "28", "29", "32", "33", "34", "42"];
/// What every city has for its own people: never called missing.
const EVERY_CITY_HAS: [&str; 7] = ["27", "30", "37", "38", "39", "40", "41"];

impl Sector {
    pub fn name(&self, zh: bool) -> &'static str {
        if zh { self.zh } else { self.en }
    }
    pub fn title(&self, t: T) -> &'static str {
        self.name(t.is_zh())
    }
    /// Worth a sentence as a supplier or customer.
    pub fn is_telling(&self) -> bool {
        !EVERYBODY_USES.contains(&self.code)
    }
    /// A chain segment that a city can lack.
    pub fn is_segment(&self) -> bool {
        self.is_telling() && !EVERY_CITY_HAS.contains(&self.code)
    }
}

struct Link {
    from: &'static str,
    to: &'static str,
    /// Of all that `to` makes.
    input: f64,
    /// Of all that `from` makes.
    output: f64,
}

static SECTORS: LazyLock<Vec<Sector>> = LazyLock::new(|| {
    let lines = include_str!("../../data/input-output/sectors.csv").lines().skip(1);
    let sector = |line: &'static str| {
        let (head, rest) = line.split_once(",\"")?;
        let (code, zh) = head.split_once(',')?;
        let (en, divisions) = rest.split_once("\",")?;
        Some(Sector { code, zh, en, divisions: divisions.split(' ').collect() })
    };
    lines.filter_map(sector).collect()
});

static LINKS: LazyLock<Vec<Link>> = LazyLock::new(|| {
    let lines = include_str!("../../data/input-output/links.csv").lines().skip(1);
    let link = |line: &'static str| {
        let mut cells = line.split(',');
        let (from, to) = (cells.next()?, cells.next()?);
        Some(Link { from, to, input: cells.next()?.parse().ok()?, output: cells.next()?.parse().ok()? })
    };
    lines.filter_map(link).collect()
});

/// The sector of a code of GB/T 4754 from the division down.
pub fn sector_of(code: &str) -> Option<&'static Sector> {
    let division = code.get(..2)?;
    SECTORS.iter().find(|s| s.divisions.contains(&division))
}

fn sector(code: &str) -> Option<&'static Sector> {
    SECTORS.iter().find(|s| s.code == code)
}

/// At least one percent of a sector's total input or output.
const LEAST: f64 = 0.01;

fn strongest(mut found: Vec<(&'static Sector, f64)>) -> Vec<(&'static Sector, f64)> {
    found.retain(|(_, share)| *share >= LEAST);
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.code.cmp(b.0.code)));
    found
}

/// Who supplies it, with the share of its total input, the largest first; itself among them.
pub fn suppliers(of: &Sector) -> Vec<(&'static Sector, f64)> {
    strongest(LINKS.iter().filter(|l| l.to == of.code).filter_map(|l| Some((sector(l.from)?, l.input))).collect())
}

/// Who buys from it, with the share of its total output, the largest first; itself among them.
pub fn customers(of: &Sector) -> Vec<(&'static Sector, f64)> {
    strongest(LINKS.iter().filter(|l| l.from == of.code).filter_map(|l| Some((sector(l.to)?, l.output))).collect())
}

/// Within a sector the table cannot tell who supplies whom. Where the order of processing leaves no doubt, it stands here:
/// supplier, customer.
const WITHIN: [(&str, &str); 9] = [
    ("13", "14"),
    ("13", "15"),
    ("20", "21"),
    ("22", "23"),
    ("22", "24"),
    ("26", "27"),
    ("26", "28"),
    ("26", "29"),
    ("63", "64"),
];

/// Whether one division supplies another of the same sector beyond doubt.
pub fn supplies_within(from: &str, to: &str) -> bool {
    WITHIN.contains(&(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::industry::{Level, all};

    #[test]
    fn every_division_but_one_has_a_sector_and_shares_are_shares() {
        let lost: Vec<&str> = all(Level::Division).map(|d| d.as_str()).filter(|d| sector_of(d).is_none()).collect();
        assert_eq!(lost, ["97"], "国际组织 has no sector in the table");
        assert_eq!(SECTORS.len(), 42);
        assert_eq!(LINKS.len(), include_str!("../../data/input-output/links.csv").lines().count() - 1);
        for one in SECTORS.iter() {
            let sum: f64 = suppliers(one).iter().map(|(_, share)| share).sum();
            assert!(sum > 0.0 && sum < 1.0, "{} {sum}", one.code);
            // Oil wells sold a little out of stock in 2020.
            assert!(customers(one).iter().map(|(_, share)| share).sum::<f64>() < 1.01, "{}", one.code);
        }
    }

    #[test]
    fn the_strongest_links_are_those_of_the_table() {
        let food = sector_of("1431").unwrap();
        assert_eq!((food.code, food.name(true)), ("06", "食品和烟草"));
        let (farms, share) = suppliers(food)[0];
        assert_eq!((farms.name(true), share), ("农林牧渔产品和服务", 0.3477));
        let metals = sector_of("32").unwrap();
        assert!(metals.is_segment() && customers(metals).iter().any(|(s, share)| s.code == "19" && *share > 0.1));
        assert!(!sector_of("66").unwrap().is_telling() && !sector_of("84").unwrap().is_segment());
    }
}
