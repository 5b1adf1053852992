//! 附件: keeping and giving out the files of a lead; who sees the lead can take the file, nobody else.
use super::Lead;
use super::attachment::Attachment;
use super::service::{active, event, opened, touch};
use super::store as books;
use crate::vault::Put;
use crate::{AttractState, vault};
use kernel::id::LeadId;
use kernel::{Ctx, Error, Result};

/// Files of one lead.
pub const MOST_FILES: usize = 50;

/// 添加附件.
pub async fn attach(ctx: &Ctx, s: &AttractState, id: &LeadId, name: &str, bytes: &[u8]) -> Result<Attachment> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let there = books::attachments(&mut tx, &scope, id).await?;
    let file = match vault::put(ctx, &s.vault, (there.iter().map(|a| &a.file), MOST_FILES), (name, bytes)).await? {
        Put::There(place) => return there.into_iter().nth(place).ok_or(Error::NotFound),
        Put::New(file) => Attachment { lead_id: id.clone(), file },
    };
    active(ctx, &mut lead);
    touch(ctx, &mut lead);
    books::save(&mut tx, &permit, &lead).await?;
    books::save(&mut tx, &permit, &file).await?;
    tx.commit(event("lead.file_added", ctx, &lead).with("file", file.file.name.as_str())).await?;
    Ok(file)
}

/// 移除附件: the record goes, the bytes too when nothing else points to them.
pub async fn detach(ctx: &Ctx, s: &AttractState, id: &LeadId, file: &str) -> Result<()> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let file: Attachment = books::hanging_one(&mut tx, &scope, file, |a: &Attachment| a.lead_id == *id).await?;
    books::remove::<Attachment>(&mut tx, &permit, &[file.file.id.as_str().into()]).await?;
    let used = vault::is_used(&mut tx, &file.file.sha256).await?;
    tx.commit(event("lead.file_removed", ctx, &lead).with("file", file.file.name.as_str())).await?;
    if !used {
        s.vault.forget(&file.file.sha256).await;
    }
    Ok(())
}

/// The file for those who see the lead.
pub async fn fetch(ctx: &Ctx, s: &AttractState, id: &LeadId, file: &str) -> Result<(Attachment, Vec<u8>)> {
    let scope = ctx.scope::<Lead>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let file: Attachment = books::hanging_one(&mut conn, &scope, file, |a: &Attachment| a.lead_id == *id).await?;
    drop(conn);
    let bytes = s.vault.read(&file.file.sha256).await?;
    Ok((file, bytes))
}
