//! Pages of a list: so many items and a cursor for the next. A cursor is opaque to the client; inside it holds the last
//! item's key and the mark of the question that it belongs to, so that it cannot be used for another one.
use kernel::{Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

const STANDARD: i64 = 50;
const MOST: i64 = 200;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T: ToSchema> {
    pub items: Vec<T>,
    /// Pass as `cursor` for the next page; null when this is the last. Opaque.
    #[schema(example = "3f5c01a29be0d41730313967")]
    pub next: Option<String>,
}

/// How many items a page holds: 50 unless told, at most 200.
pub fn limit(asked: Option<i64>) -> Result<i64> {
    match asked {
        None => Ok(STANDARD),
        Some(n) if (1..=MOST).contains(&n) => Ok(n),
        Some(_) => Err(Error::Invalid(vec![kernel::FieldError::new("limit", "api-limit").arg("limit", MOST)])),
    }
}

/// The next page's cursor, made of the last item's key; `question` is everything that the list depends on.
pub fn write(question: &str, key: &str) -> String {
    let mut text = format!("{:016x}", mark(question));
    for byte in key.bytes() {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// The key of the last item seen; none on the first page.
pub fn read(question: &str, cursor: Option<&str>) -> Result<Option<String>> {
    let Some(cursor) = cursor.filter(|c| !c.is_empty()) else { return Ok(None) };
    let refused = || Error::invalid("cursor", "api-cursor");
    let (head, tail) = cursor.split_at_checked(16).ok_or_else(refused)?;
    let known = u64::from_str_radix(head, 16).map_err(|_| refused())?;
    if known != mark(question) || tail.len() % 2 == 1 || tail.len() > 400 || !tail.is_ascii() {
        return Err(refused());
    }
    let digits: Vec<char> = tail.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok();
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    let key = bytes.and_then(|b| String::from_utf8(b).ok()).filter(|k| !k.contains('\0'));
    key.map(Some).ok_or_else(refused)
}

/// The same for a list that is walked by a number.
pub fn read_number(question: &str, cursor: Option<&str>) -> Result<Option<i64>> {
    let number = |key: String| key.parse().map_err(|_| Error::invalid("cursor", "api-cursor"));
    read(question, cursor)?.map(number).transpose()
}

/// Cuts what was read (one item more than the page holds) to the page, with the cursor behind its last item.
pub fn page<T, U: ToSchema>(
    mut found: Vec<T>,
    limit: i64,
    question: &str,
    key: impl Fn(&T) -> String,
    shown: impl FnMut(T) -> U,
) -> Page<U> {
    let most = usize::try_from(limit).unwrap_or(0);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| write(question, &key(last)));
    Page { items: found.into_iter().map(shown).collect(), next }
}

/// FNV-1a: the same on every machine and in every version.
fn mark(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for key in ["", "0190a-1", "示例", "12"] {
            assert_eq!(read("enterprises", Some(&write("enterprises", key))).unwrap().as_deref(), Some(key));
        }
        assert_eq!(read("enterprises", None).unwrap(), None);
        assert_eq!(read_number("j", Some(&write("j", "41"))).unwrap(), Some(41));
    }

    #[test]
    fn a_cursor_of_another_question_or_a_broken_one_is_refused() {
        let cursor = write("enterprises?q=a", "x1");
        assert!(read("enterprises?q=b", Some(&cursor)).is_err());
        for broken in ["1", "zz", &cursor[..17], &format!("{cursor}g0"), &format!("{cursor}ff"), "示例示例示例示例"]
        {
            assert!(read("enterprises?q=a", Some(broken)).is_err(), "{broken}");
        }
        assert!(read_number("j", Some(&write("j", "x"))).is_err());
        assert!(read("j", Some(&write("j", "a\0"))).is_err());
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let text = |n: i64| n.to_string();
        let first = page(vec![1, 2, 3], 2, "n", |n| n.to_string(), text);
        assert_eq!(first.items, ["1", "2"]);
        assert_eq!(read_number("n", first.next.as_deref()).unwrap(), Some(2));
        assert!(page(vec![3], 2, "n", |n: &i64| n.to_string(), text).next.is_none());
        assert!(limit(Some(0)).is_err() && limit(Some(201)).is_err());
        assert_eq!(limit(None).unwrap(), 50);
    }
}
