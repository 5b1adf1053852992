//! 放假安排: which years are known, and the import of a later one; until then dates are 暂定.
use super::holiday;
use super::web::{may_edit, shell};
use crate::LandState;
use crate::fields::{self, Fields};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, FieldError, Resource};
use ui::source::SourceForm;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Catalogue, Action::View);
    let change = Access::Needs(Resource::Catalogue, Action::Edit);
    Routes::new().get("/land/catalogue/holidays", see, list).post("/land/catalogue/holidays", change, import)
}

struct YearRow {
    year: i32,
    working_days: i64,
    /// Imported here, with its document; else shipped.
    document: String,
    imported_on: String,
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/holidays.html")]
struct HolidaysPage {
    page: Shell,
    first: String,
    last: String,
    rows: Vec<YearRow>,
    content: String,
    source: SourceForm,
    errors: Errors,
    may_edit: bool,
}

async fn holidays(
    req: &Req,
    s: &LandState,
    typed: (String, SourceForm),
    refused: &[FieldError],
) -> Result<HolidaysPage> {
    let (calendar, notices) = holiday::list(&req.ctx, &s.db).await?;
    let (first, last) = calendar.years();
    let row = |year: i32| {
        let notice = notices.iter().find(|n| n.year == i64::from(year));
        YearRow {
            year,
            working_days: calendar.in_year(year).map_or(0, |c| c.days),
            document: notice.map(|n| n.source.document.clone()).unwrap_or_default(),
            imported_on: notice.map(|n| n.imported_on.clone()).unwrap_or_default(),
        }
    };
    let rows = (first..=last).rev().map(row).collect();
    Ok(HolidaysPage {
        rows,
        page: shell(req).titled(req.t.s("holiday-title")),
        first: first.to_string(),
        last: last.to_string(),
        content: typed.0,
        source: typed.1,
        errors: Errors::new(req.t, refused),
        may_edit: may_edit(req),
    })
}

async fn list(req: Req, State(s): State<LandState>) -> Result<Html<HolidaysPage>> {
    Ok(Html(holidays(&req, &s, (String::new(), SourceForm::default()), &[]).await?))
}

async fn import(req: Req, State(s): State<LandState>, Form(form): Form<Fields>) -> Result<Response> {
    let source = SourceForm::read(|n| fields::text(&form, n));
    let content = fields::text(&form, "content").replace("\r\n", "\n");
    match holiday::import(&req.ctx, &s.db, &content, source.source()).await {
        Ok((notice, import)) => {
            let flash = Flash::done("holiday-imported").arg("year", notice.year).arg("n", import.changed_days.len());
            Ok(see_other("/land/catalogue/holidays").flash(flash).into_response())
        }
        Err(Error::Invalid(errors)) => {
            let page = holidays(&req, &s, (content, source), &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
