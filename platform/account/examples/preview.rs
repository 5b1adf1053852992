#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#[path = "../tests/town/mod.rs"]
mod town;
use account::*;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use kernel::{Ctx, Role};
use town::*;
#[derive(Clone)]
struct Site {
    accounts: Accounts,
    base: Ctx,
}
async fn session(State(site): State<Site>, mut request: Request, next: Next) -> axum::response::Response {
    let place = |key, path, icon| ui::Place { key, path, icon, access: kernel::access::Access::SignedIn };
    let mut visit = ui::Visit {
        ctx: Ctx { locale: ui::web::locale_of(request.headers()), ..site.base.clone() },
        zone_name: "乌鲁木齐高新区（新市区）".to_owned(),
        csrf: String::new(),
        places: vec![
            place("today", "/", "home"),
            place("enterprise", "/enterprises", "building"),
            place("admin", "/admin/users", "settings"),
        ]
        .into(),
    };
    let q = request.uri().query().unwrap_or("").to_owned();
    if let Some(l) = q.split('&').find_map(|p| p.strip_prefix("login=")) {
        let user = users::by_login(&Ctx { actor: kernel::Actor::system(), ..site.base.clone() }, &site.accounts, l)
            .await
            .unwrap();
        let p = user.profile.unwrap();
        visit.ctx.actor = kernel::Actor {
            user_id: Some(user.grant.id),
            user: p.login,
            display_name: p.display_name,
            roles: user.grant.roles,
            companies: vec![],
            departments: vec![],
            via: kernel::ctx::Via::Session,
        };
    }
    if q.contains("lang=en") {
        visit.ctx.locale = kernel::Locale::En;
    }
    request.extensions_mut().insert(visit);
    next.run(request).await
}
#[tokio::main]
async fn main() {
    let t = store::testing::Town::sqlite(MIGRATIONS).await;
    let a = accounts(&t);
    for (l, r) in [
        ("admin", Role::Administrator),
        ("chen", Role::Director),
        ("ma", Role::AttractionOfficer),
        ("auditor", Role::Auditor),
    ] {
        account(&t, &a, l, r).await;
    }
    let ctx = acting(&t, &a, "admin").await;
    for n in ["科技局", "经济发展局", "市场监督管理局"] {
        departments::create(
            &ctx,
            &a.db,
            &department::Draft { name_zh: n.into(), name_en: "Science Bureau".into(), active: true },
        )
        .await
        .unwrap();
    }
    sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    let chen = acting(&t, &a, "chen").await;
    tokens::create(
        &chen,
        &a.db,
        &chen.actor.user_id.clone().unwrap(),
        &[token::Scope::Read, token::Scope::Write],
        "每日报表",
        90,
    )
    .await
    .unwrap();
    second_factors::begin(&chen, &a).await.unwrap();
    for _ in 0..5 {
        sign_in(&t, &a, "ma", "wrong").await.unwrap_err();
    }
    println!("{}", chen.actor.user_id.as_ref().unwrap());
    let site = Site { accounts: a.clone(), base: nobody(&t) };
    let router = account::routes().with_state::<()>(a.clone()).merge(ui::routes()).into_parts().0;
    let router = ui::inside_session(router, t.ctx.rng.clone()).layer(from_fn_with_state(site, session));
    let router = ui::outside_session(router, t.ctx.rng.clone());
    let l = tokio::net::TcpListener::bind("127.0.0.1:18099").await.unwrap();
    axum::serve(l, router).await.unwrap();
}
