//! 搜索: the full-text index behind the list pages. Serves "find a company by any part of its name" and every
//! filter, sort and count of a list, in Chinese, for a million records in one zone or many.
//!
//! The crate knows nothing of what it indexes: a slice hands in a [`Schema`] and [`Doc`]s, and gets ids back.
//! The books stay in the database; this index is a copy that can always be thrown away and fed again.
//!
//! ```
//! use search::{Doc, Filter, Index, Order, Query, Schema, Sort};
//!
//! let schema = Schema::new()
//!     .title("name", 10.0)          // full text; an exact whole match comes first
//!     .text("scope", 1.0)           // full text
//!     .code("credit_code", 20.0)    // whole or from the beginning
//!     .pinyin("pinyin", 5.0)        // Chinese in; found by initials or full pinyin, from the beginning
//!     .keyword("industry")          // exact, many per document; filters and facets
//!     .int("revenue_fen")           // ranges and sorting
//!     .sort_text("name_key");       // sorting only
//! let index = Index::open(None, schema)?;
//! index.put(vec![
//!     Doc::new("zone-1", "id-1")
//!         .set("name", "示例云计算（新疆）有限公司")
//!         .set("pinyin", "示例云计算（新疆）有限公司")
//!         .set("industry", "信息技术")
//!         .set("revenue_fen", 12_300_i64),
//! ])?;
//! index.commit(42)?; // 42: how far the caller's journal has been read
//! assert_eq!(index.position(), Some(42));
//!
//! let query = Query::new("zone-1").text("新疆 云计算").filter(Filter::any("industry", ["信息技术"]));
//! let hits = index.search(&query.sort(Sort::Field("revenue_fen".into(), Order::Desc)))?;
//! assert_eq!(hits.ids, ["id-1"]);
//! # Ok::<(), search::Error>(())
//! ```
//!
//! # What is found
//! - Text is folded first: full-width forms, letter case, brackets, quotes, dots and hyphens make no difference.
//! - Any run of Chinese characters in the text is found, one character too: characters are indexed in pairs with
//!   their positions. Words cut by jieba decide the order of the hits, not whether there are hits.
//! - The words of a query (separated by spaces or punctuation) must all be found, each in any text, code or pinyin
//!   field. A long run without spaces (新疆云计算) is also found by its words, apart from one another.
//! - Letters and digits are found by whole words or from the beginning of a word (two letters or more).
//!
//! # How to keep it current
//! One process writes: the first that opens the folder; others open it to read and get [`Error::ReadOnly`] from
//! `put`. A follower of the journal calls [`Index::put`]/[`Index::delete`] for a batch and then
//! [`Index::commit`] with its position (in a long feed every 10,000 documents or so: uncommitted ones cost memory);
//! after a restart it goes on from [`Index::position`]. When
//! [`Index::needs_rebuild`] says so (new folder, another schema, damaged files) it begins from nothing. An error
//! from a write drops everything since the last commit: begin again from `position()`.
//!
//! All calls block (disk, processor); from async code use a blocking task. `Index` is `Send + Sync`.

mod collect;
mod compile;
mod doc;
mod error;
mod facets;
mod fold;
mod index;
mod query;
mod schema;
mod sums;
mod syllables;
pub mod text;
mod tokens;

pub use doc::{Doc, Value};
pub use error::{Error, Result};
pub use facets::Facets;
pub use index::Index;
pub use query::{Filter, Hits, Order, Query, Range, Sort};
pub use schema::Schema;
pub use sums::Sum;

/// Longest text of a query, in characters.
pub const QUERY_CHARS_MAX: usize = 200;
/// Most words in a query.
pub const QUERY_WORDS_MAX: usize = 32;
/// A page may not reach beyond this many hits (offset + limit).
pub const PAGE_DEPTH_MAX: usize = 10_000;
/// Most values in one filter.
pub const FILTER_VALUES_MAX: usize = 1_000;
/// Most values that a facet answers with, the most frequent first.
pub const FACET_VALUES_MAX: usize = 200;
