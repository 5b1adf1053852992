//! The month of next steps, day by day; on a phone a list.
use super::list_web::{Bar, bar, named_users, shell};
use super::query::Filter;
use super::service::{self, Listed};
use super::store as books;
use super::view::{Light, Words, words};
use super::{Lead, rules};
use crate::AttractState;
use axum::extract::State;
use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::{Action, Resource};
use ui::{Access, Html, Req, Result, Routes, Shell};

pub fn routes() -> Routes<AttractState> {
    Routes::new().get("/attract/leads/calendar", Access::Needs(Resource::Lead, Action::View), calendar)
}

/// A day of the calendar.
struct Day {
    number: u32,
    date: String,
    inside: bool,
    today: bool,
    steps: Vec<Step>,
    more: usize,
    all: String,
}

struct Step {
    id: String,
    name: String,
    what: String,
    owner: String,
    light: Light,
}

#[derive(askama::Template)]
#[template(path = "attract/lead/calendar.html")]
struct CalendarPage {
    page: Shell,
    bar: Bar,
    meta: String,
    month: String,
    weekdays: Vec<String>,
    weeks: Vec<Vec<Day>>,
    previous: String,
    following: String,
    this_month: String,
    /// Steps before this month that are still open.
    overdue: (i64, String),
}

/// Steps of one day that a cell shows.
const STEPS: usize = 4;
/// Steps of a month that the page reads at most.
const STEPS_MOST: u64 = 2_000;

fn month_of(query: &str, today: NaiveDate) -> NaiveDate {
    let said = query.split('&').find_map(|pair| pair.strip_prefix("month="));
    let first = said.and_then(|m| rules::day(&format!("{m}-01")));
    first.or_else(|| today.with_day(1)).unwrap_or(today)
}

fn month_href(filter: &Filter, month: Option<NaiveDate>) -> String {
    let query = filter.to_query();
    let month = month.map(|m| format!("month={}", m.format("%Y-%m"))).unwrap_or_default();
    let pairs: Vec<&str> = [query.as_str(), month.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    format!("/attract/leads/calendar?{}", pairs.join("&"))
}

async fn calendar(req: Req, State(s): State<AttractState>) -> Result<Html<CalendarPage>> {
    let t = req.t;
    let filter = Filter { page: 1, sort: String::new(), ..Filter::parse(&req.query) };
    let filter = s.names.sought(&req.ctx, &filter).await?;
    let first = month_of(&req.query, req.ctx.today());
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let start = first - Days::new(u64::from(first.weekday().num_days_from_monday()));
    let end = next + Days::new(u64::from((7 - next.weekday().num_days_from_monday()) % 7)) - Days::new(1);
    let within = filter.clone().during("next", &start.to_string(), &end.to_string());
    let scope = req.ctx.scope::<Lead>()?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let pipeline = crate::pipeline::store::pipeline(&mut conn).await?;
    let w = service::conditions(&req.ctx, &pipeline, &within);
    let leads = books::stepping(&mut conn, &scope, &w, STEPS_MOST).await?;
    let total = books::count_to(&mut conn, &scope, &w, service::COUNTED_MOST).await?;
    let late = filter.with("due", "overdue");
    let late_w = service::conditions(&req.ctx, &pipeline, &late);
    let overdue = books::count_to(&mut conn, &scope, &late_w, service::COUNTED_MOST).await?;
    drop(conn);
    let listed = Listed { leads, total, pipeline };
    let w = words(&req.ctx, &s, t, &listed, &named_users(&filter)).await?;
    let day = |date: NaiveDate| day_of(&w, &filter, &listed.leads, date, first);
    let days: Vec<Day> = start.iter_days().take_while(|d| *d <= end).map(day).collect();
    let mut weeks: Vec<Vec<Day>> = Vec::new();
    for day in days {
        match weeks.last_mut() {
            Some(week) if week.len() < 7 => week.push(day),
            _ => weeks.push(vec![day]),
        }
    }
    Ok(Html(CalendarPage {
        meta: t.a("lead-steps", "n", total),
        month: if t.is_zh() { first.format("%Y年%-m月").to_string() } else { first.format("%B %Y").to_string() },
        weekdays: (1..=7).map(|n| t.s(format!("lead-weekday-{n}"))).collect(),
        weeks,
        previous: month_href(&filter, first.checked_sub_months(Months::new(1))),
        following: month_href(&filter, Some(next)),
        this_month: month_href(&filter, None),
        overdue: (overdue, late.href()),
        bar: bar(&req, &s, &w, &filter, "/attract/leads/calendar").await?,
        page: shell(&req),
    }))
}

fn day_of(w: &Words, filter: &Filter, leads: &[Lead], date: NaiveDate, first: NaiveDate) -> Day {
    let text = date.to_string();
    let of_day: Vec<&Lead> = leads.iter().filter(|l| l.next_on.as_deref() == Some(text.as_str())).collect();
    let step = |l: &&Lead| Step {
        id: l.id.to_string(),
        name: l.name.clone(),
        what: l.next_step.clone().unwrap_or_default(),
        owner: l.owner.as_ref().map_or_else(|| w.t.s("lead-pool"), |o| w.user(o)),
        light: super::view::next_light(w, l),
    };
    Day {
        number: date.day(),
        inside: date.month() == first.month(),
        today: date == w.today,
        steps: of_day.iter().take(STEPS).map(step).collect(),
        more: of_day.len().saturating_sub(STEPS),
        all: filter.clone().during("next", &text, &text).href(),
        date: text,
    }
}
