//! What people know better: a code set by hand for one firm wins over every model.
use std::collections::HashMap;

use crate::code::{Division, Group};
use crate::text;
use crate::verdict::{Guess, Top, Verdict};

/// What a person corrected: the division alone, or the group too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrected {
    Division(Division),
    Group(Group),
}

/// Corrections by credit code and by name. Where they are stored is the caller's business; the later of two for the
/// same firm wins, and the credit code wins over the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    by_credit_code: HashMap<String, Corrected>,
    by_name: HashMap<String, Corrected>,
}

impl Corrections {
    /// `credit_code`: any case, full or half width; empty codes are ignored.
    pub fn set_by_credit_code(&mut self, credit_code: &str, code: Corrected) {
        insert(&mut self.by_credit_code, text::key(credit_code), code);
    }

    /// `name`: compared without spaces, case, width and the form of brackets; empty names are ignored.
    pub fn set_by_name(&mut self, name: &str, code: Corrected) {
        insert(&mut self.by_name, text::key(name), code);
    }

    pub fn is_empty(&self) -> bool {
        self.by_credit_code.is_empty() && self.by_name.is_empty()
    }

    pub fn find(&self, credit_code: Option<&str>, name: &str) -> Option<Corrected> {
        let by_code = credit_code.and_then(|code| self.by_credit_code.get(&text::key(code)));
        by_code.or_else(|| self.by_name.get(&text::key(name))).copied()
    }

    /// The verdict with what a person said, where somebody did. A corrected division keeps the model's groups in it.
    pub fn apply(&self, credit_code: Option<&str>, name: &str, verdict: Verdict) -> Verdict {
        match self.find(credit_code, name) {
            None => verdict,
            Some(Corrected::Group(group)) => Verdict {
                divisions: Top::of([Guess { code: group.division(), confidence: 1.0 }]),
                groups: Top::of([Guess { code: group, confidence: 1.0 }]),
                corrected: true,
            },
            Some(Corrected::Division(division)) => Verdict {
                divisions: Top::of([Guess { code: division, confidence: 1.0 }]),
                groups: Top::of(verdict.groups.iter().filter(|g| g.code.division() == division)),
                corrected: true,
            },
        }
    }
}

fn insert(map: &mut HashMap<String, Corrected>, key: String, code: Corrected) {
    if !key.is_empty() {
        map.insert(key, code);
    }
}
