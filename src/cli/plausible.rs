//! What a person sees of plausible worlds on the terminal.

use std::fmt::Write;

use super::render::{number, signed};
use crate::statistics::discovery::Discovery;
use crate::study::hindcast::Score;
use crate::study::robust::{Answers, Dependence, OfClaim, OfRecord, Share, Spread, What, Where};
use crate::study::sweep::making::Making;

/// What a person sees of plausible worlds.
pub fn shown(making: &Making<'_>, answers: &Answers) -> String {
    let mut text = heading(making, answers);
    claims(&mut text, making, answers);
    theories(&mut text, making, answers);
    spreads(&mut text, making, &answers.spreads);
    levers(&mut text, making, &answers.spreads);
    dependences(&mut text, making, answers);
    failures(&mut text, making, answers);
    if let Some(record) = &answers.record {
        of_record(&mut text, making, record);
    }
    text.push('\n');
    text
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

/// A share in per cent with its interval.
fn percent(share: Share) -> String {
    match share.share().zip(share.interval()) {
        Some((share, (low, high))) => format!("{:3.0} % ({:.0} to {:.0})", 100.0 * share, 100.0 * low, 100.0 * high),
        None => String::new(),
    }
}

fn short(share: Share) -> String {
    share.share().map_or(String::new(), |share| format!("{:.0} %", 100.0 * share))
}

fn claims(text: &mut String, making: &Making<'_>, answers: &Answers) {
    let asked = &making.sweep.asked.claims;
    let rows: Vec<&OfClaim> = answers.claims.iter().filter(|row| row.base == 0 && row.holds.all > 0).collect();
    if rows.is_empty() {
        return;
    }
    // Parts are told where there are few claims; claims.csv has them all.
    let few = rows.iter().filter(|row| row.part.is_none()).count() <= 8;
    let _ = writeln!(
        text,
        "\n{:44} {:20} {:>7} {:>10}  with the numbers as they are",
        "claim", "holds in", "surely", "surely not"
    );
    for row in rows {
        let pattern = &asked[row.pattern];
        let bounded = pattern.claims.iter().filter(|claim| claim.is_bounded()).count();
        let (name, at) = match row.part {
            None => {
                (pattern.id.clone(), row.at_values.map_or(String::new(), |(verdict, _)| verdict.word().to_string()))
            }
            Some(part) if few && bounded > 1 => {
                let value = row
                    .at_values
                    .and_then(|(_, estimate)| estimate)
                    .map_or(String::new(), |estimate| signed(estimate.value));
                (format!("  {}", pattern.claims[part].measure), value)
            }
            Some(_) => continue,
        };
        let _ = writeln!(
            text,
            "{name:44} {:20} {:>7} {:>10}  {at}",
            percent(row.holds),
            short(row.surely),
            short(row.fails)
        );
    }
}

/// Shares by claim and theory: what holds as often under a rival is no evidence.
fn theories(text: &mut String, making: &Making<'_>, answers: &Answers) {
    if answers.theories.len() < 2 {
        return;
    }
    let _ = write!(text, "\n{:10}", "holds in");
    for theory in &answers.theories {
        let _ = write!(text, "{theory:>8}");
    }
    text.push('\n');
    for (index, pattern) in making.sweep.asked.claims.iter().enumerate() {
        let rows: Vec<&OfClaim> =
            answers.claims.iter().filter(|row| row.pattern == index && row.part.is_none()).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = write!(text, "{:10}", pattern.id);
        for row in &rows {
            let _ = write!(text, "{:>8}", short(row.holds));
        }
        let evidence = crate::study::robust::evidence(answers, rows[0]);
        let _ = writeln!(text, "  {evidence}");
    }
}

fn spreads(text: &mut String, making: &Making<'_>, spreads: &[Spread]) {
    let _ = writeln!(
        text,
        "\n{:34} {:>11} {:>11} {:>11}  {:22} {:>8} {:>8}",
        "over plausible numbers", "5 %", "median", "95 %", "as they are", "chance", "numbers"
    );
    let adequacy = making.headlines.iter().position(|outcome| outcome.name == "adequacy");
    let words = crate::model::outcomes::headlines();
    for spread in spreads {
        let name = match spread.what {
            What::Outcome(at) => words
                .iter()
                .find(|(name, _)| *name == making.headlines[at].name)
                .map_or("", |(_, words)| words)
                .to_string(),
            What::Effect(world, at) if Some(at) == adequacy => {
                format!("effect of {}", making.sweep.asked.worlds[world].0)
            }
            What::Measure(at) => making.sweep.asked.measures[at].0.clone(),
            What::Effect(..) => continue,
        };
        let Some([low, middle, high]) = spread.over else { continue };
        let show = |value: f64| if matches!(spread.what, What::Outcome(_)) { number(value) } else { signed(value) };
        let at = spread.at_values.map_or(String::new(), |values| {
            let below = spread.below.map_or(String::new(), |below| format!(" ({:.0} % below)", 100.0 * below));
            format!("{}{below}", show(values.mean))
        });
        let (chance, numbers) = spread.split.map_or_else(Default::default, |split| {
            (format!("{:.0} %", 100.0 * (split.luck + split.interaction)), format!("{:.0} %", 100.0 * split.numbers))
        });
        let _ = writeln!(
            text,
            "{name:34} {:>11} {:>11} {:>11}  {at:22} {chance:>8} {numbers:>8}",
            show(low),
            show(middle),
            show(high)
        );
    }
}

fn levers(text: &mut String, making: &Making<'_>, spreads: &[Spread]) {
    let asked = &making.sweep.asked;
    let adequacy = making.headlines.iter().position(|outcome| outcome.name == "adequacy");
    if asked.levers.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n{:26} {:>22}  {:20} (in the order of the file: what overlaps has no rank)",
        "what could be done", "effect, 5 to 95 %", "helps in"
    );
    for (world, lever) in &asked.levers {
        let index = asked.worlds.iter().position(|(name, _)| name == world);
        let spread = spreads
            .iter()
            .find(|spread| index.zip(adequacy).is_some_and(|(world, at)| spread.what == What::Effect(world, at)));
        let Some((spread, [low, _, high])) = spread.and_then(|spread| Some((spread, spread.over?))) else { continue };
        let _ = writeln!(text, "{world:26} {:>10} to {:>8}  {}", signed(low), signed(high), percent(spread.more));
        for (what, said) in [("needs", &lever.needs), ("costs", &lever.costs), ("catch", &lever.caught)] {
            if !said.is_empty() {
                let _ = writeln!(text, "    {what}: {said}");
            }
        }
    }
}

/// What adequacy, and the parts of the first claims, depend on.
fn dependences(text: &mut String, making: &Making<'_>, answers: &Answers) {
    const MOST_MEASURES: usize = 3;
    const MOST_NUMBERS: usize = 6;
    let first = |dependence: &&Dependence| {
        dependence.claims.iter().any(|(pattern, _)| *pattern == 0) || dependence.measured.name == "adequacy"
    };
    for dependence in answers.dependences.iter().filter(first).take(MOST_MEASURES) {
        let _ = writeln!(
            text,
            "\n{:44} {:>26}  {:10}",
            format!("{} depends on", dependence.measured.name),
            "first-order index",
            "more of it"
        );
        let Some(found) = &dependence.found else {
            let _ = writeln!(text, "  nothing that these points tell");
            continue;
        };
        let ranked = found.ranked();
        let told: Vec<usize> =
            ranked.iter().copied().filter(|at| found.indices[*at].distinguishable).take(MOST_NUMBERS).collect();
        for at in &told {
            let index = &found.indices[*at];
            let size = index
                .size()
                .map_or(String::new(), |size| format!("{:.2} ({:.2} to {:.2})", size.value, size.low, size.high));
            let _ = writeln!(text, "{:44} {size:>26}  {}", index.parameter, index.sign.word());
        }
        let rest = found.indices.len() - told.len();
        let indistinct = found.indices.iter().filter(|index| !index.distinguishable).count();
        let _ = writeln!(
            text,
            "{rest} others, {indistinct} of them not distinguishable from 0 (a number that cannot act: up to {:.3}): sensitivity.csv",
            found.noise
        );
    }
    if answers.dependences.is_empty() && making.sweep.asks_how_far() {
        let _ = writeln!(
            text,
            "\nwhat it depends on: intsoc sensitivity says it of designs other than a Latin hypercube or Sobol points"
        );
    }
}

fn failures(text: &mut String, making: &Making<'_>, answers: &Answers) {
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
            let _ = writeln!(text, "\nwhere {} {what}: {}", asked[*pattern].id, sentence(found, &names, what));
        }
    }
    for example in &answers.examples {
        let _ = writeln!(
            text,
            "\na world in which {} fails, its numbers at the ends of their ranges:\n  {}",
            asked[example.pattern].id,
            example.command.clone().unwrap_or_else(|| example.told())
        );
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
    let share = |share: Option<(f64, (f64, f64))>| {
        share.map_or("none".into(), |(share, (low, high))| {
            format!("{:.0} % ({:.0} to {:.0})", 100.0 * share, 100.0 * low, 100.0 * high)
        })
    };
    format!(
        "{}: it {what} in {} of the worlds there, in {} elsewhere; the box has {} of all\n  (found on one half of the worlds, counted on the other)",
        limits.join(" and "),
        share(found.density()),
        share(found.density_outside()),
        share(found.coverage())
    )
}

fn of_record(text: &mut String, making: &Making<'_>, record: &OfRecord) {
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
    let _ = writeln!(text, "\nthe record: {}", scores.join("; "));
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
        let _ = writeln!(text, "votes off by {}", votes.join("; "));
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
        let _ = writeln!(text, "outside whatever the numbers: {}", outside.join(", "));
    }
    match &record.nearest {
        Err(why) => drop(writeln!(text, "nearest to the record: {why}")),
        Ok(nearest) => {
            let claims = nearest.claims.iter().filter(|row| row.part.is_none() && row.holds.all > 0).take(4);
            let claims: Vec<String> = claims
                .map(|row| format!("{} {}", making.sweep.asked.claims[row.pattern].id, percent(row.holds).trim()))
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
            let _ = writeln!(text, "the {} worlds nearest to it: {}; {moved}", nearest.kept.len(), claims.join("; "));
            if let Some(check) = &nearest.check {
                let held = |coverage: &crate::statistics::pseudo_records::Coverage| {
                    coverage.nine_tenths.mean().map_or("-".into(), |mean| format!("{:.0} %", 100.0 * mean))
                };
                let _ = writeln!(
                    text,
                    "of records drawn from the numbers themselves it covers {} of the facts held out in nine tenths ({} before): {}",
                    held(&check.kept),
                    held(&check.prior),
                    if nearest.moved.len() > 20 {
                        "a record of so few facts does not identify so many numbers"
                    } else {
                        "what was kept is no posterior to be quoted"
                    }
                );
            }
        }
    }
}
