//! Reads the part of a pack that signs.
use super::codes;
use super::files::FileSpec;
use super::model_agreement::*;
use super::model_lead::PackDay;
use super::read::{Folder, Names};
use super::read_lead::day;
use super::record::{Fields, Known, Word};
use attract::agreement::draft::micro_of;
use attract::agreement::{AmountKind, Basis, Kind, PerProject, WorkState};
use kernel::money::{Amount, Currency, Fen};

const AGREEMENTS: FileSpec = FileSpec {
    name: "agreements.toml",
    table: "agreement",
    fields: &[
        "code",
        "title_zh",
        "title_en",
        "kind",
        "signed_on",
        "date_example",
        "parties",
        "lead",
        "mission",
        "source",
        "example",
    ],
};
const WORKSTREAMS: FileSpec = FileSpec {
    name: "agreement_workstreams.csv",
    table: "",
    fields: &["agreement", "code", "name_zh", "name_en", "state", "note", "source", "example"],
};
const PROJECTS: FileSpec = FileSpec {
    name: "agreement_projects.csv",
    table: "",
    fields: &["id", "agreement", "name_zh", "name_en", "enterprise", "focus", "source", "example"],
};
const AMOUNTS: FileSpec = FileSpec {
    name: "agreement_amounts.csv",
    table: "",
    fields: &[
        "id",
        "agreement",
        "project",
        "kind",
        "basis",
        "dated_on",
        "amount",
        "rate",
        "rate_source",
        "unevidenced",
        "source",
        "example",
    ],
};
const RULES: FileSpec = FileSpec {
    name: "counting_rules.toml",
    table: "rule",
    fields: &[
        "code",
        "counts",
        "valid_from",
        "valid_to",
        "per_project",
        "framework_counts",
        "needs_evidence",
        "foreign_by_rate",
        "text_zh",
        "text_en",
        "source",
        "example",
    ],
};

pub(super) const FILES: [&str; 5] = [AGREEMENTS.name, WORKSTREAMS.name, PROJECTS.name, AMOUNTS.name, RULES.name];

pub(super) struct Agreements {
    pub agreements: Vec<PackAgreement>,
    pub workstreams: Vec<PackWorkstream>,
    pub projects: Vec<PackProject>,
    pub amounts: Vec<PackAmount>,
    pub rules: Vec<PackRule>,
}

pub(super) fn read(folder: &Folder<'_>, names: &Names, missions: &Known) -> Agreements {
    let mut known = Known::new("agreement");
    let agreements = folder.each(&AGREEMENTS, |f| agreement(f, names, missions, &mut known));
    let mut works = Known::new("workstream");
    let workstreams = folder.each(&WORKSTREAMS, |f| workstream(f, names, &known, &mut works));
    let mut projects_known = Known::new("project");
    let projects = folder.each(&PROJECTS, |f| project(f, names, &known, &mut projects_known));
    let mut sums = Known::new("amount");
    let amounts = folder.each(&AMOUNTS, |f| amount(f, names, (&known, &projects_known), &mut sums));
    let mut codes = Known::new("rule");
    let rules = folder.each(&RULES, |f| rule(f, names, &mut codes));
    Agreements { agreements, workstreams, projects, amounts, rules }
}

impl Word for Kind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("framework", Self::Framework), ("investment", Self::Investment), ("supplement", Self::Supplement)];
}
impl Word for WorkState {
    const WORDS: &'static [(&'static str, Self)] =
        &[("planned", Self::Planned), ("active", Self::Active), ("paused", Self::Paused), ("done", Self::Done)];
}
impl Word for AmountKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("intended", Self::Intended),
        ("contracted", Self::Contracted),
        ("paid_in", Self::PaidIn),
        ("total_investment", Self::TotalInvestment),
    ];
}
impl Word for Basis {
    const WORDS: &'static [(&'static str, Self)] =
        &[("first", Self::First), ("increase", Self::Increase), ("new_total", Self::NewTotal)];
}
impl Word for PerProject {
    const WORDS: &'static [(&'static str, Self)] = &[("once", Self::Once), ("each", Self::Each)];
}

fn agreement(f: &Fields<'_>, names: &Names, missions: &Known, known: &mut Known) -> PackAgreement {
    let made = PackAgreement {
        code: f.define("code", known),
        title: f.bilingual("title"),
        kind: f.word("kind"),
        signed_on: f.optional_parsed("signed_on", day),
        date_example: f.flag("date_example"),
        parties: f.list("parties"),
        lead: f.optional("lead"),
        mission: f.optional_reference("mission", missions),
        provenance: f.provenance(&names.sources),
    };
    if made.parties.is_empty() {
        f.refuse("parties", "is missing; name who signed");
    }
    made
}

fn workstream(f: &Fields<'_>, names: &Names, agreements: &Known, taken: &mut Known) -> PackWorkstream {
    PackWorkstream {
        agreement: f.reference("agreement", agreements),
        code: f.define("code", taken),
        name: f.bilingual("name"),
        state: f.word("state"),
        note: f.optional("note"),
        provenance: f.provenance(&names.sources),
    }
}

fn project(f: &Fields<'_>, names: &Names, agreements: &Known, taken: &mut Known) -> PackProject {
    PackProject {
        id: f.define("id", taken),
        agreement: f.optional_reference("agreement", agreements),
        name: f.bilingual("name"),
        enterprise: f.reference("enterprise", &names.enterprises),
        focus: f.optional_reference("focus", &names.focuses),
        provenance: f.provenance(&names.sources),
    }
}

fn amount(f: &Fields<'_>, names: &Names, (agreements, projects): (&Known, &Known), taken: &mut Known) -> PackAmount {
    let rate = f.optional_parsed("rate", |text| {
        micro_of(text).ok_or_else(|| format!("\"{text}\" is not a rate; write it like 6.9762"))
    });
    let unevidenced = f.flag("unevidenced");
    PackAmount {
        id: f.define("id", taken),
        agreement: f.optional_reference("agreement", agreements),
        project: f.reference("project", projects),
        kind: f.word("kind"),
        basis: f.word("basis"),
        dated_on: f.needed("dated_on", day).unwrap_or(PackDay::In(0)),
        amount: f.needed("amount", money).unwrap_or(Amount { fen: 0, currency: Currency::Cny }),
        rate: rate.map(|micro| (micro, f.optional("rate_source").unwrap_or_default())),
        provenance: (!unevidenced).then(|| f.provenance(&names.sources)),
    }
}

/// `3.2 亿元`, `500 万美元`: above zero, with its currency.
fn money(text: &str) -> Result<Amount, String> {
    let amount = Amount::parse(text).map_err(|error| error.to_string())?;
    amount.filter(|a| Fen(a.fen) > Fen::ZERO).ok_or_else(|| format!("\"{text}\" is not an amount above zero"))
}

fn rule(f: &Fields<'_>, names: &Names, taken: &mut Known) -> PackRule {
    PackRule {
        code: f.define("code", taken),
        counts: f.word("counts"),
        valid_from: f.parsed("valid_from", codes::date),
        valid_to: f.optional_date("valid_to"),
        per_project: f.word("per_project"),
        framework_counts: f.flag("framework_counts"),
        needs_evidence: f.flag("needs_evidence"),
        foreign_by_rate: f.flag("foreign_by_rate"),
        text: f.bilingual("text"),
        provenance: f.provenance(&names.sources),
    }
}
