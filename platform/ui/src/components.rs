//! The sheet of components with example data: what every page is made of, in one place to look at and to test.
use crate::fault::StaleView;
use crate::form::Errors;
use crate::i18n::T;
use crate::picture::{self, Bar, Part};
use crate::shell::Shell;
use crate::view::{ChartData, Choice, Pager, Progress, Sort, SortLink};
use crate::web::{Html, Req, Result};
use kernel::FieldError;

/// The sheet; every value on it is an example.
#[derive(askama::Template)]
#[template(path = "ui/components_sheet.html")]
pub struct Sheet {
    page: Shell,
    colours: Vec<(&'static str, String)>,
    choices: Vec<Choice>,
    errors: Errors,
    stale: Vec<StaleView>,
    pager: Pager,
    by_name: SortLink,
    by_size: SortLink,
    job: Progress,
    bars: Vec<Bar>,
    parts: Vec<Part>,
    line: Vec<String>,
    share: String,
    band: ChartData,
}

fn band() -> ChartData {
    ChartData::of(&serde_json::json!({
        "x": ["2019-08", "09", "10", "11", "12", "2020-01"], "y": [83.8, 84.1, 85.2, 84.9, 85.5, 86.4],
        "low": [82.2, 82.2, 83.4, 83.1, 83.8, 84.7], "high": [85.7, 86.0, 87.0, 86.7, 87.2, 88.1],
        "min": 80, "max": 90, "step": 5, "target": 88, "decimals": 1,
    }))
}

const COLOURS: [&str; 17] = [
    "accent",
    "accent-mid",
    "accent-tint",
    "ink",
    "ink-2",
    "ink-3",
    "line",
    "bg",
    "red",
    "yellow-dot",
    "yellow",
    "ok",
    "f1",
    "f2",
    "f3",
    "f4",
    "f0",
];

/// `GET /components`.
pub async fn sheet(req: Req) -> Result<Html<Sheet>> {
    let sort = Sort::of(&req, &["name", "size"], "name");
    let pager = Pager::new(&req, 2, 50, 120);
    Ok(Html(Sheet::new(req.shell("components-title", "admin").with_charts(), &sort, pager)))
}

impl Sheet {
    fn new(page: Shell, sort: &Sort, pager: Pager) -> Self {
        let t = page.t;
        let colours = COLOURS.iter().map(|name| (*name, t.s(format!("colour-{name}")))).collect();
        let parts = [("f1", 186.2), ("f2", 142.7), ("f3", 268.5), ("f4", 61.3), ("f0", 62.7)];
        let labels: Vec<_> = parts.iter().map(|(class, _)| t.s(format!("colour-{class}"))).collect();
        let quarters = [Some(266.0), Some(573.0), Some(897.0), Some(1273.2)];
        Self {
            colours,
            choices: choices(t),
            errors: Errors::new(t, &[FieldError::new("credit_code", "components-code-error").arg("length", 17)]),
            stale: vec![StaleView {
                label: t.s("components-promised-day"),
                theirs: "2020-02-11".to_owned(),
                yours: "2020-02-14".to_owned(),
            }],
            pager,
            by_name: sort.link("name"),
            by_size: sort.link("size"),
            job: Progress {
                label: t.s("components-job"),
                done: 31_200,
                total: 50_000,
                seconds_left: Some(12),
                poll: String::new(),
                cancel: String::new(),
                finished: true,
            },
            bars: picture::bars(&quarters),
            parts: picture::strip(parts.iter().zip(&labels).map(|((class, v), label)| (*class, label.as_str(), *v))),
            line: picture::spark(&[Some(79.8), Some(81.1), None, Some(83.8), Some(86.4)]),
            share: picture::share(34.0, 100.0),
            band: band(),
            page,
        }
    }
}

fn choices(t: T) -> Vec<Choice> {
    let names = ["colour-f1", "colour-f2", "colour-f3", "colour-f4"];
    let choice = |(i, key): (usize, &&str)| Choice::new(i.to_string(), t.s(key), i == 1);
    names.iter().enumerate().map(choice).collect()
}
