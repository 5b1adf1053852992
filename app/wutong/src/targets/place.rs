//! Places: codes and coordinates of cities by the short names of the registry, and which provinces touch.
use attract::target::City;
use kernel::region::{self, RegionCode};
use std::sync::LazyLock;

static COORDINATES: &str = include_str!("../../data/city-coordinates.csv");

/// Every city with its coordinates, in the short names of the registry.
static CITIES: LazyLock<Vec<City>> = LazyLock::new(|| COORDINATES.lines().skip(1).filter_map(city).collect());

fn city(line: &str) -> Option<City> {
    let mut cells = line.split(',');
    let code = RegionCode::parse(cells.next()?).ok()?;
    let (longitude, latitude) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    Some(City { province: short(code.province())?, city: short(code)?, code: code.to_string(), longitude, latitude })
}

/// 新疆维吾尔自治区 → 新疆.
pub fn short(code: RegionCode) -> Option<String> {
    code.name().map(|name| region::short_name(name).to_owned())
}

pub fn cities() -> &'static [City] {
    &CITIES
}

/// The code of a city in the registry's short names; of the names that are no longer in the list there is none.
pub fn code_of(province: &str, city: &str) -> Option<String> {
    if city.is_empty() { None } else { region::find(province, city, "").ok().map(|c| c.to_string()) }
}

/// Provinces that share a border (Hainan: Guangdong across the strait).
const TOUCHING: [(&str, &str); 31] = [
    ("北京", "天津 河北"),
    ("天津", "北京 河北"),
    ("河北", "北京 天津 辽宁 内蒙古 山西 河南 山东"),
    ("山西", "河北 内蒙古 陕西 河南"),
    ("内蒙古", "黑龙江 吉林 辽宁 河北 山西 陕西 宁夏 甘肃"),
    ("辽宁", "河北 内蒙古 吉林"),
    ("吉林", "辽宁 内蒙古 黑龙江"),
    ("黑龙江", "吉林 内蒙古"),
    ("上海", "江苏 浙江"),
    ("江苏", "上海 浙江 安徽 山东"),
    ("浙江", "上海 江苏 安徽 江西 福建"),
    ("安徽", "江苏 浙江 江西 湖北 河南 山东"),
    ("福建", "浙江 江西 广东"),
    ("江西", "浙江 福建 广东 湖南 湖北 安徽"),
    ("山东", "河北 河南 安徽 江苏"),
    ("河南", "河北 山西 陕西 湖北 安徽 山东"),
    ("湖北", "河南 安徽 江西 湖南 重庆 陕西"),
    ("湖南", "湖北 江西 广东 广西 贵州 重庆"),
    ("广东", "福建 江西 湖南 广西 海南"),
    ("广西", "广东 湖南 贵州 云南"),
    ("海南", "广东"),
    ("重庆", "湖北 湖南 贵州 四川 陕西"),
    ("四川", "重庆 贵州 云南 西藏 青海 甘肃 陕西"),
    ("贵州", "重庆 四川 云南 广西 湖南"),
    ("云南", "四川 贵州 广西 西藏"),
    ("西藏", "四川 云南 青海 新疆"),
    ("陕西", "内蒙古 山西 河南 湖北 重庆 四川 甘肃 宁夏"),
    ("甘肃", "内蒙古 宁夏 陕西 四川 青海 新疆"),
    ("青海", "甘肃 四川 西藏 新疆"),
    ("宁夏", "内蒙古 陕西 甘肃"),
    ("新疆", "甘肃 青海 西藏"),
];

/// The provinces that touch this one, in short names.
pub fn next_to(province: &str) -> Vec<&'static str> {
    let found = TOUCHING.iter().find(|(name, _)| *name == province);
    found.map(|(_, all)| all.split(' ').collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_found_by_the_registrys_names() {
        let find = |city: &str| cities().iter().find(|c| c.city == city).unwrap();
        assert_eq!((find("乌鲁木齐").code.as_str(), find("乌鲁木齐").province.as_str()), ("650100", "新疆"));
        assert_eq!((find("北京").code.as_str(), find("北京").province.as_str()), ("110000", "北京"));
        assert!(cities().len() > 340);
        assert_eq!(code_of("广东", "深圳").as_deref(), Some("440300"));
        assert_eq!(code_of("广东", "").as_deref(), None);
    }

    #[test]
    fn who_touches_whom_is_mutual_and_known() {
        for (province, all) in TOUCHING {
            assert!(cities().iter().any(|c| c.province == province), "{province}");
            for other in all.split(' ') {
                assert!(next_to(other).contains(&province), "{province} {other}");
            }
        }
        assert!(next_to("没有").is_empty());
    }
}
