//! What a sweep answers: mean adequacy over each thing that is varied, and of a grid of two over both.

use super::plan::Sweep;
use crate::model::outcomes::Outcome;
use crate::statistics::main_effect::{Level, main_effect, without};
use crate::study::kind::StudyKind;
use crate::table::{Answer, Bars, Beside, Chart, Columns, ForPeople, any, integer, number, text};

/// Most cells that are held for the answer; a sweep of more points has none, and memory stays flat.
const MAX_CELLS: usize = 1 << 18;

/// Most rows and columns of the table of two: larger ones are no table that anybody reads.
const MAX_SIDE: usize = 60;

/// Mean adequacy over each thing that is varied.
pub struct MainEffects {
    headline: Option<usize>,
    factors: Vec<String>,
    /// Of the points: where they lie, and the outcome.
    points: Vec<(Vec<String>, f64)>,
    /// Why the design has no main effects.
    instead: Option<&'static str>,
    grid: bool,
}

/// What is varied, and one of its levels.
struct OfLevel {
    varied: String,
    level: Level,
}

impl MainEffects {
    /// Of no point yet.
    pub fn of(sweep: &Sweep, outcomes: &[Outcome]) -> Self {
        let instead = without(&sweep.design_name);
        let headline = outcomes.iter().position(|outcome| outcome.name == "adequacy").filter(|_| instead.is_none());
        let grid = sweep.design_name == "grid";
        Self { headline, factors: sweep.columns(), points: vec![], instead, grid }
    }

    /// The place of the outcome that the answer is about; none where there is no such outcome, or no table can be made.
    pub fn headline(&self) -> Option<usize> {
        self.headline
    }

    /// Adds a point: where it lies, and its mean.
    pub fn add(&mut self, place: Vec<String>, mean: f64) {
        self.points.push((place, mean));
        if self.points.len() * self.factors.len() > MAX_CELLS {
            (self.headline, self.points) = (None, vec![]);
        }
    }

    /// The answer.
    pub fn answer(&self) -> Answer {
        let columns = [
            text("varied", "what is varied", |row: &OfLevel| row.varied.as_str().into()),
            any("value", "its value; where there are many numbers, a bin of them", |row: &OfLevel| {
                row.level.name.as_str().into()
            }),
            integer("points", "points", "points of the design with that value", |row: &OfLevel| row.level.points),
            number("mean", "share", "mean adequacy over these points", |row: &OfLevel| row.level.mean)
                .titled("mean adequacy"),
            number("p05", "share", "5 % quantile over these points", |row: &OfLevel| row.level.range.0)
                .titled("5 % of points"),
            number("p95", "share", "95 % quantile over these points", |row: &OfLevel| row.level.range.1)
                .titled("95 % of points"),
        ];
        let columns = Columns::new("answer", "a value of what is varied", &["varied", "value"], columns);
        let of_factor = |(at, factor): (usize, &String)| {
            let cells = self.points.iter().map(|(place, mean)| (place[at].as_str(), *mean));
            let of_level = |level: Level| OfLevel { varied: factor.clone(), level };
            main_effect(cells).levels.into_iter().map(of_level).collect::<Vec<_>>()
        };
        let levels: Vec<OfLevel> = self.factors.iter().enumerate().flat_map(of_factor).collect();
        let table = self.headline.map(|_| columns.filled(&levels));
        let chart = table.is_some().then(|| Chart::Bars {
            title: "Mean adequacy over the points, and 5 % to 95 % of them (share)",
            names: ("value", "value"),
            series: vec![Bars { ends: Some(("p05", "p95")), ..Bars::of("mean") }],
            beside: Beside::Each,
            each: Some("varied"),
        });
        Answer { question: StudyKind::Sweep.question(), table, instead: self.instead, chart, interval: None }
    }

    /// Of a grid of two: a row for each value of the first, a column for each of the second.
    pub fn cross(&self) -> Option<ForPeople> {
        let [down, across] = &self.factors[..] else { return None };
        self.headline.filter(|_| self.grid)?;
        let levels = |at: usize| {
            let mut values: Vec<&str> = Vec::new();
            for (place, _) in &self.points {
                if !values.contains(&place[at].as_str()) && values.len() <= MAX_SIDE {
                    values.push(&place[at]);
                }
            }
            values.sort_by(|one, two| match (one.parse::<f64>(), two.parse::<f64>()) {
                (Ok(one), Ok(two)) => one.total_cmp(&two),
                _ => one.cmp(two),
            });
            values
        };
        let (rows, across_values) = (levels(0), levels(1));
        if rows.len() > MAX_SIDE || across_values.len() > MAX_SIDE {
            return None;
        }
        let mean = |row: &str, column: &str| {
            let own = self.points.iter().filter(|(place, _)| place[0] == row && place[1] == column);
            let (count, sum) = own.fold((0.0, 0.0), |(count, sum), (_, mean)| (count + 1.0, sum + mean));
            (count > 0.0).then(|| sum / count)
        };
        let first = any(down.clone(), format!("the value of {down}"), |row: &&str| (*row).into());
        let cells = across_values.iter().map(|value| {
            let meaning = format!("mean adequacy at the points where {across} is {value}");
            number(format!("{across} = {value}"), "share", meaning, move |row: &&str| mean(row, value))
        });
        let columns = std::iter::once(first).chain(cells);
        let what = "a value of what is varied first; columns are values of the second, cells mean adequacy";
        let columns = Columns::new("cross", what, &[], columns);
        let filled = columns.rows(&rows);
        Some(ForPeople { table: columns.table, rows: filled, charts: vec![], shaded: true })
    }
}
