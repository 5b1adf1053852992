//! Random secrets and their fingerprints. A session, token or recovery code is long and random, so a plain SHA-256 keeps
//! it; passwords are short and chosen by people, so they go through [`crate::password`].
use kernel::Rng;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Without 0, 1, I, L and O, which are mistaken for one another on paper: 31 letters and digits.
const READABLE: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// 256 random bits in hexadecimal.
pub(crate) fn token(rng: &dyn Rng) -> String {
    let mut bytes = [0u8; 32];
    rng.fill(&mut bytes);
    hex(&bytes)
}

/// Groups of four letters and digits that can be read aloud and typed: `K7QM-3XAB-…`; almost 20 bits a group.
pub(crate) fn readable(rng: &dyn Rng, groups: usize) -> String {
    let mut text = String::with_capacity(groups * 5);
    while text.len() + 1 < groups * 5 {
        if text.len() % 5 == 4 {
            text.push('-');
        }
        text.push(readable_char(rng));
    }
    text
}

/// Every character equally likely: bytes beyond the last whole multiple of the alphabet are thrown away.
fn readable_char(rng: &dyn Rng) -> char {
    let whole = 256 - 256 % READABLE.len();
    loop {
        let mut byte = [0u8; 1];
        rng.fill(&mut byte);
        let n = usize::from(byte[0]);
        if n < whole
            && let Some(c) = READABLE.get(n % READABLE.len())
        {
            return char::from(*c);
        }
    }
}

pub(crate) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ctx::SeededRng;

    #[test]
    fn secrets_have_their_length_and_do_not_repeat() {
        let rng = SeededRng::new(1);
        assert_eq!(token(&rng).len(), 64);
        assert_ne!(token(&rng), token(&rng));
        let code = readable(&rng, 4);
        assert_eq!(code.len(), 19, "{code}");
        assert_eq!(code.matches('-').count(), 3);
        assert!(code.bytes().all(|b| b == b'-' || READABLE.contains(&b)));
        assert_eq!(sha256("").get(..8), Some("e3b0c442"));
    }
}
