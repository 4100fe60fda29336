//! Outcomes: one value per history, each a fold over its months.

use std::borrow::Cow;

use super::indicators::{Indicator, indicators, mean, one_where};
use super::votes::Votes;
use super::{MonthContext, World};
use crate::lanes::{Real, Work};
use crate::scenario::Scenario;

/// A value that sums up a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its name in the outputs.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Which way it is better for the people in the crisis.
    pub better: Better,
    /// How it is made of the months' values.
    pub over: Over,
    /// The indicator of which it is made, where it is made of one alone.
    pub indicator: Option<String>,
    /// Where it is shown first of all, and what a reader calls it there.
    pub headline: Option<Headline>,
}

impl Outcome {
    /// Is there none in a history in which something never came about? Its mean is over the other histories.
    pub fn may_never_come(&self) -> bool {
        self.over == Over::First
    }
}

/// One of the main outcomes, which are shown on the terminal and on the first sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Headline {
    /// Its place among them, the least first.
    pub rank: u8,
    /// What a reader calls it.
    pub words: &'static str,
}

/// Which way an outcome is better for the people in the crisis, where that can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More of it is better.
    More,
    /// Less of it is better; of a time, sooner.
    Less,
    /// It is no good and no harm in itself.
    Neither,
}

/// How the months' values make the value of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The greatest of them, at least 0.
    Greatest,
    /// The last month's.
    End,
    /// The month, from 0, in which the value is first above 0; missing where it never is.
    First,
}

use Better::{Less, More, Neither};
use Over::{End, First, Greatest, Mean, Sum};

/// A state takes part when its action exceeds this share.
// Logit choice gives everybody who is ready at all a little effort: above 0 every state would take part.
const TAKES_PART: f64 = 0.02;

/// What an outcome is made of.
#[derive(Clone, Copy)]
enum Of {
    /// An indicator, by its name.
    Indicator(&'static str),
    /// Each indicator of a kind, by what stands before the id: one outcome for each.
    Each(&'static str),
    /// What no indicator has.
    World(Beside),
    /// Outcomes that stand above it. They are added up as they end, so that what is shown adds up to the last digit.
    Outcomes([&'static str; 2]),
}

/// An outcome, or one for each of a kind of indicators.
struct Row {
    name: &'static str,
    unit: &'static str,
    better: Better,
    meaning: &'static str,
    over: Over,
    of: Of,
    headline: Option<Headline>,
    formerly: Option<&'static str>,
}

const fn row(name: &'static str, unit: &'static str, better: Better, meaning: &'static str, over: Over, of: Of) -> Row {
    Row { name, unit, better, meaning, over, of, headline: None, formerly: None }
}

impl Row {
    /// The same as one of the main outcomes. Ranks leave room between them.
    const fn headline(self, rank: u8, words: &'static str) -> Self {
        Self { headline: Some(Headline { rank, words }), ..self }
    }

    /// The same, which once had another name.
    const fn formerly(self, name: &'static str) -> Self {
        Self { formerly: Some(name), ..self }
    }

    fn outcome(&self, name: String, indicator: Option<String>) -> Outcome {
        let Self { unit, better, meaning, over, headline, .. } = *self;
        Outcome { name, unit, meaning, better, over, indicator, headline }
    }
}

/// All outcomes, in the order of the outputs. A new one is a row here; where it is a fold of an indicator, the
/// reference implementation of the tests folds its own.
const ROWS: &[Row] = &[
    row("violent_deaths", "persons", Less, "violent deaths of all months", Sum, Of::Indicator("violent_deaths")),
    row(
        "deprivation_deaths",
        "persons",
        Less,
        "deaths of deprivation of all months",
        Sum,
        Of::Indicator("deprivation_deaths"),
    ),
    row(
        "deaths",
        "persons",
        Less,
        "violent and deprivation deaths",
        Sum,
        Of::Outcomes(["violent_deaths", "deprivation_deaths"]),
    )
    .headline(130, "deaths in the model"),
    row("displaced_end", "persons", Less, "displaced at the end", End, Of::World(Beside::DisplacedPersons))
        .headline(120, "displaced at the end"),
    row(
        "adequacy",
        "share",
        More,
        "mean share of need that the response relieves: the headline",
        Mean,
        Of::Indicator("adequacy"),
    )
    .headline(0, "adequacy: share of need relieved"),
    row("relief", "share", More, "mean relief cover", Mean, Of::Indicator("relief_cover")).headline(20, "relief cover"),
    row("protection", "share", More, "mean protection", Mean, Of::Indicator("protection"))
        .headline(10, "protection from violence"),
    row("peak_need", "share", Less, "greatest unmet need of a month", Greatest, Of::Indicator("need")),
    row("words_deeds_gap", "share", Less, "mean of words minus action", Mean, Of::World(Beside::WordsDeedsGap))
        .headline(30, "words minus deeds"),
    row("breadth", "share", More, "mean share of states with action above 0.02", Mean, Of::World(Beside::TakingPart))
        .headline(40, "breadth: states taking part"),
    row("breach", "1", Neither, "sum of the months' breach of order", Sum, Of::Indicator("breach")),
    row("settlement_end", "share", More, "settlement at the end", End, Of::Indicator("settlement")),
    row("leaderless_months", "months", Less, "months in which nobody leads", Sum, Of::World(Beside::Leaderless))
        .headline(60, "months without a leader"),
    row("months_to_leader", "months", Less, "months to the first leader", First, Of::Indicator("leaders"))
        .headline(50, "months to the first leader"),
    row("months_to_authorised", "months", Less, "months to the first authorisation", First, Of::Each("authorised")),
    row("months_to_consent", "months", Less, "months to the target's first consent", First, Of::Each("consent")),
    row("deployed_end", "share", More, "deployed at the end", End, Of::Each("deployed")),
    row(
        "forum_shopping_months",
        "months",
        Less,
        "months in which the target shopped for forums",
        Sum,
        Of::Indicator("shopped"),
    )
    .formerly("forum_shifts")
    .headline(80, "months of forum shopping"),
    row("votes_held", "votes", Neither, "votes held", End, Of::World(Beside::Held)).formerly("votes_tabled"),
    row("votes_passed", "votes", Neither, "texts adopted", End, Of::World(Beside::Passed))
        .headline(70, "texts adopted"),
    row("vetoes", "votes", Neither, "texts vetoed", End, Of::World(Beside::Vetoed)),
    row(
        "blame_hhi",
        "share",
        Neither,
        "mean concentration of blame among responders",
        Mean,
        Of::Indicator("blame_hhi"),
    )
    .headline(90, "concentration of blame"),
    row("norm_words_end", "share", Neither, "the norm in words at the end", End, Of::Indicator("norm_words"))
        .headline(100, "norm in words at the end"),
    row("norm_deeds_end", "share", More, "the norm in deeds at the end", End, Of::Indicator("norm_deeds"))
        .headline(110, "norm in deeds at the end"),
];

/// What is read of the world beside the indicators.
#[derive(Clone, Copy, Debug)]
enum Beside {
    /// The displaced as persons; the population is the month's, which events may change.
    DisplacedPersons,
    /// Mean words less mean action.
    WordsDeedsGap,
    /// The share of states that take part, each counted alike.
    TakingPart,
    /// Nobody leads.
    Leaderless,
    /// Votes held so far.
    Held,
    /// Texts adopted so far.
    Passed,
    /// Texts vetoed so far.
    Vetoed,
}

impl Beside {
    #[inline(always)]
    fn value<V: Real>(self, world: &World<V>, context: &MonthContext<'_, V>) -> V {
        match self {
            Self::DisplacedPersons => world.displaced * *context.parameters.crisis.population,
            Self::WordsDeedsGap => mean(context, &world.words) - mean(context, &world.action),
            Self::TakingPart => taking_part(world),
            Self::Leaderless => leaderless(world),
            Self::Held => counted(world, Votes::held),
            Self::Passed => counted(world, Votes::passed),
            Self::Vetoed => counted(world, Votes::vetoed),
        }
    }
}

#[inline(always)]
fn leaderless<V: Real>(world: &World<V>) -> V {
    let mut somebody = V::Flag::from(false);
    for leads in &world.leads {
        somebody = somebody | *leads;
    }
    V::select(somebody, 0.0, 1.0)
}

#[inline(always)]
fn taking_part<V: Real>(world: &World<V>) -> V {
    let mut taking_part = V::from(0.0);
    for action in &world.action {
        taking_part += one_where(action.is_above(TAKES_PART));
    }
    taking_part / world.action.len() as f64
}

/// What is counted of the votes, in every history.
#[inline(always)]
fn counted<V: Real>(world: &World<V>, count: fn(&Votes) -> usize) -> V {
    let mut counted = V::from(0.0);
    (0..V::LANES).for_each(|lane| counted.put(lane, count(world.votes_in(lane)) as f64));
    counted
}

/// All outcomes of a scenario, in the order of the outputs. Times count from 0 at the first
/// month; one to an event that never came is missing.
pub fn outcomes(scenario: &Scenario) -> Vec<Outcome> {
    entries(scenario).into_iter().map(|(outcome, _)| outcome).collect()
}

/// An outcome by its name, for tables whose scenario is not at hand.
pub fn named(name: &str) -> Option<Outcome> {
    let name = today(name);
    let kind = name.split_once('.').map_or(&*name, |(kind, _)| kind);
    ROWS.iter().find(|row| row.name == kind).map(|row| row.outcome(name.to_string(), None))
}

/// What an outcome, or a column that begins with its name and a point, is called today.
pub fn today(name: &str) -> Cow<'_, str> {
    let (kind, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    let row = ROWS.iter().find(|row| row.formerly == Some(kind));
    row.map_or(Cow::from(name), |row| format!("{}{rest}", row.name).into())
}

/// The main outcomes, as they are shown: names and what a reader calls them.
pub fn headlines() -> Vec<(&'static str, &'static str)> {
    let mut found: Vec<_> = ROWS.iter().filter_map(|row| row.headline.map(|headline| (headline, row.name))).collect();
    found.sort_unstable();
    found.into_iter().map(|(headline, name)| (name, headline.words)).collect()
}

/// What a reader calls a main outcome; none of another.
pub fn headline(name: &str) -> Option<&'static str> {
    let row = ROWS.iter().find(|row| row.name == name)?;
    row.headline.map(|headline| headline.words)
}

/// The outcomes of a scenario with what each is read from.
fn entries(scenario: &Scenario) -> Vec<(Outcome, Reading)> {
    let indicators = indicators(scenario);
    let mut list: Vec<(Outcome, Reading)> = Vec::new();
    for row in ROWS {
        let whole = |reading| (row.outcome(row.name.into(), None), reading);
        let of = |(place, indicator): (usize, &Indicator), name: String| {
            (row.outcome(name, Some(indicator.name.clone())), Reading::Indicator(place, indicator.clone()))
        };
        match row.of {
            Of::Indicator(name) => {
                let found = indicators.iter().enumerate().find(|(_, indicator)| indicator.name == name);
                list.extend(found.map(|indicator| of(indicator, row.name.into())));
            }
            Of::Each(kind) => list.extend(indicators.iter().enumerate().filter_map(|(place, indicator)| {
                let (_, id) = indicator.name.split_once('.').filter(|(known, _)| *known == kind)?;
                Some(of((place, indicator), format!("{}.{id}", row.name)))
            })),
            Of::World(read) => list.push(whole(Reading::World(read))),
            Of::Outcomes(names) => {
                let places = names.map(|name| list.iter().position(|(above, _)| above.name == name).unwrap_or(0));
                list.push(whole(Reading::Outcomes(places)));
            }
        }
    }
    list
}

/// Where an outcome's monthly value comes from.
#[derive(Clone, Debug)]
enum Reading {
    /// By its place among all of the scenario.
    Indicator(usize, Indicator),
    World(Beside),
    /// Not from months: from outcomes at these places.
    Outcomes([usize; 2]),
}

/// Folds the months of a history, or of several side by side, into its outcomes.
#[derive(Clone, Debug)]
pub struct Tally<V: Real = f64> {
    months: f64,
    /// How, from what, and what it has come to.
    folds: Vec<(Over, Reading, V)>,
    /// What each is before the first month.
    before: Vec<f64>,
}

impl<V: Real> Tally<V> {
    /// A tally before the first month.
    pub fn new(scenario: &Scenario) -> Self {
        let folds: Vec<_> =
            entries(scenario).into_iter().map(|(outcome, reading)| (outcome.over, reading, V::default())).collect();
        let before = |(over, reading, _): &(Over, Reading, V)| match (over, reading) {
            // What is there when the history begins has come in month 0, also where the month undoes it.
            (First, Reading::Indicator(_, indicator)) if indicator.is_at_start(scenario) => 0.0,
            (First, _) => f64::NAN,
            _ => 0.0,
        };
        let before = folds.iter().map(before).collect();
        let mut tally = Self { months: 0.0, folds, before };
        tally.begin();
        tally
    }

    /// Begins anew.
    pub fn begin(&mut self) {
        self.months = 0.0;
        for ((_, _, value), before) in self.folds.iter_mut().zip(&self.before) {
            *value = V::from(*before);
        }
    }

    /// Counts a month. `known` is what the indicators say of it, if somebody has asked them all: in their order.
    pub fn observe(&mut self, world: &World<V>, context: &MonthContext<'_, V>, known: &[V]) {
        V::enter(Month { tally: self, world, context, known });
    }

    /// The outcomes of the history in a lane, in the order of [`outcomes`]; NaN is missing.
    pub fn finish(&self, lane: usize) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.folds.len());
        for (over, reading, value) in &self.folds {
            let value = value.lane(lane);
            values.push(match (reading, over) {
                (Reading::Outcomes([first, second]), _) => values[*first] + values[*second],
                (_, Mean) => value / self.months,
                _ => value,
            });
        }
        values
    }
}

/// Counts a month. It is compiled once for every kind of numbers, and not with all that have it counted.
struct Month<'m, 'c, V: Real> {
    tally: &'m mut Tally<V>,
    world: &'m World<V>,
    context: &'m MonthContext<'c, V>,
    known: &'m [V],
}

impl<V: Real> Work<V> for Month<'_, '_, V> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { tally, world, context, known } = self;
        tally.months += 1.0;
        for (over, reading, value) in &mut tally.folds {
            let now = match reading {
                Reading::Indicator(place, indicator) => match known.get(*place) {
                    Some(value) => *value,
                    None => indicator.value(world, context),
                },
                Reading::World(beside) => beside.value(world, context),
                Reading::Outcomes(_) => continue,
            };
            *value = match over {
                Sum | Mean => *value + now,
                Greatest => value.max(now),
                End => now,
                First => {
                    // What has not come yet is no number, and equals nothing.
                    let comes = now.is_above(0.0) & !value.equals(*value);
                    V::select(comes, context.month as f64, *value)
                }
            };
        }
    }
}
