//! What the pages of the catalogue show of a theme: matters by stage, prerequisites and documents in words.
use super::words;
use super::{LinkKind, MatterKind, MatterType, Theme, ThemeVersion, VersionState};
use ui::T;

/// A matter in a table.
pub struct MatterRow {
    pub code: String,
    pub name: String,
    pub department: String,
    pub joint: String,
    pub statutory: String,
    pub promised: String,
    pub internal: String,
    pub materials: usize,
    /// When it is needed, in words; empty: always.
    pub when: String,
    pub tolerant: bool,
    pub commit: bool,
    pub work: bool,
}

pub struct StageView {
    pub name: String,
    /// The milestone that its end makes possible.
    pub leads_to: String,
    pub matters: Vec<MatterRow>,
}

/// A limit in working days; absent is a dash.
pub fn days(days: Option<i64>) -> String {
    days.map_or_else(|| "—".to_owned(), |d| d.to_string())
}

pub fn matter_row(t: T, theme: &Theme, m: &MatterType) -> MatterRow {
    MatterRow {
        code: m.code.clone(),
        name: m.name.get(t.is_zh()).to_owned(),
        department: m.department.clone(),
        joint: m.joint.join(&t.s("catalogue-join")),
        statutory: days(m.statutory_days),
        promised: days(m.promised_days),
        internal: days(m.internal_days),
        materials: m.needs.len(),
        when: if m.when.is_empty() { String::new() } else { words::rule(t, theme, &m.when) },
        tolerant: m.tolerant,
        commit: m.notify_and_commit,
        work: m.kind == MatterKind::Work,
    }
}

/// The stages with their matters that these words may mean; stages without any are left away where words are given.
pub fn stages(t: T, theme: &Theme, words: &str) -> Vec<StageView> {
    let words = words.trim().to_lowercase();
    let fits = |m: &MatterType| {
        let documents = m.needs.iter().filter_map(|n| theme.materials.iter().find(|d| d.code == n.material));
        let documents = documents.flat_map(|d| [d.name.zh.as_str(), d.name.en.as_str()]);
        let mut texts = [m.name.zh.as_str(), m.name.en.as_str(), m.department.as_str(), m.code.as_str()]
            .into_iter()
            .chain(documents);
        words.is_empty() || texts.any(|text| text.to_lowercase().contains(&words))
    };
    let view = |stage: &super::Stage| {
        let matters = theme.matters.iter().filter(|m| m.stage == stage.code && fits(m));
        StageView {
            name: stage.name.get(t.is_zh()).to_owned(),
            leads_to: stage.leads_to.map(|m| t.s(m.key())).unwrap_or_default(),
            matters: matters.map(|m| matter_row(t, theme, m)).collect(),
        }
    };
    theme.stages.iter().map(view).filter(|s| words.is_empty() || !s.matters.is_empty()).collect()
}

/// A prerequisite or a successor in words.
pub struct LinkView {
    pub code: String,
    pub name: String,
    pub how: String,
    pub when: String,
}

pub fn name_of(t: T, theme: &Theme, code: &str) -> String {
    let found = theme.matters.iter().find(|m| m.code == code);
    found.map_or_else(|| code.to_owned(), |m| m.name.get(t.is_zh()).to_owned())
}

/// What stands before the matter (`before`), or after it.
pub fn links(t: T, theme: &Theme, code: &str, before: bool) -> Vec<LinkView> {
    let here = theme.links.iter().filter(|l| if before { l.to == code } else { l.from == code });
    let view = |l: &super::Link| {
        let other = if before { &l.from } else { &l.to };
        LinkView {
            code: other.clone(),
            name: name_of(t, theme, other),
            how: link_words(t, l.kind, l.lag_days),
            when: if l.when.is_empty() { String::new() } else { words::rule(t, theme, &l.when) },
        }
    };
    here.map(view).collect()
}

pub fn link_words(t: T, kind: LinkKind, lag_days: u32) -> String {
    let key = match kind {
        LinkKind::FinishToStart => "catalogue-link-finish-to-start",
        LinkKind::StartToStart => "catalogue-link-start-to-start",
        LinkKind::FinishToFinish => "catalogue-link-finish-to-finish",
    };
    let lag = if lag_days > 0 { t.a("catalogue-link-lag", "days", lag_days) } else { String::new() };
    format!("{}{lag}", t.s(key))
}

/// A document that a matter asks for.
pub struct NeedView {
    pub name: String,
    pub issuer: String,
    pub valid: String,
    pub may_follow: bool,
    pub when: String,
}

pub fn needs(t: T, theme: &Theme, m: &MatterType) -> Vec<NeedView> {
    let view = |need: &super::Need| {
        let known = theme.materials.iter().find(|d| d.code == need.material);
        NeedView {
            name: known.map_or_else(|| need.material.clone(), |d| d.name.get(t.is_zh()).to_owned()),
            issuer: known.map(|d| d.issuer.clone()).unwrap_or_default(),
            valid: known.and_then(|d| d.valid_months).map(|n| t.a("catalogue-months", "n", n)).unwrap_or_default(),
            may_follow: need.may_follow,
            when: if need.when.is_empty() { String::new() } else { words::rule(t, theme, &need.when) },
        }
    };
    m.needs.iter().map(view).collect()
}

/// The light and the word of a version's state.
pub fn state(t: T, version: &ThemeVersion) -> (&'static str, String) {
    match version.state {
        VersionState::Draft => ("yel", t.s("catalogue-state-draft")),
        VersionState::Published => ("ok", t.s("catalogue-state-published")),
        VersionState::Retired => ("todo", t.s("catalogue-state-retired")),
    }
}
