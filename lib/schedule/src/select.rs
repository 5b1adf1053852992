//! Exact order statistics of many values, several at once, without sorting them all.

/// How many values lie in one bucket on average.
const PER_BUCKET: usize = 8;

/// The values at these ranks (0 = smallest) of the sorted list; ranks beyond the end give the largest. Values must be finite.
///
/// One pass puts values into buckets of equal width and counts; only the buckets that hold a wanted rank are sorted.
pub fn at_ranks<const N: usize>(values: &[f32], ranks: [usize; N]) -> [f32; N] {
    let low = values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if values.is_empty() || low >= high {
        return [if values.is_empty() { 0.0 } else { low }; N];
    }
    let buckets = (values.len() / PER_BUCKET).clamp(1, 4096);
    let scale = (buckets as f32 - 0.5) / (high - low);
    let bucket = |v: f32| ((v - low) * scale) as usize;
    let mut counts = vec![0_u32; buckets + 1];
    for &v in values {
        if let Some(count) = counts.get_mut(bucket(v)) {
            *count += 1;
        }
    }
    let wanted = ranks.map(|rank| locate(&counts, rank.min(values.len() - 1)));
    gather(values, &wanted, bucket)
}

/// The bucket that holds the rank, and the rank inside of it.
fn locate(counts: &[u32], rank: usize) -> (usize, usize) {
    let mut before = 0;
    for (bucket, count) in counts.iter().enumerate() {
        let count = *count as usize;
        if rank < before + count {
            return (bucket, rank - before);
        }
        before += count;
    }
    (counts.len(), 0)
}

fn gather<const N: usize>(values: &[f32], wanted: &[(usize, usize); N], bucket: impl Fn(f32) -> usize) -> [f32; N] {
    let mut lists: [Vec<f32>; N] = std::array::from_fn(|_| Vec::new());
    for &v in values {
        let place = bucket(v);
        for (list, (wanted, _)) in lists.iter_mut().zip(wanted) {
            if place == *wanted {
                list.push(v);
            }
        }
    }
    let mut found = [0.0; N];
    for ((found, list), (_, rank)) in found.iter_mut().zip(&mut lists).zip(wanted) {
        if *rank < list.len() {
            *found = *list.select_nth_unstable_by(*rank, f32::total_cmp).1;
        }
    }
    found
}
