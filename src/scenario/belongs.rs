//! What a number belongs to: the theory, a state's or body's character, or the case.
//!
//! `x-belongs` in the schema says it, of a section or of a key below it; the nearest counts. One theory meets several crises
//! where only numbers of the case differ between their files.

use super::shape::Shape;

/// What a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Belongs {
    /// How international society works, whatever the crisis.
    Theory,
    /// What a state, a society or a body is like in any crisis.
    Character,
    /// What happened, to whom, and what states are toward the target.
    Case,
}

impl Belongs {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Theory, Self::Character, Self::Case];

    /// Its word in the schema and in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Theory => "theory",
            Self::Character => "character",
            Self::Case => "case",
        }
    }

    /// What the number at a path of names belongs to; none where the schema does not say, as of the size of a run.
    pub fn of(names: &[String]) -> Option<Self> {
        let (mut shape, mut word) = (Some(Shape::root()), None);
        for name in names {
            shape = shape.and_then(|shape| shape.below(name)).map(super::shape::Below::shape);
            word = shape.and_then(|shape| shape.text("x-belongs")).or(word);
        }
        Self::ALL.into_iter().find(|belongs| Some(belongs.word()) == word)
    }
}
