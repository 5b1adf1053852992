//! Which companies the lake holds already: by credit code where the code holds, else by name and city.
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use crate::clean::{Firm, normal_name};
use crate::company::Reader;
use crate::error::Result;
use crate::lake::table::read_part;
use crate::remark::Remark;

/// Hashes of 64 bits: among ten million companies the chance of a wrong "duplicate" is about one in 100,000 per build,
/// and it would stand in the report.
#[derive(Default)]
pub(super) struct Keys {
    codes: HashSet<u64>,
    names: HashSet<u64>,
}

impl Keys {
    /// The keys of the rows that are in the lake.
    pub fn of_lake(parts: &[PathBuf]) -> Result<Self> {
        let mut keys = Self::default();
        for part in parts {
            let columns = ["name", "credit_code", "code_holds", "city"];
            for batch in read_part(part, 65_536, Some(&columns))? {
                let batch = batch?;
                let rows = Reader::new(&batch);
                for row in 0..batch.num_rows() {
                    if rows.flag("code_holds", row) {
                        keys.codes.insert(hash(rows.text("credit_code", row)));
                    }
                    keys.names.insert(name_key(rows.text("name", row), rows.text("city", row)));
                }
            }
        }
        Ok(keys)
    }

    /// Remembers a company; Err says what it shares with one that came before. Two companies with different codes may
    /// share a name (shops of a chain); a company without a code that shares name and city with any is the same.
    pub fn add(&mut self, firm: &Firm) -> std::result::Result<(), Remark> {
        let name = name_key(&firm.name, &firm.city);
        if firm.code_holds {
            if !self.codes.insert(hash(&firm.credit_code)) {
                return Err(Remark::SameCode);
            }
            self.names.insert(name);
        } else if !self.names.insert(name) {
            return Err(Remark::SameName);
        }
        Ok(())
    }
}

fn name_key(name: &str, city: &str) -> u64 {
    hash(&(normal_name(name), city))
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firm(name: &str, code: &str, city: &str) -> Firm {
        let holds = !code.is_empty();
        Firm { name: name.into(), credit_code: code.into(), code_holds: holds, city: city.into(), ..Firm::default() }
    }

    #[test]
    fn the_code_decides_and_else_name_and_city() {
        let mut keys = Keys::default();
        assert_eq!(keys.add(&firm("示例（甲）公司", "A", "昌吉")), Ok(()));
        assert_eq!(keys.add(&firm("别的名字", "A", "昌吉")), Err(Remark::SameCode));
        assert_eq!(keys.add(&firm("示例（甲）公司", "B", "昌吉")), Ok(()));
        assert_eq!(keys.add(&firm("示例(甲) 公司", "", "昌吉")), Err(Remark::SameName));
        assert_eq!(keys.add(&firm("示例(甲)公司", "", "哈密")), Ok(()));
    }
}
