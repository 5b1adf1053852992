//! Spreadsheets in and out, honest on hostile files.
//!
//! Serves the import and export of company records (source text: leads and company data arrive as 企查查 / 天眼查
//! exports and as tables kept by hand). Nothing here knows what a company is.
//!
//! In: [`read`] checks a file as a whole against [`Limits`], then [`Table::for_each_row`] hands out one row at a time,
//! so memory stays the same for ten rows and for two hundred thousand. The kind of a file is told by its content.
//! Values come as text: numbers in plain digits (codes of 18 digits keep every digit that the file holds), dates as
//! `2020-01-15`, `TRUE`/`FALSE`, formulas by their stored result, errors such as #N/A as empty and counted; percentages
//! stay the number they are (25% is `0.25`); only the first cell of merged ones has the text.
//!
//! Out: [`Writer`] writes xlsx or csv in constant memory. Text is never written as a formula: in xlsx it is typed as
//! text; in csv a cell that a spreadsheet would run (beginning with `=`, `+`, `-`, `@`, tab or carriage return, unless
//! it is a plain negative number) gets an apostrophe in front, which [`read`] takes away again.
//!
//! Everything blocks: call it from a thread that may wait.

mod decode;
mod defuse;
mod error;
mod header;
mod limits;
mod number;
mod package;
mod strings;
mod table;
mod text;
mod workbook;
mod write;
mod xlsx;
mod xml;

pub use error::{LimitOf, SheetError};
pub use header::{data_begins, find_header};
pub use limits::Limits;
pub use table::{Kind, Row, Summary, Table, read};
pub use write::{Column, ColumnKind, Format, Writer};
