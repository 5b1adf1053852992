//! What users know better about a company's industry: kept in a file of their own beside the tables, so that it
//! survives every build, and wins over source and classifier.
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use classifier::{Corrected, Corrections, Division, Group};
use kernel::industry::{IndustryCode, Level};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const FILE: &str = "corrections.jsonl";

/// What a user said about one company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Correction {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credit_code: Option<String>,
    pub name: String,
    pub industry: IndustryCode,
}

/// The corrections of a lake in the order in which they were made.
pub(crate) fn read(lake: &Path) -> Result<Vec<Correction>> {
    let path = lake.join(FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io(&path)(e)),
    };
    let mut all = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(Error::io(&path))?;
        let broken = |e: serde_json::Error| Error::Lake { path: path.clone(), reason: e.to_string() };
        all.push(serde_json::from_str(&line).map_err(broken)?);
    }
    Ok(all)
}

/// For the classifier; a later correction of the same company wins.
pub(crate) fn of(all: &[Correction]) -> Corrections {
    let mut corrections = Corrections::default();
    for c in all {
        let Some(code) = corrected(c.industry) else { continue };
        match &c.credit_code {
            Some(credit_code) => corrections.set_by_credit_code(credit_code, code),
            None => corrections.set_by_name(&c.name, code),
        }
    }
    corrections
}

/// Adds a correction, on the disk when it returns.
pub(crate) fn add(lake: &Path, credit_code: Option<&str>, name: &str, industry: IndustryCode) -> Result<()> {
    if corrected(industry).is_none() {
        return Err(Error::Query { reason: format!("{industry} is no division or group of GB/T 4754") });
    }
    let path = lake.join(FILE);
    let line = Correction { credit_code: credit_code.map(str::to_owned), name: name.to_owned(), industry };
    let mut text = serde_json::to_string(&line).map_err(|e| Error::Engine(e.to_string()))?;
    text.push('\n');
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(Error::io(&path))
}

/// A class counts as its group; a section says too little.
pub(crate) fn corrected(industry: IndustryCode) -> Option<Corrected> {
    let number = |code: IndustryCode| code.as_str().parse::<u16>().ok();
    match industry.level() {
        Level::Section => None,
        Level::Division => Division::new(number(industry)?).map(Corrected::Division),
        Level::Group | Level::Class => Group::new(number(industry.group()?)?).map(Corrected::Group),
    }
}
