//! Findings on the disk, so that a start does not learn anew what has not changed.
use attract::target::Findings;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Raised when the same registry would give other findings.
const VERSION: u32 = 6;

#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    findings: Findings,
}

fn file(data: &Path) -> PathBuf {
    data.join("targets").join("findings.json")
}

/// What the findings depend on: the registry as built, the city, the zone's focus industries.
pub fn key(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(VERSION.to_be_bytes());
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The findings kept under this key; none where there are none or the file cannot be read.
pub fn load(data: &Path, key: &str) -> Option<Findings> {
    let bytes = std::fs::read(file(data)).ok()?;
    let kept: Kept = serde_json::from_slice(&bytes).ok()?;
    (kept.key == key).then_some(kept.findings)
}

/// Keeps the findings: a file beside, then renamed, so that a broken write leaves the old one.
pub fn save(data: &Path, key: &str, findings: &Findings) -> std::io::Result<()> {
    let path = file(data);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let kept = Kept { key: key.to_owned(), findings: findings.clone() };
    let beside = path.with_extension("new");
    std::fs::write(&beside, serde_json::to_vec(&kept)?)?;
    std::fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attract::target::Company;

    #[test]
    fn what_was_kept_comes_back_only_for_the_same_registry() {
        let folder = tempfile::tempdir().unwrap();
        let findings = Findings {
            companies: vec![Company { name: "示例".into(), ..Company::default() }],
            ..Findings::default()
        };
        assert!(load(folder.path(), "a").is_none());
        save(folder.path(), "a", &findings).unwrap();
        assert_eq!(load(folder.path(), "a"), Some(findings));
        assert!(load(folder.path(), "b").is_none());
        std::fs::write(file(folder.path()), b"{broken").unwrap();
        assert!(load(folder.path(), "a").is_none());
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }
}
