//! The list of leads for programs: the conditions of the list page, walked by id so that every lead is met once.
use super::lead_body::{Lead, choice};
use crate::api::Api;
use crate::api::cursor::{self, Page};
use crate::api::input::Params;
use attract::lead::Channel;
use attract::lead::query::{CONDITIONS, Filter};
use attract::lead::rules::day;
use attract::lead::service;
use axum::Json;
use axum::extract::State;
use kernel::{Error, FieldError};
use serde::Deserialize;
use ui::web::{Req, Result};
use utoipa::IntoParams;

/// Conditions; several values of one are parted by commas, `none` stands for nothing known. Without `kind` and without a
/// condition on how leads ended, only open ones are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Part of the company's name, or its credit code.
    q: Option<String>,
    /// Ids of stages.
    stage: Option<String>,
    /// `open`, `won`, `lost` or `all`.
    kind: Option<String>,
    /// User ids; `me`; `none` for the pool.
    owner: Option<String>,
    /// Codes of focus industries.
    focus: Option<String>,
    /// GB/T 4754-2017 divisions, two digits.
    division: Option<String>,
    /// 行政区划 codes of prefectures or municipalities.
    city: Option<String>,
    /// `enquiry`, `outreach`, `mission`, `fair`, `referral`, `expansion`, `other`.
    channel: Option<String>,
    /// Ids of reasons that stand open, or `any`.
    hesitation: Option<String>,
    /// Ids of reasons for which it was lost.
    lost: Option<String>,
    /// Next step: `overdue`, `week`, `none`, `reminded`; or `returning` to the pool.
    due: Option<String>,
    /// Answer to an enquiry: `waiting`, `overdue` (waiting beyond its time) or `late` (answered or not).
    answer: Option<String>,
    /// Ids of ledgers that it came from.
    batch: Option<String>,
    /// Id of a stage that it reached at any time.
    reached: Option<String>,
    /// When it began: `2019-01-01..2019-12-31`, both days included, either may be left out.
    began: Option<String>,
    /// When its next step is due, in the same form.
    next: Option<String>,
    /// Items on a page: 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl Asked {
    fn given(&self, name: &str) -> &str {
        let value = match name {
            "stage" => &self.stage,
            "kind" => &self.kind,
            "owner" => &self.owner,
            "focus" => &self.focus,
            "division" => &self.division,
            "city" => &self.city,
            "channel" => &self.channel,
            "hesitation" => &self.hesitation,
            "lost" => &self.lost,
            "due" => &self.due,
            "answer" => &self.answer,
            "batch" => &self.batch,
            _ => &self.reached,
        };
        value.as_deref().unwrap_or_default()
    }

    fn filter(&self) -> kernel::Result<Filter> {
        let mut errors = Vec::new();
        let q = self.q.as_deref().unwrap_or_default().trim().chars().take(100).collect();
        let mut filter = Filter { q, page: 1, ..Filter::default() };
        for name in CONDITIONS {
            let values = self.given(name).split(',').map(str::trim).filter(|v| !v.is_empty());
            let values: Vec<String> = values.map(str::to_owned).collect();
            if let Some(odd) = values.iter().find(|v| !fits(name, v)) {
                errors.push(FieldError::new(name, "api-choice").arg("found", odd));
            }
            if values.len() > 50 {
                errors.push(FieldError::new(name, "api-many").arg("limit", 50));
            }
            if !values.is_empty() {
                filter.conditions.insert(name, values);
            }
        }
        for (name, given) in [("began", &self.began), ("next", &self.next)] {
            let Some(text) = given.as_deref().filter(|t| !t.is_empty()) else { continue };
            let (from, to) = text.split_once("..").unwrap_or((text, text));
            if [from, to].iter().all(|d| d.is_empty() || day(d).is_some()) {
                filter = filter.during(name, from, to);
            } else {
                errors.push(FieldError::new(name, "api-range").arg("found", text));
            }
        }
        if errors.is_empty() { Ok(filter) } else { Err(Error::Invalid(errors)) }
    }
}

/// Conditions with fixed words take only those.
fn fits(name: &str, value: &str) -> bool {
    match name {
        "kind" => matches!(value, "open" | "won" | "lost" | "all"),
        "channel" => Channel::parse(value).is_some(),
        "due" => matches!(value, "overdue" | "week" | "none" | "reminded" | "returning"),
        "answer" => matches!(value, "waiting" | "late" | "overdue"),
        _ => true,
    }
}

/// Leads
///
/// The conditions of the list page, by id: a walk meets every lead once, however many are added meanwhile.
#[utoipa::path(get, path = "/api/v1/leads", operation_id = "leads", tag = "leads", params(Asked),
    responses((status = 200, body = Page<Lead>)))]
pub async fn list(req: Req, State(api): State<Api>, Params(asked): Params<Asked>) -> Result<Json<Page<Lead>>> {
    let filter = asked.filter()?;
    let limit = cursor::limit(asked.limit)?;
    let question = format!("leads {}", filter.to_query());
    let behind = cursor::read(&question, asked.cursor.as_deref())?.unwrap_or_default();
    let found = service::walk(&req.ctx, &api.attract, &filter, &behind, limit + 1).await?;
    Ok(Json(cursor::page(found, limit, &question, |l| l.id.to_string(), Lead::of)))
}

/// A condition of the other lists with fixed words.
pub fn word<T>(field: &str, given: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> kernel::Result<Option<T>> {
    match given.map(str::trim).filter(|v| !v.is_empty()) {
        None => Ok(None),
        Some(text) => parse(text).map(Some).ok_or_else(|| choice(field, text)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn conditions_are_those_of_the_list_page() {
        let asked = Asked {
            q: Some(" 杉 ".into()),
            stage: Some("lead, talks".into()),
            began: Some("2019-01-01..".into()),
            ..Asked::default()
        };
        assert_eq!(asked.filter().unwrap(), Filter::parse("q=杉&stage=lead,talks&began=2019-01-01.."));
    }

    #[test]
    fn odd_words_are_refused_by_their_field() {
        let asked = Asked {
            kind: Some("gone".into()),
            due: Some("soon".into()),
            next: Some("2019-02-30..".into()),
            ..Asked::default()
        };
        let Err(Error::Invalid(fields)) = asked.filter() else { panic!("taken") };
        assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["kind", "due", "next"]);
    }
}
