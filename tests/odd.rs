//! The ODD says what the code does: its tables are the code's own, and every rule has its section.
//! `INTSOC_BLESS=1 cargo test --test odd` renews the tables.

use std::fs;
use std::path::{Path, PathBuf};

use intsoc::model::PHASES;
use intsoc::model::chance::STREAMS;
use intsoc::odd;
use intsoc::scenario::{self, Mechanism, parameters};

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ODD.md")
}

fn document() -> String {
    fs::read_to_string(place()).expect("docs/ODD.md")
}

#[test]
fn the_tables_of_the_odd_are_those_of_the_code() {
    let text = document();
    let renewed = odd::refreshed(&text).expect("every table has its place");
    if std::env::var_os("INTSOC_BLESS").is_some() {
        fs::write(place(), renewed).expect("the document can be written");
        return;
    }
    let differ = text.lines().zip(renewed.lines()).find(|(is, due)| is != due);
    assert!(text == renewed, "INTSOC_BLESS=1 cargo test --test odd renews it; the first to differ: {differ:#?}");
}

#[test]
fn every_phase_has_a_section_that_names_its_file_and_the_file_names_the_section() {
    let text = document();
    for (number, (name, _)) in PHASES.iter().enumerate() {
        let section =
            text.split(&format!("\n### 7.{number} ")).nth(1).unwrap_or_else(|| panic!("no section 7.{number}"));
        let section = section.split("\n### ").next().unwrap_or_default();
        assert!(section.contains(&format!("`src/model/{name}.rs`")), "section 7.{number} does not name {name}.rs");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/model/{name}.rs"));
        let code = fs::read_to_string(file).expect("the phase has a file");
        assert!(code.contains(&format!("ODD §7.{number}")), "{name}.rs does not cite its section");
    }
}

#[test]
fn the_seven_elements_and_the_eleven_concepts_are_there() {
    let text = document();
    let elements = [
        "## 1 Purpose and patterns",
        "## 2 Entities, state variables, and scales",
        "## 3 Process overview and scheduling",
        "## 4 Design concepts",
        "## 5 Initialization",
        "## 6 Input data",
        "## 7 Submodels",
    ];
    let mut rest = text.as_str();
    for element in elements {
        let at = rest.find(element).unwrap_or_else(|| panic!("{element} is missing or out of order"));
        rest = &rest[at..];
    }
    let concepts = [
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ];
    for concept in concepts {
        assert!(text.contains(&format!("**{concept}.**")), "{concept}");
    }
}

#[test]
fn what_the_tables_list_is_whole() {
    let blocks = odd::blocks();
    let block = |name: &str| &blocks.iter().find(|(known, _)| *known == name).expect("a table").1;
    assert!(
        Mechanism::ALL.iter().all(|mechanism| block("mechanisms").contains(&format!("| `{}` | ", mechanism.name())))
    );
    assert!(block("mechanisms").lines().skip(2).all(|line| !line.ends_with("|  |")), "each is described");
    assert!(STREAMS.iter().all(|(name, ..)| block("streams").contains(name)));
    for kind in ["mobilisation.ID", "authorised.ID", "consent.ID", "deployed.ID"] {
        assert!(block("indicators").contains(kind), "{kind}");
    }
    for kind in ["months_to_authorised.ID", "months_to_consent.ID", "deployed_end.ID"] {
        assert!(block("outcomes").contains(kind), "{kind}");
    }
    let all = parameters::parameters();
    assert!(all.len() > 100);
    for parameter in all {
        assert!(!parameter.meaning.is_empty() && !parameter.range.is_empty(), "{} says too little", parameter.path);
        assert!(!parameter.symbol.is_empty(), "{} has no symbol", parameter.path);
    }
}

#[test]
fn a_scenario_is_described_with_its_own_entities_numbers_and_switches() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let load = |name: &str| scenario::load(&place.join(name), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let text = odd::of(&load("counterfactuals/no-veto.toml")).expect("the page");
    for part in [
        "# No veto",
        "### In this scenario",
        "| `usa` | 1 | 0.6, 0.3, 0.1 |",
        "| 2003-03 | Iraq war | states.usa.overstretch 0.6, states.uk.overstretch 0.5 |",
        "| `target.resolve` | 0.55 | 0.3 | 0.8 | interpreted | Black and Williams 2008",
        "| `veto` | **off** |",
        "| `peers` | on |",
    ] {
        assert!(text.contains(part), "no {part}");
    }
    for element in
        ["## 1 Purpose", "## 2 Entities", "## 3 Process", "## 4 Design", "## 5 Init", "## 6 Input", "## 7 Sub"]
    {
        assert_eq!(text.matches(element).count(), 1, "{element}");
    }
    let own = scenario::from_text(
        &include_str!("../scenarios/minimal.toml").replace("\"Minimal\"", "\"a <b> | *c*\""),
        "hostile.toml",
        &[],
    );
    let text = odd::of(&own.unwrap_or_else(|problems| panic!("{problems}"))).expect("the page");
    assert!(text.starts_with("# a &lt;b> | \\*c\\*\n"), "{}", &text[..40]);
}
