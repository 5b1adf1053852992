//! 招商目标 of this installation: learned from the company registry in the background, never within a request, and kept on the
//! disk. The pages are `attract::target`; the methods are `lib/targeting`.
mod count;
mod fit;
mod kept;
mod known;
mod learn;
mod place;
mod prospect;
mod store;
mod trades;

pub use known::{Everywhere, WithTargets};

use crate::server::Town;
use attract::directory::Answer;
use attract::target::{Books, Engine, Findings, Standing, Step};
use enterprise::focus::rules::Taxonomy;
use kernel::region::RegionCode;
use kernel::{Ctx, Result};
use prospect::Expanders;
use registry::Registry;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

/// How often the registry is looked at for a new build.
const LOOK: Duration = Duration::from_secs(30);

/// The targets of one zone.
#[derive(Clone)]
pub struct Targets {
    town: Town,
    standing: Arc<RwLock<Standing>>,
    registry: Arc<RwLock<Option<Registry>>>,
    books: trades::Kept,
}

impl Engine for Targets {
    fn findings<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Standing> {
        Box::pin(async { Ok(self.standing()) })
    }
    fn books<'a>(&'a self, ctx: &'a Ctx) -> Answer<'a, Arc<Books>> {
        Box::pin(self.books.of(ctx, &self.town.db))
    }
}

/// Why there are no findings: a text key of the slice with its values.
struct Why(&'static str, Vec<(String, String)>);

impl Why {
    fn registry(error: impl std::fmt::Display) -> Self {
        Self("target-failed-registry", vec![("why".to_owned(), error.to_string())])
    }
}

impl Targets {
    /// Nothing is learned yet; [`Targets::watch`] does that.
    pub fn new(town: &Town) -> Self {
        let lake = town.data.join("registry");
        let first =
            if lake.join(MANIFEST).exists() { Standing::Computing(Step::Reading) } else { Standing::NoRegistry };
        Self {
            town: town.clone(),
            standing: Arc::new(RwLock::new(first)),
            registry: Arc::default(),
            books: trades::Kept::default(),
        }
    }

    pub fn standing(&self) -> Standing {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn say(&self, standing: Standing) {
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// The registry as it was when the findings were made.
    pub fn registry(&self) -> Option<Registry> {
        self.registry.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn lake(&self) -> PathBuf {
        self.town.data.join("registry")
    }

    fn built(&self) -> Option<SystemTime> {
        std::fs::metadata(self.lake().join(MANIFEST)).and_then(|m| m.modified()).ok()
    }

    /// Learns at once, and again after each build of the registry, until the server ends.
    pub async fn watch(self) {
        let mut seen = None;
        loop {
            let built = self.built();
            if built.is_some() && built != seen {
                seen = built;
                self.renew().await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Opens the registry and makes the findings, or takes those that were kept.
    pub async fn renew(&self) {
        if !matches!(self.standing(), Standing::Ready(_)) {
            self.say(Standing::Computing(Step::Reading));
        }
        match self.compute().await {
            Ok(findings) => {
                tracing::info!(
                    industries = findings.industries.len(),
                    companies = findings.companies.len(),
                    "targets are ready"
                );
                self.say(Standing::Ready(Arc::new(findings)));
            }
            Err(Why(reason, args)) => {
                tracing::warn!(reason, ?args, "the targets could not be learned");
                self.say(Standing::Failed { reason: reason.to_owned(), args });
            }
        }
    }

    async fn compute(&self) -> std::result::Result<Findings, Why> {
        let registry = Registry::open(&self.lake()).await.map_err(Why::registry)?;
        *self.registry.write().unwrap_or_else(PoisonError::into_inner) = Some(registry.clone());
        let city = RegionCode::parse(&self.town.zone.city_code).ok();
        let (city, province) = city.map_or((None, None), |c| (place::short(c), place::short(c.province())));
        let (Some(city), Some(province)) = (city, province) else { return Err(Why("target-failed-city", Vec::new())) };
        let taxonomy = self.taxonomy().await.map_err(Why::registry)?;
        let key = self.key(&registry, &taxonomy);
        if let Some(kept) = kept::load(&self.town.data, &key) {
            return Ok(kept);
        }
        let findings = self.learn(&registry, &taxonomy, province, city).await?;
        if let Err(error) = kept::save(&self.town.data, &key, &findings) {
            tracing::warn!(%error, "the targets could not be kept; the next start learns anew");
        }
        Ok(findings)
    }

    async fn learn(
        &self,
        registry: &Registry,
        taxonomy: &Taxonomy,
        province: String,
        city: String,
    ) -> std::result::Result<Findings, Why> {
        let table = count::read(registry).await.map_err(Why::registry)?;
        self.step(Step::Entry);
        let counted = table.counted();
        let learned = blocking(move || learn::learn(&table, &province, &city)).await?;
        let Some(mut learned) = learned else {
            return Err(Why("target-failed-counts", vec![("n".to_owned(), counted.to_string())]));
        };
        fit::mark(&mut learned.industries, taxonomy);
        self.step(Step::Expansion);
        let branches = registry.establishments().await.map_err(Why::registry)?;
        let at = learned.basis.at;
        let expanders = blocking(move || Expanders::learn(branches, at)).await?;
        self.step(Step::Companies);
        let mut basis = learned.basis.clone();
        basis.expanders = expanders.as_ref().map_or(0, Expanders::count);
        basis.computed_us = self.town.system().now_us();
        let (industries, companies) =
            prospect::choose(registry, learned, expanders.as_ref()).await.map_err(Why::registry)?;
        let trades = trades::of_city(registry, &basis).await.map_err(Why::registry)?;
        let segments = fit::segments(taxonomy);
        Ok(Findings { basis, industries, companies, cities: place::cities().to_vec(), trades, segments })
    }

    /// What is being done, unless older findings are still shown.
    fn step(&self, step: Step) {
        if !matches!(self.standing(), Standing::Ready(_)) {
            self.say(Standing::Computing(step));
        }
    }

    async fn taxonomy(&self) -> Result<Taxonomy> {
        let mut conn = self.town.db.read(&self.town.zone_id).await?;
        Ok(Taxonomy::new(enterprise::focus::store::all(&mut conn).await?))
    }

    fn key(&self, registry: &Registry, taxonomy: &Taxonomy) -> String {
        let info = registry.info();
        let focuses: Vec<String> =
            taxonomy.all().iter().map(|f| format!("{}:{}", f.code, f.industries.join(","))).collect();
        let counts = format!("{} {} {}", info.generation, info.rows, info.corrections);
        let inputs: Vec<&str> = info.inputs.iter().map(|i| i.sha256.as_str()).collect();
        kept::key(&[&counts, &inputs.join(" "), &self.town.zone.city_code, &focuses.join(";")])
    }
}

/// The file of a lake that changes with each build.
const MANIFEST: &str = "manifest.json";

/// Runs what takes the processor for long where it holds up nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> std::result::Result<T, Why> {
    tokio::task::spawn_blocking(work).await.map_err(Why::registry)
}
