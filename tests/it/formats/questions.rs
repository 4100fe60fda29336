//! Files of patterns, of cases and of facts.

use std::path::Path;

use intsoc::scenario::{Sources, load_from};
use intsoc::study::cases::Cases;
use intsoc::study::cases::case::Size;
use intsoc::study::hindcast::{Hindcast, facts as of_facts};
use intsoc::study::patterns::Patterns;
use intsoc::study::patterns::trial::Trial;
use intsoc::study::{Details, Plan};
use intsoc::table::Memory;

use super::{FILE, here, known, refused, text};

/// Worlds of all theories, cases under all rivals, or facts, of what is played.
const FEW: usize = 8;

/// Histories of each.
const REPLICATES: u64 = 2;

/// A file of patterns.
pub fn patterns(bytes: &[u8]) {
    let Some(text) = text(bytes, FILE) else { return };
    let sources = known::FILES.with(FILE, text);
    let patterns = match Patterns::load_from(&sources, Path::new(FILE)) {
        Err(problems) => return refused(&problems, &sources),
        Ok(patterns) => patterns,
    };
    let trial = Trial { patterns: &patterns, overrides: &[], replicates: REPLICATES, seed: 1 };
    for theory in patterns.theories().iter().take(FEW) {
        let worlds = match trial.worlds(theory) {
            Err(problems) => return refused(&problems, &sources),
            Ok(worlds) => worlds,
        };
        if worlds.len() > FEW {
            return;
        }
        let judged = here(|engine| trial.run(&worlds, engine));
        let judged = judged.unwrap_or_else(|problems| panic!("{problems}")).expect("nobody stops it");
        assert_eq!(judged.len(), patterns.patterns.len());
    }
}

/// A file of cases.
pub fn cases(bytes: &[u8]) {
    let Some(text) = text(bytes, FILE) else { return };
    let sources = known::FILES.with(FILE, text);
    let cases = match Cases::load(&sources, Path::new(FILE), &[]) {
        Err(problems) => return refused(&problems, &sources),
        Ok(cases) => cases,
    };
    let size = Size { replicates: REPLICATES, points: 0, per_point: 0 };
    if cases.cases.len() * (1 + cases.rivals.len()) > FEW {
        return;
    }
    let mut sink = Memory::default();
    let answers = here(|engine| cases.play(size, None, engine, &mut sink));
    let answers = answers.unwrap_or_else(|never| match never {}).expect("nobody stops it");
    assert_eq!(answers.theories.len(), 1 + cases.rivals.len());
    assert_eq!(answers.about.manifest["identity"], cases.identity(size));
}

/// A file of facts.
pub fn facts(bytes: &[u8]) {
    const FACTS: &str = "facts.csv";
    let Some(text) = text(bytes, FACTS) else { return };
    let sources: Sources = known::FILES.with(FACTS, text);
    let (facts, text) = match of_facts::load(&sources, Path::new(FACTS)) {
        Err(problems) => return refused(&problems, &sources),
        Ok(read) => read,
    };
    let scenario = load_from(&sources, Path::new("minimal.toml"), &[]).expect("a scenario of ours");
    let quantities = match of_facts::quantities(&facts, &scenario) {
        Err(problems) => return refused(&problems, &sources),
        Ok(quantities) => quantities,
    };
    if facts.len() > FEW {
        return;
    }
    let count = facts.len();
    let plan = Plan { scenario: &scenario, first: 0, replicates: REPLICATES, still: false, detail: Details::NONE };
    let asked = Hindcast { plan, file: (FACTS.into(), text), facts, quantities };
    let hindsight = here(|engine| asked.play(engine, &mut Memory::default()));
    let hindsight = hindsight.unwrap_or_else(|never| match never {}).expect("nobody stops it");
    assert_eq!(hindsight.beside.len(), count);
}
