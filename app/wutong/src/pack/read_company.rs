//! The pack's companies, with their tags, lists, figures and contacts, and the shared views of the company list.
use super::codes;
use super::files::FileSpec;
use super::model::*;
use super::read::{Folder, Names};
use super::read_enterprise as enterprise;
use super::record::{Fields, Known, Word};
use std::collections::BTreeMap;

const TAGS: FileSpec = FileSpec {
    name: "tags.toml",
    table: "tag",
    fields: &["code", "name_zh", "name_en", "kind", "description_zh", "description_en"],
};
const LISTS: FileSpec = FileSpec {
    name: "lists.toml",
    table: "list",
    fields: &["code", "name_zh", "name_en", "publisher", "note_zh", "note_en"],
};
const ENTERPRISE_TAGS: FileSpec = FileSpec {
    name: "enterprise_tags.csv",
    table: "",
    fields: &["enterprise", "tag", "detail", "since", "source", "example"],
};
const MEMBERSHIPS: FileSpec = FileSpec {
    name: "memberships.csv",
    table: "",
    fields: &["enterprise", "list", "evidence", "year", "rank", "source", "example"],
};
const FIGURES: FileSpec = FileSpec {
    name: "figures.csv",
    table: "",
    fields: &["enterprise", "metric", "year", "amount", "source", "example"],
};
const CONTACTS: FileSpec =
    FileSpec { name: "contacts.csv", table: "", fields: &["enterprise", "name", "title", "phone", "email", "example"] };
const VIEWS: FileSpec = FileSpec {
    name: "views.toml",
    table: "view",
    fields: &["code", "name_zh", "name_en", "focus", "tag", "scale", "missing"],
};

pub(super) const FILES: [&str; 8] = [
    TAGS.name,
    LISTS.name,
    enterprise::FILE,
    ENTERPRISE_TAGS.name,
    MEMBERSHIPS.name,
    FIGURES.name,
    CONTACTS.name,
    VIEWS.name,
];

pub(super) struct Companies {
    pub tags: Vec<Tag>,
    pub lists: Vec<NamedList>,
    pub enterprises: Vec<PackEnterprise>,
    pub enterprise_tags: Vec<EnterpriseTag>,
    pub memberships: Vec<Membership>,
    pub figures: Vec<Figure>,
    pub contacts: Vec<Contact>,
    pub views: Vec<SharedView>,
}

pub(super) fn read(folder: &Folder<'_>, names: &mut Names) -> Companies {
    let tags = folder.each(&TAGS, |f| tag(f, names));
    let lists = folder.each(&LISTS, |f| list(f, names));
    let enterprises = enterprise::read(folder, names);
    let examples: BTreeMap<&str, bool> = enterprises.iter().map(|e| (e.id.as_str(), e.is_example())).collect();
    let (mut tagged, mut listed, mut figured) =
        (Known::new("tag of a company"), Known::new("membership"), Known::new("figure"));
    let enterprise_tags = folder.each(&ENTERPRISE_TAGS, |f| enterprise_tag(f, names, &mut tagged));
    let memberships = folder.each(&MEMBERSHIPS, |f| membership(f, names, &mut listed));
    let figures = folder.each(&FIGURES, |f| figure(f, names, &mut figured));
    let contacts = folder.each(&CONTACTS, |f| contact(f, names, &examples));
    let mut views_taken = Known::new("view");
    let views = folder.each(&VIEWS, |f| view(f, names, &mut views_taken));
    Companies { tags, lists, enterprises, enterprise_tags, memberships, figures, contacts, views }
}

impl Word for TagKind {
    const WORDS: &'static [(&'static str, Self)] = &[("label", Self::Label), ("role", Self::Role)];
}

fn tag(f: &Fields<'_>, names: &mut Names) -> Tag {
    Tag {
        code: f.define("code", &mut names.tags),
        name: f.bilingual("name"),
        kind: f.word("kind"),
        description: f.bilingual("description"),
    }
}

fn list(f: &Fields<'_>, names: &mut Names) -> NamedList {
    NamedList {
        code: f.define("code", &mut names.lists),
        name: f.bilingual("name"),
        publisher: f.optional("publisher"),
        note: f.bilingual("note"),
    }
}

fn enterprise_tag(f: &Fields<'_>, names: &Names, taken: &mut Known) -> EnterpriseTag {
    let made = EnterpriseTag {
        enterprise: f.reference("enterprise", &names.enterprises),
        tag: f.reference("tag", &names.tags),
        detail: f.optional("detail"),
        since: f.optional_parsed("since", codes::moment),
        provenance: f.provenance(&names.sources),
    };
    f.once("tag", &[&made.enterprise, &made.tag, made.detail.as_deref().unwrap_or_default()], taken);
    made
}

impl Word for Evidence {
    const WORDS: &'static [(&'static str, Self)] = &[("claimed", Self::Claimed), ("evidenced", Self::Evidenced)];
}

fn membership(f: &Fields<'_>, names: &Names, taken: &mut Known) -> Membership {
    let made = Membership {
        enterprise: f.reference("enterprise", &names.enterprises),
        list: f.reference("list", &names.lists),
        evidence: f.word("evidence"),
        year: f.optional_parsed("year", codes::year),
        rank: f.optional_parsed("rank", codes::count),
        provenance: f.provenance(&names.sources),
    };
    if made.evidence == Evidence::Evidenced && made.year.is_none() {
        f.refuse("year", "is missing; a membership with evidence names the year of the list");
    }
    let year = made.year.map(|year| year.to_string()).unwrap_or_default();
    f.once("list", &[&made.enterprise, &made.list, &year], taken);
    made
}

impl Word for Metric {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("revenue", Self::Revenue),
        ("output", Self::Output),
        ("tax", Self::Tax),
        ("rd", Self::Rd),
        ("staff", Self::Staff),
    ];
}

fn figure(f: &Fields<'_>, names: &Names, taken: &mut Known) -> Figure {
    let metric = f.word("metric");
    let amount =
        if metric == Metric::Staff { f.parsed("amount", codes::persons) } else { f.parsed("amount", codes::fen).0 };
    let made = Figure {
        enterprise: f.reference("enterprise", &names.enterprises),
        metric,
        year: f.parsed("year", codes::year),
        amount,
        provenance: f.provenance(&names.sources),
    };
    f.once("metric", &[&made.enterprise, &format!("{metric:?}"), &made.year.to_string()], taken);
    made
}

/// Real people stay out of a pack: it is copied about, and what it holds could not be erased.
fn contact(f: &Fields<'_>, names: &Names, examples: &BTreeMap<&str, bool>) -> Contact {
    let enterprise = f.reference("enterprise", &names.enterprises);
    if !f.flag("example") {
        f.refuse("example", "must be true: a pack holds no real persons, add them in the running system");
    }
    if examples.get(enterprise.as_str()) == Some(&false) {
        f.refuse("enterprise", "is a real company; an invented person may belong to an invented company only");
    }
    Contact {
        enterprise,
        name: f.text("name"),
        title: f.optional("title"),
        phone: f.optional("phone"),
        email: f.optional("email"),
    }
}

impl Word for Scale {
    const WORDS: &'static [(&'static str, Self)] = &[("above", Self::Above), ("near", Self::Near)];
}

fn view(f: &Fields<'_>, names: &Names, taken: &mut Known) -> SharedView {
    let made = SharedView {
        code: f.define("code", taken),
        name: f.bilingual("name"),
        focus: f.references("focus", &names.focuses),
        tag: f.references("tag", &names.tags),
        scale: f.optional_word("scale"),
        missing: f.list("missing"),
    };
    for field in made.missing.iter().filter(|field| *field != "credit_code") {
        f.refuse("missing", format!("\"{field}\" cannot be asked for; a view can ask for a missing credit_code"));
    }
    made
}
