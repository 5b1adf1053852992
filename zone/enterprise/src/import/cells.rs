//! Cells as they come: `-` is empty, `13,400万元` an amount, `120人` a count, phones are parted by `;`.
use super::fields;
use crate::company::{Draft, Enterprise, Status, rules};
use crate::contact::service::parts;
use crate::figure::Metric;
use crate::focus::{Focus, rules::Taxonomy};
use chrono::NaiveDate;
use kernel::industry::{self, IndustryCode};
use kernel::money::{Amount, Unit};
use kernel::{FieldError, region};
use serde::{Deserialize, Serialize};

/// A row's content, cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    pub draft: Draft,
    pub legal_representative: String,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    /// (metric, year, value).
    pub figures: Vec<(Metric, String, i64)>,
    pub recorded_by: String,
    pub recorded_on: String,
}

/// Words that mean "nothing here".
fn is_empty_mark(text: &str) -> bool {
    matches!(
        text,
        "" | "-"
            | "--"
            | "—"
            | "——"
            | "/"
            | "无"
            | "暂无"
            | "企业选择不公示"
            | "未公示"
            | "NULL"
            | "null"
            | "N/A"
            | "#N/A"
    )
}

/// Cleans a row. Notes say which cells could not be used; a row without a usable name is an error.
pub fn parse(mapping: &[String], cells: &[String]) -> Result<(Parsed, Vec<FieldError>), FieldError> {
    let mut parsed = Parsed::default();
    let mut notes = Vec::new();
    let mut place = [String::new(), String::new(), String::new()];
    let mut trade: [String; 4] = Default::default();
    for (key, cell) in mapping.iter().zip(cells) {
        let text = cell.trim();
        if key.is_empty() || is_empty_mark(text) {
            continue;
        }
        match key.as_str() {
            "name" if text.contains("未匹配到") => return Err(FieldError::new("name", "import-unmatched")),
            "legal_representative" => parsed.legal_representative = text.to_owned(),
            "phones" | "more_phones" => parsed.phones.extend(parts(text)),
            "emails" | "more_emails" => parsed.emails.extend(parts(text)),
            "recorded_by" => parsed.recorded_by = text.to_owned(),
            "recorded_on" => parsed.recorded_on = text.to_owned(),
            "province" => text.clone_into(&mut place[0]),
            "city" => text.clone_into(&mut place[1]),
            "county" => text.clone_into(&mut place[2]),
            "industry_section" => text.clone_into(&mut trade[0]),
            "industry_division" => text.clone_into(&mut trade[1]),
            "industry_group" => text.clone_into(&mut trade[2]),
            "industry_class" => text.clone_into(&mut trade[3]),
            "organisation_code" | "taxpayer_no" | "file_name" => {}
            _ => fill(&mut parsed, key, text, &mut notes),
        }
    }
    parsed.phones.dedup();
    parsed.emails.dedup();
    if parsed.draft.name.is_empty() {
        return Err(FieldError::new("name", "enterprise-name-empty"));
    }
    resolve_place(&mut parsed.draft, &place, &mut notes);
    resolve_trade(&mut parsed.draft, &trade, &mut notes);
    Ok((parsed, notes))
}

fn fill(parsed: &mut Parsed, key: &str, text: &str, notes: &mut Vec<FieldError>) {
    if let Some((metric, year, unit)) = fields::figure_of(key) {
        match figure(metric, unit, text) {
            Some(value) => parsed.figures.push((metric, year.to_owned(), value)),
            None => notes.push(FieldError::new(key, "import-figure-unread").arg("found", text)),
        }
    } else if let Some(slot) = fields::slot(&mut parsed.draft, key) {
        text.clone_into(slot);
    }
}

fn figure(metric: Metric, unit: &str, text: &str) -> Option<i64> {
    if !metric.is_money() {
        return text.trim_end_matches('人').replace([',', '，'], "").parse().ok();
    }
    let unit = match unit {
        "千元" => Unit::Thousand,
        "万元" => Unit::Wan,
        "亿元" => Unit::Yi,
        _ => Unit::Yuan,
    };
    Amount::parse_in(text, unit).ok().flatten().map(|a| a.fen)
}

fn resolve_place(draft: &mut Draft, place: &[String; 3], notes: &mut Vec<FieldError>) {
    if !draft.region_code.is_empty() || place.iter().all(String::is_empty) {
        return;
    }
    match region::find(&place[0], &place[1], &place[2]) {
        Ok(code) => draft.region_code = code.to_string(),
        Err(_) => notes.push(FieldError::new("region_code", "import-place-unknown").arg("found", place.join(" "))),
    }
}

/// A focus industry by its code or its name; one that the zone does not have is left out with a note.
pub fn resolve_focus(draft: &mut Draft, taxonomy: &Taxonomy, notes: &mut Vec<FieldError>) {
    if draft.focus.is_empty() {
        return;
    }
    let said = draft.focus.to_lowercase();
    let names = |f: &&Focus| [&f.code, &f.name_zh, &f.name_en].iter().any(|name| name.to_lowercase() == said);
    match taxonomy.all().iter().find(names) {
        Some(focus) => draft.focus.clone_from(&focus.code),
        None => {
            notes.push(FieldError::new("focus", "import-focus-unknown").arg("found", &draft.focus));
            draft.focus.clear();
        }
    }
}

fn resolve_trade(draft: &mut Draft, trade: &[String; 4], notes: &mut Vec<FieldError>) {
    let found = industry::by_names(&trade[0], &trade[1], &trade[2], &trade[3]);
    let deepest = trade.iter().rev().find(|name| !name.is_empty());
    if let Some(code) = found.code {
        code.as_str().clone_into(&mut draft.industry_code);
        if let Some(problem) = found.problems.first() {
            notes.push(FieldError::new("industry_code", problem.code()).arg("found", trade.join(" / ")));
        }
        return;
    }
    let words =
        if draft.industry_code.is_empty() { deepest.cloned().unwrap_or_default() } else { draft.industry_code.clone() };
    if words.is_empty() || IndustryCode::parse(&words).is_ok() {
        return;
    }
    let any = industry::Level::ALL.into_iter().rev().find_map(|level| industry::by_name(level, &words).ok());
    draft.industry_code = any.map(|c| c.as_str().to_owned()).unwrap_or_default();
    if any.is_none() {
        notes.push(FieldError::new("industry_code", "import-trade-unknown").arg("found", &words));
    }
}

/// The company with this row's facts over `base`: empty cells never overwrite. Fields that do not hold are left out
/// with a note; name and code must hold.
pub fn laid_over(
    parsed: &Parsed,
    base: &Enterprise,
    today: NaiveDate,
    notes: &mut Vec<FieldError>,
) -> Result<Enterprise, FieldError> {
    let mut draft = Draft::of(base);
    for field in fields::ALL {
        let new = fields::written(&parsed.draft, field.key);
        if new.is_empty() {
            continue;
        }
        let keep_name =
            field.key == "name" && !base.name.is_empty() && rules::normal_name(new) == rules::normal_name(&base.name);
        if let Some(slot) = fields::slot(&mut draft, field.key)
            && !keep_name
        {
            *slot = united(field.key, slot, new, base);
        }
    }
    for _ in 0..fields::ALL.len() {
        match draft.apply(base, today) {
            Ok(company) => return Ok(company),
            Err(errors) => {
                for error in errors {
                    if matches!(error.field.as_str(), "name" | "credit_code") {
                        return Err(error);
                    }
                    let old = fields::written(&Draft::of(base), &error.field).to_owned();
                    if let Some(slot) = fields::slot(&mut draft, &error.field) {
                        *slot = old;
                    }
                    notes.push(error);
                }
            }
        }
    }
    Err(FieldError::new("name", "import-row-unreadable"))
}

/// Lists are united; a status that means the same keeps the books' word; everything else is replaced.
fn united(key: &str, old: &str, new: &str, base: &Enterprise) -> String {
    match key {
        "former_names" | "tags" => {
            let parted = if key == "tags" { crate::company::draft::words } else { crate::company::draft::names };
            let mut words = parted(old);
            for word in parted(new) {
                let same = |w: &String| rules::normal_name(w) == rules::normal_name(&word);
                if !words.iter().any(same) {
                    words.push(word);
                }
            }
            words.join("\n")
        }
        "status"
            if rules::status_of(new) == Some(base.status)
                && base.status_text.is_none()
                && base.status != Status::Active =>
        {
            old.to_owned()
        }
        _ => new.to_owned(),
    }
}
