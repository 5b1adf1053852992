//! SQL stands in stores only, so that a handler or a rule can never read past a scope.
use super::Finding;
use super::tree::{File, Tree};

const VERBS: &[&str] =
    &["SELECT ", "INSERT INTO ", "INSERT OR ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "DROP TABLE "];
/// The crates that are made of SQL, and xtask, whose benchmarks run against bare databases.
const HOMES: &[&str] =
    &["platform/store/", "platform/journal/", "platform/jobs/", "platform/registry/src/read/", "xtask/"];

pub fn placement(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust().filter(|(f, _)| !is_home(f)) {
        let outside = rust.strings.iter().filter(|(line, text)| is_sql(text) && !rust.is_test_line(*line));
        findings.extend(outside.map(|(line, _)| {
            Finding::new(&file.path, *line, "SQL outside a store: move the query to store.rs of this noun")
        }));
    }
    findings
}

fn is_home(file: &File) -> bool {
    let path = &file.path;
    let store = path.ends_with("/store.rs")
        || path.ends_with("_store.rs")
        || path.contains("/store/")
        || path.contains("/migrations/");
    store || file.is_test() || HOMES.iter().any(|home| path.starts_with(home))
}

fn is_sql(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
    VERBS.iter().any(|verb| start.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_is_found_outside_stores_only() {
        let query = "fn f() { q(\"SELECT 1\"); }";
        for (path, text, found) in [
            ("zone/a/src/b/web.rs", query, 1),
            ("zone/a/src/b/service.rs", "fn f() { q(r#\"\n   DELETE FROM x\"#); }", 1),
            ("zone/a/src/b/store.rs", query, 0),
            ("zone/a/tests/b.rs", query, 0),
            ("platform/journal/src/verify.rs", query, 0),
            ("zone/a/src/b/web.rs", "fn f() { q(\"SELECTED\"); } // \"SELECT 1\"", 0),
        ] {
            assert_eq!(placement(&Tree::of(&[(path, text)])).len(), found, "{path}: {text}");
        }
    }
}
