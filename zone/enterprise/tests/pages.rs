//! The pages in both languages: every key has its text, every form says what was wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::{Extension, Router};
use enterprise::company::service::{Create, create};
use enterprise::company::{Draft, Enterprise};
use enterprise::directory::Nobody;
use enterprise::figure::service as figures;
use enterprise::listing::service as listings;
use enterprise::search::Search;
use enterprise::{EnterpriseState, MIGRATIONS, contact, focus, threshold};
use kernel::access::Role;
use kernel::ctx::{Actor, Via};
use kernel::id::UserId;
use kernel::{Ctx, Locale, Source};
use std::sync::Arc;
use store::testing::Town;
use tower::ServiceExt;
use ui::web::Visit;

struct House {
    t: Town,
    state: EnterpriseState,
}

async fn house() -> House {
    let migrations: Vec<store::Migration> = MIGRATIONS.iter().chain(jobs::MIGRATIONS).copied().collect();
    let t = Town::sqlite(&migrations).await;
    let (clock, rng) = (t.ctx.clock.clone(), t.ctx.rng.clone());
    let jobs = jobs::Jobs::new(t.db.clone(), clock.clone(), rng, |_, _| async { Ok(Actor::system()) });
    let search = Search::new(t.db.clone(), None, clock);
    let state = EnterpriseState { db: t.db.clone(), search, jobs, directory: Arc::new(Nobody), files: t.dir.clone() };
    House { t, state }
}

fn actor(roles: &[Role]) -> Actor {
    Actor {
        user_id: UserId::parse("u1"),
        user: "u1".into(),
        display_name: "示例用户".into(),
        roles: roles.to_vec(),
        companies: Vec::new(),
        departments: Vec::new(),
        via: Via::Session,
    }
}

impl House {
    fn ctx(&self, actor: Actor, locale: Locale) -> Ctx {
        Ctx { locale, ..self.t.ctx.acting(actor) }
    }
    fn app(&self, ctx: Ctx) -> Router {
        let visit = Visit { ctx, zone_name: "示例区".into(), csrf: "token".into(), places: Vec::new().into() };
        let (router, _) = enterprise::routes::<()>(self.state.clone()).into_parts();
        ui::inside_session(router, self.t.ctx.rng.clone()).layer(Extension(visit))
    }
    async fn get(&self, ctx: Ctx, path: &str) -> (StatusCode, String) {
        self.caught_up().await;
        self.send(ctx, Request::get(path).body(Body::empty()).unwrap()).await
    }
    async fn post(&self, ctx: Ctx, path: &str, form: &str) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("x-csrf-token", "token")
            .body(Body::from(format!("csrf=token&{form}")))
            .unwrap();
        self.send(ctx, request).await
    }
    async fn send(&self, ctx: Ctx, request: Request<Body>) -> (StatusCode, String) {
        let response = self.app(ctx).oneshot(request).await.unwrap();
        let status = response.status();
        let to = response.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (status, to.unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned()))
    }
    /// A page waits a second for the index and then shows what is there; on a busy machine a test waits longer.
    async fn caught_up(&self) {
        let zone = &self.t.ctx.zone;
        let (head, _) = self.t.db.read(zone).await.unwrap().head().await.unwrap();
        for _ in 0..30 {
            if self.state.search.fresh(zone).await.unwrap().position() >= head {
                return;
            }
        }
        panic!("the index does not come to {head}");
    }
    async fn company(&self, draft: Draft) -> Enterprise {
        let source = Source { sentence: Some("示例原句。".into()), ..Source::named("示例报道") };
        create(&self.t.ctx, &self.t.db, Create { draft, source, ..Create::default() }).await.unwrap()
    }
}

fn everybody() -> Actor {
    actor(&[Role::AttractionOfficer, Role::Statistician, Role::Administrator])
}

/// A zone with something of everything.
async fn furnished() -> (House, Enterprise, Enterprise) {
    let h = house().await;
    let it = focus::service::Draft {
        code: "it".into(),
        name_zh: "新一代信息技术".into(),
        name_en: "Next-generation IT".into(),
        slot: "1".into(),
        position: "1".into(),
        industries: "I，39".into(),
        ..Default::default()
    };
    focus::service::save(&h.t.ctx, &h.t.db, 0, &it, Source::named("示例报道")).await.unwrap();
    let rule = threshold::service::Draft {
        list: "above_scale".into(),
        name_zh: "规模以上服务业".into(),
        name_en: "Services above scale".into(),
        valid_from: "2019-01-01".into(),
        industries: "I".into(),
        revenue: "2000万元".into(),
        document: "统计制度".into(),
        ..Default::default()
    };
    threshold::service::save(&h.t.ctx, &h.t.db, None, &rule).await.unwrap();
    let a = h
        .company(Draft {
            name: "乌鲁木齐示例云计算有限公司".into(),
            industry_code: "6513".into(),
            region_code: "650104".into(),
            tags: "本土，重点".into(),
            insured_count: "148".into(),
            capital: "13,400万元".into(),
            former_names: "示例云计算有限公司".into(),
            ..Default::default()
        })
        .await;
    for (period, value) in [("2018", "1500万元"), ("2019", "1800万元")] {
        let set =
            figures::Set { metric: "revenue".into(), period: period.into(), value: value.into(), ..Default::default() };
        figures::set(&h.t.ctx, &h.t.db, &a.id, set).await.unwrap();
    }
    let claim = listings::Add { list: "世界500强".into(), ..Default::default() };
    listings::add(&h.t.ctx, &h.t.db, &a.id, claim).await.unwrap();
    let person =
        contact::service::Draft {
            name: "示例联系人甲".into(), phones: "0991-0000001".into(), ..Default::default()
        };
    contact::service::add(&h.t.ctx, &h.t.db, &a.id, person, Source::example()).await.unwrap();
    let b = h
        .company(Draft {
            name: "示例云计算(乌鲁木齐)公司".into(), parent_id: a.id.to_string(), ..Default::default()
        })
        .await;
    (h, a, b)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_speaks_both_languages() {
    let (h, a, b) = furnished().await;
    for locale in [Locale::ZhCn, Locale::En] {
        for path in [
            "/enterprises".to_owned(),
            "/enterprises?q=云计算&focus=it&scale=near&revenue=100..9000&sort=-revenue&cols=focus,industry,region,status,size,revenue,insured,capital,tags,scale,credit-code,founded,group,address,checked,updated".to_owned(),
            "/enterprises?q=没有这样的企业&focus=it&removed=yes&founded_year=..2010&missing=credit_code&listing=claimed&example=no&standing=above_scale:2019:near".to_owned(),
            "/enterprises/new".to_owned(),
            format!("/enterprises/{}", a.id),
            format!("/enterprises/{}/edit", a.id),
            format!("/enterprises/{}/merge/{}", a.id, b.id),
            "/enterprises/duplicates".to_owned(),
            "/enterprises/focus".to_owned(),
            "/enterprises/thresholds".to_owned(),
            "/enterprises/industries?q=65".to_owned(),
        ] {
            let path = path.replace("云计算", "%E4%BA%91%E8%AE%A1%E7%AE%97").replace("没有这样的企业", "%E6%B2%A1%E6%9C%89");
            let (status, page) = h.get(h.ctx(everybody(), locale), &path).await;
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            assert!(!page.contains("style=\""), "inline style on {path}");
        }
    }
    assert_eq!(ui::i18n::missing(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_finds_counts_and_says_what_to_drop() {
    let (h, a, _) = furnished().await;
    let me = || h.ctx(everybody(), Locale::ZhCn);
    let (_, page) = h.get(me(), "/enterprises?q=slyjs").await;
    let (_, whole) = h.get(me(), "/enterprises").await;
    assert!(whole.contains("2 家") && whole.contains("合计 2 家"));
    // 1800万元 is 0.18 亿元, near the threshold, and awaits evidence.
    assert!(whole.contains("0.18") && whole.contains("临近规上") && whole.contains("世界500强待佐证"));
    assert!(page.contains(&format!("/enterprises/{}", a.id)), "found by pinyin initials");
    let (_, none) = h.get(me(), "/enterprises?scale=above&focus=it").await;
    assert!(none.contains("没有符合 2 个条件的企业") && none.contains("去掉“规上”可得 1 家"));
    let (_, near) = h.get(me(), "/enterprises?standing=above_scale:2019:near").await;
    assert!(near.contains("乌鲁木齐示例云计算有限公司") && near.contains("1 家"));
    // No particulars in the list, whatever is searched.
    let (_, person) = h.get(me(), "/enterprises?q=0991-0000001").await;
    assert!(!person.contains("乌鲁木齐示例云计算有限公司"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_year_is_the_latest_that_the_books_know() {
    let (h, a, _) = furnished().await;
    let me = || h.ctx(everybody(), Locale::ZhCn);
    let figure = |period: &str, value: &str| figures::Set {
        metric: "revenue".into(),
        period: period.into(),
        value: value.into(),
        ..Default::default()
    };
    let year =
        async || figures::reference_year(&h.t.ctx, &mut h.t.db.read(&h.t.ctx.zone).await.unwrap()).await.unwrap();
    // Years pass without a new figure: standings, columns and sums stay with the last known year.
    h.t.clock.advance("2026-11-24T00:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - h.t.ctx.clock.now());
    assert_eq!((figures::last_full_year(&h.t.ctx), year().await), (2025, 2019));
    let (_, near) = h.get(me(), "/enterprises?scale=near").await;
    assert!(near.contains("2 家，营收和规上按 2019 年") && near.contains("0.18") && near.contains("合计 1 家"));
    let (_, rules) = h.get(me(), "/enterprises/thresholds").await;
    assert!(rules.contains("按 2019 年数据") && rules.contains("above_scale%3A2019%3Anear"), "{rules}");
    // A quarter and a year that is not over are no full year; a full year moves the whole zone.
    figures::set(&h.t.ctx, &h.t.db, &a.id, figure("2024-Q1", "900万元")).await.unwrap();
    figures::set(&h.t.ctx, &h.t.db, &a.id, figure("2026", "900万元")).await.unwrap();
    assert_eq!(year().await, 2019);
    figures::set(&h.t.ctx, &h.t.db, &a.id, figure("2023", "3000万元")).await.unwrap();
    let (_, above) = h.get(me(), "/enterprises?scale=above").await;
    assert!(above.contains("营收和规上按 2023 年") && above.contains("合计 1 家") && above.contains("0.30"), "{above}");
    let (_, detail) = h.get(me(), &format!("/enterprises/{}", a.id)).await;
    assert!(detail.contains("2023"));
    // Taken back, everything is as before, also companies that no event named.
    figures::remove(&h.t.ctx, &h.t.db, &a.id, enterprise::figure::Metric::Revenue, "2023").await.unwrap();
    let (_, near) = h.get(me(), "/enterprises?scale=near").await;
    assert!(near.contains("营收和规上按 2019 年") && near.contains("合计 1 家"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_read_their_own_writes() {
    let (h, _, _) = furnished().await;
    let me = || h.ctx(everybody(), Locale::ZhCn);
    let (status, to) =
        h.post(me(), "/enterprises/new", "name=%E6%96%B0%E6%9D%A5%E7%9A%84%E7%A4%BA%E4%BE%8B%E4%BC%81%E4%B8%9A").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (_, page) = h.get(me(), "/enterprises").await;
    assert!(page.contains("新来的示例企业") && page.contains("3 家"));
    let (_, detail) = h.get(me(), &to).await;
    assert!(detail.contains("登记了企业"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_form_comes_back_with_both_values() {
    let (h, a, _) = furnished().await;
    let me = || h.ctx(everybody(), Locale::ZhCn);
    let form =
        |version: i64, address: &str| format!("version={version}&name=%E7%A4%BA%E4%BE%8B%E4%BA%91&address={address}");
    let path = format!("/enterprises/{}/edit", a.id);
    assert_eq!(h.post(me(), &path, &form(1, "AAA1")).await.0, StatusCode::SEE_OTHER);
    let (status, page) = h.post(me(), &path, &form(1, "BBB2")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("AAA1") && page.contains("BBB2") && page.contains("用我的") && page.contains("保留现在的"));
    // 用我的: the same form with the version that is there now.
    assert_eq!(h.post(me(), &path, &form(2, "BBB2")).await.0, StatusCode::SEE_OTHER);
    let parent = "version=3&name=%E7%A4%BA%E4%BE%8B%E4%BA%91&parent_id=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%AE%B6";
    let (status, page) = h.post(me(), &path, parent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("名册中没有这家母公司"));
    let (status, page) = h.post(me(), &path, "version=3&name=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("请填写企业名称") && page.contains("f-name-error"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_sees_nothing() {
    let (h, a, _) = furnished().await;
    let company = Actor { companies: vec![a.id.clone()], ..actor(&[Role::CompanyUser]) };
    let (status, page) = h.get(h.ctx(company.clone(), Locale::ZhCn), "/enterprises").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("乌鲁木齐示例云计算有限公司") && !page.contains("示例云计算(乌鲁木齐)公司"));
    let stranger = Actor { companies: Vec::new(), ..company };
    let (status, _) = h.get(h.ctx(stranger, Locale::ZhCn), &format!("/enterprises/{}", a.id)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let auditor = h.ctx(actor(&[Role::Auditor]), Locale::ZhCn);
    let (_, page) = h.get(auditor, &format!("/enterprises/{}", a.id)).await;
    assert!(!page.contains("示例联系人甲") && !page.contains("/edit"));
    let nobody = h.ctx(Actor::nobody(), Locale::ZhCn);
    assert_ne!(h.get(nobody, "/enterprises").await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_is_what_is_exported() {
    let (h, _, _) = furnished().await;
    let (status, _) = h.get(h.ctx(everybody(), Locale::ZhCn), "/enterprises/export.xlsx?focus=it").await;
    assert_eq!(status, StatusCode::OK);
    let filter = enterprise::list::Filter::parse("focus=it");
    let ids = enterprise::list::export::ids(&h.t.ctx, &h.state, &filter).await.unwrap();
    let bytes =
        enterprise::list::export::write(&h.t.ctx, &h.state, &filter, &ids, Vec::new(), |_| Ok(())).await.unwrap();
    let path = h.t.dir.join("out.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut table = sheet::read(&path, "out.xlsx", &sheet::Limits::default()).unwrap();
    let mut keep = |row: sheet::Row| {
        rows.push(row.cells.to_vec());
        std::ops::ControlFlow::Continue(())
    };
    table.for_each_row(&mut keep).unwrap();
    let all = rows.concat().join("|");
    assert!(
        all.contains("乌鲁木齐示例云计算有限公司")
            && all.contains("18000000")
            && !all.contains("示例云计算(乌鲁木齐)公司"),
        "{all}"
    );
}

#[test]
fn both_languages_have_the_same_keys() {
    ui::i18n::assert_same_keys("locales/zh-CN", "locales/en");
}
