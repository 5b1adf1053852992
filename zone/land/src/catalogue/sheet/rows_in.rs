//! Import of the seven sheets.
use super::columns::{ATTRIBUTE, LINK, MATERIAL, MATTER, NEED, STAGE, SheetForm, THEME};
use super::rows_out::{kind_word, link_word, type_word};
use super::table::{Line, Read};
use super::{Form, Imported, RowFault, rows_of};
use crate::catalogue::{
    Attribute, Choice, Knots, Link, LinkKind, MaterialType, MatterKind, MatterType, Name, Need, Stage, Theme, ValueType,
};
use crate::project::MilestoneKind;
use ::sheet::{SheetError, Table};
use kernel::Source;

pub fn read(table: &mut Table) -> Result<Imported, SheetError> {
    let mut faults = Vec::new();
    let mut theme = Theme::default();
    if let Some(first) = each(table, &THEME, &mut faults, theme_of)?.into_iter().next() {
        theme = first;
    }
    theme.attributes = each(table, &ATTRIBUTE, &mut faults, attribute_of)?;
    theme.stages = each(table, &STAGE, &mut faults, stage_of)?;
    theme.matters = each(table, &MATTER, &mut faults, matter_of)?;
    theme.materials = each(table, &MATERIAL, &mut faults, material_of)?;
    let known: Vec<String> = theme.matters.iter().map(|m| m.code.clone()).collect();
    let needs = each(table, &NEED, &mut faults, |line| need_of(line, &known))?;
    for (matter, need) in needs {
        if let Some(matter) = theme.matters.iter_mut().find(|m| m.code == matter) {
            matter.needs.push(need);
        }
    }
    theme.links = each(table, &LINK, &mut faults, link_of)?;
    Ok(Imported { form: Form::Whole, theme, faults })
}

/// What each row of a sheet says; nothing where the sheet is missing.
fn each<T>(
    table: &mut Table,
    form: &SheetForm,
    faults: &mut Vec<RowFault>,
    of: impl Fn(&mut Line) -> T,
) -> Result<Vec<T>, SheetError> {
    if table.choose(form.name).is_err() {
        return Ok(Vec::new());
    }
    let Some(read) = Read::of(form, form.name, rows_of(table)?) else { return Ok(Vec::new()) };
    let rows = read.rows.iter().map(|row| of(&mut read.line(row, faults)));
    Ok(rows.collect())
}

fn name(line: &mut Line) -> Name {
    Name { zh: line.required("name"), en: line.text("name_en") }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

pub(in crate::catalogue) fn theme_of(line: &mut Line) -> Theme {
    let source = Source {
        document: line.text("document"),
        sentence: some(line.text("sentence")),
        publisher: some(line.text("publisher")),
        on: some(line.text("on")),
        url: some(line.text("url")),
        example: line.yes("example"),
    };
    Theme { code: line.required("code"), name: name(line), source, ..Theme::default() }
}

pub(in crate::catalogue) fn attribute_of(line: &mut Line) -> Attribute {
    let words = [ValueType::YesNo, ValueType::Number, ValueType::Choice].map(|t| (type_word(t), t));
    Attribute {
        code: line.required("code"),
        name: name(line),
        ty: line.word("type", &words, ValueType::YesNo),
        unit: line.text("unit"),
        choices: choices(line),
        when: line.text("when"),
    }
}

/// `编码=名称|英文`, one in a line.
fn choices(line: &mut Line) -> Vec<Choice> {
    let text = line.text("choices");
    let mut choices = Vec::new();
    for part in text.lines().map(str::trim).filter(|p| !p.is_empty()) {
        match part.split_once('=') {
            Some((code, names)) => {
                let (zh, en) = names.split_once('|').unwrap_or((names, ""));
                choices.push(Choice {
                    code: code.trim().into(),
                    name: Name { zh: zh.trim().into(), en: en.trim().into() },
                });
            }
            None => line.fault("choices", "catalogue-row-choice", &[("value", part)]),
        }
    }
    choices
}

pub(in crate::catalogue) fn stage_of(line: &mut Line) -> Stage {
    let words = MilestoneKind::ALL.map(|m| (m.code(), Some(m)));
    Stage { code: line.required("code"), name: name(line), leads_to: line.word("leads_to", &words, None) }
}

pub(in crate::catalogue) fn matter_of(line: &mut Line) -> MatterType {
    let kinds = [MatterKind::Approval, MatterKind::Work].map(|k| (kind_word(k), k));
    MatterType {
        code: line.required("code"),
        name: name(line),
        department: line.required("department"),
        stage: line.required("stage"),
        kind: line.word("kind", &kinds, MatterKind::Approval),
        statutory_days: line.number("statutory_days"),
        promised_days: line.number("promised_days"),
        internal_days: line.number("internal_days"),
        basis: line.text("basis"),
        when: line.text("when"),
        needs: Vec::new(),
        tolerant: line.yes("tolerant"),
        notify_and_commit: line.yes("notify_and_commit"),
        joint: listed(&line.text("joint")),
        took: knots(line),
    }
}

pub(super) fn listed(text: &str) -> Vec<String> {
    text.split(['、', ',', '，', ';', '；', '\n']).map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// `0.5:12；0.8:16`
fn knots(line: &mut Line) -> Knots {
    let mut knots = Knots::new();
    for part in listed(&line.text("took")) {
        let pair =
            part.split_once([':', '：']).and_then(|(p, d)| Some((p.trim().parse().ok()?, d.trim().parse().ok()?)));
        match pair {
            Some(pair) => knots.push(pair),
            None => line.fault("took", "catalogue-row-took", &[("value", &part)]),
        }
    }
    knots
}

pub(in crate::catalogue) fn material_of(line: &mut Line) -> MaterialType {
    MaterialType {
        code: line.required("code"),
        name: name(line),
        valid_months: line.number("valid_months"),
        issuer: line.text("issuer"),
    }
}

pub(in crate::catalogue) fn need_of(line: &mut Line, matters: &[String]) -> (String, Need) {
    let matter = line.required("matter");
    if !matter.is_empty() && !matters.contains(&matter) {
        line.fault("matter", "catalogue-row-matter-unknown", &[("value", &matter)]);
    }
    let need =
        Need { material: line.required("material"), may_follow: line.yes("may_follow"), when: line.text("when") };
    (matter, need)
}

pub(in crate::catalogue) fn link_of(line: &mut Line) -> Link {
    let kinds = [LinkKind::FinishToStart, LinkKind::StartToStart, LinkKind::FinishToFinish].map(|k| (link_word(k), k));
    Link {
        from: line.required("from"),
        to: line.required("to"),
        kind: line.word("kind", &kinds, LinkKind::FinishToStart),
        lag_days: line.number("lag_days").and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        when: line.text("when"),
    }
}
