//! Texts and templates: the same keys in both languages, nothing inline that the content security policy would refuse.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use kernel::{Locale, Role};
use ui::T;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn same_keys_in_both_languages() {
    ui::i18n::assert_same_keys(format!("{HERE}/locales/zh-CN"), format!("{HERE}/locales/en"));
}

#[test]
fn values_plurals_and_unknown_keys() {
    let (zh, en) = (T::new(Locale::ZhCn), T::new(Locale::En));
    assert_eq!(zh.a("job-seconds-left", "n", 1200), "约剩 1,200 秒。");
    assert_eq!(en.a("job-seconds-left", "n", 1), "About one second left.");
    assert_eq!(en.a3("pager-rows", "from", 1u64, "to", 50u64, "total", 120_000u64), "Rows 1–50 of 120,000");
    assert_eq!(en.a("error-number", "number", "7F3A"), "Number 7F3A");
    assert!(ui::i18n::missing().is_empty());
    assert_eq!(en.s("no-such-key"), "no-such-key");
    assert_eq!(en.s("error-number"), "Number …");
    assert_eq!(ui::i18n::missing(), ["en/error-number", "en/no-such-key"]);
}

#[test]
fn every_role_and_every_error_of_the_kernel_has_words() {
    for locale in [Locale::ZhCn, Locale::En] {
        let t = T::new(locale);
        for role in Role::ALL {
            assert_ne!(ui::shell::role_name(t, role), "");
        }
        for error in [
            kernel::Error::NotFound,
            kernel::Error::Forbidden,
            kernel::Error::internal("x"),
            kernel::Error::unavailable("x"),
        ] {
            assert!(t.maybe(error.code()).is_some(), "{}", error.code());
        }
    }
    assert!(ui::i18n::missing().is_empty());
}

/// Every `=> "some-code"` in the kernel is the key of a sentence.
#[test]
fn every_code_of_the_kernel_has_a_sentence() {
    let mut codes = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(format!("{HERE}/../kernel/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let literals = text.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
            let is_code = |s: &&str| s.contains('-') && s.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            codes.extend(literals.filter(is_code).map(str::to_owned));
        }
    }
    assert!(codes.len() > 20, "the kernel's codes were not found: {codes:?}");
    let silent: Vec<_> = codes.iter().filter(|code| !ui::i18n::knows(code)).collect();
    assert!(silent.is_empty(), "no sentence for {silent:?}");
}

#[test]
fn no_template_has_inline_style_script_or_handler() {
    for entry in std::fs::read_dir(format!("{HERE}/templates/ui")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let shown = path.display();
        assert!(!text.contains("style=") && !text.contains("<style"), "{shown}: inline style");
        assert!(
            !text.contains(" onclick") && !text.contains(" onchange") && !text.contains("hx-on"),
            "{shown}: inline handler"
        );
        for script in text.split("<script").skip(1) {
            let data = script.starts_with(" type=\"application/json\"");
            assert!(data || script.starts_with(" src="), "{shown}: inline script");
        }
    }
}
