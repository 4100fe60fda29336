//! What a person sees of plausible worlds on the terminal.

use super::render::signed;
use super::shown::Shown;
use super::shown::digits::{Digits, percent, percent_between};
use super::shown::table::{Cell, Column, Row, Table};
use crate::scenario::labels::without_id;
use crate::statistics::discovery::Discovery;
use crate::study::StudyKind;
use crate::study::hindcast::Score;
use crate::study::robust::{Answers, Dependence, OfClaim, OfRecord, Share, Spread, What, Where};
use crate::study::sensitivity::Found;
use crate::study::sweep::making::Making;

/// What a person sees of plausible worlds.
pub fn shown(making: &Making<'_>, answers: &Answers) -> Shown {
    let mut shown = Shown::of(heading(making, answers));
    claims(&mut shown, making, answers);
    theories(&mut shown, making, answers);
    spreads(&mut shown, making, &answers.spreads);
    levers(&mut shown, making, &answers.spreads);
    dependences(&mut shown, making, answers);
    failures(&mut shown, making, answers);
    if let Some(record) = &answers.record {
        of_record(&mut shown, making, record);
    }
    shown.say("");
    shown
}

fn heading(making: &Making<'_>, answers: &Answers) -> String {
    let sweep = making.sweep;
    let drawn: Vec<usize> =
        sweep.factors.iter().map(|factor| factor.numbers(0)).filter(|numbers| *numbers > 0).collect();
    let failed = match answers.failed {
        0 => String::new(),
        failed => format!(" ({failed} points of all could not be run, and are not counted)"),
    };
    format!(
        "{}: {} numbers over their own ranges in {} groups, {} plausible worlds{failed}, {} under the same luck, {} twins each\n",
        sweep.file,
        drawn.iter().sum::<usize>(),
        drawn.len(),
        answers.points,
        match making.worlds() {
            1 => "the scenario alone".into(),
            worlds => format!("{worlds} scenarios in each"),
        },
        sweep.replicates,
    )
}

/// A share in per cent, and its interval.
fn with_interval(share: Share) -> [Cell; 2] {
    match share.share().zip(share.interval()) {
        Some((share, interval)) => {
            [Cell::percent(share), Cell::range_by(Some(interval), |end| format!("{:.0}", 100.0 * end))]
        }
        None => [Cell::Empty, Cell::Empty],
    }
}

fn short(share: Share) -> Cell {
    share.share().map_or(Cell::Empty, Cell::percent)
}

/// The same in a sentence.
fn in_words(share: Share) -> String {
    share.share().zip(share.interval()).map_or(String::new(), |(share, ends)| percent_between(share, ends))
}

fn claims(shown: &mut Shown, making: &Making<'_>, answers: &Answers) {
    let asked = &making.sweep.asked.claims;
    let rows: Vec<&OfClaim> = answers.claims.iter().filter(|row| row.base == 0 && row.holds.all > 0).collect();
    if rows.is_empty() {
        return;
    }
    // Parts are told where there are few claims; claims.csv has them all.
    let few = rows.iter().filter(|row| row.part.is_none()).count() <= 8;
    let columns = [
        Column::words("claim", "claim"),
        Column::numbers("holds", "holds in"),
        Column::interval("interval", "95 % interval"),
        Column::numbers("surely", "surely").spared(1),
        Column::numbers("surely_not", "surely not").spared(1),
        Column::words("as_they_are", "with the numbers as they are"),
    ];
    let mut table = Table::new("claims", StudyKind::Robust.question(), columns);
    for row in rows {
        let pattern = &asked[row.pattern];
        let bounded = pattern.claims.iter().filter(|claim| claim.is_bounded()).count();
        let (name, at, seen) = match row.part {
            None => {
                let verdict = row.at_values.map_or("", |(verdict, _)| verdict.word());
                (pattern.id.clone(), Cell::words(verdict), true)
            }
            Some(part) => {
                let value = row.at_values.and_then(|(_, estimate)| estimate).map(|estimate| estimate.value);
                let value = value.map_or(Cell::Empty, |value| Cell::written(value, signed(value)));
                (format!("  {}", pattern.claims[part].measure), value, few && bounded > 1)
            }
        };
        let [holds, interval] = with_interval(row.holds);
        let cells = [Cell::words(name), holds, interval, short(row.surely), short(row.fails), at];
        table
            .rows
            .push(Row::of(cells).also("pattern", pattern.id.as_str()).also("worlds", row.holds.all).hidden(!seen));
    }
    shown.say("");
    shown.table(table);
}

/// Shares by claim and theory: what holds as often under a rival is no evidence.
fn theories(shown: &mut Shown, making: &Making<'_>, answers: &Answers) {
    if answers.theories.len() < 2 {
        return;
    }
    let theories = answers.theories.iter().map(|theory| Column::numbers(theory, theory));
    let columns = [Column::words("claim", "holds in")].into_iter().chain(theories);
    let columns = columns.chain([Column::words("evidence", "")]);
    let mut table =
        Table::new("theories", "In what share of plausible worlds does a claim hold under each theory?", columns);
    for (index, pattern) in making.sweep.asked.claims.iter().enumerate() {
        let rows: Vec<&OfClaim> =
            answers.claims.iter().filter(|row| row.pattern == index && row.part.is_none()).collect();
        let Some(first) = rows.first() else { continue };
        let evidence = crate::study::robust::evidence(answers, first);
        let shares = rows.iter().map(|row| short(row.holds));
        table.rows.push(Row::of([Cell::words(&pattern.id)].into_iter().chain(shares).chain([Cell::words(evidence)])));
    }
    shown.say("");
    for (id, root) in &making.sweep.bases {
        let name = root.at(["scenario", "name"]).and_then(|name| name.as_text()).unwrap_or_default();
        shown.say(format!("{id:4} {}", without_id(name, id)));
    }
    shown.table(table);
}

fn spreads(shown: &mut Shown, making: &Making<'_>, spreads: &[Spread]) {
    let columns = [
        Column::words("what", "over plausible numbers"),
        Column::numbers("p05", "5 %"),
        Column::numbers("median", "median"),
        Column::numbers("p95", "95 %"),
        Column::words("as_they_are", "as they are"),
        Column::numbers("chance", "chance").spared(1),
        Column::numbers("numbers", "numbers").spared(1),
    ];
    let mut table = Table::new("spread", "Outcomes and effects over plausible numbers.", columns);
    let adequacy = making.headlines.iter().position(|outcome| outcome.name == "adequacy");
    for spread in spreads {
        let name = match spread.what {
            What::Outcome(at) => {
                let outcome = &making.headlines[at];
                Cell::named(&outcome.name, outcome.headline.map_or("", |main| main.words))
            }
            What::Effect(world, at) if Some(at) == adequacy => {
                let (id, _) = &making.sweep.asked.worlds[world];
                Cell::named(format!("effect of {id}"), format!("effect: {}", making.sweep.asked.name(id)))
            }
            What::Measure(at) => Cell::words(&making.sweep.asked.measures[at].0),
            What::Effect(..) => continue,
        };
        let Some([low, middle, high]) = spread.over else { continue };
        let digits = Digits::of(middle, Some((low, high)));
        let is_outcome = matches!(spread.what, What::Outcome(_));
        let show = |value: f64| if is_outcome { digits.number(value) } else { digits.signed(value) };
        let at = spread.at_values.map_or(String::new(), |values| {
            let below = spread.below.map_or(String::new(), |below| format!(" ({:.0} % below)", 100.0 * below));
            format!("{}{below}", show(values.mean))
        });
        let [chance, numbers] = match spread.split {
            Some(split) => [split.luck + split.interaction, split.numbers].map(Cell::percent),
            None => [Cell::Empty, Cell::Empty],
        };
        let [low, middle, high] = [low, middle, high].map(|value| Cell::written(value, show(value)));
        let row = Row::of([name, low, middle, high, Cell::words(at), chance, numbers]);
        table.rows.push(row.also("as_they_are_mean", spread.at_values.map(|values| values.mean)));
    }
    shown.say("");
    shown.table(table);
}

fn levers(shown: &mut Shown, making: &Making<'_>, spreads: &[Spread]) {
    let asked = &making.sweep.asked;
    let adequacy = making.headlines.iter().position(|outcome| outcome.name == "adequacy");
    if asked.levers.is_empty() {
        return;
    }
    let columns = [
        Column::words("lever", "what could be done"),
        Column::ranges("effect_90", "effect, 5 to 95 %"),
        Column::numbers("helps", "helps in"),
        Column::interval("interval", "95 % interval"),
    ];
    let mut table =
        Table::new("levers", "What could be done, in the order of the file: what overlaps has no rank.", columns);
    for (world, lever) in &asked.levers {
        let index = asked.worlds.iter().position(|(name, _)| name == world);
        let spread = spreads
            .iter()
            .find(|spread| index.zip(adequacy).is_some_and(|(world, at)| spread.what == What::Effect(world, at)));
        let Some((spread, [low, middle, high])) = spread.and_then(|spread| Some((spread, spread.over?))) else {
            continue;
        };
        let [helps, interval] = with_interval(spread.more);
        let effect = Cell::signed_range(Some((low, high)), Digits::of(middle, Some((low, high))));
        let row = Row::of([Cell::named(world, asked.name(world)), effect, helps, interval]);
        let said = [("needs", &lever.needs), ("costs", &lever.costs), ("catch", &lever.caught)];
        let said = said.into_iter().filter(|(_, said)| !said.is_empty());
        table.rows.push(
            said.fold(row, |row, (what, said)| row.below(format!("    {what}: {said}")).also(what, said.as_str())),
        );
    }
    shown.say("");
    shown.table(table);
    shown.say("(in the order of the file: what overlaps has no rank)");
}

/// What adequacy, and the parts of the first claims, depend on.
fn dependences(shown: &mut Shown, making: &Making<'_>, answers: &Answers) {
    const MOST_MEASURES: usize = 3;
    let first = |dependence: &&Dependence| {
        dependence.claims.iter().any(|(pattern, _)| *pattern == 0) || dependence.measured.name == "adequacy"
    };
    for dependence in answers.dependences.iter().filter(first).take(MOST_MEASURES) {
        shown.say("");
        let Some(found) = &dependence.found else {
            shown.say(format!("{} depends on nothing that these points tell", dependence.measured.name));
            continue;
        };
        let (table, told) = indices(&dependence.measured.name, found);
        shown.table(table);
        let rest = found.indices.len() - told;
        let indistinct = found.indices.iter().filter(|index| !index.distinguishable).count();
        shown.say(format!(
            "{rest} others, {indistinct} of them not distinguishable from 0 (a number that cannot act: up to {:.3}): sensitivity.csv",
            found.noise
        ));
    }
    if answers.dependences.is_empty() && making.sweep.asks_how_far() {
        shown.say(
            "\nwhat it depends on: intsoc sensitivity says it of designs other than a Latin hypercube or Sobol points",
        );
    }
}

/// The largest indices of what was measured, and how many of them are seen.
fn indices(measured: &str, found: &Found) -> (Table, usize) {
    const MOST_NUMBERS: usize = 6;
    let columns = [
        Column::words("parameter", &format!("{measured} depends on")),
        Column::numbers("first_order", "first-order index"),
        Column::interval("interval", "95 % interval"),
        Column::words("sign", "more of it"),
    ];
    let mut table = Table::new("sensitivity", format!("What does {measured} depend on?"), columns);
    let ranked = found.ranked();
    let told = ranked.into_iter().filter(|at| found.indices[*at].distinguishable).take(MOST_NUMBERS);
    for index in told.map(|at| &found.indices[at]) {
        let size = index.size();
        let digits = size.map_or(Digits::alone(0.0), |size| Digits::of(size.value, Some((size.low, size.high))));
        let cells = [
            Cell::words(&index.parameter),
            size.map_or(Cell::Empty, |size| Cell::number(size.value, digits)),
            Cell::range(size.map(|size| (size.low, size.high)), digits),
            Cell::words(index.sign.word()),
        ];
        table.rows.push(Row::of(cells).also("measure", measured));
    }
    let told = table.rows.len();
    (table, told)
}

fn failures(shown: &mut Shown, making: &Making<'_>, answers: &Answers) {
    let asked = &making.sweep.asked.claims;
    let names: Vec<&str> = making
        .sweep
        .factors
        .iter()
        .filter(|factor| factor.name != "scenario")
        .map(|factor| factor.name.as_str())
        .collect();
    for Where { pattern, of_holding, found } in &answers.failures {
        if let Some(found) = found {
            let what = if *of_holding { "holds" } else { "fails" };
            shown.say(format!("\nwhere {} {what}: {}", asked[*pattern].id, sentence(found, &names, what)));
        }
    }
    for example in &answers.examples {
        let pattern = &asked[example.pattern].id;
        shown.say(format!("\na world in which {pattern} fails, its numbers at the ends of their ranges:"));
        match &example.command {
            Some(command) => shown.command(format!("  {command}")),
            None => shown.say(format!("  {}", example.told())),
        }
    }
}

/// A box in a sentence.
pub fn sentence(found: &Discovery, names: &[&str], what: &str) -> String {
    let limit = |limit: &crate::statistics::prim::Limit| {
        let name = names[limit.factor];
        match (limit.low, limit.high) {
            (Some(low), None) => format!("{name} above {:.0} % of its range", 100.0 * low),
            (None, Some(high)) => format!("{name} below {:.0} % of its range", 100.0 * high),
            (Some(low), Some(high)) => format!("{name} from {:.0} to {:.0} % of its range", 100.0 * low, 100.0 * high),
            (None, None) => name.to_string(),
        }
    };
    let limits: Vec<String> = found.limits.iter().map(limit).collect();
    let share =
        |share: Option<(f64, (f64, f64))>| share.map_or("none".into(), |(share, ends)| percent_between(share, ends));
    format!(
        "{}: it {what} in {} of the worlds there, in {} elsewhere; the box has {} of all\n  (found on one half of the worlds, counted on the other)",
        limits.join(" and "),
        share(found.density()),
        share(found.density_outside()),
        share(found.coverage())
    )
}

fn of_record(shown: &mut Shown, making: &Making<'_>, record: &OfRecord) {
    let facts = &making.sweep.asked.facts;
    let of = |score: &Score| match score.facts {
        0 => "-".into(),
        facts => format!("{:.0} %", 100.0 * score.within_90 as f64 / facts as f64),
    };
    let scores: Vec<String> = record
        .scores
        .iter()
        .filter(|(_, _, numbers)| numbers.facts > 0)
        .map(|(part, luck, numbers)| {
            format!(
                "{} {} of {} facts within nine tenths ({} by luck alone)",
                part.word(),
                of(numbers),
                numbers.facts,
                of(luck)
            )
        })
        .collect();
    shown.say(format!("\nthe record: {}", scores.join("; ")));
    let votes = |(_, luck, numbers): &(_, Score, Score)| {
        (numbers.votes > 0).then(|| {
            format!(
                "{:.2} ({:.2} by luck alone, {:.2} if nobody withheld a vote)",
                numbers.vote_error, luck.vote_error, numbers.null_vote_error
            )
        })
    };
    let votes: Vec<String> = record.scores.iter().filter_map(votes).collect();
    if !votes.is_empty() {
        shown.say(format!("votes off by {}", votes.join("; ")));
    }
    let outside = record.facts.iter().zip(facts).filter(|(of_fact, (fact, _))| {
        fact.kind != crate::study::hindcast::FactKind::Vote
            && of_fact.by_numbers.within(fact.value) == Some([false, false])
    });
    let outside: Vec<String> = outside
        .map(|(of_fact, (fact, _))| {
            format!("{} ({} of {} histories reach it)", fact.id, of_fact.reached, of_fact.by_numbers.histories)
        })
        .collect();
    if !outside.is_empty() {
        shown.say(format!("outside whatever the numbers: {}", outside.join(", ")));
    }
    match &record.nearest {
        Err(why) => shown.say(format!("nearest to the record: {why}")),
        Ok(nearest) => {
            let claims = nearest.claims.iter().filter(|row| row.part.is_none() && row.holds.all > 0).take(4);
            let claims: Vec<String> = claims
                .map(|row| format!("{} {}", making.sweep.asked.claims[row.pattern].id, in_words(row.holds)))
                .collect();
            let moved = making
                .sweep
                .factors
                .iter()
                .filter(|factor| factor.name != "scenario")
                .zip(&nearest.moved)
                .filter(|(_, moved)| moved.beyond_chance);
            let moved: Vec<&str> = moved.map(|(factor, _)| factor.name.as_str()).collect();
            let moved = if moved.is_empty() {
                "no number moved beyond chance".into()
            } else {
                format!("moved: {}", moved.join(", "))
            };
            shown.say(format!("the {} worlds nearest to it: {}; {moved}", nearest.kept.len(), claims.join("; ")));
            if let Some(check) = &nearest.check {
                let held = |coverage: &crate::statistics::pseudo_records::Coverage| {
                    coverage.nine_tenths.mean().map_or("-".into(), percent)
                };
                shown.say(format!("of records drawn from the numbers themselves it covers {} of the facts held out in nine tenths ({} before): {}",
                    held(&check.kept),
                    held(&check.prior),
                    if nearest.moved.len() > 20 {
                        "a record of so few facts does not identify so many numbers"
                    } else {
                        "what was kept is no posterior to be quoted"
                    }));
            }
        }
    }
}
