//! What is decided, month by month.

use super::forums::Shortage;
use super::{About, Entry};
use crate::model::indicators::protecting;
use crate::model::leadership::stepping_forward;
use crate::model::target::Weighed;
use crate::model::votes::{Ballot, Vote};
use crate::model::{Setting, World};
use crate::scenario::{Blockers, Mechanism, Month, Scenario};

/// A force is told of when it passes these shares of its full effect.
const STAGES: [(f64, &str); 3] =
    [(0.01, "deploys"), (0.25, "reaches a quarter of its strength"), (0.5, "reaches half its strength")];

/// How many times as much as who was blamed most before somebody must be blamed to be told of.
const CLEARLY: f64 = 1.05;

/// Watches a history and writes down what changes.
pub struct Teller<'a> {
    scenario: &'a Scenario,
    /// What was decided so far, in order.
    pub entries: Vec<Entry>,
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
    /// Nothing seen yet.
    pub fn new(scenario: &'a Scenario) -> Self {
        let cast = &scenario.cast;
        Self {
            scenario,
            entries: vec![],
            leads: vec![false; cast.states.len()],
            consent: vec![false; cast.instruments.len()],
            stage: 0,
            split: false,
            votes: 0,
            passed: vec![0; cast.instruments.len()],
            blamed: None,
        }
    }

    /// Writes down what a month decided.
    pub fn observe(&mut self, world: &World, setting: &Setting<'_>, month: Month) {
        self.events(setting.month, month);
        self.leadership(world, setting, month);
        self.new_votes(world, setting);
        self.target(world, setting, month);
        self.forces(world, month);
        self.court(world, month);
        self.blame(world, month);
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

    fn leadership(&mut self, world: &World, setting: &Setting<'_>, month: Month) {
        let states = &self.scenario.cast.states;
        for (index, id) in states.iter().enumerate() {
            let leads = world.leads[index];
            if leads != self.leads[index] {
                let does = if leads { "steps forward to lead" } else { "no longer leads" };
                let mut more = match leads {
                    true => format!(", with a chance of {:.3}", stepping_forward(world, setting, index)),
                    false => String::new(),
                };
                more += &match world.leads.iter().filter(|leads| **leads).count() {
                    0 => "; now nobody leads".to_string(),
                    1 => String::new(),
                    count => format!("; {count} states lead"),
                };
                self.enter(month, About::Leadership, format!("{id} {does}"), &more, format!("led, state {id}"));
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
        if let Some(shortage) = Shortage::of(vote, ballots, setting) {
            more += &format!("; {}", shortage.words());
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
            let more = format!(
                ", which defers to it most; the clarity of whose task it is goes from {:.2} to {:.2}",
                world.clarity_seen, world.clarity
            );
            self.enter(
                month,
                About::Target,
                format!("the target turns to {}", cast.bodies[haven]),
                &more,
                "shopped, clarity",
            );
        }
        for index in (0..cast.tools.len()).filter(|index| cast.tools[*index].consent) {
            if world.consent[index] == self.consent[index] {
                continue;
            }
            let Weighed { threat, against, grants, withdraws } = Weighed::of(world, setting, index);
            let (does, chance) =
                if world.consent[index] { ("consents to", grants) } else { ("withdraws its consent to", withdraws) };
            let id = &cast.instruments[index];
            let more = format!(
                ", with a chance of {chance:.3}: a threat of {threat:.2} against {against:.2} that it would have to give up"
            );
            self.enter(
                month,
                About::Target,
                format!("the target {does} {id}"),
                &more,
                format!("consent.{id}, authorised.{id}, threat"),
            );
        }
        self.consent.copy_from_slice(&world.consent);
    }

    fn forces(&mut self, world: &World, month: Month) {
        let ids = &self.scenario.cast.instruments;
        for index in protecting(self.scenario).collect::<Vec<_>>() {
            while let Some((_, does)) =
                STAGES.get(self.passed[index]).filter(|(share, _)| world.deployed[index] >= *share)
            {
                let more = format!(": {:.2} of its full effect", world.deployed[index]);
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
            let weakened = if self.scenario.off.on(Mechanism::Court) {
                ": from now on the court makes it less resolute and not more"
            } else {
                ""
            };
            self.enter(month, About::Court, "the regime splits".into(), weakened, "regime split");
        }
        self.split = world.split;
    }

    /// The responder that is blamed most, when it is another by a clear margin.
    fn blame(&mut self, world: &World, month: Month) {
        let cast = &self.scenario.cast;
        let responders = &world.blame[..world.blame.len() - 1];
        let most = (0..responders.len()).rev().max_by(|a, b| responders[*a].total_cmp(&responders[*b]));
        let Some(most) = most.filter(|most| self.blamed != Some(*most)) else { return };
        let name = |party: usize| match party.checked_sub(cast.states.len()) {
            None => cast.states[party].clone(),
            Some(body) => cast.bodies[body].clone(),
        };
        let own = responders[most];
        let before = match self.blamed {
            // Of several that are blamed alike nobody is told to be blamed most.
            None if responders.iter().filter(|blame| **blame >= own).count() > 1 => return,
            None => String::new(),
            Some(before) if own <= CLEARLY * responders[before] => return,
            Some(before) => format!(", before {} with {:.2}", name(before), responders[before]),
        };
        let decision = format!("{} is blamed most of all who could respond", name(most));
        let more = format!(", with {own:.2} of all blame{before}");
        self.enter(month, About::Blame, decision, &more, format!("blame of {}", name(most)));
        self.blamed = Some(most);
    }
}
