//! 上下游: which suppliers and customers of an industry are here already, and which segments of its chain are missing. It
//! explains; it is no part of the ranking.
use super::links::{self, Sector};
use kernel::industry::IndustryCode;
use serde::{Deserialize, Serialize};

/// Companies of one division that are here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trade {
    pub division: String,
    pub firms: u64,
    /// Some of their names.
    pub names: Vec<String>,
}

/// What the zone's books hold, by division.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    pub trades: Vec<Trade>,
    /// Companies of the books without an industry: they cannot be counted anywhere.
    pub uncoded: u64,
}

/// A supplying or buying sector, with who of it is here.
#[derive(Clone, Debug)]
pub struct Partner {
    pub sector: &'static Sector,
    /// Of the total input, or of the total output: national means.
    pub share: f64,
    /// The industry's own sector.
    pub own: bool,
    /// The divisions of the sector that stand on this side of the chain; in the own sector perhaps none.
    pub divisions: Vec<&'static str>,
    /// In the zone's books.
    pub zone: Vec<Trade>,
    /// In the registry, in the zone's city.
    pub city: Vec<Trade>,
}

pub fn firms(trades: &[Trade]) -> u64 {
    trades.iter().map(|t| t.firms).sum()
}

impl Partner {
    pub fn is_here(&self) -> bool {
        !self.zone.is_empty() || !self.city.is_empty()
    }
    fn is_segment(&self) -> bool {
        self.sector.is_segment() && !self.divisions.is_empty()
    }
    /// A segment of which neither the books nor the registry know anybody here.
    pub fn is_missing(&self) -> bool {
        self.is_segment() && !self.is_here()
    }
    /// A segment that the city has and the zone does not.
    pub fn is_outside(&self) -> bool {
        self.is_segment() && self.zone.is_empty() && !self.city.is_empty()
    }
}

/// Both sides of an industry's chain, the strongest first.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    pub suppliers: Vec<Partner>,
    pub customers: Vec<Partner>,
}

/// Who is here, by division.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    pub zone: &'a [Trade],
    pub city: &'a [Trade],
}

/// The chain of an industry against who is here; none for one that the table does not know.
pub fn chain(code: &str, here: Here<'_>) -> Option<Chain> {
    let division = IndustryCode::parse(code).ok()?.division()?.as_str();
    let own = links::sector_of(division)?;
    let supplier = |other: &str| links::supplies_within(other, division);
    let customer = |other: &str| links::supplies_within(division, other);
    let side = |found: Vec<(&'static Sector, f64)>, within: &dyn Fn(&str) -> bool| {
        found.into_iter().map(|(sector, share)| partner(sector, share, sector == own, within, here)).collect()
    };
    Some(Chain { suppliers: side(links::suppliers(own), &supplier), customers: side(links::customers(own), &customer) })
}

fn partner(sector: &'static Sector, share: f64, own: bool, within: &dyn Fn(&str) -> bool, here: Here<'_>) -> Partner {
    let divisions: Vec<&str> = sector.divisions.iter().copied().filter(|d| !own || within(d)).collect();
    let of = |trades: &[Trade]| {
        let mut found: Vec<Trade> =
            trades.iter().filter(|t| t.firms > 0 && divisions.contains(&t.division.as_str())).cloned().collect();
        found.sort_by(|a, b| b.firms.cmp(&a.firms).then(a.division.cmp(&b.division)));
        found
    };
    Partner { sector, share, own, zone: of(here.zone), city: of(here.city), divisions }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trade(division: &str, firms: u64) -> Trade {
        Trade { division: division.into(), firms, names: vec![format!("示例{division}")] }
    }

    fn find<'c>(side: &'c [Partner], sector: &str) -> &'c Partner {
        side.iter().find(|p| p.sector.code == sector).unwrap()
    }

    #[test]
    fn who_is_here_is_found_in_books_and_registry_and_who_is_not_is_missing() {
        let (zone, city) = (vec![trade("32", 3), trade("31", 1), trade("38", 0)], vec![trade("38", 2)]);
        let found = chain("3351", Here { zone: &zone, city: &city }).unwrap();
        let metals = find(&found.suppliers, "14");
        let divisions: Vec<&str> = metals.zone.iter().map(|t| t.division.as_str()).collect();
        assert_eq!((divisions, firms(&metals.zone), metals.is_missing()), (vec!["32", "31"], 4, false));
        assert!(!metals.is_outside());
        let electrical = find(&found.customers, "19");
        assert!(electrical.zone.is_empty() && electrical.is_outside() && !electrical.is_missing());
        assert!(find(&found.customers, "16").is_missing(), "no maker of machines is known here");
        assert!(!find(&found.customers, "27").is_missing(), "builders are everywhere");
        let shares: Vec<f64> = found.suppliers.iter().map(|p| p.share).collect();
        assert!(shares.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn within_a_sector_only_the_order_of_processing_tells_who_supplies_whom() {
        let zone = vec![trade("26", 2), trade("27", 5), trade("29", 1)];
        let plastics = chain("29", Here { zone: &zone, city: &[] }).unwrap();
        let own = find(&plastics.suppliers, "12");
        assert_eq!((own.own, own.zone.iter().map(|t| t.division.as_str()).collect()), (true, vec!["26"]));
        let sold = find(&plastics.customers, "12");
        assert!(sold.divisions.is_empty() && !sold.is_missing(), "nothing can be told");
        let none = chain("29", Here { zone: &[], city: &[] }).unwrap();
        assert!(find(&none.suppliers, "12").is_missing());
        assert!(chain("97", Here { zone: &zone, city: &[] }).is_none());
        assert!(chain("x", Here { zone: &zone, city: &[] }).is_none());
    }
}
