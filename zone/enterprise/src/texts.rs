//! The slice's texts in two languages, made known to the pages once.
fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| ui::i18n::prepare(bundle),
    };
}

/// Makes the texts of this slice known; calling it again changes nothing.
pub fn register() {
    ui::i18n::register("enterprise", &TEXTS);
}
