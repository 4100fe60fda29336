//! Whether what is varied is there to be varied.

use super::factor::{Factor, Levels, mechanism};
use super::reader::Reader;
use crate::scenario::problem::did_you_mean;
use crate::scenario::source::{Node, Value};
use crate::scenario::{Mechanism, path};

impl Reader {
    /// The factor `scenario` takes files as its values, and every point has one.
    fn scenarios(&mut self, factors: &[Factor]) {
        let Some(factor) = factors.iter().find(|factor| factor.name == "scenario") else { return };
        let listed = self.root.child("point").is_some();
        let files = match &factor.levels {
            Levels::Values(values) => values.iter().all(|value| value.as_text().is_some()),
            _ => false,
        };
        if !files {
            let remedy = "write { values = [\"../baseline.toml\", \"other.toml\"] }";
            self.problem(&factor.place, "vary.\"scenario\"", "a scenario is a file in quotes", remedy);
        } else if listed && self.root.child("scenario").is_none() {
            let absent = match &factor.levels {
                Levels::Values(values) => values.iter().position(|value| value.as_text() == Some("")),
                _ => None,
            };
            if let Some(point) = absent {
                let message = format!("point {point} names no scenario");
                self.problem(
                    &factor.place,
                    "point.scenario",
                    message,
                    "name one in every point, or one for the rest above",
                );
            }
        }
    }

    /// Every factor must reach something in every base.
    pub(super) fn paths(&mut self, bases: &[(String, Node)], factors: &[Factor]) {
        self.scenarios(factors);
        for factor in factors {
            if let Some(key) = factor.name.strip_prefix("scenario.").filter(|key| ["seed", "replicates"].contains(key))
            {
                let remedy = if key == "seed" {
                    "points share their luck, or have each its own with luck = \"independent\""
                } else {
                    "write replicates = N, the same for all points, or ask for --until"
                };
                let path = format!("vary.\"{}\"", factor.name);
                self.problem(&factor.place, &path, format!("a sweep has one {key} for all its points"), remedy);
            }
        }
        for factor in factors.iter().filter(|factor| factor.name != "scenario") {
            if let Some(name) = factor.name.strip_prefix("off.") {
                let path = format!("vary.\"{}\"", factor.name);
                if mechanism(&factor.name).is_none() {
                    let known = Mechanism::ALL.map(|mechanism| format!("off.{}", mechanism.name()));
                    self.problem(
                        &factor.place,
                        &path,
                        format!("there is no mechanism `{name}`"),
                        did_you_mean(&factor.name, known.iter().map(String::as_str)),
                    );
                }
                let flags = matches!(&factor.levels, Levels::Values(values) if values.iter().all(|value| matches!(&value.value, Value::Flag(_)) || matches!(&value.value, Value::Text(text) if text.is_empty())));
                if !flags {
                    self.problem(
                        &factor.place,
                        &path,
                        "a switch is true (off) or false",
                        "write { values = [false, true] }",
                    );
                }
                continue;
            }
            for (_, base) in bases {
                match path::resolve(base, &factor.name) {
                    Ok(reached) => self.whole(factor, &reached),
                    Err(unreached) => {
                        let path = format!("vary.\"{}\"", factor.name);
                        self.problem(&factor.place, &path, unreached.message, unreached.remedy);
                        break;
                    }
                }
            }
        }
    }

    /// Where a whole number is wanted, a range has whole steps.
    fn whole(&mut self, factor: &Factor, reached: &[path::Reached]) {
        if reached.iter().all(|at| at.shape.text("type") != Some("integer")) {
            return;
        }
        let path = format!("vary.\"{}\"", factor.name);
        match factor.levels {
            Levels::Range { .. } => {
                let remedy = "add steps = N, or write values = [12, 24, 36]";
                self.problem(&factor.place, &path, "takes whole numbers, and a range without steps is of any", remedy);
            }
            Levels::Steps { from, to, steps } => {
                let step = (to - from) / (steps - 1) as f64;
                if from.fract() != 0.0 || step.fract() != 0.0 {
                    let message = format!("takes whole numbers, and a step from {from} to {to} is {step}");
                    let remedy =
                        "choose steps so that to - from is a multiple of steps - 1, or write values = [12, 24, 36]";
                    self.problem(&factor.place, &path, message, remedy);
                }
            }
            _ => {}
        }
    }
}
