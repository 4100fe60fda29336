//! The cases whose record is asked, and how far each fact may be off.

use super::super::hindcast::facts::{Fact, FactKind, Part};
use crate::measure::quantity::Quantities;

/// A case: a scenario with its record.
#[derive(Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Its scenario, by its place among those of the sweep.
    pub base: usize,
    /// Files of its facts, each with its text.
    pub files: Vec<(String, String)>,
    /// Its facts.
    pub facts: Vec<Fact>,
    /// Their quantities in its scenario.
    pub quantities: Quantities,
    /// Months of its scenario.
    pub months: usize,
    /// Numbers are fitted to it; else it is left out, and only judges.
    pub fitted: bool,
}

/// Months after the last at which an event counts that never came.
// An event that came in the last month must not look the same; a year is about as far as the record's times are known.
const NEVER: f64 = 12.0;

/// A fact with what its distance is measured by.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Its case.
    pub case: &'a Case,
    /// The fact.
    pub fact: &'a Fact,
    /// What the record says, as it counts.
    pub record: f64,
    /// Standard deviation of the record.
    pub sd: f64,
    /// It is fitted.
    pub fitted: bool,
}

impl Asked<'_> {
    /// A simulated value as it counts: an event that never came is a year after the last month; what is otherwise infinite
    /// is not known.
    pub fn coded(&self, value: f64) -> f64 {
        match (value.is_infinite(), self.fact.kind) {
            (false, _) => value,
            (true, FactKind::Event) => self.case.months as f64 + NEVER,
            (true, _) => f64::NAN,
        }
    }
}

/// The facts of all cases, case after case.
pub fn asked(cases: &[Case]) -> Vec<Asked<'_>> {
    let of_case = |case| {
        let of = move |fact| Asked {
            case,
            fact,
            record: fact.value,
            sd: record_sd(fact),
            fitted: case.fitted && fact.part == Part::Fit,
        };
        case.facts.iter().map(of)
    };
    cases.iter().flat_map(of_case).collect()
}

/// Standard deviation of what the record says: of the source's own range, which is taken for one that holds 90 % of a normal; without
/// one by its grade and kind.
///
/// | | documented | interpreted | assumed |
/// |---|--:|--:|--:|
/// | time of an event, months | 1 | 2 | 4 |
/// | share, of votes or of anything else | 0.05 | 0.1 | 0.2 |
/// | any other value, of its size | 5 % | 15 % | 30 % |
pub fn record_sd(fact: &Fact) -> f64 {
    // A normal holds 90 % within ± 1.645 standard deviations.
    const NINE_TENTHS: f64 = 3.29;
    if let [Some(low), Some(high)] = fact.range {
        return (high - low).abs() / NINE_TENTHS;
    }
    let [documented, interpreted, assumed] = match fact.kind {
        FactKind::Event => [1.0, 2.0, 4.0],
        FactKind::Vote => [0.05, 0.1, 0.2],
        FactKind::Value if fact.unit.starts_with("share") => [0.05, 0.1, 0.2],
        FactKind::Value => [0.05, 0.15, 0.3].map(|share| share * fact.value.abs()),
    };
    match fact.grade.as_str() {
        "documented" => documented,
        "interpreted" => interpreted,
        _ => assumed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::expression::Expression;
    use crate::scenario::Place;

    #[test]
    fn a_record_is_as_sure_as_its_source_says_or_its_grade_and_kind() {
        let sd = |kind, unit: &str, value, grade: &str, range| {
            record_sd(&Fact {
                id: String::new(),
                kind,
                what: String::new(),
                measure: String::new(),
                expression: Expression::Number(0.0),
                value,
                range,
                unit: unit.into(),
                part: Part::Fit,
                grade: grade.into(),
                source: String::new(),
                place: Place::whole(""),
            })
        };
        let none = [None; 2];
        assert_eq!(sd(FactKind::Event, "months", 40.0, "interpreted", none), 2.0);
        assert_eq!(sd(FactKind::Vote, "share of adopted texts", 1.0, "documented", none), 0.05);
        assert_eq!(sd(FactKind::Value, "share", 0.9, "assumed", none), 0.2);
        assert_eq!(sd(FactKind::Value, "persons", 2000.0, "documented", none), 100.0);
        assert!((sd(FactKind::Value, "persons", 9.0, "assumed", [Some(1.0), Some(4.29)]) - 1.0).abs() < 1e-12);
        // Half a range is none.
        assert_eq!(sd(FactKind::Value, "persons", 10.0, "assumed", [Some(1.0), None]), 3.0);
    }
}
