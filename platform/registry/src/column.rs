//! Which column of a file is which field of a company: the names under which registry data, 企查查, 天眼查 and hand-kept
//! tables give them, and what the user maps himself.
use std::collections::BTreeMap;

use kernel::money::Unit;

use crate::error::{Error, Result};

/// A field of a company that a file can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Name,
    CreditCode,
    /// Used where the credit code is empty: 注册号.
    RegistrationNo,
    RegisteredOn,
    /// 上市日期, of companies whose shares are traded.
    ListedOn,
    StockCode,
    Capital,
    /// ISO code of the currency of a capital that stands as a bare number.
    CapitalCurrency,
    /// What the source knows about its capital: `suspect_scale` and `currency_unknown` make it unusable.
    CapitalFlag,
    CompanyType,
    Status,
    Province,
    City,
    County,
    Address,
    Scope,
    Size,
    Insured,
    /// A code of GB/T 4754.
    IndustryCode,
    IndustryGroup,
    IndustryDivision,
}

const NAMES: &[(Field, &str, &[&str])] = &[
    (
        Field::Name,
        "name",
        &["系统匹配企业名称", "企业名称", "公司名称", "单位名称", "单位详细名称", "主体名称", "名称", "company"],
    ),
    (
        Field::CreditCode,
        "credit_code",
        &["uscc", "统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一社会信用代码/注册号"],
    ),
    (Field::RegistrationNo, "registration_no", &["注册号", "工商注册号", "营业执照号"]),
    (Field::RegisteredOn, "registered_on", &["成立日期", "注册日期", "成立时间", "登记日期", "注册时间"]),
    (Field::ListedOn, "listed_on", &["上市日期", "上市时间"]),
    (Field::StockCode, "stock_code", &["股票代码", "证券代码"]),
    (Field::Capital, "capital", &["capital_10k", "注册资本", "注册资金", "注册资本金"]),
    (Field::CapitalCurrency, "capital_currency", &["注册资本币种", "币种", "currency"]),
    (Field::CapitalFlag, "capital_flag", &[]),
    (Field::CompanyType, "company_type", &["企业类型", "企业(机构)类型", "公司类型"]),
    (Field::Status, "status", &["登记状态", "经营状态", "企业状态", "状态"]),
    (Field::Province, "province", &["所属省份", "省份", "省"]),
    (Field::City, "city", &["所属城市", "城市", "市"]),
    (Field::County, "county", &["所属区县", "区县"]),
    (Field::Address, "address", &["企业地址", "注册地址", "地址", "住所", "经营地址"]),
    (Field::Scope, "scope", &["business_scope", "经营范围", "业务范围"]),
    (Field::Size, "size", &["企业规模", "规模", "人员规模"]),
    (Field::Insured, "insured", &["参保人数", "社保人数"]),
    (Field::IndustryCode, "industry_code", &["国民经济行业代码", "行业代码"]),
    (Field::IndustryGroup, "industry_group", &["国标行业中类", "行业中类"]),
    (Field::IndustryDivision, "industry_division", &["国标行业大类", "行业大类"]),
];

impl Field {
    /// The key of `--map KEY=COLUMN`.
    pub fn key(self) -> &'static str {
        NAMES.iter().find(|(f, ..)| *f == self).map_or("", |(_, key, _)| key)
    }

    fn of_key(key: &str) -> Option<Self> {
        NAMES.iter().find(|(_, k, _)| *k == key).map(|(f, ..)| *f)
    }

    /// By any of its usual headings.
    pub(crate) fn of_heading(heading: &str) -> Option<Self> {
        let folded = plain(heading);
        let bare = without_unit(&folded).0;
        let names = |key: &str, aliases: &[&str]| key == bare || aliases.contains(&bare);
        NAMES.iter().find(|(_, key, aliases)| names(key, aliases)).map(|(f, ..)| *f)
    }
}

/// What the user says about the columns: key of a field, with the unit after a colon for the capital, to a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<Field, (String, Option<Unit>)>);

impl Mapping {
    /// Adds `name=公司全称`, `capital:万元=注册资本` or `province=-` (leave this field out).
    ///
    /// # Errors
    /// [`Error::Mapping`] when it is not KEY=COLUMN, or no such key exists.
    pub fn add(&mut self, given: &str) -> Result<()> {
        let wrong = || Error::Mapping { given: given.to_owned(), keys: keys() };
        let (key, column) = given.split_once('=').ok_or_else(wrong)?;
        let (key, unit) = match key.split_once([':', '：']) {
            Some((key, unit)) => (key, Some(unit_named(unit.trim()).ok_or_else(wrong)?)),
            None => (key, None),
        };
        let field = Field::of_key(key.trim()).ok_or_else(wrong)?;
        if column.trim().is_empty() || (unit.is_some() && field != Field::Capital) {
            return Err(wrong());
        }
        self.0.insert(field, (column.trim().to_owned(), unit));
        Ok(())
    }

    pub(crate) fn names(&self, heading: &str) -> bool {
        self.0.values().any(|(column, _)| plain(column) == plain(heading))
    }
}

fn keys() -> String {
    NAMES.iter().map(|(_, key, _)| *key).collect::<Vec<_>>().join(", ")
}

/// The columns of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Field of each column, None for columns that are not read.
    pub fields: Vec<Option<Field>>,
    /// The unit in which bare capitals count, when the heading or the user names one.
    pub capital_unit: Option<Unit>,
}

impl Columns {
    /// Recognises the headings; what the user maps wins over what is recognised, and the first column of a kind wins.
    pub fn recognise(headings: &[String], mapping: &Mapping, file: &str) -> Result<Self> {
        let mut columns = Self { fields: vec![None; headings.len()], capital_unit: None };
        for (field, (column, unit)) in &mapping.0 {
            if column == "-" {
                continue;
            }
            let at = headings.iter().position(|h| plain(h) == plain(column)).ok_or_else(|| Error::NoColumn {
                column: column.clone(),
                file: file.to_owned(),
                headings: headings.join(", "),
            })?;
            columns.set(at, *field, headings, *unit);
        }
        // In the order of the aliases: 系统匹配企业名称 is the name even where 名称 stands before it.
        for (field, key, aliases) in NAMES {
            if mapping.0.contains_key(field) {
                continue;
            }
            let found = std::iter::once(key).chain(aliases.iter()).find_map(|alias| {
                headings.iter().position(|h| without_unit(&plain(h)).0 == *alias && !mapping.names(h))
            });
            if let Some(at) = found {
                columns.set(at, *field, headings, None);
            }
        }
        if columns.has(Field::Name) {
            return Ok(columns);
        }
        Err(Error::NoNameColumn { file: file.to_owned(), headings: headings.join(", ") })
    }

    fn set(&mut self, at: usize, field: Field, headings: &[String], unit: Option<Unit>) {
        if let Some(slot) = self.fields.get_mut(at) {
            *slot = Some(field);
        }
        if field == Field::Capital {
            let heading = headings.get(at).map(|h| plain(h)).unwrap_or_default();
            let ten_thousands = (heading == "capital_10k").then_some(Unit::Wan);
            self.capital_unit = unit.or(ten_thousands).or(without_unit(&heading).1);
        }
    }

    pub fn has(&self, field: Field) -> bool {
        self.fields.contains(&Some(field))
    }
}

fn unit_named(text: &str) -> Option<Unit> {
    Unit::ALL.into_iter().find(|u| u.name_zh() == text)
}

/// `注册资本(万元)` without its unit, and the unit.
fn without_unit(plain: &str) -> (&str, Option<Unit>) {
    let parts = plain.strip_suffix(')').and_then(|p| p.rsplit_once('('));
    match parts.and_then(|(bare, unit)| Some((bare, unit_named(unit)?))) {
        Some((bare, unit)) => (bare, Some(unit)),
        None => (plain, None),
    }
}

/// A heading without spaces, width, case and marks.
fn plain(heading: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let kept = heading.chars().map(narrow).filter(|c| !c.is_whitespace() && !matches!(c, '*' | '\u{feff}'));
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headings: &[&str], mapping: &[&str]) -> Result<Columns> {
        let mut given = Mapping::default();
        for m in mapping {
            given.add(m)?;
        }
        Columns::recognise(&headings.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>(), &given, "f.csv")
    }

    #[test]
    fn headings_of_the_usual_sources_are_recognised() {
        let qcc = columns(&["原文件导入名称", "系统匹配企业名称", "注册资本（万元）", "成立日期"], &[]).unwrap();
        assert_eq!(qcc.fields, [None, Some(Field::Name), Some(Field::Capital), Some(Field::RegisteredOn)]);
        assert_eq!(qcc.capital_unit, Some(Unit::Wan));
        let data = columns(&["name", "uscc", "capital_10k", "business_scope"], &[]).unwrap();
        assert_eq!(data.fields.iter().flatten().count(), 4);
        assert_eq!(data.capital_unit, Some(Unit::Wan));
        assert_eq!(columns(&["企业名称", "注册资本"], &[]).unwrap().capital_unit, None);
    }

    #[test]
    fn what_the_user_maps_wins() {
        let c = columns(&["全称", "名称", "资本"], &["name=全称", "capital:亿元=资本"]).unwrap();
        assert_eq!(c.fields, [Some(Field::Name), None, Some(Field::Capital)]);
        assert_eq!(c.capital_unit, Some(Unit::Yi));
        assert!(!columns(&["name", "city"], &["city=-"]).unwrap().has(Field::City));
        for wrong in ["全称", "title=名称", "name=", "city:万元=x", "capital:磅=x"] {
            assert!(matches!(columns(&["名称"], &[wrong]), Err(Error::Mapping { .. })), "{wrong}");
        }
        assert!(matches!(columns(&["名称"], &["name=全称"]), Err(Error::NoColumn { .. })));
        assert!(matches!(columns(&["a", "b"], &[]), Err(Error::NoNameColumn { .. })));
    }
}
