//! The product's side: a journalled row and its event through `platform/store`.
use super::Writer;
use crate::Done;
use kernel::ctx::{SystemClock, SystemRng};
use kernel::{Ctx, Event, ZoneId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{Db, DbConfig, Migration, Record, Table, Ty};

#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    name: String,
    amount_fen: i64,
    note: String,
}
impl Record for Line {
    const TABLE: Table = Table::journaled(
        "bench_line",
        &["id"],
        &[("id", Ty::Text), ("name", Ty::Text), ("amount_fen", Ty::Int), ("note", Ty::Text)],
    );
}

const STEPS: &[Migration] = &[Migration { version: 900, name: "bench_line", sql: super::raw::LINE }];

pub struct Ours {
    db: Db,
    ctx: Ctx,
}

impl Ours {
    pub async fn open(url: &str) -> Done<Self> {
        let db = Db::connect(&DbConfig::new(url)).await?;
        db.migrate(&[store::MIGRATIONS, STEPS].concat()).await?;
        let zone = ZoneId::parse("bench").ok_or("no zone")?;
        Ok(Self { db, ctx: Ctx::system(zone, Arc::new(SystemClock), Arc::new(SystemRng)) })
    }
    pub async fn close(&self) {
        self.db.close().await;
    }
}

impl Writer for Ours {
    async fn write(&self, _: usize, n: u64) -> Done {
        let (id, name, amount_fen, note) = super::raw::line(n);
        let mut tx = self.db.write(&self.ctx.zone).await?;
        tx.put(&Line { id: id.clone(), name, amount_fen, note }).await?;
        tx.commit(Event::new("bench.written", &self.ctx).object("bench_line", id)).await?;
        Ok(())
    }
}
