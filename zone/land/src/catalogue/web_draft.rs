//! 草稿: the draft with what the check found, a form for each of its parts, publishing and throwing away.
use super::lint::{self, Finding, Severity, Spot};
use super::part::Part;
use super::web::{asked, shell};
use super::web_versions::{DifferenceView, difference};
use super::{LinkKind, MatterKind, Theme, ThemeVersion, ValueType, VersionState, service, words};
use crate::LandState;
use crate::catalogue::sheet::rows_out::{kind_word, link_word, type_word};
use crate::fields::{self, Fields};
use crate::project::MilestoneKind;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, FieldError, Resource};
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, T, see_other};

pub fn routes() -> Routes<LandState> {
    let change = Access::Needs(Resource::Catalogue, Action::Edit);
    Routes::new()
        .post("/land/catalogue/{theme}/draft/start", change, start)
        .get("/land/catalogue/{theme}/draft", change, draft)
        .post("/land/catalogue/{theme}/draft/publish", change, publish)
        .post("/land/catalogue/{theme}/draft/discard", change, discard)
        .get("/land/catalogue/{theme}/draft/{part}/{place}", change, entry)
        .post("/land/catalogue/{theme}/draft/{part}/{place}", change, save)
        .post("/land/catalogue/{theme}/draft/{part}/{place}/remove", change, remove)
}

async fn start(req: Req, State(s): State<LandState>, Path(code): Path<String>) -> Result<Response> {
    service::start(&req.ctx, &s.db, &code).await?;
    Ok(see_other(format!("/land/catalogue/{code}/draft")).into_response())
}

/// An entry in the list of its part.
struct EntryRow {
    place: usize,
    code: String,
    text: String,
    note: String,
    /// What the check found about it.
    findings: Vec<FindingView>,
}

struct PartView {
    code: &'static str,
    title: String,
    add: String,
    rows: Vec<EntryRow>,
}

/// A finding with the light of its weight.
#[derive(Clone)]
pub(super) struct FindingView {
    pub light: &'static str,
    pub text: String,
}

fn finding_view(t: T, f: &Finding) -> FindingView {
    let light = if f.severity == Severity::Error { "red" } else { "yel" };
    FindingView { light, text: words::finding(t, f) }
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/draft.html")]
struct DraftPage {
    page: Shell,
    code: String,
    number: i64,
    version: i64,
    edited: String,
    errors: usize,
    warnings: usize,
    /// About the theme as a whole.
    findings: Vec<FindingView>,
    parts: Vec<PartView>,
    new_departments: String,
    changes: Option<DifferenceView>,
    refused: Vec<String>,
}

async fn draft_page(req: &Req, s: &LandState, code: &str, refused: Vec<String>) -> Result<DraftPage> {
    let versions = service::of_theme(&req.ctx, &s.db, code).await?;
    let former = versions.iter().find(|v| v.state == VersionState::Published);
    let draft = versions.iter().find(|v| v.state == VersionState::Draft).ok_or(Error::NotFound)?;
    let (t, content) = (req.t, &draft.content);
    let findings = lint::lint(content);
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let parts = [Part::Matter, Part::Need, Part::Link, Part::Attribute, Part::Stage, Part::Material];
    let new = service::new_departments(&req.ctx, s, content).await?;
    Ok(DraftPage {
        page: shell(req).titled(t.a("catalogue-draft-of", "name", content.name.get(t.is_zh()))),
        code: code.to_owned(),
        number: draft.number,
        version: draft.version,
        edited: t.instant(draft.edited_us),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        findings: findings.iter().filter(|f| f.spot == Spot::Theme).map(|f| finding_view(t, f)).collect(),
        parts: parts.into_iter().map(|p| part_view(t, content, p, &findings)).collect(),
        new_departments: new.join(&t.s("catalogue-join")),
        changes: former.map(|f| difference(t, &f.content, content)),
        refused,
    })
}

fn part_view(t: T, theme: &Theme, part: Part, findings: &[Finding]) -> PartView {
    let row = |(place, cells): (usize, Vec<String>)| {
        let spot = spot_of(part, &cells);
        let (code, text, note) = entry_words(t, theme, part, &cells);
        let found = findings.iter().filter(|f| f.spot == spot).map(|f| finding_view(t, f));
        EntryRow { place, code, text, note, findings: found.collect() }
    };
    PartView {
        code: part.code(),
        title: t.s(format!("catalogue-part-title-{}", part.code())),
        add: t.s(format!("catalogue-add-{}", part.code())),
        rows: part.rows(theme).into_iter().enumerate().map(row).collect(),
    }
}

fn cell(cells: &[String], place: usize) -> String {
    cells.get(place).cloned().unwrap_or_default()
}

/// What the check calls this entry.
fn spot_of(part: Part, cells: &[String]) -> Spot {
    let (first, second) = (cell(cells, 0), cell(cells, 1));
    match part {
        Part::Theme => Spot::Theme,
        Part::Attribute => Spot::Attribute(first),
        Part::Stage => Spot::Stage(first),
        Part::Matter => Spot::Matter(first),
        Part::Material => Spot::Material(first),
        Part::Need => Spot::Need { matter: first, material: second },
        Part::Link => Spot::Link { from: first, to: second },
    }
}

/// Code, name and what else tells it apart.
fn entry_words(t: T, theme: &Theme, part: Part, cells: &[String]) -> (String, String, String) {
    let matter = |code: &str| super::view::name_of(t, theme, code);
    let rule = |text: String| if text.is_empty() { text } else { words::rule(t, theme, &text) };
    let (first, second) = (cell(cells, 0), cell(cells, 1));
    match part {
        Part::Matter => (first, second, joined(cell(cells, 3), rule(cell(cells, 10)))),
        Part::Need => {
            let material = theme.materials.iter().find(|m| m.code == second);
            let name = material.map_or(second, |m| m.name.get(t.is_zh()).to_owned());
            (matter(&first), name, rule(cell(cells, 3)))
        }
        Part::Link => (matter(&first), matter(&second), format!("{} {}", cell(cells, 2), rule(cell(cells, 4)))),
        Part::Attribute => (first, second, rule(cell(cells, 6))),
        Part::Material => (first, second, cell(cells, 4)),
        Part::Stage | Part::Theme => (first, second, String::new()),
    }
}

/// With a dot between, where there is a second.
fn joined(first: String, second: String) -> String {
    if second.is_empty() { first } else { format!("{first} · {second}") }
}

async fn draft(req: Req, State(s): State<LandState>, Path(code): Path<String>) -> Result<Html<DraftPage>> {
    Ok(Html(draft_page(&req, &s, &code, Vec::new()).await?))
}

async fn publish(
    req: Req,
    State(s): State<LandState>,
    Path(code): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    match service::publish(&req.ctx, &s, &code, fields::version(&form), &fields::text(&form, "note")).await {
        Ok(version) => {
            let flash = Flash::done("catalogue-published-now").arg("number", version.number);
            Ok(see_other(format!("/land/catalogue/{code}")).flash(flash).into_response())
        }
        Err(Error::Invalid(errors)) => {
            let said = errors.iter().map(|e| req.t.field_error(e)).collect();
            let page = draft_page(&req, &s, &code, said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn discard(
    req: Req,
    State(s): State<LandState>,
    Path(code): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    service::discard(&req.ctx, &s.db, &code, fields::version(&form)).await?;
    Ok(see_other("/land/catalogue").flash(Flash::done("catalogue-discarded-now")).into_response())
}

/// A field of an entry's form.
struct FieldView {
    name: &'static str,
    label: String,
    hint: String,
    value: String,
    error: String,
    /// text, number, area, select or check.
    kind: &'static str,
    choices: Vec<Choice>,
    findings: Vec<FindingView>,
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/entry.html")]
struct EntryPage {
    page: Shell,
    code: String,
    draft_name: String,
    version: i64,
    path: String,
    removable: bool,
    fields: Vec<FieldView>,
    /// Attributes that rules can use: code and name.
    attributes: Vec<(String, String)>,
}

/// `new`, or a place in the list of the part.
fn place_of(text: &str) -> Result<Option<usize>> {
    match text {
        "new" => Ok(None),
        n => n.parse().map(Some).map_err(|_| Error::NotFound.into()),
    }
}

struct At {
    code: String,
    part: Part,
    place: Option<usize>,
}

impl At {
    fn of((code, part, place): (String, String, String)) -> Result<Self> {
        let part = Part::parse(&part).ok_or(Error::NotFound)?;
        Ok(Self { code, part, place: place_of(&place)? })
    }
    fn path(&self) -> String {
        let place = self.place.map_or_else(|| "new".to_owned(), |p| p.to_string());
        format!("/land/catalogue/{}/draft/{}/{place}", self.code, self.part.code())
    }
}

fn entry_page(req: &Req, draft: &ThemeVersion, at: &At, cells: &[String], refused: &[FieldError]) -> EntryPage {
    let (t, theme) = (req.t, &draft.content);
    let errors = Errors::new(t, refused);
    let spot = spot_of(at.part, cells);
    let findings: Vec<Finding> =
        lint::lint(theme).into_iter().filter(|f| at.place.is_some() && f.spot == spot).collect();
    let columns = at.part.form().columns.iter().zip(cells.iter().map(String::as_str).chain(std::iter::repeat("")));
    let field = |((key, _, _, number), value): (&(&'static str, &'static str, f64, bool), &str)| {
        let choices = choices(t, theme, at.part, key, value);
        let text_key = key.replace('_', "-");
        let yes_no = matches!(*key, "tolerant" | "notify_and_commit" | "may_follow" | "example");
        let kind = match *key {
            _ if !choices.is_empty() => "select",
            _ if yes_no => "check",
            "when" | "choices" | "sentence" => "area",
            _ if *number => "number",
            _ => "text",
        };
        FieldView {
            name: key,
            label: t.s(format!("catalogue-field-{text_key}")),
            hint: t.maybe(&format!("catalogue-hint-{text_key}")).unwrap_or_default(),
            value: value.to_owned(),
            error: errors.of(key).to_owned(),
            kind,
            choices,
            findings: findings.iter().filter(|f| f.field == *key).map(|f| finding_view(t, f)).collect(),
        }
    };
    EntryPage {
        page: shell(req).titled(t.s(format!("catalogue-edit-{}", at.part.code()))),
        draft_name: t.a("catalogue-draft-of", "name", theme.name.get(t.is_zh())),
        version: draft.version,
        path: at.path(),
        removable: at.place.is_some() && at.part != Part::Theme,
        fields: columns.map(field).filter(|f| at.part != Part::Theme || f.name != "code").collect(),
        attributes: theme.attributes.iter().map(|a| (a.code.clone(), a.name.get(t.is_zh()).to_owned())).collect(),
        code: at.code.clone(),
    }
}

/// What a field can be; empty: free text.
fn choices(t: T, theme: &Theme, part: Part, key: &str, value: &str) -> Vec<Choice> {
    let zh = t.is_zh();
    let words = |list: Vec<(&str, &str)>| -> Vec<Choice> {
        list.into_iter().map(|(word, key)| Choice::new(word, t.s(key), word == value)).collect()
    };
    let named = |list: Vec<(String, String)>| {
        let blank = Choice::new("", t.s("catalogue-choose"), value.is_empty());
        let rest = list.into_iter().map(|(code, name)| Choice::new(code.clone(), name, code == value));
        std::iter::once(blank).chain(rest).collect()
    };
    let matters = || theme.matters.iter().map(|m| (m.code.clone(), m.name.get(zh).to_owned())).collect();
    match (part, key) {
        (Part::Attribute, "type") => words(vec![
            (type_word(ValueType::YesNo), "catalogue-type-yes-no"),
            (type_word(ValueType::Number), "catalogue-type-number"),
            (type_word(ValueType::Choice), "catalogue-type-choice"),
        ]),
        (Part::Matter, "kind") => words(vec![
            (kind_word(MatterKind::Approval), "catalogue-approval"),
            (kind_word(MatterKind::Work), "catalogue-work"),
        ]),
        (Part::Link, "kind") => words(vec![
            (link_word(LinkKind::FinishToStart), "catalogue-link-finish-to-start"),
            (link_word(LinkKind::StartToStart), "catalogue-link-start-to-start"),
            (link_word(LinkKind::FinishToFinish), "catalogue-link-finish-to-finish"),
        ]),
        (Part::Matter, "stage") => {
            named(theme.stages.iter().map(|s| (s.code.clone(), s.name.get(zh).to_owned())).collect())
        }
        (Part::Stage, "leads_to") => named(MilestoneKind::ALL.map(|m| (m.code().to_owned(), t.s(m.key()))).to_vec()),
        (Part::Link, "from" | "to") | (Part::Need, "matter") => named(matters()),
        (Part::Need, "material") => {
            named(theme.materials.iter().map(|m| (m.code.clone(), m.name.get(zh).to_owned())).collect())
        }
        _ => Vec::new(),
    }
}

async fn entry(
    req: Req,
    State(s): State<LandState>,
    Path(at): Path<(String, String, String)>,
) -> Result<Html<EntryPage>> {
    let at = At::of(at)?;
    let draft = service::draft(&req.ctx, &s.db, &at.code).await?;
    let cells = match at.place {
        Some(place) => at.part.rows(&draft.content).into_iter().nth(place).ok_or(Error::NotFound)?,
        // A new document or link begins at the matter that the page came from.
        None => vec![asked(&req, "of")],
    };
    Ok(Html(entry_page(&req, &draft, &at, &cells, &[])))
}

async fn save(
    req: Req,
    State(s): State<LandState>,
    Path(at): Path<(String, String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let at = At::of(at)?;
    let draft = service::draft(&req.ctx, &s.db, &at.code).await?;
    let clean = |key: &str| fields::text(&form, key).replace("\r\n", "\n").trim().to_owned();
    let mut cells: Vec<String> = at.part.form().columns.iter().map(|(key, ..)| clean(key)).collect();
    if let (Part::Theme, Some(code)) = (at.part, cells.first_mut()) {
        // The theme's code is not in the form: it names the theme in all versions.
        code.clone_from(&at.code);
    }
    let written = match at.part.read(&draft.content, cells.clone()) {
        Ok(entry) => service::put(&req.ctx, &s.db, (&at.code, fields::version(&form)), entry, at.place).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match written {
        Ok(_) => {
            let flash = Flash::done("catalogue-saved");
            let to = format!("/land/catalogue/{}/draft#{}", at.code, at.part.code());
            Ok(see_other(to).flash(flash).into_response())
        }
        Err(Error::Invalid(errors)) => {
            let page = entry_page(&req, &draft, &at, &cells, &errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn remove(
    req: Req,
    State(s): State<LandState>,
    Path(at): Path<(String, String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let at = At::of(at)?;
    let place = at.place.ok_or(Error::NotFound)?;
    service::remove(&req.ctx, &s.db, (&at.code, fields::version(&form)), at.part, place).await?;
    let to = format!("/land/catalogue/{}/draft#{}", at.code, at.part.code());
    Ok(see_other(to).flash(Flash::done("catalogue-removed")).into_response())
}
