//! Signed heads: a witness outside the database.
//!
//! Whoever can write to the database can cut off the end of a journal or compute a new chain. So the last hash of each
//! zone is signed once a minute and appended to `heads.jsonl` in the data directory, one JSON object a line:
//!
//! ```json
//! {"zone":"urumqi","seq":42,"hash":"…64 hex…","at_us":1579048200000000,"key":"…64 hex…","signature":"…128 hex…"}
//! ```
//!
//! The signature is Ed25519 over `wutong-head-1`, zone, seq, hash and at_us, each followed by a line feed. The private
//! key is `keys/journal.key` (64 hex digits, mode 0600, made at first use); it is in no backup. `keys/trusted.keys`
//! lists public keys of former installations, one a line, which a restore adds.
use crate::{hex, unhex};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use kernel::ctx::SystemRng;
use kernel::{Clock, Error, Result, Rng, ZoneId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use store::{Conn, Db};

pub(crate) const HEADS_FILE: &str = "heads.jsonl";
const KEY_FILE: &str = "keys/journal.key";
pub(crate) const TRUSTED_FILE: &str = "keys/trusted.keys";
/// Heads of a zone kept for a verification; of more, every other one is dropped, never the last.
const KEPT: usize = 4_096;
/// A line of `heads.jsonl` is about 400 bytes.
const LONGEST_LINE: usize = 4_096;

/// The head of a zone's journal at an instant, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    pub zone: String,
    pub seq: i64,
    pub hash: String,
    pub at_us: i64,
    /// The public key.
    pub key: String,
    pub signature: String,
}

impl SignedHead {
    fn message(&self) -> Vec<u8> {
        format!("wutong-head-1\n{}\n{}\n{}\n{}\n", self.zone, self.seq, self.hash, self.at_us).into_bytes()
    }
    fn holds(&self, trusted: &[String]) -> bool {
        trusted.contains(&self.key) && signature_holds(&self.key, &self.message(), &self.signature)
    }
}

/// Whether the signature over the message is that key's.
pub(crate) fn signature_holds(key: &str, message: &[u8], signature: &str) -> bool {
    let key = unhex::<32>(key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = unhex::<64>(signature).map(|bytes| Signature::from_bytes(&bytes));
    key.zip(signature).is_some_and(|(k, s)| k.verify_strict(message, &s).is_ok())
}

pub(crate) fn io(error: std::io::Error) -> Error {
    Error::internal(error)
}

/// Signs heads with the installation's key.
pub struct Signer {
    dir: PathBuf,
    key: SigningKey,
    last: HashMap<String, SignedHead>,
}

impl Signer {
    /// Reads the key, or makes it at first use.
    pub fn open(data_dir: &Path, rng: &dyn Rng) -> Result<Self> {
        let path = data_dir.join(KEY_FILE);
        if let Some(keys) = path.parent() {
            fs::create_dir_all(keys).map_err(io)?;
        }
        if !path.exists() {
            make_key(&path, rng)?;
        }
        let key = read_key(&path)?;
        drop_torn_line(&data_dir.join(HEADS_FILE))?;
        let mut signer = Self { dir: data_dir.to_owned(), key, last: HashMap::new() };
        for (zone, heads) in Heads::read(data_dir)?.zones {
            if let Some(last) = heads.into_iter().next_back() {
                signer.last.insert(zone, last);
            }
        }
        Ok(signer)
    }

    pub fn public_key(&self) -> String {
        hex(self.key.verifying_key().as_bytes())
    }

    /// Signs the zone's head if it has moved since the last time.
    pub async fn sign(&mut self, db: &Db, zone: &ZoneId, clock: &dyn Clock) -> Result<Option<SignedHead>> {
        let mut conn = db.read(zone).await?;
        let head = conn.head().await?;
        self.sign_in(&mut conn, zone, head, clock).await
    }

    /// Signs a head of this snapshot. A journal that contradicts the last signed head is not signed:
    /// `journal-contradicts-head`.
    pub(crate) async fn sign_in(
        &mut self,
        conn: &mut Conn,
        zone: &ZoneId,
        (seq, hash): (i64, String),
        clock: &dyn Clock,
    ) -> Result<Option<SignedHead>> {
        let last = self.last.get(zone.as_str()).map(|h| (h.seq, h.hash.clone()));
        if seq == 0 || last.as_ref().is_some_and(|l| *l == (seq, hash.clone())) {
            return Ok(None);
        }
        for (seq, hash) in last.into_iter().chain([(seq, hash.clone())]) {
            if hash_at(conn, zone, seq).await?.as_ref() != Some(&hash) {
                return Err(Error::conflict("journal-contradicts-head"));
            }
        }
        let mut head = SignedHead {
            zone: zone.to_string(),
            seq,
            hash,
            at_us: clock.now().timestamp_micros(),
            key: self.public_key(),
            signature: String::new(),
        };
        head.signature = self.signature(&head.message());
        append(&self.dir.join(HEADS_FILE), &head)?;
        self.last.insert(head.zone.clone(), head.clone());
        Ok(Some(head))
    }

    pub(crate) fn signature(&self, message: &[u8]) -> String {
        hex(&self.key.sign(message).to_bytes())
    }
}

/// Signs the zone's head if it has moved, with the key of the data directory: once a minute, at the end and at a backup.
pub async fn sign_head(data_dir: &Path, db: &Db, zone: &ZoneId, clock: &dyn Clock) -> Result<Option<SignedHead>> {
    Signer::open(data_dir, &SystemRng)?.sign(db, zone, clock).await
}

async fn hash_at(conn: &mut Conn, zone: &ZoneId, seq: i64) -> Result<Option<String>> {
    let sql = "SELECT hash FROM event WHERE zone_id = $1 AND seq = $2";
    let row = conn.row(sql, &[zone.as_str().into(), seq.into()]).await?;
    row.map(|r| r.text("hash")).transpose()
}

fn make_key(path: &Path, rng: &dyn Rng) -> Result<()> {
    let mut secret = [0u8; 32];
    rng.fill(&mut secret);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(io)?;
    file.write_all(hex(&secret).as_bytes()).and_then(|()| file.sync_all()).map_err(io)
}

fn read_key(path: &Path) -> Result<SigningKey> {
    let text = fs::read_to_string(path).map_err(io)?;
    let secret = unhex::<32>(text.trim()).ok_or_else(|| Error::internal(format!("{} is not a key", path.display())))?;
    Ok(SigningKey::from_bytes(&secret))
}

fn append(path: &Path, head: &SignedHead) -> Result<()> {
    let mut line = serde_json::to_string(head).map_err(Error::internal)?;
    line.push('\n');
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(io)?;
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(io)
}

/// A power cut can leave half a line: it was never a witness to anything.
fn drop_torn_line(path: &Path) -> Result<()> {
    let Ok(bytes) = fs::read(path) else { return Ok(()) };
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    if whole < bytes.len() {
        let file = OpenOptions::new().write(true).open(path).map_err(io)?;
        file.set_len(u64::try_from(whole).map_err(Error::internal)?).and_then(|()| file.sync_all()).map_err(io)?;
    }
    Ok(())
}

/// The signed heads of an installation, and the lines that are not what they claim.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    /// By zone, in order of seq.
    pub(crate) zones: BTreeMap<String, Vec<SignedHead>>,
    /// Line numbers in `heads.jsonl`.
    pub(crate) bad_lines: Vec<usize>,
}

impl Heads {
    /// Reads `heads.jsonl` of a data directory with the keys that it trusts; nothing there is no heads.
    pub fn read(data_dir: &Path) -> Result<Self> {
        let mut heads = Self::default();
        let file = match File::open(data_dir.join(HEADS_FILE)) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(heads),
            Err(error) => return Err(io(error)),
        };
        heads.take(BufReader::new(file), &trusted_keys(data_dir)?)?;
        Ok(heads)
    }

    pub(crate) fn take(&mut self, mut reader: impl BufRead, trusted: &[String]) -> Result<()> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(io)? == 0 || line.last() != Some(&b'\n') {
                break;
            }
            let head = serde_json::from_slice::<SignedHead>(&line).ok().filter(|_| line.len() <= LONGEST_LINE);
            match head.filter(|h| h.holds(trusted)) {
                Some(head) => self.keep(head),
                None => self.bad_lines.push(number),
            }
        }
        self.zones.values_mut().for_each(|heads| heads.sort_by_key(|h| h.seq));
        Ok(())
    }

    fn keep(&mut self, head: SignedHead) {
        let heads = self.zones.entry(head.zone.clone()).or_default();
        heads.push(head);
        if heads.len() > KEPT {
            let mut at = 0;
            let last = heads.len() - 1;
            heads.retain(|_| {
                at += 1;
                at % 2 == 0 || at - 1 == last
            });
        }
    }

    /// The zones that have a signed head; one of them without any event was cut off whole.
    pub fn zones(&self) -> Vec<ZoneId> {
        self.zones.keys().filter_map(|code| ZoneId::parse(code)).collect()
    }

    /// The last valid signed head of a zone.
    pub fn last(&self, zone: &ZoneId) -> Option<&SignedHead> {
        self.of(zone).last()
    }

    pub(crate) fn of(&self, zone: &ZoneId) -> &[SignedHead] {
        self.zones.get(zone.as_str()).map_or(&[], Vec::as_slice)
    }
}

/// The installation's own public key and those that it inherited.
pub(crate) fn trusted_keys(data_dir: &Path) -> Result<Vec<String>> {
    let mut keys: Vec<String> = match fs::read_to_string(data_dir.join(TRUSTED_FILE)) {
        Ok(text) => text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(io(error)),
    };
    let own = data_dir.join(KEY_FILE);
    if own.exists() {
        keys.push(hex(read_key(&own)?.verifying_key().as_bytes()));
    }
    Ok(keys)
}
