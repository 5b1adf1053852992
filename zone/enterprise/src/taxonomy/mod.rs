//! 定义: the zone's own definitions: focus industries and threshold rules, with what they make of the companies.
pub mod web;

use crate::figure::Metric;
use crate::list::columns::{amount, industry_name};
use crate::threshold::Threshold;
use kernel::{Action, Resource};
use ui::{Req, Shell, T};

/// The pages of this place, as tabs.
pub fn tabs(req: &Req, shell: Shell, here: &str) -> Shell {
    let t = req.t;
    let mut shell = shell.tab(t.s("enterprise-title"), "/enterprises", here == "/enterprises");
    for (key, path, resource, action) in [
        ("focus-title", "/enterprises/focus", Resource::Taxonomy, Action::View),
        ("thresholds-title", "/enterprises/thresholds", Resource::Taxonomy, Action::View),
        ("duplicates-title", "/enterprises/duplicates", Resource::Enterprise, Action::Merge),
        ("import-title", "/enterprises/import", Resource::Import, Action::View),
    ] {
        if req.may(resource, action) {
            shell = shell.tab(t.s(key), path, here == path);
        }
    }
    shell
}

/// The name of a list of threshold rules.
pub fn list_name(t: T, list: &str) -> String {
    t.maybe(&format!("threshold-list-{}", list.replace('_', "-"))).unwrap_or_else(|| list.to_owned())
}

/// A rule in one sentence: name, conditions, since when.
pub fn rule_text(t: T, rule: &Threshold) -> String {
    let name = if t.is_zh() || rule.name_en.is_empty() { &rule.name_zh } else { &rule.name_en };
    t.a3("rule-text", "name", name.as_str(), "conditions", conditions_text(t, rule), "from", rule.valid_from.as_str())
}

/// 营业收入 ≥ 2,000万元 或 从业人员 ≥ 50人.
pub fn conditions_text(t: T, rule: &Threshold) -> String {
    let show = |m: Metric, v: i64| if m.is_money() { amount(t, v, None) } else { t.a("persons", "n", v) };
    let one = |c: &crate::threshold::Condition| {
        t.a2("rule-condition", "metric", t.s(format!("metric-{}", c.metric.code())), "min", show(c.metric, c.min))
    };
    let mut parts: Vec<String> = rule.any_of.iter().map(one).collect();
    match rule.qualification.as_deref() {
        Some(crate::threshold::rules::EVERY_FIRM) => parts.push(t.s("rule-every")),
        Some(tag) => parts.push(t.a("rule-qualified", "tag", tag)),
        None => {}
    }
    parts.join(&t.s("rule-or"))
}

/// Industries in words, codes in front.
pub fn industries_text(t: T, codes: &[String]) -> String {
    let one = |code: &String| format!("{code} {}", industry_name(t, code));
    codes.iter().map(one).collect::<Vec<_>>().join(&t.s("list-separator"))
}
