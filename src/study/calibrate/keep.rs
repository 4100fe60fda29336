//! Where the records of stages are kept, so that a calibration goes on where it was and its parts share what they did.

use super::super::sweep::header::Header;
use super::super::sweep::points::Record;

/// A stage: points that are played together, before it is known which follow.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its number, from 0.
    pub number: usize,
    /// What its records belong to; `shard` says of which part.
    pub header: Header,
}

impl Stage {
    /// The same stage, of another part.
    #[must_use]
    pub fn of_part(&self, index: u64) -> Self {
        let mut part = self.clone();
        part.header.shard.0 = index;
        part
    }
}

/// Keeps records.
pub trait Keep {
    /// Why it cannot.
    type Error;

    /// Opens a stage for more records of a part, and returns how many it holds of it.
    ///
    /// # Errors
    /// When they cannot be read, or belong to something else.
    fn open(&mut self, stage: &Stage) -> Result<u64, Self::Error>;

    /// Adds a record to the part that was opened.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn append(&mut self, record: &Record) -> Result<(), Self::Error>;

    /// Ends the part that was opened.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn close(&mut self) -> Result<(), Self::Error>;

    /// Hands on the records of a part in order; returns how many there are.
    ///
    /// # Errors
    /// When they cannot be read, or belong to something else.
    fn read(&mut self, stage: &Stage, take: &mut dyn FnMut(Record)) -> Result<u64, Self::Error>;
}

/// Keeps them as values.
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    kept: Vec<(usize, u64, Vec<Record>)>,
    open: usize,
}

impl InMemory {
    fn at(&mut self, stage: &Stage) -> usize {
        let name = (stage.number, stage.header.shard.0);
        let known = self.kept.iter().position(|(number, part, _)| (*number, *part) == name);
        known.unwrap_or_else(|| {
            self.kept.push((name.0, name.1, vec![]));
            self.kept.len() - 1
        })
    }
}

impl Keep for InMemory {
    type Error = std::convert::Infallible;

    fn open(&mut self, stage: &Stage) -> Result<u64, Self::Error> {
        self.open = self.at(stage);
        Ok(self.kept[self.open].2.len() as u64)
    }

    fn append(&mut self, record: &Record) -> Result<(), Self::Error> {
        self.kept[self.open].2.push(record.clone());
        Ok(())
    }

    fn close(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    fn read(&mut self, stage: &Stage, take: &mut dyn FnMut(Record)) -> Result<u64, Self::Error> {
        let at = self.at(stage);
        self.kept[at].2.iter().cloned().for_each(take);
        Ok(self.kept[at].2.len() as u64)
    }
}
