//! The conditions of the list as SQL: one place for pages, export, funnel and API, so that a figure and its list agree.
use super::query::Filter;
use crate::pipeline::{Kind, Pipeline};
use ::store::Value;

/// SQL after `WHERE zone_id = $1`, with its arguments from `$2`.
#[derive(Clone, Debug, Default)]
pub struct Where {
    sql: String,
    pub args: Vec<Value>,
}

impl Where {
    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }
    fn mark(&mut self, value: impl Into<Value>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len() + 1)
    }
    fn marks<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) -> String {
        let marks: Vec<String> = values.into_iter().map(|v| self.mark(v)).collect();
        if marks.is_empty() { "NULL".to_owned() } else { marks.join(", ") }
    }
    pub fn sql(&self) -> &str {
        &self.sql
    }
    /// `column` is one of the values; `none` stands for "nothing known".
    fn among(&mut self, column: &str, values: &[String]) {
        if values.iter().all(|v| v == "none") {
            return self.and(&format!("{column} IS NULL"));
        }
        let known = values.iter().map(String::as_str).filter(|v| *v != "none");
        let marks = self.marks(known);
        let none = if values.iter().any(|v| v == "none") { format!(" OR {column} IS NULL") } else { String::new() };
        self.and(&format!("({column} IN ({marks}){none})"));
    }
}

/// What a day-dependent condition is measured against.
#[derive(Clone, Debug)]
pub struct Now {
    /// ISO day.
    pub today: String,
    pub in_a_week: String,
    pub us: i64,
}

/// The filter as SQL. Without a condition that speaks of closed leads only open ones are shown.
pub fn where_of(filter: &Filter, pipeline: &Pipeline, now: &Now) -> Where {
    let mut w = Where { sql: String::new(), args: Vec::new() };
    if let Some(found) = &filter.found {
        let marks = w.marks(found.iter().map(String::as_str));
        w.and(&format!("id IN ({marks})"));
    } else if !filter.q.is_empty() {
        let key = super::rules::name_key(&filter.q).replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let like = w.mark(format!("%{key}%"));
        let code = w.mark(filter.q.trim().to_uppercase());
        w.and(&format!("(name_key LIKE {like} ESCAPE '!' OR credit_code = {code})"));
    }
    kinds(&mut w, filter, pipeline);
    for (name, column) in [
        ("stage", "stage"),
        ("owner", "owner"),
        ("focus", "focus"),
        ("division", "division"),
        ("city", "city"),
        ("channel", "channel"),
        ("lost", "lost_reason"),
        ("batch", "batch_id"),
    ] {
        if !filter.values(name).is_empty() {
            w.among(column, filter.values(name));
        }
    }
    special(&mut w, filter, pipeline, now);
    for (name, column) in [("began", "began_on"), ("next", "next_on")] {
        let Some((from, to)) = filter.ranges.get(name) else { continue };
        for (end, sign) in [(from, ">="), (to, "<=")] {
            if !end.is_empty() {
                let mark = w.mark(end);
                w.and(&format!("{column} {sign} {mark}"));
            }
        }
    }
    w
}

fn kinds(w: &mut Where, filter: &Filter, pipeline: &Pipeline) {
    let said = filter.values("kind");
    // A stage that holds leads keeps its kind, so that the kinds of the stages change no answer; they let the indexes of
    // other conditions be used, which would else be left for that of the stage.
    let stages: Option<Vec<_>> = filter.values("stage").iter().map(|s| pipeline.stage(s)).collect();
    let mut implied: Vec<String> = stages.unwrap_or_default().iter().map(|s| s.kind.code().to_owned()).collect();
    implied.sort_unstable();
    implied.dedup();
    if said.is_empty() && !implied.is_empty() {
        return w.among("kind", &implied);
    }
    let closed = ["stage", "lost", "reached", "batch"].iter().any(|c| !filter.values(c).is_empty());
    if said.iter().any(|k| k == "all") || (said.is_empty() && closed) {
        return;
    }
    let kinds: Vec<String> = if said.is_empty() { vec![Kind::Open.code().to_owned()] } else { said.to_vec() };
    w.among("kind", &kinds);
}

fn special(w: &mut Where, filter: &Filter, pipeline: &Pipeline, now: &Now) {
    if let Some(stage) = filter.values("reached").first() {
        let beyond: Vec<&str> = pipeline.ladder().skip_while(|s| s.id != *stage).map(|s| s.id.as_str()).collect();
        let marks = w.marks(beyond);
        w.and(&format!(
            "EXISTS (SELECT 1 FROM lead_passage p WHERE p.zone_id = lead.zone_id AND p.lead_id = lead.id AND p.stage IN ({marks}))"
        ));
    }
    let reasons = filter.values("hesitation");
    if reasons.iter().any(|r| r == "any") {
        w.and("hesitating > 0");
    } else if !reasons.is_empty() {
        let marks = w.marks(reasons.iter().map(String::as_str));
        w.and(&format!(
            "hesitating > 0 AND EXISTS (SELECT 1 FROM lead_hesitation h WHERE h.zone_id = lead.zone_id AND h.lead_id = lead.id \
             AND h.resolved_on IS NULL AND h.reason IN ({marks}))"
        ));
    }
    match filter.values("due").first().map(String::as_str) {
        Some("overdue") => {
            let today = w.mark(&now.today);
            w.and(&format!("next_on < {today}"));
        }
        Some("week") => {
            let (today, week) = (w.mark(&now.today), w.mark(&now.in_a_week));
            w.and(&format!("next_on >= {today} AND next_on <= {week}"));
        }
        Some("none") => w.and("next_on IS NULL"),
        Some("returning") => {
            // Asked of the days themselves: the warning may not have gone out yet.
            let quiet = w.mark(super::rules::quiet_since(&now.today, &pipeline.policy));
            w.and(&format!("owner IS NOT NULL AND active_on <= {quiet}"));
        }
        Some("reminded") => {
            let today = w.mark(&now.today);
            w.and(&format!("remind_on <= {today}"));
        }
        _ => {}
    }
    match filter.values("answer").first().map(String::as_str) {
        Some("waiting") => w.and("answer_due_us IS NOT NULL AND answered_us IS NULL"),
        Some("overdue") => {
            let now = w.mark(now.us);
            w.and(&format!("answered_us IS NULL AND answer_due_us < {now}"));
        }
        Some("late") => {
            let now = w.mark(now.us);
            w.and(&format!("answer_due_us IS NOT NULL AND COALESCE(answered_us, {now}) > answer_due_us"));
        }
        _ => {}
    }
}
