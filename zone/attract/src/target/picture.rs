//! Pictures of the targets: the bubbles of feasibility and attractiveness, and the map of the cities.
use super::rules::Scored;
use super::{City, words};
use serde_json::json;
use ui::T;
use ui::view::ChartData;

/// Bubbles in the picture; the table has all.
pub const BUBBLES: usize = 24;
/// Of those with a name beside them.
const LABELLED: usize = 8;
/// Where the quadrants meet.
const CUT: i64 = 60;

/// The bubbles: area by the number of firms, colour by focus industry; each leads to its page.
pub fn bubbles(t: T, shown: &[Scored<'_>], class: impl Fn(Option<&str>) -> &'static str, query: &str) -> ChartData {
    let most = shown.iter().map(|s| s.industry.firms).max().unwrap_or(1).max(1) as f64;
    let points = shown.iter().enumerate().map(|(n, s)| {
        let (x, y) = (s.score.feasibility.round(), s.score.attractiveness.unwrap_or(0.0).round());
        json!({
            "name": words::industry_name(t, &s.industry.code),
            "x": x,
            "y": y,
            "size": 6.0 + 100.0 * s.industry.firms as f64 / most,
            "class": class(s.industry.focus.as_deref()),
            "selected": n == 0,
            "label": n < LABELLED,
            "position": position(x, n),
        })
    });
    let points: Vec<_> = points.collect();
    let links: Vec<String> = shown.iter().map(|s| path(&s.industry.code, query)).collect();
    let corner = |key: &str| t.s(format!("target-corner-{key}"));
    ChartData::of(&json!({
        "points": points,
        "links": links,
        "xName": t.s("target-feasibility-axis"),
        "yName": t.s("target-attractiveness-axis"),
        "xCut": CUT,
        "yCut": CUT,
        "corners": [corner("first"), corner("conditions"), corner("wait"), corner("gain")],
    }))
}

/// Labels at the right edge stand to the left; neighbours in the ranking alternate.
fn position(x: f64, n: usize) -> &'static str {
    match (x > 85.0, n % 3) {
        (true, 0) => "left",
        (_, 1) => "top",
        (_, 2) => "bottom",
        (false, _) => "right",
        (true, _) => "left",
    }
}

/// The page of an industry, with the weights of this address.
pub fn path(code: &str, query: &str) -> String {
    if query.is_empty() { format!("/attract/targets/{code}") } else { format!("/attract/targets/{code}?{query}") }
}

/// A dot of the map, in units of its box.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    pub x: String,
    pub y: String,
    pub r: String,
    /// `here`, `on` or `off`.
    pub class: &'static str,
    pub label: String,
}

/// The box of the map: width and height.
pub const MAP: (f64, f64) = (620.0, 460.0);
const WEST: f64 = 73.0;
const EAST: f64 = 135.5;
const SOUTH: f64 = 17.5;
const NORTH: f64 = 54.0;
/// Parallel on which the projection keeps distances: the middle of the country.
const TRUE_AT: f64 = 36.0;

/// Equirectangular: longitudes shrink by the cosine of the middle parallel, so that the country keeps its shape.
fn project(city: &City) -> Option<(f64, f64)> {
    let (width, height) = MAP;
    let inside = (WEST..=EAST).contains(&city.longitude) && (SOUTH..=NORTH).contains(&city.latitude);
    let shrink = TRUE_AT.to_radians().cos();
    let scale = (width / ((EAST - WEST) * shrink)).min(height / (NORTH - SOUTH));
    inside.then_some(((city.longitude - WEST) * shrink * scale, (NORTH - city.latitude) * scale))
}

/// All cities as small dots, so that the country is recognised; those with a count larger by its root; the zone's own marked.
pub fn map<'c>(cities: impl Iterator<Item = &'c City>, here: &str, count: impl Fn(&City) -> u64) -> Vec<Dot> {
    let all: Vec<(&City, f64, f64, u64)> =
        cities.filter_map(|c| project(c).map(|(x, y)| (c, x, y, count(c)))).collect();
    let most = all.iter().map(|(.., n)| *n).max().unwrap_or(1).max(1) as f64;
    let mut dots: Vec<(f64, Dot)> = all
        .iter()
        .map(|(city, x, y, n)| {
            let own = city.city == here;
            let radius = if *n == 0 { 1.4 } else { 3.0 + 13.0 * (*n as f64 / most).sqrt() };
            let radius = if own { radius.max(5.0) } else { radius };
            let (class, order) = match (own, *n) {
                (true, _) => ("here", 0.0),
                (false, 0) => ("off", f64::MAX),
                (false, _) => ("on", radius),
            };
            let label = if *n > 0 || own { format!("{} {n}", city.city) } else { String::new() };
            (order, Dot { x: format!("{x:.1}"), y: format!("{y:.1}"), r: format!("{radius:.1}"), class, label })
        })
        .collect();
    // The empty ones below, then large before small, so that none hides another; the zone's city on top.
    dots.sort_by(|a, b| b.0.total_cmp(&a.0));
    dots.into_iter().map(|(_, dot)| dot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_keeps_cities_apart_and_within() {
        let city = |name: &str, longitude, latitude| City { city: name.into(), longitude, latitude, ..City::default() };
        let all = [city("乌鲁木齐", 87.6, 43.8), city("深圳", 114.1, 22.5), city("没有坐标", 0.0, 0.0)];
        let dots = map(all.iter(), "乌鲁木齐", |c| if c.city == "深圳" { 9 } else { 0 });
        assert_eq!(dots.len(), 2, "a city without coordinates is no dot");
        let find = |class| dots.iter().find(|d| d.class == class).unwrap();
        let (home, south) = (find("here"), find("on"));
        let number = |t: &str| t.parse::<f64>().unwrap();
        assert!(number(&home.x) < number(&south.x) && number(&home.y) < number(&south.y));
        assert!(number(&south.x) < MAP.0 && number(&south.y) < MAP.1);
        assert_eq!((south.r.as_str(), south.label.as_str()), ("16.0", "深圳 9"));
    }
}
