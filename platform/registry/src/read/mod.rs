//! Questions to a lake.
mod condition;
mod counts;
mod engine;
mod establishments;
mod find;
mod overlay;
mod score;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use classifier::{Classifier, Division, Field, Firm};
use kernel::industry::IndustryCode;
use serde::Serialize;

use crate::company::Company;
use crate::corrections;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::lake::manifest::{Input, Manifest};
use crate::text::FullText;
pub use counts::{By, Count, IndustryLevel, PlaceLevel, Quotient, YearOf};
use engine::Engine;
pub use establishments::Establishment;
pub use find::{Column, Order};
pub(crate) use overlay::Overlay;

/// A lake that is open for questions. Cheap to clone. It shows the lake as it was when it was opened: after a build or a
/// correction, [`Registry::open`] shows the new one.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    manifest: Manifest,
    engine: Engine,
    text: FullText,
    classifier: Classifier,
    overlay: Overlay,
}

/// Companies of one page, and how many there are altogether.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page {
    pub total: u64,
    /// There are more than `total`: words that are everywhere are counted to 5,000.
    pub at_least: bool,
    pub companies: Vec<Company>,
}

/// What a lake holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Info {
    pub path: PathBuf,
    /// Counts the builds.
    pub generation: u64,
    pub rows: u64,
    /// Individual businesses among them: counted, never shown.
    pub individuals: u64,
    /// First and last year of registration; None where no row has a date.
    pub years: Option<(i32, i32)>,
    /// Firms whose names taught the classifier; 0 where the lexicon works alone.
    pub taught_by: u64,
    pub corrections: usize,
    pub inputs: Vec<Input>,
}

/// A word that speaks for the industry of a company, with its share of all that speaks for it (0…1).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    pub word: String,
    /// It stands in the name, else in the scope.
    pub in_name: bool,
    pub share: f32,
}

impl Registry {
    /// Opens the lake in a folder.
    ///
    /// # Errors
    /// [`Error::NoLake`], or [`Error::Lake`] when its files are missing or of another version.
    pub async fn open(lake: &Path) -> Result<Self> {
        let manifest = Manifest::read(lake)?.ok_or_else(|| Error::NoLake { path: lake.to_owned() })?;
        let engine = Engine::local(&manifest.part_paths(lake))?;
        Self::with(lake, manifest, engine).await
    }

    /// Opens the lake in a folder and asks its tables on a cluster, whose nodes must find it under the same path; the full
    /// text stays here.
    ///
    /// # Errors
    /// Also [`Error::Cluster`] where nobody answers at the address (HOST:PORT of the scheduler).
    #[cfg(feature = "dist")]
    pub async fn open_on(lake: &Path, cluster: &str) -> Result<Self> {
        let manifest = Manifest::read(lake)?.ok_or_else(|| Error::NoLake { path: lake.to_owned() })?;
        let engine = Engine::on(cluster, &manifest.part_paths(lake)).await?;
        Self::with(lake, manifest, engine).await
    }

    async fn with(lake: &Path, manifest: Manifest, engine: Engine) -> Result<Self> {
        let path = lake.to_owned();
        let (text, classifier, overlay, manifest) = blocking(move || {
            let text = FullText::open(&path.join(&manifest.index))?;
            let classifier = Classifier::new(crate::build::load(&path, &manifest)?);
            let overlay = Overlay::resolve(&corrections::read(&path)?, &text)?;
            Ok((text, classifier, overlay, manifest))
        })
        .await?;
        engine.lay_over(&overlay).await?;
        let inner = Inner { path: lake.to_owned(), manifest, engine, text, classifier, overlay };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub fn info(&self) -> Info {
        let m = &self.inner.manifest;
        let years = || m.parts.iter().map(|p| p.year).filter(|y| *y != 0);
        Info {
            path: self.inner.path.clone(),
            generation: m.generation,
            rows: m.rows,
            individuals: m.individuals,
            years: years().min().zip(years().max()),
            taught_by: self.inner.classifier.model().taught_by(),
            corrections: self.inner.overlay.len(),
            inputs: m.inputs.clone(),
        }
    }

    /// The best companies for words that are typed: all must be found in name or scope, hits in the name count more.
    /// Names are compared folded (width, case, brackets). At most 5,000 deep, and
    /// counted so far.
    pub async fn search(&self, text: &str, filter: &Filter, offset: usize, limit: usize) -> Result<Page> {
        let (this, text, filter) = (self.clone(), text.to_owned(), filter.clone());
        blocking(move || {
            let inner = &this.inner;
            let page = inner.text.search(&text, &filter, &inner.overlay, offset, limit)?;
            Ok(Page { companies: inner.overlay.over(page.companies), ..page })
        })
        .await
    }

    /// The company with this number.
    pub async fn company(&self, id: i64) -> Result<Option<Company>> {
        Ok(self.by_ids(vec![id]).await?.pop())
    }

    /// The company with this credit code or registration number.
    pub async fn by_code(&self, code: &str) -> Result<Option<Company>> {
        let (this, code) = (self.clone(), code.trim().to_ascii_uppercase());
        blocking(move || {
            let found = this.inner.text.by_code(&code)?;
            Ok(this.inner.overlay.over(found.into_iter().collect()).pop())
        })
        .await
    }

    async fn by_ids(&self, ids: Vec<i64>) -> Result<Vec<Company>> {
        let this = self.clone();
        blocking(move || Ok(this.inner.overlay.over(this.inner.text.by_ids(&ids)?))).await
    }

    /// The words by which the classifier would place the company where it stands; empty when it would not.
    pub fn why(&self, company: &Company) -> Vec<Why> {
        let number = company.division.and_then(|d| d.as_str().parse().ok());
        let Some(division) = number.and_then(Division::new) else { return Vec::new() };
        let firm = Firm { name: &company.name, scope: &company.scope };
        let words = self.inner.classifier.explain(firm, division).into_iter();
        words.map(|e| Why { word: e.word, in_name: e.field == Field::Name, share: e.share }).collect()
    }

    /// The industries that the classifier thinks of, likeliest first, at most three divisions with their confidence.
    pub fn alternatives(&self, company: &Company) -> Vec<(IndustryCode, f32)> {
        let verdict = self.inner.classifier.classify(Firm { name: &company.name, scope: &company.scope });
        let code = |d: Division| IndustryCode::parse(&d.to_string()).ok();
        verdict.divisions.iter().filter_map(|g| Some((code(g.code)?, g.confidence))).collect()
    }

    /// Keeps what a user says about a company's industry: it wins over source and classifier, here and in every later
    /// build. The handle that is returned shows it.
    ///
    /// # Errors
    /// [`Error::Query`] for a section: the division must be said.
    pub async fn correct(&self, company: &Company, industry: IndustryCode) -> Result<Self> {
        let (path, company) = (self.inner.path.clone(), company.clone());
        blocking(move || corrections::add(&path, company.credit_code.as_deref(), &company.name, industry)).await?;
        Self::open(&self.inner.path).await
    }
}

/// Runs what waits for disk or processor where it holds up nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(e) => Err(Error::Engine(e.to_string())),
    }
}
