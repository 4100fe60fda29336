//! What a reader's words mean in a scenario: names of outcomes, indicators, states and groups.

use std::ops::Range;

use indexmap::IndexMap;

use super::expression::{Expression, Misread};
use super::quantity::{Leaf, OfHistory, Quantities, SUMMARIES, Series, Summary};
use crate::ensemble::record::{STATE_VALUES, place_of};
use crate::model::indicators::{Indicator, indicators};
use crate::model::outcomes::{Outcome, outcomes, today};
use crate::scenario::problem::did_you_mean;
use crate::scenario::{Month, Scenario};

/// Groups of states by name, each with the ids of its members.
pub type Groups = IndexMap<String, Vec<String>>;

/// Quantities that others refer to by name.
pub type Named = IndexMap<String, Expression>;

/// What a quantity may be made of in a scenario.
#[derive(Debug)]
pub struct Vocabulary<'a> {
    scenario: &'a Scenario,
    groups: &'a Groups,
    named: &'a Named,
    outcomes: Vec<Outcome>,
    indicators: Vec<Indicator>,
}

impl<'a> Vocabulary<'a> {
    /// What quantities of a scenario may be made of; `named` are quantities that others refer to by name.
    pub fn new(scenario: &'a Scenario, groups: &'a Groups, named: &'a Named) -> Self {
        Self { scenario, groups, named, outcomes: outcomes(scenario), indicators: indicators(scenario) }
    }

    /// Understands quantities, in their order.
    ///
    /// # Errors
    /// With the first name or function that is unknown here, and the nearest that is known.
    pub fn understand<'e>(&self, expressions: impl IntoIterator<Item = &'e Expression>) -> Result<Quantities, Misread> {
        let mut quantities = Quantities::default();
        for expression in expressions {
            let understood = self.of_history(expression, &mut quantities.leaves, true)?;
            quantities.list.push(understood);
        }
        Ok(quantities)
    }

    fn of_history(&self, expression: &Expression, leaves: &mut Vec<Leaf>, names: bool) -> Result<OfHistory, Misread> {
        Ok(match expression {
            Expression::Number(number) => OfHistory::Number(*number),
            Expression::Negative(inner) => OfHistory::Negative(Box::new(self.of_history(inner, leaves, names)?)),
            Expression::Binary(operator, left, right) => OfHistory::Binary(
                *operator,
                Box::new(self.of_history(left, leaves, names)?),
                Box::new(self.of_history(right, leaves, names)?),
            ),
            Expression::Name(name) => match self.named.get(name) {
                Some(named) if names => self.of_history(named, leaves, false)?,
                // A named quantity refers to no other: there are no circles.
                Some(_) if self.outcome(name, names).is_err() => {
                    return Err(Misread::new(
                        format!("`{name}` is itself a name for a quantity, and one of these refers to no other"),
                        format!("write out in its place what `{name}` stands for"),
                    ));
                }
                _ => OfHistory::Outcome(self.outcome(name, names)?),
            },
            Expression::Call { function, worlds, .. } if !worlds.is_empty() => {
                return Err(Misread::new(
                    format!("`{function}` is of one history, in whatever world that is"),
                    "name the world in the function around it: mean(average(action) | no_veto)",
                ));
            }
            Expression::Month(month) => {
                return Err(Misread::new(
                    format!("'{month}' is a month, not a number"),
                    format!("at(need, '{month}')"),
                ));
            }
            Expression::Call { function, arguments, .. } => match function.as_str() {
                "correlation" => self.correlation(arguments, leaves)?,
                "withheld" => self.withheld(arguments)?,
                _ => self.summary(function, arguments, leaves)?,
            },
        })
    }

    /// `correlation(one, two, months)`.
    fn correlation(&self, arguments: &[Expression], leaves: &mut Vec<Leaf>) -> Result<OfHistory, Misread> {
        let misread = |message: &str| Misread::new(message, "correlation(deflection, action, 6)");
        let [one, two, lag] = arguments else {
            return Err(misread("`correlation` takes two series and a number of months"));
        };
        let months = match lag {
            Expression::Number(months) => *months,
            Expression::Negative(inner) => match **inner {
                Expression::Number(months) => -months,
                _ => f64::NAN,
            },
            _ => f64::NAN,
        };
        if months.fract() != 0.0 || months.abs() > 2400.0 {
            return Err(misread("the months of a `correlation` are a whole number"));
        }
        Ok(OfHistory::Correlation(self.series(one, leaves)?, self.series(two, leaves)?, months as isize))
    }

    /// `withheld(state, instrument)`.
    fn withheld(&self, arguments: &[Expression]) -> Result<OfHistory, Misread> {
        let [Expression::Name(state), Expression::Name(instrument)] = arguments else {
            return Err(Misread::new("`withheld` takes a state and an instrument", "withheld(china, sanctions)"));
        };
        let find = |ids: &[String], id: &String, what: &str| {
            ids.iter().position(|known| known == id).ok_or_else(|| {
                let known: Vec<&str> = ids.iter().map(String::as_str).collect();
                Misread::new(format!("no {what} is called `{id}`"), did_you_mean(id, known))
            })
        };
        let actors = &self.scenario.actors;
        Ok(OfHistory::Withheld {
            state: find(&actors.states, state, "state")?,
            instrument: find(&actors.instruments, instrument, "instrument")?,
        })
    }

    /// `average(series)`, or of the months from one to another; `at(series, month)`.
    fn summary(&self, function: &str, arguments: &[Expression], leaves: &mut Vec<Leaf>) -> Result<OfHistory, Misread> {
        let summary = match SUMMARIES.into_iter().find(|(name, _)| *name == function) {
            Some((_, summary)) => summary,
            None if function == "at" => Summary::First,
            None => {
                let known = SUMMARIES.iter().map(|(name, _)| *name).chain(["at", "correlation", "withheld"]);
                let message = format!("no function of a history is called `{function}`");
                return Err(Misread::new(message, did_you_mean(function, known)));
            }
        };
        let (series, months) = match (arguments, function) {
            ([series, Expression::Month(month)], "at") => (series, self.months(*month, *month)?),
            (_, "at") => return Err(Misread::new("`at` takes a series and a month", "at(displaced, '2004-12')")),
            ([series], _) => (series, 0..self.scenario.months),
            ([series, Expression::Month(from), Expression::Month(to)], _) => (series, self.months(*from, *to)?),
            _ => {
                let message = format!("`{function}` takes one series, or a series and two months");
                return Err(Misread::new(message, format!("{function}(need, '2003-09', '2004-12')")));
            }
        };
        Ok(OfHistory::Summary(summary, self.series(series, leaves)?, months))
    }

    /// From one calendar month to another, both included, as months of the run.
    fn months(&self, from: Month, to: Month) -> Result<Range<usize>, Misread> {
        let scenario = self.scenario;
        let index = |month: Month| {
            let index = usize::try_from(month.index() - scenario.start.index()).ok();
            index.filter(|index| *index < scenario.months).ok_or_else(|| {
                let remedy = format!("it runs from {} to {}", scenario.start, scenario.start.plus(scenario.months - 1));
                Misread::new(format!("'{month}' is not in the run"), remedy)
            })
        };
        let (first, last) = (index(from)?, index(to)?);
        if first > last {
            return Err(Misread::new(format!("'{from}' comes after '{to}'"), "exchange them"));
        }
        Ok(first..last + 1)
    }

    /// An outcome; where `names` of quantities may stand, one of them may be meant.
    fn outcome(&self, name: &str, names: bool) -> Result<usize, Misread> {
        let today = today(name);
        self.outcomes.iter().position(|outcome| outcome.name == today).ok_or_else(|| {
            if self.leaf(name).is_ok() {
                let remedy = format!("say what becomes of its months: average({name}), peak({name}), last({name})");
                return Misread::new(format!("`{name}` has a value every month"), remedy);
            }
            let quantities = self.named.keys().filter(|_| names).map(String::as_str);
            let known = self.outcomes.iter().map(|outcome| outcome.name.as_str()).chain(quantities);
            Misread::new(format!("no outcome is called `{name}`"), did_you_mean(name, known.collect::<Vec<_>>()))
        })
    }

    fn series(&self, expression: &Expression, leaves: &mut Vec<Leaf>) -> Result<Series, Misread> {
        Ok(match expression {
            Expression::Number(number) => Series::Number(*number),
            Expression::Negative(inner) => Series::Negative(Box::new(self.series(inner, leaves)?)),
            Expression::Binary(operator, left, right) => {
                Series::Binary(*operator, Box::new(self.series(left, leaves)?), Box::new(self.series(right, leaves)?))
            }
            Expression::Name(name) => {
                let leaf = self.leaf(name)?;
                let known = leaves.iter().position(|known| known.same(&leaf));
                Series::Leaf(known.unwrap_or_else(|| {
                    leaves.push(leaf);
                    leaves.len() - 1
                }))
            }
            Expression::Month(month) => {
                return Err(Misread::new(
                    format!("'{month}' is a month, not a series"),
                    format!("at(need, '{month}')"),
                ));
            }
            Expression::Call { function, arguments, worlds } => match (&arguments[..], function.as_str()) {
                ([series], "change") if worlds.is_empty() => Series::Change(Box::new(self.series(series, leaves)?)),
                _ => {
                    return Err(Misread::new(
                        format!("no function of a month is called `{function}`"),
                        "only change(x): this month's less last month's",
                    ));
                }
            },
        })
    }

    fn leaf(&self, name: &str) -> Result<Leaf, Misread> {
        if let Some(indicator) = self.indicators.iter().find(|indicator| indicator.name == name) {
            return Ok(Leaf::Indicator(indicator.clone()));
        }
        let actors = &self.scenario.actors;
        let unknown = || {
            let of_states = STATE_VALUES.iter().map(|value| value.name);
            let known = self.indicators.iter().map(|indicator| indicator.name.as_str()).chain(of_states);
            let kind = name.split_once('.').map_or(name, |(kind, _)| kind);
            Misread::new(format!("no indicator is called `{name}`"), did_you_mean(kind, known.collect::<Vec<_>>()))
        };
        let (kind, whose) = name.split_once('.').ok_or_else(unknown)?;
        let value = place_of(kind).ok_or_else(unknown)?;
        let index = |id: &str| actors.states.iter().position(|known| known == id);
        if let Some(state) = index(whose) {
            return Ok(Leaf::States { value, states: vec![state] });
        }
        if let Some(body) = actors.bodies.iter().position(|id| id == whose).filter(|_| kind == "blame") {
            return Ok(Leaf::Blame(actors.states.len() + body));
        }
        let Some(members) = self.groups.get(whose) else {
            let known = self.groups.keys().chain(&actors.states).map(String::as_str);
            return Err(Misread::new(
                format!("no state or group is called `{whose}`"),
                did_you_mean(whose, known.collect::<Vec<_>>()),
            ));
        };
        let states = members.iter().map(|id| {
            index(id).ok_or_else(|| {
                let known: Vec<&str> = actors.states.iter().map(String::as_str).collect();
                Misread::new(format!("the group `{whose}` names `{id}`, which is no state"), did_you_mean(id, known))
            })
        });
        Ok(Leaf::States { value, states: states.collect::<Result<_, _>>()? })
    }
}
