//! The index itself: one writer, many searches, a position in the caller's journal.

use std::fs::{File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::{Field, TantivyDocument};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Term};

use crate::collect::{By, Pick, few, ids};
use crate::compile::{Compiled, compile};
use crate::doc::{Doc, Value};
use crate::error::{Error, Result};
use crate::facets::{Count, Facets, top};
use crate::fold::{compact, cut};
use crate::query::{Hits, Query, Sort};
use crate::schema::{Column, Kind, Layout, Schema};
use crate::sums::Add;
use crate::{syllables, tokens};

pub(crate) const KEYWORD_CHARS_MAX: usize = 500;
pub(crate) const WHOLE_CHARS_MAX: usize = 500;
const SORT_CHARS_MAX: usize = 200;
const KEY_BYTES_MAX: usize = 1_000;
const WRITER_BYTES: usize = 64 * 1024 * 1024;
const SEARCH_THREADS: usize = 2;
/// So many ids may share a fixed number before a walk could miss one: it has 64 bits, so two are rare.
const TWINS: usize = 64;
const SCHEMA_FILE: &str = "schema";
const LOCK_FILE: &str = "lock";
const INDEX_FOLDER: &str = "index";

/// A full-text index of one kind of record. See the crate's first page.
pub struct Index {
    inner: tantivy::Index,
    layout: Layout,
    reader: IndexReader,
    /// None between a failed write and the next one, which begins again from the last commit.
    writer: Mutex<Option<IndexWriter>>,
    /// Held while this process writes; None when another does. In memory there is nothing to lock.
    writable: bool,
    _lock: Option<File>,
    rebuild: AtomicBool,
}

impl Index {
    /// Opens the index of a folder, or one in memory. What cannot be used (another schema, damage) is wiped, and
    /// [`Index::needs_rebuild`] tells. The folder should serve nothing else.
    pub fn open(dir: Option<&Path>, schema: Schema) -> Result<Self> {
        let layout = Layout::new(&schema)?;
        // Loading jieba's dictionary takes a moment: not in somebody's first search.
        std::thread::spawn(|| tokens::words("词典"));
        let Some(dir) = dir else {
            let inner = tantivy::Index::create_in_ram(layout.schema.clone());
            return Self::assemble(inner, layout, None, true);
        };
        std::fs::create_dir_all(dir)?;
        let lock = File::options().create(true).truncate(false).write(true).open(dir.join(LOCK_FILE))?;
        match lock.try_lock() {
            Ok(()) => Self::open_to_write(dir, &schema, layout, lock),
            Err(TryLockError::WouldBlock) => Self::open_to_read(dir, &schema, layout),
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }

    fn open_to_write(dir: &Path, schema: &Schema, layout: Layout, lock: File) -> Result<Self> {
        let (folder, mark) = (dir.join(INDEX_FOLDER), dir.join(SCHEMA_FILE));
        let print = schema.fingerprint();
        if std::fs::read_to_string(&mark).is_ok_and(|m| m == print) {
            let lock = lock.try_clone()?;
            // Damaged files are met with errors or, deep in a decoder, with a panic.
            match catch_unwind(AssertUnwindSafe(|| Self::open_existing(&folder, layout.clone(), Some(lock)))) {
                Ok(Ok(index)) => return Ok(index),
                Ok(Err(e)) => tracing::warn!(error = %e, "search index cannot be opened: building it again"),
                Err(_) => tracing::warn!("search index is damaged: building it again"),
            }
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let inner = tantivy::Index::create_in_dir(&folder, layout.schema.clone())?;
        std::fs::write(&mark, print)?;
        Self::assemble(inner, layout, Some(lock), true)
    }

    fn open_to_read(dir: &Path, schema: &Schema, layout: Layout) -> Result<Self> {
        if !std::fs::read_to_string(dir.join(SCHEMA_FILE)).is_ok_and(|m| m == schema.fingerprint()) {
            return Err(Error::Busy);
        }
        Self::open_existing(&dir.join(INDEX_FOLDER), layout, None)
    }

    fn open_existing(folder: &Path, layout: Layout, lock: Option<File>) -> Result<Self> {
        let inner = tantivy::Index::open(MmapDirectory::open(folder).map_err(Error::storage)?)?;
        if inner.schema() != layout.schema {
            return Err(Error::BadSchema("the folder was written with another schema".to_owned()));
        }
        let writable = lock.is_some();
        Self::assemble(inner, layout, lock, writable)
    }

    fn assemble(mut inner: tantivy::Index, layout: Layout, lock: Option<File>, writable: bool) -> Result<Self> {
        Layout::register(&inner);
        inner.set_multithread_executor(SEARCH_THREADS)?;
        let reload = if writable { ReloadPolicy::Manual } else { ReloadPolicy::OnCommitWithDelay };
        let reader = inner.reader_builder().reload_policy(reload).try_into()?;
        let index = Self {
            inner,
            layout,
            reader,
            writer: Mutex::new(None),
            writable,
            _lock: lock,
            rebuild: AtomicBool::new(false),
        };
        if writable {
            index.write(|_| Ok(()))?;
            index.rebuild.store(index.position().is_none(), Ordering::Relaxed);
        }
        Ok(index)
    }

    /// Nothing usable was found: feed everything from the beginning. Until the first commit.
    pub fn needs_rebuild(&self) -> bool {
        self.rebuild.load(Ordering::Relaxed)
    }

    /// Another process writes; `put`, `delete` and `commit` are refused here.
    pub fn is_read_only(&self) -> bool {
        !self.writable
    }

    /// The position of the last commit, None before the first.
    pub fn position(&self) -> Option<i64> {
        self.inner.load_metas().ok()?.payload?.parse().ok()
    }

    /// How many documents can be found, all zones together.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds documents, replacing those with the same zone and id. Found after [`Index::commit`].
    pub fn put(&self, docs: impl IntoIterator<Item = Doc>) -> Result<()> {
        let built: Vec<(Term, TantivyDocument)> = docs.into_iter().map(|d| self.build(&d)).collect::<Result<_>>()?;
        self.write(|writer| {
            for (key, doc) in built {
                writer.delete_term(key);
                writer.add_document(doc)?;
            }
            Ok(())
        })
    }

    pub fn delete(&self, zone: &str, id: &str) -> Result<()> {
        let key = self.key(zone, id)?;
        self.write(|writer| {
            writer.delete_term(key);
            Ok(())
        })
    }

    /// Forgets everything, as before a full feed.
    pub fn clear(&self) -> Result<()> {
        self.write(|writer| writer.delete_all_documents().map(|_| ()))
    }

    /// Makes the changes durable and visible together with the caller's position.
    pub fn commit(&self, position: i64) -> Result<()> {
        self.write(|writer| {
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&position.to_string());
            commit.commit().map(|_| ())
        })?;
        self.reader.reload()?;
        self.rebuild.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Reads every byte and compares checksums: names of damaged files, none when sound. For an operator's check.
    pub fn damaged_files(&self) -> Result<Vec<String>> {
        let files = self.inner.validate_checksum()?;
        Ok(files.iter().map(|f| f.display().to_string()).collect())
    }

    /// One page.
    pub fn search(&self, query: &Query) -> Result<Hits> {
        let end = query.offset.saturating_add(query.limit);
        if end > crate::PAGE_DEPTH_MAX {
            return Err(Error::TooDeep);
        }
        self.pick(query, query.offset, end)
    }

    /// All ids in the query's order, at most `max`, whatever the page: for exports. About 100 bytes each in memory.
    pub fn ids_all(&self, query: &Query, max: usize) -> Result<Vec<String>> {
        Ok(self.pick(query, 0, max)?.ids)
    }

    /// The ids of all hits, in no order, where at most `most` fit; none where there are more, whatever the query's sort and
    /// page say.
    pub fn few(&self, query: &Query, most: usize) -> Result<Option<Vec<String>>> {
        let searcher = self.reader.searcher();
        let compiled = compile(&self.layout, &searcher, query, false)?;
        let found = few(&searcher, &*compiled.query, most)?;
        Ok(found.map(|rows| ids(&searcher, &rows)).transpose()?)
    }

    /// The next ids behind one in the fixed order (time-ordered uuids by their time, others by a hash), whatever the
    /// query's sort and page say: a walk that meets every hit exactly once, each step as quick as the first, while
    /// documents come and go.
    pub fn walk(&self, query: &Query, behind: Option<&str>, limit: usize) -> Result<Vec<String>> {
        let searcher = self.reader.searcher();
        let compiled = compile(&self.layout, &searcher, query, false)?;
        let from = behind.map_or(0, tie);
        let pick = Pick { by: By::Nothing, keep: limit.saturating_add(TWINS), from };
        let found = ids(&searcher, &searcher.search(&*compiled.query, &pick)?.rows)?;
        let mut found: Vec<(u64, String)> = found.into_iter().map(|id| (tie(&id), id)).collect();
        found.sort();
        let seen = |(number, id): &(u64, String)| behind.is_some_and(|b| (*number, id.as_str()) <= (from, b));
        Ok(found.into_iter().filter(|hit| !seen(hit)).take(limit).map(|(_, id)| id).collect())
    }

    fn pick(&self, query: &Query, skip: usize, keep: usize) -> Result<Hits> {
        let searcher = self.reader.searcher();
        let by_relevance = query.sort == Sort::Relevance;
        let Compiled { query: node, has_text } = compile(&self.layout, &searcher, query, by_relevance)?;
        let by = match &query.sort {
            Sort::Relevance if has_text => By::Score,
            Sort::Relevance => By::Nothing,
            Sort::Field(name, order) => match self.layout.column(name)?.kind {
                Kind::Int => By::Int(name.clone(), *order),
                Kind::SortText => By::Text(name.clone(), *order),
                _ => return Err(Error::Field(name.clone())),
            },
        };
        let pick = Pick { by, keep, from: 0 };
        let (picks, sums) = if query.sums.is_empty() {
            (searcher.search(&*node, &pick)?, Vec::new())
        } else {
            self.all_int(&query.sums)?;
            searcher.search(&*node, &(pick, Add { fields: query.sums.clone() }))?
        };
        let rows = picks.rows.get(skip..).unwrap_or_default();
        Ok(Hits { ids: ids(&searcher, rows)?, total: picks.total, sums })
    }

    fn all_int(&self, fields: &[String]) -> Result<()> {
        for name in fields {
            if self.layout.column(name)?.kind != Kind::Int {
                return Err(Error::Field(name.clone()));
            }
        }
        Ok(())
    }

    /// How many hits of the query have each value of these keyword fields; sort and page do not matter. For numbers
    /// beside a filter leave that filter out of the query.
    pub fn facets(&self, query: &Query, fields: &[&str]) -> Result<Facets> {
        for name in fields {
            if self.layout.column(name)?.kind != Kind::Keyword {
                return Err(Error::Field((*name).to_owned()));
            }
        }
        let searcher = self.reader.searcher();
        let compiled = compile(&self.layout, &searcher, query, false)?;
        let fields: Vec<String> = fields.iter().map(|f| (*f).to_owned()).collect();
        let counts = searcher.search(&*compiled.query, &Count { fields: fields.clone() })?;
        Ok(fields.into_iter().zip(counts.into_iter().map(top)).collect())
    }

    /// After a failed write the writer is dropped, so that nothing half-written is committed by a later call.
    fn write(&self, act: impl FnOnce(&mut IndexWriter) -> tantivy::Result<()>) -> Result<()> {
        if !self.writable {
            return Err(Error::ReadOnly);
        }
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => {
                let writer: IndexWriter = self.inner.writer_with_num_threads(1, WRITER_BYTES)?;
                let mut policy = LogMergePolicy::default();
                policy.set_del_docs_ratio_before_merge(0.3);
                writer.set_merge_policy(Box::new(policy));
                writer
            }
        };
        act(&mut writer)?;
        *slot = Some(writer);
        Ok(())
    }

    fn key(&self, zone: &str, id: &str) -> Result<Term> {
        let plain = |s: &str| !s.is_empty() && !s.contains('\0');
        if !plain(zone) || !plain(id) || zone.len() + id.len() > KEY_BYTES_MAX {
            return Err(Error::BadDoc(format!("zone {:?} and id {:?}", cut(zone, 50), cut(id, 50))));
        }
        Ok(Term::from_field_text(self.layout.key, &format!("{zone}\0{id}")))
    }

    fn build(&self, doc: &Doc) -> Result<(Term, TantivyDocument)> {
        let key = self.key(&doc.zone, &doc.id)?;
        let mut out = TantivyDocument::default();
        out.add_text(self.layout.key, format!("{}\0{}", doc.zone, doc.id));
        out.add_text(self.layout.zone, &doc.zone);
        out.add_text(self.layout.id, &doc.id);
        out.add_u64(self.layout.tie, tie(&doc.id));
        let mut single: Vec<Field> = Vec::new();
        for (name, value) in &doc.values {
            let column = self.layout.column(name)?;
            if matches!(column.kind, Kind::Int | Kind::SortText) {
                if single.contains(&column.main) {
                    continue;
                }
                single.push(column.main);
            }
            add(&mut out, column, value)?;
        }
        Ok((key, out))
    }
}

fn add(out: &mut TantivyDocument, column: &Column, value: &Value) -> Result<()> {
    match (column.kind, value) {
        (Kind::Int, Value::Int(n)) => out.add_i64(column.main, *n),
        (Kind::Text { .. }, Value::Text(text)) => {
            out.add_text(column.main, text);
            if let Some(words) = column.words {
                out.add_text(words, text);
            }
            if let Some(whole) = column.whole {
                out.add_text(whole, cut(&compact(text), WHOLE_CHARS_MAX));
            }
        }
        (Kind::Code { .. }, Value::Text(code)) => out.add_text(column.main, cut(code, WHOLE_CHARS_MAX)),
        (Kind::Pinyin { .. }, Value::Text(name)) => {
            for reading in syllables::readings(cut(name, WHOLE_CHARS_MAX)) {
                out.add_text(column.main, cut(&reading, WHOLE_CHARS_MAX));
            }
        }
        (Kind::Keyword, Value::Text(word)) => out.add_text(column.main, cut(word, KEYWORD_CHARS_MAX)),
        (Kind::SortText, Value::Text(text)) => out.add_text(column.main, cut(text, SORT_CHARS_MAX)),
        _ => return Err(Error::BadDoc(format!("field {:?} has a value of the wrong kind", column.name))),
    }
    Ok(())
}

/// A fixed number per id that orders equal hits: a hash (FNV-1a), and before it the millisecond of a time-ordered
/// uuid (40 bits from 2020 on).
fn tie(id: &str) -> u64 {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    match uuid_time_ms(id).and_then(|ms| ms.checked_sub(1_577_836_800_000)) {
        Some(ms) if ms < 1 << 40 => (ms << 24) | (hash >> 40),
        _ => hash,
    }
}

fn uuid_time_ms(id: &str) -> Option<u64> {
    let (high, rest) = id.split_once('-')?;
    let (low, rest) = rest.split_once('-')?;
    let version_7 = id.len() == 36 && high.len() == 8 && low.len() == 4 && rest.starts_with('7');
    version_7.then(|| u64::from_str_radix(&format!("{high}{low}"), 16).ok()).flatten()
}
