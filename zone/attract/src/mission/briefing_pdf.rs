//! The briefing pack on paper: the same facts as the page, one company after the other.
use super::briefing::{Briefing, LeadView, Sheet, gather};
use crate::AttractState;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use kernel::{Error, Source};
use report::{Block, Column, Document, Level, Opening, Point, Reason, Stance, Table};
use ui::{Req, Result, T};

pub(super) async fn download(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Response> {
    let briefing = gather(&req, &s, &id).await?;
    let (locale, document) = (req.t.locale, document(req.t, req.ctx.today(), &briefing));
    let made = tokio::task::spawn_blocking(move || report::pdf(&document, locale)).await.map_err(Error::internal)??;
    let name = format!("{}.pdf", briefing.page.title);
    Ok(ui::attachment("application/pdf", "briefing.pdf", &name, made.bytes))
}

fn document(t: T, today: NaiveDate, b: &Briefing) -> Document {
    let team: Vec<String> = b
        .team
        .iter()
        .map(|m| if m.leads { format!("{}{}", m.name, t.s("briefing-leads-team")) } else { m.name.clone() })
        .collect();
    let details = [
        ("mission-direction", b.direction.clone()),
        ("mission-cities", b.cities.clone()),
        ("mission-days", b.days_text.clone()),
        ("mission-team", team.join(&t.s("mission-comma"))),
        ("mission-aim", b.mission.aim.clone()),
    ];
    let details = details.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (t.s(key), value));
    let mut blocks = Vec::new();
    if b.with_people {
        blocks.push(Block::Note(t.s("briefing-people-note")));
    }
    blocks.push(heading(Level::One, t.s("mission-plan")));
    blocks.push(Block::Table(plan(t, &b.sheets)));
    for (i, sheet) in b.sheets.iter().enumerate() {
        blocks.push(Block::PageBreak);
        blocks.push(heading(Level::One, format!("{}. {}", i + 1, sheet.visit.company)));
        blocks.extend(company(t, sheet));
    }
    Document {
        title: b.page.title.clone(),
        subtitle: None,
        zone: b.page.zone.clone(),
        date: today,
        mark: b.mission.source.example.then(|| t.s("example")),
        opening: Opening::TitlePage { details: details.collect() },
        blocks,
    }
}

fn heading(level: Level, text: String) -> Block {
    Block::Heading { level, text }
}

fn when(sheet: &Sheet) -> String {
    format!("{} {}", sheet.visit.day, sheet.visit.at_time.as_deref().unwrap_or_default()).trim().to_owned()
}

fn plan(t: T, sheets: &[Sheet]) -> Table {
    let contact = |s: &Sheet| {
        s.contact.as_ref().map_or_else(String::new, |p| format!("{} {} {}", p.name, p.duty, p.phones.join(" ")))
    };
    let row = |s: &Sheet| {
        let place = format!("{} {}", s.city, s.visit.address);
        vec![when(s), s.visit.company.clone(), place.trim().to_owned(), contact(s)]
    };
    Table {
        caption: None,
        columns: ["visit-day-time", "visit-company", "visit-where", "visit-contact"]
            .map(|key| Column::text(&t.s(key)))
            .to_vec(),
        rows: sheets.iter().map(row).collect(),
        total: None,
    }
}

/// What is known about the company of a visit, in the order of the page.
fn company(t: T, sheet: &Sheet) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !sheet.visit.purpose.is_empty() {
        blocks.push(Block::Paragraph(format!("{} {}", t.s("visit-purpose"), sheet.visit.purpose)));
    }
    if !sheet.why.is_empty() {
        blocks.push(heading(Level::Two, t.s("briefing-why")));
        let reason = |text: &String| Reason { stance: Stance::For, text: text.clone(), source: None };
        blocks.push(Block::Reasons(sheet.why.iter().map(reason).collect()));
    }
    let own = sheet.visit.points.lines().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned);
    let points: Vec<String> = own.chain(sheet.points.iter().cloned()).collect();
    if !points.is_empty() {
        blocks.push(heading(Level::Two, t.s("briefing-points")));
        blocks.push(Block::Points(points.into_iter().map(|text| Point { lead: None, text }).collect()));
    }
    for fact in &sheet.facts {
        if !blocks.iter().any(|b| matches!(b, Block::Heading { text, .. } if *text == t.s("briefing-facts"))) {
            blocks.push(heading(Level::Two, t.s("briefing-facts")));
        }
        blocks.push(Block::Paragraph(fact.text.clone()));
        blocks.extend(source(t, &fact.source));
    }
    blocks.extend(lists(t, sheet));
    if let Some(lead) = &sheet.lead {
        blocks.extend(lead_blocks(t, lead));
    }
    if blocks.is_empty() {
        blocks.push(Block::Note(t.s("briefing-nothing")));
    }
    blocks
}

fn lists(t: T, sheet: &Sheet) -> Vec<Block> {
    if sheet.lists.is_empty() {
        return Vec::new();
    }
    let standing = |l: &super::briefing::Membership| Point {
        lead: Some(t.s(if l.evidenced { "briefing-evidenced" } else { "briefing-claimed" })),
        text: l.text.clone(),
    };
    vec![heading(Level::Two, t.s("briefing-lists")), Block::Points(sheet.lists.iter().map(standing).collect())]
}

fn lead_blocks(t: T, lead: &LeadView) -> Vec<Block> {
    let line = |key: &str, text: &str| Point { lead: Some(t.s(key)), text: text.to_owned() };
    let mut points = vec![line("briefing-lead-stage", &lead.stage), line("mission-owner", &lead.owner)];
    points.extend(lead.hesitations.iter().map(|h| Point { lead: None, text: t.a("briefing-hesitates", "reason", h) }));
    for (key, text) in [("briefing-lead-subject", &lead.subject), ("visit-next-step", &lead.next)] {
        if !text.is_empty() {
            points.push(line(key, text));
        }
    }
    points.extend(lead.history.iter().map(|l| Point { lead: Some(l.on.clone()), text: l.text.clone() }));
    vec![heading(Level::Two, t.s("briefing-lead")), Block::Points(points)]
}

fn source(t: T, source: &Source) -> Option<Block> {
    match source {
        s if s.example => Some(Block::Source(t.s("example"))),
        s if !s.document.is_empty() => Some(Block::Source(s.document.clone())),
        _ => None,
    }
}
