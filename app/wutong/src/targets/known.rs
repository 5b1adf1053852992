//! Companies of the registry beside those of the zone's books, for leads; and companies of the targets among the proposals of
//! a trip, so that a trip to Shenzhen meets those who are in Shenzhen.
use super::{Targets, prospect};
use attract::directory::Answer;
use attract::mission::proposals::{Dossier, Proposals, Proposed, Published};
use attract::target::rules::{Weights, ranked};
use attract::target::service::{self, Chosen};
use attract::target::{Company, Engine, Standing};
use attract::{Candidate, Companies, Origin};
use kernel::id::EnterpriseId;
use kernel::region::RegionCode;
use kernel::{Ctx, Error};
use registry::Filter;
use std::sync::Arc;

/// The books first, then the registry.
pub struct Everywhere {
    pub books: Arc<dyn Companies>,
    pub targets: Targets,
}

fn candidate(c: Company) -> Candidate {
    Candidate {
        origin: c.origin,
        id: c.id,
        name: c.name,
        credit_code: c.credit_code,
        city: c.city_code,
        industry: c.industry,
        focus: None,
    }
}

impl Everywhere {
    async fn of_registry(&self, words: &str, most: usize) -> kernel::Result<Vec<Candidate>> {
        let Some(registry) = self.targets.registry() else { return Ok(Vec::new()) };
        let page = registry.search(words, &Filter::default(), 0, most).await.map_err(Error::unavailable)?;
        Ok(page.companies.iter().map(|c| candidate(prospect::of_registry(c))).collect())
    }
}

impl Companies for Everywhere {
    fn search<'a>(&'a self, ctx: &'a Ctx, words: &'a str, most: usize) -> Answer<'a, Vec<Candidate>> {
        Box::pin(async move {
            let mut found = self.books.search(ctx, words, most).await?;
            for other in self.of_registry(words, most).await? {
                let key = attract::lead::rules::name_key(&other.name);
                if found.len() < most && !found.iter().any(|c| attract::lead::rules::name_key(&c.name) == key) {
                    found.push(other);
                }
            }
            Ok(found)
        })
    }
    fn get<'a>(&'a self, ctx: &'a Ctx, origin: Origin, id: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move {
            if origin != Origin::Registry {
                return self.books.get(ctx, origin, id).await;
            }
            let (Some(registry), Ok(id)) = (self.targets.registry(), id.parse::<i64>()) else { return Ok(None) };
            let found = registry.company(id).await.map_err(Error::unavailable)?;
            Ok(found.map(|c| candidate(prospect::of_registry(&c))))
        })
    }
    fn named<'a>(&'a self, ctx: &'a Ctx, text: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move {
            if let Some(found) = self.books.named(ctx, text).await? {
                return Ok(Some(found));
            }
            let key = attract::lead::rules::name_key(text);
            let same = |c: &Candidate| {
                attract::lead::rules::name_key(&c.name) == key || c.credit_code.as_deref() == Some(text.trim())
            };
            Ok(self.of_registry(text, 5).await?.into_iter().find(same))
        })
    }
    fn focuses<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        self.books.focuses(ctx)
    }
}

/// Other proposals, then the companies of the targets in that city.
pub struct WithTargets {
    pub others: Arc<dyn Proposals>,
    pub targets: Targets,
}

impl WithTargets {
    async fn of_targets(&self, ctx: &Ctx, city: &str, most: usize) -> kernel::Result<Vec<Proposed>> {
        let Standing::Ready(findings) = self.targets.findings(ctx).await? else { return Ok(Vec::new()) };
        let books = self.targets.books(ctx).await?;
        let mut all: Vec<Proposed> = Vec::new();
        for one in ranked(&findings, &Weights::default()) {
            for (company, prospect) in findings.prospects(one.industry) {
                let here = company.city_code.as_deref() == Some(city);
                if all.len() >= most || !here || all.iter().any(|p| p.company == company.name) {
                    continue;
                }
                let chosen = Chosen { industry: &one.industry.code, company, prospect };
                all.push(Proposed {
                    key: company.key(),
                    company: company.name.clone(),
                    city: city.to_owned(),
                    reasons: service::facts(&findings, &books, &chosen),
                    ..Proposed::default()
                });
            }
        }
        Ok(all)
    }
}

impl Proposals for WithTargets {
    fn of_city<'a>(&'a self, ctx: &'a Ctx, city: RegionCode, most: usize) -> Answer<'a, Vec<Proposed>> {
        Box::pin(async move {
            let mut all = self.others.of_city(ctx, city, most).await?;
            let code = city.to_string();
            let more = self.of_targets(ctx, &code, most.saturating_sub(all.len())).await?;
            let known: Vec<String> = all.iter().map(|p| attract::lead::rules::name_key(&p.company)).collect();
            all.extend(more.into_iter().filter(|p| !known.contains(&attract::lead::rules::name_key(&p.company))));
            Ok(all)
        })
    }
    fn dossier<'a>(&'a self, ctx: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Dossier>> {
        self.others.dossier(ctx, id)
    }
    fn published_investment<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Option<Published>> {
        self.others.published_investment(ctx)
    }
}
