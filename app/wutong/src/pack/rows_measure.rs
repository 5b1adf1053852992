//! A pack's indicators and ranks as records of the measure slice.
use super::load::PackRow;
use super::{Direction, ExternalRank, Indicator, IndicatorRole, IndicatorValue, Pack, PeriodKind, Qualifier};
use kernel::{Error, Result};
use measure::indicator::{self, Decimal};
use measure::rank;

pub fn of(pack: &Pack, today: &str) -> Result<Vec<PackRow>> {
    let mut rows = Vec::new();
    for (i, known) in pack.indicators.iter().enumerate() {
        rows.push(PackRow::of(&indicator_of(pack, known, i))?);
    }
    for value in &pack.indicator_values {
        rows.push(PackRow::of(&value_of(pack, value, today)?)?);
    }
    for known in &pack.ranks {
        rows.push(PackRow::of(&rank_of(pack, known, today))?);
    }
    Ok(rows)
}

fn indicator_of(pack: &Pack, i: &Indicator, position: usize) -> indicator::Indicator {
    indicator::Indicator {
        code: i.code.clone(),
        name_zh: i.name.zh.clone(),
        name_en: i.name.en.clone(),
        unit: i.unit.clone(),
        period: match i.period {
            PeriodKind::Year => indicator::PeriodKind::Year,
            PeriodKind::Quarter => indicator::PeriodKind::Quarter,
            PeriodKind::Month => indicator::PeriodKind::Month,
        },
        role: match i.role {
            IndicatorRole::Level => indicator::Role::Level,
            IndicatorRole::Growth => indicator::Role::Growth,
            IndicatorRole::Share => indicator::Role::Share,
            IndicatorRole::ShareChange => indicator::Role::ShareChange,
            IndicatorRole::Cumulative => indicator::Role::Cumulative,
            IndicatorRole::Part => indicator::Role::Part,
        },
        of_code: i.of.clone(),
        whole_region: i.whole_region.map(|r| r.to_string()),
        focus: i.focus.clone(),
        direction: match i.direction {
            Direction::Up => indicator::Direction::Up,
            Direction::Down => indicator::Direction::Down,
            Direction::Neutral => indicator::Direction::Neutral,
        },
        definition_zh: i.definition.zh.clone(),
        definition_en: i.definition.en.clone(),
        position: i64::try_from(position).unwrap_or(0),
        source: pack.source_of(&i.provenance),
        updated_us: 0,
        version: 1,
    }
}

fn value_of(pack: &Pack, v: &IndicatorValue, today: &str) -> Result<indicator::IndicatorValue> {
    let number = Decimal::parse(&v.value, "")
        .map_err(|e| Error::internal(format!("{} {}: {}", v.indicator, v.period, e.code())))?;
    Ok(indicator::IndicatorValue {
        indicator: v.indicator.clone(),
        period: v.period.to_string(),
        digits: number.digits,
        decimals: i64::from(number.decimals),
        qualifier: match v.qualifier {
            Qualifier::Exact => indicator::Qualifier::Exact,
            Qualifier::Over => indicator::Qualifier::Over,
            Qualifier::MoreThan => indicator::Qualifier::MoreThan,
            Qualifier::Near => indicator::Qualifier::Near,
            Qualifier::AtLeast => indicator::Qualifier::AtLeast,
        },
        as_written: v.as_written.clone(),
        note: v.note.clone(),
        source: pack.source_of(&v.provenance),
        recorded_by: None,
        recorded_on: today.to_owned(),
        version: 1,
    })
}

fn rank_of(pack: &Pack, r: &ExternalRank, today: &str) -> rank::ExternalRank {
    rank::ExternalRank {
        id: r.code.clone(),
        list_zh: r.list.zh.clone(),
        list_en: r.list.en.clone(),
        edition: i64::from(r.edition),
        place: i64::from(r.place),
        out_of: i64::from(r.out_of),
        published_on: r.published_on.to_string(),
        publishers: r.publishers.clone(),
        source: pack.source_of(&r.provenance),
        recorded_by: None,
        recorded_on: today.to_owned(),
        version: 1,
    }
}
