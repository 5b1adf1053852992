//! What a zone pack holds, after reading: plain values, already checked, in the order of the files.
//!
//! Every statement of fact knows its [`Provenance`]: a quoted sentence, a whole document (a statistical standard, say),
//! or that it is 示例, invented for the demonstration.
use super::model_agreement::{PackAgreement, PackAmount, PackProject, PackRule, PackWorkstream};
use super::model_lead::{PackActivity, PackHesitation, PackLead};
use super::model_measure::{ExternalRank, Indicator, IndicatorValue, ThresholdRule};
use super::model_mission::{PackMission, PackVisit};
use chrono::NaiveDate;
use kernel::credit_code::CreditCode;
use kernel::industry::IndustryCode;
use kernel::money::Fen;
use kernel::region::RegionCode;
use kernel::{Source, ZoneId};
use serde::Serialize;

/// A whole pack. All references between its parts have been checked: a code that is named exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pack {
    pub zone: Zone,
    pub documents: Vec<Document>,
    pub sentences: Vec<Sentence>,
    pub focuses: Vec<Focus>,
    pub focus_industries: Vec<FocusIndustry>,
    pub tags: Vec<Tag>,
    pub lists: Vec<NamedList>,
    pub enterprises: Vec<PackEnterprise>,
    pub enterprise_tags: Vec<EnterpriseTag>,
    pub memberships: Vec<Membership>,
    pub figures: Vec<Figure>,
    pub contacts: Vec<Contact>,
    pub thresholds: Vec<ThresholdRule>,
    pub indicators: Vec<Indicator>,
    pub indicator_values: Vec<IndicatorValue>,
    pub ranks: Vec<ExternalRank>,
    pub views: Vec<SharedView>,
    pub leads: Vec<PackLead>,
    pub lead_hesitations: Vec<PackHesitation>,
    pub lead_activities: Vec<PackActivity>,
    pub missions: Vec<PackMission>,
    pub mission_visits: Vec<PackVisit>,
    pub agreements: Vec<PackAgreement>,
    pub agreement_workstreams: Vec<PackWorkstream>,
    pub agreement_projects: Vec<PackProject>,
    pub agreement_amounts: Vec<PackAmount>,
    pub counting_rules: Vec<PackRule>,
}

impl Pack {
    /// What a page answers to "where from?" for a statement of the pack.
    pub fn source_of(&self, provenance: &Provenance) -> Source {
        let (document, sentence) = match provenance {
            Provenance::Example => return Source::example(),
            Provenance::Document(id) => (id, None),
            Provenance::Sentence(id) => match self.sentences.iter().find(|sentence| sentence.id == *id) {
                Some(sentence) => (&sentence.document, Some(sentence.text.clone())),
                None => (id, None),
            },
        };
        let Some(found) = self.documents.iter().find(|known| known.id == *document) else {
            return Source { sentence, ..Source::named(document) };
        };
        Source {
            document: found.title.zh.clone(),
            sentence,
            publisher: found.publisher.clone(),
            on: found.published_on.map(|day| day.to_string()),
            url: found.url.clone(),
            example: false,
        }
    }
}

/// Where a statement comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Provenance {
    /// The id of a quoted sentence of `sentences.csv`.
    Sentence(String),
    /// The id of a document of `documents.toml`, taken as a whole.
    Document(String),
    /// 示例: invented for the demonstration.
    #[default]
    Example,
}

/// A word with its two languages; Chinese is written first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Zone {
    /// The code in addresses and keys.
    pub code: ZoneId,
    pub name: Bilingual,
    /// For the top bar and the phone.
    pub short_name: Bilingual,
    /// The division whose companies are the zone's, such as 650104.
    pub region: RegionCode,
    /// The city of which the zone is a part, such as 650100: the whole in "share of the city".
    pub city_region: RegionCode,
    pub provenance: Provenance,
}

/// A source: a report, a notice, a standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Document {
    pub id: String,
    pub title: Bilingual,
    pub publisher: Option<String>,
    pub published_on: Option<NaiveDate>,
    /// The year that it reports on.
    pub year: Option<i32>,
    pub url: Option<String>,
    pub note: Option<String>,
}

/// One sentence quoted word for word; `……` stands for words left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sentence {
    pub id: String,
    pub document: String,
    pub text: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 主导产业
    #[default]
    Leading,
    /// 潜力产业
    Potential,
}

/// A focus industry (3+1 产业).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Focus {
    pub code: String,
    /// `f1`…`f4`: the colour that it has on every page.
    pub slot: String,
    pub name: Bilingual,
    pub tier: Tier,
    /// Words by which a chain segment or a scope of business is recognised as belonging here.
    pub words: Vec<String>,
    pub provenance: Provenance,
}

/// A GB/T 4754-2017 code that counts towards a focus industry; the longest matching code wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FocusIndustry {
    pub focus: String,
    pub industry: IndustryCode,
    /// Why it is here.
    pub reason: Bilingual,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TagKind {
    /// A plain label.
    #[default]
    Label,
    /// A part in an industrial cluster (龙头, 骨干, 领军) that a source claims for the company.
    Role,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tag {
    pub code: String,
    pub name: Bilingual,
    pub kind: TagKind,
    pub description: Bilingual,
}

/// A list that companies are on, such as 世界500强.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NamedList {
    pub code: String,
    pub name: Bilingual,
    pub publisher: Option<String>,
    pub note: Bilingual,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NameStatus {
    /// The registered name, as the source gives it.
    Full,
    /// A short name; the registered name is not in the source.
    #[default]
    AsWritten,
}

/// Why a company is counted to a focus industry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FocusBasis {
    /// The source says so.
    #[default]
    Stated,
    /// Read off the company's own name; the source does not say it.
    Name,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FocusClaim {
    pub focus: String,
    pub basis: FocusBasis,
    pub provenance: Provenance,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IndustryClaim {
    pub industry: IndustryCode,
    pub provenance: Provenance,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PackEnterprise {
    /// The pack's own id, by which its other files and a second loading name the company.
    pub id: String,
    pub name: String,
    pub name_status: NameStatus,
    /// Other names under which the source has it.
    pub aliases: Vec<String>,
    pub credit_code: Option<CreditCode>,
    /// 登记状态 in the words of the register, such as 存续.
    pub status: Option<String>,
    pub focus: Option<FocusClaim>,
    pub industry: Option<IndustryClaim>,
    pub region: Option<RegionCode>,
    pub established_on: Option<NaiveDate>,
    pub registered_capital_fen: Option<Fen>,
    pub address: Option<String>,
    /// The pack id of the parent company; only examples have one.
    pub parent: Option<String>,
    pub provenance: Provenance,
}

impl PackEnterprise {
    /// Invented for the demonstration (示例).
    pub fn is_example(&self) -> bool {
        self.provenance == Provenance::Example
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EnterpriseTag {
    pub enterprise: String,
    pub tag: String,
    /// What the tag refers to, such as the cluster in which the company is 龙头.
    pub detail: Option<String>,
    /// When what it says came true, as precisely as the source says: `2019` or `2019-09`.
    pub since: Option<String>,
    pub provenance: Provenance,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A source says so without year and rank.
    #[default]
    Claimed,
    /// Year and rank of the list are known.
    Evidenced,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Membership {
    pub enterprise: String,
    pub list: String,
    pub evidence: Evidence,
    pub year: Option<i32>,
    pub rank: Option<u32>,
    pub provenance: Provenance,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    #[default]
    Revenue,
    Output,
    Tax,
    Rd,
    Staff,
}

/// An annual figure of a company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    pub enterprise: String,
    pub metric: Metric,
    pub year: i32,
    /// Fen for sums of money, persons for [`Metric::Staff`].
    pub amount: i64,
    pub provenance: Provenance,
}

/// A contact person; a pack holds invented ones of invented companies only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    pub enterprise: String,
    pub name: String,
    pub title: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// Whether a company is above or near the threshold of 规上.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    #[default]
    Above,
    Near,
}

/// A view of the company list that everyone has. Its conditions hold together; values of one condition are alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SharedView {
    pub code: String,
    pub name: Bilingual,
    pub focus: Vec<String>,
    pub tag: Vec<String>,
    pub scale: Option<Scale>,
    /// Fields that must be empty; at present `credit_code` only.
    pub missing: Vec<String>,
}
