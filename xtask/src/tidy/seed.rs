//! docs/seed.md: each thing that the source text names, the module that does it, and the test that shows it.
use super::Finding;
use super::tree::{File, Tree};
use std::collections::BTreeSet;

const PATH: &str = "docs/seed.md";

/// A row of the table: `| A1 | what | module | yes / partly / no | `path.rs::test_name` |`.
struct Row<'a> {
    line: usize,
    id: &'a str,
    module: &'a str,
    built: &'a str,
    tests: Vec<&'a str>,
}

pub fn rows(tree: &Tree) -> Vec<Finding> {
    let Some(file) = tree.get(PATH) else {
        return vec![Finding::new(PATH, 1, "missing: list the acceptance rows with module and test")];
    };
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for row in file.lines().filter_map(read_row) {
        let problems = faults(tree, &row)
            .into_iter()
            .chain((!seen.insert(row.id)).then(|| format!("row {} stands twice", row.id)));
        findings.extend(problems.map(|advice| Finding::new(PATH, row.line, advice)));
    }
    findings
}

fn read_row((line, text): (usize, &str)) -> Option<Row<'_>> {
    let cells: Vec<_> = text.strip_prefix('|')?.trim_end().strip_suffix('|')?.split('|').map(str::trim).collect();
    let [id, _, module, built, tests] = cells.as_slice() else {
        return None;
    };
    let numbered = id.starts_with(|c: char| c.is_ascii_uppercase()) && id.ends_with(|c: char| c.is_ascii_digit());
    // Every second piece between backticks is quoted.
    numbered.then(|| Row { line, id, module, built, tests: tests.split('`').skip(1).step_by(2).collect() })
}

fn faults(tree: &Tree, row: &Row<'_>) -> Vec<String> {
    match row.built {
        "no" if row.tests.is_empty() => Vec::new(),
        "no" => vec![format!("{} is not built but names a test: say yes or partly, or take the test out", row.id)],
        "yes" | "partly" if row.tests.is_empty() => {
            vec![format!("{} is built but names no test: name one as `path::function`", row.id)]
        }
        "yes" | "partly" => {
            let mut faults: Vec<_> = row.tests.iter().filter_map(|test| missing_test(tree, test)).collect();
            let folder = row.module.trim_matches('`');
            if !tree.files.iter().any(|f| f.path.starts_with(folder)) {
                faults.push(format!("{} names the module {folder}, which does not exist", row.id));
            }
            faults
        }
        other => vec![format!("{}: built is `yes`, `partly` or `no`, not `{other}`", row.id)],
    }
}

fn missing_test(tree: &Tree, test: &str) -> Option<String> {
    let Some((path, name)) = test.split_once("::") else {
        return Some(format!(
            "`{test}`: name a test as `path::function`, e.g. `zone/measure/tests/rank.rs::shows_publishers`"
        ));
    };
    let Some(file) = tree.get(path) else {
        return Some(format!("`{path}` does not exist: name the file of the test"));
    };
    (!defines(file, name)).then(|| format!("{path} has no test `{name}`"))
}

/// `fn name(` in Rust, `test('name'` in the browser tests.
fn defines(file: &File, name: &str) -> bool {
    match &file.rust {
        Some(rust) => {
            let on_both =
                file.is_test() && file.text.contains("on_both!(") && file.text.contains(&format!(", {name}, |"));
            on_both || rust.functions().iter().any(|f| f.name == name && (file.is_test() || rust.is_test_line(f.first)))
        }
        None => ["'", "\"", "`"].iter().any(|q| file.text.contains(&format!("test({q}{name}{q}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(row: &str) -> Vec<Finding> {
        let table = format!("| row | what | module | built | test |\n|---|---|---|---|---|\n{row}\n");
        rows(&Tree::of(&[
            (PATH, &table),
            ("zone/measure/tests/rank.rs", "#[test]\nfn shows_publishers() {}\n"),
            ("zone/measure/src/rank.rs", "fn not_a_test() {}\n"),
            ("e2e/rank.test.mjs", "test('the rank opens its source', async () => {});"),
        ]))
    }

    #[test]
    fn a_built_row_names_tests_that_exist() {
        for (row, faults) in [
            ("| M1 | 百强区 | `zone/measure` | yes | `zone/measure/tests/rank.rs::shows_publishers` |", 0),
            ("| M1 | 百强区 | `zone/measure` | partly | `e2e/rank.test.mjs::the rank opens its source` |", 0),
            ("| M1 | 百强区 | `zone/measure` | no | — |", 0),
            ("| M1 | 百强区 | `zone/measure` | yes | — |", 1),
            ("| M1 | 百强区 | `zone/measure` | maybe | — |", 1),
            ("| M1 | 百强区 | `zone/measure` | no | `zone/measure/tests/rank.rs::shows_publishers` |", 1),
            ("| M1 | 百强区 | `zone/measure` | yes | `zone/measure/tests/rank.rs::gone` |", 1),
            ("| M1 | 百强区 | `zone/measure` | yes | `zone/measure/tests/gone.rs::gone` |", 1),
            ("| M1 | 百强区 | `zone/measure` | yes | `zone/measure/src/rank.rs::not_a_test` |", 1),
            ("| M1 | 百强区 | `zone/measure` | yes | `shows_publishers` |", 1),
            ("| M1 | 百强区 | `zone/gone` | yes | `zone/measure/tests/rank.rs::shows_publishers` |", 1),
            ("| M1 | 甲 | `x` | no | — |\n| M1 | 乙 | `x` | no | — |", 1),
        ] {
            assert_eq!(found(row).len(), faults, "{row}: {:?}", found(row));
        }
        assert_eq!(rows(&Tree::of(&[])).len(), 1);
    }
}
