//! 导入 on both engines: what the preview says is what happens; undo brings back what was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use enterprise::MIGRATIONS;
use enterprise::company::draft::Draft;
use enterprise::company::service::{Create, Edit, create, edit};
use enterprise::company::{Enterprise, Key};
use enterprise::contact::{Contact, Person};
use enterprise::figure::Figure;
use enterprise::import::service::Imports;
use enterprise::import::{Batch, Counts, Format, Outcome, PreviewRow, State, Unwatched, store as rows};
use kernel::credit_code::complete;
use kernel::{Error, Source};
use store::testing::Town;
use store::{Migration, Record, Table, on_both};

fn migrations() -> Vec<Migration> {
    [jobs::MIGRATIONS, MIGRATIONS].concat()
}

fn code(n: u32) -> String {
    let prefix = format!("91650104MA7{n:06}");
    format!("{prefix}{}", complete(&prefix).unwrap())
}

fn imports(t: &Town) -> Imports {
    Imports { db: t.db.clone(), uploads: t.dir.join("uploads") }
}

/// A file in the shape of 企查查: a disclaimer, the header on row 2.
fn qichacha(lines: &[String]) -> String {
    let header = "原文件导入名称,系统匹配企业名称,登记状态,法定代表人,注册资本,成立日期,统一社会信用代码,企业地址,所属省份,所属城市,所属区县,电话,更多电话,参保人数,国标行业门类,国标行业大类,国标行业中类,国标行业小类,曾用名,经营范围,企查查行业门类";
    format!("本文件由示例导出，仅供测试\n{header}\n{}\n", lines.join("\n"))
}

fn line(name: &str, code: &str, insured: &str) -> String {
    format!(
        "原名,{name},存续（在营、开业、在册）,示例法人,\"13,400万元\",2015-03-02,{code},示例路1号,新疆维吾尔自治区,乌鲁木齐市,新市区,0991-0000001,-,{insured},信息传输、软件和信息技术服务业,软件和信息技术服务业,软件开发,应用软件开发,-,软件开发,信息"
    )
}

async fn preview(t: &Town, text: &str) -> Batch {
    let file = t.dir.join("upload.csv");
    std::fs::write(&file, text).unwrap();
    let imports = imports(t);
    let batch = imports.receive_now(&t.ctx, &file, "名单.csv").await.unwrap();
    imports.preview(&t.ctx, &batch.id, &Unwatched).await.unwrap()
}

async fn all_rows(t: &Town, batch: &Batch) -> Vec<PreviewRow> {
    rows::rows(&mut t.db.read(&t.ctx.zone).await.unwrap(), &batch.id, None, 0, 1_000).await.unwrap()
}

async fn companies(t: &Town) -> Vec<Enterprise> {
    t.db.read(&t.ctx.zone).await.unwrap().list::<Enterprise>("ORDER BY name", &[]).await.unwrap()
}

async fn count(t: &Town, table: &Table) -> i64 {
    t.db.read(&t.ctx.zone).await.unwrap().count(table, "", &[]).await.unwrap()
}

on_both!(&migrations(), a_qichacha_file_is_previewed_written_and_undone, |t| {
    let text = qichacha(&[
        line("示例光膜（乌鲁木齐）有限公司", &code(1), "120人"),
        line("示例软件有限公司", &code(2), "-"),
        line("示例坏码有限公司", "91650104MA7000003X", "5"),
        line("示例光膜(乌鲁木齐)有限公司", &code(1), "120"),
        line("未匹配到相关企业", "-", "-"),
    ]);
    let batch = preview(&t, &text).await;
    assert_eq!(batch.format, Format::Qichacha);
    assert_eq!(batch.counts, Counts { create: 2, update: 0, skip: 1, error: 2 });
    let rows = all_rows(&t, &batch).await;
    assert_eq!(
        rows.iter().map(|r| (r.row_no, r.outcome.as_str())).collect::<Vec<_>>(),
        [(3, "create"), (4, "create"), (5, "error"), (6, "skip"), (7, "error")]
    );
    assert!(companies(&t).await.is_empty(), "a preview writes nothing");

    let done = imports(&t).apply_now(&t.ctx, &batch.id).await.unwrap();
    assert_eq!((done.state, done.written.create), (State::Applied, 2));
    let now = companies(&t).await;
    let film = now.iter().find(|c| c.name.contains("光膜")).unwrap();
    assert_eq!(film.capital_fen, Some(13_400_000_000));
    assert_eq!(film.insured_count, Some(120));
    assert_eq!(film.industry_code.as_deref(), Some("6513"));
    assert_eq!(film.region_code.as_deref(), Some("650104"));
    assert_eq!(film.status_text.as_deref(), Some("存续（在营、开业、在册）"));
    assert_eq!(film.source.publisher.as_deref(), Some("企查查"));
    assert_eq!(count(&t, &<Person as Record>::TABLE).await, 2);

    let undone = imports(&t).undo_now(&t.ctx, &batch.id).await.unwrap();
    assert_eq!((undone.state, undone.written.error), (State::Undone, 0));
    assert!(companies(&t).await.is_empty());
    for table in
        [<Person as Record>::TABLE, <Contact as Record>::TABLE, <Key as Record>::TABLE, <Figure as Record>::TABLE]
    {
        assert_eq!(count(&t, &table).await, 0, "{} is empty after undo", table.name);
    }
    let again = preview(&t, &text).await;
    assert_eq!(again.counts, batch.counts, "an undone import can be imported again");
});

on_both!(&migrations(), an_update_changes_only_what_the_file_says, |t| {
    let draft = Draft {
        name: "示例软件有限公司".into(),
        credit_code: code(2),
        website: "https://example.com".into(),
        insured_count: "386".into(),
        ..Draft::default()
    };
    let before =
        create(&t.ctx, &t.db, Create { draft, source: Source::example(), namesake_confirmed: false }).await.unwrap();
    let batch = preview(&t, &qichacha(&[line("示例软件 有限公司", &code(2), "402")])).await;
    assert_eq!(batch.counts, Counts { update: 1, ..Counts::default() });
    let row = all_rows(&t, &batch).await.remove(0);
    assert_eq!((row.basis.as_str(), row.seen_version), ("code", before.version));
    let insured = row.changes.iter().find(|c| c.field == "insured_count").unwrap();
    assert_eq!((insured.before.as_str(), insured.after.as_str()), ("386", "402"));
    imports(&t).apply_now(&t.ctx, &batch.id).await.unwrap();
    let after = companies(&t).await.remove(0);
    assert_eq!((after.name.as_str(), after.website.as_deref()), ("示例软件有限公司", Some("https://example.com")));
    assert_eq!((after.insured_count, after.recorded_on.as_str()), (Some(402), before.recorded_on.as_str()));
    let same = preview(&t, &qichacha(&[line("示例软件有限公司", &code(2), "402")])).await;
    assert_eq!(same.counts, Counts { skip: 1, ..Counts::default() }, "{:?}", all_rows(&t, &same).await);
    imports(&t).undo_now(&t.ctx, &batch.id).await.unwrap();
    let back = companies(&t).await.remove(0);
    assert_eq!(Enterprise { version: 0, updated_us: 0, ..back }, Enterprise { version: 0, updated_us: 0, ..before });
});

on_both!(&migrations(), books_that_changed_refuse_the_whole_batch, |t| {
    let draft = Draft { name: "示例软件有限公司".into(), credit_code: code(2), ..Draft::default() };
    let company = create(&t.ctx, &t.db, Create { draft: draft.clone(), ..Create::default() }).await.unwrap();
    let batch =
        preview(&t, &qichacha(&[line("示例光膜有限公司", &code(1), "1"), line("示例软件有限公司", &code(2), "402")]))
            .await;
    let cmd = Edit {
        version: company.version,
        draft: Draft { website: "https://example.com".into(), ..draft },
        ..Edit::default()
    };
    edit(&t.ctx, &t.db, &company.id, cmd).await.unwrap();
    let refused = imports(&t).apply_now(&t.ctx, &batch.id).await;
    assert!(matches!(&refused, Err(Error::Invalid(e)) if e[0].code == "import-books-changed"), "{refused:?}");
    assert_eq!(companies(&t).await.len(), 1, "nothing was written");
    let now = rows::batch(&mut t.db.read(&t.ctx.zone).await.unwrap(), &batch.id).await.unwrap();
    assert_eq!(now.state, State::Refused);
});

on_both!(&migrations(), companies_edited_since_are_kept_by_undo, |t| {
    let batch =
        preview(&t, &qichacha(&[line("示例光膜有限公司", &code(1), "1"), line("示例软件有限公司", &code(2), "2")]))
            .await;
    imports(&t).apply_now(&t.ctx, &batch.id).await.unwrap();
    let company = companies(&t).await.into_iter().find(|c| c.name.contains("软件")).unwrap();
    let draft = Draft { website: "https://example.com".into(), ..Draft::of(&company) };
    edit(&t.ctx, &t.db, &company.id, Edit { version: company.version, draft, ..Edit::default() }).await.unwrap();
    let undone = imports(&t).undo_now(&t.ctx, &batch.id).await.unwrap();
    assert_eq!(undone.written.error, 1);
    assert_eq!(companies(&t).await.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["示例软件有限公司"]);
});

on_both!(&migrations(), a_row_can_be_skipped_by_hand_and_back, |t| {
    let batch = preview(&t, &qichacha(&[line("示例光膜有限公司", &code(1), "1")])).await;
    let imports = imports(&t);
    let skipped = imports.skip_row(&t.ctx, &batch.id, 3, true).await.unwrap();
    assert_eq!(skipped.counts, Counts { skip: 1, ..Counts::default() });
    let back = imports.skip_row(&t.ctx, &batch.id, 3, false).await.unwrap();
    assert_eq!(back.counts, Counts { create: 1, ..Counts::default() });
});

on_both!(&migrations(), any_table_is_matched_by_hand_and_remembered, |t| {
    let file = t.dir.join("own.csv");
    std::fs::write(&file, "厂子,人数,2023年营业收入\n示例食品厂,12,350\n").unwrap();
    let imports = imports(&t);
    let batch = imports.receive_now(&t.ctx, &file, "own.csv").await.unwrap();
    assert_eq!(batch.state, State::Mapping, "the name is unknown and the unit is missing");
    let mapping: Vec<String> = ["name", "insured_count", "figure:revenue:2023:万元"].map(String::from).to_vec();
    assert!(matches!(
        imports.map(&t.ctx, &batch.id, batch.version, vec![String::new(); 3], false).await,
        Err(Error::Invalid(_))
    ));
    imports.map(&t.ctx, &batch.id, batch.version, mapping.clone(), true).await.unwrap();
    let batch = imports.preview(&t.ctx, &batch.id, &Unwatched).await.unwrap();
    assert_eq!(batch.counts.create, 1);
    imports.apply_now(&t.ctx, &batch.id).await.unwrap();
    let figures = t.db.read(&t.ctx.zone).await.unwrap().list::<Figure>("", &[]).await.unwrap();
    assert_eq!((figures[0].period.as_str(), figures[0].value), ("2023", 350_000_000));
    std::fs::write(&file, "厂子,人数,2023年营业收入\n示例食品二厂,12,350\n").unwrap();
    let again = imports.receive_now(&t.ctx, &file, "own.csv").await.unwrap();
    assert_eq!((again.state, again.mapping), (State::Reading, mapping));
});

on_both!(&migrations(), error_rows_are_counted_by_outcome, |t| {
    let batch = preview(&t, &qichacha(&[line("示例坏码有限公司", "91650104MA7000003X", "5")])).await;
    let errors =
        rows::rows(&mut t.db.read(&t.ctx.zone).await.unwrap(), &batch.id, Some(Outcome::Error), 0, 10).await.unwrap();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].reasons[0].code.starts_with("credit-code-"), "{:?}", errors[0].reasons);
    assert!(!errors[0].raw.is_empty(), "the row can be downloaded as it came");
});

on_both!(&migrations(), a_focus_industry_is_known_by_code_or_name_and_else_left_out, |t| {
    use enterprise::focus::service as focus;
    let it = focus::Draft {
        code: "it".into(),
        name_zh: "新一代信息技术".into(),
        slot: "1".into(),
        position: "1".into(),
        ..focus::Draft::default()
    };
    focus::save(&t.ctx, &t.db, 0, &it, Source::default()).await.unwrap();
    let batch = preview(&t, "企业名称,重点产业\n示例甲厂,新一代信息技术\n示例乙厂,IT\n示例丙厂,造船\n").await;
    assert_eq!(batch.counts, Counts { create: 3, ..Counts::default() });
    let notes: Vec<Vec<String>> =
        all_rows(&t, &batch).await.iter().map(|r| r.reasons.iter().map(|e| e.code.clone()).collect()).collect();
    assert_eq!(notes, [vec![], vec![], vec!["import-focus-unknown".to_owned()]]);
    imports(&t).apply_now(&t.ctx, &batch.id).await.unwrap();
    let said: Vec<(String, Option<String>)> = companies(&t).await.into_iter().map(|c| (c.name, c.focus)).collect();
    assert!(said.contains(&("示例甲厂".to_owned(), Some("it".to_owned()))), "{said:?}");
    assert!(said.contains(&("示例乙厂".to_owned(), Some("it".to_owned()))), "{said:?}");
    assert!(said.contains(&("示例丙厂".to_owned(), None)), "{said:?}");
});
