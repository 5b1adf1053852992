//! Sessions: how long they live, how they end, what they remember.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use account::{Accounts, MIGRATIONS, sessions, users};
use chrono::Duration;
use kernel::Role;
use store::on_both;
use store::testing::Town;
use town::*;

async fn is_in(t: &Town, a: &Accounts, token: &str) -> bool {
    sessions::resolve(a, &nobody(t), token).await.unwrap().is_some()
}

async fn open(t: &Town, a: &Accounts) -> String {
    sign_in(t, a, "chen", PASSWORD).await.unwrap().token
}

on_both!(MIGRATIONS, thirty_minutes_idle_end_it, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let token = open(&t, &a).await;
    t.clock.advance(Duration::minutes(29));
    assert!(is_in(&t, &a, &token).await, "seen now, which counts as use");
    t.clock.advance(Duration::minutes(29));
    assert!(is_in(&t, &a, &token).await);
    t.clock.advance(Duration::minutes(30));
    assert!(!is_in(&t, &a, &token).await);
});

on_both!(MIGRATIONS, twelve_hours_end_it_in_any_case, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let token = open(&t, &a).await;
    for _ in 0..35 {
        t.clock.advance(Duration::minutes(20));
        assert!(is_in(&t, &a, &token).await);
    }
    t.clock.advance(Duration::minutes(20));
    assert!(!is_in(&t, &a, &token).await);
});

on_both!(MIGRATIONS, being_seen_is_written_once_a_minute_and_never_journalled, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let token = open(&t, &a).await;
    let ctx = acting(&t, &a, "chen").await;
    let begun = t.ctx.now_us();
    let before = t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap();
    t.clock.advance(Duration::seconds(59));
    is_in(&t, &a, &token).await;
    assert_eq!(sessions::own(&ctx, &a).await.unwrap()[0].seen_us, begun);
    t.clock.advance(Duration::seconds(10));
    is_in(&t, &a, &token).await;
    assert_eq!(sessions::own(&ctx, &a).await.unwrap()[0].seen_us, begun + 69_000_000);
    assert_eq!(t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap(), before);
});

on_both!(MIGRATIONS, revoking_takes_effect_at_once, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Director).await;
    let (one, two, three) = (open(&t, &a).await, open(&t, &a).await, open(&t, &a).await);
    let ctx = acting(&t, &a, "chen").await;
    let who = sessions::resolve(&a, &nobody(&t), &one).await.unwrap().unwrap();
    assert!(is_in(&t, &a, &two).await);
    let second = sessions::resolve(&a, &nobody(&t), &two).await.unwrap().unwrap();
    sessions::revoke(&ctx, &a, &second.session_id).await.unwrap();
    assert!(!is_in(&t, &a, &two).await);
    assert_eq!(sessions::revoke_others(&ctx, &a, &who.session_id).await.unwrap(), 1);
    assert!(is_in(&t, &a, &one).await && !is_in(&t, &a, &three).await);
    assert_eq!(users::revoke_sessions(&acting(&t, &a, "admin").await, &a, &id).await.unwrap(), 1);
    assert!(!is_in(&t, &a, &one).await);
    assert_eq!(events(&t, "session.revoked").await, 3);
});

on_both!(MIGRATIONS, nobody_ends_the_sessions_of_others, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    account(&t, &a, "ma", Role::Auditor).await;
    let token = open(&t, &a).await;
    let session = sessions::resolve(&a, &nobody(&t), &token).await.unwrap().unwrap().session_id;
    let ma = acting(&t, &a, "ma").await;
    assert_eq!(sessions::revoke(&ma, &a, &session).await.unwrap_err().status(), 404);
    assert!(is_in(&t, &a, &token).await);
});

on_both!(MIGRATIONS, signing_out_ends_this_session_only, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let (one, two) = (open(&t, &a).await, open(&t, &a).await);
    assert!(is_in(&t, &a, &one).await);
    sessions::sign_out(&nobody(&t), &a, &one).await.unwrap();
    sessions::sign_out(&nobody(&t), &a, &one).await.unwrap();
    assert!(!is_in(&t, &a, &one).await && is_in(&t, &a, &two).await);
    assert_eq!(events(&t, "user.signed_out").await, 1);
});

on_both!(MIGRATIONS, a_new_password_ends_every_session, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let token = open(&t, &a).await;
    assert!(is_in(&t, &a, &token).await);
    let ctx = acting(&t, &a, "chen").await;
    let wrong = users::change_password(&ctx, &a, "wrong", "塔里木河畔的一片胡杨林").await.unwrap_err();
    assert_eq!(code_of(&wrong), (422, "password-wrong".into()));
    let same = users::change_password(&ctx, &a, PASSWORD, PASSWORD).await.unwrap_err();
    assert_eq!(code_of(&same), (422, "password-same".into()));
    assert!(is_in(&t, &a, &token).await);
    users::change_password(&ctx, &a, PASSWORD, "塔里木河畔的一片胡杨林").await.unwrap();
    assert!(!is_in(&t, &a, &token).await);
    let renewed = sessions::renew(&ctx, &a, &origin("10.0.0.1")).await.unwrap();
    assert!(is_in(&t, &a, &renewed).await);
});

on_both!(MIGRATIONS, a_changed_role_holds_from_the_next_request, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Director).await;
    let token = open(&t, &a).await;
    assert!(is_in(&t, &a, &token).await);
    let draft = account::user::Draft {
        login: "chen".into(),
        display_name: "陈".into(),
        roles: vec![Role::Auditor],
        ..Default::default()
    };
    users::edit(&acting(&t, &a, "admin").await, &a, &id, 1, &draft).await.unwrap();
    let who = sessions::resolve(&a, &nobody(&t), &token).await.unwrap().unwrap();
    assert_eq!(who.actor.roles, [Role::Auditor]);
});

on_both!(MIGRATIONS, the_token_is_kept_as_a_hash_only, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let token = open(&t, &a).await;
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM user_session WHERE zone_id = $1 AND token_hash = $2";
    assert_eq!(conn.number(sql, &["test".into(), token.as_str().into()]).await.unwrap(), 0);
    assert_eq!(
        conn.number("SELECT COUNT(*) AS n FROM user_session WHERE zone_id = $1", &["test".into()]).await.unwrap(),
        1
    );
});
