//! A clock that stands cannot become late: lights follow the clock, in words and in counts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use firm::*;
use kernel::Locale;
use land::MIGRATIONS;
use land::material::service::{Add, add};
use land::matter::command::Command;
use land::matter::service::{Step, perform};
use land::matter::{CorrectionItem, State, store as books, view};
use store::on_both;
use store::testing::Town;

async fn step(t: &Town, user: &str, id: &str, command: Command) {
    let id = kernel::id::MatterId::parse(id).unwrap();
    let step = Step { id: &id, version: None, command: &command, on: None, note: "" };
    perform(&acting(t, user), &state(t), &step).await.unwrap();
}

async fn light(t: &Town, id: &str) -> (&'static str, String) {
    let m = get_matter(t, id).await;
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let clocks = books::clocks(&mut conn, &m.id).await.unwrap();
    let calendar = land::calendar::of_zone(&mut conn).await.unwrap();
    let light = view::light(ui::T::new(Locale::ZhCn), &calendar, &m, &clocks, t.ctx.today());
    (light.kind, light.text)
}

/// The first three figures of the page: red, yellow, standing.
async fn counts(t: &Town) -> Vec<String> {
    let (status, page) = get(&app(t, acting(t, DIRECTOR), Locale::ZhCn), "/land/lights").await;
    assert_eq!(status, 200, "{page}");
    let values = page.split("<div class=\"v\">").skip(1).take(3);
    values.map(|v| v.split('<').next().unwrap().to_owned()).collect()
}

fn later(t: &Town, days: i64) {
    t.clock.advance(chrono::Duration::days(days));
}

on_both!(MIGRATIONS, a_standing_clock_is_not_late_and_a_breach_before_it_is, |t| {
    project(&t, "p1", FIRM).await;
    let ask = || Command::AskCorrection {
        items: vec![CorrectionItem { what: "缺检测单位盖章".into(), material: None, done: false }],
        by: None,
    };
    let licence = Add {
        company: FIRM.into(),
        code: "licence".into(),
        file_name: "营业执照.pdf".into(),
        valid_until: "2021-12-31".into(),
        ..Default::default()
    };
    for (id, user) in [("p1-fire", CLERK), ("p1-water", WATERMAN)] {
        let paper = Add { matter: id.into(), ..licence.clone() };
        add(&acting(&t, SUN), &state(&t), &paper, b"%PDF-1.7 licence").await.unwrap();
        step(&t, SUN, id, Command::Submit).await;
        step(&t, user, id, Command::Accept).await;
    }
    // 消防 is asked for more while days are left: months later it still stands, and is not late.
    later(&t, 2);
    step(&t, CLERK, "p1-fire", ask()).await;
    later(&t, 60);
    assert_eq!(light(&t, "p1-fire").await.0, "pause");
    // 供水 runs on past its ten days, and is asked then: pausing does not heal it.
    let (kind, _) = light(&t, "p1-water").await;
    assert_eq!(kind, "red");
    step(&t, WATERMAN, "p1-water", ask()).await;
    let m = get_matter(&t, "p1-water").await;
    assert_eq!((m.state, m.breached_on.is_some(), m.due_on.is_some()), (State::Correction, true, true));
    let (kind, text) = light(&t, "p1-water").await;
    assert!(kind == "red" && text.contains("停前已超期"), "{kind} {text}");
    assert_eq!(counts(&t).await, ["1", "0", "0"], "the project is as red as its worst matter");
    // Without the late one the project stands.
    step(&t, SUN, "p1-water", Command::Withdraw).await;
    assert_eq!(counts(&t).await, ["0", "0", "1"]);
});
