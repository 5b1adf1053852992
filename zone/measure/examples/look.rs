#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#[path = "../tests/common/mod.rs"]
mod common;
use common::*;
use measure::indicator::rules::SetValue;
use measure::indicator::{PeriodKind, service};
use store::testing::Town;

#[tokio::main]
async fn main() {
    let t = Town::sqlite(measure::MIGRATIONS).await;
    load(&t).await;
    let ctx = acting(&t, kernel::Role::Statistician);
    let _ = PeriodKind::Year;
    for (p, v) in [("2019-Q1", "268.9"), ("2019-Q2", "598.4"), ("2019-Q3", "921.7"), ("2019-Q4", "1273.2")] {
        let cmd = SetValue { source: kernel::Source::example(), ..value(p, v) };
        service::set_value(&ctx, &t.db, "gdp-ytd", &cmd).await.unwrap();
    }
    let mut servers = Vec::new();
    for (port, locale) in [(18091, kernel::Locale::ZhCn), (18092, kernel::Locale::En)] {
        let app = site::app(&t, ctx.clone(), locale);
        let l = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        servers.push(tokio::spawn(async move { axum::serve(l, app).await.unwrap() }));
    }
    println!("ready");
    tokio::time::sleep(std::time::Duration::from_secs(600)).await;
}
