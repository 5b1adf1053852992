//! Cookies: reading one by name, writing one with the attributes that ours always have.
use axum::http::{HeaderMap, HeaderValue, header};

/// The value of a cookie of the request.
pub fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|line| line.split(';')).find_map(
        |pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        },
    )
}

/// A `Set-Cookie` value: for the whole site, out of scripts' reach, not sent by other sites' forms.
///
/// `max_age_s` of 0 removes the cookie, `None` keeps it until the browser closes. `secure` belongs to HTTPS.
pub fn set(name: &str, value: &str, max_age_s: Option<u64>, secure: bool) -> Option<HeaderValue> {
    let age = max_age_s.map_or_else(String::new, |s| format!("; Max-Age={s}"));
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")).ok()
}

/// Keeps letters, digits and `-._~`; everything else as %XX, so that it fits into a cookie or an address.
pub fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// The opposite of [`percent`]; what is not proper becomes the replacement character.
pub fn unpercent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%').and_then(|h| std::str::from_utf8(h).ok());
        match code.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(b) => {
                bytes.push(b);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_by_whole_name_only() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("xwt=1; wt=2;wt2=3"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=a=b"));
        assert_eq!(get(&headers, "wt"), Some("2"));
        assert_eq!(get(&headers, "b"), Some("a=b"));
        assert_eq!(get(&headers, "t"), None);
    }

    #[test]
    fn percent_there_and_back() {
        for text in ["", "中科曙光; a=b\r\n%41", "a b+c/d?e&f"] {
            let coded = percent(text);
            assert!(coded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            assert_eq!(unpercent(&coded), text);
        }
        assert_eq!(unpercent("%4"), "%4");
        assert_eq!(unpercent("%ff"), "\u{FFFD}");
    }
}
