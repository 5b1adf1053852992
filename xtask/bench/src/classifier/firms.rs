//! Names and scopes of a registry in Parquet files, batch by batch.
use crate::Done;
use datafusion::arrow::array::{Array, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Hands over all firms, a few thousand at a time, until told to stop.
pub fn each(registry: &Path, mut take: impl FnMut(&[(String, String)]) -> ControlFlow<()>) -> Done {
    let mut files = Vec::new();
    walk(registry, &mut files)?;
    files.sort();
    for path in files {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&path)?)?;
        let columns = ProjectionMask::columns(builder.parquet_schema(), ["name", "business_scope"]);
        for batch in builder.with_projection(columns).build()? {
            let batch = batch?;
            let column = |name: &str| -> Done<StringArray> {
                let array = batch.column_by_name(name).ok_or_else(|| format!("{} lacks {name}", path.display()))?;
                let array = cast(array, &DataType::Utf8)?;
                Ok(array.as_any().downcast_ref::<StringArray>().ok_or("not a text")?.clone())
            };
            let (names, scopes) = (column("name")?, column("business_scope")?);
            let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
            let firms: Vec<_> =
                names.iter().zip(scopes.iter()).map(|(name, scope)| (text(name), text(scope))).collect();
            if take(&firms).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Done {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "parquet") {
            files.push(path);
        }
    }
    Ok(())
}
