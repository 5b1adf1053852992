//! Pinyin of names, for people who type zkshg or zhongke.

use pinyin::ToPinyin;

use crate::fold::{Class, class, compact};

/// Readings that differ from the usual one of the character and that company names are full of.
const WORDS: &[(&str, [&str; 2])] = &[
    ("重庆", ["chong", "qing"]),
    ("银行", ["yin", "hang"]),
    ("厦门", ["xia", "men"]),
    ("长城", ["chang", "cheng"]),
    ("长江", ["chang", "jiang"]),
    ("长春", ["chang", "chun"]),
    ("长安", ["chang", "an"]),
    ("行业", ["hang", "ye"]),
    ("音乐", ["yin", "yue"]),
    ("调度", ["diao", "du"]),
    ("重组", ["chong", "zu"]),
    ("六安", ["lu", "an"]),
    ("会计", ["kuai", "ji"]),
];

/// (initials, full) of a name, or the folded text itself when it has no Chinese in it.
pub(crate) fn readings(name: &str) -> Vec<String> {
    let text = compact(name);
    if !text.chars().any(|c| class(c) == Class::Ideograph) {
        return if text.is_empty() { Vec::new() } else { vec![text] };
    }
    let (mut initials, mut full) = (String::new(), String::new());
    for syllable in syllables(&text) {
        initials.extend(syllable.chars().next());
        full.push_str(&syllable);
    }
    vec![initials, full]
}

fn syllables(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((word, reading)) = WORDS.iter().find(|(w, _)| rest.starts_with(w)) {
            out.extend(reading.iter().map(|s| (*s).to_owned()));
            rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        }
        match c.to_pinyin() {
            // 女 is nü in the table; keyboards type nv.
            Some(p) => out.push(p.plain().replace('ü', "v")),
            None => out.push(c.to_string()),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn initials_and_full_pinyin() {
        assert_eq!(readings("中科曙光"), ["zksg", "zhongkeshuguang"]);
        assert_eq!(readings("重庆银行"), ["cqyh", "chongqingyinhang"]);
        assert_eq!(readings("女装（AB）"), ["nzab", "nvzhuangab"]);
        assert_eq!(readings("ZKSHG"), ["zkshg"]);
        assert!(readings("（）").is_empty());
    }
}
