//! From the names that 企查查 and people write (所属省份, 所属城市, 所属区县) to a code: 新疆 or 新疆维吾尔自治区,
//! 乌鲁木齐 or 乌鲁木齐市, 北京市/北京市/海淀区, 石河子市 as a city although the list has it as a county.
use super::{Level, Region, RegionCode, RegionError, all};
use crate::credit_code::half_width;

const SUFFIXES: [&str; 16] = [
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "行政区",
    "地区",
    "林区",
    "矿区",
    "省",
    "市",
    "盟",
    "州",
    "区",
    "县",
    "旗",
];

/// The peoples in the names of autonomous areas, to read 伊犁 as 伊犁哈萨克自治州.
const PEOPLES: [&str; 41] = [
    "维吾尔",
    "哈萨克",
    "柯尔克孜",
    "塔吉克",
    "锡伯",
    "蒙古族",
    "蒙古",
    "回族",
    "壮族",
    "藏族",
    "羌族",
    "彝族",
    "苗族",
    "侗族",
    "布依族",
    "土家族",
    "朝鲜族",
    "满族",
    "白族",
    "傣族",
    "景颇族",
    "傈僳族",
    "哈尼族",
    "瑶族",
    "黎族",
    "畲族",
    "水族",
    "仡佬族",
    "佤族",
    "拉祜族",
    "布朗族",
    "纳西族",
    "普米族",
    "怒族",
    "独龙族",
    "土族",
    "撒拉族",
    "东乡族",
    "保安族",
    "裕固族",
    "仫佬族",
];

/// The deepest region that the given names agree on; an empty name (or "-") leaves its level out.
///
/// A name that the list does not have (高新区, 经开区) is an error that says within what it was looked for, so that an
/// import can fall back on the city.
pub fn find(province: &str, city: &str, county: &str) -> Result<RegionCode, RegionError> {
    let (province, city, county) = (clean(province), clean(city), clean(county));
    let mut at = RegionCode::CHINA;
    if !province.is_empty() {
        at = one(&province, Level::Province, at)?;
    }
    if !city.is_empty() {
        at = find_city(&city, at)?;
    }
    if county.is_empty() {
        let nothing = at == RegionCode::CHINA;
        return if nothing { Err(RegionError::Empty) } else { Ok(at) };
    }
    if let Some(&code) =
        (at.children().iter()).find(|c| c.level() == Level::County && c.name() == Some(county.as_str()))
    {
        return Ok(code);
    }
    // 东莞市/东莞市 (a city without counties) and 石河子市/石河子市: the county repeats the city. The full name decides
    // where there are counties, for 乌鲁木齐县 is not 乌鲁木齐市.
    let repeated = at.level() >= Level::City
        && (at.name()).is_some_and(|n| n == county || at.children().is_empty() && same(n, &county));
    if repeated {
        return Ok(at);
    }
    one(&county, Level::County, at)
}

fn find_city(city: &str, at: RegionCode) -> Result<RegionCode, RegionError> {
    // 北京市/北京市: the city of a municipality is the municipality.
    let municipality = |code: RegionCode| {
        code.children().iter().any(|c| matches!(c.name(), Some("市辖区"))) && code.name().is_some_and(|n| same(n, city))
    };
    if municipality(at) {
        return Ok(at);
    }
    match one(city, Level::City, at) {
        Err(missing @ RegionError::NotFound { .. }) => {
            if at == RegionCode::CHINA
                && let Some(&code) = at.children().iter().find(|&&p| municipality(p))
            {
                return Ok(code);
            }
            // Counties directly under a province are cities to everybody else.
            one(city, Level::County, at).map_err(|_| missing)
        }
        other => other,
    }
}

/// The one region of this level and name inside `within`; an exact name wins over a shortened one.
fn one(name: &str, level: Level, within: RegionCode) -> Result<RegionCode, RegionError> {
    let inside = || all().iter().filter(move |r| r.level == level && r.code.within(within));
    let pick =
        |fits: &dyn Fn(&Region) -> bool| -> Vec<RegionCode> { inside().filter(|r| fits(r)).map(|r| r.code).collect() };
    let mut found = pick(&|r| r.name == name);
    if found.is_empty() {
        found = pick(&|r| same(r.name, name));
    }
    match found.as_slice() {
        [] => Err(RegionError::NotFound {
            name: name.to_owned(),
            level,
            within: Some(within).filter(|&w| w != RegionCode::CHINA),
        }),
        [code] => Ok(*code),
        many => {
            Err(RegionError::Ambiguous { name: name.to_owned(), candidates: many.iter().take(10).copied().collect() })
        }
    }
}

fn clean(name: &str) -> String {
    let name: String = (name.chars().map(half_width)).filter(|c| !c.is_whitespace()).take(60).collect();
    if name.chars().all(|c| c == '-') { String::new() } else { name }
}

fn same(listed: &str, asked: &str) -> bool {
    listed == asked || short_name(listed) == short_name(asked)
}

/// The name without its kind and peoples: 伊犁哈萨克自治州 → 伊犁, 新市区 → 新市. Two characters always remain.
pub fn short_name(name: &str) -> &str {
    let cut = |text: &'_ str, end: &str| -> Option<usize> {
        let rest = text.strip_suffix(end)?;
        (rest.chars().count() >= 2).then_some(rest.len())
    };
    let kind = SUFFIXES.iter().find_map(|s| cut(name, s));
    let mut rest = kind.and_then(|n| name.get(..n)).unwrap_or(name);
    while let Some(n) = PEOPLES.iter().find_map(|p| cut(rest, p)) {
        rest = rest.get(..n).unwrap_or(rest);
    }
    rest
}
