//! The companies themselves: names as the source has them, codes, and what is claimed of each.
use super::codes;
use super::files::FileSpec;
use super::model::*;
use super::read::{Folder, Names};
use super::record::{Fields, Word};
use std::collections::BTreeMap;

const ENTERPRISES: FileSpec = FileSpec {
    name: "enterprises.csv",
    table: "",
    fields: &[
        "id",
        "name",
        "name_status",
        "aliases",
        "credit_code",
        "status",
        "focus",
        "focus_basis",
        "focus_source",
        "industry",
        "industry_source",
        "region",
        "established_on",
        "registered_capital",
        "address",
        "parent",
        "source",
        "example",
    ],
};

pub(super) const FILE: &str = ENTERPRISES.name;

pub(super) fn read(folder: &Folder<'_>, names: &mut Names) -> Vec<PackEnterprise> {
    let mut parents = Vec::new();
    let mut taken = Taken::default();
    let enterprises = folder.each(&ENTERPRISES, |f| {
        parents.extend(f.optional("parent").map(|parent| (f.record.clone(), parent)));
        enterprise(f, names, &mut taken)
    });
    for (record, _) in &parents {
        let f = Fields { file: ENTERPRISES.name, record, problems: &folder.problems };
        f.optional_reference("parent", &names.enterprises);
    }
    check_parents(folder, &enterprises);
    enterprises
}

/// Names and credit codes that earlier companies have, by the line.
#[derive(Default)]
struct Taken {
    names: BTreeMap<String, usize>,
    credit_codes: BTreeMap<String, usize>,
}

impl Taken {
    fn take(f: &Fields<'_>, field: &str, value: &str, taken: &mut BTreeMap<String, usize>) {
        if value.is_empty() {
            return;
        }
        match taken.get(value) {
            Some(line) => f.refuse(field, format!("\"{value}\" is already the company of line {line}")),
            None => drop(taken.insert(value.to_owned(), f.record.line)),
        }
    }
}

impl Word for NameStatus {
    const WORDS: &'static [(&'static str, Self)] = &[("full", Self::Full), ("as_written", Self::AsWritten)];
}

impl Word for FocusBasis {
    const WORDS: &'static [(&'static str, Self)] = &[("stated", Self::Stated), ("name", Self::Name)];
}

fn enterprise(f: &Fields<'_>, names: &mut Names, taken: &mut Taken) -> PackEnterprise {
    let made = PackEnterprise {
        id: f.define("id", &mut names.enterprises),
        name: f.text("name"),
        name_status: f.word("name_status"),
        aliases: f.list("aliases"),
        credit_code: f.optional_parsed("credit_code", codes::credit_code),
        status: f.optional("status"),
        focus: focus_claim(f, names),
        industry: industry_claim(f, names),
        region: f.optional_parsed("region", codes::region),
        established_on: f.optional_date("established_on"),
        registered_capital_fen: f.optional_parsed("registered_capital", codes::fen),
        address: f.optional("address"),
        parent: f.optional("parent"),
        provenance: f.provenance(&names.sources),
    };
    Taken::take(f, "name", &made.name, &mut taken.names);
    made.aliases.iter().for_each(|alias| Taken::take(f, "aliases", alias, &mut taken.names));
    if let Some(code) = &made.credit_code {
        Taken::take(f, "credit_code", code.as_str(), &mut taken.credit_codes);
    }
    if made.is_example() && f.flag("example") && !made.name.contains("示例") {
        f.refuse("name", "an invented company must say so in its name: 示例");
    }
    made
}

/// An example company's claims are examples; a real company's need a sentence of their own.
fn claim_source(f: &Fields<'_>, field: &str, names: &Names) -> Provenance {
    match f.optional(field) {
        Some(id) => f.source_named(field, id, &names.sources),
        None if f.flag("example") => Provenance::Example,
        None => {
            f.refuse(field, "is missing; name the sentence on which this rests");
            Provenance::Example
        }
    }
}

fn focus_claim(f: &Fields<'_>, names: &Names) -> Option<FocusClaim> {
    let focus = f.optional_reference("focus", &names.focuses)?;
    let basis = f.optional_word("focus_basis").unwrap_or_default();
    Some(FocusClaim { focus, basis, provenance: claim_source(f, "focus_source", names) })
}

fn industry_claim(f: &Fields<'_>, names: &Names) -> Option<IndustryClaim> {
    let industry = f.optional_parsed("industry", codes::industry)?;
    Some(IndustryClaim { industry, provenance: claim_source(f, "industry_source", names) })
}

fn check_parents(folder: &Folder<'_>, enterprises: &[PackEnterprise]) {
    let parents: BTreeMap<&str, &str> =
        enterprises.iter().filter_map(|e| e.parent.as_deref().map(|parent| (e.id.as_str(), parent))).collect();
    for start in parents.keys() {
        let mut at = *start;
        for _ in 0..=parents.len() {
            let Some(parent) = parents.get(at) else { break };
            at = parent;
            if at == *start {
                let message =
                    format!("\"{start}\" is above itself in its group; a parent must not be its own subsidiary");
                folder.problems.add(ENTERPRISES.name, None, Some("parent"), message);
                break;
            }
        }
    }
}
