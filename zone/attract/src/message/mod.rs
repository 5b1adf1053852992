//! 消息: what colleagues and the pool did that concerns me, kept until read; and what of my leads is due, asked of the books
//! at this moment, so that no job has to have run: "贴身跟进" fails where nobody notices that a step was missed.
pub mod service;
pub mod store;
pub mod view;

use crate::lead::Lead;
use crate::lead::service::me;
use ::store::{Record, Table, Tx, Ty};
use kernel::id::{LeadId, new_uuid};
use kernel::{Ctx, Permit, Result};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A note names me, or the minutes of a visit concern my lead.
    Mention,
    /// A colleague asks for my lead.
    Asked,
    /// The lead that I asked for is mine.
    Given,
    /// The lead that I asked for stays with its owner.
    Declined,
    /// The director made it mine.
    Assigned,
    /// The director gave my lead to another.
    TakenOver,
    /// The director put my lead into the pool.
    Released,
    /// A colleague claimed from the pool what went there without my doing.
    Claimed,
    /// My lead returned to the pool.
    Returned,
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Kind::Mention,
        Kind::Asked,
        Kind::Given,
        Kind::Declined,
        Kind::Assigned,
        Kind::TakenOver,
        Kind::Released,
        Kind::Claimed,
        Kind::Returned,
    ];
    /// The text key of the sentence.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Mention => "message-mention",
            Kind::Asked => "message-asked",
            Kind::Given => "message-given",
            Kind::Declined => "message-declined",
            Kind::Assigned => "message-assigned",
            Kind::TakenOver => "message-taken-over",
            Kind::Released => "message-released",
            Kind::Claimed => "message-claimed",
            Kind::Returned => "message-returned",
        }
    }
    /// The part of the lead's page that the message speaks of.
    pub fn anchor(self) -> &'static str {
        if self == Kind::Mention { "#talk" } else { "#owner" }
    }
}

/// A message to one user. Whether somebody read it is no fact of the zone, so messages are private; what they speak of
/// stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: String,
    pub user_id: String,
    pub kind: Kind,
    pub lead_id: LeadId,
    /// The note of a mention, the request of a handover.
    pub about: Option<String>,
    /// Who did it; none: the installation itself.
    pub by_user: Option<String>,
    pub said_us: i64,
    pub seen_us: Option<i64>,
}
pub const TABLE: Table = Table::private(
    "lead_message",
    &["id"],
    &[
        ("id", Ty::Text),
        ("user_id", Ty::Text),
        ("kind", Ty::Text),
        ("lead_id", Ty::Text),
        ("about", Ty::Text),
        ("by_user", Ty::Text),
        ("said_us", Ty::Int),
        ("seen_us", Ty::Int),
    ],
);
impl Record for Message {
    const TABLE: Table = TABLE;
}

/// Leaves a message inside the caller's transaction; nobody gets one about what they did themselves.
pub async fn leave(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<Lead>,
    (to, kind): (&str, Kind),
    lead: &LeadId,
    about: Option<&str>,
) -> Result<()> {
    let by_user = me(ctx);
    if to.is_empty() || by_user.as_deref() == Some(to) {
        return Ok(());
    }
    let message = Message {
        id: new_uuid(ctx),
        user_id: to.to_owned(),
        kind,
        lead_id: lead.clone(),
        about: about.map(str::to_owned),
        by_user,
        said_us: ctx.now_us(),
        seen_us: None,
    };
    crate::lead::store::save(tx, permit, &message).await
}
