//! Commands and questions about the catalogue: a draft beside the version in use, published only when the check finds no error.
use super::lint::{self, Finding};
use super::part::{self, Entry, Part};
use super::store as books;
use super::{COMPANY, Theme, ThemeVersion, VersionState};
use crate::LandState;
use ::store::{Conn, Db};
use kernel::id::new_uuid;
use kernel::{Action, Ctx, Error, Event, FieldError, Locale, Permit, Relation, Result};
use std::collections::BTreeSet;

fn permit(ctx: &Ctx) -> Result<Permit<ThemeVersion>> {
    ctx.permit(Action::Edit, &Relation::zone())
}

fn event(kind: &'static str, ctx: &Ctx, version: &ThemeVersion) -> Event {
    Event::new(kind, ctx)
        .object("theme_version", &version.id)
        .with("title", version.content.name.zh.as_str())
        .with("number", version.number)
}

/// All versions of all themes.
pub async fn all(ctx: &Ctx, db: &Db) -> Result<Vec<ThemeVersion>> {
    books::all(&mut db.read(&ctx.zone).await?, &ctx.scope()?).await
}

/// The versions of a theme, the newest first; none: there is no such theme.
pub async fn of_theme(ctx: &Ctx, db: &Db, theme: &str) -> Result<Vec<ThemeVersion>> {
    let versions = books::of_theme(&mut db.read(&ctx.zone).await?, &ctx.scope()?, theme).await?;
    if versions.is_empty() { Err(Error::NotFound) } else { Ok(versions) }
}

/// The version in use.
pub async fn published(ctx: &Ctx, db: &Db, theme: &str) -> Result<ThemeVersion> {
    in_state(of_theme(ctx, db, theme).await?, VersionState::Published)
}

pub async fn draft(ctx: &Ctx, db: &Db, theme: &str) -> Result<ThemeVersion> {
    in_state(of_theme(ctx, db, theme).await?, VersionState::Draft)
}

fn in_state(versions: Vec<ThemeVersion>, state: VersionState) -> Result<ThemeVersion> {
    versions.into_iter().find(|v| v.state == state).ok_or(Error::NotFound)
}

async fn versions(ctx: &Ctx, conn: &mut Conn, theme: &str) -> Result<Vec<ThemeVersion>> {
    books::of_theme(conn, &ctx.scope()?, theme).await
}

fn fresh(ctx: &Ctx, theme: &str, number: i64, content: Theme) -> ThemeVersion {
    ThemeVersion {
        id: new_uuid(ctx),
        theme: theme.to_owned(),
        number,
        state: VersionState::Draft,
        content,
        note: String::new(),
        edited_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        edited_us: ctx.now_us(),
        published_by: None,
        published_on: None,
        version: 1,
    }
}

/// Begins a draft from the version in use. The one that there already is stays as it is.
pub async fn start(ctx: &Ctx, db: &Db, theme: &str) -> Result<ThemeVersion> {
    let permit = permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let versions = versions(ctx, &mut tx, theme).await?;
    if let Some(draft) = versions.iter().find(|v| v.state == VersionState::Draft) {
        return Ok(draft.clone());
    }
    let source = versions.iter().find(|v| v.state == VersionState::Published).ok_or(Error::NotFound)?;
    let number = versions.iter().map(|v| v.number).max().unwrap_or(0) + 1;
    let draft = fresh(ctx, theme, number, source.content.clone());
    books::save(&mut tx, &permit, &draft).await?;
    tx.commit(event("catalogue.drafted", ctx, &draft)).await?;
    Ok(draft)
}

/// A file's theme becomes the draft of its code: a new one, or the content of the one that there is, whose version the preview showed (0: none).
pub async fn import(ctx: &Ctx, db: &Db, content: Theme, version: i64) -> Result<ThemeVersion> {
    let permit = permit(ctx)?;
    let code = content.code.clone();
    // Two pages of the catalogue have these addresses.
    if !lint::is_identifier(&code) || matches!(code.as_str(), "import" | "holidays") {
        return Err(Error::Invalid(vec![FieldError::new("code", "catalogue-theme-code")]));
    }
    if content.name.zh.is_empty() {
        return Err(Error::Invalid(vec![FieldError::new("name", "catalogue-lint-name-missing")]));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let versions = versions(ctx, &mut tx, &code).await?;
    let number = versions.iter().map(|v| v.number).max().unwrap_or(0) + 1;
    let existing = versions.into_iter().find(|v| v.state == VersionState::Draft);
    if existing.as_ref().map_or(0, |d| d.version) != version {
        return Err(Error::conflict("catalogue-stale"));
    }
    let draft = match existing {
        Some(draft) => edited(ctx, ThemeVersion { content, ..draft }),
        None => fresh(ctx, &code, number, content),
    };
    books::save(&mut tx, &permit, &draft).await?;
    tx.commit(event("catalogue.imported", ctx, &draft)).await?;
    Ok(draft)
}

fn edited(ctx: &Ctx, draft: ThemeVersion) -> ThemeVersion {
    ThemeVersion {
        edited_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        edited_us: ctx.now_us(),
        version: draft.version + 1,
        ..draft
    }
}

/// Changes the draft; the change sees its content and may refuse.
async fn change(
    ctx: &Ctx,
    db: &Db,
    (theme, version): (&str, i64),
    change: impl FnOnce(&mut Theme) -> Result<()>,
) -> Result<ThemeVersion> {
    let permit = permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let mut draft = in_state(versions(ctx, &mut tx, theme).await?, VersionState::Draft)?;
    if draft.version != version {
        return Err(Error::conflict("catalogue-stale"));
    }
    change(&mut draft.content)?;
    let draft = edited(ctx, draft);
    books::save(&mut tx, &permit, &draft).await?;
    tx.commit(event("catalogue.edited", ctx, &draft)).await?;
    Ok(draft)
}

/// Writes an entry of the draft; `place` none: a new one. A code that another entry has is refused.
pub async fn put(ctx: &Ctx, db: &Db, at: (&str, i64), entry: Entry, place: Option<usize>) -> Result<ThemeVersion> {
    change(ctx, db, at, |theme| {
        if code_taken(theme, &entry, place) {
            return Err(Error::Invalid(vec![FieldError::new("code", "catalogue-code-taken")]));
        }
        part::put(theme, entry, place)
    })
    .await
}

fn code_taken(theme: &Theme, entry: &Entry, place: Option<usize>) -> bool {
    let codes = |part: Part| part.rows(theme).into_iter().map(|row| row.into_iter().next().unwrap_or_default());
    let (part, code) = match entry {
        Entry::Attribute(a) => (Part::Attribute, &a.code),
        Entry::Stage(s) => (Part::Stage, &s.code),
        Entry::Matter(m) => (Part::Matter, &m.code),
        Entry::Material(m) => (Part::Material, &m.code),
        Entry::Theme(_) | Entry::Need(..) | Entry::Link(_) => return false,
    };
    codes(part).enumerate().any(|(i, c)| c == *code && Some(i) != place)
}

pub async fn remove(ctx: &Ctx, db: &Db, at: (&str, i64), part: Part, place: usize) -> Result<ThemeVersion> {
    change(ctx, db, at, |theme| part.remove(theme, place)).await
}

/// Throws the draft away; what is published stays.
pub async fn discard(ctx: &Ctx, db: &Db, theme: &str, version: i64) -> Result<()> {
    let permit = permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let draft = in_state(versions(ctx, &mut tx, theme).await?, VersionState::Draft)?;
    if draft.version != version {
        return Err(Error::conflict("catalogue-stale"));
    }
    books::remove(&mut tx, &permit, &draft.id).await?;
    tx.commit(event("catalogue.discarded", ctx, &draft)).await
}

/// Departments that a theme names and the accounts do not have yet, in the theme's order.
pub async fn new_departments(ctx: &Ctx, s: &LandState, theme: &Theme) -> Result<Vec<String>> {
    // A catalogue names departments in Chinese, whatever language the page is in.
    let chinese = Ctx { locale: Locale::ZhCn, ..ctx.clone() };
    let known: BTreeSet<String> = s.directory.departments(&chinese).await?.into_iter().map(|(_, name)| name).collect();
    let named = theme.matters.iter().flat_map(|m| std::iter::once(&m.department).chain(&m.joint));
    let mut new: Vec<String> = Vec::new();
    for name in named.filter(|n| !n.is_empty() && *n != COMPANY && !known.contains(n.as_str())) {
        if !new.contains(name) {
            new.push(name.clone());
        }
    }
    Ok(new)
}

/// 发布: the draft becomes the version for new plans, the former one retires; running plans keep what they were compiled from. Departments that
/// are new are made. Refused while the check finds an error.
pub async fn publish(ctx: &Ctx, s: &LandState, theme: &str, version: i64, note: &str) -> Result<ThemeVersion> {
    let permit = permit(ctx)?;
    let draft = draft(ctx, &s.db, theme).await?;
    if draft.version != version {
        return Err(Error::conflict("catalogue-stale"));
    }
    let findings = lint::lint(&draft.content);
    if !lint::is_clean(&findings) {
        let errors = findings.iter().filter(|f| f.severity == lint::Severity::Error).map(Finding::field_error);
        return Err(Error::Invalid(errors.collect()));
    }
    for name in new_departments(ctx, s, &draft.content).await? {
        s.directory.department_named(ctx, &name).await?;
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let versions = versions(ctx, &mut tx, theme).await?;
    let draft = in_state(versions.clone(), VersionState::Draft)?;
    if draft.version != version {
        return Err(Error::conflict("catalogue-stale"));
    }
    if let Some(former) = versions.into_iter().find(|v| v.state == VersionState::Published) {
        let retired = ThemeVersion { state: VersionState::Retired, version: former.version + 1, ..former };
        books::save(&mut tx, &permit, &retired).await?;
    }
    let published = ThemeVersion {
        state: VersionState::Published,
        note: note.trim().to_owned(),
        published_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        published_on: Some(ctx.today().to_string()),
        ..edited(ctx, draft)
    };
    books::save(&mut tx, &permit, &published).await?;
    tx.commit(event("catalogue.published", ctx, &published)).await?;
    Ok(published)
}
