//! The latest samples of one key, in order of size.
use std::collections::VecDeque;

/// Samples are kept in sorted blocks of at most this many, so that a new one moves few others.
const BLOCK: usize = 256;

/// At most `cap` samples; the oldest leaves when a new one comes.
#[derive(Clone, Debug)]
pub struct Window {
    cap: usize,
    arrived: VecDeque<i64>,
    /// None is empty; each begins where the one before ends.
    blocks: Vec<Vec<i64>>,
}

impl Window {
    pub fn new(cap: usize) -> Self {
        Self { cap: cap.max(1), arrived: VecDeque::new(), blocks: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.arrived.len()
    }

    pub fn push(&mut self, value: i64) {
        if self.arrived.len() >= self.cap
            && let Some(oldest) = self.arrived.pop_front()
        {
            self.remove(oldest);
        }
        self.arrived.push_back(value);
        let place = self.block_of(value).min(self.blocks.len().saturating_sub(1));
        let Some(block) = self.blocks.get_mut(place) else {
            self.blocks.push(vec![value]);
            return;
        };
        let at = block.partition_point(|v| *v < value);
        block.insert(at, value);
        if block.len() > BLOCK {
            let upper = block.split_off(BLOCK / 2);
            self.blocks.insert(place + 1, upper);
        }
    }

    /// The first block whose last sample is not below the value.
    fn block_of(&self, value: i64) -> usize {
        self.blocks.partition_point(|b| b.last().is_some_and(|last| *last < value))
    }

    fn remove(&mut self, value: i64) {
        let place = self.block_of(value);
        let Some(block) = self.blocks.get_mut(place) else { return };
        let at = block.partition_point(|v| *v < value);
        if at < block.len() {
            block.remove(at);
        }
        if block.is_empty() {
            self.blocks.remove(place);
        }
    }

    /// The sample of this rank, from 0.
    fn at(&self, mut rank: usize) -> Option<i64> {
        for block in &self.blocks {
            match rank.checked_sub(block.len()) {
                Some(left) => rank = left,
                None => return block.get(rank).copied(),
            }
        }
        None
    }

    /// Linear between order statistics; nothing of no samples.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.quantile_from(0, p)
    }

    /// The median of what lies at or above `floor`, minus `floor`; nothing where fewer than `least` do.
    pub fn median_beyond(&self, floor: i64, least: usize) -> Option<f64> {
        let place = self.block_of(floor);
        let before: usize = self.blocks.iter().take(place).map(Vec::len).sum();
        let within = self.blocks.get(place).map_or(0, |b| b.partition_point(|v| *v < floor));
        let from = before + within;
        let enough = self.len().saturating_sub(from) >= least;
        enough.then(|| self.quantile_from(from, 0.5)).flatten().map(|m| m - floor as f64)
    }

    fn quantile_from(&self, from: usize, p: f64) -> Option<f64> {
        let rest = self.len().checked_sub(from)?;
        let place = p.clamp(0.0, 1.0) * rest.saturating_sub(1) as f64;
        let low = self.at(from + place.floor() as usize)? as f64;
        let high = if place.fract() > 0.0 { self.at(from + place.ceil() as usize)? as f64 } else { low };
        Some(low + (high - low) * place.fract())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_oldest_leaves() {
        let mut window = Window::new(3);
        assert_eq!(window.quantile(0.5), None);
        [9, 1, 5, 5, 7].into_iter().for_each(|v| window.push(v));
        assert_eq!((window.len(), window.quantile(0.0), window.quantile(0.5)), (3, Some(5.0), Some(5.0)));
        assert_eq!((window.median_beyond(6, 1), window.median_beyond(6, 2)), (Some(1.0), None));
    }

    proptest! {
        /// The same as a sorted list of the latest samples.
        #[test]
        fn blocks_are_one_list(values in prop::collection::vec(-50_i64..50, 1..1500), cap in 1_usize..900, floor in -60_i64..60) {
            let mut window = Window::new(cap);
            values.iter().for_each(|v| window.push(*v));
            let mut latest: Vec<i64> = values.iter().rev().take(cap).copied().collect();
            latest.sort_unstable();
            prop_assert_eq!(window.len(), latest.len());
            for p in [0.0, 0.3, 0.5, 0.95, 1.0] {
                let place = p * (latest.len() - 1) as f64;
                let (low, high) = (latest[place.floor() as usize] as f64, latest[place.ceil() as usize] as f64);
                prop_assert!((window.quantile(p).unwrap() - (low + (high - low) * place.fract())).abs() < 1e-9);
            }
            let beyond = latest.iter().filter(|v| **v >= floor).count();
            prop_assert_eq!(window.median_beyond(floor, 1).is_some(), beyond > 0);
        }
    }
}
