//! 督办: the director asks after a matter; department and officer are told, the journal keeps it.
use super::service::event;
use super::{Matter, store as books};
use crate::LandState;
use crate::notice::{self, Word};
use crate::project::Project;
use kernel::id::MatterId;
use kernel::{Action, Ctx, Error, Result};

/// Tells those who have the matter in hand, with the director's words.
pub async fn urge(ctx: &Ctx, s: &LandState, id: &MatterId, words: &str) -> Result<Matter> {
    if words.trim().is_empty() {
        return Err(Error::invalid("note", "matter-supervise-what"));
    }
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let matter = books::get(&mut tx, &ctx.scope()?, id).await?;
    ctx.permit::<Matter>(Action::Assign, &matter.relation())?;
    let project: Option<Project> = tx.get(&[matter.project_id.as_str().into()]).await?;
    let mut users: Vec<String> = match (&matter.clerk, &matter.department_id) {
        (Some(clerk), _) => vec![clerk.clone()],
        (None, Some(d)) => colleagues.iter().filter(|c| c.handles(d)).map(|c| c.id.to_string()).collect(),
        (None, None) => Vec::new(),
    };
    users.extend(project.as_ref().and_then(|p| p.officer.clone()));
    let word = Word {
        kind: "matter-supervised",
        path: super::web::path_of(id),
        words: vec![
            ("matter", matter.name_zh.clone()),
            ("project", project.map(|p| p.name).unwrap_or_default()),
            ("words", words.trim().to_owned()),
        ],
    };
    notice::tell(ctx, &mut tx, &users, &word).await?;
    tx.commit(event("matter.supervised", ctx, &matter, ctx.today()).with("note", words.trim())).await?;
    Ok(matter)
}
