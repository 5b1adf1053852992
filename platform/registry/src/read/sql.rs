//! A filter as a condition of SQL. Texts are quoted here and nowhere else.
use kernel::industry::{IndustryCode, Level};

use crate::error::Result;
use crate::filter::Filter;

/// A text as a literal.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn any_of(column: &str, values: &[String]) -> Option<String> {
    let list: Vec<String> = values.iter().map(|v| quoted(v)).collect();
    if list.is_empty() { None } else { Some(format!("{column} IN ({})", list.join(", "))) }
}

/// The condition for WHERE; `true` for the filter that lets everything through.
pub(super) fn condition(filter: &Filter) -> Result<String> {
    filter.check()?;
    let date = |d: chrono::NaiveDate, sign: &str| format!("registered_on {sign} DATE '{d}'");
    let mut all = vec![
        places(filter),
        industries(filter),
        filter.confidence_min.map(|c| format!("confidence >= {c}")),
        filter.registered_from.map(|d| date(d, ">=")),
        filter.registered_to.map(|d| date(d, "<=")),
        filter.capital_currency().map(|c| format!("currency = {}", quoted(&c.to_string()))),
        filter.capital_min_fen.map(|n| format!("capital_fen >= {n}")),
        filter.capital_max_fen.map(|n| format!("capital_fen <= {n}")),
        any_of("size", &filter.sizes),
        filter.insured_min.map(|n| format!("insured >= {n}")),
        filter.insured_max.map(|n| format!("insured <= {n}")),
        any_of("status", &filter.statuses),
    ];
    let word = |w: &String| Some(format!("(contains(name, {0}) OR contains(scope, {0}))", quoted(w)));
    all.extend(filter.words.iter().map(word));
    let all: Vec<String> = all.into_iter().flatten().collect();
    Ok(if all.is_empty() { "true".to_owned() } else { all.join(" AND ") })
}

fn places(filter: &Filter) -> Option<String> {
    let one = |p: &crate::filter::Place| {
        let parts = [("province", &p.province), ("city", &p.city)];
        let given = parts.iter().filter(|(_, text)| !text.is_empty());
        let given: Vec<String> = given.map(|(column, text)| format!("{column} = {}", quoted(text))).collect();
        if given.is_empty() { "true".to_owned() } else { given.join(" AND ") }
    };
    let all: Vec<String> = filter.places.iter().map(|p| format!("({})", one(p))).collect();
    if all.is_empty() { None } else { Some(format!("({})", all.join(" OR "))) }
}

fn industries(filter: &Filter) -> Option<String> {
    let (mut divisions, mut groups) = (Vec::new(), Vec::new());
    for code in &filter.industries {
        match code.level() {
            Level::Section => divisions.extend(code.children().iter().map(|d| d.as_str().to_owned())),
            Level::Division => divisions.push(code.as_str().to_owned()),
            Level::Group | Level::Class => groups.extend(code.group().map(IndustryCode::as_str).map(str::to_owned)),
        }
    }
    let both: Vec<String> =
        [any_of("division", &divisions), any_of("industry_group", &groups)].into_iter().flatten().collect();
    if both.is_empty() { None } else { Some(format!("({})", both.join(" OR "))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Place;

    #[test]
    fn conditions_quote_what_people_type() {
        assert_eq!(condition(&Filter::default()).unwrap(), "true");
        let filter = Filter {
            places: vec![Place::new("新疆", "")],
            industries: vec!["27".parse().unwrap(), "3252".parse().unwrap()],
            words: vec!["'; DROP".into()],
            capital_min_fen: Some(5),
            ..Filter::default()
        };
        assert_eq!(
            condition(&filter).unwrap(),
            "((province = '新疆')) AND (division IN ('27') OR industry_group IN ('325')) AND currency = 'CNY' AND \
             capital_fen >= 5 AND (contains(name, '''; DROP') OR contains(scope, '''; DROP'))"
        );
    }
}
