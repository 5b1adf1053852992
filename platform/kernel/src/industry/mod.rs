//! 国民经济行业分类 GB/T 4754-2017: the industry that every file, statistic and chain segment of the zone speaks in.
//! Codes and names are shipped as data (`data/README.md`); a code that exists here is in the standard.
mod names;
mod table;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::credit_code::half_width;
pub use names::{ByNames, by_name, by_names};
use table::{Entry, TABLE};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 门类, a letter.
    Section,
    /// 大类, two digits.
    Division,
    /// 中类, three digits.
    Group,
    /// 小类, four digits.
    Class,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Section, Self::Division, Self::Group, Self::Class];

    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Section => "门类",
            Self::Division => "大类",
            Self::Group => "中类",
            Self::Class => "小类",
        }
    }

    pub fn name_en(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Division => "division",
            Self::Group => "group",
            Self::Class => "class",
        }
    }
}

/// A code of the standard, from section to class. Ordered as the standard prints it: C, 13, 131, 1311, … Written and
/// stored as the standard writes it ("2710"); [`IndustryCode::lettered`] gives "C2710".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IndustryCode(u16);

/// Why a text is not an industry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndustryError {
    Empty,
    /// Not a letter A-T with or without two to four digits.
    Form {
        found: String,
    },
    /// The form is right, but the standard of 2017 has no such code.
    UnknownCode {
        found: String,
    },
    /// The digits belong to another section than the letter says.
    Section {
        found: char,
        expected: char,
        code: IndustryCode,
    },
    /// No entry of this level has the name.
    UnknownName {
        found: String,
        level: Level,
    },
    /// The names of two levels do not belong together: `code` does not lie in `above`.
    Apart {
        code: IndustryCode,
        above: IndustryCode,
    },
}

impl IndustryError {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "industry-empty",
            Self::Form { .. } => "industry-form",
            Self::UnknownCode { .. } => "industry-unknown-code",
            Self::Section { .. } => "industry-section",
            Self::UnknownName { .. } => "industry-unknown-name",
            Self::Apart { .. } => "industry-apart",
        }
    }
}

impl fmt::Display for IndustryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the industry is empty"),
            Self::Form { found } => write!(f, "'{found}' is not an industry code: write C, 27, 271, 2710 or C2710"),
            Self::UnknownCode { found } => write!(f, "GB/T 4754-2017 has no code {found}"),
            Self::Section { found, expected, code } => write!(f, "{code} belongs to section {expected}, not {found}"),
            Self::UnknownName { found, level } => {
                write!(f, "GB/T 4754-2017 has no {} named '{found}'", level.name_en())
            }
            Self::Apart { code, above } => {
                write!(f, "{} ({code}) does not belong to {} ({above})", code.name(), above.name())
            }
        }
    }
}

impl std::error::Error for IndustryError {}

impl IndustryCode {
    /// Reads "C2710", "2710", "271", "27" or "C"; lower case and full width too.
    pub fn parse(text: &str) -> Result<Self, IndustryError> {
        let code: String = (text.chars().map(half_width))
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .take(40)
            .collect();
        let letter = code.chars().next().ok_or(IndustryError::Empty)?;
        let letter = Some(letter).filter(char::is_ascii_uppercase);
        let digits = code.get(letter.map_or(0, char::len_utf8)..).unwrap_or_default();
        let formed = match digits.len() {
            0 => letter.is_some(),
            2..=4 => digits.chars().all(|c| c.is_ascii_digit()),
            _ => false,
        };
        if !formed {
            return Err(IndustryError::Form { found: code });
        }
        let key = if digits.is_empty() { &code } else { digits };
        let Some(found) = TABLE.find(key) else {
            return Err(IndustryError::UnknownCode { found: code });
        };
        let expected = found.letter();
        match letter {
            Some(letter) if letter != expected => Err(IndustryError::Section { found: letter, expected, code: found }),
            _ => Ok(found),
        }
    }

    // Every value of this type comes from the table, so the fall-back to the first entry never serves.
    fn entry(self) -> &'static Entry {
        TABLE.entry(self)
    }

    /// As the standard writes it: "C", "27", "271", "2710".
    pub fn as_str(self) -> &'static str {
        self.entry().code
    }

    /// With the letter of the section: "C2710", as most company files write it.
    pub fn lettered(self) -> String {
        match self.level() {
            Level::Section => self.as_str().to_owned(),
            _ => format!("{}{}", self.letter(), self.as_str()),
        }
    }

    /// The Chinese name in the standard.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The English name, given for sections and divisions.
    pub fn name_en(self) -> Option<&'static str> {
        TABLE.name_en(self.as_str())
    }

    pub fn level(self) -> Level {
        match (self.as_str().len(), self.as_str().as_bytes().first()) {
            (1, _) => Level::Section,
            (2, _) => Level::Division,
            (3, _) => Level::Group,
            _ => Level::Class,
        }
    }

    pub fn parent(self) -> Option<Self> {
        self.entry().parent
    }

    /// From the section down to this code itself.
    pub fn chain(self) -> Vec<Self> {
        let mut chain = vec![self];
        let mut at = self;
        while let Some(parent) = at.parent() {
            chain.push(parent);
            at = parent;
        }
        chain.reverse();
        chain
    }

    /// This code or the one above it at `level`; None when `level` lies below.
    pub fn at(self, level: Level) -> Option<Self> {
        self.chain().into_iter().find(|c| c.level() == level)
    }

    pub fn section(self) -> Self {
        self.at(Level::Section).unwrap_or(self)
    }

    pub fn division(self) -> Option<Self> {
        self.at(Level::Division)
    }

    pub fn group(self) -> Option<Self> {
        self.at(Level::Group)
    }

    pub fn class(self) -> Option<Self> {
        self.at(Level::Class)
    }

    /// The letter of the section.
    pub fn letter(self) -> char {
        self.section().as_str().chars().next().unwrap_or_default()
    }

    /// Whether this code is `outer` or lies in it.
    pub fn within(self, outer: Self) -> bool {
        self.at(outer.level()) == Some(outer)
    }

    /// The codes directly below, in the order of the standard.
    pub fn children(self) -> &'static [Self] {
        &self.entry().children
    }
}

/// All codes of a level, in the order of the standard.
pub fn all(level: Level) -> impl Iterator<Item = IndustryCode> {
    TABLE.codes().filter(move |c| c.level() == level)
}

impl fmt::Display for IndustryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for IndustryCode {
    type Err = IndustryError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for IndustryCode {
    type Error = IndustryError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<IndustryCode> for String {
    fn from(code: IndustryCode) -> Self {
        code.as_str().to_owned()
    }
}
