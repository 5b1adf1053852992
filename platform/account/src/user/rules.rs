//! What an account must fulfil.
use super::{Draft, Grant};
use kernel::{Error, FieldError, Result, Role};

pub const LONGEST_LOGIN: usize = 64;
pub const LONGEST_NAME: usize = 60;
pub const MOST_COMPANIES: usize = 50;

/// The key under which a sign-in name is unique.
pub fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Checks the fields of an account; companies are looked up by the service.
pub fn check(draft: &Draft) -> Result<()> {
    let mut errors = Vec::new();
    errors.extend(login_error(&draft.login));
    errors.extend(name_error(&draft.display_name));
    if draft.roles.is_empty() {
        errors.push(FieldError::new("roles", "user-roles-none"));
    }
    let company_user = draft.roles.contains(&Role::CompanyUser);
    if company_user && draft.roles.len() > 1 {
        errors.push(FieldError::new("roles", "user-roles-company-only"));
    }
    if company_user && draft.companies.is_empty() {
        errors.push(FieldError::new("companies", "user-companies-none"));
    }
    if !company_user && !draft.companies.is_empty() {
        errors.push(FieldError::new("companies", "user-companies-without-role"));
    }
    if draft.companies.len() > MOST_COMPANIES {
        errors.push(FieldError::new("companies", "user-companies-many").arg("most", MOST_COMPANIES));
    }
    if draft.roles.contains(&Role::DepartmentClerk) && draft.departments.is_empty() {
        errors.push(FieldError::new("departments", "user-departments-none"));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

fn login_error(login: &str) -> Option<FieldError> {
    let login = login.trim();
    let length = login.chars().count();
    if !(2..=LONGEST_LOGIN).contains(&length) {
        return Some(FieldError::new("login", "user-login-length").arg("most", LONGEST_LOGIN));
    }
    let fits = login.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
    (!fits).then(|| FieldError::new("login", "user-login-characters"))
}

pub fn name_error(name: &str) -> Option<FieldError> {
    let length = name.trim().chars().count();
    if length == 0 || length > LONGEST_NAME {
        return Some(FieldError::new("display_name", "user-name-length").arg("most", LONGEST_NAME));
    }
    name.chars().any(char::is_control).then(|| FieldError::new("display_name", "user-name-characters"))
}

/// A telephone: digits with what people write between them, and an extension; or nothing.
pub fn phone_error(phone: &str) -> Option<FieldError> {
    let phone = phone.trim();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let written = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '转');
    let fits = phone.is_empty() || ((5..=20).contains(&digits) && phone.len() <= 40 && phone.chars().all(written));
    (!fits).then(|| FieldError::new("phone", "user-phone-shape"))
}

/// An installation without an administrator could not be mended by anybody in it.
pub fn keeps_an_administrator(before: &Grant, after: Option<&Grant>, other_administrators: i64) -> Result<()> {
    let counts = |g: &Grant| !g.disabled && g.roles.contains(&Role::Administrator);
    if counts(before) && !after.is_some_and(counts) && other_administrators == 0 {
        return Err(Error::conflict("user-last-administrator"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ctx::{FixedClock, SeededRng};
    use kernel::id::{DepartmentId, UserId};
    use kernel::{Ctx, ZoneId};
    use std::sync::Arc;

    #[test]
    fn telephones_as_people_write_them() {
        for phone in ["", " ", "0991-3838001", "+86 991 3838001", "(0991) 3838001 转 12", "13999990001", "12345"] {
            assert_eq!(phone_error(phone), None, "{phone}");
        }
        for phone in ["1234", "call me", "0991-3838001;ext", "123456789012345678901", "０９９１３８３８"] {
            assert!(phone_error(phone).is_some(), "{phone}");
        }
    }

    fn draft(login: &str, name: &str, roles: &[Role]) -> Draft {
        Draft { login: login.into(), display_name: name.into(), roles: roles.to_vec(), ..Draft::default() }
    }

    fn codes(draft: &Draft) -> Vec<String> {
        match check(draft) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|f| f.code).collect(),
            other => {
                other.unwrap();
                Vec::new()
            }
        }
    }

    #[test]
    fn accounts_that_fit_and_that_do_not() {
        for (draft, expected) in [
            (draft("chen.zhuren", "陈主任", &[Role::Director]), &[][..]),
            (draft("陈主任", "陈主任", &[Role::Director, Role::Auditor]), &[]),
            (draft("a", "陈", &[Role::Director]), &["user-login-length"]),
            (draft("a b", "", &[]), &["user-login-characters", "user-name-length", "user-roles-none"]),
            (draft("firm", "企业", &[Role::CompanyUser]), &["user-companies-none"]),
            (
                Draft { companies: vec!["x".into()], ..draft("firm", "企业", &[Role::CompanyUser, Role::Auditor]) },
                &["user-roles-company-only"],
            ),
            (
                Draft { companies: vec!["x".into()], ..draft("firm", "企业", &[Role::Auditor]) },
                &["user-companies-without-role"],
            ),
            (draft("clerk", "窗口", &[Role::DepartmentClerk]), &["user-departments-none"]),
            (
                Draft {
                    departments: vec![DepartmentId::parse("d").unwrap()],
                    ..draft("clerk", "窗口", &[Role::DepartmentClerk])
                },
                &[],
            ),
        ] {
            assert_eq!(codes(&draft), expected, "{draft:?}");
        }
    }

    #[test]
    fn the_last_administrator_stays() {
        let clock = Arc::new(FixedClock::at(chrono::DateTime::UNIX_EPOCH));
        let ctx = Ctx::system(ZoneId::parse("z").unwrap(), clock, Arc::new(SeededRng::new(1)));
        let grant = |roles: &[Role], disabled| Grant {
            id: UserId::new(&ctx),
            roles: roles.to_vec(),
            departments: vec![],
            companies: vec![],
            disabled,
            version: 1,
        };
        let admin = grant(&[Role::Administrator], false);
        assert!(keeps_an_administrator(&admin, None, 0).is_err());
        assert!(keeps_an_administrator(&admin, None, 1).is_ok());
        assert!(keeps_an_administrator(&admin, Some(&grant(&[Role::Auditor], false)), 0).is_err());
        assert!(keeps_an_administrator(&admin, Some(&grant(&[Role::Administrator], true)), 0).is_err());
        assert!(keeps_an_administrator(&admin, Some(&admin), 0).is_ok());
        assert!(keeps_an_administrator(&grant(&[Role::Auditor], false), None, 0).is_ok());
    }
}
