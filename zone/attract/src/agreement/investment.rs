//! "投资总额超过721.4亿元": the published total, what of it the books can name item by item, and the rest, which is a row too.
use super::counting::Counted;
use super::totals::Books;
use super::{AmountKind, Project};
use crate::mission::proposals::Published;
use kernel::money::Fen;

/// A component: a project with its counted total investment, or one that the source names without a sum.
#[derive(Clone, Debug)]
pub struct Item {
    pub project: Project,
    /// None: named, but no sum is given.
    pub fen: Option<Fen>,
    /// The records behind the sum.
    pub counted: Vec<Counted>,
    /// Invented for the demonstration.
    pub example: bool,
}

/// The published total and its parts. Examples are shown, but a published figure is not taken apart with invented ones.
#[derive(Clone, Debug)]
pub struct Parts {
    /// With evidence, the largest first, then the ones without a sum.
    pub items: Vec<Item>,
    pub examples: Vec<Item>,
    /// Sum of the evidenced items.
    pub itemised: Fen,
    /// Published minus itemised; `None` when the items exceed what was published, or nothing was.
    pub rest: Option<Fen>,
}

/// Takes the published total apart.
pub fn parts(books: &Books, published: Option<&Published>) -> Parts {
    let tally = books.tally(AmountKind::TotalInvestment);
    let mut all: Vec<Item> = books.projects.values().map(|p| item(p, &tally.counted)).collect();
    let named_by_source =
        |p: &Project| published.is_some_and(|f| p.source.sentence.is_some() && p.source.sentence == f.source.sentence);
    all.retain(|i| i.fen.is_some() || named_by_source(&i.project));
    all.sort_by(|a, b| (b.fen, &a.project.name).cmp(&(a.fen, &b.project.name)));
    let (examples, items): (Vec<Item>, Vec<Item>) = all.into_iter().partition(|i| i.example);
    let itemised = Fen::checked_sum(items.iter().filter_map(|i| i.fen)).unwrap_or(Fen::ZERO);
    let rest = published.and_then(|p| Fen(p.fen).checked_sub(itemised)).filter(|r| r.0 >= 0);
    Parts { items, examples, itemised, rest }
}

fn item(project: &Project, counted: &[Counted]) -> Item {
    let counted: Vec<Counted> = counted.iter().filter(|c| c.entry.project_id == project.id).cloned().collect();
    let fen = if counted.is_empty() { None } else { Fen::checked_sum(counted.iter().map(|c| c.fen)) };
    let example = counted.iter().any(|c| c.entry.source.example);
    Item { project: project.clone(), fen, counted, example }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::agreement::{AmountEntry, Basis, CountingRule};
    use kernel::Source;
    use kernel::money::Currency;

    fn project(id: &str, source: Source) -> Project {
        Project {
            id: id.into(),
            agreement_id: None,
            name: id.into(),
            name_en: String::new(),
            company: id.into(),
            company_id: None,
            focus: None,
            owner: None,
            source,
            version: 1,
        }
    }

    fn amount(project: &str, fen: i64, source: Source) -> AmountEntry {
        AmountEntry {
            id: format!("a-{project}"),
            agreement_id: None,
            project_id: project.into(),
            kind: AmountKind::TotalInvestment,
            basis: Basis::First,
            dated_on: "2019-05-01".into(),
            fen,
            currency: Currency::Cny,
            rate: None,
            source,
            recorded_by: None,
            recorded_on: "2019-05-01".into(),
            version: 1,
        }
    }

    #[test]
    fn the_rest_is_what_nothing_itemises_and_examples_take_nothing_away() {
        let said = Source {
            sentence: Some("万科集团……投资总额超过721.4亿元。".into()), ..Source::named("报道")
        };
        let rule = CountingRule {
            code: "r".into(),
            counts: AmountKind::TotalInvestment,
            valid_from: "2000-01-01".into(),
            ..CountingRule::default()
        };
        let all =
            [project("vanke", said.clone()), project("x", Source::named("合同")), project("e", Source::example())];
        let books = Books {
            projects: all.into_iter().map(|p| (p.id.clone(), p)).collect(),
            amounts: vec![
                amount("x", 120_000_000_000, Source::named("合同")),
                amount("e", 50_000_000_000, Source::example()),
            ],
            rules: vec![rule],
            ..Books::default()
        };
        let published = Published { fen: 7_214_000_000_000, over: true, source: said, ..Published::default() };
        let parts = parts(&books, Some(&published));
        let items: Vec<_> = parts.items.iter().map(|i| (i.project.id.as_str(), i.fen)).collect();
        assert_eq!(items, [("x", Some(Fen(120_000_000_000))), ("vanke", None)], "named without a sum is an item, too");
        assert_eq!(parts.examples.len(), 1);
        assert_eq!(parts.rest, Some(Fen(7_094_000_000_000)));
        assert_eq!(
            parts.itemised.checked_add(parts.rest.unwrap()),
            Some(Fen(published.fen)),
            "the parts are the whole"
        );
    }
}
