//! 目录检查: what in a theme cannot work, at which place, and what to do about it; a version is published only without errors.
mod cycle;
mod names;
pub mod reach;
mod rules;

use super::{Attribute, MatterType, Theme, ValueType};
use kernel::FieldError;
use std::collections::BTreeSet;

/// The longest limit that can be meant, in working days.
const DAYS_MAX: i64 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be published.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// What a finding is about, by codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    Theme,
    Attribute(String),
    Stage(String),
    Material(String),
    Matter(String),
    Need { matter: String, material: String },
    Link { from: String, to: String },
}

/// Something to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    pub spot: Spot,
    /// The field of the spot's form.
    pub field: &'static str,
    /// Within the field's text: the first character and the one after the last, counted from 0.
    pub range: Option<(usize, usize)>,
    /// The text key of the sentence, which says what to do.
    pub code: &'static str,
    pub args: Vec<(String, String)>,
    /// A name that was probably meant.
    pub suggestion: Option<String>,
}

impl Finding {
    fn new(severity: Severity, spot: &Spot, field: &'static str, code: &'static str) -> Self {
        Self { severity, spot: spot.clone(), field, range: None, code, args: Vec::new(), suggestion: None }
    }
    fn error(spot: &Spot, field: &'static str, code: &'static str) -> Self {
        Self::new(Severity::Error, spot, field, code)
    }
    fn warning(spot: &Spot, field: &'static str, code: &'static str) -> Self {
        Self::new(Severity::Warning, spot, field, code)
    }
    fn arg(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
    /// The name that was probably meant, among those that there are.
    fn meant<'a>(mut self, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        self.suggestion = names::nearest(name, known);
        self
    }
    /// As an error beside a form's field; the sentence ends with the suggestion where there is one.
    pub fn field_error(&self) -> FieldError {
        FieldError { field: self.field.to_owned(), code: self.code.to_owned(), args: self.args.clone() }
    }
}

/// All findings, in the theme's order, errors and warnings.
pub fn lint(theme: &Theme) -> Vec<Finding> {
    let mut found = Vec::new();
    codes(theme, &mut found);
    for (place, attribute) in theme.attributes.iter().enumerate() {
        check_attribute(theme, place, attribute, &mut found);
    }
    for stage in theme.stages.iter().filter(|s| theme.matters.iter().all(|m| m.stage != s.code)) {
        found.push(Finding::warning(&Spot::Stage(stage.code.clone()), "code", "catalogue-lint-stage-empty"));
    }
    for matter in &theme.matters {
        check_matter(theme, matter, &mut found);
    }
    links(theme, &mut found);
    found.extend(cycle::find(theme));
    unused(theme, &mut found);
    found
}

/// Whether nothing stands against publishing.
pub fn is_clean(findings: &[Finding]) -> bool {
    findings.iter().all(|f| f.severity != Severity::Error)
}

/// A code once, and such that rules and files can hold it; a name for each.
fn codes(theme: &Theme, found: &mut Vec<Finding>) {
    if theme.code.is_empty() {
        found.push(Finding::error(&Spot::Theme, "code", "catalogue-lint-code-missing"));
    }
    if theme.name.zh.is_empty() {
        found.push(Finding::error(&Spot::Theme, "name", "catalogue-lint-name-missing"));
    }
    if theme.matters.is_empty() {
        found.push(Finding::error(&Spot::Theme, "matters", "catalogue-lint-no-matters"));
    }
    /// Codes and names, and what an entry of the list is called.
    type Entries<'t> = (Vec<(&'t str, &'t str)>, fn(String) -> Spot);
    let lists: [Entries<'_>; 4] = [
        (theme.attributes.iter().map(|x| (x.code.as_str(), x.name.zh.as_str())).collect(), Spot::Attribute),
        (theme.stages.iter().map(|x| (x.code.as_str(), x.name.zh.as_str())).collect(), Spot::Stage),
        (theme.materials.iter().map(|x| (x.code.as_str(), x.name.zh.as_str())).collect(), Spot::Material),
        (theme.matters.iter().map(|x| (x.code.as_str(), x.name.zh.as_str())).collect(), Spot::Matter),
    ];
    for (list, spot) in lists {
        let mut seen = BTreeSet::new();
        for (code, name) in list {
            let spot = spot(code.to_owned());
            if !seen.insert(code) {
                found.push(Finding::error(&spot, "code", "catalogue-code-twice").arg("name", code));
            }
            if code.is_empty() {
                found.push(Finding::error(&spot, "code", "catalogue-lint-code-missing"));
            }
            if name.is_empty() {
                found.push(Finding::error(&spot, "name", "catalogue-lint-name-missing"));
            }
        }
    }
}

/// Words that CEL keeps for itself.
const RESERVED: [&str; 21] = [
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// Whether rules can name an attribute so.
pub fn is_identifier(code: &str) -> bool {
    let mut chars = code.chars();
    let begins = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    begins && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') && !RESERVED.contains(&code)
}

fn check_attribute(theme: &Theme, place: usize, attribute: &Attribute, found: &mut Vec<Finding>) {
    let spot = Spot::Attribute(attribute.code.clone());
    if !attribute.code.is_empty() && !is_identifier(&attribute.code) {
        found.push(Finding::error(&spot, "code", "catalogue-lint-attribute-code").arg("name", &attribute.code));
    }
    if attribute.ty == ValueType::Choice {
        let codes: BTreeSet<&str> = attribute.choices.iter().map(|c| c.code.as_str()).collect();
        if codes.len() < 2 || codes.len() != attribute.choices.len() || codes.contains("") {
            found.push(Finding::error(&spot, "choices", "catalogue-lint-choices"));
        }
    }
    // A question can depend only on questions that were asked before it.
    let earlier = theme.attributes.get(..place).unwrap_or_default();
    rules::check(theme, earlier, (&spot, &attribute.when), found);
}

fn check_matter(theme: &Theme, matter: &MatterType, found: &mut Vec<Finding>) {
    let spot = Spot::Matter(matter.code.clone());
    if matter.department.trim().is_empty() {
        found.push(Finding::error(&spot, "department", "catalogue-lint-department-missing"));
    }
    if theme.stages.iter().all(|s| s.code != matter.stage) {
        let finding = Finding::error(&spot, "stage", "catalogue-lint-stage-unknown").arg("name", &matter.stage);
        found.push(finding.meant(&matter.stage, theme.stages.iter().map(|s| s.code.as_str())));
    }
    let limits = [
        ("statutory_days", matter.statutory_days),
        ("promised_days", matter.promised_days),
        ("internal_days", matter.internal_days),
    ];
    for (field, days) in limits {
        if days.is_some_and(|d| !(0..=DAYS_MAX).contains(&d)) {
            found.push(Finding::error(&spot, field, "catalogue-lint-days").arg("max", DAYS_MAX));
        }
    }
    if let (Some(statutory), Some(promised)) = (matter.statutory_days, matter.promised_days)
        && promised > statutory
    {
        let finding = Finding::warning(&spot, "promised_days", "catalogue-lint-promise-longer");
        found.push(finding.arg("statutory", statutory).arg("promised", promised));
    }
    if crate::plan::duration::of(matter, &[]).is_err() {
        found.push(Finding::error(&spot, "took", "catalogue-lint-took"));
    }
    rules::check(theme, &theme.attributes, (&spot, &matter.when), found);
    let mut seen = BTreeSet::new();
    for need in &matter.needs {
        let spot = Spot::Need { matter: matter.code.clone(), material: need.material.clone() };
        if theme.materials.iter().all(|m| m.code != need.material) {
            let finding =
                Finding::error(&spot, "material", "catalogue-lint-material-unknown").arg("name", &need.material);
            found.push(finding.meant(&need.material, theme.materials.iter().map(|m| m.code.as_str())));
        }
        if !seen.insert((&need.material, &need.when)) {
            found.push(Finding::warning(&spot, "material", "catalogue-lint-need-twice").arg("name", &need.material));
        }
        rules::check(theme, &theme.attributes, (&spot, &need.when), found);
    }
}

fn links(theme: &Theme, found: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for link in &theme.links {
        let spot = Spot::Link { from: link.from.clone(), to: link.to.clone() };
        for (field, code) in [("from", &link.from), ("to", &link.to)] {
            if theme.matters.iter().all(|m| m.code != *code) {
                let finding = Finding::error(&spot, field, "catalogue-link-unknown-matter").arg("name", code);
                found.push(finding.meant(code, theme.matters.iter().map(|m| m.code.as_str())));
            }
        }
        if !seen.insert((&link.from, &link.to, link.kind as u8, &link.when)) {
            found.push(Finding::warning(&spot, "to", "catalogue-lint-link-twice"));
        }
        rules::check(theme, &theme.attributes, (&spot, &link.when), found);
    }
}

/// Questions that decide nothing, documents that nobody asks for.
fn unused(theme: &Theme, found: &mut Vec<Finding>) {
    let all = rules::all(theme);
    let used: BTreeSet<String> = all.iter().flat_map(|r| r.attributes()).map(str::to_owned).collect();
    for attribute in theme.attributes.iter().filter(|a| !used.contains(&a.code)) {
        let spot = Spot::Attribute(attribute.code.clone());
        found.push(Finding::warning(&spot, "code", "catalogue-lint-attribute-unused"));
    }
    let asked: BTreeSet<&str> = theme.matters.iter().flat_map(|m| &m.needs).map(|n| n.material.as_str()).collect();
    for material in theme.materials.iter().filter(|m| !asked.contains(m.code.as_str())) {
        found.push(Finding::warning(&Spot::Material(material.code.clone()), "code", "catalogue-lint-material-unused"));
    }
}
