//! Counts already taken at this position of the index: pages ask for the same ones again and again.
use super::ZoneIndex;
use search::{Facets, Query};
use std::sync::{Arc, Mutex, PoisonError};

/// Answers kept; more are simply asked anew.
const MOST: usize = 256;

/// What was answered at one position.
#[derive(Default)]
pub struct Memory(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    position: i64,
    facets: Vec<(Query, Arc<Facets>)>,
    counts: Vec<(Query, usize)>,
}

impl ZoneIndex {
    fn at_position<T>(&self, act: impl FnOnce(&mut Answers) -> T) -> T {
        let mut answers = self.memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        let position = self.position();
        if answers.position != position {
            *answers = Answers { position, ..Answers::default() };
        }
        act(&mut answers)
    }
    pub fn remembered(&self, query: &Query) -> Option<Arc<Facets>> {
        self.at_position(|a| a.facets.iter().find(|(q, _)| q == query).map(|(_, f)| f.clone()))
    }
    pub fn remember(&self, query: Query, facets: Arc<Facets>) {
        self.at_position(|a| {
            if a.facets.len() < MOST {
                a.facets.push((query, facets))
            }
        });
    }
    pub fn remembered_count(&self, query: &Query) -> Option<usize> {
        self.at_position(|a| a.counts.iter().find(|(q, _)| q == query).map(|(_, n)| *n))
    }
    pub fn remember_count(&self, query: Query, count: usize) {
        self.at_position(|a| {
            if a.counts.len() < MOST {
                a.counts.push((query, count))
            }
        });
    }
}
