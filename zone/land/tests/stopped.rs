//! 终止: with a project ends what of it was in hand; nobody is urged any more, nothing of it is red, and nothing begins.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use firm::*;
use kernel::id::{MatterId, ProjectId};
use kernel::{Error, Locale};
use land::material::service::{Add, add};
use land::matter::command::Command;
use land::matter::ladder::sweep;
use land::matter::service::{Step, override_order, perform};
use land::matter::{ClockState, Document, Matter, MatterClock, Outcome, State, store as books};
use land::project::{Phase, Project, service};
use land::{JOURNALED, MIGRATIONS};
use store::on_both;
use store::testing::Town;

async fn step(t: &Town, user: &str, id: &str, command: Command) -> kernel::Result<Matter> {
    let id = MatterId::parse(id).unwrap();
    let step = Step { id: &id, version: None, command: &command, on: None, note: "" };
    perform(&acting(t, user), &state(t), &step).await
}

/// Handed in with its licence, and accepted.
async fn accepted(t: &Town, id: &str, clerk: &str) {
    let paper = Add {
        company: FIRM.into(),
        code: "licence".into(),
        file_name: "营业执照.pdf".into(),
        valid_until: "2021-12-31".into(),
        matter: id.into(),
    };
    add(&acting(t, SUN), &state(t), &paper, b"%PDF-1.7 licence").await.unwrap();
    step(t, SUN, id, Command::Submit).await.unwrap();
    step(t, clerk, id, Command::Accept).await.unwrap();
}

async fn clocks(t: &Town, id: &str) -> Vec<MatterClock> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    books::clocks(&mut conn, &MatterId::parse(id).unwrap()).await.unwrap()
}

async fn read(t: &Town, id: &str) -> Project {
    t.db.read(&t.ctx.zone).await.unwrap().get(&[id.into()]).await.unwrap().unwrap()
}

/// Red, yellow and standing projects as the page of lights counts them.
async fn lights(t: &Town) -> Vec<String> {
    let (status, page) = get(&app(t, acting(t, DIRECTOR), Locale::ZhCn), "/land/lights").await;
    assert_eq!(status, 200, "{page}");
    page.split("<div class=\"v\">").skip(1).take(3).map(|v| v.split('<').next().unwrap().to_owned()).collect()
}

fn refused(outcome: kernel::Result<Matter>) -> String {
    match outcome {
        Err(Error::Invalid(fields)) => fields[0].code.clone(),
        other => format!("{other:?}"),
    }
}

on_both!(MIGRATIONS, what_is_in_hand_ends_with_its_project, |t| {
    project(&t, "p1", FIRM).await;
    accepted(&t, "p1-fire", CLERK).await;
    accepted(&t, "p1-water", WATERMAN).await;
    let document = Document { number: "示例〔2020〕1号".into(), note: String::new() };
    step(&t, WATERMAN, "p1-water", Command::Decide { outcome: Outcome::Approved, document }).await.unwrap();
    t.clock.advance(chrono::Duration::days(40));
    assert_eq!(lights(&t).await, ["1", "0", "0"], "消防 is over its limit");
    let consumed = clocks(&t, "p1-fire").await[0].clock.consumed(land::calendar::shipped().unwrap(), t.ctx.today());
    let id = ProjectId::parse("p1").unwrap();
    let version = read(&t, "p1").await.version;
    service::stop(&acting(&t, OFFICER), &state(&t), &id, version, "企业调整布局").await.unwrap();

    let fire = get_matter(&t, "p1-fire").await;
    assert_eq!((fire.state, fire.ended_on), (State::Withdrawn, Some(t.ctx.today().to_string())));
    assert!(fire.breached_on.is_some(), "a breach stays");
    assert!(events(&t).await.ends_with(&["project.stopped", "matter.stopped"].map(str::to_owned)));
    assert_eq!(lights(&t).await, ["0", "0", "0"]);
    // Months later: no clock runs, nobody is told, nothing is due, and nothing waits at the department.
    let before = (told(&t, OFFICER).await, told(&t, CLERK).await, told(&t, DIRECTOR).await);
    t.clock.advance(chrono::Duration::days(90));
    assert_eq!(sweep(&t.ctx, &state(&t)).await.unwrap(), Default::default());
    assert_eq!((told(&t, OFFICER).await, told(&t, CLERK).await, told(&t, DIRECTOR).await), before);
    let after = clocks(&t, "p1-fire").await;
    assert!(after.iter().all(|c| c.state == ClockState::Stopped));
    assert_eq!(after[0].clock.consumed(land::calendar::shipped().unwrap(), t.ctx.today()), consumed);
    let (_, inbox) = get(&app(&t, acting(&t, CLERK), Locale::ZhCn), "/land/inbox").await;
    assert!(inbox.contains("在办 0") || !inbox.contains("/land/matters/p1-fire"), "{inbox}");
    // What was decided is still handed over; nothing begins.
    step(&t, WATERMAN, "p1-water", Command::Deliver).await.unwrap();
    assert_eq!(refused(step(&t, SUN, "p1-fire", Command::Submit).await), "matter-refused-stopped");
    let joint = get_matter(&t, "p1-joint").await;
    let over = override_order(&acting(&t, DIRECTOR), &state(&t), &joint.id, joint.version, "试点").await;
    assert_eq!(refused(over), "matter-refused-stopped");
    let (_, page) = get(&app(&t, acting(&t, DIRECTOR), Locale::ZhCn), "/land/matters/p1-fire").await;
    has(&page, &["已撤件", "随项目终止撤件"]);
    let (status, own) = get(&app(&t, acting(&t, SUN), Locale::ZhCn), "/portal/matters/p1-fire").await;
    assert!(status == 200 && !own.contains("/portal/matters/p1-fire/submit"), "no button that is refused: {own}");
    let differences = journal::compare(&t.db, &t.ctx.zone, JOURNALED).await.unwrap();
    assert!(differences.is_empty(), "{differences:?}");
    journal::rebuild(&t.ctx, &t.db, JOURNALED).await.unwrap();
    assert_eq!(get_matter(&t, "p1-fire").await.state, State::Withdrawn);
});

on_both!(MIGRATIONS, what_was_left_running_by_an_earlier_stop_ends_at_the_next_look, |t| {
    project(&t, "p1", FIRM).await;
    project(&t, "p2", FIRM).await;
    accepted(&t, "p1-fire", CLERK).await;
    accepted(&t, "p2-fire", CLERK).await;
    let opens =
        Matter { opens_on: Some("2020-01-10".into()), prerequisites: Vec::new(), ..get_matter(&t, "p1-joint").await };
    put_matter(&t, &opens).await;
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&Project { phase: Phase::Stopped, ..read(&t, "p1").await }).await.unwrap();
    tx.commit(kernel::Event::new("project.stopped", &t.ctx).object("project", "p1")).await.unwrap();
    t.clock.advance(chrono::Duration::days(60));
    sweep(&t.ctx, &state(&t)).await.unwrap();
    let states = [get_matter(&t, "p1-fire").await.state, get_matter(&t, "p2-fire").await.state];
    assert_eq!(states, [State::Withdrawn, State::Accepted]);
    assert_eq!(get_matter(&t, "p1-joint").await.state, State::Planned, "nothing of it begins");
    assert_eq!(lights(&t).await, ["1", "0", "0"], "the other goes on");
    let ended = events(&t).await.iter().filter(|k| *k == "matter.stopped").count();
    sweep(&t.ctx, &state(&t)).await.unwrap();
    assert_eq!((ended, events(&t).await.iter().filter(|k| *k == "matter.stopped").count()), (1, 1), "once");
});
