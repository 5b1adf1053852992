//! Pages of focus industries and of threshold rules.
use super::{conditions_text, industries_text, list_name, tabs};
use crate::detail::page::SourceView;
use crate::focus::rules::OTHER;
use crate::focus::service::{self as focus, Total};
use crate::focus::{Focus, Tier};
use crate::list::query::Filter;
use crate::list::service::{count, extent};
use crate::list::web::{EnterpriseState, Fields, field};
use crate::threshold::Threshold;
use crate::threshold::rules::Standing;
use crate::threshold::service::{self as threshold, lists};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::money::Fen;
use kernel::{Action, Error, Relation, Resource, Source};
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

type Given = State<EnterpriseState>;
/// Years of the table of firms above and near.
const YEARS: i32 = 5;

pub fn routes() -> Routes<EnterpriseState> {
    let see = Access::Needs(Resource::Taxonomy, Action::View);
    let edit = Access::Needs(Resource::Taxonomy, Action::Edit);
    Routes::new()
        .get("/enterprises/focus", see, focus_page)
        .post("/enterprises/focus", edit, save_focus)
        .post("/enterprises/focus/{code}/delete", edit, remove_focus)
        .get("/enterprises/thresholds", see, threshold_page)
        .post("/enterprises/thresholds", edit, save_threshold)
        .post("/enterprises/thresholds/{id}/delete", edit, remove_threshold)
}

/// A focus industry with its total and its form.
struct FocusRow {
    class: &'static str,
    name: String,
    tier: String,
    industries: String,
    count: String,
    href: String,
    revenue: String,
    insured: String,
    example: bool,
    source: Option<SourceView>,
    version: i64,
    draft: focus::Draft,
    tiers: Vec<Choice>,
    slots: Vec<Choice>,
    errors: Errors,
    /// The line can be opened: not 其他.
    editable: bool,
}

#[derive(askama::Template)]
#[template(path = "enterprise/taxonomy/focus.html")]
struct FocusPage {
    page: Shell,
    rows: Vec<FocusRow>,
    fresh: FocusRow,
    all: (String, String, String),
    year: String,
    example: bool,
    may_edit: bool,
    /// Totals of the zone are for those who see the whole zone.
    with_totals: bool,
}

fn tiers(req: &Req, now: &str) -> Vec<Choice> {
    ["leading", "potential"].iter().map(|k| Choice::new(*k, req.t.s(format!("tier-{k}")), *k == now)).collect()
}

fn slots(now: &str) -> Vec<Choice> {
    (0..=4).map(|n| Choice::new(n.to_string(), n.to_string(), n.to_string() == now)).collect()
}

fn focus_row(
    req: &Req,
    f: Option<&Focus>,
    code: &str,
    total: Option<&Total>,
    class: &'static str,
    name: String,
) -> FocusRow {
    let t = req.t;
    let draft = f.map(focus::Draft::of).unwrap_or_default();
    let money = |total: &Total| {
        if total.with_revenue > 0 { Fen(total.revenue_fen).yi(1) } else { ui::format::ABSENT.to_owned() }
    };
    let tier = f.map(|f| t.s(if f.tier == Tier::Leading { "tier-leading" } else { "tier-potential" }));
    FocusRow {
        class,
        name,
        tier: tier.unwrap_or_default(),
        industries: f.map(|f| industries_text(t, &f.industries)).unwrap_or_default(),
        count: total.map(|p| t.int(p.count)).unwrap_or_default(),
        href: Filter { page: 1, ..Filter::default() }.with("focus", code).href(),
        revenue: total.map(money).unwrap_or_default(),
        insured: total.map(|p| people(t, p.insured)).unwrap_or_default(),
        example: total.is_some_and(|p| p.examples > 0),
        source: f.map(|f| SourceView::of(t, &f.source)),
        version: f.map_or(0, |f| f.version),
        tiers: tiers(req, &draft.tier),
        slots: slots(&draft.slot),
        draft,
        errors: Errors::none(),
        editable: f.is_some(),
    }
}

fn people(t: ui::T, n: Option<i64>) -> String {
    n.map_or_else(|| ui::format::ABSENT.to_owned(), |n| t.int(n))
}

async fn focus_page(req: Req, State(s): Given) -> Result<Html<FocusPage>> {
    Ok(Html(build_focus(&req, &s, None).await?))
}

async fn build_focus(req: &Req, s: &EnterpriseState, back: Option<(i64, focus::Draft, Errors)>) -> Result<FocusPage> {
    let t = req.t;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let taxonomy = focus::taxonomy(&mut conn).await?;
    let with_totals = extent(&req.ctx).is_ok_and(|e| e.all);
    let totals = if with_totals { focus::totals(&req.ctx, &mut conn).await? } else { focus::Totals::default() };
    drop(conn);
    let row = |code: &str| {
        let total = totals.parts.iter().find(|p| p.code == code);
        let mut row = focus_row(req, taxonomy.get(code), code, total, taxonomy.class(code), taxonomy.name(t, code));
        if let Some((_, draft, errors)) = back.as_ref().filter(|(v, d, _)| *v > 0 && d.code == code) {
            (row.draft, row.errors) = (draft.clone(), errors.clone());
        }
        row
    };
    let mut fresh = focus_row(req, None, OTHER, None, "f0", String::new());
    fresh.draft.position = (taxonomy.all().len() + 1).to_string();
    fresh.tiers = tiers(req, "leading");
    if let Some((_, draft, errors)) = back.as_ref().filter(|(v, ..)| *v == 0) {
        (fresh.draft, fresh.errors) = (draft.clone(), errors.clone());
        fresh.slots = slots(&draft.slot);
    }
    Ok(FocusPage {
        page: tabs(req, req.shell("focus-title", "enterprise"), "/enterprises/focus"),
        rows: taxonomy.codes().into_iter().map(row).collect(),
        fresh,
        all: (t.int(totals.all.count), Fen(totals.all.revenue_fen).yi(1), people(t, totals.all.insured)),
        year: totals.year.to_string(),
        example: totals.all.examples > 0,
        may_edit: req.ctx.permit::<Focus>(Action::Edit, &Relation::zone()).is_ok(),
        with_totals,
    })
}

async fn save_focus(req: Req, State(s): Given, Form(f): Form<Fields>) -> Result<Response> {
    let text = |name: &str| field(&f, name).to_owned();
    let version = text("version").parse().unwrap_or(0);
    let draft = focus::Draft {
        code: text("code"),
        name_zh: text("name_zh"),
        name_en: text("name_en"),
        tier: text("tier"),
        slot: text("slot"),
        position: text("position"),
        industries: text("industries"),
    };
    match focus::save(&req.ctx, &s.db, version, &draft, Source::default()).await {
        Ok(_) => Ok(see_other("/enterprises/focus").flash(Flash::done("saved")).into_response()),
        Err(Error::Invalid(e)) => {
            let back = (version, draft, Errors::new(req.t, &e));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(build_focus(&req, &s, Some(back)).await?)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

async fn remove_focus(req: Req, State(s): Given, Path(code): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    focus::remove(&req.ctx, &s.db, &code, field(&f, "version").parse().unwrap_or(0)).await?;
    Ok(see_other("/enterprises/focus").flash(Flash::done("focus-removed")).into_response())
}

struct RuleRow {
    id: String,
    name: String,
    list: String,
    industries: String,
    conditions: String,
    valid: String,
    source: SourceView,
    version: i64,
    draft: threshold::Draft,
    errors: Errors,
}

/// Firms of a list in a year: label, then count and address per standing.
struct StandingRow {
    list: String,
    year: String,
    cells: Vec<(String, String)>,
}

#[derive(askama::Template)]
#[template(path = "enterprise/taxonomy/thresholds.html")]
struct ThresholdPage {
    page: Shell,
    standings: Vec<StandingRow>,
    rules: Vec<RuleRow>,
    fresh: RuleRow,
    near: String,
    /// The reference year of the zone's figures.
    year: String,
    may_edit: bool,
}

fn rule_row(req: &Req, rule: &Threshold) -> RuleRow {
    let t = req.t;
    RuleRow {
        id: rule.id.clone(),
        name: if t.is_zh() || rule.name_en.is_empty() { rule.name_zh.clone() } else { rule.name_en.clone() },
        list: list_name(t, &rule.list),
        industries: industries_text(t, &rule.industries),
        conditions: conditions_text(t, rule),
        valid: match &rule.valid_to {
            Some(to) => t.a2("rule-valid-between", "from", rule.valid_from.as_str(), "to", to.as_str()),
            None => t.a("rule-valid-from", "from", rule.valid_from.as_str()),
        },
        source: SourceView::of(t, &rule.source),
        version: rule.version,
        draft: threshold::Draft::of(rule),
        errors: Errors::none(),
    }
}

async fn standings(req: &Req, s: &EnterpriseState, rules: &[Threshold], last: i32) -> Result<Vec<StandingRow>> {
    let Ok(extent) = extent(&req.ctx) else { return Ok(Vec::new()) };
    let index = s.search.fresh(&req.ctx.zone).await?;
    let mut all = Vec::new();
    for list in lists(rules) {
        for year in (last - YEARS + 1..=last).rev() {
            let mut cells = Vec::new();
            let mut known = 0;
            for standing in Standing::ALL {
                let value = format!("{list}:{year}:{}", standing.code());
                let filter = Filter { page: 1, ..Filter::default() }.with("standing", &value);
                let n = count(&index, filter.question(req.ctx.zone.as_str(), &extent)).await?;
                known += if standing == Standing::Unknown { 0 } else { n };
                cells.push((req.t.int(n), filter.href()));
            }
            // A year without a single figure says nothing.
            if known > 0 || year == last {
                all.push(StandingRow { list: list_name(req.t, list), year: year.to_string(), cells });
            }
        }
    }
    Ok(all)
}

async fn threshold_page(req: Req, State(s): Given) -> Result<Html<ThresholdPage>> {
    Ok(Html(build_thresholds(&req, &s, None).await?))
}

async fn build_thresholds(
    req: &Req,
    s: &EnterpriseState,
    back: Option<(String, threshold::Draft, Errors)>,
) -> Result<ThresholdPage> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let rules = threshold::all(&mut conn).await?;
    let year = crate::figure::service::reference_year(&req.ctx, &mut conn).await?;
    drop(conn);
    let typed = |mut row: RuleRow| {
        if let Some((_, draft, errors)) = back.as_ref().filter(|(id, ..)| *id == row.id) {
            (row.draft, row.errors) = (draft.clone(), errors.clone());
        }
        row
    };
    let blank = threshold::blank(String::new());
    Ok(ThresholdPage {
        page: tabs(req, req.shell("thresholds-title", "enterprise"), "/enterprises/thresholds"),
        standings: standings(req, s, &rules, year).await?,
        fresh: typed(rule_row(req, &blank)),
        rules: rules.iter().map(|r| typed(rule_row(req, r))).collect(),
        year: year.to_string(),
        near: crate::threshold::rules::NEAR_PERCENT.to_string(),
        may_edit: req.ctx.permit::<Threshold>(Action::Edit, &Relation::zone()).is_ok(),
    })
}

async fn save_threshold(req: Req, State(s): Given, Form(f): Form<Fields>) -> Result<Response> {
    let text = |name: &str| field(&f, name).to_owned();
    let (id, version) = (text("id"), text("version").parse().unwrap_or(0));
    let draft = threshold::Draft {
        list: text("list"),
        name_zh: text("name_zh"),
        name_en: text("name_en"),
        valid_from: text("valid_from"),
        valid_to: text("valid_to"),
        industries: text("industries"),
        revenue: text("revenue"),
        staff: text("staff"),
        qualification: text("qualification"),
        document: text("document"),
    };
    let which = (!id.is_empty()).then_some((id.as_str(), version));
    match threshold::save(&req.ctx, &s.db, which, &draft).await {
        Ok(_) => Ok(see_other("/enterprises/thresholds").flash(Flash::done("saved")).into_response()),
        Err(Error::Invalid(e)) => {
            let back = (id, draft, Errors::new(req.t, &e));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(build_thresholds(&req, &s, Some(back)).await?)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

async fn remove_threshold(
    req: Req,
    State(s): Given,
    Path(id): Path<String>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    threshold::remove(&req.ctx, &s.db, &id, field(&f, "version").parse().unwrap_or(0)).await?;
    Ok(see_other("/enterprises/thresholds").flash(Flash::done("threshold-removed")).into_response())
}
