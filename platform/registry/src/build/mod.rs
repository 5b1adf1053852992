//! Building a lake: read and clean every row, learn the trades, then write the tables and the full text. A build that
//! breaks off leaves the lake as it was.
mod keys;
mod leftovers;
mod read;
mod report;
mod write;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use classifier::{Classifier, Model, Trainer};
use serde::Serialize;

use crate::column::Mapping;
use crate::corrections;
use crate::error::{Error, Result};
use crate::input;
use crate::lake::manifest::{Input, Manifest, Tally};

/// What to build from and where to.
#[derive(Clone, Debug)]
pub struct Build {
    /// Files, and folders that are searched for files.
    pub from: Vec<PathBuf>,
    /// The folder of the lake; it is made where it does not exist.
    pub to: PathBuf,
    /// What the user says about columns; the rest is recognised.
    pub mapping: Mapping,
    /// For the classifier; the same seed and rows give the same lake.
    pub seed: u64,
}

/// What a build is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Reading,
    Learning,
    Writing,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Progress {
    pub step: Step,
    /// Rows of this step so far.
    pub rows: u64,
    /// Of this step, 0…1.
    pub share: f32,
}

/// Hears how far a build is, and may break it off.
pub trait Watch: Send + Sync {
    fn progress(&self, progress: Progress);
    fn cancelled(&self) -> bool {
        false
    }
}

/// For builds that nobody watches.
pub struct Unwatched;
impl Watch for Unwatched {
    fn progress(&self, _: Progress) {}
}

/// What a build did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Built {
    /// Files that were read, in this order; none where everything was in the lake already.
    pub read: Vec<Input>,
    /// Files whose content is in the lake already.
    pub known: Vec<String>,
    /// Over the files that were read.
    pub tally: Tally,
    /// Rows of the lake now.
    pub rows: u64,
    /// The row-by-row report, where files were read.
    pub report: Option<PathBuf>,
}

/// Rows between two looks at the watch.
pub(crate) const PACE_ROWS: u64 = 8_192;

/// Reads the files that the lake does not hold yet into it. Blocks: call it where waiting is allowed.
///
/// # Errors
/// A file that cannot be read as a whole, a column that is not found, a full disk, cancellation: in each case the lake
/// stays as it was. Rows that cannot be used are no errors: they stand in the report.
pub fn build(build: &Build, watch: &dyn Watch) -> Result<Built> {
    let lake = &build.to;
    std::fs::create_dir_all(lake).map_err(Error::io(lake))?;
    let _lock = lock(lake)?;
    let old = Manifest::read(lake)?.unwrap_or_else(Manifest::empty);
    leftovers::remove(lake, &old)?;
    let (new, known) = news(&input::files(&build.from)?, &old, watch)?;
    if new.is_empty() {
        return Ok(Built { read: Vec::new(), known, tally: Tally::default(), rows: old.rows, report: None });
    }
    let done = extend(build, old, new, watch);
    if done.is_err() {
        // What was written for the new generation belongs to nobody; the next build would remove it as well.
        if let Ok(Some(still)) = Manifest::read(lake) {
            leftovers::remove(lake, &still)?;
        }
    }
    let (manifest, read, report) = done?;
    leftovers::remove(lake, &manifest)?;
    let mut tally = Tally::default();
    read.iter().for_each(|input| tally.add(&input.tally));
    Ok(Built { read, known, tally, rows: manifest.rows, report: Some(report) })
}

fn lock(lake: &Path) -> Result<File> {
    let path = lake.join("lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(Error::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy { path: lake.to_owned() }),
        Err(TryLockError::Error(e)) => Err(Error::io(&path)(e)),
    }
}

/// New files with what was read of them, and the names of those that the lake holds already.
type News = (Vec<(PathBuf, Input)>, Vec<String>);

/// The files whose content the lake does not hold, with their hashes; and the names of the others.
fn news(files: &[PathBuf], old: &Manifest, watch: &dyn Watch) -> Result<News> {
    let (mut new, mut known): (Vec<(PathBuf, Input)>, Vec<String>) = (Vec::new(), Vec::new());
    for path in files {
        let input = read::identify(path, old.generation + 1, watch)?;
        let seen = old.inputs.iter().chain(new.iter().map(|(_, i)| i)).any(|i| i.sha256 == input.sha256);
        if seen { known.push(input.name) } else { new.push((path.clone(), input)) }
    }
    Ok((new, known))
}

fn extend(
    build: &Build,
    mut manifest: Manifest,
    new: Vec<(PathBuf, Input)>,
    watch: &dyn Watch,
) -> Result<(Manifest, Vec<Input>, PathBuf)> {
    let lake = &build.to;
    let old_index = Some(manifest.index.clone()).filter(|i| !i.is_empty()).map(|i| lake.join(i));
    manifest.generation += 1;
    let generation = manifest.generation;
    manifest.index = format!("index-{generation:06}");
    let learn = manifest.classifier.is_empty();
    let options = classifier::Options { seed: build.seed, ..classifier::Options::default() };
    let mut trainer = learn.then(|| Trainer::new(options));
    let report = lake.join(format!("report-{generation:06}.csv"));
    let staged = read::read(lake, &mut manifest, new, &build.mapping, trainer.as_mut(), &report, watch)?;
    let model = match trainer {
        Some(trainer) => learned(lake, &mut manifest, trainer, watch)?,
        None => load(lake, &manifest)?,
    };
    let sources = write::Sources {
        lake,
        old_index: old_index.as_deref(),
        classifier: Classifier::new(model),
        corrections: corrections::of(&corrections::read(lake)?),
    };
    write::write(&sources, &mut manifest, &staged.years, staged.rows, watch)?;
    manifest.inputs.extend(staged.inputs.iter().cloned());
    manifest.write(lake)?;
    Ok((manifest, staged.inputs, report))
}

fn learned(lake: &Path, manifest: &mut Manifest, trainer: Trainer, watch: &dyn Watch) -> Result<Model> {
    let model = trainer.train(|p| {
        watch.progress(Progress { step: Step::Learning, rows: 0, share: read::share(p.done as u64, p.of as u64) });
        if watch.cancelled() { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    });
    let model = model.map_err(|_| Error::Cancelled)?;
    manifest.classifier = format!("classifier-{:06}.bin", manifest.generation);
    let path = lake.join(&manifest.classifier);
    std::fs::write(&path, model.to_bytes()).map_err(Error::io(&path))?;
    Ok(model)
}

/// The classifier of a lake.
pub(crate) fn load(lake: &Path, manifest: &Manifest) -> Result<Model> {
    let path = lake.join(&manifest.classifier);
    let bytes = std::fs::read(&path).map_err(Error::io(&path))?;
    Model::from_bytes(&bytes).map_err(|e| Error::Lake { path: lake.to_owned(), reason: e.to_string() })
}
