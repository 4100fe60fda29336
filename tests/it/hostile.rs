//! Whatever a file says, it gets an error or a run: never a panic, never a value that is none.

use std::path::Path;

use crate::support::many::many;
use crate::support::scenarios::{beside_the_shipped, shipped};
use intsoc::model::History;
use intsoc::model::chance::Streams;
use intsoc::model::indicators::indicators;
use intsoc::scenario::parameters::parameters;
use intsoc::scenario::{self, Override, Problems, load_from};
use proptest::prelude::*;

/// Values that a slip, or malice, might put in place of another.
const VALUES: [&str; 24] = [
    "0",
    "1",
    "-1",
    "0.5",
    "1.0",
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-1e308",
    "5e-324",
    "9223372036854775807",
    "\"\"",
    "\"usa\"",
    "\"2003-13\"",
    "\"=1+1\"",
    "true",
    "[]",
    "{}",
    "[0.0, 0.01]",
    "{ value = 2 }",
    "2003-02-01",
    "\"\\u0000\"",
    "{ value = 0.5, low = 0.9, high = 0.1, grade = \"sure\" }",
];

/// One change to a text.
#[derive(Clone, Debug)]
enum Change {
    /// Drops a line.
    Drop(usize),
    /// Writes a line twice.
    Double(usize),
    /// Swaps two lines.
    Swap(usize, usize),
    /// Puts another value behind the n-th `=` of a line.
    Value(usize, usize, usize),
    /// Puts a word of the file in place of another.
    Word(usize, usize),
    /// Cuts the text short.
    Cut(usize),
    /// Puts a character anywhere.
    Character(usize, char),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<usize>;
    prop_oneof![
        2 => place().prop_map(Change::Drop),
        1 => place().prop_map(Change::Double),
        1 => (place(), place()).prop_map(|(a, b)| Change::Swap(a, b)),
        8 => (place(), place(), place()).prop_map(|(line, at, value)| Change::Value(line, at, value)),
        4 => (place(), place()).prop_map(|(a, b)| Change::Word(a, b)),
        1 => place().prop_map(Change::Cut),
        1 => (place(), any::<char>()).prop_map(|(at, character)| Change::Character(at, character)),
    ]
}

fn apply(text: &str, change: &Change) -> String {
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    if lines.is_empty() {
        return text.into();
    }
    let count = lines.len();
    match *change {
        Change::Drop(line) => drop(lines.remove(line % count)),
        Change::Double(line) => lines.insert(line % count, lines[line % count].clone()),
        Change::Swap(a, b) => lines.swap(a % count, b % count),
        Change::Value(line, at, value) => {
            let line = &mut lines[line % count];
            let equals: Vec<usize> = line.match_indices('=').map(|(at, _)| at).collect();
            if let Some(start) = equals.get(at % equals.len().max(1)) {
                let rest = &line[start + 1..];
                let end = rest.find([',', '}']).map_or(line.len(), |end| start + 1 + end);
                line.replace_range(start + 1..end, &format!(" {} ", VALUES[value % VALUES.len()]));
            }
        }
        Change::Word(a, b) => {
            let words: Vec<&str> =
                text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
            if !words.is_empty() {
                return text.replacen(words[a % words.len()], words[b % words.len()], 1);
            }
        }
        Change::Cut(at) => {
            let at = (0..=at % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            return text[..at].into();
        }
        Change::Character(at, character) => {
            let at = (0..=at % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let mut text = text.to_string();
            text.insert(at, character);
            return text;
        }
    }
    lines.join("\n")
}

/// Runs what can be run, some months of it, and asks for values that are values.
fn told_or_run(read: Result<scenario::Scenario, Problems>) -> Result<(), TestCaseError> {
    match read {
        Err(problems) => {
            prop_assert!(!problems.0.is_empty());
            for problem in &problems.0 {
                prop_assert!(!problem.message.contains("fault of the program"), "{problem}");
            }
        }
        Ok(scenario) => {
            let streams = Streams::of(&scenario);
            let list = indicators(&scenario);
            let mut history = History::new(&scenario, &streams, false);
            while history.months_run() < 40 && history.step() {
                let (world, context) = history.now();
                for indicator in &list {
                    let value = indicator.value(world, &context);
                    prop_assert!(value.is_finite(), "{} = {value} in month {}", indicator.name, context.month);
                }
                let blame: f64 = world.blame.iter().sum();
                prop_assert!((blame - 1.0).abs() < 1e-6, "blame sums to {blame}");
            }
        }
    }
    Ok(())
}

/// The minimal scenario with one change as the command line writes it.
fn changed(path: &str, value: &str) -> Result<(), TestCaseError> {
    match Override::parse(&format!("{path}={value}")) {
        Ok(change) => told_or_run(scenario::from_text(&shipped("minimal.toml"), "minimal.toml", &[change])),
        Err(problems) => {
            prop_assert!(!problems.0.is_empty());
            Ok(())
        }
    }
}

/// More cases: PROPTEST_CASES=100000 cargo test --test it hostile::
fn cases(one_in: u64) -> ProptestConfig {
    let cases = many("PROPTEST_CASES", 1500).div_ceil(one_in);
    let cases = u32::try_from(cases).expect("PROPTEST_CASES is at most 4 thousand million");
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn what_is_mutated_is_good_before() {
    for name in ["minimal.toml", "baseline.toml"] {
        assert!(load_from(&beside_the_shipped(&shipped(name)), Path::new("test.toml"), &[]).is_ok(), "{name}");
    }
    changed("target.resolve", "0.4").expect("a run");
    assert!(told_or_run(Err(Problems(vec![]))).is_err(), "an error that says nothing is none");
}

proptest! {
    // It is large.
    #![proptest_config(cases(10))]

    #[test]
    fn a_mutated_baseline_is_an_error_or_a_run(changes in prop::collection::vec(change(), 1..3)) {
        let text = changes.iter().fold(shipped("baseline.toml"), |text, change| apply(&text, change));
        told_or_run(load_from(&beside_the_shipped(&text), Path::new("test.toml"), &[]))?;
    }
}

proptest! {
    #![proptest_config(cases(1))]

    #[test]
    fn a_mutated_scenario_is_an_error_or_a_run(changes in prop::collection::vec(change(), 1..4)) {
        let text = changes.iter().fold(shipped("minimal.toml"), |text, change| apply(&text, change));
        told_or_run(scenario::from_text(&text, "mutated.toml", &[]))?;
    }

    #[test]
    fn any_path_is_an_error_or_a_run(path in "[a-z*]{0,9}(\\.[a-z*0-9_]{0,12}){0,4}", value in 0..VALUES.len()) {
        changed(&path, VALUES[value])?;
    }

    #[test]
    fn any_value_of_any_parameter_is_an_error_or_a_run(at in any::<usize>(), value in 0..VALUES.len()) {
        let parameters = parameters();
        changed(&parameters[at % parameters.len()].path.replace("ID", "*"), VALUES[value])?;
    }

    #[test]
    fn any_number_anywhere_is_an_error_or_a_run(at in any::<usize>(), value in prop::num::f64::ANY) {
        let text = shipped("minimal.toml");
        let numbers: Vec<(usize, &str)> = text
            .match_indices(|c: char| c.is_ascii_digit())
            .filter(|(start, _)| text[..*start].ends_with("= "))
            .collect();
        let (start, _) = numbers[at % numbers.len()];
        let end = start + text[start..].find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(0);
        let text = format!("{}{value:?}{}", &text[..start], &text[end..]);
        told_or_run(scenario::from_text(&text, "number.toml", &[]))?;
    }
}
