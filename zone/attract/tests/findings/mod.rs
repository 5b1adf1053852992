//! What an engine could answer for a zone: invented companies, counts and probabilities.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use attract::Origin;
use attract::target::{
    Backtest, Basis, Books, City, CityFirms, Company, Complexity, Family, Findings, Fit, Growth, Industry, Prospect,
    RelatedIndustry, Segment, SimilarCity, Task, TaskBasis, Trade, Why,
};

pub fn company(id: &str, name: &str, province: &str, city: &str, code: &str) -> Company {
    let origin = if id.is_empty() { Origin::Typed } else { Origin::Registry };
    let (province, city) = (province.to_owned(), city.to_owned());
    Company {
        origin,
        id: id.into(),
        name: name.into(),
        province,
        city,
        city_code: Some(code.into()),
        ..Company::default()
    }
}

pub fn similar(city: &str, firms: u64) -> SimilarCity {
    SimilarCity { province: "示例省".into(), city: city.into(), similarity: 0.8, firms }
}

/// 塑料制品业: likely, growing, a focus industry in part.
pub fn plastics() -> Industry {
    Industry {
        code: "292".into(),
        task: Task::New,
        probability: 0.42,
        expected: 2.6,
        firms: 900,
        focus: Some("materials".into()),
        fit: Fit::Part,
        growth: Some(Growth { recent: 90.0, before: 60.0, rank: 0.9 }),
        complexity: Some(Complexity { rank: 0.8, of: 120 }),
        contributions: vec![(Family::Similar, 0.7), (Family::Related, -0.4)],
        similar: vec![similar("甲市", 5), similar("乙市", 3), similar("丙市", 0)],
        related: vec![
            RelatedIndustry { code: "325".into(), relatedness: 0.6, here: 3 },
            RelatedIndustry { code: "265".into(), relatedness: 0.5, here: 0 },
        ],
        neighbours: 13,
        neighbours_having: 6,
        cities: vec![CityFirms { province: "广东".into(), city: "深圳".into(), firms: 80 }],
        prospects: vec![
            Prospect {
                company: 0,
                expander: true,
                why: vec![
                    Why::TradePlaces { places: 4, establishments: 6 },
                    Why::Expanding { entries: 2, years: 2, last: 2001 },
                ],
            },
            Prospect { company: 1, expander: false, why: vec![Why::OwnTrade { group: None }, Why::NextProvince] },
        ],
        companies_known: 88,
        ..Industry::default()
    }
}

/// 互联网和相关服务: less likely, shrinking, not in focus.
pub fn internet() -> Industry {
    Industry {
        code: "64".into(),
        task: Task::Weak,
        probability: 0.03,
        expected: 0.2,
        here: 2,
        firms: 400,
        growth: Some(Growth { recent: 10.0, before: 30.0, rank: 0.1 }),
        complexity: Some(Complexity { rank: 0.2, of: 120 }),
        similar: vec![similar("甲市", 0), similar("乙市", 0)],
        neighbours: 13,
        prospects: vec![Prospect { company: 1, expander: false, why: vec![Why::Listed { year: 2001 }] }],
        ..Industry::default()
    }
}

pub fn findings() -> Findings {
    let backtest = Backtest { at: 2000, candidates: 4_000, came: 200, named: 100, hits: 48, calibration_error: 0.0123 };
    let basis = Basis {
        sources: vec!["示例名录.csv".into()],
        firms: 5_000,
        counted: 4_200,
        first_year: 1990,
        last_year: 2002,
        at: 2002,
        horizon: 2,
        by_group: true,
        province: "新疆".into(),
        city: "乌鲁木齐".into(),
        city_firms: 310,
        region_min: 300.0,
        activity_min: 30.0,
        tasks: vec![
            TaskBasis { task: Task::New, candidates: 1, backtest: Some(backtest), refused: None },
            TaskBasis {
                task: Task::Weak,
                candidates: 1,
                refused: Some("target-refused-nothing".into()),
                ..TaskBasis::default()
            },
        ],
        expanders: 12,
        ..Basis::default()
    };
    let city = |province: &str, city: &str, longitude, latitude| City {
        province: province.into(),
        city: city.into(),
        longitude,
        latitude,
        ..City::default()
    };
    Findings {
        basis,
        industries: vec![internet(), plastics()],
        companies: vec![
            company("ex-film", "示例光膜", "广东", "深圳", "440300"),
            company("", "示例新材集团", "甘肃", "兰州", "620100"),
        ],
        cities: vec![
            city("新疆", "乌鲁木齐", 87.6, 43.8),
            city("广东", "深圳", 114.1, 22.5),
            city("甘肃", "兰州", 103.8, 36.1),
        ],
        trades: vec![Trade { division: "38".into(), firms: 1, names: vec!["示例电气有限公司".into()] }],
        segments: vec![segment("292", "2921"), segment("321", "3216")],
    }
}

fn segment(code: &str, class: &str) -> Segment {
    Segment { focus: "materials".into(), code: code.into(), classes: vec![class.into()] }
}

/// What the zone's books hold: three makers of chemicals, four companies without an industry.
pub fn books() -> Books {
    let names = ["示例树脂有限公司", "示例助剂有限公司", "示例膜料有限公司"].map(str::to_owned);
    Books { trades: vec![Trade { division: "26".into(), firms: 3, names: names.into() }], uncoded: 4 }
}
