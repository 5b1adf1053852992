//! Pictures of the targets: the bubbles of feasibility and attractiveness, and the map of the cities.
use super::rules::Scored;
use super::{City, words};
use serde_json::json;
use ui::T;
use ui::view::ChartData;

/// Bubbles in the picture; the table has all.
pub const BUBBLES: usize = 24;
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
    /// The page that it leads to, or nothing.
    pub path: String,
    /// Written beside it, for the largest.
    pub name: Option<Name>,
}

/// A name beside a dot.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub text: String,
    pub x: String,
    pub y: String,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
    /// `lead` for the few that a phone shows, in larger letters.
    pub class: &'static str,
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

/// A city on the map with what is counted there.
struct Mark<'c> {
    city: &'c City,
    at: (f64, f64),
    radius: f64,
    n: u64,
    own: bool,
}

/// All cities as small dots, so that the country is recognised; those with a count larger by its root, the largest with their
/// names and numbers; the zone's own marked. `path` says where a city with a count leads.
pub fn map<'c>(
    cities: impl Iterator<Item = &'c City>,
    here: &str,
    count: impl Fn(&City) -> u64,
    path: impl Fn(&City) -> String,
) -> Vec<Dot> {
    let counted = cities.filter_map(|city| project(city).map(|at| (city, at, count(city))));
    let all: Vec<(&City, (f64, f64), u64)> = counted.collect();
    let most = all.iter().map(|(.., n)| *n).max().unwrap_or(1).max(1) as f64;
    let radius = |n: u64, own: bool| {
        let radius = if n == 0 { 1.4 } else { 3.0 + 13.0 * (n as f64 / most).sqrt() };
        if own { radius.max(5.0) } else { radius }
    };
    let mark = |(city, at, n): (&'c City, (f64, f64), u64)| {
        let own = city.city == here;
        Mark { city, at, radius: radius(n, own), n, own }
    };
    let mut marks: Vec<Mark<'c>> = all.into_iter().map(mark).collect();
    marks.sort_by(|a, b| b.n.cmp(&a.n).then(a.city.code.cmp(&b.city.code)));
    let mut names = names(&marks);
    let dot = |(i, m): (usize, &Mark<'_>)| Dot {
        x: format!("{:.1}", m.at.0),
        y: format!("{:.1}", m.at.1),
        r: format!("{:.1}", m.radius),
        class: class(m),
        label: if m.n > 0 || m.own { format!("{} {}", m.city.city, m.n) } else { String::new() },
        path: if m.n > 0 { path(m.city) } else { String::new() },
        name: names.get_mut(i).and_then(Option::take),
    };
    let mut dots: Vec<Dot> = marks.iter().enumerate().map(dot).collect();
    // The empty ones below, then large before small, so that none hides another; the zone's city on top.
    dots.sort_by_key(|d| ["off", "on", "here"].iter().position(|class| *class == d.class));
    dots
}

fn class(m: &Mark<'_>) -> &'static str {
    match (m.own, m.n) {
        (true, _) => "here",
        (false, 0) => "off",
        (false, _) => "on",
    }
}

/// Names on the map, and how many of them are large enough for a phone.
const NAMED: usize = 12;
const LEADING: usize = 4;
/// Height of the letters in units of the box, as in target.css: for all, and for the leading ones on a phone.
const LETTERS: f64 = 15.0;
const LARGE_LETTERS: f64 = 26.0;

type Box4 = (f64, f64, f64, f64);

fn meet(a: &Box4, b: &Box4) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// Names of the largest, each on the first side where it covers no other name, no named dot and no edge; else none. The
/// leading ones keep room for the letters of a phone.
fn names(marks: &[Mark<'_>]) -> Vec<Option<Name>> {
    let named: Vec<&Mark<'_>> = marks.iter().take_while(|m| m.n > 0).take(NAMED).collect();
    let dot = |m: &&Mark<'_>| (m.at.0 - m.radius, m.at.1 - m.radius, m.at.0 + m.radius, m.at.1 + m.radius);
    let mut taken: Vec<Box4> = named.iter().map(dot).collect();
    let mut leading = 0;
    let mut place = |m: &&Mark<'_>| {
        let leads = leading < LEADING;
        let text = format!("{} {}", m.city.city, m.n);
        let letters = if leads { LARGE_LETTERS } else { LETTERS };
        let (box4, x, y, anchor) = sides(m, &text, letters).into_iter().find(|(b, ..)| {
            let inside = b.0 >= 0.0 && b.2 <= MAP.0 && b.1 >= 0.0 && b.3 <= MAP.1;
            inside && !taken.iter().any(|t| meet(t, b))
        })?;
        taken.push(box4);
        leading += 1;
        let class = if leads { "lead" } else { "" };
        Some(Name { text, x: format!("{x:.1}"), y: format!("{y:.1}"), anchor, class })
    };
    named.iter().map(&mut place).collect()
}

/// Where a name could stand: its box, its point and its anchor.
fn sides(m: &Mark<'_>, text: &str, letters: f64) -> [(Box4, f64, f64, &'static str); 4] {
    let width = text.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum::<f64>() * letters;
    let ((x, y), gap) = (m.at, m.radius + 3.0);
    let half = letters / 2.0;
    // The baseline is about a third of a letter below the middle.
    let middle = y + letters * 0.35;
    [
        ((x + gap, y - half, x + gap + width, y + half), x + gap, middle, "start"),
        ((x - gap - width, y - half, x - gap, y + half), x - gap, middle, "end"),
        ((x - width / 2.0, y - gap - letters, x + width / 2.0, y - gap), x, y - gap - letters * 0.15, "middle"),
        ((x - width / 2.0, y + gap, x + width / 2.0, y + gap + letters), x, y + gap + letters * 0.85, "middle"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_keeps_cities_apart_and_within() {
        let city = |name: &str, longitude, latitude| City { city: name.into(), longitude, latitude, ..City::default() };
        let all = [city("乌鲁木齐", 87.6, 43.8), city("深圳", 114.1, 22.5), city("没有坐标", 0.0, 0.0)];
        let count = |c: &City| if c.city == "深圳" { 9 } else { 0 };
        let dots = map(all.iter(), "乌鲁木齐", count, |c| format!("/{}", c.city));
        assert_eq!(dots.len(), 2, "a city without coordinates is no dot");
        let find = |class| dots.iter().find(|d| d.class == class).unwrap();
        let (home, south) = (find("here"), find("on"));
        let number = |t: &str| t.parse::<f64>().unwrap();
        assert!(number(&home.x) < number(&south.x) && number(&home.y) < number(&south.y));
        assert!(number(&south.x) < MAP.0 && number(&south.y) < MAP.1);
        assert_eq!((south.r.as_str(), south.label.as_str(), south.path.as_str()), ("16.0", "深圳 9", "/深圳"));
        let name = south.name.as_ref().unwrap();
        assert_eq!((name.text.as_str(), name.anchor, name.class), ("深圳 9", "start", "lead"));
        assert!(home.path.is_empty() && home.name.is_none(), "nothing is counted in the zone's own city");
    }

    #[test]
    fn names_never_cover_each_other() {
        let crowd: Vec<City> = (0..40)
            .map(|i| City {
                city: format!("市{i}"),
                longitude: 119.0 + f64::from(i % 7) * 0.6,
                latitude: 30.0 + f64::from(i / 7) * 0.5,
                ..City::default()
            })
            .collect();
        let marks: Vec<Mark<'_>> =
            crowd.iter().map(|city| Mark { city, at: project(city).unwrap(), radius: 6.0, n: 5, own: false }).collect();
        let found = names(&marks);
        let boxes: Vec<Box4> = marks
            .iter()
            .zip(&found)
            .filter_map(|(m, name)| {
                let name = name.as_ref()?;
                let letters = if name.class == "lead" { LARGE_LETTERS } else { LETTERS };
                let all = sides(m, &name.text, letters);
                all.into_iter().find(|s| s.3 == name.anchor && format!("{:.1}", s.2) == name.y).map(|s| s.0)
            })
            .collect();
        assert!(boxes.len() >= 2, "some find room");
        for (i, a) in boxes.iter().enumerate() {
            assert!(boxes.iter().skip(i + 1).all(|b| !meet(a, b)), "{a:?}");
        }
    }
}
