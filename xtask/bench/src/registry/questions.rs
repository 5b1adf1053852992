//! The same questions to the registry and to DuckDB, over the same Parquet files.
use super::duckdb::DuckDb;
use crate::Done;
use crate::spread::Spread;
use registry::{By, Filter, IndustryLevel, Order, Place, PlaceLevel, Registry, YearOf};
use std::path::Path;
use std::time::Instant;

pub fn head() -> Vec<String> {
    ["question", "lake", "rows of the answer", "registry, ms", "DuckDB, ms", "registry ÷ DuckDB"]
        .map(String::from)
        .to_vec()
}

struct Question {
    what: &'static str,
    ask: Ask,
    /// The same in DuckDB's SQL.
    sql: Vec<String>,
}

enum Ask {
    Find(Box<Filter>, Order),
    Counts,
    Quotients,
}

const SHOWN: &str = "id, name, credit_code, province, city, county, address, registered_on, capital_fen, currency, \
                     company_type, status, size, insured, division, industry_group, confidence, scope";

fn find(what: &'static str, filter: Filter, order: Order, condition: &str, by: &str, top: usize) -> Question {
    let from = format!("from firms where not individual and {condition}");
    let sql = vec![format!("select count(*) {from}"), format!("select {SHOWN} {from} order by {by}, id limit {top}")];
    Question { what, ask: Ask::Find(Box::new(filter), order), sql }
}

fn questions() -> Done<Vec<Question>> {
    let score = "ln(coalesce(capital_fen, 0) + 1) + case when province = '新疆' then 3 else 0 end + confidence";
    let quotients = "with c as (select province, city, industry_group as industry, count(*) as n from firms \
                     where city <> '' and industry_group <> '' group by all), \
                     r as (select province, city, sum(n) as n from c group by all), \
                     i as (select industry, sum(n) as n from c group by all), t as (select sum(n) as n from c) \
                     select c.province, c.city, c.industry, c.n, c.n * t.n / (r.n * i.n)::double as lq \
                     from c join r using (province, city) join i using (industry) cross join t order by 1, 2, 3";
    let by_group = "select province, city, industry_group, year, count(*) from firms group by all order by 1, 2, 3, 4";
    Ok(vec![
        find(
            "filter: city, industry, capital, age",
            Filter {
                places: vec![Place::parse("广东/深圳"), Place::parse("浙江/杭州")],
                industries: vec!["C".parse()?],
                capital_min_fen: Some(500_000_000),
                registered_from: chrono_day(1995)?,
                ..Filter::default()
            },
            Order::AsStored,
            "((province = '广东' and city = '深圳') or (province = '浙江' and city = '杭州')) and division between '13' and '43' \
             and currency = 'CNY' and capital_fen >= 500000000 and registered_on >= date '1995-01-01'",
            "id",
            20,
        ),
        find(
            "LIKE: a word in name or scope",
            Filter { words: vec!["铝型材".to_owned()], ..Filter::default() },
            Order::AsStored,
            "(name like '%铝型材%' or scope like '%铝型材%')",
            "id",
            20,
        ),
        find(
            "top 100 by a score",
            Filter::default(),
            Order::Score(score.to_owned()),
            "true",
            &format!("{score} desc"),
            100,
        ),
        Question { what: "group by city, industry, year", ask: Ask::Counts, sql: vec![by_group.to_owned()] },
        Question { what: "LQ join: city × industry", ask: Ask::Quotients, sql: vec![quotients.to_owned()] },
    ])
}

fn chrono_day(year: i32) -> Done<Option<chrono::NaiveDate>> {
    Ok(chrono::NaiveDate::from_ymd_opt(year, 1, 1))
}

pub async fn ask(
    lake: &str,
    registry: &Registry,
    path: &Path,
    peer: Option<&DuckDb>,
    rounds: usize,
) -> Done<Vec<Vec<String>>> {
    let questions = questions()?;
    let theirs = match peer {
        Some(peer) => {
            let sql: Vec<Vec<String>> = questions.iter().map(|q| q.sql.clone()).collect();
            peer.ask(path, &sql, rounds)?.into_iter().map(Some).collect()
        }
        None => vec![None; questions.len()],
    };
    let mut rows = Vec::new();
    for (question, theirs) in questions.iter().zip(theirs) {
        let (mut times, mut found) = (Spread::default(), 0);
        for round in 0..=rounds {
            let start = Instant::now();
            found = one(registry, &question.ask, question.sql.last().is_some_and(|s| s.ends_with("limit 100"))).await?;
            if round > 0 {
                times.add(start.elapsed());
            }
        }
        let ours = times.at(0.5);
        if let Some((_, rows)) = theirs
            && rows != found
        {
            return Err(format!("{}: the registry answers {found} rows, DuckDB {rows}", question.what).into());
        }
        let (ms, ratio) = match theirs {
            Some((ms, _)) => (format!("{ms:.1}"), format!("{:.2}", ours / ms)),
            None => ("-".to_owned(), "-".to_owned()),
        };
        rows.push(vec![question.what.to_owned(), lake.to_owned(), found.to_string(), format!("{ours:.1}"), ms, ratio]);
    }
    Ok(rows)
}

async fn one(registry: &Registry, ask: &Ask, hundred: bool) -> Done<u64> {
    let count = match ask {
        Ask::Find(filter, order) => {
            registry.find(filter, order, 0, if hundred { 100 } else { 20 }).await?.companies.len()
        }
        Ask::Counts => {
            let by = By { place: PlaceLevel::City, industry: IndustryLevel::Group, year: YearOf::Registered };
            registry.counts(&Filter::default(), by).await?.len()
        }
        Ask::Quotients => registry.quotients(&Filter::default(), By::default()).await?.len(),
    };
    Ok(count as u64)
}
