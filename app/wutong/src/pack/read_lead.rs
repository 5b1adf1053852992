//! Reads the part of a pack that is won.
use super::codes;
use super::files::FileSpec;
use super::model_lead::{PackActivity, PackDay, PackHesitation, PackLead};
use super::read::{Folder, Names};
use super::record::{Fields, Known, Word};
use attract::lead::{Channel, activity};
use attract::pipeline::{Purpose, standard_reasons, standard_stages};

const LEADS: FileSpec = FileSpec {
    name: "leads.csv",
    table: "",
    fields: &[
        "id",
        "enterprise",
        "company",
        "city",
        "industry",
        "focus",
        "subject",
        "channel",
        "amount",
        "stages",
        "lost_reason",
        "next_step",
        "next_on",
        "active_on",
        "note",
        "quotes",
        "source",
        "example",
    ],
};
const HESITATIONS: FileSpec = FileSpec {
    name: "lead_hesitations.csv",
    table: "",
    fields: &["id", "lead", "reason", "since", "note", "resolved_on", "how", "quotes", "source", "example"],
};
const ACTIVITIES: FileSpec = FileSpec {
    name: "lead_activities.csv",
    table: "",
    fields: &["id", "lead", "kind", "on", "summary", "source", "example"],
};

pub(super) const FILES: [&str; 3] = [LEADS.name, HESITATIONS.name, ACTIVITIES.name];

pub(super) struct Leads {
    pub leads: Vec<PackLead>,
    pub hesitations: Vec<PackHesitation>,
    pub activities: Vec<PackActivity>,
}

pub(super) fn read(folder: &Folder<'_>, names: &Names) -> Leads {
    let mut known = Known::new("lead");
    let leads = folder.each(&LEADS, |f| lead(f, names, &mut known));
    let (mut doubts, mut said) = (Known::new("hesitation"), Known::new("activity"));
    let hesitations = folder.each(&HESITATIONS, |f| hesitation(f, names, &known, &mut doubts));
    let activities = folder.each(&ACTIVITIES, |f| activity(f, names, &known, &mut said));
    Leads { leads, hesitations, activities }
}

impl Word for Channel {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("enquiry", Self::Enquiry),
        ("outreach", Self::Outreach),
        ("mission", Self::Mission),
        ("fair", Self::Fair),
        ("referral", Self::Referral),
        ("expansion", Self::Expansion),
        ("other", Self::Other),
    ];
}
impl Word for activity::Kind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("call", Self::Call), ("visit", Self::Visit), ("message", Self::Message), ("note", Self::Note)];
}

/// `2019-04-18`, or `-30` and `+5`: days from the day on which the pack is loaded.
pub(super) fn day(text: &str) -> Result<PackDay, String> {
    match text.parse::<i64>() {
        Ok(days) if (-3_650..=3_650).contains(&days) => Ok(PackDay::In(days)),
        _ => codes::date(text).map(PackDay::On),
    }
}

/// `talks 2018-11-05`
fn step(text: &str) -> Result<(String, PackDay), String> {
    let (stage, on) = text.trim().split_once(' ').ok_or_else(|| {
        format!("\"{text}\" is not a stage with its day; write it like talks 2018-11-05 or talks -80")
    })?;
    if !standard_stages().iter().any(|s| s.id == stage) {
        return Err(format!("there is no stage \"{stage}\"; the stages are lead, talks, signed and lost"));
    }
    Ok((stage.to_owned(), day(on.trim())?))
}

fn quotes(f: &Fields<'_>, names: &Names) -> Option<String> {
    let quotes = f.optional("quotes");
    if let Some(id) = quotes.clone().filter(|id| !names.sources.sentences.has(id)) {
        f.refuse("quotes", format!("there is no sentence \"{id}\" in this pack"));
    }
    quotes
}

fn reason(f: &Fields<'_>, field: &str, text: &str, purpose: Purpose) {
    let reasons = standard_reasons();
    if !reasons.iter().any(|r| r.purpose == purpose && r.id == text) {
        let known: Vec<String> = reasons.into_iter().filter(|r| r.purpose == purpose).map(|r| r.id).collect();
        f.refuse(field, format!("there is no reason \"{text}\"; the reasons are {}", known.join(", ")));
    }
}

fn lead(f: &Fields<'_>, names: &Names, known: &mut Known) -> PackLead {
    let made = PackLead {
        id: f.define("id", known),
        enterprise: f.optional_reference("enterprise", &names.enterprises),
        company: f.optional("company"),
        city: f.optional_parsed("city", codes::region).map(|c| c.to_string()),
        industry: f.optional_parsed("industry", codes::industry).map(|c| c.as_str().to_owned()),
        focus: f.optional_reference("focus", &names.focuses),
        subject: f.optional("subject").unwrap_or_default(),
        channel: f.optional_word("channel").unwrap_or_default(),
        amount: f.optional_parsed("amount", |t| match attract::lead::draft::amount_of("amount", t) {
            Ok(_) => Ok(t.to_owned()),
            Err(_) => Err(format!("\"{t}\" is not an amount with its unit, such as 3 亿元")),
        }),
        stages: f.list("stages").iter().filter_map(|text| f.take("stages", step(text))).collect(),
        lost_reason: f.optional("lost_reason"),
        next_step: f.optional("next_step"),
        next_on: f.optional_parsed("next_on", day),
        active_on: f.optional_parsed("active_on", day),
        note: f.optional("note"),
        quotes: quotes(f, names),
        provenance: f.provenance(&names.sources),
    };
    if made.enterprise.is_some() == made.company.is_some() {
        f.refuse("company", "is missing or twice; give either enterprise or company");
    }
    if made.stages.is_empty() {
        f.refuse("stages", "is missing; write each stage with its day, such as lead 2018-09-10|talks 2018-11-05");
    }
    if made.next_step.is_some() != made.next_on.is_some() {
        f.refuse("next_on", "belongs to next_step; give both or neither");
    }
    let lost = made.stages.last().is_some_and(|(stage, _)| stage == "lost");
    match &made.lost_reason {
        Some(text) => reason(f, "lost_reason", text, Purpose::Loss),
        None if lost => f.refuse("lost_reason", "is missing; a lost lead says why"),
        None => {}
    }
    made
}

fn hesitation(f: &Fields<'_>, names: &Names, leads: &Known, taken: &mut Known) -> PackHesitation {
    let made = PackHesitation {
        id: f.define("id", taken),
        lead: f.reference("lead", leads),
        reason: f.text("reason"),
        since: f.needed("since", day).unwrap_or(PackDay::In(0)),
        note: f.optional("note"),
        resolved_on: f.optional_parsed("resolved_on", day),
        how: f.optional("how"),
        quotes: quotes(f, names),
        provenance: f.provenance(&names.sources),
    };
    reason(f, "reason", &made.reason, Purpose::Hesitation);
    if made.resolved_on.is_some() != made.how.is_some() {
        f.refuse("how", "belongs to resolved_on; give both or neither");
    }
    made
}

fn activity(f: &Fields<'_>, names: &Names, leads: &Known, taken: &mut Known) -> PackActivity {
    PackActivity {
        id: f.define("id", taken),
        lead: f.reference("lead", leads),
        kind: f.word("kind"),
        on: f.needed("on", day).unwrap_or(PackDay::In(0)),
        summary: f.text("summary"),
        provenance: f.provenance(&names.sources),
    }
}
