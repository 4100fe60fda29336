//! What a person sees of a calibration on the terminal.

use super::render::number;
use super::shown::table::{Cell, Column, Row, Table};
use super::shown::{self, Shown};
use crate::output::doubt::OF_A_CALIBRATION;
use crate::output::folder::Written;
use crate::study::StudyKind;
use crate::study::calibrate::{Calibrate, Calibrated, Ended, OfFact};
use crate::study::hindcast::Score;

/// What a person sees of a calibration.
pub fn shown(asked: &Calibrate<'_>, calibrated: &Calibrated, written: &[Written], changed: &str) -> Shown {
    let sweep = asked.making.sweep;
    let failed = match calibrated.failed {
        0 => String::new(),
        failed => format!(" ({failed} could not be played)"),
    };
    let mut shown = Shown::of(format!(
        "{}: {} factors, {} facts, {} plausible worlds{failed}, {} histories of each, seed {}\n{changed}",
        sweep.file,
        calibrated.learned.len(),
        asked.cases.iter().map(|case| case.facts.len()).sum::<usize>(),
        calibrated.found.means.count(),
        sweep.replicates,
        sweep.seed
    ));
    search(&mut shown, calibrated);
    unreached(&mut shown, asked, calibrated);
    judged(&mut shown, asked, calibrated);
    moved(&mut shown, asked, calibrated, written);
    shown.say(format!("\n{OF_A_CALIBRATION}"));
    shown
}

fn search(shown: &mut Shown, calibrated: &Calibrated) {
    let found = &calibrated.found;
    shown.say("");
    for (wave, of) in found.waves.iter().enumerate() {
        shown.say(format!("wave {:2}        {:6} worlds; {} facts that emulators foretell, {} of which are forgiven, leave {} of all places (± {})",
            wave + 1,
            of.points,
            of.asked,
            of.forgiven,
            number(of.left.share),
            number(of.left.error)));
    }
    for (generation, of) in found.generations.all.iter().enumerate().skip(1) {
        shown.say(format!("generation {generation:2}  {:6} worlds; {:.0} % are nearer than before, and what is kept is off by {} at most",
            of.points,
            100.0 * of.accepted,
            number(of.tolerance)));
    }
    let why = match found.generations.ended {
        Ended::Spent => "all worlds that were asked for are played",
        Ended::FewNearer => "few were nearer",
        Ended::Near => "nearer would be nearer to luck",
    };
    let effective = found.generations.all.last().map_or(0.0, |last| last.effective);
    shown.say(format!(
        "it ended since {why}: {} worlds are kept, which by their weights are worth {effective:.0}",
        found.population.kept.len()
    ));
}

/// Facts that no world reaches, and those that few do.
fn unreached(shown: &mut Shown, asked: &Calibrate<'_>, calibrated: &Calibrated) {
    const FEW: f64 = 0.05;
    let facts = asked.cases.iter().flat_map(|case| case.facts.iter().map(move |fact| (case, fact)));
    let named = facts.map(|(case, fact)| {
        let what = if fact.what.is_empty() { &fact.id } else { &fact.what };
        format!("{what} ({})", asked.called(case))
    });
    let all: Vec<(String, &OfFact)> = named.zip(&calibrated.judged.facts).filter(|(_, of)| of.reached < FEW).collect();
    for (fact, of) in all.iter().filter(|(_, of)| beyond(of)) {
        let how = of.least.map_or_else(
            || "none knows it".into(),
            |least| format!("the nearest is off by {least:.1} standard deviations of record and luck"),
        );
        shown.say(format!("no world reaches {fact}: {how}"));
    }
    let few: Vec<String> = all
        .iter()
        .filter(|(_, of)| !beyond(of))
        .map(|(fact, of)| format!("{fact} ({:.1} %)", 100.0 * of.reached))
        .collect();
    if !few.is_empty() {
        shown.say(format!("few worlds come within three standard deviations of {}", few.join(", ")));
    }
}

fn beyond(of: &OfFact) -> bool {
    of.least.is_none_or(|least| least > 3.0)
}

fn judged(shown: &mut Shown, asked: &Calibrate<'_>, calibrated: &Calibrated) {
    let columns = [
        Column::words("facts", "the record in the middle of histories"),
        Column::numbers("before", "before, 50/90 %"),
        Column::numbers("after", "after, 50/90 %"),
    ];
    let mut table = Table::new("scores", StudyKind::Calibrate.question(), columns);
    for row in &calibrated.judged.scores {
        let share = |within: u64, facts: u64| 100.0 * within as f64 / facts as f64;
        let both = |score: &Score| match score.facts {
            0 => "-".into(),
            facts => format!("{:.0} / {:.0} %", share(score.within_50, facts), share(score.within_90, facts)),
        };
        let left_out = if row.left_out { ", left out" } else { "" };
        let called = asked.cases.iter().find(|case| case.id == row.case).map_or(&*row.case, |case| asked.called(case));
        let name = format!("{called}, {}{left_out} ({} facts)", row.part.word(), row.posterior.facts);
        let cells = [name, both(&row.prior), both(&row.posterior)].map(Cell::words);
        let votes = (row.posterior.votes > 0).then(|| {
            format!(
                "  {} votes, off by: {:.2} before, {:.2} after, {:.2} if nobody withheld one",
                row.posterior.votes, row.prior.vote_error, row.posterior.vote_error, row.posterior.null_vote_error
            )
        });
        table.rows.push(votes.into_iter().fold(Row::of(cells), Row::below));
    }
    shown.say("");
    shown.table(table);
}

/// What the record moves, and whether that can be believed.
fn moved(shown: &mut Shown, asked: &Calibrate<'_>, calibrated: &Calibrated, written: &[Written]) {
    const MOST: usize = 20;
    let factors = || asked.making.sweep.factors.iter().filter(|factor| factor.name != "scenario");
    let names: Vec<&str> = factors().map(|factor| factor.name.as_str()).collect();
    let mut moved: Vec<_> = factors().zip(&calibrated.learned).filter(|(_, of)| of.moved).collect();
    moved.sort_by(|one, two| one.1.test.p.total_cmp(&two.1.test.p));
    let all = calibrated.learned.len();
    shown.say(format!(
        "\nof {all} factors the record moves {}, by their places in their ranges (before: mean 0.50, sd 0.29)",
        moved.len()
    ));
    let columns = [
        Column::words("factor", "factor"),
        Column::numbers("mean", "mean"),
        Column::numbers("sd", "sd"),
        Column::numbers("contraction", "of the variance is gone"),
    ];
    let mut table = Table::new("moved", "What the record moves, by places in ranges.", columns);
    for (at, (factor, of)) in moved.iter().enumerate() {
        let [mean, sd] = [of.mean, of.sd].map(|value| Cell::written(value, format!("{value:.2}")));
        let cells = [Cell::words(&factor.name), mean, sd, Cell::percent(of.contraction)];
        table.rows.push(Row::of(cells).hidden(at >= MOST));
    }
    if !moved.is_empty() {
        shown.table(table);
    }
    if moved.len() > MOST {
        shown.say(format!("and {} others: {}", moved.len() - MOST, shown::file(written, "posterior")));
    }
    let Some(check) = &calibrated.check else {
        shown.say("too few worlds could be played to check this on records whose true numbers are known");
        return;
    };
    let informed = check.informed.iter().filter(|informed| **informed).count();
    let both = calibrated.learned.iter().zip(&check.informed).filter(|(of, informed)| of.moved && **informed).count();
    shown.say(format!("\nchecked on {} records drawn from the plausible numbers themselves, of which the truth is known: they teach something about {informed} of {all} factors ({:.0} %), {both} of those that the record moves among them",
        check.records,
        100.0 * informed as f64 / all.max(1) as f64));
    let failed: Vec<String> =
        check.failed().into_iter().filter_map(|at| Some(heaped(names.get(at)?, check.factors[at].outer))).collect();
    shown.say(match check.holds() {
        true => format!(
            "the truth lies anywhere among the nearest worlds alike (p = {:.2}): what they say is not too sure of itself. It is no posterior of {all} numbers: a record of so few facts says nothing of the {} others",
            check.overall.p,
            all - informed
        ),
        false => format!(
            "THE CHECK FAILS: the truth does not lie anywhere among the nearest worlds alike (all together p = {}; by themselves {}): do not quote these distributions",
            number(check.overall.p),
            if failed.is_empty() { "none".into() } else { failed.join(", ") }
        ),
    });
}

/// A factor whose ranks are not uniform, and which way: a fifth of them is expected at the ends.
fn heaped(name: &str, outer: f64) -> String {
    let way = if outer < 0.2 { "wider than need be" } else { "too narrow or aside" };
    format!("{name}, {way}")
}
