//! The plan on paper as a file: what the page shows, laid out by `platform/report`.
use super::print::{Row, Sheet, Stage};
use chrono::NaiveDate;
use report::{Block, Column, Document, Level, Opening, Table};
use ui::T;

pub(super) fn document(t: T, today: NaiveDate, zone: &str, sheet: &Sheet) -> Document {
    let officer = format!("{} {}", sheet.officer, sheet.phone);
    let mut details = vec![
        (t.s("print-company"), sheet.project.enterprise.clone()),
        (t.s("project-phase"), sheet.phase.clone()),
        (t.s("project-officer"), officer.trim().to_owned()),
    ];
    details.extend(sheet.facts.iter().map(|f| (f.label.clone(), f.value.clone())));
    let mut blocks = Vec::new();
    if !sheet.forecast.is_empty() {
        blocks.push(Block::Paragraph(sheet.forecast.clone()));
    }
    if !sheet.stones.is_empty() {
        blocks.push(heading(Level::One, t.s("project-milestones")));
        blocks.push(Block::Table(stones(t, sheet)));
    }
    for stage in &sheet.stages {
        blocks.push(heading(Level::One, stage.name.clone()));
        blocks.push(Block::Table(rows(t, stage)));
        blocks.extend(notes(t, stage));
    }
    if sheet.stages.is_empty() {
        blocks.push(Block::Note(t.s("project-no-plan")));
    }
    blocks.push(Block::Note(t.a("print-foot", "day", today.to_string())));
    Document {
        title: t.a("plan-of", "name", &sheet.name),
        subtitle: None,
        zone: zone.to_owned(),
        date: today,
        mark: sheet.project.source.example.then(|| t.s("example")),
        opening: Opening::TitlePage { details: details.into_iter().filter(|(_, v)| !v.is_empty()).collect() },
        blocks,
    }
}

fn heading(level: Level, text: String) -> Block {
    Block::Heading { level, text }
}

fn columns<const N: usize>(t: T, keys: [&str; N]) -> Vec<Column> {
    keys.map(|key| Column::text(&t.s(key))).to_vec()
}

fn stones(t: T, sheet: &Sheet) -> Table {
    let row = |s: &super::print::Stone| vec![s.name.clone(), s.planned.clone(), s.expected.clone(), s.reached.clone()];
    Table {
        caption: None,
        columns: columns(t, ["milestone-kind", "milestone-planned", "print-expected", "milestone-actual"]),
        rows: sheet.stones.iter().map(row).collect(),
        total: None,
    }
}

fn rows(t: T, stage: &Stage) -> Table {
    let row = |r: &Row| {
        let cells = [&r.matter, &r.department, &r.limit, &r.planned, &r.expected, &r.state.text];
        cells.map(Clone::clone).to_vec()
    };
    Table {
        caption: None,
        columns: columns(
            t,
            ["matter", "matter-department", "plan-limit", "print-planned", "print-expected", "print-state"],
        ),
        rows: stage.rows.iter().map(row).collect(),
        total: None,
    }
}

/// Why each is needed and with which documents: too long for a table on paper.
fn notes(t: T, stage: &Stage) -> Vec<Block> {
    let point = |r: &Row| {
        let papers = r.materials.join(&t.s("land-comma"));
        let papers = if papers.is_empty() { t.s("print-no-materials") } else { papers };
        report::Point { lead: Some(r.matter.clone()), text: t.a2("print-why-with", "why", &r.why, "papers", papers) }
    };
    vec![heading(Level::Two, t.s("print-why")), Block::Points(stage.rows.iter().map(point).collect())]
}
