//! The text files of the workspace, read once.
use super::rust_text::RustText;
use std::fs;
use std::io;
use std::path::Path;

pub struct File {
    /// Relative to the workspace, with `/`.
    pub path: String,
    pub text: String,
    /// Comments, strings and code told apart; for `.rs` files only.
    pub rust: Option<RustText>,
}

pub struct Tree {
    pub files: Vec<File>,
}

/// Built, downloaded or foreign: not ours to judge.
const SKIPPED_FOLDERS: &[&str] = &["target", "node_modules", ".git", "out", "vendor", "data"];
const TEXT: &[&str] = &[
    "rs", "toml", "html", "ftl", "md", "sql", "mjs", "js", "css", "json", "csv", "txt", "sh", "yml", "yaml", "snap",
    "svg",
];
const TEXT_WITHOUT_ENDING: &[&str] = &["test", "run", "LICENSE"];
/// Larger text is data, not something people write.
const LARGEST: u64 = 2 << 20;

impl Tree {
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        read_folder(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// A tree in memory, for the tests of the checks.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| File::new((*path).to_owned(), (*text).to_owned())).collect() }
    }

    pub fn ending(&self, ending: &'static str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |f| f.path.ends_with(ending))
    }

    /// The Rust files with their parts told apart.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &RustText)> {
        self.files.iter().filter_map(|f| f.rust.as_ref().map(|rust| (f, rust)))
    }

    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|f| f.path == path)
    }
}

impl File {
    fn new(path: String, text: String) -> Self {
        let rust = path.ends_with(".rs").then(|| RustText::new(&text));
        Self { path, text, rust }
    }

    /// Lines with their numbers, from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(i, line)| (i + 1, line))
    }

    pub fn is_test(&self) -> bool {
        let folder = ["/tests/", "/benches/", "/examples/"].iter().any(|f| self.path.contains(f))
            || self.path.starts_with("e2e/");
        let name = self.path.rsplit('/').next().unwrap_or_default();
        folder || name == "tests.rs" || name == "testing.rs" || name.ends_with("_tests.rs")
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !SKIPPED_FOLDERS.contains(&name.as_str()) || path.contains("/src/") {
                read_folder(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if kind.is_file() && is_text(&name) {
            files.extend(read_file(&entry.path())?.map(|text| File::new(path, text)));
        }
    }
    Ok(())
}

/// None for data that is too large to be written by people, and for a file that an editor just removed.
fn read_file(path: &Path) -> io::Result<Option<String>> {
    let read = || -> io::Result<Option<Vec<u8>>> {
        if fs::metadata(path)?.len() > LARGEST {
            return Ok(None);
        }
        fs::read(path).map(Some)
    };
    match read() {
        Ok(bytes) => Ok(bytes.map(|b| String::from_utf8_lossy(&b).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_text(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, ending)) => TEXT.contains(&ending) && !name.contains(".min."),
        None => TEXT_WITHOUT_ENDING.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_text_from_the_rest() {
        for (name, text) in [("a.rs", true), ("test", true), ("x.min.js", false), ("logo.png", false), ("other", false)]
        {
            assert_eq!(is_text(name), text, "{name}");
        }
    }

    #[test]
    fn tells_tests_from_code() {
        let tree = Tree::of(&[("zone/a/tests/x.rs", ""), ("zone/a/src/tests.rs", ""), ("zone/a/src/web.rs", "")]);
        assert_eq!(tree.files.iter().map(File::is_test).collect::<Vec<_>>(), [true, true, false]);
    }
}
