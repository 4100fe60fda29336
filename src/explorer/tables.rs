//! Tables as the program writes them: the same rows, the same bytes.

use super::pair::{Pair, Side};
use super::setting::Setting;
use crate::output::format::Format;
use crate::study::compare::{Comparison, Entry, OfTwin, Twins};
use crate::study::plan::{Details, Plan};
use crate::study::run;
use crate::table::{Memory, Rows, Table};

/// A table by its name, as CSV: `run/NAME` of what is set, as `intsoc run` writes it, or `compare/NAME` of both sides, as `intsoc
/// compare` does; none where there is no such table.
pub fn table(pair: &Pair<'_>, setting: &Setting, name: &str) -> Option<String> {
    let (study, table) = name.split_once('/')?;
    let tables = match study {
        "run" => of_run(&pair.own, pair.twins),
        "compare" => of_comparison(pair, setting),
        _ => return None,
    };
    let (table, rows) = tables.into_iter().find(|(known, _)| known.name == table)?;
    let format = Format::default();
    let mut bytes = format.begin(&table);
    format.write(&table, &rows).into_iter().for_each(|(stretch, _)| bytes.extend(stretch));
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
    let stem = |path: &str| std::path::Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let entry = |name: String, side: &Side<'_>| Entry { name, scenario: side.ready.scenario.clone() };
    let comparison = Comparison {
        base: entry(stem(&setting.scenario), &pair.base),
        others: vec![entry(stem(&pair.own.ready.file.path.display().to_string()), &pair.own)],
        replicates: pair.twins,
        still: false,
        notes: vec![],
    };
    let scenarios = comparison.scenarios();
    let mut twins = Twins::of(&comparison, &scenarios);
    let both = pair.base.ensemble.histories().zip(pair.own.ensemble.histories());
    for ((base, _), (own, _)) in both.take(pair.twins as usize) {
        let of = |entry: usize, record: &'_ crate::ensemble::record::Record| OfTwin {
            entry,
            replicate: record.replicate,
            values: record.outcomes.clone().into(),
            months: record.indicators.clone().into(),
        };
        twins.observe(&[of(0, base), of(1, own)]);
    }
    let mut sink = Memory::default();
    let Ok(_) = twins.hand_on(&mut sink);
    sink.tables
}
