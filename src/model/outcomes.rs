//! Outcomes: one value a history.

use super::indicators::{protecting, with_authority, with_consent};
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
}

/// A state takes part when its action exceeds this share.
const TAKES_PART: f64 = 0.02;

type General = (&'static str, &'static str, &'static str);

const FIRST: [General; 13] = [
    ("violent_deaths", "persons", "violent deaths of all months"),
    ("deprivation_deaths", "persons", "deaths of deprivation of all months"),
    ("deaths", "persons", "violent and deprivation deaths"),
    ("displaced_end", "persons", "displaced at the end"),
    ("adequacy", "share", "mean share of need that the response relieves: the headline"),
    ("relief", "share", "mean relief cover"),
    ("protection", "share", "mean protection"),
    ("peak_need", "share", "greatest unmet need of a month"),
    ("words_deeds_gap", "share", "mean of words minus action"),
    ("breadth", "share", "mean share of states with action above 0.02"),
    ("breach", "1", "sum of the months' breach of order"),
    ("settlement_end", "share", "settlement at the end"),
    ("leaderless_months", "months", "months in which nobody leads"),
];

const LAST: [General; 6] = [
    ("forum_shifts", "months", "months in which the target shopped for forums"),
    ("votes_tabled", "votes", "votes held"),
    ("votes_passed", "votes", "texts adopted"),
    ("blame_hhi", "share", "mean concentration of blame among responders"),
    ("norm_words_end", "share", "the norm in words at the end"),
    ("norm_deeds_end", "share", "the norm in deeds at the end"),
];

/// All outcomes of a scenario, in the order of the outputs. Times count from 0 at the first
/// month; one to an event that never came is missing.
pub fn outcomes(scenario: &Scenario) -> Vec<Outcome> {
    let cast = &scenario.cast;
    let general = |(name, unit, meaning): &General| Outcome { name: (*name).into(), unit, meaning };
    let mut list: Vec<Outcome> = FIRST.iter().map(general).collect();
    let mut add = |name: String, unit, meaning| list.push(Outcome { name, unit, meaning });
    add("months_to_leader".into(), "months", "months to the first leader");
    for index in with_authority(scenario) {
        add(format!("months_to_authorised.{}", cast.instruments[index]), "months", "months to the first authorisation");
    }
    for index in with_consent(scenario) {
        add(format!("months_to_consent.{}", cast.instruments[index]), "months", "months to the target's first consent");
    }
    for index in protecting(scenario) {
        add(format!("deployed_end.{}", cast.instruments[index]), "share", "deployed at the end");
    }
    list.extend(LAST.iter().map(general));
    list
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

    /// Counts a month. `action`, `words` and `blame_hhi` are its indicators of these names.
    pub fn observe(&mut self, world: &World, setting: &Setting<'_>, action: f64, words: f64, blame_hhi: f64) {
        self.months += 1.0;
        self.violent_deaths += world.violent_deaths;
        self.deprivation_deaths += world.deprivation_deaths;
        self.adequacy += world.adequacy;
        self.relief += world.relief_cover;
        self.protection += world.protection;
        self.peak_need = self.peak_need.max(world.need);
        self.gap += words - action;
        let taking_part = world.action.iter().filter(|action| **action > TAKES_PART).count();
        self.breadth += taking_part as f64 / world.action.len() as f64;
        self.breach += world.breach;
        self.shifts += f64::from(world.shopped);
        self.blame_hhi += blame_hhi;
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
