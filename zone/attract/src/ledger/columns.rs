//! Which column of a ledger says what: titles as bureaus write them, and what a row says under them.
use crate::Candidate;
use crate::lead::Channel;
use crate::lead::draft::Draft;
use kernel::money::Unit;
use std::collections::HashMap;

/// The fields that a ledger can fill, with the titles by which they are known, the export's own first.
pub const FIELDS: &[(&str, &[&str])] = &[
    (
        "company",
        &[
            "企业",
            "企业名称",
            "公司名称",
            "公司",
            "名称",
            "单位名称",
            "客户名称",
            "投资方",
            "Company",
            "Company name",
            "Name",
            "Investor",
            "Enterprise",
        ],
    ),
    ("credit_code", &["统一社会信用代码", "信用代码", "Credit code", "Unified social credit code", "USCC"]),
    ("city", &["来源城市", "城市", "所在城市", "所在地", "企业所在地", "City of origin", "City", "Seat"]),
    ("industry", &["行业", "行业代码", "行业大类", "所属行业", "Trade", "Industry", "Industry code", "Sector"]),
    (
        "subject",
        &["拟投资项目", "项目", "项目名称", "项目内容", "意向项目", "Project", "Project name", "Intended project"],
    ),
    ("channel", &["来源渠道", "渠道", "线索来源", "Channel", "Source of lead", "Lead source"]),
    (
        "amount",
        &[
            "意向投资",
            "意向投资额",
            "拟投资额",
            "投资额",
            "投资规模",
            "计划投资",
            "Intended investment",
            "Planned investment",
            "Investment",
            "Amount",
        ],
    ),
    ("stage", &["阶段", "进展阶段", "进度", "项目阶段", "跟进阶段", "Stage", "Status", "Pipeline stage"]),
    ("stage_on", &["进入阶段日期", "In this stage since", "Stage since", "Stage date"]),
    ("owner", &["负责人", "招商专员", "跟进人", "责任人", "Officer", "Owner", "Assigned to", "Account manager"]),
    (
        "began_on",
        &[
            "起始日期",
            "起始",
            "首次接触",
            "首次接触日期",
            "接洽日期",
            "日期",
            "Began on",
            "Start date",
            "First contact",
            "First contact date",
            "Date",
        ],
    ),
    ("next_step", &["下一步做什么", "下一步", "下步计划", "下步工作", "What comes next", "Next step", "Next action"]),
    (
        "next_on",
        &["到期日", "下一步日期", "完成时限", "Due on", "Due date", "Next step date", "Next step due", "Deadline"],
    ),
    ("lost_reason", &["未成原因", "终止原因", "Reason of loss", "Loss reason", "Lost reason", "Reason lost"]),
    ("activity", &["最近情况", "进展情况", "跟进记录", "跟进情况", "Latest", "Latest activity", "Progress", "Update"]),
    ("activity_on", &["最近跟进", "跟进日期", "Last activity", "Last contact", "Last activity date"]),
    ("note", &["说明", "备注", "Note", "Notes", "Remarks", "Comment", "Comments"]),
    (
        "author",
        &["原登记人", "登记人", "录入人", "填报人", "Originally recorded by", "Recorded by", "Entered by", "Author"],
    ),
    (
        "recorded_on",
        &["登记日期", "登记时间", "录入日期", "填报日期", "Recorded", "Recorded on", "Entered on", "Date recorded"],
    ),
];

/// A title without unit, spaces and marks: 意向投资（亿元） → 意向投资.
fn plain(title: &str) -> String {
    let head = title.split(['（', '(', '/', '：', ':']).next().unwrap_or_default();
    head.chars().filter(|c| !c.is_whitespace() && *c != '*').flat_map(char::to_lowercase).collect()
}

/// The field that a title names.
pub fn field_of(title: &str) -> Option<&'static str> {
    let title = plain(title);
    let known = |names: &[&str]| names.iter().any(|n| plain(n) == title);
    FIELDS.iter().find(|(_, names)| !title.is_empty() && known(names)).map(|(field, _)| *field)
}

/// The unit that the title of an amount names.
fn unit_of(title: &str) -> Option<Unit> {
    let units = [
        ("亿", Unit::Yi),
        ("100 million yuan", Unit::Yi),
        ("cny 100m", Unit::Yi),
        ("百万", Unit::Million),
        ("million yuan", Unit::Million),
        ("cny million", Unit::Million),
        ("rmb million", Unit::Million),
        ("万", Unit::Wan),
        ("10,000 yuan", Unit::Wan),
        ("千元", Unit::Thousand),
        ("元", Unit::Yuan),
    ];
    let title = title.to_lowercase();
    units.into_iter().find(|(word, _)| title.contains(word)).map(|(_, unit)| unit)
}

/// Where each field stands in the file.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Title, field, place.
    pub used: Vec<(String, &'static str, usize)>,
    pub unused: Vec<String>,
    unit: Option<Unit>,
}

impl Columns {
    /// Reads the header; the first column of a field counts.
    pub fn of(header: &[String]) -> Self {
        let mut columns = Self::default();
        for (place, title) in header.iter().enumerate().filter(|(_, t)| !t.trim().is_empty()) {
            match field_of(title).filter(|f| columns.used.iter().all(|(_, known, _)| known != f)) {
                Some("amount") => {
                    columns.unit = unit_of(title);
                    columns.used.push((title.clone(), "amount", place));
                }
                Some(field) => columns.used.push((title.clone(), field, place)),
                None => columns.unused.push(title.clone()),
            }
        }
        columns
    }

    pub fn has(&self, field: &str) -> bool {
        self.used.iter().any(|(_, f, _)| *f == field)
    }

    /// What a row says, by field; cells that say nothing are left out.
    pub fn said(&self, cells: &[String]) -> HashMap<&'static str, String> {
        let empty = |text: &str| matches!(text, "" | "-" | "--" | "—" | "/" | "无");
        let cell = |(_, field, place): &(String, &'static str, usize)| {
            let text = cells.get(*place)?.trim();
            let text = if *field == "amount" { self.with_unit(text) } else { text.to_owned() };
            (!empty(&text)).then_some((*field, text))
        };
        self.used.iter().filter_map(cell).collect()
    }

    /// A bare number gets the unit of its title; without one it stays bare and is refused with the reason.
    fn with_unit(&self, text: &str) -> String {
        let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
        match self.unit {
            Some(unit) if bare => format!("{text}{}", unit.name_zh()),
            _ => text.to_owned(),
        }
    }
}

/// `2020年1月5日`, `2020/1/5`, `2020.1.5` and `2020-01-05 00:00:00` as an ISO day; anything else as it stands.
pub fn day_text(text: &str) -> String {
    let head = text.split([' ', 'T']).next().unwrap_or_default();
    let digits: Vec<&str> = head.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    match digits.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    }
}

/// The draft of a row; the company's facts as the books know them win over the ledger's.
pub fn draft_of(said: &HashMap<&'static str, String>, known: Option<Candidate>, t: ui::T) -> Draft {
    let text = |field: &str| said.get(field).cloned().unwrap_or_default();
    let company = known.unwrap_or_else(|| Candidate {
        name: text("company"),
        credit_code: said.get("credit_code").cloned(),
        city: said.get("city").map(|c| city_code(c)),
        industry: said.get("industry").map(|i| industry_code(i)),
        ..Candidate::default()
    });
    Draft {
        company,
        subject: text("subject"),
        channel: said.get("channel").map(|c| channel_code(c, t)).unwrap_or_default(),
        amount: text("amount"),
        began_on: said.get("began_on").map(|d| day_text(d)).unwrap_or_default(),
        next_step: text("next_step"),
        next_on: said.get("next_on").map(|d| day_text(d)).unwrap_or_default(),
        remind_on: String::new(),
        note: text("note"),
        source: kernel::Source::default(),
    }
}

/// A code with or without its name, or a city's name: 110000, 110000 北京市, 北京.
fn city_code(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or(text);
    if kernel::region::RegionCode::parse(first).is_ok() {
        return first.to_owned();
    }
    let same = |name: &str| name == text || name.strip_suffix('市').is_some_and(|n| n == text);
    let found = kernel::region::all().iter().filter(|r| r.code.to_string().ends_with("00"));
    found.into_iter().find(|r| same(r.name)).map_or_else(|| text.to_owned(), |r| r.code.to_string())
}

/// A code with or without its name, or a division's full name.
fn industry_code(text: &str) -> String {
    use kernel::industry::{IndustryCode, Level, by_name};
    let first = text.split_whitespace().next().unwrap_or(text);
    match IndustryCode::parse(first) {
        Ok(code) => code.as_str().to_owned(),
        Err(_) => by_name(Level::Division, text).map_or_else(|_| text.to_owned(), |code| code.as_str().to_owned()),
    }
}

fn channel_code(text: &str, t: ui::T) -> String {
    let named = |c: &Channel| t.s(format!("lead-channel-{}", c.code())) == text || c.code() == text;
    Channel::ALL.iter().find(|c| named(c)).map_or_else(|| text.to_owned(), |c| c.code().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_as_bureaus_write_them() {
        assert_eq!(field_of("意向投资额（亿元）"), Some("amount"));
        assert_eq!(field_of(" * 企业名称 "), Some("company"));
        assert_eq!(field_of("联系人电话"), None);
        let columns = Columns::of(&["企业名称", "公司", "投资额(万元)", "电话"].map(str::to_owned));
        assert_eq!(columns.unused, ["公司", "电话"]);
        let said = columns.said(&["甲公司", "乙", "12,000", "139"].map(str::to_owned));
        assert_eq!((said["company"].as_str(), said["amount"].as_str()), ("甲公司", "12,000万元"));
    }

    #[test]
    fn english_titles_are_understood_too() {
        for (title, field) in [
            ("Company name", "company"),
            ("Credit Code", "credit_code"),
            ("Unified social credit code", "credit_code"),
            ("City", "city"),
            ("Industry code", "industry"),
            ("Stage", "stage"),
            ("Owner", "owner"),
            ("Next step", "next_step"),
            ("Due date", "next_on"),
            ("Lead source", "channel"),
            ("First contact", "began_on"),
            ("Intended investment (CNY million)", "amount"),
            ("Remarks", "note"),
        ] {
            assert_eq!(field_of(title), Some(field), "{title}");
        }
        let columns = Columns::of(&["Company", "Intended investment (CNY million)"].map(str::to_owned));
        assert_eq!(columns.said(&["甲公司", "12.5"].map(str::to_owned))["amount"], "12.5百万元");
        assert_eq!(unit_of("Amount (100 million yuan)"), Some(Unit::Yi));
        // A title stands for one field only, or a file would be read otherwise than it is meant.
        let all: Vec<String> = FIELDS.iter().flat_map(|(_, names)| names.iter().map(|n| plain(n))).collect();
        let once: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(once.len(), all.len());
    }

    #[test]
    fn days_and_cities() {
        assert_eq!(day_text("2020年1月5日"), "2020-01-05");
        assert_eq!(day_text("2020/11/5"), "2020-11-05");
        assert_eq!(day_text("去年秋天"), "去年秋天");
        assert_eq!(city_code("北京"), "110000");
        assert_eq!(city_code("440300 深圳市"), "440300");
        assert_eq!(city_code("哪里"), "哪里");
    }
}
