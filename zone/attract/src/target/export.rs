//! 导出: the ranking as the page shows it, with probabilities, reasons and what it stands on; and the companies below.
use super::rules::Scored;
use super::web::{self, Asked, Values, selected};
use super::{Standing, TargetState, web_basis, words};
use crate::lead::view::Words;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use sheet::{Column, ColumnKind, Format, SheetError, Writer};
use ui::{Access, Req, Result, Routes, T};

pub fn routes() -> Routes<TargetState> {
    let take = Access::Needs(Resource::Target, Action::Export);
    Routes::new().get("/attract/targets/export.xlsx", take, download)
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn failed(error: SheetError) -> Error {
    Error::internal(error.to_string())
}

fn columns(t: T) -> Vec<Column> {
    let text = |key: &str, width| Column::new(t.s(key), ColumnKind::Text).width(width);
    let number = |key: &str| Column::new(t.s(key), ColumnKind::Number);
    vec![
        number("target-place"),
        text("target-code", 8.0),
        text("target-industry", 28.0),
        text("target-task", 12.0),
        text("target-focus", 18.0),
        number("target-probability-percent"),
        number("target-expected"),
        number("target-feasibility"),
        number("target-attractiveness"),
        number("target-combined"),
        number("target-firms"),
        text("target-pros", 60.0),
        text("target-cons", 60.0),
        text("target-lacks", 60.0),
        number("target-companies"),
    ]
}

fn cells(w: &Words, (findings, books): web::Known<'_>, one: &Scored<'_>, n: usize) -> Vec<String> {
    let (i, t) = (one.industry, w.t);
    let said = words::of_industry(t, findings, books, i, &web::focus_name(w, i));
    let plain = |v: f64| format!("{v:.1}");
    vec![
        n.to_string(),
        i.code.clone(),
        words::industry_name(t, &i.code),
        t.s(format!("target-task-{}", i.task.code())),
        web::fit_word(t, w, i),
        format!("{:.2}", i.probability * 100.0),
        if i.expected > 0.0 { plain(i.expected) } else { String::new() },
        plain(one.score.feasibility),
        one.score.attractiveness.map(plain).unwrap_or_default(),
        plain(one.score.combined),
        i.firms.to_string(),
        said.pros.join("\n"),
        said.cons.join("\n"),
        said.lacks.join("\n"),
        i.prospects.len().to_string(),
    ]
}

async fn download(req: Req, State(s): State<TargetState>, Query(values): Query<Values>) -> Result<Response> {
    let findings = match s.engine.findings(&req.ctx).await? {
        Standing::Ready(findings) => findings,
        _ => return Err(Error::conflict("target-not-ready").into()),
    };
    let w = web::the_words(&req, &s, Vec::new()).await?;
    let books = s.engine.books(&req.ctx).await?;
    let t = req.t;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (n, one) in selected(&findings, &Asked::of(&values)).iter().enumerate() {
        rows.push(cells(&w, (&findings, &books), one, n + 1));
    }
    // The last lines say what the figures stand on, so that the file does not travel without it.
    let basis = web_basis::basis(t, &findings);
    rows.push(Vec::new());
    let notes = [basis.data, basis.method, basis.thin, basis.unknown, t.s("target-chain-source")]
        .into_iter()
        .chain(basis.tests);
    rows.extend(notes.filter(|n| !n.is_empty()).map(|n| vec![String::new(), String::new(), n]));
    let written = tokio::task::spawn_blocking(move || {
        let mut writer = Writer::new(Format::Xlsx, Vec::new(), &t.s("target-title"), columns(t))?;
        rows.iter().try_for_each(|row| writer.row(row))?;
        writer.finish()
    });
    let bytes = written.await.map_err(Error::internal)?.map_err(failed)?;
    let name = format!("attachment; filename=\"targets-{}.xlsx\"", req.ctx.today());
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
