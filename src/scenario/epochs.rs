//! What events do, month by month: which numbers they set, and the parameters from then on.

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use super::events::{Puts, apply_event, internal, judges, reset};
use super::frozen::{Actors, Epoch, Switches};
use super::lists::{Before, parameters};
use super::month::Month;
use super::node::Node;
use super::number::Numbered;
use super::path::Reached;
use super::problem::{Problems, stop_on};
use super::text;
use super::written::{Event, ScenarioFile};

/// What the events of a scenario do. Where they do it hangs on ids and tables alone: with other numbers in the same
/// scenario it stays.
#[derive(Clone, Debug, Default)]
pub struct Happenings {
    months: Vec<OfMonth>,
}

/// The events of a month.
#[derive(Clone, Debug)]
pub struct OfMonth {
    /// The month, from the first.
    pub month: usize,
    /// Their names.
    names: Vec<String>,
    /// What they put where, in order.
    puts: Vec<Puts>,
    /// The sections, and the entities of tables, that they reach.
    touched: BTreeSet<Vec<String>>,
    /// How some state judges instruments changes.
    judgement: bool,
}

impl Happenings {
    /// What the events of a checked scenario do; month 0 may have some too.
    ///
    /// # Errors
    /// With every event that reaches nothing, may not set what it sets, or makes of the scenario none that can be run.
    pub fn of(root: &Node, file: &ScenarioFile, start: Month) -> Result<Self, Problems> {
        let mut by_month: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, event) in file.events.iter().enumerate() {
            if let Ok(date) = event.date.parse::<Month>() {
                by_month.entry((date.index() - start.index()).max(0) as usize).or_default().push(index);
            }
        }
        let (mut tree, mut changed) = (root.clone(), file.clone());
        let (mut months, mut problems) = (Vec::new(), Vec::new());
        for (month, indices) in by_month {
            let puts =
                indices.iter().flat_map(|index| apply_event(&mut tree, *index, &file.events[*index], &mut problems));
            let of_month = OfMonth::of(month, &indices, puts.collect(), file);
            if !problems.is_empty() {
                // The other events are still looked at, but not what they add up to: that would tell of the same
                // mistake again.
                continue;
            }
            if !of_month.happen(&mut changed, |_, _| {}) {
                return Err(internal("an event left no trace"));
            }
            check::numbers(&tree, &changed, &mut problems);
            for problem in &mut problems {
                let names: Vec<_> = indices.iter().filter_map(|index| file.events[*index].name.as_deref()).collect();
                let names = text::line(&names.join(", "), 300);
                problem.message = format!("after the events of {} ({names}): {}", start.plus(month), problem.message);
            }
            months.push(of_month);
        }
        stop_on(&mut problems)?;
        Ok(Self { months })
    }

    /// The parameters as a file gives them at the start, and anew from each month with events; `None` where after the events
    /// of a month a number is out of its range, or the file is not `sound`.
    pub fn epochs(
        &self,
        mut file: ScenarioFile,
        actors: &Actors,
        off: Switches,
        sound: impl Fn(&ScenarioFile) -> bool,
    ) -> Option<Vec<Epoch>> {
        let first = parameters(&file, actors, off, None);
        let mut epochs = vec![Epoch { month: 0, events: vec![], resets: vec![], parameters: first }];
        for of_month in &self.months {
            let (mut resets, mut within) = (Vec::new(), true);
            of_month.happen(&mut file, |number, at| {
                within &= at.shape.allows(number);
                resets.extend(reset(&at.names, number, actors));
            });
            if !within || !sound(&file) {
                return None;
            }
            // What an event after the last month sets is checked all the same, since the run may be made longer.
            if of_month.month < file.scenario.months as usize {
                let OfMonth { month, ref names, ref touched, judgement, .. } = *of_month;
                let before = epochs.last().map(|epoch| Before { parameters: &epoch.parameters, touched, judgement });
                let parameters = parameters(&file, actors, off, before);
                epochs.push(Epoch { month, events: names.clone(), resets, parameters });
            }
        }
        Some(epochs)
    }
}

impl OfMonth {
    fn of(month: usize, indices: &[usize], puts: Vec<Puts>, file: &ScenarioFile) -> Self {
        let reached = || puts.iter().flat_map(|puts| &puts.at);
        let touched = reached().map(|at| at.names.iter().take(2).cloned().collect());
        Self {
            month,
            names: indices.iter().map(|index| event_name(&file.events[*index])).collect(),
            touched: touched.collect(),
            judgement: reached().any(|at| judges(&at.names)),
            puts,
        }
    }

    /// Puts the numbers of its events into a file; each is shown with where it comes to stand. `false` if there is
    /// no place for one.
    fn happen(&self, file: &mut ScenarioFile, mut show: impl FnMut(f64, &Reached)) -> bool {
        let mut all = true;
        for puts in &self.puts {
            let number = file.events[puts.event].set.get(&puts.pattern).map_or(f64::NAN, |number| **number);
            for at in &puts.at {
                all &= file.put(&at.names, number);
                show(number, at);
            }
        }
        all
    }
}

fn event_name(event: &Event) -> String {
    event.name.clone().unwrap_or_else(|| "an event without a name".into())
}
