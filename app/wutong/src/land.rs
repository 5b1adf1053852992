//! What the slice of 落地 asks of the rest: colleagues and departments from the accounts, companies from the zone's books.
use crate::server::Town;
use ::attract::agreement::AmountKind;
use ::attract::agreement::counting::Tally;
use ::attract::agreement::totals::Books;
use ::land::directory::{AmountOf, Amounts, Answer, Colleague, Company, Directory};
use account::department::Draft;
use account::user::{Grant, Profile};
use account::{departments, users};
use enterprise::EnterpriseState;
use enterprise::company::Enterprise;
use enterprise::focus::rules::{OTHER, Taxonomy};
use enterprise::focus::service::taxonomy;
use enterprise::list::{self, Filter};
use kernel::id::{DepartmentId, EnterpriseId, UserId};
use kernel::{Actor, Ctx, Locale, Role, ZoneId};
use std::collections::HashMap;
use std::sync::Arc;
use store::Db;

/// Accounts and books.
struct Office {
    db: Db,
    books: EnterpriseState,
}

fn company(c: &Enterprise, taxonomy: &Taxonomy) -> Company {
    let focus = taxonomy.resolve(c.focus.as_deref(), c.industry_code.as_deref());
    Company {
        id: c.id.clone(),
        name: c.name.clone(),
        industry: c.industry_code.clone(),
        focus: Some(focus).filter(|f| *f != OTHER).map(str::to_owned),
    }
}

impl Directory for Office {
    fn users<'a>(&'a self, zone: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { crate::web::user_names(&self.db, zone, ids).await })
    }
    fn colleagues<'a>(&'a self, zone: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        Box::pin(async move {
            let mut conn = self.db.read(zone).await?;
            let all = users::open_accounts(&mut conn).await?;
            let colleague = |(grant, profile): (Grant, Profile)| Colleague {
                id: grant.id,
                name: profile.display_name,
                roles: grant.roles,
                departments: grant.departments,
            };
            Ok(all.into_iter().map(colleague).filter(|c| c.roles.iter().any(|r| *r != Role::CompanyUser)).collect())
        })
    }
    fn phone<'a>(&'a self, zone: &'a ZoneId, id: &'a str) -> Answer<'a, String> {
        Box::pin(async move {
            let Some(id) = UserId::parse(id) else { return Ok(String::new()) };
            users::phone(&mut self.db.read(zone).await?, &id).await
        })
    }
    fn acting<'a>(&'a self, zone: &'a ZoneId, id: &'a UserId) -> Answer<'a, Option<(Actor, Option<Locale>)>> {
        Box::pin(async move { users::present(&self.db, zone, id).await })
    }
    fn departments<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Vec<(DepartmentId, String)>> {
        Box::pin(async move {
            let mut conn = self.db.read(&ctx.zone).await?;
            let all = departments::all(&mut conn).await?;
            let zh = ctx.locale == Locale::ZhCn;
            let name = |zh_name: String, en: String| if zh || en.is_empty() { zh_name } else { en };
            Ok(all.into_iter().filter(|d| d.active).map(|d| (d.id, name(d.name_zh, d.name_en))).collect())
        })
    }
    fn department_named<'a>(&'a self, ctx: &'a Ctx, name: &'a str) -> Answer<'a, DepartmentId> {
        Box::pin(async move {
            let mut conn = self.db.read(&ctx.zone).await?;
            let known = departments::all(&mut conn).await?.into_iter().find(|d| d.name_zh == name.trim());
            drop(conn);
            if let Some(known) = known {
                return Ok(known.id);
            }
            // Who may publish a catalogue may name the departments in it; the accounts themselves are not touched.
            let system = Ctx::system(ctx.zone.clone(), ctx.clock.clone(), ctx.rng.clone());
            let draft = Draft { name_zh: name.trim().to_owned(), name_en: String::new(), active: true };
            Ok(departments::create(&system, &self.db, &draft).await?.id)
        })
    }
    fn companies<'a>(&'a self, ctx: &'a Ctx, words: &'a str, most: usize) -> Answer<'a, Vec<Company>> {
        Box::pin(async move {
            let filter = Filter { q: words.trim().to_owned(), page: 1, ..Filter::default() };
            let found = list::service::list(ctx, &self.books, &filter).await?;
            Ok(found.companies.iter().take(most).map(|c| company(c, &found.taxonomy)).collect())
        })
    }
    fn company<'a>(&'a self, ctx: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Company>> {
        Box::pin(async move {
            let mut conn = self.db.read(&ctx.zone).await?;
            match enterprise::company::store::get(&mut conn, &ctx.scope()?, id).await {
                Ok(found) if found.is_live() => Ok(Some(company(&found, &taxonomy(&mut conn).await?))),
                Ok(_) | Err(kernel::Error::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }
    fn amounts<'a>(&'a self, ctx: &'a Ctx, investment: &'a str) -> Answer<'a, Option<Amounts>> {
        Box::pin(async move {
            let mut conn = self.db.read(&ctx.zone).await?;
            let books = match Books::of_project(ctx, &mut conn, investment).await {
                Ok(books) => books,
                // Who sees projects need not see what was signed.
                Err(kernel::Error::Forbidden | kernel::Error::NotFound) => return Ok(None),
                Err(error) => return Err(error),
            };
            let Some(project) = books.projects.get(investment) else { return Ok(None) };
            let path = project.agreement_id.as_ref().map(|id| format!("/attract/agreements/{id}"));
            let kinds = [AmountKind::Intended, AmountKind::Contracted, AmountKind::PaidIn];
            let t = ui::T::new(ctx.locale);
            let kinds = kinds.into_iter().map(|kind| amount_of(t, &books, kind)).collect();
            Ok(Some(Amounts { path: path.unwrap_or_default(), kinds }))
        })
    }
    fn focuses<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async move {
            let mut conn = self.db.read(&ctx.zone).await?;
            let all = enterprise::focus::store::all(&mut conn).await?;
            let name = |zh: String, en: String| if ctx.locale == Locale::ZhCn { zh } else { en };
            Ok(all.into_iter().map(|f| (f.code, name(f.name_zh, f.name_en))).collect())
        })
    }
}

/// One kind of amount of an investment, by the rules that it counts by in ATTRACT; the books hold nothing but this investment.
fn amount_of(t: ui::T, books: &Books, kind: AmountKind) -> AmountOf {
    let Tally { counted, left_out } = books.tally(kind);
    let entries = || counted.iter().map(|c| &c.entry).chain(left_out.iter().map(|l| &l.entry));
    let sum = kernel::money::Fen::checked_sum(counted.iter().map(|c| c.fen));
    AmountOf {
        name: t.s(kind.key()),
        fen: sum.filter(|_| !counted.is_empty()).map(|f| f.0),
        records: entries().count(),
        counted: counted.len(),
        filed: entries().filter(|e| books.papers.contains_key(&e.id)).count(),
        why: left_out.first().map(|l| t.s(l.why.key())).unwrap_or_default(),
        example: entries().any(|e| e.source.example),
    }
}

/// The slice's state in this installation.
pub fn state(town: &Town, jobs: &jobs::Jobs, books: &EnterpriseState) -> ::land::LandState {
    ::land::LandState {
        db: town.db.clone(),
        jobs: jobs.clone(),
        directory: Arc::new(Office { db: town.db.clone(), books: books.clone() }),
        vault: town.files("land"),
        files: town.data.join("files").join("land"),
        processes: ::land::process::Logs::default(),
    }
}
