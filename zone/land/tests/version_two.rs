//! A second version of a theme with fifty cases on their way, the export read again, and two sweeps over six hundred clocks that are due.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use kernel::Event;
use land::catalogue::holiday;
use land::catalogue::part::Entry;
use land::catalogue::{COMPANY, MatterType, Name, Theme, ThemeVersion, VersionState, service as catalogue};
use land::matter::command::Command;
use land::matter::{ClockKind, Matter, MatterClock, Outcome, Prerequisite, RungFire, State, ladder, service};
use land::plan::service::{Adopt, adjust, adopt, migrate, propose};
use land::plan::{Change, Plan};
use land::project::{Project, service as projects};
use land::{LandState, MIGRATIONS};
use office::*;
use process::ocel;
use schedule::Measure;
use std::collections::BTreeSet;
use store::on_both;
use store::testing::Town;

const CASES: usize = 50;

async fn first_version(t: &Town) {
    let mut content = theme();
    content.matters.iter_mut().filter(|m| m.department.is_empty()).for_each(|m| m.department = COMPANY.into());
    let version = ThemeVersion { content, ..published(t).await };
    assert_eq!((version.number, version.state), (1, VersionState::Published));
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&version).await.unwrap();
    tx.commit(Event::new("catalogue.imported", &t.ctx).object("theme_version", &version.id)).await.unwrap();
}

/// Projects with their plans; the record of each is with the department since a while.
async fn running(t: &Town, s: &LandState) -> Vec<Project> {
    let ctx = acting(t, CHEN);
    let mut all = Vec::new();
    for n in 0..CASES {
        let p = projects::open(&ctx, s, &draft(&format!("项目{n}"))).await.unwrap();
        let how = Adopt { theme: "enterprise", answers: &answers(n % 2 == 0), from: None };
        adopt(&ctx, s, &p.id, p.version, &how).await.unwrap();
        all.push(read(t, &p.id).await);
    }
    let records: Vec<Matter> = all_of::<Matter>(t).await.into_iter().filter(|m| m.code == "record").collect();
    let ids: Vec<_> = records.iter().map(|m| m.id.clone()).collect();
    service::perform_each(&acting(t, SUN), s, &ids, &Command::Submit, "").await.unwrap();
    let done = service::perform_each(&acting(t, QIAN), s, &ids, &Command::Accept, "").await.unwrap();
    assert!(done.iter().all(|(_, outcome)| outcome.is_ok()));
    days_later(t, 2);
    all
}

async fn all_of<R: store::Record>(t: &Town) -> Vec<R> {
    t.db.read(&t.ctx.zone).await.unwrap().list("", &[]).await.unwrap()
}

async fn head(t: &Town) -> i64 {
    t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap().0
}

/// A shorter promise for the record, a longer one for planning, and a matter that was not there.
async fn second_version(t: &Town, s: &LandState) -> (Theme, Theme) {
    let ctx = acting(t, CHEN);
    let draft = catalogue::start(&ctx, &t.db, "enterprise").await.unwrap();
    let before = draft.content.clone();
    let mut version = draft.version;
    for (at, days) in [(0, 2), (1, 12)] {
        let entry = Entry::Matter(Box::new(MatterType { promised_days: Some(days), ..before.matters[at].clone() }));
        version = catalogue::put(&ctx, &t.db, ("enterprise", version), entry, Some(at)).await.unwrap().version;
    }
    let name = Name { zh: "文物保护意见".into(), en: "Heritage opinion".into() };
    let new = MatterType { code: "heritage".into(), name, ..before.matters[2].clone() };
    let new = Entry::Matter(Box::new(MatterType { when: String::new(), ..new }));
    let draft = catalogue::put(&ctx, &t.db, ("enterprise", version), new, None).await.unwrap();
    let second = catalogue::publish(&ctx, s, "enterprise", draft.version, "增加文物").await.unwrap();
    (before, second.content)
}

fn codes(all: &[MatterType]) -> Vec<&str> {
    all.iter().map(|m| m.code.as_str()).collect()
}

on_both!(MIGRATIONS, version_two_changes_no_running_case_until_it_is_migrated_by_one_event, |t| {
    let s = state(&t);
    first_version(&t).await;
    let cases = running(&t, &s).await;
    let (matters, clocks) = (all_of::<Matter>(&t).await, all_of::<MatterClock>(&t).await);
    let plans = all_of::<Plan>(&t).await;
    let (first, second) = second_version(&t, &s).await;
    assert_eq!(all_of::<Matter>(&t).await, matters, "a new version touches no running case");
    assert_eq!(all_of::<MatterClock>(&t).await, clocks);
    assert_eq!((all_of::<Plan>(&t).await, plans.len()), (plans, CASES));

    // What the versions differ by, and what that would mean for one case: named before anything is done.
    let difference = land::catalogue::diff::between(&first, &second).plan;
    let changed: Vec<&str> = difference.changed.iter().map(|c| c.after.code.as_str()).collect();
    assert_eq!((codes(&difference.added), changed), (vec!["heritage"], vec!["record", "planning"]));
    let (ctx, one) = (acting(&t, CHEN), &cases[7]);
    let before = head(&t).await;
    let proposal = propose(&ctx, &s, &one.id, "enterprise", &one.attributes).await.unwrap();
    let changed: Vec<&str> = proposal.difference.changed.iter().map(|c| c.after.code.as_str()).collect();
    assert_eq!((codes(&proposal.difference.added), changed), (vec!["heritage"], vec!["record", "planning"]));
    assert_eq!(head(&t).await, before, "a proposal writes nothing");

    migrate(&ctx, &s, &one.id, one.version).await.unwrap();
    assert_eq!(head(&t).await, before + 1, "a migration is one event");
    assert_eq!(events(&t).await.last().map(String::as_str), Some("plan.migrated"));
    assert_eq!(all_of::<MatterClock>(&t).await, clocks, "what was consumed stays consumed");
    let record = matter(&t, one, "record").await;
    assert_eq!((record.promised_days, record.state), (Some(3), State::Accepted), "begun under the first version");
    assert_eq!(matter(&t, one, "planning").await.promised_days, Some(12), "not begun: the new rule");
    assert_eq!(matter(&t, one, "heritage").await.state, State::Ready);
    let calendar = land::calendar::shipped().unwrap();
    let clock = clocks.iter().find(|c| c.matter_id == record.id && c.kind == ClockKind::Promised).unwrap();
    let accepted = record.accepted_on.as_ref().unwrap().parse().unwrap();
    assert_eq!(clock.clock.consumed(calendar, t.ctx.today()), calendar.between(accepted, t.ctx.today()));
    let others = all_of::<Matter>(&t).await.into_iter().filter(|m| m.project_id != one.id);
    let untouched: Vec<Matter> = matters.into_iter().filter(|m| m.project_id != one.id).collect();
    let mut others: Vec<Matter> = others.collect();
    others.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(others.len(), untouched.len());
    assert!(untouched.iter().all(|m| others.contains(m)), "forty-nine cases stay as they are");
    assert_eq!(journal::compare(&t.db, &t.ctx.zone, land::JOURNALED).await.unwrap(), []);
    export(&t).await;
});

/// The journal as OCEL, read again by the product's own reader: as many objects of each type, as many events of matters.
async fn export(t: &Town) {
    let mut bytes = Vec::new();
    let done = journal::export_ocel(&t.db, &t.ctx.zone, &mut bytes).await.unwrap();
    let whole: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let count = |list: &str| u64::try_from(whole[list].as_array().unwrap().len()).unwrap();
    assert_eq!((count("events"), count("objects")), (done.events, done.objects));
    assert_eq!(i64::try_from(done.events).unwrap(), head(t).await);
    let types = ocel::object_types(bytes.as_slice()).unwrap();
    assert_eq!(types.iter().map(|(_, n)| n).sum::<u64>(), done.objects);
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    for kind in ["matter", "project"] {
        let options = ocel::Options { object_type: kind.to_owned(), ..ocel::Options::default() };
        let log = ocel::read(bytes.as_slice(), &options).unwrap();
        let sql = "SELECT COUNT(*) FROM (SELECT DISTINCT seq, object_id FROM event_object WHERE zone_id = $1 AND object_kind = $2) AS o";
        let related = conn.number(sql, &["test".into(), kind.into()]).await.unwrap();
        assert_eq!(i64::try_from(log.events()).unwrap(), related, "events of each {kind}");
        let objects = types.iter().find(|(name, _)| name == kind).unwrap().1;
        assert_eq!(u64::try_from(log.cases()).unwrap(), objects, "cases of {kind}");
    }
}

/// Copies of an accepted matter with its clocks.
async fn copied(t: &Town, m: &Matter, copies: usize) {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let clocks = land::matter::store::clocks(&mut conn, &m.id).await.unwrap();
    drop(conn);
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    for n in 0..copies {
        let id = kernel::id::MatterId::parse(&format!("copy-{n:04}")).unwrap();
        tx.put(&Matter { id: id.clone(), code: format!("copy{n}"), ..m.clone() }).await.unwrap();
        for clock in &clocks {
            tx.put(&MatterClock { matter_id: id.clone(), ..clock.clone() }).await.unwrap();
        }
    }
    tx.commit(Event::new("matter.copied", &t.ctx).object("matter", &m.id)).await.unwrap();
}

on_both!(MIGRATIONS, two_sweeps_over_six_hundred_clocks_fire_each_rung_once, |t| {
    let (project, s) = (planned(&t, false).await, state(&t));
    let m = matter(&t, &project, "record").await;
    step(&t, SUN, &m, Command::Submit).await.unwrap();
    let m = step(&t, QIAN, &m, Command::Accept).await.unwrap();
    copied(&t, &m, 299).await;
    assert_eq!(all_of::<MatterClock>(&t).await.len(), 600);
    days_later(&t, 12);
    let before = events(&t).await.len();
    assert!(before < 20);
    let from = head(&t).await;
    let (a, b) = tokio::join!(ladder::sweep(&t.ctx, &s), ladder::sweep(&t.ctx, &s));
    let (a, b) = (a.unwrap(), b.unwrap());
    let fired = all_of::<RungFire>(&t).await;
    let keys: BTreeSet<_> = fired.iter().map(|f| (f.matter_id.clone(), f.kind, f.rung.clone())).collect();
    assert_eq!((keys.len(), fired.len()), (a.fired + b.fired, a.fired + b.fired), "each rung once");
    // Promised 3 days: ahead2, due, over1; by law 5: ahead2, due, over1. Every matter the same.
    assert_eq!(fired.len() % 300, 0);
    assert!(fired.len() >= 1800, "{}", fired.len());
    assert_eq!(a.breached + b.breached, 300, "both clocks of a matter are noted together");
    let noted = i64::try_from(a.fired + b.fired + a.breached + b.breached).unwrap();
    assert_eq!(head(&t).await - from, noted, "an event for each rung and each breach, and no other");
    let again = ladder::sweep(&t.ctx, &s).await.unwrap();
    assert_eq!((again.fired, again.breached), (0, 0));
    assert_eq!(journal::compare(&t.db, &t.ctx.zone, land::JOURNALED).await.unwrap(), []);
});

on_both!(MIGRATIONS, an_adjustment_leaves_the_plan_before_it_as_it_was, |t| {
    let project = planned(&t, false).await;
    let first = all_of::<Plan>(&t).await.remove(0);
    let (ctx, s) = (acting(&t, CHEN), state(&t));
    let promise = |days| Change::Promise { code: "permit".into(), days };
    let second = adjust(&ctx, &s, &project.id, project.version, promise(7), "专项协调").await.unwrap();
    let now = read(&t, &project.id).await;
    let third = adjust(&ctx, &s, &project.id, now.version, promise(6), "再压缩一天").await.unwrap();
    let all = all_of::<Plan>(&t).await;
    let kept = |plan: &Plan| all.iter().find(|p| p.id == plan.id).unwrap().clone();
    assert_eq!(kept(&first), Plan { current: false, version: first.version + 1, ..first.clone() });
    assert_eq!(kept(&second), Plan { current: false, version: second.version + 1, ..second.clone() });
    assert_eq!((second.adjustments.len(), third.adjustments.len()), (1, 2), "and each follows from the one before");
    assert_eq!((third.supersedes.clone(), third.current), (Some(second.id.clone()), true));
    assert_eq!(matter(&t, &project, "permit").await.promised_days, Some(6));
    assert!(events(&t).await.iter().filter(|k| *k == "plan.adjusted").count() == 2);
    let differences = journal::compare(&t.db, &t.ctx.zone, land::JOURNALED).await.unwrap();
    assert!(differences.is_empty(), "{differences:?}");
});

on_both!(MIGRATIONS, a_notice_of_holidays_moves_the_day_from_which_a_matter_may_be_handed_in, |t| {
    const NOTICE: &str = "date,kind,name\n2027-01-01/2027-01-03,holiday,元旦\n2027-02-05/2027-02-12,holiday,春节\n";
    let project = planned(&t, false).await;
    let record = matter(&t, &project, "record").await;
    let planning = matter(&t, &project, "planning").await;
    let after = Prerequisite { code: "record".into(), kind: Default::default(), lag_days: 10 };
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    let decided_on = Some("2027-02-03".to_owned());
    tx.put(&Matter { state: State::Decided, outcome: Some(Outcome::Approved), decided_on, ..record }).await.unwrap();
    let opens_on = Some("2027-02-17".to_owned());
    tx.put(&Matter { state: State::Planned, opens_on, prerequisites: vec![after], ..planning }).await.unwrap();
    tx.commit(Event::new("matter.recorded", &t.ctx).object("project", &project.id)).await.unwrap();
    holiday::import(&acting(&t, CHEN), &t.db, NOTICE, kernel::Source::named("示例通知")).await.unwrap();
    // Six working days of the ten are holidays now.
    assert_eq!(matter(&t, &project, "planning").await.opens_on.as_deref(), Some("2027-02-25"));
});
