//! Names of regions for "the whole of …": in Chinese from the division table, in English for the places whose accepted
//! spelling is not in it (乌鲁木齐 is Urumqi, not Wulumuqi).
use kernel::Locale;
use kernel::region::RegionCode;

/// Provinces, their capitals and the cities with a spelling of their own.
const ENGLISH: &[(&str, &str)] = &[
    ("110000", "Beijing"),
    ("120000", "Tianjin"),
    ("130000", "Hebei"),
    ("130100", "Shijiazhuang"),
    ("140000", "Shanxi"),
    ("140100", "Taiyuan"),
    ("150000", "Inner Mongolia"),
    ("150100", "Hohhot"),
    ("210000", "Liaoning"),
    ("210100", "Shenyang"),
    ("220000", "Jilin"),
    ("220100", "Changchun"),
    ("230000", "Heilongjiang"),
    ("230100", "Harbin"),
    ("310000", "Shanghai"),
    ("320000", "Jiangsu"),
    ("320100", "Nanjing"),
    ("330000", "Zhejiang"),
    ("330100", "Hangzhou"),
    ("340000", "Anhui"),
    ("340100", "Hefei"),
    ("350000", "Fujian"),
    ("350100", "Fuzhou"),
    ("360000", "Jiangxi"),
    ("360100", "Nanchang"),
    ("370000", "Shandong"),
    ("370100", "Jinan"),
    ("410000", "Henan"),
    ("410100", "Zhengzhou"),
    ("420000", "Hubei"),
    ("420100", "Wuhan"),
    ("430000", "Hunan"),
    ("430100", "Changsha"),
    ("440000", "Guangdong"),
    ("440100", "Guangzhou"),
    ("440300", "Shenzhen"),
    ("450000", "Guangxi"),
    ("450100", "Nanning"),
    ("460000", "Hainan"),
    ("460100", "Haikou"),
    ("500000", "Chongqing"),
    ("510000", "Sichuan"),
    ("510100", "Chengdu"),
    ("520000", "Guizhou"),
    ("520100", "Guiyang"),
    ("530000", "Yunnan"),
    ("530100", "Kunming"),
    ("540000", "Tibet"),
    ("540100", "Lhasa"),
    ("610000", "Shaanxi"),
    ("610100", "Xi'an"),
    ("620000", "Gansu"),
    ("620100", "Lanzhou"),
    ("630000", "Qinghai"),
    ("630100", "Xining"),
    ("640000", "Ningxia"),
    ("640100", "Yinchuan"),
    ("650000", "Xinjiang"),
    ("650100", "Urumqi"),
];

/// The region's name; in English the Chinese name where no accepted spelling is known, and the code where nothing is.
pub fn name(code: &str, locale: Locale) -> String {
    let english = || ENGLISH.iter().find(|(c, _)| *c == code).map(|(_, name)| (*name).to_owned());
    let chinese = || RegionCode::parse(code).ok().and_then(RegionCode::name).map(str::to_owned);
    let found = match locale {
        Locale::ZhCn => chinese(),
        Locale::En => english().or_else(chinese),
    };
    found.unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_english_name_belongs_to_a_listed_region() {
        for (code, _) in ENGLISH {
            assert_ne!(name(code, Locale::ZhCn), *code, "{code}");
        }
        assert_eq!(name("650100", Locale::En), "Urumqi");
        assert_eq!(name("650100", Locale::ZhCn), "乌鲁木齐市");
        assert_eq!(name("650104", Locale::En), "新市区");
    }
}
