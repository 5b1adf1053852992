//! 落地 in a pack: themes, projects with their milestones, what was done on their approvals, their documents and requests, replayed
//! through the slice's own rules, so that the books hold nothing that could not have happened there.
mod model;
mod papers;
mod papers_read;
mod replay;

use super::PackError;
use super::problem::Problems;
use files::Files;
use kernel::{Ctx, Result};
use model::{PackLanding, ProjectFile, ThemeFile};
use std::path::Path;
use store::Db;

/// What a file of a pack is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Theme,
    Projects,
    Steps,
    /// Read with every fault at once.
    Papers,
}

fn kind(name: &str) -> Option<Kind> {
    match () {
        () if name.starts_with("theme-") && name.ends_with(".json") => Some(Kind::Theme),
        () if name.starts_with("projects") && name.ends_with(".json") => Some(Kind::Projects),
        () if name.starts_with("project_steps") && name.ends_with(".csv") => Some(Kind::Steps),
        () if name == papers_read::DOCUMENTS.name || name == papers_read::REQUESTS.name => Some(Kind::Papers),
        () => None,
    }
}

/// Whether a file of that name is read here.
pub fn is_of(name: &str) -> bool {
    kind(name).is_some()
}

/// Files of the folder that are read: themes `theme-*.json`, projects `projects*.json`, steps `project_steps*.csv`, documents
/// `project_documents.csv`, requests `project_requests.csv`.
pub fn read(folder: &Path) -> std::result::Result<PackLanding, Vec<PackError>> {
    let (mut landing, mut faults) = (PackLanding::default(), Vec::new());
    let problems = Problems::default();
    for path in files(folder) {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        let read = match kind(&name) {
            Some(Kind::Theme) => json::<ThemeFile>(&path).map(|theme| landing.themes.push(theme)),
            Some(Kind::Projects) => json::<ProjectFile>(&path).map(|file| landing.projects.extend(file.projects)),
            Some(Kind::Steps) => model::steps(&path).map(|steps| landing.steps.extend(steps)),
            Some(Kind::Papers) | None => Ok(()),
        };
        faults.extend(read.err().map(|fault| PackError::whole(&name, fault)));
    }
    landing.documents = papers_read::documents(folder, &problems);
    landing.requests = papers_read::requests(folder, &problems);
    papers_read::projects_known(&landing, &problems);
    faults.extend(problems.into_errors());
    if faults.is_empty() { Ok(landing) } else { Err(faults) }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|e| e.path()).collect();
    paths.sort();
    paths
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> std::result::Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}

/// Brings themes and projects into the books; a project that is there already is left as it is. Gives how many were new.
/// The documents' bytes go to `vault`.
pub async fn load(ctx: &Ctx, db: &Db, vault: &Files, landing: &PackLanding) -> Result<usize> {
    replay::all(ctx, db, vault, landing).await
}
