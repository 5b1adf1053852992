//! Pages of the leads: list and board. They and the calendar show what the same conditions select.
use super::memory::{Stages, Sum, Tally};
use super::query::{CONDITIONS, Filter, ORDERS, PER_PAGE, RANGES};
use super::service::{self, Listed};
use super::store as books;
use super::view::{Row, Words, row, words};
use super::{Channel, Lead};
use crate::AttractState;
use crate::pipeline::{Kind, Pipeline, Purpose};
use axum::extract::State;
use kernel::{Action, Ctx, Resource};
use ui::view::{Choice, Pager, Sort, SortLink};
use ui::{Access, Html, Req, Result, Routes, Shell};

pub fn routes() -> Routes<AttractState> {
    let see = Access::Needs(Resource::Lead, Action::View);
    Routes::new().get("/attract/leads", see, list).get("/attract/leads/board", see, board)
}

/// A condition in force.
pub struct Chip {
    pub text: String,
    pub without: String,
}

/// What stands above all three pages.
pub struct Bar {
    pub filter: Filter,
    pub query: String,
    pub path: &'static str,
    pub q: String,
    pub selects: Vec<(&'static str, String, Vec<Choice>)>,
    pub more: Vec<(&'static str, String, Vec<Choice>)>,
    pub carried: Vec<(&'static str, String)>,
    pub chips: Vec<Chip>,
    /// Label, address, whether it is this page.
    pub views: Vec<(String, String, bool)>,
    pub may_create: bool,
    pub may_export: bool,
}

fn choices(t: ui::T, filter: &Filter, name: &str, values: Vec<(String, String)>) -> Vec<Choice> {
    let chosen = filter.values(name);
    let mut all = vec![Choice::new("", t.s(format!("lead-all-{name}")), chosen.is_empty())];
    let one = chosen.first().filter(|_| chosen.len() == 1);
    all.extend(values.into_iter().map(|(value, label)| {
        let selected = one == Some(&value);
        Choice::new(value, label, selected)
    }));
    if chosen.len() > 1 {
        all.push(Choice::new(chosen.join(","), t.a("lead-several", "n", chosen.len()), true));
    }
    all
}

/// Builds the bar; the selects offer what the zone has, with officers by name.
pub(crate) async fn bar(req: &Req, s: &AttractState, w: &Words, filter: &Filter, path: &'static str) -> Result<Bar> {
    let t = req.t;
    let officers = s.directory.colleagues(&req.ctx.zone).await?;
    let mut owners = vec![("me".to_owned(), t.s("lead-mine")), ("none".to_owned(), t.s("lead-pool"))];
    owners.extend(officers.into_iter().filter(crate::Colleague::is_officer).map(|c| (c.id, c.name)));
    let stages = w.pipeline.stages.iter().map(|s| (s.id.clone(), s.name(t.locale).to_owned())).collect();
    let mut focuses = w.focuses.clone();
    focuses.push(("none".to_owned(), t.s("lead-focus-other")));
    let word = |name: &str, v: &str| (v.to_owned(), w.value(name, v));
    let due = ["overdue", "week", "none", "returning"].map(|v| word("due", v)).to_vec();
    let (cities, divisions) = tallies(req, s, w, filter).await?;
    let reasons = |purpose, first: Option<(String, String)>| {
        let named = w.pipeline.reasons_for(purpose).map(|r| (r.id.clone(), r.name(t.locale).to_owned()));
        first.into_iter().chain(named).collect::<Vec<_>>()
    };
    let select = |name: &'static str, values| {
        let label = t.s(format!("lead-condition-{name}"));
        (name, label, choices(t, filter, name, values))
    };
    let selects = vec![select("owner", owners), select("stage", stages), select("focus", focuses), select("due", due)];
    let more = vec![
        select("kind", Kind::ALL.iter().map(|k| word("kind", k.code())).chain([word("kind", "all")]).collect()),
        select("city", cities),
        select("division", divisions),
        select("channel", Channel::ALL.iter().map(|c| word("channel", c.code())).collect()),
        select("hesitation", reasons(Purpose::Hesitation, Some(word("hesitation", "any")))),
        select("lost", reasons(Purpose::Loss, None)),
        select("answer", ["waiting", "overdue", "late"].map(|v| word("answer", v)).to_vec()),
    ];
    let shown: Vec<&str> = selects.iter().chain(&more).map(|(name, _, _)| *name).collect();
    let views =
        [("list", "/attract/leads"), ("board", "/attract/leads/board"), ("calendar", "/attract/leads/calendar")];
    Ok(Bar {
        query: filter.to_query(),
        path,
        q: filter.q.clone(),
        carried: carried(filter, &shown),
        chips: chips(w, filter, path),
        views: views.map(|(key, to)| (t.s(format!("lead-view-{key}")), filter.without("").at(to), to == path)).to_vec(),
        may_create: req.may(Resource::Lead, Action::Create),
        may_export: req.may(Resource::Lead, Action::Export),
        filter: filter.clone(),
        selects,
        more,
    })
}

type Named = Vec<(String, String)>;

/// The cities and divisions that leads come from, the most frequent first.
async fn tallies(req: &Req, s: &AttractState, w: &Words, filter: &Filter) -> Result<(Named, Named)> {
    let sum = offered(&req.ctx, s, &w.pipeline).await?;
    let mut named = Vec::new();
    for (name, counted) in [("city", &sum.value.0), ("division", &sum.value.1)] {
        let mut values: Named =
            counted.iter().map(|(v, n)| (v.clone(), format!("{} {}", w.value(name, v), w.t.int(*n)))).collect();
        for chosen in filter.values(name).iter().filter(|v| *v != "none") {
            if !values.iter().any(|(v, _)| v == chosen) {
                values.push((chosen.clone(), w.value(name, chosen)));
            }
        }
        named.push(values);
    }
    let divisions = named.pop().unwrap_or_default();
    Ok((named.pop().unwrap_or_default(), divisions))
}

async fn offered(ctx: &Ctx, s: &AttractState, pipeline: &Pipeline) -> kernel::Result<Sum<(Tally, Tally)>> {
    let everything = Filter { page: 1, ..Filter::default() }.with("kind", "all");
    let all = service::conditions(ctx, pipeline, &everything);
    let asked = service::asked(ctx, &s.db).await?;
    let (db, ctx) = (s.db.clone(), ctx.clone());
    let key = ctx.zone.to_string();
    let make = async move {
        let scope = ctx.scope::<Lead>()?;
        let mut conn = db.read(&ctx.zone).await?;
        let cities = books::tally(&mut conn, &scope, "city", &all).await?;
        Ok((cities, books::tally(&mut conn, &scope, "division", &all).await?))
    };
    s.sums.offered.get(key, asked, make).await
}

fn carried(filter: &Filter, shown: &[&str]) -> Vec<(&'static str, String)> {
    let hidden = CONDITIONS.into_iter().filter(|c| !shown.contains(c) && !filter.values(c).is_empty());
    let mut all: Vec<(&'static str, String)> = hidden.map(|c| (c, filter.values(c).join(","))).collect();
    for name in RANGES {
        if let Some((from, to)) = filter.ranges.get(name) {
            all.push((name, format!("{from}..{to}")));
        }
    }
    if !filter.sort.is_empty() {
        all.push(("sort", filter.sort.clone()));
    }
    all
}

fn chips(w: &Words, filter: &Filter, path: &str) -> Vec<Chip> {
    let t = w.t;
    let text = |name: &str| match filter.ranges.get(name) {
        Some((from, to)) => format!("{from} – {to}"),
        None if name == "q" => filter.q.clone(),
        None => filter.values(name).iter().map(|v| w.value(name, v)).collect::<Vec<_>>().join("、"),
    };
    let chip = |name: &'static str| Chip {
        text: t.a2("lead-chip", "name", t.s(format!("lead-condition-{name}")), "value", text(name)),
        without: filter.without(name).at(path),
    };
    filter.in_force().into_iter().map(chip).collect()
}

pub(crate) fn shell(req: &Req) -> Shell {
    crate::tabs(req.shell("lead-title", "attract"), "/attract/leads")
}

/// Heads of the list that sort.
struct Sorts {
    name: SortLink,
    stage: SortLink,
    next: SortLink,
    amount: SortLink,
    began: SortLink,
    active: SortLink,
}

#[derive(askama::Template)]
#[template(path = "attract/lead/list.html")]
struct ListPage {
    page: Shell,
    bar: Bar,
    meta: String,
    rows: Vec<Row>,
    sorts: Sorts,
    pager: Pager,
    nothing_yet: bool,
    may_claim: bool,
}

pub(super) fn named_users(filter: &Filter) -> Vec<String> {
    filter.values("owner").iter().filter(|o| !matches!(o.as_str(), "me" | "none")).cloned().collect()
}

async fn list(req: Req, State(s): State<AttractState>) -> Result<Html<ListPage>> {
    let filter = Filter::parse(&req.query);
    let listed = service::list(&req.ctx, &s, &filter).await?;
    let w = words(&req.ctx, &s, req.t, &listed, &named_users(&filter)).await?;
    let total = u64::try_from(listed.total).unwrap_or(0);
    let keys: Vec<&str> = ORDERS.iter().map(|(k, _)| *k).collect();
    let sort = Sort::of(&req, &keys, "-active");
    let bare = Filter { page: 1, ..filter.clone() };
    let mut pager = Pager::at("/attract/leads", &bare.to_query(), filter.page, PER_PAGE, total);
    pager.more = listed.total >= service::COUNTED_MOST;
    Ok(Html(ListPage {
        meta: super::view::count_text(req.t, listed.total),
        nothing_yet: total == 0 && filter.in_force().is_empty(),
        bar: bar(&req, &s, &w, &filter, "/attract/leads").await?,
        rows: listed.leads.iter().map(|l| row(&w, l)).collect(),
        sorts: Sorts {
            name: sort.link("name"),
            stage: sort.link("stage"),
            next: sort.link("next"),
            amount: sort.link("amount"),
            began: sort.link("began"),
            active: sort.link("active"),
        },
        pager,
        may_claim: req.ctx.actor.has(kernel::Role::AttractionOfficer),
        page: shell(&req),
    }))
}

/// Count and sum of each stage.
async fn stage_heads(ctx: &Ctx, s: &AttractState, w: books::Where) -> kernel::Result<Sum<Stages>> {
    let asked = service::asked(ctx, &s.db).await?;
    let key = format!("{} {} {:?}", ctx.zone, w.sql(), w.args);
    let (db, ctx) = (s.db.clone(), ctx.clone());
    let make = async move {
        let scope = ctx.scope::<Lead>()?;
        books::by_stage(&mut db.read(&ctx.zone).await?, &scope, &w).await
    };
    s.sums.stages.get(key, asked, make).await
}

/// A column of the board.
struct Column {
    id: String,
    name: String,
    kind: &'static str,
    count: i64,
    amount: String,
    cards: Vec<Row>,
    /// The whole stage as a list.
    all: String,
    /// The column does not show all of them.
    more: bool,
}

/// Cards of a column; the rest is one link away.
const CARDS: u64 = 40;

#[derive(askama::Template)]
#[template(path = "attract/lead/board.html")]
struct BoardPage {
    page: Shell,
    bar: Bar,
    meta: String,
    columns: Vec<Column>,
    stages: Vec<(String, String)>,
    may_move: bool,
    director: bool,
}

async fn board(req: Req, State(s): State<AttractState>) -> Result<Html<BoardPage>> {
    let filter = Filter { page: 1, sort: String::new(), ..Filter::parse(&req.query) };
    let filter = s.names.sought(&req.ctx, &filter).await?;
    // The board shows every stage: closed ones too.
    let whole = if filter.values("kind").is_empty() { filter.with("kind", "all") } else { filter.clone() };
    let scope = req.ctx.scope::<Lead>()?;
    let pipeline = crate::pipeline::service::get(&req.ctx, &s.db).await?;
    let heads = stage_heads(&req.ctx, &s, service::conditions(&req.ctx, &pipeline, &whole)).await?;
    let counted = &heads.value;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let mut stacks = Vec::new();
    for stage in pipeline.active() {
        let of_stage = if filter.values("stage").is_empty() { whole.with("stage", &stage.id) } else { whole.clone() };
        let shown = filter.values("stage").is_empty() || filter.values("stage").contains(&stage.id);
        let w = service::conditions(&req.ctx, &pipeline, &of_stage.with("stage", &stage.id));
        let leads = if shown { books::some(&mut conn, &scope, &w, "-active", CARDS, 0).await? } else { Vec::new() };
        stacks.push((stage.clone(), leads));
    }
    drop(conn);
    let leads = stacks.iter().flat_map(|(_, leads)| leads.iter().cloned()).collect();
    let listed = Listed { leads, total: counted.iter().map(|(_, n, _)| n).sum(), pipeline };
    let w = words(&req.ctx, &s, req.t, &listed, &named_users(&filter)).await?;
    let columns = stacks.into_iter().map(|(stage, leads)| {
        let (count, fen) = counted.iter().find(|c| c.0 == stage.id).map_or((0, 0), |(_, n, fen)| (*n, *fen));
        let amount = if fen > 0 { super::draft::amount_shown(Some(fen), Some("CNY"), req.t.locale) } else { None };
        Column {
            name: stage.name(req.t.locale).to_owned(),
            kind: stage.kind.code(),
            count,
            amount: amount.unwrap_or_default(),
            more: i64::try_from(leads.len()).unwrap_or(i64::MAX) < count,
            cards: leads.iter().map(|l| row(&w, l)).collect(),
            all: whole.with("stage", &stage.id).href(),
            id: stage.id,
        }
    });
    Ok(Html(BoardPage {
        columns: columns.collect(),
        meta: match heads.as_of_us {
            Some(at) => req.t.a2("lead-count-as-of", "n", req.t.int(listed.total), "at", req.t.instant(at)),
            None => req.t.a("lead-count", "n", listed.total),
        },
        stages: w.pipeline.active().map(|s| (s.id.clone(), s.name(req.t.locale).to_owned())).collect(),
        bar: bar(&req, &s, &w, &filter, "/attract/leads/board").await?,
        may_move: req.may(Resource::Lead, Action::Edit),
        director: req.ctx.actor.has(kernel::Role::Director),
        page: shell(&req),
    }))
}
