//! Every text exists in both languages: Chinese first, English beside it.
use super::Finding;
use super::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// The files of one language: `…/zh-CN/today.ftl` or `…/today.zh-CN.ftl`.
fn files_of<'a>(tree: &'a Tree, language: &'a str) -> impl Iterator<Item = &'a File> {
    tree.ending(".ftl").filter(move |f| f.path.split(['/', '.']).any(|part| part == language))
}

/// Message keys with the place where each stands first.
fn keys<'a>(tree: &'a Tree, language: &'a str) -> BTreeMap<&'a str, (&'a str, usize)> {
    let mut found = BTreeMap::new();
    for file in files_of(tree, language) {
        for (line, key) in messages(file) {
            found.entry(key).or_insert((file.path.as_str(), line));
        }
    }
    found
}

fn messages(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.lines().filter_map(|(number, line)| {
        let key = line.split_once('=')?.0.trim_end();
        let proper = key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(is_key);
        proper.then_some((number, key))
    })
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

pub fn same_keys(tree: &Tree) -> Vec<Finding> {
    let [chinese, english] = LANGUAGES.map(|language| keys(tree, language));
    let mut findings = missing(&chinese, &english, "en");
    findings.extend(missing(&english, &chinese, "zh-CN"));
    findings
}

fn missing(
    here: &BTreeMap<&str, (&str, usize)>,
    there: &BTreeMap<&str, (&str, usize)>,
    language: &str,
) -> Vec<Finding> {
    let lacking = here.iter().filter(|(key, _)| !there.contains_key(*key));
    lacking
        .map(|(key, (path, line))| Finding::new(path, *line, format!("`{key}` has no text in {language}: add it")))
        .collect()
}

pub fn once(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for language in LANGUAGES {
        let mut seen = BTreeSet::new();
        for file in files_of(tree, language) {
            let twice = messages(file).filter(|(_, key)| !seen.insert(*key));
            findings.extend(twice.map(|(line, key)| {
                Finding::new(&file.path, line, format!("`{key}` stands twice in {language}: keep one"))
            }));
        }
    }
    findings
}

pub fn used_keys(tree: &Tree) -> Vec<Finding> {
    let texts = LANGUAGES.map(|language| (language, keys(tree, language)));
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|f| is_caller(f)) {
        for (number, line) in file.lines() {
            for key in keys_in(line) {
                let lacking: Vec<_> = texts.iter().filter(|(_, k)| !k.contains_key(key)).map(|(l, _)| *l).collect();
                if !lacking.is_empty() {
                    let advice = format!("`{key}` has no text in {}: add it to the .ftl files", lacking.join(" and "));
                    findings.push(Finding::new(&file.path, number, advice));
                }
            }
        }
    }
    findings
}

fn is_caller(file: &File) -> bool {
    let template = file.path.ends_with(".html") && file.path.contains("templates/");
    template || (file.path.ends_with(".rs") && !file.is_test() && !file.path.starts_with("xtask/"))
}

/// The literal keys in `t.s("key")` and its siblings (`t.n("key", …)`).
fn keys_in(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("t.").filter_map(|(at, _)| {
        let before = line.get(..at)?.chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let rest = line.get(at + 2..)?.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        let key = rest.strip_prefix("(\"")?.split_once('"')?.0;
        (!key.is_empty() && key.chars().all(is_key)).then_some(key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: &str = "platform/ui/i18n/zh-CN/base.ftl";
    const EN: &str = "platform/ui/i18n/en/base.ftl";

    #[test]
    fn a_used_key_needs_both_languages() {
        for (path, text, found) in [
            ("zone/a/templates/x.html", "{{ t.s(\"a\") }}", 0),
            ("zone/a/templates/x.html", "{{ t.s(\"b\") }} {{ t.s(\"b\") }}", 2),
            ("zone/a/src/web.rs", "let x = page.t.n(\"c\", 3);", 1),
            ("zone/a/src/web.rs", "set.s(\"c\"); t.s(&key); t.s(\"no key\")", 0),
        ] {
            let tree = Tree::of(&[(ZH, "a = 甲\nb = 乙\n"), (EN, "a = A\n"), (path, text)]);
            assert_eq!(used_keys(&tree).len(), found, "{text}");
        }
    }

    #[test]
    fn a_key_in_one_language_only_is_found_where_it_stands() {
        let tree = Tree::of(&[(ZH, "# 说明 = 无\na = 甲\n    .title = 乙\n-term = 丙\n"), (EN, "a = A\nb = B\n")]);
        assert_eq!(same_keys(&tree), [Finding::new(EN, 2, "`b` has no text in zh-CN: add it")]);
    }

    #[test]
    fn a_key_that_stands_twice_is_found() {
        let other = "zone/a/i18n/zh-CN/a.ftl";
        let tree = Tree::of(&[(ZH, "a = 甲\n"), (other, "a = 乙\n")]);
        assert_eq!(once(&tree).len(), 1);
    }
}
