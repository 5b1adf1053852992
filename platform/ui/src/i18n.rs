//! Texts in two languages: each crate brings its own Fluent files, one registry finds them all.
//!
//! A crate declares its texts with [`fluent_templates::static_loader!`] (customised by [`prepare`]) and hands them to
//! [`register`] once. Pages speak through [`T`]; a key that nobody knows is shown as it stands and counted, so that
//! tests can fail on it.
use fluent_templates::fluent_bundle::FluentResource;
use fluent_templates::fluent_bundle::types::FluentNumber;
use fluent_templates::{FluentBundle, LanguageIdentifier, StaticLoader, langid};
use kernel::{FieldError, Locale};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

pub use fluent_templates::fluent_bundle::FluentValue;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| crate::i18n::prepare(bundle),
    };
}

type Registered = Vec<(&'static str, &'static StaticLoader)>;

fn registry() -> &'static RwLock<Registered> {
    static REGISTRY: OnceLock<RwLock<Registered>> = OnceLock::new();
    REGISTRY.get_or_init(|| RwLock::new(vec![("ui", &*TEXTS)]))
}

fn unknown() -> &'static Mutex<BTreeSet<String>> {
    static UNKNOWN: OnceLock<Mutex<BTreeSet<String>>> = OnceLock::new();
    UNKNOWN.get_or_init(Mutex::default)
}

/// Makes a crate's texts known; a second call with the same name changes nothing.
pub fn register(name: &'static str, texts: &'static StaticLoader) {
    let mut all = registry().write().unwrap_or_else(PoisonError::into_inner);
    if !all.iter().any(|(known, _)| *known == name) {
        all.push((name, texts));
    }
}

/// What every bundle is given: no bidi marks around values, numbers with thousands commas and a real minus.
// `static_loader!` wants a closure; with the attribute clippy does not take it for a redundant one.
#[track_caller]
pub fn prepare(bundle: &mut FluentBundle<&'static FluentResource>) {
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(n) => Some(crate::format::natural(n.value)),
        _ => None,
    }));
}

/// The keys that were asked for and not found since the start.
pub fn missing() -> Vec<String> {
    unknown().lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

/// Whether any registered crate has a text under this key.
pub fn knows(key: &str) -> bool {
    !matches!(find(Locale::ZhCn, key, None), Found::Nothing)
}

type Values = HashMap<Cow<'static, str>, FluentValue<'static>>;

enum Found {
    Text(String),
    /// The text wants values that were not given; their names.
    Lacking(Vec<String>),
    Nothing,
}

fn find(locale: Locale, key: &str, values: Option<&Values>) -> Found {
    static ZH: LanguageIdentifier = langid!("zh-CN");
    static EN: LanguageIdentifier = langid!("en");
    let language = match locale {
        Locale::ZhCn => &ZH,
        Locale::En => &EN,
    };
    let all = registry().read().unwrap_or_else(PoisonError::into_inner);
    for (_, texts) in all.iter() {
        match texts.lookup_single_language(language, key, values).map_err(|e| e.to_string()) {
            Ok(text) => return Found::Text(text),
            Err(why) if why.starts_with("Fluent errors") => return Found::Lacking(lacking(&why)),
            Err(_) => {}
        }
    }
    Found::Nothing
}

/// The names of the values that were not given. The error's type is not public, so its words have to tell
/// (`tests/texts.rs` notices if they change).
fn lacking(why: &str) -> Vec<String> {
    let names = why.split("Variable { id: \"").skip(1);
    names.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// What can stand in a text as a value. Numbers choose plurals and get thousands commas; give years as text.
pub trait Value {
    fn value(&self) -> FluentValue<'static>;
}
impl<V: Value + ?Sized> Value for &V {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}
impl Value for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_owned()))
    }
}
impl Value for String {
    fn value(&self) -> FluentValue<'static> {
        self.as_str().value()
    }
}
impl Value for Cow<'_, str> {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}
macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Value for $kind {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::Number(FluentNumber::from(*self))
            }
        }
    )*};
}
numbers!(i32, i64, u16, u32, u64, usize, f64);

/// The voice of a page: texts and numbers in the user's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct T {
    pub locale: Locale,
}

impl T {
    pub fn new(locale: Locale) -> Self {
        Self { locale }
    }
    /// The language tag for `lang=`.
    pub fn tag(&self) -> &'static str {
        self.locale.tag()
    }
    pub fn is_zh(&self) -> bool {
        self.locale == Locale::ZhCn
    }
    /// The text of a key.
    pub fn s(&self, key: impl AsRef<str>) -> String {
        self.say(key.as_ref(), None)
    }
    /// The text of a key with one value.
    pub fn a(&self, key: impl AsRef<str>, name: &str, value: impl Value) -> String {
        self.with(key.as_ref(), [(name, value.value())])
    }
    /// The text of a key with two values.
    pub fn a2(&self, key: impl AsRef<str>, n1: &str, v1: impl Value, n2: &str, v2: impl Value) -> String {
        self.with(key.as_ref(), [(n1, v1.value()), (n2, v2.value())])
    }
    /// The text of a key with three values.
    #[allow(clippy::too_many_arguments)]
    pub fn a3(
        &self,
        key: impl AsRef<str>,
        n1: &str,
        v1: impl Value,
        n2: &str,
        v2: impl Value,
        n3: &str,
        v3: impl Value,
    ) -> String {
        self.with(key.as_ref(), [(n1, v1.value()), (n2, v2.value()), (n3, v3.value())])
    }
    /// The text of a key with values as errors and flash messages carry them.
    pub fn args(&self, key: &str, args: &[(String, String)]) -> String {
        self.with(key, args.iter().map(|(name, value)| (name.as_str(), value.value())))
    }
    /// What is wrong with a field, in the user's language.
    pub fn field_error(&self, error: &FieldError) -> String {
        self.args(&error.code, &error.args)
    }
    /// The text of a key if there is one: for codes that may have no text of their own.
    pub fn maybe(&self, key: &str) -> Option<String> {
        match find(self.locale, key, None) {
            Found::Text(text) => Some(text),
            _ => None,
        }
    }

    fn with<'n>(&self, key: &str, values: impl IntoIterator<Item = (&'n str, FluentValue<'static>)>) -> String {
        let values: Values = values.into_iter().map(|(name, value)| (Cow::Owned(name.to_owned()), value)).collect();
        self.say(key, Some(&values))
    }

    fn say(&self, key: &str, values: Option<&Values>) -> String {
        let names = match find(self.locale, key, values) {
            Found::Text(text) => return text,
            Found::Lacking(names) => names,
            Found::Nothing => Vec::new(),
        };
        self.note(key);
        // A sentence with a gap says more than the key.
        let mut filled = values.cloned().unwrap_or_default();
        filled.extend(names.into_iter().map(|name| (Cow::Owned(name), "…".value())));
        match find(self.locale, key, Some(&filled)) {
            Found::Text(text) => text,
            _ => key.to_owned(),
        }
    }

    fn note(&self, key: &str) {
        let mut unknown = unknown().lock().unwrap_or_else(PoisonError::into_inner);
        if unknown.len() < 1000 && unknown.insert(format!("{}/{key}", self.tag())) {
            tracing::warn!(key, language = self.tag(), "no text under this key, or a value of it was not given");
        }
    }
}

/// For the tests of every crate that has texts: both folders hold the same keys, each once.
///
/// # Panics
/// With the list of keys that only one language has.
pub fn assert_same_keys(zh_dir: impl AsRef<std::path::Path>, en_dir: impl AsRef<std::path::Path>) {
    let (zh, en) = (keys_in(zh_dir.as_ref()), keys_in(en_dir.as_ref()));
    let only_zh: Vec<_> = zh.difference(&en).collect();
    let only_en: Vec<_> = en.difference(&zh).collect();
    assert!(!zh.is_empty(), "no keys in {}", zh_dir.as_ref().display());
    assert!(only_zh.is_empty() && only_en.is_empty(), "only in Chinese: {only_zh:?}; only in English: {only_en:?}");
}

fn keys_in(dir: &std::path::Path) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let files = std::fs::read_dir(dir).into_iter().flatten().flatten();
    for file in files.filter(|f| f.path().extension().is_some_and(|e| e == "ftl")) {
        let text = std::fs::read_to_string(file.path()).unwrap_or_default();
        let heads = text.lines().filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim_end());
        for key in heads.filter(|k| k.starts_with(|c: char| c.is_ascii_alphabetic()) && !k.contains(' ')) {
            assert!(keys.insert(key.to_owned()), "{key} stands twice in {}", dir.display());
        }
    }
    keys
}
