//! `cargo xtask bench NAME`: builds the benchmarks in the release profile and runs them. They are a crate of their own
//! (xtask/bench), so that `cargo xtask tidy` builds in seconds.
use std::path::Path;
use std::process::{Command, ExitCode};

/// Runs the benchmarks with these words; with `enterprise`, the program that is measured is built before. `land` stands with the tests of its
/// slice, whose made-up offices it uses: it is run from there.
pub fn run(root: &Path, words: &[String]) -> ExitCode {
    if words.first().is_some_and(|w| w == "land") {
        let mut command = Command::new(env!("CARGO"));
        let test = ["test", "--quiet", "--release", "-p", "land", "--test", "scale", "--", "--ignored", "--nocapture"];
        return crate::exit(command.args(test).current_dir(root).status());
    }
    if words.iter().any(|w| w == "enterprise") && !words.iter().any(|w| w == "--help") {
        let built = Command::new(env!("CARGO")).args(["build", "--release", "-p", "wutong"]).current_dir(root).status();
        if !built.is_ok_and(|status| status.success()) {
            return ExitCode::FAILURE;
        }
    }
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--release", "-p", "bench", "--"]).args(words).current_dir(root);
    crate::exit(command.status())
}
