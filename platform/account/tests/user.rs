//! User administration: who may, what it leaves, stale edits, erasure; access tokens; departments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use account::token::Scope;
use account::user::{Draft, ProfileDraft, Query};
use account::{MIGRATIONS, departments, second_factors, sessions, tokens, users};
use chrono::Duration;
use kernel::ctx::Via;
use kernel::{Actor, Error, Role};
use store::on_both;
use town::*;

fn draft(login: &str, name: &str, roles: &[Role]) -> Draft {
    Draft { login: login.into(), display_name: name.into(), roles: roles.to_vec(), ..Draft::default() }
}

fn named(name: &str) -> ProfileDraft {
    ProfileDraft { display_name: name.into(), ..ProfileDraft::default() }
}

on_both!(MIGRATIONS, a_telephone_is_the_persons_own_and_goes_with_the_person, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "wang", Role::ProjectOfficer).await;
    let own = acting(&t, &a, "wang").await;
    let with = |phone: &str| ProfileDraft { phone: phone.into(), ..named("王专办") };
    let refused = users::edit_profile(&own, &a, 1, &with("找我")).await.unwrap_err();
    assert_eq!(code_of(&refused), (422, "user-phone-shape".into()));
    users::edit_profile(&own, &a, 1, &with(" 0991-3838001 ")).await.unwrap();
    let phone = async || users::phone(&mut t.db.read(&t.ctx.zone).await.unwrap(), &id).await.unwrap();
    assert_eq!(phone().await, "0991-3838001");
    let admin = acting(&t, &a, "admin").await;
    users::edit(&admin, &a, &id, 2, &draft("wang", "王专办", &[Role::ProjectOfficer])).await.unwrap();
    assert_eq!(phone().await, "0991-3838001", "the administrator's form leaves it alone");
    users::erase(&admin, &a, &id).await.unwrap();
    assert_eq!(phone().await, "");
});

on_both!(MIGRATIONS, an_administrator_opens_accounts, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let admin = acting(&t, &a, "admin").await;
    let made = users::create(&admin, &a, &draft("Zhang.Wei", "张伟", &[Role::Statistician])).await.unwrap();
    assert_eq!((made.login.as_str(), made.password.len()), ("Zhang.Wei", 19));
    let taken = users::create(&admin, &a, &draft("zhang.WEI", "别人", &[Role::Auditor])).await.unwrap_err();
    assert_eq!(code_of(&taken), (422, "user-login-taken".into()));
    let company = Draft { companies: vec!["公司甲".into()], ..draft("firm", "企业用户", &[Role::CompanyUser]) };
    let firm = users::create(&admin, &a, &company).await.unwrap();
    let firm = users::get(&admin, &a, &firm.user_id).await.unwrap();
    assert_eq!(firm.grant.companies[0].as_str(), "e-1");
    let unknown = Draft { companies: vec!["公司丙".into()], ..company };
    let refused = users::create(&admin, &a, &unknown).await.unwrap_err();
    assert_eq!(code_of(&refused), (422, "user-company-unknown".into()));
});

on_both!(MIGRATIONS, only_administrators_change_and_auditors_read, |t| {
    let a = accounts(&t);
    let id = account(&t, &a, "admin", Role::Administrator).await;
    for (login, role, reads) in [("auditor", Role::Auditor, true), ("chen", Role::Director, false)] {
        account(&t, &a, login, role).await;
        let ctx = acting(&t, &a, login).await;
        assert_eq!(users::list(&ctx, &a, &Query::default()).await.is_ok(), reads, "{login}");
        assert_eq!(users::get(&ctx, &a, &id).await.is_ok(), reads, "{login}");
        let status = if reads { 403 } else { 404 };
        let made = users::create(&ctx, &a, &draft("x.y", "某", &[Role::Administrator])).await;
        assert_eq!(made.unwrap_err().status(), status, "{login}");
        assert_eq!(users::reset_password(&ctx, &a, &id).await.unwrap_err().status(), status, "{login}");
        assert_eq!(users::erase(&ctx, &a, &id).await.unwrap_err().status(), status, "{login}");
        let made = departments::create(&ctx, &a.db, &department("某局")).await;
        assert_eq!(made.unwrap_err().status(), status, "{login}");
    }
    let by_token =
        t.ctx.acting(Actor { via: Via::Token { scopes: vec!["write".into()] }, ..acting(&t, &a, "admin").await.actor });
    assert_eq!(users::reset_password(&by_token, &a, &id).await.unwrap_err().status(), 403);
    let more = tokens::create(&by_token, &a.db, &id, &[Scope::Write], "更多", 30).await;
    assert_eq!(more.unwrap_err().status(), 403, "a token makes no tokens");
});

on_both!(MIGRATIONS, a_stale_edit_shows_both_sides, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Director).await;
    let admin = acting(&t, &a, "admin").await;
    users::edit(&admin, &a, &id, 1, &draft("chen", "陈主任", &[Role::Director, Role::Auditor])).await.unwrap();
    let stale = users::edit(&admin, &a, &id, 1, &draft("chen", "陈某", &[Role::Director])).await.unwrap_err();
    let Error::Conflict { stale: fields, .. } = &stale else { panic!("{stale:?}") };
    let shown: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.theirs.as_str(), f.yours.as_str())).collect();
    assert_eq!(shown, [("roles", "director, auditor", "director"), ("display_name", "陈主任", "陈某")]);
    let own = acting(&t, &a, "chen").await;
    assert_eq!(users::edit_profile(&own, &a, 1, &named("陈")).await.unwrap_err().status(), 409);
    users::edit_profile(&own, &a, 2, &named("陈")).await.unwrap();
    assert_eq!(users::get(&admin, &a, &id).await.unwrap().grant.version, 3);
});

on_both!(MIGRATIONS, the_last_administrator_stays, |t| {
    let a = accounts(&t);
    let id = account(&t, &a, "admin", Role::Administrator).await;
    let last = users::edit(&t.ctx, &a, &id, 1, &draft("admin", "管理员", &[Role::Auditor])).await.unwrap_err();
    assert_eq!(code_of(&last), (409, "user-last-administrator".into()));
    assert_eq!(users::disable(&t.ctx, &a, &id, 1).await.unwrap_err().status(), 409);
    assert_eq!(users::erase(&t.ctx, &a, &id).await.unwrap_err().status(), 409);
    account(&t, &a, "second", Role::Administrator).await;
    users::disable(&t.ctx, &a, &id, 1).await.unwrap();
    let again = users::create_first_administrator(&t.ctx, &a, "third", "第三", PASSWORD).await.unwrap_err();
    assert_eq!(code_of(&again), (409, "user-first-administrator-exists".into()));
});

on_both!(MIGRATIONS, the_first_administrator_comes_from_outside, |t| {
    let a = accounts(&t);
    let weak = users::create_first_administrator(&t.ctx, &a, "admin", "管理员", "1234567890").await.unwrap_err();
    assert_eq!(code_of(&weak), (422, "password-known".into()));
    users::create_first_administrator(&t.ctx, &a, "admin", "管理员", PASSWORD).await.unwrap();
    sign_in(&t, &a, "admin", PASSWORD).await.unwrap();
});

on_both!(MIGRATIONS, demo_accounts_are_made_once, |t| {
    let a = accounts(&t);
    let wanted: Vec<_> = [(Role::Director, "demo-director"), (Role::Administrator, "demo-admin")]
        .into_iter()
        .map(|(role, login)| users::Account::of_role(role, login, "示例", PASSWORD))
        .collect();
    users::ensure_demo(&t.ctx, &a, &wanted).await.unwrap();
    let before = t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap();
    assert_eq!(before.0, 2);
    users::ensure_demo(&t.ctx, &a, &wanted).await.unwrap();
    assert_eq!(t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap(), before);
    sign_in(&t, &a, "demo-director", PASSWORD).await.unwrap();
});

on_both!(MIGRATIONS, the_list_finds_by_name_role_and_state, |t| {
    let a = accounts(&t);
    for (login, role) in [("admin", Role::Administrator), ("Chen_1", Role::Director), ("chenx1", Role::Auditor)] {
        account(&t, &a, login, role).await;
    }
    let admin = acting(&t, &a, "admin").await;
    let logins = |text: &str, role: Option<Role>, disabled: Option<bool>| {
        let (a, admin, query) = (&a, &admin, Query { text: text.into(), role, disabled, page: 0 });
        async move {
            let page = users::list(admin, a, &query).await.unwrap();
            assert_eq!(page.total, i64::try_from(page.lines.len()).unwrap());
            page.lines.into_iter().map(|l| l.user.profile.unwrap().login).collect::<Vec<_>>()
        }
    };
    assert_eq!(logins("", None, None).await.len(), 3);
    assert_eq!(logins("CHEN_", None, None).await, ["Chen_1"]);
    assert_eq!(logins("的姓名", Some(Role::Auditor), None).await, ["chenx1"]);
    assert_eq!(logins("%", None, None).await.len(), 0);
    assert_eq!(logins("", None, Some(true)).await.len(), 0);
});

on_both!(MIGRATIONS, tokens_have_scope_end_and_owner, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Statistician).await;
    let chen = acting(&t, &a, "chen").await;
    let made = tokens::create(&chen, &a.db, &id, &[Scope::Read], "报表", 30).await.unwrap();
    assert!(made.token.starts_with("wt_") && made.token.len() == 67);
    let actor = tokens::resolve(&nobody(&t), &a.db, &made.token).await.unwrap().unwrap();
    assert_eq!(actor.via, Via::Token { scopes: vec!["read".into()] });
    let ctx = t.ctx.acting(actor);
    assert!(ctx.may(kernel::Resource::Indicator, kernel::Action::View));
    assert!(!ctx.may(kernel::Resource::Indicator, kernel::Action::Edit), "a reading token does not write");
    assert_eq!(tokens::own(&chen, &a).await.unwrap()[0].used_us, Some(t.ctx.now_us()));
    let other = acting(&t, &a, "admin").await;
    assert_eq!(tokens::revoke(&other, &a, &made.id).await.unwrap_err().status(), 404);
    assert_eq!(tokens::create(&other, &a.db, &id, &[Scope::Read], "别人的", 1).await.unwrap_err().status(), 404);
    t.clock.advance(Duration::days(30));
    assert!(tokens::resolve(&nobody(&t), &a.db, &made.token).await.unwrap().is_none());
    let by_system = tokens::create(&t.ctx, &a.db, &id, &[Scope::Write], "命令行", 1).await.unwrap();
    assert!(tokens::resolve(&nobody(&t), &a.db, &by_system.token).await.unwrap().is_some());
    tokens::revoke(&chen, &a, &by_system.id).await.unwrap();
    assert!(tokens::resolve(&nobody(&t), &a.db, &by_system.token).await.unwrap().is_none());
    assert_eq!((events(&t, "token.created").await, events(&t, "token.revoked").await), (2, 1));
});

on_both!(MIGRATIONS, a_closed_account_closes_its_tokens, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Statistician).await;
    let made = tokens::create(&t.ctx, &a.db, &id, &[Scope::Read], "报表", 30).await.unwrap();
    users::disable(&acting(&t, &a, "admin").await, &a, &id, 1).await.unwrap();
    assert!(tokens::resolve(&nobody(&t), &a.db, &made.token).await.unwrap().is_none());
});

on_both!(MIGRATIONS, an_erased_user_leaves_no_name, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "gulnara.x7", Role::Statistician).await;
    let own = acting(&t, &a, "gulnara.x7").await;
    let token = sign_in(&t, &a, "gulnara.x7", PASSWORD).await.unwrap().token;
    let bearer = tokens::create(&own, &a.db, &id, &[Scope::Read], "gulnara.x7 的报表", 30).await.unwrap();
    second_factors::begin(&own, &a).await.unwrap();
    users::edit_profile(&own, &a, 1, &named("古丽娜尔七")).await.unwrap();
    sign_in(&t, &a, "gulnara.x7", "wrong").await.unwrap_err();
    users::erase(&acting(&t, &a, "admin").await, &a, &id).await.unwrap();
    assert!(sessions::resolve(&a, &nobody(&t), &token).await.unwrap().is_none());
    assert!(tokens::resolve(&nobody(&t), &a.db, &bearer.token).await.unwrap().is_none());
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    for (table, columns) in COLUMNS {
        for column in *columns {
            for name in ["gulnara", "古丽娜尔七"] {
                let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE zone_id = $1 AND LOWER({column}) LIKE $2");
                let found = conn.number(&sql, &["test".into(), format!("%{name}%").into()]).await.unwrap();
                assert_eq!(found, 0, "{name} in {table}.{column}");
            }
        }
    }
    let left = conn.get::<account::user::Grant>(&[id.as_str().into()]).await.unwrap().unwrap();
    assert!(left.disabled && left.roles.is_empty());
    let attempts = "SELECT COUNT(*) AS n FROM sign_in_attempt WHERE zone_id = $1 AND kind = 'account'";
    assert_eq!(conn.number(attempts, &["test".into()]).await.unwrap(), 0);
    drop(conn);
    if t.db.engine() == store::Engine::Sqlite {
        for file in std::fs::read_dir(&t.dir).unwrap().flatten() {
            let bytes = std::fs::read(file.path()).unwrap();
            let holds = |word: &str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!holds("gulnara") && !holds("古丽娜尔七"), "{:?}", file.path());
        }
    }
});

/// Every text column that could hold a name.
const COLUMNS: &[(&str, &[&str])] = &[
    ("event", &["kind", "actor", "body"]),
    ("event_object", &["object_id", "qualifier"]),
    ("user_grant", &["id", "roles", "departments", "companies"]),
    ("user_profile", &["login", "login_key", "display_name"]),
    ("user_password", &["user_id", "hash"]),
    ("user_session", &["user_id", "address", "browser"]),
    ("second_factor", &["user_id", "secret"]),
    ("recovery_code", &["user_id"]),
    ("access_token", &["user_id", "name"]),
    ("sign_in_attempt", &["key_hash"]),
    ("department", &["name_zh", "name_en"]),
];

fn department(name: &str) -> account::department::Draft {
    account::department::Draft { name_zh: name.into(), name_en: String::new(), active: true }
}

on_both!(MIGRATIONS, departments_are_named_once_and_versioned, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let admin = acting(&t, &a, "admin").await;
    let made = departments::create(&admin, &a.db, &department(" 科技局 ")).await.unwrap();
    assert_eq!(made.name_zh, "科技局");
    let twice = departments::create(&admin, &a.db, &department("科技局")).await.unwrap_err();
    assert_eq!(code_of(&twice), (422, "department-name-taken".into()));
    departments::edit(&admin, &a.db, &made.id, 1, &department("科学技术局")).await.unwrap();
    let stale = departments::edit(&admin, &a.db, &made.id, 1, &department("科技和信息化局")).await.unwrap_err();
    assert_eq!(code_of(&stale), (409, "department-stale".into()));
    let clerk = Draft { departments: vec![made.id.clone()], ..draft("clerk", "窗口", &[Role::DepartmentClerk]) };
    let clerk = users::create(&admin, &a, &clerk).await.unwrap();
    assert_eq!(users::get(&admin, &a, &clerk.user_id).await.unwrap().grant.departments, [made.id]);
});
