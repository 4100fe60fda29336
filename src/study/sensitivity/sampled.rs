//! The points of a sweep as a sample.

use super::indices::{Layout, Sampled};
use crate::statistics::crossed::is_crossed;
use crate::study::sweep::design::{Coordinate, DesignKind};
use crate::study::sweep::factor::Factor;
use crate::study::sweep::{Cell, Holds, Sweep};

/// The points of a sweep that were played under one scenario, as a sample.
#[derive(Clone, Debug)]
pub struct OfSweep {
    /// The scenario where points are crossed with several, else none.
    pub scenario: Option<String>,
    /// The numbers of the points, in order.
    pub points: Vec<u64>,
    /// Where they lie.
    pub sampled: Sampled,
    /// Whether each factor is a number or a switch, so that there is more and less of it.
    pub ordered: Vec<bool>,
}

/// The samples of the first `points` points of a sweep: one, or one for every scenario that they are crossed with.
///
/// # Errors
/// In words, when the points are no sample of anything.
pub fn samples(sweep: &Sweep, points: u64) -> Result<Vec<OfSweep>, String> {
    let drawn: Vec<&Factor> =
        sweep.factors.iter().filter(|factor| !(factor.name == "scenario" && sweep.design.crosses())).collect();
    let worlds = sweep.design.worlds();
    let several = |world: u64| {
        let name =
            || sweep.cells(&sweep.point(world)).into_iter().zip(sweep.columns()).find(|(_, name)| name == "scenario");
        (worlds > 1).then(name).flatten().map(|(cell, _)| cell.words())
    };
    let of_world = |world: u64| {
        let points: Vec<u64> = (world..points).step_by(worlds as usize).collect();
        let (names, places) = if sweep.design.kind() == DesignKind::List {
            (sweep.columns(), listed(sweep, &points))
        } else {
            let names = drawn.iter().flat_map(|factor| names(factor, sweep)).collect();
            (names, points.iter().map(|point| placed(sweep, &drawn, *point)).collect())
        };
        let ordered = names.iter().map(|name| sweep.holds(name) != Holds::Words).collect();
        let by_lot = sweep.design.kind() == DesignKind::List && by_lot(&places);
        let design = if by_lot { Layout::Cube } else { layout(sweep.design.kind()) };
        let sampled = Sampled { factors: names, places, design };
        OfSweep { scenario: several(world), points, sampled, ordered }
    };
    let samples: Vec<OfSweep> = (0..worlds).map(of_world).collect();
    match sweep.design.kind() {
        DesignKind::List if !samples.iter().all(tells) => Err(
            "is a list of points, and neither drawn from a range, with hardly a value twice, nor every value of one thing with every value of the others: \
             what an outcome depends on cannot be told from it\n  compare the points themselves in the table summary, or run \
             design = \"latin-hypercube\", \"sobol\", \"saltelli\" or \"morris\" over the same things"
                .into(),
        ),
        _ => Ok(samples),
    }
}

fn layout(kind: DesignKind) -> Layout {
    match kind {
        DesignKind::Grid | DesignKind::List => Layout::Crossed,
        DesignKind::LatinHypercube | DesignKind::Sobol => Layout::Cube,
        DesignKind::Morris { .. } => Layout::Trajectories,
        DesignKind::Saltelli { second_order } => Layout::Rows { second_order },
    }
}

/// The names of what a factor has in a sample: in Saltelli's rows its dimensions move together. Of three weights that sum to
/// 1, the first dimension is the first weight, the second what part of the rest the second weight has.
fn names(factor: &Factor, sweep: &Sweep) -> Vec<String> {
    match (factor.dimensions(), sweep.design.kind()) {
        (1, _) | (_, DesignKind::Saltelli { .. }) => vec![factor.name.clone()],
        (dimensions, _) => factor.columns().into_iter().take(dimensions).collect(),
    }
}

fn placed(sweep: &Sweep, drawn: &[&Factor], point: u64) -> Vec<f64> {
    let coordinates = sweep.design.point(point);
    let (mut rest, mut places) = (coordinates.as_slice(), vec![]);
    let levels = !matches!(sweep.design.kind(), DesignKind::Morris { .. } | DesignKind::Saltelli { .. });
    for factor in drawn {
        let (own, later) = rest.split_at(factor.dimensions().min(rest.len()));
        rest = later;
        match (own, sweep.design.kind()) {
            // What moves together has no place of its own.
            ([_, _, ..], DesignKind::Saltelli { .. }) => places.push(f64::NAN),
            _ => places.extend(own.iter().map(|coordinate| place(*coordinate, factor.count().filter(|_| levels)))),
        }
    }
    places
}

/// A place in [0, 1]: of one of several levels its middle.
fn place(coordinate: Coordinate, levels: Option<u64>) -> f64 {
    let middle = |level: u64, levels: u64| (level as f64 + 0.5) / levels as f64;
    match (coordinate, levels) {
        (Coordinate::Level(level), levels) => middle(level, levels.unwrap_or(level + 1)),
        (Coordinate::Place(place), Some(levels)) => middle(((place * levels as f64) as u64).min(levels - 1), levels),
        (Coordinate::Place(place), None) => place,
    }
}

/// The values of listed points as levels: numbers in their order, words in that of the list.
fn listed(sweep: &Sweep, points: &[u64]) -> Vec<Vec<f64>> {
    let cells: Vec<Vec<Cell>> = points.iter().map(|point| sweep.cells(&sweep.point(*point))).collect();
    let levels = |column: usize| {
        let mut levels: Vec<&Cell> = vec![];
        for row in &cells {
            if !levels.contains(&&row[column]) {
                levels.push(&row[column]);
            }
        }
        levels.sort_by(|a, b| match (a, b) {
            (Cell::Number(a), Cell::Number(b)) => a.total_cmp(b),
            _ => std::cmp::Ordering::Equal,
        });
        levels
    };
    let levels: Vec<Vec<&Cell>> = (0..sweep.columns().len()).map(levels).collect();
    let place = |(cell, levels): (&Cell, &Vec<&Cell>)| {
        let at = levels.iter().position(|level| *level == cell).unwrap_or(0);
        place(Coordinate::Level(at as u64), Some(levels.len() as u64))
    };
    cells.iter().map(|row| row.iter().zip(&levels).map(place).collect()).collect()
}

/// Does a list tell what depends on what: as a sample, or since every level of one thing stands with every level of the others?
fn tells(sample: &OfSweep) -> bool {
    sample.sampled.design == Layout::Cube || is_crossed(&super::indices::levels(&sample.sampled.places))
}

/// Do listed points look like drawn from ranges: hardly any value twice? Trajectories and rows repeat theirs.
fn by_lot(places: &[Vec<f64>]) -> bool {
    let levels = super::indices::levels(places);
    let most = |factor: usize| levels.iter().map(|point| point[factor] + 1).max().unwrap_or(0);
    let factors = places.first().map_or(0, Vec::len);
    places.len() > 2 && (0..factors).all(|factor| 10 * most(factor) >= 9 * places.len())
}
