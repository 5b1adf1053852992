//! Folding: what a person types and what a register prints should meet (width, case, brackets).

/// How a character takes part in matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Written without spaces between words: each character stands alone.
    Ideograph,
    /// Letters and digits, which form words.
    Letter,
    /// Brackets, quotes, dots, hyphens: as if absent, though letters on both sides stay two words.
    Silent,
    /// Everything else parts words.
    Break,
}

pub(crate) fn class(c: char) -> Class {
    match c {
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{20000}'..='\u{3ffff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3040}'..='\u{30fa}'
        | '\u{ac00}'..='\u{d7af}' => Class::Ideograph,
        '('
        | ')'
        | '['
        | ']'
        | '{'
        | '}'
        | '<'
        | '>'
        | '"'
        | '\''
        | '`'
        | '-'
        | '_'
        | '.'
        | '·'
        | '•'
        | '・'
        | '‧'
        | '《'
        | '》'
        | '〈'
        | '〉'
        | '「'
        | '」'
        | '『'
        | '』'
        | '【'
        | '】'
        | '〔'
        | '〕'
        | '〖'
        | '〗'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '–'
        | '—'
        | '\u{200b}'..='\u{200f}'
        | '\u{feff}'
        | '\u{ad}' => Class::Silent,
        c if c.is_alphanumeric() => Class::Letter,
        _ => Class::Break,
    }
}

/// Full-width forms to half-width, capitals to small letters.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match narrow(c) {
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c if class(c) == Class::Letter => out.extend(c.to_lowercase()),
            c => out.push(c),
        }
    }
    out
}

fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Folded letters, digits and ideographs without anything between them: for comparing whole names and codes.
pub fn compact(text: &str) -> String {
    fold(text).chars().filter(|c| matches!(class(*c), Class::Ideograph | Class::Letter)).collect()
}

/// Cuts at a character boundary: keys in the index have a greatest length.
pub(crate) fn cut(text: &str, chars_max: usize) -> &str {
    match text.char_indices().nth(chars_max) {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}
