//! What events do, month by month: which numbers they set, and the parameters from then on.

use std::collections::BTreeMap;

use super::check;
use super::events::{Puts, Touched, apply_event, internal, reset};
use super::frozen::{Actors, Epoch, Switches};
use super::lists::{Known, parameters};
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
    /// What they reach.
    touched: Touched,
}

/// The epochs of the same scenario with other numbers, and what may be other in them.
#[derive(Clone, Copy)]
pub struct Like<'a> {
    /// Its epochs.
    pub epochs: &'a [Epoch],
    /// What numbers reach that are not the same.
    pub touched: &'a Touched,
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

    /// What numbers at these places of a tree reach, where events put some of them in others.
    pub fn reached<'a>(&'a self, places: impl Iterator<Item = &'a [String]>) -> Touched {
        let all_puts = || self.months.iter().flat_map(|of_month| &of_month.puts);
        let mut touched = Touched::default();
        for names in places {
            touched.add(names);
            if let [events, event, set, pattern] = names
                && events == "events"
                && set == "set"
            {
                let own = all_puts().filter(|puts| puts.pattern == *pattern && puts.event.to_string() == *event);
                own.flat_map(|puts| &puts.at).for_each(|at| touched.add(&at.names));
            }
        }
        touched
    }

    /// The parameters as a file gives them at the start, and anew from each month with events; `None` where after the events
    /// of a month a number is out of its range, or the file is not `sound`. What they have in common with those that they
    /// are `like` is shared.
    pub fn epochs(
        &self,
        mut file: ScenarioFile,
        actors: &Actors,
        off: Switches,
        like: Option<Like<'_>>,
        sound: impl Fn(&ScenarioFile) -> bool,
    ) -> Option<Vec<Epoch>> {
        let months = file.scenario.months as usize;
        let known =
            |epoch: usize| like.map(|like| Known { parameters: &like.epochs[epoch].parameters, touched: like.touched });
        let first = parameters(&file, actors, off, known(0).as_slice());
        let mut epochs = vec![Epoch { month: 0, events: vec![], resets: vec![], parameters: first }];
        for of_month in &self.months {
            let mut resets = Vec::new();
            let mut show = |number: f64, at: &Reached| resets.extend(reset(&at.names, number, actors));
            if !of_month.happens(&mut file, &sound, &mut show) {
                return None;
            }
            // What an event after the last month sets is checked all the same, since the run may be made longer.
            if of_month.month < months {
                let OfMonth { month, ref names, ref touched, .. } = *of_month;
                let before = epochs.last().map(|epoch| Known { parameters: &epoch.parameters, touched });
                let known: Vec<Known<'_>> = known(epochs.len()).into_iter().chain(before).collect();
                let parameters = parameters(&file, actors, off, &known);
                epochs.push(Epoch { month, events: names.clone(), resets, parameters });
            }
        }
        Some(epochs)
    }

    /// Are there epochs of a file? To ask takes less time than to make them.
    pub fn are_sound(&self, mut file: ScenarioFile, sound: impl Fn(&ScenarioFile) -> bool) -> bool {
        self.months.iter().all(|of_month| of_month.happens(&mut file, &sound, |_, _| {}))
    }
}

impl OfMonth {
    fn of(month: usize, indices: &[usize], puts: Vec<Puts>, file: &ScenarioFile) -> Self {
        let mut touched = Touched::default();
        puts.iter().flat_map(|puts| &puts.at).for_each(|at| touched.add(&at.names));
        Self { month, names: indices.iter().map(|index| event_name(&file.events[*index])).collect(), touched, puts }
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

    /// The same; `false` where a number is out of its range, or the file is then not `sound`.
    fn happens(
        &self,
        file: &mut ScenarioFile,
        sound: impl Fn(&ScenarioFile) -> bool,
        mut show: impl FnMut(f64, &Reached),
    ) -> bool {
        let mut within = true;
        self.happen(file, |number, at| {
            within &= at.shape.allows(number);
            show(number, at);
        });
        within && sound(file)
    }
}

fn event_name(event: &Event) -> String {
    event.name.clone().unwrap_or_else(|| "an event without a name".into())
}
