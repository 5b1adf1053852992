//! The few words of the engine itself, in the language of the report.
use chrono::NaiveDate;
use fluent_templates::LanguageIdentifier;
use fluent_templates::Loader;
use fluent_templates::fluent_bundle::FluentValue;
use kernel::ctx::Locale;
use std::borrow::Cow;
use std::collections::HashMap;

pub(crate) struct Words {
    pub locale: Locale,
    language: LanguageIdentifier,
}

impl Words {
    pub(crate) fn new(locale: Locale) -> Self {
        Self { locale, language: locale.tag().parse().unwrap_or_default() }
    }
    pub(crate) fn contents(&self) -> String {
        self.say("report-contents", &[])
    }
    pub(crate) fn page(&self, page: usize, pages: usize) -> String {
        self.say("report-page", &[("page", &page.to_string()), ("pages", &pages.to_string())])
    }
    pub(crate) fn source(&self, text: &str) -> String {
        self.say("report-source", &[("text", text)])
    }
    pub(crate) fn missing(&self, codes: &str) -> String {
        self.say("report-missing", &[("codes", codes)])
    }
    /// What stands in bold before a text.
    pub(crate) fn lead(&self, text: &str) -> String {
        match self.locale {
            Locale::ZhCn => format!("{text}："),
            Locale::En => format!("{text}: "),
        }
    }
    pub(crate) fn date(&self, date: NaiveDate) -> String {
        match self.locale {
            Locale::ZhCn => date.format("%Y年%-m月%-d日").to_string(),
            Locale::En => date.format("%-d %B %Y").to_string(),
        }
    }
    fn say(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue> =
            args.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        crate::TEXTS.lookup_with_args(&self.language, key, &args)
    }
}
