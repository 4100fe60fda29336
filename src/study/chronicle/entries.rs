//! What is decided, month by month.

use super::blockers::{self, Unworthy, blocking};
use super::entry::{About, Entry};
use super::forums::Shortage;
use super::words::{Named, alone, column, names, together};
use crate::model::forums::blocks;
use crate::model::indicators::protecting;
use crate::model::leadership::stepping_forward;
use crate::model::target::{Weighed, agreeing, agreement_binds, expected, most_deferential_body};
use crate::model::votes::{Ballot, Fate, Vote};
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

/// Who vetoes a text, and that they do.
fn vetoing(vote: &Vote, ballots: &[Ballot], context: &MonthContext<'_>) -> String {
    let against = blockers::against(vote, ballots, context);
    let body = context.actors.fixed_instruments[vote.instrument].authority;
    let does = match (body.map(|body| &context.actors.blockers[body]), against.len()) {
        (Some(Blockers::Veto(_)), 1) => "vetoes",
        (Some(Blockers::Veto(_)), _) => "veto",
        (_, 1) => "blocks",
        _ => "block",
    };
    format!("{} {does} it", together(&Named(context.actors).states(&against)))
}

/// Whom dilution won: those in favour who would not have been of the text at full strength.
fn won(vote: &Vote, ballots: &[Ballot], world: &World, context: &MonthContext<'_>) -> String {
    let actors = context.actors;
    let Some(body) = actors.fixed_instruments[vote.instrument].authority else { return String::new() };
    let seats = actors.seated(body, vote.month);
    let judged = seats.iter().zip(ballots).zip(world.stances.of(vote.instrument, seats.len()));
    let won = judged.filter(|((_, ballot), stance)| **ballot == Ballot::InFavour && stance.judgement < 0.0);
    let won: Vec<String> = won.map(|((state, _), _)| actors.labels.states[*state].name.clone()).collect();
    if won.is_empty() { String::new() } else { format!("; this won {}", together(&won)) }
}

/// Watches a history and writes down what changes.
pub struct Teller<'a> {
    scenario: &'a Scenario,
    /// What was decided so far, in order.
    pub entries: Vec<Entry>,
    leads: Vec<bool>,
    consent: Vec<bool>,
    /// By instrument: the month in which the target agreed in principle, while that holds.
    agreed: Vec<Option<Month>>,
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
    /// Nothing seen yet but what is there at the start.
    pub fn new(scenario: &'a Scenario) -> Self {
        let (actors, initial) = (&scenario.actors, &scenario.initial);
        let passed = |deployed: &f64| STAGES.iter().filter(|(share, ..)| deployed >= share).count();
        let mut teller = Self {
            scenario,
            entries: vec![],
            leads: vec![false; actors.states.len()],
            consent: initial.consent.clone(),
            agreed: vec![None; actors.instruments.len()],
            authorised: initial.authorised.clone(),
            stage: 0,
            split: false,
            votes: 0,
            passed: initial.deployed.iter().map(passed).collect(),
            blamed: None,
        };
        teller.start();
        teller
    }

    /// What is there of instruments when the history begins.
    fn start(&mut self) {
        let scenario = self.scenario;
        let initial = &scenario.initial;
        for (index, id) in scenario.actors.instruments.iter().enumerate() {
            let labels = &scenario.actors.labels;
            let (authorised, consent, deployed) =
                (initial.authorised[index], initial.consent[index], initial.deployed[index]);
            let parts = [
                (authorised > 0.0, format!("authorised at {authorised:.2} of its full strength")),
                (consent, format!("with the consent of {}", labels.target.name)),
                (deployed > 0.0, format!("{deployed:.2} of its full effect deployed")),
            ];
            let there: Vec<String> = parts.into_iter().filter(|(there, _)| *there).map(|(_, words)| words).collect();
            if !there.is_empty() {
                let decision =
                    format!("{} is there at the start: {}", labels.instruments[index].name, there.join(", "));
                self.enter(scenario.start, About::Start, decision, "", format!("instruments.{id}.initial"));
            }
        }
    }

    /// Writes down what a month decided.
    pub fn observe(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        self.events(context.month, month);
        self.leadership(world, context, month);
        self.new_votes(world, context);
        self.shelved(world, context, month);
        self.authorised.copy_from_slice(&world.authorised);
        self.target(world, context, month);
        self.forces(world, month);
        self.court(world, month);
        self.blame(world, month);
    }

    fn enter(&mut self, month: Month, about: About, decision: String, more: &str, record: impl Into<String>) {
        let text = alone(&format!("{decision}{more}"));
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
                let name = &self.scenario.actors.labels.states[index].name;
                self.enter(month, About::Leadership, format!("{name} {does}"), &more, record);
            }
        }
        self.leads.copy_from_slice(&world.leads);
    }

    fn new_votes(&mut self, world: &World, context: &MonthContext<'_>) {
        let votes: Vec<(Vote, Vec<Ballot>)> =
            world.votes().iter().skip(self.votes).map(|(vote, ballots)| (*vote, ballots.to_vec())).collect();
        self.votes += votes.len();
        for (vote, ballots) in votes {
            self.vote(&vote, &ballots, world, context);
        }
    }

    fn vote(&mut self, vote: &Vote, ballots: &[Ballot], world: &World, context: &MonthContext<'_>) {
        let actors = &self.scenario.actors;
        let Some(body) = actors.fixed_instruments[vote.instrument].authority else { return };
        let seats = actors.seated(body, vote.month);
        let named = |wanted: Ballot| -> Vec<&str> {
            let pairs = seats.iter().zip(ballots).filter(|(_, ballot)| **ballot == wanted);
            pairs.map(|(state, _)| actors.labels.states[*state].name.as_str()).collect()
        };
        let (favour, abstaining, against) =
            (named(Ballot::InFavour).len(), named(Ballot::Abstaining), named(Ballot::Against));
        let before = self.authorised[vote.instrument];
        let (forum, name) = (&actors.labels.bodies[body].name, &actors.labels.instruments[vote.instrument].name);
        let does = match (vote.passed, before > 0.0) {
            _ if vote.vetoed => {
                let all_the_same = format!("{forum} puts {name} at full strength all the same");
                format!("{all_the_same}, and {}", vetoing(vote, ballots, context))
            }
            (true, false) => format!("{forum} adopts {name}"),
            (true, true) => format!("{forum} strengthens {name}"),
            (false, _) => format!("{forum} rejects {name}"),
        };
        let mut decision = format!("{does}, {favour} of {} in favour", seats.len());
        for (word, states) in [("abstaining", abstaining), ("against", against)] {
            if !states.is_empty() {
                decision += &format!(", {word} {}", states.join(", "));
            }
        }
        let month = self.scenario.start.plus(vote.month);
        let unworthy = Unworthy::of(world, context, vote.instrument, month);
        let mut more = match (vote.diluted_for, unworthy) {
            (_, Some(unworthy)) => format!("; {}", unworthy.words(Named(actors))),
            (Some(state), _) => format!(
                "; diluted to {:.2} of its strength for {}, {}{}",
                vote.strength,
                actors.labels.states[state].name,
                blocking(&actors.blockers[body]),
                won(vote, ballots, world, context)
            ),
            (None, None) => self.why_undiluted(body, ballots, context),
        };
        match Shortage::of(vote, ballots, context) {
            Some(shortage) => {
                if !vote.vetoed {
                    more += &format!("; {}", shortage.words(Named(actors)));
                }
                if before > 0.0 {
                    more += &format!("; what was adopted before stays in force at {before:.2}");
                }
            }
            None if before > 0.0 => more += &format!("; from {before:.2} to {:.2} of its full strength", vote.strength),
            None => {}
        }
        self.enter(
            month,
            About::Vote,
            decision,
            &more,
            format!("votes, {month} {}", actors.instruments[vote.instrument]),
        );
    }

    /// Texts that were taken up and shelved.
    fn shelved(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        let scenario = self.scenario;
        let actors = &scenario.actors;
        for (index, tool) in actors.fixed_instruments.iter().enumerate() {
            let fate = world.tabled(index).and_then(|tabled| tabled.text).map(|text| text.fate);
            let Some(body) = tool.authority.filter(|_| fate == Some(Fate::Shelved)) else { continue };
            let (forum, id) = (&actors.labels.bodies[body].name, &actors.instruments[index]);
            let name = &actors.labels.instruments[index].name;
            let why =
                Unworthy::of(world, context, index, month).map_or(String::new(), |text| text.words(Named(actors)));
            let record = format!("shelved, strength_left, diluted_for of {id}");
            self.enter(month, About::Shelved, format!("{forum} shelves {name}"), &format!(": {why}"), record);
        }
    }

    /// Why a text was not diluted, where somebody could have blocked it.
    fn why_undiluted(&self, body: usize, ballots: &[Ballot], context: &MonthContext<'_>) -> String {
        let actors = &self.scenario.actors;
        let cast = actors.seated(body, context.month).iter().zip(ballots);
        let blockers: Vec<(&usize, &Ballot)> = cast.filter(|(state, _)| blocks(context, body, **state)).collect();
        let unhappy = blockers.iter().filter(|(_, ballot)| **ballot != Ballot::InFavour);
        let unhappy: Vec<String> = unhappy.map(|(state, _)| actors.labels.states[**state].name.clone()).collect();
        let who = blocking(&actors.blockers[body]);
        match (blockers.len(), unhappy.as_slice()) {
            (0, _) => String::new(),
            (_, []) => format!("; not diluted, as nobody {who} disliked it"),
            (_, several) => format!("; not diluted, as {}, {who}, disliked it too little to block it", names(several)),
        }
    }

    fn target(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        let actors = &self.scenario.actors;
        let labels = &actors.labels;
        let target = &labels.target.name;
        if world.shopped {
            let body = most_deferential_body(context);
            let more = format!(
                ", as no body defers to it more; the clarity of whose task it is goes from {:.3} to {:.3}",
                world.clarity_seen, world.clarity
            );
            self.enter(
                month,
                About::Target,
                format!("{target} turns to {}", labels.bodies[body].name),
                &more,
                "shopped, clarity",
            );
        }
        for index in (0..actors.fixed_instruments.len()).filter(|index| actors.fixed_instruments[*index].consent) {
            self.agreement(world, context, index, month);
            if world.consent[index] == self.consent[index] {
                continue;
            }
            let (id, name) = (&actors.instruments[index], &labels.instruments[index].name);
            if let Some(agreed) = self.agreed[index].filter(|_| agreement_binds(world, context, index)) {
                let more = format!(", as it agreed in principle in {agreed}, before there was a text");
                let record = format!("{}; agreed of {id}", column("consent", id));
                self.enter(month, About::Target, format!("{target} consents to {name}"), &more, record);
                continue;
            }
            let Weighed { threat, against, grants, withdraws } = Weighed::of(world, context, index);
            let (does, chance, of_chance) = match world.consent[index] {
                true => ("consents to", grants, "consent_chance"),
                false => ("withdraws its consent to", withdraws, "withdrawal_chance"),
            };
            let more = format!(
                ", with a chance of {chance:.3}: a threat of {threat:.2} against {against:.2} that it would have to give up"
            );
            self.enter(
                month,
                About::Target,
                format!("{target} {does} {name}"),
                &more,
                format!("{}, threat; against, {of_chance} of {id}", column("consent", id)),
            );
        }
        self.consent.copy_from_slice(&world.consent);
    }

    /// Agreement in principle, before there is a text.
    fn agreement(&mut self, world: &World, context: &MonthContext<'_>, index: usize, month: Month) {
        match (world.agreed[index], self.agreed[index]) {
            (true, None) => {
                self.agreed[index] = Some(month);
                let actors = &self.scenario.actors;
                let (target, name) = (&actors.labels.target.name, &actors.labels.instruments[index].name);
                let more = format!(
                    ", with a chance of {:.3}: a threat of {:.2} against {:.2} that it expects to have to give up",
                    agreeing(world, context, index),
                    world.threat,
                    expected(world, context, index)
                );
                let decision = format!("{target} agrees in principle to {name}, before there is a text");
                self.enter(
                    month,
                    About::Target,
                    decision,
                    &more,
                    format!("threat; agreed of {}", actors.instruments[index]),
                );
            }
            // It ends with the consent that is withdrawn, of which there is an entry.
            (false, Some(_)) => self.agreed[index] = None,
            _ => {}
        }
    }

    fn forces(&mut self, world: &World, month: Month) {
        let actors = &self.scenario.actors;
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
                let decision = format!("{} {does}", actors.labels.instruments[index].name);
                let more = format!(": {deployed:.2} of its full effect");
                self.enter(month, About::Force, decision, &more, column("deployed", &actors.instruments[index]));
            }
        }
    }

    fn court(&mut self, world: &World, month: Month) {
        while self.stage < world.court_stage as usize {
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
        let name = |party: usize| actors.labels.parties().nth(party).map_or("", |label| label.name.as_str());
        let id = actors.states.iter().chain(&actors.bodies).nth(most).cloned().unwrap_or_default();
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
        self.enter(month, About::Blame, decision, &more, format!("blame of {id}"));
        self.blamed = Some(most);
    }
}
