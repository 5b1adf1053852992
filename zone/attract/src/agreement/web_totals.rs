//! Pages of the totals: one kind of amount by year, quarter, focus industry or officer, down to the records; and the rules.
use super::AmountKind;
use super::counting::{Counted, LeftOut};
use super::totals::{self, Books, By};
use super::web::yi;
use super::web_record::{AmountRow, amount_row, how_text, why_text};
use super::web_rules::{RuleView, rule_view};
use crate::AttractState;
use axum::extract::State;
use kernel::money::Fen;
use std::collections::HashMap;
use ui::{Html, Req, Result, Shell};

/// A choice of the two switches above the table.
struct Pick {
    label: String,
    path: String,
    current: bool,
}

struct Line {
    name: String,
    path: String,
    current: bool,
    sum: String,
    share: String,
    projects: usize,
    counted: usize,
    left_out: usize,
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/totals.html")]
pub(super) struct Totals {
    page: Shell,
    kind: String,
    by: String,
    kinds: Vec<Pick>,
    bys: Vec<Pick>,
    lines: Vec<Line>,
    total: String,
    projects: usize,
    counted_n: usize,
    left_n: usize,
    /// The group that is open, if one is; the link that closes it.
    open: String,
    close: String,
    counted: Vec<AmountRow>,
    left: Vec<AmountRow>,
    rules: Vec<RuleView>,
}

struct Asked<'q> {
    kind: AmountKind,
    by: By,
    is: Option<&'q str>,
}

/// Nothing known, in an address.
const NONE: &str = "none";

impl<'q> Asked<'q> {
    fn of(query: &'q str) -> Self {
        let get = |name: &str| {
            query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('=')).filter(|v| !v.is_empty())
        };
        Self {
            kind: get("kind").and_then(AmountKind::parse).unwrap_or_default(),
            by: get("by").and_then(By::parse).unwrap_or_default(),
            is: get("is"),
        }
    }
    fn path(&self, kind: AmountKind, by: By, is: &str) -> String {
        let is = if is.is_empty() { String::new() } else { format!("&is={}", ui::cookie::percent(is)) };
        format!("/attract/signed?kind={}&by={}{is}", kind.code(), by.code())
    }
}

pub(super) async fn page(req: Req, State(s): State<AttractState>) -> Result<Html<Totals>> {
    let t = req.t;
    let asked = Asked::of(&req.query);
    let books = Books::read(&req.ctx, &s.db).await?;
    let tally = books.tally(asked.kind);
    let rows = totals::rows(&books, &tally, asked.by).unwrap_or_default();
    let names = group_names(&req, &s, asked.by, &rows).await?;
    let whole = tally.total().unwrap_or(Fen::ZERO);
    let name = |group: &str| names.get(group).cloned().unwrap_or_else(|| group.to_owned());
    let line = |row: &totals::Row| {
        let is = if row.group.is_empty() { NONE } else { row.group.as_str() };
        #[allow(clippy::cast_precision_loss)]
        let share = ui::picture::share(row.fen.0 as f64, whole.0 as f64);
        Line {
            name: name(&row.group),
            path: asked.path(asked.kind, asked.by, is),
            current: asked.is == Some(is),
            sum: yi(row.fen),
            share,
            projects: row.projects,
            counted: row.counted,
            left_out: row.left_out,
        }
    };
    let is = asked.is.map(ui::cookie::unpercent);
    let group = is.as_deref().map(|is| if is == NONE { "" } else { is });
    let (counted, left) = totals::of_group(&books, &tally, asked.by, group);
    let pick = |kind: AmountKind| Pick {
        label: t.s(kind.key()),
        path: asked.path(kind, asked.by, ""),
        current: kind == asked.kind,
    };
    let by = |by: By| Pick { label: t.s(by.key()), path: asked.path(asked.kind, by, ""), current: by == asked.by };
    Ok(Html(Totals {
        page: crate::tabs(req.shell("totals-title", "attract"), "/attract/signed"),
        kind: t.s(asked.kind.key()),
        by: t.s(asked.by.key()),
        kinds: AmountKind::ALL.map(pick).into_iter().collect(),
        bys: By::ALL.map(by).into_iter().collect(),
        total: tally.total().map_or_else(|| "—".to_owned(), yi),
        projects: rows.iter().map(|r| r.projects).sum(),
        counted_n: tally.counted.len(),
        left_n: tally.left_out.len(),
        lines: rows.iter().map(line).collect(),
        open: group.map(name).unwrap_or_default(),
        close: asked.path(asked.kind, asked.by, ""),
        counted: counted.into_iter().map(|c| counted_row(&req, &books, c)).collect(),
        left: left.into_iter().map(|l| left_row(&req, &books, l)).collect(),
        rules: books.rules.iter().filter(|r| r.counts == asked.kind).map(|r| rule_view(req.t, r)).collect(),
    }))
}

fn counted_row(req: &Req, books: &Books, counted: Counted) -> AmountRow {
    let verdict = (Some(counted.fen), how_text(req.t, counted.how));
    amount_row(req.t, books, counted.entry, Some(verdict))
}

fn left_row(req: &Req, books: &Books, left: LeftOut) -> AmountRow {
    amount_row(req.t, books, left.entry, Some((None, why_text(req.t, &left.why))))
}

async fn group_names(req: &Req, s: &AttractState, by: By, rows: &[totals::Row]) -> Result<HashMap<String, String>> {
    let mut names: HashMap<String, String> = match by {
        By::Year | By::Quarter => HashMap::new(),
        By::Focus => s.companies.focuses(&req.ctx).await?.into_iter().collect(),
        By::Officer => {
            let ids = rows.iter().map(|r| r.group.clone()).filter(|g| !g.is_empty());
            crate::mission::web::names(s, req, ids).await?
        }
    };
    let none = match by {
        By::Year | By::Quarter => "totals-no-day",
        By::Focus => "totals-no-focus",
        By::Officer => "totals-no-officer",
    };
    names.insert(String::new(), req.t.s(none));
    Ok(names)
}
