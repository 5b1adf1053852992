//! Leads: one per company, whose they are, how they move, what waits, what returns to the pool.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use attract::MIGRATIONS;
use attract::lead::draft::Draft;
use attract::lead::query::Filter;
use attract::lead::service::{self, Move};
use attract::lead::talk::{self, Hesitate, Say};
use attract::lead::{Channel, files, owner, work};
use attract::pipeline::Kind;
use attract::pipeline::service as rules;
use chrono::Duration;
use kernel::{Error, Role};
use office::*;
use store::on_both;

fn codes(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(fields) => fields.into_iter().map(|f| f.code).collect(),
        other => vec![other.code().to_owned()],
    }
}

fn say(kind: &str, summary: &str) -> Say {
    Say { kind: kind.to_owned(), on: String::new(), summary: summary.to_owned() }
}

fn to(stage: &str) -> Move {
    Move { stage: stage.to_owned(), ..Move::default() }
}

on_both!(MIGRATIONS, a_company_has_one_open_lead_and_says_who_has_it, |t| {
    let s = state(&t);
    let draft =
        Draft {
            company: film(), subject: "模切项目".to_owned(), amount: "2.4亿元".to_owned(), ..Draft::default()
        };
    let lead = service::create(&acting(&t, LI), &s, &draft).await.unwrap();
    // City, trade and focus come from the books; the city is the prefecture's.
    assert_eq!(
        (lead.city.as_deref(), lead.division.as_deref(), lead.focus.as_deref()),
        (Some("440300"), Some("29"), Some("materials"))
    );
    assert_eq!((lead.amount_fen, lead.owner.as_deref()), (Some(24_000_000_000), Some(LI)));
    let error = service::create(&acting(&t, WANG), &s, &typed("示例 光膜")).await.unwrap_err();
    let Error::Invalid(fields) = error else { panic!("{error:?}") };
    assert_eq!(fields[0].code, "lead-taken");
    assert!(fields[0].args.contains(&("owner".to_owned(), "李招商".to_owned())));
    // Another officer sees it and cannot change it; a company's user sees nothing at all.
    assert!(matches!(service::move_to(&acting(&t, WANG), &s, &lead.id, 1, &to("talks")).await, Err(Error::Forbidden)));
    let company = with_role(&t, "user-sun", "sun", "孙企业", Role::CompanyUser);
    assert!(matches!(service::list(&company, &s, &Filter::parse("")).await, Err(Error::NotFound)));
    assert!(matches!(service::create(&acting(&t, CHEN), &s, &typed("别家")).await, Err(Error::Forbidden)));
    assert_eq!(events(&t).await, ["lead.created"]);
});

on_both!(MIGRATIONS, a_lead_goes_from_hesitation_to_signing, |t| {
    let (s, li) = (state(&t), acting(&t, LI));
    let lead = lead(&t, LI, "示例商业").await;
    let doubt = Hesitate { reason: "h-procedure".into(), since: "2020-01-10".into(), note: "不熟悉流程".into() };
    let h = talk::hesitate(&li, &s, &lead.id, &doubt).await.unwrap();
    assert_eq!(read(&t, &lead.id).await.hesitating, 1);
    let found = service::list(&li, &s, &Filter::parse("hesitation=h-procedure")).await.unwrap();
    assert_eq!(found.total, 1);
    let early = talk::resolve(&li, &s, &lead.id, &h.id, "2020-01-09", "派专人跟进").await.unwrap_err();
    assert_eq!(codes(early), ["lead-resolve-day"]);
    let h = talk::resolve(&li, &s, &lead.id, &h.id, "2020-01-15", "派专门办事员，贴身跟进").await.unwrap();
    assert_eq!((h.resolved_by.as_deref(), h.resolved_on.as_deref()), (Some(LI), Some("2020-01-15")));
    let now = read(&t, &lead.id).await;
    assert_eq!(now.hesitating, 0);
    t.clock.advance(Duration::days(20));
    let stale = service::move_to(&li, &s, &lead.id, 1, &to("talks")).await.unwrap_err();
    assert_eq!(codes(stale), ["lead-stale"]);
    let moved = service::move_to(&li, &s, &lead.id, now.version, &to("talks")).await.unwrap();
    let lost = service::move_to(&li, &s, &lead.id, moved.version, &to("lost")).await.unwrap_err();
    assert_eq!(codes(lost), ["lead-reason-missing"]);
    let signed = service::move_to(&li, &s, &lead.id, moved.version, &to("signed")).await.unwrap();
    assert_eq!((signed.kind, signed.closed_on.as_deref()), (Kind::Won, Some("2020-02-04")));
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let stays = attract::lead::store::passages(&mut conn, &t.ctx.scope().unwrap(), &lead.id).await.unwrap();
    let days: Vec<_> = stays.iter().map(|p| (p.stage.as_str(), p.days)).collect();
    assert_eq!(days, [("lead", Some(20)), ("talks", Some(0)), ("signed", None)]);
    // A closed lead frees the company for the next one.
    drop(conn);
    lead_again(&t).await;
    assert_eq!(
        events(&t).await,
        ["lead.created", "lead.hesitated", "lead.resolved", "lead.moved", "lead.moved", "lead.created"]
    );
});

async fn lead_again(t: &store::testing::Town) {
    let again = lead(t, WANG, "示例商业").await;
    assert_eq!(again.owner.as_deref(), Some(WANG));
}

on_both!(MIGRATIONS, untouched_leads_return_to_the_pool_after_a_warning, |t| {
    let (s, li, wang) = (state(&t), acting(&t, LI), acting(&t, WANG));
    let lead = lead(&t, LI, "示例长谈").await;
    assert_eq!(owner::sweep(&t.ctx, &t.db).await.unwrap(), owner::Swept::default());
    t.clock.advance(Duration::days(53));
    assert_eq!(owner::sweep(&t.ctx, &t.db).await.unwrap(), owner::Swept { warned: 1, returned: 0 });
    assert_eq!(owner::sweep(&t.ctx, &t.db).await.unwrap(), owner::Swept::default(), "told once");
    let parts = work::of(&li, &s, ui::T::default()).await.unwrap();
    assert_eq!(parts.iter().map(|p| (p.title, p.total)).collect::<Vec<_>>(), [("lead-work-returning", 1)]);
    // The officer acts: nothing returns.
    talk::say(&li, &s, &lead.id, &say("call", "电话联系，下周再谈")).await.unwrap();
    t.clock.advance(Duration::days(7));
    assert_eq!(owner::sweep(&t.ctx, &t.db).await.unwrap(), owner::Swept::default());
    t.clock.advance(Duration::days(46));
    assert_eq!(owner::sweep(&t.ctx, &t.db).await.unwrap().warned, 1);
    t.clock.advance(Duration::days(7));
    assert_eq!(owner::sweep(&t.ctx, &t.db).await.unwrap(), owner::Swept { warned: 0, returned: 1 });
    let now = read(&t, &lead.id).await;
    assert_eq!((now.owner.as_deref(), now.warned_on.as_deref()), (None, None));
    let pool = service::list(&wang, &s, &Filter::parse("owner=none")).await.unwrap();
    assert_eq!(pool.total, 1);
    let mine = owner::claim(&wang, &s, &lead.id).await.unwrap();
    assert_eq!(mine.owner.as_deref(), Some(WANG));
    assert_eq!(codes(owner::claim(&li, &s, &lead.id).await.unwrap_err()), ["lead-claimed-already"]);
    assert_eq!(
        events(&t).await,
        ["lead.created", "lead.warned", "lead.noted", "lead.warned", "lead.returned", "lead.claimed"]
    );
    let report = journal::verify(&t.db, &t.ctx.zone, &journal::Heads::default(), |_, _| {}).await.unwrap();
    assert!(report.ok());
});

on_both!(MIGRATIONS, the_pool_has_a_limit_and_a_lead_can_be_asked_for, |t| {
    let (s, li, wang, chen) = (state(&t), acting(&t, LI), acting(&t, WANG), acting(&t, CHEN));
    rules::put_policy(&chen, &t.db, 0, ["60", "7", "1", "24", "10:00-14:00 15:30-19:30"]).await.unwrap();
    let (one, two) = (lead(&t, LI, "示例甲").await, lead(&t, LI, "示例乙").await);
    owner::release(&li, &s, &one.id, one.version).await.unwrap();
    owner::claim(&wang, &s, &one.id).await.unwrap();
    owner::release(&li, &s, &two.id, two.version).await.unwrap();
    assert_eq!(codes(owner::claim(&wang, &s, &two.id).await.unwrap_err()), ["lead-claim-limit"]);
    let two = owner::claim(&li, &s, &two.id).await.unwrap();
    // Asking needs a reason, and is answered by the owner or the director.
    assert_eq!(codes(owner::ask(&wang, &s, &two.id, " ").await.unwrap_err()), ["lead-ask-reason"]);
    let request = owner::ask(&wang, &s, &two.id, "总部在我负责的城市").await.unwrap();
    assert_eq!(codes(owner::ask(&wang, &s, &two.id, "再问一次").await.unwrap_err()), ["lead-asked-already"]);
    assert!(matches!(owner::answer(&wang, &s, &two.id, &request.id, true).await, Err(Error::Forbidden)));
    let parts = work::of(&li, &s, ui::T::default()).await.unwrap();
    assert_eq!(parts.iter().map(|p| p.title).collect::<Vec<_>>(), ["lead-work-asked"]);
    let given = owner::answer(&li, &s, &two.id, &request.id, true).await.unwrap();
    assert_eq!(given.owner.as_deref(), Some(WANG));
    assert_eq!(
        codes(owner::answer(&chen, &s, &two.id, &request.id, true).await.unwrap_err()),
        ["lead-answered-already"]
    );
    // Only the director assigns, and only to an officer.
    assert!(matches!(owner::assign(&li, &s, &two.id, given.version, LI).await, Err(Error::Forbidden)));
    assert_eq!(
        codes(owner::assign(&chen, &s, &two.id, given.version, CHEN).await.unwrap_err()),
        ["lead-owner-unknown"]
    );
    let back = owner::assign(&chen, &s, &two.id, given.version, LI).await.unwrap();
    assert_eq!(back.owner.as_deref(), Some(LI));
});

on_both!(MIGRATIONS, enquiries_are_answered_in_time_and_colleagues_are_named, |t| {
    let (s, li, wang) = (state(&t), acting(&t, LI), acting(&t, WANG));
    let draft = Draft {
        channel: "enquiry".into(),
        next_step: "回信".into(),
        next_on: "2020-01-16".into(),
        ..typed("示例来信")
    };
    let lead = service::create(&li, &s, &draft).await.unwrap();
    assert_eq!((lead.channel, lead.remind_on.as_deref()), (Channel::Enquiry, Some("2020-01-15")));
    let parts = work::of(&li, &s, ui::T::default()).await.unwrap();
    assert_eq!(parts.iter().map(|p| p.title).collect::<Vec<_>>(), ["lead-work-answers", "lead-work-steps"]);
    assert!(parts[0].lines[0].light.text.contains("剩 8 工作小时"), "{:?}", parts[0].lines);
    // A note to a colleague is no answer; a call is.
    talk::say(&li, &s, &lead.id, &say("note", "@王招商 您熟悉这家吗")).await.unwrap();
    assert_eq!(read(&t, &lead.id).await.answered_us, None);
    t.clock.advance(Duration::hours(30));
    assert_eq!(service::list(&li, &s, &Filter::parse("answer=late")).await.unwrap().total, 1);
    talk::say(&li, &s, &lead.id, &say("call", "已电话答复")).await.unwrap();
    assert!(read(&t, &lead.id).await.answered_us > lead.answer_due_us);
    let (_, unread) = attract::message::service::unread(&wang, &t.db, 5).await.unwrap();
    assert_eq!(unread.iter().map(|m| m.words.as_str()).collect::<Vec<_>>(), ["@王招商 您熟悉这家吗"]);
    // A colleague may leave a note and nothing else.
    talk::say(&wang, &s, &lead.id, &say("note", "去年见过")).await.unwrap();
    assert!(matches!(talk::say(&wang, &s, &lead.id, &say("call", "我打了电话")).await, Err(Error::Forbidden)));
    assert_eq!(
        codes(service::plan(&li, &s, &lead.id, 1, ["做事", "", ""]).await.unwrap_err()),
        ["lead-next-day-missing"]
    );
});

on_both!(MIGRATIONS, an_enquiry_before_spring_festival_is_due_after_it, |t| {
    let (s, li, chen) = (state(&t), acting(&t, LI), acting(&t, CHEN));
    // Thursday 2020-01-23, 18:00: half past seven the offices close until 2020-02-03.
    t.clock.advance(Duration::minutes((8 * 24 + 9) * 60 + 30));
    let draft = |name: &str| Draft { channel: "enquiry".into(), ..typed(name) };
    let lead = service::create(&li, &s, &draft("示例年前")).await.unwrap();
    let total = async |query: &str| service::list(&li, &s, &Filter::parse(query)).await.unwrap().total;
    t.clock.advance(Duration::days(10));
    assert_eq!((total("answer=overdue").await, total("answer=waiting").await), (0, 1), "ten days off are no delay");
    let page = app(&t, li.clone(), kernel::Locale::ZhCn);
    let (_, text) = get(&page, &format!("/attract/leads/{}", lead.id)).await;
    assert!(text.contains("剩 7 工作小时") && text.contains("2020-02-03 18:00"), "{text}");
    t.clock.advance(Duration::minutes(24 * 60 + 61));
    assert_eq!(total("answer=overdue").await, 1);
    assert!(get(&page, "/attract/leads").await.1.contains("已超 2 工作小时"));
    // The zone keeps other hours from now on; nonsense is told what to write.
    let policy = rules::put_policy(&chen, &t.db, 0, ["60", "7", "30", "4", "全天"]).await.unwrap_err();
    assert_eq!(codes(policy), ["pipeline-work-hours-form"]);
    let policy =
        rules::put_policy(&chen, &t.db, 0, ["60", "7", "30", "4", "9：00—12：00，13:00至18:00"]).await.unwrap();
    assert_eq!(policy.work_hours(), "09:00-12:00 13:00-18:00");
    let next = service::create(&li, &s, &draft("示例年后")).await.unwrap();
    assert_eq!(ui::format::instant(next.answer_due_us.unwrap()), "2020-02-04 14:00", "four hours of the next day");
    assert_eq!(read(&t, &lead.id).await.answer_due_us, lead.answer_due_us);
});

on_both!(MIGRATIONS, leads_are_found_by_a_part_of_their_name_at_once, |t| {
    let (s, li) = (state(&t), acting(&t, LI));
    let one = lead(&t, LI, "示例光电（深圳）科技有限公司").await;
    let two = lead(&t, LI, "示例光伏有限公司").await;
    let names = async |q: &str| {
        let found = service::list(&li, &s, &Filter::parse(&format!("sort=name&q={}", ui::cookie::percent(q)))).await;
        found.unwrap().leads.into_iter().map(|l| l.name).collect::<Vec<_>>()
    };
    // On a busy machine the index may be later than a page waits.
    let mut found = None;
    while found.is_none() {
        found = s.names.sought(&li, &Filter::parse("q=光电")).await.unwrap().found;
    }
    assert_eq!(found, Some(vec![one.id.to_string()]), "the index was asked, not every lead");
    assert_eq!(names("光电").await, ["示例光电（深圳）科技有限公司"]);
    assert_eq!(names("光电(深圳)").await.len(), 1, "brackets of either width");
    assert_eq!(names("示例光").await.len(), 2);
    assert_eq!(names("没有这家").await, Vec::<String>::new());
    // A new name is found with the next look, the old one is not.
    service::edit(&li, &s, &two.id, two.version, &typed("示例储能有限公司")).await.unwrap();
    assert_eq!((names("储能").await.len(), names("光伏").await.len()), (1, 0));
    let walked = service::walk(&li, &s, &Filter::parse("q=储能"), "", 10).await.unwrap();
    assert_eq!(walked.len(), 1, "the API finds what the page finds");
});

on_both!(MIGRATIONS, files_are_checked_kept_once_and_given_to_those_who_see_the_lead, |t| {
    let (s, li, wang) = (state(&t), acting(&t, LI), acting(&t, WANG));
    let lead = lead(&t, LI, "示例附件").await;
    assert_eq!(codes(files::attach(&li, &s, &lead.id, "a.exe", b"MZ").await.unwrap_err()), ["file-kind"]);
    assert_eq!(codes(files::attach(&li, &s, &lead.id, "a.pdf", b"MZ").await.unwrap_err()), ["file-other"]);
    let file = files::attach(&li, &s, &lead.id, "方案.pdf", b"%PDF-1.7 plan").await.unwrap();
    let same = files::attach(&li, &s, &lead.id, "又一份.pdf", b"%PDF-1.7 plan").await.unwrap();
    assert_eq!(same.file.id, file.file.id, "the same bytes are the same file");
    assert_eq!(files::fetch(&wang, &s, &lead.id, &file.file.id).await.unwrap().1, b"%PDF-1.7 plan");
    assert!(matches!(files::attach(&wang, &s, &lead.id, "b.pdf", b"%PDF-x").await, Err(Error::Forbidden)));
    let company = with_role(&t, "user-sun", "sun", "孙企业", Role::CompanyUser);
    assert!(matches!(files::fetch(&company, &s, &lead.id, &file.file.id).await, Err(Error::NotFound)));
    let other = office::lead(&t, LI, "示例别家").await;
    assert!(matches!(files::fetch(&li, &s, &other.id, &file.file.id).await, Err(Error::NotFound)));
    // Somebody changes the bytes on the disk: they are not given out.
    let path = t.dir.join("files").join(&file.file.sha256[..2]).join(&file.file.sha256);
    std::fs::write(&path, b"%PDF-1.7 forged").unwrap();
    assert!(matches!(files::fetch(&li, &s, &lead.id, &file.file.id).await, Err(Error::Internal(_))));
    files::detach(&li, &s, &lead.id, &file.file.id).await.unwrap();
    assert!(!path.exists());
});

on_both!(MIGRATIONS, stages_and_reasons_are_the_zones_own, |t| {
    let (s, li, chen) = (state(&t), acting(&t, LI), acting(&t, CHEN));
    let visit = rules::Draft {
        name_zh: "考察".into(),
        name_en: "Site visit".into(),
        position: "2".into(),
        kind: "open".into(),
        target_days: "20".into(),
        active: true,
    };
    assert!(matches!(rules::put_stage(&li, &t.db, None, 0, &visit).await, Err(Error::Forbidden)));
    let stage = rules::put_stage(&chen, &t.db, None, 0, &visit).await.unwrap();
    let pipeline = rules::get(&li, &t.db).await.unwrap();
    assert_eq!(pipeline.stages.len(), 5, "the standard ones are written down with the first edit");
    let lead = lead(&t, LI, "示例考察").await;
    let moved = service::move_to(&li, &s, &lead.id, lead.version, &to(&stage.id)).await.unwrap();
    let won = rules::Draft { kind: "won".into(), ..visit.clone() };
    let held = rules::put_stage(&chen, &t.db, Some(&stage.id), 1, &won).await.unwrap_err();
    assert_eq!(codes(held), ["pipeline-kind-held"]);
    // The last open stage stays.
    for id in ["lead", "talks"] {
        let stage = pipeline.stage(id).unwrap();
        let off = rules::Draft {
            name_zh: stage.name_zh.clone(),
            kind: "open".into(),
            active: false,
            position: "1".into(),
            ..visit.clone()
        };
        rules::put_stage(&chen, &t.db, Some(id), 1, &off).await.unwrap();
    }
    let off = rules::Draft { active: false, ..visit };
    assert_eq!(
        codes(rules::put_stage(&chen, &t.db, Some(&stage.id), 1, &off).await.unwrap_err()),
        ["pipeline-no-open"]
    );
    let retired = service::move_to(&li, &s, &lead.id, moved.version, &to("talks")).await.unwrap_err();
    assert_eq!(codes(retired), ["lead-stage-unknown"]);
});
