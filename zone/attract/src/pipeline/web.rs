//! 规则: the page on which the zone sets its stages, reasons and the rules of the pool.
use super::service::{self, Draft};
use super::{Kind, Pipeline, Policy, Purpose};
use crate::AttractState;
use crate::lead::act_web::{Fields, field};
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, answered, see_other};

pub fn routes() -> Routes<AttractState> {
    let see = Access::Needs(Resource::Pipeline, Action::View);
    let edit = Access::Needs(Resource::Pipeline, Action::Edit);
    Routes::new()
        .get("/attract/rules", see, show)
        .post("/attract/rules/stages", edit, put_stage)
        .post("/attract/rules/reasons", edit, put_reason)
        .post("/attract/rules/policy", edit, put_policy)
}

/// A stage or a reason as its form shows it.
struct Item {
    id: String,
    form: String,
    name: String,
    name_zh: String,
    name_en: String,
    position: i64,
    kind: String,
    kinds: Vec<Choice>,
    target: String,
    active: bool,
    version: i64,
}

#[derive(askama::Template)]
#[template(path = "attract/pipeline/rules.html")]
struct RulesPage {
    page: Shell,
    stages: Vec<Item>,
    reasons: Vec<(String, Vec<Item>)>,
    new_stage: Item,
    new_reason: Item,
    policy: Policy,
    may_edit: bool,
    form: String,
    typed: Fields,
    errors: Errors,
}

impl RulesPage {
    fn is_open(&self, form: &str) -> bool {
        self.form == form
    }
    fn error(&self, form: &str, name: &str) -> &str {
        if self.form == form { self.errors.of(name) } else { "" }
    }
    fn typed<'a>(&'a self, form: &str, name: &str, standard: &'a str) -> &'a str {
        let said = self.typed.iter().find(|(n, _)| self.form == form && n == name);
        said.map_or(standard, |(_, v)| v.as_str())
    }
}

fn kinds(req: &Req, chosen: &str, stage: bool) -> Vec<Choice> {
    let codes: Vec<&str> =
        if stage { Kind::ALL.map(Kind::code).to_vec() } else { Purpose::ALL.map(Purpose::code).to_vec() };
    codes.into_iter().map(|c| Choice::new(c, req.t.s(format!("pipeline-kind-{c}")), c == chosen)).collect()
}

fn blank(req: &Req, form: &str, kind: &str, position: usize) -> Item {
    Item {
        id: String::new(),
        form: form.to_owned(),
        name: String::new(),
        name_zh: String::new(),
        name_en: String::new(),
        position: i64::try_from(position).unwrap_or(0) + 1,
        kind: String::new(),
        kinds: kinds(req, kind, form == "stage"),
        target: String::new(),
        active: true,
        version: 0,
    }
}

fn stage_items(req: &Req, pipeline: &Pipeline) -> Vec<Item> {
    let item = |s: &super::Stage| Item {
        id: s.id.clone(),
        form: format!("stage{}", s.id),
        name: s.name(req.t.locale).to_owned(),
        name_zh: s.name_zh.clone(),
        name_en: s.name_en.clone(),
        position: s.position,
        kind: req.t.s(format!("pipeline-kind-{}", s.kind.code())),
        kinds: kinds(req, s.kind.code(), true),
        target: s.target_days.map(|d| d.to_string()).unwrap_or_default(),
        active: s.active,
        version: s.version,
    };
    pipeline.stages.iter().map(item).collect()
}

fn reason_items(req: &Req, pipeline: &Pipeline, purpose: Purpose) -> Vec<Item> {
    let item = |r: &super::Reason| Item {
        id: r.id.clone(),
        form: format!("reason{}", r.id),
        name: r.name(req.t.locale).to_owned(),
        name_zh: r.name_zh.clone(),
        name_en: r.name_en.clone(),
        position: r.position,
        kind: String::new(),
        kinds: kinds(req, purpose.code(), false),
        target: String::new(),
        active: r.active,
        version: r.version,
    };
    pipeline.reasons_for(purpose).map(item).collect()
}

async fn page(req: &Req, s: &AttractState, form: &str, typed: Fields, errors: Errors) -> Result<RulesPage> {
    let pipeline = service::get(&req.ctx, &s.db).await?;
    let titled = |p: Purpose| (req.t.s(format!("pipeline-reasons-{}", p.code())), reason_items(req, &pipeline, p));
    let reasons = Purpose::ALL.into_iter().map(titled).collect();
    Ok(RulesPage {
        page: crate::tabs(req.shell("pipeline-title", "attract"), "/attract/rules"),
        stages: stage_items(req, &pipeline),
        new_stage: blank(req, "stage", Kind::Open.code(), pipeline.stages.len()),
        new_reason: blank(req, "reason", Purpose::Hesitation.code(), pipeline.reasons.len()),
        reasons,
        policy: pipeline.policy,
        may_edit: req.may(Resource::Pipeline, Action::Edit),
        form: form.to_owned(),
        typed,
        errors,
    })
}

async fn show(req: Req, State(s): State<AttractState>) -> Result<Html<RulesPage>> {
    Ok(Html(page(&req, &s, "", Vec::new(), Errors::none()).await?))
}

fn draft(form: &Fields) -> Draft {
    let text = |name: &str| field(form, name).to_owned();
    Draft {
        name_zh: text("name_zh"),
        name_en: text("name_en"),
        position: text("position"),
        kind: text("kind"),
        target_days: text("target_days"),
        active: field(form, "active") == "1",
    }
}

async fn done<T>(
    req: &Req,
    s: &AttractState,
    form: &str,
    typed: Fields,
    outcome: kernel::Result<T>,
) -> Result<Response> {
    match outcome {
        Err(Error::Conflict { code, .. }) => {
            Ok(see_other("/attract/rules").flash(Flash::warning(&code)).into_response())
        }
        outcome => {
            let saved = |_| see_other("/attract/rules").flash(Flash::done("saved"));
            answered(outcome, saved, |errors| page(req, s, form, typed, Errors::new(req.t, &errors))).await
        }
    }
}

fn target(form: &Fields) -> (Option<String>, i64) {
    let id = Some(field(form, "id").to_owned()).filter(|id| !id.is_empty());
    (id, field(form, "version").parse().unwrap_or(-1))
}

async fn put_stage(req: Req, State(s): State<AttractState>, Form(form): Form<Fields>) -> Result<Response> {
    let (id, version) = target(&form);
    let outcome = service::put_stage(&req.ctx, &s.db, id.as_deref(), version, &draft(&form)).await;
    done(&req, &s, &format!("stage{}", id.unwrap_or_default()), form, outcome).await
}

async fn put_reason(req: Req, State(s): State<AttractState>, Form(form): Form<Fields>) -> Result<Response> {
    let (id, version) = target(&form);
    let outcome = service::put_reason(&req.ctx, &s.db, id.as_deref(), version, &draft(&form)).await;
    done(&req, &s, &format!("reason{}", id.unwrap_or_default()), form, outcome).await
}

async fn put_policy(req: Req, State(s): State<AttractState>, Form(form): Form<Fields>) -> Result<Response> {
    let names = ["return_days", "warn_days", "claim_limit", "answer_hours", "work_hours"];
    let version = field(&form, "version").parse().unwrap_or(-1);
    let outcome = service::put_policy(&req.ctx, &s.db, version, names.map(|n| field(&form, n))).await;
    done(&req, &s, "policy", form, outcome).await
}
