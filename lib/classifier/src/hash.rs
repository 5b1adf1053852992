//! Hashing of short runs of characters: fast, the same on every machine and in every run.

/// FNV-1a over characters, lower case; grows by one character at a time, so that all lengths from one start cost one pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run(u64);

impl Run {
    pub const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    pub fn push(self, c: char) -> Self {
        let folded = u64::from(u32::from(c.to_ascii_lowercase()));
        Self((self.0 ^ folded).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23))
    }

    pub fn of(chars: &[char]) -> Self {
        chars.iter().fold(Self::EMPTY, |run, c| run.push(*c))
    }

    /// Well mixed (the last steps of splitmix64), so that the low bits can choose a place in a table.
    pub fn finish(self) -> u64 {
        mix(self.0)
    }
}

pub fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A frozen map from hashes to their places in a list: open addressing at half load, no deletion. A slot holds the upper
/// half of a hash, the lower half chooses where to look; two hashes of which both agree are taken for the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HashIndex {
    slots: Vec<(u32, u32)>,
    mask: u64,
}

const FREE: u32 = u32::MAX;

impl HashIndex {
    /// The first of two equal hashes wins.
    pub fn new(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        if hashes.len() == 0 {
            return Self::default();
        }
        let size = (hashes.len() * 2).next_power_of_two().max(2);
        let mask = u64::try_from(size - 1).unwrap_or(u64::MAX);
        let mut index = Self { slots: vec![(0, FREE); size], mask };
        for (number, hash) in hashes.enumerate() {
            index.insert(hash, u32::try_from(number).unwrap_or(FREE));
        }
        index
    }

    fn insert(&mut self, hash: u64, number: u32) {
        let (mut at, tag) = (hash & self.mask, tag(hash));
        while let Some(slot) = usize::try_from(at).ok().and_then(|at| self.slots.get_mut(at)) {
            if slot.1 == FREE {
                *slot = (tag, number);
                return;
            }
            if slot.0 == tag {
                return;
            }
            at = (at + 1) & self.mask;
        }
    }

    pub fn get(&self, hash: u64) -> Option<u32> {
        let (mut at, tag) = (hash & self.mask, tag(hash));
        loop {
            let (found, number) = *self.slots.get(usize::try_from(at).ok()?)?;
            if number == FREE {
                return None;
            }
            if found == tag {
                return Some(number);
            }
            at = (at + 1) & self.mask;
        }
    }
}

fn tag(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}
