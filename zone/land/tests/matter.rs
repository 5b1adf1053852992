//! A matter's life through the services: order, clocks, correction once, tolerance, joint review, overrides, the ladder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use kernel::{Error, FieldError};
use land::MIGRATIONS;
use land::matter::command::Command;
use land::matter::{
    ClockKind, CorrectionItem, Document, Matter, Obligation, Outcome, Procedure, RungFire, State, delegation, ladder,
    service, store as books,
};
use office::*;
use store::on_both;

fn approve() -> Command {
    Command::Decide {
        outcome: Outcome::Approved,
        document: Document { number: "示例〔2020〕1号".into(), note: String::new() },
    }
}

fn item(what: &str) -> CorrectionItem {
    CorrectionItem { what: what.into(), material: None, done: false }
}

fn code(result: kernel::Result<Matter>) -> String {
    match result {
        Err(Error::Invalid(errors)) => errors.first().map(|e: &FieldError| e.code.clone()).unwrap_or_default(),
        Err(Error::NotFound) => "absent".into(),
        Err(Error::Forbidden) => "forbidden".into(),
        other => format!("{other:?}"),
    }
}

/// Submitted by the company, accepted by the department, approved and delivered.
async fn pass(t: &store::testing::Town, clerk: &str, m: &Matter) -> Matter {
    step(t, SUN, m, Command::Submit).await.unwrap();
    step(t, clerk, m, Command::Accept).await.unwrap();
    step(t, clerk, m, approve()).await.unwrap();
    step(t, clerk, m, Command::Deliver).await.unwrap()
}

on_both!(MIGRATIONS, prerequisites_open_what_comes_next_and_nothing_before, |t| {
    let project = planned(&t, true).await;
    let all = matters(&t, &project).await;
    let states: Vec<(String, State)> = all.iter().map(|m| (m.code.clone(), m.state)).collect();
    let ready: Vec<&str> = states.iter().filter(|(_, s)| *s == State::Ready).map(|(c, _)| c.as_str()).collect();
    assert_eq!(ready, ["record", "fire"]);
    let planning = matter(&t, &project, "planning").await;
    assert_eq!(code(step(&t, SUN, &planning, Command::Submit).await), "matter-refused-state");
    let record = pass(&t, QIAN, &matter(&t, &project, "record").await).await;
    assert_eq!((record.state, record.clerk.as_deref()), (State::Delivered, Some(QIAN)));
    assert_eq!(matter(&t, &project, "planning").await.state, State::Ready);
    assert_eq!(matter(&t, &project, "forest").await.state, State::Ready, "both branches open at once");
    assert_eq!(matter(&t, &project, "permit").await.state, State::Planned);
});

on_both!(MIGRATIONS, who_may_do_what_follows_department_and_company, |t| {
    let project = planned(&t, false).await;
    let record = matter(&t, &project, "record").await;
    step(&t, SUN, &record, Command::Submit).await.unwrap();
    assert_eq!(code(step(&t, ZHAO, &record, Command::Accept).await), "forbidden", "another department sees only");
    assert_eq!(code(step(&t, SUN, &record, Command::Accept).await), "forbidden", "a company does not accept its own");
    assert_eq!(code(step(&t, WANG, &record, Command::Accept).await), "forbidden");
    step(&t, QIAN, &record, Command::Accept).await.unwrap();
    assert_eq!(code(step(&t, QIAN, &record, Command::Extend { days: 5, approver: "钱".into() }).await), "forbidden");
    step(&t, CHEN, &record, Command::Extend { days: 5, approver: "陈主任".into() }).await.unwrap();
    assert_eq!(
        code(step(&t, CHEN, &record, Command::Extend { days: 5, approver: "陈主任".into() }).await),
        "matter-refused-extended"
    );
});

on_both!(MIGRATIONS, a_correction_is_asked_once_and_moves_the_deadline, |t| {
    let project = planned(&t, false).await;
    pass(&t, QIAN, &matter(&t, &project, "record").await).await;
    let m = matter(&t, &project, "planning").await;
    step(&t, SUN, &m, Command::Submit).await.unwrap();
    let accepted = step(&t, ZHAO, &m, Command::Accept).await.unwrap();
    let due = accepted.due_on.clone().unwrap();
    assert_eq!(
        code(step(&t, ZHAO, &m, Command::AskCorrection { items: vec![], by: None }).await),
        "matter-refused-checklist"
    );
    days_later(&t, 2);
    let asked = Command::AskCorrection { items: vec![item("总平面图缺坐标系")], by: Some(ZHAO.into()) };
    let waiting = step(&t, ZHAO, &m, asked.clone()).await.unwrap();
    assert_eq!((waiting.state, waiting.due_on), (State::Correction, None), "no day while the clock stands");
    days_later(&t, 14);
    let back = step(&t, SUN, &m, Command::AnswerCorrection).await.unwrap();
    assert!(back.due_on.clone().unwrap() > due, "the deadline moved");
    assert!(back.correction.as_ref().unwrap().items.iter().all(|i| i.done));
    assert_eq!(code(step(&t, ZHAO, &m, asked).await), "matter-refused-corrected-once");
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let clocks = books::clocks(&mut conn, &m.id).await.unwrap();
    assert_eq!(clocks.iter().map(|c| c.kind).collect::<Vec<_>>().len(), 3, "statutory, promised and internal");
    assert!(clocks.iter().all(|c| c.breached_on.is_none()));
});

on_both!(MIGRATIONS, a_special_procedure_stops_the_law_and_not_the_department, |t| {
    let project = planned(&t, false).await;
    pass(&t, QIAN, &matter(&t, &project, "record").await).await;
    let m = matter(&t, &project, "planning").await;
    step(&t, SUN, &m, Command::Submit).await.unwrap();
    step(&t, ZHAO, &m, Command::Accept).await.unwrap();
    step(&t, ZHAO, &m, Command::BeginSpecial { procedure: Procedure::ExpertReview, note: "方案评审".into() })
        .await
        .unwrap();
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    for clock in books::clocks(&mut conn, &m.id).await.unwrap() {
        assert_eq!(clock.clock.is_paused(), clock.kind != ClockKind::Internal, "{:?}", clock.kind);
    }
    drop(conn);
    assert_eq!(code(step(&t, ZHAO, &m, approve()).await), "matter-refused-state");
    step(&t, ZHAO, &m, Command::EndSpecial).await.unwrap();
    step(&t, ZHAO, &m, approve()).await.unwrap();
});

on_both!(MIGRATIONS, tolerant_acceptance_leaves_an_obligation_that_decides_the_outcome, |t| {
    let project = planned(&t, false).await;
    pass(&t, QIAN, &matter(&t, &project, "record").await).await;
    let m = matter(&t, &project, "planning").await;
    step(&t, SUN, &m, Command::Submit).await.unwrap();
    let follow = |material: &str| Command::AcceptTolerantly {
        obligations: vec![Obligation { material: material.into(), due_on: "2020-12-31".into(), met_on: None }],
    };
    assert_eq!(
        code(step(&t, ZHAO, &m, follow("licence")).await),
        "matter-refused-not-tolerant",
        "only what may follow"
    );
    step(&t, ZHAO, &m, follow("drawings")).await.unwrap();
    assert_eq!(code(step(&t, ZHAO, &m, approve()).await), "matter-refused-obligations");
    let tolerant = Command::Decide { outcome: Outcome::ApprovedTolerantly, document: Document::default() };
    let decided = step(&t, ZHAO, &m, tolerant).await.unwrap();
    assert!(decided.is_passed(), "successors may begin");
    let met = step(&t, SUN, &m, Command::MeetObligation { material: "drawings".into() }).await.unwrap();
    assert!(met.obligations[0].met_on.is_some());
});

on_both!(MIGRATIONS, joint_review_needs_every_opinion, |t| {
    let project = planned(&t, false).await;
    let m = matter(&t, &project, "fire").await;
    step(&t, SUN, &m, Command::Submit).await.unwrap();
    step(&t, QIAN, &m, Command::Accept).await.unwrap();
    assert_eq!(code(step(&t, QIAN, &m, approve()).await), "matter-refused-opinion");
    let opine =
        Command::Opine { department: "自然资源局".into(), agrees: true, opinion: "同意".into(), by: None };
    assert_eq!(code(step(&t, QIAN, &m, opine.clone()).await), "forbidden", "not another's opinion");
    step(&t, ZHAO, &m, opine).await.unwrap();
    step(&t, QIAN, &m, approve()).await.unwrap();
});

on_both!(MIGRATIONS, an_override_lets_begin_and_a_revocation_closes_again, |t| {
    let (project, s) = (planned(&t, false).await, state(&t));
    let m = matter(&t, &project, "planning").await;
    let bare = service::override_order(&acting(&t, CHEN), &s, &m.id, m.version, " ").await;
    assert!(matches!(bare, Err(Error::Invalid(_))));
    let officer = service::override_order(&acting(&t, WANG), &s, &m.id, m.version, "急").await;
    assert!(matches!(officer, Err(Error::Forbidden)));
    let free = service::override_order(&acting(&t, CHEN), &s, &m.id, m.version, "拿地即开工试点").await.unwrap();
    assert_eq!(free.state, State::Ready);
    let record = pass(&t, QIAN, &matter(&t, &project, "record").await).await;
    pass(&t, ZHAO, &free).await;
    let fire = matter(&t, &project, "fire").await;
    step(&t, SUN, &fire, Command::Submit).await.unwrap();
    assert_eq!(matter(&t, &project, "permit").await.state, State::Ready);
    step(&t, CHEN, &matter(&t, &project, "planning").await, Command::Revoke).await.unwrap();
    assert_eq!(matter(&t, &project, "permit").await.state, State::Planned, "what waits for it waits again");
    assert!(record.is_passed());
});

on_both!(MIGRATIONS, each_rung_fires_once_though_two_servers_sweep_at_once, |t| {
    let (project, s) = (planned(&t, false).await, state(&t));
    let m = matter(&t, &project, "record").await;
    step(&t, SUN, &m, Command::Submit).await.unwrap();
    step(&t, QIAN, &m, Command::Accept).await.unwrap();
    let fires = |n: usize| {
        let t = &t;
        async move {
            let all: Vec<RungFire> = t.db.read(&t.ctx.zone).await.unwrap().list("", &[]).await.unwrap();
            assert_eq!(all.len(), n, "{:?}", all.iter().map(|f| (f.kind, f.rung.clone())).collect::<Vec<_>>());
        }
    };
    ladder::sweep(&t.ctx, &s).await.unwrap();
    fires(0).await;
    // Three days promised, five by law: ten calendar days later both are over.
    days_later(&t, 12);
    let (a, b) = tokio::join!(ladder::sweep(&t.ctx, &s), ladder::sweep(&t.ctx, &s));
    let first = a.unwrap().fired + b.unwrap().fired;
    let again = ladder::sweep(&t.ctx, &s).await.unwrap();
    assert_eq!((again.fired, again.breached), (0, 0));
    fires(first).await;
    let late = matter(&t, &project, "record").await;
    assert!(late.breached_on.is_some());
    step(&t, QIAN, &m, approve()).await.unwrap();
    assert!(matter(&t, &project, "record").await.breached_on.is_some(), "a breach is permanent");
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    assert!(land::notice::store::unseen(&mut conn, CHEN).await.unwrap() > 0, "the director was told");
});

on_both!(MIGRATIONS, a_deputy_decides_while_the_clerk_is_away, |t| {
    let (project, s) = (planned(&t, false).await, state(&t));
    let m = matter(&t, &project, "record").await;
    step(&t, SUN, &m, Command::Submit).await.unwrap();
    let today = t.ctx.today().to_string();
    let draft =
        delegation::Draft { to_user: ZHAO.into(), from_on: today.clone(), to_on: today, reason: "出差".into() };
    let given = delegation::give(&acting(&t, QIAN), &s, &draft).await.unwrap();
    step(&t, ZHAO, &m, Command::Accept).await.unwrap();
    delegation::end(&acting(&t, QIAN), &s, &given.id).await.unwrap();
    assert_eq!(code(step(&t, ZHAO, &m, approve()).await), "forbidden");
});

on_both!(MIGRATIONS, an_officers_past_cases_are_those_of_the_own_projects, |t| {
    let project = planned(&t, false).await;
    pass(&t, QIAN, &matter(&t, &project, "record").await).await;
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let calendar = land::calendar::of_zone(&mut conn).await.unwrap();
    let codes = ["record".to_owned(), "planning".to_owned()];
    let own = project.officer.clone().unwrap();
    let other = if own == WANG { LIU } else { WANG };
    for (officer, n) in [(None, 1), (Some(own.as_str()), 1), (Some(other), 0)] {
        let found = land::plan::live::samples_of(&mut conn, &calendar, &codes, officer).await.unwrap();
        assert_eq!(found.len(), n, "{officer:?}");
    }
});
