//! 行政区划: where a company is registered and where a figure belongs. The list of 2023 of the National Bureau of
//! Statistics: 31 provinces, 342 cities and their counties. Hong Kong, Macao and Taiwan are not in it, nor are
//! development zones: Urumqi High-tech Zone lies in 新市区 (650104). See `data/README.md`.
mod find;

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::credit_code::half_width;
pub use find::{find, short_name};

static DATA: &str = include_str!("../../data/divisions-2023.csv");
static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// A six-digit code (GB/T 2260 style). It may be older than the list: [`RegionCode::region`] says whether it is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Country,
    Province,
    City,
    County,
}

/// One row of the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    pub code: RegionCode,
    pub name: &'static str,
    pub level: Level,
    pub parent: Option<RegionCode>,
}

/// Why a text names no region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionError {
    Empty,
    Length {
        found: usize,
    },
    Character {
        found: char,
        position: usize,
    },
    /// A level that the list does not have in this place, or a code that it does not hold.
    NotFound {
        name: String,
        level: Level,
        within: Option<RegionCode>,
    },
    /// The name fits several regions; the candidates are at most ten.
    Ambiguous {
        name: String,
        candidates: Vec<RegionCode>,
    },
}

impl RegionError {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "region-empty",
            Self::Length { .. } => "region-length",
            Self::Character { .. } => "region-character",
            Self::NotFound { .. } => "region-not-found",
            Self::Ambiguous { .. } => "region-ambiguous",
        }
    }
}

impl fmt::Display for RegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the region is empty"),
            Self::Length { found } => write!(f, "the region code has {found} digits instead of 6"),
            Self::Character { found, position } => {
                write!(f, "'{found}' at position {position} is not a digit")
            }
            Self::NotFound { name, within: Some(code), .. } => {
                write!(f, "there is no '{name}' in {}", code.path_name())
            }
            Self::NotFound { name, .. } => write!(f, "there is no region '{name}'"),
            Self::Ambiguous { name, candidates } => {
                let names: Vec<_> = candidates.iter().map(|c| c.path_name()).collect();
                write!(f, "'{name}' may be {}", names.join(", "))
            }
        }
    }
}

impl std::error::Error for RegionError {}

struct Table {
    /// In the order of the codes, so every province, city and county stands before what lies in it.
    rows: Vec<Region>,
    by_code: HashMap<RegionCode, usize>,
    children: HashMap<RegionCode, Vec<RegionCode>>,
}

impl Table {
    fn read() -> Self {
        let mut table =
            Self { rows: Vec::with_capacity(3400), by_code: HashMap::with_capacity(3400), children: HashMap::new() };
        for line in DATA.lines().skip(1) {
            let Some(region) = Region::read(line) else {
                continue;
            };
            // 441900, 442000, 460400 come twice: the county row is only a placeholder for the city.
            if table.by_code.contains_key(&region.code) {
                continue;
            }
            table.by_code.insert(region.code, table.rows.len());
            let parent = region.parent.unwrap_or(RegionCode::CHINA);
            table.children.entry(parent).or_default().push(region.code);
            table.rows.push(region);
        }
        table
    }
}

impl Region {
    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split(',');
        let code = RegionCode::parse(cells.next()?).ok()?;
        let name = cells.next()?;
        let level = match cells.next()? {
            "province" => Level::Province,
            "city" => Level::City,
            _ => Level::County,
        };
        let parent = RegionCode::parse(cells.next()?).ok();
        Some(Self { code, name, level, parent })
    }

    /// 市辖区, 县, 省直辖县级行政区划…: rows that stand at city level for the statistics only.
    pub fn is_statistical(&self) -> bool {
        self.level == Level::City && (matches!(self.name, "市辖区" | "县") || self.name.contains("直辖"))
    }
}

impl RegionCode {
    /// The whole country, as credit codes of national bodies write it.
    pub const CHINA: Self = Self(100_000);

    /// Reads six digits (full-width digits and spaces are put right). It need not be in the list.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let text: String = (text.chars().map(half_width)).filter(|c| !c.is_whitespace()).collect();
        let found = text.chars().count();
        if found == 0 {
            return Err(RegionError::Empty);
        }
        if let Some((index, found)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
            return Err(RegionError::Character { found, position: index + 1 });
        }
        match text.parse() {
            Ok(number) if found == 6 => Ok(Self(number)),
            _ => Err(RegionError::Length { found }),
        }
    }

    /// Reads a code and makes sure that the list of 2023 holds it.
    pub fn parse_listed(text: &str) -> Result<Self, RegionError> {
        let code = Self::parse(text)?;
        code.region().map(|r| r.code).ok_or_else(|| RegionError::NotFound {
            name: code.to_string(),
            level: code.level(),
            within: None,
        })
    }

    /// The row of the list, or None for a code that is no longer (or never was) in it.
    pub fn region(self) -> Option<&'static Region> {
        let table = &*TABLE;
        table.by_code.get(&self).and_then(|&i| table.rows.get(i))
    }

    /// By the list where it knows the code, else by the zeros at its end.
    pub fn level(self) -> Level {
        match self.region() {
            Some(region) => region.level,
            None if self == Self::CHINA => Level::Country,
            None if self.0.is_multiple_of(10_000) => Level::Province,
            None if self.0.is_multiple_of(100) => Level::City,
            None => Level::County,
        }
    }

    /// The statistical name: 新市区.
    pub fn name(self) -> Option<&'static str> {
        self.region().map(|r| r.name)
    }

    /// The code above; for a code outside the list, by its digits.
    pub fn parent(self) -> Option<Self> {
        match self.level() {
            Level::Country => None,
            Level::Province => Some(Self::CHINA),
            Level::City => Some(self.province()),
            Level::County => Some(Self(self.0 / 100 * 100)),
        }
    }

    pub fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// The full name as on an address, without the rows that are there for the statistics only: 北京市东城区,
    /// 新疆维吾尔自治区乌鲁木齐市新市区. A code outside the list shows its digits after what is known.
    pub fn path_name(self) -> String {
        let above = match self.parent() {
            Some(Self::CHINA) | None => String::new(),
            Some(parent) => parent.path_name_listed(),
        };
        match self.region() {
            Some(region) => above + region.name,
            None => above + &self.to_string(),
        }
    }

    fn path_name_listed(self) -> String {
        let above = match self.parent() {
            Some(Self::CHINA) | None => String::new(),
            Some(parent) => parent.path_name_listed(),
        };
        match self.region() {
            Some(region) if !region.is_statistical() => above + region.name,
            _ => above,
        }
    }

    /// The regions directly below, in the order of their codes.
    pub fn children(self) -> &'static [Self] {
        TABLE.children.get(&self).map_or(&[], Vec::as_slice)
    }

    /// Whether this region is `outer` or lies in it. Works by digits, so for abolished codes too.
    pub fn within(self, outer: Self) -> bool {
        match outer.level() {
            Level::Country => true,
            Level::Province => self.0 / 10_000 == outer.0 / 10_000,
            Level::City => self.0 / 100 == outer.0 / 100,
            Level::County => self == outer,
        }
    }
}

/// The whole list in the order of its codes.
pub fn all() -> &'static [Region] {
    &TABLE.rows
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl FromStr for RegionCode {
    type Err = RegionError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = RegionError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.to_string()
    }
}
