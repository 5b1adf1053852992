//! Jobs on both engines: they start with the caller's commit, report, stop when asked, and survive their process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use jobs::{Fleet, Job, JobId, JobRun, Jobs, State, enqueue};
use kernel::ctx::Via;
use kernel::id::UserId;
use kernel::{Actor, Ctx, Error, Event, Role};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::on_both;
use store::testing::Town;
use tokio::sync::Notify;

const STEPS: &[store::Migration] = jobs::MIGRATIONS;

fn user(id: &str) -> Actor {
    Actor {
        user_id: UserId::parse(id),
        user: id.into(),
        roles: vec![Role::Statistician],
        via: Via::Session,
        ..Actor::nobody()
    }
}

fn jobs_of(t: &Town) -> Jobs {
    Jobs::new(t.db.clone(), t.clock.clone(), t.ctx.rng.clone(), |_, id: UserId| async move {
        if id.as_str() == "gone" { Err(Error::NotFound) } else { Ok(user(id.as_str())) }
    })
}

async fn queue(t: &Town, ctx: &Ctx, kind: &str) -> JobId {
    let mut tx = t.db.write(&ctx.zone).await.unwrap();
    let id = enqueue(&mut tx, ctx, kind, &json!({"rows": 3})).await.unwrap();
    tx.commit(Event::new("test.begun", ctx).object("job", &id)).await.unwrap();
    id
}

/// Polls the books until the job is as wanted; a test that waits in vain fails.
async fn until(jobs: &Jobs, ctx: &Ctx, id: &JobId, wanted: impl Fn(&Job) -> bool) -> Job {
    for _ in 0..1500 {
        let job = jobs.get(ctx, id).await.unwrap();
        if wanted(&job) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still {:?}", jobs.get(ctx, id).await.unwrap());
}

/// A handler that never ends by itself, and one signal for each start.
fn endless(
    started: Arc<Notify>,
) -> impl Fn(JobRun) -> std::pin::Pin<Box<dyn Future<Output = kernel::Result<serde_json::Value>> + Send>> {
    move |run| {
        let started = started.clone();
        Box::pin(async move {
            started.notify_one();
            loop {
                run.check()?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
    }
}

on_both!(STEPS, a_job_runs_for_its_owner_and_gives_its_result, |t| {
    let jobs = jobs_of(&t);
    jobs.register("tree.count", |run: JobRun| async move {
        let params: serde_json::Value = run.params()?;
        run.message("tree-counting", &[("wood", "north")]);
        run.progress(3, 3);
        Ok(json!({"user": run.ctx.actor.user, "rows": params["rows"]}))
    });
    let ann = t.ctx.acting(user("ann"));
    let id = queue(&t, &ann, "tree.count").await;
    let queued = jobs.get(&ann, &id).await.unwrap();
    assert_eq!((queued.state, queued.attempts), (State::Queued, 0));
    let running = jobs.start(Fleet::Alone);
    let job = until(&jobs, &ann, &id, |j| !j.state.is_open()).await;
    assert_eq!(job.state, State::Done);
    assert_eq!(job.result, json!({"user": "ann", "rows": 3}));
    assert_eq!((job.done, job.total, job.attempts), (3, 3, 1));
    assert_eq!(job.message_code.as_deref(), Some("tree-counting"));
    assert_eq!(job.message_args, [("wood".to_owned(), "north".to_owned())]);
    assert_eq!(job.finished_us, Some(t.ctx.now_us()));
    running.shutdown().await;
});

on_both!(STEPS, a_rolled_back_caller_leaves_no_job, |t| {
    let jobs = jobs_of(&t);
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    let id = enqueue(&mut tx, &t.ctx, "tree.count", &json!({})).await.unwrap();
    drop(tx);
    assert!(matches!(jobs.get(&t.ctx, &id).await, Err(Error::NotFound)));
    assert_eq!(jobs.list(&t.ctx, 10).await.unwrap(), []);
});

on_both!(STEPS, others_do_not_see_it, |t| {
    let jobs = jobs_of(&t);
    let (ann, bob) = (t.ctx.acting(user("ann")), t.ctx.acting(user("bob")));
    let id = queue(&t, &ann, "tree.count").await;
    assert!(matches!(jobs.get(&bob, &id).await, Err(Error::NotFound)));
    assert!(matches!(jobs.cancel(&bob, &id).await, Err(Error::NotFound)));
    assert_eq!(jobs.list(&bob, 10).await.unwrap(), []);
    assert_eq!(jobs.list(&ann, 10).await.unwrap().len(), 1);
    assert_eq!(jobs.get(&ann, &id).await.unwrap().state, State::Queued);
});

on_both!(STEPS, a_waiting_job_is_cancelled_at_once, |t| {
    let jobs = jobs_of(&t);
    let id = queue(&t, &t.ctx, "tree.count").await;
    let job = jobs.cancel(&t.ctx, &id).await.unwrap();
    assert_eq!((job.state, job.finished_us), (State::Cancelled, Some(t.ctx.now_us())));
    let again = jobs.cancel(&t.ctx, &id).await.unwrap();
    assert_eq!(again, job);
});

on_both!(STEPS, a_running_job_stops_when_another_process_asks, |t| {
    let jobs = jobs_of(&t);
    let started = Arc::new(Notify::new());
    jobs.register("tree.watch", endless(started.clone()));
    let id = queue(&t, &t.ctx, "tree.watch").await;
    let _running = jobs.start(Fleet::Alone);
    started.notified().await;
    // Not the runner's own `Jobs`: the wish goes through the database.
    jobs_of(&t).cancel(&t.ctx, &id).await.unwrap();
    let job = until(&jobs, &t.ctx, &id, |j| !j.state.is_open()).await;
    assert_eq!(job.state, State::Cancelled);
    assert_eq!(job.message_code.as_deref(), Some("job-cancelled"));
});

on_both!(STEPS, a_job_that_holds_the_writer_shows_progress_and_can_be_stopped, |t| {
    let jobs = jobs_of(&t);
    jobs.register("tree.plant", |run: JobRun| async move {
        let tx = run.db.write(&run.ctx.zone).await?;
        run.progress(7, 100);
        loop {
            run.check()?;
            assert!(!tx.zone().as_str().is_empty());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let id = queue(&t, &t.ctx, "tree.plant").await;
    let _running = jobs.start(Fleet::Alone);
    let job = until(&jobs, &t.ctx, &id, |j| j.done == 7).await;
    assert_eq!((job.state, job.percent()), (State::Running, Some(7)));
    jobs.cancel(&t.ctx, &id).await.unwrap();
    let job = until(&jobs, &t.ctx, &id, |j| !j.state.is_open()).await;
    assert_eq!((job.state, job.done), (State::Cancelled, 7));
});

on_both!(STEPS, progress_is_seen_by_another_process, |t| {
    let jobs = jobs_of(&t);
    jobs.register("tree.walk", |run: JobRun| async move {
        for i in 0..1_000_000 {
            run.check()?;
            run.progress(i, 1_000_000);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(json!(null))
    });
    let id = queue(&t, &t.ctx, "tree.walk").await;
    let _running = jobs.start(Fleet::Alone);
    let other = jobs_of(&t);
    let first = until(&other, &t.ctx, &id, |j| j.done > 0).await;
    let later = until(&other, &t.ctx, &id, |j| j.done > first.done).await;
    assert_eq!(later.total, 1_000_000);
    jobs.cancel(&t.ctx, &id).await.unwrap();
    until(&other, &t.ctx, &id, |j| j.state == State::Cancelled).await;
});

on_both!(STEPS, failures_and_panics_end_the_job_only, |t| {
    let jobs = jobs_of(&t);
    jobs.register("tree.fail", |_| async move { Err(Error::limit("tree-too-many", 9)) });
    jobs.register("tree.panic", |_| async move { panic!("a fault") });
    jobs.register("tree.good", |_| async move { Ok(json!(1)) });
    let (bad, worse) = (queue(&t, &t.ctx, "tree.fail").await, queue(&t, &t.ctx, "tree.panic").await);
    let _running = jobs.start(Fleet::Alone);
    let bad = until(&jobs, &t.ctx, &bad, |j| !j.state.is_open()).await;
    assert_eq!((bad.state, bad.message_code.as_deref()), (State::Failed, Some("tree-too-many")));
    assert_eq!(bad.message_args, [("limit".to_owned(), "9".to_owned())]);
    let worse = until(&jobs, &t.ctx, &worse, |j| !j.state.is_open()).await;
    assert_eq!((worse.state, worse.message_code.as_deref()), (State::Failed, Some("error-internal")));
    let good = queue(&t, &t.ctx, "tree.good").await;
    assert_eq!(until(&jobs, &t.ctx, &good, |j| !j.state.is_open()).await.state, State::Done);
});

on_both!(STEPS, an_owner_who_has_gone_can_do_nothing, |t| {
    let jobs = jobs_of(&t);
    jobs.register("tree.good", |_| async move { Ok(json!(1)) });
    let id = queue(&t, &t.ctx.acting(user("gone")), "tree.good").await;
    let _running = jobs.start(Fleet::Alone);
    assert_eq!(until(&jobs, &t.ctx, &id, |j| !j.state.is_open()).await.state, State::Failed);
});

/// A process with a job in hand goes away without a word.
async fn killed(t: &Town, resumable: bool) -> JobId {
    let jobs = jobs_of(t);
    let started = Arc::new(Notify::new());
    if resumable {
        jobs.register_resumable("tree.watch", endless(started.clone()));
    } else {
        jobs.register("tree.watch", endless(started.clone()));
    }
    let id = queue(t, &t.ctx, "tree.watch").await;
    let running = jobs.start(Fleet::Alone);
    started.notified().await;
    drop(running);
    assert_eq!(jobs.get(&t.ctx, &id).await.unwrap().state, State::Running);
    id
}

on_both!(STEPS, a_killed_job_is_interrupted_at_the_next_start, |t| {
    let id = killed(&t, false).await;
    let jobs = jobs_of(&t);
    let started = Arc::new(Notify::new());
    jobs.register("tree.watch", endless(started));
    let _running = jobs.start(Fleet::Alone);
    let job = until(&jobs, &t.ctx, &id, |j| !j.state.is_open()).await;
    assert_eq!((job.state, job.message_code.as_deref()), (State::Interrupted, Some("job-interrupted")));
    assert_eq!(job.attempts, 1);
});

on_both!(STEPS, a_killed_resumable_job_runs_again, |t| {
    let id = killed(&t, true).await;
    let jobs = jobs_of(&t);
    jobs.register_resumable("tree.watch", |_| async move { Ok(json!("again")) });
    let _running = jobs.start(Fleet::Alone);
    let job = until(&jobs, &t.ctx, &id, |j| !j.state.is_open()).await;
    assert_eq!((job.state, job.attempts, job.result), (State::Done, 2, json!("again")));
});

on_both!(STEPS, among_several_processes_only_long_silence_means_gone, |t| {
    let id = killed(&t, false).await;
    let jobs = jobs_of(&t);
    let started = Arc::new(Notify::new());
    jobs.register("tree.watch", endless(started));
    let _running = jobs.start(Fleet::Shared);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(jobs.get(&t.ctx, &id).await.unwrap().state, State::Running);
    t.clock.advance(chrono::Duration::seconds(31));
    let job = until(&jobs, &t.ctx, &id, |j| !j.state.is_open()).await;
    assert_eq!(job.state, State::Interrupted);
});

on_both!(STEPS, an_orderly_stop_marks_what_it_broke_off, |t| {
    let jobs = jobs_of(&t);
    let started = Arc::new(Notify::new());
    jobs.register("tree.watch", endless(started.clone()));
    let id = queue(&t, &t.ctx, "tree.watch").await;
    let running = jobs.start(Fleet::Shared);
    started.notified().await;
    running.shutdown().await;
    assert_eq!(jobs.get(&t.ctx, &id).await.unwrap().state, State::Interrupted);
});

on_both!(STEPS, one_at_a_time_in_order_of_arrival, |t| {
    let jobs = jobs_of(&t);
    let (now, most) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
    let seen = (now, most.clone());
    jobs.register("tree.good", move |_| {
        let (now, most) = seen.clone();
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(20)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(json!(null))
        }
    });
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(queue(&t, &t.ctx, "tree.good").await);
        t.clock.advance(chrono::Duration::seconds(1));
    }
    let _running = jobs.start(Fleet::Alone);
    for id in &ids {
        until(&jobs, &t.ctx, id, |j| j.state == State::Done).await;
    }
    assert_eq!(most.load(Ordering::SeqCst), 1);
    let listed: Vec<JobId> = jobs.list(&t.ctx, 10).await.unwrap().into_iter().map(|j| j.id).collect();
    assert_eq!(listed, ids.into_iter().rev().collect::<Vec<_>>());
});

on_both!(STEPS, old_jobs_go_and_open_ones_stay, |t| {
    let jobs = jobs_of(&t);
    let old = queue(&t, &t.ctx, "tree.good").await;
    jobs.cancel(&t.ctx, &old).await.unwrap();
    let waiting = queue(&t, &t.ctx, "tree.good").await;
    t.clock.advance(chrono::Duration::days(29));
    assert_eq!(jobs.clean().await.unwrap(), 0);
    t.clock.advance(chrono::Duration::days(2));
    assert_eq!(jobs.clean().await.unwrap(), 1);
    assert!(matches!(jobs.get(&t.ctx, &old).await, Err(Error::NotFound)));
    assert_eq!(jobs.get(&t.ctx, &waiting).await.unwrap().state, State::Queued);
});

on_both!(STEPS, too_many_open_jobs_are_refused, |t| {
    let ann = t.ctx.acting(user("ann"));
    let mut tx = t.db.write(&ann.zone).await.unwrap();
    for _ in 0..jobs::MAX_OPEN_PER_USER {
        enqueue(&mut tx, &ann, "tree.good", &json!({})).await.unwrap();
    }
    let refused = enqueue(&mut tx, &ann, "tree.good", &json!({})).await;
    assert!(matches!(refused, Err(Error::Limit { .. })), "{refused:?}");
    let bob = t.ctx.acting(user("bob"));
    assert!(enqueue(&mut tx, &bob, "tree.good", &json!({})).await.is_ok());
    let long = enqueue(&mut tx, &bob, "tree.good", &json!({"x": "x".repeat(70_000)})).await;
    assert!(matches!(long, Err(Error::Limit { .. })), "{long:?}");
});
