//! Commands on companies, on both engines: nothing is lost, nobody is overwritten, erased is gone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;

use enterprise::MIGRATIONS;
use enterprise::company::duplicate::{self, Basis};
use enterprise::company::service::{Create, Edit, confirm, create, edit, remove, restore, tag};
use enterprise::company::{Draft, Enterprise, store as companies};
use enterprise::contact::{Person, service as contacts};
use enterprise::figure::service as figures;
use enterprise::focus::service as focus;
use enterprise::list::Filter;
use enterprise::listing::{State, service as listings};
use enterprise::threshold::rules::Standing;
use enterprise::threshold::service as thresholds;
use enterprise::view::service as views;
use kernel::access::Role;
use kernel::ctx::{Actor, Via};
use kernel::id::UserId;
use kernel::{Ctx, Error, Source};
use store::on_both;
use store::testing::Town;
use town::{draft, found, now, read};

fn as_role(t: &Town, role: Role, user: &str) -> Ctx {
    let actor = Actor {
        user_id: UserId::parse(user),
        user: user.to_owned(),
        display_name: user.to_owned(),
        roles: vec![role],
        companies: Vec::new(),
        departments: Vec::new(),
        via: Via::Session,
    };
    t.ctx.acting(actor)
}

fn code_of(error: &Error) -> String {
    error.code().to_owned()
}

on_both!(MIGRATIONS, a_namesake_needs_a_word_and_a_code_is_unique, |t| {
    let first =
        Draft { credit_code: "91650100MA7752XP6R".into(), ..draft("示例光膜（乌鲁木齐）有限公司") };
    let made = create(&t.ctx, &t.db, Create { draft: first.clone(), ..Create::default() }).await;
    // The check character decides whether this invented code is one; without it the rest is tested all the same.
    let first = match made {
        Ok(_) => first,
        Err(Error::Invalid(e)) if e[0].code == "credit-code-check" => {
            let right = e[0].args.iter().find(|(n, _)| n == "expected").unwrap().1.clone();
            let code = format!("91650100MA7752XP6{right}");
            let first = Draft { credit_code: code, ..first };
            found(&t, first.clone()).await;
            first
        }
        Err(e) => panic!("{e}"),
    };
    let same_code = Draft { name: "另一家示例公司".into(), ..first.clone() };
    let refused = create(&t.ctx, &t.db, Create { draft: same_code, ..Create::default() }).await.unwrap_err();
    assert_eq!(code_of(&refused), "enterprise-duplicate-code");
    let namesake = draft("示例光膜(乌鲁木齐) 有限公司");
    let cmd = Create { draft: namesake, ..Create::default() };
    let refused = create(&t.ctx, &t.db, cmd.clone()).await.unwrap_err();
    assert_eq!(code_of(&refused), "enterprise-duplicate-name");
    create(&t.ctx, &t.db, Create { namesake_confirmed: true, ..cmd }).await.unwrap();
    let pairs = duplicate::suspects(&mut read(&t).await, &t.ctx.scope().unwrap(), 10).await.unwrap();
    assert_eq!(pairs.iter().map(|(.., basis)| *basis).collect::<Vec<_>>(), [Basis::Name]);
    // The name of today is another's name of yesterday.
    let renamed = Draft { former_names: "示例旧膜有限公司".into(), ..draft("示例新膜有限公司") };
    found(&t, renamed).await;
    let heir = Create { draft: draft("示例旧膜有限公司"), namesake_confirmed: true, ..Create::default() };
    create(&t.ctx, &t.db, heir).await.unwrap();
    let pairs = duplicate::suspects(&mut read(&t).await, &t.ctx.scope().unwrap(), 10).await.unwrap();
    let mut names: Vec<(&str, &str, Basis)> =
        pairs.iter().map(|(a, b, basis)| (a.name.as_str(), b.name.as_str(), *basis)).collect();
    assert_eq!(names.pop(), Some(("示例新膜有限公司", "示例旧膜有限公司", Basis::Former)));
    assert_eq!(names.len(), 1);
    assert_eq!(duplicate::suspects(&mut read(&t).await, &t.ctx.scope().unwrap(), 1).await.unwrap().len(), 1);
});

on_both!(MIGRATIONS, wrong_fields_are_all_named, |t| {
    let bad = Draft {
        credit_code: "123".into(),
        founded_on: "2021-01-01".into(),
        capital: "很多".into(),
        industry_code: "9999".into(),
        insured_count: "几个".into(),
        ..draft("")
    };
    let Err(Error::Invalid(errors)) = create(&t.ctx, &t.db, Create { draft: bad, ..Create::default() }).await else {
        panic!("accepted")
    };
    let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["name", "credit_code", "capital", "founded_on", "industry_code", "insured_count"]);
    assert_eq!(read(&t).await.head().await.unwrap().0, 0);
});

on_both!(MIGRATIONS, a_stale_edit_shows_both_sides_and_writes_nothing, |t| {
    let c = found(&t, draft("示例甲有限公司")).await;
    let theirs =
        Edit { version: 1, draft: Draft { address: "甲路 1 号".into(), ..Draft::of(&c) }, ..Edit::default() };
    edit(&t.ctx, &t.db, &c.id, theirs).await.unwrap();
    let yours =
        Edit { version: 1, draft: Draft { address: "乙路 2 号".into(), ..Draft::of(&c) }, ..Edit::default() };
    let Err(Error::Conflict { code, stale, .. }) = edit(&t.ctx, &t.db, &c.id, yours).await else { panic!("written") };
    assert_eq!(code, "enterprise-stale");
    assert_eq!((stale[0].theirs.as_str(), stale[0].yours.as_str()), ("甲路 1 号", "乙路 2 号"));
    assert_eq!(now(&t, &c.id).await.address.as_deref(), Some("甲路 1 号"));
});

on_both!(MIGRATIONS, an_edit_knows_where_each_fact_came_from, |t| {
    let c = found(&t, draft("示例乙有限公司")).await;
    let source = Source { on: Some("2019-12-31".into()), ..Source::named("年报") };
    let cmd =
        Edit {
            version: 1, draft: Draft { insured_count: "148人".into(), ..Draft::of(&c) }, source, ..Edit::default()
        };
    let after = edit(&t.ctx, &t.db, &c.id, cmd).await.unwrap();
    assert_eq!(after.insured_count, Some(148));
    assert_eq!(after.facts["insured_count"].document, "年报");
    assert!(!after.facts.contains_key("name"));
    let steps =
        journal::changes(&mut read(&t).await, "enterprise", c.id.as_str(), |table, _| table == "enterprise", None, 10)
            .await
            .unwrap();
    let change = steps[0].changes.iter().find(|c| c.field == "insured_count").unwrap();
    assert_eq!((change.before.clone(), change.after.clone()), (Some(serde_json::Value::Null), Some(148.into())));
});

on_both!(MIGRATIONS, confirmed_removed_restored, |t| {
    let c = found(&t, draft("示例丙有限公司")).await;
    let c = confirm(&t.ctx, &t.db, &c.id, c.version).await.unwrap();
    assert_eq!(c.checked_on.as_deref(), Some("2020-01-15"));
    let c = remove(&t.ctx, &t.db, &c.id, c.version).await.unwrap();
    assert!(!c.is_live());
    // Its name is free while it is off the list.
    assert!(companies::by_key(&mut read(&t).await, &["name"], "示例丙有限公司").await.unwrap().is_empty());
    let c = restore(&t.ctx, &t.db, &c.id, c.version).await.unwrap();
    assert!(c.is_live());
    assert!(matches!(remove(&t.ctx, &t.db, &c.id, 1).await, Err(Error::Conflict { .. })));
    assert_eq!(tag(&t.ctx, &t.db, &[c.id.to_string()], "本土", true).await.unwrap(), 1);
    assert_eq!(tag(&t.ctx, &t.db, &[c.id.to_string()], "本土", true).await.unwrap(), 0);
    assert_eq!(now(&t, &c.id).await.tags, ["本土"]);
});

on_both!(MIGRATIONS, an_erased_person_leaves_no_trace, |t| {
    let c = found(&t, draft("示例戊有限公司")).await;
    let typed = contacts::Draft {
        name: "示例联系人庚".into(),
        phones: "0991-0000009".into(),
        emails: "geng@example.com".into(),
        ..contacts::Draft::default()
    };
    let contact = contacts::add(&t.ctx, &t.db, &c.id, typed, Source::default()).await.unwrap();
    let clerk = as_role(&t, Role::AttractionOfficer, "u1");
    assert!(matches!(
        contacts::erase(&clerk, &t.db, &contact.person_id).await,
        Err(Error::NotFound | Error::Forbidden)
    ));
    contacts::erase(&t.ctx, &t.db, &contact.person_id).await.unwrap();
    let mut conn = read(&t).await;
    assert_eq!(conn.get::<Person>(&[contact.person_id.as_str().into()]).await.unwrap(), None);
    assert!(contacts::of(&t.ctx, &mut conn, &now(&t, &c.id).await).await.unwrap().is_empty());
    let bodies = conn.rows("SELECT body FROM event WHERE zone_id = $1", &["test".into()]).await.unwrap();
    for row in bodies {
        let body = row.text("body").unwrap();
        assert!(!body.contains("示例联系人庚") && !body.contains("0991-0000009") && !body.contains("geng@"));
    }
});

on_both!(MIGRATIONS, a_claim_becomes_evidence_only_with_year_and_document, |t| {
    let c = found(&t, draft("示例己有限公司")).await;
    let claim = listings::Add { list: "世界500强".into(), ..listings::Add::default() };
    let listing = listings::add(&t.ctx, &t.db, &c.id, claim.clone()).await.unwrap();
    assert_eq!(listing.state, State::Claimed);
    let Err(Error::Invalid(e)) = listings::evidence(&t.ctx, &t.db, &listing.id, 1, claim.clone()).await else {
        panic!()
    };
    assert_eq!(e.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["year", "source"]);
    let proof = listings::Add { year: "2019".into(), rank: "120".into(), source: Source::named("榜单"), ..claim };
    let listing = listings::evidence(&t.ctx, &t.db, &listing.id, 1, proof).await.unwrap();
    assert_eq!((listing.state, listing.year, listing.rank), (State::Evidenced, Some(2019), Some(120)));
});

on_both!(MIGRATIONS, dated_rules_say_who_is_above_and_who_is_near, |t| {
    let rule = |revenue: &str, from: &str, to: &str| thresholds::Draft {
        list: "above_scale".into(),
        name_zh: "规模以上工业".into(),
        valid_from: from.into(),
        valid_to: to.into(),
        industries: "B，C，D".into(),
        revenue: revenue.into(),
        document: "统计制度".into(),
        ..thresholds::Draft::default()
    };
    thresholds::save(&t.ctx, &t.db, None, &rule("500万元", "2007-01-01", "2010-12-31")).await.unwrap();
    thresholds::save(&t.ctx, &t.db, None, &rule("2000万元", "2011-01-01", "")).await.unwrap();
    assert!(thresholds::save(&t.ctx, &t.db, None, &rule("", "2011-01-01", "2010-01-01")).await.is_err());
    let mut conn = read(&t).await;
    let rules = thresholds::all(&mut conn).await.unwrap();
    drop(conn);
    for (revenue, year, expected) in [
        ("2000万元", 2019, Standing::Above),
        ("1999.99万元", 2019, Standing::Near),
        ("1600万元", 2019, Standing::Near),
        ("1599.99万元", 2019, Standing::Below),
        ("600万元", 2010, Standing::Above),
    ] {
        let name = format!("示例工厂{revenue}{year}");
        let c = found(&t, Draft { industry_code: "3911".into(), ..draft(&name) }).await;
        let set = figures::Set {
            metric: "revenue".into(),
            period: year.to_string(),
            value: revenue.into(),
            ..figures::Set::default()
        };
        let figure = figures::set(&t.ctx, &t.db, &c.id, set).await.unwrap();
        let judged = thresholds::judge(&rules, "above_scale", &c, &[figure], year).unwrap();
        assert_eq!(judged.verdict.standing, expected, "{revenue} {year}");
        let other_year = thresholds::judge(&rules, "above_scale", &c, &[], year).unwrap();
        assert_eq!(other_year.verdict.standing, Standing::Unknown);
    }
    let shop = found(&t, Draft { industry_code: "5211".into(), ..draft("示例商店") }).await;
    assert!(thresholds::judge(&rules, "above_scale", &shop, &[], 2019).is_none());
});

on_both!(MIGRATIONS, views_are_ones_own_until_shared, |t| {
    let (mine, other) = (as_role(&t, Role::AttractionOfficer, "u1"), as_role(&t, Role::Director, "u2"));
    let filter = Filter::parse("focus=it&sort=-revenue&cols=focus,revenue&page=3");
    let view = views::save(&mine, &t.db, "信息技术", &filter, false).await.unwrap();
    assert_eq!((view.query.as_str(), view.columns.len()), ("focus=it&sort=-revenue", 2));
    assert_eq!(views::all(&mine, &mut read(&t).await).await.unwrap().len(), 1);
    assert!(views::all(&other, &mut read(&t).await).await.unwrap().is_empty());
    assert!(matches!(views::get(&other, &mut read(&t).await, &view.id).await, Err(Error::NotFound)));
    assert!(matches!(views::save(&mine, &t.db, "全员", &filter, true).await, Err(Error::Forbidden)));
    let keeper = as_role(&t, Role::Statistician, "u3");
    let shared = views::save(&keeper, &t.db, "全员", &filter, true).await.unwrap();
    assert_eq!(views::all(&other, &mut read(&t).await).await.unwrap().len(), 1);
    assert!(matches!(views::remove(&other, &t.db, &shared.id, 1).await, Err(Error::Forbidden)));
    let renamed = views::Change { name: Some("改名".into()), ..views::Change::default() };
    views::change(&mine, &t.db, &view.id, 1, renamed.clone()).await.unwrap();
    assert!(matches!(views::change(&mine, &t.db, &view.id, 1, renamed).await, Err(Error::Conflict { .. })));
    views::remove(&mine, &t.db, &view.id, 2).await.unwrap();
    assert_eq!(views::all(&mine, &mut read(&t).await).await.unwrap().len(), 1);
});

on_both!(MIGRATIONS, totals_by_focus_add_up_to_the_whole, |t| {
    let it = focus::Draft {
        code: "it".into(),
        name_zh: "新一代信息技术".into(),
        slot: "1".into(),
        position: "1".into(),
        industries: "I，39".into(),
        ..focus::Draft::default()
    };
    focus::save(&t.ctx, &t.db, 0, &it, Source::default()).await.unwrap();
    for (name, industry, revenue, insured) in [
        ("示例一", "6513", "1亿元", "10"),
        ("示例二", "3911", "2亿元", ""),
        ("示例三", "A", "4亿元", "5"),
        ("示例四", "", "", "1"),
    ] {
        let c = found(&t, Draft { industry_code: industry.into(), insured_count: insured.into(), ..draft(name) }).await;
        if !revenue.is_empty() {
            let set = figures::Set {
                metric: "revenue".into(),
                period: "2019".into(),
                value: revenue.into(),
                ..figures::Set::default()
            };
            figures::set(&t.ctx, &t.db, &c.id, set).await.unwrap();
        }
    }
    let totals = focus::totals(&t.ctx, &mut read(&t).await).await.unwrap();
    let parts: Vec<(&str, i64, i64, Option<i64>)> =
        totals.parts.iter().map(|p| (p.code.as_str(), p.count, p.revenue_fen / 10_000_000_000, p.insured)).collect();
    assert_eq!(parts, [("it", 2, 3, Some(10)), ("other", 2, 4, Some(6))]);
    assert_eq!((totals.all.count, totals.all.revenue_fen, totals.all.insured), (4, 70_000_000_000, Some(16)));
});

on_both!(MIGRATIONS, clerks_edit_their_own_departments_companies_only, |t| {
    let own = found(&t, Draft { department_id: "d1".into(), ..draft("示例本部门企业") }).await;
    let other = found(&t, Draft { department_id: "d2".into(), ..draft("示例外部门企业") }).await;
    let mut clerk = as_role(&t, Role::DepartmentClerk, "u9");
    clerk.actor.departments = vec![kernel::id::DepartmentId::parse("d1").unwrap()];
    let change = |c: &Enterprise| Edit {
        version: 1,
        draft: Draft { address: "丁路".into(), ..Draft::of(c) },
        ..Edit::default()
    };
    edit(&clerk, &t.db, &own.id, change(&own)).await.unwrap();
    assert!(matches!(edit(&clerk, &t.db, &other.id, change(&other)).await, Err(Error::Forbidden)));
    let company = as_role(&t, Role::CompanyUser, "u10");
    assert!(matches!(edit(&company, &t.db, &own.id, change(&own)).await, Err(Error::NotFound)));
});
