//! Small pictures drawn by the server as SVG with percent attributes: bars, strips, lines. No inline style is needed.

/// A bar of a small column chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub x: String,
    pub width: String,
    pub y: String,
    pub height: String,
    /// The newest one, in the accent colour.
    pub last: bool,
}

const HEIGHT: f64 = 22.0;
const TOP: f64 = 2.0;

/// Columns from 0 to the greatest value; what is absent leaves a gap. Values below 0 have no bar: show such series as a line.
pub fn bars(values: &[Option<f64>]) -> Vec<Bar> {
    let most = values.iter().flatten().fold(0.0f64, |a, b| a.max(*b));
    let step = 100.0 / values.len().max(1) as f64;
    let last = values.iter().rposition(Option::is_some);
    let bar = |(i, value): (usize, &Option<f64>)| {
        let height = if most > 0.0 { (*value)? / most * HEIGHT } else { 0.0 }.max(0.0);
        Some(Bar {
            x: format!("{:.2}%", step * i as f64),
            width: format!("{:.2}%", step * 0.88),
            y: format!("{:.1}", TOP + HEIGHT - height),
            height: format!("{height:.1}"),
            last: Some(i) == last,
        })
    };
    values.iter().enumerate().filter_map(bar).collect()
}

/// A part of a strip that adds up to the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// `f1`…`f4`, `f0`, `a`, `am`, `g`.
    pub class: String,
    pub label: String,
    pub x: String,
    pub width: String,
}

/// A strip of parts side by side, hairlines between them.
pub fn strip<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str, f64)>) -> Vec<Part> {
    let parts: Vec<_> = parts.into_iter().map(|(c, l, v)| (c, l, v.max(0.0))).collect();
    let sum: f64 = parts.iter().map(|(_, _, v)| v).sum();
    if sum <= 0.0 {
        return Vec::new();
    }
    let mut at = 0.0;
    let place = |(class, label, value): &(&str, &str, f64)| {
        let share = value / sum * 100.0;
        let part = Part {
            class: (*class).to_owned(),
            label: (*label).to_owned(),
            x: format!("{at:.2}%"),
            width: format!("{:.2}%", (share - 0.4).max(0.0)),
        };
        at += share;
        part
    };
    parts.iter().map(place).collect()
}

/// `41.6%` of the way, for a single bar; between 0 and 100.
pub fn share(value: f64, whole: f64) -> String {
    let share = if whole > 0.0 { (value / whole).clamp(0.0, 1.0) } else { 0.0 };
    format!("{:.1}%", share * 100.0)
}

/// The points of a line in a box of 100 by 24, between the least and the greatest value; a gap ends a piece.
pub fn spark(values: &[Option<f64>]) -> Vec<String> {
    let known = || values.iter().flatten().copied();
    let (least, most) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let span = if most > least { most - least } else { 1.0 };
    let step = 100.0 / values.len().saturating_sub(1).max(1) as f64;
    let mut pieces = vec![String::new()];
    for (i, value) in values.iter().enumerate() {
        match (value, pieces.last_mut()) {
            (Some(v), Some(piece)) => {
                piece.push_str(&format!("{:.1},{:.1} ", step * i as f64, 22.0 - (v - least) / span * 20.0));
            }
            _ => pieces.push(String::new()),
        }
    }
    pieces.retain(|p| !p.is_empty());
    pieces.iter_mut().for_each(|p| *p = p.trim_end().to_owned());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_start_at_zero_and_gaps_stay() {
        let b = bars(&[Some(1.0), None, Some(4.0), Some(2.0)]);
        let got: Vec<_> = b.iter().map(|b| (b.x.as_str(), b.height.as_str(), b.last)).collect();
        assert_eq!(got, [("0.00%", "5.5", false), ("50.00%", "22.0", false), ("75.00%", "11.0", true)]);
        assert!(bars(&[]).is_empty());
        assert_eq!(bars(&[Some(0.0)]).first().map(|b| b.height.clone()), Some("0.0".to_owned()));
    }

    #[test]
    fn strip_adds_up_to_the_whole() {
        let s = strip([("f1", "a", 1.0), ("f2", "b", 3.0), ("f0", "c", 0.0)]);
        let got: Vec<_> = s.iter().map(|p| (p.x.as_str(), p.width.as_str())).collect();
        assert_eq!(got, [("0.00%", "24.60%"), ("25.00%", "74.60%"), ("100.00%", "0.00%")]);
        assert!(strip([("f1", "a", 0.0)]).is_empty());
    }

    #[test]
    fn a_gap_ends_a_piece() {
        assert_eq!(spark(&[Some(1.0), Some(2.0), None, Some(1.5)]), ["0.0,22.0 33.3,2.0", "100.0,12.0"]);
        assert_eq!(spark(&[Some(5.0)]), ["0.0,22.0"]);
        assert_eq!(
            (share(5.0, 0.0), share(1.0, 3.0), share(9.0, 3.0)),
            ("0.0%".into(), "33.3%".into(), "100.0%".into())
        );
    }
}
