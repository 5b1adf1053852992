//! Guessing is slow: five failures lock an account for a quarter of an hour, thirty failures a client address for the
//! rest of ten minutes. Kept in the database, so that a restart forgives nothing. Names are kept as SHA-256: people
//! type passwords into the wrong field, and unknown names are counted like known ones.
use crate::{Accounts, secret};
use ::store::{Conn, Record, Table, Tx, Ty};
use kernel::id::UserId;
use kernel::{Ctx, Error, Event, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

const MINUTE_US: i64 = 60_000_000;
const ACCOUNT: &str = "account";
const ADDRESS: &str = "address";
pub const ACCOUNT_FAILURES: i64 = 5;
pub const ACCOUNT_LOCK_US: i64 = 15 * MINUTE_US;
pub const ADDRESS_FAILURES: i64 = 30;
pub const ADDRESS_WINDOW_US: i64 = 10 * MINUTE_US;

/// Failures of one account or address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempts {
    kind: String,
    key_hash: String,
    failures: i64,
    first_us: i64,
    last_us: i64,
}
const TABLE: Table = Table::private(
    "sign_in_attempt",
    &["kind", "key_hash"],
    &[("kind", Ty::Text), ("key_hash", Ty::Text), ("failures", Ty::Int), ("first_us", Ty::Int), ("last_us", Ty::Int)],
);
impl Record for Attempts {
    const TABLE: Table = TABLE;
}

/// One more attempt, counted as a failure before the password is looked at: any number of simultaneous guesses gets no
/// more tries than one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    account: String,
    address: Option<String>,
    is_last: bool,
}

/// The key under which an account's failures are counted.
pub(crate) fn account_key(login_key: &str) -> String {
    secret::sha256(&format!("account:{login_key}"))
}

fn address_key(address: &str) -> String {
    secret::sha256(&format!("address:{address}"))
}

/// Begins an attempt to sign in, or says when to try again.
pub(crate) async fn enter(ctx: &Ctx, accounts: &Accounts, login_key: &str, address: &str) -> Result<Attempt> {
    begin(ctx, accounts, account_key(login_key), Some(address_key(address))).await
}

/// The same for a signed-in user who types the own password once more.
pub(crate) async fn enter_account(ctx: &Ctx, accounts: &Accounts, login_key: &str) -> Result<Attempt> {
    begin(ctx, accounts, account_key(login_key), None).await
}

async fn begin(ctx: &Ctx, accounts: &Accounts, account: String, address: Option<String>) -> Result<Attempt> {
    let now_us = ctx.now_us();
    let mut tx = accounts.db.write(&ctx.zone).await?;
    if let Some(address) = &address {
        let row = count(find(&mut tx, ADDRESS, address).await?, ADDRESS, address, now_us)?;
        tx.put(&row).await?;
    }
    let row = count(find(&mut tx, ACCOUNT, &account).await?, ACCOUNT, &account, now_us)?;
    tx.put(&row).await?;
    tx.commit_quiet().await?;
    Ok(Attempt { account, address, is_last: row.failures >= ACCOUNT_FAILURES })
}

/// The row with one more failure, or the refusal.
fn count(row: Option<Attempts>, kind: &str, key: &str, now_us: i64) -> Result<Attempts> {
    let fresh =
        || Attempts { kind: kind.to_owned(), key_hash: key.to_owned(), failures: 0, first_us: now_us, last_us: now_us };
    let row = row.filter(|r| now_us < forgotten_us(r)).unwrap_or_else(fresh);
    if is_locked(&row, now_us) {
        return Err(refusal(kind, forgotten_us(&row) - now_us));
    }
    Ok(Attempts { failures: row.failures + 1, last_us: now_us, ..row })
}

/// When the failures no longer count.
fn forgotten_us(row: &Attempts) -> i64 {
    if row.kind == ADDRESS { row.first_us + ADDRESS_WINDOW_US } else { row.last_us + ACCOUNT_LOCK_US }
}

fn is_locked(row: &Attempts, now_us: i64) -> bool {
    let most = if row.kind == ADDRESS { ADDRESS_FAILURES } else { ACCOUNT_FAILURES };
    row.failures >= most && now_us < forgotten_us(row)
}

fn refusal(kind: &str, wait_us: i64) -> Error {
    let minutes = (wait_us + MINUTE_US - 1) / MINUTE_US;
    let code = if kind == ADDRESS { "throttle-address" } else { "throttle-account" };
    Error::Limit { code: code.to_owned(), args: vec![("minutes".to_owned(), minutes.to_string())] }
}

async fn find(conn: &mut Conn, kind: &str, key: &str) -> Result<Option<Attempts>> {
    conn.get(&[kind.into(), key.into()]).await
}

impl Attempt {
    /// The attempt was right: the failure counted beforehand is taken back. The account's earlier failures stay until
    /// the whole sign-in is done (`done`), so that knowing the password gives no endless tries at the code.
    pub(crate) async fn passed(&self, tx: &mut Tx, done: bool) -> Result<()> {
        if done {
            tx.remove(&TABLE, &[ACCOUNT.into(), self.account.as_str().into()]).await?;
        } else {
            give_back(tx, ACCOUNT, &self.account).await?;
        }
        match &self.address {
            Some(address) => give_back(tx, ADDRESS, address).await,
            None => Ok(()),
        }
    }

    /// The attempt was wrong. If it was the last one allowed, the account is locked now, which is an event.
    pub(crate) async fn failed(&self, ctx: &Ctx, accounts: &Accounts, user: Option<&UserId>) -> Result<()> {
        let Some(user) = user.filter(|_| self.is_last) else { return Ok(()) };
        let tx = accounts.db.write(&ctx.zone).await?;
        let minutes = ACCOUNT_LOCK_US / MINUTE_US;
        tx.commit(Event::new("user.locked_out", ctx).object("user", user).with("minutes", minutes)).await
    }
}

async fn give_back(tx: &mut Tx, kind: &str, key: &str) -> Result<()> {
    match find(tx, kind, key).await? {
        Some(row) if row.failures > 1 => tx.put(&Attempts { failures: row.failures - 1, ..row }).await,
        Some(_) => tx.remove(&TABLE, &[kind.into(), key.into()]).await.map(|_| ()),
        None => Ok(()),
    }
}

/// Forgets an account's failures.
pub(crate) async fn forget(tx: &mut Tx, login_key: &str) -> Result<()> {
    tx.remove(&TABLE, &[ACCOUNT.into(), account_key(login_key).into()]).await.map(|_| ())
}

pub(crate) async fn forget_account(ctx: &Ctx, accounts: &Accounts, login_key: &str) -> Result<()> {
    let mut tx = accounts.db.write(&ctx.zone).await?;
    forget(&mut tx, login_key).await?;
    tx.commit_quiet().await
}

/// The keys of the accounts that are locked now.
pub(crate) async fn locked_accounts(conn: &mut Conn, now_us: i64) -> Result<HashSet<String>> {
    let args = [ACCOUNT.into(), ACCOUNT_FAILURES.into(), (now_us - ACCOUNT_LOCK_US).into()];
    let rows: Vec<Attempts> = conn.list("AND kind = $2 AND failures >= $3 AND last_us > $4 LIMIT 1000", &args).await?;
    Ok(rows.into_iter().map(|r| r.key_hash).collect())
}

/// Minutes until an account's lock-out ends; none when it is not locked.
pub(crate) async fn locked_minutes(conn: &mut Conn, login_key: &str, now_us: i64) -> Result<Option<i64>> {
    let row = find(conn, ACCOUNT, &account_key(login_key)).await?;
    Ok(row.filter(|r| is_locked(r, now_us)).map(|r| (forgotten_us(&r) - now_us + MINUTE_US - 1) / MINUTE_US))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_at(row: &mut Option<Attempts>, kind: &str, now_us: i64) -> bool {
        match count(row.clone(), kind, "k", now_us) {
            Ok(next) => {
                *row = Some(next);
                true
            }
            Err(e) => {
                assert_eq!(e.status(), 429);
                false
            }
        }
    }

    #[test]
    fn five_tries_then_a_quarter_of_an_hour() {
        let mut row = None;
        for n in 0..5 {
            assert!(try_at(&mut row, ACCOUNT, n * MINUTE_US));
        }
        assert!(!try_at(&mut row, ACCOUNT, 5 * MINUTE_US));
        assert!(!try_at(&mut row, ACCOUNT, 4 * MINUTE_US + ACCOUNT_LOCK_US - 1));
        assert!(try_at(&mut row, ACCOUNT, 4 * MINUTE_US + ACCOUNT_LOCK_US));
        assert_eq!(row.unwrap().failures, 1);
    }

    #[test]
    fn thirty_tries_in_ten_minutes_from_one_address() {
        let mut row = None;
        for _ in 0..30 {
            assert!(try_at(&mut row, ADDRESS, MINUTE_US));
        }
        assert!(!try_at(&mut row, ADDRESS, 10 * MINUTE_US));
        assert!(try_at(&mut row, ADDRESS, 11 * MINUTE_US));
    }
}
