//! A Rust file with its comments, strings and code told apart, by a small scanner: enough for tidy, no parser needed.

/// `code` has the file's lines and columns, with comments and the insides of strings blanked.
pub struct RustText {
    pub code: Vec<char>,
    pub comments: Vec<(usize, String)>,
    pub strings: Vec<(usize, String)>,
    /// First and last line of each item that is compiled for tests only.
    test_items: Vec<(usize, usize)>,
}

/// A function and the lines from its name to its closing brace.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub first: usize,
    pub last: usize,
}

impl RustText {
    pub fn new(text: &str) -> Self {
        let mut scanner = Scanner::new(text);
        scanner.run();
        let mut scanned =
            Self { code: scanner.code, comments: scanner.comments, strings: scanner.strings, test_items: Vec::new() };
        scanned.test_items = scanned.find_test_items();
        scanned
    }

    pub fn is_test_line(&self, line: usize) -> bool {
        self.test_items.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// The lines of code, comments and strings blanked, with their numbers.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, String)> {
        let text: String = self.code.iter().collect();
        let lines: Vec<_> = text.lines().enumerate().map(|(i, l)| (i + 1, l.to_owned())).collect();
        lines.into_iter()
    }

    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        let mut line = 1;
        for (at, c) in self.code.iter().enumerate() {
            line += usize::from(*c == '\n');
            if self.word_at(at) != Some("fn") {
                continue;
            }
            let name: String =
                self.code.iter().skip(at + 2).skip_while(|c| c.is_whitespace()).take_while(|c| is_word(**c)).collect();
            if let (false, Some(end)) = (name.is_empty(), self.body_end(at)) {
                found.push(Function { name, first: line, last: line + self.newlines(at, end) });
            }
        }
        found
    }

    /// `fn` or `#` when that token starts here.
    fn word_at(&self, at: usize) -> Option<&'static str> {
        let c = |i: usize| self.code.get(i).copied();
        let before = at.checked_sub(1).and_then(c);
        match c(at) {
            Some('#') => Some("#"),
            Some('f') if c(at + 1) == Some('n') && c(at + 2) == Some(' ') && !before.is_some_and(is_word) => Some("fn"),
            _ => None,
        }
    }

    fn newlines(&self, from: usize, to: usize) -> usize {
        self.code.iter().take(to).skip(from).filter(|c| **c == '\n').count()
    }

    /// The place of the brace that closes the item which starts here; none when it ends with a semicolon.
    fn body_end(&self, from: usize) -> Option<usize> {
        let (mut brackets, mut braces) = (0i32, 0i32);
        for (at, c) in self.code.iter().enumerate().skip(from) {
            match c {
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                '{' => braces += 1,
                '}' => {
                    braces -= 1;
                    if braces <= 0 {
                        return Some(at);
                    }
                }
                ';' if brackets == 0 && braces == 0 => return None,
                _ => {}
            }
        }
        None
    }

    fn find_test_items(&self) -> Vec<(usize, usize)> {
        let mut items = Vec::new();
        let mut line = 1;
        for (at, c) in self.code.iter().enumerate() {
            line += usize::from(*c == '\n');
            if self.word_at(at) == Some("#") && self.is_test_attribute(at) {
                // The attribute itself is bracketed; the item begins behind it.
                let behind = at + self.code.iter().skip(at).take_while(|c| **c != '\n').count();
                if let Some(end) = self.body_end(behind) {
                    items.push((line, line + self.newlines(at, end)));
                }
            }
        }
        items
    }

    fn is_test_attribute(&self, at: usize) -> bool {
        let attribute: String = self.code.iter().skip(at).take(60).take_while(|c| **c != '\n').collect();
        let attribute = attribute.replace(' ', "");
        attribute.starts_with("#[cfg(test)]")
            || attribute.starts_with("#[cfg(any(test,")
            || attribute.starts_with("#[test]")
            || attribute.starts_with("#[tokio::test")
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

struct Scanner {
    text: Vec<char>,
    at: usize,
    line: usize,
    code: Vec<char>,
    comments: Vec<(usize, String)>,
    strings: Vec<(usize, String)>,
}

impl Scanner {
    fn new(text: &str) -> Self {
        Self {
            text: text.chars().collect(),
            at: 0,
            line: 1,
            code: Vec::new(),
            comments: Vec::new(),
            strings: Vec::new(),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// Takes one character; `seen` keeps it in the code, otherwise a blank stands there.
    fn take(&mut self, seen: bool) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(c == '\n');
        self.code.push(if seen || c == '\n' { c } else { ' ' });
        Some(c)
    }

    fn take_many(&mut self, count: usize, seen: bool) {
        for _ in 0..count {
            self.take(seen);
        }
    }

    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('/')) => self.line_comment(),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(),
                ('r', Some('"' | '#')) if !self.inside_word() => self.raw_string(),
                ('\'', _) => self.quote(),
                _ => {
                    self.take(true);
                }
            }
        }
    }

    /// Whether the letter here continues a name (as the `r` of `for` does); `b` and `c` may stand before a string.
    fn inside_word(&self) -> bool {
        let before = |n: usize| self.at.checked_sub(n).and_then(|i| self.text.get(i)).copied();
        match before(1) {
            Some('b' | 'c') => before(2).is_some_and(is_word),
            other => other.is_some_and(is_word),
        }
    }

    fn line_comment(&mut self) {
        let line = self.line;
        let mut comment = String::new();
        while self.peek(0).is_some_and(|c| c != '\n') {
            comment.extend(self.take(false));
        }
        self.comments.push((line, comment));
    }

    fn block_comment(&mut self) {
        let line = self.line;
        let (mut depth, mut comment) = (0, String::new());
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (Some(_), _) => {
                    comment.extend(self.take(false));
                    continue;
                }
                (None, _) => break,
            }
            self.take(false);
            self.take(false);
            if depth == 0 {
                break;
            }
        }
        self.comments.push((line, comment));
    }

    fn string(&mut self) {
        let line = self.line;
        let mut inside = String::new();
        self.take(true);
        while let Some(c) = self.peek(0) {
            if c == '"' {
                break;
            }
            if c == '\\' {
                inside.extend(self.take(false));
            }
            inside.extend(self.take(false));
        }
        self.take(true);
        self.strings.push((line, inside));
    }

    fn raw_string(&mut self) {
        let hashes = self.text.iter().skip(self.at + 1).take_while(|c| **c == '#').count();
        if self.peek(1 + hashes) != Some('"') {
            self.take(true); // r#name, not a string
            return;
        }
        let line = self.line;
        self.take_many(hashes + 2, false);
        let mut inside = String::new();
        while let Some(c) = self.peek(0) {
            if c == '"' && (1..=hashes).all(|n| self.peek(n) == Some('#')) {
                break;
            }
            inside.push(c);
            self.take(false);
        }
        self.take_many(hashes + 1, false);
        self.strings.push((line, inside));
    }

    /// A character such as `'{'`, or the lifetime `'a`.
    fn quote(&mut self) {
        let length = match (self.peek(1), self.peek(2)) {
            (Some('\\'), _) => self.text.iter().skip(self.at + 3).take_while(|c| **c != '\'').count() + 4,
            (Some(_), Some('\'')) => 3,
            _ => 1,
        };
        self.take_many(length, length == 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        RustText::new(text).code.iter().collect()
    }

    #[test]
    fn comments_strings_and_characters_are_blanked() {
        for (text, expected) in [
            ("a // b\nc", "a     \nc"),
            ("a /* { /* } */ */ b", "a                 b"),
            (r#"f("{\"}") + 1"#, r#"f("    ") + 1"#),
            ("f('{', '\\'', '\\u{7d}')", "f(   ,     ,         )"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("r#type", "r#type"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        let raw = RustText::new("let x = r#\"SELECT \"1\" {\"#; f(b\"y\")");
        assert_eq!(raw.strings, [(1, "SELECT \"1\" {".to_owned()), (1, "y".to_owned())]);
        assert!(!raw.code.contains(&'{'));
    }

    #[test]
    fn functions_end_at_their_own_brace() {
        let text = "trait T { fn a(&self); }\nfn b(x: [u8; 2])\nwhere\n{\n    if x { y }\n}\nfn c() {}\n";
        let names: Vec<_> = RustText::new(text).functions().into_iter().map(|f| (f.name, f.first, f.last)).collect();
        assert_eq!(names, [("b".to_owned(), 2, 6), ("c".to_owned(), 7, 7)]);
    }

    #[test]
    fn items_for_tests_are_known_by_their_attribute() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() {}\n}\n#[cfg(test)]\nmod more;\nfn c() {}\n";
        let scanned = RustText::new(text);
        let lines: Vec<_> = (1..=8).filter(|line| scanned.is_test_line(*line)).collect();
        assert_eq!(lines, [2, 3, 4, 5]);
    }
}
