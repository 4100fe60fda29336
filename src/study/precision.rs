//! How many histories are enough for a given precision.

use serde_json::json;

use super::columns::OF_THE_ROW;
use super::kind::{About, StudyKind};
use crate::ensemble::engine::Engine;
use crate::measure::quantity::Quantities;
use crate::model::outcomes::{Outcome, outcomes};
use crate::program::VERSION;
use crate::scenario::{Scenario, hash, sha256};
use crate::statistics::settling::{STEPS, Settling, Step};
use crate::study::sample::sample;
use crate::table::{Answer, Bars, Beside, Chart, Col, Columns, Sink, integer, number, text};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Precision {
    /// The scenarios, each with its name in the tables.
    pub scenarios: Vec<(String, Scenario)>,
    /// The share of the mean, or of the standard deviation where that is larger, that half the 95 % interval may have.
    pub precision: f64,
}

/// How the outcomes of some scenarios settle.
#[derive(Debug)]
pub struct Settled {
    /// Each scenario by its name, with its outcomes.
    pub scenarios: Vec<(String, Vec<(Outcome, Settling)>)>,
    /// What it was.
    pub about: About,
}

impl Precision {
    /// Histories that are played of each scenario.
    pub const HISTORIES: u64 = STEPS[STEPS.len() - 1];

    /// What tells these results from any others.
    pub fn identity(&self) -> String {
        let of = |(name, scenario): &(String, Scenario)| format!("{name} {} {}", hash(scenario), scenario.seed);
        let parts: Vec<String> = self.scenarios.iter().map(of).collect();
        // The word that stood here first: a study that was called otherwise is the same.
        sha256(format!("runs\n{VERSION}\n{}\n{}", self.precision, parts.join("\n")).as_bytes())
    }

    /// Plays the scenarios and hands on how their outcomes settle; `None` when stopped.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn play<S: Sink>(&self, engine: &Engine<'_>, sink: &mut S) -> Result<Option<Settled>, S::Error> {
        let mut scenarios = Vec::new();
        for (name, scenario) in &self.scenarios {
            let Some(values) = sample(scenario, &Quantities::outcomes(scenario), Self::HISTORIES, engine) else {
                return Ok(None);
            };
            let settling = values.iter().map(|values| Settling::of(values, self.precision));
            scenarios.push((name.clone(), outcomes(scenario).into_iter().zip(settling).collect::<Vec<_>>()));
        }
        self.hand_on(&scenarios, sink)?;
        let names: Vec<&str> = self.scenarios.iter().map(|(name, _)| name.as_str()).collect();
        let title = names.join(", ");
        let manifest = json!({
            "identity": self.identity(),
            "scenario": title,
            "precision": self.precision,
            "histories": Self::HISTORIES,
            "complete": true,
        });
        Ok(Some(Settled { scenarios, about: About { kind: StudyKind::Precision, title, manifest } }))
    }

    fn hand_on<S: Sink>(&self, scenarios: &[(String, Vec<(Outcome, Settling)>)], sink: &mut S) -> Result<(), S::Error> {
        let all = || scenarios.iter().flat_map(|(name, outcomes)| outcomes.iter().map(move |of| (name, of)));
        let row = |(scenario, (outcome, settling)): (&String, &(Outcome, Settling))| Row {
            scenario: scenario.clone(),
            outcome: outcome.clone(),
            settling: settling.clone(),
        };
        let rows: Vec<Row> = all().map(row).collect();
        let steps: Vec<(Row, Step)> =
            rows.iter().flat_map(|row| row.settling.steps.iter().map(|step| (row.clone(), *step))).collect();
        let (by_step, enough) = (steps_table(&rows), enough_table(&rows));
        sink.write(by_step.table.clone(), by_step.rows(&steps))?;
        let enough_rows = enough.rows(&rows);
        sink.write(enough.table.clone(), enough_rows.clone())?;
        sink.answer(Answer {
            question: StudyKind::Precision.question(),
            table: Some((enough.table, enough_rows)),
            instead: None,
            chart: Some(Chart::Bars {
                title: "Histories that are enough; no bar where more are needed than were run",
                names: (if self.scenarios.len() == 1 { "outcome" } else { "scenario" }, "outcome"),
                series: vec![Bars::of("enough")],
                beside: Beside::Each,
                each: None,
            }),
            interval: None,
        });
        Ok(())
    }
}

/// How an outcome of a scenario settles.
#[derive(Clone)]
struct Row {
    scenario: String,
    outcome: Outcome,
    settling: Settling,
}

/// Whose numbers they are; `of` finds the outcome of a row.
fn whose<'a, T: 'a>(all: &[Row], of: impl Fn(&T) -> &Row + Copy + Send + Sync + 'a) -> [Col<'a, T>; 3] {
    let outcomes = all.iter().map(|row| &row.outcome);
    [
        text("scenario", "the scenario", move |row| of(row).scenario.as_str().into()),
        text("outcome", "the outcome", move |row| of(row).outcome.name.as_str().into()).with_categories(outcomes),
        text("unit", "its unit", move |row| of(row).outcome.unit.into()),
    ]
}

fn steps_table(all: &[Row]) -> Columns<'static, (Row, Step)> {
    type Row = (self::Row, Step);
    let columns = whose(all, |(row, _): &Row| row).into_iter().chain([
        integer("histories", "histories", "run so far", |(_, step): &Row| step.histories),
        integer("seen", "histories", "of these, in which it came about", |(_, step): &Row| step.moments.count),
        number("mean", OF_THE_ROW, "mean over them", |(_, step): &Row| step.moments.mean()),
        number("sd", OF_THE_ROW, "standard deviation", |(_, step): &Row| step.moments.sd()),
        number("variation", "1", "coefficient of variation: sd over the size of the mean", |(_, step): &Row| {
            step.variation()
        }),
        number(
            "half_width",
            OF_THE_ROW,
            "half-width of the 95 % interval of the mean (Student's t)",
            |(_, step): &Row| step.moments.half_width(),
        ),
    ]);
    Columns::new("runs", "an outcome after so many histories", &["scenario", "outcome", "histories"], columns)
}

fn enough_table(all: &[Row]) -> Columns<'static, Row> {
    let count = |name, meaning, of: fn(&Settling) -> Option<u64>| {
        integer(name, "histories", meaning, move |row: &Row| of(&row.settling))
    };
    let columns = whose(all, |row: &Row| row).into_iter().chain([
        count(
            "stable",
            "after which the coefficient of variation changes by less than 0.01; empty: not by the last step, or it came about less than twice",
            |settling| settling.stable,
        ),
        count("narrow", "that make the interval as narrow as asked; empty: it came about less than twice", |settling| {
            settling.narrow
        }),
        count("enough", "the larger of the two; empty where one of them is", Settling::enough),
    ]);
    Columns::new("enough", "an outcome", &["scenario", "outcome"], columns)
}
