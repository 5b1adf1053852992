//! 附件: keeping and giving out the files of a lead; who sees the lead can take the file, nobody else.
use super::Lead;
use super::attachment::Attachment;
use super::service::{active, event, me, opened, touch};
use super::store as books;
use crate::AttractState;
use kernel::id::{LeadId, new_uuid};
use kernel::{Ctx, Error, Result};

/// Files of one lead.
pub const MOST_FILES: usize = 50;

/// 添加附件.
pub async fn attach(ctx: &Ctx, s: &AttractState, id: &LeadId, name: &str, bytes: &[u8]) -> Result<Attachment> {
    let fit = ::files::fit(name, bytes)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let there = books::attachments(&mut tx, &scope, id).await?;
    if let Some(same) = there.iter().find(|a| a.sha256 == fit.sha256) {
        return Ok(same.clone());
    }
    if there.len() >= MOST_FILES {
        return Err(Error::limit("lead-files-many", MOST_FILES));
    }
    s.vault.keep(&fit, bytes).await?;
    let file = Attachment {
        id: new_uuid(ctx),
        lead_id: id.clone(),
        name: fit.name,
        kind: fit.kind.to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: fit.sha256,
        added_by: me(ctx),
        added_us: ctx.now_us(),
    };
    active(ctx, &mut lead);
    touch(ctx, &mut lead);
    books::save(&mut tx, &permit, &lead).await?;
    books::save(&mut tx, &permit, &file).await?;
    tx.commit(event("lead.file_added", ctx, &lead).with("file", file.name.as_str())).await?;
    Ok(file)
}

/// 移除附件: the record goes, the bytes too when nothing else points to them.
pub async fn detach(ctx: &Ctx, s: &AttractState, id: &LeadId, file: &str) -> Result<()> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let file: Attachment = books::hanging_one(&mut tx, &scope, file, |a: &Attachment| a.lead_id == *id).await?;
    books::remove::<Attachment>(&mut tx, &permit, &[file.id.as_str().into()]).await?;
    let others = books::same_bytes(&mut tx, &file.sha256).await?
        + crate::agreement::store::same_bytes(&mut tx, &file.sha256).await?;
    tx.commit(event("lead.file_removed", ctx, &lead).with("file", file.name.as_str())).await?;
    if others == 0 {
        s.vault.forget(&file.sha256).await;
    }
    Ok(())
}

/// The file for those who see the lead.
pub async fn fetch(ctx: &Ctx, s: &AttractState, id: &LeadId, file: &str) -> Result<(Attachment, Vec<u8>)> {
    let scope = ctx.scope::<Lead>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let file: Attachment = books::hanging_one(&mut conn, &scope, file, |a: &Attachment| a.lead_id == *id).await?;
    drop(conn);
    let bytes = s.vault.read(&file.sha256).await?;
    Ok((file, bytes))
}
