//! An agreement after signing: its facts, its projects and workstreams, its amounts. What was written before stays in the
//! journal; the totals follow.
use super::draft::{AmountDraft, Draft, ProjectDraft, WorkDraft};
use super::service::{entry, event, in_force, open_project, permit, recognised, same_amount};
use super::store as books;
use super::{Agreement, AmountEntry, Workstream};
use crate::AttractState;
use ::store::Db;
use kernel::error::StaleField;
use kernel::id::AgreementId;
use kernel::{Action, Ctx, Error, FieldError, Result};

impl Draft {
    /// The draft that changes nothing.
    pub fn of(a: &Agreement) -> Self {
        let names: Vec<&str> = a.parties.iter().map(|p| p.name.as_str()).collect();
        let id = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            title: a.title.clone(),
            title_en: a.title_en.clone(),
            kind: a.kind.code().to_owned(),
            signed_on: a.signed_on.clone().unwrap_or_default(),
            parties: names.join("\n"),
            lead: id(a.lead_id.as_ref().map(|l| l.as_str())),
            mission: id(a.mission_id.as_ref().map(|m| m.as_str())),
            amends: id(a.amends.as_ref().map(|a| a.as_str())),
            projects: Vec::new(),
            workstreams: Vec::new(),
            source: a.source.clone(),
        }
    }
}

fn sides(a: &Agreement) -> [(&'static str, String); 6] {
    let d = Draft::of(a);
    [
        ("title", d.title),
        ("title_en", d.title_en),
        ("kind", d.kind),
        ("signed_on", d.signed_on),
        ("parties", a.party_names()),
        ("source", d.source.document),
    ]
}

/// `Conflict` with both sides where somebody was faster.
fn version_is(now: &Agreement, version: i64, yours: &Agreement) -> Result<()> {
    if now.version == version {
        return Ok(());
    }
    let both = sides(now).into_iter().zip(sides(yours)).filter(|((_, theirs), (_, yours))| theirs != yours);
    let stale =
        both.map(|((field, theirs), (_, yours))| StaleField { field: format!("agreement_{field}"), theirs, yours });
    Err(Error::Conflict { code: "agreement-stale".to_owned(), args: Vec::new(), stale: stale.collect() })
}

/// 修改协议: title, kind, day, parties and the document; lead, trip and what hangs on it stay. A day that the source does
/// not give may stay open.
pub async fn edit(ctx: &Ctx, s: &AttractState, id: &AgreementId, version: i64, draft: &Draft) -> Result<Agreement> {
    let permit = permit(ctx, Action::Edit)?;
    let known = super::service::get(ctx, &s.db, id).await?.agreement;
    let undated = known.signed_on.is_none() && draft.signed_on.trim().is_empty();
    let mut draft = Draft { amends: Draft::of(&known).amends, ..draft.clone() };
    if undated {
        draft.signed_on = ctx.today().to_string();
    }
    let facts = draft.checked(ctx.today()).map_err(Error::Invalid)?;
    let parties = recognised(ctx, s, facts.parties).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let before = in_force(ctx, &mut tx, id).await?;
    let signed_on = Some(facts.signed_on).filter(|_| !undated);
    let after = Agreement {
        title: facts.title,
        title_en: facts.title_en,
        kind: facts.kind,
        date_source: before.date_source.clone().filter(|_| signed_on == before.signed_on),
        signed_on,
        parties,
        source: facts.source,
        ..before.clone()
    };
    version_is(&before, version, &after)?;
    if after == before {
        return Ok(before);
    }
    let after = Agreement { version: before.version + 1, ..after };
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(event("agreement.edited", ctx, &after)).await?;
    Ok(after)
}

/// 增加项目 under an agreement that stands, with the amounts of its first signing.
pub async fn add_project(ctx: &Ctx, s: &AttractState, id: &AgreementId, draft: &ProjectDraft) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    let faults = if draft.is_blank() { vec![FieldError::new("project_0", "field-required")] } else { draft.faults(0) };
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let known = s.companies.named(ctx, draft.company.trim()).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    if books::projects(&mut tx, id).await?.iter().any(|p| p.name == draft.name.trim()) {
        return Err(Error::invalid("project_0", "agreement-project-twice"));
    }
    let opened = open_project(ctx, &mut tx, &permit, &agreement, (0, draft, known)).await?;
    let mut events = vec![event("agreement.project_added", ctx, &agreement).with("name", draft.name.trim())];
    events.extend(s.landing.signed(ctx, &mut tx, &agreement, std::slice::from_ref(&opened)).await?);
    tx.commit_all(events).await
}

/// 更正金额: what was written wrongly, with the document that shows it.
pub async fn correct_amount(
    ctx: &Ctx,
    db: &Db,
    id: &AgreementId,
    (amount, version): (&str, i64),
    draft: &AmountDraft,
) -> Result<AmountEntry> {
    let permit = permit(ctx, Action::Edit)?;
    let faults = ui::source::refused(&draft.source);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let before = books::amount(&mut tx, id, amount).await?;
    let made = entry(ctx, &agreement, &before.project_id, draft, "")?;
    let after = AmountEntry {
        id: before.id.clone(),
        recorded_by: before.recorded_by.clone(),
        recorded_on: before.recorded_on.clone(),
        version: before.version,
        ..made
    };
    if version != before.version {
        return Err(stale_amount(&before, &after));
    }
    if after == before {
        return Ok(before);
    }
    let twice = |e: &AmountEntry| e.id != after.id && same_amount(e, &after);
    if books::amounts(&mut tx, id).await?.iter().any(twice) {
        return Err(Error::invalid("amount", "amount-twice"));
    }
    let after = AmountEntry { version: before.version + 1, ..after };
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(event("agreement.amount_corrected", ctx, &agreement).with("kind", after.kind.code())).await?;
    Ok(after)
}

fn stale_amount(theirs: &AmountEntry, yours: &AmountEntry) -> Error {
    let sides = |e: &AmountEntry| {
        [
            ("kind", e.kind.code().to_owned()),
            ("basis", e.basis.code().to_owned()),
            ("dated_on", e.dated_on.clone()),
            ("amount", crate::lead::draft::amount_text(Some(e.fen), Some(e.currency.code()))),
            ("source", e.source.document.clone()),
        ]
    };
    let both = sides(theirs).into_iter().zip(sides(yours)).filter(|((_, theirs), (_, yours))| theirs != yours);
    let stale =
        both.map(|((field, theirs), (_, yours))| StaleField { field: format!("amount_{field}"), theirs, yours });
    Error::Conflict { code: "amount-stale".to_owned(), args: Vec::new(), stale: stale.collect() }
}

/// The reason for taking something back: without one nobody could follow it later.
fn because(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if (2..=200).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        Err(Error::invalid("reason", "agreement-take-back-why"))
    }
}

/// 撤回金额: a record that should not be there. The journal keeps what it said and why it went; its papers go with it.
pub async fn take_back_amount(
    ctx: &Ctx,
    s: &AttractState,
    id: &AgreementId,
    (amount, version): (&str, i64),
    reason: &str,
) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    let reason = because(reason)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let before = books::amount(&mut tx, id, amount).await?;
    if before.version != version {
        return Err(Error::conflict("amount-stale"));
    }
    let papers = books::papers_of(&mut tx, &before.id).await?;
    let mut unused = Vec::new();
    for paper in &papers {
        books::remove_paper(&mut tx, &permit, &paper.file.id).await?;
        if !crate::vault::is_used(&mut tx, &paper.file.sha256).await? {
            unused.push(paper.file.sha256.as_str());
        }
    }
    books::remove_amount(&mut tx, &permit, &before.id).await?;
    let gone = event("agreement.amount_removed", ctx, &agreement).with("kind", before.kind.code());
    tx.commit(gone.with("reason", reason)).await?;
    for sha256 in unused {
        s.vault.forget(sha256).await;
    }
    Ok(())
}

/// 撤回合作方向, with the reason.
pub async fn take_back_work(
    ctx: &Ctx,
    db: &Db,
    id: &AgreementId,
    (work, version): (&str, i64),
    reason: &str,
) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    let reason = because(reason)?;
    let mut tx = db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let before: Option<Workstream> = tx.get(&[work.into()]).await?;
    let before = before.filter(|w| w.agreement_id == *id).ok_or(Error::NotFound)?;
    if before.version != version {
        return Err(Error::conflict("workstream-stale"));
    }
    books::remove_work(&mut tx, &permit, &before.id).await?;
    let gone = event("agreement.workstream_removed", ctx, &agreement).with("name", before.name.as_str());
    tx.commit(gone.with("reason", reason)).await
}

/// A workstream's new name: as long as the first, and no other's.
pub(super) fn renamed_work(name: &str, before: &Workstream, all: &[Workstream]) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(before.name.clone());
    }
    WorkDraft::fits(name)?;
    if all.iter().any(|w| w.id != before.id && w.name == name) {
        return Err(Error::invalid("name", "workstream-twice"));
    }
    Ok(name.to_owned())
}
