//! Reading, rebuilding and exporting on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod wood;

use journal::{Difference, changes, compare, export_ocel, rebuild, recent, timeline};
use kernel::Event;
use process_mining::{Importable, OCEL};
use serde_json::json;
use store::testing::Town;
use store::{Record, on_both};
use wood::{STEPS, Tree, grow};

async fn put(t: &Town, tree: Tree, kind: &'static str) {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&tree).await.unwrap();
    tx.commit(Event::new(kind, &t.ctx).object("tree", &tree.id).related("wood", "w", "in").with("n", 1)).await.unwrap();
    t.clock.advance(chrono::Duration::seconds(1));
}

fn elm(height_mm: i64) -> Tree {
    Tree { id: "elm".into(), name: None, height_mm: Some(height_mm), girth: 0.1, alive: true, rings: vec![] }
}

on_both!(STEPS, a_timeline_shows_what_each_event_changed, |t| {
    put(&t, elm(10), "tree.planted").await;
    put(&t, Tree { id: "oak".into(), ..elm(5) }, "tree.planted").await;
    put(&t, Tree { name: Some("老榆".into()), ..elm(12) }, "tree.measured").await;
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.remove(&Tree::TABLE, &["elm".into()]).await.unwrap();
    tx.commit(Event::new("tree.felled", &t.ctx).object("tree", "elm")).await.unwrap();

    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let page = timeline(&mut conn, "tree", "elm", None, 2).await.unwrap();
    assert_eq!(
        page.iter().map(|e| (e.seq, e.kind.as_str())).collect::<Vec<_>>(),
        [(4, "tree.felled"), (3, "tree.measured")]
    );
    assert_eq!(page[1].data["n"], json!(1));
    assert_eq!(page[1].objects[1].qualifier, "in");
    assert_eq!(page[1].rows().unwrap()[0].row.as_ref().unwrap()["height_mm"], json!(12));
    let rest = timeline(&mut conn, "tree", "elm", Some(3), 2).await.unwrap();
    assert_eq!(rest.iter().map(|e| e.seq).collect::<Vec<_>>(), [1]);

    // The page holds two steps; what was before them is found beyond it.
    let steps = changes(&mut conn, "tree", "elm", |table, _| table == "tree", None, 2).await.unwrap();
    assert_eq!(steps.len(), 2);
    let measured: Vec<_> =
        steps[1].changes.iter().map(|c| (c.field.as_str(), c.before.clone(), c.after.clone())).collect();
    assert_eq!(
        measured,
        [("name", Some(json!(null)), Some(json!("老榆"))), ("height_mm", Some(json!(10)), Some(json!(12)))]
    );
    assert!(steps[0].changes.iter().any(|c| c.field == "name" && c.before == Some(json!("老榆")) && c.after.is_none()));
    assert!(
        changes(&mut conn, "tree", "elm", |_, key| key[0] == "oak", None, 9)
            .await
            .unwrap()
            .iter()
            .all(|s| s.changes.is_empty())
    );
});

on_both!(STEPS, recent_events_by_time_and_kind, |t| {
    for i in 0..5 {
        put(&t, elm(i), if i % 2 == 0 { "tree.planted" } else { "tree.measured" }).await;
    }
    let since = t.ctx.now_us() - 3_000_000;
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let seqs = |entries: Vec<journal::Entry>| entries.iter().map(|e| e.seq).collect::<Vec<_>>();
    assert_eq!(seqs(recent(&mut conn, since, &[], None, 10).await.unwrap()), [5, 4, 3]);
    assert_eq!(seqs(recent(&mut conn, since, &["tree.planted"], None, 10).await.unwrap()), [5, 3]);
    assert_eq!(seqs(recent(&mut conn, 0, &["tree.planted", "tree.measured"], Some(4), 2).await.unwrap()), [3, 2]);
});

on_both!(STEPS, tables_come_back_from_the_journal, |t| {
    grow(&t, 5, 200).await;
    assert_eq!(compare(&t.db, &t.ctx.zone, &[Tree::TABLE]).await.unwrap(), []);
    let before: Vec<Tree> = t.db.read(&t.ctx.zone).await.unwrap().list("ORDER BY id", &[]).await.unwrap();
    assert!(before.len() > 5);

    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.exec("DELETE FROM tree WHERE id = $1", &[before[0].id.as_str().into()]).await.unwrap();
    tx.exec("UPDATE tree SET girth = girth + 1 WHERE id = $1", &[before[1].id.as_str().into()]).await.unwrap();
    tx.exec("UPDATE tree SET id = 'weed' WHERE id = $1", &[before[2].id.as_str().into()]).await.unwrap();
    tx.commit_quiet().await.unwrap();
    let found = compare(&t.db, &t.ctx.zone, &[Tree::TABLE]).await.unwrap();
    let table = || "tree".to_owned();
    let key = |i: usize| json!([before[i].id]).to_string();
    for difference in [
        Difference::Missing { table: table(), key: key(0) },
        Difference::Changed { table: table(), key: key(1) },
        Difference::Missing { table: table(), key: key(2) },
        Difference::Unexplained { table: table(), key: json!(["weed"]).to_string() },
    ] {
        assert!(found.contains(&difference), "{difference:?} not in {found:?}");
    }
    assert_eq!(found.len(), 4);

    let rebuilt = rebuild(&t.ctx, &t.db, &[Tree::TABLE]).await.unwrap();
    assert_eq!((rebuilt.events, rebuilt.changes), (200, 200));
    assert_eq!(compare(&t.db, &t.ctx.zone, &[Tree::TABLE]).await.unwrap(), []);
    let after: Vec<Tree> = t.db.read(&t.ctx.zone).await.unwrap().list("ORDER BY id", &[]).await.unwrap();
    assert_eq!(after, before);
    assert!(rebuild(&t.ctx, &t.db, &[wood::Forester::TABLE]).await.is_err(), "private tables are not in the journal");
});

on_both!(STEPS, the_export_is_read_with_equal_counts, |t| {
    grow(&t, 6, 80).await;
    // Attributes of several types, of none that OCEL knows, an object named twice, and kinds with shared ids.
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.exec("SELECT 1", &[]).await.unwrap();
    let odd = |value: serde_json::Value| {
        Event::new("tree.odd", &t.ctx).object("tree", "1").object("tree", "1").object("wood", "1").with("odd", value)
    };
    tx.commit_all(vec![odd(json!(1)), odd(json!("one")), odd(json!({"deep": [1]})), odd(json!(1.5)), odd(json!(true))])
        .await
        .unwrap();

    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let path = t.dir.join("log.json");
    let file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    let done = export_ocel(&t.db, &t.ctx.zone, file).await.unwrap();
    let ocel = OCEL::import_from_path(&path).unwrap();
    let count = |n: i64| u64::try_from(n).unwrap();
    let zone = ["test".into()];
    let events = conn.number("SELECT COUNT(*) FROM event WHERE zone_id = $1", &zone).await.unwrap();
    let relations = conn.number("SELECT COUNT(*) FROM event_object WHERE zone_id = $1", &zone).await.unwrap();
    let sql = "SELECT COUNT(*) FROM (SELECT DISTINCT object_kind, object_id FROM event_object WHERE zone_id = $1) AS o";
    let objects = conn.number(sql, &zone).await.unwrap();
    assert_eq!((done.events, done.objects, done.relations), (count(events), count(objects), count(relations)));
    assert_eq!(ocel.events.len() as u64, done.events);
    assert_eq!(ocel.objects.len() as u64, done.objects);
    assert_eq!(ocel.events.iter().map(|e| e.relationships.len() as u64).sum::<u64>(), done.relations);
    let ids: std::collections::HashSet<&str> = ocel.objects.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids.len(), ocel.objects.len());
    assert!(ocel.events.iter().flat_map(|e| &e.relationships).all(|r| ids.contains(r.object_id.as_str())));
    let mut types: Vec<&str> = ocel.event_types.iter().map(|t| t.name.as_str()).collect();
    types.sort_unstable();
    assert_eq!(types, ["tree.felled", "tree.measured", "tree.odd"]);
    let odd = ocel.event_types.iter().find(|t| t.name == "tree.odd").unwrap();
    assert!(odd.attributes.iter().any(|a| a.name == "odd" && a.value_type == "string"));
    assert_eq!(ocel.events[0].time.timestamp_micros(), t.ctx.now_us());
    assert!(!std::fs::read_to_string(&path).unwrap().contains("13900001111"), "a private number in the export");
});
