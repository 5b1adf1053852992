//! `cargo run` and the tests share one build of the heavy crates only while both ask the same features of each: a test
//! program's dependency that asks for one more feature of `chrono` recompiles everything that stands on `chrono`.
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// A crate with the features that are asked of it, as `chrono v0.4.45 [clock,serde]`.
type Asked = BTreeSet<String>;

/// Crates of the program that the workspace as a whole builds with other features.
///
/// # Errors
/// When `cargo tree` cannot be run; with what it said.
pub fn built_twice(root: &Path) -> Result<Vec<String>, String> {
    let program = asked(root, &["--package", "wutong", "--edges", "normal,build"])?;
    let everything = asked(root, &["--workspace", "--edges", "normal,build,dev"])?;
    Ok(program.difference(&everything).cloned().collect())
}

fn asked(root: &Path, of: &[&str]) -> Result<Asked, String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.current_dir(root).args(["tree", "--locked", "--prefix", "none", "--format", "{p} [{f}]"]).args(of);
    let out = tree.output().map_err(|e| format!("cargo tree: {e}"))?;
    if !out.status.success() {
        return Err(format!("cargo tree: {}", String::from_utf8_lossy(&out.stderr)));
    }
    Ok(read(&String::from_utf8_lossy(&out.stdout)))
}

fn read(tree: &str) -> Asked {
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    // Our own crates stand there with their folder.
    lines.filter(|line| !line.is_empty() && !line.contains(" (/")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_feature_is_another_build() {
        let program =
            read("wutong v0.1.0 (/some/where) []\nchrono v0.4.45 [clock]\nmd-5 v0.11.0 []\nmd-5 v0.11.0 [] (*)\n");
        let everything = read("md-5 v0.11.0 []\nchrono v0.4.45 [clock,oldtime]\n");
        let found: Vec<_> = program.difference(&everything).collect();
        assert_eq!(found, ["chrono v0.4.45 [clock]"]);
    }
}
