//! Rows whose cells stand in the wrong columns: a separator too many inside a text, or a cell that is missing. Columns
//! with a strong form (code, date, capital, province) tell where each cell belongs; a row that fits in two ways is
//! not guessed at.
use std::collections::HashMap;
use std::ops::Range;

use kernel::credit_code::{CreditCode, RegistrationCode};
use kernel::industry::{self, IndustryCode, Level};
use kernel::money::Unit;

use super::{capital, date, is_empty_mark, name, place};
use crate::column::{Columns, Field};

/// Cells too many or too few that are tried; beyond it a row is not a shifted one.
const SHIFT_MAX: usize = 6;
/// Columns up to which a row with the right number of cells is searched for a shift inside it.
const COLUMNS_MAX: usize = 64;
/// A fit of this or more comes from a form that no other column shares; its negative is a plain contradiction.
const STRONG: i32 = 10;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Aligned {
    Mended(Vec<String>),
    /// No arrangement is better than the row as it stands.
    Straight,
    /// None fits, or several fit equally well and differ.
    Unclear,
}

/// For each column, which cells of the row it gets.
type Plan = Vec<Range<usize>>;

pub(super) fn align(columns: &Columns, cells: &[String]) -> Aligned {
    let (have, want) = (cells.len(), columns.fields.len());
    let mut row = Scored { columns, cells, known: HashMap::new() };
    let straight = (have == want).then(|| row.score(&(0..want).map(|i| i..i + 1).collect::<Plan>()));
    let mut best: Vec<(Plan, i32)> = Vec::new();
    for plan in plans(have, want) {
        let Some(score) = row.score(&plan) else { continue };
        let top = best.first().map_or(i32::MIN, |(_, s)| *s);
        if score > top {
            best.clear();
        }
        if score >= top {
            best.push((plan, score));
        }
    }
    let score = best.first().map_or(i32::MIN, |(_, s)| *s);
    if let Some(Some(straight)) = straight
        && score < straight + STRONG
    {
        return Aligned::Straight;
    }
    let mut values = best.iter().map(|(plan, _)| row.values(plan));
    match values.next() {
        Some(first) if score >= STRONG && values.all(|v| row.mapped(&v) == row.mapped(&first)) => {
            Aligned::Mended(first)
        }
        _ => Aligned::Unclear,
    }
}

/// Every arrangement with one place where cells are joined, left out or both.
fn plans(have: usize, want: usize) -> Vec<Plan> {
    let plan = |empty: Option<(usize, usize)>, joined: Option<(usize, usize)>| -> Plan {
        let mut at = 0;
        let mut plan = Plan::with_capacity(want);
        for column in 0..want {
            let gap = empty.is_some_and(|(from, count)| (from..from + count).contains(&column));
            let width = match joined {
                Some((from, width)) if from == column => width,
                _ => usize::from(!gap),
            };
            plan.push(at..at + width);
            at += width;
        }
        plan
    };
    match (have.checked_sub(want), want.checked_sub(have)) {
        (Some(0), _) if want <= COLUMNS_MAX => {
            let pairs = (0..want).flat_map(|i| (0..want).map(move |j| (i, j))).filter(|(i, j)| i != j);
            pairs.map(|(i, j)| plan(Some((i, 1)), Some((j, 2)))).collect()
        }
        (Some(more), _) if (1..=SHIFT_MAX).contains(&more) => {
            (0..want).map(|i| plan(None, Some((i, more + 1)))).collect()
        }
        (None, Some(less)) if less <= SHIFT_MAX => (0..=have).map(|i| plan(Some((i, less)), None)).collect(),
        _ => Vec::new(),
    }
}

struct Scored<'a> {
    columns: &'a Columns,
    cells: &'a [String],
    known: HashMap<(usize, usize, usize), i32>,
}

impl Scored<'_> {
    /// How well the cells fit their columns; None when one of them contradicts its column.
    fn score(&mut self, plan: &Plan) -> Option<i32> {
        let mut sum = 0;
        for (column, range) in plan.iter().enumerate() {
            let Some(field) = self.columns.fields.get(column).copied().flatten() else { continue };
            let key = (column, range.start, range.end);
            let fit = match self.known.get(&key) {
                Some(fit) => *fit,
                None => {
                    let fit = fit(field, &self.value(range), self.columns.capital_unit);
                    self.known.insert(key, fit);
                    fit
                }
            };
            if fit <= -STRONG {
                return None;
            }
            sum += fit;
        }
        Some(sum)
    }

    /// Joined cells get their separator back; empty ones are left out.
    fn value(&self, range: &Range<usize>) -> String {
        let cells = self.cells.get(range.clone()).unwrap_or_default();
        cells.iter().map(String::as_str).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(",")
    }

    fn values(&self, plan: &Plan) -> Vec<String> {
        plan.iter().map(|range| self.value(range)).collect()
    }

    /// The values of the columns that are read: the others do not matter.
    fn mapped<'v>(&self, values: &'v [String]) -> Vec<&'v str> {
        let pairs = self.columns.fields.iter().zip(values);
        pairs.filter(|(field, _)| field.is_some()).map(|(_, value)| value.as_str()).collect()
    }
}

/// How well a text fits a column: above zero where it looks like it, below where it does not.
fn fit(field: Field, text: &str, unit: Option<Unit>) -> i32 {
    if text.is_empty() || is_empty_mark(text) {
        return if field == Field::Name { -STRONG } else { 0 };
    }
    let either = |fits: bool, good: i32, bad: i32| if fits { good } else { bad };
    let strange = || date::parse(text).is_ok() || CreditCode::parse(text).is_ok();
    match field {
        Field::Name => match name::check(text) {
            Ok(()) => either(looks_like_company(text), 4, -2),
            Err(_) => -STRONG,
        },
        Field::CreditCode => either(is_code(text), STRONG, -STRONG),
        Field::RegistrationNo => either(text.len() > 5 && text.bytes().all(|b| b.is_ascii_digit()), 3, -6),
        Field::RegisteredOn | Field::ListedOn => either(date::parse(text).is_ok(), STRONG, -STRONG),
        Field::StockCode => either(text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()), 4, -6),
        Field::Capital => either(capital::fits(text, unit), 6, -STRONG),
        Field::CapitalCurrency => either(capital::currency(text).is_some(), 8, -STRONG),
        Field::CapitalFlag => either(text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), 8, -STRONG),
        Field::Province => either(place::is_province(&place::short(text)), STRONG, -STRONG),
        Field::City | Field::County => match place::is_place(&place::short(text)) {
            true => 4,
            false => either(text.chars().count() > 12 || text.contains(|c: char| c.is_ascii_digit()), -STRONG, -1),
        },
        Field::Address => match strange() {
            true => -STRONG,
            // A piece of a scope in front of an address does not belong to it.
            false if lists_trades(text) => either(names_street(text), 0, -1),
            false => either(names_street(text), 3, -1),
        },
        Field::Scope => match strange() {
            true => -STRONG,
            false => either(lists_trades(text), 2, -1),
        },
        Field::CompanyType | Field::Status | Field::Size => either(strange() || text.chars().count() > 40, -STRONG, 0),
        Field::Insured => either(text.parse::<u32>().is_ok(), 3, -STRONG),
        Field::IndustryCode => either(IndustryCode::parse(text).is_ok(), 4, -6),
        Field::IndustryDivision => either(industry::by_name(Level::Division, text).is_ok(), 6, -3),
        Field::IndustryGroup => either(industry::by_name(Level::Group, text).is_ok(), 6, -3),
    }
}

fn is_code(text: &str) -> bool {
    let mistyped = text.len() == 18 && text.bytes().all(|b| b.is_ascii_alphanumeric()) && text.starts_with('9');
    match RegistrationCode::recognise(text) {
        RegistrationCode::Uscc(_) | RegistrationCode::Registration15(_) | RegistrationCode::Registration13(_) => true,
        _ => mistyped,
    }
}

fn names_street(text: &str) -> bool {
    text.contains(['路', '街', '号', '镇', '乡', '村', '区', '县'])
}

fn lists_trades(text: &str) -> bool {
    ["、", "；", ";", "销售", "服务", "生产", "加工", "开发"].iter().any(|word| text.contains(word))
}

fn looks_like_company(text: &str) -> bool {
    let text = text.trim_end_matches([')', '）']);
    ["公司", "厂", "店", "社", "部", "行", "院", "所", "中心", "局", "场", "站", "合伙", "处"]
        .iter()
        .any(|w| text.ends_with(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Mapping;

    const HEAD: [&str; 7] = ["名称", "统一社会信用代码", "成立日期", "注册资本", "省份", "经营范围", "地址"];
    const CODE: &str = "91650100MA7759Q54X";

    fn columns() -> Columns {
        Columns::recognise(&HEAD.map(str::to_owned), &Mapping::default(), "f").unwrap()
    }

    fn aligned(cells: &[&str]) -> Aligned {
        align(&columns(), &cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())
    }

    fn code() -> String {
        let body = &CODE[..17];
        format!("{body}{}", kernel::credit_code::complete(body).unwrap())
    }

    #[test]
    fn a_separator_too_many_is_put_back() {
        let code = code();
        let got = aligned(&["示例", "甲公司", &code, "2001-01-05", "500万元", "新疆", "铝材销售", "北京路1号"]);
        let want = ["示例,甲公司", &code, "2001-01-05", "500万元", "新疆", "铝材销售", "北京路1号"];
        assert_eq!(got, Aligned::Mended(want.map(str::to_owned).to_vec()));
    }

    #[test]
    fn a_missing_cell_is_found_by_its_neighbours() {
        let code = code();
        let Aligned::Mended(got) = aligned(&["示例甲公司", &code, "500万元", "新疆", "铝材销售", "北京路1号"])
        else {
            panic!("not mended")
        };
        assert_eq!(got[2..4], ["".to_owned(), "500万元".to_owned()]);
        let shifted = aligned(&["示例甲公司", "", &code, "2001-01-05", "500万元", "新疆", "铝材的销售"]);
        assert!(matches!(shifted, Aligned::Mended(row) if row[1] == code && row[6].is_empty()));
    }

    #[test]
    fn what_fits_twice_or_not_at_all_is_unclear() {
        let code = code();
        assert_eq!(
            aligned(&["示例甲公司", &code, "2001-01-05", "500万元", "新疆", "甲", "乙", "丙"]),
            Aligned::Unclear
        );
        assert_eq!(aligned(&["x", "y", "z"]), Aligned::Unclear);
        let straight = aligned(&["示例甲公司", &code, "2001-01-05", "500万元", "新疆", "铝材销售", "北京路1号"]);
        assert_eq!(straight, Aligned::Straight);
    }
}
