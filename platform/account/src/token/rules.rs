//! What a token must fulfil.
use super::Scope;
use kernel::{Error, FieldError, Result};

pub const LONGEST_NAME: usize = 60;
pub const MOST_DAYS: i64 = 366;
/// Of one user.
pub const MOST_TOKENS: i64 = 50;
pub const PREFIX: &str = "wt_";

/// Checks name, scopes and days.
pub fn check(name: &str, scopes: &[Scope], days: i64) -> Result<()> {
    let mut errors = Vec::new();
    let length = name.trim().chars().count();
    if length == 0 || length > LONGEST_NAME {
        errors.push(FieldError::new("name", "token-name-length").arg("most", LONGEST_NAME));
    }
    if scopes.is_empty() {
        errors.push(FieldError::new("scopes", "token-scopes-none"));
    }
    if !(1..=MOST_DAYS).contains(&days) {
        errors.push(FieldError::new("days", "token-days").arg("most", MOST_DAYS));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_scoped_and_within_a_year() {
        for (name, scopes, days, codes) in [
            ("报表", &[Scope::Read][..], 30, &[][..]),
            ("报表", &[Scope::Read, Scope::Write], 366, &[]),
            (" ", &[], 0, &["token-name-length", "token-scopes-none", "token-days"]),
            ("a", &[Scope::Read], 367, &["token-days"]),
        ] {
            let found: Vec<String> = match check(name, scopes, days) {
                Err(Error::Invalid(fields)) => fields.into_iter().map(|f| f.code).collect(),
                _ => Vec::new(),
            };
            assert_eq!(found, codes, "{name} {days}");
        }
    }
}
