//! Tables as the program writes them: the same rows, the same bytes.

use std::path::Path;

use super::pair::{Pair, Side};
use super::setting::Setting;
use crate::ensemble::record::Record;
use crate::output::format::Format;
use crate::study::compare::{Comparison, Entry, OfTwin, Twins};
use crate::study::plan::{Details, Plan};
use crate::study::run;
use crate::table::{Memory, Rows, Table};

/// A table by its name, as CSV: `run/NAME` of what is set, as `intsoc run` writes it, or `compare/NAME` of both sides,
/// as `intsoc compare` does; none where there is no such table.
pub fn table(pair: &Pair<'_>, setting: &Setting, name: &str) -> Option<String> {
    let (study, table) = name.split_once('/')?;
    let tables = match study {
        "run" => of_run(&pair.own, pair.twins),
        "compare" => of_comparison(pair, setting),
        _ => return None,
    };
    let (table, rows) = tables.into_iter().find(|(known, _)| known.name == table)?;
    csv(&table, &rows)
}

fn csv(table: &Table, rows: &Rows) -> Option<String> {
    let format = Format::default();
    let mut bytes = format.begin(table);
    format.write(table, rows).into_iter().for_each(|(stretch, _)| bytes.extend(stretch));
    String::from_utf8(bytes).ok()
}

fn of_run(side: &Side<'_>, histories: u64) -> Vec<(Table, Rows)> {
    let plan =
        Plan { scenario: &side.ready.scenario, first: 0, replicates: histories, still: false, detail: Details::NONE };
    let mut sink = Memory::default();
    let Ok(_) = run::hand_on(&plan, side.ensemble.histories().take(histories as usize), &mut sink);
    sink.tables
}

fn of_comparison(pair: &Pair<'_>, setting: &Setting) -> Vec<(Table, Rows)> {
    let comparison = comparison(pair, setting);
    let scenarios = comparison.scenarios();
    let mut twins = Twins::of(&comparison, &scenarios);
    let both = pair.base.ensemble.histories().zip(pair.own.ensemble.histories());
    for ((base, _), (own, _)) in both.take(pair.twins as usize) {
        twins.observe(&[of_twin(0, base), of_twin(1, own)]);
    }
    let mut sink = Memory::default();
    let Ok(_) = twins.hand_on(&mut sink);
    sink.tables
}

/// What `intsoc compare` compares that is given the file of the scenario and the file that was saved.
fn comparison(pair: &Pair<'_>, setting: &Setting) -> Comparison {
    let entry = |file: &Path, side: &Side<'_>| Entry {
        name: file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        scenario: side.ready.scenario.clone(),
    };
    Comparison {
        base: entry(Path::new(&setting.scenario), &pair.base),
        others: vec![entry(&pair.own.ready.file.path, &pair.own)],
        replicates: pair.twins,
        still: false,
        notes: vec![],
    }
}

fn of_twin(entry: usize, record: &Record) -> OfTwin<'_> {
    let (values, months) = (record.outcomes.as_slice().into(), record.indicators.as_slice().into());
    OfTwin { entry, replicate: record.replicate, values, months }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::ensemble::engine::Engine;
    use crate::explorer::ensemble::Ensemble;
    use crate::explorer::part::Part;
    use crate::explorer::ready::Ready;
    use crate::scenario::Sources;
    use crate::study::compare;

    const HISTORIES: u64 = 50;

    /// Histories as a page gets them: in parts of odd sizes, as bytes, and not in their order.
    fn ensemble(ready: &Ready) -> Ensemble {
        let mut ensemble = Ensemble::default();
        // Neither they nor all together are whole blocks, and the last has more than are asked for.
        for part in [37..50, 7..8, 0..7, 50..53, 8..37] {
            let bytes = Part::play(&ready.scenario, part).to_bytes(ready.key());
            ensemble.add(Part::from_bytes(&bytes, ready.key()).expect("its own bytes"));
        }
        ensemble
    }

    fn sides() -> (Setting, Ready, Ready) {
        let text = include_str!("../../scenarios/minimal.toml").to_string();
        let sources = Sources::of([("minimal.toml", text)]);
        let base = Setting { scenario: "minimal.toml".into(), ..Setting::default() };
        let own = Setting {
            set: vec![("target.resolve".into(), 0.25.into())],
            switches: [("deflection".to_string(), false)].into_iter().collect(),
            ..base.clone()
        };
        let ready = |setting: &Setting| Ready::of(setting, &sources).unwrap_or_else(|problems| panic!("{problems}"));
        (own.clone(), ready(&base), ready(&own))
    }

    fn same(page: &[(Table, Rows)], program: &[(Table, Rows)]) {
        let names = |tables: &[(Table, Rows)]| tables.iter().map(|(table, _)| table.name).collect::<Vec<_>>();
        assert_eq!(names(page), names(program));
        for ((table, rows), (known, expected)) in page.iter().zip(program) {
            let (own, expected) = (csv(table, rows).expect("text"), csv(known, expected).expect("text"));
            assert!(own.lines().count() > 1 && own == expected, "{}", table.name);
        }
    }

    #[test]
    fn histories_that_were_played_in_parts_make_the_tables_of_a_run_byte_for_byte() {
        let (_, _, ready) = sides();
        let ensemble = ensemble(&ready);
        let plan =
            Plan { scenario: &ready.scenario, first: 0, replicates: HISTORIES, still: false, detail: Details::NONE };
        let mut program = Memory::default();
        let stop = AtomicBool::new(false);
        let Ok(ran) = run::play(&plan, &Engine::here(&stop, &|_| {}), &mut program);
        assert_eq!(ran.map(|ran| ran.histories), Some(HISTORIES));
        let side = Side { ready: &ready, ensemble: &ensemble };
        same(&of_run(&side, HISTORIES), &program.tables);
    }

    #[test]
    fn twins_that_were_played_in_parts_make_the_tables_of_a_comparison_byte_for_byte() {
        let (setting, base, own) = sides();
        let (of_base, of_own) = (ensemble(&base), ensemble(&own));
        let pair = Pair {
            base: Side { ready: &base, ensemble: &of_base },
            own: Side { ready: &own, ensemble: &of_own },
            twins: HISTORIES,
            same: false,
        };
        let mut program = Memory::default();
        let stop = AtomicBool::new(false);
        let comparison = comparison(&pair, &setting);
        let Ok(compared) = compare::play(&comparison, &Engine::here(&stop, &|_| {}), &mut program);
        assert_eq!(compared.map(|compared| compared.histories), Some(HISTORIES));
        // Every history of every twin is what the program alone writes: the page has them in its tables of runs.
        assert_eq!(program.tables.remove(0).0.name, "twins");
        same(&of_comparison(&pair, &setting), &program.tables);
    }
}
