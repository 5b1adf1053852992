//! Parquet: the mapped columns only, each as text.
use std::fs::File;
use std::path::Path;

use datafusion::arrow::array::{Array, ArrayRef, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::record_batch::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Row, Take};
use crate::column::{Columns, Field, Mapping};
use crate::error::{Error, Result};

const BATCH_ROWS: usize = 8_192;

pub(super) fn read(path: &Path, mapping: &Mapping, take: &mut Take<'_>) -> Result<()> {
    let file = File::open(path).map_err(Error::io(path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::parquet(path))?;
    let headings: Vec<String> = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
    let all = Columns::recognise(&headings, mapping, &path.display().to_string())?;
    let wanted: Vec<(usize, Field)> = all.fields.iter().enumerate().filter_map(|(i, f)| Some((i, (*f)?))).collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().map(|(i, _)| *i));
    let columns = Columns { fields: wanted.iter().map(|(_, f)| Some(*f)).collect(), capital_unit: all.capital_unit };
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(Error::parquet(path))?;
    let mut number = 0;
    for batch in reader {
        let batch = batch.map_err(|e| Error::Parquet { path: path.to_owned(), reason: e.to_string() })?;
        let texts = texts(&batch, path)?;
        for row in 0..batch.num_rows() {
            number += 1;
            let cells = texts.iter().map(|t| cell(t, row)).collect();
            if take(&columns, Row::Cells { number, cells, remark: None })?.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn texts(batch: &RecordBatch, path: &Path) -> Result<Vec<StringArray>> {
    let failed = |reason: String| Error::Parquet { path: path.to_owned(), reason };
    let text = |column: &ArrayRef| -> Result<StringArray> {
        let cast = cast(column, &DataType::Utf8).map_err(|e| failed(e.to_string()))?;
        cast.as_any().downcast_ref::<StringArray>().cloned().ok_or_else(|| failed("a column is no text".to_owned()))
    };
    batch.columns().iter().map(text).collect()
}

fn cell(texts: &StringArray, row: usize) -> String {
    if texts.is_null(row) { String::new() } else { texts.value(row).trim().to_owned() }
}
