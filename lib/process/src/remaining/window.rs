//! The latest samples of one key, in order of size.
use std::collections::VecDeque;

/// At most `cap` samples; the oldest leaves when a new one comes.
#[derive(Clone, Debug)]
pub struct Window {
    cap: usize,
    arrived: VecDeque<i64>,
    sorted: Vec<i64>,
}

impl Window {
    pub fn new(cap: usize) -> Self {
        Self { cap: cap.max(1), arrived: VecDeque::new(), sorted: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    pub fn push(&mut self, value: i64) {
        if self.arrived.len() >= self.cap {
            let place = self.arrived.pop_front().map(|oldest| self.sorted.partition_point(|v| *v < oldest));
            place.filter(|p| *p < self.sorted.len()).map(|p| self.sorted.remove(p));
        }
        self.arrived.push_back(value);
        let place = self.sorted.partition_point(|v| *v < value);
        self.sorted.insert(place, value);
    }

    /// Linear between order statistics; nothing of no samples.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.quantile_from(0, p)
    }

    /// The median of what lies at or above `floor`, minus `floor`; nothing where fewer than `least` do.
    pub fn median_beyond(&self, floor: i64, least: usize) -> Option<f64> {
        let from = self.sorted.partition_point(|v| *v < floor);
        let enough = self.sorted.len() - from >= least;
        enough.then(|| self.quantile_from(from, 0.5)).flatten().map(|m| m - floor as f64)
    }

    fn quantile_from(&self, from: usize, p: f64) -> Option<f64> {
        let rest = self.sorted.get(from..)?;
        let place = p.clamp(0.0, 1.0) * rest.len().saturating_sub(1) as f64;
        let low = *rest.get(place.floor() as usize)? as f64;
        let high = *rest.get(place.ceil() as usize)? as f64;
        Some(low + (high - low) * place.fract())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_leaves() {
        let mut window = Window::new(3);
        assert_eq!(window.quantile(0.5), None);
        [9, 1, 5, 5, 7].into_iter().for_each(|v| window.push(v));
        assert_eq!((window.len(), window.quantile(0.0), window.quantile(0.5)), (3, Some(5.0), Some(5.0)));
        assert_eq!((window.median_beyond(6, 1), window.median_beyond(6, 2)), (Some(1.0), None));
    }
}
