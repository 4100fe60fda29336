//! What is decided, month by month.

use super::entry::{About, Entry};
use super::forums::Shortage;
use super::words::names;
use crate::model::indicators::protecting;
use crate::model::leadership::stepping_forward;
use crate::model::target::{Weighed, most_deferential_body};
use crate::model::votes::{Ballot, Vote};
use crate::model::{MonthContext, World};
use crate::scenario::{Blockers, Mechanism, Month, Scenario};

/// A force is told of when it passes these shares of its full effect, upwards and downwards.
const STAGES: [(f64, &str, &str); 3] = [
    (0.01, "deploys", "is gone"),
    (0.25, "reaches a quarter of its strength", "falls below a quarter of its strength"),
    (0.5, "reaches half its strength", "falls below half its strength"),
];

/// A force is told to fall below a stage only once it is down to this share of the stage: one that wavers around it
/// would fill the chronicle.
const FALLEN: f64 = 0.8;

/// Somebody else is told to be blamed most only with this many times the blame of the one before: near a tie two
/// would take turns every month.
const CLEARLY: f64 = 1.05;

/// What those who block in a body could do.
fn blocking(blockers: &Blockers) -> &'static str {
    match blockers {
        Blockers::Veto(_) => "who could veto it",
        _ => "without whom nothing passes",
    }
}

/// Watches a history and writes down what changes.
pub struct Teller<'a> {
    scenario: &'a Scenario,
    /// What was decided so far, in order.
    pub entries: Vec<Entry>,
    leads: Vec<bool>,
    consent: Vec<bool>,
    /// Strength authorised, as the month before left it.
    authorised: Vec<f64>,
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
        let actors = &scenario.actors;
        Self {
            scenario,
            entries: vec![],
            leads: vec![false; actors.states.len()],
            consent: vec![false; actors.instruments.len()],
            authorised: vec![0.0; actors.instruments.len()],
            stage: 0,
            split: false,
            votes: 0,
            passed: vec![0; actors.instruments.len()],
            blamed: None,
        }
    }

    /// Writes down what a month decided.
    pub fn observe(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        self.events(context.month, month);
        self.leadership(world, context, month);
        self.new_votes(world, context);
        self.authorised.copy_from_slice(&world.authorised);
        self.target(world, context, month);
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

    fn leadership(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        let states = &self.scenario.actors.states;
        for (index, id) in states.iter().enumerate() {
            let leads = world.leads[index];
            if leads != self.leads[index] {
                let does = if leads { "steps forward to lead" } else { "no longer leads" };
                let (mut more, record) = match leads {
                    true => (
                        format!(", with a chance of {:.3}", stepping_forward(world, context, index)),
                        format!("leaders; led, step_forward of {id}"),
                    ),
                    false => (String::new(), format!("leaders; led of {id}")),
                };
                more += &match world.leads.iter().filter(|leads| **leads).count() {
                    0 => "; now nobody leads".to_string(),
                    1 => String::new(),
                    count => format!("; {count} states lead"),
                };
                self.enter(month, About::Leadership, format!("{id} {does}"), &more, record);
            }
        }
        self.leads.copy_from_slice(&world.leads);
    }

    fn new_votes(&mut self, world: &World, context: &MonthContext<'_>) {
        let votes: Vec<(Vote, Vec<Ballot>)> =
            world.votes.iter().skip(self.votes).map(|(vote, ballots)| (*vote, ballots.to_vec())).collect();
        self.votes += votes.len();
        for (vote, ballots) in votes {
            self.vote(&vote, &ballots, context);
        }
    }

    fn vote(&mut self, vote: &Vote, ballots: &[Ballot], context: &MonthContext<'_>) {
        let actors = &self.scenario.actors;
        let Some(body) = actors.fixed_instruments[vote.instrument].authority else { return };
        let seats = actors.seated(body, vote.month);
        let named = |wanted: Ballot| -> Vec<&str> {
            let pairs = seats.iter().zip(ballots).filter(|(_, ballot)| **ballot == wanted);
            pairs.map(|(state, _)| actors.states[*state].as_str()).collect()
        };
        let (favour, abstaining, against) =
            (named(Ballot::InFavour).len(), named(Ballot::Abstaining), named(Ballot::Against));
        let before = self.authorised[vote.instrument];
        let does = match (vote.passed, before > 0.0) {
            (true, false) => "adopts",
            (true, true) => "strengthens",
            (false, _) => "rejects",
        };
        let mut decision = format!(
            "{} {does} {}, {favour} of {} in favour",
            actors.bodies[body],
            actors.instruments[vote.instrument],
            seats.len()
        );
        for (word, states) in [("abstaining", abstaining), ("against", against)] {
            if !states.is_empty() {
                decision += &format!(", {word} {}", states.join(", "));
            }
        }
        let mut more = match vote.diluted_for {
            Some(state) => format!(
                "; diluted to {:.2} of its strength for {}, {}",
                vote.strength,
                actors.states[state],
                blocking(&actors.blockers[body])
            ),
            None => self.why_undiluted(body, seats, ballots),
        };
        match Shortage::of(vote, ballots, context) {
            Some(shortage) => {
                more += &format!("; {}", shortage.words());
                if before > 0.0 {
                    more += &format!("; what was adopted before stays in force at {before:.2}");
                }
            }
            None if before > 0.0 => more += &format!("; from {before:.2} to {:.2} of its full strength", vote.strength),
            None => {}
        }
        let month = self.scenario.start.plus(vote.month);
        let record = format!("votes, {month} {}", actors.instruments[vote.instrument]);
        self.enter(month, About::Vote, decision, &more, record);
    }

    /// Why a text was not diluted, where somebody could have blocked it.
    fn why_undiluted(&self, body: usize, seats: &[usize], ballots: &[Ballot]) -> String {
        let actors = &self.scenario.actors;
        let blocks = |state: usize| match &actors.blockers[body] {
            _ if !self.scenario.off.on(Mechanism::Veto) => false,
            Blockers::Nobody => false,
            Blockers::Everybody => true,
            Blockers::Veto(holders) => holders[state],
        };
        let blockers: Vec<(&usize, &Ballot)> = seats.iter().zip(ballots).filter(|(state, _)| blocks(**state)).collect();
        let unhappy = blockers.iter().filter(|(_, ballot)| **ballot != Ballot::InFavour);
        let unhappy: Vec<String> = unhappy.map(|(state, _)| actors.states[**state].clone()).collect();
        let who = blocking(&actors.blockers[body]);
        match (blockers.len(), unhappy.as_slice()) {
            (0, _) => String::new(),
            (_, []) => format!("; not diluted, as nobody {who} disliked it"),
            (_, several) => format!("; not diluted, as {}, {who}, disliked it too little to block it", names(several)),
        }
    }

    fn target(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        let actors = &self.scenario.actors;
        if world.shopped {
            let body = most_deferential_body(context);
            let more = format!(
                ", as no body defers to it more; the clarity of whose task it is goes from {:.3} to {:.3}",
                world.clarity_seen, world.clarity
            );
            self.enter(
                month,
                About::Target,
                format!("the target turns to {}", actors.bodies[body]),
                &more,
                "shopped, clarity",
            );
        }
        for index in (0..actors.fixed_instruments.len()).filter(|index| actors.fixed_instruments[*index].consent) {
            if world.consent[index] == self.consent[index] {
                continue;
            }
            let Weighed { threat, against, grants, withdraws } = Weighed::of(world, context, index);
            let (does, chance, column) = match world.consent[index] {
                true => ("consents to", grants, "consent_chance"),
                false => ("withdraws its consent to", withdraws, "withdrawal_chance"),
            };
            let id = &actors.instruments[index];
            let more = format!(
                ", with a chance of {chance:.3}: a threat of {threat:.2} against {against:.2} that it would have to give up"
            );
            self.enter(
                month,
                About::Target,
                format!("the target {does} {id}"),
                &more,
                format!("consent.{id}, threat; against, {column} of {id}"),
            );
        }
        self.consent.copy_from_slice(&world.consent);
    }

    fn forces(&mut self, world: &World, month: Month) {
        let ids = &self.scenario.actors.instruments;
        for index in protecting(self.scenario).collect::<Vec<_>>() {
            let (deployed, passed) = (world.deployed[index], self.passed[index]);
            let risen = STAGES.iter().filter(|(share, ..)| deployed >= *share).count();
            let kept = STAGES.iter().filter(|(share, ..)| deployed >= FALLEN * share).count();
            let does: Vec<&str> = match (risen > passed, kept < passed) {
                (true, _) => STAGES[passed..risen].iter().map(|(_, rises, _)| *rises).collect(),
                (_, true) => STAGES[kept..passed].iter().rev().map(|(.., falls)| *falls).collect(),
                _ => continue,
            };
            self.passed[index] = if risen > passed { risen } else { kept };
            for does in does {
                let decision = format!("{} {does}", ids[index]);
                let more = format!(": {deployed:.2} of its full effect");
                self.enter(month, About::Force, decision, &more, format!("deployed.{}", ids[index]));
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
            self.enter(month, About::Court, "the regime splits".into(), weakened, "regime_split");
        }
        self.split = world.split;
    }

    /// The responder that is blamed most, when it is another by a clear margin.
    fn blame(&mut self, world: &World, month: Month) {
        let actors = &self.scenario.actors;
        let responders = &world.blame[..world.blame.len() - 1];
        let most = (0..responders.len()).rev().max_by(|a, b| responders[*a].total_cmp(&responders[*b]));
        let Some(most) = most.filter(|most| self.blamed != Some(*most)) else { return };
        let name = |party: usize| match party.checked_sub(actors.states.len()) {
            None => actors.states[party].clone(),
            Some(body) => actors.bodies[body].clone(),
        };
        let own = responders[most];
        let before = match self.blamed {
            // Of several that are blamed alike nobody is told to be blamed most.
            None if own <= 0.0 || responders.iter().filter(|blame| **blame >= own).count() > 1 => return,
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
