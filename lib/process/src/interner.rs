//! Texts as numbers: each text is kept once, in one buffer.
use std::hash::Hasher;

const FREE: u32 = u32::MAX;

/// Numbers texts in the order in which they first appear.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    buffer: String,
    /// Where each text ends in the buffer.
    ends: Vec<usize>,
    /// Open addressing over ids; a power of two, at most half full.
    slots: Vec<u32>,
}

impl Interner {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of an id; empty where there is none.
    pub fn text(&self, id: u32) -> &str {
        let id = id as usize;
        let Some(&end) = self.ends.get(id) else { return "" };
        let start = id.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.buffer.get(start..end).unwrap_or_default()
    }

    /// All texts, by id.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0_u32..).zip(&self.ends).map(|(id, _)| self.text(id))
    }

    pub fn find(&self, text: &str) -> Option<u32> {
        let slot = self.slot(text.as_bytes())?;
        self.slots.get(slot).copied().filter(|id| *id != FREE)
    }

    pub fn intern(&mut self, text: &str) -> u32 {
        // Text is text already: the error cannot happen.
        self.intern_bytes(text.as_bytes()).unwrap_or(FREE)
    }

    /// As [`Interner::intern`]; only a new text is checked to be UTF-8. Nothing where it is not.
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Option<u32> {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(bytes)?;
        let known = self.slots.get(slot).copied().unwrap_or(FREE);
        if known != FREE {
            return Some(known);
        }
        let id = u32::try_from(self.ends.len()).ok().filter(|id| *id != FREE)?;
        self.buffer.push_str(std::str::from_utf8(bytes).ok()?);
        self.ends.push(self.buffer.len());
        *self.slots.get_mut(slot)? = id;
        Some(id)
    }

    /// Where the text stands, or the free place where it belongs.
    fn slot(&self, bytes: &[u8]) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = hash(bytes) & mask;
        loop {
            let id = *self.slots.get(slot)?;
            if id == FREE || self.text(id).as_bytes() == bytes {
                return Some(slot);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = vec![FREE; size];
        for id in (0_u32..).take(self.ends.len()) {
            let Some(slot) = self.slot(self.text(id).as_bytes()) else { continue };
            if let Some(place) = self.slots.get_mut(slot) {
                *place = id;
            }
        }
    }
}

fn hash(bytes: &[u8]) -> usize {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.finish() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers() {
        let mut texts = Interner::default();
        let ids: Vec<u32> = (0..1000).map(|i| texts.intern(&format!("活动{}", i % 700))).collect();
        assert_eq!((texts.len(), ids[699], ids[700], texts.text(5)), (700, 699, 0, "活动5"));
        assert_eq!((texts.find("活动699"), texts.find("x"), texts.text(9999)), (Some(699), None, ""));
        assert_eq!(texts.intern_bytes(&[0xFF]), None);
        assert_eq!(texts.iter().count(), 700);
    }
}
