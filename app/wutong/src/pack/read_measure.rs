//! The pack's indicators with their values, places on outside lists, and the dated rules of 规上.
use super::codes;
use super::files::FileSpec;
use super::model_measure::*;
use super::read::{Folder, Names};
use super::record::{Fields, Known, Word};
use std::collections::BTreeMap;

const THRESHOLDS: FileSpec = FileSpec {
    name: "thresholds.toml",
    table: "rule",
    fields: &[
        "code",
        "name_zh",
        "name_en",
        "valid_from",
        "valid_to",
        "industries",
        "revenue_at_least",
        "staff_at_least",
        "qualification",
        "text_zh",
        "text_en",
        "source",
        "example",
    ],
};
const INDICATORS: FileSpec = FileSpec {
    name: "indicators.toml",
    table: "indicator",
    fields: &[
        "code",
        "name_zh",
        "name_en",
        "unit",
        "period",
        "role",
        "of",
        "whole_region",
        "focus",
        "direction",
        "definition_zh",
        "definition_en",
        "source",
        "example",
    ],
};
const VALUES: FileSpec = FileSpec {
    name: "indicator_values.csv",
    table: "",
    fields: &["indicator", "period", "value", "qualifier", "as_written", "note", "source", "example"],
};
const RANKS: FileSpec = FileSpec {
    name: "ranks.toml",
    table: "rank",
    fields: &[
        "code",
        "list_zh",
        "list_en",
        "edition",
        "place",
        "out_of",
        "published_on",
        "publishers",
        "source",
        "example",
    ],
};

pub(super) const FILES: [&str; 4] = [THRESHOLDS.name, INDICATORS.name, VALUES.name, RANKS.name];

pub(super) struct Measures {
    pub thresholds: Vec<ThresholdRule>,
    pub indicators: Vec<Indicator>,
    pub values: Vec<IndicatorValue>,
    pub ranks: Vec<ExternalRank>,
}

pub(super) fn read(folder: &Folder<'_>, names: &mut Names) -> Measures {
    let mut rules = Known::new("rule");
    let thresholds = folder.each(&THRESHOLDS, |f| threshold(f, names, &mut rules));
    let indicators = folder.each(&INDICATORS, |f| indicator(f, names));
    let kinds: BTreeMap<&str, PeriodKind> = indicators.iter().map(|i| (i.code.as_str(), i.period)).collect();
    let mut measured = Known::new("value");
    let values = folder.each(&VALUES, |f| value(f, names, &kinds, &mut measured));
    let values = values.into_iter().flatten().collect();
    let mut ranked = Known::new("rank");
    let ranks = folder.each(&RANKS, |f| rank(f, names, &mut ranked));
    Measures { thresholds, indicators, values, ranks }
}

fn threshold(f: &Fields<'_>, names: &Names, taken: &mut Known) -> ThresholdRule {
    let made = ThresholdRule {
        code: f.define("code", taken),
        name: f.bilingual("name"),
        valid_from: f.parsed("valid_from", codes::date),
        valid_to: f.optional_date("valid_to"),
        industries: f
            .list("industries")
            .iter()
            .filter_map(|code| f.take("industries", codes::industry(code)))
            .collect(),
        revenue_at_least_fen: f.optional_parsed("revenue_at_least", codes::fen),
        staff_at_least: f.optional_parsed("staff_at_least", codes::persons),
        qualification: f.optional("qualification"),
        text: f.bilingual("text"),
        provenance: f.provenance(&names.sources),
    };
    if f.list("industries").is_empty() {
        f.refuse("industries", "is missing; name the GB/T 4754-2017 codes to which the rule applies");
    }
    if made.valid_to.is_some_and(|end| end < made.valid_from) {
        f.refuse("valid_to", format!("is before valid_from, {}", made.valid_from));
    }
    if made.revenue_at_least_fen.is_none() && made.staff_at_least.is_none() && made.qualification.is_none() {
        f.refuse("revenue_at_least", "is missing; a rule needs revenue_at_least, staff_at_least or qualification");
    }
    made
}

impl Word for PeriodKind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("year", Self::Year), ("quarter", Self::Quarter), ("month", Self::Month)];
}

impl Word for IndicatorRole {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("level", Self::Level),
        ("growth", Self::Growth),
        ("share", Self::Share),
        ("share_change", Self::ShareChange),
        ("cumulative", Self::Cumulative),
        ("part", Self::Part),
    ];
}

impl Word for Direction {
    const WORDS: &'static [(&'static str, Self)] =
        &[("up", Self::Up), ("down", Self::Down), ("neutral", Self::Neutral)];
}

fn indicator(f: &Fields<'_>, names: &mut Names) -> Indicator {
    // An indicator refers to an earlier one, so it cannot refer to itself in a ring.
    let of = f.optional_reference("of", &names.indicators);
    let made = Indicator {
        code: f.define("code", &mut names.indicators),
        name: f.bilingual("name"),
        unit: f.text("unit"),
        period: f.word("period"),
        role: f.word("role"),
        of,
        whole_region: f.optional_parsed("whole_region", codes::region),
        focus: f.optional_reference("focus", &names.focuses),
        direction: f.word("direction"),
        definition: f.bilingual("definition"),
        provenance: f.provenance(&names.sources),
    };
    if made.role != IndicatorRole::Level && !f.has("of") {
        f.refuse("of", "is missing; this role refers to another indicator, name it (it must come first)");
    }
    made
}

impl Word for Qualifier {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("exact", Self::Exact),
        ("over", Self::Over),
        ("more_than", Self::MoreThan),
        ("near", Self::Near),
        ("at_least", Self::AtLeast),
    ];
}

fn value(
    f: &Fields<'_>,
    names: &Names,
    kinds: &BTreeMap<&str, PeriodKind>,
    taken: &mut Known,
) -> Option<IndicatorValue> {
    let indicator = f.reference("indicator", &names.indicators);
    let kind = kinds.get(indicator.as_str());
    let period = kind.and_then(|kind| f.needed("period", |text| codes::period(text, *kind)));
    let value = f.parsed("value", codes::decimal);
    let qualifier = f.optional_word("qualifier").unwrap_or_default();
    let as_written = f.optional("as_written");
    if qualifier != Qualifier::Exact && as_written.is_none() {
        f.refuse(
            "as_written",
            "is missing; a number that is not exact is shown in the source's own words, such as 1000余家",
        );
    }
    let (note, provenance) = (f.optional("note"), f.provenance(&names.sources));
    let period = period?;
    f.once("period", &[&indicator, &period.to_string()], taken);
    Some(IndicatorValue { indicator, period, value, qualifier, as_written, note, provenance, line: f.record.line })
}

fn rank(f: &Fields<'_>, names: &Names, taken: &mut Known) -> ExternalRank {
    let made = ExternalRank {
        code: f.define("code", taken),
        list: f.bilingual("list"),
        edition: f.parsed("edition", codes::year),
        place: f.parsed("place", codes::count),
        out_of: f.parsed("out_of", codes::count),
        published_on: f.parsed("published_on", codes::date),
        publishers: f.list("publishers"),
        provenance: f.provenance(&names.sources),
    };
    if made.place > made.out_of && made.out_of > 0 {
        f.refuse("place", format!("is {}, but the list has {} places", made.place, made.out_of));
    }
    if made.publishers.is_empty() {
        f.refuse("publishers", "is missing; name who publishes the list");
    }
    made
}
