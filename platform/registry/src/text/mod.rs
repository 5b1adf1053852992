//! Full text over names and scopes: pairs of characters with their places, so that any run of Chinese characters is
//! found; names count more. It also holds each company whole, so that a list is shown without touching the tables.
mod best;
mod search;

use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, IndexWriter, TantivyDocument};

use crate::company::{Company, Reader, days_of};
use crate::error::{Error, Result};

pub(crate) use search::FullText;

/// Memory of the writer, over all its threads.
const WRITER_BYTES: usize = 256 * 1024 * 1024;
const WRITER_THREADS: usize = 2;

#[derive(Clone, Copy)]
pub(crate) struct Fields {
    id: Field,
    code: Field,
    name: Field,
    scope: Field,
    province: Field,
    city: Field,
    section: Field,
    division: Field,
    group: Field,
    currency: Field,
    size: Field,
    status: Field,
    registered: Field,
    capital: Field,
    insured: Field,
    confidence: Field,
    body: Field,
}

fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let text = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(search_text::PAIRS)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        id: b.add_i64_field("id", INDEXED),
        code: b.add_text_field("code", STRING),
        name: b.add_text_field("name", text()),
        scope: b.add_text_field("scope", text()),
        province: b.add_text_field("province", STRING),
        city: b.add_text_field("city", STRING),
        section: b.add_text_field("section", STRING),
        division: b.add_text_field("division", STRING),
        group: b.add_text_field("group", STRING),
        currency: b.add_text_field("currency", STRING),
        size: b.add_text_field("size", STRING),
        status: b.add_text_field("status", STRING),
        registered: b.add_i64_field("registered", FAST),
        capital: b.add_i64_field("capital", FAST),
        insured: b.add_i64_field("insured", FAST),
        confidence: b.add_f64_field("confidence", FAST),
        body: b.add_bytes_field("body", STORED),
    };
    (b.build(), fields)
}

use ::search::text as search_text;

fn prepared(index: Index) -> Index {
    index.tokenizers().register(search_text::PAIRS, search_text::pairs());
    index
}

fn open(folder: &Path) -> Result<(Index, Fields)> {
    let (schema, fields) = schema();
    let directory = MmapDirectory::open(folder).map_err(|e| Error::Engine(e.to_string()))?;
    let index = prepared(Index::open(directory)?);
    if index.schema() == schema {
        return Ok((index, fields));
    }
    Err(Error::Lake { path: folder.to_owned(), reason: "its full-text index has other fields".to_owned() })
}

/// Adds companies to an index that nobody reads yet.
pub(crate) struct Writer {
    inner: IndexWriter,
    fields: Fields,
}

impl Writer {
    /// A new index in an empty folder.
    pub fn create(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
        let (schema, fields) = schema();
        let index = prepared(Index::create_in_dir(folder, schema)?);
        Ok(Self { inner: index.writer_with_num_threads(WRITER_THREADS, WRITER_BYTES)?, fields })
    }

    /// A new index in an empty folder that begins with what `old` holds. Finished segments never change, so they are
    /// linked, not copied; the old index stays as it is.
    pub fn extend(old: &Path, folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
        for entry in std::fs::read_dir(old).map_err(Error::io(old))? {
            let from = entry.map_err(Error::io(old))?.path();
            let Some(name) = from.file_name() else { continue };
            let to = folder.join(name);
            let json =
                Path::new(name).extension().is_some_and(|e| e == "json") || name.to_string_lossy().starts_with('.');
            if json || std::fs::hard_link(&from, &to).is_err() {
                std::fs::copy(&from, &to).map_err(Error::io(&from))?;
            }
        }
        let (index, fields) = open(folder)?;
        Ok(Self { inner: index.writer_with_num_threads(WRITER_THREADS, WRITER_BYTES)?, fields })
    }

    pub fn add(&self, rows: &Reader<'_>, row: usize) -> Result<()> {
        let company = rows.company(row);
        let body = serde_json::to_vec(&company).map_err(|e| Error::Engine(e.to_string()))?;
        self.inner.add_document(self.document(&company, &body))?;
        Ok(())
    }

    fn document(&self, company: &Company, body: &[u8]) -> TantivyDocument {
        let f = &self.fields;
        let mut doc = TantivyDocument::new();
        doc.add_i64(f.id, company.id);
        doc.add_text(f.name, &company.name);
        doc.add_text(f.scope, &company.scope);
        let currency = company.capital.map(|c| c.currency.to_string()).unwrap_or_default();
        let code = |c: Option<kernel::industry::IndustryCode>| c.map_or("", kernel::industry::IndustryCode::as_str);
        for (field, text) in [
            (f.code, company.credit_code.as_deref().unwrap_or_default()),
            (f.province, &company.province),
            (f.city, &company.city),
            (f.section, code(company.division.map(kernel::industry::IndustryCode::section))),
            (f.division, code(company.division)),
            (f.group, code(company.group)),
            (f.currency, &currency),
            (f.size, &company.size),
            (f.status, &company.status),
        ] {
            if !text.is_empty() {
                doc.add_text(field, text);
            }
        }
        let capital = company.capital.map(|c| c.fen);
        let registered = company.registered_on.map(|d| i64::from(days_of(d)));
        for (field, number) in [(f.registered, registered), (f.capital, capital), (f.insured, company.insured)] {
            if let Some(number) = number {
                doc.add_i64(field, number);
            }
        }
        doc.add_f64(f.confidence, f64::from(company.confidence));
        doc.add_bytes(f.body, body);
        doc
    }

    /// Everything on the disk, merges finished.
    pub fn finish(mut self) -> Result<()> {
        self.inner.commit()?;
        self.inner.wait_merging_threads()?;
        Ok(())
    }
}
