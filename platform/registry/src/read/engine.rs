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
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::functions::string::expr_fn::split_part;
use datafusion::logical_expr::{Expr, JoinType, LogicalPlanBuilder, cast as cast_to, col, lit, when};
use datafusion::prelude::{SessionConfig, SessionContext};

use kernel::industry::IndustryCode;

use super::overlay::Overlay;
use crate::error::{Error, Result};
use crate::lake::rows::{CORRECTED, schema};

/// The table of the files, and what questions see of it.
const STORED: &str = "stored";
const FIRMS: &str = "firms";

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

    /// Makes the table of what questions see: the stored rows with the corrections of users, and the year of listing beside
    /// that of registration.
    pub async fn lay_over(&self, overlay: &Overlay) -> Result<()> {
        let stored = self.context.table(STORED).await?;
        let seen = if overlay.len() == 0 { stored } else { self.corrected(stored, overlay)? };
        let seen = seen.with_column("year_listed", year_listed())?;
        self.context.register_table(FIRMS, seen.into_view())?;
        Ok(())
    }

    fn corrected(&self, stored: DataFrame, overlay: &Overlay) -> Result<DataFrame> {
        let row = |(id, division, group): (i64, IndustryCode, Option<IndustryCode>)| {
            vec![lit(id), lit(division.as_str()), lit(group.map_or("", |g| g.as_str()))]
        };
        // As values in the plan, since a table in this process is nowhere else.
        let values = LogicalPlanBuilder::values(overlay.iter().map(row).collect())?.build()?;
        let named = ["corrected_id", "corrected_division", "corrected_group"];
        let named = named.into_iter().enumerate().map(|(at, name)| col(format!("column{}", at + 1)).alias(name));
        let corrected = DataFrame::new(self.context.state(), values).select(named.collect::<Vec<_>>())?;
        let columns = schema().fields().iter().map(|f| laid_over(f.name())).collect::<Result<Vec<_>>>()?;
        Ok(stored.join(corrected, JoinType::Left, &["id"], &["corrected_id"], None)?.select(columns)?)
    }

    /// All companies.
    pub async fn firms(&self) -> Result<DataFrame> {
        Ok(self.context.table(FIRMS).await?)
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

/// Year of listing, 0 without one: the text's first part, since functions of time are not compiled in.
fn year_listed() -> Expr {
    let text = cast_to(col("listed_on"), DataType::Utf8);
    coalesce(vec![cast_to(split_part(text, lit("-"), lit(1_i64)), DataType::Int32), lit(0)])
}

fn laid_over(column: &str) -> Result<Expr> {
    let instead = match column {
        "division" => col("corrected_division"),
        "industry_group" => col("corrected_group"),
        "confidence" => lit(1_f32),
        "industry_by" => lit(CORRECTED),
        _ => return Ok(col(column)),
    };
    Ok(when(col("corrected_id").is_null(), col(column)).otherwise(instead)?.alias(column))
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
