//! The form of a company: what was typed comes back with the errors beside the fields.
use super::{Draft, Enterprise, Size, Status};
use crate::list::columns::industry_name;
use crate::list::web::{Fields, field};
use kernel::industry::{IndustryCode, Level};
use kernel::region::{self, RegionCode};
use kernel::{Error, FieldError};
use ui::fault::StaleView;
use ui::view::Choice;
use ui::{Errors, Shell, T};

/// An offer of a pick list: value and words.
pub struct Offer {
    pub value: String,
    pub text: String,
}

/// Somebody was faster: both sides, with what the form holds to send again.
pub struct Stale {
    pub fields: Vec<StaleView>,
    /// The version that is there now: 用我的 sends the form with it.
    pub version: i64,
}

#[derive(askama::Template)]
#[template(path = "enterprise/company/form.html")]
pub struct FormPage {
    pub page: Shell,
    /// Empty for a new company.
    pub id: String,
    pub name: String,
    pub version: i64,
    pub draft: Draft,
    pub statuses: Vec<Choice>,
    pub sizes: Vec<Choice>,
    pub focuses: Vec<Choice>,
    pub departments: Vec<Choice>,
    pub regions: Vec<Offer>,
    pub industries: Vec<Offer>,
    pub parents: Vec<Offer>,
    pub source: (String, String, String),
    pub errors: Errors,
    /// A namesake in the books: id and name; the form can be sent again with the confirmation.
    pub namesake: Option<Offer>,
    pub stale: Option<Stale>,
}

/// The fields of the form as typed.
pub fn draft_of(form: &Fields) -> Draft {
    let text = |name: &str| field(form, name).to_owned();
    Draft {
        name: text("name"),
        name_en: text("name_en"),
        credit_code: text("credit_code"),
        registration_no: text("registration_no"),
        status: text("status"),
        company_type: text("company_type"),
        capital: text("capital"),
        paid_capital: text("paid_capital"),
        founded_on: text("founded_on"),
        term: text("term"),
        region_code: picked(&text("region_code")),
        address: text("address"),
        industry_code: picked(&text("industry_code")),
        focus: text("focus"),
        size: text("size"),
        insured_count: text("insured_count"),
        website: text("website"),
        scope: text("scope"),
        intro: text("intro"),
        former_names: text("former_names"),
        tags: text("tags"),
        department_id: text("department_id"),
        parent_id: text("parent_id"),
        group_name: text("group_name"),
        checked_on: text("checked_on"),
    }
}

/// `6513 应用软件开发` picked from a list means `6513`; words without a code are kept, and refused beside the field.
fn picked(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first.is_ascii() { first.to_owned() } else { text.to_owned() }
}

/// A typed code with its words, as the pick list offers it.
pub fn shown_industry(t: T, code: &str) -> String {
    if code.is_empty() { String::new() } else { format!("{code} {}", industry_name(t, code)) }
}

pub fn shown_region(code: &str) -> String {
    match RegionCode::parse(code) {
        Ok(region) => format!("{code} {}", region.path_name()),
        Err(_) => code.to_owned(),
    }
}

/// Industries by words or code, nearest first: whole code, beginning of a code, words in the name.
pub fn industries(t: T, words: &str, most: usize) -> Vec<Offer> {
    let words = words.trim();
    let all = || Level::ALL.into_iter().rev().flat_map(kernel::industry::all);
    let mut found: Vec<IndustryCode> = Vec::new();
    let mut take = |fits: &dyn Fn(IndustryCode) -> bool| {
        for code in all().filter(|c| fits(*c)) {
            if found.len() < most && !found.contains(&code) {
                found.push(code);
            }
        }
    };
    if words.is_empty() {
        return Vec::new();
    }
    let lower = words.to_lowercase();
    take(&|c| c.as_str() == words || c.lettered() == words);
    take(&|c| c.name() == words);
    take(&|c| c.as_str().starts_with(words));
    take(&|c| c.name().contains(words));
    take(&|c| c.name_en().is_some_and(|n| n.to_lowercase().contains(&lower)));
    let offer = |c: IndustryCode| Offer { value: c.as_str().to_owned(), text: shown_industry(t, c.as_str()) };
    found.into_iter().map(offer).collect()
}

/// Divisions of a province, by the region of the company or of its neighbours in the books.
pub fn regions(near: &str) -> Vec<Offer> {
    let province = RegionCode::parse(near).ok().map(RegionCode::province);
    let wanted = |r: &&region::Region| {
        let at_hand = province.is_some_and(|p| r.code.within(p)) || r.level == region::Level::Province;
        at_hand && !r.is_statistical()
    };
    let offer = |r: &region::Region| {
        let code = r.code.to_string();
        Offer { text: shown_region(&code), value: code }
    };
    region::all().iter().filter(wanted).map(offer).collect()
}

pub fn statuses(t: T, now: &str) -> Vec<Choice> {
    let mut list: Vec<Choice> = Status::ALL
        .iter()
        .map(|s| Choice::new(s.code(), t.s(format!("status-{}", s.code().replace('_', "-"))), s.code() == now))
        .collect();
    // The registry's own word stays selectable.
    if !now.is_empty() && list.iter().all(|c| c.value != now) {
        list.push(Choice::new(now, now, true));
    }
    list
}

pub fn sizes(t: T, now: &str) -> Vec<Choice> {
    let none = Choice::new("", t.s("not-known"), now.is_empty());
    let size = |s: &Size| Choice::new(s.code(), t.s(format!("size-{}", s.code())), s.code() == now);
    std::iter::once(none).chain(Size::ALL.iter().map(size)).collect()
}

/// The namesake of a refused form: (id, name).
pub fn namesake(errors: &[FieldError]) -> Option<Offer> {
    let found = errors.iter().find(|e| e.code == "enterprise-duplicate-name")?;
    let arg = |name: &str| found.args.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    Some(Offer { value: arg("id")?, text: arg("name")? })
}

/// What a command refused: errors beside fields, or both sides of a stale edit; anything else goes on.
pub enum Refusal {
    Fields(Vec<FieldError>),
    Stale(Vec<kernel::error::StaleField>),
}

pub fn refusal(error: Error) -> Result<Refusal, Error> {
    match error {
        Error::Invalid(fields) => Ok(Refusal::Fields(fields)),
        Error::Conflict { code, stale, .. } if code == "enterprise-stale" => Ok(Refusal::Stale(stale)),
        other => Err(other),
    }
}

/// The two sides of a stale edit, field by field, as the form would show them.
pub fn both_sides(t: T, now: &Enterprise, yours: &Draft) -> Vec<StaleView> {
    let (theirs, yours) = (fields_of(&Draft::of(now)), fields_of(yours));
    let differs = |((name, a), (_, b)): (&(&str, String), &(&str, String))| {
        let label = t.s(format!("fact-{}", name.replace('_', "-")));
        (a.trim() != b.trim()).then(|| StaleView { label, theirs: a.clone(), yours: b.clone() })
    };
    theirs.iter().zip(&yours).filter_map(differs).collect()
}

fn fields_of(d: &Draft) -> Vec<(&'static str, String)> {
    vec![
        ("name", d.name.clone()),
        ("name_en", d.name_en.clone()),
        ("credit_code", d.credit_code.clone()),
        ("registration_no", d.registration_no.clone()),
        ("status", d.status.clone()),
        ("company_type", d.company_type.clone()),
        ("capital", d.capital.clone()),
        ("paid_capital", d.paid_capital.clone()),
        ("founded_on", d.founded_on.clone()),
        ("term", d.term.clone()),
        ("region_code", d.region_code.clone()),
        ("address", d.address.clone()),
        ("industry_code", d.industry_code.clone()),
        ("focus", d.focus.clone()),
        ("size", d.size.clone()),
        ("insured_count", d.insured_count.clone()),
        ("website", d.website.clone()),
        ("scope", d.scope.clone()),
        ("intro", d.intro.clone()),
        ("former_names", d.former_names.clone()),
        ("tags", d.tags.clone()),
        ("department_id", d.department_id.clone()),
        ("parent_id", d.parent_id.clone()),
        ("group_name", d.group_name.clone()),
        ("checked_on", d.checked_on.clone()),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use kernel::Locale;

    #[test]
    fn industries_are_found_by_code_and_by_words() {
        let t = T::new(Locale::ZhCn);
        assert_eq!(industries(t, "6513", 5)[0].value, "6513");
        assert!(industries(t, "软件", 20).iter().any(|o| o.value == "651"));
        assert!(industries(t, "没有这个行业", 5).is_empty());
        assert!(industries(t, "", 5).is_empty());
        assert_eq!(industries(t, "6", 3).len(), 3);
    }

    #[test]
    fn a_picked_offer_means_its_code() {
        for (typed, code) in [("6513 应用软件开发", "6513"), ("650104", "650104"), ("", ""), ("新市区", "新市区")]
        {
            assert_eq!(picked(typed), code);
        }
    }

    #[test]
    fn regions_of_the_own_province_are_offered() {
        let offers = regions("650104");
        assert!(offers.iter().any(|o| o.value == "650104" && o.text.contains("新市区")));
        assert!(offers.iter().any(|o| o.value == "110000") && offers.iter().all(|o| o.value != "110105"));
    }
}
