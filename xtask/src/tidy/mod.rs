//! What must be true of the tree and what no compiler checks. One file per concern, one small function per check,
//! each with a test that makes it fail; a finding names the line and says what to do.
mod calls;
mod graph;
mod i18n;
mod manifest;
mod names;
mod rust_text;
mod seed;
mod size;
mod sql;
mod templates;
mod tree;

use std::path::Path;
use std::process::ExitCode;
use tree::Tree;

/// One thing to mend.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    advice: String,
}

impl Finding {
    fn new(path: &str, line: usize, advice: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, advice: advice.into() }
    }
}

type Check = fn(&Tree) -> Vec<Finding>;

const CHECKS: &[(&str, Check)] = &[
    ("dependencies point one way", graph::direction),
    ("no circle of dependencies", graph::circles),
    ("pure crates stay pure", graph::purity),
    ("every crate takes the workspace's lints", graph::lints),
    ("files are short", size::files),
    ("functions are short", size::functions),
    ("time and randomness are handed in", calls::forbidden),
    ("nothing is left unfinished", calls::unfinished),
    ("SQL lives in stores", sql::placement),
    ("templates hold no inline style or script", templates::inline),
    ("every key that is used is translated", i18n::used_keys),
    ("both languages have the same keys", i18n::same_keys),
    ("each key stands once", i18n::once),
    ("acceptance rows name their tests", seed::rows),
    ("names say what is inside", names::vague),
    ("no path of one machine", names::machine_paths),
];

/// Runs every check on the workspace and prints the findings.
pub fn run(root: &Path) -> ExitCode {
    let tree = match Tree::read(root) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: cannot read {}: {error}", root.display());
            return ExitCode::from(2);
        }
    };
    let mut findings = all_findings(&tree);
    match crate::shared_build::built_twice(root) {
        Ok(crates) => findings.extend(crates.into_iter().map(twice)),
        Err(error) => {
            eprintln!("tidy: {error}");
            return ExitCode::from(2);
        }
    }
    for finding in &findings {
        println!("{}:{}: {}", finding.path, finding.line, finding.advice);
    }
    println!("tidy: {} checks on {} files, {} to mend", CHECKS.len() + 1, tree.files.len(), findings.len());
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn twice(asked: String) -> Finding {
    let advice = format!(
        "{asked} is built a second time for the tests, with other features: name them there [one build for all]"
    );
    Finding::new("app/wutong/Cargo.toml", 1, advice)
}

fn all_findings(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<_> = CHECKS
        .iter()
        .flat_map(|(rule, check)| {
            check(tree).into_iter().map(move |f| Finding { advice: format!("{} [{rule}]", f.advice), ..f })
        })
        .collect();
    findings.sort();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_run_and_names_its_rule() {
        let tree = Tree::of(&[("zone/a/src/helper.rs", "fn f() { todo!() }\n")]);
        let advice: Vec<_> = all_findings(&tree).into_iter().map(|f| f.advice).collect();
        for rule in ["[names say what is inside]", "[nothing is left unfinished]", "[acceptance rows name their tests]"]
        {
            assert!(advice.iter().any(|a| a.ends_with(rule)), "{rule}: {advice:?}");
        }
    }
}
