//! How many histories are enough, as tables.

use serde_json::json;

use super::Doing;
use super::folder::{Folder, FolderError, Written, write_table};
use super::manifest::{self, VERSION};
use super::table::{Column, Kind, Rows, Table};
use crate::model::outcomes::Outcome;
use crate::scenario::{Scenario, hash, sha256};
use crate::statistics::settling::Settling;

/// How the outcomes of some scenarios settle.
#[derive(Debug)]
pub struct Enough {
    /// Each scenario with its name in the tables and its outcomes.
    pub scenarios: Vec<(String, Vec<(Outcome, Settling)>)>,
    /// Precision asked for.
    pub precision: f64,
    /// Histories run of each.
    pub histories: u64,
}

/// What tells these results from any others.
pub fn identity(scenarios: &[(String, Scenario)], precision: f64) -> String {
    let of = |(name, scenario): &(String, Scenario)| format!("{name} {} {}", hash(scenario), scenario.seed);
    let parts: Vec<String> = scenarios.iter().map(of).collect();
    sha256(format!("runs\n{VERSION}\n{precision}\n{}", parts.join("\n")).as_bytes())
}

/// Writes how outcomes settle.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    enough: &Enough,
    identity: &str,
    mut folder: Folder,
    doing: &Doing<'_>,
) -> Result<Vec<Written>, FolderError> {
    let mut tables = Vec::new();
    for (table, rows) in [steps_table(enough), enough_table(enough)] {
        tables.push(write_table(&mut folder, table, rows)?);
    }
    let names: Vec<&str> = enough.scenarios.iter().map(|(name, _)| name.as_str()).collect();
    let package = manifest::data_package("intsoc-runs", &names.join(", "), &tables);
    let about = json!({
        "kind": "runs",
        "identity": identity,
        "scenario": names.join(", "),
        "precision": enough.precision,
        "histories": enough.histories,
        "complete": true,
    });
    manifest::seal(folder, doing, &package, about)
}

fn texts(enough: &Enough) -> Vec<Column> {
    let text = |name, meaning| Column::new(name, Kind::Text, "", meaning);
    let outcomes = enough.scenarios.iter().flat_map(|(_, outcomes)| outcomes).map(|(outcome, _)| outcome);
    vec![
        text("scenario", "the scenario"),
        text("outcome", "the outcome").with_categories(outcomes),
        text("unit", "its unit"),
    ]
}

fn steps_table(enough: &Enough) -> (Table, Rows) {
    let number = |name, unit, meaning| Column::new(name, Kind::Number, unit, meaning);
    let mut columns = texts(enough);
    columns.extend([
        Column::new("histories", Kind::Integer, "histories", "run so far"),
        Column::new("seen", Kind::Integer, "histories", "of these, in which it came about"),
        number("mean", "unit of the row", "mean over them"),
        number("sd", "unit of the row", "standard deviation"),
        number("variation", "1", "coefficient of variation: sd over the size of the mean"),
        number("half_width", "unit of the row", "half-width of the 95 % interval of the mean (Student's t)"),
    ]);
    let mut rows = Rows::default();
    for (name, outcomes) in &enough.scenarios {
        for (outcome, settling) in outcomes {
            for step in &settling.steps {
                rows.text(name).text(&outcome.name).text(outcome.unit);
                rows.number(step.histories as f64).number(step.moments.count as f64);
                rows.maybe(step.moments.mean()).maybe(step.moments.sd());
                rows.maybe(step.variation()).maybe(step.half_width()).end();
            }
        }
    }
    let row = "an outcome after so many histories";
    (Table { name: "runs", row, columns, key: &["scenario", "outcome", "histories"] }, rows)
}

fn enough_table(enough: &Enough) -> (Table, Rows) {
    let number = |name, meaning| Column::new(name, Kind::Integer, "histories", meaning);
    let mut columns = texts(enough);
    columns.extend([
        number(
            "stable",
            "after which the coefficient of variation changes by less than 0.01; empty: not by the last step, or it came about less than twice",
        ),
        number("narrow", "that make the interval as narrow as asked; empty: it came about less than twice"),
        number("enough", "the larger of the two; empty where one of them is"),
    ]);
    let mut rows = Rows::default();
    let whole = |count: Option<u64>| count.map(|count| count as f64);
    for (name, outcomes) in &enough.scenarios {
        for (outcome, settling) in outcomes {
            rows.text(name).text(&outcome.name).text(outcome.unit);
            rows.maybe(whole(settling.stable)).maybe(whole(settling.narrow)).maybe(whole(settling.enough())).end();
        }
    }
    (Table { name: "enough", row: "an outcome", columns, key: &["scenario", "outcome"] }, rows)
}
