//! Cases as tables.

use super::Answers;
use super::between::{Judged, Ordered};
use super::case::{Between, Case, Cases, MODEL};
use super::play::SHOWN;
use super::score::{OfCase, Over, others_of};
use crate::statistics::moments::Moments;
use crate::study::columns::{interval, statistic};
use crate::study::hindcast::{Beside, Fact, FactKind};
use crate::study::kind::StudyKind;
use crate::table::{Answer, Bars, Beside as Place, Chart, Columns, Sink, flag, integer, month, number, text};

/// Hands on the tables.
///
/// # Errors
/// When the sink fails.
pub fn hand_on<S: Sink>(cases: &Cases, answers: &Answers, sink: &mut S) -> Result<(), S::Error> {
    let scores = scores_table(cases);
    let rows = scores.rows(&answers.scores);
    sink.write(scores.table.clone(), rows.clone())?;
    let facts = facts_table();
    sink.write(facts.table.clone(), facts.rows(&of_facts(cases, answers)))?;
    let between = between_table(cases);
    sink.write(between.table.clone(), between.rows(&answers.between))?;
    let members = members_table();
    sink.write(members.table.clone(), members.rows(&of_members(cases, answers)))?;
    let months = months_table();
    sink.write(months.table.clone(), months.rows(&of_months(cases, answers)))?;
    sink.answer(Answer {
        question: StudyKind::Cases.question(),
        table: Some((scores.table, rows)),
        instead: None,
        chart: Some(Chart::Bars {
            title: "Off on votes, by case: the theory, nobody withholds, as in the other cases",
            names: ("case_id", "over"),
            series: vec![Bars::of("vote_error"), Bars::of("nobody_vote_error"), Bars::of("others_vote_error")],
            beside: Place::Each,
            each: Some("theory"),
        }),
        interval: None,
    });
    Ok(())
}

fn scores_table(cases: &Cases) -> Columns<'_, OfCase> {
    let share = |score: &OfCase, count: u64| (score.score.facts > 0).then(|| count as f64 / score.score.facts as f64);
    let of_votes = |of: &OfCase, error: f64| (of.score.votes > 0).then_some(error);
    let tau = |at: usize| move |of: &OfCase| of.order.as_ref().map(|order| order.quantiles[at]);
    let columns = [
        text("case_id", "the case", |of: &OfCase| cases.cases[of.case].id.clone().into()).titled("case"),
        text("theory", "model, or a rival theory laid on the case", |of: &OfCase| of.theory.as_str().into()),
        text("over", "luck alone, or luck and plausible numbers", |of: &OfCase| of.over.word().into()),
        integer("facts", "facts", "values and events that the record and the histories know", |of: &OfCase| {
            of.score.facts
        }),
        number(
            "within_50",
            "share",
            "of these in the middle half of the histories; 0.5 is perfect",
            move |of: &OfCase| share(of, of.score.within_50),
        )
        .titled("within the middle half"),
        number("within_90", "share", "of these in the middle nine tenths; 0.9 is perfect", move |of: &OfCase| {
            share(of, of.score.within_90)
        })
        .titled("within the middle nine tenths"),
        integer("votes", "votes", "states by instruments on which both have votes", |of: &OfCase| of.score.votes),
        number("vote_error", "share", "mean absolute difference between record and histories", move |of: &OfCase| {
            of_votes(of, of.score.vote_error)
        })
        .titled("off on votes"),
        number("nobody_vote_error", "share", "the same if nobody ever withheld a vote", move |of: &OfCase| {
            of_votes(of, of.score.null_vote_error)
        })
        .titled("off on votes, if nobody withheld one"),
        number(
            "others_vote_error",
            "share",
            "the same if each state withheld as it did in the other cases",
            |of: &OfCase| of.others_vote_error,
        )
        .titled("off on votes, as in the other cases"),
        integer(
            "shared_facts",
            "facts",
            "values and events that other cases have too, by the same id",
            |of: &OfCase| of.nearer.1,
        )
        .titled("facts of other cases too"),
        integer(
            "nearer",
            "facts",
            "of these: the median is nearer to the record than the other cases' mean",
            |of: &OfCase| of.nearer.0,
        )
        .titled("of these nearer than the others"),
        number("tau", "1", "order of events: Kendall's tau-b with the record, median", tau(1))
            .titled("order of events, tau"),
        number("tau_low", "1", "5 % of histories are below", tau(0)).titled("5 % of histories"),
        number("tau_high", "1", "95 % are below", tau(2)).titled("95 % of histories"),
        number("tau_null_95", "1", "95 % of random orders are below", |of: &OfCase| {
            of.order.as_ref().map(|order| order.null_95)
        })
        .titled("95 % of random orders are below"),
        integer("histories", "histories", "played", |of: &OfCase| of.histories),
    ];
    Columns::new("cases", "a case under a theory", &["case_id", "theory", "over"], columns)
}

/// A fact of a case beside the model's histories.
struct OfFact<'a> {
    case: &'a Case,
    fact: &'a Fact,
    luck: &'a Beside,
    numbers: Option<&'a Beside>,
    others: Option<f64>,
}

fn of_facts<'a>(cases: &'a Cases, answers: &'a Answers) -> Vec<OfFact<'a>> {
    let scored = |case: usize, over: Over| {
        answers.scores.iter().find(|of| of.theory == MODEL && of.case == case && of.over == over)
    };
    let mut rows = Vec::new();
    for (at, case) in cases.cases.iter().enumerate() {
        let Some(luck) = scored(at, Over::Luck) else { continue };
        let numbers = scored(at, Over::Numbers);
        for (place, fact) in case.facts.iter().enumerate() {
            rows.push(OfFact {
                case,
                fact,
                luck: &luck.beside[place],
                numbers: numbers.map(|of| &of.beside[place]),
                others: others_of(cases, at, fact),
            });
        }
    }
    rows
}

fn facts_table<'a>() -> Columns<'a, OfFact<'a>> {
    type Row<'a> = OfFact<'a>;
    let words = |name, meaning, of: fn(&Row<'a>) -> String| text(name, meaning, move |row: &Row<'a>| of(row).into());
    let quantile = |name, meaning, numbers: bool, at: usize| {
        statistic(name, meaning, move |row: &Row<'a>| {
            let beside = if numbers { row.numbers } else { Some(row.luck) };
            beside.and_then(|beside| beside.quantiles).map(|quantiles| quantiles[at]).filter(|value| value.is_finite())
        })
    };
    let within = |name, meaning, numbers: bool| {
        flag(name, meaning, move |row: &Row<'a>| {
            let beside = if numbers { row.numbers } else { Some(row.luck) };
            let within = beside.and_then(|beside| beside.within(row.fact.value));
            within.filter(|_| row.fact.kind != FactKind::Vote).map(|[_, most]| most)
        })
    };
    let columns = [
        words("case_id", "the case", |row| row.case.id.clone()),
        words("fact", "the fact's id; the same id in several cases is the same question", |row| row.fact.id.clone()),
        words("kind", "value, event (a time) or vote (a share of votes withheld)", |row| row.fact.kind.word().into()),
        words("part", "fit or test, as its file says", |row| row.fact.part.word().into()),
        words("what", "what it is", |row| row.fact.what.clone()),
        words("unit", "its unit", |row| row.fact.unit.clone()),
        statistic("history", "what the record says", |row: &Row<'a>| row.fact.value),
        statistic("history_low", "low end of the source's own range", |row: &Row<'a>| row.fact.range[0]),
        statistic("history_high", "high end of it", |row: &Row<'a>| row.fact.range[1]),
        statistic(
            "others",
            "what the other cases would say: their mean; of a vote, of this state's votes there",
            |row: &Row<'a>| row.others,
        ),
        statistic("mean", "mean over the histories that saw it, by luck", |row: &Row<'a>| row.luck.mean),
        quantile("median", "of the histories by luck; empty where most never saw it", false, 2),
        quantile("p05", "5 % are below; empty: never", false, 0),
        quantile("p95", "95 % are below", false, 4),
        within("within_90", "the record lies in the middle nine tenths of the histories by luck", false),
        quantile("plausible_median", "of the histories over plausible numbers", true, 2),
        quantile("plausible_p05", "5 % are below", true, 0),
        quantile("plausible_p95", "95 % are below", true, 4),
        within("plausible_within_90", "the record lies in the middle nine tenths over plausible numbers", true),
        integer("histories", "histories", "in which there is such a quantity, by luck", |row: &Row<'a>| {
            row.luck.histories
        }),
        words("measure", "the quantity", |row| row.fact.measure.clone()),
        words("grade", "documented, interpreted or assumed", |row| row.fact.grade.clone()),
        words("source", "the source", |row| row.fact.source.clone()),
    ];
    Columns::new("case_facts", "a fact of a case beside the model", &["case_id", "fact"], columns)
}

fn between_table(cases: &Cases) -> Columns<'_, Judged> {
    let words = |name, meaning, of: fn(&Between) -> &String| {
        text(name, meaning, move |row: &Judged| of(&cases.between[row.between]).clone().into())
    };
    let columns = [
        text("theory", "model, or a rival theory", |row: &Judged| row.theory.as_str().into()),
        words("pattern", "the claim's id", |between| &between.id),
        text("verdict", "by luck alone: pass, fail or undecided, with 95 % intervals of the means", |row: &Judged| {
            row.verdict.word().into()
        }),
        number(
            "plausible_share",
            "share",
            "of plausible worlds in which the means are as claimed; the model's alone",
            |row: &Judged| row.worlds.filter(|(_, all)| *all > 0).map(|(held, all)| held as f64 / all as f64),
        ),
        integer("plausible_worlds", "worlds", "in which all its cases ran", |row: &Judged| {
            row.worlds.map(|(_, all)| all)
        }),
        words("claim", "the claim", |between| &between.claim),
        words("given", "a number of the files on which it rests: what is put in is no finding", |between| {
            &between.given
        }),
        words("reason", "why the theory should show it, written before it was run", |between| &between.reason),
        words("source", "where it is said", |between| &between.source),
    ];
    Columns::new("between", "a claim between cases under a theory", &["theory", "pattern"], columns)
}

/// A case in a claim under a theory.
struct Member<'a> {
    theory: &'a str,
    between: &'a Between,
    case: &'a Case,
    ordered: &'a Ordered,
}

fn of_members<'a>(cases: &'a Cases, answers: &'a Answers) -> Vec<Member<'a>> {
    let of = |judged: &'a Judged| {
        let between = &cases.between[judged.between];
        judged.cases.iter().map(move |ordered| Member {
            theory: &judged.theory,
            between,
            case: &cases.cases[ordered.case],
            ordered,
        })
    };
    answers.between.iter().flat_map(of).collect()
}

fn members_table<'a>() -> Columns<'a, Member<'a>> {
    type Row<'a> = Member<'a>;
    const UNIT: &str = "unit of the measure";
    let over = |name, meaning, at: usize| {
        number(name, UNIT, meaning, move |row: &Row<'a>| row.ordered.over.map(|over| over[at]))
    };
    let first = [
        text("theory", "model, or a rival theory", |row: &Row<'a>| row.theory.to_string().into()),
        text("pattern", "the claim's id", |row: &Row<'a>| row.between.id.clone().into()),
        text("case_id", "the case", |row: &Row<'a>| row.case.id.clone().into()),
        integer(
            "case_group",
            "",
            "its group in the order claimed, from 1, the lowest; 1 where they are to be alike",
            |row: &Row<'a>| row.ordered.group,
        ),
        number("mean", UNIT, "mean of the measure over histories, by luck", |row: &Row<'a>| {
            row.ordered.measured.mean()
        }),
    ];
    let ends = interval(UNIT, "low end of its 95 % interval", "high end of it", |row: &Row<'a>| {
        row.ordered.measured.interval()
    });
    let rest = [
        integer("histories", "histories", "in which it is defined", |row: &Row<'a>| row.ordered.measured.count),
        over("plausible_p05", "5 % of the means of plausible worlds are below; the model's alone", 0),
        over("plausible_p50", "the median of these means", 1),
        over("plausible_p95", "95 % are below", 2),
        text("measure", "what is measured in this case", |row: &Row<'a>| {
            super::file::measure_of(&row.between.written, &row.case.id).unwrap_or_default().into()
        }),
    ];
    let columns: Vec<_> = first.into_iter().chain(ends).chain(rest).collect();
    Columns::new("between_cases", "a case in a claim under a theory", &["theory", "pattern", "case_id"], columns)
}

/// What is shown of a month of a case.
struct OfMonth<'a> {
    case: &'a Case,
    month: usize,
    date: String,
    shown: &'a [Moments; SHOWN.len()],
}

fn of_months<'a>(cases: &'a Cases, answers: &'a Answers) -> Vec<OfMonth<'a>> {
    let Some(model) = answers.theories.iter().find(|theory| theory.theory == MODEL) else { return vec![] };
    let of = |(case, played): (&'a Case, &'a Option<super::Played>)| {
        played.iter().flat_map(move |played| {
            played.months.iter().enumerate().map(move |(at, shown)| OfMonth {
                case,
                month: at,
                date: case.scenario.start.plus(at).to_string(),
                shown,
            })
        })
    };
    cases.cases.iter().zip(&model.cases).flat_map(of).collect()
}

fn months_table<'a>() -> Columns<'a, OfMonth<'a>> {
    type Row<'a> = OfMonth<'a>;
    let first = [
        text("case_id", "the case", |row: &Row<'a>| row.case.id.clone().into()),
        integer("t", "months", "month of the case, from 0", |row: &Row<'a>| row.month),
        month("month", "that calendar month", |row: &Row<'a>| row.date.as_str().into()),
    ];
    let meaning =
        ["unmet need", "attention", "words, capability-weighted", "share of violence from which forces protect"];
    let means = (0..SHOWN.len()).map(|at| {
        number(
            SHOWN[at],
            "share",
            format!("{}, mean over the model's histories by luck", meaning[at]),
            move |row: &Row<'a>| row.shown[at].mean(),
        )
    });
    let columns: Vec<_> = first.into_iter().chain(means).collect();
    Columns::new("case_months", "a month of a case", &["case_id", "t"], columns)
}
