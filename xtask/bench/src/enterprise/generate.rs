//! Companies that do not exist: every run makes the same ones. Each name begins with 示例 and differs from all others;
//! credit codes have right check characters and belong to nobody that we know of.
use crate::Done;
use kernel::credit_code::{complete, complete_organisation};
use kernel::industry::{self, IndustryCode, Level};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const PLACES: [&str; 8] = ["新疆", "乌鲁木齐", "昌吉", "石河子", "克拉玛依", "伊犁", "哈密", "天山"];
const COUNTIES: [&str; 7] = ["天山区", "沙依巴克区", "新市区", "水磨沟区", "头屯河区", "达坂城区", "米东区"];
const LETTERS: &str =
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈";
const TRADES: [&str; 10] =
    ["信息技术", "云计算", "新材料", "生物医药", "装备制造", "现代物流", "新能源", "商贸", "建筑工程", "食品"];
const FORMS: [&str; 3] = ["有限公司", "股份有限公司", "有限责任公司"];
const SCOPES: [&str; 12] = [
    "软件开发",
    "数据处理和存储支持服务",
    "铝基新材料研发",
    "药品生产",
    "道路货物运输",
    "光伏设备销售",
    "日用百货销售",
    "建筑劳务分包",
    "食品经营",
    "技术咨询、技术服务",
    "机械设备租赁",
    "会议及展览服务",
];
/// As 企查查 exports it: a disclaimer, the header on row 2.
const HEAD: &str = "本文件由示例导出，仅供测量\n原文件导入名称,系统匹配企业名称,登记状态,法定代表人,注册资本,成立日期,统一社会信用代码,\
     企业地址,所属省份,所属城市,所属区县,电话,更多电话,参保人数,国标行业门类,国标行业大类,国标行业中类,国标行业小类,曾用名,\
     经营范围,企查查行业门类\n";

/// A fixed sequence (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
    pub fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(usize::try_from(self.below(list.len() as u64)).unwrap_or(0))
    }
    fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.of(list).copied().unwrap_or_default()
    }
}

/// Makes any of a million companies.
pub struct Maker {
    letters: Vec<char>,
    classes: Vec<IndustryCode>,
}

/// What the load asks for.
pub struct Company {
    pub name: String,
    /// The distinguishing three characters of the name.
    pub short: String,
    pub trade: &'static str,
    pub code: String,
}

impl Maker {
    pub fn new() -> Self {
        Self { letters: LETTERS.chars().collect(), classes: industry::all(Level::Class).collect() }
    }

    /// The `n`th company, below a million.
    pub fn company(&self, n: u64) -> Done<Company> {
        // 48 × 48 × 48 letters and 10 trades: a number per company, scattered so that neighbours differ.
        let mut place = (n * 611_953) % (48 * 48 * 48 * 10);
        let mut short = String::new();
        for _ in 0..3 {
            short.extend(self.letters.get(usize::try_from(place % 48)?));
            place /= 48;
        }
        let trade = TRADES.get(usize::try_from(place)?).copied().unwrap_or_default();
        let mut dice = Dice(n);
        let name = format!("示例{}{short}{trade}{}", dice.word(&PLACES), dice.word(&FORMS));
        let organisation = format!("MA{n:06}");
        let organisation = format!("{organisation}{}", complete_organisation(&organisation)?);
        let prefix = format!("91650104{organisation}");
        let code = format!("{prefix}{}", complete(&prefix)?);
        Ok(Company { name, short, trade, code })
    }

    fn line(&self, n: u64) -> Done<String> {
        let Company { name, code, .. } = self.company(n)?;
        let mut dice = Dice(!n);
        let class = *dice.of(&self.classes).ok_or("no industries")?;
        let names = [Level::Section, Level::Division, Level::Group, Level::Class];
        let names: Vec<&str> = names.iter().map(|l| class.at(*l).map_or("-", IndustryCode::name)).collect();
        let status = if dice.below(20) == 0 { "注销" } else { "存续（在营、开业、在册）" };
        let county = dice.word(&COUNTIES);
        let scope: Vec<&str> = (0..3).map(|_| dice.word(&SCOPES)).collect();
        Ok(format!(
            "{name},{name},{status},示例法人,{}万元,{}-{:02}-{:02},{code},示例路{}号,新疆维吾尔自治区,乌鲁木齐市,{county},0991-{:07},-,{},{},-,{},-\n",
            10 * (1 + dice.below(1_000)),
            1995 + dice.below(25),
            1 + dice.below(12),
            1 + dice.below(28),
            1 + dice.below(999),
            n,
            dice.below(300),
            names.join(","),
            scope.join("；"),
        ))
    }

    /// Writes a file of companies; its path.
    pub fn file(&self, dir: &Path, first: u64, count: u64) -> Done<PathBuf> {
        let path = dir.join(format!("companies-{first}.csv"));
        let mut out = BufWriter::new(std::fs::File::create(&path)?);
        out.write_all(HEAD.as_bytes())?;
        for n in first..first + count {
            out.write_all(self.line(n)?.as_bytes())?;
        }
        out.flush()?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use kernel::credit_code::CreditCode;
    use std::collections::HashSet;

    #[test]
    fn companies_differ_and_their_codes_are_right() {
        let maker = Maker::new();
        let mut names = HashSet::new();
        for n in (0..1_000_000).step_by(97) {
            let company = maker.company(n).unwrap();
            assert!(company.name.starts_with("示例"));
            assert!(CreditCode::parse(&company.code).is_ok(), "{}", company.code);
            assert!(names.insert(company.name.clone()), "{} twice", company.name);
        }
        let columns = HEAD.lines().nth(1).unwrap().split(',').count();
        assert_eq!(maker.line(41).unwrap().split(',').count(), columns);
    }
}
