//! Random numbers by counter: the draw of a node in a run depends on seed, node name and run only, so two plans share them.

/// The golden ratio in 64 bits: the step of SplitMix64.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The stream of one node.
#[derive(Clone, Copy, Debug)]
pub struct Stream(u64);

impl Stream {
    pub fn new(seed: u64, name: &str) -> Self {
        // FNV-1a over the name, mixed with the seed.
        let hash =
            name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
        Self(mix(seed.wrapping_add(STEP)) ^ mix(hash))
    }

    /// 64 random bits for a run: Steele, Lea and Flood's SplitMix64, read at any place.
    #[inline]
    pub fn bits(self, run: u64) -> u64 {
        mix(self.0.wrapping_add(run.wrapping_add(1).wrapping_mul(STEP)))
    }
}

#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
