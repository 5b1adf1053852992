//! 合并 and 撤销合并 on both engines: nothing is lost, neither what was there before nor what came between.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;

use enterprise::MIGRATIONS;
use enterprise::company::{Draft, Enterprise, merging};
use enterprise::contact::{Contact, Person, service as contacts};
use enterprise::figure::{Figure, Metric, service as figures};
use enterprise::listing::{State, service as listings};
use kernel::{Error, Source};
use store::on_both;
use town::{draft, found, now, read};

on_both!(MIGRATIONS, a_merge_loses_nothing_and_its_undo_brings_everything_back, |t| {
    let keep = found(&t, draft("示例丁有限公司")).await;
    let gone =
        found(&t, Draft { address: "丙路 3 号".into(), tags: "本土".into(), ..draft("示例丁科技有限公司") }).await;
    let child = found(&t, Draft { parent_id: gone.id.to_string(), ..draft("示例丁子公司") }).await;
    let set = |period: &str, value: &str| figures::Set {
        metric: "revenue".into(),
        period: period.into(),
        value: value.into(),
        ..figures::Set::default()
    };
    figures::set(&t.ctx, &t.db, &keep.id, set("2018", "1亿元")).await.unwrap();
    figures::set(&t.ctx, &t.db, &gone.id, set("2018", "2亿元")).await.unwrap();
    figures::set(&t.ctx, &t.db, &gone.id, set("2019", "3亿元")).await.unwrap();
    let add = listings::Add { list: "高新技术企业".into(), ..listings::Add::default() };
    listings::add(&t.ctx, &t.db, &gone.id, add).await.unwrap();
    let merge = merging::merge(&t.ctx, &t.db, (&keep.id, keep.version), (&gone.id, gone.version)).await.unwrap();
    let united = now(&t, &keep.id).await;
    assert_eq!(united.address.as_deref(), Some("丙路 3 号"));
    assert_eq!(
        (united.former_names.as_slice(), united.tags.as_slice()),
        (&["示例丁科技有限公司".to_owned()][..], &["本土".to_owned()][..])
    );
    assert_eq!(now(&t, &gone.id).await.merged_into, Some(keep.id.clone()));
    assert_eq!(now(&t, &child.id).await.parent_id, Some(keep.id.clone()));
    let mut conn = read(&t).await;
    let kept = figures::of(&mut conn, &keep.id).await.unwrap();
    assert_eq!(
        kept.iter().map(|f| (f.period.as_str(), f.value / 10_000_000_000)).collect::<Vec<_>>(),
        [("2019", 3), ("2018", 1)]
    );
    assert_eq!(listings::of(&mut conn, &keep.id).await.unwrap().len(), 1);
    drop(conn);
    merging::unmerge(&t.ctx, &t.db, &merge.id).await.unwrap();
    let (keep_now, gone_now) = (now(&t, &keep.id).await, now(&t, &gone.id).await);
    assert_eq!(Enterprise { version: keep.version, ..keep_now }, keep);
    assert_eq!(Enterprise { version: gone.version, ..gone_now }, gone);
    assert_eq!(now(&t, &child.id).await.parent_id, Some(gone.id.clone()));
    let mut conn = read(&t).await;
    assert_eq!(figures::of(&mut conn, &gone.id).await.unwrap().len(), 2);
    assert_eq!(figures::of(&mut conn, &keep.id).await.unwrap()[0].value, 10_000_000_000);
    drop(conn);
    assert!(matches!(merging::unmerge(&t.ctx, &t.db, &merge.id).await, Err(Error::Conflict { .. })));
});

on_both!(MIGRATIONS, an_undone_merge_keeps_what_was_edited_meanwhile, |t| {
    let (keep, gone) = (found(&t, draft("示例庚科技有限公司")).await, found(&t, draft("示例辛科技有限公司")).await);
    let set = |period: &str, value: &str, version: i64| figures::Set {
        metric: "revenue".into(),
        period: period.into(),
        value: value.into(),
        version,
        ..figures::Set::default()
    };
    figures::set(&t.ctx, &t.db, &gone.id, set("2017", "1亿元", 0)).await.unwrap();
    figures::set(&t.ctx, &t.db, &gone.id, set("2018", "2亿元", 0)).await.unwrap();
    let claim = |list: &str| listings::Add { list: list.into(), ..listings::Add::default() };
    let proven = listings::add(&t.ctx, &t.db, &gone.id, claim("高新技术企业")).await.unwrap();
    let dropped = listings::add(&t.ctx, &t.db, &gone.id, claim("世界500强")).await.unwrap();
    let person = |name: &str, phone: &str| contacts::Draft {
        name: name.into(),
        phones: phone.into(),
        ..contacts::Draft::default()
    };
    let stays =
        contacts::add(&t.ctx, &t.db, &gone.id, person("示例甲", "0991-0000001"), Source::default()).await.unwrap();
    let erased =
        contacts::add(&t.ctx, &t.db, &gone.id, person("示例乙", "0991-0000002"), Source::default()).await.unwrap();
    let merge = merging::merge(&t.ctx, &t.db, (&keep.id, keep.version), (&gone.id, gone.version)).await.unwrap();

    figures::set(&t.ctx, &t.db, &keep.id, set("2017", "9亿元", 1)).await.unwrap();
    figures::remove(&t.ctx, &t.db, &keep.id, Metric::Revenue, "2018").await.unwrap();
    figures::set(&t.ctx, &t.db, &keep.id, set("2016", "5亿元", 0)).await.unwrap();
    let proof = listings::Add { year: "2019".into(), source: Source::named("榜单"), ..claim("高新技术企业") };
    listings::evidence(&t.ctx, &t.db, &proven.id, 1, proof).await.unwrap();
    listings::remove(&t.ctx, &t.db, &dropped.id).await.unwrap();
    contacts::edit(&t.ctx, &t.db, &stays.id, 1, person("示例甲", "0991-0000009")).await.unwrap();
    contacts::erase(&t.ctx, &t.db, &erased.person_id).await.unwrap();
    merging::unmerge(&t.ctx, &t.db, &merge.id).await.unwrap();

    let mut conn = read(&t).await;
    let yi =
        |all: Vec<Figure>| all.into_iter().map(|f| (f.period, f.value / 10_000_000_000, f.version)).collect::<Vec<_>>();
    assert_eq!(yi(figures::of(&mut conn, &gone.id).await.unwrap()), [("2017".to_owned(), 9, 2)]);
    assert_eq!(yi(figures::of(&mut conn, &keep.id).await.unwrap()), [("2016".to_owned(), 5, 1)]);
    let lists = listings::of(&mut conn, &gone.id).await.unwrap();
    assert_eq!(lists.iter().map(|l| (l.state, l.year)).collect::<Vec<_>>(), [(State::Evidenced, Some(2019))]);
    let people: Vec<Person> = conn.list("ORDER BY id", &[]).await.unwrap();
    assert_eq!(people.iter().map(|p| p.phones.as_slice()).collect::<Vec<_>>(), [["0991-0000009".to_owned()]]);
    let held: Vec<Contact> = conn.list("ORDER BY id", &[]).await.unwrap();
    assert_eq!(held.iter().map(|c| (&c.id, &c.enterprise_id)).collect::<Vec<_>>(), [(&stays.id, &gone.id)]);
});
