//! Events whose hash is wrong: edited, or moved from another place.
use super::What;
use kernel::ZoneId;
use store::{EventRow, event_hash};

/// Rows kept to find out who was swapped with whom; beyond these an event counts as edited.
const MOST: usize = 64;
const MOST_BYTES: usize = 8 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Suspects {
    rows: Vec<EventRow>,
    bytes: usize,
    others: Vec<i64>,
}

impl Suspects {
    pub(super) fn add(&mut self, event: EventRow) {
        if self.rows.len() < MOST && self.bytes + event.body.len() <= MOST_BYTES {
            self.bytes += event.body.len();
            self.rows.push(event);
        } else {
            self.others.push(event.seq);
        }
    }

    pub(super) fn classified(self, zone: &ZoneId) -> Vec<(i64, What)> {
        let kept = self.rows.iter().map(|row| {
            let from = self.rows.iter().map(|other| other.seq).find(|seq| {
                *seq != row.seq && event_hash(zone.as_str(), &EventRow { seq: *seq, ..row.clone() }) == row.hash
            });
            (row.seq, from.map_or(What::Edited, |with| What::Swapped { with }))
        });
        let others = self.others.iter().map(|seq| (*seq, What::Edited));
        kept.chain(others).collect()
    }
}
