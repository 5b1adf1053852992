//! The column beside the list: views with their counts, focus industries, tags.
use super::Filter;
use super::columns::tag_name;
use super::service::{count, extent, facets};
use crate::EnterpriseState;
use crate::focus::rules::Taxonomy;
use crate::search::ZoneIndex;
use crate::view::{self, View};
use kernel::{Ctx, Result};
use search::{Facets, Query};
use std::sync::Arc;
use ui::T;

/// Views whose companies are counted; those behind show no number.
const COUNTED: usize = 24;
/// Tags shown.
const TAGS: usize = 12;

/// A line with a number that leads to its companies.
#[derive(Clone, Debug)]
pub struct Line {
    pub label: String,
    pub href: String,
    /// Colour class of a focus industry, else empty.
    pub class: &'static str,
    /// None where it was not counted.
    pub count: Option<usize>,
    pub current: bool,
}

/// The groups of the column; empty ones are not shown.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub mine: Vec<Line>,
    pub shared: Vec<Line>,
    pub focus: Vec<Line>,
    pub tags: Vec<Line>,
}

/// Counts over everything that the actor may see: for the side column and the filters.
pub const FACETS: &[&str] =
    &["focus", "tag", "region", "industry", "department", "list", "size", "status", "scale", "missing", "example"];

pub async fn all_facets(ctx: &Ctx, index: &Arc<ZoneIndex>) -> Result<Arc<Facets>> {
    let query = Filter { page: 1, ..Filter::default() }.question(ctx.zone.as_str(), &extent(ctx)?);
    if let Some(known) = index.remembered(&query) {
        return Ok(known);
    }
    let found = Arc::new(facets(index, query.clone(), FACETS).await?);
    index.remember(query, found.clone());
    Ok(found)
}

pub fn of<'f>(facets: &'f Facets, field: &str) -> &'f [(String, usize)] {
    facets.get(field).map_or(&[], Vec::as_slice)
}

pub fn number(facets: &Facets, field: &str, value: &str) -> usize {
    of(facets, field).iter().find(|(v, _)| v == value).map_or(0, |(_, n)| *n)
}

/// A view's filter, as its link opens it.
pub fn opened(view: &View) -> Filter {
    let mut filter = Filter::parse(&view.query);
    filter.columns.clone_from(&view.columns);
    filter.columns.retain(|c| super::columns::by_key(c).is_some());
    filter.view = Some(view.id.clone());
    filter
}

/// What a shared view of the pack is called: `中文 | English` in its name.
pub fn view_name(t: T, view: &View) -> String {
    match view.name.split_once(" | ") {
        Some((zh, en)) => if t.is_zh() { zh } else { en }.to_owned(),
        None => view.name.clone(),
    }
}

pub async fn side(
    ctx: &Ctx,
    s: &EnterpriseState,
    t: T,
    taxonomy: &Taxonomy,
    filter: &Filter,
    facets: &Facets,
) -> Result<(Side, Vec<View>)> {
    let mut conn = s.db.read(&ctx.zone).await?;
    let views = view::service::all(ctx, &mut conn).await?;
    drop(conn);
    let index = s.search.zone(&ctx.zone)?;
    let mut side = Side::default();
    for (i, view) in views.iter().enumerate() {
        let line = Line {
            label: view_name(t, view),
            href: opened(view).href(),
            class: "",
            count: if i < COUNTED { Some(view_count(ctx, &index, view).await?) } else { None },
            current: filter.view.as_deref() == Some(view.id.as_str()),
        };
        if view.user_id.is_some() { side.mine.push(line) } else { side.shared.push(line) }
    }
    let alone = |name: &'static str, value: &str| Filter { page: 1, ..Filter::default() }.with(name, value).href();
    side.focus = taxonomy
        .codes()
        .into_iter()
        .map(|code| Line {
            label: taxonomy.name(t, code),
            href: alone("focus", code),
            class: taxonomy.class(code),
            count: Some(number(facets, "focus", code)),
            current: filter.view.is_none() && filter.values("focus") == [code],
        })
        .collect();
    side.tags = of(facets, "tag")
        .iter()
        .take(TAGS)
        .map(|(tag, n)| Line {
            label: tag_name(t, tag),
            href: alone("tag", tag),
            class: "",
            count: Some(*n),
            current: filter.view.is_none() && filter.values("tag") == [tag.as_str()],
        })
        .collect();
    Ok((side, views))
}

async fn view_count(ctx: &Ctx, index: &Arc<ZoneIndex>, view: &View) -> Result<usize> {
    let query: Query = opened(view).question(ctx.zone.as_str(), &extent(ctx)?).page(0, 1);
    if let Some(n) = index.remembered_count(&query) {
        return Ok(n);
    }
    // A view with a text that the index refuses must not spoil the page.
    let n = count(index, query.clone()).await.unwrap_or(0);
    index.remember_count(query, n);
    Ok(n)
}
