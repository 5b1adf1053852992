//! Reads a zone pack from a folder: all of it or nothing, with every fault named.
use super::codes;
use super::files::{FileSpec, records};
use super::model::*;
use super::problem::{PackError, Problems, did_you_mean};
use super::read_agreement as agreement;
use super::read_company as company;
use super::read_lead as lead;
use super::read_measure as measure;
use super::read_mission as mission;
use super::record::{Fields, Known, Record, Sources, Word};
use std::path::Path;

/// The version of the format that this reader knows.
const FORMAT: &str = "1";

const ZONE: FileSpec = FileSpec {
    name: "pack.toml",
    table: "zone",
    fields: &[
        "format",
        "code",
        "name_zh",
        "name_en",
        "short_name_zh",
        "short_name_en",
        "region",
        "city_region",
        "source",
        "example",
    ],
};
const DOCUMENTS: FileSpec = FileSpec {
    name: "documents.toml",
    table: "document",
    fields: &["id", "title_zh", "title_en", "publisher", "published_on", "year", "url", "note"],
};
const SENTENCES: FileSpec = FileSpec { name: "sentences.csv", table: "", fields: &["id", "document", "text"] };
const FOCUSES: FileSpec = FileSpec {
    name: "focus.toml",
    table: "focus",
    fields: &["code", "slot", "name_zh", "name_en", "tier", "words", "source", "example"],
};
const FOCUS_INDUSTRIES: FileSpec =
    FileSpec { name: "focus_industries.csv", table: "", fields: &["focus", "industry", "reason_zh", "reason_en"] };

/// A quotation is short: the pack cites the source, it does not reprint it.
const QUOTE_AT_MOST: usize = 300;

/// What later records may refer to, filled in the order in which the files are read.
pub(super) struct Names {
    pub sources: Sources,
    pub focuses: Known,
    pub tags: Known,
    pub lists: Known,
    pub enterprises: Known,
    pub indicators: Known,
}

impl Names {
    fn new() -> Self {
        Self {
            sources: Sources { documents: Known::new("document"), sentences: Known::new("sentence") },
            focuses: Known::new("focus industry"),
            tags: Known::new("tag"),
            lists: Known::new("list"),
            enterprises: Known::new("company"),
            indicators: Known::new("indicator"),
        }
    }
}

/// The folder being read, and the faults found in it.
pub(super) struct Folder<'a> {
    pub dir: &'a Path,
    pub problems: Problems,
}

impl Folder<'_> {
    /// Every record of a file, made into a value.
    pub fn each<T>(&self, spec: &FileSpec, mut make: impl FnMut(&Fields<'_>) -> T) -> Vec<T> {
        let made = |record: &Record| make(&Fields { file: spec.name, record, problems: &self.problems });
        records(self.dir, spec, &self.problems).iter().map(made).collect()
    }
}

/// Reads the pack in `dir`. Nothing is returned when anything is wrong; then every fault is.
///
/// # Errors
/// All faults of the pack, each with file, line and field where they are known.
pub fn read(dir: &Path) -> Result<Pack, Vec<PackError>> {
    let folder = Folder { dir, problems: Problems::default() };
    check_folder(&folder);
    let mut names = Names::new();
    let documents = folder.each(&DOCUMENTS, |f| document(f, &mut names));
    let sentences = folder.each(&SENTENCES, |f| sentence(f, &mut names));
    let zone = the_zone(&folder, &names);
    let focuses = folder.each(&FOCUSES, |f| focus(f, &mut names));
    check_slots(&folder, &focuses);
    let mut mapped = Known::new("mapping of industry");
    let focus_industries = folder.each(&FOCUS_INDUSTRIES, |f| focus_industry(f, &names, &mut mapped));
    let companies = company::read(&folder, &mut names);
    let measures = measure::read(&folder, &mut names);
    let won = lead::read(&folder, &names);
    let trips = mission::read(&folder, &names);
    let signed = agreement::read(&folder, &names, &trips.known);
    let errors = folder.problems.into_errors();
    let (Some(zone), true) = (zone, errors.is_empty()) else {
        return Err(errors);
    };
    Ok(Pack {
        zone,
        documents,
        sentences,
        focuses,
        focus_industries: focus_industries.into_iter().flatten().collect(),
        tags: companies.tags,
        lists: companies.lists,
        enterprises: companies.enterprises,
        enterprise_tags: companies.enterprise_tags,
        memberships: companies.memberships,
        figures: companies.figures,
        contacts: companies.contacts,
        views: companies.views,
        thresholds: measures.thresholds,
        indicators: measures.indicators,
        indicator_values: measures.values,
        ranks: measures.ranks,
        leads: won.leads,
        lead_hesitations: won.hesitations,
        lead_activities: won.activities,
        missions: trips.missions,
        mission_visits: trips.visits,
        agreements: signed.agreements,
        agreement_workstreams: signed.workstreams,
        agreement_projects: signed.projects,
        agreement_amounts: signed.amounts,
        counting_rules: signed.rules,
    })
}

/// A misspelt file name would silently leave its records out, so a stranger in the folder is refused.
fn check_folder(folder: &Folder<'_>) {
    let refuse = |file: &str, message: String| folder.problems.add(file, None, None, message);
    let entries = match std::fs::read_dir(folder.dir) {
        Ok(entries) => entries,
        Err(error) => {
            return refuse("pack", format!("the folder {} cannot be read: {error}", folder.dir.display()));
        }
    };
    let own = [ZONE.name, DOCUMENTS.name, SENTENCES.name, FOCUSES.name, FOCUS_INDUSTRIES.name];
    let known: Vec<&str> = own
        .into_iter()
        .chain(company::FILES)
        .chain(measure::FILES)
        .chain(lead::FILES)
        .chain(mission::FILES)
        .chain(agreement::FILES)
        .collect();
    let mut found: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    found.sort();
    for name in &found {
        let landing = super::landing::is_of(name);
        if !known.contains(&name.as_str()) && !landing && !name.starts_with('.') && name != "README.md" {
            let hint = did_you_mean(name, known.iter().copied());
            refuse(name, format!("is not a file of a pack{hint}"));
        }
    }
    for needed in [ZONE.name, DOCUMENTS.name] {
        if !found.iter().any(|name| name == needed) {
            refuse(needed, "is missing; every pack needs it".to_owned());
        }
    }
}

fn the_zone(folder: &Folder<'_>, names: &Names) -> Option<Zone> {
    let mut zones = folder.each(&ZONE, |f| zone(f, names));
    if zones.len() > 1 {
        folder.problems.add(ZONE.name, None, None, "a pack describes one zone; this one has several");
    } else if zones.is_empty() && folder.dir.join(ZONE.name).is_file() {
        folder.problems.add(ZONE.name, None, None, "has no table [zone]");
    }
    zones.pop().flatten()
}

fn zone(f: &Fields<'_>, names: &Names) -> Option<Zone> {
    let format = f.text("format");
    if !format.is_empty() && format != FORMAT {
        f.refuse("format", format!("this version reads format {FORMAT}, the pack has {format}; use a newer version"));
    }
    let code = f.needed("code", codes::zone);
    let region = f.needed("region", codes::region);
    let city_region = f.needed("city_region", codes::region);
    let (name, short_name) = (f.bilingual("name"), f.bilingual("short_name"));
    let provenance = f.provenance(&names.sources);
    Some(Zone { code: code?, name, short_name, region: region?, city_region: city_region?, provenance })
}

fn document(f: &Fields<'_>, names: &mut Names) -> Document {
    Document {
        id: f.define("id", &mut names.sources.documents),
        title: f.bilingual("title"),
        publisher: f.optional("publisher"),
        published_on: f.optional_date("published_on"),
        year: f.optional_parsed("year", codes::year),
        url: f.optional_parsed("url", codes::url),
        note: f.optional("note"),
    }
}

fn sentence(f: &Fields<'_>, names: &mut Names) -> Sentence {
    let id = f.define("id", &mut names.sources.sentences);
    if names.sources.documents.has(&id) {
        f.refuse("id", format!("\"{id}\" is already the id of a document; a source must be one or the other"));
    }
    let text = f.text("text");
    let length = text.chars().count();
    if length > QUOTE_AT_MOST {
        f.refuse("text", format!("has {length} characters; quote at most {QUOTE_AT_MOST}, the sentence that is cited"));
    }
    Sentence { id, document: f.reference("document", &names.sources.documents), text }
}

impl Word for Tier {
    const WORDS: &'static [(&'static str, Self)] = &[("leading", Self::Leading), ("potential", Self::Potential)];
}

fn focus(f: &Fields<'_>, names: &mut Names) -> Focus {
    Focus {
        code: f.define("code", &mut names.focuses),
        slot: f.parsed("slot", codes::slot),
        name: f.bilingual("name"),
        tier: f.word("tier"),
        words: f.list("words"),
        provenance: f.provenance(&names.sources),
    }
}

fn check_slots(folder: &Folder<'_>, focuses: &[Focus]) {
    for (i, focus) in focuses.iter().enumerate() {
        if focuses.iter().take(i).any(|earlier| earlier.slot == focus.slot && !focus.slot.is_empty()) {
            let message = format!("\"{}\" has the colour of another focus industry: {}", focus.code, focus.slot);
            folder.problems.add(FOCUSES.name, None, Some("slot"), message);
        }
    }
}

fn focus_industry(f: &Fields<'_>, names: &Names, mapped: &mut Known) -> Option<FocusIndustry> {
    let focus = f.reference("focus", &names.focuses);
    let reason = f.bilingual("reason");
    let industry = f.needed("industry", codes::industry)?;
    if !mapped.insert(industry.as_str()) {
        f.refuse("industry", format!("{industry} is already counted to a focus industry; a code belongs to one"));
    }
    Some(FocusIndustry { focus, industry, reason })
}
