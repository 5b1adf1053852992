//! The preview's decision for each row: create, update, skip or error, with reasons.
use super::cells::{self, Parsed};
use super::{Change, Outcome, PreviewRow, people, store};
use crate::company::rules::{differences, image, normal_name};
use crate::company::{Draft, Enterprise, store as companies};
use crate::figure::Figure;
use ::store::Conn;
use kernel::id::EnterpriseId;
use kernel::{Ctx, FieldError, Result, Scope};
use serde_json::Value as Json;
use std::collections::HashMap;

/// A data row of the file.
#[derive(Clone, Debug)]
pub struct FileRow {
    pub number: i64,
    pub cells: Vec<String>,
}

/// What has been seen in the file so far: credit codes, registration numbers and names → row number.
#[derive(Default)]
pub struct Seen(HashMap<String, i64>);

/// What the books hold about the companies of a block of rows.
struct Known {
    owners: HashMap<(String, String), Vec<String>>,
    companies: HashMap<String, Enterprise>,
    people: people::Known,
    figures: HashMap<(String, String, String), Figure>,
}

type Cleaned = std::result::Result<(Parsed, Vec<FieldError>), FieldError>;

/// Decides a block of rows. The order of rows matters: the first of two equal rows wins.
pub async fn decide(
    ctx: &Ctx,
    conn: &mut Conn,
    batch: &str,
    mapping: &[String],
    rows: Vec<FileRow>,
    seen: &mut Seen,
) -> Result<Vec<PreviewRow>> {
    let scope = ctx.scope::<Enterprise>()?;
    let taxonomy = crate::focus::service::taxonomy(conn).await?;
    let clean = |row: FileRow| {
        let mut cleaned = cells::parse(mapping, &row.cells);
        if let Ok((parsed, notes)) = &mut cleaned {
            cells::resolve_focus(&mut parsed.draft, &taxonomy, notes);
        }
        (row, cleaned)
    };
    let cleaned: Vec<(FileRow, Cleaned)> = rows.into_iter().map(clean).collect();
    let known = look_up(conn, &scope, cleaned.iter().filter_map(|(_, c)| c.as_ref().ok()).map(|(p, _)| p)).await?;
    let decide_one = |(row, cleaned): (FileRow, Cleaned)| match cleaned {
        Ok((parsed, notes)) => one(ctx, batch, row, parsed, notes, &known, seen),
        Err(error) => blank(batch, &row, name_of(mapping, &row.cells), Outcome::Error, vec![error]),
    };
    Ok(cleaned.into_iter().map(decide_one).collect())
}

fn name_of(mapping: &[String], cells: &[String]) -> String {
    let at = mapping.iter().position(|k| k == "name");
    at.and_then(|i| cells.get(i)).cloned().unwrap_or_default()
}

fn blank(batch: &str, row: &FileRow, name: String, outcome: Outcome, reasons: Vec<FieldError>) -> PreviewRow {
    PreviewRow {
        batch_id: batch.to_owned(),
        row_no: row.number,
        outcome: outcome.code().to_owned(),
        name,
        credit_code: String::new(),
        basis: String::new(),
        enterprise_id: None,
        seen_version: 0,
        parsed: None,
        changes: Vec::new(),
        reasons,
        raw: row.cells.clone(),
        undo: Json::Null,
    }
}

async fn look_up(conn: &mut Conn, scope: &Scope<Enterprise>, rows: impl Iterator<Item = &Parsed>) -> Result<Known> {
    let mut values: Vec<String> = Vec::new();
    for parsed in rows {
        values.extend(keys(parsed).into_iter().map(|(_, value)| value));
    }
    values.sort();
    values.dedup();
    let owners = store::owners(conn, &values).await?;
    let mut ids: Vec<String> = owners.values().flatten().cloned().collect();
    ids.sort();
    ids.dedup();
    let companies = companies::by_ids(conn, scope, &ids).await?;
    let people = people::known(conn, &ids).await?;
    let figures: Vec<Figure> = store::of_companies(conn, "enterprise_id", &ids).await?;
    Ok(Known {
        owners,
        companies: companies.into_iter().map(|c| (c.id.to_string(), c)).collect(),
        people,
        figures: figures
            .into_iter()
            .map(|f| ((f.enterprise_id.to_string(), f.metric.code().to_owned(), f.period.clone()), f))
            .collect(),
    })
}

/// The keys of a row, the certain ones first: (kind, value).
fn keys(parsed: &Parsed) -> Vec<(&'static str, String)> {
    let mut keys = Vec::new();
    if let Ok(code) = kernel::credit_code::CreditCode::parse(&parsed.draft.credit_code) {
        keys.push(("code", code.as_str().to_owned()));
    }
    if !parsed.draft.registration_no.is_empty() {
        keys.push(("registration", parsed.draft.registration_no.clone()));
    }
    keys.push(("name", normal_name(&parsed.draft.name)));
    keys.extend(crate::company::draft::names(&parsed.draft.former_names).iter().map(|n| ("former", normal_name(n))));
    keys
}

/// The company that the row means, and by what it was found.
fn owner<'k>(
    parsed: &Parsed,
    known: &'k Known,
) -> std::result::Result<Option<(&'k Enterprise, &'static str)>, FieldError> {
    let held =
        |kind: &str, value: &String| known.owners.get(&(kind.to_owned(), value.clone())).cloned().unwrap_or_default();
    for (kind, value) in keys(parsed) {
        let (mut ids, basis) = match kind {
            "code" | "registration" => (held(kind, &value), "code"),
            "name" => {
                let by_name = held("name", &value);
                if by_name.is_empty() { (held("former", &value), "former") } else { (by_name, "name") }
            }
            _ => (held("name", &value), "former"),
        };
        ids.retain(|id| known.companies.contains_key(id));
        if ids.len() > 1 {
            let names: Vec<&str> =
                ids.iter().filter_map(|id| known.companies.get(id)).map(|c| c.name.as_str()).collect();
            return Err(FieldError::new("name", "import-ambiguous").arg("names", names.join("、")));
        }
        let Some(company) = ids.first().and_then(|id| known.companies.get(id)) else { continue };
        let theirs = company.credit_code.as_deref().unwrap_or_default();
        let ours = kernel::credit_code::CreditCode::parse(&parsed.draft.credit_code)
            .map(|c| c.as_str().to_owned())
            .unwrap_or_default();
        if basis != "code" && !theirs.is_empty() && !ours.is_empty() && theirs != ours {
            return Err(FieldError::new("credit_code", "import-other-code")
                .arg("name", &company.name)
                .arg("code", theirs));
        }
        return Ok(Some((company, basis)));
    }
    Ok(None)
}

fn one(
    ctx: &Ctx,
    batch: &str,
    row: FileRow,
    parsed: Parsed,
    mut notes: Vec<FieldError>,
    known: &Known,
    seen: &mut Seen,
) -> PreviewRow {
    let mut preview = blank(batch, &row, parsed.draft.name.clone(), Outcome::Error, Vec::new());
    preview.credit_code.clone_from(&parsed.draft.credit_code);
    let certain =
        keys(&parsed).into_iter().filter(|(kind, _)| *kind != "former").map(|(kind, value)| format!("{kind}:{value}"));
    let certain: Vec<String> = certain.collect();
    let first = certain.first().cloned().unwrap_or_default();
    if let Some(earlier) = seen.0.get(&first) {
        preview.outcome = Outcome::Skip.code().to_owned();
        preview.reasons = vec![FieldError::new("name", "import-repeated").arg("row", earlier)];
        return preview;
    }
    let found = match owner(&parsed, known) {
        Ok(found) => found,
        Err(error) => {
            preview.reasons = vec![error];
            return preview;
        }
    };
    let new = Enterprise::blank(EnterpriseId::new(ctx), "", &ctx.today().to_string());
    let base = found.map_or(&new, |(company, _)| company);
    let laid = cells::laid_over(&parsed, base, ctx.today(), &mut notes);
    preview.reasons = notes;
    let after = match laid {
        Ok(after) => after,
        Err(error) => {
            preview.reasons.insert(0, error);
            return preview;
        }
    };
    for key in certain {
        seen.0.entry(key).or_insert(row.number);
    }
    preview.credit_code = after.credit_code.clone().unwrap_or_default();
    match found {
        None => preview.outcome = Outcome::Create.code().to_owned(),
        Some((company, basis)) => compare(ctx, &mut preview, &parsed, company, &after, known, basis),
    }
    preview.parsed = Some(parsed);
    preview
}

fn compare(
    ctx: &Ctx,
    preview: &mut PreviewRow,
    parsed: &Parsed,
    company: &Enterprise,
    after: &Enterprise,
    known: &Known,
    basis: &str,
) {
    preview.basis = basis.to_owned();
    preview.enterprise_id = Some(company.id.to_string());
    preview.seen_version = company.version;
    let (old, new) = (Draft::of(company), Draft::of(after));
    for (field, before, after) in differences(&image(company), &image(after)) {
        let key = if field == "capital_fen" {
            "capital"
        } else if field == "paid_capital_fen" {
            "paid_capital"
        } else {
            &field
        };
        let shown = |draft: &Draft, raw: &Json| {
            let text = super::fields::written(draft, key);
            if text.is_empty() { raw.as_str().unwrap_or_default().to_owned() } else { text.to_owned() }
        };
        preview.changes.push(Change {
            field: key.to_owned(),
            before: shown(&old, &before),
            after: shown(&new, &after),
        });
    }
    preview.changes.extend(people::changes(ctx, parsed, company.id.as_str(), &known.people));
    for (metric, year, value) in &parsed.figures {
        let before =
            known.figures.get(&(company.id.to_string(), metric.code().to_owned(), year.clone())).map(|f| f.value);
        if before != Some(*value) {
            let field = format!("figure:{}:{year}", metric.code());
            preview.changes.push(Change {
                field,
                before: before.map(|v| v.to_string()).unwrap_or_default(),
                after: value.to_string(),
            });
        }
    }
    if preview.changes.is_empty() {
        preview.outcome = Outcome::Skip.code().to_owned();
        preview.reasons.insert(0, FieldError::new("name", "import-same"));
    } else {
        preview.outcome = Outcome::Update.code().to_owned();
    }
}
