//! Opening a backup: every byte is accounted for before anything in it is believed.
use super::write::digest_of;
use super::{FORMAT, Manifest, SEAL, TablePart, table_part};
use crate::heads::{Heads, io, signature_holds};
use crate::hex;
use kernel::error::FieldError;
use kernel::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::ZipArchive;

/// A manifest or list of heads beyond this is not ours.
const LONGEST_PART: u64 = 256 * 1024 * 1024;
/// The longest row: the event of a large batch.
const LONGEST_LINE: u64 = 512 * 1024 * 1024;

/// What to tell the operator: which part is not as it was written.
pub(super) fn damaged(part: &str) -> Error {
    Error::Invalid(vec![FieldError::new("file", "backup-damaged").arg("part", part)])
}

pub(super) struct Opened {
    zip: ZipArchive<BufReader<File>>,
    pub(super) manifest: Manifest,
    pub(super) heads_text: Vec<u8>,
    pub(super) keys: Vec<String>,
}

pub(super) fn open(path: &Path) -> Result<Opened> {
    check_seal(path)?;
    let file = File::open(path).map_err(io)?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| damaged("zip"))?;
    let text = read_part(&mut zip, "manifest.json")?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| damaged("manifest.json"))?;
    if manifest.format != FORMAT {
        return Err(Error::Invalid(vec![FieldError::new("file", "backup-format").arg("format", &manifest.format)]));
    }
    let signature = read_part(&mut zip, "manifest.sig")?;
    if !signature_holds(&manifest.key, &text, &String::from_utf8_lossy(&signature)) {
        return Err(damaged("manifest.sig"));
    }
    let heads_text = read_file(&mut zip, &manifest, "heads.jsonl")?;
    let keys = read_file(&mut zip, &manifest, "trusted.keys")?;
    let keys = String::from_utf8_lossy(&keys).lines().map(ToOwned::to_owned).collect();
    Ok(Opened { zip, manifest, heads_text, keys })
}

fn check_seal(path: &Path) -> Result<()> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::invalid("file", "backup-not-found"),
        _ => io(error),
    })?;
    let bytes = file.metadata().map_err(io)?.len();
    let content = bytes.checked_sub(u64::try_from(SEAL).map_err(Error::internal)?).ok_or_else(|| damaged("seal"))?;
    file.seek(SeekFrom::Start(content)).map_err(io)?;
    let mut seal = String::new();
    file.take(SEAL as u64).read_to_string(&mut seal).map_err(|_| damaged("seal"))?;
    if digest_of(path, content)? == seal { Ok(()) } else { Err(damaged("seal")) }
}

fn read_part(zip: &mut ZipArchive<BufReader<File>>, name: &str) -> Result<Vec<u8>> {
    let part = zip.by_name(name).map_err(|_| damaged(name))?;
    let mut bytes = Vec::new();
    part.take(LONGEST_PART).read_to_end(&mut bytes).map_err(|_| damaged(name))?;
    Ok(bytes)
}

fn read_file(zip: &mut ZipArchive<BufReader<File>>, manifest: &Manifest, name: &str) -> Result<Vec<u8>> {
    let bytes = read_part(zip, name)?;
    let said = manifest.files.iter().find(|f| f.name == name).map(|f| f.sha256.as_str());
    if said == Some(hex(&Sha256::digest(&bytes)).as_str()) { Ok(bytes) } else { Err(damaged(name)) }
}

impl Opened {
    /// The signed heads that the backup brings, checked with the keys that it brings.
    pub(super) fn heads(&self) -> Result<Heads> {
        let mut heads = Heads::default();
        heads.take(self.heads_text.as_slice(), &self.keys)?;
        Ok(heads)
    }

    /// The rows of a table, line by line.
    pub(super) fn lines(&mut self, table: &TablePart) -> Result<Lines<'_>> {
        let name = table_part(&table.name);
        let part = self.zip.by_name(&name).map_err(|_| damaged(&name))?;
        Ok(Lines {
            reader: BufReader::new(Box::new(part)),
            hasher: Sha256::new(),
            count: 0,
            table: table.clone(),
            name,
        })
    }
}

pub(super) struct Lines<'a> {
    reader: BufReader<Box<dyn Read + Send + 'a>>,
    hasher: Sha256,
    count: u64,
    table: TablePart,
    name: String,
}

impl Lines<'_> {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The next line; at the end, count and digest must be the manifest's.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let read = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut line);
        if read.map_err(|_| damaged(&self.name))? == 0 {
            let digest = hex(&std::mem::take(&mut self.hasher).finalize());
            let whole = self.count == self.table.rows && digest == self.table.sha256;
            return if whole { Ok(None) } else { Err(damaged(&self.name)) };
        }
        self.hasher.update(&line);
        self.count += 1;
        Ok(Some(line))
    }
}
