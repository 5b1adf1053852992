//! Dependencies point one way: lib ← platform ← zone ← app, and slices never import each other.
use super::Finding;
use super::manifest::{Crate, crates};
use super::tree::Tree;

/// Which layers of ours a layer may build on.
const MAY_USE: &[(&str, &[&str])] = &[
    ("lib", &["lib"]),
    ("platform", &["lib", "platform"]),
    ("zone", &["lib", "platform"]),
    ("app", &["lib", "platform", "zone", "app"]),
    ("xtask", &["lib", "platform", "zone", "app", "xtask"]),
];

/// Crates that reach files, network, clock or threads.
const IMPURE: &[&str] = &["tokio", "sqlx", "axum", "tower", "tower-http", "tracing-subscriber"];

pub fn direction(tree: &Tree) -> Vec<Finding> {
    let all = crates(tree);
    let mut findings = Vec::new();
    for c in &all {
        let Some((_, allowed)) = MAY_USE.iter().find(|(layer, _)| *layer == c.layer) else {
            findings.push(Finding::new(
                &c.file.path,
                1,
                "crates live in lib/, platform/, zone/, app/ or xtask/: move it",
            ));
            continue;
        };
        for (line, name) in &c.dependencies {
            if let Some(other) = all.iter().find(|o| o.name == *name && o.name != c.name)
                && !allowed.contains(&other.layer)
            {
                findings.push(Finding::new(&c.file.path, *line, advice(c, other)));
            }
        }
    }
    findings
}

fn advice(c: &Crate<'_>, other: &Crate<'_>) -> String {
    let (from, to) = (&c.name, &other.name);
    if c.layer == "zone" && other.layer == "zone" {
        return format!(
            "slice `{from}` must not import slice `{to}`: what needs both is a flow in app/wutong/src/flows"
        );
    }
    format!("{} crate `{from}` must not depend on {} crate `{to}`: move the shared part down", c.layer, other.layer)
}

pub fn circles(tree: &Tree) -> Vec<Finding> {
    let all = crates(tree);
    all.iter()
        .filter(|start| reaches(&all, start, &start.name, &mut Vec::new()))
        .map(|c| {
            Finding::new(&c.file.path, 1, format!("`{}` depends on itself through others: break the circle", c.name))
        })
        .collect()
}

fn reaches<'a>(all: &'a [Crate<'a>], from: &'a Crate<'a>, goal: &str, seen: &mut Vec<&'a str>) -> bool {
    from.dependencies.iter().filter_map(|(_, name)| all.iter().find(|o| o.name == *name)).any(|next| {
        if next.name == goal {
            return true;
        }
        if seen.contains(&next.name.as_str()) {
            return false;
        }
        seen.push(&next.name);
        reaches(all, next, goal, seen)
    })
}

/// `lib` and `kernel` do no I/O: what they need is handed in.
pub fn purity(tree: &Tree) -> Vec<Finding> {
    let all = crates(tree);
    let pure = all.iter().filter(|c| c.layer == "lib" || c.name == "kernel");
    pure.flat_map(|c| {
        c.dependencies.iter().filter(|(_, name)| IMPURE.contains(&name.as_str())).map(|(line, name)| {
            Finding::new(
                &c.file.path,
                *line,
                format!("`{}` does no I/O, so it cannot use {name}: take what it gives as an argument", c.name),
            )
        })
    })
    .collect()
}

pub fn lints(tree: &Tree) -> Vec<Finding> {
    let without = crates(tree).into_iter().filter(|c| !c.file.text.contains("[lints]\nworkspace = true"));
    without.map(|c| Finding::new(&c.file.path, 1, "add `[lints]` with `workspace = true`")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn manifest(name: &str, dependencies: &[&str]) -> String {
        let list: String = dependencies.iter().map(|d| format!("{d}.workspace = true\n")).collect();
        format!("[package]\nname = \"{name}\"\n[lints]\nworkspace = true\n[dependencies]\n{list}")
    }

    fn tree(crates: &[(&str, &[&str])]) -> Tree {
        let texts: Vec<_> = crates
            .iter()
            .map(|(path, deps)| (format!("{path}/Cargo.toml"), manifest(path.rsplit('/').next().unwrap_or(path), deps)))
            .collect();
        Tree::of(&texts.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect::<Vec<_>>())
    }

    #[test]
    fn each_layer_builds_on_the_ones_below() {
        let good = tree(&[
            ("lib/plan", &[]),
            ("platform/kernel", &["plan"]),
            ("zone/land", &["kernel", "plan"]),
            ("zone/grow", &["kernel"]),
            ("app/wutong", &["land", "grow", "kernel"]),
            ("xtask", &["wutong"]),
        ]);
        assert_eq!(direction(&good), []);
        for (from, to) in
            [("lib/plan", "kernel"), ("platform/kernel", "land"), ("zone/land", "grow"), ("zone/land", "wutong")]
        {
            let others = ["lib/plan", "platform/kernel", "zone/land", "zone/grow", "app/wutong"];
            let wrong: Vec<(&str, &[&str])> =
                others.iter().map(|c| (*c, if *c == from { std::slice::from_ref(&to) } else { &[] })).collect();
            let findings = direction(&tree(&wrong));
            assert_eq!(findings.len(), 1, "{from} → {to}: {findings:?}");
            assert_eq!(findings[0].line, 6);
        }
        assert_eq!(direction(&tree(&[("other/x", &[])])).len(), 1);
    }

    #[test]
    fn a_circle_is_found_at_each_of_its_members() {
        let found = circles(&tree(&[
            ("platform/a", &["b"]),
            ("platform/b", &["c"]),
            ("platform/c", &["a"]),
            ("platform/d", &["a"]),
        ]));
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(circles(&tree(&[("platform/a", &["b"]), ("platform/b", &[])])), []);
    }

    #[test]
    fn pure_crates_cannot_reach_out() {
        let found =
            purity(&tree(&[("lib/plan", &["tokio"]), ("platform/kernel", &["sqlx"]), ("platform/store", &["sqlx"])]));
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_crate_without_the_lints_is_found() {
        assert_eq!(lints(&Tree::of(&[("lib/a/Cargo.toml", "[package]\nname = \"a\"\n")])).len(), 1);
        assert_eq!(lints(&tree(&[("lib/a", &[])])), []);
    }
}
