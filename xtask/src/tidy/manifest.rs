//! The few facts of a `Cargo.toml` that tidy needs: the package's name and its dependencies, with their lines.
use super::tree::{File, Tree};

pub struct Crate<'a> {
    pub file: &'a File,
    pub name: String,
    /// The first folder: `lib`, `platform`, `zone`, `app` or `xtask`.
    pub layer: &'a str,
    pub dependencies: Vec<(usize, String)>,
}

/// Every crate of the workspace.
pub fn crates(tree: &Tree) -> Vec<Crate<'_>> {
    tree.ending("/Cargo.toml").filter_map(read).collect()
}

fn read(file: &File) -> Option<Crate<'_>> {
    let mut section = String::new();
    let mut name = None;
    let mut dependencies = Vec::new();
    for (number, line) in file.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']').to_owned();
            // [dependencies.name]
            if let Some((_, dependency)) = section.split_once("dependencies.") {
                dependencies.push((number, dependency.to_owned()));
            }
        } else if let Some((key, value)) = line.split_once('=') {
            if section == "package" && key.trim() == "name" {
                name = Some(value.trim().trim_matches('"').to_owned());
            } else if section.ends_with("dependencies") {
                dependencies.push((number, dependency_name(key, value)));
            }
        }
    }
    let layer = file.path.split('/').next().unwrap_or_default();
    Some(Crate { file, name: name?, layer, dependencies })
}

/// `name.workspace = true`, `name = "1"`, or `alias = { package = "name" }`.
fn dependency_name(key: &str, value: &str) -> String {
    let renamed = value.split_once("package").and_then(|(_, rest)| rest.split('"').nth(1));
    let plain = key.trim().split('.').next().unwrap_or_default();
    renamed.unwrap_or(plain).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_every_way_to_write_a_dependency() {
        let text = "[package]\nname = \"land\"\n[dependencies]\na.workspace = true\nb = \"1\" # why\nc = { package = \"d\", version = \"1\" }\n[dev-dependencies.e]\nversion = \"1\"\n[features]\nf = []\n";
        let tree = Tree::of(&[("zone/land/Cargo.toml", text)]);
        let found = crates(&tree);
        let land = found.first().unwrap();
        assert_eq!((land.name.as_str(), land.layer), ("land", "zone"));
        let names: Vec<_> = land.dependencies.iter().map(|(_, n)| n.as_str()).collect();
        assert_eq!(names, ["a", "b", "d", "e"]);
    }
}
