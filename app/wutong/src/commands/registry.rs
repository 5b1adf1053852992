//! `wutong registry`: build a lake, and ask it.
use super::{Done, Failure, locale, print_json};
use crate::cli::registry::{On, Query, Registry as Cmd};
use kernel::ctx::{Clock, SystemClock};
use kernel::industry::IndustryCode;
use kernel::money::Amount;
use registry::{
    Build, By, Column, Company, Filter, IndustryLevel, Mapping, Order, Place, PlaceLevel, Registry, Step, YearOf,
};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub async fn run(cmd: Cmd) -> Done {
    match cmd {
        Cmd::Build { from, to, map, seed, json } => build(from, to, &map, seed, json).await,
        Cmd::Info { lake, json } => info(&lake, json).await,
        Cmd::Query(query) => ask(&query).await,
        Cmd::Counts { lake, out, level, year_of, region, on } => {
            counts(&on.open(&lake).await?, &out, &level, &year_of, &region).await
        }
        Cmd::Establishments { lake, out, on } => establishments(&on.open(&lake).await?, &out).await,
        Cmd::Correct { lake, company, industry } => correct(&lake, &company, &industry).await,
        #[cfg(feature = "dist")]
        Cmd::Scheduler { listen, executors } => Ok(registry::cluster::scheduler(listen, executors).await?),
        #[cfg(feature = "dist")]
        Cmd::Executor { scheduler, listen, tasks, work } => {
            Ok(registry::cluster::executor(&registry::cluster::Executor { scheduler, listen, tasks, work }).await?)
        }
    }
}

impl On {
    async fn open(&self, lake: &Path) -> registry::Result<Registry> {
        #[cfg(feature = "dist")]
        if let Some(cluster) = &self.cluster {
            return Registry::open_on(lake, cluster).await;
        }
        Registry::open(lake).await
    }
}

impl From<registry::Error> for Failure {
    fn from(error: registry::Error) -> Self {
        Self::of(ui::T::new(locale()).args(error.code(), &error.args()))
    }
}

fn wrong(text: impl std::fmt::Display) -> Failure {
    Failure { text: text.to_string(), code: 2 }
}

/// Builds where waiting is allowed, and hands the outcome back.
pub async fn build_lake(build: Build, watch: impl registry::Watch + 'static) -> Result<registry::Built, Failure> {
    let done = tokio::task::spawn_blocking(move || registry::build(&build, &watch)).await;
    Ok(done.map_err(|e| Failure::of(e.to_string()))??)
}

async fn build(from: Vec<PathBuf>, to: PathBuf, map: &[String], seed: u64, json: bool) -> Done {
    let mut mapping = Mapping::default();
    for given in map {
        mapping.add(given)?;
    }
    let built = build_lake(Build { from, to, mapping, seed }, Shown::default()).await?;
    if json {
        return print_json(&built);
    }
    let t = built.tally;
    if built.read.is_empty() {
        println!("nothing to do: the lake holds all {} files already; {} rows", built.known.len(), built.rows);
        return Ok(());
    }
    println!(
        "read {} rows of {} files: accepted {} (repaired {}, noted {}), duplicate {}, rejected {}; the lake holds {} rows",
        t.rows,
        built.read.len(),
        t.accepted,
        t.repaired,
        t.noted,
        t.duplicate,
        t.rejected,
        built.rows
    );
    if let Some(report) = built.report.filter(|_| t.repaired + t.noted + t.duplicate + t.rejected > 0) {
        println!("row by row: {}", report.display());
    }
    Ok(())
}

/// Progress on a terminal: one line that changes, at each full percent.
#[derive(Default)]
struct Shown(AtomicU64);

impl registry::Watch for Shown {
    fn progress(&self, progress: registry::Progress) {
        let step = match progress.step {
            Step::Reading => "reading",
            Step::Learning => "learning",
            Step::Writing => "writing",
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let percent = (progress.share * 100.0) as u64;
        let mark = percent ^ ((progress.rows / 50_000) << 8) ^ ((progress.step as u64) << 56);
        if self.0.swap(mark, Ordering::Relaxed) != mark && std::io::stderr().is_terminal() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K{step}: {} rows, {percent}%", progress.rows);
            if progress.step == Step::Writing && percent == 100 {
                let _ = write!(std::io::stderr(), "\r\u{1b}[K");
            }
        }
    }
}

async fn info(lake: &Path, json: bool) -> Done {
    let info = Registry::open(lake).await?.info();
    if json {
        return print_json(&info);
    }
    let years = info.years.map_or_else(|| "no dates".to_owned(), |(a, b)| format!("registered {a}-{b}"));
    println!(
        "{}: {} rows, {years}; {} individual businesses, counted only",
        lake.display(),
        info.rows,
        info.individuals
    );
    println!(
        "build {}; classifier taught by {} firms; {} corrections",
        info.generation, info.taught_by, info.corrections
    );
    for i in &info.inputs {
        let t = i.tally;
        println!(
            "  {}  {} rows: accepted {} (repaired {}, noted {}), duplicate {}, rejected {}",
            i.name, t.rows, t.accepted, t.repaired, t.noted, t.duplicate, t.rejected
        );
    }
    Ok(())
}

async fn ask(query: &Query) -> Done {
    let filter = filter(query)?;
    let order = order(query)?;
    let lake = query.on.open(&query.lake).await?;
    let page = match &query.text {
        Some(text) => lake.search(text, &filter, query.skip, query.top).await?,
        None => lake.find(&filter, &order, query.skip, query.top).await?,
    };
    if query.json {
        return print_json(&page);
    }
    println!("{}{} companies", if page.at_least { "more than " } else { "" }, page.total);
    page.companies.iter().for_each(|c| println!("{}", line(c)));
    Ok(())
}

fn line(c: &Company) -> String {
    let industry = c.group.or(c.division).map_or_else(|| "-".to_owned(), |i| format!("{} {}", i.lettered(), i.name()));
    let since = c.registered_on.or(c.listed_on).map(|d| d.to_string()).unwrap_or_default();
    let capital = c.capital.map(|a| a.auto(locale())).unwrap_or_default();
    let code = c.credit_code.clone().unwrap_or_else(|| c.stock_code.clone());
    format!("{}  {code}  {}/{}  {since}  {capital}  {industry} ({:.2})", c.name, c.province, c.city, c.confidence)
}

fn filter(q: &Query) -> Result<Filter, Failure> {
    let industries = q.industry.iter().map(|i| IndustryCode::parse(i)).collect::<Result<_, _>>().map_err(wrong)?;
    let (least, most) = (amount(q.capital_min.as_deref())?, amount(q.capital_max.as_deref())?);
    if let (Some(a), Some(b)) = (least, most)
        && a.currency != b.currency
    {
        return Err(wrong("--capital-min and --capital-max name two currencies: ask for one at a time"));
    }
    let filter = Filter {
        places: q.region.iter().map(|r| Place::parse(r)).collect(),
        industries,
        capital_min_fen: least.map(|a| a.fen),
        capital_max_fen: most.map(|a| a.fen),
        currency: least.or(most).map(|a| a.currency),
        sizes: q.size.clone(),
        insured_min: q.insured_min,
        insured_max: q.insured_max,
        words: q.words.clone(),
        ..Filter::default()
    };
    Ok(filter.aged(q.age_min, q.age_max, SystemClock.now().date_naive()))
}

fn amount(given: Option<&str>) -> Result<Option<Amount>, Failure> {
    given.map(Amount::parse).transpose().map(Option::flatten).map_err(wrong)
}

fn order(q: &Query) -> Result<Order, Failure> {
    if let Some(score) = &q.score {
        return Ok(Order::Score(score.clone()));
    }
    let Some(given) = &q.order else { return Ok(Order::AsStored) };
    let column = match given.trim_start_matches('-') {
        "registered" => Column::RegisteredOn,
        "listed" => Column::ListedOn,
        "capital" => Column::Capital,
        "insured" => Column::Insured,
        "confidence" => Column::Confidence,
        "name" => Column::Name,
        _ => return Err(wrong("--order is one of registered, listed, capital, insured, confidence, name")),
    };
    Ok(Order::By { column, descending: given.starts_with('-') })
}

async fn counts(lake: &Registry, out: &Path, level: &str, year_of: &str, region: &[String]) -> Done {
    let industry = if level == "division" { IndustryLevel::Division } else { IndustryLevel::Group };
    let filter = Filter { places: region.iter().map(|r| Place::parse(r)).collect(), ..Filter::default() };
    let listed = year_of == "listed";
    let year = if listed { YearOf::Listed } else { YearOf::Registered };
    let counts = lake.counts(&filter, By { place: PlaceLevel::City, industry, year }).await?;
    let firms: u64 = counts.iter().map(|c| c.firms).sum();
    if firms > 0 && counts.iter().all(|c| c.year == 0) {
        let key = if listed { "registry-none-listed" } else { "registry-none-registered" };
        return Err(Failure::of(ui::T::new(locale()).args(key, &[("firms".to_owned(), firms.to_string())])));
    }
    let complete = counts.iter().filter(|c| c.year != 0 && !c.city.is_empty());
    let mut table = Table::create(out, &["province", "city", "group", "year", "firms"])?;
    let mut counted = 0;
    for (count, industry) in complete.filter_map(|c| Some((c, c.industry?))) {
        counted += count.firms;
        let (year, firms) = (count.year.to_string(), count.firms.to_string());
        table.row(&[&count.province, &count.city, industry.as_str(), &year, &firms])?;
    }
    table.finish(&format!("{counted} of {firms} companies; the others lack a city, an industry or the year"))
}

async fn establishments(lake: &Registry, out: &Path) -> Done {
    let all = lake.establishments().await?;
    let mut table = Table::create(out, &["group_id", "home", "place", "division", "year"])?;
    for e in &all {
        table.row(&[&e.group_id, &e.home, &e.place, &e.division, &e.year.to_string()])?;
    }
    table.finish(&format!("{} branches", all.len()))
}

/// A csv file for other programs: no mark at its beginning, nothing added to cells.
struct Table {
    inner: csv::Writer<std::fs::File>,
    path: PathBuf,
    rows: u64,
}

impl Table {
    fn create(path: &Path, head: &[&str]) -> Result<Self, Failure> {
        let inner = csv::Writer::from_path(path).map_err(|e| Failure::of(format!("{}: {e}", path.display())))?;
        let mut table = Self { inner, path: path.to_owned(), rows: 0 };
        table.write(head)?;
        Ok(table)
    }

    fn write(&mut self, cells: &[&str]) -> Done {
        self.inner.write_record(cells).map_err(|e| Failure::of(format!("{}: {e}", self.path.display())))
    }

    fn row(&mut self, cells: &[&str]) -> Done {
        self.rows += 1;
        self.write(cells)
    }

    fn finish(mut self, of: &str) -> Done {
        self.inner.flush().map_err(|e| Failure::of(format!("{}: {e}", self.path.display())))?;
        println!("{} rows in {}, from {of}", self.rows, self.path.display());
        Ok(())
    }
}

async fn correct(lake: &Path, company: &str, industry: &str) -> Done {
    let industry = IndustryCode::parse(industry).map_err(wrong)?;
    let registry = Registry::open(lake).await?;
    let by_code = registry.by_code(company).await?;
    let found = match (by_code, company.parse::<i64>()) {
        (None, Ok(id)) => registry.company(id).await?,
        (found, _) => found,
    };
    let Some(found) = found else {
        return Err(Failure::of(format!("The lake holds no company with the code or number {company}.")));
    };
    let id = found.id;
    let after = registry.correct(&found, industry).await?.company(id).await?;
    after.iter().for_each(|c| println!("{}", line(c)));
    Ok(())
}

/// The listed companies travel with the program, so that the demo needs no other file.
const LISTED: &str = include_str!("../../../../seeds/registry/listed_companies.csv");

/// The demo's registry in a data folder, built at first start from the companies that ship.
pub async fn demo_lake(data: &Path) -> Result<PathBuf, Failure> {
    let lake = data.join("registry");
    let source = data.join("listed_companies.csv");
    std::fs::create_dir_all(data)
        .and_then(|()| std::fs::write(&source, LISTED))
        .map_err(|e| Failure::of(e.to_string()))?;
    let build = Build { from: vec![source.clone()], to: lake.clone(), mapping: Mapping::default(), seed: 20_191_008 };
    let built = build_lake(build, registry::Unwatched).await;
    std::fs::remove_file(&source).map_err(|e| Failure::of(e.to_string()))?;
    built.map(|_| lake)
}
