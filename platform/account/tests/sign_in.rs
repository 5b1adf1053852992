//! Sign-in: throttling, lock-out, the steps, and what they leave in the journal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use account::session::Stage;
use account::{Config, MIGRATIONS, second_factor, second_factors, sessions, sign_ins, users};
use chrono::Duration;
use kernel::Role;
use store::on_both;
use store::testing::Town;
use town::*;

on_both!(MIGRATIONS, a_right_password_opens_a_session, |t| {
    let a = accounts(&t);
    let id = account(&t, &a, "Chen", Role::Director).await;
    let step = sign_in(&t, &a, " chen ", PASSWORD).await.unwrap();
    assert_eq!(step.stage, Stage::Full);
    let who = sessions::resolve(&a, &nobody(&t), &step.token).await.unwrap().unwrap();
    assert_eq!((who.actor.user_id, who.actor.user.as_str(), who.csrf.len()), (Some(id), "Chen", 64));
    assert_eq!(events(&t, "user.signed_in").await, 1);
    assert!(sessions::resolve(&a, &nobody(&t), &"0".repeat(64)).await.unwrap().is_none());
    assert!(sessions::resolve(&a, &nobody(&t), "").await.unwrap().is_none());
});

on_both!(MIGRATIONS, wrong_unknown_and_disabled_answer_alike, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Director).await;
    users::disable(&acting(&t, &a, "admin").await, &a, &id, 1).await.unwrap();
    for (login, password) in [("chen", PASSWORD), ("admin", "wrong"), ("nobody", PASSWORD)] {
        let refused = sign_in(&t, &a, login, password).await.unwrap_err();
        assert_eq!(code_of(&refused), (422, "sign-in-wrong".into()), "{login}");
    }
    assert_eq!(events(&t, "user.signed_in").await, 0);
});

on_both!(MIGRATIONS, five_failures_lock_the_account_for_a_quarter_of_an_hour, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    for _ in 0..5 {
        assert_eq!(code_of(&sign_in(&t, &a, "chen", "wrong").await.unwrap_err()).0, 422);
    }
    assert_eq!(events(&t, "user.locked_out").await, 1);
    t.clock.advance(Duration::minutes(4));
    // The right password does not help, and a restart forgives nothing.
    let refused = sign_in(&t, &accounts(&t), "CHEN", PASSWORD).await.unwrap_err();
    assert_eq!(code_of(&refused), (429, "throttle-account".into()));
    assert_eq!(refused.args(), [("minutes".to_owned(), "11".to_owned())]);
    t.clock.advance(Duration::minutes(11));
    sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    // A sign-in forgets earlier failures.
    for _ in 0..4 {
        sign_in(&t, &a, "chen", "wrong").await.unwrap_err();
    }
    sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
});

on_both!(MIGRATIONS, many_guesses_at_once_get_no_more_tries, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let t = std::sync::Arc::new(t);
    let guesses: Vec<_> = (0..12)
        .map(|_| {
            let (t, a) = (t.clone(), a.clone());
            tokio::spawn(async move { sign_in(&t, &a, "chen", "wrong").await.unwrap_err().status() })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += usize::from(guess.await.unwrap() == 422);
    }
    assert_eq!(looked_at, 5);
    assert_eq!(events(&t, "user.locked_out").await, 1);
});

on_both!(MIGRATIONS, thirty_failures_lock_the_address, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    for n in 0..30 {
        let refused = sign_in(&t, &a, &format!("guess{n}"), "wrong").await.unwrap_err();
        assert_eq!(refused.status(), 422);
    }
    let refused = sign_in(&t, &a, "chen", PASSWORD).await.unwrap_err();
    assert_eq!(code_of(&refused), (429, "throttle-address".into()));
    sign_ins::with_password(&nobody(&t), &a, "chen", PASSWORD, &origin("10.0.0.2")).await.unwrap();
    t.clock.advance(Duration::minutes(10));
    sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
});

on_both!(MIGRATIONS, an_administrator_unlocks, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Director).await;
    for _ in 0..5 {
        sign_in(&t, &a, "chen", "wrong").await.unwrap_err();
    }
    let admin = acting(&t, &a, "admin").await;
    let found = users::list(&admin, &a, &Default::default()).await.unwrap();
    assert_eq!(found.lines.iter().map(|l| l.locked).collect::<Vec<_>>(), [false, true]);
    users::unlock(&admin, &a, &id).await.unwrap();
    sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    assert_eq!(events(&t, "user.unlocked").await, 1);
});

/// Sets up a second factor and gives its secret and recovery codes.
async fn enrol(t: &Town, a: &account::Accounts, login: &str) -> (String, Vec<String>) {
    let ctx = acting(t, a, login).await;
    let secret = second_factors::begin(&ctx, a).await.unwrap().secret;
    let codes = second_factors::confirm(&ctx, a, &code(t, &secret)).await.unwrap();
    (secret, codes)
}

fn code(t: &Town, secret: &str) -> String {
    second_factor::rules::code_at(secret, u64::try_from(t.ctx.now().timestamp()).unwrap()).unwrap()
}

async fn answer(t: &Town, a: &account::Accounts, cookie: &str, code: &str) -> kernel::Result<account::sign_in::Step> {
    sign_ins::with_code(&nobody(t), a, Some(cookie), code, &origin("10.0.0.1")).await
}

on_both!(MIGRATIONS, the_second_factor_is_asked_for_and_a_code_counts_once, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let (secret, codes) = enrol(&t, &a, "chen").await;
    assert_eq!(codes.len(), 10);
    let half = sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    assert_eq!(half.stage, Stage::Code);
    assert!(
        sessions::resolve(&a, &nobody(&t), &half.token).await.unwrap().is_none(),
        "half-open sessions open nothing"
    );
    // The code that confirmed the set-up is used already.
    let refused = answer(&t, &a, &half.token, &code(&t, &secret)).await.unwrap_err();
    assert_eq!(code_of(&refused), (422, "second-factor-wrong".into()));
    t.clock.advance(Duration::seconds(30));
    let fresh = code(&t, &secret);
    let step = answer(&t, &a, &half.token, &fresh).await.unwrap();
    assert_eq!(step.stage, Stage::Full);
    assert_ne!(step.token, half.token);
    assert!(sessions::resolve(&a, &nobody(&t), &step.token).await.unwrap().is_some());
    // Neither the half-open session nor the code can be used again.
    assert_eq!(code_of(&answer(&t, &a, &half.token, &fresh).await.unwrap_err()), (409, "sign-in-again".into()));
    let half = sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    assert_eq!(answer(&t, &a, &half.token, &fresh).await.unwrap_err().status(), 422);
});

on_both!(MIGRATIONS, a_recovery_code_works_once, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let (_, codes) = enrol(&t, &a, "chen").await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    let half = sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    answer(&t, &a, &half.token, &typed).await.unwrap();
    let half = sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    assert_eq!(answer(&t, &a, &half.token, &typed).await.unwrap_err().status(), 422);
    let state = second_factors::state(&acting(&t, &a, "chen").await, &a).await.unwrap();
    assert_eq!(state.recovery_codes_left, 9);
});

on_both!(MIGRATIONS, knowing_the_password_gives_no_endless_tries_at_the_code, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    enrol(&t, &a, "chen").await;
    for _ in 0..5 {
        let half = sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
        assert_eq!(answer(&t, &a, &half.token, "000000").await.unwrap_err().status(), 422);
    }
    assert_eq!(sign_in(&t, &a, "chen", PASSWORD).await.unwrap_err().status(), 429);
    assert_eq!(events(&t, "user.locked_out").await, 1);
});

on_both!(MIGRATIONS, a_half_open_session_ends_after_ten_minutes, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let (secret, _) = enrol(&t, &a, "chen").await;
    let half = sign_in(&t, &a, "chen", PASSWORD).await.unwrap();
    t.clock.advance(Duration::minutes(10));
    let refused = answer(&t, &a, &half.token, &code(&t, &secret)).await.unwrap_err();
    assert_eq!(code_of(&refused), (409, "sign-in-again".into()));
});

on_both!(MIGRATIONS, a_one_time_password_must_be_replaced, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Director).await;
    let given = users::reset_password(&acting(&t, &a, "admin").await, &a, &id).await.unwrap();
    sign_in(&t, &a, "chen", PASSWORD).await.unwrap_err();
    let half = sign_in(&t, &a, "chen", &given.password).await.unwrap();
    assert_eq!(half.stage, Stage::Password);
    assert!(sessions::resolve(&a, &nobody(&t), &half.token).await.unwrap().is_none());
    let new = |word: &'static str| {
        let (t, a, half) = (&t, &a, &half);
        async move { sign_ins::with_new_password(&nobody(t), a, Some(&half.token), word, &origin("")).await }
    };
    assert_eq!(code_of(&new("short").await.unwrap_err()), (422, "password-short".into()));
    let step = new("塔里木河畔的一片胡杨林").await.unwrap();
    assert_eq!(step.stage, Stage::Full);
    assert!(sessions::resolve(&a, &nobody(&t), &step.token).await.unwrap().is_some());
    assert_eq!(sign_in(&t, &a, "chen", "塔里木河畔的一片胡杨林").await.unwrap().stage, Stage::Full);
});

on_both!(MIGRATIONS, a_role_that_must_have_a_second_factor_sets_it_up_first, |t| {
    let a = accounts_with(&t, Config { require_second_factor: true, ..Config::default() });
    account(&t, &a, "admin", Role::Administrator).await;
    account(&t, &a, "clerk", Role::Statistician).await;
    assert_eq!(sign_in(&t, &a, "clerk", PASSWORD).await.unwrap().stage, Stage::Full);
    let half = sign_in(&t, &a, "admin", PASSWORD).await.unwrap();
    assert_eq!(half.stage, Stage::Enrol);
    assert!(sessions::resolve(&a, &nobody(&t), &half.token).await.unwrap().is_none());
    let cookie = Some(half.token.as_str());
    let secret = sign_ins::begin_enrolment(&nobody(&t), &a, cookie).await.unwrap().secret;
    let wrong = sign_ins::with_enrolment(&nobody(&t), &a, cookie, "000000", &origin("")).await.unwrap_err();
    assert_eq!(wrong.status(), 422);
    let right = code(&t, &secret);
    let (step, codes) = sign_ins::with_enrolment(&nobody(&t), &a, cookie, &right, &origin("")).await.unwrap();
    assert_eq!((step.stage, codes.len()), (Stage::Full, 10));
    assert_eq!(sign_in(&t, &a, "admin", PASSWORD).await.unwrap().stage, Stage::Code);
});
