//! At the end: the chain holds, each rung fired once in each round, and the journal rebuilds the tables as they are.
use super::seen::Seen;
use super::{Checked, World};
use crate::must;
use journal::Batches;
use land::JOURNALED;
use std::collections::BTreeSet;

impl World {
    pub async fn end(&self) -> Checked {
        let (db, zone) = (&self.t.db, &self.t.ctx.zone);
        self.fired_once().await?;
        let report = journal::verify(db, zone, &journal::Heads::read(&self.t.dir).unwrap(), |_, _| {}).await.unwrap();
        must!(report.ok(), "the chain is broken: {report:?}");
        let differences = journal::compare(db, zone, JOURNALED).await.unwrap();
        must!(differences.is_empty(), "tables and journal differ: {differences:?}");
        let before = Seen::now(&self.t).await;
        must!(before == self.seen, "the events said something else than the tables");
        journal::rebuild(&self.t.ctx, db, JOURNALED).await.unwrap();
        let after = Seen { head: before.head, ..Seen::now(&self.t).await };
        must!(before == after, "the rebuilt tables are others");
        let differences = journal::compare(db, zone, JOURNALED).await.unwrap();
        must!(differences.is_empty(), "rebuilt tables and journal differ: {differences:?}");
        Ok(())
    }

    async fn fired_once(&self) -> Checked {
        let mut conn = self.t.db.read(&self.t.ctx.zone).await.unwrap();
        let mut batches = Batches::after(&self.t.ctx.zone, 0);
        let mut fired: BTreeSet<(String, String, String)> = BTreeSet::new();
        loop {
            let batch = batches.next(&mut conn).await.unwrap();
            if batch.is_empty() {
                return Ok(());
            }
            for event in batch {
                let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
                let id = body["objects"][0]["id"].as_str().unwrap_or_default().to_owned();
                match event.kind.as_str() {
                    // A new round has new clocks.
                    "matter.submitted" => fired.retain(|(of, ..)| *of != id),
                    "matter.escalated" => {
                        let (clock, rung) = (body["data"]["clock"].to_string(), body["data"]["rung"].to_string());
                        must!(fired.insert((id, clock.clone(), rung.clone())), "{rung} of {clock} fired twice");
                    }
                    _ => {}
                }
            }
        }
    }
}
