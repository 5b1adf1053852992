//! What training promises: it learns words that the lexicon does not have, the order of firms does not matter, the bytes
//! come back, and nothing written anywhere makes it panic. The firms are invented.
use classifier::{Cancelled, Classifier, Firm, Model, ModelError, Options, Trainer};
use proptest::prelude::*;
use std::ops::ControlFlow;

/// Trade word of the name, its division, and a word of the scope that the lexicon does not know.
const TRADES: [(&str, &str, &str); 4] = [
    ("玻璃", "30", "拉引成形退火"),
    ("律师事务所", "72", "出庭辩护代书"),
    ("幼儿园", "83", "蒙氏启蒙"),
    ("水产养殖场", "04", "塘口轮捕"),
];

fn firms(count: usize) -> Vec<(String, String)> {
    let of = |(n, (trade, _, word)): (usize, &(&str, &str, &str))| {
        (format!("天河第{n}{trade}"), format!("{word}；第{}号", n / 7))
    };
    (0..count).zip(TRADES.iter().cycle()).map(of).collect()
}

fn train<'a>(firms: impl Iterator<Item = &'a (String, String)>, seed: u64) -> Model {
    let mut trainer = Trainer::new(Options { seed, ..Options::default() });
    firms.for_each(|(name, scope)| trainer.add(Firm { name, scope }));
    trainer.train(|_| ControlFlow::Continue(())).unwrap_or_default()
}

#[test]
fn scopes_of_telling_names_teach_what_silent_names_do() {
    let firms = firms(4000);
    let model = train(firms.iter(), 1);
    assert_eq!(model.taught_by(), 4000);
    let classifier = Classifier::new(model);
    for (_, division, word) in TRADES {
        let firm = Firm { name: "某某有限公司", scope: word };
        assert!(Classifier::lexicon_only().classify(firm).division().is_none(), "{word} is in the lexicon");
        let verdict = classifier.classify(firm);
        assert_eq!(verdict.division().map(|d| d.to_string()).as_deref(), Some(division), "{word}");
        let words = classifier.explain(firm, verdict.division().unwrap());
        assert!(words.first().is_some_and(|e| word.contains(&e.word) && e.word.chars().count() >= 2), "{words:?}");
    }
}

#[test]
fn the_order_of_firms_does_not_matter_and_one_that_comes_twice_counts_once() {
    let firms = firms(2400);
    let forward = train(firms.iter(), 7).to_bytes();
    assert_eq!(train(firms.iter().rev(), 7).to_bytes(), forward);
    let twice = firms.iter().chain(firms.iter().step_by(3));
    assert_eq!(train(twice, 7).to_bytes(), forward);
    assert_ne!(train(firms.iter(), 8).to_bytes(), forward, "another seed is another order");
}

#[test]
fn the_bytes_come_back_whole_or_not_at_all() {
    let firms = firms(2400);
    let model = train(firms.iter(), 7);
    let bytes = model.to_bytes();
    assert_eq!(Model::from_bytes(&bytes), Ok(model));
    assert_eq!(Model::from_bytes(&Model::empty().to_bytes()), Ok(Model::empty()));
    assert_eq!(Model::from_bytes(b"PAR1"), Err(ModelError::Foreign));
    for cut in [8, 9, 16, 20, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(Model::from_bytes(&bytes[..cut]), Err(ModelError::Damaged), "cut at {cut}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Model::from_bytes(&longer), Err(ModelError::Damaged));
}

#[test]
fn few_firms_make_no_model_and_training_can_be_stopped() {
    assert!(train(firms(100).iter(), 1).is_empty());
    let mut trainer = Trainer::new(Options::default());
    firms(2400).iter().for_each(|(name, scope)| trainer.add(Firm { name, scope }));
    assert_eq!(trainer.train(|_| ControlFlow::Break(())), Err(Cancelled));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_answered(name in ".{0,80}", scope in "(\\PC|[、，。；（）【】()生产销售服装]){0,300}") {
        let classifier = Classifier::lexicon_only();
        let firm = Firm { name: &name, scope: &scope };
        let verdict = classifier.classify(firm);
        prop_assert_eq!(verdict, classifier.classify(firm));
        prop_assert!(verdict.divisions.iter().all(|g| (0.0..=1.0).contains(&g.confidence)));
        for guess in verdict.divisions.iter() {
            let shares: f32 = classifier.explain(firm, guess.code).iter().map(|e| e.share).sum();
            prop_assert!(shares < 1.001);
        }
        let mut trainer = Trainer::new(Options::default());
        trainer.add(firm);
        prop_assert!(trainer.train(|_| ControlFlow::Continue(())).is_ok());
    }

    #[test]
    fn any_bytes_are_refused_kindly(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
        let bytes = [b"WTCLS\x01\0\0".as_slice(), &tail].concat();
        if let Ok(model) = Model::from_bytes(&bytes) {
            Classifier::new(model).classify(Firm { name: "天河水泥厂", scope: "水泥" });
        }
    }

    #[test]
    fn many_threads_answer_like_one(count in 0_usize..40, threads in 0_usize..9) {
        let all = firms(count);
        let firms: Vec<Firm> = all.iter().map(|(name, scope)| Firm { name, scope }).collect();
        let classifier = Classifier::lexicon_only();
        let one: Vec<_> = firms.iter().map(|f| classifier.classify(*f)).collect();
        prop_assert_eq!(classifier.classify_all(&firms, threads), one);
    }
}
