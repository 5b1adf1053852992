//! A zone with accounts, for the tests of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, dead_code)]
use account::{Accounts, Companies, Company, Config, Cost, Found, sign_ins, users};
use kernel::ctx::{Locale, Via};
use kernel::id::{EnterpriseId, UserId};
use kernel::{Actor, Ctx, Role};
use std::sync::Arc;
use store::testing::Town;

/// Companies known by `公司甲`, `公司乙` and their ids.
pub struct TwoCompanies;
impl Companies for TwoCompanies {
    fn find<'a>(&'a self, _: &'a Ctx, text: &'a str) -> Found<'a> {
        let known = [("e-1", "公司甲"), ("e-2", "公司乙")];
        let found = known.iter().find(|(id, name)| text == *id || text == *name);
        let company =
            found.map(|(id, name)| Company { id: EnterpriseId::parse(id).unwrap(), label: (*name).to_owned() });
        Box::pin(async move { Ok(company) })
    }
}

pub const PASSWORD: &str = "天山脚下的梧桐树 2020";

pub fn accounts_with(t: &Town, config: Config) -> Accounts {
    let config = Config { cost: Cost { memory_kib: 64, passes: 1, lanes: 1 }, secure_cookies: false, ..config };
    Accounts::new(t.db.clone(), t.ctx.clock.clone(), t.ctx.rng.clone(), config, Arc::new(TwoCompanies))
}

pub fn accounts(t: &Town) -> Accounts {
    accounts_with(t, Config::default())
}

pub fn nobody(t: &Town) -> Ctx {
    Ctx { locale: Locale::ZhCn, ..t.ctx.acting(Actor::nobody()) }
}

/// An account with [`PASSWORD`].
pub async fn account(t: &Town, a: &Accounts, login: &str, role: Role) -> UserId {
    let wanted = users::Account::of_role(role, login, &format!("{login}的姓名"), PASSWORD);
    users::ensure_demo(&t.ctx, a, &[wanted]).await.unwrap();
    users::by_login(&t.ctx, a, login).await.unwrap().grant.id
}

/// A context as after signing in.
pub async fn acting(t: &Town, a: &Accounts, login: &str) -> Ctx {
    let user = users::by_login(&t.ctx, a, login).await.unwrap();
    let profile = user.profile.unwrap();
    t.ctx.acting(Actor {
        user_id: Some(user.grant.id),
        user: profile.login,
        display_name: profile.display_name,
        roles: user.grant.roles,
        companies: user.grant.companies,
        departments: user.grant.departments,
        via: Via::Session,
    })
}

pub fn origin(address: &str) -> account::session::Origin {
    account::session::Origin { address: address.to_owned(), browser: "Firefox/120 Linux".to_owned() }
}

pub async fn sign_in(t: &Town, a: &Accounts, login: &str, password: &str) -> kernel::Result<account::sign_in::Step> {
    sign_ins::with_password(&nobody(t), a, login, password, &origin("10.0.0.1")).await
}

/// How many events of this kind the journal holds.
pub async fn events(t: &Town, kind: &str) -> i64 {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM event WHERE zone_id = $1 AND kind = $2";
    conn.number(sql, &[t.ctx.zone.as_str().into(), kind.into()]).await.unwrap()
}

pub fn code_of(error: &kernel::Error) -> (u16, String) {
    (error.status(), error.code().to_owned())
}
