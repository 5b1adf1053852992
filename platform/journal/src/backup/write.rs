//! Writing a backup from one snapshot.
use super::{FORMAT, FilePart, Manifest, SEAL, StepPart, TablePart, ZonePart, table_part};
use crate::chain::{installation, zones_in};
use crate::heads::{HEADS_FILE, Signer, io, trusted_keys};
use crate::hex;
use kernel::{Clock, Error, Result, Rng};
use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use store::{ColumnType, Conn, Db, Engine, Row, TableInfo, Value};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PAGE: i64 = 500;

/// What a backup holds.
#[derive(Clone, Debug, Serialize)]
pub struct BackedUp {
    pub tables: usize,
    pub rows: u64,
    pub bytes: u64,
    /// Zone and number of its last event.
    pub zones: Vec<(String, i64)>,
}

/// Writes a backup; the file appears under its name when it is complete and synced.
pub async fn backup(db: &Db, data_dir: &Path, to_file: &Path, clock: &dyn Clock, rng: &dyn Rng) -> Result<BackedUp> {
    let part = unfinished(to_file);
    let done = write(db, data_dir, &part, clock, rng).await;
    match done.and_then(|done| fs::rename(&part, to_file).map(|()| done).map_err(io)) {
        Ok(done) => Ok(done),
        Err(error) => {
            let _ = fs::remove_file(&part);
            Err(error)
        }
    }
}

fn unfinished(to_file: &Path) -> PathBuf {
    let mut name = to_file.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

async fn write(db: &Db, data_dir: &Path, part: &Path, clock: &dyn Clock, rng: &dyn Rng) -> Result<BackedUp> {
    let mut signer = Signer::open(data_dir, rng)?;
    let mut conn = installation(db).await?;
    let zones = sign_zones(&mut conn, &mut signer, clock).await?;
    let mut archive = Archive::create(part)?;
    let mut tables = Vec::new();
    for table in conn.catalog().await? {
        tables.push(archive.table(&mut conn, &table).await?);
    }
    let heads = read_or_empty(&data_dir.join(HEADS_FILE))?;
    let mut keys = trusted_keys(data_dir)?;
    keys.dedup();
    let keys = keys.iter().map(|k| format!("{k}\n")).collect::<String>();
    let files = vec![archive.file(HEADS_FILE, &heads)?, archive.file("trusted.keys", keys.as_bytes())?];
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        created_us: clock.now().timestamp_micros(),
        engine: if db.engine() == Engine::Sqlite { "sqlite" } else { "postgres" }.to_owned(),
        steps: steps(&mut conn).await?,
        tables,
        zones,
        files,
        key: signer.public_key(),
    };
    let bytes = archive.finish(&manifest, &signer, part)?;
    Ok(BackedUp {
        tables: manifest.tables.len(),
        rows: manifest.tables.iter().map(|t| t.rows).sum(),
        bytes,
        zones: manifest.zones.into_iter().map(|z| (z.zone, z.seq)).collect(),
    })
}

/// The heads of the snapshot, all of them signed.
async fn sign_zones(conn: &mut Conn, signer: &mut Signer, clock: &dyn Clock) -> Result<Vec<ZonePart>> {
    let mut parts = Vec::new();
    for zone in zones_in(conn).await? {
        let sql = "SELECT seq, hash FROM journal_head WHERE zone_id = $1";
        let Some(row) = conn.row(sql, &[zone.as_str().into()]).await? else { continue };
        let (seq, hash) = (row.int("seq")?, row.text("hash")?);
        signer.sign_in(conn, &zone, (seq, hash.clone()), clock).await?;
        parts.push(ZonePart { zone: zone.to_string(), seq, hash });
    }
    Ok(parts)
}

async fn steps(conn: &mut Conn) -> Result<Vec<StepPart>> {
    let rows = conn.rows("SELECT version, name, sha256 FROM schema_step ORDER BY version", &[]).await?;
    let step =
        |row: &Row| Ok(StepPart { version: row.int("version")?, name: row.text("name")?, sha256: row.text("sha256")? });
    rows.iter().map(step).collect()
}

fn read_or_empty(path: &Path) -> Result<Vec<u8>> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(io(error)),
    }
}

struct Archive {
    zip: ZipWriter<BufWriter<File>>,
}

impl Archive {
    fn create(path: &Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        // Personal particulars and password hashes are in it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(io)?;
        Ok(Self { zip: ZipWriter::new(BufWriter::new(file)) })
    }

    fn begin(&mut self, name: &str) -> Result<()> {
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).large_file(true);
        self.zip.start_file(name, options).map_err(Error::internal)
    }

    async fn table(&mut self, conn: &mut Conn, table: &TableInfo) -> Result<TablePart> {
        self.begin(&table_part(&table.name))?;
        let mut hasher = Sha256::new();
        let mut rows = 0;
        let mut after: Option<Vec<Value>> = None;
        loop {
            let page = page(conn, table, after.as_deref()).await?;
            for row in &page {
                let line = line_of(table, row)?;
                hasher.update(line.as_bytes());
                self.zip.write_all(line.as_bytes()).map_err(io)?;
                rows += 1;
            }
            let Some(last) = page.last() else { break };
            after = Some(table.key.iter().filter_map(|k| last.get(k).cloned()).collect());
        }
        let columns = table.columns.iter().map(|(n, t)| (n.clone(), t.code().to_owned())).collect();
        Ok(TablePart { name: table.name.clone(), columns, rows, sha256: hex(&hasher.finalize()) })
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<FilePart> {
        self.begin(name)?;
        self.zip.write_all(bytes).map_err(io)?;
        Ok(FilePart { name: name.to_owned(), sha256: hex(&Sha256::digest(bytes)) })
    }

    fn finish(mut self, manifest: &Manifest, signer: &Signer, path: &Path) -> Result<u64> {
        let text = serde_json::to_vec_pretty(manifest).map_err(Error::internal)?;
        self.file("manifest.json", &text)?;
        self.file("manifest.sig", signer.signature(&text).as_bytes())?;
        self.zip.set_comment("0".repeat(SEAL)).map_err(Error::internal)?;
        let file = self.zip.finish().map_err(Error::internal)?;
        let file = file.into_inner().map_err(|e| io(e.into_error()))?;
        seal(file, path)
    }
}

/// Puts the digest of all bytes before it into the comment at the end.
fn seal(mut file: File, path: &Path) -> Result<u64> {
    let bytes = file.metadata().map_err(io)?.len();
    let content = bytes.saturating_sub(u64::try_from(SEAL).unwrap_or(0));
    let digest = digest_of(path, content)?;
    file.seek(SeekFrom::Start(content)).map_err(io)?;
    file.write_all(digest.as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
    Ok(bytes)
}

/// The SHA-256 of the first bytes of a file.
pub(super) fn digest_of(path: &Path, bytes: u64) -> Result<String> {
    let mut reader = BufReader::new(File::open(path).map_err(io)?).take(bytes);
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 64 * 1024];
    loop {
        let read = reader.read(&mut buffer).map_err(io)?;
        match buffer.get(..read) {
            Some(chunk) if read > 0 => hasher.update(chunk),
            _ => return Ok(hex(&hasher.finalize())),
        }
    }
}

async fn page(conn: &mut Conn, table: &TableInfo, after: Option<&[Value]>) -> Result<Vec<Row>> {
    let columns: Vec<&str> = table.columns.iter().map(|(n, _)| n.as_str()).collect();
    let keys = table.key.join(", ");
    let mut args: Vec<Value> = vec![PAGE.into()];
    let past = match after {
        None => String::new(),
        Some(key) => {
            args.extend(key.iter().cloned());
            let marks: Vec<String> = (2..2 + key.len()).map(|n| format!("${n}")).collect();
            format!("WHERE ({keys}) > ({})", marks.join(", "))
        }
    };
    let sql = format!("SELECT {} FROM {} {past} ORDER BY {keys} LIMIT $1", columns.join(", "), table.name);
    conn.rows(&sql, &args).await
}

fn line_of(table: &TableInfo, row: &Row) -> Result<String> {
    let mut values = Vec::with_capacity(table.columns.len());
    for (name, ty) in &table.columns {
        values.push(match ty {
            ColumnType::Text => row.opt_text(name)?.map_or(Json::Null, Json::String),
            ColumnType::Int => row.opt_int(name)?.map_or(Json::Null, Json::from),
            ColumnType::Real => row.opt_real(name)?.map_or(Json::Null, |r| Json::String(r.to_string())),
        });
    }
    Ok(format!("{}\n", Json::Array(values)))
}
