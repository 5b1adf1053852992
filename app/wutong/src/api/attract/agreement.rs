//! Agreements with their workstreams, projects and amounts, each amount with whether it counts and why not.
use super::lead_list::word;
use crate::api::Api;
use crate::api::cursor::{self, Page};
use crate::api::input::{At, Params, tagged};
use crate::api::wire::{Money, Source};
use attract::agreement::totals::{Books, Verdict};
use attract::agreement::{Agreement as Record, AmountEntry, Kind, Project as ProjectRecord, Workstream, service};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::Error;
use kernel::id::AgreementId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use ui::web::{Req, Result};
use utoipa::{IntoParams, ToSchema};

/// Who signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementParty {
    pub name: String,
    /// In the zone's books.
    pub company_id: Option<String>,
}

/// What was agreed, with whom.
#[derive(Debug, Serialize, ToSchema)]
pub struct Agreement {
    pub id: String,
    pub title: String,
    pub title_en: Option<String>,
    /// `framework`, `investment` or `supplement`.
    #[schema(example = "investment")]
    pub kind: &'static str,
    /// Null where the source gives no day.
    #[schema(format = Date)]
    pub signed_on: Option<String>,
    /// The agreement that a supplement changes.
    pub amends: Option<String>,
    pub parties: Vec<AgreementParty>,
    pub lead_id: Option<String>,
    pub mission_id: Option<String>,
    pub source: Source,
    /// 作废: it stands no longer, and its amounts do not count.
    #[schema(format = Date)]
    pub voided_on: Option<String>,
    pub void_reason: Option<String>,
    pub version: i64,
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

impl Agreement {
    fn of(a: Record) -> Self {
        let party = |p: attract::agreement::Party| AgreementParty {
            name: p.name,
            company_id: p.company_id.map(|id| id.to_string()),
        };
        Self {
            source: Source::whole(&a.source),
            id: a.id.to_string(),
            title: a.title,
            title_en: filled(a.title_en),
            kind: a.kind.code(),
            signed_on: a.signed_on,
            amends: a.amends.map(|id| id.to_string()),
            parties: a.parties.into_iter().map(party).collect(),
            lead_id: a.lead_id.map(|id| id.to_string()),
            mission_id: a.mission_id.map(|id| id.to_string()),
            voided_on: a.voided_on,
            void_reason: a.void_reason,
            version: a.version,
        }
    }
}

/// 合作方向: a field of work under an agreement.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementWorkstream {
    pub id: String,
    pub name: String,
    pub name_en: Option<String>,
    /// `planned`, `active`, `paused` or `done`.
    pub state: &'static str,
    /// User id of the officer.
    pub owner: Option<String>,
    pub note: String,
    pub version: i64,
}

impl AgreementWorkstream {
    fn of(w: Workstream) -> Self {
        Self {
            id: w.id,
            name: w.name,
            name_en: filled(w.name_en),
            state: w.state.code(),
            owner: w.owner,
            note: w.note,
            version: w.version,
        }
    }
}

/// 签约项目: what an amount is counted for.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementProject {
    pub id: String,
    pub name: String,
    pub name_en: Option<String>,
    pub company: String,
    pub company_id: Option<String>,
    /// Code of the focus industry.
    pub focus: Option<String>,
    /// User id of the officer to whom it counts.
    pub owner: Option<String>,
    pub version: i64,
}

impl AgreementProject {
    fn of(p: ProjectRecord) -> Self {
        Self {
            id: p.id,
            name: p.name,
            name_en: filled(p.name_en),
            company: p.company,
            company_id: p.company_id.map(|id| id.to_string()),
            focus: p.focus,
            owner: p.owner,
            version: p.version,
        }
    }
}

/// An amount of one kind for one project on one day, with its document.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementAmount {
    pub id: String,
    pub agreement_id: Option<String>,
    pub project_id: String,
    /// `intended` 意向, `contracted` 签约, `paid_in` 到位 or `total_investment` 投资总额: never added together.
    #[schema(example = "contracted")]
    pub kind: &'static str,
    /// `first`, `increase` or `new_total`.
    #[schema(example = "first")]
    pub basis: &'static str,
    #[schema(format = Date)]
    pub dated_on: String,
    pub amount: Money,
    /// Yuan for one unit of another currency, times 10⁶.
    pub rate_micro: Option<i64>,
    pub source: Option<Source>,
    /// What of it is in the total of its kind, in fen of yuan; null where nothing is. A supplement that lowers a sum counts
    /// below zero.
    pub counted_fen: Option<i64>,
    /// How it came in (`first`, `increment`, `difference`, `each`) or why not (`no-rule`, `no-evidence`, `framework`,
    /// `void`, `foreign-excluded`, `rate-missing`, `counted-before`, `nothing-before`, `nothing-new`, `too-large`).
    #[schema(example = "first")]
    pub verdict: String,
    /// The code of the rule that let it in.
    pub rule: Option<String>,
    pub version: i64,
}

impl AgreementAmount {
    pub fn of(a: AmountEntry, verdict: Option<&Verdict>) -> Self {
        let (counted_fen, word, rule) = match verdict {
            Some(Verdict::Counted { fen, how, rule }) => (Some(fen.0), how.key(), Some(rule.clone())),
            Some(Verdict::LeftOut(why)) => (None, why.key(), None),
            None => (None, "", None),
        };
        let word = word.trim_start_matches("counting-how-").trim_start_matches("counting-why-").to_owned();
        Self {
            source: Source::of(&a.source),
            amount: Money { fen: a.fen, currency: a.currency.code().to_owned() },
            id: a.id,
            agreement_id: a.agreement_id.map(|id| id.to_string()),
            project_id: a.project_id,
            kind: a.kind.code(),
            basis: a.basis.code(),
            dated_on: a.dated_on,
            rate_micro: a.rate.map(|r| r.micro),
            counted_fen,
            verdict: word,
            rule,
            version: a.version,
        }
    }
}

/// An agreement with what hangs on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementWhole {
    #[serde(flatten)]
    pub agreement: Agreement,
    pub workstreams: Vec<AgreementWorkstream>,
    /// Of a supplement without projects of its own, those of the agreement that it changes.
    pub projects: Vec<AgreementProject>,
    pub amounts: Vec<AgreementAmount>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `framework`, `investment` or `supplement`.
    kind: Option<String>,
    /// Year of the signing.
    #[param(minimum = 1900, maximum = 2100)]
    year: Option<i32>,
    /// Id of the lead that it ended.
    lead: Option<String>,
    /// Id of the trip that it came from.
    mission: Option<String>,
    /// Items on a page: 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Agreements
///
/// The latest signing first, those without a day last.
#[utoipa::path(get, path = "/api/v1/agreements", operation_id = "agreements", tag = "agreements", params(Asked),
    responses((status = 200, body = Page<Agreement>)))]
pub async fn list(req: Req, State(api): State<Api>, Params(asked): Params<Asked>) -> Result<Json<Page<Agreement>>> {
    let kind = word("kind", asked.kind.as_deref(), Kind::parse)?;
    let year = asked.year.map(|y| y.to_string());
    let limit = cursor::limit(asked.limit)?;
    let question = format!("agreements {kind:?} {year:?} {:?} {:?}", asked.lead, asked.mission);
    let behind = cursor::read(&question, asked.cursor.as_deref())?;
    let key = |a: &Record| format!("{} {}", a.signed_on.as_deref().unwrap_or_default(), a.id);
    let is = |asked: &Option<String>, has: Option<&str>| asked.as_deref().is_none_or(|id| has == Some(id));
    let mut all = service::list(&req.ctx, &api.db).await?;
    all.sort_by_key(|a| std::cmp::Reverse(key(a)));
    all.retain(|a| {
        kind.is_none_or(|k| k == a.kind)
            && year.as_ref().is_none_or(|y| a.signed_on.as_deref().is_some_and(|d| d.starts_with(y.as_str())))
            && is(&asked.lead, a.lead_id.as_ref().map(|l| l.as_str()))
            && is(&asked.mission, a.mission_id.as_ref().map(|m| m.as_str()))
            && behind.as_ref().is_none_or(|b| key(a) < *b)
    });
    Ok(Json(cursor::page(all, limit, &question, key, Agreement::of)))
}

/// An agreement
///
/// With workstreams, projects and amounts, each amount with whether it counts; its version as `ETag`.
#[utoipa::path(get, path = "/api/v1/agreements/{id}", operation_id = "agreement_get", tag = "agreements",
    params(("id" = String, Path, description = "The agreement's id")),
    responses((status = 200, body = AgreementWhole)))]
pub async fn get(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Response> {
    let id = AgreementId::parse(&id).ok_or(Error::NotFound)?;
    let whole = service::get(&req.ctx, &api.db, &id).await?;
    let verdicts: HashMap<String, Verdict> = Books::read(&req.ctx, &api.db).await?.verdicts();
    let amount = |a: AmountEntry| {
        let verdict = verdicts.get(&a.id);
        AgreementAmount::of(a, verdict)
    };
    let shown = AgreementWhole {
        agreement: Agreement::of(whole.agreement),
        workstreams: whole.workstreams.into_iter().map(AgreementWorkstream::of).collect(),
        projects: whole.projects.into_iter().map(AgreementProject::of).collect(),
        amounts: whole.amounts.into_iter().map(amount).collect(),
    };
    Ok(tagged(StatusCode::OK, shown.agreement.version, shown))
}
