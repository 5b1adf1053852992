//! Short files and short functions: what fits on a few screens can be read before it is changed.
use super::Finding;
use super::tree::Tree;

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 70;

pub fn files(tree: &Tree) -> Vec<Finding> {
    let ours = tree.files.iter().filter(|f| f.path.ends_with(".rs") || is_template(&f.path));
    let long = ours.map(|f| (f, f.text.lines().count())).filter(|(_, lines)| *lines > FILE_LINES);
    long.map(|(f, lines)| {
        Finding::new(
            &f.path,
            FILE_LINES + 1,
            format!("{lines} lines, {FILE_LINES} at most: split it by what its parts are about"),
        )
    })
    .collect()
}

fn is_template(path: &str) -> bool {
    path.contains("templates/") && path.ends_with(".html")
}

pub fn functions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        for function in rust.functions() {
            let lines = function.last + 1 - function.first;
            if lines > FUNCTION_LINES {
                let advice =
                    format!("`{}` has {lines} lines, {FUNCTION_LINES} at most: give its steps names", function.name);
                findings.push(Finding::new(&file.path, function.first, advice));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_after_the_limit_is_too_much() {
        for (path, found) in [("a/src/x.rs", 1), ("a/templates/x.html", 1), ("docs/x.md", 0)] {
            assert_eq!(files(&Tree::of(&[(path, &"\n".repeat(400))])), []);
            assert_eq!(files(&Tree::of(&[(path, &"\n".repeat(401))])).len(), found, "{path}");
        }
    }

    #[test]
    fn a_long_function_is_found_where_it_begins() {
        let with_lines = |n: usize| format!("// above\nfn long() {{{}}}\n", "\n".repeat(n - 1));
        assert_eq!(functions(&Tree::of(&[("a/src/x.rs", &with_lines(70))])), []);
        let found = functions(&Tree::of(&[("a/src/x.rs", &with_lines(71))]));
        assert_eq!(found.first().map(|f| f.line), Some(2), "{found:?}");
    }
}
