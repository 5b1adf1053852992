//! What the slice of 招商 asks of the rest: colleagues from the accounts, companies from the zone's books.
use crate::server::Town;
use crate::targets::{Everywhere, Targets, WithTargets};
use ::attract::companies::{Candidate, Companies, Origin};
use ::attract::directory::{Answer, Colleague, Directory};
use ::attract::lead::memory::Sums;
use ::attract::lead::names::Names;
use account::user::{Grant, Profile};
use account::users;
use enterprise::EnterpriseState;
use enterprise::company::{Enterprise, duplicate};
use enterprise::focus::rules::{OTHER, Taxonomy};
use enterprise::focus::service::taxonomy;
use enterprise::list::{self, Filter};
use kernel::access::{Action, Resource};
use kernel::id::EnterpriseId;
use kernel::{Ctx, Locale, ZoneId};
use std::collections::HashMap;
use std::sync::Arc;
use store::Db;

/// The accounts, for names and officers.
pub struct Staff(pub Db);

impl Directory for Staff {
    fn users<'a>(&'a self, zone: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { crate::web::user_names(&self.0, zone, ids).await })
    }
    fn colleagues<'a>(&'a self, zone: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        Box::pin(async move {
            let mut conn = self.0.read(zone).await?;
            let all = users::open_accounts(&mut conn).await?;
            let colleague = |(grant, profile): (Grant, Profile)| Colleague {
                id: grant.id.to_string(),
                login: profile.login,
                name: profile.display_name,
                roles: grant.roles,
            };
            let sees = |c: &Colleague| kernel::access::roles_may(&c.roles, Resource::Lead, Action::View);
            Ok(all.into_iter().map(colleague).filter(sees).collect())
        })
    }
}

/// The zone's company books.
pub struct Books(pub EnterpriseState);

/// A company of the books; its focus industry as the zone's taxonomy says, from its own word or its trade.
fn candidate(c: &Enterprise, taxonomy: &Taxonomy) -> Candidate {
    let focus = taxonomy.resolve(c.focus.as_deref(), c.industry_code.as_deref());
    Candidate {
        origin: Origin::Books,
        id: c.id.to_string(),
        name: c.name.clone(),
        credit_code: c.credit_code.clone(),
        city: c.region_code.clone(),
        industry: c.industry_code.clone(),
        focus: Some(focus).filter(|f| *f != OTHER).map(str::to_owned),
    }
}

impl Companies for Books {
    fn search<'a>(&'a self, ctx: &'a Ctx, words: &'a str, most: usize) -> Answer<'a, Vec<Candidate>> {
        Box::pin(async move {
            let filter = Filter { q: words.trim().to_owned(), page: 1, ..Filter::default() };
            let found = list::service::list(ctx, &self.0, &filter).await?;
            Ok(found.companies.iter().take(most).map(|c| candidate(c, &found.taxonomy)).collect())
        })
    }
    fn get<'a>(&'a self, ctx: &'a Ctx, origin: Origin, id: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move {
            let Some(id) = EnterpriseId::parse(id).filter(|_| origin == Origin::Books) else { return Ok(None) };
            let mut conn = self.0.db.read(&ctx.zone).await?;
            match enterprise::company::store::get(&mut conn, &ctx.scope()?, &id).await {
                Ok(company) if company.is_live() => Ok(Some(candidate(&company, &taxonomy(&mut conn).await?))),
                Ok(_) => Ok(None),
                Err(kernel::Error::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }
    fn named<'a>(&'a self, ctx: &'a Ctx, text: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move {
            let scope = ctx.scope::<Enterprise>()?;
            let mut conn = self.0.db.read(&ctx.zone).await?;
            let found = duplicate::named(&mut conn, text).await?;
            let taxonomy = taxonomy(&mut conn).await?;
            Ok(found.filter(|c| scope.holds(&c.relation())).map(|c| candidate(&c, &taxonomy)))
        })
    }
    fn focuses<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async move {
            let mut conn = self.0.db.read(&ctx.zone).await?;
            let all = enterprise::focus::store::all(&mut conn).await?;
            let name = |zh: String, en: String| if ctx.locale == Locale::ZhCn { zh } else { en };
            Ok(all.into_iter().map(|f| (f.code, name(f.name_zh, f.name_en))).collect())
        })
    }
}

/// The slice's state in this installation.
pub fn state(
    town: &Town,
    jobs: &jobs::Jobs,
    books: &EnterpriseState,
    targets: &Targets,
    land: &::land::LandState,
) -> ::attract::AttractState {
    let companies = Everywhere { books: Arc::new(Books(books.clone())), targets: targets.clone() };
    let others = Arc::new(crate::proposals::BooksProposals(town.db.clone()));
    ::attract::AttractState {
        db: town.db.clone(),
        jobs: jobs.clone(),
        directory: Arc::new(Staff(town.db.clone())),
        companies: Arc::new(companies),
        proposals: Arc::new(WithTargets { others, targets: targets.clone() }),
        landing: Arc::new(crate::flows::signing::Opening(land.clone())),
        vault: town.files("attract"),
        names: Names::new(town.db.clone(), Some(town.data.join("search-leads"))),
        sums: Sums::default(),
        files: town.data.join("files").join("attract"),
    }
}
