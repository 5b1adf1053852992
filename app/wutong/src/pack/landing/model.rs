//! What a pack says about projects.
use super::super::model_lead::PackDay;
use chrono::NaiveDate;
use kernel::Source;
use land::catalogue::{Attributes, Theme};
use land::matter::command::Command;
use land::matter::{CorrectionItem, Document, Outcome, Procedure};
use land::project::MilestoneKind;
use land::request::Channel;
use serde::{Deserialize, Deserializer};
use std::path::Path;

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct PackLanding {
    pub themes: Vec<ThemeFile>,
    pub projects: Vec<PackLanded>,
    pub steps: Vec<PackStep>,
    pub documents: Vec<PackDocument>,
    pub requests: Vec<PackRequest>,
}

/// A theme, published as version 1.
pub type ThemeFile = Theme;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectFile {
    pub projects: Vec<PackLanded>,
}

/// A project with its milestones.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackLanded {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    /// A company of the pack.
    #[serde(default)]
    pub enterprise: Option<String>,
    /// Its name, where it is no company of the pack.
    #[serde(default)]
    pub company: String,
    /// A project of `agreement_projects.csv`.
    #[serde(default)]
    pub investment: Option<String>,
    #[serde(default)]
    pub agreement: Option<String>,
    #[serde(default)]
    pub lead: Option<String>,
    #[serde(default)]
    pub focus: Option<String>,
    #[serde(default)]
    pub site: String,
    #[serde(default)]
    pub longitude: Option<f64>,
    #[serde(default)]
    pub latitude: Option<f64>,
    /// 万元
    #[serde(default)]
    pub planned_wan: Option<i64>,
    #[serde(default)]
    pub theme: Option<String>,
    #[serde(default)]
    pub attributes: Attributes,
    /// The day on which its plan was compiled.
    #[serde(default, deserialize_with = "some_day")]
    pub planned_on: Option<PackDay>,
    #[serde(default)]
    pub milestones: Vec<PackMilestone>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub source: Source,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackMilestone {
    pub kind: MilestoneKind,
    #[serde(default, deserialize_with = "some_day")]
    pub planned: Option<PackDay>,
    #[serde(default, deserialize_with = "some_day")]
    pub actual: Option<PackDay>,
    #[serde(default)]
    pub source: Source,
}

/// Something that was done on a matter.
#[derive(Clone, Debug)]
pub struct PackStep {
    pub project: String,
    pub matter: String,
    pub command: Command,
    pub on: PackDay,
    pub line: usize,
}

/// The line of a pack that something comes from.
#[derive(Clone, Debug)]
pub struct Line {
    pub file: String,
    pub line: usize,
}

/// A document that was handed in; without a file: one that was handed in before, used again.
#[derive(Clone, Debug)]
pub struct PackDocument {
    pub project: String,
    /// Code of the material type.
    pub material: String,
    /// What the document says; the loader makes the file of it. Empty: used again.
    pub text: String,
    pub file_name: String,
    pub on: PackDay,
    pub valid_until: Option<PackDay>,
    /// Code of the matter that it is for; empty: for later.
    pub matter: String,
    pub at: Line,
}

/// A request of a project's company.
#[derive(Clone, Debug)]
pub struct PackRequest {
    pub project: String,
    pub channel: Channel,
    pub subject: String,
    pub body: String,
    pub asked_on: PackDay,
    /// Name of the department that it was routed to.
    pub department: String,
    pub taken_on: Option<PackDay>,
    pub answer: Option<(String, PackDay)>,
    /// Stars, a word, the day.
    pub rating: Option<(i64, String, PackDay)>,
    pub read_on: Option<PackDay>,
    pub at: Line,
}

pub(super) fn day_of(text: &str) -> Option<PackDay> {
    match text.trim().parse::<NaiveDate>() {
        Ok(day) => Some(PackDay::On(day)),
        Err(_) => text.trim().parse().ok().map(PackDay::In),
    }
}

fn some_day<'de, D: Deserializer<'de>>(d: D) -> Result<Option<PackDay>, D::Error> {
    let text: Option<String> = Option::deserialize(d)?;
    match text {
        None => Ok(None),
        Some(text) => day_of(&text).map(Some).ok_or_else(|| serde::de::Error::custom(format!("{text} is no day"))),
    }
}

/// The steps of a file `project,matter,step,on,note`, in its order.
pub fn steps(path: &Path) -> Result<Vec<PackStep>, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| e.to_string())?;
    let mut steps = Vec::new();
    for (i, row) in reader.records().enumerate() {
        let row = row.map_err(|e| e.to_string())?;
        let cell = |n: usize| row.get(n).unwrap_or_default().trim();
        let line = i + 2;
        let command = command(cell(2), cell(4)).ok_or_else(|| format!("line {line}: there is no step {}", cell(2)))?;
        let on = day_of(cell(3)).ok_or_else(|| format!("line {line}: {} is no day", cell(3)))?;
        steps.push(PackStep { project: cell(0).to_owned(), matter: cell(1).to_owned(), command, on, line });
    }
    Ok(steps)
}

/// A step by its word; the note is what the word needs.
fn command(word: &str, note: &str) -> Option<Command> {
    let item = |what: &str| CorrectionItem { what: what.to_owned(), material: None, done: false };
    let document = Document { number: note.to_owned(), note: String::new() };
    Some(match word {
        "submit" => Command::Submit,
        "accept" => Command::Accept,
        "refuse" => Command::Refuse,
        "ask" => Command::AskCorrection { items: note.split('|').map(item).collect(), by: None },
        "answered" => Command::AnswerCorrection,
        "special" => Command::BeginSpecial { procedure: Procedure::parse(note)?, note: String::new() },
        "special_end" => Command::EndSpecial,
        "opine" => Command::Opine { department: note.to_owned(), agrees: true, opinion: String::new(), by: None },
        "decide" => Command::Decide { outcome: Outcome::Approved, document },
        "reject" => Command::Decide {
            outcome: Outcome::Rejected,
            document: Document { number: String::new(), note: note.to_owned() },
        },
        "deliver" => Command::Deliver,
        "withdraw" => Command::Withdraw,
        "start" => Command::Start,
        "finish" => Command::Finish,
        _ => return None,
    })
}
