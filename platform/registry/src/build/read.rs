//! First pass: every row of the new files is read, cleaned, compared with what is there, and put aside by year.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::Datelike;
use classifier::Trainer;
use sha2::{Digest, Sha256};

use super::keys::Keys;
use super::leftovers::STAGING;
use super::report::Report;
use super::{PACE_ROWS, Progress, Step, Watch};
use crate::clean::{Firm, Note, clean};
use crate::column::{Columns, Mapping};
use crate::company::date_of;
use crate::error::{Error, Result};
use crate::input::{self, Row};
use crate::lake::manifest::{Input, Manifest, Tally};
use crate::lake::rows::Rows;
use crate::lake::table::Staging;
use crate::remark::Outcome;

/// Rows of one year that are collected before they go to the disk.
const BATCH_ROWS: usize = 4_096;

/// Name, size and hash of a file.
pub(super) fn identify(path: &Path, generation: u64, watch: &dyn Watch) -> Result<Input> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0u64);
    let mut piece = vec![0u8; 1024 * 1024];
    loop {
        if watch.cancelled() {
            return Err(Error::Cancelled);
        }
        let read = file.read(&mut piece).map_err(Error::io(path))?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hasher.update(piece.get(..read).unwrap_or_default());
    }
    let sha256 = hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
    Ok(Input { name, sha256, bytes, tally: Tally::default(), generation })
}

/// What the first pass leaves for the second.
pub(super) struct Staged {
    pub inputs: Vec<Input>,
    /// Year of registration and file, the years in order.
    pub years: Vec<(i32, PathBuf)>,
    pub rows: u64,
}

pub(super) fn read(
    lake: &Path,
    manifest: &mut Manifest,
    new: Vec<(PathBuf, Input)>,
    mapping: &Mapping,
    trainer: Option<&mut Trainer>,
    report: &Path,
    watch: &dyn Watch,
) -> Result<Staged> {
    let mut pass = Pass {
        keys: Keys::of_lake(&manifest.part_paths(lake))?,
        report: Report::create(report)?,
        staging: Staging::new(&lake.join(STAGING))?,
        waiting: BTreeMap::new(),
        next_id: manifest.next_id,
        individuals: 0,
        trainer,
        notes: Vec::new(),
        tally: Tally::default(),
    };
    let bytes: u64 = new.iter().map(|(_, i)| i.bytes).sum();
    let (mut rows, mut before, mut inputs) = (0, 0, Vec::new());
    for (path, mut input) in new {
        pass.tally = Tally::default();
        input::read(&path, mapping, &mut |columns, row| {
            pass.take(columns, row, &input.name)?;
            rows += 1;
            if rows % PACE_ROWS == 0 {
                watch.progress(Progress { step: Step::Reading, rows, share: share(before, bytes) });
            }
            // Looking costs little, and a file can hold rows that take long.
            if watch.cancelled() { Err(Error::Cancelled) } else { Ok(ControlFlow::Continue(())) }
        })?;
        before += input.bytes;
        input.tally = pass.tally;
        inputs.push(input);
    }
    watch.progress(Progress { step: Step::Reading, rows, share: 1.0 });
    manifest.next_id = pass.next_id;
    manifest.individuals += pass.individuals;
    let accepted = inputs.iter().map(|i| i.tally.accepted).sum();
    Ok(Staged { inputs, years: pass.finish()?, rows: accepted })
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn share(done: u64, all: u64) -> f32 {
    if all == 0 { 1.0 } else { (done as f64 / all as f64) as f32 }
}

struct Pass<'a> {
    keys: Keys,
    report: Report,
    staging: Staging,
    waiting: BTreeMap<i32, Rows>,
    next_id: i64,
    individuals: u64,
    trainer: Option<&'a mut Trainer>,
    notes: Vec<Note>,
    tally: Tally,
}

impl Pass<'_> {
    fn take(&mut self, columns: &Columns, row: Row, file: &str) -> Result<()> {
        self.tally.rows += 1;
        self.notes.clear();
        let (number, firm) = match row {
            Row::Broken { number, remark, text } => (number, Err(Note::new(remark, None, &text))),
            Row::Cells { number, cells, remark } => {
                self.notes.extend(remark.map(|r| Note::new(r, None, &cells.join(" | "))));
                (number, clean(columns, &cells, &mut self.notes))
            }
        };
        let kept = firm.and_then(|firm| match self.keys.add(&firm) {
            Ok(()) => Ok(firm),
            Err(same) => Err(Note::new(same, None, &format!("{} {}", firm.credit_code, firm.name))),
        });
        match kept {
            Ok(firm) => self.keep(&firm)?,
            Err(why) => self.notes.push(why),
        }
        self.count();
        for note in std::mem::take(&mut self.notes) {
            self.report.add(file, number, &note)?;
        }
        Ok(())
    }

    /// The worst of what is said about a row is what became of it.
    fn count(&mut self) {
        let outcome = self.notes.iter().map(|n| n.remark.outcome()).max();
        match outcome {
            Some(Outcome::Rejected) => self.tally.rejected += 1,
            Some(Outcome::Duplicate) => self.tally.duplicate += 1,
            Some(Outcome::Repaired) => self.tally.repaired += 1,
            Some(Outcome::Noted) => self.tally.noted += 1,
            None => {}
        }
        let kept = !matches!(outcome, Some(Outcome::Rejected | Outcome::Duplicate));
        self.tally.accepted += u64::from(kept);
    }

    fn keep(&mut self, firm: &Firm) -> Result<()> {
        if let Some(trainer) = &mut self.trainer {
            trainer.add(classifier::Firm { name: &firm.name, scope: &firm.scope });
        }
        let year = firm.registered_on.and_then(date_of).map_or(0, |d| d.year());
        let rows = self.waiting.entry(year).or_default();
        rows.push(self.next_id, year, firm);
        self.next_id += 1;
        self.individuals += u64::from(firm.individual);
        if rows.len() >= BATCH_ROWS {
            let batch = rows.take()?;
            self.staging.write(year, &batch)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<(i32, PathBuf)>> {
        for (year, mut rows) in std::mem::take(&mut self.waiting) {
            if rows.len() > 0 {
                self.staging.write(year, &rows.take()?)?;
            }
        }
        self.report.finish()?;
        self.staging.finish()
    }
}
