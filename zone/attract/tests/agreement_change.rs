//! An agreement after signing: facts, projects, workstreams and amounts change with their evidence; the counting rules change
//! after a preview; the totals follow and the journal keeps it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod trip;
use attract::agreement::draft::{AmountDraft, Draft, ProjectDraft, WorkDraft};
use attract::agreement::rule::{self, Change, RuleDraft};
use attract::agreement::service::{self, WorkChange};
use attract::agreement::totals::Books;
use attract::agreement::{Agreement, AmountKind, change, evidence};
use attract::{JOURNALED, MIGRATIONS};
use kernel::money::Fen;
use kernel::{Error, Locale, Role, Source};
use store::on_both;
use store::testing::Town;
use trip::*;

fn rule_from(from: &str) -> RuleDraft {
    RuleDraft {
        kind: "contracted".into(),
        valid_from: from.into(),
        per_project: "once".into(),
        needs_evidence: true,
        text_zh: "按项目首次签约计一次".into(),
        source: Source::named("统计制度"),
        ..RuleDraft::default()
    }
}

/// Adds a rule as somebody does who looked at the preview.
async fn add_rule(t: &Town, draft: RuleDraft) {
    let director = acting(t, Role::Director);
    let change = Change::Add(draft);
    let mark = rule::preview(&director, &t.db, &change).await.unwrap().mark;
    rule::apply(&director, &t.db, &change, &mark).await.unwrap();
}

async fn sign(t: &Town, title: &str, kind: &str) -> Agreement {
    let project =
        ProjectDraft { name: format!("{title}项目"), contracted: "2亿元".into(), ..ProjectDraft::default() };
    let draft = Draft {
        title: title.into(),
        kind: kind.into(),
        signed_on: "2019-12-20".into(),
        parties: "示例园区\n示例光膜".into(),
        projects: vec![project],
        workstreams: vec![WorkDraft { name: "产业孵化".into(), ..WorkDraft::default() }],
        source: Source::named("投资协议"),
        ..Draft::default()
    };
    service::sign(&acting(t, Role::AttractionOfficer), &state(t), &draft).await.unwrap()
}

async fn contracted(t: &Town) -> Option<Fen> {
    Books::read(&acting(t, Role::AttractionOfficer), &t.db).await.unwrap().tally(AmountKind::Contracted).total()
}

on_both!(MIGRATIONS, facts_change_and_a_stale_page_shows_both_sides, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let before = sign(&t, "示例一期", "investment").await;
    let draft =
        Draft { title: "示例一期（更正）".into(), parties: "示例园区".into(), ..Draft::of(&before) };
    let after = change::edit(&ctx, &s, &before.id, 1, &draft).await.unwrap();
    assert_eq!((after.version, after.parties.len(), after.signed_on.as_deref()), (2, 1, Some("2019-12-20")));
    let same = change::edit(&ctx, &s, &before.id, 2, &draft).await.unwrap();
    assert_eq!(same.version, 2, "nothing changed, nothing is written");
    let mine = Draft { title: "另一个名称".into(), ..Draft::of(&before) };
    let Err(Error::Conflict { code, stale, .. }) = change::edit(&ctx, &s, &before.id, 1, &mine).await else {
        panic!("taken")
    };
    assert_eq!(code, "agreement-stale");
    let fields: Vec<&str> = stale.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["agreement_title", "agreement_parties"]);
    for (draft, field) in [
        (Draft { title: String::new(), ..draft.clone() }, "title"),
        (Draft { source: Source::default(), ..draft.clone() }, "source"),
        (Draft { kind: "supplement".into(), ..draft.clone() }, "amends"),
        (Draft { signed_on: String::new(), ..draft.clone() }, "signed_on"),
    ] {
        let Err(Error::Invalid(errors)) = change::edit(&ctx, &s, &before.id, 2, &draft).await else { panic!("taken") };
        assert_eq!(errors[0].field, field);
    }
    let auditor = change::edit(&acting(&t, Role::Auditor), &s, &before.id, 2, &draft).await;
    assert!(matches!(auditor, Err(Error::Forbidden)));
    assert_eq!(kinds(&t).await, ["agreement.signed", "agreement.edited"]);
});

on_both!(MIGRATIONS, amounts_are_corrected_and_taken_back_and_the_total_follows, |t| {
    add_rule(&t, rule_from("2015-01-01")).await;
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let one = sign(&t, "示例一期", "investment").await;
    assert_eq!(contracted(&t).await, Some(Fen(20_000_000_000)));
    let entry = service::get(&ctx, &t.db, &one.id).await.unwrap().amounts.remove(0);
    let right =
        AmountDraft { amount: "2.5亿元".into(), source: Source::named("补正函"), ..AmountDraft::of(&entry) };
    let after = change::correct_amount(&ctx, &t.db, &one.id, (&entry.id, 1), &right).await.unwrap();
    assert_eq!(
        (after.version, after.source.document.as_str(), after.project_id == entry.project_id),
        (2, "补正函", true)
    );
    assert_eq!(contracted(&t).await, Some(Fen(25_000_000_000)));
    let stale = change::correct_amount(&ctx, &t.db, &one.id, (&entry.id, 1), &AmountDraft::of(&entry)).await;
    let Err(Error::Conflict { stale, .. }) = stale else { panic!("taken") };
    assert_eq!(stale.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["amount_amount", "amount_source"]);
    let bare = AmountDraft { source: Source::default(), ..right.clone() };
    let bare = change::correct_amount(&ctx, &t.db, &one.id, (&entry.id, 2), &bare).await;
    assert_eq!(bare.unwrap_err().code(), "source-refused-missing", "no correction without evidence");
    // Another project under the same agreement, then back.
    let project = ProjectDraft { name: "二号线".into(), contracted: "1亿元".into(), ..ProjectDraft::default() };
    change::add_project(&ctx, &s, &one.id, &project).await.unwrap();
    assert_eq!(contracted(&t).await, Some(Fen(35_000_000_000)));
    let twice = change::add_project(&ctx, &s, &one.id, &project).await;
    assert_eq!(twice.unwrap_err().code(), "agreement-project-twice");
    let silent = change::take_back_amount(&ctx, &s, &one.id, (&entry.id, 2), " ").await;
    assert_eq!(silent.unwrap_err().code(), "agreement-take-back-why");
    assert!(matches!(
        change::take_back_amount(&ctx, &s, &one.id, (&entry.id, 1), "旧页面").await,
        Err(Error::Conflict { .. })
    ));
    change::take_back_amount(&ctx, &s, &one.id, (&entry.id, 2), "合同解除").await.unwrap();
    assert_eq!(contracted(&t).await, Some(Fen(10_000_000_000)));
    // A workstream gets another name, and goes with its reason.
    let work = service::get(&ctx, &t.db, &one.id).await.unwrap().workstreams.remove(0);
    let other = WorkChange { version: 1, name: "科技孵化".into(), state: "active".into(), ..WorkChange::default() };
    service::change_workstream(&ctx, &t.db, &one.id, &work.id, &other).await.unwrap();
    assert_eq!(service::get(&ctx, &t.db, &one.id).await.unwrap().workstreams[0].name, "科技孵化");
    change::take_back_work(&ctx, &t.db, &one.id, (&work.id, 2), "并入另一方向").await.unwrap();
    assert!(service::get(&ctx, &t.db, &one.id).await.unwrap().workstreams.is_empty());
    let report = journal::verify(&t.db, &t.ctx.zone, &journal::Heads::default(), |_, _| {}).await.unwrap();
    assert!(report.ok());
});

on_both!(MIGRATIONS, a_paper_is_evidence_and_goes_with_its_amount, |t| {
    add_rule(&t, rule_from("2015-01-01")).await;
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let one = sign(&t, "示例一期", "investment").await;
    let entry = service::get(&ctx, &t.db, &one.id).await.unwrap().amounts.remove(0);
    let bytes = b"%PDF-1.7 contract".as_slice();
    let wrong = evidence::attach(&ctx, &s, &one.id, &entry.id, ("a.pdf", b"MZ")).await;
    assert_eq!(wrong.unwrap_err().code(), "file-other");
    let paper = evidence::attach(&ctx, &s, &one.id, &entry.id, ("合同.pdf", bytes)).await.unwrap();
    let again = evidence::attach(&ctx, &s, &one.id, &entry.id, ("又.pdf", bytes)).await.unwrap();
    assert_eq!(again, paper, "the same bytes are one paper");
    let director = acting(&t, Role::Director);
    assert_eq!(evidence::fetch(&director, &s, &one.id, &paper.file.id).await.unwrap().1, bytes);
    assert!(matches!(
        evidence::attach(&director, &s, &one.id, &entry.id, ("b.pdf", bytes)).await,
        Err(Error::Forbidden)
    ));
    let company = acting(&t, Role::CompanyUser);
    assert!(matches!(evidence::fetch(&company, &s, &one.id, &paper.file.id).await, Err(Error::NotFound)));
    let other = sign(&t, "示例二期", "investment").await;
    assert!(matches!(evidence::fetch(&ctx, &s, &other.id, &paper.file.id).await, Err(Error::NotFound)));
    // Two agreements with the same paper share its bytes; the last one takes them away.
    let second = service::get(&ctx, &t.db, &other.id).await.unwrap().amounts.remove(0);
    let shared = evidence::attach(&ctx, &s, &other.id, &second.id, ("同一份.pdf", bytes)).await.unwrap();
    change::take_back_amount(&ctx, &s, &one.id, (&entry.id, 1), "合同解除").await.unwrap();
    assert_eq!(evidence::fetch(&ctx, &s, &other.id, &shared.file.id).await.unwrap().1, bytes);
    evidence::detach(&ctx, &s, &other.id, &shared.file.id).await.unwrap();
    let kept = std::fs::read_dir(s.files.join(&shared.file.sha256[..2])).unwrap().count();
    assert_eq!(kept, 0, "no bytes without a record");
    // The journal gives the tables back as they stand.
    let same = journal::compare(&t.db, &t.ctx.zone, JOURNALED).await.unwrap();
    assert!(same.is_empty(), "{same:?}");
});

on_both!(MIGRATIONS, a_rule_is_changed_after_its_preview, |t| {
    add_rule(&t, rule_from("2015-01-01")).await;
    let director = acting(&t, Role::Director);
    sign(&t, "示例一期", "investment").await;
    sign(&t, "示例框架", "framework").await;
    assert_eq!(contracted(&t).await, Some(Fen(20_000_000_000)));
    let wider = Change::Add(RuleDraft { framework_counts: true, ..rule_from("2019-01-01") });
    let seen = rule::preview(&director, &t.db, &wider).await.unwrap();
    assert_eq!((seen.before, seen.after), (Some(Fen(20_000_000_000)), Some(Fen(40_000_000_000))));
    assert_eq!((seen.moved.len(), seen.written.len()), (1, 2), "one record moves, two rules are written");
    assert_eq!(contracted(&t).await, Some(Fen(20_000_000_000)), "a preview writes nothing");
    let ends = Change::End { code: "contracted-2015-01-01".into(), on: "2019-06-30".into() };
    let mark = rule::preview(&director, &t.db, &ends).await.unwrap().mark;
    rule::apply(&director, &t.db, &ends, &mark).await.unwrap();
    assert_eq!(contracted(&t).await, Some(Fen(0)), "no rule, no total");
    let late = rule::apply(&director, &t.db, &wider, &seen.mark).await;
    assert_eq!(late.unwrap_err().code(), "counting-stale", "somebody was faster");
    let mark = rule::preview(&director, &t.db, &wider).await.unwrap().mark;
    rule::apply(&director, &t.db, &wider, &mark).await.unwrap();
    assert_eq!(contracted(&t).await, Some(Fen(40_000_000_000)));
    for (role, status) in [(Role::AttractionOfficer, 403), (Role::Auditor, 403), (Role::CompanyUser, 404)] {
        let refused = rule::apply(&acting(&t, role), &t.db, &wider, &mark).await;
        assert_eq!(refused.unwrap_err().status(), status, "{role:?}");
    }
    let kinds = kinds(&t).await;
    let counting: Vec<&str> = kinds.iter().map(String::as_str).filter(|k| k.starts_with("counting")).collect();
    assert_eq!(counting, ["counting.added", "counting.ended", "counting.added"]);
});

on_both!(MIGRATIONS, the_pages_of_change_in_both_languages, |t| {
    add_rule(&t, rule_from("2015-01-01")).await;
    let one = sign(&t, "示例一期", "investment").await;
    let ctx = acting(&t, Role::AttractionOfficer);
    let entry = service::get(&ctx, &t.db, &one.id).await.unwrap().amounts.remove(0);
    let (path, amount) =
        (format!("/attract/agreements/{}", one.id), format!("/attract/agreements/{}/amounts/{}", one.id, entry.id));
    let officer = app(&t, ctx, Locale::ZhCn);
    has(&get(&officer, &path).await.1, &["更正", "撤回", &amount, "/edit"]);
    has(&get(&officer, &format!("{path}/edit")).await.1, &["修改协议", "示例一期", "增加项目"]);
    let (status, text) =
        post(&officer, &format!("{path}/edit"), &[("version", "1"), ("title", "x"), ("parties", "甲")]).await;
    assert_eq!(status, 422);
    has(&text, &["value=\"x\"", "甲"]);
    has(&get(&officer, &amount).await.1, &["更正金额", "200000000元", "凭据文件", "撤回这笔金额"]);
    assert_eq!(upload(&officer, &format!("{amount}/files"), "x.exe", b"MZ").await.0, 422);
    assert_eq!(upload(&officer, &format!("{amount}/files"), "hetong.pdf", b"%PDF-1").await.0, 303);
    has(&get(&officer, &amount).await.1, &["hetong.pdf"]);
    has(&get(&officer, &path).await.1, &["1 份"]);
    assert_eq!(get(&officer, "/attract/signed/rules/new").await.0, 404, "officers do not change the rules");
    let director = app(&t, acting(&t, Role::Director), Locale::En);
    assert_eq!(get(&director, &amount).await.0, 404, "directors do not change amounts");
    has(&get(&director, "/attract/signed/rules").await.1, &["Add a rule", "Last day", "contracted-2015-01-01/edit"]);
    let fields = [
        ("change", "add"),
        ("kind", "contracted"),
        ("valid_from", "2019-06-01"),
        ("per_project", "once"),
        ("text_zh", "外币也计入"),
        ("source", "统计制度"),
    ];
    let (status, text) = post(&director, "/attract/signed/rules/preview", &fields).await;
    assert_eq!(status, 200);
    has(&text, &["After saving", "2.00", "the same", "No record changes", "Save the rule"]);
    let mark = text.split("name=\"mark\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (status, _) = post(&director, "/attract/signed/rules", &fields).await;
    assert_eq!(status, 409, "not without a preview");
    let all = [&fields[..], &[("mark", mark.as_str())][..]].concat();
    assert_eq!(post(&director, "/attract/signed/rules", &all).await, (303, "/attract/signed/rules".to_owned()));
    let (status, text) = post(&director, "/attract/signed/rules/preview", &fields).await;
    assert_eq!(status, 422);
    has(&text, &["from 2019-06-01 already"]);
    has(&get(&director, "/attract/signed/rules/contracted-2015-01-01/end").await.1, &["2019-05-31"]);
    assert_eq!(texts_missing(), Vec::<String>::new());
});
