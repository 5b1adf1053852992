//! A lead as programs read and write it.
use crate::api::input::Change;
use crate::api::wire::{Money, Source, checked, instant};
use attract::companies::Origin;
use attract::lead::Lead as Record;
use attract::lead::draft::Draft;
use kernel::{Error, FieldError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A lead: a company that the zone wants to win. One open lead per company.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lead {
    pub id: String,
    #[schema(example = "示例云计算有限公司")]
    pub company: String,
    /// `books`, `registry`, or `typed` where neither knows the company.
    #[schema(example = "books")]
    pub origin: &'static str,
    /// Id in the books or key of the registry.
    pub company_id: Option<String>,
    pub credit_code: Option<String>,
    /// 行政区划 code of the prefecture or municipality of the seat.
    #[schema(example = "440300")]
    pub city: Option<String>,
    /// GB/T 4754-2017 code as known.
    #[schema(example = "I65")]
    pub industry: Option<String>,
    /// Code of the zone's focus industry.
    pub focus: Option<String>,
    /// 拟投资项目: what the company would do here.
    pub subject: String,
    /// `enquiry`, `outreach`, `mission`, `fair`, `referral`, `expansion` or `other`.
    #[schema(example = "enquiry")]
    pub channel: &'static str,
    /// 意向投资.
    pub amount: Option<Money>,
    /// Id of a stage of the zone's pipeline.
    #[schema(example = "talks")]
    pub stage: String,
    /// `open`, `won` or `lost`: the kind of that stage.
    pub kind: &'static str,
    #[schema(format = Date)]
    pub stage_on: String,
    /// User id of the officer; null while it is in the pool.
    pub owner: Option<String>,
    pub next_step: Option<String>,
    #[schema(format = Date)]
    pub next_on: Option<String>,
    /// From that day the owner is reminded.
    #[schema(format = Date)]
    pub remind_on: Option<String>,
    #[schema(format = Date)]
    pub began_on: String,
    /// An enquiry is to be answered by then (RFC 3339, UTC): so many working hours of the zone after it came.
    pub answer_due_at: Option<String>,
    /// 暂定: days off that the State Council has not announced yet lie before that moment.
    pub answer_due_provisional: bool,
    pub answered_at: Option<String>,
    /// Day of the owner's last activity; the clock of the pool starts here.
    #[schema(format = Date)]
    pub active_on: String,
    /// When the owner was told that the lead will return to the pool.
    #[schema(format = Date)]
    pub warned_on: Option<String>,
    /// Open hesitations.
    pub hesitating: i64,
    /// Id of a reason of the zone's list, where it is lost.
    pub lost_reason: Option<String>,
    #[schema(format = Date)]
    pub closed_on: Option<String>,
    pub note: Option<String>,
    pub source: Option<Source>,
    pub batch_id: Option<String>,
    pub updated_at: String,
    pub version: i64,
}

impl Lead {
    pub fn of(l: Record) -> Self {
        Self {
            amount: Money::of(l.amount_fen, l.amount_currency.as_deref()),
            source: Source::of(&l.source),
            answer_due_provisional: attract::lead::answer::is_provisional(&l),
            answer_due_at: l.answer_due_us.map(instant),
            answered_at: l.answered_us.map(instant),
            updated_at: instant(l.updated_us),
            id: l.id.to_string(),
            company: l.name,
            origin: l.origin.code(),
            company_id: l.company_id,
            credit_code: l.credit_code,
            city: l.city,
            industry: l.industry,
            focus: l.focus,
            subject: l.subject,
            channel: l.channel.code(),
            stage: l.stage,
            kind: l.kind.code(),
            stage_on: l.stage_on,
            owner: l.owner,
            next_step: l.next_step,
            next_on: l.next_on,
            remind_on: l.remind_on,
            began_on: l.began_on,
            active_on: l.active_on,
            warned_on: l.warned_on,
            hesitating: l.hesitating,
            lost_reason: l.lost_reason,
            closed_on: l.closed_on,
            note: l.note,
            batch_id: l.batch_id,
            version: l.version,
        }
    }
}

/// A new lead. The company is one of the books or the registry (`origin` with `company_id`; its facts come from there), or
/// typed (`company` with what is known of it).
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewLead {
    /// `books`, `registry` or `typed` (the standard).
    pub origin: Option<String>,
    pub company_id: Option<String>,
    #[schema(min_length = 2, max_length = 100)]
    pub company: Option<String>,
    pub credit_code: Option<String>,
    /// 行政区划 code.
    pub city: Option<String>,
    /// GB/T 4754-2017 code.
    pub industry: Option<String>,
    pub focus: Option<String>,
    #[schema(max_length = 200)]
    pub subject: Option<String>,
    pub channel: Option<String>,
    pub amount: Option<Money>,
    /// Today unless told.
    #[schema(format = Date)]
    pub began_on: Option<String>,
    #[schema(max_length = 200)]
    pub next_step: Option<String>,
    #[schema(format = Date)]
    pub next_on: Option<String>,
    /// The day before `next_on` unless told.
    #[schema(format = Date)]
    pub remind_on: Option<String>,
    #[schema(max_length = 4000)]
    pub note: Option<String>,
    pub source: Option<Source>,
}

/// Changes to a lead: what is absent stays, null clears, a value sets. The company's own facts can be changed where it is
/// `typed`; a company of the books is changed there.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadChanges {
    /// The version as last read, where it does not stand in `If-Match`.
    #[schema(example = 3)]
    #[serde(default)]
    pub version: Option<i64>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub company: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub credit_code: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub city: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub industry: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub focus: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub subject: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub channel: Change<String>,
    #[schema(value_type = Option<Money>)]
    #[serde(default)]
    pub amount: Change<Money>,
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    pub began_on: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub next_step: Change<String>,
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    pub next_on: Change<String>,
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    pub remind_on: Change<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub note: Change<String>,
    #[serde(default)]
    pub source: Option<Source>,
}

impl LeadChanges {
    pub fn onto(&self, draft: &mut Draft) -> kernel::Result<()> {
        let mut errors = Vec::new();
        let company = &mut draft.company;
        let facts = [
            ("credit_code", &self.credit_code, &mut company.credit_code),
            ("city", &self.city, &mut company.city),
            ("industry", &self.industry, &mut company.industry),
            ("focus", &self.focus, &mut company.focus),
        ];
        for (field, change, slot) in facts {
            if *change == Change::Keep {
                continue;
            }
            if company.origin != Origin::Typed {
                errors.push(FieldError::new(field, "api-lead-from-books"));
            }
            *slot = text_of(change);
        }
        if self.company != Change::Keep {
            if company.origin != Origin::Typed {
                errors.push(FieldError::new("company", "api-lead-from-books"));
            }
            company.name = text_of(&self.company).unwrap_or_default();
        }
        put(&self.subject, &mut draft.subject);
        put(&self.channel, &mut draft.channel);
        put(&self.began_on, &mut draft.began_on);
        self.step_onto(draft);
        put(&self.note, &mut draft.note);
        match &self.amount {
            Change::Keep => {}
            Change::Clear => draft.amount.clear(),
            Change::Set(money) => match money.written("amount") {
                Ok(text) => draft.amount = text,
                Err(error) => errors.push(error),
            },
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    /// A step that is cleared takes its days with it; a new day without a reminder gets the standard one.
    fn step_onto(&self, draft: &mut Draft) {
        put(&self.next_step, &mut draft.next_step);
        put(&self.next_on, &mut draft.next_on);
        if self.next_step == Change::Clear && self.next_on == Change::Keep {
            draft.next_on.clear();
        }
        if self.remind_on == Change::Keep && (self.next_on != Change::Keep || draft.next_on.is_empty()) {
            draft.remind_on.clear();
        }
        put(&self.remind_on, &mut draft.remind_on);
    }
}

fn text_of(change: &Change<String>) -> Option<String> {
    match change {
        Change::Set(text) => Some(text.clone()),
        Change::Keep | Change::Clear => None,
    }
}

fn put(change: &Change<String>, slot: &mut String) {
    if *change != Change::Keep {
        *slot = text_of(change).unwrap_or_default();
    }
}

impl NewLead {
    pub fn draft(self) -> kernel::Result<Draft> {
        let mut draft = Draft { source: checked(self.source)?, ..Draft::default() };
        if let Some(origin) = &self.origin {
            draft.company.origin = Origin::parse(origin).ok_or_else(|| choice("origin", origin))?;
        }
        draft.company.id = self.company_id.unwrap_or_default();
        match (draft.company.origin, draft.company.id.is_empty()) {
            (Origin::Typed, false) => return Err(Error::invalid("company_id", "api-lead-typed-id")),
            (Origin::Books | Origin::Registry, true) => {
                return Err(Error::invalid("company_id", "api-field-missing"));
            }
            _ => {}
        }
        LeadChanges {
            version: None,
            company: self.company.into(),
            credit_code: self.credit_code.into(),
            city: self.city.into(),
            industry: self.industry.into(),
            focus: self.focus.into(),
            subject: self.subject.into(),
            channel: self.channel.into(),
            amount: self.amount.into(),
            began_on: self.began_on.into(),
            next_step: self.next_step.into(),
            next_on: self.next_on.into(),
            remind_on: self.remind_on.into(),
            note: self.note.into(),
            source: None,
        }
        .onto(&mut draft)?;
        Ok(draft)
    }
}

/// An odd word where only fixed ones fit.
pub fn choice(field: &str, found: &str) -> Error {
    Error::Invalid(vec![FieldError::new(field, "api-choice").arg("found", found)])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn after(json: &str, origin: Origin) -> kernel::Result<Draft> {
        let mut draft = Draft {
            next_step: "送材料".into(),
            next_on: "2020-01-20".into(),
            remind_on: "2020-01-18".into(),
            ..Draft::default()
        };
        draft.company.origin = origin;
        serde_json::from_str::<LeadChanges>(json).unwrap().onto(&mut draft).map(|()| draft)
    }

    #[test]
    fn a_step_and_its_days_go_together() {
        let days = |json| after(json, Origin::Typed).map(|d| (d.next_step, d.next_on, d.remind_on)).unwrap();
        let three = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(days("{}"), three("送材料", "2020-01-20", "2020-01-18"));
        assert_eq!(days(r#"{"next_step":null}"#), three("", "", ""));
        assert_eq!(days(r#"{"next_on":"2020-02-01"}"#), three("送材料", "2020-02-01", ""), "the standard reminder");
        assert_eq!(days(r#"{"remind_on":"2020-01-15"}"#), three("送材料", "2020-01-20", "2020-01-15"));
    }

    #[test]
    fn a_company_of_the_books_is_changed_there() {
        assert_eq!(after(r#"{"city":"440300"}"#, Origin::Typed).unwrap().company.city.as_deref(), Some("440300"));
        let Err(Error::Invalid(fields)) = after(r#"{"city":"440300","company":"x"}"#, Origin::Books) else {
            panic!("taken")
        };
        assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["city", "company"]);
    }
}
