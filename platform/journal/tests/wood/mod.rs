//! A small zone to try the journal on: trees that are planted, measured and felled, in random order from a seed.
#![allow(dead_code)]
use kernel::Event;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::testing::Town;
use store::{Migration, Record, Table, Ty};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub id: String,
    pub name: Option<String>,
    pub height_mm: Option<i64>,
    pub girth: f64,
    pub alive: bool,
    pub rings: Vec<i64>,
}
impl Record for Tree {
    const TABLE: Table = Table::journaled(
        "tree",
        &["id"],
        &[
            ("id", Ty::Text),
            ("name", Ty::Text),
            ("height_mm", Ty::Int),
            ("girth", Ty::Real),
            ("alive", Ty::Bool),
            ("rings", Ty::Json),
        ],
    );
}

/// A person's particulars: private, never in the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forester {
    pub id: String,
    pub phone: String,
}
impl Record for Forester {
    const TABLE: Table = Table::private("forester", &["id"], &[("id", Ty::Text), ("phone", Ty::Text)]);
}

pub const STEPS: &[Migration] = &[
    Migration {
        version: 900,
        name: "tree",
        sql: "CREATE TABLE tree (zone_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT, height_mm BIGINT, girth DOUBLE PRECISION NOT NULL, \
              alive BIGINT NOT NULL, rings TEXT NOT NULL, PRIMARY KEY (zone_id, id))",
    },
    Migration {
        version: 901,
        name: "forester",
        sql: "CREATE TABLE forester (zone_id TEXT NOT NULL, id TEXT NOT NULL, phone TEXT NOT NULL, PRIMARY KEY (zone_id, id)); \
              CREATE INDEX forester_phone ON forester (zone_id, phone)",
    },
];

pub fn all_steps() -> Vec<Migration> {
    [store::MIGRATIONS, STEPS].concat()
}

/// `count` events: most put a tree, some fell one; one forester with a phone number that no export may show.
pub async fn grow(t: &Town, seed: u64, count: usize) {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut standing = BTreeSet::new();
    for i in 0..count {
        let id = format!("t{}", rng.random_range(0..20));
        let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
        let fell = standing.contains(&id) && rng.random_range(0..5) == 0;
        let event = if fell {
            tx.remove(&Tree::TABLE, &[id.as_str().into()]).await.unwrap();
            standing.remove(&id);
            Event::new("tree.felled", &t.ctx)
        } else {
            tx.put(&random_tree(&mut rng, &id)).await.unwrap();
            standing.insert(id.clone());
            let height: i64 = rng.random_range(0..9);
            Event::new("tree.measured", &t.ctx).with("height", height).with("by_eye", i % 2 == 0)
        };
        if i == 0 {
            tx.put(&Forester { id: "f1".into(), phone: "13900001111".into() }).await.unwrap();
        }
        let event =
            event.object("tree", &id).related("wood", format!("w{}", i % 3), "in").with("round", format!("第{i}轮"));
        tx.commit(event).await.unwrap();
    }
}

fn random_tree(rng: &mut StdRng, id: &str) -> Tree {
    Tree {
        id: id.to_owned(),
        name: (rng.random_range(0..3) > 0).then(|| format!("榆树“{id}”\n")),
        height_mm: (rng.random_range(0..3) > 0).then(|| rng.random_range(i64::MIN..i64::MAX)),
        // Any bits: the fraction must come back exactly.
        girth: rng.random_range(-1.0..1.0) * 10f64.powi(rng.random_range(-30..30)),
        alive: rng.random_range(0..2) == 0,
        rings: (0..rng.random_range(0..4)).collect(),
    }
}
