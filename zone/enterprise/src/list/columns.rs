//! The columns of the list, and how a company fills them.
use crate::company::{Enterprise, Status};
use crate::figure::Figure;
use crate::focus::rules::Taxonomy;
use crate::listing::{Listing, State};
use crate::search::document::{revenue, standing_code};
use crate::threshold::Threshold;
use kernel::industry::IndustryCode;
use kernel::money::{Amount, Currency, Fen};
use kernel::region::RegionCode;
use ui::T;
use ui::format::ABSENT;

/// A column: its head stands under `column-KEY`, its unit under `column-KEY-unit` where it has one.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub key: &'static str,
    pub number: bool,
    /// The order that its head asks for; empty when it has none.
    pub sort: &'static str,
    pub unit: bool,
}

const fn text(key: &'static str, sort: &'static str) -> Column {
    Column { key, number: false, sort, unit: false }
}
const fn number(key: &'static str, sort: &'static str, unit: bool) -> Column {
    Column { key, number: true, sort, unit }
}

/// Every column besides the name, which always stands first.
pub const ALL: [Column; 16] = [
    text("focus", "focus"),
    text("industry", ""),
    text("region", ""),
    text("status", ""),
    text("size", ""),
    number("revenue", "revenue", true),
    number("insured", "insured", true),
    number("capital", "capital", true),
    text("tags", ""),
    text("scale", ""),
    text("credit-code", ""),
    number("founded", "founded", false),
    text("group", ""),
    text("address", ""),
    number("checked", "checked", false),
    number("updated", "updated", false),
];
const STANDARD: [&str; 8] = ["focus", "industry", "revenue", "insured", "tags", "scale", "credit-code", "checked"];

pub fn by_key(key: &str) -> Option<&'static Column> {
    ALL.iter().find(|c| c.key == key)
}

/// The chosen columns in their fixed order, or the standard ones.
pub fn chosen(keys: &[String]) -> Vec<&'static Column> {
    let wanted =
        |c: &&Column| if keys.is_empty() { STANDARD.contains(&c.key) } else { keys.iter().any(|k| k == c.key) };
    ALL.iter().filter(wanted).collect()
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub enum Cell {
    Text(String),
    /// Right-aligned; `true`: an example.
    Number(String, bool),
    Focus(&'static str, String),
    /// Lists that await evidence, in short and in full, then plain tags.
    Marks(Vec<(String, String)>, Vec<String>),
    /// Kind and word of a state; nothing where all is normal.
    Status(&'static str, String),
    /// A credit code; none asks for one.
    Code(Option<String>),
}

/// What the cells of one company are made from.
pub struct Facts<'f> {
    pub company: &'f Enterprise,
    pub figures: &'f [Figure],
    pub listings: &'f [Listing],
    pub taxonomy: &'f Taxonomy,
    pub thresholds: &'f [Threshold],
    pub year: i32,
}

impl Facts<'_> {
    pub fn cell(&self, t: T, column: &Column) -> Cell {
        let c = self.company;
        let or_dash = |v: &Option<String>| Cell::Text(v.clone().unwrap_or_else(|| ABSENT.to_owned()));
        let day = |v: &Option<String>| Cell::Number(v.clone().unwrap_or_else(|| ABSENT.to_owned()), false);
        match column.key {
            "focus" => {
                let code = self.taxonomy.of(c);
                Cell::Focus(self.taxonomy.class(code), self.taxonomy.name(t, code))
            }
            "industry" => or_dash(&c.industry_code.as_deref().map(|code| industry_name(t, code))),
            "region" => or_dash(&c.region_code.as_deref().map(region_name)),
            "status" => status(t, c.status),
            "size" => or_dash(&c.size.map(|s| t.s(format!("size-{}", s.code())))),
            "revenue" => match revenue(self.figures, self.year) {
                Some(f) => Cell::Number(Fen(f.value).yi(2), f.source.example),
                None => Cell::Number(ABSENT.to_owned(), false),
            },
            "insured" => {
                let example = c.facts.get("insured_count").unwrap_or(&c.source).example && c.insured_count.is_some();
                Cell::Number(t.int_or_dash(&c.insured_count), example)
            }
            "capital" => Cell::Number(capital(c), false),
            "tags" => {
                let claimed = self.listings.iter().filter(|l| l.state == State::Claimed);
                let evidenced = self.listings.iter().filter(|l| l.state == State::Evidenced).map(|l| l.list.clone());
                let mark = |key: &str, list: &str| t.a(key, "list", list);
                let marks = claimed
                    .map(|l| (mark("listing-awaits-short", brief(&l.list)), mark("listing-awaits", &l.list)))
                    .collect();
                Cell::Marks(marks, evidenced.chain(c.tags.iter().map(|tag| tag_name(t, tag))).collect())
            }
            "scale" => match standing_code(c, self.figures, self.thresholds, self.year) {
                Some("near") => Cell::Status("yel", t.s("scale-near")),
                Some("above") => Cell::Text(t.s("scale-above")),
                Some("below") => Cell::Text(t.s("scale-below")),
                _ => Cell::Text(ABSENT.to_owned()),
            },
            "credit-code" => Cell::Code(c.credit_code.clone()),
            "founded" => day(&c.founded_on),
            "group" => or_dash(&c.group_name),
            "address" => or_dash(&c.address),
            "checked" => day(&c.checked_on),
            _ => Cell::Number(ui::format::instant(c.updated_us).chars().take(10).collect(), false),
        }
    }
}

/// The first of several lists named together, without what stands in brackets.
fn brief(list: &str) -> &str {
    let first = list.split(['、', '，', '（', '(']).next().unwrap_or(list);
    if first.is_empty() { list } else { first }
}

fn status(t: T, status: Status) -> Cell {
    let kind = match status {
        Status::Active => return Cell::Text(t.s("status-active")),
        Status::Preparing => "todo",
        Status::Suspended => "pause",
        Status::MovedOut => "",
        Status::Revoked | Status::Cancelled => "red",
    };
    Cell::Status(kind, t.s(format!("status-{}", status.code().replace('_', "-"))))
}

/// 万元 with thousands commas; other currencies say so.
pub fn capital(c: &Enterprise) -> String {
    let Some(fen) = c.capital_fen else { return ABSENT.to_owned() };
    let amount = Fen(fen).wan(if fen % 1_000_000 == 0 { 0 } else { 2 });
    match c.capital_currency.as_deref().filter(|code| *code != "CNY") {
        Some(code) => format!("{code} {amount}"),
        None => amount,
    }
}

/// An amount in words, in the unit that suits it.
pub fn amount(t: T, fen: i64, currency: Option<&str>) -> String {
    let currency = Currency::iso(currency.unwrap_or("CNY")).unwrap_or_default();
    Amount { fen, currency }.auto(t.locale)
}

/// The name of a GB/T 4754 code; English where the standard's translation has one.
pub fn industry_name(t: T, code: &str) -> String {
    match IndustryCode::parse(code) {
        Ok(i) if t.is_zh() => i.name().to_owned(),
        Ok(i) => i.name_en().unwrap_or(i.name()).to_owned(),
        Err(_) => code.to_owned(),
    }
}

pub fn region_name(code: &str) -> String {
    RegionCode::parse(code).map_or_else(|_| code.to_owned(), RegionCode::path_name)
}

/// A tag as it is shown: those of the zone's pack have a name in both languages.
pub fn tag_name(t: T, tag: &str) -> String {
    let plain = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    plain.then(|| t.maybe(&format!("tag-{tag}"))).flatten().unwrap_or_else(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::id::EnterpriseId;

    #[test]
    fn columns_keep_their_order() {
        let keys: Vec<&str> = chosen(&["checked".to_owned(), "focus".to_owned()]).iter().map(|c| c.key).collect();
        assert_eq!(keys, ["focus", "checked"]);
        assert_eq!(chosen(&[]).len(), STANDARD.len());
    }

    #[test]
    fn capital_in_wan_with_its_currency() {
        let id = EnterpriseId::parse("a").into_iter().next();
        let Some(id) = id else { return };
        let mut c = Enterprise::blank(id, "示例", "2020-01-15");
        assert_eq!(capital(&c), "—");
        c.capital_fen = Some(13_400_000_000);
        c.capital_currency = Some("CNY".to_owned());
        assert_eq!(capital(&c), "13,400");
        c.capital_currency = Some("USD".to_owned());
        assert_eq!(capital(&c), "USD 13,400");
    }
}
