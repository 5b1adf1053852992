//! Finds any of a few fixed phrases in a text, in one pass.

/// Phrases by their first characters; one bit for each character says whether a phrase begins with it.
#[derive(Debug)]
pub struct Phrases {
    begins: Vec<u64>,
    phrases: Vec<Vec<char>>,
}

impl Phrases {
    pub fn new(phrases: &[&str]) -> Self {
        let mut all = Self { begins: vec![0; 1024], phrases: Vec::new() };
        for phrase in phrases {
            let chars: Vec<char> = phrase.chars().collect();
            if let Some((word, bit)) = chars.first().map(|c| place(*c))
                && let Some(word) = all.begins.get_mut(word)
            {
                *word |= bit;
                all.phrases.push(chars);
            }
        }
        all
    }

    fn begins(&self, c: char) -> bool {
        let (word, bit) = place(c);
        self.begins.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether one of them stands in the text.
    pub fn occur_in(&self, text: &[char]) -> bool {
        text.iter().enumerate().filter(|(_, c)| self.begins(**c)).any(|(at, _)| {
            let rest = text.get(at..).unwrap_or_default();
            self.phrases.iter().any(|phrase| rest.starts_with(phrase))
        })
    }
}

/// Word and bit of a character of the basic plane; other planes share places, which only costs a comparison.
fn place(c: char) -> (usize, u64) {
    let code = u32::from(c) & 0xffff;
    (usize::try_from(code / 64).unwrap_or(0), 1 << (code % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_wherever_they_stand() {
        let phrases = Phrases::new(&["生产", "加工"]);
        for (text, found) in [("生产服装", true), ("服装加工", true), ("生意", false), ("生", false), ("", false)]
        {
            assert_eq!(phrases.occur_in(&text.chars().collect::<Vec<_>>()), found, "{text}");
        }
    }
}
