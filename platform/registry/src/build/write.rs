//! Second pass: year by year the rows get their industries, and go sorted by place into the tables and the full text.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use classifier::{Classifier, Corrected, Corrections, Firm, Verdict};
use datafusion::arrow::array::{ArrayRef, Float32Array, RecordBatch, StringArray};
use datafusion::arrow::compute::{SortColumn, concat_batches, lexsort_to_indices, take_record_batch};

use super::leftovers::TABLES;
use super::read::share;
use super::{Progress, Step, Watch};
use crate::company::Reader;
use crate::error::{Error, Result};
use crate::lake::manifest::{Manifest, Part};
use crate::lake::rows::{CLASSIFIED, CORRECTED, GIVEN, schema};
use crate::lake::table::{read_part, write_part};
use crate::text;

/// Rows of one file of the lake; they are in memory together.
const RUN_ROWS: usize = 65_536;
const READ_ROWS: usize = 8_192;

pub(super) struct Sources<'a> {
    pub lake: &'a Path,
    pub old_index: Option<&'a Path>,
    pub classifier: Classifier,
    pub corrections: Corrections,
}

pub(super) fn write(
    sources: &Sources<'_>,
    manifest: &mut Manifest,
    years: &[(i32, PathBuf)],
    rows: u64,
    watch: &dyn Watch,
) -> Result<()> {
    let folder = sources.lake.join(&manifest.index);
    let index = match sources.old_index {
        Some(old) => text::Writer::extend(old, &folder)?,
        None => text::Writer::create(&folder)?,
    };
    let mut done = 0;
    for (year, staged) in years {
        let mut run = Vec::new();
        let mut number = 0;
        for batch in read_part(staged, READ_ROWS, None)? {
            run.push(batch?);
            if run.iter().map(RecordBatch::num_rows).sum::<usize>() + READ_ROWS > RUN_ROWS {
                done += put(sources, manifest, &index, *year, number, &std::mem::take(&mut run))?;
                number += 1;
                pace(done, rows, watch)?;
            }
        }
        if !run.is_empty() {
            done += put(sources, manifest, &index, *year, number, &run)?;
        }
        pace(done, rows, watch)?;
    }
    manifest.rows += done;
    index.finish()
}

fn pace(done: u64, all: u64, watch: &dyn Watch) -> Result<()> {
    watch.progress(Progress { step: Step::Writing, rows: done, share: share(done, all) });
    if watch.cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}

/// Writes one file of the lake and its companies into the full text, both at once.
fn put(
    sources: &Sources<'_>,
    manifest: &mut Manifest,
    index: &text::Writer,
    year: i32,
    number: usize,
    run: &[RecordBatch],
) -> Result<u64> {
    let batch = with_industries(sources, &sorted(&concat_batches(&schema(), run)?)?)?;
    let path = format!("{TABLES}/year={year}/part-{:06}-{number:04}.parquet", manifest.generation);
    let file = sources.lake.join(&path);
    std::thread::scope(|scope| {
        let table = scope.spawn(|| write_part(&file, &batch));
        let added = add(index, &batch);
        let table = table.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        table.and(added)
    })?;
    let rows = batch.num_rows() as u64;
    manifest.parts.push(Part { path, year, rows });
    Ok(rows)
}

/// Individual businesses are counted but never shown, so they are not in the full text.
fn add(index: &text::Writer, batch: &RecordBatch) -> Result<()> {
    let rows = Reader::new(batch);
    (0..batch.num_rows()).filter(|row| !rows.flag("individual", *row)).try_for_each(|row| index.add(&rows, row))
}

/// By province and city, so that a question about one place reads few pages.
fn sorted(batch: &RecordBatch) -> Result<RecordBatch> {
    let columns = ["province", "city"].iter().filter_map(|name| batch.column_by_name(name));
    let columns: Vec<_> = columns.map(|c| SortColumn { values: c.clone(), options: None }).collect();
    Ok(take_record_batch(batch, &lexsort_to_indices(&columns, None)?)?)
}

fn with_industries(sources: &Sources<'_>, batch: &RecordBatch) -> Result<RecordBatch> {
    let rows = Reader::new(batch);
    let count = batch.num_rows();
    let firms: Vec<Firm<'_>> =
        (0..count).map(|row| Firm { name: rows.text("name", row), scope: rows.text("scope", row) }).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let verdicts = sources.classifier.classify_all(&firms, threads);
    let all = verdicts.into_iter().zip(&firms).enumerate().map(|(row, (verdict, firm))| {
        let code = Some(rows.text("credit_code", row)).filter(|c| !c.is_empty());
        match sources.corrections.find(code, firm.name) {
            Some(by_person) => corrected(by_person, &verdict),
            None if rows.text("industry_by", row) == GIVEN => given(&rows, row, &verdict),
            None => classified(&verdict),
        }
    });
    let all: Vec<Industry> = all.collect();
    let text = |of: fn(&Industry) -> &str| Arc::new(StringArray::from_iter_values(all.iter().map(of))) as ArrayRef;
    let confidence = Arc::new(Float32Array::from_iter_values(all.iter().map(|i| i.confidence))) as ArrayRef;
    let schema = schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, old)| match field.name().as_str() {
        "division" => text(|i| &i.division),
        "industry_group" => text(|i| &i.group),
        "confidence" => confidence.clone(),
        "industry_by" => text(|i| i.by),
        _ => old.clone(),
    });
    let columns: Vec<ArrayRef> = columns.collect();
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}

struct Industry {
    division: String,
    group: String,
    confidence: f32,
    by: &'static str,
}

fn classified(verdict: &Verdict) -> Industry {
    let Some(best) = verdict.divisions.first() else {
        return Industry { division: String::new(), group: String::new(), confidence: 0.0, by: "" };
    };
    // The likeliest group may lie in the second division: a row's two levels never contradict each other.
    let group = verdict.groups.iter().find(|g| g.code.division() == best.code);
    Industry {
        division: best.code.to_string(),
        group: group.map(|g| g.code.to_string()).unwrap_or_default(),
        confidence: best.confidence,
        by: CLASSIFIED,
    }
}

fn corrected(by_person: Corrected, verdict: &Verdict) -> Industry {
    let (division, group) = match by_person {
        Corrected::Group(group) => (group.division(), Some(group)),
        Corrected::Division(d) => (d, verdict.groups.iter().map(|g| g.code).find(|g| g.division() == d)),
    };
    let group = group.map(|g| g.to_string()).unwrap_or_default();
    Industry { division: division.to_string(), group, confidence: 1.0, by: CORRECTED }
}

/// A source that names the division only gets its group from the classifier, where that agrees.
fn given(rows: &Reader<'_>, row: usize, verdict: &Verdict) -> Industry {
    let division = rows.text("division", row).to_owned();
    let mut group = rows.text("industry_group", row).to_owned();
    if group.is_empty() {
        let fits = verdict.groups.iter().map(|g| g.code).find(|g| g.division().to_string() == division);
        group = fits.map(|g| g.to_string()).unwrap_or_default();
    }
    Industry { division, group, confidence: 1.0, by: GIVEN }
}
