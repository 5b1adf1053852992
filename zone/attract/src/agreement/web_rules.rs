//! The pages of the counting rules: see them, change them after a preview of the total.
use super::rule::{Change, Preview, RuleDraft, apply, preview};
use super::totals::Books;
use super::web::yi;
use super::web_record::verdict_shown;
use super::{AmountKind, CountingRule, PerProject};
use crate::AttractState;
use crate::fields::{Fields, Sent};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, FieldError, Resource};
use ui::source::SourceForm;
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, T, see_other};

/// A counting rule in words.
pub(super) struct RuleView {
    pub code: String,
    pub kind: String,
    pub from: String,
    pub to: String,
    pub text: String,
    /// What the rule says, condition by condition.
    pub terms: Vec<String>,
    pub document: String,
    pub example: bool,
}

pub(super) fn rule_view(t: T, rule: &CountingRule) -> RuleView {
    let text = if t.is_zh() || rule.text_en.is_empty() { &rule.text_zh } else { &rule.text_en };
    let per = match rule.per_project {
        PerProject::Once => "counting-term-once",
        PerProject::Each => "counting-term-each",
    };
    let terms = [
        per,
        if rule.framework_counts { "counting-term-framework" } else { "counting-term-no-framework" },
        if rule.needs_evidence { "counting-term-evidence" } else { "counting-term-no-evidence" },
        if rule.foreign_by_rate { "counting-term-rate" } else { "counting-term-yuan-only" },
    ];
    RuleView {
        code: rule.code.clone(),
        kind: t.s(rule.counts.key()),
        from: rule.valid_from.clone(),
        to: rule.valid_to.clone().unwrap_or_default(),
        text: text.clone(),
        terms: terms.into_iter().map(|k| t.s(k)).collect(),
        document: rule.source.document.clone(),
        example: rule.source.example,
    }
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/rules.html")]
pub(super) struct Rules {
    page: Shell,
    rules: Vec<RuleView>,
    may_edit: bool,
}

pub(super) async fn list(req: Req, State(s): State<AttractState>) -> Result<Html<Rules>> {
    let books = Books::read(&req.ctx, &s.db).await?;
    let rules = books.rules.iter().map(|r| rule_view(req.t, r)).collect();
    let may_edit = req.may(Resource::Pipeline, Action::Edit);
    Ok(Html(Rules { page: req.shell("counting-title", "attract"), rules, may_edit }))
}

struct MovedRow {
    project: String,
    path: String,
    on: String,
    amount: String,
    before: String,
    after: String,
}

/// What the change would do, for reading before it is done.
struct PreviewView {
    kind: String,
    before: String,
    after: String,
    changed: bool,
    rules: Vec<RuleView>,
    moved: Vec<MovedRow>,
    mark: String,
}

#[derive(askama::Template)]
#[template(path = "attract/agreement/rule_form.html")]
pub(super) struct RuleForm {
    page: Shell,
    /// `add`, `edit` or `end`.
    change: String,
    code: String,
    on: String,
    draft: RuleDraft,
    kinds: Vec<Choice>,
    pers: Vec<Choice>,
    source_form: SourceForm,
    preview: Option<PreviewView>,
    errors: Errors,
}

/// A change as a form says it.
struct Typed {
    change: String,
    code: String,
    on: String,
    draft: RuleDraft,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        Self {
            change: fields.get("change"),
            code: fields.get("code"),
            on: fields.get("on"),
            draft: RuleDraft {
                kind: fields.get("kind"),
                valid_from: fields.get("valid_from"),
                per_project: fields.get("per_project"),
                framework_counts: fields.has("framework_counts"),
                needs_evidence: fields.has("needs_evidence"),
                foreign_by_rate: fields.has("foreign_by_rate"),
                text_zh: fields.get("text_zh"),
                text_en: fields.get("text_en"),
                source: SourceForm::read(|n| fields.get(n)).source(),
            },
        }
    }
    fn change(&self) -> Result<Change> {
        let (code, on, draft) = (self.code.clone(), self.on.clone(), self.draft.clone());
        match self.change.as_str() {
            "add" => Ok(Change::Add(draft)),
            "edit" => Ok(Change::Edit { code, draft }),
            "end" => Ok(Change::End { code, on }),
            _ => Err(Error::NotFound.into()),
        }
    }
}

fn form(req: &Req, typed: Typed, preview: Option<PreviewView>, refused: &[FieldError]) -> RuleForm {
    let t = req.t;
    let draft = typed.draft;
    let pers = PerProject::ALL.map(|p| {
        let key = if p == PerProject::Once { "counting-term-once" } else { "counting-term-each" };
        Choice::new(p.code(), t.s(key), p.code() == draft.per_project)
    });
    RuleForm {
        page: req.shell(&format!("counting-{}", typed.change), "attract"),
        kinds: AmountKind::ALL
            .map(|k| Choice::new(k.code(), t.s(k.key()), k.code() == draft.kind))
            .into_iter()
            .collect(),
        pers: pers.into_iter().collect(),
        source_form: SourceForm::of(&draft.source),
        errors: Errors::new(t, refused),
        change: typed.change,
        code: typed.code,
        on: typed.on,
        draft,
        preview,
    }
}

fn shown(t: T, books: &Books, preview: &Preview) -> PreviewView {
    let sum = |fen: Option<kernel::money::Fen>| fen.map_or_else(|| "—".to_owned(), yi);
    let verdict = |v| {
        let (fen, how) = verdict_shown(t, v);
        fen.map_or_else(|| how.clone(), |fen| format!("{} {how}", yi(fen)))
    };
    let moved = preview.moved.iter().map(|m| MovedRow {
        project: books.projects.get(&m.entry.project_id).map(|p| p.name(t.is_zh()).to_owned()).unwrap_or_default(),
        path: m.entry.agreement_id.as_ref().map(|a| format!("/attract/agreements/{a}#amounts")).unwrap_or_default(),
        on: m.entry.dated_on.clone(),
        amount: m.entry.amount().auto(t.locale),
        before: verdict(&m.before),
        after: verdict(&m.after),
    });
    PreviewView {
        kind: t.s(preview.kind.key()),
        before: sum(preview.before),
        after: sum(preview.after),
        changed: preview.before != preview.after,
        rules: preview.written.iter().map(|r| rule_view(t, r)).collect(),
        moved: moved.collect(),
        mark: preview.mark.clone(),
    }
}

pub(super) async fn blank(req: Req) -> Result<Html<RuleForm>> {
    let draft = RuleDraft {
        valid_from: req.ctx.today().to_string(),
        per_project: PerProject::Once.code().to_owned(),
        kind: AmountKind::Contracted.code().to_owned(),
        needs_evidence: true,
        ..RuleDraft::default()
    };
    let typed = Typed { change: "add".to_owned(), code: String::new(), on: String::new(), draft };
    Ok(Html(form(&req, typed, None, &[])))
}

pub(super) async fn edit(
    req: Req,
    State(s): State<AttractState>,
    Path((code, change)): Path<(String, String)>,
) -> Result<Html<RuleForm>> {
    let books = Books::read(&req.ctx, &s.db).await?;
    let rule = books.rules.iter().find(|r| r.code == code).ok_or(Error::NotFound)?;
    if !matches!(change.as_str(), "edit" | "end") {
        return Err(Error::NotFound.into());
    }
    let on = rule.valid_to.clone().unwrap_or_default();
    let typed = Typed { change, on, draft: RuleDraft::of(rule), code };
    Ok(Html(form(&req, typed, None, &[])))
}

/// 预览: the form again, with what the total would become.
pub(super) async fn foresee(req: Req, State(s): State<AttractState>, Form(sent): Form<Sent>) -> Result<Response> {
    let mut typed = Typed::read(&Fields(sent));
    match preview(&req.ctx, &s.db, &typed.change()?).await {
        Ok(found) => {
            let books = Books::read(&req.ctx, &s.db).await?;
            if let Some(rule) = found.written.first() {
                typed.draft = RuleDraft::of(rule);
            }
            Ok(Html(form(&req, typed, Some(shown(req.t, &books, &found)), &[])).into_response())
        }
        Err(Error::Invalid(errors)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form(&req, typed, None, &errors))).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// 保存 what was previewed.
pub(super) async fn save(req: Req, State(s): State<AttractState>, Form(sent): Form<Sent>) -> Result<Response> {
    let fields = Fields(sent);
    let typed = Typed::read(&fields);
    match apply(&req.ctx, &s.db, &typed.change()?, &fields.get("mark")).await {
        Ok(rule) => {
            let flash = Flash::done("counting-saved").arg("day", rule.valid_from);
            Ok(see_other("/attract/signed/rules").flash(flash).into_response())
        }
        Err(Error::Invalid(errors)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form(&req, typed, None, &errors))).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
