//! A ledger kept by hand: every row is shown before it is written, written exactly so, and taken back whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use attract::MIGRATIONS;
use attract::lead::query::Filter;
use attract::lead::talk::{self, Say};
use attract::lead::{Lead, service};
use attract::ledger::{Batch, Outcome, State, service as ledgers, store as books};
use kernel::{Ctx, Error};
use office::*;
use store::on_both;
use store::testing::Town;

const LEDGER: &str = "乌鲁木齐招商台账,,,,,,,,,,,\n\
企业名称,所在城市,项目名称,投资额（亿元）,进展阶段,责任人,首次接触日期,登记人,登记日期,跟进情况,未成原因,联系人电话\n\
示例光膜,,模切项目,2.4,在谈,李招商,2019/3/5,张三,2019-03-06,已看厂房,,139\n\
示例药业,武汉,分包装线,1.8,线索,赵离职,2019年4月1日,张三,2019-04-02,,,138\n\
示例药业,武汉,同一家,1,线索,,2019-05-01,,,,,\n\
示例玩具,汕头,组装线,0.2,未成,李招商,2019-06-01,,,,不符合产业方向或准入,\n\
示例错误,哪里,,约3亿,洽谈中,李招商,去年,,,,,\n\
示例王家,北京,老项目,5,在谈,王招商,2019-07-01,,,,,\n\
示例自家,上海,新厂,3,线索,李招商,2019-08-01,,,,,\n";

async fn preview(t: &Town, ctx: &Ctx, text: &str) -> Batch {
    let path = t.dir.join("ledger.csv");
    std::fs::write(&path, text).unwrap();
    ledgers::preview(ctx, &state(t), "台账.csv", &path).await.unwrap()
}

async fn outcomes(t: &Town, batch: &str) -> Vec<(i64, Outcome, Vec<String>)> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let lines = books::lines(&mut conn, batch, None, 100, 0).await.unwrap();
    lines.into_iter().map(|l| (l.number, l.outcome, l.reasons.into_iter().map(|r| r.code).collect())).collect()
}

async fn all(t: &Town) -> Vec<Lead> {
    service::list(&t.ctx, &state(t), &Filter::parse("kind=all&sort=name")).await.unwrap().leads
}

on_both!(MIGRATIONS, a_ledger_is_previewed_written_exactly_and_undone, |t| {
    let (s, li) = (state(&t), acting(&t, LI));
    lead(&t, WANG, "示例王家").await;
    let own = lead(&t, LI, "示例自家").await;
    let before = all(&t).await;
    let batch = preview(&t, &li, LEDGER).await;
    assert_eq!((batch.creates, batch.updates, batch.skips, batch.errors), (3, 1, 2, 1));
    assert_eq!(batch.unused, ["联系人电话"]);
    assert_eq!(all(&t).await, before, "a preview writes no lead");
    let got = outcomes(&t, &batch.id).await;
    let want: [(i64, Outcome, &[&str]); 7] = [
        (3, Outcome::Create, &[]),
        (4, Outcome::Create, &["ledger-owner-pool"]),
        (5, Outcome::Skip, &["ledger-twin"]),
        (6, Outcome::Create, &[]),
        (7, Outcome::Error, &["money-number", "lead-began-form", "lead-city-unknown", "lead-stage-unknown"]),
        (8, Outcome::Skip, &["lead-taken"]),
        (9, Outcome::Update, &["ledger-update"]),
    ];
    for ((n, outcome, mut codes), (row, expected, reasons)) in got.into_iter().zip(want) {
        codes.sort();
        let mut reasons = reasons.to_vec();
        reasons.sort_unstable();
        assert_eq!(
            (n, outcome, codes),
            (row, expected, reasons.iter().map(|r| (*r).to_owned()).collect()),
            "row {row}"
        );
    }
    ledgers::apply(&li, &s, &batch.id).await.unwrap();
    let leads = all(&t).await;
    let of = |name: &str| leads.iter().find(|l| l.name == name).unwrap();
    // Facts of the company come from the books, author and day from the ledger.
    let film = of("示例光膜");
    assert_eq!(
        (film.author.as_deref(), film.recorded_on.as_str(), film.began_on.as_str()),
        (Some("张三"), "2019-03-06", "2019-03-05")
    );
    assert_eq!((film.stage.as_str(), film.owner.as_deref(), film.city.as_deref()), ("talks", Some(LI), Some("440300")));
    assert_eq!(film.amount_fen, Some(24_000_000_000));
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let said = attract::lead::store::activities(&mut conn, &t.ctx.scope().unwrap(), &film.id, 9).await.unwrap();
    assert_eq!((said[0].summary.as_str(), said[0].author.as_deref()), ("已看厂房", Some("张三")));
    drop(conn);
    assert_eq!(of("示例药业").owner, None);
    assert_eq!((of("示例玩具").lost_reason.as_deref(), of("示例玩具").owner.as_deref()), (Some("l-unfit"), None));
    assert_eq!((of("示例自家").subject.as_str(), of("示例自家").version), ("新厂", 2));
    assert!(matches!(ledgers::apply(&li, &s, &batch.id).await, Err(Error::Conflict { .. })), "once only");
    // The same file again has nothing new for what it wrote.
    let again = preview(&t, &li, LEDGER).await;
    assert_eq!((again.creates, again.updates), (1, 0), "only the lost lead's company is free again");
    let undone = ledgers::undo(&li, &s, &batch.id).await.unwrap();
    assert_eq!(undone.state, State::Undone);
    let back = all(&t).await;
    let bare =
        |leads: &[Lead]| leads.iter().map(|l| (l.name.clone(), l.subject.clone(), l.owner.clone())).collect::<Vec<_>>();
    assert_eq!(bare(&back), bare(&before));
    assert_eq!(read(&t, &own.id).await.subject, "");
});

on_both!(MIGRATIONS, what_changed_since_is_never_overwritten, |t| {
    let (s, li) = (state(&t), acting(&t, LI));
    let batch = preview(&t, &li, "企业,项目\n示例新家,厂房\n").await;
    lead(&t, WANG, "示例新家").await;
    let error = ledgers::apply(&li, &s, &batch.id).await.unwrap_err();
    assert_eq!(error.code(), "ledger-changed");
    assert_eq!(all(&t).await.len(), 1);
    let batch = preview(&t, &li, "企业,项目\n示例别家,厂房\n").await;
    assert!(matches!(ledgers::apply(&acting(&t, WANG), &s, &batch.id).await, Err(Error::Forbidden)), "another's batch");
    ledgers::apply(&li, &s, &batch.id).await.unwrap();
    let made = all(&t).await.into_iter().find(|l| l.name == "示例别家").unwrap();
    let say = Say { kind: "note".into(), on: String::new(), summary: "公海里看到的".into() };
    talk::say(&acting(&t, WANG), &s, &made.id, &say).await.unwrap();
    assert_eq!(ledgers::undo(&li, &s, &batch.id).await.unwrap_err().code(), "ledger-changed");
    assert_eq!(all(&t).await.len(), 2);
});

on_both!(MIGRATIONS, a_file_that_is_no_ledger_is_refused_with_the_reason, |t| {
    let (s, li) = (state(&t), acting(&t, LI));
    let path = t.dir.join("x.csv");
    for (bytes, code) in [(&b"a,b\n1,2\n"[..], "ledger-no-header"), (&b""[..], "sheet-empty")] {
        std::fs::write(&path, bytes).unwrap();
        let error = ledgers::preview(&li, &s, "x.csv", &path).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{code}: {error:?}");
    }
    let long = format!("企业\n{}", "示例甲\n".repeat(5_001));
    std::fs::write(&path, long).unwrap();
    assert_eq!(ledgers::preview(&li, &s, "x.csv", &path).await.unwrap_err().code(), "ledger-long");
});
