//! Calls that hide an input (time, randomness) and marks of unfinished work.
use super::Finding;
use super::tree::{File, Tree};

const HIDDEN_INPUTS: &[(&str, &str)] = &[
    ("Utc::now(", "take the time from ctx.clock"),
    ("Local::now(", "take the time from ctx.clock; the local date is ctx.today()"),
    ("SystemTime::now(", "take the time from ctx.clock"),
    ("Instant::now(", "take the time from ctx.clock, or measure in xtask"),
    ("Uuid::now_v7(", "make ids with kernel::id, from ctx"),
    ("rand::rng(", "take randomness from ctx.rng"),
    ("rand::random(", "take randomness from ctx.rng"),
    ("thread_rng(", "take randomness from ctx.rng"),
];

/// The one place where the system's clock and randomness come in.
const SYSTEM_INPUTS: &str = "platform/kernel/src/ctx.rs";

/// Written on the line or the line above, with a reason: `// tidy: allow(measures the pool, not the product)`.
const ALLOW: &str = "tidy: allow(";

pub fn forbidden(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust().filter(|(f, _)| !is_exempt(f)) {
        for (number, line) in rust.code_lines().filter(|(n, _)| !rust.is_test_line(*n)) {
            for (call, advice) in HIDDEN_INPUTS.iter().filter(|(call, _)| line.contains(call)) {
                if !is_allowed(&rust.comments, number) {
                    let call = call.trim_end_matches('(');
                    findings.push(Finding::new(&file.path, number, format!("`{call}` hides an input: {advice}")));
                }
            }
        }
    }
    findings
}

fn is_exempt(file: &File) -> bool {
    file.is_test() || file.path == SYSTEM_INPUTS || file.path.starts_with("xtask/")
}

fn is_allowed(comments: &[(usize, String)], number: usize) -> bool {
    let near = comments.iter().filter(|(line, _)| *line == number || *line + 1 == number);
    let mut reasons = near.filter_map(|(_, comment)| comment.split_once(ALLOW));
    reasons.any(|(_, reason)| !reason.trim_start().starts_with(')'))
}

pub fn unfinished(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        for (number, line) in rust.code_lines() {
            for mark in ["todo!", "unimplemented!", "dbg!"].iter().filter(|mark| has_word(&line, mark)) {
                findings.push(Finding::new(&file.path, number, format!("`{mark}`: finish it or leave it out")));
            }
        }
        let marked = rust.comments.iter().filter(|(_, comment)| is_note(comment));
        findings.extend(marked.map(|(line, _)| note(file, *line)));
    }
    for file in
        tree.files.iter().filter(|f| [".html", ".ftl", ".mjs", ".sql", ".css"].iter().any(|e| f.path.ends_with(e)))
    {
        findings.extend(file.lines().filter(|(_, line)| is_note(line)).map(|(number, _)| note(file, number)));
    }
    findings
}

fn is_note(text: &str) -> bool {
    ["FIXME", "TODO", "XXX:"].iter().any(|mark| has_word(text, mark))
}

fn has_word(text: &str, word: &str) -> bool {
    let mut before = text.match_indices(word).map(|(at, _)| text.get(..at).and_then(|t| t.chars().next_back()));
    before.any(|c| !c.is_some_and(|c| c.is_alphanumeric() || c == '_'))
}

fn note(file: &File, line: usize) -> Finding {
    Finding::new(&file.path, line, "a note of unfinished work: do it, or write an issue")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(path: &str, text: &str) -> usize {
        forbidden(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn every_hidden_input_is_found() {
        for (call, _) in HIDDEN_INPUTS {
            assert_eq!(found_in("zone/a/src/web.rs", &format!("fn f() {{ let x = chrono::{call}); }}")), 1, "{call}");
        }
    }

    #[test]
    fn tests_comments_and_the_clock_itself_may() {
        let call = "fn f() { Utc::now(); }\n";
        for (path, text, found) in [
            ("zone/a/src/web.rs", call.to_owned(), 1),
            ("platform/kernel/src/ctx.rs", call.to_owned(), 0),
            ("zone/a/tests/web.rs", call.to_owned(), 0),
            ("xtask/src/bench.rs", call.to_owned(), 0),
            ("zone/a/src/web.rs", format!("#[cfg(test)]\nmod tests {{\n{call}}}\n"), 0),
            ("zone/a/src/web.rs", "// Utc::now()\nfn f() -> &str { \"Utc::now()\" }\n".to_owned(), 0),
            ("zone/a/src/web.rs", format!("// tidy: allow(speed of the pool)\n{call}"), 0),
            ("zone/a/src/web.rs", format!("// tidy: allow()\n{call}"), 1),
        ] {
            assert_eq!(found_in(path, &text), found, "{path}: {text}");
        }
    }

    #[test]
    fn unfinished_work_is_found() {
        for (path, text, found) in [
            ("a/src/x.rs", "fn f() { todo!() }", 1),
            ("a/src/x.rs", "fn f() { unimplemented!(\"later\") }", 1),
            ("a/src/x.rs", "// FIXME later", 1),
            ("a/src/x.rs", "fn f() -> &str { \"FIXME\" } // todo list of an officer", 0),
            ("a/templates/x.html", "<p>TODO</p>", 1),
        ] {
            assert_eq!(unfinished(&Tree::of(&[(path, text)])).len(), found, "{text}");
        }
    }
}
