//! The funnel and its groups as pictures: the same figures as the tables beside them, each mark leading to its records.
use super::web::{Group, Step};
use serde_json::json;
use ui::view::ChartData;

/// Groups in the picture; the table has them all.
pub const GROUPS: usize = 12;

/// The colours of the stages, from the first to the last: rest, half, full.
fn classes(stages: usize) -> Vec<&'static str> {
    (0..stages)
        .map(|i| match i {
            _ if i + 1 == stages => "a",
            0 => "g",
            _ => "am",
        })
        .collect()
}

/// All leads, then those who reached each stage.
pub fn funnel(entered: (&str, i64, &str), steps: &[Step]) -> ChartData {
    let (name, whole, href) = entered;
    let names: Vec<&str> = std::iter::once(name).chain(steps.iter().map(|s| s.name.as_str())).collect();
    let y: Vec<i64> = std::iter::once(whole).chain(steps.iter().map(|s| s.leads.n)).collect();
    let text: Vec<String> = std::iter::once(whole.to_string())
        .chain(steps.iter().map(|s| format!("{} · {} %", s.leads.text, s.leads.percent)))
        .collect();
    let links: Vec<&str> = std::iter::once(href).chain(steps.iter().map(|s| s.leads.href.as_str())).collect();
    let class: Vec<&str> = std::iter::once("g").chain(classes(steps.len())).collect();
    let dark: Vec<bool> = class.iter().map(|c| *c == "a").collect();
    ChartData::of(&json!({
        "x": names, "y": y, "whole": whole.max(1), "text": text, "links": links, "class": class, "dark": dark,
    }))
}

/// Per group: all leads with those who reached each stage laid over them.
pub fn nested(entered: &str, heads: &[String], groups: &[Group]) -> ChartData {
    let shown = groups.get(..GROUPS.min(groups.len())).unwrap_or(groups);
    let x: Vec<&str> = shown.iter().map(|g| g.name.as_str()).collect();
    let first = json!({
        "name": entered, "class": "line",
        "y": shown.iter().map(|g| g.entered.n).collect::<Vec<_>>(),
        "links": shown.iter().map(|g| g.entered.href.as_str()).collect::<Vec<_>>(),
    });
    let later = heads.iter().zip(classes(heads.len())).enumerate().map(|(i, (name, class))| {
        let of = |g: &Group| g.reached.get(i).map(|f| (f.n, f.href.clone())).unwrap_or_default();
        json!({
            "name": name, "class": class,
            "y": shown.iter().map(|g| of(g).0).collect::<Vec<_>>(),
            "links": shown.iter().map(|g| of(g).1).collect::<Vec<_>>(),
        })
    });
    let series: Vec<_> = std::iter::once(first).chain(later).collect();
    ChartData::of(&json!({ "x": x, "series": series }))
}

/// The height class for so many groups.
pub fn height(groups: usize) -> &'static str {
    match groups {
        0..=4 => "hrows-4",
        5..=8 => "hrows-8",
        _ => "hrows-12",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_stage_has_the_strongest_colour() {
        assert_eq!(classes(3), ["g", "am", "a"]);
        assert_eq!(classes(1), ["a"]);
        assert_eq!(height(3), "hrows-4");
    }
}
