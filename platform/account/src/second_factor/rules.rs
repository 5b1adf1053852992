//! Codes: SHA-1, six digits, thirty seconds, one step early or late, because that is what every authenticator app
//! speaks; each code counts once.
use kernel::{Error, Result};
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Secret, Totp};

fn totp(secret: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|e| Error::internal(format!("second factor: {e}")))?;
    Builder::new().with_secret(secret).build().map_err(|e| Error::internal(format!("second factor: {e}")))
}

pub(crate) fn secret(bytes: [u8; 20]) -> String {
    Secret::from(bytes).to_base32()
}

/// The step of a right code that was not used before.
pub(crate) fn step_of(secret: &str, code: &str, now_us: i64, last_step: i64) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now_us / 1_000_000).unwrap_or(0);
    let step = totp(secret)?.check(&digits, seconds).and_then(|s| i64::try_from(s).ok());
    Ok(step.filter(|s| *s > last_step))
}

/// The code that an authenticator app shows at that time; for tests and the browser journeys.
pub fn code_at(secret: &str, seconds: u64) -> Result<String> {
    let joined: String = secret.chars().filter(|c| !c.is_whitespace()).collect();
    Ok(totp(&joined)?.generate(seconds).to_string())
}

/// A recovery code as compared: capitals, no hyphens or spaces.
pub(crate) fn recovery_key(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The `otpauth` address of a secret.
pub(crate) fn address(issuer: &str, login: &str, secret: &str) -> String {
    let (issuer, login) = (ui::cookie::percent(issuer), ui::cookie::percent(login));
    format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// A QR code as an `<svg>` element with attributes only, as the content security policy wants it.
pub(crate) fn qr_svg(text: &str) -> Result<String> {
    let code = QrCode::new(text.as_bytes()).map_err(Error::internal)?;
    let svg = code.render::<svg::Color>().min_dimensions(196, 196).build();
    let start = svg.find("<svg").unwrap_or(0);
    Ok(svg.get(start..).unwrap_or_default().to_owned())
}

/// `ABCD EFGH …`: easier to type.
pub(crate) fn grouped(secret: &str) -> String {
    let chars: Vec<char> = secret.chars().collect();
    chars.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's appendix B.
    fn rfc() -> String {
        secret(*b"12345678901234567890")
    }

    #[test]
    fn codes_of_the_rfc() {
        // Appendix B lists eight digits; the last six are what a six-digit code is.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code_at(&rfc(), seconds).unwrap(), code);
        }
    }

    #[test]
    fn one_step_early_or_late_and_once_only() {
        let at = |s: i64| s * 1_000_000;
        let code = code_at(&rfc(), 300).unwrap();
        for (now, last, step) in [
            (300, 0, Some(10)),
            (270, 0, Some(10)),
            (359, 0, Some(10)),
            (360, 0, None),
            (269, 0, None),
            (300, 10, None),
        ] {
            assert_eq!(step_of(&rfc(), &code, at(now), last).unwrap(), step, "at {now} after {last}");
        }
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        assert_eq!(step_of(&rfc(), &spaced, at(300), 9).unwrap(), Some(10));
        for odd in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(step_of(&rfc(), odd, at(300), 0).unwrap(), None);
        }
    }

    #[test]
    fn the_picture_has_no_inline_style() {
        let svg = qr_svg(&address("梧桐", "chen@zone", &rfc())).unwrap();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        assert!(!svg.contains("style") && !svg.contains("data:"));
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(recovery_key("k7qm-3xab 9"), "K7QM3XAB9");
    }
}
