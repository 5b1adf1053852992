//! The long parts of an import: reading and deciding every row, writing, taking back. They run as jobs, or at once on
//! the command line.
use super::plan::{self, FileRow, Seen};
use super::service::{APPLY, BatchParams, Imports, PREVIEW, UNDO, event, save};
use super::{Batch, Counts, Outcome, Pace, State, Unwatched, apply, read, store, undo};
use kernel::{Ctx, Error, FieldError, Result};

/// Rows decided at a time.
const BLOCK: usize = 500;

impl Imports {
    /// Registers the jobs with their runner.
    pub fn register(&self, jobs: &jobs::Jobs) {
        let mine = self.clone();
        jobs.register_resumable(PREVIEW, move |run| {
            let mine = mine.clone();
            async move { mine.preview_job(run).await }
        });
        let mine = self.clone();
        jobs.register_resumable(APPLY, move |run| {
            let mine = mine.clone();
            async move { mine.apply_job(run).await }
        });
        let mine = self.clone();
        jobs.register_resumable(UNDO, move |run| {
            let mine = mine.clone();
            async move { mine.undo_job(run).await }
        });
    }

    async fn preview_job(&self, run: jobs::JobRun) -> Result<serde_json::Value> {
        let BatchParams { batch } = run.params()?;
        let done = self.preview(&run.ctx, &batch, &run).await;
        self.settle(&run.ctx, &batch, done).await
    }

    async fn apply_job(&self, run: jobs::JobRun) -> Result<serde_json::Value> {
        let BatchParams { batch } = run.params()?;
        let done = self.write_all(&run.ctx, &batch, &run).await;
        self.settle(&run.ctx, &batch, done).await
    }

    async fn undo_job(&self, run: jobs::JobRun) -> Result<serde_json::Value> {
        let BatchParams { batch } = run.params()?;
        let done = self.undo_all(&run.ctx, &batch, &run).await;
        self.settle(&run.ctx, &batch, done).await
    }

    /// A job's end: a problem that the user can understand is kept with the batch; other errors fail the job.
    async fn settle(&self, ctx: &Ctx, id: &str, done: Result<Batch>) -> Result<serde_json::Value> {
        let batch = self.explain(ctx, id, done).await?;
        serde_json::to_value(batch.counts).map_err(Error::internal)
    }

    pub(super) async fn explain(&self, ctx: &Ctx, id: &str, done: Result<Batch>) -> Result<Batch> {
        match done {
            Ok(batch) => Ok(batch),
            Err(error @ (Error::Unavailable(_) | Error::Internal(_))) => Err(error),
            Err(error) => {
                let mut problem = FieldError::new("file", error.code());
                problem.args = error.args().to_vec();
                self.refuse(ctx, id, problem).await?;
                Err(error)
            }
        }
    }

    async fn refuse(&self, ctx: &Ctx, id: &str, problem: FieldError) -> Result<()> {
        let mut tx = self.db.write(&ctx.zone).await?;
        let mut batch = store::batch(&mut tx, id).await?;
        if matches!(batch.state, State::Reading | State::Applying) {
            batch.state = State::Refused;
            batch.problem = Some(problem);
            save(&mut tx, &mut batch).await?;
            tx.commit(event("import.refused", ctx, &batch)).await?;
        }
        Ok(())
    }

    /// Reads the file and decides every row; nothing of the books changes.
    pub async fn preview(&self, ctx: &Ctx, id: &str, pace: &impl Pace) -> Result<Batch> {
        let mut batch = store::batch(&mut self.db.read(&ctx.zone).await?, id).await?;
        self.clear(ctx, id).await?;
        let mut rows = read::stream(&self.file(id), &batch.file_name, batch.header_rows);
        let mut seen = Seen::default();
        let mut counts = Counts::default();
        let mut block: Vec<FileRow> = Vec::with_capacity(BLOCK);
        let mut total = 0;
        loop {
            pace.check()?;
            let next = rows.recv().await;
            let ended = next.is_none();
            match next {
                Some(read::Item::Total(n)) => total = n,
                Some(read::Item::Rows(more)) => block.extend(more),
                Some(read::Item::Refused(error)) => return Err(Error::Invalid(vec![error])),
                None => {}
            }
            if block.len() >= BLOCK || (ended && !block.is_empty()) {
                let decided = {
                    let mut conn = self.db.read(&ctx.zone).await?;
                    plan::decide(ctx, &mut conn, id, &batch.mapping, std::mem::take(&mut block), &mut seen).await?
                };
                decided.iter().for_each(|r| counts.add(Outcome::parse(&r.outcome).unwrap_or(Outcome::Error)));
                let mut tx = self.db.write(&ctx.zone).await?;
                tx.put_many(&decided).await?;
                tx.commit_quiet().await?;
                pace.progress(counts.total(), total.max(counts.total()));
            }
            if ended {
                break;
            }
        }
        if counts.total() == 0 {
            return Err(Error::invalid("file", "import-no-rows"));
        }
        let mut tx = self.db.write(&ctx.zone).await?;
        batch.counts = counts;
        batch.state = State::Previewed;
        save(&mut tx, &mut batch).await?;
        tx.commit(event("import.previewed", ctx, &batch)).await?;
        Ok(batch)
    }

    async fn clear(&self, ctx: &Ctx, id: &str) -> Result<()> {
        let mut tx = self.db.write(&ctx.zone).await?;
        store::clear_rows(&mut tx, id).await?;
        tx.commit_quiet().await
    }

    /// Writes the previewed rows. When that is refused, cancelled or was interrupted, what was written is taken back.
    pub async fn write_all(&self, ctx: &Ctx, id: &str, pace: &impl Pace) -> Result<Batch> {
        let mut batch = store::batch(&mut self.db.read(&ctx.zone).await?, id).await?;
        let begun_before = store::any_written(&mut self.db.read(&ctx.zone).await?, id).await?;
        let written = if begun_before {
            Err(Error::invalid("batch", "import-interrupted"))
        } else {
            apply::write(ctx, &self.db, &batch, pace).await
        };
        let counts = match written {
            Ok(counts) => counts,
            Err(error) => {
                undo::undo(ctx, &self.db, &batch, &Unwatched).await?;
                return Err(error);
            }
        };
        let mut tx = self.db.write(&ctx.zone).await?;
        batch.written = counts;
        batch.state = State::Applied;
        batch.applied_us = Some(ctx.now_us());
        store::forget_skipped(&mut tx, id).await?;
        save(&mut tx, &mut batch).await?;
        tx.commit(event("import.applied", ctx, &batch)).await?;
        let _ = std::fs::remove_file(self.file(id));
        Ok(batch)
    }

    pub async fn undo_all(&self, ctx: &Ctx, id: &str, pace: &impl Pace) -> Result<Batch> {
        let mut batch = store::batch(&mut self.db.read(&ctx.zone).await?, id).await?;
        undo::undo(ctx, &self.db, &batch, pace).await?;
        let kept = store::left_written(&mut self.db.read(&ctx.zone).await?, id).await?;
        let mut tx = self.db.write(&ctx.zone).await?;
        batch.written = Counts { error: kept, ..batch.written };
        batch.state = State::Undone;
        batch.undone_us = Some(ctx.now_us());
        save(&mut tx, &mut batch).await?;
        tx.commit(event("import.undone", ctx, &batch).with("kept", kept)).await?;
        Ok(batch)
    }
}
