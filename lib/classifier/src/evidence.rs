//! The words that decided: what speaks for a division is laid on the characters on which it stands, and the stretches
//! that carry most of it are cut out as words.
use crate::code::Division;
use crate::features::Feature;
use crate::model::Model;
use crate::parsed::Parsed;
use crate::text::Items;
use crate::verdict::{Evidence, Field};

/// Words that are named at most.
const MOST_WORDS: usize = 5;
/// Words with a smaller share are not named.
const LEAST_SHARE: f32 = 0.05;
/// Legal forms at the end of a name's word are no reason.
const FORMS: [&str; 5] = ["股份有限公司", "有限责任公司", "有限公司", "总公司", "公司"];
/// A word of the lexicon speaks at least this loudly for the codes that it votes for, beside what the model says of it.
const VOTE_LOUDNESS: f32 = 1.0;

pub fn words(parsed: &Parsed, model: &Model, division: Division) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for field in [Field::Name, Field::Scope] {
        let items = if field == Field::Name { &parsed.name } else { &parsed.scope };
        let loudness = loudness(parsed, model, division, field, items);
        for (item, _) in items.iter() {
            let own = loudness.get(item.start..item.end).unwrap_or_default();
            let Some((start, end, sum)) = loudest(own) else { continue };
            let Some(word) = without_form(parsed.text(field, item.start + start, item.start + end)) else { continue };
            match found.iter_mut().find(|e| e.word == word && e.field == field) {
                Some(seen) => seen.share += sum,
                None => found.push(Evidence { word, field, share: sum }),
            }
        }
    }
    let total: f32 = found.iter().map(|e| e.share).sum();
    found.iter_mut().for_each(|e| e.share /= total);
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    found.retain(|e| e.share >= LEAST_SHARE);
    found.truncate(MOST_WORDS);
    found
}

/// None where nothing but a form is left.
fn without_form(word: String) -> Option<String> {
    let bare = FORMS.iter().find_map(|form| word.strip_suffix(form)).unwrap_or(&word);
    (bare.chars().count() >= 2).then(|| bare.to_owned())
}

/// For each character of a field, how much of what speaks for the division stands on it.
fn loudness(parsed: &Parsed, model: &Model, division: Division, field: Field, items: &Items) -> Vec<f32> {
    let mut loudness = vec![0.0; items.chars()];
    let mut lay = |start: usize, end: usize, amount: f32| {
        let width = u16::try_from(end.saturating_sub(start)).unwrap_or(u16::MAX).max(1);
        for place in loudness.get_mut(start..end).unwrap_or_default() {
            *place += amount / f32::from(width);
        }
    };
    for vote in parsed.votes.iter().filter(|(f, v)| *f == field && v.group.division() == division).map(|(_, v)| v) {
        lay(vote.start, vote.end, vote.weight * VOTE_LOUDNESS);
    }
    for feature in parsed.features.iter().filter(|f| f.field == field) {
        lay(feature.start, feature.end, feature.weight * leaning(model, feature, division));
    }
    loudness
}

/// How far the feature leans to the division, measured against its mean over all.
fn leaning(model: &Model, feature: &Feature, division: Division) -> f32 {
    let row = model.divisions.row(feature.id);
    let own = row.get(usize::from(division.number()).saturating_sub(1)).map_or(0.0, |step| f32::from(*step));
    let count = u16::try_from(row.len()).unwrap_or(u16::MAX).max(1);
    let mean = row.iter().map(|step| f32::from(*step)).sum::<f32>() / f32::from(count);
    (own - mean) * model.divisions.scale
}

/// The stretch with the largest sum (Bentley 1984, Kadane's algorithm); at least two characters, and more than nothing.
fn loudest(values: &[f32]) -> Option<(usize, usize, f32)> {
    let mut best: Option<(usize, usize, f32)> = None;
    let (mut start, mut sum) = (0, 0.0_f32);
    for (at, value) in values.iter().enumerate() {
        if sum <= 0.0 {
            (start, sum) = (at, 0.0);
        }
        sum += value;
        if sum > 0.0 && at + 1 >= start + 2 && best.is_none_or(|(_, _, most)| sum > most) {
            best = Some((start, at + 1, sum));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_no_reason() {
        for (word, bare) in [("广告实业有限公司", Some("广告实业")), ("公司", None), ("水泥", Some("水泥"))]
        {
            assert_eq!(without_form(word.to_owned()).as_deref(), bare);
        }
    }

    #[test]
    fn the_loudest_stretch_is_cut_where_it_falls_silent() {
        assert_eq!(loudest(&[-1.0, 2.0, 3.0, -4.0, 1.0, 1.0]), Some((1, 3, 5.0)));
        assert_eq!(loudest(&[-1.0, -2.0]), None);
        assert_eq!(loudest(&[5.0]), None, "a single character is no word");
        assert_eq!(loudest(&[]), None);
    }
}
