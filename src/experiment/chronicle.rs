//! One history as a dated chronicle: what was decided, by whom, and what stood in the way.
//!
//! Every entry names the record that it comes from: an indicator, a vote, a state's blame. Nothing
//! is told that was not decided or measured.

use std::collections::BTreeSet;

use crate::model::chance::Streams;
use crate::model::indicators::protecting;
use crate::model::outcomes::{Outcome, Tally, outcomes};
use crate::model::votes::{Ballot, Vote};
use crate::model::{History, Setting, World};
use crate::scenario::{Blockers, Month, Scenario};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// An event of the scenario.
    Event,
    /// Somebody leads, or no longer.
    Leadership,
    /// A vote.
    Vote,
    /// Consent, shopping.
    Target,
    /// A force.
    Force,
    /// The court.
    Court,
    /// Who is blamed most.
    Blame,
}

impl About {
    /// Its word in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Leadership => "leadership",
            Self::Vote => "vote",
            Self::Target => "target",
            Self::Force => "force",
            Self::Court => "court",
            Self::Blame => "blame",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub month: Month,
    /// What it is about.
    pub about: About,
    /// What was decided, without numbers: two histories part where these differ.
    pub decision: String,
    /// The same told in words.
    pub text: String,
    /// The record that it comes from.
    pub record: String,
}

/// How near the target came to consent.
#[derive(Clone, Debug, PartialEq)]
pub struct Concession {
    /// The instrument that needs consent.
    pub instrument: String,
    /// The month in which consent was first given, if ever.
    pub granted: Option<Month>,
    /// Months during which it stood.
    pub months: usize,
    /// The month in which it was nearest, with threat and with what it was weighed against
    /// (resistance times intrusiveness times strength); none if never authorised.
    pub nearest: Option<(Month, f64, f64)>,
}

/// A month in which much changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The month.
    pub month: Month,
    /// The indicator.
    pub indicator: &'static str,
    /// Its value the month before.
    pub before: f64,
    /// And then.
    pub after: f64,
}

impl Concession {
    /// What the target conceded, or what it would have taken, in words.
    pub fn text(&self) -> String {
        let Self { instrument, granted, months, nearest } = self;
        match (granted, nearest) {
            (Some(granted), _) => format!("{instrument}: consent from {granted}, which stood for {months} months"),
            (None, None) => format!("{instrument}: never authorised, and so never put to it"),
            (None, Some((month, threat, against))) if threat < against => format!(
                "{instrument}: never; nearest in {month}, with a threat of {threat:.2} where {against:.2} would have made consent as likely as not to be considered"
            ),
            (None, Some((month, threat, against))) => format!(
                "{instrument}: never, by luck; in {month} the threat of {threat:.2} exceeded the {against:.2} that it would have to give up"
            ),
        }
    }

    /// The records that [`Self::text`] comes from.
    pub fn record(&self) -> String {
        format!("consent.{}, threat", self.instrument)
    }
}

impl Turn {
    /// What changed, in words, and what was decided in that month.
    pub fn text(&self, told: &Chronicle) -> String {
        let verb = if self.after > self.before { "rises" } else { "falls" };
        let together = told.entries.iter().filter(|entry| entry.month == self.month);
        let together: Vec<&str> = together.map(|entry| entry.decision.as_str()).collect();
        let in_that_month = match together.len() {
            0 => String::new(),
            _ => format!("; in that month: {}", together.join(", ")),
        };
        format!("{} {verb} from {:.3} to {:.3}{in_that_month}", self.indicator, self.before, self.after)
    }
}

/// A history told.
#[derive(Clone, Debug, PartialEq)]
pub struct Chronicle {
    /// The replicate.
    pub replicate: u64,
    /// What happened, in order.
    pub entries: Vec<Entry>,
    /// What the target conceded, by instrument that needs consent.
    pub concessions: Vec<Concession>,
    /// The largest changes of need and adequacy in one month, the largest first.
    pub turns: Vec<Turn>,
    /// Outcomes with their values; NaN is missing.
    pub outcomes: Vec<(Outcome, f64)>,
}

/// Largest changes that are told, of each indicator.
const TURNS: usize = 2;

/// A force is told of when it passes these shares of its full effect.
const STAGES: [(f64, &str); 3] =
    [(0.01, "deploys"), (0.25, "reaches a quarter of its strength"), (0.5, "reaches half its strength")];

/// Tells one history.
pub fn tell(scenario: &Scenario, replicate: u64, still: bool) -> Chronicle {
    let streams = Streams::new(&scenario.cast, scenario.seed);
    let mut history = History::new(scenario, &streams, still);
    let (mut tally, mut teller) = (Tally::new(scenario), Teller::new(scenario));
    history.begin(replicate);
    history.run(|world, setting| {
        tally.observe(world, setting);
        teller.observe(world, setting);
    });
    let values = tally.finish(history.world(), scenario);
    Chronicle {
        replicate,
        turns: teller.turns(),
        concessions: teller.concessions,
        entries: teller.entries,
        outcomes: outcomes(scenario).into_iter().zip(values).collect(),
    }
}

impl Chronicle {
    /// The same with what happened within some months alone, both ends included.
    #[must_use]
    pub fn within(&self, first: Month, last: Month) -> Self {
        let mut within = self.clone();
        within.entries.retain(|entry| first <= entry.month && entry.month <= last);
        within
    }

    /// Events, which nobody decides, that are not in another.
    pub fn events_not_in<'a>(&'a self, other: &Self) -> Vec<&'a Entry> {
        let is_event = |entry: &&Entry| entry.about == About::Event;
        let there = |entry: &Entry| {
            let mut known = other.entries.iter().filter(is_event);
            known.any(|known| known.month == entry.month && known.decision == entry.decision)
        };
        self.entries.iter().filter(is_event).filter(|entry| !there(entry)).collect()
    }
}

/// What two histories of one luck decided differently, and what was the same until then.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting {
    /// The first month in which they decide differently.
    pub month: Month,
    /// What only the first decided then.
    pub first: Vec<Entry>,
    /// What only the second decided then.
    pub second: Vec<Entry>,
}

/// Where two chronicles part; none if they never do. Events are not decided.
pub fn parting(one: &Chronicle, two: &Chronicle) -> Option<Parting> {
    let months: BTreeSet<Month> = one.entries.iter().chain(&two.entries).map(|entry| entry.month).collect();
    months.into_iter().find_map(|month| {
        let of = |chronicle: &Chronicle, other: &Chronicle| -> Vec<Entry> {
            let then = |chronicle: &Chronicle| -> Vec<Entry> {
                chronicle
                    .entries
                    .iter()
                    .filter(|entry| entry.month == month && entry.about != About::Event)
                    .cloned()
                    .collect()
            };
            let theirs = then(other);
            let alone = |entry: &Entry| !theirs.iter().any(|known| known.decision == entry.decision);
            then(chronicle).into_iter().filter(alone).collect()
        };
        let (first, second) = (of(one, two), of(two, one));
        (!first.is_empty() || !second.is_empty()).then_some(Parting { month, first, second })
    })
}

/// Watches a history and writes down what changes.
struct Teller<'a> {
    scenario: &'a Scenario,
    entries: Vec<Entry>,
    concessions: Vec<Concession>,
    need: Vec<f64>,
    adequacy: Vec<f64>,
    leads: Vec<bool>,
    consent: Vec<bool>,
    stage: usize,
    split: bool,
    votes: usize,
    /// By instrument: how many of [`STAGES`] its force has passed.
    passed: Vec<usize>,
    blamed: Option<usize>,
}

impl<'a> Teller<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let cast = &scenario.cast;
        let needing = cast.tools.iter().zip(&cast.instruments).filter(|(tool, _)| tool.consent);
        let concession = |id: &String| Concession { instrument: id.clone(), granted: None, months: 0, nearest: None };
        Self {
            scenario,
            entries: vec![],
            concessions: needing.map(|(_, id)| concession(id)).collect(),
            need: vec![],
            adequacy: vec![],
            leads: vec![false; cast.states.len()],
            consent: vec![false; cast.instruments.len()],
            stage: 0,
            split: false,
            votes: 0,
            passed: vec![0; cast.instruments.len()],
            blamed: None,
        }
    }

    fn observe(&mut self, world: &World, setting: &Setting<'_>) {
        let month = self.scenario.start.plus(setting.month);
        self.events(setting.month, month);
        self.leadership(world, month);
        self.new_votes(world, setting);
        self.target(world, setting, month);
        self.forces(world, month);
        self.court(world, month);
        self.blame(world, month);
        self.need.push(world.need);
        self.adequacy.push(world.adequacy);
    }

    fn enter(&mut self, month: Month, about: About, decision: String, more: &str, record: impl Into<String>) {
        let text = format!("{decision}{more}");
        self.entries.push(Entry { month, about, decision, text, record: record.into() });
    }

    fn events(&mut self, index: usize, month: Month) {
        let scenario = self.scenario;
        for epoch in scenario.epochs.iter().filter(|epoch| epoch.month == index) {
            for name in epoch.events.iter().filter(|name| !name.is_empty()) {
                self.enter(month, About::Event, name.clone(), "", "events");
            }
        }
    }

    fn leadership(&mut self, world: &World, month: Month) {
        let states = &self.scenario.cast.states;
        for (index, id) in states.iter().enumerate() {
            let leads = world.leads[index];
            if leads != self.leads[index] {
                let does = if leads { "steps forward to lead" } else { "no longer leads" };
                let alone = match world.leads.iter().filter(|leads| **leads).count() {
                    0 => "; now nobody leads".to_string(),
                    1 => String::new(),
                    count => format!("; {count} states lead"),
                };
                self.enter(month, About::Leadership, format!("{id} {does}"), &alone, format!("led, state {id}"));
            }
        }
        self.leads.copy_from_slice(&world.leads);
    }

    fn new_votes(&mut self, world: &World, setting: &Setting<'_>) {
        let votes: Vec<(Vote, Vec<Ballot>)> =
            world.votes.iter().skip(self.votes).map(|(vote, ballots)| (*vote, ballots.to_vec())).collect();
        self.votes += votes.len();
        for (vote, ballots) in votes {
            self.vote(&vote, &ballots, setting);
        }
    }

    fn vote(&mut self, vote: &Vote, ballots: &[Ballot], setting: &Setting<'_>) {
        let cast = &self.scenario.cast;
        let Some(body) = cast.tools[vote.instrument].authority else { return };
        let seats = cast.seated(body, vote.month);
        let named = |wanted: Ballot| -> Vec<&str> {
            let pairs = seats.iter().zip(ballots).filter(|(_, ballot)| **ballot == wanted);
            pairs.map(|(state, _)| cast.states[*state].as_str()).collect()
        };
        let (favour, abstaining, against) =
            (named(Ballot::InFavour).len(), named(Ballot::Abstaining), named(Ballot::Against));
        let does = if vote.passed { "adopts" } else { "rejects" };
        let decision = format!("{} {does} {}", cast.bodies[body], cast.instruments[vote.instrument]);
        let mut more = format!(", {favour} of {} in favour", seats.len());
        for (word, states) in [("abstaining", abstaining), ("against", against)] {
            if !states.is_empty() {
                more += &format!(", {word} {}", states.join(", "));
            }
        }
        if let Some(state) = vote.diluted_for {
            let blocks = match &cast.blockers[body] {
                Blockers::Veto(_) => "who could veto it",
                _ => "without whom nothing passes",
            };
            more += &format!("; diluted to {:.2} of its strength for {}, {blocks}", vote.strength, cast.states[state]);
        }
        if !vote.passed {
            more += &why_not(vote, favour, seats.len(), body, setting);
        }
        let month = self.scenario.start.plus(vote.month);
        let record = format!("votes, {month} {}", cast.instruments[vote.instrument]);
        self.enter(month, About::Vote, decision, &more, record);
    }

    fn target(&mut self, world: &World, setting: &Setting<'_>, month: Month) {
        let cast = &self.scenario.cast;
        if world.shopped {
            let haven = (0..cast.bodies.len()).fold(0, |best, body| {
                let deference = |index: usize| setting.parameters.bodies[index].deference;
                if deference(body) > deference(best) { body } else { best }
            });
            let more =
                format!(", which defers to it most; the clarity of whose task it is falls to {:.2}", world.clarity);
            self.enter(month, About::Target, format!("the target turns to {}", cast.bodies[haven]), &more, "shopped");
        }
        let needing = (0..cast.tools.len()).filter(|index| cast.tools[*index].consent);
        for (place, index) in needing.enumerate() {
            let intrusive = setting.parameters.instruments[index].intrusiveness;
            let (threat, against) = (world.threat, world.resistance * intrusive * world.authorised[index]);
            let concession = &mut self.concessions[place];
            if world.authorised[index] > 0.0
                && concession.nearest.is_none_or(|(_, before, than)| threat - against > before - than)
            {
                concession.nearest = Some((month, threat, against));
            }
            concession.months += usize::from(world.consent[index]);
            if world.consent[index] != self.consent[index] {
                if world.consent[index] {
                    concession.granted.get_or_insert(month);
                }
                let does = if world.consent[index] { "consents to" } else { "withdraws its consent to" };
                let id = &cast.instruments[index];
                let more = format!(": a threat of {threat:.2}, against {against:.2} that it would have to give up");
                self.enter(
                    month,
                    About::Target,
                    format!("the target {does} {id}"),
                    &more,
                    format!("consent.{id}, threat"),
                );
            }
        }
        self.consent.copy_from_slice(&world.consent);
    }

    fn forces(&mut self, world: &World, month: Month) {
        let ids = &self.scenario.cast.instruments;
        for index in protecting(self.scenario).collect::<Vec<_>>() {
            while let Some((share, does)) =
                STAGES.get(self.passed[index]).filter(|(share, _)| world.deployed[index] >= *share)
            {
                let more = format!(" ({:.2}, at least {share})", world.deployed[index]);
                self.enter(
                    month,
                    About::Force,
                    format!("{} {does}", ids[index]),
                    &more,
                    format!("deployed.{}", ids[index]),
                );
                self.passed[index] += 1;
            }
        }
    }

    fn court(&mut self, world: &World, month: Month) {
        while self.stage < world.court_stage {
            self.stage += 1;
            let does = [
                "",
                "the case is referred to the court",
                "the court names first suspects",
                "the court names the leader",
            ];
            self.enter(month, About::Court, does[self.stage].into(), "", "court_stage");
        }
        if world.split && !self.split {
            self.enter(
                month,
                About::Court,
                "the regime splits".into(),
                ": the court no longer makes it more resolute, but less",
                "court_stage",
            );
        }
        self.split = world.split;
    }

    /// The responder that is blamed most, when it is another by a clear margin.
    fn blame(&mut self, world: &World, month: Month) {
        let cast = &self.scenario.cast;
        let responders = &world.blame[..world.blame.len() - 1];
        let most = (0..responders.len()).max_by(|a, b| responders[*a].total_cmp(&responders[*b]));
        let Some(most) = most else { return };
        let name = |party: usize| match party.checked_sub(cast.states.len()) {
            None => cast.states[party].clone(),
            Some(body) => cast.bodies[body].clone(),
        };
        let clear = self.blamed.is_none_or(|before| responders[most] > 1.05 * responders[before]);
        if self.blamed != Some(most) && clear {
            let more = match self.blamed {
                None => format!(", with {:.2} of all blame", responders[most]),
                Some(before) => {
                    format!(
                        ", with {:.2} of all blame, before {} with {:.2}",
                        responders[most],
                        name(before),
                        responders[before]
                    )
                }
            };
            self.enter(
                month,
                About::Blame,
                format!("{} is blamed most of all who could respond", name(most)),
                &more,
                format!("blame of {}", name(most)),
            );
            self.blamed = Some(most);
        }
    }

    fn turns(&self) -> Vec<Turn> {
        let mut turns = Vec::new();
        for (indicator, months) in [("need", &self.need), ("adequacy", &self.adequacy)] {
            let mut changes: Vec<Turn> = months
                .windows(2)
                .enumerate()
                .map(|(index, pair)| Turn {
                    month: self.scenario.start.plus(index + 1),
                    indicator,
                    before: pair[0],
                    after: pair[1],
                })
                .collect();
            let size = |turn: &Turn| (turn.after - turn.before).abs();
            changes.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.month.cmp(&b.month)));
            turns.extend(changes.into_iter().take(TURNS));
        }
        turns
    }
}

/// Why a vote failed, and by how much.
fn why_not(vote: &Vote, favour: usize, seats: usize, body: usize, setting: &Setting<'_>) -> String {
    let least = *setting.parameters.forums.min_strength;
    if vote.strength < least {
        return format!("; what was left of it, {:.2}, was not worth having ({least} at least)", vote.strength);
    }
    let quota = setting.parameters.bodies[body].quota;
    let needed = (quota * seats as f64 - 1e-9).ceil() as usize;
    match needed.saturating_sub(favour) {
        1 => format!("; one vote short of the {needed} it needed"),
        short => format!("; {short} votes short of the {needed} it needed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(month: &str, decision: &str) -> Entry {
        let month = month.parse().unwrap();
        Entry { month, about: About::Vote, decision: decision.into(), text: decision.into(), record: String::new() }
    }

    fn chronicle(entries: Vec<Entry>) -> Chronicle {
        Chronicle { replicate: 0, entries, concessions: vec![], turns: vec![], outcomes: vec![] }
    }

    #[test]
    fn twins_part_at_the_first_month_in_which_they_decide_differently() {
        let one = chronicle(vec![entry("2003-02", "a"), entry("2003-05", "b"), entry("2003-05", "c")]);
        let two = chronicle(vec![entry("2003-02", "a"), entry("2003-05", "c"), entry("2004-01", "d")]);
        let found = parting(&one, &two).unwrap();
        assert_eq!((found.month, found.first.len(), found.second.len()), ("2003-05".parse().unwrap(), 1, 0));
        assert_eq!(found.first[0].decision, "b");
        assert_eq!(parting(&one, &one), None);
        assert_eq!(one.within("2003-03".parse().unwrap(), "2003-05".parse().unwrap()).entries.len(), 2);
    }

    #[test]
    fn an_event_is_given_and_not_decided() {
        let event = Entry { about: About::Event, ..entry("2003-03", "a war") };
        let (one, two) = (chronicle(vec![event, entry("2003-05", "b")]), chronicle(vec![]));
        assert_eq!(parting(&one, &two).unwrap().month, "2003-05".parse().unwrap());
        assert_eq!((one.events_not_in(&two).len(), two.events_not_in(&one).len()), (1, 0));
    }
}
