//! The form that sets a value, and what it shows when the value contradicts the books.
use super::rules::SetValue;
use super::view::{Basis, number, period, source_href};
use super::{IndicatorValue, Overview, PeriodKind, Qualifier};
use kernel::FieldError;
use serde::Deserialize;
use ui::T;
use ui::source::SourceForm;
use ui::view::Choice;

/// The form that sets a value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ValueForm {
    pub period: String,
    pub value: String,
    pub qualifier: String,
    pub as_written: String,
    pub note: String,
    pub version: String,
    #[serde(flatten)]
    pub from: SourceForm,
}

impl ValueForm {
    pub fn of(v: &IndicatorValue) -> Self {
        Self {
            period: v.period.clone(),
            value: v.number().plain(),
            qualifier: v.qualifier.code().to_owned(),
            as_written: v.as_written.clone().unwrap_or_default(),
            note: v.note.clone().unwrap_or_default(),
            version: v.version.to_string(),
            from: SourceForm::of(&v.source),
        }
    }
    pub fn command(&self) -> Result<SetValue, kernel::Error> {
        let qualifier = match self.qualifier.as_str() {
            "" => Some(Qualifier::Exact),
            code => Qualifier::parse(code),
        };
        Ok(SetValue {
            period: self.period.clone(),
            value: self.value.clone(),
            qualifier: qualifier.ok_or_else(|| kernel::Error::invalid("qualifier", "field-unknown-choice"))?,
            as_written: self.as_written.clone(),
            note: self.note.clone(),
            source: self.from.source(),
            version: self.version.trim().parse().unwrap_or(0),
        })
    }
    pub fn is_new(&self) -> bool {
        matches!(self.version.as_str(), "" | "0")
    }
    pub fn qualifiers(&self, t: T) -> Vec<Choice> {
        let choice = |q: &Qualifier| {
            let label = t.s(format!("indicator-qualifier-{}", q.code().replace('_', "-")));
            Choice::new(q.code(), label, q.code() == self.qualifier)
        };
        Qualifier::ALL.iter().map(choice).collect()
    }
}

/// How a period of this indicator is written.
pub fn period_hint(t: T, kind: PeriodKind) -> String {
    t.s(format!("indicator-period-hint-{}", kind.code()))
}

/// A refused contradiction: the lines of arithmetic and the records that they rest on.
#[derive(Default)]
pub struct Refusal {
    pub lines: Vec<String>,
    pub basis: Vec<Basis>,
}

impl Refusal {
    pub fn of(t: T, errors: &[FieldError], all: &[Overview]) -> Self {
        let Some(error) = errors.iter().find(|e| e.code == "indicator-contradiction") else {
            return Self::default();
        };
        let arg = |name: &str| error.args.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
        let lines = arg(if t.is_zh() { "lines_zh" } else { "lines_en" });
        let basis = arg("records").split(' ').filter_map(|record| {
            let (code, at) = record.split_once('@')?;
            let of = all.iter().find(|o| o.indicator.code == code)?;
            let stands = of.series.iter().find(|v| v.period == at)?;
            let name = of.indicator.name(t.locale);
            let text = format!("{} {name} {}", period(t, at), number(t, stands));
            Some(Basis { text, href: source_href(code, at) })
        });
        Self { lines: lines.lines().map(str::to_owned).collect(), basis: basis.collect() }
    }
}
