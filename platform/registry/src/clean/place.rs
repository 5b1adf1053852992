//! Province, city and county in their short forms (新疆, 乌鲁木齐), which registries and people write; so that rows of
//! different sources meet.
use std::collections::HashSet;
use std::sync::LazyLock;

use kernel::region::{self, Level, RegionCode};

use super::{Firm, Note, Raw};
use crate::column::Field;
use crate::remark::Remark;

static PROVINCES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let listed = region::all().iter().filter(|r| r.level == Level::Province).map(|r| region::short_name(r.name));
    // Not in the list of the National Bureau of Statistics, but companies come from there.
    listed.chain(["香港", "澳门", "台湾"]).collect()
});

static PLACES: LazyLock<HashSet<String>> = LazyLock::new(|| region::all().iter().map(|r| short(r.name)).collect());

pub(super) fn read(firm: &mut Firm, raw: &Raw<'_>, notes: &mut Vec<Note>) {
    let (province, city, county) = (raw.get(Field::Province), raw.get(Field::City), raw.get(Field::County));
    firm.province = short(province);
    firm.city = short(city);
    firm.county = short(county);
    let office = if firm.code_holds { office(&firm.credit_code) } else { None };
    if firm.province.is_empty() {
        if let Some(name) = office.and_then(|o| o.province().name()) {
            firm.province = region::short_name(name).to_owned();
            notes.push(Note::new(Remark::ProvinceFromCode, Some(Field::Province), province));
        }
    } else if !is_province(&firm.province) {
        notes.push(Note::new(Remark::ProvinceUnknown, Some(Field::Province), province));
    }
    let same_province = |o: &RegionCode| o.province().name().map(region::short_name) == Some(firm.province.as_str());
    if firm.city.is_empty()
        && let Some(name) = office.filter(same_province).and_then(city_of)
    {
        firm.city = region::short_name(name).to_owned();
        notes.push(Note::new(Remark::CityFromCode, Some(Field::City), city));
    }
}

/// The division of the registering office: characters 3 to 8 of a credit code, the first six of a registration number.
fn office(code: &str) -> Option<RegionCode> {
    let digits = if code.len() == 18 { code.get(2..8) } else { code.get(..6) };
    RegionCode::parse(digits?).ok()
}

/// The city of a division; in a municipality the municipality itself.
fn city_of(office: RegionCode) -> Option<&'static str> {
    let city = RegionCode::parse(&format!("{}00", office.to_string().get(..4)?)).ok()?;
    match city.region() {
        Some(region) if region.is_statistical() => office.province().name(),
        Some(region) if region.level == Level::City => Some(region.name),
        _ => None,
    }
}

/// Places whose end is no kind of division: 两江新 or 省直辖 would say nothing.
const WHOLE: [&str; 3] = ["新区", "开发区", "直辖县"];

/// The short form of a place; empty for "-".
pub(crate) fn short(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(40).collect();
    if WHOLE.iter().any(|end| name.ends_with(end)) { name } else { region::short_name(&name).to_owned() }
}

pub(crate) fn is_province(short: &str) -> bool {
    PROVINCES.contains(short)
}

pub(super) fn is_place(short: &str) -> bool {
    PLACES.contains(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_short_form() {
        assert_eq!(short("新疆维吾尔自治区"), "新疆");
        assert_eq!(short("乌鲁木齐市"), "乌鲁木齐");
        assert_eq!(short("伊犁哈萨克自治州"), "伊犁");
        for same in ["北京", "苏州", "嘉定", "通州", "沙市", "两江新区", "洋浦经济开发区", "省直辖县"]
        {
            assert_eq!(short(same), same);
        }
        assert!(is_province("内蒙古") && is_province("香港") && !is_province("乌鲁木齐"));
    }

    #[test]
    fn an_office_names_its_city() {
        assert_eq!(office("91650104MA7759Q54X").and_then(city_of), Some("乌鲁木齐市"));
        assert_eq!(office("91310114MA1GXXXXXX").and_then(city_of), Some("上海市"));
        assert_eq!(office("91100000MA1GXXXXXX").and_then(city_of), None);
    }
}
