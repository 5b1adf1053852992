//! Which of the zone's focus industries an industry belongs to, wholly or in part.
use attract::target::{Fit, Industry};
use enterprise::focus::rules::{OTHER, Taxonomy};
use kernel::industry::IndustryCode;

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

#[cfg(test)]
mod tests {
    use super::*;
    use enterprise::focus::{Focus, Tier};
    use kernel::Source;

    #[test]
    fn whole_part_and_none() {
        let focus = |code: &str, position, industries: &[&str]| Focus {
            code: code.into(),
            name_zh: code.into(),
            name_en: String::new(),
            tier: Tier::Leading,
            slot: position,
            position,
            industries: industries.iter().map(|s| (*s).to_owned()).collect(),
            source: Source::default(),
            version: 1,
        };
        let t = Taxonomy::new(vec![focus("it", 1, &["39", "I"]), focus("materials", 2, &["3216", "2921"])]);
        assert_eq!(of("391", &t), (Some("it".into()), Fit::Whole));
        assert_eq!(of("65", &t), (Some("it".into()), Fit::Whole));
        assert_eq!(of("292", &t), (Some("materials".into()), Fit::Part));
        assert_eq!(of("32", &t), (Some("materials".into()), Fit::Part));
        assert_eq!(of("01", &t), (None, Fit::None));
    }
}
