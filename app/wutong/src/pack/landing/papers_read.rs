//! Documents and requests of a pack as records; a fault is named with its file, line and field.
use super::super::files::{FileSpec, records};
use super::super::model_lead::PackDay;
use super::super::problem::{Problems, did_you_mean};
use super::super::record::Fields;
use super::model::{Line, PackDocument, PackLanding, PackRequest, day_of};
use land::request::Channel;
use std::path::Path;

pub const DOCUMENTS: FileSpec = FileSpec {
    name: "project_documents.csv",
    table: "",
    fields: &["project", "material", "file_name", "on", "valid_until", "matter", "text"],
};
pub const REQUESTS: FileSpec = FileSpec {
    name: "project_requests.csv",
    table: "",
    fields: &[
        "project",
        "channel",
        "subject",
        "body",
        "asked_on",
        "department",
        "taken_on",
        "answer",
        "answered_on",
        "stars",
        "word",
        "rated_on",
        "read_on",
    ],
};

fn day(text: &str) -> Result<PackDay, String> {
    day_of(text)
        .ok_or_else(|| format!("\"{text}\" is no day; write it like 2019-10-08, or -30 for days from the loading"))
}

/// The documents of the folder, in the order of the file.
pub fn documents(folder: &Path, problems: &Problems) -> Vec<PackDocument> {
    let all = records(folder, &DOCUMENTS, problems);
    all.iter().filter_map(|record| document(&Fields { file: DOCUMENTS.name, record, problems })).collect()
}

fn document(f: &Fields<'_>) -> Option<PackDocument> {
    let handed_in = f.has("file_name") || f.has("text");
    let (file_name, text, matter) = if handed_in {
        (f.text("file_name"), f.text("text"), f.optional("matter").unwrap_or_default())
    } else {
        // Used again: nothing but for what.
        (String::new(), String::new(), f.text("matter"))
    };
    if !handed_in && f.has("valid_until") {
        f.refuse("valid_until", "belongs to the line on which the document is handed in");
    }
    Some(PackDocument {
        project: f.text("project"),
        material: f.text("material"),
        valid_until: f.optional_parsed("valid_until", day),
        on: f.needed("on", day)?,
        file_name,
        text,
        matter,
        at: line(f),
    })
}

/// The requests of the folder, in the order of the file.
pub fn requests(folder: &Path, problems: &Problems) -> Vec<PackRequest> {
    let all = records(folder, &REQUESTS, problems);
    all.iter().filter_map(|record| request(&Fields { file: REQUESTS.name, record, problems })).collect()
}

fn request(f: &Fields<'_>) -> Option<PackRequest> {
    let channel = |text: &str| {
        let words: Vec<&str> = Channel::ALL.iter().map(|c| c.code()).collect();
        let hint = did_you_mean(text, words.iter().copied());
        Channel::parse(text).ok_or_else(|| format!("\"{text}\" is not one of {}{hint}", words.join(", ")))
    };
    let number =
        |text: &str| text.parse::<i64>().map_err(|_| format!("\"{text}\" is no number of stars; write 1 to 5"));
    let answer = if f.has("answer") || f.has("answered_on") {
        Some((f.text("answer"), f.needed("answered_on", day)?))
    } else {
        None
    };
    let rating = if f.has("stars") || f.has("rated_on") {
        Some((f.needed("stars", number)?, f.optional("word").unwrap_or_default(), f.needed("rated_on", day)?))
    } else {
        None
    };
    Some(PackRequest {
        project: f.text("project"),
        channel: f.needed("channel", channel)?,
        subject: f.text("subject"),
        body: f.text("body"),
        asked_on: f.needed("asked_on", day)?,
        department: f.optional("department").unwrap_or_default(),
        taken_on: f.optional_parsed("taken_on", day),
        answer,
        rating,
        read_on: f.optional_parsed("read_on", day),
        at: line(f),
    })
}

fn line(f: &Fields<'_>) -> Line {
    Line { file: f.file.to_owned(), line: f.record.line }
}

/// Refuses what belongs to no project of the pack.
pub fn projects_known(landing: &PackLanding, problems: &Problems) {
    let known = || landing.projects.iter().map(|p| p.id.as_str());
    let documents = landing.documents.iter().map(|d| (&d.project, &d.at));
    let requests = landing.requests.iter().map(|r| (&r.project, &r.at));
    for (project, at) in documents.chain(requests).filter(|(p, _)| !p.is_empty()) {
        if !known().any(|id| id == project) {
            let hint = did_you_mean(project, known());
            let said = format!("there is no project \"{project}\" in this pack{hint}");
            problems.add(&at.file, Some(at.line), Some("project"), said);
        }
    }
}
