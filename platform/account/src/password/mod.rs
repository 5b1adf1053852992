//! 密码: argon2id, made and checked away from the threads that serve pages, two at a time, so that a flood of sign-ins
//! costs bounded memory.
pub mod rules;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Error, Result, Rng};
use std::sync::Arc;
use tokio::sync::{OnceCell, Semaphore};

/// What a hash costs. The default is the minimum that OWASP recommends: 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

const AT_A_TIME: usize = 2;

/// Makes and checks password hashes.
#[derive(Clone)]
pub(crate) struct Hasher {
    cost: Cost,
    turns: Arc<Semaphore>,
    /// Checked where there is no account, so that an unknown name takes as long to refuse as a wrong password.
    nobody: Arc<OnceCell<String>>,
}

impl Hasher {
    pub(crate) fn new(cost: Cost) -> Self {
        Self { cost, turns: Arc::new(Semaphore::new(AT_A_TIME)), nobody: Arc::default() }
    }

    pub(crate) async fn hash(&self, rng: &dyn Rng, password: &str) -> Result<String> {
        let mut salt = [0u8; 16];
        rng.fill(&mut salt);
        self.hash_with(salt, password).await
    }

    /// Whether the password fits; without a hash the answer is no, after the same work.
    pub(crate) async fn verify(&self, hash: Option<&str>, password: &str) -> Result<bool> {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash.to_owned(),
            None => self.nobody.get_or_try_init(|| self.hash_with([7; 16], "nobody has this password")).await?.clone(),
        };
        let password = password.to_owned();
        let fits = self.run(move || verify_now(&hash, &password)).await??;
        Ok(known && fits)
    }

    async fn hash_with(&self, salt: [u8; 16], password: &str) -> Result<String> {
        let (cost, password) = (self.cost, password.to_owned());
        self.run(move || hash_now(cost, salt, &password)).await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = self.turns.clone().acquire_owned().await.map_err(Error::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await.map_err(Error::internal)
    }
}

fn hash_now(cost: Cost, salt: [u8; 16], password: &str) -> Result<String> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|e| fault(&e))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash = argon.hash_password_with_salt(password.as_bytes(), &salt).map_err(|e| fault(&e))?;
    Ok(hash.to_string())
}

fn verify_now(hash: &str, password: &str) -> Result<bool> {
    let parsed = PasswordHash::new(hash).map_err(|e| fault(&e))?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

fn fault(error: &impl std::fmt::Display) -> Error {
    Error::internal(format!("password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ctx::SeededRng;

    #[tokio::test]
    async fn fits_itself_and_nothing_else() {
        let hasher = Hasher::new(Cost { memory_kib: 64, passes: 1, lanes: 1 });
        let rng = SeededRng::new(3);
        let hash = hasher.hash(&rng, "梧桐树下 2020").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert_ne!(hash, hasher.hash(&rng, "梧桐树下 2020").await.unwrap());
        assert!(hasher.verify(Some(&hash), "梧桐树下 2020").await.unwrap());
        assert!(!hasher.verify(Some(&hash), "梧桐树下 2021").await.unwrap());
        assert!(!hasher.verify(None, "nobody has this password").await.unwrap());
        assert!(hasher.verify(Some("damaged"), "x").await.is_err());
    }

    #[test]
    fn the_default_cost_is_what_we_promise() {
        let hash = hash_now(Cost::default(), [1; 16], "x").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}
