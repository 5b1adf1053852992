//! The part of a pack that signs: agreements with workstreams, projects and amounts, and the rules by which they count.
use super::model::{Bilingual, Provenance};
use super::model_lead::PackDay;
use attract::agreement::{AmountKind, Basis, Kind, PerProject, WorkState};
use chrono::NaiveDate;
use kernel::money::Amount;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackAgreement {
    pub code: String,
    pub title: Bilingual,
    pub kind: Kind,
    /// Absent where the source gives no day.
    pub signed_on: Option<PackDay>,
    /// The day is invented, the signing is not.
    pub date_example: bool,
    /// Names of organisations; `ID` of a company of the pack stands for its name.
    pub parties: Vec<String>,
    pub lead: Option<String>,
    pub mission: Option<String>,
    pub provenance: Provenance,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackWorkstream {
    pub agreement: String,
    pub code: String,
    pub name: Bilingual,
    pub state: WorkState,
    pub note: Option<String>,
    pub provenance: Provenance,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackProject {
    pub id: String,
    pub agreement: Option<String>,
    pub name: Bilingual,
    pub enterprise: String,
    pub focus: Option<String>,
    pub provenance: Provenance,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackAmount {
    pub id: String,
    pub agreement: Option<String>,
    pub project: String,
    pub kind: AmountKind,
    pub basis: Basis,
    pub dated_on: PackDay,
    pub amount: Amount,
    /// Yuan for one unit of another currency, times 10⁶, and where it can be looked up.
    pub rate: Option<(i64, String)>,
    /// The document that shows it; none: the amount is claimed without evidence.
    pub provenance: Option<Provenance>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackRule {
    pub code: String,
    pub counts: AmountKind,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub per_project: PerProject,
    pub framework_counts: bool,
    pub needs_evidence: bool,
    pub foreign_by_rate: bool,
    pub text: Bilingual,
    pub provenance: Provenance,
}
