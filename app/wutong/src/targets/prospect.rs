//! Companies for the industries: groups that open elsewhere, ranked by `targeting::expansion`, then companies of the trade by
//! how many reasons hold. The order among the latter is no prediction, and the pages say so.
use super::learn::Learned;
use super::place;
use attract::Origin;
use attract::target::{Basis, Company, Industry, Prospect, Why};
use chrono::Datelike;
use kernel::industry::IndustryCode;
use registry::{Column, Filter, IndustryBy, Order, Place, Registry};
use std::collections::HashMap;
use targeting::expansion::{Establishment, Expansion, Facts};

/// Companies kept for an industry: groups that expand, and companies of the trade.
const EXPANDERS: usize = 30;
const TRADE: usize = 60;
/// Companies of the trade that are looked at.
const LOOKED_AT: usize = 400;
/// Shares traded, or registered, so many years ago count as lately.
const LISTED_LATELY: i32 = 3;
const YOUNG: i32 = 5;
/// Below that many branches there is nothing to rank by.
const LEAST_BRANCHES: usize = 200;

/// The ranking of groups that open elsewhere, with the names behind its numbers.
pub struct Expanders {
    expansion: Expansion,
    /// Name and `province|city` by group.
    groups: HashMap<String, (String, String)>,
}

impl Expanders {
    /// Learns from the branches up to the year of the findings; none where there are too few. Takes minutes for a large registry.
    pub fn learn(branches: Vec<registry::Establishment>, at: i32) -> Option<Self> {
        if branches.len() < LEAST_BRANCHES {
            return None;
        }
        let mut groups = HashMap::new();
        let mut all = Vec::with_capacity(branches.len());
        for b in branches {
            groups.entry(b.group_id.clone()).or_insert_with(|| (b.parent.clone(), b.home.clone()));
            let home = Some(b.home).filter(|h| !h.is_empty());
            all.push(Establishment { group: b.group_id, home, place: b.place, division: b.division, year: b.year });
        }
        let expansion = Expansion::fit(&all, at + 1);
        (expansion.candidates() > 0).then_some(Self { expansion, groups })
    }

    pub fn count(&self) -> usize {
        self.expansion.candidates()
    }

    /// The groups likeliest to open in the city in this division: name, home, reasons.
    fn rank(&self, basis: &Basis, division: &str) -> Vec<(String, String, Vec<Why>)> {
        let home = format!("{}|{}", basis.province, basis.city);
        let ranked = self.expansion.rank(&home, division, EXPANDERS);
        let named = ranked.into_iter().filter_map(|r| {
            let (name, home) = self.groups.get(&r.group)?;
            Some((name.clone(), home.clone(), reasons(&r.facts)))
        });
        named.filter(|(_, _, why)| !why.is_empty()).collect()
    }
}

fn reasons(facts: &Facts) -> Vec<Why> {
    let mut why = Vec::new();
    if facts.trade_places > 0 {
        why.push(Why::TradePlaces { places: facts.trade_places, establishments: facts.trade_establishments });
    }
    if facts.entries_two_years > 0 {
        why.push(Why::Expanding { entries: facts.entries_two_years, years: 2, last: facts.last_entry });
    }
    if facts.home_in_province {
        why.push(Why::HomeInProvince);
    } else if facts.province_places > 0 {
        why.push(Why::InProvince { places: facts.province_places });
    }
    why
}

/// Companies that some industry proposes, each once.
#[derive(Default)]
struct Shelf {
    companies: Vec<Company>,
    places: HashMap<String, usize>,
}

impl Shelf {
    fn put(&mut self, company: Company) -> usize {
        let key = attract::lead::rules::name_key(&company.name);
        let next = self.companies.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.companies.push(company);
        }
        place
    }
}

/// Chooses companies for every industry.
pub async fn choose(
    registry: &Registry,
    learned: Learned,
    expanders: Option<&Expanders>,
) -> registry::Result<(Vec<Industry>, Vec<Company>)> {
    let mut shelf = Shelf::default();
    let mut industries = learned.industries;
    let mut by_division: HashMap<String, Vec<Prospect>> = HashMap::new();
    for industry in &mut industries {
        let Ok(code) = IndustryCode::parse(&industry.code) else { continue };
        let division = code.division().unwrap_or(code).as_str().to_owned();
        if let (Some(expanders), false) = (expanders, by_division.contains_key(&division)) {
            let ranked = expanders.rank(&learned.basis, &division);
            by_division.insert(division.clone(), placed(registry, &mut shelf, ranked).await?);
        }
        let mut prospects = by_division.get(&division).cloned().unwrap_or_default();
        let (known, trade) = of_trade(registry, &learned.basis, code).await?;
        industry.companies_known = known;
        for (company, why) in trade {
            let company = shelf.put(company);
            if !prospects.iter().any(|p| p.company == company) {
                prospects.push(Prospect { company, expander: false, why });
            }
        }
        industry.prospects = prospects;
    }
    Ok((industries, shelf.companies))
}

/// Groups with their records of the registry, where it has them under their name.
async fn placed(
    registry: &Registry,
    shelf: &mut Shelf,
    ranked: Vec<(String, String, Vec<Why>)>,
) -> registry::Result<Vec<Prospect>> {
    let mut prospects = Vec::new();
    for (name, home, why) in ranked {
        let found = registry.search(&name, &Filter::default(), 0, 5).await?.companies;
        let key = attract::lead::rules::name_key(&name);
        let same = found.into_iter().find(|c| attract::lead::rules::name_key(&c.name) == key);
        let company = match same {
            Some(company) => of_registry(&company),
            None => only_named(name, &home),
        };
        prospects.push(Prospect { company: shelf.put(company), expander: true, why });
    }
    Ok(prospects)
}

fn only_named(name: String, home: &str) -> Company {
    let (province, city) = home.split_once('|').unwrap_or((home, ""));
    Company {
        origin: Origin::Typed,
        name,
        province: province.to_owned(),
        city: city.to_owned(),
        city_code: place::code_of(province, city),
        ..Company::default()
    }
}

/// A company of the registry as the slice knows companies.
pub fn of_registry(c: &registry::Company) -> Company {
    Company {
        origin: Origin::Registry,
        id: c.id.to_string(),
        name: c.name.clone(),
        credit_code: c.credit_code.clone(),
        province: c.province.clone(),
        city: c.city.clone(),
        city_code: place::code_of(&c.province, &c.city),
        industry: c.group.or(c.division).map(|i| i.as_str().to_owned()),
    }
}

/// How many of the trade the registry knows outside the city, and those for whom most speaks: first by the number of reasons,
/// then the younger.
async fn of_trade(
    registry: &Registry,
    basis: &Basis,
    code: IndustryCode,
) -> registry::Result<(u64, Vec<(Company, Vec<Why>)>)> {
    let next = place::next_to(&basis.province);
    let own = |places: Vec<Place>| Filter { industries: vec![code], places, ..Filter::default() };
    let near = std::iter::once(basis.province.as_str()).chain(next.iter().copied());
    let near = own(near.map(|p| Place::new(p, "")).collect());
    let here = own(vec![Place::new(&basis.province, &basis.city)]);
    let newest = |column| Order::By { column, descending: true };
    let column = if basis.by_listing { Column::ListedOn } else { Column::RegisteredOn };
    let everywhere = registry.find(&own(Vec::new()), &newest(column), 0, LOOKED_AT).await?;
    let nearby = registry.find(&near, &newest(column), 0, LOOKED_AT).await?;
    let here = registry.find(&here, &Order::AsStored, 0, 1).await?.total;
    let mut found: Vec<(usize, i32, Company, Vec<Why>)> = Vec::new();
    for c in nearby.companies.iter().chain(&everywhere.companies) {
        let in_city = c.province == basis.province && c.city == basis.city;
        if !in_city && !found.iter().any(|(_, _, known, _)| known.id == c.id.to_string()) {
            let why = of_company(c, basis, code, &next);
            let year = c.listed_on.or(c.registered_on).map_or(0, |d| d.year());
            found.push((why.len(), year, of_registry(c), why));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.name.cmp(&b.2.name)));
    found.truncate(TRADE);
    let known = everywhere.total.saturating_sub(here);
    Ok((known, found.into_iter().map(|(_, _, company, why)| (company, why)).collect()))
}

fn of_company(c: &registry::Company, basis: &Basis, trade: IndustryCode, next: &[&str]) -> Vec<Why> {
    let mut why = Vec::new();
    if c.province == basis.province {
        why.push(Why::HomeInProvince);
    } else if next.contains(&c.province.as_str()) {
        why.push(Why::NextProvince);
    }
    let lately = |day: Option<chrono::NaiveDate>, years: i32| {
        day.map(|d| d.year()).filter(|y| *y > basis.at - years && *y <= basis.last_year)
    };
    if let Some(year) = lately(c.listed_on, LISTED_LATELY) {
        why.push(Why::Listed { year });
    } else if let Some(year) = lately(c.registered_on, YOUNG) {
        why.push(Why::Young { year });
    }
    let group = c.group.filter(|g| *g != trade).map(|g| g.as_str().to_owned());
    why.push(match c.industry_by {
        IndustryBy::Classifier => Why::LikelyTrade { group },
        _ => Why::OwnTrade { group },
    });
    why
}
