//! Exact order statistics of many values, several at once, without sorting them all.

/// How many values lie in one bucket on average.
const PER_BUCKET: usize = 8;
/// Bucket numbers are read from the lowest bits of a float.
const BUCKETS_MAX: usize = 4096;
/// Adding 2²³ to a smaller positive `f32` leaves its whole part in the lowest bits: a conversion that the compiler can vectorise.
const WHOLE: f32 = 8_388_608.0;
const LANES: usize = 16;

/// The values at these ranks (0 = smallest) of the sorted list; ranks beyond the end give the largest. Values must be finite.
///
/// One pass puts values into buckets of equal width, one counts; only the buckets that hold a wanted rank are searched.
pub fn at_ranks<const N: usize>(values: &[f32], ranks: [usize; N]) -> [f32; N] {
    let (low, high) = extent(values);
    if values.is_empty() || low >= high {
        return [if values.is_empty() { 0.0 } else { low }; N];
    }
    let buckets = (values.len() / PER_BUCKET).clamp(1, BUCKETS_MAX);
    let scale = (buckets as f32 - 0.5) / (high - low);
    let bucket = |v: &f32| (((v - low) * scale + WHOLE).to_bits() & 0xFFFF) as u16;
    let places: Vec<u16> = values.iter().map(bucket).collect();
    let mut counts = vec![0_u32; buckets + 1];
    for place in &places {
        if let Some(count) = counts.get_mut(usize::from(*place)) {
            *count += 1;
        }
    }
    let wanted = ranks.map(|rank| locate(&counts, rank.min(values.len() - 1)));
    wanted.map(|(bucket, rank)| pick(values, &places, bucket, rank))
}

/// Smallest and largest, in lanes that do not wait for each other.
fn extent(values: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
    for chunk in values.chunks(LANES) {
        for ((low, high), v) in low.iter_mut().zip(&mut high).zip(chunk) {
            *low = if *v < *low { *v } else { *low };
            *high = if *v > *high { *v } else { *high };
        }
    }
    (low.into_iter().fold(f32::INFINITY, f32::min), high.into_iter().fold(f32::NEG_INFINITY, f32::max))
}

/// The bucket that holds the rank, and the rank inside of it.
fn locate(counts: &[u32], rank: usize) -> (u16, usize) {
    let mut before = 0;
    for (bucket, count) in (0_u16..).zip(counts) {
        let count = *count as usize;
        if rank < before + count {
            return (bucket, rank - before);
        }
        before += count;
    }
    (0, 0)
}

fn pick(values: &[f32], places: &[u16], bucket: u16, rank: usize) -> f32 {
    let mut found = Vec::with_capacity(4 * PER_BUCKET);
    for (values, places) in values.chunks(LANES).zip(places.chunks(LANES)) {
        // Most chunks hold none, which is seen at once.
        if places.iter().fold(false, |any, p| any | (*p == bucket)) {
            found.extend(values.iter().zip(places).filter(|(_, p)| **p == bucket).map(|(v, _)| *v));
        }
    }
    if rank < found.len() { *found.select_nth_unstable_by(rank, f32::total_cmp).1 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranks_are_those_of_the_sorted_list(mut values in proptest::collection::vec(-50.0_f32..900.0, 1..3000), rank in 0_usize..3500) {
            let found = at_ranks(&values, [0, rank, usize::MAX]);
            values.sort_by(f32::total_cmp);
            prop_assert_eq!(found, [values[0], values[rank.min(values.len() - 1)], values[values.len() - 1]]);
        }
    }
}
