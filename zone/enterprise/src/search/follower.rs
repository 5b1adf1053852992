//! The index follows the journal: what an event names is indexed again, and the position is kept with the index, so
//! that nothing is missed across a restart. Users read their own writes: [`Search::fresh`] waits until it has caught up.
use super::document::{Frame, document};
use super::{failure, schema, store};
use crate::company::{Enterprise, store as companies};
use crate::figure::{Figure, service::reference_year_up_to};
use crate::import::store::of_companies;
use crate::listing::Listing;
use ::store::{Conn, Db};
use chrono::Datelike;
use kernel::ctx::{Clock, china};
use kernel::event::ObjectRef;
use kernel::{Error, Result, ZoneId};
use search::Index;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Companies of one batch.
const BATCH: usize = 1_000;
/// Events of one step.
const EVENTS: i64 = 200;
/// Events read at once: those of an import are large.
const READ: i64 = 20;
/// How long a page waits for the index before it shows what is there.
const PATIENCE: Duration = Duration::from_secs(1);
/// Other processes' commits are seen within this time.
const TICK: Duration = Duration::from_secs(1);

/// The index of one zone.
pub struct ZoneIndex {
    pub index: Arc<Index>,
    position: watch::Receiver<i64>,
    pub(super) memory: super::memory::Memory,
}

/// The slice's indexes, one per zone; cheap to clone.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    db: Db,
    dir: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    zones: Mutex<HashMap<ZoneId, Arc<ZoneIndex>>>,
}

impl Search {
    /// Indexes under this folder, or in memory without one. A zone's follower starts when it is first asked for.
    pub fn new(db: Db, dir: Option<PathBuf>, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner { db, dir, clock, zones: Mutex::default() }))
    }

    /// Begins to follow these zones at once, so that the first page need not wait.
    pub fn spawn(db: Db, dir: Option<PathBuf>, clock: Arc<dyn Clock>, zones: &[ZoneId]) -> Result<Self> {
        let search = Self::new(db, dir, clock);
        for zone in zones {
            search.zone(zone)?;
        }
        Ok(search)
    }

    /// The index of a zone; opened and followed from now on if it was not yet.
    pub fn zone(&self, zone: &ZoneId) -> Result<Arc<ZoneIndex>> {
        let mut zones = self.0.zones.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = zones.get(zone) {
            return Ok(open.clone());
        }
        let dir = self.0.dir.as_ref().map(|d| d.join(zone.as_str()));
        let index = Arc::new(Index::open(dir.as_deref(), schema()).map_err(failure)?);
        let (tell, position) = watch::channel(-1);
        let open = Arc::new(ZoneIndex { index: index.clone(), position, memory: Default::default() });
        zones.insert(zone.clone(), open.clone());
        let year_file = self.0.dir.as_ref().map(|d| d.join(format!("{zone}.year")));
        let (db, clock) = (self.0.db.clone(), self.0.clock.clone());
        let follower = Follower { db, clock, zone: zone.clone(), index, year_file, tell };
        tokio::spawn(follower.run());
        Ok(open)
    }

    /// The zone's index once it has seen everything that is committed now; after a second as far as it is.
    pub async fn fresh(&self, zone: &ZoneId) -> Result<Arc<ZoneIndex>> {
        let open = self.zone(zone)?;
        let head = self.0.db.read(zone).await?.head().await?.0;
        let mut position = open.position.clone();
        let _ = tokio::time::timeout(PATIENCE, position.wait_for(|p| *p >= head)).await;
        Ok(open)
    }
}

impl ZoneIndex {
    /// The event up to which the index is built; negative while the first building goes on.
    pub fn position(&self) -> i64 {
        *self.position.borrow()
    }
}

struct Follower {
    db: Db,
    clock: Arc<dyn Clock>,
    zone: ZoneId,
    index: Arc<Index>,
    /// The reference year for which the index was built: standings of that year are in every document.
    year_file: Option<PathBuf>,
    tell: watch::Sender<i64>,
}

#[derive(Deserialize)]
struct Objects {
    objects: Vec<ObjectRef>,
}

/// What a stretch of the journal touches.
#[derive(Default)]
struct Touched {
    ids: BTreeSet<String>,
    /// Definitions changed, by which every company is seen anew.
    everything: bool,
    last: i64,
}

impl Follower {
    async fn run(self) {
        let mut commits = self.db.subscribe();
        let mut year =
            self.year_file.as_ref().and_then(|f| std::fs::read_to_string(f).ok()).and_then(|y| y.parse().ok());
        loop {
            // Nobody holds the index any more: the program is ending.
            if self.tell.is_closed() {
                return;
            }
            commits.borrow_and_update();
            if let Err(error) = self.catch_up(&mut year).await {
                tracing::warn!(zone = %self.zone, %error, "the company index waits");
                tokio::time::sleep(TICK).await;
            }
            let _ = tokio::time::timeout(TICK, commits.changed()).await;
        }
    }

    fn last_full_year(&self) -> i32 {
        self.clock.now().with_timezone(&china()).year() - 1
    }

    async fn catch_up(&self, year: &mut Option<i32>) -> Result<()> {
        let known = self.index.position().filter(|p| *p >= 0);
        if self.index.is_read_only() {
            let _ = self.tell.send(known.unwrap_or(-1));
            return Ok(());
        }
        let mut conn = self.db.read(&self.zone).await?;
        let (head, _) = conn.head().await?;
        let now = reference_year_up_to(&mut conn, self.last_full_year()).await?;
        let Some(mut position) = known.filter(|p| *p <= head && *year == Some(now)) else {
            drop(conn);
            // A new folder, a restored database, or figures of another year than before: a pack, an import or a form brought or took them.
            self.rebuild(head, now).await?;
            *year = Some(now);
            if let Some(file) = &self.year_file {
                std::fs::write(file, now.to_string()).map_err(Error::internal)?;
            }
            return Ok(());
        };
        while position < head {
            let touched = self.touched(&mut conn, position).await?;
            if touched.everything {
                drop(conn);
                return self.rebuild(head, now).await;
            }
            let frame = self.frame(&mut conn, now).await?;
            let ids: Vec<String> = touched.ids.into_iter().collect();
            for block in ids.chunks(BATCH) {
                let found: Vec<Enterprise> = of_companies(&mut conn, "id", block).await?;
                self.put(&mut conn, found, block, &frame).await?;
            }
            position = touched.last;
            self.commit(position).await?;
        }
        let _ = self.tell.send(position);
        Ok(())
    }

    async fn touched(&self, conn: &mut Conn, after: i64) -> Result<Touched> {
        let mut touched = Touched { last: after, ..Touched::default() };
        for _ in 0..EVENTS / READ {
            for row in store::events_after(conn, touched.last, READ).await? {
                let body: Objects = serde_json::from_str(&row.text("body")?).map_err(Error::internal)?;
                for object in body.objects {
                    match object.kind.as_str() {
                        "enterprise" => drop(touched.ids.insert(object.id)),
                        "focus" | "threshold" | "zone" => touched.everything = true,
                        _ => {}
                    }
                }
                touched.last = row.int("seq")?;
            }
        }
        Ok(touched)
    }

    async fn frame(&self, conn: &mut Conn, year: i32) -> Result<Frame> {
        Ok(Frame {
            taxonomy: crate::focus::service::taxonomy(conn).await?,
            thresholds: crate::threshold::service::all(conn).await?,
            year,
        })
    }

    /// Everything anew; what is there can be searched meanwhile.
    async fn rebuild(&self, head: i64, year: i32) -> Result<()> {
        let mut conn = self.db.read(&self.zone).await?;
        let frame = self.frame(&mut conn, year).await?;
        drop(conn);
        self.index.clear().map_err(failure)?;
        let (mut after, mut count) = (String::new(), 0_usize);
        loop {
            let mut conn = self.db.read(&self.zone).await?;
            let found = companies::after(&mut conn, &after, i64::try_from(BATCH).unwrap_or(1_000)).await?;
            let Some(last) = found.last() else { break };
            after = last.id.to_string();
            count += found.len();
            self.put(&mut conn, found, &[], &frame).await?;
            if count.is_multiple_of(50_000) {
                tracing::info!(zone = %self.zone, count, "indexing companies");
            }
        }
        self.commit(head).await?;
        tracing::info!(zone = %self.zone, count, "company index built");
        let _ = self.tell.send(head);
        Ok(())
    }

    /// Indexes these companies; of `asked` the ones that were not found go.
    async fn put(&self, conn: &mut Conn, found: Vec<Enterprise>, asked: &[String], frame: &Frame) -> Result<()> {
        let ids: Vec<String> = found.iter().map(|c| c.id.to_string()).collect();
        let mut figures: HashMap<String, Vec<Figure>> = HashMap::new();
        for f in of_companies::<Figure>(conn, "enterprise_id", &ids).await? {
            figures.entry(f.enterprise_id.to_string()).or_default().push(f);
        }
        let mut listings: HashMap<String, Vec<Listing>> = HashMap::new();
        for l in of_companies::<Listing>(conn, "enterprise_id", &ids).await? {
            listings.entry(l.enterprise_id.to_string()).or_default().push(l);
        }
        let zone = self.zone.as_str();
        let (mut docs, mut gone): (Vec<_>, Vec<String>) = (Vec::new(), Vec::new());
        for c in &found {
            let (f, l) = (figures.remove(c.id.as_str()), listings.remove(c.id.as_str()));
            match document(zone, c, &f.unwrap_or_default(), &l.unwrap_or_default(), frame) {
                Some(doc) => docs.push(doc),
                None => gone.push(c.id.to_string()),
            }
        }
        gone.extend(asked.iter().filter(|id| !ids.contains(id)).cloned());
        let (index, zone) = (self.index.clone(), self.zone.to_string());
        let write = move || -> std::result::Result<(), search::Error> {
            index.put(docs)?;
            gone.iter().try_for_each(|id| index.delete(&zone, id))
        };
        tokio::task::spawn_blocking(write).await.map_err(Error::internal)?.map_err(failure)
    }

    async fn commit(&self, position: i64) -> Result<()> {
        let index = self.index.clone();
        tokio::task::spawn_blocking(move || index.commit(position)).await.map_err(Error::internal)?.map_err(failure)
    }
}
