//! A job's page and its block, in both languages, for its owner and for others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use jobs::{Fleet, JobId, JobRun, Jobs, enqueue};
use kernel::ctx::Via;
use kernel::id::UserId;
use kernel::{Actor, Ctx, Event, Locale, Role};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use store::on_both;
use store::testing::Town;
use tower::ServiceExt;

fn user(id: &str, role: Role) -> Actor {
    Actor { user_id: UserId::parse(id), user: id.into(), roles: vec![role], via: Via::Session, ..Actor::nobody() }
}

fn app(jobs: &Jobs, ctx: Ctx) -> Router {
    let rng = ctx.rng.clone();
    let visit = ui::Visit { ctx, zone_name: "示例区".into(), csrf: "token".into(), places: Arc::from([]) };
    let (router, _) = jobs::routes::<()>(jobs.clone()).into_parts();
    ui::outside_session(ui::inside_session(router, rng.clone()).layer(axum::Extension(visit)), rng)
}

async fn send(app: Router, method: &str, path: &str) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("csrf=token"))
        .unwrap();
    let response = app.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn queue(t: &Town, ctx: &Ctx) -> JobId {
    let mut tx = t.db.write(&ctx.zone).await.unwrap();
    let id = enqueue(&mut tx, ctx, "tree.count", &json!({})).await.unwrap();
    tx.commit(Event::new("test.begun", ctx)).await.unwrap();
    id
}

on_both!(jobs::MIGRATIONS, a_job_from_queue_to_result, |t| {
    let jobs = Jobs::new(t.db.clone(), t.clock.clone(), t.ctx.rng.clone(), |_, id: UserId| async move {
        Ok(user(id.as_str(), Role::Statistician))
    });
    let (go, gone) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
    let signals = (go.clone(), gone.clone());
    jobs.register("tree.count", move |run: JobRun| {
        let (go, gone) = signals.clone();
        async move {
            run.progress(25, 100);
            gone.notify_one();
            go.notified().await;
            run.progress(100, 100);
            Ok(json!({"path": "/trees"}))
        }
    });
    let ann = t.ctx.acting(user("ann", Role::Statistician));
    let id = queue(&t, &ann).await;
    let path = format!("/jobs/{id}");
    let (status, body) = send(app(&jobs, ann.clone()), "GET", &path).await;
    assert_eq!(status, 200);
    assert!(body.contains("排队等候") && body.contains(&format!("hx-get=\"{path}/progress\"")), "{body}");

    let running = jobs.start(Fleet::Alone);
    gone.notified().await;
    t.clock.advance(chrono::Duration::seconds(10));
    let (_, block) = send(app(&jobs, ann.clone()), "GET", &format!("{path}/progress")).await;
    assert!(block.contains("25 / 100") && block.contains("约剩 30 秒"), "{block}");
    assert!(!block.contains("<html"), "a block, not a page");
    let mut english = ann.clone();
    english.locale = Locale::En;
    let (_, block) = send(app(&jobs, english.clone()), "GET", &format!("{path}/progress")).await;
    assert!(block.contains("Running"), "{block}");

    go.notify_one();
    for _ in 0..500 {
        if !jobs.get(&ann, &id).await.unwrap().state.is_open() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (_, block) = send(app(&jobs, ann.clone()), "GET", &format!("{path}/progress")).await;
    assert!(block.contains("已完成") && block.contains("href=\"/trees\"") && !block.contains("hx-get"), "{block}");
    let (_, page) = send(app(&jobs, english), "GET", &path).await;
    assert!(page.contains("Background job") && page.contains("See the result"), "{page}");
    assert_eq!(ui::i18n::missing(), Vec::<String>::new());
    running.shutdown().await;
});

on_both!(jobs::MIGRATIONS, only_the_owner_sees_and_stops_it, |t| {
    let jobs = Jobs::new(t.db.clone(), t.clock.clone(), t.ctx.rng.clone(), |_, id: UserId| async move {
        Ok(user(id.as_str(), Role::Statistician))
    });
    let ann = t.ctx.acting(user("ann", Role::Statistician));
    let id = queue(&t, &ann).await;
    let cancel = format!("/jobs/{id}/cancel");
    for other in [user("bob", Role::Statistician), user("eve", Role::CompanyUser)] {
        let ctx = t.ctx.acting(other);
        for (method, path) in
            [("GET", format!("/jobs/{id}")), ("GET", format!("/jobs/{id}/progress")), ("POST", cancel.clone())]
        {
            assert_eq!(send(app(&jobs, ctx.clone()), method, &path).await.0, 404, "{method} {path}");
        }
    }
    assert_eq!(send(app(&jobs, ann.clone()), "POST", &cancel).await.0, 303);
    let (_, body) = send(app(&jobs, ann.clone()), "GET", &format!("/jobs/{id}")).await;
    assert!(body.contains("已取消"), "{body}");
    assert_eq!(send(app(&jobs, ann), "GET", "/jobs/no-such").await.0, 404);
});
