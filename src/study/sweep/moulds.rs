//! Templates of a sweep's worlds: one of each for every combination of what points give besides numbers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::chance::Streams;
use crate::scenario::template::Template;

/// A world as points make it that differ in numbers alone.
#[derive(Clone, Debug)]
pub struct Mould {
    /// Its template.
    pub template: Arc<Template>,
    /// Its chance, where all points share it.
    pub streams: Option<Arc<Streams>>,
}

/// The worlds of a scenario that is swept, by what its points give besides numbers.
#[derive(Debug)]
pub struct Moulds {
    /// None of points that came once so far.
    known: Mutex<BTreeMap<String, Option<Arc<[Mould]>>>>,
    most: usize,
}

impl Moulds {
    /// Those that points need that give numbers alone, if they were made; room for so many more.
    pub fn new(first: Option<Vec<Mould>>, more: usize) -> Self {
        let known: BTreeMap<_, _> = first.into_iter().map(|first| (String::new(), Some(first.into()))).collect();
        Self { most: known.len() + more, known: Mutex::new(known) }
    }

    /// The moulds of points that give such `words`. They are made when such a point comes for the second time: of one
    /// alone they would cost more than they save.
    pub fn of(&self, words: &str, make: impl FnOnce() -> Option<Vec<Mould>>) -> Option<Arc<[Mould]>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut known = known();
            match known.get(words) {
                Some(Some(moulds)) => return Some(Arc::clone(moulds)),
                Some(None) => {}
                None => {
                    if known.len() < self.most {
                        known.insert(words.to_string(), None);
                    }
                    return None;
                }
            }
        }
        let made: Arc<[Mould]> = make()?.into();
        known().insert(words.to_string(), Some(Arc::clone(&made)));
        Some(made)
    }
}
