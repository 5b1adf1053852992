//! Verifying a zone's journal in one pass, in one snapshot and bounded memory.
//!
//! Each event's hash is computed again and must continue that of its predecessor; sequence numbers have no gap; the
//! object rows are those that the events name; `journal_head` is the last event; and every signed head must be met on
//! the way. What does not fit is reported with the likeliest kind of tampering.
mod objects;
mod suspects;

use crate::body::facts;
use crate::chain::{Batches, zones_in};
use crate::heads::{Heads, SignedHead};
use kernel::{Result, ZoneId};
use objects::Prints;
use serde::Serialize;
use store::{Conn, Db, EventRow, GENESIS, event_hash};
use suspects::Suspects;

/// Findings listed, at most; the rest is counted.
const MOST: usize = 1_000;

/// What is wrong at a place of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The event's content is not what was hashed.
    Edited,
    /// The content of another place.
    Swapped { with: i64 },
    /// Events from here to `last` are gone.
    Deleted { last: i64 },
    /// The event does not continue its predecessor: one of the two was replaced.
    Replaced,
    /// An event that nobody committed.
    Inserted,
    /// Events from here to `last` are gone from the end.
    Truncated { last: i64 },
    /// The chain fits together, but it is not the one that was signed.
    Rewritten,
    /// `journal_head` does not name the last event.
    HeadWrong,
    /// An object row that the event names is gone.
    ObjectRemoved { object: String },
    /// An object row that the event does not name.
    ObjectAdded { object: String },
    /// The body is not readable although its hash is right.
    Unreadable,
    /// A line of `heads.jsonl` that is not signed by a trusted key.
    SignatureInvalid { line: usize },
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Edited => f.write_str("the event was edited"),
            Self::Swapped { with } => write!(f, "the event was swapped with {with}"),
            Self::Deleted { last } => write!(f, "the events up to {last} were deleted"),
            Self::Replaced => f.write_str("the event does not continue its predecessor: one of the two was replaced"),
            Self::Inserted => f.write_str("an event was inserted"),
            Self::Truncated { last } => write!(f, "the events from here to {last} were cut off the end"),
            Self::Rewritten => f.write_str("the chain is not the one that was signed: it was rewritten up to here"),
            Self::HeadWrong => f.write_str("journal_head does not name the last event"),
            Self::ObjectRemoved { object } => write!(f, "the object row {object} is gone"),
            Self::ObjectAdded { object } => write!(f, "the object row {object} was added"),
            Self::Unreadable => f.write_str("the event's body cannot be read"),
            Self::SignatureInvalid { line } => write!(f, "line {line} of heads.jsonl is not signed by a trusted key"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The place in the journal; 0 where there is none.
    pub seq: i64,
    pub what: What,
}

/// The outcome for one zone.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub zone: ZoneId,
    pub events: u64,
    /// The last event found.
    pub seq: i64,
    pub hash: String,
    /// The last signed head, if any: without one, a cut end cannot be noticed.
    pub signed_seq: Option<i64>,
    pub findings: Vec<Finding>,
    /// Findings beyond those listed.
    pub more: u64,
}

impl Report {
    pub fn ok(&self) -> bool {
        self.findings.is_empty()
    }
    fn note(&mut self, seq: i64, what: What) {
        if self.findings.len() < MOST {
            self.findings.push(Finding { seq, what });
        } else {
            self.more += 1;
        }
    }
}

/// Verifies one zone. `progress` hears how many events of how many have been read.
pub async fn verify(db: &Db, zone: &ZoneId, heads: &Heads, progress: impl FnMut(i64, i64) + Send) -> Result<Report> {
    let mut conn = db.read(zone).await?;
    let mut report = verify_in(&mut conn, zone, heads.of(zone), progress).await?;
    for line in &heads.bad_lines {
        report.note(0, What::SignatureInvalid { line: *line });
    }
    Ok(report)
}

/// Verifies every zone that has events, a head or a signed head.
pub async fn verify_all(db: &Db, heads: &Heads, mut progress: impl FnMut(i64, i64) + Send) -> Result<Vec<Report>> {
    let mut zones = zones_in(&mut crate::chain::installation(db).await?).await?;
    zones.extend(heads.zones());
    zones.sort();
    zones.dedup();
    let mut reports = Vec::new();
    for zone in zones {
        reports.push(verify(db, &zone, heads, &mut progress).await?);
    }
    Ok(reports)
}

pub(crate) async fn verify_in(
    conn: &mut Conn,
    zone: &ZoneId,
    signed: &[SignedHead],
    mut progress: impl FnMut(i64, i64) + Send,
) -> Result<Report> {
    let total = conn.number("SELECT COUNT(*) FROM event WHERE zone_id = $1", &[zone.as_str().into()]).await?;
    let mut walk = Walk::new(zone, signed);
    let mut batches = Batches::of(zone);
    loop {
        let batch = batches.next(conn).await?;
        if batch.is_empty() {
            break;
        }
        for event in batch {
            walk.step(event);
        }
        progress(i64::try_from(walk.report.events).unwrap_or(total), total);
    }
    let head = conn.row("SELECT seq, hash FROM journal_head WHERE zone_id = $1", &[zone.as_str().into()]).await?;
    let head = head.map(|row| Ok::<_, kernel::Error>((row.int("seq")?, row.text("hash")?))).transpose()?;
    walk.end(head);
    let Walk { mut report, prints, suspects, .. } = walk;
    for (seq, what) in suspects.classified(zone) {
        report.note(seq, what);
    }
    prints.compare(conn, zone, |seq, what| report.note(seq, what)).await?;
    report.findings.sort_by_key(|f| f.seq);
    Ok(report)
}

/// The pass along the chain.
struct Walk<'a> {
    signed: std::iter::Peekable<std::slice::Iter<'a, SignedHead>>,
    report: Report,
    suspects: Suspects,
    prints: Prints,
    last_suspect: bool,
}

impl<'a> Walk<'a> {
    fn new(zone: &ZoneId, signed: &'a [SignedHead]) -> Self {
        let report = Report {
            zone: zone.clone(),
            events: 0,
            seq: 0,
            hash: GENESIS.to_owned(),
            signed_seq: signed.last().map(|h| h.seq),
            findings: Vec::new(),
            more: 0,
        };
        Self {
            signed: signed.iter().peekable(),
            report,
            suspects: Suspects::default(),
            prints: Prints::new(),
            last_suspect: false,
        }
    }

    fn step(&mut self, event: EventRow) {
        self.report.events += 1;
        let readable = self.prints.add_body(event.seq, facts(&event.body).ok());
        if event.seq < 1 {
            return self.report.note(event.seq, What::Inserted);
        }
        let expected = self.report.seq + 1;
        let gap = event.seq > expected;
        if gap {
            self.report.note(expected, What::Deleted { last: event.seq - 1 });
        }
        let sound = event_hash(self.report.zone.as_str(), &event) == event.hash;
        if sound && !readable {
            self.report.note(event.seq, What::Unreadable);
        }
        if sound && !gap && event.prev != self.report.hash && !self.last_suspect {
            self.report.note(event.seq, What::Replaced);
        }
        self.meet_signed(&event);
        self.last_suspect = !sound;
        self.report.seq = event.seq;
        self.report.hash.clone_from(&event.hash);
        if !sound {
            self.suspects.add(event);
        }
    }

    fn meet_signed(&mut self, event: &EventRow) {
        while let Some(head) = self.signed.next_if(|h| h.seq <= event.seq) {
            if head.seq == event.seq && head.hash != event.hash {
                self.report.note(head.seq, What::Rewritten);
            }
        }
    }

    /// The head as the database has it, and signed heads beyond the last event.
    fn end(&mut self, head: Option<(i64, String)>) {
        let (seq, hash) = (self.report.seq, self.report.hash.clone());
        let beyond = self.signed.by_ref().map(|h| h.seq).max().unwrap_or(0);
        let claimed = head.as_ref().map_or(0, |(claimed, _)| *claimed);
        let cut = beyond.max(claimed);
        if cut > seq {
            self.report.note(seq + 1, What::Truncated { last: cut });
        }
        match head {
            Some((claimed, _)) if claimed < seq => self.report.note(claimed + 1, What::Inserted),
            Some((claimed, of_head)) if claimed == seq && of_head != hash => self.report.note(seq, What::HeadWrong),
            None if seq > 0 => self.report.note(seq, What::HeadWrong),
            _ => {}
        }
    }
}
