//! Signed heads: written once per move, proved by the key, safe against torn and forged lines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod wood;

use journal::{Heads, Signer, What, verify};
use std::io::Write;
use store::on_both;
use wood::{STEPS, grow};

on_both!(STEPS, a_head_is_signed_when_it_has_moved, |t| {
    let mut signer = Signer::open(&t.dir, &*t.ctx.rng).unwrap();
    assert!(signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().is_none(), "nothing has happened yet");
    grow(&t, 1, 3).await;
    let head = signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap();
    assert_eq!((head.seq, head.zone.as_str()), (3, "test"));
    assert!(signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().is_none());
    // The same key and the same last head after a restart.
    let mut again = Signer::open(&t.dir, &*t.ctx.rng).unwrap();
    assert_eq!(again.public_key(), signer.public_key());
    assert!(again.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().is_none());
    grow(&t, 2, 1).await;
    assert_eq!(again.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap().seq, 4);
    assert_eq!(Heads::read(&t.dir).unwrap().last(&t.ctx.zone).unwrap().seq, 4);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(t.dir.join("keys/journal.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
});

on_both!(STEPS, forged_lines_are_findings_and_torn_ones_are_not, |t| {
    grow(&t, 1, 3).await;
    let mut signer = Signer::open(&t.dir, &*t.ctx.rng).unwrap();
    signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap();
    let path = t.dir.join("heads.jsonl");
    let line = std::fs::read_to_string(&path).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(&line.as_bytes()[..50]).unwrap();
    assert_eq!(Heads::read(&t.dir).unwrap().last(&t.ctx.zone).unwrap().seq, 3);
    grow(&t, 2, 1).await;
    let mut signer = Signer::open(&t.dir, &*t.ctx.rng).unwrap();
    signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap();
    let heads = Heads::read(&t.dir).unwrap();
    assert!(verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap().ok());
    // Another number under the same signature, and somebody else's key.
    let forged = line.replace("\"seq\":3", "\"seq\":2");
    assert_ne!(forged, line);
    let stranger_dir = t.dir.join("stranger");
    let mut stranger = Signer::open(&stranger_dir, &*t.ctx.rng).unwrap();
    stranger.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap();
    let foreign = std::fs::read_to_string(stranger_dir.join("heads.jsonl")).unwrap();
    std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all(format!("{forged}{foreign}").as_bytes())
        .unwrap();
    let heads = Heads::read(&t.dir).unwrap();
    let report = verify(&t.db, &t.ctx.zone, &heads, |_, _| {}).await.unwrap();
    let found: Vec<&What> = report.findings.iter().map(|f| &f.what).collect();
    assert_eq!(found, [&What::SignatureInvalid { line: 3 }, &What::SignatureInvalid { line: 4 }]);
});

on_both!(STEPS, a_zone_that_was_emptied_is_missed, |t| {
    grow(&t, 1, 3).await;
    let mut signer = Signer::open(&t.dir, &*t.ctx.rng).unwrap();
    signer.sign(&t.db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap();
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    for table in ["event", "event_object", "journal_head"] {
        tx.exec(&format!("DELETE FROM {table}"), &[]).await.unwrap();
    }
    tx.commit_quiet().await.unwrap();
    let reports = journal::verify::verify_all(&t.db, &Heads::read(&t.dir).unwrap(), |_, _| {}).await.unwrap();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].findings[0].what, What::Truncated { last: 3 });
});
