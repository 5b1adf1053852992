//! Acceptance row A3: missions with team, cities and visits; minutes go into the lead; conversion from trip to signing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod trip;
use attract::MIGRATIONS;
use attract::agreement::service as agreements;
use attract::lead::activity::Activity;
use attract::lead::service::{self as lead_service, Move};
use attract::lead::{Lead, Passage};
use attract::mission::draft::{MinutesDraft, VisitDraft};
use attract::mission::rules::{Slot, Stage};
use attract::mission::visits::{self, Place};
use attract::mission::{Visit, service};
use attract::pipeline::Kind;
use kernel::{Error, Locale, Role};
use store::on_both;
use trip::*;

fn minutes() -> MinutesDraft {
    MinutesDraft {
        outcome: "talks".into(),
        minutes: "看好光学膜下游，要求测算物流".into(),
        next_step: "送测算表".into(),
        next_due: "2020-01-20".into(),
        open_lead: true,
    }
}

async fn leads(t: &store::testing::Town) -> Vec<Lead> {
    t.db.read(&t.ctx.zone).await.unwrap().list("ORDER BY id", &[]).await.unwrap()
}

on_both!(MIGRATIONS, a_trip_is_planned_its_companies_chosen_and_arranged, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    assert_eq!((mission.cities().as_str(), mission.team.len()), ("深圳市", 3));
    let none = visits::add_proposed(&ctx, &s, &mission.id, &["company:other".into()]).await.unwrap();
    assert_eq!(none, 0, "what nobody proposed is not added");
    let added = visits::add_proposed(&ctx, &s, &mission.id, &["company:ex-film".into()]).await.unwrap();
    assert_eq!(added, 1);
    let again = visits::add_proposed(&ctx, &s, &mission.id, &["company:ex-film".into()]).await.unwrap();
    assert_eq!(again, 0, "a company on the plan is not proposed again");
    let typed = VisitDraft {
        company: "示例装备".into(),
        day: "2020-01-14".into(),
        at_time: "9:30".into(),
        ..VisitDraft::default()
    };
    let typed = visits::add(&ctx, &s, &mission.id, &typed).await.unwrap();
    assert_eq!((typed.at_time.as_deref(), typed.city.as_str()), (Some("09:30"), "440300"));
    let got = service::get(&ctx, &t.db, &mission.id).await.unwrap();
    let film = got.visits.iter().find(|v| v.company == "示例光膜").unwrap().clone();
    assert_eq!(film.reasons[0].key, "proposal-parent", "why it was proposed is kept");
    let slot = |v: &Visit, day: &str, place| Slot { visit: v.id.clone(), day: day.into(), at_time: None, place };
    visits::arrange(&ctx, &s, &mission.id, vec![slot(&typed, "2020-01-15", 0), slot(&film, "2020-01-14", 1)])
        .await
        .unwrap();
    let got = service::get(&ctx, &t.db, &mission.id).await.unwrap();
    let order: Vec<_> = got.visits.iter().map(|v| (v.company.as_str(), v.day.as_str(), v.position)).collect();
    assert_eq!(order, [("示例光膜", "2020-01-14", 0), ("示例装备", "2020-01-15", 0)]);
    let outside = visits::arrange(&ctx, &s, &mission.id, vec![slot(&film, "2020-02-01", 0)]).await;
    assert!(matches!(outside, Err(Error::Invalid(e)) if e[0].code == "visit-day-outside"));
    assert_eq!(
        kinds(&t).await,
        ["mission.planned", "mission.visits_added", "mission.visits_added", "mission.arranged"]
    );
});

on_both!(MIGRATIONS, minutes_open_the_lead_and_become_its_activity_and_next_step, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    visits::add_proposed(&ctx, &s, &mission.id, &["company:ex-film".into()]).await.unwrap();
    let visit = service::get(&ctx, &t.db, &mission.id).await.unwrap().visits.remove(0);
    let at = Place { mission: &mission.id, visit: &visit.id, version: 1 };
    let done = visits::minute(&ctx, &s, &at, &minutes()).await.unwrap();
    let lead = leads(&t).await.remove(0);
    assert_eq!(done.lead_id.as_ref(), Some(&lead.id));
    assert_eq!(
        (lead.name.as_str(), lead.channel.code(), lead.owner.as_deref()),
        ("示例光膜", "mission", Some("attraction_officer"))
    );
    assert_eq!((lead.next_step.as_deref(), lead.next_on.as_deref()), (Some("送测算表"), Some("2020-01-20")));
    assert_eq!(lead.stage, "talks", "进入洽谈 leads it out of the first stage");
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let passages: Vec<Passage> = conn.list("ORDER BY n", &[]).await.unwrap();
    assert_eq!((passages.len(), passages[0].left_on.is_some()), (2, true));
    let activities: Vec<Activity> = conn.list("", &[]).await.unwrap();
    assert_eq!((activities.len(), activities[0].summary.as_str()), (1, "看好光学膜下游，要求测算物流"));
    drop(conn);
    // Corrected minutes correct the same activity; a stale page is told so.
    let stale = visits::minute(&ctx, &s, &at, &minutes()).await;
    assert_eq!(stale.unwrap_err().status(), 409);
    let corrected = MinutesDraft { minutes: "更正：只看了样品".into(), ..minutes() };
    visits::minute(&ctx, &s, &Place { version: 2, ..at }, &corrected).await.unwrap();
    let activities: Vec<Activity> = t.db.read(&t.ctx.zone).await.unwrap().list("", &[]).await.unwrap();
    assert_eq!((activities.len(), activities[0].summary.as_str()), (1, "更正：只看了样品"));
    let trip = service::get(&ctx, &t.db, &mission.id).await.unwrap();
    let of = &trip.conversion;
    assert_eq!((of.planned, of.held, of.leads, of.talks, of.signed), (1, 1, 1, 1, 0));
    let kinds = kinds(&t).await;
    assert_eq!(kinds[2..6], ["mission.minuted", "lead.created", "lead.noted", "lead.moved"]);
    // Lost after the talks: the trip did bring it so far, and says so, as the funnel does.
    let lead = leads(&t).await.remove(0);
    let lost = Move { stage: "lost".into(), reason: "l-elsewhere".into(), ..Move::default() };
    lead_service::move_to(&ctx, &s, &lead.id, lead.version, &lost).await.unwrap();
    for of in [&service::get(&ctx, &t.db, &mission.id).await.unwrap(), &service::list(&ctx, &t.db).await.unwrap()[0]] {
        assert_eq!((of.conversion.leads, of.conversion.talks, of.conversion.signed), (1, 1, 0));
    }
});

on_both!(MIGRATIONS, a_lead_that_stayed_in_its_first_stage_or_was_lost_from_it_was_never_in_talks, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    visits::add_proposed(&ctx, &s, &mission.id, &["company:ex-film".into()]).await.unwrap();
    let visit = service::get(&ctx, &t.db, &mission.id).await.unwrap().visits.remove(0);
    let at = Place { mission: &mission.id, visit: &visit.id, version: 1 };
    visits::minute(&ctx, &s, &at, &MinutesDraft { outcome: "interested".into(), ..minutes() }).await.unwrap();
    let lead = leads(&t).await.remove(0);
    assert_eq!(lead.stage, "lead");
    let of = service::get(&ctx, &t.db, &mission.id).await.unwrap().conversion;
    assert_eq!((of.leads, of.talks), (1, 0));
    let lost = Move { stage: "lost".into(), reason: "l-silent".into(), ..Move::default() };
    lead_service::move_to(&ctx, &s, &lead.id, lead.version, &lost).await.unwrap();
    let of = service::get(&ctx, &t.db, &mission.id).await.unwrap().conversion;
    assert_eq!((of.leads, of.talks), (1, 0));
});

on_both!(MIGRATIONS, a_visit_without_a_lead_opens_none_unless_asked, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    let draft = VisitDraft { company: "示例装备".into(), day: "2020-01-15".into(), ..VisitDraft::default() };
    let visit = visits::add(&ctx, &s, &mission.id, &draft).await.unwrap();
    let at = Place { mission: &mission.id, visit: &visit.id, version: 1 };
    let quiet = MinutesDraft { open_lead: false, ..minutes() };
    visits::minute(&ctx, &s, &at, &quiet).await.unwrap();
    assert!(leads(&t).await.is_empty());
    let twice = visits::add(&ctx, &s, &mission.id, &draft).await;
    assert!(matches!(twice, Err(Error::Invalid(e)) if e[0].code == "visit-twice"));
    let held = visits::remove(&ctx, &s, &Place { version: 2, ..at }).await;
    assert_eq!(held.unwrap_err().code(), "visit-has-minutes");
    assert_eq!(service::cancel(&ctx, &t.db, &mission.id, 1).await.unwrap_err().code(), "mission-has-minutes");
    let tomorrow = VisitDraft { company: "示例供应链".into(), day: "2020-01-16".into(), ..VisitDraft::default() };
    let visit = visits::add(&ctx, &s, &mission.id, &tomorrow).await.unwrap();
    let early =
        visits::minute(&ctx, &s, &Place { mission: &mission.id, visit: &visit.id, version: 1 }, &minutes()).await;
    assert!(matches!(early, Err(Error::Invalid(e)) if e[0].code == "visit-not-yet"));
});

on_both!(MIGRATIONS, other_roles_see_or_are_refused, |t| {
    let s = state(&t);
    let ctx = acting(&t, Role::AttractionOfficer);
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    for (role, status) in
        [(Role::Statistician, 403), (Role::Auditor, 403), (Role::CompanyUser, 404), (Role::DepartmentClerk, 404)]
    {
        let other = acting(&t, role);
        assert_eq!(service::plan(&other, &t.db, &trip()).await.unwrap_err().status(), status, "{role:?}");
        assert_eq!(service::cancel(&other, &t.db, &mission.id, 1).await.unwrap_err().status(), status, "{role:?}");
        let add = visits::add_proposed(&other, &s, &mission.id, &["company:ex-film".into()]).await;
        assert_eq!(add.unwrap_err().status(), status, "{role:?}");
        assert_eq!(service::get(&other, &t.db, &mission.id).await.is_ok(), status == 403, "{role:?}");
    }
    let stale =
        service::edit(&ctx, &t.db, &mission.id, 7, &attract::mission::draft::Draft { title: "别名".into(), ..trip() })
            .await;
    let Err(Error::Conflict { stale, .. }) = stale else { panic!() };
    assert_eq!((stale[0].theirs.as_str(), stale[0].yours.as_str()), ("深圳小分队", "别名"));
});

on_both!(MIGRATIONS, from_the_trip_to_the_signing, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    visits::add_proposed(&ctx, &s, &mission.id, &["company:ex-film".into()]).await.unwrap();
    let visit = service::get(&ctx, &t.db, &mission.id).await.unwrap().visits.remove(0);
    visits::minute(&ctx, &s, &Place { mission: &mission.id, visit: &visit.id, version: 1 }, &minutes()).await.unwrap();
    let lead = leads(&t).await.remove(0);
    let draft = attract::agreement::draft::Draft {
        title: "示例光膜二期投资协议".into(),
        kind: "investment".into(),
        signed_on: "2020-01-15".into(),
        parties: "乌鲁木齐高新区（新市区）\n示例光膜".into(),
        lead: lead.id.to_string(),
        mission: mission.id.to_string(),
        source: kernel::Source::named("投资协议"),
        ..Default::default()
    };
    let agreement = agreements::sign(&ctx, &s, &draft).await.unwrap();
    let lead = leads(&t).await.remove(0);
    assert_eq!((lead.kind, lead.closed_on.as_deref(), lead.next_step), (Kind::Won, Some("2020-01-15"), None));
    let trip = service::get(&ctx, &t.db, &mission.id).await.unwrap();
    assert_eq!((trip.conversion.talks, trip.conversion.signed), (1, 1));
    // One event names agreement, lead, trip and company.
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let sql = "SELECT o.object_kind AS kind FROM event_object o JOIN event e ON e.zone_id = o.zone_id AND e.seq = o.seq \
               WHERE o.zone_id = $1 AND e.kind = 'agreement.signed' ORDER BY o.object_kind";
    let rows = conn.rows(sql, &["test".into()]).await.unwrap();
    let named: Vec<String> = rows.iter().map(|r| r.text("kind").unwrap()).collect();
    assert_eq!(named, ["agreement", "enterprise", "lead", "mission"]);
    assert_eq!(agreement.lead_id, Some(lead.id));
});

on_both!(MIGRATIONS, the_pages_of_a_trip_in_both_languages, |t| {
    let officer = app(&t, acting(&t, Role::AttractionOfficer), Locale::ZhCn);
    let (status, text) = get(&officer, "/attract/missions").await;
    assert_eq!(status, 200);
    has(&text, &["还没有小分队", "/attract/missions/new"]);
    let fields = [
        ("direction", "outbound"),
        ("starts_on", "2020-01-14"),
        ("ends_on", "2020-01-16"),
        ("city_0", "亚特兰蒂斯"),
        ("leader", "director"),
    ];
    let (status, text) = post(&officer, "/attract/missions", &fields).await;
    assert_eq!(status, 422);
    has(&text, &["没有叫“亚特兰蒂斯”的城市", "value=\"亚特兰蒂斯\""]);
    let mut fields = fields;
    fields[3].1 = "深圳";
    let (status, path) = post(&officer, "/attract/missions", &fields).await;
    assert_eq!(status, 303);
    let (_, text) = get(&officer, &path).await;
    has(&text, &["深圳市：推荐企业", "示例光膜", "已在本区设有示例光膜（乌鲁木齐）", "名：director"]);
    assert_eq!(post(&officer, &format!("{path}/choose"), &[("company", "company:ex-film")]).await.0, 303);
    let (_, text) = get(&officer, &path).await;
    let visit = text.split("name=\"visit\" value=\"").nth(1).and_then(|r| r.split('"').next()).unwrap().to_owned();
    let edit = [
        ("company", "示例光膜"),
        ("day", "2020-01-15"),
        ("at_time", "14:00"),
        ("contact", "c1"),
        ("purpose", "谈下游"),
        ("points", "先谈配套\n再谈物流"),
        ("version", "1"),
    ];
    assert_eq!(post(&officer, &format!("{path}/visits/{visit}/edit"), &edit).await.0, 303);
    let (_, text) = get(&officer, &format!("{path}/visits/{visit}")).await;
    has(&text, &["tel:07550000001", "示例联系人", "先谈配套", "中国500强", "待佐证", "同时建立线索"]);
    let (status, text) =
        post(&officer, &format!("{path}/visits/{visit}"), &[("outcome", "talks"), ("minutes", ""), ("version", "2")])
            .await;
    assert_eq!(status, 422);
    has(&text, &["请写纪要"]);
    let sent = [
        ("outcome", "talks"),
        ("minutes", "谈妥配套"),
        ("next_step", "回访"),
        ("next_due", "2020-01-20"),
        ("open_lead", "1"),
        ("version", "2"),
    ];
    assert_eq!(post(&officer, &format!("{path}/visits/{visit}"), &sent).await.0, 303);
    let (_, text) = get(&officer, &format!("{path}/briefing")).await;
    has(
        &text,
        &["资料包：深圳市", "谈话要点", "再谈物流", "“中国500强”尚未佐证", "谈妥配套", "0755-0000001", "用后销毁"],
    );
    // Who may not see contacts gets the pack without particulars.
    let auditor = app(&t, acting(&t, Role::Auditor), Locale::En);
    let (_, text) = get(&auditor, &format!("{path}/briefing")).await;
    has(&text, &["Briefing pack: 深圳市", "Points for the talk", "unevidenced"]);
    assert!(!text.contains("0755-0000001") && !text.contains("示例联系人"));
    let (_, text) = get(&auditor, "/attract/missions").await;
    has(&text, &["Visited / planned", "1 / 1", "?show=talks"]);
    assert!(!text.contains("/attract/missions/new"));
    for show in ["held", "leads", "talks"] {
        has(&get(&auditor, &format!("{path}?show={show}")).await.1, &["示例光膜", "aria-current=\"true\""]);
    }
    has(&get(&auditor, &format!("{path}?show=signed")).await.1, &["No company has come this far yet"]);
    let clerk = app(&t, acting(&t, Role::DepartmentClerk), Locale::ZhCn);
    assert_eq!(get(&clerk, &path).await.0, 404);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

on_both!(MIGRATIONS, a_company_seen_on_two_trips_counts_once_in_all_of_them, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    for (title, day) in [("二次小分队", "2020-01-15"), ("深圳小分队", "2020-01-14")] {
        let draft = attract::mission::draft::Draft { title: title.into(), ..trip() };
        let mission = service::plan(&ctx, &t.db, &draft).await.unwrap();
        let draft = VisitDraft { company: "示例光膜".into(), day: day.into(), ..VisitDraft::default() };
        let visit = visits::add(&ctx, &s, &mission.id, &draft).await.unwrap();
        let at = Place { mission: &mission.id, visit: &visit.id, version: 1 };
        visits::minute(&ctx, &s, &at, &minutes()).await.unwrap();
    }
    let trips = service::list(&ctx, &t.db).await.unwrap();
    assert!(trips.iter().all(|t| t.conversion.leads == 1), "each trip has it");
    let of = service::together(&trips);
    assert_eq!((of.planned, of.held, of.leads, of.talks, of.signed), (2, 2, 1, 1, 0));
    let behind = service::behind(&trips, Stage::Leads);
    let listed: Vec<_> = behind.iter().map(|(t, v)| (t.mission.title.as_str(), v.day.as_str())).collect();
    assert_eq!(listed, [("深圳小分队", "2020-01-14")], "the earliest visit stands for it");
});

on_both!(MIGRATIONS, many_proposals_are_shown_when_asked_for, |t| {
    let (ctx, _) = (acting(&t, Role::AttractionOfficer), state(&t));
    let legs = vec![attract::mission::draft::LegDraft { city: "广州".into(), ..Default::default() }];
    let draft = attract::mission::draft::Draft { legs, ..trip() };
    let mission = service::plan(&ctx, &t.db, &draft).await.unwrap();
    let officer = app(&t, ctx, Locale::En);
    let path = format!("/attract/missions/{}", mission.id);
    let (_, text) = get(&officer, &path).await;
    has(&text, &["value=\"many:10\"", "Show all 12", "?offers=440100#offers-440100"]);
    assert!(!text.contains("many:11"), "what is not seen is not chosen with the rest");
    let (_, text) = get(&officer, &format!("{path}?offers=440100")).await;
    has(&text, &["value=\"many:1\"", "value=\"many:12\""]);
    assert!(!text.contains("Show all"));
});
