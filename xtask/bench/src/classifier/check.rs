//! The check on listed companies. A finance site's word for the industry is mapped to divisions of the standard in
//! lib/classifier/tests/data/vendor-industries.csv: the first is what the word means, the others what it also covers.
use crate::Done;
use crate::report::Report;
use classifier::{Classifier, Division, Firm};
use std::collections::BTreeMap;
use std::path::Path;

const MAPPING: &str = include_str!("../../../../lib/classifier/tests/data/vendor-industries.csv");

pub struct Listed {
    name: String,
    business: String,
    /// What counts as right, the word's own division first.
    divisions: Vec<Division>,
    /// The last digit of the stock code is even: looked at while the lexicon was written.
    even: bool,
}

#[derive(Clone, Copy)]
pub enum Input {
    NameAndBusiness,
    Business,
    Name,
}

/// Companies whose industry is mapped; words that name no single industry (综合类) are left out.
pub fn listed(path: &Path) -> Done<Vec<Listed>> {
    let mut mapping = BTreeMap::new();
    for row in csv::Reader::from_reader(MAPPING.as_bytes()).deserialize::<(String, String, String)>() {
        let (word, divisions, _) = row?;
        let numbers = divisions.split(' ').filter_map(|d| d.parse().ok().and_then(Division::new));
        mapping.insert(word, numbers.collect::<Vec<_>>());
    }
    let mut listed = Vec::new();
    for row in csv::Reader::from_path(path)?.deserialize::<BTreeMap<String, String>>() {
        let mut row = row?;
        let mut take = |column: &str| row.remove(column).unwrap_or_default();
        let divisions = mapping.get(&take("industry")).cloned().unwrap_or_default();
        let even = take("stock_code").bytes().last().is_some_and(|digit| digit.is_multiple_of(2));
        if !divisions.is_empty() {
            listed.push(Listed { name: take("name"), business: take("main_business"), divisions, even });
        }
    }
    Ok(listed)
}

struct Answer {
    expected: Vec<Division>,
    found: Vec<(Division, f32)>,
    even: bool,
}

impl Answer {
    fn right(&self) -> bool {
        self.found.first().is_some_and(|(division, _)| self.expected.contains(division))
    }
}

pub struct Check(Vec<Answer>);

pub fn head() -> Vec<String> {
    ["input", "companies", "right", "even codes", "odd codes", "the word's own division", "among three", "no answer"]
        .map(String::from)
        .to_vec()
}

fn share(part: usize, whole: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

impl Check {
    pub fn of(classifier: &Classifier, listed: &[Listed], input: Input) -> Self {
        let answer = |company: &Listed| {
            let (name, scope) = (company.name.as_str(), company.business.as_str());
            let firm = match input {
                Input::NameAndBusiness => Firm { name, scope },
                Input::Business => Firm { name: "", scope },
                Input::Name => Firm { name, scope: "" },
            };
            let found = classifier.classify(firm).divisions.iter().map(|g| (g.code, g.confidence)).collect();
            Answer { expected: company.divisions.clone(), found, even: company.even }
        };
        Self(listed.iter().map(answer).collect())
    }

    fn count(&self, of: impl Fn(&&Answer) -> bool) -> usize {
        self.0.iter().filter(of).count()
    }

    pub fn row(&self, name: &str) -> Vec<String> {
        let all = self.0.len();
        let first = |a: &&Answer| a.found.first().map(|(d, _)| d) == a.expected.first();
        let three = |a: &&Answer| a.found.iter().any(|(d, _)| a.expected.contains(d));
        vec![
            name.to_owned(),
            all.to_string(),
            share(self.count(|a| a.right()), all),
            share(self.count(|a| a.even && a.right()), self.count(|a| a.even)),
            share(self.count(|a| !a.even && a.right()), self.count(|a| !a.even)),
            share(self.count(first), all),
            share(self.count(three), all),
            self.count(|a| a.found.is_empty()).to_string(),
        ]
    }

    /// Confidence beside truth, sections against each other, and the divisions that are confused most.
    pub fn print(&self, report: &mut Report) {
        self.calibration(report);
        self.sections(report);
        self.worst(report);
    }

    fn calibration(&self, report: &mut Report) {
        let mut rows = vec![["confidence", "companies", "mean confidence", "right"].map(String::from).to_vec()];
        let mut error = 0.0;
        for tenth in 0..10_u8 {
            let (low, high) = (f32::from(tenth) / 10.0, f32::from(tenth + 1) / 10.0);
            let inside = |a: &&Answer| {
                a.found.first().is_some_and(|(_, c)| (low..high).contains(c) || (tenth == 9 && *c >= 1.0))
            };
            let count = self.count(inside);
            if count == 0 {
                continue;
            }
            let confidence: f32 = self.0.iter().filter(inside).filter_map(|a| a.found.first()).map(|(_, c)| c).sum();
            let right = self.count(|a| inside(a) && a.right());
            error += (f64::from(confidence) - right as f64).abs() / self.0.len() as f64;
            let mean = f64::from(confidence) / count as f64;
            rows.push(vec![
                format!("{low:.1}…{high:.1}"),
                count.to_string(),
                format!("{mean:.2}"),
                share(right, count),
            ]);
        }
        report.table(&rows);
        report.line(format!("Expected calibration error: {error:.3}."));
    }

    fn sections(&self, report: &mut Report) {
        let mut cells: BTreeMap<(char, char), usize> = BTreeMap::new();
        for answer in &self.0 {
            let expected = answer.expected.first().map_or('?', |d| d.section());
            let found = answer.found.first();
            // Right by one of the word's other divisions is right: it stands on the diagonal.
            let found = if answer.right() { expected } else { found.map_or('?', |(d, _)| d.section()) };
            *cells.entry((expected, found)).or_default() += 1;
        }
        let mut letters: Vec<char> = cells.keys().flat_map(|(a, b)| [*a, *b]).collect();
        letters.sort_unstable();
        letters.dedup();
        let mut rows = vec![
            std::iter::once("section given ↓ found →".to_owned())
                .chain(letters.iter().map(char::to_string))
                .collect::<Vec<_>>(),
        ];
        for given in letters.iter().filter(|given| cells.keys().any(|(a, _)| a == *given)) {
            let cell = |found: &char| cells.get(&(*given, *found)).map_or(String::new(), usize::to_string);
            rows.push(std::iter::once(given.to_string()).chain(letters.iter().map(cell)).collect());
        }
        report.table(&rows);
    }

    fn worst(&self, report: &mut Report) {
        let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
        for answer in self.0.iter().filter(|a| !a.right()) {
            let expected = answer.expected.first().map_or("none".to_owned(), Division::to_string);
            let found = answer.found.first().map_or("none".to_owned(), |(d, _)| d.to_string());
            *pairs.entry((expected, found)).or_default() += 1;
        }
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut rows = vec![["given", "found", "companies"].map(String::from).to_vec()];
        rows.extend(pairs.into_iter().take(15).map(|((given, found), count)| vec![given, found, count.to_string()]));
        report.table(&rows);
    }
}
