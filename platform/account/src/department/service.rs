//! Commands on departments.
use super::{Department, Draft};
use ::store::{Conn, Db, Tx};
use kernel::error::StaleField;
use kernel::id::DepartmentId;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result};

const LONGEST_NAME: usize = 80;

/// All departments, the open ones first.
pub async fn list(ctx: &Ctx, db: &Db) -> Result<Vec<Department>> {
    ctx.scope::<Department>()?;
    all(&mut db.read(&ctx.zone).await?).await
}

/// Departments for other slices' look-ups and forms: their names are no secret inside the zone.
pub async fn all(conn: &mut Conn) -> Result<Vec<Department>> {
    conn.list("ORDER BY active DESC, name_zh, id LIMIT 500", &[]).await
}

pub async fn get(ctx: &Ctx, db: &Db, id: &DepartmentId) -> Result<Department> {
    ctx.scope::<Department>()?;
    let mut conn = db.read(&ctx.zone).await?;
    conn.get(&[id.as_str().into()]).await?.ok_or(Error::NotFound)
}

pub async fn create(ctx: &Ctx, db: &Db, draft: &Draft) -> Result<Department> {
    ctx.permit::<Department>(Action::Create, &Relation::zone())?;
    check(draft)?;
    let mut tx = db.write(&ctx.zone).await?;
    check_name(&mut tx, draft, None).await?;
    let department = Department {
        id: DepartmentId::new(ctx),
        name_zh: draft.name_zh.trim().to_owned(),
        name_en: draft.name_en.trim().to_owned(),
        active: true,
        version: 1,
    };
    tx.put(&department).await?;
    tx.commit(event("department.created", ctx, &department)).await?;
    Ok(department)
}

pub async fn edit(ctx: &Ctx, db: &Db, id: &DepartmentId, version: i64, draft: &Draft) -> Result<Department> {
    ctx.permit::<Department>(Action::Edit, &Relation::zone())?;
    check(draft)?;
    let mut tx = db.write(&ctx.zone).await?;
    let before = tx.get::<Department>(&[id.as_str().into()]).await?.ok_or(Error::NotFound)?;
    if before.version != version {
        return Err(stale(&before, draft));
    }
    check_name(&mut tx, draft, Some(id)).await?;
    let after = Department {
        name_zh: draft.name_zh.trim().to_owned(),
        name_en: draft.name_en.trim().to_owned(),
        active: draft.active,
        version: version + 1,
        ..before
    };
    tx.put(&after).await?;
    tx.commit(event("department.edited", ctx, &after)).await?;
    Ok(after)
}

fn check(draft: &Draft) -> Result<()> {
    let mut errors = Vec::new();
    let length = draft.name_zh.trim().chars().count();
    if length == 0 || length > LONGEST_NAME {
        errors.push(FieldError::new("name_zh", "department-name-length").arg("most", LONGEST_NAME));
    }
    if draft.name_en.trim().chars().count() > LONGEST_NAME {
        errors.push(FieldError::new("name_en", "department-name-en-length").arg("most", LONGEST_NAME));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

async fn check_name(tx: &mut Tx, draft: &Draft, own: Option<&DepartmentId>) -> Result<()> {
    let same: Vec<Department> = tx.list("AND name_zh = $2", &[draft.name_zh.trim().into()]).await?;
    if same.iter().any(|d| Some(&d.id) != own) {
        return Err(Error::invalid("name_zh", "department-name-taken"));
    }
    Ok(())
}

fn stale(now: &Department, mine: &Draft) -> Error {
    let field = |name: &str, theirs: String, yours: String| StaleField { field: name.to_owned(), theirs, yours };
    let stale = vec![
        field("name_zh", now.name_zh.clone(), mine.name_zh.trim().to_owned()),
        field("name_en", now.name_en.clone(), mine.name_en.trim().to_owned()),
        field("active", now.active.to_string(), mine.active.to_string()),
    ];
    let stale = stale.into_iter().filter(|f| f.theirs != f.yours).collect();
    Error::Conflict { code: "department-stale".to_owned(), args: Vec::new(), stale }
}

fn event(kind: &'static str, ctx: &Ctx, department: &Department) -> Event {
    Event::new(kind, ctx).object("department", &department.id)
}
