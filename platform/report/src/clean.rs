//! Text as it came becomes text that can be set: no control characters, one kind of line end, plain spaces.
use crate::font::REPLACEMENT;
use std::collections::BTreeSet;

/// Characters that no font shows are dropped; those that mean nothing outside their system are replaced and noted.
pub(crate) fn clean(text: &str, missing: &mut BTreeSet<char>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{a0}' | '\u{3000}' => out.push(char),
            _ if char.is_whitespace() => out.push(' '),
            _ if invisible(char) => {}
            _ if meaningless(char) => {
                missing.insert(char);
                out.push(REPLACEMENT);
            }
            _ => out.push(char),
        }
    }
    out
}

/// Controls, joiners, marks of direction, variation selectors.
fn invisible(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Private use and what is no character at all.
fn meaningless(char: char) -> bool {
    let code = u32::from(char);
    code & 0xFFFE == 0xFFFE
        || matches!(char, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_one_and_the_invisible_goes() {
        let mut missing = BTreeSet::new();
        assert_eq!(
            clean("a\r\nb\rc\u{2028}d\te\u{200b}f\u{0}g\u{a0}h\u{3000}i", &mut missing),
            "a\nb\nc\nd efg\u{a0}h\u{3000}i"
        );
        assert!(missing.is_empty());
    }

    #[test]
    fn private_use_is_replaced_and_noted() {
        let mut missing = BTreeSet::new();
        assert_eq!(clean("x\u{e001}\u{fffe}", &mut missing), "x□□");
        assert_eq!(missing.into_iter().collect::<Vec<_>>(), ['\u{e001}', '\u{fffe}']);
    }
}
