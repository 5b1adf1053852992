//! 统一社会信用代码 (GB 32100-2015): the one number by which every file of the zone names a company, and therefore
//! the key of every import. A wrong digit must be found at the door, with a sentence that says which.
mod legacy;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::region::RegionCode;
pub use legacy::{RegistrationCode, complete_organisation, complete_registration};

/// The 31 characters of the standard: digits and capital letters without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;

/// A unified social credit code whose check character is right. Holds the normalised 18 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// What is wrong with a code, precisely enough to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditCodeError {
    Empty,
    /// The code has `found` characters; a unified social credit code has `expected`.
    Length {
        found: usize,
        expected: usize,
    },
    /// `found` cannot stand at `position` (counted from 1, after spaces and hyphens are left out).
    Character {
        found: char,
        position: usize,
    },
    /// The last character should be `expected`: one of the characters before it is mistyped, or it is itself.
    Check {
        found: char,
        expected: char,
    },
}

impl CreditCodeError {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "credit-code-empty",
            Self::Length { .. } => "credit-code-length",
            Self::Character { .. } => "credit-code-character",
            Self::Check { .. } => "credit-code-check",
        }
    }
}

impl fmt::Display for CreditCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the code is empty"),
            Self::Length { found, expected } => {
                write!(f, "the code has {found} characters instead of {expected}")
            }
            Self::Character { found, position } => {
                write!(f, "the character '{found}' cannot stand at position {position}")
            }
            Self::Check { found, expected } => write!(
                f,
                "the check character should be '{expected}' but is '{found}': compare the code with its source"
            ),
        }
    }
}

impl std::error::Error for CreditCodeError {}

/// Something that a code says about its holder, in both languages of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub zh: &'static str,
    pub en: &'static str,
}

impl CreditCode {
    /// Reads a code as people write it: lower case, full-width characters, spaces and hyphens are put right.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let code = normalise(text);
        let found = code.chars().count();
        if found == 0 {
            return Err(CreditCodeError::Empty);
        }
        // A stray character explains a wrong length, but a wrong length alone is the more useful message.
        if found != LENGTH {
            return Err(CreditCodeError::Length { found, expected: LENGTH });
        }
        let last = code.chars().next_back().unwrap_or_default();
        let body: String = code.chars().take(LENGTH - 1).collect();
        let expected = complete(&body)?;
        if value(last).is_none() {
            return Err(CreditCodeError::Character { found: last, position: LENGTH });
        }
        if last != expected {
            return Err(CreditCodeError::Check { found: last, expected });
        }
        Ok(Self(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn at(&self, index: usize) -> char {
        self.0.chars().nth(index).unwrap_or_default()
    }

    /// 登记管理部门: the registering authority (character 1), where the standard names it.
    pub fn authority(&self) -> Option<Meaning> {
        authority(self.at(0))
    }

    /// 机构类别: the kind of body (character 2, read under its authority), where the standard names it.
    pub fn kind(&self) -> Option<Meaning> {
        kind(self.at(0), self.at(1))
    }

    /// Characters 3-8: the division of the registering office; older registrations carry codes that no longer exist.
    pub fn region(&self) -> Option<RegionCode> {
        RegionCode::parse(self.0.get(2..8)?).ok()
    }

    /// Characters 9-17: the organisation code (GB 11714) of the same body.
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or_default()
    }

    /// Whether the organisation code inside carries its own right check character. Information only: the unified code
    /// stands or falls by its last character.
    pub fn organisation_check_holds(&self) -> bool {
        let own = self.0.chars().nth(16);
        let body = self.0.get(8..16).unwrap_or_default();
        complete_organisation(body).ok() == own
    }
}

/// The check character that completes the first 17 characters of a code.
pub fn complete(prefix17: &str) -> Result<char, CreditCodeError> {
    let found = prefix17.chars().count();
    if found != LENGTH - 1 {
        return Err(CreditCodeError::Length { found, expected: LENGTH - 1 });
    }
    let mut weight = 1;
    let mut sum = 0;
    for (index, c) in prefix17.chars().enumerate() {
        let wrong = CreditCodeError::Character { found: c, position: index + 1 };
        let v = value(c).ok_or(wrong.clone())?;
        if (2..8).contains(&index) && v > 9 {
            return Err(wrong);
        }
        sum += v * weight;
        weight = weight * 3 % 31;
    }
    let check = (31 - sum % 31) % 31;
    Ok(ALPHABET.get(check).copied().map_or('0', char::from))
}

fn value(c: char) -> Option<usize> {
    ALPHABET.iter().position(|&a| char::from(a) == c)
}

/// Half width, capitals, no spaces or hyphens.
fn normalise(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !is_hyphen(*c) && *c != '\u{feff}' && *c != '\u{200b}')
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '−')
}

/// The ordinary form of a full-width character; the ideographic space becomes a space.
pub(crate) fn half_width(c: char) -> char {
    match u32::from(c) {
        0x3000 => ' ',
        n @ 0xff01..=0xff5e => char::from_u32(n - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn authority(c: char) -> Option<Meaning> {
    let (zh, en) = match c {
        '1' => ("机构编制", "Institutional staffing"),
        '2' => ("外交", "Foreign affairs"),
        '3' => ("司法行政", "Justice"),
        '4' => ("文化", "Culture"),
        '5' => ("民政", "Civil affairs"),
        '6' => ("旅游", "Tourism"),
        '7' => ("宗教", "Religious affairs"),
        '8' => ("工会", "Trade unions"),
        '9' => ("市场监管（工商）", "Market regulation"),
        'A' => ("中央军委改革和编制办公室", "Military reform and staffing office"),
        'N' => ("农业", "Agriculture"),
        'Y' => ("其他", "Other"),
        _ => return None,
    };
    Some(Meaning { zh, en })
}

fn kind(authority: char, c: char) -> Option<Meaning> {
    let (zh, en) = match (authority, c) {
        ('1', '1') => ("机关", "Government organ"),
        ('1', '2') => ("事业单位", "Public institution"),
        ('1', '3') => ("编办直接管理机构编制的群众团体", "Mass organisation with state staffing"),
        ('2', '1') => ("外国常驻新闻机构", "Resident foreign news organisation"),
        ('3', '1') => ("律师执业机构", "Law firm"),
        ('3', '2') => ("公证处", "Notary office"),
        ('3', '3') => ("基层法律服务所", "Grassroots legal service office"),
        ('3', '4') => ("司法鉴定机构", "Forensic institution"),
        ('3', '5') => ("仲裁委员会", "Arbitration commission"),
        ('4', '1') => ("外国在华文化中心", "Foreign cultural centre"),
        ('5', '1') => ("社会团体", "Social organisation"),
        ('5', '2') => ("民办非企业单位", "Private non-enterprise unit"),
        ('5', '3') => ("基金会", "Foundation"),
        ('6', '1') => ("外国旅游部门常驻代表机构", "Foreign tourism office"),
        ('6', '2') => ("港澳台地区旅游部门常驻内地（大陆）代表机构", "Tourism office of Hong Kong, Macao or Taiwan"),
        ('7', '1') => ("宗教活动场所", "Place of religious activity"),
        ('7', '2') => ("宗教院校", "Religious college"),
        ('8', '1') => ("基层工会", "Grassroots trade union"),
        ('9', '1') => ("企业", "Enterprise"),
        ('9', '2') => ("个体工商户", "Sole trader"),
        ('9', '3') => ("农民专业合作社", "Farmers' cooperative"),
        ('A', '1') => ("军队事业单位", "Military public institution"),
        ('N', '1') => ("组级集体经济组织", "Group-level collective"),
        ('N', '2') => ("村级集体经济组织", "Village-level collective"),
        ('N', '3') => ("乡镇级集体经济组织", "Township-level collective"),
        ('1'..='8' | 'A' | 'N', '9') | ('Y', '1') => ("其他", "Other"),
        _ => return None,
    };
    Some(Meaning { zh, en })
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}
