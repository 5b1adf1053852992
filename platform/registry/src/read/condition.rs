//! A filter as a condition on the columns of a company. Texts are values here, never part of a statement.
use chrono::{Datelike, NaiveDate};
use datafusion::common::ScalarValue;
use datafusion::functions::string::expr_fn::contains;
use datafusion::logical_expr::{Expr, col, lit};
use kernel::industry::{IndustryCode, Level};

use crate::error::Result;
use crate::filter::{Filter, Place};

/// 1970-01-01, from which the engine counts days, as a day of the common era.
const EPOCH_DAY: i32 = 719_163;

/// The condition; true for the filter that lets everything through.
///
/// # Errors
/// What [`Filter::check`] finds wrong.
pub(super) fn condition(filter: &Filter) -> Result<Expr> {
    filter.check()?;
    let all = [
        any(filter.places.iter().map(place)),
        industries(filter),
        filter.confidence_min.map(|c| col("confidence").gt_eq(lit(c))),
        filter.registered_from.map(|d| col("registered_on").gt_eq(day(d))),
        filter.registered_to.map(|d| col("registered_on").lt_eq(day(d))),
        filter.capital_currency().map(|c| col("currency").eq(lit(c.to_string()))),
        filter.capital_min_fen.map(|n| col("capital_fen").gt_eq(lit(n))),
        filter.capital_max_fen.map(|n| col("capital_fen").lt_eq(lit(n))),
        any_of("size", &filter.sizes),
        filter.insured_min.map(|n| col("insured").gt_eq(lit(n))),
        filter.insured_max.map(|n| col("insured").lt_eq(lit(n))),
        any_of("status", &filter.statuses),
    ];
    let word = |w: &String| {
        let stands_in = |column| contains(col(column), lit(w.as_str()));
        stands_in("name").or(stands_in("scope"))
    };
    let all = all.into_iter().flatten().chain(filter.words.iter().map(word));
    Ok(all.reduce(Expr::and).unwrap_or_else(|| lit(true)))
}

fn day(date: NaiveDate) -> Expr {
    lit(ScalarValue::Date32(Some(date.num_days_from_ce() - EPOCH_DAY)))
}

fn any(conditions: impl Iterator<Item = Expr>) -> Option<Expr> {
    conditions.reduce(Expr::or)
}

fn any_of(column: &str, values: &[String]) -> Option<Expr> {
    let list: Vec<Expr> = values.iter().map(|v| lit(v.as_str())).collect();
    if list.is_empty() { None } else { Some(col(column).in_list(list, false)) }
}

fn place(place: &Place) -> Expr {
    let parts = [("province", &place.province), ("city", &place.city)];
    let given = parts.into_iter().filter(|(_, text)| !text.is_empty());
    given.map(|(column, text)| col(column).eq(lit(text.as_str()))).reduce(Expr::and).unwrap_or_else(|| lit(true))
}

fn industries(filter: &Filter) -> Option<Expr> {
    let (mut divisions, mut groups) = (Vec::new(), Vec::new());
    for code in &filter.industries {
        match code.level() {
            Level::Section => divisions.extend(code.children().iter().map(|d| d.as_str().to_owned())),
            Level::Division => divisions.push(code.as_str().to_owned()),
            Level::Group | Level::Class => groups.extend(code.group().map(IndustryCode::as_str).map(str::to_owned)),
        }
    }
    any([any_of("division", &divisions), any_of("industry_group", &groups)].into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_stays_a_value() {
        assert_eq!(condition(&Filter::default()).unwrap(), lit(true));
        let filter = Filter {
            places: vec![Place::new("新疆", "")],
            industries: vec!["27".parse().unwrap(), "3252".parse().unwrap()],
            words: vec!["'; DROP".into()],
            capital_min_fen: Some(5),
            ..Filter::default()
        };
        let word = || lit("'; DROP");
        let want = col("province")
            .eq(lit("新疆"))
            .and(
                col("division")
                    .in_list(vec![lit("27")], false)
                    .or(col("industry_group").in_list(vec![lit("325")], false)),
            )
            .and(col("currency").eq(lit("CNY")))
            .and(col("capital_fen").gt_eq(lit(5_i64)))
            .and(contains(col("name"), word()).or(contains(col("scope"), word())));
        assert_eq!(condition(&filter).unwrap(), want);
    }

    #[test]
    fn days_are_counted_as_the_engine_counts_them() {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
        assert_eq!(day(epoch), lit(ScalarValue::Date32(Some(0))));
    }
}
