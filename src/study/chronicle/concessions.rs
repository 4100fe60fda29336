//! What the target conceded, and what it would have taken.

use serde::Serialize;

use super::entry::Sentence;
use super::words::{Named, alone, column, times};
use crate::model::target::{Weighed, agreement_binds};
use crate::model::{MonthContext, World};
use crate::scenario::{Month, Scenario};

/// The target's consent to one instrument.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Concession {
    /// The instrument that needs consent.
    pub instrument: String,
    /// The month in which consent was first given, if ever.
    pub granted: Option<Month>,
    /// Months during which it stood.
    pub months: usize,
    /// It stood when the history began.
    pub at_start: bool,
    /// The month in which the target first agreed in principle, before there was a text, if ever.
    pub agreed: Option<Month>,
    /// Its first consent followed from that agreement.
    pub as_agreed: bool,
    /// Months from the one in which it was first given to the last of the history.
    pub since: usize,
    /// How often it was withdrawn.
    pub withdrawn: usize,
    /// The month in which it was likeliest to be given, of those in which it was asked for and
    /// refused; none if it was never asked for.
    pub nearest: Option<Refusal>,
    #[serde(skip)]
    index: usize,
    #[serde(skip)]
    stood: bool,
}

/// A month in which consent was asked for and not given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// The month.
    pub month: Month,
    /// Threat T.
    pub threat: f64,
    /// What it was weighed against: resistance times intrusiveness times strength.
    pub against: f64,
    /// The chance of consent in that month.
    pub chance: f64,
    /// The chance that a threat as large as what it was weighed against would have made.
    pub chance_if_equal: f64,
}

impl Concession {
    /// One for each instrument that needs consent.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let actors = &scenario.actors;
        let needing = (0..actors.fixed_instruments.len()).filter(|index| actors.fixed_instruments[*index].consent);
        needing
            .map(|index| Self {
                instrument: actors.instruments[index].clone(),
                granted: scenario.initial.consent[index].then_some(scenario.start),
                at_start: scenario.initial.consent[index],
                agreed: None,
                as_agreed: false,
                months: 0,
                since: 0,
                withdrawn: 0,
                nearest: None,
                index,
                stood: scenario.initial.consent[index],
            })
            .collect()
    }

    /// Takes note of a month.
    pub fn observe(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        let (stands, asked) = (world.consent[self.index], world.authorised[self.index] > 0.0 && !self.stood);
        if world.agreed[self.index] {
            self.agreed.get_or_insert(month);
        }
        self.withdrawn += usize::from(self.stood && !stands);
        self.stood = stands;
        self.months += usize::from(stands);
        self.since += usize::from(stands || self.granted.is_some());
        if stands {
            self.as_agreed |= self.granted.is_none() && agreement_binds(world, context, self.index);
            self.granted.get_or_insert(month);
        } else if asked {
            let Weighed { threat, against, grants: chance, .. } = Weighed::of(world, context, self.index);
            if self.nearest.as_ref().is_none_or(|before| chance > before.chance) {
                let chance_if_equal = *context.parameters.target.concession_rate / 2.0;
                self.nearest = Some(Refusal { month, threat, against, chance, chance_if_equal });
            }
        }
    }

    /// What was conceded, or what it would have taken, in words.
    pub fn sentence(&self, named: Named<'_>) -> Sentence {
        let Self { instrument: id, granted, months, since, withdrawn, nearest, .. } = self;
        let instrument = named.instrument(id);
        let mut text = match (granted, nearest) {
            (Some(granted), _) => {
                let withdrawn = match withdrawn {
                    0 => "never withdrawn".into(),
                    more => format!("withdrawn {}", times(*more)),
                };
                let first = if self.at_start { "from the start".into() } else { format!("first in {granted}") };
                format!("{instrument}: consent {first}; it stood in {months} of {since} months, {withdrawn}")
            }
            (None, None) => format!("{instrument}: never authorised, and so never put to it"),
            (None, Some(Refusal { month, threat, against, chance, chance_if_equal })) => {
                let taken = match (*chance_if_equal > 0.0, threat < against) {
                    (false, _) => "; nothing would have made it consent".into(),
                    (_, true) => format!("; a threat of {against:.2} would have made the chance {chance_if_equal:.3}"),
                    (_, false) => "; what was lacking is luck".into(),
                };
                format!(
                    "{instrument}: never; the likeliest month was {month}, with a chance of {chance:.3}: a threat of {threat:.2} against {against:.2} that it would have to give up{taken}"
                )
            }
        };
        let mut record = format!("{}, threat; authorised, against, consent_chance of {id}", column("consent", id));
        if let Some(agreed) = self.agreed {
            let then = if self.as_agreed { ", and its consent came with the text" } else { "" };
            let target = named.target();
            text += &format!("; {target} agreed in principle in {agreed}, before there was a text{then}");
            record += &format!("; agreed of {id}");
        }
        Sentence { month: None, text: alone(&text), record }
    }
}
