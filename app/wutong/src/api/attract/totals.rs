//! Totals of one kind of amount, by period, focus industry or officer, down to the records.
use super::agreement::AgreementAmount;
use super::lead_list::word;
use crate::api::Api;
use crate::api::input::Params;
use attract::agreement::AmountKind;
use attract::agreement::totals::{self, Books, By, Verdict};
use axum::Json;
use axum::extract::State;
use kernel::Error;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use ui::web::{Req, Result};
use utoipa::{IntoParams, ToSchema};

/// A line of the table of totals.
#[derive(Debug, Serialize, ToSchema)]
pub struct TotalLine {
    /// The year, the quarter (`2019-Q2`), the code of the focus industry or the user id; null where nothing is known.
    #[schema(example = "2019")]
    pub group: Option<String>,
    pub fen: i64,
    /// Projects counted in it at their first signing.
    pub projects: usize,
    pub counted: usize,
    pub left_out: usize,
}

/// What counts towards the total of one kind of amount.
#[derive(Debug, Serialize, ToSchema)]
pub struct Totals {
    #[schema(example = "contracted")]
    pub kind: &'static str,
    #[schema(example = "year")]
    pub by: &'static str,
    /// In fen of yuan; the lines add up to it. Null where it is more than the number can hold.
    pub total_fen: Option<i64>,
    pub lines: Vec<TotalLine>,
    /// The records of the group that was asked for, counted or not, each with why.
    pub records: Option<Vec<AgreementAmount>>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `contracted` (the standard), `intended`, `paid_in` or `total_investment`.
    kind: Option<String>,
    /// `year` (the standard), `quarter`, `focus` or `officer`.
    by: Option<String>,
    /// A group of a line, or `all`: its records; `none` for the group of which nothing is known.
    group: Option<String>,
}

/// Totals
///
/// Every record of the kind is either counted once or left out with the reason, by the dated rules of the zone.
#[utoipa::path(get, path = "/api/v1/agreements/totals", operation_id = "agreement_totals", tag = "agreements",
    params(Asked), responses((status = 200, body = Totals)))]
pub async fn totals(req: Req, State(api): State<Api>, Params(asked): Params<Asked>) -> Result<Json<Totals>> {
    let kind = word("kind", asked.kind.as_deref(), AmountKind::parse)?.unwrap_or_default();
    let by = word("by", asked.by.as_deref(), By::parse)?.unwrap_or_default();
    let books = Books::read(&req.ctx, &api.db).await?;
    let tally = books.tally(kind);
    let rows = totals::rows(&books, &tally, by)
        .ok_or_else(|| Error::internal("a group of amounts does not fit into whole fen"))?;
    let records = asked.group.as_deref().map(|group| {
        let group = match group {
            "all" => None,
            "none" => Some(""),
            group => Some(group),
        };
        let verdicts: HashMap<String, Verdict> = tally.verdicts();
        let (counted, left) = totals::of_group(&books, &tally, by, group);
        let entries = counted.into_iter().map(|c| c.entry).chain(left.into_iter().map(|l| l.entry));
        let shown = entries.map(|e| {
            let verdict = verdicts.get(&e.id);
            AgreementAmount::of(e, verdict)
        });
        shown.collect()
    });
    let line = |row: totals::Row| TotalLine {
        group: Some(row.group).filter(|g| !g.is_empty()),
        fen: row.fen.0,
        projects: row.projects,
        counted: row.counted,
        left_out: row.left_out,
    };
    Ok(Json(Totals {
        kind: kind.code(),
        by: by.code(),
        total_fen: tally.total().map(|f| f.0),
        lines: rows.into_iter().map(line).collect(),
        records,
    }))
}
