//! Files that builds wrote and no manifest names: those of a build that broke off, and those that a newer one replaced.
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::lake::manifest::Manifest;

pub(super) const STAGING: &str = "staging";
pub(super) const TABLES: &str = "firms";

/// Removes them. Only what has a name that builds give is touched.
pub(super) fn remove(lake: &Path, manifest: &Manifest) -> Result<()> {
    let kept: HashSet<PathBuf> = manifest.part_paths(lake).into_iter().collect();
    for path in children(lake)? {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let numbered = |prefix: &str, end: &str| {
            let number = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(end));
            number.and_then(|n| n.parse::<u64>().ok())
        };
        let stale_index = numbered("index-", "").is_some() && name != manifest.index;
        let stale_model = numbered("classifier-", ".bin").is_some() && name != manifest.classifier;
        let unborn_report = numbered("report-", ".csv").is_some_and(|n| n > manifest.generation);
        if name == STAGING || stale_index {
            std::fs::remove_dir_all(&path).map_err(Error::io(&path))?;
        } else if stale_model || unborn_report || name == "manifest.next" {
            std::fs::remove_file(&path).map_err(Error::io(&path))?;
        }
    }
    let tables = lake.join(TABLES);
    if !tables.is_dir() {
        return Ok(());
    }
    for year in children(&tables)?.into_iter().filter(|p| p.is_dir()) {
        for part in children(&year)? {
            if part.extension().is_some_and(|e| e == "parquet") && !kept.contains(&part) {
                std::fs::remove_file(&part).map_err(Error::io(&part))?;
            }
        }
    }
    Ok(())
}

fn children(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(Error::io(folder))?;
    entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>().map_err(Error::io(folder))
}
