//! Restoring: the backup is proved in a database of its own before anything is replaced.
use super::archive::{Opened, damaged, open};
use super::load::{check_tables, load, steps_of};
use super::{SCHEMA_TABLE, ZonePart};
use crate::chain::{installation, zones_in};
use crate::heads::{HEADS_FILE, Heads, SignedHead, TRUSTED_FILE, io, trusted_keys};
use crate::verify::verify_in;
use kernel::error::FieldError;
use kernel::{Clock, Error, Result, ZoneId};
use serde::Serialize;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{Conn, Db, DbConfig, Migration};

/// What to restore, and where to.
#[derive(Clone, Copy, Debug)]
pub struct Restore<'a> {
    pub file: &'a Path,
    /// The database to fill: `sqlite://…` or `postgres://…`. No program may be serving it.
    pub url: &'a str,
    pub data_dir: &'a Path,
    /// All steps of the schema that this program knows; what the backup lacks is applied by the next start.
    pub steps: &'a [Migration],
    /// Whether an installation that holds something may be replaced. An embedded database is kept beside the new one.
    pub replace: bool,
}

/// What a restore brought back.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    pub created_us: i64,
    pub rows: u64,
    /// Zone and number of its last event.
    pub zones: Vec<(String, i64)>,
    /// The public key that signed the backup.
    pub key: String,
    /// Whether this data directory knew that key already; otherwise compare it with the one that you noted.
    pub key_known: bool,
    /// Where the replaced embedded database is kept.
    pub kept: Option<PathBuf>,
}

/// Proves the backup, then puts it in place: all or nothing.
pub async fn restore(what: &Restore<'_>, clock: &dyn Clock) -> Result<Restored> {
    let mut opened = open(what.file)?;
    let steps = steps_of(&opened.manifest, what.steps)?;
    let target = Target::of(what.url)?;
    if !what.replace && !target.is_empty().await? {
        return Err(Error::conflict("restore-not-empty"));
    }
    fs::create_dir_all(what.data_dir).map_err(io)?;
    let known = trusted_keys(what.data_dir)?;
    let key_known = known.contains(&opened.manifest.key);
    let witness = if key_known { Heads::read(what.data_dir)? } else { Heads::default() };
    let proof = Proof::at(target.proof_path(what.data_dir));
    let rows = proof.prove(&mut opened, &steps, &witness).await?;
    let stamp = clock.now().timestamp_micros();
    stage_files(what.data_dir, &opened, &known)?;
    let kept = target.fill(&mut opened, &steps, &proof, stamp).await?;
    swap_heads(what.data_dir, stamp)?;
    let manifest = opened.manifest;
    Ok(Restored {
        created_us: manifest.created_us,
        rows,
        zones: manifest.zones.into_iter().map(|z| (z.zone, z.seq)).collect(),
        key: manifest.key,
        key_known,
        kept,
    })
}

/// A database for the proof alone, removed with it (or moved into place).
struct Proof(PathBuf);

impl Drop for Proof {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(end);
            let _ = fs::remove_file(name);
        }
    }
}

impl Proof {
    fn at(path: PathBuf) -> Self {
        let proof = Self(path);
        // What an earlier, broken-off restore may have left.
        drop(Self(proof.0.clone()));
        proof
    }

    async fn prove(&self, opened: &mut Opened, steps: &[Migration], witness: &Heads) -> Result<u64> {
        let url = format!("sqlite://{}", self.0.display());
        let db = Db::connect(&DbConfig { url, readers: 1 }).await?;
        let outcome = prove_in(&db, opened, steps, witness).await;
        if outcome.is_ok() {
            db.maintain("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        db.close().await;
        outcome
    }
}

async fn prove_in(db: &Db, opened: &mut Opened, steps: &[Migration], witness: &Heads) -> Result<u64> {
    db.migrate(steps).await?;
    check_tables(&opened.manifest, &installation(db).await?.catalog().await?)?;
    let mut tx = db.write(&any_zone()?).await?;
    let rows = load(&mut tx, opened, false).await?;
    tx.commit_quiet().await?;
    let mut conn = installation(db).await?;
    let zones = zones_in(&mut conn).await?;
    let said: Vec<&str> = opened.manifest.zones.iter().map(|z| z.zone.as_str()).collect();
    if zones.iter().map(ZoneId::as_str).collect::<Vec<_>>() != said {
        return Err(damaged("manifest.json"));
    }
    let heads = opened.heads()?;
    for (zone, part) in zones.iter().zip(&opened.manifest.zones) {
        prove_zone(&mut conn, zone, part, &heads, witness).await?;
    }
    Ok(rows)
}

fn any_zone() -> Result<ZoneId> {
    ZoneId::parse("installation").ok_or_else(|| Error::internal("zone code"))
}

/// The chain is whole, ends where manifest and last signed head say, and passes every head that this data directory
/// has seen itself.
async fn prove_zone(conn: &mut Conn, zone: &ZoneId, part: &ZonePart, heads: &Heads, witness: &Heads) -> Result<()> {
    let mut signed: Vec<SignedHead> = heads.of(zone).to_vec();
    let sealed = signed.last().is_some_and(|h| h.seq == part.seq && h.hash == part.hash);
    signed.extend(witness.of(zone).iter().filter(|h| h.seq <= part.seq).cloned());
    signed.sort_by_key(|h| h.seq);
    let report = verify_in(conn, zone, &signed, |_, _| {}).await?;
    let ends = report.seq == part.seq && report.hash == part.hash;
    if report.ok() && ends && sealed {
        return Ok(());
    }
    let seq = report.findings.first().map_or(part.seq, |f| f.seq);
    let error = FieldError::new("file", "backup-chain-broken").arg("zone", zone).arg("seq", seq);
    Err(Error::Invalid(vec![error]))
}

/// The database to be filled.
enum Target {
    File(PathBuf),
    Server(String),
}

impl Target {
    fn of(url: &str) -> Result<Self> {
        match url.strip_prefix("sqlite:") {
            Some(rest) => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                Ok(Self::File(path.split('?').next().unwrap_or(path).into()))
            }
            None if url.starts_with("postgres") => Ok(Self::Server(url.to_owned())),
            None => Err(Error::invalid("database", "database-url")),
        }
    }

    /// Beside an embedded database, so that the proved file can be moved into its place.
    fn proof_path(&self, data_dir: &Path) -> PathBuf {
        match self {
            Self::File(path) => {
                let mut name = path.as_os_str().to_owned();
                name.push(".restoring");
                name.into()
            }
            Self::Server(_) => data_dir.join("proof.restoring"),
        }
    }

    async fn is_empty(&self) -> Result<bool> {
        let url = match self {
            Self::File(path) if !path.exists() => return Ok(true),
            Self::File(path) => format!("sqlite://{}", path.display()),
            Self::Server(url) => url.clone(),
        };
        let db = Db::connect(&DbConfig { url, readers: 1 }).await?;
        let rows = rows_in(&db).await;
        db.close().await;
        Ok(rows? == 0)
    }

    async fn fill(
        &self,
        opened: &mut Opened,
        steps: &[Migration],
        proof: &Proof,
        stamp: i64,
    ) -> Result<Option<PathBuf>> {
        match self {
            Self::File(path) => move_into_place(path, proof, stamp).await,
            Self::Server(url) => {
                let db = Db::connect(&DbConfig { url: url.clone(), readers: 1 }).await?;
                let outcome = refill(&db, opened, steps).await;
                db.close().await;
                outcome.map(|()| None)
            }
        }
    }
}

async fn rows_in(db: &Db) -> Result<i64> {
    let mut conn = installation(db).await?;
    for table in conn.catalog().await?.iter().filter(|t| t.name != SCHEMA_TABLE) {
        let sql = format!("SELECT COUNT(*) FROM (SELECT 1 AS one FROM {} LIMIT 1) AS found", table.name);
        if conn.number(&sql, &[]).await? > 0 {
            return Ok(1);
        }
    }
    Ok(0)
}

/// Drops our tables, makes them as the backup had them and fills them, in one transaction.
async fn refill(db: &Db, opened: &mut Opened, steps: &[Migration]) -> Result<()> {
    let tables = installation(db).await?.catalog().await?;
    let mut tx = db.write(&any_zone()?).await?;
    for table in tables {
        tx.script(&format!("DROP TABLE {} CASCADE", table.name)).await?;
    }
    tx.script(
        "CREATE TABLE schema_step (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)",
    )
    .await?;
    for step in steps {
        tx.script(step.sql).await?;
    }
    check_tables(&opened.manifest, &tx.catalog().await?)?;
    load(&mut tx, opened, true).await?;
    tx.commit_quiet().await
}

/// The old file keeps a second name, then the proved one takes its place in one step.
async fn move_into_place(path: &Path, proof: &Proof, stamp: i64) -> Result<Option<PathBuf>> {
    let mut kept = None;
    if path.exists() {
        free(path).await?;
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".replaced-{stamp}"));
        fs::hard_link(path, &name).map_err(io)?;
        kept = Some(name.into());
    }
    fs::rename(&proof.0, path).map_err(io)?;
    sync_folder(path)?;
    Ok(kept)
}

/// Makes the old database one file without a log, which works only while nobody else has it open.
async fn free(path: &Path) -> Result<()> {
    let url = format!("sqlite://{}", path.display());
    let db = Db::connect(&DbConfig { url, readers: 1 }).await?;
    let alone = db.maintain("PRAGMA journal_mode = DELETE").await;
    db.close().await;
    alone.map_err(|error| match error {
        Error::Unavailable(_) => Error::conflict("restore-in-use"),
        other => other,
    })
}

fn sync_folder(path: &Path) -> Result<()> {
    match path.parent().filter(|p| !p.as_os_str().is_empty()) {
        Some(folder) => File::open(folder).and_then(|f| f.sync_all()).map_err(io),
        None => Ok(()),
    }
}

/// Writes what belongs into the data directory under names that nothing reads yet, and trusts the backup's keys.
fn stage_files(data_dir: &Path, opened: &Opened, known: &[String]) -> Result<()> {
    write_synced(&data_dir.join(format!("{HEADS_FILE}.restoring")), &opened.heads_text)?;
    let mut keys: Vec<&String> = known.iter().chain(&opened.keys).chain([&opened.manifest.key]).collect();
    keys.sort();
    keys.dedup();
    let text = keys.iter().map(|k| format!("{k}\n")).collect::<String>();
    let path = data_dir.join(TRUSTED_FILE);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    write_synced(&path, text.as_bytes())
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = File::create(path).map_err(io)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io)
}

/// The heads of the replaced installation stay as a witness under another name.
fn swap_heads(data_dir: &Path, stamp: i64) -> Result<()> {
    let heads = data_dir.join(HEADS_FILE);
    if heads.exists() {
        fs::rename(&heads, data_dir.join(format!("{HEADS_FILE}.replaced-{stamp}"))).map_err(io)?;
    }
    fs::rename(data_dir.join(format!("{HEADS_FILE}.restoring")), &heads).map_err(io)?;
    sync_folder(&heads)
}
