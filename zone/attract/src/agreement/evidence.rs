//! 凭据: the papers of an amount, kept as files beside the words of its source.
use super::service::{event, in_force, permit};
use super::store as books;
use super::{Agreement, AmountEntry};
use crate::vault::{Kept, Put};
use crate::{AttractState, vault};
use ::store::{Record, Table, Ty};
use kernel::id::AgreementId;
use kernel::{Action, Ctx, Error, Result};
use serde::{Deserialize, Serialize};

/// Files of one amount.
pub const MOST_FILES: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub agreement_id: AgreementId,
    pub amount_id: String,
    #[serde(flatten)]
    pub file: Kept,
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
pub async fn attach(ctx: &Ctx, s: &AttractState, id: &AgreementId, amount: &str, sent: (&str, &[u8])) -> Result<Paper> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let entry: AmountEntry = books::amount(&mut tx, id, amount).await?;
    let there = books::papers_of(&mut tx, &entry.id).await?;
    let file = match vault::put(ctx, &s.vault, (there.iter().map(|p| &p.file), MOST_FILES), sent).await? {
        Put::There(place) => return there.into_iter().nth(place).ok_or(Error::NotFound),
        Put::New(file) => file,
    };
    let paper = Paper { agreement_id: id.clone(), amount_id: entry.id, file };
    books::save(&mut tx, &permit, &paper).await?;
    let added = event("agreement.evidence_added", ctx, &agreement).with("file", paper.file.name.as_str());
    tx.commit(added).await?;
    Ok(paper)
}

/// 移除凭据: the record goes, the bytes too when nothing else points to them.
pub async fn detach(ctx: &Ctx, s: &AttractState, id: &AgreementId, paper: &str) -> Result<String> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let paper = books::paper(&mut tx, id, paper).await?;
    books::remove_paper(&mut tx, &permit, &paper.file.id).await?;
    let used = vault::is_used(&mut tx, &paper.file.sha256).await?;
    let removed = event("agreement.evidence_removed", ctx, &agreement).with("file", paper.file.name.as_str());
    tx.commit(removed).await?;
    if !used {
        s.vault.forget(&paper.file.sha256).await;
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
    let bytes = s.vault.read(&paper.file.sha256).await?;
    Ok((paper, bytes))
}
