//! Numbers that look random and are the same for the same seed, on every machine and in every version.

/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Evenly in [0, 1).
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// `count` of the numbers 0..`of`, ascending; all of them where there are not more.
    pub fn choose(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut chosen = Vec::with_capacity(count.min(of));
        for number in 0..of {
            let (left, open) = (of - number, count.saturating_sub(chosen.len()));
            if self.unit() * (left as f32) < open as f32 {
                chosen.push(number);
            }
        }
        chosen
    }
}
