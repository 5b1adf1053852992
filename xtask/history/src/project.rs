//! One invented project: what it is, and what was done on its approvals until construction could start.
use crate::Done;
use crate::luck::Luck;
use crate::names::{KINDS, NAMES};
use chrono::NaiveDate;
use land::catalogue::{Attributes, LinkKind, MatterKind, Theme};
use land::plan::Compiled;
use land::plan::compile::{attributes_needed, compile};
use schedule::Calendar;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub struct Made {
    pub id: String,
    pub json: Value,
    pub steps: Vec<Step>,
}

pub struct Step {
    pub matter: String,
    pub word: &'static str,
    pub on: NaiveDate,
    pub note: String,
}

/// The stages until construction starts.
const EARLY: [&str; 2] = ["plan", "permit"];

pub fn make(
    theme: &Theme,
    calendar: &Calendar,
    luck: &mut Luck,
    n: usize,
    signed: NaiveDate,
    reformed: bool,
) -> Done<Made> {
    let (kind, focus, usage, builds) = KINDS.get(n % KINDS.len()).copied().ok_or("no kind")?;
    let name = NAMES.get(n % NAMES.len()).copied().ok_or("no name")?;
    let answers = answers(theme, luck, usage, builds)?;
    let plan = compile(theme, &answers).map_err(|e| format!("{e:?}"))?;
    let mut pace = Pace { calendar, luck, reformed };
    let steps = pace.walk(&plan, calendar.add(signed, 2).date);
    let started = steps.iter().map(|s| s.on).max().map(|d| calendar.add(d, 3).date).ok_or("no steps")?;
    let id = format!("ex-case-{:02}", n + 1);
    let source = json!({ "document": "示例", "example": true });
    let milestones = json!([
        { "kind": "signed", "actual": signed.to_string(), "source": source },
        { "kind": "started", "actual": started.to_string(), "source": source },
    ]);
    let json = json!({
        "id": id,
        "name": format!("示例{name}{kind}"),
        "company": format!("示例{name}（乌鲁木齐）有限公司"),
        "focus": focus,
        "theme": theme.code,
        "attributes": answers,
        "planned_on": calendar.add(signed, 1).date.to_string(),
        "milestones": milestones,
        "source": source,
    });
    Ok(Made { id, json, steps })
}

/// Answers to the questions that are asked, one after the other.
fn answers(theme: &Theme, luck: &mut Luck, usage: &str, builds: bool) -> Done<Attributes> {
    let mut given = Attributes::new();
    loop {
        let asked = attributes_needed(theme, &given).map_err(|e| format!("{e:?}"))?;
        let Some(next) = asked.into_iter().find(|a| !given.contains_key(&a.code)) else { return Ok(given) };
        let answer = match next.code.as_str() {
            "land" => json!(luck.of(&["new", "own"]).ok_or("no land")?),
            "new_build" => json!(builds),
            "use" => json!(usage),
            "forest" => json!(luck.happens(0.25)),
            "site_area" => json!(luck.between(6, 60) * 1000),
            "floor_area" => json!(luck.between(5, 50) * 1000),
            "investment" => json!(luck.between(30, 900) * 100),
            "lift" => json!(luck.happens(0.6)),
            "eia" => json!(luck.of(&["form", "register"]).ok_or("no eia")?),
            "energy_tce" => json!(luck.between(1, 14) * 100),
            other => return Err(format!("the theme asks {other}: say what the cases answer").into()),
        };
        given.insert(next.code.clone(), answer);
    }
}

/// How fast things go.
struct Pace<'a> {
    calendar: &'a Calendar,
    luck: &'a mut Luck,
    reformed: bool,
}

impl Pace<'_> {
    fn later(&self, day: NaiveDate, days: u32) -> NaiveDate {
        self.calendar.add(day, days).date
    }

    /// The steps of the early matters, in the order of their days.
    fn walk(&mut self, plan: &Compiled, from: NaiveDate) -> Vec<Step> {
        let mut ends: BTreeMap<&str, (NaiveDate, NaiveDate)> = BTreeMap::new();
        let mut steps = Vec::new();
        let mut last_end = from;
        let early = plan
            .needed
            .iter()
            .filter(|n| EARLY.contains(&n.matter.stage.as_str()) && n.matter.kind == MatterKind::Approval);
        for needed in early {
            let m = &needed.matter;
            let links = plan.links.iter().filter(|l| l.to == m.code);
            let free = links.filter_map(|l| {
                let (begun, ended) = *ends.get(l.from.as_str())?;
                Some(self.calendar.add(if l.kind == LinkKind::FinishToStart { ended } else { begun }, l.lag_days).date)
            });
            let free = free.max().unwrap_or(from);
            // Before the reform the company often waited for one paper before it asked for the next.
            let serial = if self.reformed { 0.15 } else { 0.35 };
            let free = if self.luck.happens(serial) { free.max(last_end) } else { free };
            let days = m.promised_days.or(m.statutory_days).and_then(|d| u32::try_from(d).ok()).unwrap_or(20);
            let (accepted, ended) = self.handle(&m.code, free, days, &mut steps);
            ends.insert(m.code.as_str(), (accepted, ended));
            last_end = last_end.max(ended);
        }
        steps.sort_by_key(|s| s.on);
        steps
    }

    /// A matter from handing in to delivery.
    fn handle(&mut self, code: &str, free: NaiveDate, days: u32, steps: &mut Vec<Step>) -> (NaiveDate, NaiveDate) {
        let mut step =
            |word, on, note: &str| steps.push(Step { matter: code.to_owned(), word, on, note: note.to_owned() });
        let (wait, share) =
            if self.reformed { (self.luck.between(1, 3), 0.15) } else { (self.luck.between(1, 5), 0.25) };
        let submitted = self.later(free, wait);
        let queued = if self.reformed { 0 } else { self.luck.between(0, 2) };
        let accepted = self.later(submitted, queued);
        step("submit", submitted, "");
        step("accept", accepted, "");
        let factor = if self.reformed { 0.5 + 0.5 * self.luck.share() } else { 0.7 + 0.5 * self.luck.share() };
        let work = ((f64::from(days) * factor).round() as u32).max(1);
        let mut ended = self.later(accepted, work);
        if self.luck.happens(share) && work > 2 {
            let asked = self.later(accepted, work / 2);
            let away = if self.reformed { self.luck.between(2, 5) } else { self.luck.between(4, 10) };
            let back = self.later(asked, away);
            step("ask", asked, "示例：图纸缺签章");
            step("answered", back, "");
            ended = self.later(back, work - work / 2);
        }
        step("decide", ended, "");
        step("deliver", ended, "");
        (accepted, ended)
    }
}
