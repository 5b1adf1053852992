//! What a program may say about a company: typed values, checked like the words of a form.
use crate::api::input::Change;
use crate::api::wire::{Money, Source};
use enterprise::company::Draft;
use kernel::{Error, FieldError, Result};
use serde::Deserialize;
use utoipa::ToSchema;

macro_rules! facts {
    ($($(#[$about:meta])* $field:ident: [$($kind:tt)+],)*) => {
        /// A new company.
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct NewEnterprise {
            #[schema(example = "示例云计算（新疆）有限公司", min_length = 2, max_length = 200)]
            pub name: String,
            $($(#[$about])* #[serde(default)] pub $field: Option<$($kind)+>,)*
            /// Where all this comes from.
            #[serde(default)]
            pub source: Option<Source>,
            /// The namesake in the books was looked at and is another company.
            #[serde(default)]
            pub namesake_confirmed: bool,
        }

        /// Changes to a company: what is absent stays, null clears, a value sets.
        #[derive(Debug, Default, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct EnterpriseChanges {
            /// The version as last read, where it does not stand in `If-Match`.
            #[serde(default)]
            #[schema(example = 3)]
            pub version: Option<i64>,
            #[serde(default)]
            #[schema(min_length = 2, max_length = 200)]
            pub name: Option<String>,
            $($(#[$about])* #[serde(default)] #[schema(value_type = Option<$($kind)+>)] pub $field: Change<$($kind)+>,)*
            /// Where the changed facts come from; without it, the user's own knowledge of today.
            #[serde(default)]
            pub source: Option<Source>,
            /// The namesake in the books was looked at and is another company.
            #[serde(default)]
            pub namesake_confirmed: bool,
        }

        impl EnterpriseChanges {
            /// Writes the changes over a form; what cannot be written is an error of its field.
            pub fn onto(&self, draft: &mut Draft) -> Result<()> {
                let mut errors = Vec::new();
                if let Some(name) = &self.name {
                    draft.name.clone_from(name);
                }
                $(put(stringify!($field), &self.$field, &mut draft.$field, &mut errors);)*
                if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
            }
        }

        impl From<NewEnterprise> for EnterpriseChanges {
            fn from(new: NewEnterprise) -> Self {
                Self {
                    version: None,
                    name: Some(new.name),
                    $($field: new.$field.into(),)*
                    source: new.source,
                    namesake_confirmed: new.namesake_confirmed,
                }
            }
        }
    };
}

facts! {
    name_en: [String],
    /// 统一社会信用代码, 18 characters with the right check character.
    credit_code: [String],
    registration_no: [String],
    /// `active`, `preparing`, `suspended`, `moved_out`, `revoked`, `cancelled`, or the registry's word such as 存续.
    status: [String],
    company_type: [String],
    capital: [Money],
    paid_capital: [Money],
    #[schema(format = Date)]
    founded_on: [String],
    term: [String],
    /// 行政区划 code, 6 digits.
    region_code: [String],
    address: [String],
    /// GB/T 4754-2017, of any level.
    industry_code: [String],
    /// Code of a focus industry.
    focus: [String],
    /// `large`, `medium`, `small` or `micro`.
    size: [String],
    insured_count: [i64],
    website: [String],
    scope: [String],
    intro: [String],
    former_names: [Vec<String>],
    tags: [Vec<String>],
    department_id: [String],
    parent_id: [String],
    group_name: [String],
    #[schema(format = Date)]
    checked_on: [String],
}

/// How a value is written in a form.
trait Written {
    fn written(&self, field: &str) -> std::result::Result<String, FieldError>;
}

impl Written for String {
    fn written(&self, _: &str) -> std::result::Result<String, FieldError> {
        Ok(self.clone())
    }
}

impl Written for i64 {
    fn written(&self, _: &str) -> std::result::Result<String, FieldError> {
        Ok(self.to_string())
    }
}

/// A form parts lists by these, so that a word cannot hold one.
const PARTS: [char; 7] = ['\n', ',', '，', ';', '；', '、', '|'];

impl Written for Vec<String> {
    fn written(&self, field: &str) -> std::result::Result<String, FieldError> {
        match self.iter().find(|word| word.contains(PARTS)) {
            Some(word) => Err(FieldError::new(field, "api-list-mark").arg("found", word)),
            None => Ok(self.join("\n")),
        }
    }
}

impl Written for Money {
    fn written(&self, field: &str) -> std::result::Result<String, FieldError> {
        Money::written(self, field)
    }
}

fn put<T: Written>(field: &str, change: &Change<T>, slot: &mut String, errors: &mut Vec<FieldError>) {
    match change {
        Change::Keep => {}
        Change::Clear => slot.clear(),
        Change::Set(value) => match value.written(field) {
            Ok(text) => *slot = text,
            Err(error) => errors.push(error),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn changes(json: &str) -> EnterpriseChanges {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn absent_stays_null_clears_a_value_sets() {
        let mut draft =
            Draft { name: "甲".into(), address: "路 1 号".into(), scope: "软件".into(), ..Draft::default() };
        changes(r#"{"address":null,"insured_count":402,"tags":["a","b"]}"#).onto(&mut draft).unwrap();
        assert_eq!((draft.name.as_str(), draft.address.as_str(), draft.scope.as_str()), ("甲", "", "软件"));
        assert_eq!((draft.insured_count.as_str(), draft.tags.as_str()), ("402", "a\nb"));
    }

    #[test]
    fn money_is_written_exactly() {
        for (fen, currency) in [(13_400_000_000_i64, "CNY"), (123_456_789, "CNY"), (500_000_000, "USD"), (1, "CNY")] {
            let mut draft = Draft::default();
            changes(&format!(r#"{{"capital":{{"fen":{fen},"currency":"{currency}"}}}}"#)).onto(&mut draft).unwrap();
            let amount = kernel::money::Amount::parse(&draft.capital).unwrap().unwrap();
            assert_eq!((amount.fen, amount.currency.code()), (fen, currency), "{}", draft.capital);
        }
    }

    #[test]
    fn what_a_form_cannot_hold_is_refused() {
        let bad = changes(r#"{"capital":{"fen":1,"currency":"CN"},"former_names":["Example Co., Ltd."]}"#);
        let Err(Error::Invalid(fields)) = bad.onto(&mut Draft::default()) else { panic!("taken") };
        let found: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.code.as_str())).collect();
        assert_eq!(found, [("capital.currency", "api-currency"), ("former_names", "api-list-mark")]);
    }
}
