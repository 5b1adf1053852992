//! Where companies opened branches: read from the names of branches (示例超市有限公司昌吉分公司), for ranking who opens
//! where next. The parent's name ends with the first 公司 in a name that does not end with it, or ends with 分公司.
use std::collections::HashMap;

use datafusion::logical_expr::{col, lit, not};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Registry;
use super::engine::{numbers, texts};
use crate::clean::{branch, normal_name};
use crate::error::Result;

/// A branch of a company group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Establishment {
    /// Made from the parent's name: the same in every lake.
    pub group_id: String,
    /// `province|city` of the parent, where the registry holds it; else empty.
    pub home: String,
    /// `province|city` of the branch.
    pub place: String,
    /// 大类 of the branch.
    pub division: String,
    /// Year of registration.
    pub year: i32,
    /// The parent's name, for people.
    #[serde(skip)]
    pub parent: String,
}

/// Networks that go everywhere by design tell nothing about who comes next: banks, insurers, telecom, post, petrol, power,
/// supply cooperatives by their names; money, insurance, post, telecom and energy by their divisions.
const EVERYWHERE: [&str; 16] = [
    "银行",
    "信用社",
    "保险",
    "人寿",
    "电信",
    "移动通信",
    "联合网络",
    "联通",
    "邮政",
    "石油",
    "石化",
    "加油",
    "电力",
    "供电",
    "电网",
    "烟草",
];
const EVERYWHERE_DIVISIONS: [&str; 6] = ["44", "60", "63", "66", "67", "68"];

struct Firm {
    name: String,
    place: String,
    division: String,
    year: i32,
}

impl Registry {
    /// All branches whose names say whose they are, with place, division and year, in the order of their groups.
    pub async fn establishments(&self) -> Result<Vec<Establishment>> {
        let placed = not(col("individual")).and(col("city").not_eq(lit("")));
        let columns = ["name", "province", "city", "division", "year"];
        let frame = self.inner.engine.firms().await?.filter(placed)?.select_columns(&columns)?;
        let mut firms = Vec::new();
        for batch in frame.collect().await? {
            let (name, province) = (texts(&batch, "name")?, texts(&batch, "province")?);
            let (city, division, year) = (texts(&batch, "city")?, texts(&batch, "division")?, numbers(&batch, "year")?);
            firms.extend((0..batch.num_rows()).map(|row| Firm {
                name: name.value(row).to_owned(),
                place: format!("{}|{}", province.value(row), city.value(row)),
                division: division.value(row).to_owned(),
                year: i32::try_from(year.value(row)).unwrap_or_default(),
            }));
        }
        Ok(of(&firms))
    }
}

fn of(firms: &[Firm]) -> Vec<Establishment> {
    let parents: HashMap<String, &str> =
        firms.iter().filter_map(|f| branch(&f.name)).map(|parent| (normal_name(parent), parent)).collect();
    let mut homes: HashMap<String, &str> = HashMap::new();
    for firm in firms {
        let name = normal_name(&firm.name);
        if parents.contains_key(&name) {
            homes.entry(name).or_insert(&firm.place);
        }
    }
    let known =
        |f: &&Firm| f.year != 0 && !f.division.is_empty() && !EVERYWHERE_DIVISIONS.contains(&f.division.as_str());
    let mut out: Vec<Establishment> = firms
        .iter()
        .filter(known)
        .filter_map(|f| {
            let parent = branch(&f.name).filter(|p| !EVERYWHERE.iter().any(|w| p.contains(w)))?;
            let key = normal_name(parent);
            Some(Establishment {
                group_id: group_id(&key),
                home: homes.get(&key).map(|h| (*h).to_owned()).unwrap_or_default(),
                place: f.place.clone(),
                division: f.division.clone(),
                year: f.year,
                parent: parent.to_owned(),
            })
        })
        .collect();
    out.sort();
    out
}

fn group_id(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firm(name: &str, place: &str, division: &str, year: i32) -> Firm {
        Firm { name: name.into(), place: place.into(), division: division.into(), year }
    }

    #[test]
    fn branches_meet_their_parents() {
        let got = of(&[
            firm("示例超市（集团）有限公司", "北京|朝阳", "52", 1990),
            firm("示例超市(集团)有限公司昌吉分公司", "新疆|昌吉", "52", 1999),
            firm("示例超市(集团)有限公司哈密分店", "新疆|哈密", "52", 2000),
            firm("无总部贸易公司昌吉办事处", "新疆|昌吉", "51", 2001),
            firm("示例银行股份有限公司昌吉分公司", "新疆|昌吉", "66", 2001),
            firm("示例贸易公司哈密分公司", "新疆|哈密", "51", 0),
        ]);
        assert_eq!(got.len(), 3, "{got:?}");
        let chain: Vec<_> = got.iter().filter(|e| e.home == "北京|朝阳").collect();
        assert_eq!(chain.len(), 2);
        assert_eq!(chain[0].group_id, chain[1].group_id);
        assert!(got.iter().any(|e| e.home.is_empty() && e.place == "新疆|昌吉" && e.year == 2001));
    }
}
