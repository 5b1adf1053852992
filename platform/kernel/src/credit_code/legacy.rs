//! The numbers that stood before the unified code and still stand in old files: 工商注册号 (15 digits since 2007,
//! 13 before) and 组织机构代码 (GB 11714-1997). An import tells them apart instead of calling them wrong.
use super::{CreditCode, CreditCodeError, normalise};

/// What a number in a 信用代码/注册号/组织机构代码 column turns out to be. The text is normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationCode {
    /// 统一社会信用代码.
    Uscc(CreditCode),
    /// 工商注册号 of 15 digits, check digit right (GB/T 17710, MOD 11,10).
    Registration15(String),
    /// 工商注册号 of 13 digits, before 2007; it has no check digit.
    Registration13(String),
    /// 组织机构代码: 8 characters and a check character, written without the hyphen.
    OrganisationCode(String),
    /// None of these; `why` is the reason of the form that its length suggests.
    Unknown { text: String, why: CreditCodeError },
}

impl RegistrationCode {
    /// Recognises a number by its length, alphabet and check character; never fails.
    pub fn recognise(text: &str) -> Self {
        let text = normalise(text);
        let result = match text.chars().count() {
            15 => checked(&text, complete_registration).map(|()| Self::Registration15(text.clone())),
            13 => digits(&text).map(|()| Self::Registration13(text.clone())),
            9 => checked(&text, complete_organisation).map(|()| Self::OrganisationCode(text.clone())),
            _ => CreditCode::parse(&text).map(Self::Uscc),
        };
        result.unwrap_or_else(|why| Self::Unknown { text, why })
    }
}

fn checked(text: &str, complete: fn(&str) -> Result<char, CreditCodeError>) -> Result<(), CreditCodeError> {
    let (last, found) = text.char_indices().next_back().unwrap_or_default();
    let expected = complete(text.get(..last).unwrap_or_default())?;
    if found == expected { Ok(()) } else { Err(CreditCodeError::Check { found, expected }) }
}

fn digits(text: &str) -> Result<(), CreditCodeError> {
    match text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
        None => Ok(()),
        Some((index, found)) => Err(CreditCodeError::Character { found, position: index + 1 }),
    }
}

/// The check digit that completes the first 14 digits of a registration number (GB/T 17710, MOD 11,10).
pub fn complete_registration(prefix14: &str) -> Result<char, CreditCodeError> {
    of_length(prefix14, 14)?;
    digits(prefix14)?;
    let product = prefix14.chars().filter_map(|c| c.to_digit(10)).fold(10, |p, d| {
        let sum = (p + d) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    Ok(char::from_digit((11 - product) % 10, 10).unwrap_or('0'))
}

/// The check character that completes the first 8 characters of an organisation code (GB 11714-1997, mod 11).
pub fn complete_organisation(prefix8: &str) -> Result<char, CreditCodeError> {
    of_length(prefix8, 8)?;
    let mut sum = 0;
    for ((index, c), weight) in prefix8.chars().enumerate().zip([3, 7, 9, 10, 5, 8, 4, 2]) {
        let digit = c.to_digit(36).filter(|_| !c.is_ascii_lowercase());
        let value = digit.ok_or(CreditCodeError::Character { found: c, position: index + 1 })?;
        sum += value * weight;
    }
    Ok(match (11 - sum % 11) % 11 {
        10 => 'X',
        n => char::from_digit(n, 10).unwrap_or('0'),
    })
}

fn of_length(text: &str, expected: usize) -> Result<(), CreditCodeError> {
    let found = text.chars().count();
    if found == expected { Ok(()) } else { Err(CreditCodeError::Length { found, expected }) }
}
