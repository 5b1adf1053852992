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

use super::overlay::Overlay;
use crate::error::{Error, Result};
use crate::lake::rows::{CORRECTED, schema};

/// The table of the files; `firms` is what questions see.
const STORED: &str = "stored";

pub(super) struct Engine {
    context: SessionContext,
}

impl Engine {
    pub fn local(parts: &[PathBuf]) -> Result<Self> {
        let mut config = SessionConfig::new().with_collect_statistics(true);
        // Rows are told apart by narrow columns before the wide ones are read.
        config.options_mut().execution.parquet.pushdown_filters = true;
        config.options_mut().execution.parquet.reorder_filters = true;
        Self::over(SessionContext::new_with_config(config), parts)
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

    /// Makes `firms`: the stored rows with the corrections of users.
    pub async fn lay_over(&self, overlay: &Overlay) -> Result<()> {
        let statement = if overlay.len() == 0 {
            format!("CREATE VIEW firms AS SELECT * FROM {STORED}")
        } else {
            let text = |name| Field::new(name, DataType::Utf8, false);
            let own = Arc::new(Schema::new(vec![
                Field::new("corrected_id", DataType::Int64, false),
                text("corrected_division"),
                text("corrected_group"),
            ]));
            let ids = Int64Array::from_iter_values(overlay.iter().map(|(id, ..)| id));
            let divisions = StringArray::from_iter_values(overlay.iter().map(|(_, d, _)| d.as_str()));
            let groups = StringArray::from_iter_values(overlay.iter().map(|(.., g)| g.map_or("", |g| g.as_str())));
            let batch = RecordBatch::try_new(own.clone(), vec![Arc::new(ids), Arc::new(divisions), Arc::new(groups)])?;
            self.context.register_table("corrected", Arc::new(MemTable::try_new(own, vec![vec![batch]])?))?;
            let columns = schema().fields().iter().map(|f| laid_over(f.name())).collect::<Vec<_>>().join(", ");
            format!("CREATE VIEW firms AS SELECT {columns} FROM {STORED} LEFT JOIN corrected ON id = corrected_id")
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
