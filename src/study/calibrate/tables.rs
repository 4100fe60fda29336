//! A calibration as tables.

use super::super::columns::statistic;
use super::super::hindcast::facts::Fact;
use super::super::hindcast::score::{Beside, Score};
use super::super::kind::StudyKind;
use super::super::sweep::factor::Factor;
use super::cases::asked;
use super::judged::{OfFact, OfScore};
use super::search::OfWave;
use super::{Calibrate, Calibrated, Learned};
use crate::statistics::sequential::Generation;
use crate::statistics::simulation_based::{Calibration, Uniformity};
use crate::table::{Answer, Bars, Beside as Place, Chart, Columns, Sink, flag, integer, number, text};

/// Hands on the tables.
///
/// # Errors
/// When the sink fails.
pub fn hand_on<S: Sink>(calibrate: &Calibrate<'_>, calibrated: &Calibrated, sink: &mut S) -> Result<(), S::Error> {
    let found = &calibrated.found;
    let waves: Vec<(usize, OfWave)> = found.waves.iter().cloned().enumerate().collect();
    let (table, rows) = waves_table().filled(&waves);
    sink.write(table, rows)?;
    let generations: Vec<(usize, Generation)> = found.generations.all.iter().copied().enumerate().collect();
    let (table, rows) = generations_table().filled(&generations);
    sink.write(table, rows)?;
    let factors = calibrate.making.sweep.factors.iter().filter(|factor| factor.name != "scenario");
    let factors: Vec<&Factor> = factors.collect();
    let learned: Vec<OfFactor> = factors
        .iter()
        .zip(&calibrated.learned)
        .map(|(factor, learned)| OfFactor {
            factor: (*factor).clone(),
            numbers: (0..calibrate.making.sweep.bases.len()).map(|base| factor.numbers(base)).sum(),
            learned: *learned,
        })
        .collect();
    let (table, rows) = posterior_table().filled(&learned);
    sink.write(table, rows)?;
    let asked = asked(&calibrate.cases);
    let facts: Vec<Row> = asked
        .iter()
        .zip(&calibrated.judged.facts)
        .enumerate()
        .map(|(fact, (asked, of))| Row {
            case: asked.case.id.clone(),
            fact: asked.fact.clone(),
            sd: asked.sd,
            of: of.clone(),
            luck: found.scales.luck[fact].sqrt(),
            counts: found.scales.counts[fact],
        })
        .collect();
    let (table, rows) = predictive_table().filled(&facts);
    sink.write(table, rows)?;
    let (scores, of_scores) = scores_table().filled(&calibrated.judged.scores);
    sink.write(scores.clone(), of_scores.clone())?;
    let checks = calibrated.check.iter().flat_map(|check| checks(check, &factors)).collect::<Vec<_>>();
    let (table, rows) = calibration_table().filled(&checks);
    sink.write(table, rows)?;
    sink.answer(Answer {
        question: StudyKind::Calibrate.question(),
        table: Some((scores, of_scores)),
        instead: None,
        chart: Some(Chart::Bars {
            title: "Share of the record within nine tenths of the histories: of all plausible numbers, of those kept",
            names: ("case_id", "part"),
            series: vec![Bars::of("prior_90"), Bars::of("posterior_90")],
            beside: Place::Each,
            each: None,
        }),
        interval: None,
    });
    Ok(())
}

fn waves_table() -> Columns<'static, (usize, OfWave)> {
    type Row = (usize, OfWave);
    let explained = |wave: &OfWave| {
        let known: Vec<f64> = wave.emulators.iter().flatten().map(|emulator| emulator.explained).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let columns = [
        integer("wave", "", "number of the wave; the first is drawn from all plausible numbers", |(at, _): &Row| {
            at + 1
        }),
        integer("points", "points", "that were played", |(_, wave): &Row| wave.points),
        integer("emulated", "facts", "that vary, and have an emulator", |(_, wave): &Row| {
            wave.emulators.iter().flatten().count()
        }),
        integer(
            "asked",
            "facts",
            "of these, fitted ones that some world reaches and whose emulator foretells at least a tenth of their variance",
            |(_, wave): &Row| wave.asked,
        ),
        number(
            "explained",
            "share",
            "of the variance of points' means that emulators foretell, mean over facts",
            move |(_, wave): &Row| explained(wave),
        ),
        integer(
            "forgiven",
            "facts",
            "that may be implausible at a place that is left; more than two where nothing would be left",
            |(_, wave): &Row| wave.forgiven,
        ),
        number(
            "left_of_prior",
            "share",
            "of all places at which no more facts than are forgiven have an implausibility beyond 3, by this wave and those before it",
            |(_, wave): &Row| wave.left.share,
        ),
        number("left_error", "share", "standard error of that share, by drawing", |(_, wave): &Row| wave.left.error),
    ];
    Columns::new("waves", "a wave of history matching", &["wave"], columns)
}

fn generations_table() -> Columns<'static, (usize, Generation)> {
    type Row = (usize, Generation);
    let columns = [
        integer("generation", "", "number of the generation; 0 is of the waves' points", |(at, _): &Row| *at),
        integer("points", "points", "that were drawn for it", |(_, of): &Row| of.points),
        number(
            "accepted",
            "share",
            "of them that are nearer to the record than what was kept before",
            |(_, of): &Row| of.accepted,
        ),
        number(
            "tolerance",
            "1",
            "largest distance that is kept; 1 is expected of the true numbers",
            |(_, of): &Row| Some(of.tolerance).filter(|tolerance| tolerance.is_finite()),
        ),
        number(
            "effective",
            "points",
            "unweighted points that those kept are worth, by their weights",
            |(_, of): &Row| of.effective,
        ),
    ];
    Columns::new("generations", "a generation", &["generation"], columns)
}

/// A factor after the record has spoken.
struct OfFactor {
    factor: Factor,
    numbers: usize,
    learned: Learned,
}

fn posterior_table() -> Columns<'static, OfFactor> {
    type Row = OfFactor;
    let place = |name, meaning, of: fn(&Learned) -> f64| {
        number(name, "place in range", meaning, move |row: &Row| of(&row.learned))
    };
    let columns = [
        text("factor", "what is drawn: a number, or several that move as one", |row: &Row| {
            row.factor.name.as_str().into()
        }),
        integer("numbers", "numbers", "that move with it, in all scenarios", |row: &Row| row.numbers),
        place("prior_mean", "mean place in its range before, from 0 at the low end to 1", |_| 0.5),
        place("prior_sd", "standard deviation before", |_| (1.0 / 12f64).sqrt()),
        place("mean", "mean among the points kept, weighted", |of| of.mean),
        place("sd", "standard deviation among them", |of| of.sd),
        place("p05", "5 % of them are below", |of| of.band[0]),
        place("p95", "95 % of them are below", |of| of.band[1]),
        number("contraction", "share", "of the variance before that is gone; below 0 where it grew", |row: &Row| {
            row.learned.contraction
        }),
        number("distance", "1", "Kolmogorov and Smirnov's, between before and after", |row: &Row| {
            row.learned.test.distance
        }),
        number(
            "p",
            "probability",
            "of as large a distance by chance, of as many points as the weighted ones are worth",
            |row: &Row| row.learned.test.p,
        ),
        flag("moved", "it moves beyond what chance makes of so many factors (Bonferroni, at 5 %)", |row: &Row| {
            row.learned.moved
        }),
    ];
    Columns::new("posterior", "a factor", &["factor"], columns)
}

/// A fact beside prior and posterior.
struct Row {
    case: String,
    fact: Fact,
    sd: f64,
    of: OfFact,
    luck: f64,
    counts: bool,
}

fn predictive_table() -> Columns<'static, Row> {
    let words = |name, meaning, of: fn(&Row) -> &str| text(name, meaning, move |row: &Row| of(row).into());
    let quantile = |name, meaning, of: fn(&OfFact) -> &Beside, at: usize| {
        statistic(name, meaning, move |row: &Row| {
            of(&row.of).quantiles.map(|quantiles| quantiles[at]).filter(|value| value.is_finite())
        })
    };
    let prior: fn(&OfFact) -> &Beside = |of| &of.prior;
    let posterior: fn(&OfFact) -> &Beside = |of| &of.posterior;
    let columns = [
        words("case_id", "the case", |row| &row.case),
        words("fact", "the fact's id", |row| &row.fact.id),
        words("kind", "value, event (a time) or vote (a share of votes withheld)", |row| row.fact.kind.word()),
        words("part", "fit or test", |row| row.fact.part.word()),
        flag("counts", "it counts for the distance: it is fitted, varies, and some world reaches it", |row: &Row| {
            row.counts
        }),
        words("what", "what it is", |row| &row.fact.what),
        words("unit", "its unit", |row| &row.fact.unit),
        statistic("history", "what the record says", |row: &Row| row.fact.value),
        statistic("history_sd", "standard deviation of that, by its own range, or its grade and kind", |row: &Row| {
            row.sd
        }),
        statistic(
            "luck_sd",
            "standard deviation of one history by luck alone, over points of the prior",
            |row: &Row| row.luck,
        ),
        quantile("prior_p05", "5 % of the prior's histories are below; empty: never", prior, 0),
        quantile("prior_p25", "25 % are below", prior, 1),
        quantile("prior_median", "half are below", prior, 2),
        quantile("prior_p75", "75 % are below", prior, 3),
        quantile("prior_p95", "95 % are below", prior, 4),
        quantile(
            "posterior_p05",
            "5 % of the histories of the points kept are below, weighted; empty: never",
            posterior,
            0,
        ),
        quantile("posterior_p25", "25 % are below", posterior, 1),
        quantile("posterior_median", "half are below", posterior, 2),
        quantile("posterior_p75", "75 % are below", posterior, 3),
        quantile("posterior_p95", "95 % are below", posterior, 4),
        statistic("prior_mean", "mean over the prior's histories that saw it", |row: &Row| row.of.prior.mean),
        statistic("posterior_mean", "the same, weighted, of the points kept", |row: &Row| row.of.posterior.mean),
        number(
            "least_off",
            "standard deviations",
            "least that a point's mean is off, of record and luck; beyond 3 no world reaches it",
            |row: &Row| row.of.least,
        ),
        number("reached", "share", "of all points whose mean is off by three at most", |row: &Row| row.of.reached),
    ];
    Columns::new("predictive", "a fact beside the histories before and after", &["case_id", "fact"], columns)
}

fn scores_table() -> Columns<'static, OfScore> {
    type Row = OfScore;
    let of = |count: u64, score: &Score| (score.facts > 0).then(|| count as f64 / score.facts as f64);
    let votes = |error: f64, score: &Score| (score.votes > 0).then_some(error);
    let columns = [
        text("case_id", "the case", |row: &Row| row.case.as_str().into()).titled("case"),
        text("part", "fit or test; of a case that is left out nothing is fitted", |row: &Row| row.part.word().into()),
        flag("left_out", "the case only judges", |row: &Row| row.left_out),
        integer("facts", "facts", "values and events", |row: &Row| row.posterior.facts),
        number("prior_50", "share", "of these in the middle half of the prior's histories", move |row: &Row| {
            of(row.prior.within_50, &row.prior)
        })
        .titled("all plausible numbers: within the middle half"),
        number("prior_90", "share", "of these in the middle nine tenths", move |row: &Row| {
            of(row.prior.within_90, &row.prior)
        })
        .titled("all plausible numbers: within nine tenths"),
        number(
            "posterior_50",
            "share",
            "of these in the middle half of the histories of the points kept",
            move |row: &Row| of(row.posterior.within_50, &row.posterior),
        )
        .titled("those kept: within the middle half"),
        number("posterior_90", "share", "of these in the middle nine tenths", move |row: &Row| {
            of(row.posterior.within_90, &row.posterior)
        })
        .titled("those kept: within nine tenths"),
        integer("votes", "votes", "states by instruments", |row: &Row| row.posterior.votes),
        number("prior_vote_error", "share", "mean absolute difference between record and prior", move |row: &Row| {
            votes(row.prior.vote_error, &row.prior)
        })
        .titled("all plausible numbers: off on votes"),
        number("posterior_vote_error", "share", "the same of the points kept", move |row: &Row| {
            votes(row.posterior.vote_error, &row.posterior)
        })
        .titled("those kept: off on votes"),
        number("null_vote_error", "share", "the same if nobody ever withheld a vote", move |row: &Row| {
            votes(row.posterior.null_vote_error, &row.posterior)
        })
        .titled("off on votes, if nobody withheld one"),
    ];
    Columns::new("scores", "a part of a case's record", &["case_id", "part"], columns)
}

/// A factor, or all together, among records whose true numbers are known.
struct OfCheck {
    factor: String,
    of: Uniformity,
    uniform: bool,
    learned: Option<f64>,
    informed: Option<bool>,
}

fn checks(check: &Calibration, factors: &[&Factor]) -> Vec<OfCheck> {
    let failed = check.failed();
    let all = OfCheck {
        factor: "*".into(),
        of: check.overall,
        uniform: check.overall.p >= 0.025,
        learned: None,
        informed: None,
    };
    let of = |(at, factor): (usize, &&Factor)| OfCheck {
        factor: factor.name.clone(),
        of: check.factors[at],
        uniform: !failed.contains(&at),
        learned: Some(check.learned[at]),
        informed: Some(check.informed[at]),
    };
    std::iter::once(all).chain(factors.iter().enumerate().map(of)).collect()
}

fn calibration_table() -> Columns<'static, OfCheck> {
    let columns = [
        text("factor", "the factor; * is all ranks together", |row: &OfCheck| row.factor.as_str().into()),
        number(
            "chi_squared",
            "1",
            "of the ranks of the truth among 19 of the points kept, 19 degrees of freedom",
            |row: &OfCheck| row.of.chi_squared,
        ),
        number("p", "probability", "of as large a value where ranks are uniform", |row: &OfCheck| row.of.p),
        number(
            "in_the_ends",
            "share",
            "of ranks among the first two and the last two; 0.2 is expected, more where what is kept is too narrow or lies aside, less where it is too wide",
            |row: &OfCheck| row.of.outer,
        ),
        flag(
            "uniform",
            "no other than uniform beyond what chance makes of so many factors (Bonferroni, at 2.5 %)",
            |row: &OfCheck| row.uniform,
        ),
        number(
            "learned",
            "share",
            "of the variance of true places that the means of the points kept foretell",
            |row: &OfCheck| row.learned,
        ),
        flag(
            "informed",
            "records of this kind teach something about it, beyond chance (Bonferroni, at 5 %)",
            |row: &OfCheck| row.informed,
        ),
    ];
    Columns::new("calibration", "a factor among records whose true numbers are known", &["factor"], columns)
}
