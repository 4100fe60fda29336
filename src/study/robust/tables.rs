//! The tables of plausible worlds, and the answer.

use super::super::columns::{OF_THE_ROW, interval};
use super::super::kind::StudyKind;
use super::super::patterns::trial::Verdict;
use super::super::sweep::making::Making;
use super::claims::{OfClaim, Share};
use super::depends::{Dependence, Where};
use super::gather::Kept;
use super::spread::{Spread, What};
use super::{Answers, Example, record_tables};
use crate::statistics::prim::Limit;
use crate::table::{Answer, Bars, Beside, Chart, Col, Columns, Rows, Sink, Table, flag, id, integer, number, text};

/// Hands on the answers.
///
/// # Errors
/// When the sink fails.
pub fn hand_on<S: Sink>(making: &Making<'_>, answers: &Answers, kept: &[Kept], sink: &mut S) -> Result<(), S::Error> {
    let mut all = vec![claims(making, answers), spread(making, &answers.spreads), sensitivity(answers)];
    all.push(boxes(making, &answers.failures));
    all.push(examples(making, &answers.examples));
    if let Some(record) = &answers.record {
        all.push(record_tables::bands(making, record));
        all.push(record_tables::scores(record));
        if let Ok(nearest) = &record.nearest {
            all.push(record_tables::near(making, nearest, kept));
            all.push(record_tables::moved(making, nearest));
            all.push(near_claims(making, &nearest.claims));
            all.extend(nearest.check.as_ref().map(record_tables::pseudo_records));
        }
    }
    if !making.sweep.asked.levers.is_empty() {
        all.push(levers(making, &answers.spreads));
    }
    for (table, rows) in all {
        sink.write(table, rows)?;
    }
    sink.answer(answer(making, answers));
    Ok(())
}

/// A share with its exact interval, in three columns.
fn share<'a, T>(
    name: &'static str,
    meaning: &'static str,
    of: impl Fn(&T) -> Share + Copy + Send + Sync + 'a,
) -> [Col<'a, T>; 3] {
    let end = |low: bool| move |row: &T| of(row).interval().map(|(from, to)| if low { from } else { to });
    [
        number(name, "share", meaning, move |row: &T| of(row).share()),
        number(format!("{name}_low"), "share", format!("low end of the exact 95 % interval of {name}"), end(true)),
        number(format!("{name}_high"), "share", format!("high end of the exact 95 % interval of {name}"), end(false)),
    ]
}

fn claims(making: &Making<'_>, answers: &Answers) -> (Table, Rows) {
    const UNIT: &str = "unit of the measure";
    let asked = &making.sweep.asked.claims;
    let claim = |row: &OfClaim| row.part.map(|part| &asked[row.pattern].claims[part]);
    let estimate = |row: &OfClaim| row.at_values.and_then(|(_, estimate)| estimate);
    let over = |at: usize| move |row: &OfClaim| row.over.map(|over| over[at]).filter(|value| value.is_finite());
    let first = [
        id("theory", "the scenario that the worlds are laid on", |row: &OfClaim| &answers.theories[row.base]),
        id("claim", "the claim's id, which is its pattern's", |row: &OfClaim| &asked[row.pattern].id),
        integer("part", "", "which of its parts, from 1; empty for the claim as a whole", |row: &OfClaim| {
            row.part.map(|part| part as u64 + 1)
        }),
        text("measure", "the measure of the part", move |row: &OfClaim| {
            claim(row).map_or("", |claim| claim.measure.as_str()).to_string().into()
        }),
        number("more_than", UNIT, "the part: its measure is more than this", move |row: &OfClaim| {
            claim(row)?.more_than
        }),
        number("less_than", UNIT, "the part: its measure is less than this", move |row: &OfClaim| {
            claim(row)?.less_than
        }),
        integer("points", "points", "plausible worlds that were asked", |row: &OfClaim| row.holds.all),
    ];
    let holds = share("holds", "share of plausible worlds in which it holds", |row: &OfClaim| row.holds);
    let surely = share("surely", "share in which its histories decide that it holds", |row: &OfClaim| row.surely);
    let fails = share("surely_fails", "share in which its histories decide that it fails", |row: &OfClaim| row.fails);
    let rest = [
        number("undecided", "share", "share in which its histories decide neither", |row: &OfClaim| {
            let decided = row.surely.share()? + row.fails.share()?;
            Some((1.0 - decided).max(0.0))
        }),
        integer("undefined", "points", "plausible worlds in which the measure is not defined", |row: &OfClaim| {
            row.undefined
        }),
        number("p05", UNIT, "5 % of the measure over the points", over(0)),
        number("p50", UNIT, "its median", over(1)),
        number("p95", UNIT, "95 % of it", over(2)),
        text("verdict_at_values", "the verdict with the numbers as they are", |row: &OfClaim| {
            row.at_values.map_or("", |(verdict, _)| verdict.word()).into()
        }),
        number("at_values", UNIT, "the measure with the numbers as they are", move |row: &OfClaim| {
            estimate(row).map(|estimate| estimate.value).filter(|value| value.is_finite())
        }),
    ];
    let ends = interval(UNIT, "low end of its 95 % interval, of luck alone", "high end of it", move |row: &OfClaim| {
        estimate(row)?.interval
    });
    let evidence = text("evidence", "why a claim that holds says little, where that is so", move |row: &OfClaim| {
        evidence(answers, row).into()
    });
    let question = id("question", "the question", |row: &OfClaim| &asked[row.pattern].question);
    let columns =
        first.into_iter().chain(holds).chain(surely).chain(fails).chain(rest).chain(ends).chain([evidence, question]);
    let columns =
        Columns::new("claims", "a claim, or one of its parts, under a theory", &["theory", "claim", "part"], columns);
    columns.filled(&answers.claims)
}

/// Why a claim that mostly holds under the theory on trial says little: it holds as often under a rival.
pub fn evidence(answers: &Answers, row: &OfClaim) -> String {
    if row.base > 0 || 2 * row.holds.of <= row.holds.all {
        return String::new();
    }
    let Some((low, _)) = row.holds.interval() else { return String::new() };
    let as_often = |rival: &&OfClaim| {
        rival.base > 0
            && (rival.pattern, rival.part) == (row.pattern, row.part)
            && rival.holds.interval().is_some_and(|(_, high)| high >= low)
    };
    let rivals: Vec<&str> =
        answers.claims.iter().filter(as_often).map(|rival| answers.theories[rival.base].as_str()).collect();
    if rivals.is_empty() { String::new() } else { format!("holds as often under {}", rivals.join(" ")) }
}

fn name_of(making: &Making<'_>, what: &What) -> (String, String, String, &'static str) {
    let asked = &making.sweep.asked;
    match what {
        What::Outcome(at) => {
            let outcome = &making.headlines[*at];
            ("outcome".into(), String::new(), outcome.name.clone(), outcome.unit)
        }
        What::Effect(world, at) => {
            let outcome = &making.headlines[*at];
            ("effect".into(), asked.worlds[*world].0.clone(), outcome.name.clone(), outcome.unit)
        }
        What::Measure(at) => ("measure".into(), String::new(), asked.measures[*at].0.clone(), "unit of the measure"),
    }
}

fn spread(making: &Making<'_>, spreads: &[Spread]) -> (Table, Rows) {
    let n = |name, meaning, of: fn(&Spread) -> Option<f64>| number(name, OF_THE_ROW, meaning, of);
    let first = [
        text("kind", "outcome, effect (of a world, paired) or measure", move |row: &Spread| {
            name_of(making, &row.what).0.into()
        }),
        text("world", "the world whose effect it is", move |row: &Spread| name_of(making, &row.what).1.into()),
        text("name", "the outcome or the measure", move |row: &Spread| name_of(making, &row.what).2.into()),
        text("unit", "its unit", move |row: &Spread| name_of(making, &row.what).3.into()),
        n("p05", "5 % over plausible worlds, each the mean of its histories", |row| Some(row.over?[0])),
        n("p50", "its median", |row| Some(row.over?[1])),
        n("p95", "95 %", |row| Some(row.over?[2])),
        n("at_values", "mean with the numbers as they are", |row| Some(row.at_values?.mean)),
    ];
    let ends = interval(OF_THE_ROW, "low end of its 95 % interval, of luck alone", "high end of it", |row: &Spread| {
        row.at_values?.interval
    });
    let rest = [
        n("luck_p05", "5 % of single histories with the numbers as they are: luck alone", |row| {
            Some(row.at_values?.luck?.0)
        }),
        n("luck_p95", "95 % of them", |row| Some(row.at_values?.luck?.1)),
        number("below", "share", "share of plausible worlds that lie below the numbers as they are", |row: &Spread| {
            row.below
        }),
        number("numbers", "share", "share of the variance that comes from the numbers", |row: &Spread| {
            Some(row.split?.numbers)
        }),
        number("luck", "share", "share that comes from luck alike at all points", |row: &Spread| Some(row.split?.luck)),
        number("interaction", "share", "share of luck that means another thing with other numbers", |row: &Spread| {
            Some(row.split?.interaction)
        }),
        integer("points", "points", "plausible worlds in which it has a value", |row: &Spread| row.points),
    ];
    let more = share("more", "of an effect: share of plausible worlds in which it is above 0", |row: &Spread| row.more);
    let surely = share("surely_more", "share in which its histories decide that it is", |row: &Spread| row.surely_more);
    let less = share("surely_less", "share in which they decide that it is below 0", |row: &Spread| row.surely_less);
    let columns = first.into_iter().chain(ends).chain(rest).chain(more).chain(surely).chain(less);
    Columns::new("spread", "an outcome, an effect or a measure", &["kind", "world", "name"], columns).filled(spreads)
}

/// An index of a number for a measure.
struct OfIndex<'d> {
    dependence: &'d Dependence,
    rank: usize,
    at: usize,
}

fn sensitivity(answers: &Answers) -> (Table, Rows) {
    let index = |row: &OfIndex<'_>| row.dependence.found.as_ref().map(|found| found.indices[row.at].clone());
    let s1 = move |row: &OfIndex<'_>| index(row).and_then(|index| index.s1);
    let coefficient = move |row: &OfIndex<'_>| index(row).and_then(|index| index.coefficient);
    let columns = [
        text("measure", "what was measured at every point", |row: &OfIndex<'_>| {
            row.dependence.measured.name.as_str().to_string().into()
        }),
        integer("rank", "", "place of the number by its index, from 1", |row: &OfIndex<'_>| row.rank as u64 + 1),
        text("parameter", "the number, or the numbers that move as one", move |row: &OfIndex<'_>| {
            index(row).map_or(String::new(), |index| index.parameter).into()
        }),
        number(
            "s1",
            "share",
            "first-order index: share of the variance over points that goes with it alone",
            move |row: &OfIndex<'_>| Some(s1(row)?.value),
        ),
        number("s1_low", "share", "low end of its 95 % bootstrap interval", move |row: &OfIndex<'_>| {
            Some(s1(row)?.low)
        }),
        number("s1_high", "share", "high end of it", move |row: &OfIndex<'_>| Some(s1(row)?.high)),
        number("dummy", "share", "what 95 % of numbers that cannot act stay below", |row: &OfIndex<'_>| {
            row.dependence.found.as_ref().map(|found| found.noise)
        }),
        flag("distinguishable", "does it stand above that, and its interval above 0?", move |row: &OfIndex<'_>| {
            index(row).is_some_and(|index| index.distinguishable)
        }),
        text("sign", "with more of it the measure is more, less, or undecided", move |row: &OfIndex<'_>| {
            index(row).map_or("", |index| index.sign.word()).into()
        }),
        number(
            "coefficient",
            "sd per sd",
            "standardised coefficient of a regression on all numbers",
            move |row: &OfIndex<'_>| Some(coefficient(row)?.value),
        ),
        number("coefficient_low", "sd per sd", "low end of its 95 % interval", move |row: &OfIndex<'_>| {
            Some(coefficient(row)?.low)
        }),
        number("coefficient_high", "sd per sd", "high end of it", move |row: &OfIndex<'_>| {
            Some(coefficient(row)?.high)
        }),
        number("r2", "share", "cross-validated R² of that regression", |row: &OfIndex<'_>| {
            row.dependence.found.as_ref().and_then(|found| found.r2.as_ref()?.as_ref().ok().copied())
        }),
    ];
    let columns = Columns::new("sensitivity", "a number and a measure", &["measure", "parameter"], columns);
    let rows: Vec<OfIndex<'_>> = answers
        .dependences
        .iter()
        .flat_map(|dependence| {
            let ranked = dependence.found.as_ref().map_or(vec![], |found| found.ranked());
            ranked.into_iter().enumerate().map(move |(rank, at)| OfIndex { dependence, rank, at })
        })
        .collect();
    let rows = columns.rows(&rows);
    (columns.table, rows)
}

/// A limit of a box.
struct OfLimit<'w> {
    at: &'w Where,
    limit: Limit,
    stability: f64,
}

fn boxes(making: &Making<'_>, failures: &[Where]) -> (Table, Rows) {
    let asked = &making.sweep.asked.claims;
    let names: Vec<String> = making
        .sweep
        .factors
        .iter()
        .filter(|factor| factor.name != "scenario")
        .map(|factor| factor.name.clone())
        .collect();
    let found = |row: &OfLimit<'_>| row.at.found.clone();
    let count = |name, meaning, of: fn(&crate::statistics::discovery::Discovery) -> usize| {
        integer(name, "points", meaning, move |row: &OfLimit<'_>| found(row).map(|found| of(&found) as u64))
    };
    let columns = [
        text("claim", "the claim's id", move |row: &OfLimit<'_>| asked[row.at.pattern].id.clone().into()),
        text(
            "cases",
            "what is dense in the box: the points in which it fails, or, where these are most, in which it holds",
            |row: &OfLimit<'_>| if row.at.of_holding { "holds" } else { "fails" }.into(),
        ),
        text("parameter", "a number, or numbers that move as one", move |row: &OfLimit<'_>| {
            names[row.limit.factor].clone().into()
        }),
        number("low", "place in range", "the box begins here; empty where it is open", |row: &OfLimit<'_>| {
            row.limit.low
        }),
        number("high", "place in range", "the box ends here; empty where it is open", |row: &OfLimit<'_>| {
            row.limit.high
        }),
        number(
            "stability",
            "share",
            "share of resamples of the points in which this side is limited",
            |row: &OfLimit<'_>| row.stability,
        ),
        count("inside", "points in the box, of those on which it was not found", |found| found.inside.points),
        count("cases_inside", "cases among them", |found| found.inside.of_interest),
        count("outside", "points outside, of those on which it was not found", |found| found.outside.points),
        count("cases_outside", "cases among them", |found| found.outside.of_interest),
    ];
    let columns = Columns::new(
        "boxes",
        "a limit of the box in which a claim fails",
        &["claim", "parameter", "low", "high"],
        columns,
    );
    let limits = failures.iter().flat_map(|at| {
        let found = at.found.iter();
        found.flat_map(move |found| {
            found.limits.iter().zip(&found.stability).map(move |(limit, stability)| OfLimit {
                at,
                limit: *limit,
                stability: *stability,
            })
        })
    });
    let limits: Vec<OfLimit<'_>> = limits.collect();
    let rows = columns.rows(&limits);
    (columns.table, rows)
}

fn examples(making: &Making<'_>, examples: &[Example]) -> (Table, Rows) {
    let asked = &making.sweep.asked.claims;
    let columns = [
        id("claim", "the claim's id", |row: &Example| &asked[row.pattern].id),
        text("ends", "the numbers that are at an end of their ranges", |row: &Example| row.told().into()),
        text("command", "what shows it", |row: &Example| row.command.as_deref().unwrap_or_default().into()),
    ];
    Columns::new("examples", "a world in which a claim fails", &["claim"], columns).filled(examples)
}

fn levers(making: &Making<'_>, spreads: &[Spread]) -> (Table, Rows) {
    let asked = &making.sweep.asked;
    let adequacy = making.headlines.iter().position(|outcome| outcome.name == "adequacy");
    let of = |world: &str| {
        let what = What::Effect(asked.worlds.iter().position(|(name, _)| name == world)?, adequacy?);
        spreads.iter().find(|spread| spread.what == what)
    };
    let rows: Vec<_> = asked.levers.iter().filter_map(|(world, lever)| Some((world, lever, of(world)?))).collect();
    type Row<'r> = (&'r String, &'r super::super::sweep::written::Lever, &'r Spread);
    let columns = [
        text("world", "what is done", |row: &Row<'_>| row.0.clone().into()),
        number("at_values", "share", "its effect on adequacy with the numbers as they are", |row: &Row<'_>| {
            Some(row.2.at_values?.mean)
        }),
        number("p05", "share", "5 % of its effect over plausible worlds", |row: &Row<'_>| Some(row.2.over?[0])),
        number("p50", "share", "its median", |row: &Row<'_>| Some(row.2.over?[1])),
        number("p95", "share", "95 % of it", |row: &Row<'_>| Some(row.2.over?[2])),
    ];
    let helps = share("helps", "share of plausible worlds in which it raises adequacy", |row: &Row<'_>| row.2.more);
    let surely =
        share("surely_helps", "share in which its histories decide that it does", |row: &Row<'_>| row.2.surely_more);
    let harms =
        share("surely_harms", "share in which they decide that it lowers adequacy", |row: &Row<'_>| row.2.surely_less);
    let words = [
        text("needs", "what it would take", |row: &Row<'_>| row.1.needs.clone().into()),
        text("costs", "whom it costs, and what", |row: &Row<'_>| row.1.costs.clone().into()),
        text("catch", "why it may do less than it seems to", |row: &Row<'_>| row.1.caught.clone().into()),
    ];
    let columns = columns.into_iter().chain(helps).chain(surely).chain(harms).chain(words);
    let columns = Columns::new(
        "levers",
        "what somebody could do; in the order of the file, for what overlaps has no rank",
        &["world"],
        columns,
    );
    let rows = columns.rows(&rows);
    (columns.table, rows)
}

/// What is left of the claims among the points nearest to the record.
fn near_claims(making: &Making<'_>, claims: &[OfClaim]) -> (Table, Rows) {
    let asked = &making.sweep.asked.claims;
    let first = [
        id("claim", "the claim's id, which is its pattern's", |row: &OfClaim| &asked[row.pattern].id),
        integer("points", "points", "points nearest to the record", |row: &OfClaim| row.holds.all),
    ];
    let holds = share("holds", "share of these in which it holds", |row: &OfClaim| row.holds);
    let surely = share("surely", "share in which its histories decide that it holds", |row: &OfClaim| row.surely);
    let fails = share("surely_fails", "share in which its histories decide that it fails", |row: &OfClaim| row.fails);
    let columns = first.into_iter().chain(holds).chain(surely).chain(fails);
    let columns = Columns::new("near_claims", "a claim among the points nearest to the record", &["claim"], columns);
    let whole: Vec<&OfClaim> = claims.iter().filter(|row| row.part.is_none()).collect();
    let rows = columns.rows(whole.iter().copied());
    (columns.table, rows)
}

/// The claims of the theory on trial: in how many plausible worlds each holds.
fn answer(making: &Making<'_>, answers: &Answers) -> Answer {
    let asked = &making.sweep.asked.claims;
    let rows: Vec<&OfClaim> = answers.claims.iter().filter(|row| row.base == 0 && row.part.is_none()).collect();
    let columns = [
        text("claim", "the claim's id", move |row: &OfClaim| asked[row.pattern].id.clone().into()),
        number("surely", "share", "share of plausible worlds in which it surely holds", |row: &OfClaim| {
            row.surely.share()
        }),
        number("undecided", "share", "share in which a few histories do not decide", |row: &OfClaim| {
            Some((1.0 - row.surely.share()? - row.fails.share()?).max(0.0))
        }),
        number("surely_fails", "share", "share in which it surely fails", |row: &OfClaim| row.fails.share())
            .titled("surely not"),
        number("holds", "share", "share in which it holds, decided or not", |row: &OfClaim| row.holds.share())
            .titled("holds in"),
        number("holds_low", "share", "low end of its exact 95 % interval", |row: &OfClaim| {
            Some(row.holds.interval()?.0)
        })
        .titled("95 % interval: from"),
        number("holds_high", "share", "high end of it", |row: &OfClaim| Some(row.holds.interval()?.1))
            .titled("95 % interval: to"),
        text("verdict_at_values", "the verdict with the numbers as they are", |row: &OfClaim| {
            row.at_values.map_or(Verdict::Open.word(), |(verdict, _)| verdict.word()).into()
        })
        .titled("with the numbers as they are"),
        text("question", "the question", move |row: &OfClaim| asked[row.pattern].question.clone().into()),
    ];
    let columns = Columns::new("answer", "a claim", &["claim"], columns);
    let rows_of = columns.rows(rows.iter().copied());
    let chart = Chart::Bars {
        title: "In how many plausible worlds each claim holds",
        names: ("claim", "claim"),
        series: vec![Bars::of("surely"), Bars { pale: true, ..Bars::of("undecided") }, Bars::of("surely_fails")],
        beside: Beside::Stacked,
        each: None,
    };
    Answer {
        question: StudyKind::Robust.question(),
        table: Some((columns.table, rows_of)),
        instead: None,
        chart: Some(chart),
        interval: Some(("holds_low", "holds_high")),
    }
}
