//! A company on the wire.
use crate::api::wire::{Money, Source, instant};
use enterprise::company::Enterprise as Company;
use enterprise::focus::rules::Taxonomy;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A company of the zone's books. What is not known is null.
#[derive(Debug, Serialize, ToSchema)]
pub struct Enterprise {
    #[schema(example = "01905e2a-7c3b-7d10-9f0e-3a1c5b7d9e11")]
    pub id: String,
    #[schema(example = "示例云计算（新疆）有限公司")]
    pub name: String,
    pub name_en: Option<String>,
    /// 统一社会信用代码 (GB 32100-2015).
    pub credit_code: Option<String>,
    /// 工商注册号, of firms without a credit code.
    pub registration_no: Option<String>,
    /// `active`, `preparing`, `suspended`, `moved_out`, `revoked` or `cancelled`.
    #[schema(example = "active")]
    pub status: &'static str,
    /// The registry's own word.
    pub status_text: Option<String>,
    pub company_type: Option<String>,
    /// 注册资本.
    pub capital: Option<Money>,
    /// 实缴资本.
    pub paid_capital: Option<Money>,
    #[schema(format = Date)]
    pub founded_on: Option<String>,
    /// 营业期限, as written.
    pub term: Option<String>,
    /// 行政区划 code.
    #[schema(example = "650104")]
    pub region_code: Option<String>,
    pub address: Option<String>,
    /// GB/T 4754-2017, of any level.
    #[schema(example = "6513")]
    pub industry_code: Option<String>,
    /// The focus industry that somebody said.
    pub focus: Option<String>,
    /// The focus industry that it counts under: said, else by industry code, else `other`.
    #[schema(example = "it")]
    pub counts_under: String,
    /// `large`, `medium`, `small` or `micro`.
    pub size: Option<&'static str>,
    /// 参保人数.
    pub insured_count: Option<i64>,
    pub website: Option<String>,
    /// 经营范围.
    pub scope: Option<String>,
    pub intro: Option<String>,
    pub former_names: Vec<String>,
    pub tags: Vec<String>,
    /// 归口部门.
    pub department_id: Option<String>,
    /// 母公司 in these books.
    pub parent_id: Option<String>,
    /// 所属集团, as a source names it.
    pub group_name: Option<String>,
    /// Where single facts came from when it was not the record's own source.
    pub facts: BTreeMap<String, Source>,
    /// Where the record came from.
    pub source: Option<Source>,
    /// A user's id, or the name that an imported file gave.
    pub recorded_by: Option<String>,
    #[schema(format = Date)]
    pub recorded_on: String,
    /// When somebody last confirmed the record.
    #[schema(format = Date)]
    pub checked_on: Option<String>,
    /// The record that this one was merged into.
    pub merged_into: Option<String>,
    /// Since when it is off the list.
    #[schema(format = Date)]
    pub removed_on: Option<String>,
    /// The import that last wrote it.
    pub batch_id: Option<String>,
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// For `If-Match`.
    #[schema(example = 3)]
    pub version: i64,
}

impl Enterprise {
    pub fn of(c: Company, taxonomy: &Taxonomy) -> Self {
        let counts_under = taxonomy.of(&c).to_owned();
        let money = |fen| Money::of(fen, c.capital_currency.as_deref());
        Self {
            counts_under,
            capital: money(c.capital_fen),
            paid_capital: money(c.paid_capital_fen),
            status: c.status.code(),
            size: c.size.map(|s| s.code()),
            facts: facts(&c.facts),
            source: Source::of(&c.source),
            id: c.id.into(),
            name: c.name,
            name_en: c.name_en,
            credit_code: c.credit_code,
            registration_no: c.registration_no,
            status_text: c.status_text,
            company_type: c.company_type,
            founded_on: c.founded_on,
            term: c.term,
            region_code: c.region_code,
            address: c.address,
            industry_code: c.industry_code,
            focus: c.focus,
            insured_count: c.insured_count,
            website: c.website,
            scope: c.scope,
            intro: c.intro,
            former_names: c.former_names,
            tags: c.tags,
            department_id: c.department_id.map(Into::into),
            parent_id: c.parent_id.map(Into::into),
            group_name: c.group_name,
            recorded_by: c.recorded_by,
            recorded_on: c.recorded_on,
            checked_on: c.checked_on,
            merged_into: c.merged_into.map(Into::into),
            removed_on: c.removed_on,
            batch_id: c.batch_id,
            updated_at: instant(c.updated_us),
            version: c.version,
        }
    }
}

/// Under the names that the fields have here.
fn facts(kept: &BTreeMap<String, kernel::Source>) -> BTreeMap<String, Source> {
    let named = |(field, source): (&String, &kernel::Source)| {
        let field = field.strip_suffix("_fen").unwrap_or(field);
        (field != "capital_currency").then(|| (field.to_owned(), Source::whole(source)))
    };
    kept.iter().filter_map(named).collect()
}
