//! Handing in, using again, withdrawing and reading documents.
use super::rules::{self, Status};
use super::{Material, MaterialUse, store as books};
use crate::LandState;
use crate::catalogue::MaterialType;
use crate::matter::command::Command;
use crate::matter::service::{Step, perform_in};
use crate::matter::{Matter, State};
use ::store::{Conn, Tx};
use kernel::access::Relation;
use kernel::id::{EnterpriseId, MaterialId, MatterId, ProjectId};
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Result, Source};

/// Days before the last one on which a document is said to end soon.
pub const SOON_DAYS: i64 = 30;
/// Documents on a page of all companies.
pub const SHOWN: i64 = 200;

/// A document as it is handed in.
#[derive(Clone, Debug, Default)]
pub struct Add {
    pub company: String,
    /// Code of the material type.
    pub code: String,
    /// ISO; empty where the type does not expire.
    pub valid_until: String,
    pub file_name: String,
    /// The matter that asks for it; empty: for later.
    pub matter: String,
}

pub(super) fn permit(ctx: &Ctx, company: &EnterpriseId) -> Result<Permit<Material>> {
    ctx.permit(Action::Create, &Relation::company(company))
}

fn recorder(ctx: &Ctx) -> Option<String> {
    ctx.actor.user_id.as_ref().map(ToString::to_string)
}

/// The matter for those who see it.
pub(crate) async fn matter(conn: &mut Conn, ctx: &Ctx, id: &MatterId) -> Result<Matter> {
    let found: Option<Matter> = conn.get(&[id.as_str().into()]).await?;
    let found = found.ok_or(Error::NotFound)?;
    ctx.scope::<Matter>()?.require(&found.relation())?;
    Ok(found)
}

/// Documents can be put into a matter until it is accepted, while it is being mended, and while something is still to follow.
pub fn takes_documents(matter: &Matter, code: &str) -> bool {
    let owed = matter.obligations.iter().any(|o| o.met_on.is_none() && o.material == code);
    let open = matches!(
        matter.state,
        State::Planned | State::Ready | State::Submitted | State::Correction | State::Refused | State::Withdrawn
    );
    open || owed
}

pub(super) fn event(kind: &'static str, ctx: &Ctx, m: &Material) -> Event {
    Event::new(kind, ctx)
        .object(MaterialId::KIND, &m.id)
        .related(EnterpriseId::KIND, &m.enterprise_id, "company")
        .with("name", m.name.as_str())
        .with("number", m.number)
}

fn of_matter(event: Event, matter: &Matter) -> Event {
    event
        .related(MatterId::KIND, &matter.id, "matter")
        .related(ProjectId::KIND, &matter.project_id, "project")
        .with("matter", matter.name_zh.as_str())
}

/// 提交材料: the bytes are kept under their hash, the record gets the next version of this company's document of that type; where a
/// matter asked for it, the matter uses it at once. The same file with the same last day is the one that is there already.
pub async fn add(ctx: &Ctx, s: &LandState, cmd: &Add, bytes: &[u8]) -> Result<Material> {
    let company = EnterpriseId::parse(&cmd.company).ok_or(Error::NotFound)?;
    let permit = permit(ctx, &company)?;
    let scope = ctx.scope::<Material>()?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let matter = asking(ctx, &mut tx, &company, cmd).await?;
    let ty = wanted(&mut tx, &company, matter.as_ref(), &cmd.code).await?;
    let until = rules::valid_until(&ty, &cmd.valid_until, ctx.today());
    let (fit, until) = match (files::fit(&cmd.file_name, bytes), until) {
        (Ok(fit), Ok(until)) => (fit, until),
        (Err(Error::Invalid(mut errors)), until) => {
            errors.extend(until.err());
            return Err(Error::Invalid(errors));
        }
        (Err(error), _) => return Err(error),
        (_, Err(error)) => return Err(Error::Invalid(vec![error])),
    };
    let held = books::of_company(&mut tx, &scope, &company).await?;
    let newest = rules::current(&held, &ty.code);
    if let Some(same) = newest.filter(|m| m.sha256 == fit.sha256 && m.valid_until == until) {
        let same = same.clone();
        let Some(matter) = matter else { return Ok(same) };
        let used = put_use(ctx, &mut tx, &permit, (&matter, &same), ctx.today()).await?;
        tx.commit_all(used).await?;
        return Ok(same);
    }
    s.vault.keep(&fit, bytes).await?;
    let material = next(ctx, &held, (company, &ty), (fit, bytes.len()), until);
    books::save(&mut tx, &permit, &material).await?;
    let mut events = vec![event("material.added", ctx, &material)];
    if let Some(matter) = matter {
        events.extend(put_use(ctx, &mut tx, &permit, (&matter, &material), ctx.today()).await?);
    }
    tx.commit_all(events).await?;
    Ok(material)
}

/// The next version of this company's document of that type.
pub(super) fn next(
    ctx: &Ctx,
    held: &[Material],
    (company, ty): (EnterpriseId, &MaterialType),
    (fit, bytes): (files::Fit, usize),
    valid_until: Option<String>,
) -> Material {
    Material {
        id: MaterialId::new(ctx),
        enterprise_id: company,
        name: ty.name.zh.clone(),
        number: held.iter().filter(|m| m.code == ty.code).map(|m| m.number).max().unwrap_or(0) + 1,
        supersedes: rules::current(held, &ty.code).map(|m| m.id.clone()),
        code: ty.code.clone(),
        valid_until,
        file_name: fit.name,
        file_kind: fit.kind.to_owned(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        sha256: fit.sha256,
        added_by: recorder(ctx),
        added_us: ctx.now_us(),
        withdrawn_on: None,
        source: Source::default(),
        version: 1,
    }
}

/// The matter that a document is handed in for: of this company, asking for that type, and still taking documents.
async fn asking(ctx: &Ctx, tx: &mut Tx, company: &EnterpriseId, cmd: &Add) -> Result<Option<Matter>> {
    if cmd.matter.is_empty() {
        return Ok(None);
    }
    let id = MatterId::parse(&cmd.matter).ok_or(Error::NotFound)?;
    let found = matter(tx, ctx, &id).await?;
    if found.enterprise_id.as_ref() != Some(company) {
        return Err(Error::NotFound);
    }
    fits(&found, &cmd.code)?;
    Ok(Some(found))
}

pub(super) fn fits(matter: &Matter, code: &str) -> Result<()> {
    if !matter.needs.iter().any(|n| n.material == code) {
        return Err(Error::invalid("code", "material-not-asked"));
    }
    if takes_documents(matter, code) { Ok(()) } else { Err(Error::conflict("material-matter-closed")) }
}

/// The material type as the catalogue names it: of the matter's plan, else of any plan of this company.
pub(super) async fn wanted(
    tx: &mut Tx,
    company: &EnterpriseId,
    matter: Option<&Matter>,
    code: &str,
) -> Result<MaterialType> {
    let types = match matter {
        Some(m) => books::types_of_plan(tx, m.plan_id.as_str()).await?,
        None => books::types_of_company(tx, company).await?,
    };
    types.into_iter().find(|t| t.code == code).ok_or_else(|| Error::invalid("code", "material-type-missing"))
}

/// The use on that day, and what it settles.
pub(super) async fn put_use(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<Material>,
    (matter, material): (&Matter, &Material),
    on: chrono::NaiveDate,
) -> Result<Vec<Event>> {
    let used = MaterialUse {
        matter_id: matter.id.clone(),
        code: material.code.clone(),
        material_id: material.id.clone(),
        used_on: on.to_string(),
        used_by: recorder(ctx),
    };
    books::save(tx, permit, &used).await?;
    let mut events = vec![of_matter(event("material.used", ctx, material), matter)];
    if matter.obligations.iter().any(|o| o.met_on.is_none() && o.material == material.code) {
        // 容缺补齐: what was to follow is there, in the same transaction.
        let calendar = crate::calendar::of_zone(tx).await?;
        let command = Command::MeetObligation { material: material.code.clone() };
        let step = Step { id: &matter.id, version: None, command: &command, on: Some(on), note: "" };
        events.extend(perform_in(tx, ctx, &calendar, &step).await?.1);
    }
    Ok(events)
}

/// 使用已有: the document answers that need of the matter.
pub async fn use_for(ctx: &Ctx, s: &LandState, matter_id: &MatterId, code: &str, id: &MaterialId) -> Result<()> {
    let scope = ctx.scope::<Material>()?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let material = books::get(&mut tx, &scope, id).await?;
    let permit = permit(ctx, &material.enterprise_id)?;
    let matter = matter(&mut tx, ctx, matter_id).await?;
    if matter.enterprise_id.as_ref() != Some(&material.enterprise_id) {
        return Err(Error::NotFound);
    }
    if material.code != code {
        return Err(Error::invalid("code", "material-not-asked"));
    }
    fits(&matter, code)?;
    if !rules::is_good(&material, ctx.today()) {
        let day = material.valid_until.clone().unwrap_or_default();
        return Err(Error::Invalid(vec![FieldError::new("material", "material-until-past").arg("day", day)]));
    }
    let used = put_use(ctx, &mut tx, &permit, (&matter, &material), ctx.today()).await?;
    tx.commit_all(used).await
}

/// 撤回: the document is offered no more; where it was used it stays readable. What a department is working with cannot be taken away.
pub async fn withdraw(ctx: &Ctx, s: &LandState, id: &MaterialId) -> Result<Material> {
    let scope = ctx.scope::<Material>()?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut material = books::get(&mut tx, &scope, id).await?;
    let permit = permit(ctx, &material.enterprise_id)?;
    if material.withdrawn_on.is_some() {
        return Ok(material);
    }
    let busy =
        books::used_in(&mut tx, id).await?.into_iter().find(|m| m.state == State::Submitted || m.state.is_running());
    if let Some(busy) = busy {
        let args = vec![("matter".to_owned(), busy.name(ctx.locale == kernel::Locale::ZhCn).to_owned())];
        return Err(Error::Conflict { code: "material-in-work".to_owned(), args, stale: Vec::new() });
    }
    material.withdrawn_on = Some(ctx.today().to_string());
    material.version += 1;
    books::save(&mut tx, &permit, &material).await?;
    tx.commit(event("material.withdrawn", ctx, &material)).await?;
    Ok(material)
}

/// The file for those who see the document.
pub async fn fetch(ctx: &Ctx, s: &LandState, id: &MaterialId) -> Result<(Material, Vec<u8>)> {
    let scope = ctx.scope::<Material>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let material = books::get(&mut conn, &scope, id).await?;
    drop(conn);
    let bytes = s.vault.read(&material.sha256).await?;
    Ok((material, bytes))
}

/// A matter with its needs, how each stands, and the types' names.
pub struct Needs {
    pub matter: Matter,
    pub all: Vec<Status>,
    pub types: Vec<MaterialType>,
}

impl Needs {
    /// What the catalogue calls it; the code where the theme knows it no more.
    pub fn name(&self, code: &str, zh: bool) -> String {
        self.types.iter().find(|t| t.code == code).map_or_else(|| code.to_owned(), |t| t.name.get(zh).to_owned())
    }
}

/// How the needs of a matter stand, for those who see the matter and the company's documents.
pub async fn needs(ctx: &Ctx, s: &LandState, id: &MatterId) -> Result<Needs> {
    let mut conn = s.db.read(&ctx.zone).await?;
    let matter = matter(&mut conn, ctx, id).await?;
    let types = books::types_of_plan(&mut conn, matter.plan_id.as_str()).await?;
    let all = statuses(&mut conn, ctx, &matter).await?;
    Ok(Needs { matter, all, types })
}

/// Refuses, with the names of what is missing or expired, a matter that cannot be handed in yet.
pub async fn complete(ctx: &Ctx, conn: &mut Conn, matter: &Matter) -> Result<()> {
    if matter.needs.is_empty() {
        return Ok(());
    }
    let types = books::types_of_plan(conn, matter.plan_id.as_str()).await?;
    let needs = Needs { matter: matter.clone(), all: statuses(conn, ctx, matter).await?, types };
    let zh = ctx.locale == kernel::Locale::ZhCn;
    let missing: Vec<String> = rules::blocking(&needs.all).into_iter().map(|code| needs.name(code, zh)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(if zh { "、" } else { ", " });
    Err(Error::Invalid(vec![FieldError::new("matter", "material-missing").arg("names", names)]))
}

/// The same inside a transaction that decides by it, such as submitting.
pub async fn statuses(conn: &mut Conn, ctx: &Ctx, matter: &Matter) -> Result<Vec<Status>> {
    let uses = books::uses_of(conn, &matter.id).await?;
    let held = match &matter.enterprise_id {
        Some(company) => books::of_company(conn, &ctx.scope()?, company).await?,
        None => Vec::new(),
    };
    let used = |m: &&Material| uses.iter().any(|u| u.material_id == m.id);
    let used: Vec<Material> = held.iter().filter(used).cloned().collect();
    let on = matter.submitted_on.as_deref().and_then(rules::day_of).unwrap_or_else(|| ctx.today());
    Ok(rules::check(&matter.needs, &used, &held, on))
}
