//! What a signing opens besides the agreement: the projects that are landed now. Whoever keeps projects fulfils it, in the same transaction.
use crate::agreement::{Agreement, Project};
use crate::directory::Answer;
use ::store::Tx;
use kernel::{Ctx, Event};

/// Opens what a signed agreement brings.
pub trait Landing: Send + Sync {
    /// In the caller's transaction, which commits these events with its own.
    fn signed<'a>(
        &'a self,
        ctx: &'a Ctx,
        tx: &'a mut Tx,
        agreement: &'a Agreement,
        projects: &'a [Project],
    ) -> Answer<'a, Vec<Event>>;
}

/// Opens nothing: for installations and tests without projects.
pub struct NoLanding;

impl Landing for NoLanding {
    fn signed<'a>(&'a self, _: &'a Ctx, _: &'a mut Tx, _: &'a Agreement, _: &'a [Project]) -> Answer<'a, Vec<Event>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
