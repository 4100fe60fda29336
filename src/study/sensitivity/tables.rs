//! The tables of what outcomes depend on.

use super::super::columns::{CI, OF_THE_ROW, interval, statistic};
use super::super::kind::StudyKind;
use super::Dependence;
use super::indices::{Found, Index, Pair};
use crate::model::outcomes::headlines;
use crate::statistics::regression::Refused;
use crate::statistics::resampling::Estimate;
use crate::table::{Answer, Bars, Beside, Category, Chart, Col, Columns, Sink, flag, integer, number, text};

/// A row: an outcome with something that was found of it.
struct Row<'a, T> {
    of: &'a Dependence,
    found: &'a Found,
    item: T,
}

/// Hands on everything that was found.
///
/// # Errors
/// When the sink fails.
pub fn hand_on<S: Sink>(all: &[Dependence], sink: &mut S) -> Result<(), S::Error> {
    let found = || all.iter().filter_map(|of| Some((of, of.found.as_ref()?)));
    let indices = || {
        found().flat_map(|(of, found)| {
            let row = move |(rank, at): (usize, usize)| Row { of, found, item: (rank + 1, &found.indices[at]) };
            found.ranked().into_iter().enumerate().map(row)
        })
    };
    let (table, rows) = sensitivity().filled(&indices().collect::<Vec<_>>());
    sink.write(table, rows)?;
    let (table, rows) = explained().filled(all);
    sink.write(table, rows)?;
    let steps = found().flat_map(|(of, found)| {
        let row = move |step: &super::Step, at: usize| Row { of, found, item: (step.points, at, step.sizes[at]) };
        let ranked = found.ranked();
        let of_factor = move |at: usize| found.convergence.iter().map(move |step| row(step, at)).collect::<Vec<_>>();
        ranked.into_iter().flat_map(of_factor)
    });
    let (table, rows) = convergence().filled(&steps.collect::<Vec<_>>());
    sink.write(table, rows)?;
    let pairs = found().flat_map(|(of, found)| found.pairs.iter().map(move |item| Row { of, found, item }));
    let pairs: Vec<Row<'_, &Pair>> = pairs.collect();
    if !pairs.is_empty() {
        let (table, rows) = interactions().filled(&pairs);
        sink.write(table, rows)?;
    }
    /// Of each outcome: a page of a workbook is read from above.
    const SHOWN: usize = 12;
    let (table, rows) = answer().filled(&indices().filter(|row| row.item.0 <= SHOWN).collect::<Vec<_>>());
    sink.answer(Answer {
        question: StudyKind::Sensitivity.question(),
        table: Some((table, rows)),
        instead: None,
        chart: Some(Chart::Bars {
            title: "How much it depends on what is varied",
            names: ("parameter", "parameter"),
            series: vec![Bars { ends: Some(CI), ..Bars::of("size") }, Bars { pale: true, ..Bars::of("dummy") }],
            beside: Beside::Each,
            each: Some("outcome"),
        }),
        interval: Some(CI),
    });
    Ok(())
}

type Ranked<'a> = Row<'a, (usize, &'a Index)>;

fn whose<'a, T: 'a>(of: impl Fn(&T) -> &Dependence + Copy + Send + Sync + 'a) -> [Col<'a, T>; 3] {
    [
        text("scenario", "the scenario, where points are crossed with several", move |row| {
            of(row).scenario.as_str().into()
        }),
        text("outcome", "the outcome", move |row| of(row).outcome.as_str().into()),
        text("unit", "its unit", move |row| of(row).unit.as_str().into()),
    ]
}

fn parameter<'a>() -> Col<'a, Ranked<'a>> {
    text("parameter", "what is varied", |row: &Ranked<'_>| row.item.1.parameter.as_str().into())
}

/// An estimate with the ends of its 95 % bootstrap interval.
fn estimate<'a>(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    of: fn(&Index) -> Option<Estimate>,
) -> [Col<'a, Ranked<'a>>; 3] {
    let part = |name: String, meaning: String, part: fn(Estimate) -> f64| {
        number(name, unit, meaning, move |row: &Ranked<'_>| of(row.item.1).map(part).filter(|value| value.is_finite()))
    };
    [
        part(name.into(), meaning.into(), |of| of.value),
        part(format!("{name}.ci_low"), format!("low end of the 95 % interval of {name}"), |of| of.low),
        part(format!("{name}.ci_high"), format!("high end of the 95 % interval of {name}"), |of| of.high),
    ]
}

fn sensitivity<'a>() -> Columns<'a, Ranked<'a>> {
    let columns = whose(|row: &Ranked<'_>| row.of)
        .into_iter()
        .chain([
            parameter(),
            integer("rank", "", "1 for what the outcome depends on most", |row: &Ranked<'_>| row.item.0 as u64),
            text("method", "morris: ranked by mu_star; saltelli: by st; bins and levels: by s1", |row: &Ranked<'_>| {
                row.found.method.word().into()
            }),
        ])
        .chain(estimate("mu", OF_THE_ROW, "mean elementary effect, per whole range of the parameter", |of| of.mu))
        .chain(estimate("mu_star", OF_THE_ROW, "mean size of elementary effects", |of| of.mu_star))
        .chain([statistic("sigma", "standard deviation of elementary effects", |row: &Ranked<'_>| row.item.1.sigma)])
        .chain(estimate("s1", "share", "first-order index: variance that would go if the parameter were known", |of| {
            of.s1
        }))
        .chain(estimate("st", "share", "total index: variance that would stay if all else were known", |of| of.st))
        .chain(estimate(
            "coefficient",
            "sd",
            "standardised coefficient of a linear regression on all parameters",
            |of| of.coefficient,
        ))
        .chain([
            text(
                "sign",
                "whether the outcome is more or less where the parameter is more, or undecided",
                |row: &Ranked<'_>| row.item.1.sign.word().into(),
            ),
            number(
                "dummy",
                "as ranked",
                "what 95 % of parameters that cannot act stay below, in the index that is ranked by",
                |row: &Ranked<'_>| row.found.noise,
            ),
            flag(
                "distinguishable",
                "whether the index that is ranked by stands above the dummy, and its interval above 0",
                |row: &Ranked<'_>| row.item.1.distinguishable,
            ),
        ]);
    Columns::new("sensitivity", "an outcome and a parameter", &["scenario", "outcome", "parameter"], columns)
}

/// A share of the variance over points and histories, with the ends of its 95 % bootstrap interval.
fn share<'a>(
    name: &'static str,
    meaning: &'static str,
    of: fn(&super::Split) -> Option<Estimate>,
) -> [Col<'a, Dependence>; 3] {
    let part = |name: String, meaning: String, part: fn(Estimate) -> f64| {
        number(name, "share", meaning, move |row: &Dependence| row.split.as_ref().and_then(of).map(part))
    };
    [
        part(name.into(), meaning.into(), |of| of.value),
        part(format!("{name}.ci_low"), format!("low end of the 95 % interval of {name}"), |of| of.low),
        part(format!("{name}.ci_high"), format!("high end of the 95 % interval of {name}"), |of| of.high),
    ]
}

fn explained<'a>() -> Columns<'a, Dependence> {
    let found = |of: fn(&Found) -> Option<f64>| move |row: &Dependence| row.found.as_ref().and_then(of);
    let columns = whose(|row: &Dependence| row).into_iter().chain([
        integer("points", "points", "points at which it has a value", |row: &Dependence| row.points as u64),
        text("method", "by what indices were had; empty where it never varies, or points are too few", |row: &Dependence| {
            row.found.as_ref().map_or("", |found| found.method.word()).into()
        }),
        number(
            "s1_sum",
            "share",
            "sum of first-order indices: the share of variance that is no interaction",
            found(|found| {
                let known: Vec<f64> = found.indices.iter().filter_map(|index| Some(index.s1?.value)).collect();
                (!known.is_empty()).then(|| known.iter().sum())
            }),
        ),
        number("dummy", "as ranked", "what 95 % of parameters that cannot act stay below", found(|found| Some(found.noise))),
        number(
            "dummy_s1",
            "share",
            "the same of first-order indices, where parameters are ranked by total ones",
            found(|found| found.noise_s1),
        ),
        number(
            "r2",
            "share",
            "share of the variance between points that a linear regression foretells at points left out of it, ten folds",
            found(|found| found.r2?.ok()),
        ),
        integer(
            "points_needed",
            "points",
            "points that a regression needs, where there are fewer",
            |row: &Dependence| match row.found.as_ref().and_then(|found| found.r2) {
                Some(Err(Refused::Needs(points))) => Some(points as u64),
                _ => None,
            },
        ),
    ]);
    let columns = columns
        .chain(share("numbers", "share of the variance of histories that comes from what is varied", |of| {
            Some(of.numbers)
        }))
        .chain(share("luck", "share that comes from luck: of what all points share, or of each point's own", |of| {
            Some(of.luck)
        }))
        .chain(share("interaction", "share of luck that means another thing at another point", |of| of.interaction));
    Columns::new("explained", "an outcome: how much of it is explained", &["scenario", "outcome"], columns)
}

fn convergence<'a>() -> Columns<'a, Row<'a, (usize, usize, f64)>> {
    type Step<'a> = Row<'a, (usize, usize, f64)>;
    let columns = whose(|row: &Step<'_>| row.of).into_iter().chain([
        text("parameter", "what is varied", |row: &Step<'_>| row.found.indices[row.item.1].parameter.as_str().into()),
        text("sensitivity_index", "the index that parameters are ranked by", |row: &Step<'_>| {
            row.found.method.ranked_by().into()
        }),
        integer("points", "points", "the first points of the design, so many", |row: &Step<'_>| row.item.0 as u64),
        number("value", "as ranked", "the index over these points", |row: &Step<'_>| row.item.2),
    ]);
    Columns::new(
        "convergence",
        "an index after a part of the points",
        &["scenario", "outcome", "parameter", "points"],
        columns,
    )
}

fn interactions<'a>() -> Columns<'a, Row<'a, &'a Pair>> {
    type Of<'a> = Row<'a, &'a Pair>;
    let columns = whose(|row: &Of<'_>| row.of).into_iter().chain([
        text("parameter", "one of a pair of parameters", |row: &Of<'_>| row.item.parameter.as_str().into()),
        text("other", "the other", |row: &Of<'_>| row.item.other.as_str().into()),
        number(
            "s2",
            "share",
            "second-order index: variance that the pair has beyond what each has for itself",
            |row: &Of<'_>| row.item.s2.value,
        ),
        number("s2.ci_low", "share", "low end of the 95 % interval of s2", |row: &Of<'_>| row.item.s2.low),
        number("s2.ci_high", "share", "high end of the 95 % interval of s2", |row: &Of<'_>| row.item.s2.high),
    ]);
    Columns::new("interactions", "a pair of parameters", &["scenario", "outcome", "parameter", "other"], columns)
}

fn answer<'a>() -> Columns<'a, Ranked<'a>> {
    let called = |(name, words): (&str, &'static str)| Category {
        name: name.into(),
        unit: "",
        meaning: words,
        words: Some(words),
    };
    let [scenario, outcome, unit] = whose(|row: &Ranked<'_>| row.of);
    let outcome = outcome.with_categories(headlines().into_iter().map(called));
    let first = [
        scenario,
        outcome,
        unit,
        parameter().titled("depends on"),
        text("sensitivity_index", "the index that parameters are ranked by", |row: &Ranked<'_>| {
            row.found.method.ranked_by().into()
        }),
        number("size", "as ranked", "the index", |row: &Ranked<'_>| row.item.1.size().map(|of| of.value)),
    ];
    let ends = |row: &Ranked<'_>| row.item.1.size().map(|of| (of.low, of.high));
    let ends = interval("as ranked", "low end of its 95 % interval", "high end of its 95 % interval", ends);
    let rest = [
        number("dummy", "as ranked", "what 95 % of parameters that cannot act stay below", |row: &Ranked<'_>| {
            row.found.noise
        })
        .titled("a dummy, which cannot act, stays below"),
        text("sign", "whether the outcome is more or less where the parameter is more", |row: &Ranked<'_>| {
            row.item.1.sign.word().into()
        })
        .titled("more of it means"),
        text("verdict", "whether it can be told from a parameter that cannot act", |row: &Ranked<'_>| {
            if row.item.1.distinguishable { "matters".into() } else { "not distinguishable from 0".into() }
        }),
    ];
    let columns = first.into_iter().chain(ends).chain(rest);
    Columns::new("answer", "an outcome and a parameter", &["scenario", "outcome", "parameter"], columns)
}
