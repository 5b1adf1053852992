//! Whoever changes the journal behind the program's back is found out, whatever they do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod wood;

use journal::{Heads, Signer, What, verify};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::testing::Town;
use store::{EventRow, event_hash, on_both};
use wood::{STEPS, grow};

type Object = (String, String, i64, String);

/// The three tables of the journal as they stand, to be changed and written back.
#[derive(Clone, Debug, PartialEq)]
struct Books {
    events: Vec<EventRow>,
    objects: Vec<Object>,
    head: Option<(i64, String)>,
}

impl Books {
    async fn read(t: &Town) -> Self {
        let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
        let zone = ["test".into()];
        let rows = conn
            .rows("SELECT seq, at_us, kind, actor, body, prev, hash FROM event WHERE zone_id = $1 ORDER BY seq", &zone)
            .await
            .unwrap();
        let events = rows.iter().map(|r| EventRow {
            seq: r.int("seq").unwrap(),
            at_us: r.int("at_us").unwrap(),
            kind: r.text("kind").unwrap(),
            actor: r.text("actor").unwrap(),
            body: r.text("body").unwrap(),
            prev: r.text("prev").unwrap(),
            hash: r.text("hash").unwrap(),
        });
        let events = events.collect();
        let sql = "SELECT object_kind, object_id, seq, qualifier FROM event_object WHERE zone_id = $1 ORDER BY seq, object_kind";
        let rows = conn.rows(sql, &zone).await.unwrap();
        let objects = rows.iter().map(|r| {
            (
                r.text("object_kind").unwrap(),
                r.text("object_id").unwrap(),
                r.int("seq").unwrap(),
                r.text("qualifier").unwrap(),
            )
        });
        Self { events, objects: objects.collect(), head: Some(conn.head().await.unwrap()) }
    }

    async fn write(&self, t: &Town) {
        let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
        for table in ["event", "event_object", "journal_head"] {
            tx.exec(&format!("DELETE FROM {table}"), &[]).await.unwrap();
        }
        for e in &self.events {
            let sql = "INSERT INTO event (zone_id, seq, at_us, kind, actor, body, prev, hash) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)";
            let args = [
                "test".into(),
                e.seq.into(),
                e.at_us.into(),
                (&e.kind).into(),
                (&e.actor).into(),
                (&e.body).into(),
                (&e.prev).into(),
                (&e.hash).into(),
            ];
            tx.exec(sql, &args).await.unwrap();
        }
        for (kind, id, seq, qualifier) in &self.objects {
            let sql =
                "INSERT INTO event_object (zone_id, object_kind, object_id, seq, qualifier) VALUES ($1,$2,$3,$4,$5)";
            tx.exec(sql, &["test".into(), kind.into(), id.into(), (*seq).into(), qualifier.into()]).await.unwrap();
        }
        if let Some((seq, hash)) = &self.head {
            tx.exec(
                "INSERT INTO journal_head (zone_id, seq, hash) VALUES ($1, $2, $3)",
                &["test".into(), (*seq).into(), hash.into()],
            )
            .await
            .unwrap();
        }
        tx.commit_quiet().await.unwrap();
    }

    /// Numbers, links and hashes made to fit again from an index on, as a clever tamperer would.
    fn chain_again(&mut self, from: usize) {
        for i in from..self.events.len() {
            let prev = if i == 0 { store::GENESIS.to_owned() } else { self.events[i - 1].hash.clone() };
            let event = &mut self.events[i];
            (event.seq, event.prev) = (i64::try_from(i).unwrap() + 1, prev);
            event.hash = event_hash("test", event);
        }
        self.head = self.events.last().map(|e| (e.seq, e.hash.clone()));
    }

    /// Object rows made to fit the bodies again.
    fn objects_again(&mut self) {
        self.objects.clear();
        for event in &self.events {
            let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
            for o in body["objects"].as_array().unwrap() {
                let text = |name: &str| o[name].as_str().unwrap().to_owned();
                self.objects.push((text("kind"), text("id"), event.seq, text("qualifier")));
            }
        }
    }
}

fn edited(body: &str) -> String {
    let changed = body.replacen("轮", "圈", 1);
    assert_ne!(changed, body);
    changed
}

/// What is done, and what must be found where.
type Case = (&'static str, fn(&mut Books), i64, What);

const WAYS: usize = 22;

/// One way to tamper, at random places.
fn tamper(books: &mut Books, way: usize, rng: &mut StdRng) {
    let n = books.events.len();
    let (at, other) = (rng.random_range(0..n - 1), rng.random_range(0..n - 1));
    let other = if other == at { n - 1 } else { other };
    match way {
        0 => books.events[at].at_us += rng.random_range(1..1000),
        1 => books.events[at].kind.push('x'),
        2 => books.events[at].actor = "somebody".into(),
        3 => books.events[at].body = edited(&books.events[at].body),
        4 => books.events[at].prev = books.events[at].hash.clone(),
        5 => books.events[at].hash = books.events[other].hash.clone(),
        // An edit with its own hash made right, and with all that follow.
        6 => {
            books.events[at].body = edited(&books.events[at].body);
            books.events[at].hash = event_hash("test", &books.events[at]);
        }
        7 => {
            books.events[at].body = edited(&books.events[at].body);
            books.chain_again(at);
        }
        8 => drop(books.events.remove(at)),
        9 => drop(books.events.drain(at..=at + rng.random_range(0..n - at))),
        10 => {
            books.events.remove(at);
            books.chain_again(at);
            books.objects_again();
        }
        11 => books.events.truncate(at + 1),
        12 => {
            books.events.truncate(at + 1);
            books.chain_again(at + 1);
            books.objects_again();
        }
        _ => rearrange(books, way, (at, other), rng),
    }
}

/// Swaps, insertions, object rows and heads.
fn rearrange(books: &mut Books, way: usize, (at, other): (usize, usize), rng: &mut StdRng) {
    let n = books.events.len();
    match way {
        13 => {
            let (a, b) = (books.events[at].seq, books.events[other].seq);
            books.events.swap(at, other);
            (books.events[at].seq, books.events[other].seq) = (a, b);
        }
        14 => {
            let body = std::mem::take(&mut books.events[at].body);
            books.events[at].body = std::mem::replace(&mut books.events[other].body, body);
            books.objects_again();
        }
        // Insertions: at the end without the head, before the beginning, in the midst with a new chain.
        15 => {
            let mut event = books.events[n - 1].clone();
            (event.seq, event.prev) = (event.seq + 1, event.hash.clone());
            event.hash = event_hash("test", &event);
            books.events.push(event);
            books.objects_again();
        }
        16 => {
            let mut event = books.events[at].clone();
            event.seq = -rng.random_range(0i64..9);
            event.hash = event_hash("test", &event);
            books.events.insert(0, event);
        }
        17 => {
            let event = books.events[at].clone();
            books.events.insert(at, event);
            books.chain_again(at);
            books.objects_again();
        }
        18 => drop(books.objects.remove(rng.random_range(0..books.objects.len()))),
        19 => {
            books.objects.push(("tree".into(), "stranger".into(), rng.random_range(-3..n as i64 + 3), "subject".into()))
        }
        20 => {
            let at = rng.random_range(0..books.objects.len());
            match rng.random_range(0..3) {
                0 => books.objects[at].1.push('x'),
                1 => books.objects[at].3.push('x'),
                _ => books.objects[at].2 = n as i64 + 7,
            }
        }
        _ => match rng.random_range(0..5) {
            0 => books.head = None,
            1 => books.head.as_mut().unwrap().0 -= 1,
            2 => books.head.as_mut().unwrap().0 += 1,
            3 => books.head.as_mut().unwrap().1 = books.events[at].hash.clone(),
            _ => *books = Books { events: Vec::new(), objects: Vec::new(), head: None },
        },
    }
}

async fn signed(t: &Town) -> Heads {
    let mut signer = Signer::open(&t.dir, &*t.ctx.rng).unwrap();
    signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap();
    Heads::read(&t.dir).unwrap()
}

on_both!(STEPS, every_random_tampering_is_found, |t| {
    grow(&t, 11, 60).await;
    let heads = signed(&t).await;
    let good = Books::read(&t).await;
    let mut rng = StdRng::seed_from_u64(2026);
    for round in 0..WAYS * 12 {
        let mut books = good.clone();
        tamper(&mut books, round % WAYS, &mut rng);
        assert_ne!(books, good, "way {} changed nothing", round % WAYS);
        books.write(&t).await;
        let report = verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap();
        assert!(!report.ok(), "round {round}, way {} was not found", round % WAYS);
    }
    good.write(&t).await;
    let report = verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap();
    assert!(report.ok(), "{:?}", report.findings);
    assert_eq!((report.events, report.seq, report.signed_seq), (60, 60, Some(60)));
});

on_both!(STEPS, tampering_is_named, |t| {
    grow(&t, 12, 30).await;
    let heads = signed(&t).await;
    let good = Books::read(&t).await;
    let cases: Vec<Case> = vec![
        ("edit", |b| b.events[9].body = edited(&b.events[9].body), 10, What::Edited),
        ("delete", |b| drop(b.events.drain(4..7)), 5, What::Deleted { last: 7 }),
        (
            "truncate",
            |b| {
                b.events.truncate(25);
                b.chain_again(25);
                b.objects_again();
            },
            26,
            What::Truncated { last: 30 },
        ),
        (
            "rewrite",
            |b| {
                b.events[9].actor = "x".into();
                b.chain_again(9);
            },
            30,
            What::Rewritten,
        ),
        (
            "insert",
            |b| {
                let mut e = b.events[3].clone();
                e.seq = 0;
                b.events.push(e);
            },
            0,
            What::Inserted,
        ),
        ("head", |b| b.head = None, 30, What::HeadWrong),
        (
            "object removed",
            |b| b.objects.retain(|o| o.2 != 8 || o.0 != "wood"),
            8,
            What::ObjectRemoved { object: r#"["wood","w1","in"]"#.into() },
        ),
        (
            "object added",
            |b| b.objects.push(("x".into(), "y".into(), 8, "z".into())),
            8,
            What::ObjectAdded { object: r#"["x","y","z"]"#.into() },
        ),
    ];
    for (name, change, seq, what) in cases {
        let mut books = good.clone();
        change(&mut books);
        books.write(&t).await;
        let report = verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap();
        assert!(report.findings.iter().any(|f| f.seq == seq && f.what == what), "{name}: {:?}", report.findings);
    }
    let mut books = good.clone();
    books.events.swap(4, 20);
    (books.events[4].seq, books.events[20].seq) = (5, 21);
    books.write(&t).await;
    let report = verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap();
    for (seq, with) in [(5, 21), (21, 5)] {
        assert!(
            report.findings.iter().any(|f| f.seq == seq && f.what == What::Swapped { with }),
            "{:?}",
            report.findings
        );
    }
});

on_both!(STEPS, an_old_signed_head_still_witnesses, |t| {
    grow(&t, 13, 20).await;
    let heads = signed(&t).await;
    grow(&t, 14, 20).await;
    let report = verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap();
    assert!(report.ok(), "{:?}", report.findings);
    let mut books = Books::read(&t).await;
    books.events[4].actor = "x".into();
    books.chain_again(4);
    books.write(&t).await;
    let report = verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap();
    assert!(report.findings.iter().any(|f| f.seq == 20 && f.what == What::Rewritten), "{:?}", report.findings);
    // A journal that contradicts what was signed is not signed again.
    let mut signer = Signer::open(&t.dir, &*t.ctx.rng).unwrap();
    let refused = signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await;
    assert!(
        matches!(&refused, Err(kernel::Error::Conflict { code, .. }) if code == "journal-contradicts-head"),
        "{refused:?}"
    );
});

on_both!(STEPS, a_long_journal_is_read_in_batches, |t| {
    for hundred in 0..25 {
        let seen =
            |i: usize| kernel::Event::new("tree.seen", &t.ctx).object("tree", i).with("text", "x".repeat(i % 50));
        let tx = t.db.write(&t.ctx.zone).await.unwrap();
        tx.commit_all((hundred * 100..hundred * 100 + 100).map(seen).collect()).await.unwrap();
    }
    let mut heard = Vec::new();
    let report = verify(&t.db, &t.ctx.zone, &Heads::default(), |done, total| heard.push((done, total))).await.unwrap();
    assert!(report.ok(), "{:?}", report.findings);
    assert_eq!(heard, [(1000, 2500), (2000, 2500), (2500, 2500)]);
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.exec("UPDATE event_object SET object_id = 'x' WHERE seq = 2001", &[]).await.unwrap();
    tx.commit_quiet().await.unwrap();
    let report = verify(&t.db, &t.ctx.zone, &Heads::default(), |_, _| {}).await.unwrap();
    assert_eq!(report.findings.iter().map(|f| f.seq).collect::<Vec<_>>(), [2001, 2001]);
});
