//! Files out: the empty template, and the rows of a batch that could not be written, with the reason beside each.
use super::recognise::OWN_MARK;
use super::service::Imports;
use super::{Outcome, fields, store};
use kernel::{Ctx, Error, Result};
use sheet::{Column, ColumnKind, Format, SheetError, Writer};
use ui::T;

fn failed(error: SheetError) -> Error {
    Error::internal(error.to_string())
}

/// A column of our own files: Chinese heading, field key in the hidden row.
pub fn column(field: &fields::Field) -> Column {
    Column::new(field.zh, ColumnKind::Text).key(format!("{OWN_MARK}{}", field.key))
}

/// Fields that our own template offers; the others are read where they come.
pub fn template_fields() -> impl Iterator<Item = &'static fields::Field> {
    let elsewhere = [
        "organisation_code",
        "taxpayer_no",
        "more_phones",
        "more_emails",
        "file_name",
        "industry_section",
        "industry_division",
        "industry_group",
        "industry_class",
    ];
    fields::ALL.iter().filter(move |f| !elsewhere.contains(&f.key))
}

/// The empty template.
pub fn template() -> Result<Vec<u8>> {
    let columns = template_fields().map(column).collect();
    let writer = Writer::new(Format::Xlsx, Vec::new(), "企业", columns).map_err(failed)?;
    writer.finish().map_err(failed)
}

/// Error rows of a batch as they came, the reasons first.
pub async fn error_rows(imports: &Imports, ctx: &Ctx, t: T, batch: &str) -> Result<Vec<u8>> {
    let mut conn = imports.db.read(&ctx.zone).await?;
    let found = store::batch(&mut conn, batch).await?;
    let heads = [t.s("import-row"), t.s("import-why")].into_iter().chain(found.header.iter().cloned());
    let columns = heads.map(|h| Column::new(h, ColumnKind::Text)).collect();
    let mut writer = Writer::new(Format::Xlsx, Vec::new(), "errors", columns).map_err(failed)?;
    let mut after = 0;
    loop {
        let rows = store::rows(&mut conn, batch, Some(Outcome::Error), after, 1_000).await?;
        let Some(last) = rows.last() else { break };
        after = last.row_no;
        for row in &rows {
            let why: Vec<String> = row.reasons.iter().map(|r| t.field_error(r)).collect();
            let cells: Vec<String> =
                [row.row_no.to_string(), why.join(" ")].into_iter().chain(row.raw.iter().cloned()).collect();
            writer.row(&cells).map_err(failed)?;
        }
    }
    writer.finish().map_err(failed)
}
