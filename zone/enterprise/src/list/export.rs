//! 导出: exactly the rows and columns that the list shows, with the field keys of the import in a hidden row, so that
//! a file that comes back unchanged changes nothing.
use super::Filter;
use super::columns::{self, Cell, Facts};
use super::service::{Listed, ask, extent, load};
use crate::EnterpriseState;
use crate::company::{Draft, Enterprise};
use crate::import::export::column as own_column;
use crate::import::{fields, recognise::OWN_MARK};
use crate::search::document::revenue;
use jobs::{JobRun, Jobs};
use kernel::money::Fen;
use kernel::{Action, Ctx, Error, Relation, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sheet::{Column, ColumnKind, Format, SheetError, Writer};
use std::io::Write;
use std::path::PathBuf;
use ui::T;

/// The kind of the job for long lists.
pub const KIND: &str = "enterprise.export";
/// Longer lists are written by a job.
pub const DIRECT_MAX: usize = 5_000;
/// What a sheet can hold, headings apart.
const MOST: usize = 1_000_000;
const BLOCK: usize = 500;

fn failed(error: SheetError) -> Error {
    Error::internal(error.to_string())
}

/// How a column of the file is filled.
enum Fill {
    /// A field of the import, as it writes it.
    Field(&'static str),
    /// The revenue of the year, in yuan, exact.
    Revenue,
    /// As the list shows it; not read back.
    Shown(&'static columns::Column),
}

fn fills(filter: &Filter) -> Vec<Fill> {
    let mut all = vec![Fill::Field("name")];
    let chosen = columns::chosen(&filter.columns);
    if chosen.iter().all(|c| c.key != "credit-code") {
        all.push(Fill::Field("credit_code"));
    }
    for column in chosen {
        match column.key {
            "focus" => all.extend([Fill::Field("focus"), Fill::Shown(column)]),
            "industry" => all.extend([Fill::Field("industry_code"), Fill::Shown(column)]),
            "region" => all.extend([Fill::Field("region_code"), Fill::Shown(column)]),
            "revenue" => all.push(Fill::Revenue),
            "credit-code" => all.push(Fill::Field("credit_code")),
            "insured" => all.push(Fill::Field("insured_count")),
            "founded" => all.push(Fill::Field("founded_on")),
            "checked" => all.push(Fill::Field("checked_on")),
            "group" => all.push(Fill::Field("group_name")),
            key @ ("status" | "size" | "capital" | "tags" | "address") => all.push(Fill::Field(key)),
            _ => all.push(Fill::Shown(column)),
        }
    }
    all
}

fn head(t: T, fill: &Fill, year: i32) -> Column {
    match fill {
        Fill::Field(key) => match fields::by_key(key) {
            Some(field) => own_column(field),
            None => Column::new(*key, ColumnKind::Text),
        },
        Fill::Revenue => Column::new(format!("{year}年营业收入(元)"), ColumnKind::Text)
            .key(format!("{OWN_MARK}figure:revenue:{year}:元")),
        // No key and no name that the import knows: it is read by people only.
        Fill::Shown(column) => {
            Column::new(t.a("export-shown", "name", t.s(format!("column-{}", column.key))), ColumnKind::Text)
        }
    }
}

fn cell(t: T, fill: &Fill, c: &Enterprise, draft: &Draft, listed: &Listed) -> String {
    let figures = listed.figures.get(c.id.as_str()).map_or(&[][..], Vec::as_slice);
    match fill {
        Fill::Field("status") => c.status_text.clone().unwrap_or_else(|| draft.status.clone()),
        Fill::Field(key) => fields::written(draft, key).to_owned(),
        Fill::Revenue => revenue(figures, listed.year).map(|f| Fen(f.value).plain()).unwrap_or_default(),
        Fill::Shown(column) => {
            let listings = listed.listings.get(c.id.as_str()).map_or(&[][..], Vec::as_slice);
            let (taxonomy, thresholds, year) = (&listed.taxonomy, &listed.thresholds[..], listed.year);
            let facts = Facts { company: c, figures, listings, taxonomy, thresholds, year };
            match facts.cell(t, column) {
                Cell::Text(text) | Cell::Number(text, _) | Cell::Focus(_, text) | Cell::Status(_, text) => text,
                Cell::Marks(awaiting, tags) => {
                    awaiting.into_iter().map(|(_, full)| full).chain(tags).collect::<Vec<_>>().join("，")
                }
                Cell::Code(code) => code.unwrap_or_default(),
            }
        }
    }
}

/// The ids of everything that the filter shows, in its order.
pub async fn ids(ctx: &Ctx, s: &EnterpriseState, filter: &Filter) -> Result<Vec<String>> {
    ctx.permit::<Enterprise>(Action::Export, &Relation::zone())?;
    let index = s.search.fresh(&ctx.zone).await?;
    let question = filter.question(ctx.zone.as_str(), &extent(ctx)?);
    let found = ask(&index, move |i| i.ids_all(&question, MOST + 1)).await?;
    if found.len() > MOST { Err(Error::limit("export-too-long", MOST)) } else { Ok(found) }
}

/// Writes the table; `step` hears how many rows are done and may stop it.
pub async fn write<W: Write + Send + 'static>(
    ctx: &Ctx,
    s: &EnterpriseState,
    filter: &Filter,
    ids: &[String],
    out: W,
    step: impl Fn(usize) -> Result<()>,
) -> Result<W> {
    let t = T::new(ctx.locale);
    let fills = fills(filter);
    let mut conn = s.db.read(&ctx.zone).await?;
    let year = crate::figure::service::reference_year(ctx, &mut conn).await?;
    drop(conn);
    let heads = fills.iter().map(|f| head(t, f, year)).collect();
    let mut writer = Writer::new(Format::Xlsx, out, &t.s("enterprise-title"), heads).map_err(failed)?;
    for (i, block) in ids.chunks(BLOCK).enumerate() {
        step(i * BLOCK)?;
        let mut conn = s.db.read(&ctx.zone).await?;
        let listed = load(ctx, &mut conn, block).await?;
        drop(conn);
        let row = |c: &Enterprise| {
            let draft = Draft::of(c);
            fills.iter().map(|f| cell(t, f, c, &draft, &listed)).collect::<Vec<_>>()
        };
        let rows: Vec<Vec<String>> = listed.companies.iter().map(row).collect();
        let written = tokio::task::spawn_blocking(move || {
            rows.iter().try_for_each(|r| writer.row(r)).map(|()| writer).map_err(failed)
        });
        writer = written.await.map_err(Error::internal)??;
    }
    step(ids.len())?;
    tokio::task::spawn_blocking(move || writer.finish().map_err(failed)).await.map_err(Error::internal)?
}

#[derive(Serialize, Deserialize)]
pub(super) struct Params {
    pub query: String,
}

/// The file of a finished job; it stands in the installation's own folder under the job's id.
pub fn file(s: &EnterpriseState, job: &str) -> PathBuf {
    s.files.join("exports").join(format!("{job}.xlsx"))
}

/// Names the handler of the export job.
pub fn register(jobs: &Jobs, s: &EnterpriseState) {
    let s = s.clone();
    jobs.register_resumable(KIND, move |run| {
        let s = s.clone();
        async move { export(run, s).await }
    });
}

async fn export(run: JobRun, s: EnterpriseState) -> Result<serde_json::Value> {
    let params: Params = run.params()?;
    let filter = Filter::parse(&params.query);
    let ids = ids(&run.ctx, &s, &filter).await?;
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let path = file(&s, run.id.as_str());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::internal)?;
    }
    let out = std::io::BufWriter::new(std::fs::File::create(&path).map_err(Error::internal)?);
    let step = |n: usize| {
        run.progress(i64::try_from(n).unwrap_or(0), total);
        run.check()
    };
    match write(&run.ctx, &s, &filter, &ids, out, step).await {
        Ok(mut out) => out.flush().map_err(Error::internal)?,
        Err(error) => {
            // Half a file is of no use to anybody.
            let _ = std::fs::remove_file(&path);
            return Err(error);
        }
    }
    Ok(json!({ "rows": ids.len() }))
}
