//! 列对应: the view model of the page on which the user matches columns with fields.
use super::page::label;
use super::{Batch, fields};
use ui::T;
use ui::shell::Shell;
use ui::view::Choice;
use ui::web::Req;

struct Column {
    index: usize,
    number: usize,
    heading: String,
    label: String,
    choices: Vec<Choice>,
}

#[derive(askama::Template)]
#[template(path = "enterprise/import/mapping.html")]
pub struct MappingPage {
    page: Shell,
    id: String,
    version: i64,
    file_name: String,
    columns: Vec<Column>,
    problems: Vec<String>,
}

impl MappingPage {
    pub fn new(req: &Req, b: &Batch, mapping: &[String], problems: Vec<String>) -> Self {
        let column = |(i, heading): (usize, &String)| Column {
            index: i,
            number: i + 1,
            heading: heading.clone(),
            label: req.t.a2("import-column-label", "n", i + 1, "heading", heading),
            choices: choices(req.t, mapping.get(i).map_or("", String::as_str)),
        };
        Self {
            page: req.shell("import-mapping-title", "enterprise"),
            id: b.id.clone(),
            version: b.version,
            file_name: b.file_name.clone(),
            columns: b.header.iter().enumerate().map(column).collect(),
            problems,
        }
    }
}

/// All fields; a figure column also offers its units.
fn choices(t: T, chosen: &str) -> Vec<Choice> {
    let mut list = vec![Choice::new("", t.s("import-field-none"), chosen.is_empty())];
    list.extend(fields::ALL.iter().map(|f| Choice::new(f.key, label(t, f.key), f.key == chosen)));
    if let Some((metric, year, unit)) = fields::figure_of(chosen) {
        let units: &[&str] = if metric.is_money() { &["", "元", "千元", "万元", "亿元"] } else { &["人"] };
        for u in units {
            let key = format!("figure:{}:{year}:{u}", metric.code());
            let name = format!("{} {}", label(t, &key), if u.is_empty() { "?" } else { u });
            list.push(Choice::new(key, name, *u == unit));
        }
    }
    list
}
