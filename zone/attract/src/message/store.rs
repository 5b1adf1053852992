//! The only SQL about messages. Each user's own: the caller hands in the actor's id and nothing else.
use super::{Message, TABLE};
use ::store::{Conn, Tx, Value};
use kernel::Result;
use kernel::id::LeadId;

pub async fn unseen(conn: &mut Conn, user: &str) -> Result<i64> {
    conn.count(&TABLE, "AND user_id = $2 AND seen_us IS NULL", &[user.into()]).await
}

/// Those that were not read, the newest first.
pub async fn unread(conn: &mut Conn, user: &str, most: i64) -> Result<Vec<Message>> {
    let rest = "AND user_id = $2 AND seen_us IS NULL ORDER BY said_us DESC, id DESC LIMIT $3";
    conn.list(rest, &[user.into(), most.into()]).await
}

/// A place in a user's messages: behind this one, the newest first. Several messages can be of the same moment, so the id
/// belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub said_us: i64,
    pub id: String,
}

impl Place {
    /// Before the newest.
    pub fn newest() -> Self {
        Self { said_us: i64::MAX, id: String::new() }
    }
    pub fn of(message: &Message) -> Self {
        Self { said_us: message.said_us, id: message.id.clone() }
    }
    /// As an address carries it.
    pub fn text(&self) -> String {
        format!("{}.{}", self.said_us, self.id)
    }
    pub fn parse(text: &str) -> Option<Self> {
        let (said_us, id) = text.split_once('.')?;
        Some(Self { said_us: said_us.parse().ok()?, id: id.to_owned() })
    }
}

/// A user's messages behind that place, the newest first.
pub async fn behind(conn: &mut Conn, user: &str, place: &Place, most: i64) -> Result<Vec<Message>> {
    let rest =
        "AND user_id = $2 AND said_us <= $3 AND (said_us < $3 OR id < $4) ORDER BY said_us DESC, id DESC LIMIT $5";
    conn.list(rest, &[user.into(), place.said_us.into(), place.id.as_str().into(), most.into()]).await
}

/// How many about this lead the user has not read.
pub async fn unseen_on(conn: &mut Conn, user: &str, lead: &LeadId) -> Result<i64> {
    let rest = "AND lead_id = $2 AND user_id = $3 AND seen_us IS NULL";
    conn.count(&TABLE, rest, &[lead.as_str().into(), user.into()]).await
}

/// From whom this lead went to the pool last without their own doing.
pub async fn lost_by(conn: &mut Conn, lead: &LeadId) -> Result<Option<String>> {
    let rest = "AND lead_id = $2 AND kind IN ('returned', 'released') ORDER BY said_us DESC, id DESC LIMIT 1";
    let found: Vec<Message> = conn.list(rest, &[lead.as_str().into()]).await?;
    Ok(found.into_iter().next().map(|m| m.user_id))
}

/// What becomes read.
pub enum Which<'a> {
    All,
    One(&'a str),
    Lead(&'a LeadId),
}

/// Marks as read. Reading marks are not journalled.
pub async fn mark(tx: &mut Tx, user: &str, which: Which<'_>, now_us: i64) -> Result<u64> {
    let (condition, value) = match which {
        Which::All => ("", None),
        Which::One(id) => (" AND id = $4", Some(id)),
        Which::Lead(lead) => (" AND lead_id = $4", Some(lead.as_str())),
    };
    let sql = format!(
        "UPDATE lead_message SET seen_us = $3 WHERE zone_id = $1 AND user_id = $2 AND seen_us IS NULL{condition}"
    );
    let mut args = vec![Value::from(tx.zone().as_str()), user.into(), now_us.into()];
    args.extend(value.map(Value::from));
    tx.exec(&sql, &args).await
}
