//! 搜索: the slice's full-text index, one per zone: what is in it, and how it follows the journal.
//! No personal particulars go into it.
pub mod document;
pub mod follower;
pub mod memory;
pub mod store;

pub use follower::{Search, ZoneIndex};

use kernel::Error;
use search::Schema;

/// The fields of the index. Keyword fields are the conditions of the company list, under the same names.
pub fn schema() -> Schema {
    let keywords = [
        "book",
        "company",
        "focus",
        "industry",
        "region",
        "size",
        "tag",
        "status",
        "scale",
        "standing",
        "department",
        "list",
        "listing",
        "missing",
        "example",
        "batch",
        "parent",
    ];
    let schema = Schema::new()
        .title("name", 10.0)
        .title("former", 6.0)
        .text("name_en", 5.0)
        .text("group", 2.0)
        .text("scope", 1.0)
        .text("address", 1.0)
        .code("code", 20.0)
        .pinyin("pinyin", 5.0)
        .int("revenue")
        .int("insured")
        .int("revenue_example")
        .int("insured_example")
        .int("capital")
        .int("founded")
        .int("founded_year")
        .int("checked")
        .int("updated")
        .sort_text("name_key")
        .sort_text("focus_key");
    keywords.into_iter().fold(schema, Schema::keyword)
}

/// What an index error means for the user.
pub fn failure(error: search::Error) -> Error {
    match error {
        search::Error::QueryTooLong | search::Error::TooManyValues => Error::invalid("q", "search-too-long"),
        search::Error::TooDeep => Error::limit("search-too-deep", search::PAGE_DEPTH_MAX),
        search::Error::ReadOnly | search::Error::Busy => Error::unavailable(error),
        other => Error::internal(other),
    }
}
