//! Import of a list as zones keep it: 部门, 事项, 材料, and where it says so 步骤, 视情况, 前置, 法定时限, 承诺时限. Nothing is added that the list
//! does not say: no order without 前置, no limit without a number; a step that is needed only in some cases becomes a question.
use super::columns::SheetForm;
use super::rows_in::listed;
use super::table::{Line, Read};
use super::{Form, Imported, RowFault};
use crate::catalogue::{Attribute, Link, MaterialType, MatterType, Name, Need, Stage, Theme, ValueType};
use ::sheet::Row;

const LIST: SheetForm = SheetForm {
    name: "",
    columns: &[
        ("step", "步骤", 20.0, false),
        ("department", "部门", 20.0, false),
        ("matter", "事项", 34.0, false),
        ("material", "材料", 40.0, false),
        ("optional", "视情况", 10.0, false),
        ("after", "前置", 30.0, false),
        ("statutory_days", "法定时限", 14.0, true),
        ("promised_days", "承诺时限", 14.0, true),
    ],
};

/// Where a list names no steps.
const ONE_STAGE: &str = "办理事项";

pub fn read(rows: &[Row], sheet: &str) -> Imported {
    let mut faults = Vec::new();
    let mut list = List::default();
    match Read::of(&LIST, sheet, rows.to_vec()).filter(|r| r.has("department") && (r.has("matter") || r.has("step"))) {
        Some(read) => read.rows.iter().for_each(|row| list.take(&mut read.line(row, &mut faults))),
        None => faults.push(RowFault {
            sheet: sheet.to_owned(),
            row: 1,
            column: "部门、事项、材料".to_owned(),
            key: "file".to_owned(),
            code: "catalogue-file-no-header",
            args: Vec::new(),
        }),
    }
    list.link(sheet, &mut faults);
    Imported { form: Form::Flat, theme: list.theme, faults }
}

#[derive(Default)]
struct List {
    theme: Theme,
    /// What the row above said, for cells that were merged or left empty.
    step: String,
    department: String,
    matter: String,
    /// Matter code, names of what stands before it, row.
    after: Vec<(String, Vec<String>, u32)>,
    row: u32,
}

impl List {
    fn take(&mut self, line: &mut Line) {
        self.row = line.number_of_row();
        let (step, department, matter) = (line.text("step"), line.text("department"), line.text("matter"));
        if !step.is_empty() && step != self.step {
            (self.step, self.matter) = (step, String::new());
            if department.is_empty() {
                self.department = String::new();
            }
        }
        if !department.is_empty() {
            self.department = department;
        }
        if !matter.is_empty() {
            self.matter = matter;
        } else if self.matter.is_empty() {
            // A step of which the list names no matter is one itself.
            self.matter = self.step.clone();
        }
        if self.matter.is_empty() {
            return line.fault("matter", "catalogue-row-missing", &[]);
        }
        let place = self.matter_place(line);
        let material = line.text("material");
        if !material.is_empty() {
            let material = self.material(&material);
            if let Some(matter) = self.theme.matters.get_mut(place) {
                matter.needs.push(Need { material, ..Need::default() });
            }
        }
    }

    /// The place of the matter of this row; a new one is made.
    fn matter_place(&mut self, line: &mut Line) -> usize {
        let stage = self.stage();
        let departments = listed(&self.department);
        let department = departments.first().cloned().unwrap_or_default();
        let same = |m: &MatterType| m.name.zh == self.matter && m.stage == stage && m.department == department;
        if let Some(place) = self.theme.matters.iter().position(same) {
            return place;
        }
        if department.is_empty() {
            line.fault("department", "catalogue-row-department", &[("matter", &self.matter)]);
        }
        let code = format!("m{:03}", self.theme.matters.len() + 1);
        let when = if line.yes("optional") { self.question(&code) } else { String::new() };
        let after = listed(&line.text("after"));
        if !after.is_empty() {
            self.after.push((code.clone(), after, self.row));
        }
        self.theme.matters.push(MatterType {
            code,
            name: Name { zh: self.matter.clone(), en: String::new() },
            department,
            stage,
            statutory_days: line.number("statutory_days"),
            promised_days: line.number("promised_days"),
            when,
            joint: departments.into_iter().skip(1).collect(),
            ..MatterType::default()
        });
        self.theme.matters.len() - 1
    }

    fn stage(&mut self) -> String {
        let name = if self.step.is_empty() { ONE_STAGE } else { &self.step };
        if let Some(stage) = self.theme.stages.iter().find(|s| s.name.zh == name) {
            return stage.code.clone();
        }
        let code = format!("s{:02}", self.theme.stages.len() + 1);
        let name = Name { zh: name.to_owned(), en: String::new() };
        self.theme.stages.push(Stage { code: code.clone(), name, leads_to: None });
        code
    }

    /// 视情况: whether the project needs the matter is asked.
    fn question(&mut self, matter: &str) -> String {
        let code = format!("needs_{matter}");
        self.theme.attributes.push(Attribute {
            code: code.clone(),
            name: Name { zh: format!("是否需要办理“{}”", self.matter), en: String::new() },
            ty: ValueType::YesNo,
            ..Attribute::default()
        });
        code
    }

    /// The same name is the same document.
    fn material(&mut self, name: &str) -> String {
        if let Some(material) = self.theme.materials.iter().find(|m| m.name.zh == name) {
            return material.code.clone();
        }
        let code = format!("d{:03}", self.theme.materials.len() + 1);
        let name = Name { zh: name.to_owned(), en: String::new() };
        self.theme.materials.push(MaterialType { code: code.clone(), name, ..MaterialType::default() });
        code
    }

    /// 前置 by names, once all matters are known.
    fn link(&mut self, sheet: &str, faults: &mut Vec<RowFault>) {
        for (to, names, row) in std::mem::take(&mut self.after) {
            for name in names {
                match self.theme.matters.iter().find(|m| m.name.zh == name) {
                    Some(from) => {
                        let from = from.code.clone();
                        self.theme.links.push(Link { from, to: to.clone(), ..Link::default() });
                    }
                    None => faults.push(RowFault {
                        sheet: sheet.to_owned(),
                        row,
                        column: LIST.title("after"),
                        key: "after".to_owned(),
                        code: "catalogue-row-matter-unknown",
                        args: vec![("value".to_owned(), name)],
                    }),
                }
            }
        }
    }
}
