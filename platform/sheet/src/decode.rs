//! The encoding of a text table: told from the whole file, so that no character is ever replaced in silence.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::rc::Rc;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{LimitOf, SheetError};

/// UTF-16 with a mark, UTF-8, else GB18030 (which covers GBK and GB2312); refused when the file is none of them.
pub(crate) fn detect(file: &mut File) -> Result<&'static Encoding, SheetError> {
    let mut head = [0u8; 2];
    file.rewind()?;
    let read = file.read(&mut head)?;
    let marked = match head {
        [0xFF, 0xFE] if read == 2 => Some(UTF_16LE),
        [0xFE, 0xFF] if read == 2 => Some(UTF_16BE),
        _ => None,
    };
    let candidates = marked.map_or(vec![UTF_8, GB18030], |encoding| vec![encoding]);
    for encoding in candidates {
        file.rewind()?;
        if is_valid(file, encoding)? {
            file.rewind()?;
            return Ok(encoding);
        }
    }
    Err(SheetError::Encoding)
}

fn is_valid(file: &mut File, encoding: &'static Encoding) -> Result<bool, SheetError> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut raw = vec![0u8; 32 * 1024];
    let mut text = vec![0u8; 128 * 1024];
    loop {
        let read = file.read(&mut raw)?;
        let chunk = raw.get(..read).unwrap_or_default();
        // The buffer for the text always suffices: one byte of input makes at most three of UTF-8.
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(chunk, &mut text, read == 0);
        // A NUL means that this is no text at all, or UTF-16 without a mark.
        if !matches!(result, DecoderResult::InputEmpty) || text.get(..written).is_some_and(|t| t.contains(&0)) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

/// A file as UTF-8 with `\n` at the end of every line, the last one included.
pub(crate) struct Decoded {
    file: File,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    at: usize,
    filled: usize,
    ended: bool,
    /// The last line has its end.
    closed: bool,
    after_return: bool,
    /// Bytes handed out since the consumer last set this to zero, and how many it may be.
    since: Rc<Cell<u64>>,
    most: u64,
}

impl Decoded {
    pub(crate) fn new(mut file: File, encoding: &'static Encoding, most: u64) -> Result<Self, SheetError> {
        file.rewind()?;
        Ok(Self {
            file,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 32 * 1024],
            at: 0,
            filled: 0,
            ended: false,
            closed: false,
            after_return: false,
            since: Rc::default(),
            most,
        })
    }

    pub(crate) fn since(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.since)
    }

    /// `\r\n` and `\r` become `\n`; returns the new length.
    fn unify_lines(&mut self, text: &mut [u8]) -> usize {
        if !self.after_return && !text.contains(&b'\r') {
            return text.len();
        }
        let mut kept = 0;
        for at in 0..text.len() {
            let byte = text.get(at).copied().unwrap_or_default();
            let second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if !second_half && let Some(slot) = text.get_mut(kept) {
                *slot = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > self.most {
            return Err(io::Error::other(LimitOf::RowBytes.over(self.most, self.since.get())));
        }
        // The decoder writes whole characters: it needs room for one.
        if out.len() < 8 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut length = 0;
        while length == 0 && !self.ended {
            if self.at == self.filled {
                self.at = 0;
                self.filled = self.file.read(&mut self.raw)?;
            }
            let last = self.filled == 0;
            let chunk = self.raw.get(self.at..self.filled).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(chunk, out, last);
            self.at += read;
            length = self.unify_lines(out.get_mut(..written).unwrap_or_default());
            self.ended = last && matches!(result, encoding_rs::CoderResult::InputEmpty);
        }
        if length == 0 && !self.closed {
            self.closed = true;
            if let Some(end) = out.first_mut() {
                *end = b'\n';
                length = 1;
            }
        }
        self.since.set(self.since.get() + length as u64);
        Ok(length)
    }
}
