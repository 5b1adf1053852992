//! Which of the zone's focus industries an industry belongs to, wholly or in part, and which segments a focus industry has.
use attract::target::{Fit, Industry, Segment};
use enterprise::focus::rules::{OTHER, Taxonomy};
use kernel::industry::{IndustryCode, Level};

/// Says it of every industry.
pub fn mark(industries: &mut [Industry], taxonomy: &Taxonomy) {
    for industry in industries {
        (industry.focus, industry.fit) = of(&industry.code, taxonomy);
    }
}

/// The whole industry belongs to the focus industry whose codes hold it; in part to the first that names something in it.
fn of(code: &str, taxonomy: &Taxonomy) -> (Option<String>, Fit) {
    let whole = taxonomy.resolve(None, Some(code));
    if whole != OTHER {
        return (Some(whole.to_owned()), Fit::Whole);
    }
    let Ok(outer) = IndustryCode::parse(code) else { return (None, Fit::None) };
    let inside = |inner: &String| IndustryCode::parse(inner).is_ok_and(|i| i.within(outer));
    let part = taxonomy.all().iter().find(|f| f.industries.iter().any(inside));
    part.map_or((None, Fit::None), |f| (Some(f.code.clone()), Fit::Part))
}

/// The segments of every focus industry: its divisions and groups as they are, sections as their divisions, classes as their
/// group with the classes named.
pub fn segments(taxonomy: &Taxonomy) -> Vec<Segment> {
    let mut all: Vec<Segment> = Vec::new();
    for focus in taxonomy.all() {
        for code in focus.industries.iter().filter_map(|c| IndustryCode::parse(c).ok()) {
            let (whole, classes) = match code.level() {
                Level::Section => (code.children().to_vec(), None),
                Level::Division | Level::Group => (vec![code], None),
                Level::Class => (code.group().into_iter().collect(), Some(code.as_str().to_owned())),
            };
            for segment in whole {
                put(&mut all, &focus.code, segment.as_str(), classes.clone());
            }
        }
    }
    all
}

fn put(all: &mut Vec<Segment>, focus: &str, code: &str, class: Option<String>) {
    match all.iter_mut().find(|s| s.focus == focus && s.code == code) {
        Some(segment) => segment.classes.extend(class),
        None => {
            all.push(Segment { focus: focus.to_owned(), code: code.to_owned(), classes: class.into_iter().collect() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enterprise::focus::{Focus, Tier};
    use kernel::Source;

    fn focus(code: &str, position: i64, industries: &[&str]) -> Focus {
        Focus {
            code: code.into(),
            name_zh: code.into(),
            name_en: String::new(),
            tier: Tier::Leading,
            slot: position,
            position,
            industries: industries.iter().map(|s| (*s).to_owned()).collect(),
            source: Source::default(),
            version: 1,
        }
    }

    #[test]
    fn segments_are_what_companies_can_be_told_by() {
        let t = Taxonomy::new(vec![focus("it", 1, &["39", "I"]), focus("materials", 2, &["3216", "3218", "292"])]);
        let said: Vec<(String, String, usize)> =
            segments(&t).into_iter().map(|s| (s.focus, s.code, s.classes.len())).collect();
        let it = ["39", "63", "64", "65"].map(|code| ("it".to_owned(), code.to_owned(), 0));
        assert_eq!(said.get(..4), Some(it.as_slice()));
        assert_eq!(
            said.get(4..),
            Some([("materials".into(), "321".into(), 2), ("materials".into(), "292".into(), 0)].as_slice())
        );
    }

    #[test]
    fn whole_part_and_none() {
        let t = Taxonomy::new(vec![focus("it", 1, &["39", "I"]), focus("materials", 2, &["3216", "2921"])]);
        assert_eq!(of("391", &t), (Some("it".into()), Fit::Whole));
        assert_eq!(of("65", &t), (Some("it".into()), Fit::Whole));
        assert_eq!(of("292", &t), (Some("materials".into()), Fit::Part));
        assert_eq!(of("32", &t), (Some("materials".into()), Fit::Part));
        assert_eq!(of("01", &t), (None, Fit::None));
    }
}
