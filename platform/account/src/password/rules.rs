//! Which passwords are good enough: long, not the sign-in name, not one that everybody tries first. No rules about
//! digits and signs, which only make people write passwords down.
use kernel::FieldError;

pub const SHORTEST: usize = 10;
/// Longer ones would only cost time.
pub const LONGEST: usize = 128;

/// Passwords of ten characters and more that lists of leaked passwords begin with, and what they are made of.
const KNOWN: &[&str] = &[
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "1234567891",
    "12345678910",
    "123456789a",
    "a123456789",
    "1q2w3e4r5t",
    "qwertyuiop",
    "1qaz2wsx3edc",
    "qazwsxedcrfv",
    "qwerty123456",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "p@ssw0rd123",
    "admin12345",
    "admin123456",
    "administrator",
    "woaini1314",
    "woaini1314520",
    "5201314520",
    "1314520520",
    "iloveyou123",
    "abc1234567",
    "abcd123456",
    "abc123456789",
    "aa12345678",
    "aa123456789",
    "letmein1234",
    "welcome123",
    "welcome1234",
    "changeme123",
    "wutong1234",
    "wutong12345",
    "wutong123456",
    "zhongguo123",
    "wulumuqi123",
];

/// What is wrong with a new password for the account of this sign-in name.
pub fn check(field: &str, password: &str, login: &str) -> Option<FieldError> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(FieldError::new(field, "password-short").arg("least", SHORTEST).arg("found", length));
    }
    if length > LONGEST {
        return Some(FieldError::new(field, "password-long").arg("most", LONGEST));
    }
    let lower = password.to_lowercase();
    let name = login.trim().to_lowercase();
    let rest = if name.is_empty() { lower.clone() } else { lower.replace(&name, "") };
    if rest.chars().count() < 4 {
        return Some(FieldError::new(field, "password-is-login"));
    }
    if KNOWN.contains(&lower.as_str()) || is_monotonous(&lower) {
        return Some(FieldError::new(field, "password-known"));
    }
    None
}

/// Fewer than four different characters: `1111111111`, `ababababab`.
fn is_monotonous(password: &str) -> bool {
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    different.len() < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_and_bad_passwords() {
        for (password, login, code) in [
            ("短密码", "a", Some("password-short")),
            ("123456789", "a", Some("password-short")),
            ("1234567890", "a", Some("password-known")),
            ("Password123", "a", Some("password-known")),
            ("aaaaaaaaaaaa", "b", Some("password-known")),
            ("zhangwei1234", "zhangwei1234", Some("password-is-login")),
            ("ZhangWeiDong!", "zhangweidong", Some("password-is-login")),
            ("zhang.wei 一棵梧桐", "zhang.wei", None),
            ("天山脚下有一棵梧桐树", "a", None),
            ("correct horse battery", "", None),
        ] {
            assert_eq!(check("new", password, login).map(|e| e.code).as_deref(), code, "{password}");
        }
        assert_eq!(check("new", &"长".repeat(129), "a").map(|e| e.code).as_deref(), Some("password-long"));
    }
}
