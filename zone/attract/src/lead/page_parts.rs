//! The parts of a lead's page in words: names instead of ids, the timeline's changes field by field.
use super::activity::{Activity, Kind as Said};
use super::handover::{Answer, Handover};
use super::hesitation::Hesitation;
use super::view::Words;
use super::{Lead, Passage, rules};
use crate::pipeline::{Kind, Purpose};
use crate::vault::Kept;
use kernel::Source;
use ui::T;
use ui::view::Choice;

/// A fact with its label; `href` where it leads on.
pub struct Fact {
    pub label: String,
    pub value: String,
    pub href: String,
}

/// A stay in a stage.
pub struct Stay {
    pub stage: String,
    pub entered: String,
    pub days: String,
    pub here: bool,
    pub owner: String,
}

pub struct Doubt {
    pub id: String,
    pub reason: String,
    pub since: String,
    pub note: String,
    pub resolved: String,
    pub by: String,
    pub how: String,
    pub source: Source,
    pub open: bool,
}

pub struct Spoken {
    pub icon: &'static str,
    pub kind: String,
    pub on: String,
    pub who: String,
    pub summary: String,
}

pub struct File {
    pub id: String,
    pub name: String,
    pub size: String,
    pub added: String,
    pub who: String,
    pub hash: String,
}

pub struct Asked {
    pub id: String,
    pub who: String,
    pub when: String,
    pub reason: String,
    pub answer: String,
    pub open: bool,
}

pub struct Happened {
    pub at: String,
    pub what: String,
    pub who: String,
    pub changes: Vec<(String, String, String)>,
}

pub(super) fn facts(w: &Words, lead: &Lead) -> Vec<Fact> {
    let t = w.t;
    let mut all = Vec::new();
    let mut push = |key: &str, value: String, href: String| {
        if !value.is_empty() {
            all.push(Fact { label: t.s(format!("lead-{key}")), value, href });
        }
    };
    let href = match (&lead.company_id, lead.origin) {
        (Some(id), crate::Origin::Books) => format!("/enterprises/{id}"),
        _ => String::new(),
    };
    push("company", lead.name.clone(), href);
    push("origin", t.s(format!("lead-origin-{}", lead.origin.code())), String::new());
    push("credit-code", lead.credit_code.clone().unwrap_or_default(), String::new());
    push("subject", lead.subject.clone(), String::new());
    let amount = super::draft::amount_shown(lead.amount_fen, lead.amount_currency.as_deref(), t.locale);
    push("amount", amount.unwrap_or_default(), String::new());
    push("city", lead.city.as_ref().map(|c| w.city(c)).unwrap_or_default(), String::new());
    push(
        "industry",
        lead.industry.as_ref().map(|i| format!("{i} {}", w.division(i))).unwrap_or_default(),
        String::new(),
    );
    push("focus", lead.focus.as_ref().map(|f| w.focus(f)).unwrap_or_default(), String::new());
    push("channel", t.s(format!("lead-channel-{}", lead.channel.code())), String::new());
    push("began-on", lead.began_on.clone(), String::new());
    push("answer-due-us", super::view::answer_due(t, lead), String::new());
    push("author", lead.author.clone().unwrap_or_default(), String::new());
    let by = lead.recorded_by.as_ref().map(|u| w.user(u)).unwrap_or_default();
    push("recorded", format!("{} {by}", lead.recorded_on).trim().to_owned(), String::new());
    let batch = lead.batch_id.clone().unwrap_or_default();
    if !batch.is_empty() {
        push("batch", t.s("lead-batch-open"), format!("/attract/leads/import/{batch}"));
    }
    all
}

pub(super) fn stay(w: &Words, p: &Passage) -> Stay {
    let days = p.days.unwrap_or_else(|| rules::days_between(&p.entered_on, &w.today.to_string()));
    let target = w.pipeline.stage(&p.stage).and_then(|s| s.target_days);
    let open = w.pipeline.stage(&p.stage).is_none_or(|s| s.kind == Kind::Open);
    let text = match target {
        Some(most) => w.t.a2("lead-days-of", "n", days, "most", most),
        None if open || p.days.is_some() => w.t.a("lead-days", "n", days),
        None => String::new(),
    };
    Stay {
        stage: w.stage(&p.stage),
        entered: p.entered_on.clone(),
        days: text,
        here: p.left_on.is_none(),
        owner: p.owner.as_ref().map(|o| w.user(o)).unwrap_or_default(),
    }
}

pub(super) fn closed(w: &Words, lead: &Lead) -> String {
    match (&lead.closed_on, &lead.lost_reason) {
        (Some(on), Some(reason)) => w.t.a2("lead-lost-note", "day", on, "reason", w.reason(reason)),
        (Some(on), None) => w.t.a2("lead-closed-note", "day", on, "stage", w.stage(&lead.stage)),
        _ => String::new(),
    }
}

pub(super) fn doubt(w: &Words, d: &Hesitation) -> Doubt {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    Doubt {
        id: d.id.clone(),
        reason: w.reason(&d.reason),
        since: d.since_on.clone(),
        note: text(&d.note),
        resolved: text(&d.resolved_on),
        by: d.resolved_by.as_ref().map(|u| w.user(u)).unwrap_or_default(),
        how: text(&d.how),
        source: d.source.clone(),
        open: d.is_open(),
    }
}

pub(super) fn choices(w: &Words, purpose: Purpose) -> Vec<Choice> {
    let none = Choice::new("", w.t.s("lead-choose-reason"), true);
    let reasons = w.pipeline.reasons_for(purpose).filter(|r| r.active);
    std::iter::once(none).chain(reasons.map(|r| Choice::new(&r.id, r.name(w.t.locale), false))).collect()
}

pub(super) fn said_kinds(t: T, works: bool) -> Vec<Choice> {
    let kinds = Said::ALL.into_iter().filter(|k| works || *k == Said::Note);
    kinds.map(|k| Choice::new(k.code(), t.s(format!("lead-said-{}", k.code())), !works || k == Said::Call)).collect()
}

pub(super) fn spoken(w: &Words, a: &Activity) -> Spoken {
    let user = a.recorded_by.as_ref().map(|u| w.user(u));
    Spoken {
        icon: a.kind.icon(),
        kind: w.t.s(format!("lead-said-{}", a.kind.code())),
        on: a.happened_on.clone(),
        who: a.author.clone().or(user).unwrap_or_default(),
        summary: a.summary.clone(),
    }
}

/// A file's size as people read it.
fn size(t: T, bytes: i64) -> String {
    #[allow(clippy::cast_precision_loss)]
    let kib = (bytes as f64 / 1024.0).max(0.1);
    if kib >= 1024.0 { format!("{} MB", t.dec(kib / 1024.0, 1)) } else { format!("{} KB", t.dec(kib, 1)) }
}

impl File {
    /// A file as pages list it, with the name of whoever added it.
    pub(crate) fn of(t: T, kept: &Kept, who: String) -> Self {
        Self {
            id: kept.id.clone(),
            name: kept.name.clone(),
            size: size(t, kept.bytes),
            added: t.instant(kept.added_us),
            who,
            hash: kept.sha256.chars().take(12).collect(),
        }
    }
}

pub(super) fn asked(w: &Words, h: &Handover) -> Asked {
    let answer = match h.answer {
        None => w.t.s("lead-ask-open"),
        Some(Answer::Given) => w.t.s("lead-ask-given"),
        Some(Answer::Declined) => w.t.s("lead-ask-declined"),
        Some(Answer::Lapsed) => w.t.s("lead-ask-lapsed"),
    };
    Asked {
        id: h.id.clone(),
        who: w.user(&h.asked_by),
        when: w.t.instant(h.asked_us),
        reason: h.reason.clone(),
        answer,
        open: h.answer.is_none(),
    }
}

/// The stages to move to. The one that was sent before is chosen, or that of `?stage=`, as when a card was dropped where a
/// reason is asked, or else the next.
pub(super) fn stages(w: &Words, lead: &Lead, sent: &str, query: &str) -> Vec<Choice> {
    let others = || w.pipeline.active().filter(|s| s.id != lead.stage);
    let here = w.pipeline.stage(&lead.stage).map(|s| s.position);
    let further = || others().find(|s| here < Some(s.position) && s.kind != crate::pipeline::Kind::Lost);
    let next = further().or_else(|| others().next()).map(|s| s.id.as_str());
    let asked =
        Some(sent).filter(|s| !s.is_empty()).or_else(|| query.split('&').find_map(|p| p.strip_prefix("stage=")));
    let wanted = asked.or(next);
    others().map(|s| Choice::new(&s.id, s.name(w.t.locale), wanted == Some(s.id.as_str()))).collect()
}

pub(super) fn other(w: &Words, o: &Lead) -> (String, String, String) {
    let owner = o.owner.as_ref().map_or_else(|| w.t.s("lead-pool"), |u| w.user(u));
    (o.id.to_string(), format!("{} {}", w.stage(&o.stage), o.subject), format!("{} {owner}", o.began_on))
}

/// When it would return to the pool, told before it happens.
pub(super) fn pool_note(w: &Words, lead: &Lead) -> String {
    let (Some(active), true) = (rules::day(&lead.active_on), lead.is_open() && lead.owner.is_some()) else {
        return String::new();
    };
    let told = lead.warned_on.as_deref().and_then(rules::day);
    let on = rules::returns_on(active, told, &w.pipeline.policy).to_string();
    w.t.a3("lead-pool-note", "active", &lead.active_on, "n", w.pipeline.policy.return_days, "day", on)
}

/// Fields that a timeline does not show: they follow from others.
const HIDDEN: [&str; 9] =
    ["version", "updated_us", "name_key", "kind", "division", "id", "owned_on", "recorded_by", "recorded_on"];

pub(super) fn happened(w: &Words, step: &journal::Step) -> Happened {
    let t = w.t;
    let text = |field: &str, v: &Option<serde_json::Value>| match v {
        None | Some(serde_json::Value::Null) => ui::format::ABSENT.to_owned(),
        Some(serde_json::Value::String(s)) => match field {
            "stage" => w.stage(s),
            "owner" => w.user(s),
            "lost_reason" => w.reason(s),
            "city" => w.city(s),
            "focus" => w.focus(s),
            "channel" => w.value("channel", s),
            _ => s.clone(),
        },
        Some(serde_json::Value::Number(n)) if field == "amount_fen" => {
            n.as_i64().map(|n| kernel::money::Fen(n).auto(t.locale)).unwrap_or_default()
        }
        Some(serde_json::Value::Number(n)) if field.ends_with("_us") => {
            n.as_i64().map(|n| t.instant(n)).unwrap_or_default()
        }
        Some(serde_json::Value::Object(o)) => {
            o.get("document").and_then(|d| d.as_str()).unwrap_or(ui::format::ABSENT).to_owned()
        }
        Some(other) => other.to_string(),
    };
    let first = step.entry.kind == "lead.created" || step.entry.kind == "zone.loaded";
    let shown = step.changes.iter().filter(|c| !first && !HIDDEN.contains(&c.field.as_str()));
    let change = |c: &journal::FieldChange| {
        let label = t.maybe(&format!("lead-{}", c.field.replace('_', "-"))).unwrap_or_else(|| c.field.clone());
        (label, text(&c.field, &c.before), text(&c.field, &c.after))
    };
    Happened {
        at: t.instant(step.entry.at_us),
        what: t.s(format!("event-{}", step.entry.kind.replace('.', "-"))),
        who: if step.entry.actor == "system" { t.s("lead-system") } else { w.user(&step.entry.actor) },
        changes: shown.map(change).take(12).collect(),
    }
}
