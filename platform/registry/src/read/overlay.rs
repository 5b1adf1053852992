//! Corrections by users laid over a lake that was built before they were made.
use std::collections::HashMap;

use kernel::industry::IndustryCode;

use crate::clean::normal_name;
use crate::company::{Company, IndustryBy};
use crate::corrections::Correction;
use crate::error::Result;
use crate::filter::Filter;
use crate::text::FullText;

/// Corrected industries by the number of the company.
#[derive(Default)]
pub(crate) struct Overlay(HashMap<i64, (IndustryCode, Option<IndustryCode>)>);

impl Overlay {
    pub fn resolve(corrections: &[Correction], text: &FullText) -> Result<Self> {
        let mut by_id = HashMap::new();
        for c in corrections {
            let found = match &c.credit_code {
                Some(code) => text.by_code(code)?,
                None => {
                    let name = normal_name(&c.name);
                    let near = text.search(&c.name, &Filter::default(), &Self::default(), 0, 20)?.companies;
                    near.into_iter().find(|company| normal_name(&company.name) == name)
                }
            };
            if let (Some(company), Some(division)) = (found, c.industry.division()) {
                let kept = company.group.filter(|g| g.within(division));
                by_id.insert(company.id, (division, c.industry.group().or(kept)));
            }
        }
        Ok(Self(by_id))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn over(&self, mut companies: Vec<Company>) -> Vec<Company> {
        for company in &mut companies {
            if let Some((division, group)) = self.0.get(&company.id) {
                company.division = Some(*division);
                company.group = *group;
                company.confidence = 1.0;
                company.industry_by = IndustryBy::Person;
            }
        }
        companies
    }

    pub fn iter(&self) -> impl Iterator<Item = (i64, IndustryCode, Option<IndustryCode>)> {
        self.0.iter().map(|(id, (division, group))| (*id, *division, *group))
    }

    /// The corrected companies that are in one of the industries now, and those that are in none.
    pub fn apart(&self, industries: &[IndustryCode]) -> (Vec<i64>, Vec<i64>) {
        let within = |code: IndustryCode, group: Option<IndustryCode>| {
            industries.iter().any(|i| code.within(*i) || group.is_some_and(|g| Some(g) == i.group()))
        };
        let (inside, outside): (Vec<_>, Vec<_>) =
            self.iter().partition(|(_, division, group)| within(*division, *group));
        let ids = |list: Vec<(i64, IndustryCode, Option<IndustryCode>)>| list.into_iter().map(|(id, ..)| id).collect();
        (ids(inside), ids(outside))
    }
}
