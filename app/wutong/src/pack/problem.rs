//! A pack is refused as a whole, and every fault in it is named at once: file, line, field, and what to do.
use std::cell::RefCell;
use std::fmt;

/// A fault in a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    pub file: String,
    pub line: Option<usize>,
    pub field: Option<String>,
    pub message: String,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field {field}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for PackError {}

impl PackError {
    /// A fault of a whole file.
    pub fn whole(file: &str, message: String) -> Self {
        Self { file: file.to_owned(), line: None, field: None, message }
    }
}

/// More faults than this are counted, not listed: a wrong separator makes one in every line.
const LISTED_AT_MOST: usize = 200;

/// The faults found so far.
#[derive(Default)]
pub(super) struct Problems {
    listed: RefCell<Vec<PackError>>,
    unlisted: std::cell::Cell<usize>,
}

impl Problems {
    pub fn add(&self, file: &str, line: Option<usize>, field: Option<&str>, message: impl Into<String>) {
        if self.listed.borrow().len() >= LISTED_AT_MOST {
            self.unlisted.set(self.unlisted.get() + 1);
            return;
        }
        self.listed.borrow_mut().push(PackError {
            file: file.to_owned(),
            line,
            field: field.map(str::to_owned),
            message: message.into(),
        });
    }

    /// The faults in the order of files and lines as they were met; empty when the pack is sound.
    pub fn into_errors(self) -> Vec<PackError> {
        let mut errors = self.listed.into_inner();
        let unlisted = self.unlisted.get();
        if unlisted > 0 {
            errors.push(PackError {
                file: "pack".to_owned(),
                line: None,
                field: None,
                message: format!("{unlisted} more problems are not listed; mend the ones above first"),
            });
        }
        errors
    }
}

/// `; did you mean "tier"?`, or nothing when no known name is near.
pub(super) fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known.into_iter().map(|name| (distance(wrong, name), name)).min();
    match near {
        Some((steps, name)) if steps <= (wrong.chars().count() / 3).max(2) => {
            format!("; did you mean \"{name}\"?")
        }
        _ => String::new(),
    }
}

/// Edits (insert, delete, replace one character) between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let here = (diagonal + usize::from(from != *to)).min(above + 1).min(left + 1);
            diagonal = *above;
            left = here;
            next.push(here);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
