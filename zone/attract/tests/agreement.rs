//! Acceptance rows A5 and G6: agreements with parties, workstreams, projects and amounts, totals that drill down.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod trip;
use attract::MIGRATIONS;
use attract::agreement::change;
use attract::agreement::draft::{AmountDraft, Draft, ProjectDraft, WorkDraft};
use attract::agreement::service::{self, Whole, WorkChange};
use attract::agreement::totals::{self, Books, By};
use attract::agreement::{AmountKind, CountingRule, WorkState};
use kernel::money::Fen;
use kernel::{Error, Event, Locale, Role, Source};
use store::on_both;
use store::testing::Town;
use trip::*;

async fn rules(t: &Town) {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    for kind in AmountKind::ALL {
        let rule = CountingRule {
            code: kind.code().into(),
            counts: kind,
            valid_from: "2015-01-01".into(),
            needs_evidence: true,
            foreign_by_rate: true,
            text_zh: "首次签约计一次".into(),
            text_en: "Once at the first signing".into(),
            source: Source::example(),
            version: 1,
            ..CountingRule::default()
        };
        tx.put(&rule).await.unwrap();
    }
    tx.commit(Event::new("zone.loaded", &t.ctx)).await.unwrap();
}

fn draft() -> Draft {
    let project = |name: &str, contracted: &str| ProjectDraft {
        name: name.into(),
        company: "示例光膜".into(),
        contracted: contracted.into(),
        ..ProjectDraft::default()
    };
    let work = |name: &str| WorkDraft { name: name.into(), owner: "attraction_officer".into() };
    Draft {
        title: "与示例集团的合作".into(),
        kind: "investment".into(),
        signed_on: "2019-12-20".into(),
        parties: "乌鲁木齐高新区（新市区）\n示例光膜\n".into(),
        projects: vec![project("云计算中心", "3.2亿元"), project("整机基地", "500万美元"), ProjectDraft::default()],
        workstreams: vec![work("产业孵化"), work("科技创新"), work("投资基金"), WorkDraft::default()],
        source: Source::named("投资协议（2019 年 12 月）"),
        ..Draft::default()
    }
}

fn paid(project: &str, amount: &str) -> AmountDraft {
    AmountDraft {
        project: project.into(),
        kind: "paid_in".into(),
        basis: "first".into(),
        dated_on: "2020-01-10".into(),
        amount: amount.into(),
        source: Source::named("验资报告"),
        ..AmountDraft::default()
    }
}

on_both!(MIGRATIONS, one_agreement_three_workstreams_two_projects, |t| {
    rules(&t).await;
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let signed = service::sign(&ctx, &s, &draft()).await.unwrap();
    let Whole { agreement, workstreams, projects, amounts } = service::get(&ctx, &t.db, &signed.id).await.unwrap();
    assert_eq!((workstreams.len(), projects.len(), amounts.len()), (3, 2, 2));
    assert_eq!(workstreams[0].owner.as_deref(), Some("attraction_officer"));
    assert_eq!(agreement.parties[1].company_id.as_ref().unwrap().as_str(), "ex-film", "the books know this party");
    assert_eq!(projects[0].focus.as_deref(), Some("materials"), "the focus comes from the company");
    let books = Books::read(&ctx, &t.db).await.unwrap();
    let tally = books.tally(AmountKind::Contracted);
    assert_eq!(tally.total(), Some(Fen(32_000_000_000)), "dollars without an evidenced rate do not count");
    assert_eq!(tally.left_out.len(), 1);
    assert_eq!(books.tally(AmountKind::PaidIn).total(), Some(Fen(0)), "contracted is not paid in");
});

on_both!(MIGRATIONS, amounts_are_recorded_counted_and_taken_out, |t| {
    rules(&t).await;
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let signed = service::sign(&ctx, &s, &draft()).await.unwrap();
    let project = service::get(&ctx, &t.db, &signed.id).await.unwrap().projects[0].id.clone();
    let entry = service::record_amount(&ctx, &t.db, &signed.id, &paid(&project, "1.1亿元")).await.unwrap();
    let twice = service::record_amount(&ctx, &t.db, &signed.id, &paid(&project, "1.1亿元")).await;
    assert!(matches!(twice, Err(Error::Invalid(e)) if e[0].code == "amount-twice"));
    let other = service::record_amount(&ctx, &t.db, &signed.id, &paid("elsewhere", "1亿元")).await;
    assert!(matches!(other, Err(Error::Invalid(e)) if e[0].code == "amount-project-missing"));
    let bare = AmountDraft { source: Source::default(), ..paid(&project, "2亿元") };
    let bare = service::record_amount(&ctx, &t.db, &signed.id, &bare).await;
    assert!(matches!(bare, Err(Error::Invalid(e)) if e[0].code == "source-refused-missing"));
    let books = Books::read(&ctx, &t.db).await.unwrap();
    assert_eq!(books.tally(AmountKind::PaidIn).total(), Some(Fen(11_000_000_000)));
    change::take_back_amount(&ctx, &s, &signed.id, (&entry.id, 1), "重复登记").await.unwrap();
    let books = Books::read(&ctx, &t.db).await.unwrap();
    assert_eq!(books.tally(AmountKind::PaidIn).total(), Some(Fen(0)));
    assert_eq!(change::take_back_amount(&ctx, &s, &signed.id, (&entry.id, 1), "再次").await.unwrap_err().status(), 404);
});

on_both!(MIGRATIONS, one_project_alone_counts_as_it_does_among_all, |t| {
    rules(&t).await;
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let signed = service::sign(&ctx, &s, &draft()).await.unwrap();
    let second = Draft { title: "另一份协议".into(), signed_on: "2020-01-05".into(), ..draft() };
    let void = service::sign(&ctx, &s, &second).await.unwrap();
    let own = service::get(&ctx, &t.db, &signed.id).await.unwrap().projects;
    for (project, amount) in [(&own[0], "1.1亿元"), (&own[1], "2000万元")] {
        service::record_amount(&ctx, &t.db, &signed.id, &paid(&project.id, amount)).await.unwrap();
    }
    let more = AmountDraft { basis: "increase".into(), kind: "contracted".into(), ..paid(&own[0].id, "3000万元") };
    service::record_amount(&ctx, &t.db, &signed.id, &more).await.unwrap();
    service::void(&ctx, &t.db, &void.id, 1, "对方主体注销").await.unwrap();
    let whole = Books::read(&ctx, &t.db).await.unwrap();
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    assert_eq!(whole.projects.len(), 4);
    for id in whole.projects.keys() {
        let alone = Books::of_project(&ctx, &mut conn, id).await.unwrap();
        assert_eq!(alone.projects.keys().collect::<Vec<_>>(), [id], "nothing of the others is read");
        assert!(alone.amounts.iter().all(|a| a.project_id == *id) && alone.agreements.len() == 1);
        for kind in AmountKind::ALL {
            let (mut all, one) = (whole.tally(kind), alone.tally(kind));
            all.counted.retain(|c| c.entry.project_id == *id);
            all.left_out.retain(|l| l.entry.project_id == *id);
            assert_eq!(all, one, "{id} {kind:?}");
        }
    }
    assert!(Books::of_project(&ctx, &mut conn, "nowhere").await.unwrap().projects.is_empty());
    let outside = Books::of_project(&acting(&t, Role::CompanyUser), &mut conn, &own[0].id).await;
    assert!(matches!(outside, Err(Error::Forbidden | Error::NotFound)));
});

on_both!(MIGRATIONS, totals_by_group_add_up_and_a_void_agreement_counts_nowhere, |t| {
    rules(&t).await;
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let signed = service::sign(&ctx, &s, &draft()).await.unwrap();
    let second = Draft { title: "另一份协议".into(), signed_on: "2020-01-05".into(), ..draft() };
    service::sign(&ctx, &s, &second).await.unwrap();
    let books = Books::read(&ctx, &t.db).await.unwrap();
    let tally = books.tally(AmountKind::Contracted);
    for by in By::ALL {
        let rows = totals::rows(&books, &tally, by).unwrap();
        let sum = Fen::checked_sum(rows.iter().map(|r| r.fen));
        assert_eq!(sum, tally.total(), "{by:?}: the parts are the whole");
        for row in &rows {
            let (counted, left) = totals::of_group(&books, &tally, by, Some(&row.group));
            assert_eq!((counted.len(), left.len()), (row.counted, row.left_out));
            assert_eq!(
                Fen::checked_sum(counted.iter().map(|c| c.fen)),
                Some(row.fen),
                "a row drills down to its records"
            );
        }
    }
    let years: Vec<_> = totals::rows(&books, &tally, By::Year).unwrap().into_iter().map(|r| r.group).collect();
    assert_eq!(years, ["2019", "2020"]);
    assert_eq!(service::void(&ctx, &t.db, &signed.id, 1, "").await.unwrap_err().status(), 422);
    service::void(&ctx, &t.db, &signed.id, 1, "对方主体注销").await.unwrap();
    let books = Books::read(&ctx, &t.db).await.unwrap();
    assert_eq!(books.tally(AmountKind::Contracted).total(), Some(Fen(32_000_000_000)));
    assert_eq!(service::void(&ctx, &t.db, &signed.id, 2, "再次").await.unwrap_err().code(), "agreement-is-void");
});

on_both!(MIGRATIONS, workstreams_change_and_stale_pages_are_told, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let signed = service::sign(&ctx, &s, &draft()).await.unwrap();
    let work = service::get(&ctx, &t.db, &signed.id).await.unwrap().workstreams.remove(0);
    let change = WorkChange { version: 1, state: "active".into(), note: "已选址".into(), ..WorkChange::default() };
    service::change_workstream(&ctx, &t.db, &signed.id, &work.id, &change).await.unwrap();
    let stale = service::change_workstream(&ctx, &t.db, &signed.id, &work.id, &change).await;
    assert_eq!(stale.unwrap_err().code(), "workstream-stale");
    let now = service::get(&ctx, &t.db, &signed.id).await.unwrap().workstreams.remove(0);
    assert_eq!((now.state, now.owner, now.note.as_str()), (WorkState::Active, None, "已选址"));
    let again = service::add_workstream(
        &ctx,
        &t.db,
        &signed.id,
        &WorkDraft { name: "产业孵化".into(), ..WorkDraft::default() },
    )
    .await;
    assert!(matches!(again, Err(Error::Invalid(e)) if e[0].code == "workstream-twice"));
});

on_both!(MIGRATIONS, what_cannot_be_signed_is_refused_with_its_field, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let change = |what: fn(&mut Draft)| {
        let mut d = draft();
        what(&mut d);
        d
    };
    for (draft, field, code) in [
        (change(|d| d.title.clear()), "title", "field-required"),
        (change(|d| d.signed_on = "2020-02-01".into()), "signed_on", "agreement-in-future"),
        (change(|d| d.kind = "supplement".into()), "amends", "agreement-amends-missing"),
        (change(|d| d.parties.clear()), "parties", "agreement-parties-missing"),
        (change(|d| d.source = Source::default()), "source", "source-refused-missing"),
        (change(|d| d.projects[0].contracted = "三亿".into()), "contracted_0", "money-number"),
        (change(|d| d.projects[0].name.clear()), "project_0", "field-required"),
    ] {
        match service::sign(&ctx, &s, &draft).await {
            Err(Error::Invalid(e)) => assert_eq!((e[0].field.as_str(), e[0].code.as_str()), (field, code)),
            other => panic!("{code}: {other:?}"),
        }
    }
    assert!(kinds(&t).await.is_empty(), "nothing was written");
    for (role, status) in [(Role::Director, 403), (Role::Auditor, 403), (Role::CompanyUser, 404)] {
        assert_eq!(service::sign(&acting(&t, role), &s, &draft()).await.unwrap_err().status(), status, "{role:?}");
    }
});

on_both!(MIGRATIONS, the_pages_of_signing_in_both_languages, |t| {
    rules(&t).await;
    let officer = app(&t, acting(&t, Role::AttractionOfficer), Locale::ZhCn);
    has(&get(&officer, "/attract/agreements").await.1, &["还没有登记协议", "从不相加"]);
    let fields = [
        ("title", "示例光膜二期投资协议"),
        ("kind", "investment"),
        ("signed_on", "2020-01-15"),
        ("parties", "乌鲁木齐高新区（新市区）\r\n示例光膜"),
        ("project_0", "二期模切线"),
        ("company_0", "示例光膜"),
        ("contracted_0", "4.2亿元"),
        ("work_0", "产业孵化"),
    ];
    let (status, text) = post(&officer, "/attract/agreements", &fields).await;
    assert_eq!(status, 422);
    has(&text, &["请写明出处", "value=\"4.2亿元\""]);
    let whole = [&fields[..], &[("source", "投资协议")][..]].concat();
    let (status, path) = post(&officer, "/attract/agreements", &whole).await;
    assert_eq!(status, 303);
    let (_, text) = get(&officer, &path).await;
    has(&text, &["二期模切线", "首次签约，全额计入", "4.20", "产业孵化", "/enterprises/ex-film"]);
    let director = app(&t, acting(&t, Role::Director), Locale::En);
    for (path, parts) in [
        ("/attract/agreements", &["Contracted", "4.20", "1 counted, 0 not", "示例光膜二期投资协议"][..]),
        ("/attract/signed", &["By quarter", "2020", "4.20", "first signing, in full", "Once at the first signing"]),
        ("/attract/signed?kind=contracted&by=focus&is=materials", &["新材料", "4.20"]),
        ("/attract/signed?kind=contracted&by=officer", &["名：attraction_officer"]),
        ("/attract/signed?kind=intended", &["No records of this kind yet"]),
        ("/attract/signed/rules", &["each project once", "evidence needed"]),
        ("/attract/investment", &["over 721.4", "Other and not itemised", "over 721.40", SENTENCE]),
    ] {
        let (status, text) = get(&director, path).await;
        assert_eq!(status, 200, "{path}");
        has(&text, parts);
    }
    assert!(!get(&director, &path).await.1.contains("/amounts\""), "a director reads");
    assert_eq!(get(&director, "/attract/agreements/new").await.0, 404);
    assert_eq!(texts_missing(), Vec::<String>::new());
});
