//! A small invented town (示例) that the tests search in.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use search::{Doc, Index, Query, Schema};

pub const ZONE: &str = "z1";

pub fn schema() -> Schema {
    Schema::new()
        .title("name", 10.0)
        .title("former", 6.0)
        .text("scope", 1.0)
        .text("address", 1.0)
        .code("code", 20.0)
        .pinyin("pinyin", 5.0)
        .keyword("industry")
        .keyword("tag")
        .int("revenue")
        .sort_text("sort")
}

pub fn firm(id: &str, name: &str, scope: &str) -> Doc {
    Doc::new(ZONE, id).set("name", name).set("pinyin", name).set("scope", scope)
}

pub fn docs() -> Vec<Doc> {
    vec![
        firm("shuguang", "示例中科曙光云计算（新疆）有限公司", "云计算服务；数据处理、存储；软件开发")
            .set("code", "91650100MA00000A0X")
            .set("former", "示例天山数据有限公司")
            .set("pinyin", "中科曙光")
            .set("address", "乌市高新区示例路1号")
            .set("industry", "信息技术")
            .set_all("tag", ["龙头", "高企"])
            .set("revenue", 300_i64)
            .set("sort", "c"),
        firm("xincai", "示例新材料股份有限公司", "铝基新材料研发；3D打印服务")
            .set("code", "91650100MA00000B1Y")
            .set("industry", "新材料")
            .set("tag", "高企")
            .set("revenue", 100_i64)
            .set("sort", "a"),
        firm("bio", "示例生物医药ABC Bio-Tech有限公司", "药品生产，产品和服务的销售；信息技术咨询")
            .set("code", "91650100MA00000C2Z")
            .set("industry", "生物医药")
            .set("revenue", 200_i64)
            .set("sort", "b"),
        firm("bank", "示例重庆银行乌鲁木齐分行", "吸收公众存款").set("industry", "金融"),
    ]
}

pub fn town() -> Index {
    let index = Index::open(None, schema()).unwrap();
    index.put(docs()).unwrap();
    index.commit(1).unwrap();
    index
}

pub fn query(text: &str) -> Query {
    Query::new(ZONE).text(text)
}

pub fn find(index: &Index, text: &str) -> Vec<String> {
    index.search(&query(text)).unwrap().ids
}

pub fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}
