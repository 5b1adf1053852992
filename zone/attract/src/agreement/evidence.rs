//! 凭据: the papers of an amount, kept as files beside the words of its source.
use super::service::{event, in_force, permit, recorder};
use super::store as books;
use super::{Agreement, AmountEntry};
use crate::AttractState;
use ::store::{Record, Table, Ty};
use kernel::id::{AgreementId, new_uuid};
use kernel::{Action, Ctx, Error, Result};
use serde::{Deserialize, Serialize};

/// Files of one amount.
pub const MOST_FILES: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub id: String,
    pub agreement_id: AgreementId,
    pub amount_id: String,
    pub name: String,
    /// The extension of an allowed kind: `pdf`, `jpg` …
    pub kind: String,
    pub bytes: i64,
    pub sha256: String,
    pub added_by: Option<String>,
    pub added_us: i64,
}
impl Record for Paper {
    const TABLE: Table = TABLE;
}
pub const TABLE: Table = Table::journaled(
    "agreement_file",
    &["id"],
    &[
        ("id", Ty::Text),
        ("agreement_id", Ty::Text),
        ("amount_id", Ty::Text),
        ("name", Ty::Text),
        ("kind", Ty::Text),
        ("bytes", Ty::Int),
        ("sha256", Ty::Text),
        ("added_by", Ty::Text),
        ("added_us", Ty::Int),
    ],
);

/// 添加凭据 to an amount of this agreement. The same bytes are kept once.
pub async fn attach(
    ctx: &Ctx,
    s: &AttractState,
    id: &AgreementId,
    amount: &str,
    (name, bytes): (&str, &[u8]),
) -> Result<Paper> {
    let permit = permit(ctx, Action::Edit)?;
    let fit = files::fit(name, bytes)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let entry: AmountEntry = books::amount(&mut tx, id, amount).await?;
    let there = books::papers_of(&mut tx, &entry.id).await?;
    if let Some(same) = there.iter().find(|p| p.sha256 == fit.sha256) {
        return Ok(same.clone());
    }
    if there.len() >= MOST_FILES {
        return Err(Error::limit("lead-files-many", MOST_FILES));
    }
    s.vault.keep(&fit, bytes).await?;
    let paper = Paper {
        id: new_uuid(ctx),
        agreement_id: id.clone(),
        amount_id: entry.id,
        name: fit.name,
        kind: fit.kind.to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: fit.sha256,
        added_by: recorder(ctx),
        added_us: ctx.now_us(),
    };
    books::save(&mut tx, &permit, &paper).await?;
    let added = event("agreement.evidence_added", ctx, &agreement).with("file", paper.name.as_str());
    tx.commit(added).await?;
    Ok(paper)
}

/// 移除凭据: the record goes, the bytes too when nothing else points to them.
pub async fn detach(ctx: &Ctx, s: &AttractState, id: &AgreementId, paper: &str) -> Result<String> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let paper = books::paper(&mut tx, id, paper).await?;
    books::remove_paper(&mut tx, &permit, &paper.id).await?;
    let others = books::same_bytes(&mut tx, &paper.sha256).await?
        + crate::lead::store::same_bytes(&mut tx, &paper.sha256).await?;
    let removed = event("agreement.evidence_removed", ctx, &agreement).with("file", paper.name.as_str());
    tx.commit(removed).await?;
    if others == 0 {
        s.vault.forget(&paper.sha256).await;
    }
    Ok(paper.amount_id)
}

/// The file for those who see the agreement.
pub async fn fetch(ctx: &Ctx, s: &AttractState, id: &AgreementId, paper: &str) -> Result<(Paper, Vec<u8>)> {
    let scope = ctx.scope::<Agreement>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    books::get(&mut conn, &scope, id).await?;
    let paper = books::paper(&mut conn, id, paper).await?;
    drop(conn);
    let bytes = s.vault.read(&paper.sha256).await?;
    Ok((paper, bytes))
}
