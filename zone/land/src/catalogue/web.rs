//! Pages of the catalogue: themes, their matters by stage, one matter with its rule in words, export.
use super::view::{self, LinkView, NeedView, StageView};
use super::{MatterType, Theme, ThemeVersion, VersionState, service, sheet, store as books, words};
use crate::LandState;
use crate::plan::duration;
use ::sheet::SheetError;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::{Access, Html, Req, Result, Routes, Shell};

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Catalogue, Action::View);
    Routes::new()
        .get("/land/catalogue", see, list)
        .get("/land/catalogue/{theme}", see, theme)
        .get("/land/catalogue/{theme}/matters/{code}", see, matter)
        .get("/land/catalogue/{theme}/export.xlsx", see, export)
        .merge(super::web_versions::routes())
        .merge(super::web_draft::routes())
        .merge(super::web_try::routes())
        .merge(super::web_import::routes())
        .merge(super::web_holiday::routes())
}

pub(super) fn shell(req: &Req) -> Shell {
    crate::tabs(req, req.shell("catalogue-title", "land"), "/land/catalogue")
}

pub(super) fn may_edit(req: &Req) -> bool {
    req.may(Resource::Catalogue, Action::Edit)
}

/// The value of a parameter of the query, decoded.
pub(super) fn asked(req: &Req, name: &str) -> String {
    let query = req.here().parse::<Uri>().ok().and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    query.and_then(|q| q.0.into_iter().find(|(n, _)| n == name)).map(|(_, value)| value).unwrap_or_default()
}

struct ThemeRow {
    code: String,
    name: String,
    /// Number of the version in use; empty: none yet.
    number: String,
    published_on: String,
    matters: usize,
    departments: usize,
    materials: usize,
    example: bool,
    draft: bool,
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<ThemeRow>,
    may_edit: bool,
}

async fn list(req: Req, State(s): State<LandState>) -> Result<Html<ListPage>> {
    let versions = service::all(&req.ctx, &s.db).await?;
    let mut codes: Vec<&str> = versions.iter().map(|v| v.theme.as_str()).collect();
    codes.dedup();
    let rows = codes.into_iter().map(|code| theme_row(&req, versions.iter().filter(|v| v.theme == code)));
    Ok(Html(ListPage { rows: rows.collect(), page: shell(&req), may_edit: may_edit(&req) }))
}

fn theme_row<'a>(req: &Req, versions: impl Iterator<Item = &'a ThemeVersion>) -> ThemeRow {
    let versions: Vec<&ThemeVersion> = versions.collect();
    let of = |state| versions.iter().copied().find(|v| v.state == state);
    let (published, draft) = (of(VersionState::Published), of(VersionState::Draft));
    let shown = published.or(draft).or_else(|| versions.first().copied());
    let content = shown.map(|v| &v.content);
    let departments: std::collections::BTreeSet<&str> =
        content.into_iter().flat_map(|c| &c.matters).map(|m| m.department.as_str()).collect();
    ThemeRow {
        code: shown.map(|v| v.theme.clone()).unwrap_or_default(),
        name: content.map(|c| c.name.get(req.t.is_zh()).to_owned()).unwrap_or_default(),
        number: published.map(|v| v.number.to_string()).unwrap_or_default(),
        published_on: published.and_then(|v| v.published_on.clone()).unwrap_or_default(),
        matters: content.map_or(0, |c| c.matters.len()),
        departments: departments.len(),
        materials: content.map_or(0, |c| c.materials.len()),
        example: content.is_some_and(|c| c.source.example),
        draft: draft.is_some(),
    }
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/theme.html")]
struct ThemePage {
    page: Shell,
    code: String,
    number: i64,
    state: (&'static str, String),
    published_on: String,
    note: String,
    document: String,
    example: bool,
    matters: usize,
    materials: usize,
    departments: usize,
    /// How many were found; the same as `matters` where nothing was asked.
    found: usize,
    words: String,
    stages: Vec<StageView>,
    has_draft: bool,
    may_edit: bool,
}

/// The version in use, or the one that `?version=` names.
async fn shown(req: &Req, s: &LandState, theme: &str) -> Result<(ThemeVersion, bool)> {
    let versions = service::of_theme(&req.ctx, &s.db, theme).await?;
    let has_draft = versions.iter().any(|v| v.state == VersionState::Draft);
    let wanted = asked(req, "version");
    let found = match wanted.parse::<i64>() {
        Ok(number) => versions.into_iter().find(|v| v.number == number),
        Err(_) => versions.into_iter().find(|v| v.state == VersionState::Published),
    };
    Ok((found.ok_or(Error::NotFound)?, has_draft))
}

async fn theme(req: Req, State(s): State<LandState>, Path(code): Path<String>) -> Result<Response> {
    let versions = service::of_theme(&req.ctx, &s.db, &code).await?;
    if asked(&req, "version").is_empty() && versions.iter().all(|v| v.state != VersionState::Published) {
        // Nothing is in use yet: the draft is all there is.
        return Ok(ui::see_other(format!("/land/catalogue/{code}/draft")).into_response());
    }
    let (version, has_draft) = shown(&req, &s, &code).await?;
    let words = asked(&req, "q");
    let content = &version.content;
    let stages = view::stages(req.t, content, &words);
    let departments: std::collections::BTreeSet<&str> = content.matters.iter().map(|m| m.department.as_str()).collect();
    let page = ThemePage {
        page: shell(&req).titled(content.name.get(req.t.is_zh())),
        number: version.number,
        state: view::state(req.t, &version),
        published_on: version.published_on.clone().unwrap_or_default(),
        note: version.note.clone(),
        document: content.source.document.clone(),
        example: content.source.example,
        matters: content.matters.len(),
        materials: content.materials.len(),
        departments: departments.len(),
        found: stages.iter().map(|s| s.matters.len()).sum(),
        words,
        stages,
        has_draft,
        may_edit: may_edit(&req),
        code,
    };
    Ok(Html(page).into_response())
}

/// What decided cases say.
struct Took {
    cases: usize,
    median: String,
    late: String,
    longest: String,
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/matter.html")]
struct MatterPage {
    page: Shell,
    theme: String,
    theme_name: String,
    number: i64,
    row: view::MatterRow,
    stage: String,
    basis: String,
    /// As it is written; empty: always.
    rule: String,
    /// In words.
    rule_words: String,
    needs: Vec<NeedView>,
    before: Vec<LinkView>,
    after: Vec<LinkView>,
    took: Option<Took>,
    /// What a forecast rests on without cases of its own.
    reckoned: String,
    example: bool,
}

async fn matter(
    req: Req,
    State(s): State<LandState>,
    Path((code, matter)): Path<(String, String)>,
) -> Result<Html<MatterPage>> {
    let (version, _) = shown(&req, &s, &code).await?;
    let theme = version.content;
    let found = theme.matters.iter().find(|m| m.code == matter).ok_or(Error::NotFound)?;
    let t = req.t;
    let stage = theme.stages.iter().find(|x| x.code == found.stage);
    Ok(Html(MatterPage {
        page: shell(&req).titled(found.name.get(t.is_zh())),
        theme_name: theme.name.get(t.is_zh()).to_owned(),
        number: version.number,
        row: view::matter_row(t, &theme, found),
        stage: stage.map(|x| x.name.get(t.is_zh()).to_owned()).unwrap_or_default(),
        basis: found.basis.clone(),
        rule: found.when.clone(),
        rule_words: words::rule(t, &theme, &found.when),
        needs: view::needs(t, &theme, found),
        before: view::links(t, &theme, &found.code, true),
        after: view::links(t, &theme, &found.code, false),
        took: took(&req, &s, &found.code).await?,
        reckoned: reckoned(&req, found),
        example: theme.source.example,
        theme: code,
    }))
}

/// Working days from acceptance to decision, pauses included: what a company waited.
async fn took(req: &Req, s: &LandState, code: &str) -> Result<Option<Took>> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let decided = books::decided(&mut conn, &req.ctx.scope()?, code).await?;
    let calendar = crate::calendar::of_zone(&mut conn).await?;
    let days: Vec<f64> = decided
        .iter()
        .filter_map(|m| {
            let day = |d: &Option<String>| d.as_deref()?.parse().ok();
            Some(calendar.count(day(&m.accepted_on)?, day(&m.decided_on)?).days.max(0) as f64)
        })
        .collect();
    let Ok(quantiles) = schedule::Quantiles::from_samples(&days) else { return Ok(None) };
    let at = |p: f64| format!("{:.1}", quantiles.at(p));
    Ok(Some(Took { cases: days.len(), median: at(0.5), late: at(0.8), longest: at(1.0) }))
}

fn reckoned(req: &Req, matter: &MatterType) -> String {
    match duration::of(matter, &[]) {
        Ok((days, basis)) => {
            let (half, most) = (days.processing.at(0.5), days.processing.at(0.8));
            let basis = req.t.s(basis.key());
            req.t.a3("catalogue-reckoned", "basis", basis, "half", format!("{half:.0}"), "most", format!("{most:.0}"))
        }
        Err(_) => String::new(),
    }
}

/// A workbook of this theme.
pub(super) fn workbook(theme: &Theme) -> kernel::Result<Vec<u8>> {
    sheet::write(theme, Vec::new()).map_err(|e: SheetError| Error::internal(e.to_string()))
}

async fn export(req: Req, State(s): State<LandState>, Path(code): Path<String>) -> Result<Response> {
    let version = if asked(&req, "draft") == "1" {
        service::draft(&req.ctx, &s.db, &code).await?
    } else {
        shown(&req, &s, &code).await?.0
    };
    let name = req.t.a2("catalogue-export-file", "name", &version.content.name.zh, "number", version.number);
    let content = version.content;
    let bytes = tokio::task::spawn_blocking(move || workbook(&content)).await.map_err(Error::internal)??;
    Ok(ui::attachment(ui::web::XLSX, "catalogue.xlsx", &name, bytes))
}
