//! The table of the standard, read once from the shipped data. An [`IndustryCode`] is a row number in it.
use std::collections::HashMap;
use std::sync::LazyLock;

use super::IndustryCode;

static CODES: &str = include_str!("../../data/gbt4754-2017.csv");
static ENGLISH: &str = include_str!("../../data/gbt4754-2017.en.csv");
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

pub(super) struct Entry {
    pub code: &'static str,
    pub name: &'static str,
    pub parent: Option<IndustryCode>,
    pub children: Vec<IndustryCode>,
}

static NOTHING: Entry = Entry { code: "", name: "", parent: None, children: Vec::new() };

pub(super) struct Table {
    entries: Vec<Entry>,
    by_code: HashMap<&'static str, IndustryCode>,
    english: HashMap<&'static str, &'static str>,
}

impl Table {
    fn read() -> Self {
        let mut table = Self {
            entries: Vec::with_capacity(2000),
            by_code: HashMap::with_capacity(2000),
            english: rows(ENGLISH).collect(),
        };
        let mut section = None;
        for (index, (code, name)) in (0..).zip(rows(CODES)) {
            let own = IndustryCode(index);
            // A section stands before its divisions; below that a parent is the code without its last digit.
            let parent = match code.len() {
                1 => None,
                2 => section,
                n => code.get(..n - 1).and_then(|c| table.find(c)),
            };
            if code.len() == 1 {
                section = Some(own);
            }
            if let Some(above) = parent.and_then(|p| table.entries.get_mut(usize::from(p.0))) {
                above.children.push(own);
            }
            table.by_code.insert(code, own);
            table.entries.push(Entry { code, name, parent, children: Vec::new() });
        }
        table
    }

    pub fn find(&self, code: &str) -> Option<IndustryCode> {
        self.by_code.get(code).copied()
    }

    pub fn entry(&self, code: IndustryCode) -> &Entry {
        self.entries.get(usize::from(code.0)).unwrap_or(&NOTHING)
    }

    pub fn name_en(&self, code: &str) -> Option<&'static str> {
        self.english.get(code).copied()
    }

    pub fn codes(&self) -> impl Iterator<Item = IndustryCode> + use<> {
        (0..u16::try_from(self.entries.len()).unwrap_or(u16::MAX)).map(IndustryCode)
    }
}

fn rows(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let cells = data.lines().skip(1).filter_map(|line| line.split_once(','));
    cells.map(|(code, name)| (code, name.trim_matches('"')))
}
