//! Ten thousand projects with twenty approvals each: how long the pages take that are opened most. `cargo xtask bench land` runs this in the
//! release profile; figures stand in docs/benchmarks.md.
//!
//! PROJECTS and REQUESTS set the size, SCALE_DIR keeps the books for another run, WUTONG_TEST_POSTGRES measures PostgreSQL too.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod crowd;
mod office;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use crowd::{OFFICERS, fill};
use kernel::access::Access;
use kernel::ctx::SeededRng;
use kernel::{Action, Resource};
use land::MIGRATIONS;
use land::matter::command::Command;
use land::matter::{Matter, service};
use office::{CHEN, QIAN, WANG, acting, state};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::testing::Town;
use tower::ServiceExt;
use ui::{Place, Visit};

fn setting(name: &str, standard: usize) -> usize {
    std::env::var(name).map_or(standard, |text| text.parse().unwrap())
}

fn app(t: &Town, user: &str) -> Router {
    let places = [Place {
        key: "land",
        path: "/land/projects",
        icon: "crane",
        access: Access::Needs(Resource::Catalogue, Action::View),
    }];
    let visit = Visit {
        ctx: acting(t, user),
        zone_name: "示例园区".to_owned(),
        csrf: "a1b2c3".to_owned(),
        places: Arc::new(places),
    };
    let (router, _) = ui::routes::<()>().merge(land::routes(state(t))).into_parts();
    let session = from_fn(move |mut request: Request, next: Next| {
        request.extensions_mut().insert(visit.clone());
        next.run(request)
    });
    let rng = Arc::new(SeededRng::new(3));
    ui::outside_session(ui::inside_session(router, rng.clone()).layer(session), rng)
}

/// What all threads of this process have computed so far: on a busy machine the time that a page takes is mostly that of others.
fn computed() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let of = |path: std::path::PathBuf| std::fs::read_to_string(path.join("schedstat")).ok();
    let ns = threads.filter_map(|thread| of(thread.path())?.split(' ').next()?.parse::<u64>().ok()).sum();
    Duration::from_nanos(ns)
}

/// Time on the wall, time computed, bytes.
async fn get(app: &Router, path: &str) -> (Duration, Duration, usize) {
    let (begun, before) = (Instant::now(), computed());
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{path}");
    let bytes = axum::body::to_bytes(response.into_body(), 16_000_000).await.unwrap();
    (begun.elapsed(), computed().saturating_sub(before), bytes.len())
}

/// The value that this share of all do not exceed, in milliseconds.
fn at(sorted: &[Duration], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted[rank.max(1) - 1].as_secs_f64() * 1e3
}

async fn page(t: &Town, name: &str, user: &str, path: impl Fn(usize) -> String) {
    let (app, requests) = (app(t, user), setting("REQUESTS", 300));
    for n in 0..5 {
        get(&app, &path(n + requests)).await;
    }
    let (mut walls, mut works, mut bytes) = (Vec::new(), Vec::new(), 0);
    for n in 0..requests {
        let (wall, work, size) = get(&app, &path(n)).await;
        walls.push(wall);
        works.push(work);
        bytes += size;
    }
    walls.sort_unstable();
    works.sort_unstable();
    let both = |share| format!("{:.1} ({:.1})", at(&walls, share), at(&works, share));
    println!("| {name} | {} | {} | {} | {} |", both(0.5), both(0.99), both(1.0), bytes / requests.max(1) / 1024);
}

/// A batch of two hundred approvals: what a clerk waits for.
async fn batch(t: &Town) {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let rest = "AND department_id = 'd-housing' AND state = 'submitted' ORDER BY id LIMIT 200";
    let found: Vec<Matter> = conn.list(rest, &[]).await.unwrap();
    drop(conn);
    let ids: Vec<_> = found.iter().map(|m| m.id.clone()).collect();
    let begun = Instant::now();
    let done = service::perform_each(&acting(t, QIAN), &state(t), &ids, &Command::Accept, "").await.unwrap();
    let fine = done.iter().filter(|(_, outcome)| outcome.is_ok()).count();
    println!(
        "\n{fine} of {} approvals accepted in one batch: {:.0} ms",
        ids.len(),
        begun.elapsed().as_secs_f64() * 1e3
    );
}

async fn measure(t: &Town, engine: &str) {
    let projects = setting("PROJECTS", 10_000);
    let begun = Instant::now();
    fill(t, projects).await;
    println!("\n{engine}: {projects} projects × 20 approvals, made in {:.0?}\n", begun.elapsed());
    println!("| page, {engine} | p50 ms (computed) | p99 | max | KiB |\n|---|---:|---:|---:|---:|");
    page(t, "红绿灯 lights", CHEN, |_| "/land/lights".into()).await;
    page(t, "收件箱 inbox, in hand", QIAN, |n| format!("/land/inbox?page={}", 1 + n % 3)).await;
    page(t, "收件箱 inbox, new", QIAN, |_| "/land/inbox?part=new".into()).await;
    page(t, "专办台 desk", WANG, |_| "/land/desk".into()).await;
    page(t, "项目 list", CHEN, |n| format!("/land/projects?page={}", 1 + n % 20)).await;
    page(t, "项目 list of an officer", CHEN, |n| format!("/land/projects?officer=user-o{}", n % OFFICERS)).await;
    page(t, "项目 search", CHEN, |n| format!("/land/projects?q={}", 1_000 + n)).await;
    page(t, "项目 page", CHEN, |n| format!("/land/projects/project-{}", n * 7 % projects)).await;
    page(t, "事项 page", QIAN, |n| format!("/land/matters/matter-{}-{}", n * 7 % projects, n % 20)).await;
    batch(t).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a benchmark: cargo xtask bench land"]
async fn pages_of_ten_thousand_projects() {
    measure(&crowd::kept(MIGRATIONS).await, "SQLite").await;
    if std::env::var("WUTONG_TEST_POSTGRES").is_ok() {
        measure(&Town::postgres(MIGRATIONS).await.unwrap(), "PostgreSQL").await;
    }
}
