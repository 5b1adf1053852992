//! The fields of the company table, under all the names that files give them; export writes the first.
use crate::company::Draft;
use crate::figure::Metric;

/// A column that can be imported and exported.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Stable key, also written into the hidden row of our own files.
    pub key: &'static str,
    /// Chinese heading, as exported; English heading is the i18n key `field-<key>`.
    pub zh: &'static str,
    /// Other headings under which it comes.
    pub aliases: &'static [&'static str],
}

const fn field(key: &'static str, zh: &'static str, aliases: &'static [&'static str]) -> Field {
    Field { key, zh, aliases }
}

/// Every field; `原文件导入名称` is provenance and never the name.
pub const ALL: &[Field] = &[
    field(
        "name",
        "企业名称",
        &[
            "系统匹配企业名称",
            "公司名称",
            "名称",
            "企业",
            "公司",
            "单位名称",
            "机构名称",
            "单位详细名称",
            "主体名称",
            "company",
            "name",
        ],
    ),
    field(
        "credit_code",
        "统一社会信用代码",
        &["社会信用代码", "信用代码", "统一信用代码", "统一社会信用代码/注册号", "uscc"],
    ),
    field("registration_no", "注册号", &["工商注册号", "营业执照号", "营业执照注册号"]),
    field("organisation_code", "组织机构代码", &["机构代码"]),
    field("taxpayer_no", "纳税人识别号", &["税号", "税务登记号"]),
    field("status", "登记状态", &["经营状态", "企业状态", "状态", "存续状态"]),
    field("legal_representative", "法定代表人", &["法人", "法人代表", "负责人", "法定代表人姓名", "法人姓名"]),
    field("phones", "电话", &["联系电话", "电话号码", "手机", "企业电话", "联系方式"]),
    field("more_phones", "更多电话", &["其他电话"]),
    field("emails", "邮箱", &["电子邮箱", "邮件", "email", "e-mail"]),
    field("more_emails", "更多邮箱", &["其他邮箱"]),
    field("capital", "注册资本", &["注册资金", "注册资本(万元)", "注册资本（万元）", "注册资本金"]),
    field("paid_capital", "实缴资本", &["实缴资本(万元)", "实收资本"]),
    field("founded_on", "成立日期", &["注册日期", "成立时间", "登记日期", "注册时间"]),
    field("term", "营业期限", &["经营期限"]),
    field("company_type", "企业类型", &["企业（机构）类型", "企业(机构)类型", "公司类型", "类型"]),
    field("province", "所属省份", &["省份", "省"]),
    field("city", "所属城市", &["城市", "市"]),
    field("county", "所属区县", &["区县", "区", "县"]),
    field("region_code", "行政区划代码", &["区划代码", "行政区划"]),
    field("address", "企业地址", &["注册地址", "地址", "住所", "单位地址", "经营地址"]),
    field("industry_class", "国标行业小类", &["行业小类"]),
    field("industry_group", "国标行业中类", &["行业中类"]),
    field("industry_division", "国标行业大类", &["行业大类"]),
    field("industry_section", "国标行业门类", &["行业门类", "所属行业门类"]),
    field("industry_code", "国民经济行业代码", &["行业代码", "行业", "所属行业", "国民经济行业"]),
    field("focus", "重点产业", &["产业", "主导产业", "所属产业"]),
    field("size", "企业规模", &["规模"]),
    field("insured_count", "参保人数", &["社保人数", "参保人员"]),
    field("former_names", "曾用名", &["历史名称", "曾用名称"]),
    field("name_en", "英文名", &["英文名称", "企业英文名"]),
    field("website", "官网", &["网址", "网站", "公司网址", "企业网址"]),
    field("scope", "经营范围", &["业务范围", "主营业务"]),
    field("intro", "企业简介", &["简介", "公司简介"]),
    field("tags", "标签", &["企业标签"]),
    field("group_name", "所属集团", &["集团", "母公司"]),
    field("recorded_by", "录入人", &["创建人", "登记人"]),
    field("recorded_on", "录入日期", &["创建时间", "创建日期", "录入时间"]),
    field("checked_on", "核验日期", &["最近核验", "更新日期"]),
    field("file_name", "原文件导入名称", &[]),
];

/// The field of a key.
pub fn by_key(key: &str) -> Option<&'static Field> {
    ALL.iter().find(|f| f.key == key)
}

/// The key for a heading as it stands in a file; figures are `figure:revenue:2023:万元`.
pub fn key_of_heading(heading: &str) -> Option<String> {
    let plain = plain(heading);
    if plain.is_empty() {
        return None;
    }
    let exact = ALL.iter().find(|f| self::plain(f.zh) == plain || f.aliases.iter().any(|a| self::plain(a) == plain));
    exact.map(|f| f.key.to_owned()).or_else(|| figure_key(&plain))
}

/// A heading without spaces, brackets' width and case.
pub fn plain(heading: &str) -> String {
    heading
        .chars()
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

const FIGURES: &[(Metric, &[&str])] = &[
    (Metric::Revenue, &["营业收入", "主营业务收入", "营收"]),
    (Metric::Output, &["总产值", "工业总产值", "产值"]),
    (Metric::Tax, &["纳税额", "纳税总额", "上缴税费", "税收"]),
    (Metric::Rd, &["研发投入", "研发费用", "研究开发费用"]),
    (Metric::Staff, &["从业人员", "从业人数", "员工人数"]),
];

/// `2023年营业收入(万元)` → `figure:revenue:2023:万元`. Without a year it is no figure; without a unit the user is asked.
fn figure_key(plain: &str) -> Option<String> {
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let year = (digits.len() == 4).then_some(digits)?;
    let (metric, _) = FIGURES.iter().find(|(_, words)| words.iter().any(|w| plain.contains(w)))?;
    let unit = ["千元", "万元", "亿元", "元"].into_iter().find(|u| plain.contains(u)).unwrap_or("");
    let unit = if metric.is_money() { unit } else { "人" };
    Some(format!("figure:{}:{year}:{unit}", metric.code()))
}

/// A figure column's metric, year and unit.
pub fn figure_of(key: &str) -> Option<(Metric, &str, &str)> {
    let mut parts = key.strip_prefix("figure:")?.splitn(3, ':');
    Some((Metric::parse(parts.next()?)?, parts.next()?, parts.next()?))
}

/// The text of a company's field for export; empty for fields that are kept elsewhere.
pub fn written<'d>(draft: &'d Draft, key: &str) -> &'d str {
    match key {
        "name" => &draft.name,
        "credit_code" => &draft.credit_code,
        "registration_no" => &draft.registration_no,
        "status" => &draft.status,
        "capital" => &draft.capital,
        "paid_capital" => &draft.paid_capital,
        "founded_on" => &draft.founded_on,
        "term" => &draft.term,
        "company_type" => &draft.company_type,
        "region_code" => &draft.region_code,
        "address" => &draft.address,
        "industry_code" => &draft.industry_code,
        "focus" => &draft.focus,
        "size" => &draft.size,
        "insured_count" => &draft.insured_count,
        "former_names" => &draft.former_names,
        "name_en" => &draft.name_en,
        "website" => &draft.website,
        "scope" => &draft.scope,
        "intro" => &draft.intro,
        "tags" => &draft.tags,
        "group_name" => &draft.group_name,
        "checked_on" => &draft.checked_on,
        _ => "",
    }
}

/// The draft's field of a key, to be filled.
pub fn slot<'d>(draft: &'d mut Draft, key: &str) -> Option<&'d mut String> {
    Some(match key {
        "name" => &mut draft.name,
        "credit_code" => &mut draft.credit_code,
        "registration_no" => &mut draft.registration_no,
        "status" => &mut draft.status,
        "capital" => &mut draft.capital,
        "paid_capital" => &mut draft.paid_capital,
        "founded_on" => &mut draft.founded_on,
        "term" => &mut draft.term,
        "company_type" => &mut draft.company_type,
        "region_code" => &mut draft.region_code,
        "address" => &mut draft.address,
        "industry_code" => &mut draft.industry_code,
        "focus" => &mut draft.focus,
        "size" => &mut draft.size,
        "insured_count" => &mut draft.insured_count,
        "former_names" => &mut draft.former_names,
        "name_en" => &mut draft.name_en,
        "website" => &mut draft.website,
        "scope" => &mut draft.scope,
        "intro" => &mut draft.intro,
        "tags" => &mut draft.tags,
        "group_name" => &mut draft.group_name,
        "checked_on" => &mut draft.checked_on,
        _ => return None,
    })
}
