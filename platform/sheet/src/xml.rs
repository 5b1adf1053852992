//! A small XML reader for workbook parts. It holds one tag or one piece of text at a time, with a cap on each, so that
//! no document, however hostile, can make it grow; it refuses document types, hence every entity trick.

use std::io::{BufRead, BufReader, Read};

use crate::error::{LimitOf, SheetError};
use crate::limits::Limits;

/// Longest tag or comment. A row or cell tag of a real workbook has under 1 KiB.
const MARKUP_CAP: usize = 1024 * 1024;
/// A character takes at most ten bytes (`&#x10FFFF;`).
const BYTES_PER_CHAR: usize = 10;

pub(crate) enum Token<'a> {
    Start(Tag<'a>),
    End(&'a str),
    Text(Text<'a>),
    Eof,
}

pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    attributes: &'a str,
    pub(crate) empty: bool,
}

pub(crate) struct Text<'a> {
    raw: &'a str,
    literal: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Start { empty: bool },
    End,
    Text,
    Literal,
    Eof,
}

pub(crate) struct Tokens<R: Read> {
    input: BufReader<R>,
    part: String,
    raw: Vec<u8>,
    in_tag: bool,
    started: bool,
    depth: u64,
    max_depth: u64,
    cell_chars: u64,
}

impl<R: Read> Tokens<R> {
    pub(crate) fn new(input: R, part: &str, limits: &Limits) -> Self {
        Self {
            input: BufReader::with_capacity(64 * 1024, input),
            part: part.to_owned(),
            raw: Vec::new(),
            in_tag: false,
            started: false,
            depth: 0,
            max_depth: limits.xml_depth,
            cell_chars: limits.cell_chars,
        }
    }

    /// The rest of the input, after a look at the beginning.
    pub(crate) fn into_input(self) -> BufReader<R> {
        self.input
    }

    pub(crate) fn damaged(&self, reason: impl std::fmt::Display) -> SheetError {
        SheetError::damaged(&self.part, reason)
    }

    pub(crate) fn next(&mut self) -> Result<Token<'_>, SheetError> {
        let kind = self.advance()?;
        let Ok(raw) = std::str::from_utf8(&self.raw) else {
            return Err(SheetError::damaged(&self.part, "not UTF-8"));
        };
        Ok(match kind {
            Kind::Eof => Token::Eof,
            Kind::Text => Token::Text(Text { raw, literal: false }),
            Kind::Literal => Token::Text(Text { raw, literal: true }),
            Kind::End => Token::End(local(raw.trim_end())),
            Kind::Start { empty } => {
                let end = raw.find(|c: char| c.is_ascii_whitespace()).unwrap_or(raw.len());
                let (name, attributes) = raw.split_at_checked(end).unwrap_or((raw, ""));
                Token::Start(Tag { name: local(name), attributes, empty })
            }
        })
    }

    fn advance(&mut self) -> Result<Kind, SheetError> {
        if !self.started {
            self.started = true;
            self.check_encoding()?;
        }
        loop {
            if !self.in_tag {
                let more = self.read_text()?;
                if !self.raw.is_empty() {
                    return Ok(Kind::Text);
                }
                if !more {
                    return if self.depth == 0 { Ok(Kind::Eof) } else { Err(self.damaged("the XML ends too early")) };
                }
            }
            self.in_tag = false;
            if let Some(kind) = self.read_markup()? {
                return Ok(kind);
            }
        }
    }

    fn check_encoding(&mut self) -> Result<(), SheetError> {
        let part = self.part.clone();
        let head = self.input.fill_buf().map_err(|e| SheetError::from_read(e, &part))?;
        // UTF-16 would hide a document type from the check below; Excel, WPS and all libraries write UTF-8.
        if head.starts_with(&[0xFE, 0xFF]) || head.starts_with(&[0xFF, 0xFE]) {
            return Err(SheetError::damaged(&part, "not UTF-8"));
        }
        if head.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.input.consume(3);
        }
        Ok(())
    }

    /// Text up to the next `<` into `raw`; false at the end of the input.
    fn read_text(&mut self) -> Result<bool, SheetError> {
        self.raw.clear();
        let cap = usize::try_from(self.cell_chars).unwrap_or(usize::MAX / 64).saturating_mul(BYTES_PER_CHAR) + 1024;
        self.until(b'<', cap)?;
        if self.raw.last() == Some(&b'<') {
            self.raw.pop();
            self.in_tag = true;
            return Ok(true);
        }
        if self.raw.len() >= cap {
            return Err(LimitOf::CellChars.over(self.cell_chars, self.cell_chars + 1));
        }
        Ok(false)
    }

    /// The markup after `<` into `raw`, without the angle brackets; `None` for what carries nothing.
    fn read_markup(&mut self) -> Result<Option<Kind>, SheetError> {
        self.raw.clear();
        self.until_gt()?;
        if self.raw.starts_with(b"!--") {
            while !(self.raw.len() >= 6 && self.raw.ends_with(b"-->")) {
                self.until_gt()?;
            }
            return Ok(None);
        }
        if self.raw.starts_with(b"![CDATA[") {
            while !self.raw.ends_with(b"]]>") {
                self.until_gt()?;
            }
            let end = self.raw.len().saturating_sub(3);
            self.raw.truncate(end);
            self.raw.drain(..8.min(end));
            return Ok(Some(Kind::Literal));
        }
        if self.raw.starts_with(b"!") {
            return Err(SheetError::Dtd { part: self.part.clone() });
        }
        if self.raw.starts_with(b"?") {
            while !self.raw.ends_with(b"?>") {
                self.until_gt()?;
            }
            return Ok(None);
        }
        self.read_element()
    }

    fn read_element(&mut self) -> Result<Option<Kind>, SheetError> {
        if self.raw.starts_with(b"/") {
            self.raw.pop();
            self.raw.drain(..1);
            self.depth = self.depth.checked_sub(1).ok_or_else(|| self.damaged("an end tag without its start"))?;
            return Ok(Some(Kind::End));
        }
        while open_quote(&self.raw) {
            self.until_gt()?;
        }
        self.raw.pop();
        let empty = self.raw.last() == Some(&b'/');
        if empty {
            self.raw.pop();
        } else {
            self.depth += 1;
            LimitOf::XmlDepth.check(self.max_depth, self.depth)?;
        }
        Ok(Some(Kind::Start { empty }))
    }

    fn until_gt(&mut self) -> Result<(), SheetError> {
        self.until(b'>', MARKUP_CAP)?;
        if self.raw.len() >= MARKUP_CAP {
            return Err(self.damaged("a tag of more than 1 MiB"));
        }
        if self.raw.last() == Some(&b'>') { Ok(()) } else { Err(self.damaged("the XML ends within a tag")) }
    }

    fn until(&mut self, stop: u8, cap: usize) -> Result<(), SheetError> {
        let room = u64::try_from(cap.saturating_sub(self.raw.len())).unwrap_or(0);
        let read = (&mut self.input).take(room).read_until(stop, &mut self.raw);
        match read {
            Ok(0) if room > 0 && stop == b'>' => Err(self.damaged("the XML ends within a tag")),
            Ok(_) => Ok(()),
            Err(error) => Err(SheetError::from_read(error, &self.part)),
        }
    }
}

/// An attribute value may hold a `>`: the tag then goes on.
fn open_quote(raw: &[u8]) -> bool {
    // A quotation mark that opens stands after `=` or a blank: nearly every tag is settled by this look.
    if raw.ends_with(b"\">") && !raw.ends_with(b"=\">") && !raw.ends_with(b" \">") && !raw.contains(&b'\'') {
        return false;
    }
    let mut open = 0u8;
    for &byte in raw {
        if open == 0 && (byte == b'"' || byte == b'\'') {
            open = byte;
        } else if byte == open {
            open = 0;
        }
    }
    open != 0
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, after)| after)
}

impl<'a> Tag<'a> {
    /// The raw value of an attribute by its local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            let (before, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'')?;
            let (value, tail) = after.get(1..)?.split_once(quote)?;
            if local(before.trim()) == name {
                return Some(value);
            }
            rest = tail;
        }
    }

    /// The value of an attribute with its references resolved.
    pub(crate) fn text_of(&self, name: &str) -> Option<String> {
        let raw = self.attribute(name)?;
        let mut value = String::new();
        unescape(raw, &mut value)?;
        Some(value)
    }
}

impl Text<'_> {
    /// Appends the text to `out`; `None` for a reference that XML does not know.
    pub(crate) fn push_to(&self, out: &mut String) -> Option<()> {
        if self.literal {
            out.push_str(self.raw);
            return Some(());
        }
        unescape(self.raw, out)
    }
}

fn unescape(raw: &str, out: &mut String) -> Option<()> {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, tail) = after.split_once(';')?;
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            number => reference(number)?,
        });
        rest = tail;
    }
    out.push_str(rest);
    Some(())
}

fn reference(number: &str) -> Option<char> {
    let digits = number.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}

/// Spreadsheets write characters that XML forbids as `_x000D_`.
pub(crate) fn decode_x_escapes(text: &mut String) {
    if !text.contains("_x") {
        return;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("_x") {
        decoded.push_str(before);
        let code = after.get(..4).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let character = code.filter(|_| after.get(4..5) == Some("_")).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match (character.and_then(char::from_u32), after.get(5..)) {
            (Some(character), Some(tail)) => {
                decoded.push(character);
                rest = tail;
            }
            _ => {
                decoded.push_str("_x");
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    *text = decoded;
}
