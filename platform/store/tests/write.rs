//! Writing on both engines: state and event together, shared commits, nothing left by those who go away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use kernel::{Error, Event};
use serde::{Deserialize, Serialize};
use store::testing::Town;
use store::{Migration, Record, Table, Ty, on_both};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tree {
    id: String,
    name: Option<String>,
    height_mm: Option<i64>,
    leaves: f64,
    alive: bool,
    rings: Vec<i64>,
}
impl Record for Tree {
    const TABLE: Table = Table::journaled(
        "tree",
        &["id"],
        &[
            ("id", Ty::Text),
            ("name", Ty::Text),
            ("height_mm", Ty::Int),
            ("leaves", Ty::Real),
            ("alive", Ty::Bool),
            ("rings", Ty::Json),
        ],
    );
}
const STEPS: &[Migration] = &[Migration {
    version: 900,
    name: "tree",
    sql: "CREATE TABLE tree (zone_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT, height_mm BIGINT, leaves DOUBLE PRECISION NOT NULL, alive BIGINT NOT NULL, rings TEXT NOT NULL, PRIMARY KEY (zone_id, id))",
}];

fn tree(id: &str) -> Tree {
    Tree { id: id.into(), name: None, height_mm: Some(12), leaves: 0.5, alive: true, rings: vec![1, 2] }
}

async fn plant(t: &Town, id: &str) -> kernel::Result<()> {
    let mut tx = t.db.write(&t.ctx.zone).await?;
    tx.put(&tree(id)).await?;
    tx.commit(Event::new("tree.planted", &t.ctx).object("tree", id)).await
}

on_both!(STEPS, a_record_comes_back_as_it_went, |t| {
    plant(&t, "a").await.unwrap();
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    assert_eq!(conn.get::<Tree>(&["a".into()]).await.unwrap(), Some(tree("a")));
    assert_eq!(conn.list::<Tree>("AND height_mm > $2", &[11.into()]).await.unwrap().len(), 1);
    assert_eq!(conn.head().await.unwrap().0, 1);
});

on_both!(STEPS, a_dropped_write_leaves_no_trace, |t| {
    plant(&t, "a").await.unwrap();
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&tree("b")).await.unwrap();
    drop(tx);
    plant(&t, "c").await.unwrap();
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let ids: Vec<String> = conn.list::<Tree>("ORDER BY id", &[]).await.unwrap().into_iter().map(|x| x.id).collect();
    assert_eq!(ids, ["a", "c"]);
    assert_eq!(conn.head().await.unwrap().0, 2);
});

on_both!(STEPS, state_without_event_is_refused, |t| {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&tree("a")).await.unwrap();
    assert!(matches!(tx.commit_quiet().await, Err(Error::Internal(_))));
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    assert_eq!(conn.get::<Tree>(&["a".into()]).await.unwrap(), None);
});

on_both!(STEPS, many_writers_make_one_chain, |t| {
    let t = std::sync::Arc::new(t);
    let writers: Vec<_> = (0..40)
        .map(|i| {
            let t = t.clone();
            tokio::spawn(async move { plant(&t, &format!("t{i}")).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let rows =
        conn.rows("SELECT seq, prev, hash FROM event WHERE zone_id = $1 ORDER BY seq", &["test".into()]).await.unwrap();
    assert_eq!(rows.len(), 40);
    let mut prev = store::GENESIS.to_owned();
    for (i, row) in rows.iter().enumerate() {
        assert_eq!(row.int("seq").unwrap(), i64::try_from(i).unwrap() + 1);
        assert_eq!(row.text("prev").unwrap(), prev);
        prev = row.text("hash").unwrap();
    }
    assert_eq!(conn.head().await.unwrap(), (40, prev));
});

on_both!(STEPS, a_failed_statement_spoils_only_its_own_write, |t| {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    assert!(tx.exec("INSERT INTO no_such_table VALUES (1)", &[]).await.is_err());
    drop(tx);
    plant(&t, "a").await.unwrap();
});
