//! The design that a sweep file asks for.

use super::design::{Design, DesignKind, MAX_RUNS, MAX_SALTELLI};
use super::factor::Factor;
use super::plan::kind;
use super::reader::Reader;
use crate::scenario::source::Node;
use crate::statistics::sobol;

/// Points of a design over plausible numbers, unless told otherwise: a share is then known to three in a hundred.
const POINTS: u64 = 1000;

/// Most points of such a design: what is kept of each is some kilobytes.
const MAX_PLAUSIBLE: u64 = 1_000_000;

impl Reader {
    /// The design, if the factors suit it.
    pub(super) fn design(&mut self, name: &str, factors: &[Factor], seed: u64) -> Option<Design> {
        let file = self.file.clone();
        // In a cube scenarios are crossed with the points, not drawn.
        let drawn: Vec<&Factor> = factors.iter().filter(|factor| factor.name != "scenario").collect();
        let dimensions = drawn.iter().map(|factor| factor.dimensions()).sum();
        let worlds = factors.iter().find(|factor| factor.name == "scenario").and_then(Factor::count).unwrap_or(1);
        for key in ["points", "second_order", "trajectories", "levels"] {
            let suits = match key {
                "points" => ["latin-hypercube", "sobol", "saltelli"].contains(&name),
                "second_order" => name == "saltelli",
                _ => name == "morris",
            };
            if let (false, Some(node)) = (suits, self.root.child(key).cloned()) {
                self.wrong(&node, key, format!("a {name} design has no {key}"), "leave it out");
            }
        }
        let levels = self.written.levels.unwrap_or(4);
        match kind(name, levels)? {
            DesignKind::Grid => {
                let counts: Option<Vec<u64>> = factors.iter().map(Factor::count).collect();
                if counts.is_none() {
                    let without: Vec<&Factor> = factors.iter().filter(|factor| factor.count().is_none()).collect();
                    for factor in without {
                        self.problem(
                            &factor.place,
                            &format!("vary.\"{}\"", factor.name),
                            "a grid needs levels",
                            "add steps = N or values = [...], or take design = \"latin-hypercube\"",
                        );
                    }
                }
                counts.map(|counts| Design::grid(if factors.is_empty() { vec![0] } else { counts }, seed))
            }
            DesignKind::List => Some(Design::list(factors.first().and_then(Factor::count).unwrap_or(0), seed)),
            DesignKind::Morris { levels } => {
                if levels % 2 == 1 {
                    let node = self.root.child("levels").cloned().unwrap_or_else(|| Node::number(levels as f64, &file));
                    self.wrong(
                        &node,
                        "levels",
                        "is odd",
                        "Morris's step is half the levels: write an even number, such as 4 or 6",
                    );
                }
                let trajectories = self.written.trajectories.unwrap_or(20);
                let trajectories = if self.has_drawn(name, factors, &drawn) { trajectories } else { 0 };
                Some(Design::morris(levels.max(2), trajectories, dimensions, seed).under(worlds))
            }
            kind => {
                let points = self.written.points.or(self.written.ranges.as_ref().map(|_| POINTS));
                if points.is_none() {
                    self.problem(
                        &file,
                        "points",
                        "is missing",
                        format!("a {name} design says how many points it has, for example points = 1024"),
                    );
                }
                let points = points.unwrap_or(1);
                let saltelli = matches!(kind, DesignKind::Saltelli { .. });
                let sobol_points = saltelli || kind == DesignKind::Sobol;
                if saltelli && dimensions > MAX_SALTELLI {
                    let remedy = "a Saltelli design has at most 64, since each takes two of Sobol's 128: screen them first with design = \"morris\" \
                                  and vary those that matter, or take design = \"latin-hypercube\", whose first-order indices \
                                  any number of factors can have";
                    self.problem(&file, "vary", format!("has {dimensions} dimensions"), remedy);
                    return None;
                }
                if kind == DesignKind::Sobol && dimensions > sobol::DIMENSIONS {
                    self.problem(
                        &file,
                        "vary",
                        format!("has {dimensions} dimensions"),
                        format!("Sobol points have at most {}: take design = \"latin-hypercube\"", sobol::DIMENSIONS),
                    );
                    return None;
                }
                if sobol_points && points > 1 << 32 {
                    self.problem(
                        &file,
                        "points",
                        "Sobol points are at most 4294967296",
                        "take fewer, or design = \"latin-hypercube\"",
                    );
                }
                if sobol_points && !points.is_power_of_two() {
                    let (below, above) = (points.next_power_of_two() / 2, points.next_power_of_two());
                    self.note([format!(
                        "{}: points = {points}: Sobol points lie evenly in powers of two\n  write {below} or {above}",
                        self.file
                    )]);
                }
                let points = if self.has_drawn(name, factors, &drawn) { points } else { 0 };
                if saltelli {
                    let dimensions: Vec<usize> = drawn.iter().map(|factor| factor.dimensions()).collect();
                    let second_order = self.written.second_order.unwrap_or(false);
                    return Some(Design::saltelli(points, &dimensions, second_order, seed).under(worlds));
                }
                Some(Design::cube(kind, points, dimensions, seed).under(worlds))
            }
        }
    }

    /// Is there anything to draw? Scenarios alone are a grid.
    fn has_drawn(&mut self, name: &str, factors: &[Factor], drawn: &[&Factor]) -> bool {
        if let (Some(factor), true) = (factors.first(), drawn.is_empty()) {
            let message =
                format!("scenarios are crossed with the points of a {name} design, and nothing else is varied");
            self.problem(
                &factor.place,
                "vary.\"scenario\"",
                message,
                "vary something else too, or take design = \"grid\"",
            );
        }
        !drawn.is_empty()
    }

    pub(super) fn size(&mut self, design: &Design, replicates: u64) {
        let (points, file) = (design.points(), self.file.clone());
        if points.saturating_mul(replicates) > MAX_RUNS {
            let remedy = "at most a million million runs: make steps, points or replicates fewer";
            self.problem(&file, "", format!("asks for {points} points of {replicates} replicates"), remedy);
        }
        if points > MAX_PLAUSIBLE && self.written.ranges.is_some() {
            let node = self.said(&["points"]);
            let remedy =
                "at most a million, for all are kept in memory until they are answered from: make points fewer";
            self.wrong(&node, "points", format!("asks for {points} plausible worlds"), remedy);
        }
        // Where a factor was refused, that is what is to be mended.
        if points == 0 && self.problems.is_empty() {
            self.problem(&file, "", "the design has no points", "give [vary] a factor, or [[point]] a point");
        }
    }
}
