//! The access matrix: every route, every role, as the program declares and answers it. The committed snapshot is the
//! document that an auditor reads; a route that is not in it fails this test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod browser;
mod town;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use browser::sign_in;
use kernel::Role;
use std::fmt::Write as _;
use std::path::Path;
use tower::ServiceExt;
use wutong::commands::routes::line;
use wutong::web;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_is_declared_and_in_the_snapshot() {
    let demo = town::demo("matrix").await;
    let mut lines: Vec<_> = web::declared(&demo.parts).iter().map(line).collect();
    lines.sort_by(|a, b| (a.path, a.method).cmp(&(b.path, b.method)));
    let mut text = String::from(
        "# route → who may use it; own company, department and account are narrowed further by the table in platform/kernel/src/access.rs\n",
    );
    for l in &lines {
        writeln!(text, "{:<6} {:<58} {:<26} {}", l.method, l.path, l.access, l.roles.join(" ")).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/security/access-matrix.txt");
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    if std::env::var("UPDATE_SNAPSHOTS").is_ok() {
        std::fs::write(&file, &text).unwrap();
    } else {
        assert_eq!(
            committed, text,
            "the routes changed: look at the difference, then UPDATE_SNAPSHOTS=1 cargo nextest run -p wutong access"
        );
    }
}

async fn get(router: &axum::Router, path: &str, cookie: &str) -> StatusCode {
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    router.clone().oneshot(request).await.unwrap().status()
}

/// What a declared page answers must be what the declaration promises, for every role and for nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_answer_each_role_as_declared() {
    let demo = town::demo("roles").await;
    let router = web::router(&demo.parts);
    let plain = |l: &&wutong::commands::routes::Line| {
        l.method == "GET" && !l.path.contains('{') && l.path != "/sign-in" && !l.path.starts_with("/sign-in/")
    };
    let declared: Vec<_> = web::declared(&demo.parts).iter().map(line).collect();
    let pages: Vec<_> = declared.iter().filter(plain).collect();
    assert!(pages.len() >= 15, "{} pages", pages.len());
    for page in &pages {
        let status = get(&router, page.path, "").await;
        let open = page.access == "public";
        let asks = if page.path.starts_with("/api/") { StatusCode::UNAUTHORIZED } else { StatusCode::SEE_OTHER };
        assert!(
            if open { status.is_success() || status.is_redirection() } else { status == asks },
            "nobody at {}: {status}",
            page.path
        );
    }
    for role in Role::ALL {
        let user = wutong::demo::user_of(role);
        let cookie = sign_in(&router, user).await;
        for page in &pages {
            let status = get(&router, page.path, &cookie).await;
            let may = page.roles.contains(&role.code()) || page.access == "public";
            if may {
                assert!(
                    status.is_success()
                        || status.is_redirection()
                        || status == StatusCode::NOT_FOUND && page.path == "/today/wall"
                        // This demo has no registry, so there is nothing to export yet.
                        || status == StatusCode::CONFLICT && page.path == "/attract/targets/export.xlsx",
                    "{user} at {}: {status}",
                    page.path
                );
            } else {
                assert_eq!(status, StatusCode::NOT_FOUND, "{user} at {}", page.path);
            }
        }
    }
}

/// A company user sees its own company and nobody else's; another company looks absent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_company_sees_itself_only() {
    let demo = town::demo("company").await;
    let router = web::router(&demo.parts);
    let cookie = sign_in(&router, wutong::demo::user_of(Role::CompanyUser)).await;
    assert_eq!(get(&router, "/enterprises/ex-film", &cookie).await, StatusCode::OK);
    assert_eq!(get(&router, "/enterprises/ex-software", &cookie).await, StatusCode::NOT_FOUND);
    assert_eq!(get(&router, "/enterprises/no-such", &cookie).await, StatusCode::NOT_FOUND);
}
