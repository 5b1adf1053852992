//! 是不是想写: the known name nearest to a mistyped one.

/// The nearest within two slips of the pen, or a third of a longer name.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let allowed = (name.chars().count() / 3).max(2);
    let scored = known.filter(|k| !k.is_empty()).map(|k| (distance(name, k), k));
    scored.filter(|(d, k)| *d <= allowed && *d < k.chars().count()).min().map(|(_, k)| k.to_owned())
}

/// Levenshtein's distance, with a row at a time.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (slot, y) in row.iter_mut().skip(1).zip(&b) {
            let best = (corner + usize::from(x != *y)).min(left + 1).min(*slot + 1);
            corner = *slot;
            *slot = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        assert_eq!(distance("forest", "forest"), 0);
        assert_eq!(distance("forset", "forest"), 2);
        assert_eq!(distance("", "ab"), 2);
        let known = ["forest", "area", "land_kind"];
        assert_eq!(nearest("forrest", known.into_iter()).as_deref(), Some("forest"));
        assert_eq!(nearest("lnd_kind", known.into_iter()).as_deref(), Some("land_kind"));
        assert_eq!(nearest("investment", known.into_iter()), None);
        assert_eq!(nearest("ab", ["xy"].into_iter()), None);
    }
}
