//! 视图: saved filters and columns of a list, one's own or shared.
pub mod service;

use ::store::{Record, Table, Ty};
use kernel::id::UserId;
use kernel::{Resource, access::Guarded};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub id: String,
    /// None: shared by the zone.
    pub user_id: Option<UserId>,
    /// Which list: `enterprise`.
    pub list: String,
    pub name: String,
    /// The list's query string, without `?`.
    pub query: String,
    pub columns: Vec<String>,
    pub position: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "saved_view",
    &["id"],
    &[
        ("id", Ty::Text),
        ("user_id", Ty::Text),
        ("list", Ty::Text),
        ("name", Ty::Text),
        ("query", Ty::Text),
        ("columns", Ty::Json),
        ("position", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for View {
    const TABLE: Table = TABLE;
}
impl Guarded for View {
    const RESOURCE: Resource = Resource::View;
}
