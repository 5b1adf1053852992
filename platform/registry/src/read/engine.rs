//! DataFusion over the files of a lake.
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::array::{Array, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::prelude::{SessionConfig, SessionContext};

use kernel::industry::IndustryCode;

use super::overlay::Overlay;
use crate::error::{Error, Result};
use crate::lake::rows::{CORRECTED, schema};

/// The table of the files; `firms` is what questions see.
const STORED: &str = "stored";
/// Year of listing, 0 without one: the text's first part, since functions of time are not compiled in.
const YEAR_LISTED: &str = "coalesce(CAST(split_part(CAST(listed_on AS VARCHAR), '-', 1) AS INT), 0) AS year_listed";

pub(super) struct Engine {
    context: SessionContext,
}

impl Engine {
    pub fn local(parts: &[PathBuf]) -> Result<Self> {
        Self::over(SessionContext::new_with_config(settings()), parts)
    }

    /// The same on a cluster: what is asked is planned here and reckoned there. A lake without rows is asked here.
    #[cfg(feature = "dist")]
    pub async fn on(cluster: &str, parts: &[PathBuf]) -> Result<Self> {
        use ballista::extension::SessionContextExt;
        use datafusion::execution::SessionStateBuilder;
        crate::cluster::ready(cluster).await?;
        if parts.is_empty() {
            return Self::local(parts);
        }
        let state = SessionStateBuilder::new().with_config(settings()).with_default_features().build();
        Self::over(SessionContext::remote_with_state(&format!("df://{cluster}"), state).await?, parts)
    }

    fn over(context: SessionContext, parts: &[PathBuf]) -> Result<Self> {
        if parts.is_empty() {
            let empty = MemTable::try_new(schema(), vec![vec![]])?;
            context.register_table(STORED, Arc::new(empty))?;
            return Ok(Self { context });
        }
        let url = |p: &PathBuf| {
            let path = std::path::absolute(p).map_err(Error::io(p))?;
            Ok(ListingTableUrl::parse(path.to_string_lossy())?)
        };
        let urls = parts.iter().map(url).collect::<Result<Vec<_>>>()?;
        let format = ParquetFormat::default().with_options(context.copied_table_options().parquet);
        let options = ListingOptions::new(Arc::new(format)).with_file_extension(".parquet");
        let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(viewed());
        context.register_table(STORED, Arc::new(ListingTable::try_new(config)?))?;
        Ok(Self { context })
    }

    /// Makes `firms`: the stored rows with the corrections of users, and the year of listing beside that of registration.
    pub async fn lay_over(&self, overlay: &Overlay) -> Result<()> {
        let statement = if overlay.len() == 0 {
            format!("CREATE VIEW firms AS SELECT *, {YEAR_LISTED} FROM {STORED}")
        } else {
            // As values in the statement, since a table in this process is nowhere else.
            let row = |(id, division, group): (i64, IndustryCode, Option<IndustryCode>)| {
                format!("({id}, '{division}', '{}')", group.map_or("", IndustryCode::as_str))
            };
            let rows = overlay.iter().map(row).collect::<Vec<_>>().join(", ");
            let columns = schema().fields().iter().map(|f| laid_over(f.name())).collect::<Vec<_>>().join(", ");
            format!(
                "CREATE VIEW firms AS SELECT {columns}, {YEAR_LISTED} FROM {STORED} LEFT JOIN (VALUES {rows}) \
                 AS corrected(corrected_id, corrected_division, corrected_group) ON id = corrected_id"
            )
        };
        self.context.sql(&statement).await?.collect().await?;
        Ok(())
    }

    pub async fn frame(&self, sql: &str) -> Result<DataFrame> {
        Ok(self.context.sql(sql).await?)
    }

    pub fn context(&self) -> &SessionContext {
        &self.context
    }

    /// The answer to a statement, each batch as it comes.
    pub async fn ask(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        Ok(self.frame(sql).await?.collect().await?)
    }
}

fn settings() -> SessionConfig {
    let mut config = SessionConfig::new().with_collect_statistics(true);
    // Rows are told apart by narrow columns before the wide ones are read.
    config.options_mut().execution.parquet.pushdown_filters = true;
    config.options_mut().execution.parquet.reorder_filters = true;
    config
}

/// The lake's schema as the engine reads it: texts as views, which are compared and passed on without copying.
fn viewed() -> SchemaRef {
    let stored = schema();
    let fields = stored.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 => Field::new(field.name(), DataType::Utf8View, field.is_nullable()),
        other => Field::new(field.name(), other.clone(), field.is_nullable()),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn laid_over(column: &str) -> String {
    let instead = match column {
        "division" => "corrected_division".to_owned(),
        "industry_group" => "corrected_group".to_owned(),
        "confidence" => "CAST(1 AS FLOAT)".to_owned(),
        "industry_by" => format!("'{CORRECTED}'"),
        _ => return column.to_owned(),
    };
    format!("CASE WHEN corrected_id IS NULL THEN {column} ELSE {instead} END AS {column}")
}

/// A column of an answer as text, whatever way the engine keeps it.
pub(super) fn texts(batch: &RecordBatch, name: &str) -> Result<StringArray> {
    let column = batch.column_by_name(name).ok_or_else(|| Error::Engine(format!("no column {name}")))?;
    let text = cast(column, &DataType::Utf8)?;
    text.as_any().downcast_ref::<StringArray>().cloned().ok_or_else(|| Error::Engine(format!("{name} is no text")))
}

/// A column of an answer as whole numbers.
pub(super) fn numbers(batch: &RecordBatch, name: &str) -> Result<Int64Array> {
    let column = batch.column_by_name(name).ok_or_else(|| Error::Engine(format!("no column {name}")))?;
    let number = cast(column, &DataType::Int64)?;
    number.as_any().downcast_ref::<Int64Array>().cloned().ok_or_else(|| Error::Engine(format!("{name} is no number")))
}
