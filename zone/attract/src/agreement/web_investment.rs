//! The page of "投资总额超过721.4亿元": the sentence, the items, and 其他与未分项.
use super::investment::{self, Item, Parts};
use super::totals::Books;
use super::web::yi;
use crate::AttractState;
use crate::mission::proposals::Published;
use axum::extract::State;
use kernel::Source;
use kernel::money::Fen;
use ui::picture::{self, Part};
use ui::{Html, Req, Result, Shell};

struct Row {
    name: String,
    company: String,
    company_path: String,
    /// Where the records are; empty for an item without a sum.
    path: String,
    sum: String,
    share: String,
    source: Source,
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/investment.html")]
pub(super) struct Investment {
    page: Shell,
    published: Option<Published>,
    /// 超过721.4
    total: String,
    items: Vec<Row>,
    itemised: String,
    /// 超过…: the published total is a lower bound, so the rest is one, too.
    rest: String,
    rest_share: String,
    exceeds: bool,
    strip: Vec<Part>,
    examples: Vec<Row>,
    examples_sum: String,
    has_sums: bool,
}

fn row(req: &Req, item: &Item, whole: i64) -> Row {
    let agreement = item.counted.iter().find_map(|c| c.entry.agreement_id.as_ref());
    #[allow(clippy::cast_precision_loss)]
    let share = item.fen.map(|f| picture::share(f.0 as f64, whole as f64)).unwrap_or_default();
    Row {
        name: item.project.name(req.t.is_zh()).to_owned(),
        company: item.project.company.clone(),
        company_path: item.project.company_id.as_ref().map(|id| format!("/enterprises/{id}")).unwrap_or_default(),
        path: agreement.map(|a| format!("/attract/agreements/{a}#amounts")).unwrap_or_default(),
        sum: item.fen.map(yi).unwrap_or_default(),
        share,
        source: item.counted.first().map_or_else(|| item.project.source.clone(), |c| c.entry.source.clone()),
    }
}

/// The items that have sums, then the rest, as parts of the strip.
fn strip_of(req: &Req, parts: &Parts) -> Vec<Part> {
    let rest_label = req.t.s("investment-rest");
    #[allow(clippy::cast_precision_loss)]
    let mut shown: Vec<(&str, &str, f64)> =
        parts.items.iter().filter_map(|i| Some(("a", i.project.name.as_str(), i.fen?.0 as f64))).collect();
    #[allow(clippy::cast_precision_loss)]
    shown.extend(parts.rest.map(|r| ("g", rest_label.as_str(), r.0 as f64)));
    picture::strip(shown)
}

pub(super) async fn page(req: Req, State(s): State<AttractState>) -> Result<Html<Investment>> {
    let t = req.t;
    let published = s.proposals.published_investment(&req.ctx).await?;
    let books = Books::read(&req.ctx, &s.db).await?;
    let parts = investment::parts(&books, published.as_ref());
    let whole = published.as_ref().map_or(0, |p| p.fen);
    let over = published.as_ref().is_some_and(|p| p.over);
    let least = |text: String| if over { t.a("investment-over", "n", text) } else { text };
    #[allow(clippy::cast_precision_loss)]
    let rest_share = parts.rest.map(|r| picture::share(r.0 as f64, whole as f64)).unwrap_or_default();
    let examples_sum = Fen::checked_sum(parts.examples.iter().filter_map(|i| i.fen)).map_or_else(|| "—".to_owned(), yi);
    Ok(Html(Investment {
        page: crate::tabs(req.shell("investment-title", "attract"), "/attract/signed"),
        total: published.as_ref().map(|p| least(p.number.clone())).unwrap_or_default(),
        items: parts.items.iter().map(|i| row(&req, i, whole)).collect(),
        itemised: yi(parts.itemised),
        rest: parts.rest.map(|r| least(yi(r))).unwrap_or_default(),
        exceeds: published.is_some() && parts.rest.is_none(),
        strip: strip_of(&req, &parts),
        has_sums: parts.items.iter().any(|i| i.fen.is_some()),
        examples: parts.examples.iter().map(|i| row(&req, i, whole)).collect(),
        rest_share,
        examples_sum,
        published,
    }))
}
