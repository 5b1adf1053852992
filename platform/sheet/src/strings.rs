//! The shared strings of a workbook: the first 32 MiB in memory, the rest in an unnamed temporary file. A large export
//! can hold millions of different texts; rows ask for them mostly in order, so a small cache of blocks suffices.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};

use crate::error::{LimitOf, SheetError};

const IN_MEMORY: usize = 32 * 1024 * 1024;
/// Small blocks: in a sheet that was sorted after it was typed, the texts are asked for in any order.
const BLOCK: usize = 4 * 1024;
const SLOTS: usize = 4 * 1024;
/// What an entry costs beyond its text.
const ENTRY_COST: u64 = 16;

#[derive(Default)]
pub(crate) struct SharedStrings {
    /// Where each text ends, counted over memory and file together.
    ends: Vec<u32>,
    head: Vec<u8>,
    spill: Option<Spill>,
    in_memory: Option<usize>,
}

struct Spill {
    file: BufWriter<File>,
    written: bool,
    slots: Vec<Option<(usize, Vec<u8>)>>,
}

impl SharedStrings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn push(&mut self, text: &str, limit: u64) -> Result<(), SheetError> {
        let end = u64::from(self.ends.last().copied().unwrap_or(0)) + text.len() as u64;
        LimitOf::SharedStrings.check(limit, end + ENTRY_COST * (self.ends.len() as u64 + 1))?;
        let end = u32::try_from(end).map_err(|_| LimitOf::SharedStrings.over(limit, end))?;
        if self.spill.is_none() && self.head.len() + text.len() > self.in_memory.unwrap_or(IN_MEMORY) {
            self.spill = Some(Spill::new()?);
        }
        match &mut self.spill {
            Some(spill) => spill.file.write_all(text.as_bytes())?,
            None => self.head.extend_from_slice(text.as_bytes()),
        }
        self.ends.push(end);
        Ok(())
    }

    /// Replaces `out` by the text at `index`; false when there is none.
    pub(crate) fn get(&mut self, index: usize, out: &mut String) -> Result<bool, SheetError> {
        out.clear();
        let Some(end) = self.ends.get(index).map(|end| *end as usize) else {
            return Ok(false);
        };
        let before = index.checked_sub(1).and_then(|i| self.ends.get(i));
        let start = before.map_or(0, |end| *end as usize);
        if let Some(text) = self.head.get(start..end) {
            out.push_str(std::str::from_utf8(text).unwrap_or_default());
            return Ok(true);
        }
        let Some(spill) = &mut self.spill else {
            return Ok(false);
        };
        let base = self.head.len();
        let mut text = Vec::with_capacity(end - start);
        spill.read(start - base, end - base, &mut text)?;
        out.push_str(std::str::from_utf8(&text).unwrap_or_default());
        Ok(true)
    }
}

impl Spill {
    fn new() -> Result<Self, SheetError> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile()?), written: false, slots: vec![None; SLOTS] })
    }

    fn read(&mut self, start: usize, end: usize, out: &mut Vec<u8>) -> Result<(), SheetError> {
        if !self.written {
            self.file.flush()?;
            self.written = true;
        }
        let mut at = start;
        while at < end {
            let block = self.block(at / BLOCK)?;
            let from = at % BLOCK;
            let piece = block.get(from..(from + end - at).min(block.len())).unwrap_or_default();
            if piece.is_empty() {
                return Err(SheetError::Io(std::io::ErrorKind::UnexpectedEof.into()));
            }
            out.extend_from_slice(piece);
            at += piece.len();
        }
        Ok(())
    }

    fn block(&mut self, number: usize) -> Result<&[u8], SheetError> {
        let Some(slot) = self.slots.get_mut(number % SLOTS) else {
            return Ok(&[]);
        };
        if slot.as_ref().is_none_or(|(held, _)| *held != number) {
            let file = self.file.get_mut();
            file.seek(SeekFrom::Start((number * BLOCK) as u64))?;
            let mut bytes = Vec::with_capacity(BLOCK);
            file.take(BLOCK as u64).read_to_end(&mut bytes)?;
            *slot = Some((number, bytes));
        }
        Ok(slot.as_ref().map_or(&[], |(_, bytes)| bytes))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_come_back_from_memory_and_from_disk() {
        let mut strings = SharedStrings { in_memory: Some(1_000), ..SharedStrings::default() };
        let text = |i: usize| format!("{i}号企业").repeat(i % 50);
        for i in 0..20_000 {
            strings.push(&text(i), u64::MAX).unwrap();
        }
        assert!(strings.spill.is_some());
        let mut out = String::new();
        for i in (0..20_000).chain([0, 19_999, 5, 12_345]) {
            assert!(strings.get(i, &mut out).unwrap());
            assert_eq!(out, text(i));
        }
        assert!(!strings.get(20_000, &mut out).unwrap());
    }
}
