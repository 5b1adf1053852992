//! The words and signs of a score.
pub(super) type Parsed<T> = Result<T, String>;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    /// A name or a word of the language, in small letters.
    Word(String),
    Sign(&'static str),
    End,
}

impl Token {
    /// As it is shown to whom wrote it.
    pub fn shown(&self) -> String {
        match self {
            Self::Number(n) => n.to_string(),
            Self::Text(t) => format!("'{t}'"),
            Self::Word(w) => w.clone(),
            Self::Sign(s) => (*s).to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

const SIGNS: [&str; 13] = ["<>", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "(", ")"];

/// # Errors
/// What has no meaning, in one sentence.
pub(super) fn tokens(text: &str) -> Parsed<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = if first == '\'' {
            quoted(rest)?
        } else if first.is_ascii_digit() || first == '.' {
            number(rest)?
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            (Token::Word(word.to_lowercase()), after)
        } else if let Some((sign, after)) = SIGNS.iter().find_map(|s| Some((*s, rest.strip_prefix(s)?))) {
            (Token::Sign(sign), after)
        } else if let Some(after) = rest.strip_prefix(',') {
            (Token::Sign(","), after)
        } else {
            return Err(format!("'{first}' has no meaning here"));
        };
        out.push(token);
        rest = after.trim_start();
    }
    out.push(Token::End);
    Ok(out)
}

/// A text in quotes; a quote in it is doubled.
fn quoted(text: &str) -> Parsed<(Token, &str)> {
    let mut value = String::new();
    let mut rest = text.strip_prefix('\'').unwrap_or(text);
    loop {
        let end = rest.find('\'').ok_or("a text has no closing quote")?;
        let (part, after) = rest.split_at(end);
        value.push_str(part);
        rest = after.strip_prefix('\'').unwrap_or(after);
        match rest.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Ok((Token::Text(value), rest)),
        }
    }
}

fn number(text: &str) -> Parsed<(Token, &str)> {
    let mut before = ' ';
    let goes_on = |c: char| {
        let part = c.is_ascii_digit()
            || c == '.'
            || c == 'e'
            || c == 'E'
            || (matches!(before, 'e' | 'E') && matches!(c, '+' | '-'));
        before = c;
        !part
    };
    let end = text.find(goes_on).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let value: f64 = digits.parse().map_err(|_| format!("{digits} is no number"))?;
    if value.is_finite() { Ok((Token::Number(value), rest)) } else { Err(format!("{digits} is too large")) }
}
