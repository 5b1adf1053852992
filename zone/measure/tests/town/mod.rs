//! What the tests of this slice share: the figures of the source text, and the people who look at them.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
pub mod site;

use kernel::ctx::Via;
use kernel::id::UserId;
use kernel::{Actor, Ctx, Source};
use measure::indicator::rules::{Definition, SetValue};
use measure::indicator::{Direction, PeriodKind, Qualifier, Role, service};
use measure::rank;
use store::testing::Town;

pub const GDP_SENTENCE: &str =
    "2019年，高新区（新市区）实现地区生产总值1273.2亿元，增长7%，占全市经济比重36.9%，提高0.3个百分点。";

pub fn source() -> Source {
    Source {
        document: "区情报道（2019 年度）".to_owned(),
        sentence: Some(GDP_SENTENCE.to_owned()),
        publisher: Some("示例日报".to_owned()),
        on: Some("2020-01-10".to_owned()),
        ..Source::default()
    }
}

/// One of the four definitions around the gross regional product.
pub fn definition(code: &str) -> Definition {
    let (name_zh, name_en, unit, role, of, region) = match code {
        "gdp" => ("地区生产总值", "Gross regional product", "亿元", Role::Level, None, None),
        "gdp-growth" => ("地区生产总值增速", "Growth of gross regional product", "%", Role::Growth, Some("gdp"), None),
        "gdp-share" => ("占全市经济比重", "Share of the city's economy", "%", Role::Share, Some("gdp"), Some("650100")),
        "gdp-share-change" => (
            "占全市比重较上年变动",
            "Change of the share of the city's economy",
            "个百分点",
            Role::ShareChange,
            Some("gdp-share"),
            None,
        ),
        "gdp-ytd" => {
            ("地区生产总值季度累计", "Gross regional product, cumulative", "亿元", Role::Cumulative, Some("gdp"), None)
        }
        "it" => ("新一代信息技术企业数", "Next-generation IT companies", "家", Role::Level, None, None),
        "it-above" => {
            ("规模以上信息技术企业数", "IT companies above designated size", "家", Role::Part, Some("it"), None)
        }
        other => panic!("{other}"),
    };
    Definition {
        code: code.to_owned(),
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
        unit: unit.to_owned(),
        period: if code == "gdp-ytd" { PeriodKind::Quarter } else { PeriodKind::Year },
        role,
        of_code: of.map(str::to_owned),
        whole_region: region.map(str::to_owned),
        direction: Direction::Up,
        definition_zh: "本区全年生产活动的最终成果，按现价计算。".to_owned(),
        definition_en: "The final result of a year's production in the zone, at current prices.".to_owned(),
        source: source(),
        ..Definition::default()
    }
}

pub fn value(period: &str, value: &str) -> SetValue {
    SetValue { period: period.to_owned(), value: value.to_owned(), source: source(), ..SetValue::default() }
}

pub fn inexact(period: &str, number: &str, qualifier: Qualifier, as_written: &str) -> SetValue {
    SetValue { qualifier, as_written: as_written.to_owned(), ..value(period, number) }
}

pub const PUBLISHED: [(&str, &str); 4] =
    [("gdp", "1273.2"), ("gdp-growth", "7"), ("gdp-share", "36.9"), ("gdp-share-change", "0.3")];

/// The figures of the source text; gives the id of its rank.
pub async fn load(t: &Town) -> String {
    for code in ["gdp", "gdp-growth", "gdp-share", "gdp-share-change", "gdp-ytd", "it", "it-above"] {
        service::define(&t.ctx, &t.db, &definition(code), 0).await.unwrap();
    }
    let mut values: Vec<(&str, SetValue)> =
        PUBLISHED.iter().map(|(code, number)| (*code, value("2019", number))).collect();
    values.push(("it", inexact("2019", "1000", Qualifier::MoreThan, "1000余家")));
    values.push(("it-above", value("2019", "45")));
    for (code, value) in &values {
        service::set_value(&t.ctx, &t.db, code, value).await.unwrap();
    }
    rank::service::add(&t.ctx, &t.db, &top_100()).await.unwrap().id
}

pub fn top_100() -> rank::service::Draft {
    rank::service::Draft {
        list_zh: "全国综合实力百强区".to_owned(),
        list_en: "China's top 100 districts by overall strength".to_owned(),
        edition: "2019".to_owned(),
        place: "34".to_owned(),
        out_of: "100".to_owned(),
        published_on: "2019-10-08".to_owned(),
        publishers: vec!["中小城市发展战略研究院".to_owned(), "国信中小城市指数研究院".to_owned()],
        source: source(),
    }
}

pub fn acting(t: &Town, role: kernel::Role) -> Ctx {
    let actor = Actor {
        user_id: UserId::parse(role.code()),
        user: role.code().to_owned(),
        display_name: role.code().to_owned(),
        roles: vec![role],
        via: Via::Session,
        ..Actor::nobody()
    };
    t.ctx.acting(actor)
}
