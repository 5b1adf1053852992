//! The tags of an XML text, one after the other, in constant memory.
//!
//! XES carries everything in tags: text between them is skipped, as are comments, processing instructions and CDATA. A document type is refused, and with
//! it every entity but the five of XML.
use crate::input::{Fault, ReadError, What};
use memchr::{memchr, memchr2, memmem};
use std::borrow::Cow;
use std::io::Read;

const CHUNK: usize = 256 * 1024;

pub struct Tags<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes before the buffer.
    before: u64,
    tag_bytes_max: usize,
}

/// `<name attributes>`, `</name>` or `<name attributes/>`.
pub struct Tag<'t> {
    pub name: &'t [u8],
    pub attributes: &'t [u8],
    pub closes: bool,
    /// `<name/>`
    pub empty: bool,
}

impl<R: Read> Tags<R> {
    pub fn new(reader: R, tag_bytes_max: usize) -> Self {
        Self { reader, buffer: vec![0; CHUNK], start: 0, end: 0, before: 0, tag_bytes_max }
    }

    /// Where the scanner stands in the expanded text.
    pub fn byte(&self) -> u64 {
        self.before + self.start as u64
    }

    pub fn fault<T>(&self, fault: Fault) -> Result<T, ReadError> {
        Err(ReadError::Syntax { byte: self.byte(), fault })
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Reads on; false at the end of the file.
    fn more(&mut self) -> Result<bool, ReadError> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.before += self.start as u64;
        (self.start, self.end) = (0, self.end - self.start);
        if self.end > self.tag_bytes_max {
            return Err(ReadError::Limit { what: What::TagBytes, limit: self.tag_bytes_max as u64 });
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let read = self.reader.read(self.buffer.get_mut(self.end..).unwrap_or_default())?;
        self.end += read;
        Ok(read > 0)
    }

    /// The next tag; nothing at the end of the file.
    pub fn next(&mut self) -> Result<Option<Tag<'_>>, ReadError> {
        loop {
            match memchr(b'<', self.rest()) {
                Some(at) => self.start += at,
                None => {
                    self.start = self.end;
                    if !self.more()? {
                        return Ok(None);
                    }
                    continue;
                }
            }
            while self.rest().len() < 4 {
                if !self.more()? {
                    return self.fault(Fault::EndsInTag);
                }
            }
            match self.rest() {
                [_, b'!', b'-', ..] => self.skip(b"-->")?,
                [_, b'!', b'[', ..] => self.skip(b"]]>")?,
                [_, b'?', ..] => self.skip(b"?>")?,
                [_, b'!', ..] => return self.fault(Fault::Doctype),
                _ => break,
            }
        }
        let length = self.tag_length()?;
        let from = self.start;
        self.start += length + 1;
        // Without `<` and `>`.
        let inner = self.buffer.get(from + 1..from + length).unwrap_or_default();
        Ok(Some(split(inner)))
    }

    /// Up to the `>` that is not in quotes.
    fn tag_length(&mut self) -> Result<usize, ReadError> {
        let mut scanned = 1;
        loop {
            match end_of_tag(self.rest(), &mut scanned) {
                Some(length) => return Ok(length),
                None if self.more()? => {}
                None => return self.fault(Fault::EndsInTag),
            }
        }
    }

    fn skip(&mut self, end: &[u8]) -> Result<(), ReadError> {
        loop {
            if let Some(at) = memmem::find(self.rest(), end) {
                self.start += at + end.len();
                return Ok(());
            }
            // The end may be cut in two by the buffer.
            self.start = self.end - (end.len() - 1).min(self.end - self.start);
            if !self.more()? {
                return self.fault(Fault::EndsInComment);
            }
        }
    }
}

/// `scanned` is moved to a place outside of quotes, from where the search goes on once more was read.
fn end_of_tag(rest: &[u8], scanned: &mut usize) -> Option<usize> {
    loop {
        let tail = rest.get(*scanned..)?;
        let at = memchr::memchr3(b'>', b'"', b'\'', tail)?;
        let quote = *tail.get(at)?;
        if quote == b'>' {
            return Some(*scanned + at);
        }
        let closing = memchr(quote, tail.get(at + 1..)?)?;
        *scanned += at + closing + 2;
    }
}

fn split(inner: &[u8]) -> Tag<'_> {
    let (closes, inner) = inner.strip_prefix(b"/").map_or((false, inner), |rest| (true, rest));
    let (empty, inner) = inner.strip_suffix(b"/").map_or((false, inner), |rest| (true, rest));
    let end = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(end);
    // xes:event is an event.
    let name = memchr(b':', name).and_then(|at| name.get(at + 1..)).unwrap_or(name);
    Tag { name, attributes, closes, empty }
}

/// The `key` and `value` of an attribute tag, as written.
pub fn key_and_value(mut attributes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut key, mut value) = (None, None);
    while let Some((name, text, rest)) = attribute(attributes) {
        match name {
            b"key" => key = Some(text),
            b"value" => value = Some(text),
            _ => {}
        }
        if key.is_some() && value.is_some() {
            break;
        }
        attributes = rest;
    }
    Some((key?, value?))
}

type Attribute<'t> = (&'t [u8], &'t [u8], &'t [u8]);

/// Name, text and what follows.
fn attribute(attributes: &[u8]) -> Option<Attribute<'_>> {
    let attributes = attributes.trim_ascii_start();
    let equals = memchr(b'=', attributes)?;
    let name = attributes.get(..equals)?.trim_ascii_end();
    let rest = attributes.get(equals + 1..)?.trim_ascii_start();
    let quote = *rest.first().filter(|q| matches!(q, b'"' | b'\''))?;
    let rest = rest.get(1..)?;
    let end = memchr(quote, rest)?;
    Some((name, rest.get(..end)?, rest.get(end + 1..)?))
}

/// With `&amp;` and the like resolved; what is no entity of XML stays as written.
pub fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr2(b'&', b'\r', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest) {
        let (before, tail) = rest.split_at(at);
        out.extend_from_slice(before);
        let end = memchr(b';', tail).filter(|end| *end < 12);
        let resolved = end.and_then(|end| Some((entity(tail.get(1..end)?)?, tail.get(end + 1..)?)));
        rest = match resolved {
            Some((c, after)) => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                after
            }
            None => {
                out.push(b'&');
                tail.get(1..).unwrap_or_default()
            }
        };
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

fn entity(name: &[u8]) -> Option<char> {
    Some(match name {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => {
            char::from_u32(u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?)?
        }
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        _ => return None,
    })
}
