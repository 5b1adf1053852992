//! What tests of commands do again and again.
use enterprise::company::service::{Create, create};
use enterprise::company::{Draft, Enterprise, store as companies};
use kernel::id::EnterpriseId;
use store::Conn;
use store::testing::Town;

pub fn draft(name: &str) -> Draft {
    Draft { name: name.to_owned(), status: "active".to_owned(), ..Draft::default() }
}

pub async fn found(t: &Town, draft: Draft) -> Enterprise {
    create(&t.ctx, &t.db, Create { draft, ..Create::default() }).await.unwrap()
}

pub async fn read(t: &Town) -> Conn {
    t.db.read(&t.ctx.zone).await.unwrap()
}

pub async fn now(t: &Town, id: &EnterpriseId) -> Enterprise {
    companies::get(&mut read(t).await, &t.ctx.scope().unwrap(), id).await.unwrap()
}
