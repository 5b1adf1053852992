//! Formula injection in csv files: a company called `=HYPERLINK(…)` must not run when an export is opened in Excel.

use std::borrow::Cow;

/// The text as it goes into a csv file: with an apostrophe in front when a spreadsheet would run it.
///
/// Text that already begins with apostrophes before such a character gets one more, so that [`restore`] is exact.
pub(crate) fn defuse(text: &str) -> Cow<'_, str> {
    if would_run(text.trim_start_matches('\'')) && !is_negative_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes the apostrophe away that [`defuse`] put in front.
pub(crate) fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if would_run(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// Blanks in front do not keep Excel from running a cell; some versions take the full-width signs as well.
fn would_run(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

fn is_negative_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('-') else { return false };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_quoted_and_comes_back() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+86 991 000", "'+86 991 000"),
            ("-5", "-5"),
            ("-5.25", "-5.25"),
            ("-5-3", "'-5-3"),
            ("-", "'-"),
            ("\t=1", "'\t=1"),
            ("  =1", "'  =1"),
            ("'=1", "''=1"),
            ("'-5", "''-5"),
            ("'hello", "'hello"),
            ("＝1", "'＝1"),
            ("乌鲁木齐", "乌鲁木齐"),
        ] {
            assert_eq!(defuse(text), written);
            assert_eq!(restore(written), text);
        }
    }
}
