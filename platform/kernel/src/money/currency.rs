//! The currencies in which the zone's companies state their capital.
use serde::{Deserialize, Serialize};
use std::fmt;

/// Stored and written as its ISO 4217 letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Currency {
    #[default]
    Cny,
    Usd,
    Eur,
    Hkd,
    Jpy,
    Gbp,
    Twd,
    Krw,
    Sgd,
    Aud,
    Cad,
    Chf,
    /// Any other code of three capital letters; [`Currency::iso`] makes it.
    Other([u8; 3]),
}

/// Chinese words and signs, longer ones before those they begin with.
pub(super) const WORDS: [(&str, Currency); 38] = [
    ("人民币", Currency::Cny),
    ("RMB", Currency::Cny),
    ("CN¥", Currency::Cny),
    ("¥", Currency::Cny),
    ("美元", Currency::Usd),
    ("美金", Currency::Usd),
    ("US$", Currency::Usd),
    ("$", Currency::Usd),
    ("欧元", Currency::Eur),
    ("€", Currency::Eur),
    ("港元", Currency::Hkd),
    ("港币", Currency::Hkd),
    ("HK$", Currency::Hkd),
    ("日元", Currency::Jpy),
    ("日圆", Currency::Jpy),
    ("英镑", Currency::Gbp),
    ("£", Currency::Gbp),
    ("新台币", Currency::Twd),
    ("台币", Currency::Twd),
    ("NT$", Currency::Twd),
    ("韩元", Currency::Krw),
    ("韩圆", Currency::Krw),
    ("韩币", Currency::Krw),
    ("新加坡元", Currency::Sgd),
    ("新加坡币", Currency::Sgd),
    ("新元", Currency::Sgd),
    ("S$", Currency::Sgd),
    ("澳大利亚元", Currency::Aud),
    ("澳元", Currency::Aud),
    ("澳币", Currency::Aud),
    ("A$", Currency::Aud),
    ("加拿大元", Currency::Cad),
    ("加元", Currency::Cad),
    ("加币", Currency::Cad),
    ("C$", Currency::Cad),
    ("瑞士法郎", Currency::Chf),
    ("瑞郎", Currency::Chf),
    ("CNH", Currency::Cny),
];

impl Currency {
    /// From three letters of ISO 4217 (any case); None for anything else.
    pub fn iso(code: &str) -> Option<Self> {
        let upper = code.to_ascii_uppercase();
        let known = Self::KNOWN.into_iter().find(|c| c.letters() == upper.as_bytes());
        let letters: [u8; 3] = upper.as_bytes().try_into().ok()?;
        let other = letters.iter().all(u8::is_ascii_uppercase).then_some(Self::Other(letters));
        known.or(other)
    }

    pub const KNOWN: [Self; 12] = [
        Self::Cny,
        Self::Usd,
        Self::Eur,
        Self::Hkd,
        Self::Jpy,
        Self::Gbp,
        Self::Twd,
        Self::Krw,
        Self::Sgd,
        Self::Aud,
        Self::Cad,
        Self::Chf,
    ];

    fn letters(&self) -> &[u8; 3] {
        match self {
            Self::Cny => b"CNY",
            Self::Usd => b"USD",
            Self::Eur => b"EUR",
            Self::Hkd => b"HKD",
            Self::Jpy => b"JPY",
            Self::Gbp => b"GBP",
            Self::Twd => b"TWD",
            Self::Krw => b"KRW",
            Self::Sgd => b"SGD",
            Self::Aud => b"AUD",
            Self::Cad => b"CAD",
            Self::Chf => b"CHF",
            Self::Other(letters) => letters,
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(self.letters()).unwrap_or("XXX")
    }

    /// The word after a Chinese amount (元, 美元, …); other currencies keep their letters.
    pub fn unit_zh(&self) -> &str {
        match self {
            Self::Cny => "元",
            Self::Usd => "美元",
            Self::Eur => "欧元",
            Self::Hkd => "港元",
            Self::Jpy => "日元",
            Self::Gbp => "英镑",
            Self::Twd => "新台币",
            Self::Krw => "韩元",
            Self::Sgd => "新加坡元",
            Self::Aud => "澳元",
            Self::Cad => "加元",
            Self::Chf => "瑞士法郎",
            Self::Other(_) => self.code(),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::iso(&code).ok_or_else(|| format!("'{code}' is not a currency code of three letters"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}
