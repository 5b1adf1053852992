//! Export: every field of a theme as text that the import reads back the same.
use super::columns::{ATTRIBUTE, LINK, MATERIAL, MATTER, NEED, STAGE, SheetForm, THEME};
use crate::catalogue::{Attribute, LinkKind, MatterKind, MatterType, Theme, ValueType};
use ::sheet::{Format, SheetError, Writer};
use std::io::Write;

/// Writes the workbook. Blocks where `out` does.
pub fn write<W: Write + Send>(theme: &Theme, out: W) -> Result<W, SheetError> {
    let mut writer = Writer::new(Format::Xlsx, out, THEME.name, THEME.headings())?;
    writer.row(&theme_row(theme))?;
    let sheets: [(SheetForm, Vec<Vec<String>>); 6] = [
        (ATTRIBUTE, theme.attributes.iter().map(attribute_row).collect()),
        (STAGE, theme.stages.iter().map(stage_row).collect()),
        (MATTER, theme.matters.iter().map(matter_row).collect()),
        (MATERIAL, theme.materials.iter().map(material_row).collect()),
        (NEED, theme.matters.iter().flat_map(need_rows).collect()),
        (LINK, theme.links.iter().map(link_row).collect()),
    ];
    for (form, rows) in sheets {
        writer.next_sheet(form.name, form.headings())?;
        rows.iter().try_for_each(|row| writer.row(row))?;
    }
    writer.finish()
}

pub(in crate::catalogue) fn theme_row(theme: &Theme) -> Vec<String> {
    let s = &theme.source;
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    vec![
        theme.code.clone(),
        theme.name.zh.clone(),
        theme.name.en.clone(),
        s.document.clone(),
        text(&s.sentence),
        text(&s.publisher),
        text(&s.on),
        text(&s.url),
        yes(s.example),
    ]
}

pub(in crate::catalogue) fn attribute_row(a: &Attribute) -> Vec<String> {
    let choice = |c: &crate::catalogue::Choice| match c.name.en.as_str() {
        "" => format!("{}={}", c.code, c.name.zh),
        en => format!("{}={}|{en}", c.code, c.name.zh),
    };
    vec![
        a.code.clone(),
        a.name.zh.clone(),
        a.name.en.clone(),
        type_word(a.ty).to_owned(),
        a.unit.clone(),
        a.choices.iter().map(choice).collect::<Vec<_>>().join("\n"),
        a.when.clone(),
    ]
}

pub(in crate::catalogue) fn stage_row(s: &crate::catalogue::Stage) -> Vec<String> {
    let leads_to = s.leads_to.map(|m| m.code().to_owned()).unwrap_or_default();
    vec![s.code.clone(), s.name.zh.clone(), s.name.en.clone(), leads_to]
}

pub(in crate::catalogue) fn matter_row(m: &MatterType) -> Vec<String> {
    let days = |d: Option<i64>| d.map(|d| d.to_string()).unwrap_or_default();
    let took: Vec<String> = m.took.iter().map(|(share, days)| format!("{share}:{days}")).collect();
    vec![
        m.code.clone(),
        m.name.zh.clone(),
        m.name.en.clone(),
        m.department.clone(),
        m.stage.clone(),
        kind_word(m.kind).to_owned(),
        days(m.statutory_days),
        days(m.promised_days),
        days(m.internal_days),
        m.basis.clone(),
        m.when.clone(),
        yes(m.tolerant),
        yes(m.notify_and_commit),
        m.joint.join("、"),
        took.join("；"),
    ]
}

pub(in crate::catalogue) fn material_row(m: &crate::catalogue::MaterialType) -> Vec<String> {
    let months = m.valid_months.map(|n| n.to_string()).unwrap_or_default();
    vec![m.code.clone(), m.name.zh.clone(), m.name.en.clone(), months, m.issuer.clone()]
}

pub(in crate::catalogue) fn need_rows(m: &MatterType) -> Vec<Vec<String>> {
    let row = |n: &crate::catalogue::Need| vec![m.code.clone(), n.material.clone(), yes(n.may_follow), n.when.clone()];
    m.needs.iter().map(row).collect()
}

pub(in crate::catalogue) fn link_row(l: &crate::catalogue::Link) -> Vec<String> {
    vec![l.from.clone(), l.to.clone(), link_word(l.kind).to_owned(), l.lag_days.to_string(), l.when.clone()]
}

fn yes(yes: bool) -> String {
    if yes { "是".to_owned() } else { String::new() }
}

pub(in crate::catalogue) fn type_word(ty: ValueType) -> &'static str {
    match ty {
        ValueType::YesNo => "是否",
        ValueType::Number => "数值",
        ValueType::Choice => "选项",
    }
}

pub(in crate::catalogue) fn kind_word(kind: MatterKind) -> &'static str {
    match kind {
        MatterKind::Approval => "审批",
        MatterKind::Work => "自办",
    }
}

pub(in crate::catalogue) fn link_word(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::FinishToStart => "完成后开始",
        LinkKind::StartToStart => "开始后开始",
        LinkKind::FinishToFinish => "完成后完成",
    }
}
