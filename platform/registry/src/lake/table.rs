//! Parquet files of the lake, written in row groups that keep memory bounded however large the input.
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use datafusion::arrow::array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::rows::schema;
use crate::error::{Error, Result};

/// What all open writers together may hold before the fullest one writes its row group.
const BUFFERED_BYTES_MAX: usize = 96 * 1024 * 1024;

pub(crate) fn properties(level: i32, rows: usize) -> Result<WriterProperties> {
    let level = ZstdLevel::try_new(level).map_err(|e| Error::Engine(e.to_string()))?;
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(rows))
        .build())
}

/// Rows of the first pass, one file per year.
pub(crate) struct Staging {
    folder: PathBuf,
    open: BTreeMap<i32, ArrowWriter<File>>,
    properties: WriterProperties,
}

impl Staging {
    pub fn new(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
        Ok(Self { folder: folder.to_owned(), open: BTreeMap::new(), properties: properties(1, 65_536)? })
    }

    pub fn write(&mut self, year: i32, batch: &RecordBatch) -> Result<()> {
        let path = self.folder.join(format!("{year}.parquet"));
        if !self.open.contains_key(&year) {
            let file = File::create(&path).map_err(Error::io(&path))?;
            let writer = ArrowWriter::try_new(file, schema(), Some(self.properties.clone()));
            self.open.insert(year, writer.map_err(Error::parquet(&path))?);
        }
        if let Some(writer) = self.open.get_mut(&year) {
            writer.write(batch).map_err(Error::parquet(&path))?;
        }
        if self.open.values().map(ArrowWriter::memory_size).sum::<usize>() > BUFFERED_BYTES_MAX
            && let Some(fullest) = self.open.values_mut().max_by_key(|w| w.memory_size())
        {
            fullest.flush().map_err(Error::parquet(&path))?;
        }
        Ok(())
    }

    /// Closes all files; returns them by year.
    pub fn finish(self) -> Result<Vec<(i32, PathBuf)>> {
        let folder = self.folder;
        let close = |(year, writer): (i32, ArrowWriter<File>)| {
            let path = folder.join(format!("{year}.parquet"));
            writer.close().map_err(Error::parquet(&path))?;
            Ok((year, path))
        };
        self.open.into_iter().map(close).collect()
    }
}

/// Writes one file of the lake and makes sure of the disk.
pub(crate) fn write_part(path: &Path, batch: &RecordBatch) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
    }
    let file = File::create(path).map_err(Error::io(path))?;
    let mut writer =
        ArrowWriter::try_new(file, schema(), Some(properties(3, 65_536)?)).map_err(Error::parquet(path))?;
    writer.write(batch).map_err(Error::parquet(path))?;
    let file = writer.into_inner().map_err(Error::parquet(path))?;
    file.sync_all().map_err(Error::io(path))
}

/// Reads a file of ours in batches of `rows`, only `columns` where they are named.
pub(crate) fn read_part(path: &Path, rows: usize, columns: Option<&[&str]>) -> Result<ParquetRecordBatchReader> {
    let file = File::open(path).map_err(Error::io(path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::parquet(path))?;
    let mask = match columns {
        Some(names) => parquet::arrow::ProjectionMask::columns(builder.parquet_schema(), names.iter().copied()),
        None => parquet::arrow::ProjectionMask::all(),
    };
    builder.with_projection(mask).with_batch_size(rows).build().map_err(Error::parquet(path))
}
