//! The company list for programs: the conditions of the list page, walked by a cursor.
//!
//! A walk meets every company exactly once, however many are added meanwhile, because its order never changes and the
//! cursor holds the last id seen. Best match first is for the first few pages of a search.
use super::record::Enterprise;
use crate::api::cursor::{self, Page};
use crate::api::input::Params;
use crate::api::{Api, rows_store};
use axum::Json;
use axum::extract::State;
use enterprise::company::{Enterprise as Company, Size, Status, store};
use enterprise::focus::service::taxonomy;
use enterprise::list::Filter;
use enterprise::list::service::{ask, extent, hits};
use enterprise::search::ZoneIndex;
use enterprise::threshold::rules::Standing;
use kernel::access::Extent;
use kernel::{Ctx, Error, FieldError};
use search::Query;
use serde::Deserialize;
use std::sync::Arc;
use ui::web::{Req, Result};
use utoipa::IntoParams;

/// Conditions; several values of one are parted by commas.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Words of the name, code, scope or address; pinyin too.
    #[param(example = "中科曙光")]
    q: Option<String>,
    /// Codes of focus industries, or `other`.
    focus: Option<String>,
    /// GB/T 4754-2017 codes of any level: what lies within counts.
    #[param(example = "I")]
    industry: Option<String>,
    /// 行政区划 codes of any level.
    region: Option<String>,
    /// `large`, `medium`, `small`, `micro`.
    size: Option<String>,
    tag: Option<String>,
    /// `active`, `preparing`, `suspended`, `moved_out`, `revoked`, `cancelled`.
    status: Option<String>,
    /// 规上 in the last full year: `above`, `near`, `below`, `unknown`.
    scale: Option<String>,
    /// Any list and year: `above_scale:2019:near`.
    standing: Option<String>,
    /// Names of lists that it stands in, such as 世界500强.
    list: Option<String>,
    /// `yes`: only companies with example values (示例); `no`: only those without.
    example: Option<String>,
    /// Ids of imports.
    batch: Option<String>,
    /// Ids of parent companies.
    parent: Option<String>,
    /// Companies taken off the list instead of those on it.
    removed: Option<bool>,
    /// `id` walks everything exactly once; `relevance` brings the best matches first (the standard with `q`), to a
    /// depth of 10,000.
    sort: Option<String>,
    /// Items on a page: 50 unless told. A page may hold fewer and still have a `next`.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl Asked {
    fn filter(&self) -> kernel::Result<Filter> {
        let text = |t: &Option<String>| t.as_deref().map(str::trim).unwrap_or_default().to_owned();
        let mut filter =
            Filter { page: 1, q: text(&self.q), removed: self.removed.unwrap_or(false), ..Filter::default() };
        let conditions = [
            ("focus", &self.focus),
            ("industry", &self.industry),
            ("region", &self.region),
            ("size", &self.size),
            ("tag", &self.tag),
            ("status", &self.status),
            ("scale", &self.scale),
            ("standing", &self.standing),
            ("list", &self.list),
            ("example", &self.example),
            ("batch", &self.batch),
            ("parent", &self.parent),
        ];
        let mut errors = Vec::new();
        for (name, given) in conditions {
            let words = text(given);
            let values: Vec<String> =
                words.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect();
            if let Some(odd) = values.iter().find(|v| !fits(name, v)) {
                errors.push(FieldError::new(name, "api-choice").arg("found", odd));
            }
            if values.len() > 100 {
                errors.push(FieldError::new(name, "api-many").arg("limit", 100));
            }
            if !values.is_empty() {
                filter.conditions.insert(name, values);
            }
        }
        if errors.is_empty() { Ok(filter) } else { Err(Error::Invalid(errors)) }
    }

    fn by_relevance(&self, filter: &Filter) -> kernel::Result<bool> {
        match self.sort.as_deref() {
            None | Some("") => Ok(!filter.q.is_empty()),
            Some("relevance") => Ok(true),
            Some("id") => Ok(false),
            Some(odd) => Err(Error::Invalid(vec![FieldError::new("sort", "api-choice").arg("found", odd)])),
        }
    }
}

/// Conditions with fixed words take only those.
fn fits(name: &str, value: &str) -> bool {
    match name {
        "size" => Size::ALL.iter().any(|s| s.code() == value),
        "status" => Status::ALL.iter().any(|s| s.code() == value),
        "scale" => Standing::ALL.iter().any(|s| s.code() == value),
        "example" => matches!(value, "yes" | "no"),
        _ => true,
    }
}

/// Companies
///
/// The conditions of the list page. Company users see their own companies only.
#[utoipa::path(get, path = "/api/v1/enterprises", operation_id = "enterprises", tag = "enterprises", params(Asked),
    responses((status = 200, body = Page<Enterprise>)))]
pub async fn list(req: Req, State(api): State<Api>, Params(asked): Params<Asked>) -> Result<Json<Page<Enterprise>>> {
    let ctx = &req.ctx;
    let filter = asked.filter()?;
    let limit = cursor::limit(asked.limit)?;
    let by_relevance = asked.by_relevance(&filter)?;
    let question = format!("enterprises {by_relevance} {}", filter.conditions_text());
    let extent = extent(ctx)?;
    let walk = Walk { api: &api, ctx, extent, filter, limit };
    let (ids, next) = if by_relevance {
        let from = cursor::read_number(&question, asked.cursor.as_deref())?.unwrap_or(0);
        let (ids, next) = walk.best(from).await?;
        (ids, next.map(|n| n.to_string()))
    } else {
        walk.by_id(cursor::read(&question, asked.cursor.as_deref())?).await?
    };
    let mut conn = api.db.read(&ctx.zone).await?;
    let taxonomy = taxonomy(&mut conn).await?;
    let companies: Vec<Company> = store::by_ids(&mut conn, &ctx.scope()?, &ids).await?;
    let items = companies.into_iter().map(|c| Enterprise::of(c, &taxonomy)).collect();
    Ok(Json(Page { items, next: next.map(|key| cursor::write(&question, &key)) }))
}

struct Walk<'a> {
    api: &'a Api,
    ctx: &'a Ctx,
    extent: Extent,
    filter: Filter,
    limit: i64,
}

impl Walk<'_> {
    async fn index(&self) -> Result<Arc<ZoneIndex>> {
        Ok(self.api.books.search.fresh(&self.ctx.zone).await?)
    }

    fn question(&self) -> Query {
        self.filter.question(self.ctx.zone.as_str(), &self.extent)
    }

    /// Best match first, from a place in that order.
    async fn best(&self, from: i64) -> Result<(Vec<String>, Option<i64>)> {
        let (offset, limit) = (usize::try_from(from).unwrap_or(0), usize::try_from(self.limit).unwrap_or(0));
        let query = self.question().sort(search::Sort::Relevance).page(offset, limit);
        let found = hits(&self.index().await?, query).await?;
        let next = offset + found.ids.len();
        let more = next < found.total && !found.ids.is_empty();
        Ok((found.ids, more.then(|| i64::try_from(next).unwrap_or(i64::MAX))))
    }

    /// Behind an id, with the last id when there is more. Without conditions the books themselves are walked, which
    /// know even what is not indexed yet; with conditions the index is, in its own fixed order.
    async fn by_id(&self, behind: Option<String>) -> Result<(Vec<String>, Option<String>)> {
        let most = self.limit + 1;
        let mut ids = if self.filter.in_force().is_empty() {
            let mut conn = self.api.db.read(&self.ctx.zone).await?;
            rows_store::company_ids(&mut conn, &self.extent, &behind.unwrap_or_default(), most).await?
        } else {
            let (index, query) = (self.index().await?, self.question());
            let most = usize::try_from(most).unwrap_or(0);
            ask(&index, move |i| i.walk(&query, behind.as_deref(), most)).await?
        };
        let limit = usize::try_from(self.limit).unwrap_or(0);
        let more = ids.len() > limit;
        ids.truncate(limit);
        let last = ids.last().filter(|_| more).cloned();
        Ok((ids, last))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn conditions_are_those_of_the_list_page() {
        let asked = Asked { q: Some(" 云 ".into()), size: Some("large, small".into()), ..Asked::default() };
        let filter = asked.filter().unwrap();
        assert_eq!(filter.conditions_text(), Filter::parse("q=云&size=large,small").conditions_text());
        assert!(asked.by_relevance(&filter).unwrap());
    }

    #[test]
    fn odd_words_are_refused_by_their_field() {
        let asked = Asked { size: Some("huge".into()), status: Some("active,gone".into()), ..Asked::default() };
        let Err(Error::Invalid(fields)) = asked.filter() else { panic!("taken") };
        assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["size", "status"]);
        let asked = Asked { sort: Some("name".into()), ..Asked::default() };
        assert!(asked.by_relevance(&Filter::default()).is_err());
    }
}
