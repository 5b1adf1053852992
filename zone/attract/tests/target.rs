//! Acceptance row A2: industries to win and companies to visit, with reasons; what is not known is said; two officers do not
//! call on the same company. Every company, city count and probability here is invented.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod findings;
mod trip;
use attract::MIGRATIONS;
use attract::directory::Answer;
use attract::lead::Lead;
use attract::mission::service as missions;
use attract::target::service::{chosen, open_leads};
use attract::target::{Books, Engine, Standing, Step, TargetState, contact};
use attract::{Candidate, lead};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use findings::findings;
use kernel::ctx::SeededRng;
use kernel::{Ctx, Error, Locale, Role};
use std::sync::Arc;
use store::on_both;
use store::testing::Town;
use trip::{acting, acting_as, get, has, post, state, trip};
use ui::Visit;

struct Fixed(Standing);
impl Engine for Fixed {
    fn findings<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Standing> {
        Box::pin(async move { Ok(self.0.clone()) })
    }
    fn books<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Arc<Books>> {
        Box::pin(async { Ok(Arc::new(findings::books())) })
    }
}

fn targets(t: &Town, standing: Standing) -> TargetState {
    TargetState { attract: state(t), engine: Arc::new(Fixed(standing)) }
}

fn ready(t: &Town) -> TargetState {
    targets(t, Standing::Ready(Arc::new(findings())))
}

fn app(s: &TargetState, ctx: Ctx, locale: Locale) -> Router {
    let ctx = Ctx { locale, ..ctx };
    let visit = Visit { ctx, zone_name: "示例园区".into(), csrf: trip::TOKEN.into(), places: Arc::from([]) };
    let (router, _) = ui::routes::<()>().merge(attract::target::routes(s.clone())).into_parts();
    let session = from_fn(move |mut request: Request, next: Next| {
        request.extensions_mut().insert(visit.clone());
        next.run(request)
    });
    let rng = Arc::new(SeededRng::new(3));
    ui::outside_session(ui::inside_session(router, rng.clone()).layer(session), rng)
}

/// Keys of the targets that a page asked for and nobody has.
fn no_text_is_missing() {
    let ours =
        |k: &String| k.split_once('/').is_some_and(|(_, key)| key.starts_with("target") || key.starts_with("lead"));
    let missing: Vec<String> = ui::i18n::missing().into_iter().filter(ours).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

async fn leads(t: &Town) -> Vec<Lead> {
    t.db.read(&t.ctx.zone).await.unwrap().list("ORDER BY name", &[]).await.unwrap()
}

/// The place of a text, so that an order can be told.
fn at(page: &str, text: &str) -> usize {
    page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"))
}

on_both!(MIGRATIONS, the_ranking_speaks_both_languages_and_prints_how_good_it_is, |t| {
    let s = ready(&t);
    let zh = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let (status, page) = get(&zh, "/attract/targets").await;
    assert_eq!(status, 200);
    has(&page, &["塑料制品业", "42%", "最相似的 3 座城市中 2 座已有", "上游在本区：化学原料和化学制品制造业 3 家"]);
    has(
        &page,
        &[
            "假如站在 2000 年用同样的方法",
            "点名最靠前的 100 个，到 2002 年来了 48 个；随机点名约 5.0 个",
            "1.23 个百分点",
        ],
    );
    has(
        &page,
        &[
            "数据单薄，只作线索",
            "无从学习",
            "约五分之一布过点",
            "示例名录.csv",
            "data-chart=\"bubble\"",
            "class=\"wt-map\"",
        ],
    );
    assert!(at(&page, "/attract/targets/292") < at(&page, "/attract/targets/64"));
    let en = app(&s, acting(&t, Role::Director), Locale::En);
    let (_, page) = get(&en, "/attract/targets").await;
    has(&page, &["2 of the 3 most similar cities have it", "Of the top 100 that this method would have named in 2000"]);
    has(&page, &["Thin data: hints, not answers", "runs this trade in 4 cities (6 sites)", "only about a fifth"]);
    no_text_is_missing();
});

on_both!(MIGRATIONS, weights_and_conditions_stand_in_the_address, |t| {
    let s = ready(&t);
    let app = app(&s, acting(&t, Role::Statistician), Locale::ZhCn);
    let (_, page) = get(&app, "/attract/targets?task=weak").await;
    assert!(page.contains("/attract/targets/64\"") && !page.contains("/attract/targets/292\""));
    let (_, page) = get(&app, "/attract/targets?focus=any&w_fit=9&w_growth=0").await;
    has(&page, &["/attract/targets/292?w_growth=0&#38;w_fit=9", "name=\"w_fit\" value=\"9\""]);
    assert!(!page.contains("/attract/targets/64"));
    let (_, page) = get(&app, "/attract/targets?q=没有这个产业").await;
    has(&page, &["没有符合条件的产业"]);
    let (status, page) = get(&app, "/attract/targets?page=99&w_fit=abc&task=x&focus=%3Cscript%3E").await;
    assert_eq!(status, 200);
    assert!(!page.contains("<script>"), "what an address says is never a part of the page");
});

on_both!(MIGRATIONS, an_industry_says_what_speaks_for_it_what_is_missing_and_whom_to_visit, |t| {
    let s = ready(&t);
    let zh = app(&s, acting(&t, Role::AttractionOfficer), Locale::ZhCn);
    let (status, page) = get(&zh, "/attract/targets/292").await;
    assert_eq!(status, 200);
    has(
        &page,
        &[
            "部分小类属于主导产业：新材料",
            "本地已有相近产业：有色金属压延加工 3 家",
            "上游在本区：化学原料和化学制品制造业 3 家（示例树脂、示例助剂等），所属部门占其总投入 31.0%（全国）",
            "下游缺：",
            "企业库有 4 家企业没有行业代码",
            "国家统计局 2020年全国投入产出表（42部门），系数由本项目计算",
            "href=\"/enterprises?industry=26\"",
            "本地还没有的相近产业：合成材料制造",
            "复杂度高于 80% 的产业",
            "新疆其他 13 座城市中，6 座已有",
        ],
    );
    has(
        &page,
        &[
            "×2.0",
            "÷1.5",
            "第 1 名，共 2 个",
            "示例光膜",
            "近 2 年进入 2 座新城市，最近一次在 2001 年",
            "总部在邻省",
            "未接触",
        ],
    );
    let (_, page) = get(&zh, "/attract/targets/292?expanders=1").await;
    assert!(page.contains("示例光膜") && !page.contains("示例新材集团"));
    let (_, page) = get(&zh, "/attract/targets/64").await;
    has(
        &page,
        &["乌鲁木齐只有 2 家，占比不到全国平均水平的一半", "少于前三年的 30 家", "都没有先例", "不属于园区的主导产业"],
    );
    assert_eq!(get(&zh, "/attract/targets/999").await.0, 404);
    let (_, page) = get(&zh, "/attract/targets/companies?province=广东&city=深圳").await;
    has(&page, &["广东 深圳的目标企业", "示例光膜", "塑料制品业"]);
    let (status, page) = get(&zh, "/attract/targets/company?key=registry%3Aex-film").await;
    assert_eq!(status, 200);
    has(
        &page,
        &["示例光膜", "产业排第 1，概率 42%", "近 2 年进入 2 座新城市", "可就近采购：本区有化学原料", "认领为线索"],
    );
    assert_eq!(get(&zh, "/attract/targets/company?key=registry%3Anone").await.0, 404);
    let (_, page) = get(&zh, "/attract/targets/companies?province=无&city=此城").await;
    has(&page, &["无 此城的目标企业：没有"]);
    let (_, page) = get(&zh, "/attract/targets/companies?focus=materials").await;
    has(&page, &["目标企业", "示例光膜", "塑料制品业（含塑料薄膜制造） 2", "常用有色金属冶炼（含铝冶炼） 0"]);
    let (_, page) = get(&zh, "/attract/targets/companies?focus=materials&segment=321").await;
    assert!(!page.contains("示例光膜"), "of another segment");
    let en = app(&s, acting(&t, Role::AttractionOfficer), Locale::En);
    let paths = ["/attract/targets/292", "/attract/targets/64", "/attract/targets/companies?province=广东&city=深圳"];
    for path in paths.into_iter().chain(["/attract/targets/company?key=registry%3Aex-film"]) {
        assert_eq!(get(&en, path).await.0, 200);
    }
    no_text_is_missing();
});

on_both!(MIGRATIONS, a_chosen_company_becomes_a_lead_and_nobody_makes_a_second_one, |t| {
    let s = ready(&t);
    let wang = acting_as(&t, Role::AttractionOfficer, "wang");
    let app_of = |ctx: Ctx| app(&s, ctx, Locale::ZhCn);
    let form = [("industry", "292"), ("company", "registry:ex-film"), ("back", "/attract/targets/292")];
    let (status, to) = post(&app_of(wang.clone()), "/attract/targets/leads", &form).await;
    assert_eq!((status, to.as_str()), (303, "/attract/targets/292"));
    let lead = leads(&t).await.remove(0);
    assert_eq!(
        (lead.name.as_str(), lead.owner.as_deref(), lead.subject.as_str()),
        ("示例光膜", Some("wang"), "引进塑料制品业")
    );
    assert!(lead.note.as_deref().unwrap().contains("4 座城市"), "the reasons go with it");
    // A colleague sees whose it is, cannot make another, and gets the rest.
    let li = acting_as(&t, Role::AttractionOfficer, "li");
    let (_, page) = get(&app_of(li.clone()), "/attract/targets/292").await;
    has(&page, &["名：wang", "同事在跟，先商量"]);
    let (_, page) = get(&app_of(li.clone()), "/attract/targets/292?fresh=1").await;
    assert!(!page.contains("示例光膜") && page.contains("示例新材集团"));
    let (_, page) = get(&app_of(wang.clone()), "/attract/targets/292").await;
    assert!(page.contains("名：wang") && !page.contains("同事在跟"));
    let findings = findings();
    let keys = ["registry:ex-film".to_owned(), "name:示例新材集团".to_owned(), "registry:none".to_owned()];
    let both = chosen(&findings, Some("292"), &keys).unwrap();
    let done = open_leads(&li, &s, &findings, &both).await.unwrap();
    assert_eq!((done.made, done.there), (1, vec!["示例光膜".to_owned()]));
    let none = chosen(&findings, None, &["registry:none".to_owned()]);
    assert!(matches!(none, Err(Error::Invalid(e)) if e[0].code == "target-choose-none"));
    // Nothing ticked: the page says so; a foreign address is not returned to.
    let (status, to) = post(&app_of(li), "/attract/targets/leads", &[("back", "https://example.org")]).await;
    assert_eq!((status, to.as_str()), (303, "/attract/targets"));
    assert_eq!(leads(&t).await.len(), 2);
});

on_both!(MIGRATIONS, names_in_another_form_and_closed_leads_are_recognised, |t| {
    let s = ready(&t);
    let ctx = acting_as(&t, Role::AttractionOfficer, "wang");
    let typed = Candidate { name: "示例新材 集团".into(), ..Candidate::default() };
    let draft = lead::draft::Draft { company: typed, ..lead::draft::Draft::default() };
    let made = lead::service::create(&ctx, &s.attract, &draft).await.unwrap();
    let findings = findings();
    let of = contact::Contacts::of(&ctx, &s.attract, &findings.companies.iter().collect::<Vec<_>>()).await.unwrap();
    assert!(of.get(&findings.companies[0]).is_none());
    let found = of.get(&findings.companies[1]).unwrap();
    assert_eq!((&found.lead.id, found.clash), (&made.id, false));
    let other = acting_as(&t, Role::AttractionOfficer, "li");
    let of = contact::Contacts::of(&other, &s.attract, &findings.companies.iter().collect::<Vec<_>>()).await.unwrap();
    assert!(of.get(&findings.companies[1]).unwrap().clash);
});

on_both!(MIGRATIONS, chosen_companies_join_a_trip_in_their_city, |t| {
    let (s, ctx) = (ready(&t), acting(&t, Role::AttractionOfficer));
    let mission = missions::plan(&ctx, &t.db, &trip()).await.unwrap();
    let app = app(&s, ctx.clone(), Locale::ZhCn);
    let (_, page) = get(&app, "/attract/targets/companies?province=广东&city=深圳").await;
    has(&page, &["深圳小分队 · 2020-01-14", "加入小分队"]);
    let id = mission.id.to_string();
    let form = [("company", "registry:ex-film"), ("mission", id.as_str())];
    let (status, to) = post(&app, "/attract/targets/mission", &form).await;
    assert_eq!((status, to), (303, format!("/attract/missions/{id}#plan")));
    let visit = missions::get(&ctx, &t.db, &mission.id).await.unwrap().visits.remove(0);
    assert_eq!((visit.company.as_str(), visit.city.as_str(), visit.points.as_str()), ("示例光膜", "440300", ""));
    let said = |locale| visit.reasons.iter().map(|r| r.text(ui::T::new(locale))).collect::<Vec<_>>().join("\n");
    has(
        &said(Locale::ZhCn),
        &["招商目标：塑料制品业（名录里乌鲁木齐还没有）", "最近一次在 2001 年", "可就近采购：本区有化学原料"],
    );
    // Facts are kept, not sentences: an English reader reads English, whoever added the company.
    has(
        &said(Locale::En),
        &["(none in 乌鲁木齐 according to the registry)", "last in 2001", "Could buy nearby: the zone has"],
    );
    post(&app, "/attract/targets/mission", &form).await;
    assert_eq!(missions::get(&ctx, &t.db, &mission.id).await.unwrap().visits.len(), 1, "a company is visited once");
    let (status, _) = post(&app, "/attract/targets/mission", &[("company", "registry:ex-film")]).await;
    assert_eq!(status, 303);
});

on_both!(MIGRATIONS, who_may_do_what_with_targets, |t| {
    let s = ready(&t);
    for role in [Role::CompanyUser, Role::DepartmentClerk, Role::ParkOperator] {
        let app = app(&s, acting(&t, role), Locale::ZhCn);
        for path in [
            "/attract/targets",
            "/attract/targets/292",
            "/attract/targets/companies",
            "/attract/targets/company?key=registry%3Aex-film",
            "/attract/targets/export.xlsx",
        ] {
            assert_eq!(get(&app, path).await.0, 404, "{role:?} {path}");
        }
    }
    let form = [("industry", "292"), ("company", "registry:ex-film")];
    for role in [Role::Director, Role::Statistician, Role::Auditor] {
        let app = app(&s, acting(&t, role), Locale::ZhCn);
        let (_, page) = get(&app, "/attract/targets/292").await;
        assert!(!page.contains("所选企业认领为线索"), "{role:?} sees no button that is refused");
        assert_eq!(post(&app, "/attract/targets/leads", &form).await.0, 404, "{role:?}");
    }
    let auditor = app(&s, acting(&t, Role::Auditor), Locale::ZhCn);
    assert_eq!(post(&auditor, "/attract/targets/mission", &form).await.0, 404);
    assert!(leads(&t).await.is_empty());
});

on_both!(MIGRATIONS, without_results_the_page_says_why_and_what_to_do, |t| {
    let failed = |reason: &str| Standing::Failed {
        reason: reason.into(),
        args: vec![("n".into(), "12".into()), ("why".into(), "x".into())],
    };
    for (standing, zh, en) in [
        (Standing::NoRegistry, "wutong registry build", "wutong registry build"),
        (Standing::Computing(Step::Entry), "从历史中学习哪些产业", "learning from history which industries"),
        (failed("target-failed-counts"), "只有 12 家", "only 12 have"),
    ] {
        let s = targets(&t, standing);
        for (locale, text) in [(Locale::ZhCn, zh), (Locale::En, en)] {
            let app = app(&s, acting(&t, Role::AttractionOfficer), locale);
            for path in ["/attract/targets", "/attract/targets/292", "/attract/targets/companies"] {
                let (status, page) = get(&app, path).await;
                assert_eq!(status, 200);
                has(&page, &[text]);
            }
            assert_eq!(get(&app, "/attract/targets/export.xlsx").await.0, 409);
            assert_eq!(post(&app, "/attract/targets/leads", &[("company", "registry:ex-film")]).await.0, 409);
        }
    }
    no_text_is_missing();
});

on_both!(MIGRATIONS, without_branches_the_page_says_so_and_ranks_by_the_other_reasons, |t| {
    let mut known = findings();
    known.basis.expanders = 0;
    for industry in &mut known.industries {
        industry.prospects.retain(|p| !p.expander);
    }
    let s = targets(&t, Standing::Ready(Arc::new(known)));
    for (locale, why) in [(Locale::ZhCn, "没有分公司、分支机构"), (Locale::En, "no branches")] {
        let app = app(&s, acting(&t, Role::AttractionOfficer), locale);
        let (_, page) = get(&app, "/attract/targets/292").await;
        has(&page, &[why, "wutong registry build --from", "示例新材集团"]);
        assert!(!page.contains("expanders=1"), "nothing to choose by: {page}");
    }
    no_text_is_missing();
});

on_both!(MIGRATIONS, the_page_of_one_company_acts_at_once_and_long_reasons_fold, |t| {
    use attract::target::Why;
    let mut known = findings();
    let plastics = known.industries.iter_mut().find(|i| i.code == "292").unwrap();
    plastics.prospects[1].why = vec![
        Why::HomeInProvince,
        Why::Listed { year: 2001 },
        Why::OwnTrade { group: Some("2921".into()) },
        Why::Young { year: 2000 },
    ];
    let s = targets(&t, Standing::Ready(Arc::new(known)));
    let app = app(&s, acting(&t, Role::AttractionOfficer), Locale::ZhCn);
    let (_, list) = get(&app, "/attract/targets/292").await;
    has(&list, &["主业是塑料薄膜制造"]);
    assert!(
        at(&list, "总部在本省") < at(&list, "另有 1 条理由") && at(&list, "另有 1 条理由") < at(&list, "2000 年成立")
    );
    let (_, page) = get(&app, "/attract/targets/company?key=registry%3Aex-film").await;
    has(&page, &["<input type=\"hidden\" name=\"company\" value=\"registry:ex-film\">", "认领为线索"]);
    assert!(!page.contains("type=\"checkbox\""), "nothing to tick: {page}");
    let form = [
        ("company", "registry:ex-film"),
        ("industry", "292"),
        ("back", "/attract/targets/company?key=registry%3Aex-film"),
    ];
    assert_eq!(post(&app, "/attract/targets/leads", &form).await.0, 303);
    assert_eq!(leads(&t).await.len(), 1);
});

on_both!(MIGRATIONS, the_export_holds_the_ranking_and_what_it_stands_on, |t| {
    use tower::ServiceExt;
    let s = ready(&t);
    let app = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let request = Request::get("/attract/targets/export.xlsx?task=new").body(axum::body::Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
    let path = t.dir.join("targets.xlsx");
    std::fs::write(&path, &bytes).unwrap();
    let text = sheet_text(&path);
    has(&text, &["塑料制品业", "42", "最相似的 3 座城市中", "到 2002 年来了 48 个", "单个城市的把握有限"]);
    assert!(!text.contains("互联网和相关服务"), "what the conditions leave out is left out of the file");
});

/// Every cell of a workbook, line by line.
fn sheet_text(path: &std::path::Path) -> String {
    let mut table = sheet::read(path, "targets.xlsx", &sheet::Limits::default()).unwrap();
    let rows = table.head(200).unwrap();
    rows.iter().map(|r| r.cells.join(" | ")).collect::<Vec<_>>().join("\n")
}
