//! Every number of the baseline matters: nudged, it changes some history, or here is why not.

use std::path::Path;

use crate::support::scenarios::{beside_the_shipped, scenario, shipped};
use intsoc::ensemble::recording::Recorder;
use intsoc::model::History;
use intsoc::model::chance::Streams;
use intsoc::model::votes::Ballot;
use intsoc::scenario::rules::rules;
use intsoc::scenario::source::Node;
use intsoc::scenario::{self, Epoch, Override, Place, Reset, Scenario};
use rayon::prelude::*;

/// Why a number may change no history, however far it is moved.
type Excuse = (&'static str, fn(&Scenario, &str) -> bool);

/// The only reasons that are accepted, each checked on the scenario itself.
const EXCUSES: [Excuse; 7] = [
    ("openness of a state that no movement reaches", |scenario, path| {
        let Some(state) = named(path, "states", "openness", &scenario.actors.states) else { return false };
        scenario
            .epochs
            .iter()
            .all(|epoch| epoch.parameters.movements.iter().all(|movement| movement.reach[state] == 0.0))
    }),
    ("intrusiveness of what needs no authority: it is legitimate, and asks no consent", |scenario, path| {
        let Some(index) = named(path, "instruments", "intrusiveness", &scenario.actors.instruments) else {
            return false;
        };
        scenario.actors.fixed_instruments[index].authority.is_none()
    }),
    ("quota and entrepreneurship of a body that authorises nothing", |scenario, path| {
        let body =
            ["quota", "entrepreneurship"].iter().find_map(|key| named(path, "bodies", key, &scenario.actors.bodies));
        body.is_some_and(|body| scenario.actors.fixed_instruments.iter().all(|tool| tool.authority != Some(body)))
    }),
    ("readiness to lead before the first month, when hardly anything is on the agenda", |scenario, path| {
        let numbers = &scenario.epochs[0].parameters;
        let need = scenario.initial.violence + scenario.initial.displaced;
        let attention = *numbers.attention.rate * need;
        path == "leadership.initial" && *numbers.leadership.step_forward * attention < 0.02
    }),
    ("quota of a body whose every vote in these histories is unanimous", |scenario, path| {
        let body = named(path, "bodies", "quota", &scenario.actors.bodies);
        body.is_some_and(|body| always_unanimous(scenario, body))
    }),
    ("what only a vote or an effort weighs, of what no body ever authorises in these histories", |scenario, path| {
        // Where blockers leave less of it than sponsors want, what the others think of it makes no difference.
        let keys = ["risk", "requirement", "cost", "pressure", "visibility"].iter();
        let instrument = keys.into_iter().find_map(|key| named(path, "instruments", key, &scenario.actors.instruments));
        instrument.is_some_and(|index| {
            let tool = &scenario.actors.fixed_instruments[index];
            tool.authority.is_some() && !tool.unauthorised && never_authorised(scenario, index)
        })
    }),
    ("openness that an event sets anew before any movement that reaches the state is mobilised", |scenario, path| {
        let Some(state) = named(path, "states", "openness", &scenario.actors.states) else { return false };
        let reaches = |movement: usize| scenario.epochs[0].parameters.movements[movement].reach[state] > 0.0;
        let reaching: Vec<usize> = (0..scenario.actors.movements.len()).filter(|movement| reaches(*movement)).collect();
        let start = scenario.epochs[0].parameters.states.openness[state];
        let anew = |epoch: &&Epoch| epoch.parameters.states.openness[state] != start;
        let woken = |epoch: &&Epoch| {
            epoch.resets.iter().any(|reset| matches!(reset, Reset::Mobilisation(movement, value) if reaching.contains(movement) && *value > 0.0))
        };
        let month = |found: Option<&Epoch>| found.map(|epoch| epoch.month);
        let asleep = reaching.iter().all(|movement| scenario.initial.mobilisation[*movement] == 0.0);
        let (anew, woken) = (month(scenario.epochs.iter().find(anew)), month(scenario.epochs.iter().find(woken)));
        !reaching.is_empty() && asleep && anew.is_some_and(|anew| woken.is_none_or(|woken| anew <= woken))
    }),
];

/// The index of ID where the path is `table.ID.key`.
fn named(path: &str, table: &str, key: &str, ids: &[String]) -> Option<usize> {
    let id = path.strip_prefix(table)?.strip_prefix('.')?.strip_suffix(key)?.strip_suffix('.')?;
    ids.iter().position(|known| known == id)
}

/// A body holds votes in the histories compared, and all seats are in favour in each.
fn always_unanimous(scenario: &Scenario, body: usize) -> bool {
    let streams = Streams::of(scenario);
    let mut history = History::new(scenario, &streams, false);
    let mut held = 0;
    let unanimous = (0..MANY).all(|replicate| {
        history.begin(replicate);
        while history.step() {}
        let votes = history.world().votes().iter();
        let mut own =
            votes.filter(|(vote, _)| scenario.actors.fixed_instruments[vote.instrument].authority == Some(body));
        own.all(|(_, ballots)| {
            held += 1;
            ballots.iter().all(|ballot| *ballot == Ballot::InFavour)
        })
    });
    unanimous && held > 0
}

/// No body authorises an instrument in any of the histories compared.
fn never_authorised(scenario: &Scenario, instrument: usize) -> bool {
    let streams = Streams::of(scenario);
    let mut history = History::new(scenario, &streams, false);
    (0..MANY).all(|replicate| {
        history.begin(replicate);
        while history.step() {}
        history.world().authorised[instrument] == 0.0
    })
}

/// Every value of every month of one history without chance and then of some with it, as bits, history by history.
fn histories<'a>(scenario: &'a Scenario, streams: &'a Streams, replicates: u64) -> impl Iterator<Item = Vec<u64>> + 'a {
    [(true, 1), (false, replicates)].into_iter().flat_map(move |(still, replicates)| {
        let mut recorder = Recorder::new(scenario, streams, still, true);
        (0..replicates).map(move |replicate| {
            let (record, _) = recorder.play_one(replicate, &|| false).expect("nobody stops it");
            let detail = record.detail.states.iter().flat_map(|state| &state.values);
            let values = record.indicators.iter().chain(&record.outcomes).chain(detail).chain(&record.effort);
            values.map(|value| value.to_bits()).collect()
        })
    })
}

/// Does any of so many histories differ from those before? The first that does is enough.
fn differs(scenario: &Scenario, replicates: u64, before: &[Vec<u64>]) -> bool {
    let streams = Streams::of(scenario);
    let mut pairs = histories(scenario, &streams, replicates).zip(&before[..=replicates as usize]);
    pairs.any(|(now, before)| now != *before)
}

/// The paths of all numbers of a scenario, with their values.
fn numbers(scenario: &Scenario) -> Vec<(String, f64)> {
    let leaves = scenario.resolved.leaves().into_iter();
    leaves.filter_map(|(path, node)| node.as_number().map(|value| (path, value))).collect()
}

/// The scenario with one number changed; `None` where that is not allowed.
fn changed(text: &str, path: &str, value: f64, was: f64) -> Option<Scenario> {
    let set = |path: &str, value: f64| Override::new(path, Node::number(value, &Place::whole("nudge")));
    let mut changes = vec![set(path, value)];
    if let Some((table, constituency)) = path.rsplit_once('.').filter(|(table, _)| table.ends_with("constituencies")) {
        // The three sum to 1: what one gains another loses.
        let other = format!("{table}.{}", if constituency == "nationals" { "society" } else { "nationals" });
        let (_, held) = numbers(&scenario(text, &[])).into_iter().find(|(name, _)| *name == other)?;
        changes.push(set(&other, held - (value - was)));
    }
    scenario::load_from(&beside_the_shipped(text), Path::new("test.toml"), &changes).ok()
}

/// Nudged a little, and then, with more histories, far: what decides by a threshold needs luck
/// to show.
fn matters(text: &str, path: &str, value: f64, before: &[Vec<u64>]) -> bool {
    let little = if value == 0.0 { vec![0.003] } else { vec![value * 1.01, value * 0.99] };
    let mut far = vec![value * 2.0, value * 0.5, 0.0, 1.0, value + 1.0];
    far.sort_by(f64::total_cmp);
    far.dedup();
    [little, far].into_iter().zip([FEW, MANY]).any(|(values, replicates)| {
        let moved = values.into_iter().filter(|moved| *moved != value);
        let mut scenarios = moved.filter_map(|moved| changed(text, path, moved, value));
        scenarios.any(|scenario| differs(&scenario, replicates, before))
    })
}

/// Histories with chance after a small nudge, and after a large one.
const FEW: u64 = 3;
const MANY: u64 = 40;

mod slow {
    use super::*;

    #[test]
    fn every_number_of_the_baseline_changes_some_history() {
        let text = shipped("baseline.toml");
        let baseline = scenario(&text, &[]);
        let streams = Streams::of(&baseline);
        let before: Vec<Vec<u64>> = histories(&baseline, &streams, MANY).collect();
        assert!(!differs(&baseline, MANY, &before), "what is not changed is the same");
        let mut found = numbers(&baseline);
        // What the run is, profiles (laid under their states already), and the numbers that events set.
        let parts = ["scenario.", "profiles.", "events."];
        found.retain(|(path, _)| !parts.iter().any(|part| path.starts_with(part)));
        assert!(found.len() > 400, "only {} numbers", found.len());
        let judged: Vec<(Option<usize>, Option<String>)> = found
            .par_iter()
            .map(|(path, value)| {
                let excuse = EXCUSES.iter().position(|(_, holds)| holds(&baseline, path));
                let wrong = match (excuse, matters(&text, path, *value, &before)) {
                    (Some(excuse), true) => Some(format!("has an effect, though it is {}", EXCUSES[excuse].0)),
                    (None, false) => Some("changes nothing".to_string()),
                    _ => None,
                };
                (excuse, wrong.map(|wrong| format!("{path} = {value} {wrong}")))
            })
            .collect();
        let wrong: Vec<&str> = judged.iter().filter_map(|(_, wrong)| wrong.as_deref()).collect();
        assert!(wrong.is_empty(), "{} numbers of {}:\n{}", wrong.len(), found.len(), wrong.join("\n"));
        for (index, (excuse, _)) in EXCUSES.iter().enumerate() {
            assert!(
                judged.iter().any(|(excused, _)| *excused == Some(index)),
                "nothing is {excuse}: the excuse can go"
            );
        }
    }
    #[test]
    fn every_number_of_a_rule_that_the_baseline_has_off_changes_some_history_once_it_is_on() {
        let text = shipped("baseline.toml");
        let off = rules().into_iter().filter(|rule| !rule.is_on(&scenario(&text, &[]).resolved));
        let off = off.map(|rule| rule.path.replace(".*.", ".usa."));
        let at_start = ["authorised", "deployed"].map(|key| format!("instruments.regional_force.initial.{key}"));
        let paths: Vec<String> = off.chain(at_start).collect();
        assert!(paths.len() > 6, "only {paths:?}");
        let idle = paths.par_iter().filter(|path| {
            let on = changed(&text, path, 0.5, 0.0).expect("a half is allowed");
            let before: Vec<Vec<u64>> = histories(&on, &Streams::of(&on), MANY).collect();
            !matters(&text, path, 0.5, &before)
        });
        assert_eq!(idle.collect::<Vec<_>>(), Vec::<&String>::new(), "change nothing");
    }
}
