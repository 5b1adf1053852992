//! From counts by furthest stage to a funnel: who reached a stage also passed those before it.

/// How many leads of a group got how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Value of the dimension; none where nothing is known.
    pub group: Option<String>,
    /// Place of the furthest stage in the ladder, from 0; none for a lead that never stood in one of them.
    pub furthest: Option<usize>,
    pub leads: i64,
}

/// One line of the funnel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub group: Option<String>,
    /// All leads of the group.
    pub entered: i64,
    /// By place in the ladder: leads that stood in this stage or a later one.
    pub reached: Vec<i64>,
}

/// Lines by group, the largest first; none (nothing known) comes last.
pub fn lines(reaches: &[Reach], stages: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for reach in reaches {
        let at = lines.iter().position(|l| l.group == reach.group).unwrap_or_else(|| {
            lines.push(Line { group: reach.group.clone(), entered: 0, reached: vec![0; stages] });
            lines.len() - 1
        });
        let Some(line) = lines.get_mut(at) else { continue };
        line.entered += reach.leads;
        let passed = reach.furthest.map_or(0, |f| f + 1);
        line.reached.iter_mut().take(passed).for_each(|n| *n += reach.leads);
    }
    lines.sort_by(|a, b| {
        a.group.is_none().cmp(&b.group.is_none()).then(b.entered.cmp(&a.entered)).then(a.group.cmp(&b.group))
    });
    lines
}

/// The sum of all groups.
pub fn total(lines: &[Line], stages: usize) -> Line {
    lines.iter().fold(Line { reached: vec![0; stages], ..Line::default() }, |sum, line| Line {
        group: None,
        entered: sum.entered + line.entered,
        reached: sum.reached.iter().zip(&line.reached).map(|(a, b)| a + b).collect(),
    })
}

/// A part of a whole in percent; none of nothing.
#[allow(clippy::cast_precision_loss)]
pub fn percent(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// The median of values that are given as (value, how often), and how many there are. Between two middle values their
/// mean.
#[allow(clippy::cast_precision_loss)]
pub fn median(counted: &[(i64, i64)]) -> Option<(f64, i64)> {
    let mut counted = counted.to_vec();
    counted.sort_unstable();
    let n: i64 = counted.iter().map(|(_, k)| k).sum();
    if n == 0 {
        return None;
    }
    let at = |place: i64| {
        let mut seen = 0;
        counted.iter().find(|(_, k)| {
            seen += k;
            seen > place
        })
    };
    let (low, high) = (at((n - 1) / 2)?.0, at(n / 2)?.0);
    Some(((low + high) as f64 / 2.0, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(group: Option<&str>, furthest: Option<usize>, leads: i64) -> Reach {
        Reach { group: group.map(str::to_owned), furthest, leads }
    }

    #[test]
    fn who_reached_the_end_passed_the_beginning() {
        let reaches = [
            reach(Some("a"), Some(0), 5),
            reach(Some("a"), Some(2), 2),
            reach(None, Some(1), 3),
            reach(Some("b"), None, 1),
        ];
        let lines = lines(&reaches, 3);
        let got: Vec<_> = lines.iter().map(|l| (l.group.as_deref(), l.entered, l.reached.clone())).collect();
        let want = [(Some("a"), 7, vec![7, 2, 2]), (Some("b"), 1, vec![0, 0, 0]), (None, 3, vec![3, 3, 0])];
        assert_eq!(got, want);
        assert_eq!(total(&lines, 3), Line { group: None, entered: 11, reached: vec![10, 5, 2] });
    }

    #[test]
    fn medians_of_counted_values() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[(4, 1)]), Some((4.0, 1)));
        assert_eq!(median(&[(10, 1), (2, 1)]), Some((6.0, 2)));
        assert_eq!(median(&[(3, 3), (9, 2), (100, 1)]), Some((6.0, 6)));
        assert_eq!(percent(1, 0), None);
        assert_eq!(percent(1, 4), Some(25.0));
    }
}
