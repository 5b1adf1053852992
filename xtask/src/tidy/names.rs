//! Names that say nothing, and paths that exist on one machine only.
use super::Finding;
use super::tree::Tree;
use std::collections::BTreeSet;

const VAGUE: &[&str] = &["utils", "util", "helper", "helpers", "common", "manager", "managers", "misc"];

pub fn vague(tree: &Tree) -> Vec<Finding> {
    let mut folders = BTreeSet::new();
    let mut findings = Vec::new();
    for file in &tree.files {
        let mut path = String::new();
        for part in file.path.split('/') {
            path.push_str(part);
            let stem = part.split('.').next().unwrap_or_default();
            let words = stem.split(['_', '-']);
            if words.clone().any(|w| VAGUE.contains(&w)) && folders.insert(path.clone()) {
                findings.push(Finding::new(
                    &path,
                    1,
                    format!("`{stem}` does not say what is inside: name it after its subject"),
                ));
            }
            path.push('/');
        }
    }
    findings
}

/// Folders in which people or machines keep their checkouts.
const HOMES: &[&str] = &[concat!("/", "work/"), concat!("/", "home/"), concat!("/", "Users/"), concat!("/", "root/")];

pub fn machine_paths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for (number, line) in file.lines() {
            if HOMES.iter().any(|home| names_path(line, home)) {
                findings.push(Finding::new(
                    &file.path,
                    number,
                    "a path of one machine: make it relative to the project",
                ));
            }
        }
    }
    findings
}

/// The path stands at its beginning: `a/work/b` and `https://host/work/` are something else.
fn names_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "./}*_-~:".contains(c))
            || line.get(..at).is_some_and(|t| t.ends_with("file://"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_names_are_found_once_each() {
        let tree = Tree::of(&[
            ("zone/a/src/utils/x.rs", ""),
            ("zone/a/src/utils/y.rs", ""),
            ("zone/a/src/date_helper.rs", ""),
            ("zone/a/src/commons.rs", ""),
        ]);
        let found: Vec<_> = vague(&tree).into_iter().map(|f| f.path).collect();
        assert_eq!(found, ["zone/a/src/utils", "zone/a/src/date_helper.rs"]);
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        let work = concat!("/", "work/");
        for (text, found) in [
            (format!("see {work}x"), 1),
            (format!("\"file://{work}x\""), 1),
            (format!("zone{work}x"), 0),
            (format!("https://example.org{work}x"), 0),
        ] {
            assert_eq!(machine_paths(&Tree::of(&[("docs/x.md", &text)])).len(), found, "{text}");
        }
    }
}
