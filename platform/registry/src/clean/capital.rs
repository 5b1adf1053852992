//! 注册资本 with its currency: "13,400万元", "500万美元", "-", a bare number under a heading with a unit, several in one
//! cell.
use kernel::money::{Amount, Currency, MoneyError, Unit};

use super::{Firm, Note, Raw};
use crate::column::Field;
use crate::remark::Remark;

/// Ten trillion units of a currency; the largest registered capital of China is below two.
const FEN_MAX: i64 = 10_000_000_000_000 * 100;

pub(super) fn read(firm: &mut Firm, unit: Option<Unit>, raw: &Raw<'_>, notes: &mut Vec<Note>) {
    let given = raw.get(Field::Capital);
    let mut note = |remark| notes.push(Note::new(remark, Some(Field::Capital), given));
    let amount = match parse(given, unit) {
        Ok(Some((amount, several))) => {
            if several {
                note(Remark::CapitalSeveral);
            }
            amount
        }
        Ok(None) => return,
        Err(()) => return note(Remark::CapitalUnclear),
    };
    if amount.fen < 0 {
        return note(Remark::CapitalNegative);
    }
    let doubtful = matches!(raw.get(Field::CapitalFlag), "suspect_scale" | "currency_unknown");
    if amount.fen > FEN_MAX || doubtful {
        return note(Remark::CapitalUnlikely);
    }
    let named = raw.get(Field::CapitalCurrency);
    let currency = match (amount.currency, currency(named)) {
        (Currency::Cny, Some(column)) => column,
        (own, _) => own,
    };
    firm.capital_fen = Some(amount.fen);
    firm.currency = currency.to_string();
}

/// The amount, and whether it is the first of several.
fn parse(given: &str, unit: Option<Unit>) -> Result<Option<(Amount, bool)>, ()> {
    match one(given, unit) {
        Ok(amount) => Ok(amount.map(|a| (a, false))),
        Err(()) => {
            let mut parts = given.split(['/', '／', ';', '；', '、', '|']).map(str::trim);
            let first = parts.next().ok_or(())?;
            let rest: Vec<_> = parts.map(|p| one(p, unit)).collect();
            // Only a list of amounts is one: "500万美元/合人民币" stays unclear.
            if rest.is_empty() || rest.iter().any(Result::is_err) {
                return Err(());
            }
            let all = std::iter::once(one(first, unit)?).chain(rest.into_iter().flatten());
            Ok(all.flatten().next().map(|a| (a, true)))
        }
    }
}

fn one(given: &str, unit: Option<Unit>) -> Result<Option<Amount>, ()> {
    let read = match unit {
        Some(unit) => Amount::parse_in(given, unit),
        None => Amount::parse(given),
    };
    match (read, unit) {
        (Ok(amount), _) => Ok(amount),
        // Binary fractions: 108.70000001 万元 means 108.7 万元.
        (Err(MoneyError::FinerThanFen { .. } | MoneyError::Unit { .. }), Some(unit)) => rounded(given, unit),
        (Err(_), _) => Err(()),
    }
}

fn rounded(given: &str, unit: Unit) -> Result<Option<Amount>, ()> {
    let value: f64 = given.parse().map_err(|_| ())?;
    #[allow(clippy::cast_precision_loss)]
    let fen = (value * unit.yuan() as f64 * 100.0).round();
    if !fen.is_finite() || fen.abs() > 9e18 {
        return Err(());
    }
    #[allow(clippy::cast_possible_truncation)]
    Ok(Some(Amount { fen: fen as i64, currency: Currency::Cny }))
}

/// "USD" or 美元; None for an empty cell and for what is no currency.
pub(super) fn currency(named: &str) -> Option<Currency> {
    if named.is_empty() {
        return None;
    }
    let iso = named.is_ascii().then(|| Currency::iso(named)).flatten();
    iso.or_else(|| Amount::parse(&format!("1{named}")).ok().flatten().map(|a| a.currency))
}

/// Whether a cell reads as a capital.
pub(super) fn fits(given: &str, unit: Option<Unit>) -> bool {
    parse(given, unit.or(Some(Unit::Wan))).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(given: &str, unit: Option<Unit>) -> Option<(i64, Currency, bool)> {
        parse(given, unit).unwrap_or(None).map(|(a, several)| (a.fen, a.currency, several))
    }

    #[test]
    fn capital_in_its_many_forms() {
        assert_eq!(fen("13,400万元", None), Some((13_400_000_000, Currency::Cny, false)));
        assert_eq!(fen("500万美元", None), Some((500_000_000, Currency::Usd, false)));
        assert_eq!(fen("13,400万元/500万美元/-", None), Some((13_400_000_000, Currency::Cny, true)));
        assert_eq!(fen("-", None), None);
        assert!(parse("13400", None).is_err());
        assert_eq!(fen("108.7", Some(Unit::Wan)), Some((108_700_000, Currency::Cny, false)));
        assert_eq!(fen("108.70000001", Some(Unit::Wan)), Some((108_700_000, Currency::Cny, false)));
        assert_eq!(fen("1.5e3", Some(Unit::Wan)), Some((1_500_000_000, Currency::Cny, false)));
        for wrong in ["甲公司", "500万美元/合人民币", "1,2万", ""] {
            assert_eq!(fen(wrong, Some(Unit::Wan)), None, "{wrong}");
        }
        assert_eq!(currency("美元"), Some(Currency::Usd));
        assert_eq!(currency("HKD"), Some(Currency::Hkd));
        assert_eq!(currency("示例"), None);
    }
}
