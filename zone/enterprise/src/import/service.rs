//! Commands on imports: receive, match columns, preview, write, undo. Long parts run as jobs.
use super::recognise::{self, Layout};
use super::{Batch, Counts, Outcome, Remembered, State, Unwatched, fields, read, store};
use ::store::{Conn, Db, Tx};
use kernel::id::new_uuid;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where imports live: the database and the folder of uploaded files (deleted once they are read).
#[derive(Clone)]
pub struct Imports {
    pub db: Db,
    pub uploads: PathBuf,
}

/// Parameters of the three jobs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BatchParams {
    pub batch: String,
}

pub const PREVIEW: &str = "enterprise.import_preview";
pub const APPLY: &str = "enterprise.import_apply";
pub const UNDO: &str = "enterprise.import_undo";

#[derive(Clone, Copy)]
enum Step {
    Apply,
    Undo,
}

impl Imports {
    /// Where an upload may be written before it is received.
    pub fn incoming(&self, ctx: &Ctx) -> Result<PathBuf> {
        std::fs::create_dir_all(&self.uploads).map_err(Error::internal)?;
        Ok(self.uploads.join(format!("incoming-{}", new_uuid(ctx))))
    }

    pub(super) fn file(&self, batch: &str) -> PathBuf {
        self.uploads.join(batch)
    }

    /// Takes a file (already on disk, inside the size limit), recognises its columns and, when nothing is left to ask,
    /// begins the preview. The file is moved into the uploads folder.
    pub async fn receive(&self, ctx: &Ctx, file: &Path, name: &str) -> Result<Batch> {
        self.take_in(ctx, file, name, true).await
    }

    /// The same for the command line, which makes the preview itself.
    pub async fn receive_now(&self, ctx: &Ctx, file: &Path, name: &str) -> Result<Batch> {
        self.take_in(ctx, file, name, false).await
    }

    /// A copy of a file that stays the user's own, ready to be received.
    pub fn copy_in(&self, file: &Path) -> std::io::Result<PathBuf> {
        std::fs::create_dir_all(&self.uploads)?;
        let copy = self.uploads.join(format!("incoming-{}", std::process::id()));
        std::fs::copy(file, &copy)?;
        Ok(copy)
    }

    async fn take_in(&self, ctx: &Ctx, file: &Path, name: &str, with_job: bool) -> Result<Batch> {
        ctx.permit::<Batch>(Action::Create, &Relation::zone())?;
        let first = read::first_rows(file, name).await?;
        let mut layout = recognise::layout(&first).ok_or_else(|| Error::invalid("file", "import-no-header"))?;
        let mut tx = self.db.write(&ctx.zone).await?;
        recall(&mut tx, &mut layout).await?;
        let mut batch = new_batch(ctx, name, &layout);
        std::fs::create_dir_all(&self.uploads).map_err(Error::internal)?;
        let target = self.file(&batch.id);
        if std::fs::rename(file, &target).is_err() {
            std::fs::copy(file, &target).map_err(Error::internal)?;
        }
        if recognise::is_complete(&batch.mapping) {
            batch.state = State::Reading;
            if with_job {
                batch.job_id = Some(enqueue(&mut tx, ctx, PREVIEW, &batch.id).await?);
            }
        }
        tx.put(&batch).await?;
        tx.commit(event("import.received", ctx, &batch)).await?;
        Ok(batch)
    }

    /// 改列对应: the user's matching of columns; begins the preview anew.
    pub async fn map(&self, ctx: &Ctx, id: &str, version: i64, mapping: Vec<String>, remember: bool) -> Result<Batch> {
        let mut tx = self.db.write(&ctx.zone).await?;
        let mut batch = for_change(ctx, &mut tx, id, version).await?;
        if !matches!(batch.state, State::Mapping | State::Previewed) || !self.file(id).exists() {
            return Err(Error::conflict("import-state-conflict"));
        }
        check_mapping(&batch, &mapping)?;
        batch.mapping = mapping;
        if remember {
            let id = recognise::header_id(&batch.header);
            tx.put(&Remembered { id, header: batch.header.clone(), mapping: batch.mapping.clone(), version: 1 })
                .await?;
        }
        batch.state = State::Reading;
        batch.counts = Counts::default();
        store::clear_rows(&mut tx, id).await?;
        batch.job_id = Some(enqueue(&mut tx, ctx, PREVIEW, id).await?);
        save(&mut tx, &mut batch).await?;
        tx.commit(event("import.mapped", ctx, &batch)).await?;
        Ok(batch)
    }

    /// 改为跳过 and back: the user's decision for one row.
    pub async fn skip_row(&self, ctx: &Ctx, id: &str, row_no: i64, skip: bool) -> Result<Batch> {
        let mut tx = self.db.write(&ctx.zone).await?;
        let mut batch = store::batch(&mut tx, id).await?;
        ctx.permit::<Batch>(Action::Edit, &Relation::zone())?;
        let mut row = store::row(&mut tx, id, row_no).await?;
        let before = Outcome::parse(&row.outcome).unwrap_or(Outcome::Error);
        if batch.state != State::Previewed || before == Outcome::Error || row.parsed.is_none() {
            return Err(Error::conflict("import-state-conflict"));
        }
        let mark = |r: &FieldError| r.code == "import-skipped-by-user";
        let natural = if row.changes.is_empty() && row.enterprise_id.is_some() {
            Outcome::Skip
        } else if row.enterprise_id.is_some() {
            Outcome::Update
        } else {
            Outcome::Create
        };
        row.reasons.retain(|r| !mark(r));
        let after = if skip { Outcome::Skip } else { natural };
        if skip {
            row.reasons.insert(0, FieldError::new("name", "import-skipped-by-user"));
        }
        shift(&mut batch.counts, before, after);
        after.code().clone_into(&mut row.outcome);
        tx.put(&row).await?;
        save(&mut tx, &mut batch).await?;
        tx.commit(event("import.row_decided", ctx, &batch).with("row", row_no).with("outcome", after.code())).await?;
        Ok(batch)
    }

    /// 放弃: nothing is written; the preview and the file go.
    pub async fn discard(&self, ctx: &Ctx, id: &str, version: i64) -> Result<Batch> {
        let mut tx = self.db.write(&ctx.zone).await?;
        let mut batch = for_change(ctx, &mut tx, id, version).await?;
        if !matches!(batch.state, State::Mapping | State::Reading | State::Previewed) {
            return Err(Error::conflict("import-state-conflict"));
        }
        batch.state = State::Discarded;
        store::clear_rows(&mut tx, id).await?;
        save(&mut tx, &mut batch).await?;
        tx.commit(event("import.discarded", ctx, &batch)).await?;
        let _ = std::fs::remove_file(self.file(id));
        Ok(batch)
    }

    /// 写入: begins the writing of exactly the previewed rows.
    pub async fn apply(&self, ctx: &Ctx, id: &str, version: i64) -> Result<Batch> {
        self.begin(ctx, id, Some(version), Step::Apply, true).await
    }

    /// 撤销: begins to take a written batch back.
    pub async fn undo(&self, ctx: &Ctx, id: &str, version: i64) -> Result<Batch> {
        self.begin(ctx, id, Some(version), Step::Undo, true).await
    }

    /// Writes at once, as the command line does.
    pub async fn apply_now(&self, ctx: &Ctx, id: &str) -> Result<Batch> {
        self.begin(ctx, id, None, Step::Apply, false).await?;
        let done = self.write_all(ctx, id, &Unwatched).await;
        self.explain(ctx, id, done).await
    }

    /// Takes back at once, as the command line does.
    pub async fn undo_now(&self, ctx: &Ctx, id: &str) -> Result<Batch> {
        self.begin(ctx, id, None, Step::Undo, false).await?;
        self.undo_all(ctx, id, &Unwatched).await
    }

    async fn begin(&self, ctx: &Ctx, id: &str, version: Option<i64>, step: Step, with_job: bool) -> Result<Batch> {
        let (from, to, job, kind) = match step {
            Step::Apply => (State::Previewed, State::Applying, APPLY, "import.apply_begun"),
            Step::Undo => (State::Applied, State::Undoing, UNDO, "import.undo_begun"),
        };
        let mut tx = self.db.write(&ctx.zone).await?;
        let seen = store::batch(&mut tx, id).await?.version;
        let mut batch = for_change(ctx, &mut tx, id, version.unwrap_or(seen)).await?;
        if batch.state != from {
            return Err(Error::conflict("import-state-conflict"));
        }
        batch.state = to;
        if with_job {
            batch.job_id = Some(enqueue(&mut tx, ctx, job, id).await?);
        }
        save(&mut tx, &mut batch).await?;
        tx.commit(event(kind, ctx, &batch)).await?;
        Ok(batch)
    }
}

/// Where a matching of these very columns was remembered, it is used.
async fn recall(conn: &mut Conn, layout: &mut Layout) -> Result<()> {
    let id = recognise::header_id(&layout.header);
    if let Some(known) = conn.get::<Remembered>(&[id.as_str().into()]).await?
        && known.mapping.len() == layout.header.len()
    {
        layout.mapping = known.mapping;
    }
    Ok(())
}

fn new_batch(ctx: &Ctx, name: &str, layout: &Layout) -> Batch {
    Batch {
        id: new_uuid(ctx),
        file_name: name.chars().take(200).collect(),
        format: layout.format,
        state: State::Mapping,
        mapping: layout.mapping.clone(),
        header: layout.header.clone(),
        header_rows: i64::try_from(layout.header_rows).unwrap_or(1),
        counts: Counts::default(),
        written: Counts::default(),
        user_id: ctx.actor.user_id.clone(),
        job_id: None,
        problem: None,
        created_us: ctx.now_us(),
        applied_us: None,
        undone_us: None,
        version: 1,
    }
}

fn check_mapping(batch: &Batch, mapping: &[String]) -> Result<()> {
    let known = |k: &String| k.is_empty() || fields::by_key(k).is_some() || fields::figure_of(k).is_some();
    if mapping.len() != batch.header.len() || !mapping.iter().all(known) {
        return Err(Error::invalid("mapping", "import-mapping-unknown"));
    }
    let mut used: Vec<&String> = mapping.iter().filter(|k| !k.is_empty()).collect();
    used.sort();
    if let Some(twice) = used.windows(2).find(|w| w.first() == w.last()).and_then(|w| w.first()) {
        return Err(Error::Invalid(vec![FieldError::new("mapping", "import-mapping-twice").arg("field", twice)]));
    }
    if !mapping.iter().any(|k| k == "name") {
        return Err(Error::invalid("mapping", "import-mapping-name"));
    }
    if !recognise::is_complete(mapping) {
        return Err(Error::invalid("mapping", "import-mapping-unit"));
    }
    Ok(())
}

fn shift(counts: &mut Counts, before: Outcome, after: Outcome) {
    let mut take = Counts::default();
    take.add(before);
    counts.create -= take.create;
    counts.update -= take.update;
    counts.skip -= take.skip;
    counts.error -= take.error;
    counts.add(after);
}

async fn for_change(ctx: &Ctx, tx: &mut Tx, id: &str, version: i64) -> Result<Batch> {
    let batch = store::batch(tx, id).await?;
    ctx.permit::<Batch>(Action::Edit, &Relation::zone())?;
    if batch.version == version { Ok(batch) } else { Err(Error::conflict("import-stale")) }
}

async fn enqueue(tx: &mut Tx, ctx: &Ctx, kind: &str, batch: &str) -> Result<String> {
    Ok(jobs::enqueue(tx, ctx, kind, &BatchParams { batch: batch.to_owned() }).await?.to_string())
}

pub(super) async fn save(tx: &mut Tx, batch: &mut Batch) -> Result<()> {
    batch.version += 1;
    tx.put(batch).await
}

pub(super) fn event(kind: &'static str, ctx: &Ctx, batch: &Batch) -> Event {
    Event::new(kind, ctx)
        .object("import", &batch.id)
        .with("file", batch.file_name.as_str())
        .with("create", batch.counts.create)
        .with("update", batch.counts.update)
}
