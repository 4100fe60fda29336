//! A scenario beside the one that it changes, under the same luck: the numbers and the pictures.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde::Serialize;

use super::ensemble::Ensemble;
use super::ready::Ready;
use crate::ensemble::summary::Summary;
use crate::model::indicators::indicators;
use crate::model::outcomes::{Better, Outcome, outcomes};
use crate::output::picture::{
    self, Figure, Interval, Intervals, Line, Lines, Map, Standing, Twins, shown, with_interval,
};
use crate::output::seen::{self, ASKED, Count, Led, percent, points};
use crate::scenario::Scenario;
use crate::scenario::text::capital;
use crate::statistics::moments::Moments;
use crate::statistics::paired::{Paired, Verdict};

/// One side: a scenario and its histories.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The scenario.
    pub ready: &'a Ready,
    /// Its histories.
    pub ensemble: &'a Ensemble,
}

/// Both sides, and how many twins of them count.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// What it is held against.
    pub base: Side<'a>,
    /// What the reader set.
    pub own: Side<'a>,
    /// The twins.
    pub twins: u64,
    /// They are the same scenario: there is nothing to compare.
    pub same: bool,
}

/// A paired effect as a page tells it.
#[derive(Clone, Debug, Serialize)]
pub struct Effect {
    /// The outcome.
    pub outcome: String,
    /// What a reader calls it.
    pub called: String,
    /// Its unit.
    pub unit: &'static str,
    /// Mean under the base, over the pairs.
    pub base: Option<f64>,
    /// Mean under what the reader set.
    pub own: Option<f64>,
    /// Mean of the paired differences.
    pub effect: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// `more`, `less`, `undecided` or `same`.
    pub verdict: &'static str,
    /// Share of twins in which it was more.
    pub rose: Option<f64>,
    /// Share of twins in which it was less.
    pub fell: Option<f64>,
    /// Pairs in which it came about under both.
    pub pairs: u64,
    #[serde(skip)]
    in_deviations: Option<(f64, Option<(f64, f64)>)>,
}

impl<'a> Side<'a> {
    fn scenario(&self) -> &'a Scenario {
        &self.ready.scenario
    }

    fn summary(&self, twins: u64) -> &'a Summary {
        self.ensemble.summary(self.scenario(), twins)
    }

    /// An indicator over the months, with 5 % to 95 % of the histories.
    fn line(&self, twins: u64, indicator: &str, name: &str) -> Option<Line> {
        let (at, width) = place(self.scenario(), indicator)?;
        let summary = self.summary(twins);
        let cells = || (0..self.scenario().months).map(|month| month * width + at);
        let values = cells().map(|cell| summary.months[cell].mean().unwrap_or(f64::NAN)).collect();
        let quantiles: Vec<[f64; 3]> =
            cells().map(|cell| summary.month_quantiles(cell).unwrap_or([f64::NAN; 3])).collect();
        let band = [0, 2].map(|end| quantiles.iter().map(|quantiles| quantiles[end]).collect::<Vec<_>>());
        let [low, high] = band;
        Some(Line { name: name.into(), values, band: Some((low, high)) })
    }
}

impl Pair<'_> {
    fn months(&self) -> Vec<String> {
        let scenario = self.own.scenario();
        (0..scenario.months).map(|month| scenario.start.plus(month).to_string()).collect()
    }

    /// The outcomes that both have, with the pairs of each.
    fn paired(&self) -> Vec<(Outcome, Paired)> {
        let lists = [self.base, self.own].map(|side| outcomes(side.scenario()));
        let values = [self.base, self.own].map(|side| side.ensemble.outcomes(self.twins));
        let of = |outcome: &Outcome| {
            let places = [0, 1].map(|side| lists[side].iter().position(|known| known.name == outcome.name));
            let [Some(base), Some(own)] = places else { return None };
            let mut paired = Paired::default();
            let pairs = values[0].get(base)?.iter().zip(values[1].get(own)?);
            pairs.for_each(|(base, own)| paired.push(*base, *own));
            Some((outcome.clone(), paired))
        };
        lists[0].iter().filter_map(of).collect()
    }

    /// The effects on all outcomes, main ones first.
    pub fn effects(&self) -> Vec<Effect> {
        let mut all = self.paired();
        all.sort_by_key(|(outcome, _)| outcome.headline.map_or(u8::MAX, |headline| headline.rank));
        all.iter().map(|(outcome, paired)| effect(outcome, paired)).collect()
    }

    /// What the change does, in sentences.
    pub fn answer(&self) -> Markup {
        let all = self.paired();
        let of = |name: &str| all.iter().find(|(outcome, _)| outcome.name == name).map(|(_, paired)| paired);
        let Some(adequacy) = of("adequacy") else { return html! {} };
        let (base, own) = (adequacy.base.mean().unwrap_or(f64::NAN), adequacy.other.mean().unwrap_or(f64::NAN));
        html! {
            @if self.same {
                p { "On average over " (self.twins) " histories the response relieved " strong { (told(&adequacy.base)) } " of the need." }
            } @else {
                p {
                    "The response relieved " strong { (percent(own)) } " of the need, and " (percent(base)) " in the base. "
                    (sentence(adequacy))
                }
                @if let Some(deaths) = of("deaths") { p { "Deaths in the model: " (counted(deaths)) } }
            }
        }
    }

    /// Effects as a forest plot, in standard deviations of the base.
    fn forest(&self) -> Option<Figure> {
        let effects = self.effects();
        let headlines = outcomes(self.base.scenario()).into_iter().filter(|outcome| outcome.headline.is_some());
        let names: Vec<String> = headlines.map(|outcome| outcome.name).collect();
        let row = |effect: &Effect| {
            let (value, range) = effect.in_deviations?;
            let apart = match effect.verdict {
                "undecided" => Some("undecided"),
                "same" => Some("the same in every twin"),
                _ => None,
            };
            Some(Interval { name: effect.called.clone(), value, range, apart, parted: false })
        };
        let rows: Vec<Interval> =
            effects.iter().filter(|effect| names.contains(&effect.outcome)).filter_map(row).collect();
        (!rows.is_empty() && !self.same).then(|| picture::intervals(&Intervals {
            title: "What the change does".into(),
            unit: "standard deviations of the base".into(),
            note: "Mean paired differences with 95 % intervals over twins, of luck alone; hollow: undecided, or the same in every twin".into(),
            rows,
            line: Some(0.0),
        }))
    }

    /// All outcomes in numbers.
    pub fn numbers(&self) -> Markup {
        let effects = self.effects();
        let number = |value: Option<f64>| value.map_or("–".into(), shown);
        let share = |value: Option<f64>| value.map_or("–".into(), percent);
        html! {
            table {
                caption { "Outcomes: mean under the base and as set, the paired effect with its 95 % interval of luck, and in how many twins it was more or less" }
                thead { tr { @for head in ["outcome", "unit", "base", "as set", "effect", "verdict", "more in", "less in", "pairs"] { th scope="col" { (head) } } } }
                tbody {
                    @for effect in &effects {
                        tr .undecided[effect.verdict == "undecided"] {
                            th scope="row" { (effect.called) } td { (effect.unit) } td { (number(effect.base)) } td { (number(effect.own)) }
                            td { (effect.effect.map_or("–".into(), |value| with_interval(value, effect.interval))) } td { (effect.verdict) }
                            td { (share(effect.rose)) } td { (share(effect.fell)) } td { (effect.pairs) }
                        }
                    }
                }
            }
        }
    }

    /// An indicator over time, and the paired difference below.
    fn over_time(&self, indicator: &str) -> Option<Figure> {
        let what = indicators(self.own.scenario()).into_iter().find(|known| known.name == indicator)?;
        let names = self.own.ready.names();
        let (title, unit) = (capital(&names.quantity(&what.name)), what.unit.to_string());
        let months = self.months();
        let base = self.base.line(self.twins, indicator, "base")?;
        let histories = self.twins;
        if self.same {
            let note = format!("Mean over {histories} histories, with 5 % to 95 % of them: luck alone");
            return Some(picture::lines(&Lines {
                title,
                unit,
                note,
                months,
                lines: vec![Line { name: "base".into(), ..base }],
                marks: vec![],
            }));
        }
        let other = self.own.line(self.twins, indicator, "as set")?;
        let differences = self.differences(indicator)?;
        let ends =
            |end: fn((f64, f64)) -> f64| differences.iter().map(|of| of.interval().map_or(f64::NAN, end)).collect();
        let difference = Line {
            name: "difference".into(),
            values: differences.iter().map(|of| of.mean().unwrap_or(f64::NAN)).collect(),
            band: Some((ends(|(low, _)| low), ends(|(_, high)| high))),
        };
        let note = format!(
            "Means over {histories} histories, with 5 % to 95 % of them; below, the mean difference of twins with its 95 % interval, of luck alone"
        );
        Some(picture::twins(&Twins { title, unit, note, months, base, other, difference }))
    }

    /// The paired differences of an indicator in each month.
    fn differences(&self, indicator: &str) -> Option<Vec<Moments>> {
        let (base, of_base) = place(self.base.scenario(), indicator)?;
        let (own, of_own) = place(self.own.scenario(), indicator)?;
        let months = self.base.scenario().months.min(self.own.scenario().months);
        let mut all = vec![Moments::default(); months];
        let both = self.base.ensemble.histories().zip(self.own.ensemble.histories());
        for ((before, _), (after, _)) in both.take(self.twins as usize) {
            for (month, moments) in all.iter_mut().enumerate() {
                moments.push(after.indicators[month * of_own + own] - before.indicators[month * of_base + base]);
            }
        }
        Some(all)
    }

    /// The norm in words and in deeds.
    fn norm(&self) -> Option<Figure> {
        let mut lines = Vec::new();
        for (side, whose) in [(self.base, "base"), (self.own, "as set")] {
            if whose == "as set" && self.same {
                continue;
            }
            for (indicator, called) in [("norm_words", "in words"), ("norm_deeds", "in deeds")] {
                let name = if self.same { called.to_string() } else { format!("{called}, {whose}") };
                lines.push(Line { band: None, ..side.line(self.twins, indicator, &name)? });
            }
        }
        let note = format!("Means over {} histories", self.twins);
        let title = "The norm of protection, in words and in deeds".into();
        Some(picture::lines(&Lines { title, unit: "share".into(), note, months: self.months(), lines, marks: vec![] }))
    }

    fn leaders(&self) -> Option<Figure> {
        let (scenario, summary) = (self.own.scenario(), self.own.summary(self.twins));
        let states = scenario.actors.labels.states.iter().zip(&summary.led);
        let led = |(label, led): (&crate::scenario::labels::Label, &crate::ensemble::summary::Led)| {
            Some(Led { name: label.name.clone(), share: led.share.mean()?, range: led.share.interval() })
        };
        seen::leaders(states.filter_map(led), self.twins)
    }

    fn withheld(&self) -> Vec<(&'static str, Figure)> {
        let (scenario, summary) = (self.own.scenario(), self.own.summary(self.twins));
        let actors = &scenario.actors;
        let pairs =
            || (0..actors.instruments.len()).flat_map(|at| (0..actors.states.len()).map(move |state| (state, at)));
        let asked = ASKED.iter().zip(["abstentions", "against", "against_vetoed"]);
        let figures = asked.filter_map(|(asked, id)| {
            let count = |(state, at): (usize, usize)| {
                let cast = summary.ballots.of(state, at);
                let ballots = if asked.fate == "vetoed" { cast.vetoed } else { cast.adopted };
                let all = ballots.iter().sum::<u64>();
                let such = ballots[if asked.ballot == "abstaining" { 1 } else { 2 }];
                let (state, instrument) = (actors.states[state].clone(), actors.instruments[at].clone());
                (all > 0).then_some(Count { state, instrument, such: such as f64, all: all as f64 })
            };
            Some((id, seen::withheld(asked, pairs().filter_map(count).collect(), self.own.ready.names())?))
        });
        figures.collect()
    }

    fn blame(&self) -> Option<Figure> {
        let (scenario, summary) = (self.own.scenario(), self.own.summary(self.twins));
        let actors = &scenario.actors;
        let parties: Vec<&str> =
            actors.states.iter().chain(&actors.bodies).map(String::as_str).chain(["target"]).collect();
        let mut months: BTreeMap<i32, f64> = BTreeMap::new();
        (0..scenario.months).for_each(|month| *months.entry(scenario.start.plus(month).year()).or_default() += 1.0);
        let mut sums = vec![0.0; parties.len() * parties.len()];
        for (year, from, flows) in summary.flows(scenario) {
            let weight = months.get(&year).copied().unwrap_or(0.0) / scenario.months as f64;
            sums[from * parties.len()..].iter_mut().zip(&flows).for_each(|(sum, flow)| *sum += weight * flow);
        }
        let flow = |(at, share): (usize, &f64)| (parties[at / parties.len()], parties[at % parties.len()], *share);
        let means: Vec<(&str, &str, f64)> =
            sums.iter().enumerate().map(flow).filter(|(from, to, _)| from != to).collect();
        let of_kind = |kind: &str| match kind {
            "state" => actors.states.iter().map(String::as_str).collect(),
            _ => actors.bodies.iter().map(String::as_str).collect(),
        };
        seen::blame(&means, of_kind, self.own.ready.names())
    }

    /// Where states stand in a month.
    fn standing(&self, month: usize) -> Option<Figure> {
        let (scenario, own) = (self.own.scenario(), self.own.ensemble.positions(self.twins));
        let base = self.base.ensemble.positions(self.twins);
        let actors = &scenario.actors;
        let states = actors.states.len();
        let month = month.min(scenario.months - 1);
        let at = |all: &[f64], month: usize, state: usize| {
            let first = (month * states + state) * 2;
            Some((*all.get(first)?, *all.get(first + 1)?))
        };
        let most = |part: usize| own.iter().chain(&base).skip(part).step_by(2).copied().fold(0.0, f64::max);
        let shares = &scenario.epochs[scenario.epoch_of_month[month]].parameters.states.capability_share;
        // The states that have a name keep it while months go by: those that say and do most over all of them.
        let loud = |state: usize| {
            (0..scenario.months)
                .filter_map(|month| at(&own, month, state))
                .map(|(words, deeds)| words + deeds)
                .sum::<f64>()
        };
        let mut order: Vec<usize> = (0..states).collect();
        order.sort_by(|one, other| loud(*other).total_cmp(&loud(*one)));
        let comparable = !self.same && self.base.scenario().actors.states == actors.states;
        let state = |state: usize| {
            Some(Standing {
                name: actors.labels.states[state].name.clone(),
                place: at(&own, month, state)?,
                before: if comparable { at(&base, month, state) } else { None },
                capability: shares[state],
                named: order.iter().take(8).any(|named| *named == state),
            })
        };
        let rings = if comparable { "; dotted rings: where it stands in the base" } else { "" };
        Some(picture::standing(&Map {
            title: "Where states stand".into(),
            note: format!(
                "Means over {} histories; as large as capable. Below the dotted line a state says more than it does{rings}",
                self.twins
            ),
            month: scenario.start.plus(month).to_string(),
            most: (most(0), most(1)),
            states: (0..states).filter_map(state).collect(),
        }))
    }

    /// A figure by its name; several where a name stands for several.
    pub fn figures(&self, what: &str, indicator: &str, month: usize) -> Vec<(String, Figure)> {
        let one = |figure: Option<Figure>| figure.into_iter().map(|figure| (what.to_string(), figure)).collect();
        match what {
            "over_time" => one(self.over_time(indicator)),
            "forest" => one(self.forest()),
            "norm" => one(self.norm()),
            "leaders" => one(self.leaders()),
            "blame" => one(self.blame()),
            "standing" => one(self.standing(month)),
            "votes" => self.withheld().into_iter().map(|(id, figure)| (id.to_string(), figure)).collect(),
            _ => vec![],
        }
    }

    /// The one figure of this id.
    pub fn figure(&self, id: &str, indicator: &str, month: usize) -> Option<Figure> {
        // What has no name of its own is one of those that stand together.
        let mut drawn = [id, "votes"].into_iter().flat_map(|what| self.figures(what, indicator, month));
        drawn.find(|(known, _)| known == id).map(|(_, figure)| figure)
    }
}

/// Where an indicator stands among those of a month, and how many these are.
fn place(scenario: &Scenario, indicator: &str) -> Option<(usize, usize)> {
    let all = indicators(scenario);
    Some((all.iter().position(|known| known.name == indicator)?, all.len()))
}

fn effect(outcome: &Outcome, paired: &Paired) -> Effect {
    let share = |pairs: u64| (paired.pairs() > 0).then(|| pairs as f64 / paired.pairs() as f64);
    let deviations = paired.base.sd().filter(|sd| *sd > 0.0);
    let in_deviations = deviations
        .zip(paired.difference.mean())
        .map(|(sd, mean)| (mean / sd, paired.difference.interval().map(|(low, high)| (low / sd, high / sd))));
    Effect {
        outcome: outcome.name.clone(),
        called: outcome
            .headline
            .map_or_else(|| outcome.name.replace(['_', '.'], " "), |headline| headline.words.into()),
        unit: outcome.unit,
        base: paired.base.mean(),
        own: paired.other.mean(),
        effect: paired.difference.mean(),
        interval: paired.difference.interval(),
        verdict: paired.verdict().word(),
        rose: share(paired.rose),
        fell: share(paired.fell),
        pairs: paired.pairs(),
        in_deviations,
    }
}

/// A mean with its interval, as percentages.
fn told(moments: &Moments) -> String {
    match (moments.mean(), moments.interval()) {
        (Some(mean), Some((low, high))) => {
            format!("{} (95 % interval of luck {} to {})", percent(mean), percent(low), percent(high))
        }
        (Some(mean), None) => percent(mean),
        _ => "nothing known".into(),
    }
}

/// The effect on a share in a sentence.
fn sentence(paired: &Paired) -> Markup {
    let share = |pairs: u64| percent(pairs as f64 / paired.pairs().max(1) as f64);
    let mean = paired.difference.mean().unwrap_or(f64::NAN);
    html! {
        @match paired.verdict() {
            Verdict::Same => "Every twin has the same.",
            Verdict::Undecided => {
                strong { "Undecided" } ": a difference of " (points(mean)) " points"
                @if let Some((low, high)) = paired.difference.interval() { " with a 95 % interval of luck from " (points(low)) " to " (points(high)) }
                "; it was more in " (share(paired.rose)) " of twins and less in " (share(paired.fell)) "."
            }
            _ => {
                "That is " strong { (points(mean)) " points" }
                @if let Some((low, high)) = paired.difference.interval() { " (95 % interval of luck " (points(low)) " to " (points(high)) ")" }
                ": more in " (share(paired.rose)) " of twins, less in " (share(paired.fell)) "."
            }
        }
    }
}

/// The effect on a number of people in a sentence.
fn counted(paired: &Paired) -> Markup {
    let number = |value: f64| format!("{value:.0}");
    let range = paired.difference.interval();
    html! {
        (number(paired.other.mean().unwrap_or(f64::NAN))) " as set, " (number(paired.base.mean().unwrap_or(f64::NAN))) " in the base; "
        @match paired.verdict() {
            Verdict::Same => "the same in every twin.",
            Verdict::Undecided => { "the difference is " strong { "undecided" } "." }
            _ => { strong { (format!("{:+.0}", paired.difference.mean().unwrap_or(f64::NAN))) } @if let Some((low, high)) = range { " (" (format!("{low:+.0}")) " to " (format!("{high:+.0}")) ")" } "." }
        }
    }
}

/// Which way an outcome is better for the people in the crisis.
pub fn better(outcome: &Outcome) -> &'static str {
    match outcome.better {
        Better::More => "more",
        Better::Less => "less",
        Better::Neither => "neither",
    }
}
