//! Outcomes: one value a history.

use super::indicators::{blame_hhi, mean, protecting, with_authority, with_consent};
use super::{Setting, World};
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
}

impl Outcome {
    /// Is there none in a history in which something never came about? Its mean is over the other histories.
    pub fn may_never_come(&self) -> bool {
        self.name.starts_with("months_to_")
    }
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

use Better::{Less, More, Neither};

/// A state takes part when its action exceeds this share.
const TAKES_PART: f64 = 0.02;

type General = (&'static str, &'static str, Better, &'static str);

const FIRST: [General; 13] = [
    ("violent_deaths", "persons", Less, "violent deaths of all months"),
    ("deprivation_deaths", "persons", Less, "deaths of deprivation of all months"),
    ("deaths", "persons", Less, "violent and deprivation deaths"),
    ("displaced_end", "persons", Less, "displaced at the end"),
    ("adequacy", "share", More, "mean share of need that the response relieves: the headline"),
    ("relief", "share", More, "mean relief cover"),
    ("protection", "share", More, "mean protection"),
    ("peak_need", "share", Less, "greatest unmet need of a month"),
    ("words_deeds_gap", "share", Less, "mean of words minus action"),
    ("breadth", "share", More, "mean share of states with action above 0.02"),
    ("breach", "1", Neither, "sum of the months' breach of order"),
    ("settlement_end", "share", More, "settlement at the end"),
    ("leaderless_months", "months", Less, "months in which nobody leads"),
];

const LAST: [General; 6] = [
    ("forum_shifts", "months", Less, "months in which the target shopped for forums"),
    ("votes_tabled", "votes", Neither, "votes held"),
    ("votes_passed", "votes", Neither, "texts adopted"),
    ("blame_hhi", "share", Neither, "mean concentration of blame among responders"),
    ("norm_words_end", "share", Neither, "the norm in words at the end"),
    ("norm_deeds_end", "share", More, "the norm in deeds at the end"),
];

/// Outcomes of single instruments: what stands before the id.
const OF_INSTRUMENTS: [General; 3] = [
    ("months_to_authorised", "months", Less, "months to the first authorisation"),
    ("months_to_consent", "months", Less, "months to the target's first consent"),
    ("deployed_end", "share", More, "deployed at the end"),
];

/// The outcome of months to the first leader.
const TO_LEADER: General = ("months_to_leader", "months", Less, "months to the first leader");

/// All outcomes of a scenario, in the order of the outputs. Times count from 0 at the first
/// month; one to an event that never came is missing.
pub fn outcomes(scenario: &Scenario) -> Vec<Outcome> {
    let cast = &scenario.cast;
    let general =
        |(name, unit, better, meaning): &General| Outcome { name: (*name).into(), unit, meaning, better: *better };
    let mut list: Vec<Outcome> = FIRST.iter().chain([&TO_LEADER]).map(general).collect();
    let of = [
        with_authority(scenario).collect::<Vec<_>>(),
        with_consent(scenario).collect(),
        protecting(scenario).collect(),
    ];
    for ((prefix, unit, better, meaning), instruments) in OF_INSTRUMENTS.into_iter().zip(of) {
        let named = instruments.into_iter().map(|index| format!("{prefix}.{}", cast.instruments[index]));
        list.extend(named.map(|name| Outcome { name, unit, meaning, better }));
    }
    list.extend(LAST.iter().map(general));
    list
}

/// An outcome by its name, for tables whose scenario is not at hand.
pub fn named(name: &str) -> Option<Outcome> {
    let kind = name.split_once('.').map_or(name, |(prefix, _)| prefix);
    let known = FIRST.iter().chain([&TO_LEADER]).chain(&OF_INSTRUMENTS).chain(&LAST);
    let (_, unit, better, meaning) = known.into_iter().find(|(known, ..)| *known == kind)?;
    Some(Outcome { name: name.into(), unit, meaning, better: *better })
}

/// Counts a history's outcomes month by month.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    months: f64,
    violent_deaths: f64,
    deprivation_deaths: f64,
    adequacy: f64,
    relief: f64,
    protection: f64,
    peak_need: f64,
    gap: f64,
    breadth: f64,
    breach: f64,
    leaderless: f64,
    leader: Option<usize>,
    authorised: Vec<Option<usize>>,
    consent: Vec<Option<usize>>,
    shifts: f64,
    blame_hhi: f64,
}

impl Tally {
    /// A tally before the first month.
    pub fn new(scenario: &Scenario) -> Self {
        let instruments = scenario.cast.instruments.len();
        Self { authorised: vec![None; instruments], consent: vec![None; instruments], ..Self::default() }
    }

    /// Begins a history anew.
    pub fn begin(&mut self) {
        let (mut authorised, mut consent) = (std::mem::take(&mut self.authorised), std::mem::take(&mut self.consent));
        authorised.fill(None);
        consent.fill(None);
        *self = Self { authorised, consent, ..Self::default() };
    }

    /// Counts a month.
    pub fn observe(&mut self, world: &World, setting: &Setting<'_>) {
        self.months += 1.0;
        self.violent_deaths += world.violent_deaths;
        self.deprivation_deaths += world.deprivation_deaths;
        self.adequacy += world.adequacy;
        self.relief += world.relief_cover;
        self.protection += world.protection;
        self.peak_need = self.peak_need.max(world.need);
        self.gap += mean(setting, &world.words) - mean(setting, &world.action);
        let taking_part = world.action.iter().filter(|action| **action > TAKES_PART).count();
        self.breadth += taking_part as f64 / world.action.len() as f64;
        self.breach += world.breach;
        self.shifts += f64::from(world.shopped);
        self.blame_hhi += blame_hhi(world);
        let month = setting.month;
        if world.leads.contains(&true) {
            self.leader.get_or_insert(month);
        } else {
            self.leaderless += 1.0;
        }
        for (first, strength) in self.authorised.iter_mut().zip(&world.authorised) {
            if *strength > 0.0 {
                first.get_or_insert(month);
            }
        }
        for (first, consent) in self.consent.iter_mut().zip(&world.consent) {
            if *consent {
                first.get_or_insert(month);
            }
        }
    }

    /// The outcomes, in the order of [`outcomes`]; NaN is missing.
    pub fn finish(&self, world: &World, scenario: &Scenario) -> Vec<f64> {
        let population = *scenario.epochs[scenario.epoch_of_month[scenario.months - 1]].parameters.crisis.population;
        let mean = |sum: f64| sum / self.months;
        let time = |first: Option<usize>| first.map_or(f64::NAN, |month| month as f64);
        let mut values = vec![
            self.violent_deaths,
            self.deprivation_deaths,
            self.violent_deaths + self.deprivation_deaths,
            world.displaced * population,
            mean(self.adequacy),
            mean(self.relief),
            mean(self.protection),
            self.peak_need,
            mean(self.gap),
            mean(self.breadth),
            self.breach,
            world.settlement,
            self.leaderless,
            time(self.leader),
        ];
        values.extend(with_authority(scenario).map(|index| time(self.authorised[index])));
        values.extend(with_consent(scenario).map(|index| time(self.consent[index])));
        values.extend(protecting(scenario).map(|index| world.deployed[index]));
        values.extend([
            self.shifts,
            world.votes.held() as f64,
            world.votes.passed() as f64,
            mean(self.blame_hhi),
            world.norm_words,
            world.norm_deeds,
        ]);
        values
    }
}
