//! 项目分布: where projects lie, drawn on a plain frame of longitude and latitude: no map of the zone is shipped, and none is made up.
use crate::matter::view::Light;

/// The picture's box in units of its own.
pub const BOX: (f64, f64) = (720.0, 460.0);
/// Room around the places.
const MARGIN: f64 = 40.0;
/// The least that a picture shows, in degrees: about a kilometre.
const LEAST_DEGREES: f64 = 0.01;
/// Kilometres of a degree of latitude on a sphere of 6,371.0088 km (mean radius, IUGG).
const KM_PER_DEGREE: f64 = 111.195;
/// Places closer than this to each other fall together.
const TOGETHER: f64 = 18.0;
/// So many that fall together are set around their place; more are a circle with their number.
const RING: usize = 8;

/// West, south, east, north in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

/// A project's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub path: String,
    pub name: String,
    pub longitude: f64,
    pub latitude: f64,
    pub light: Light,
}

/// A dot of the picture. One that was moved aside is tied to its place by a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    pub x: String,
    pub y: String,
    pub from: Option<(String, String)>,
    pub path: String,
    pub label: String,
    pub class: &'static str,
    /// Written beside it, where there is room: x, y, and the side.
    pub name: Option<(String, String, &'static str)>,
}

/// Many in one place: their number, leading closer.
#[derive(Clone, Debug, PartialEq)]
pub struct Crowd {
    pub x: String,
    pub y: String,
    pub n: usize,
    /// The worst light among them.
    pub class: &'static str,
    pub frame: Frame,
}

/// A line of the frame: place and what stands at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub at: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub dots: Vec<Dot>,
    pub crowds: Vec<Crowd>,
    pub meridians: Vec<Line>,
    pub parallels: Vec<Line>,
    /// Length of the scale bar in the picture, and in kilometres.
    pub scale: (String, f64),
}

impl Frame {
    /// Around all of these; none where there are none.
    pub fn around(spots: &[&Spot]) -> Option<Self> {
        let first = spots.first()?;
        let start = Self { west: first.longitude, east: first.longitude, south: first.latitude, north: first.latitude };
        let whole = spots.iter().fold(start, |f, s| Self {
            west: f.west.min(s.longitude),
            east: f.east.max(s.longitude),
            south: f.south.min(s.latitude),
            north: f.north.max(s.latitude),
        });
        Some(whole.at_least(LEAST_DEGREES))
    }

    fn at_least(self, degrees: f64) -> Self {
        let widen = |low: f64, high: f64| {
            let more = ((degrees - (high - low)) / 2.0).max(0.0);
            (low - more, high + more)
        };
        let ((west, east), (south, north)) = (widen(self.west, self.east), widen(self.south, self.north));
        Self { west, south, east, north }
    }

    /// As in an address: `87.5,43.8,87.6,43.9`.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<f64> = text.split(',').map(|p| p.trim().parse().ok()).collect::<Option<_>>()?;
        let [west, south, east, north] = parts.try_into().ok()?;
        let inside = |v: f64, most: f64| v.is_finite() && v.abs() <= most;
        let fine = inside(west, 180.0) && inside(east, 180.0) && inside(south, 90.0) && inside(north, 90.0);
        (fine && west <= east && south <= north).then_some(Self { west, south, east, north })
    }

    pub fn address(&self) -> String {
        format!("{:.5},{:.5},{:.5},{:.5}", self.west, self.south, self.east, self.north)
    }

    /// A little more than the frame, so that what lies on its edge is inside after rounding.
    pub fn wider(self) -> Self {
        let pad = 0.000_02;
        Self { west: self.west - pad, south: self.south - pad, east: self.east + pad, north: self.north + pad }
    }
}

/// Degrees to the picture: longitudes shrink by the cosine of the middle parallel, so that distances are the same both ways.
struct Projection {
    frame: Frame,
    shrink: f64,
    /// Units of the picture per degree of latitude.
    per_degree: f64,
    offset: (f64, f64),
}

impl Projection {
    fn of(frame: Frame) -> Self {
        let shrink = ((frame.south + frame.north) / 2.0).to_radians().cos().max(0.01);
        let (width, height) = ((frame.east - frame.west) * shrink, frame.north - frame.south);
        let room = (BOX.0 - 2.0 * MARGIN, BOX.1 - 2.0 * MARGIN);
        let per_degree = (room.0 / width.max(1e-9)).min(room.1 / height.max(1e-9));
        let offset = ((BOX.0 - width * per_degree) / 2.0, (BOX.1 - height * per_degree) / 2.0);
        Self { frame, shrink, per_degree, offset }
    }
    fn x(&self, longitude: f64) -> f64 {
        self.offset.0 + (longitude - self.frame.west) * self.shrink * self.per_degree
    }
    fn y(&self, latitude: f64) -> f64 {
        self.offset.1 + (self.frame.north - latitude) * self.per_degree
    }
    /// Degrees at the picture's edges.
    fn edges(&self) -> Frame {
        let (across, down) = (BOX.0 / self.shrink / self.per_degree, BOX.1 / self.per_degree);
        let west = self.frame.west - self.offset.0 / self.shrink / self.per_degree;
        let north = self.frame.north + self.offset.1 / self.per_degree;
        Frame { west, north, east: west + across, south: north - down }
    }
}

/// 1, 2 or 5 times a power of ten, at most this.
fn round_below(most: f64) -> f64 {
    let power = 10_f64.powf(most.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|v| *v <= most * 1.000_001).unwrap_or(power)
}

fn lines(low: f64, high: f64, step: f64, place: impl Fn(f64) -> f64, text: impl Fn(f64) -> String) -> Vec<Line> {
    let first = (low / step).ceil();
    let all = (0..12).map(|n| (first + f64::from(n)) * step).take_while(|v| *v < high);
    all.map(|v| Line { at: number(place(v)), text: text(v) }).collect()
}

fn number(x: f64) -> String {
    format!("{x:.1}")
}

const WORST: [&str; 5] = ["red", "yel", "pause", "ok", "todo"];

fn worst(spots: &[&Spot]) -> &'static str {
    WORST.into_iter().find(|k| spots.iter().any(|s| s.light.kind == *k)).unwrap_or("todo")
}

/// The picture of these spots in this frame.
pub fn picture(spots: &[Spot], frame: Frame) -> Picture {
    let projection = Projection::of(frame.at_least(LEAST_DEGREES / 10.0));
    let mut groups: Vec<((f64, f64), Vec<&Spot>)> = Vec::new();
    for spot in spots {
        let (x, y) = (projection.x(spot.longitude), projection.y(spot.latitude));
        let near = groups.iter_mut().find(|((gx, gy), _)| (gx - x).hypot(gy - y) < TOGETHER);
        match near {
            Some((_, group)) => group.push(spot),
            None => groups.push(((x, y), vec![spot])),
        }
    }
    let (mut dots, mut crowds) = (Vec::new(), Vec::new());
    for (at, group) in &groups {
        if group.len() > RING {
            let frame = Frame::around(group).unwrap_or(frame);
            let class = worst(group);
            crowds.push(Crowd { x: number(at.0), y: number(at.1), n: group.len(), class, frame });
        } else {
            dots.extend(ring(*at, group));
        }
    }
    name(&mut dots);
    let edges = projection.edges();
    let step = round_below((edges.east - edges.west) / 4.0);
    let digits = usize::try_from((-step.log10().floor()) as i64).unwrap_or(0);
    let km = round_below(BOX.0 / 4.0 / projection.per_degree * KM_PER_DEGREE);
    Picture {
        dots,
        crowds,
        meridians: lines(edges.west, edges.east, step, |v| projection.x(v), |v| format!("{v:.digits$}°E")),
        parallels: lines(edges.south, edges.north, step, |v| projection.y(v), |v| format!("{v:.digits$}°N")),
        scale: (number(km / KM_PER_DEGREE * projection.per_degree), km),
    }
}

/// One stays where it is; several stand around their place, each tied to it.
fn ring((x, y): (f64, f64), group: &[&Spot]) -> Vec<Dot> {
    let dot = |spot: &Spot, at: (f64, f64), from: Option<(f64, f64)>| Dot {
        x: number(at.0),
        y: number(at.1),
        from: from.map(|f| (number(f.0), number(f.1))),
        path: spot.path.clone(),
        label: spot.name.clone(),
        class: spot.light.kind,
        name: None,
    };
    if let [spot] = group {
        return vec![dot(spot, (x, y), None)];
    }
    let radius = (group.len() as f64 * 20.0 / std::f64::consts::TAU).max(14.0);
    let turn = std::f64::consts::TAU / group.len() as f64;
    let around = group.iter().enumerate().map(|(i, spot)| {
        let angle = turn * i as f64 - std::f64::consts::FRAC_PI_2;
        dot(spot, (x + radius * angle.cos(), y + radius * angle.sin()), Some((x, y)))
    });
    around.collect()
}

/// Names beside dots, each where it covers no dot and no other name.
fn name(dots: &mut [Dot]) {
    const LETTER: f64 = 13.0;
    let at = |d: &Dot| (d.x.parse::<f64>().unwrap_or(0.0), d.y.parse::<f64>().unwrap_or(0.0));
    let mut taken: Vec<(f64, f64, f64, f64)> =
        dots.iter().map(at).map(|(x, y)| (x - 8.0, y - 8.0, x + 8.0, y + 8.0)).collect();
    for dot in dots {
        let (x, y) = at(dot);
        let width = dot.label.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum::<f64>() * LETTER;
        let sides = [
            ((x + 10.0, y - 8.0, x + 10.0 + width, y + 8.0), x + 10.0, "start"),
            ((x - 10.0 - width, y - 8.0, x - 10.0, y + 8.0), x - 10.0, "end"),
        ];
        let free = |b: &(f64, f64, f64, f64)| {
            let inside = b.0 >= 0.0 && b.2 <= BOX.0;
            inside && !taken.iter().any(|t| b.0 < t.2 && t.0 < b.2 && b.1 < t.3 && t.1 < b.3)
        };
        let found = sides.into_iter().find(|(b, ..)| free(b));
        if let Some((b, from, anchor)) = found {
            taken.push(b);
            dot.name = Some((number(from), number(y + LETTER * 0.35), anchor));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn spot(n: usize, longitude: f64, latitude: f64, kind: &'static str) -> Spot {
        let light = Light { kind, text: String::new() };
        Spot { path: format!("/p/{n}"), name: format!("项目{n}"), longitude, latitude, light }
    }

    fn far(a: &Dot, b: &Dot) -> f64 {
        let n = |t: &str| t.parse::<f64>().unwrap();
        (n(&a.x) - n(&b.x)).hypot(n(&a.y) - n(&b.y))
    }

    #[test]
    fn distances_are_the_same_both_ways_and_the_bar_says_so() {
        // At 43.9° a kilometre is 0.008993° of latitude and 0.01248° of longitude.
        let all = [
            spot(1, 87.55, 43.90, "ok"),
            spot(2, 87.55, 43.90 + 5.0 / KM_PER_DEGREE, "red"),
            spot(3, 87.55 + 5.0 / KM_PER_DEGREE / 43.9_f64.to_radians().cos(), 43.90, "ok"),
        ];
        let refs: Vec<&Spot> = all.iter().collect();
        let picture = picture(&all, Frame::around(&refs).unwrap());
        let (up, right) = (far(&picture.dots[0], &picture.dots[1]), far(&picture.dots[0], &picture.dots[2]));
        assert!((up - right).abs() < 1.0, "{up} {right}");
        let per_km = picture.scale.0.parse::<f64>().unwrap() / picture.scale.1;
        assert!((up / 5.0 - per_km).abs() < 0.2, "{} {per_km}", up / 5.0);
        assert!((3..=9).contains(&picture.meridians.len()) && !picture.parallels.is_empty());
        assert!(picture.dots.iter().all(|d| d.name.is_some()));
    }

    #[test]
    fn what_falls_together_stays_apart() {
        let here: Vec<Spot> = (0..5).map(|n| spot(n, 87.55, 43.9, "ok")).collect();
        let all = |spots: &[Spot]| picture(spots, Frame::around(&spots.iter().collect::<Vec<_>>()).unwrap());
        let few = all(&here);
        assert_eq!((few.dots.len(), few.crowds.len()), (5, 0));
        for (i, a) in few.dots.iter().enumerate() {
            assert!(a.from.is_some() && few.dots.iter().skip(i + 1).all(|b| far(a, b) > 14.0));
        }
        let mut many: Vec<Spot> = (0..30).map(|n| spot(n, 87.55, 43.9, "ok")).collect();
        many.push(spot(99, 87.55, 43.9, "red"));
        let crowd = all(&many).crowds.remove(0);
        assert_eq!((crowd.n, crowd.class), (31, "red"));
        assert_eq!(Frame::parse(&crowd.frame.address()).map(|f| f.west < 87.55 && f.east > 87.55), Some(true));
    }

    #[test]
    fn an_address_that_is_no_frame_is_none() {
        for text in ["", "1,2,3", "a,b,c,d", "9,9,1,1", "0,0,999,1", "nan,0,1,1"] {
            assert_eq!(Frame::parse(text), None, "{text}");
        }
    }
}
