//! What there is when a history begins, and what of it a scenario may not say.

use super::frozen::Initial;
use super::node::Node;
use super::problem::{KEPT, Place, Problem};
use super::written::{Instrument, ScenarioFile};

/// What state variables are at the start.
pub fn of(file: &ScenarioFile) -> Initial {
    let instruments = || file.instruments.values().map(|instrument| &instrument.initial);
    Initial {
        violence: *file.crisis.violence,
        displaced: *file.crisis.displaced,
        leadership: *file.leadership.initial,
        norm_words: *file.norm.words,
        norm_deeds: *file.norm.deeds,
        mobilisation: file.movements.values().map(|movement| *movement.mobilisation).collect(),
        authorised: instruments().map(|initial| *initial.authorised).collect(),
        consent: instruments().map(|initial| initial.consent).collect(),
        deployed: instruments().map(|initial| *initial.deployed).collect(),
    }
}

/// Checks what instruments are at the start. Events do not touch it, so it is not asked again after them: a force that
/// stands when the history begins may later lose what it protects by.
pub fn check(root: &Node, file: &ScenarioFile, problems: &mut Vec<Problem>) {
    for (id, instrument) in &file.instruments {
        for (key, shown, message, remedy) in impossible(instrument, &file.scenario.start) {
            let path = format!("instruments.{id}.initial.{key}");
            let place =
                root.at(path.split('.')).map_or_else(|| Place::whole(&root.place.file), |node| node.place.clone());
            if problems.len() < KEPT {
                problems.push(Problem::new(&place, path, message).value(shown).remedy(remedy));
            }
        }
    }
}

/// Which key, its value, why it cannot be, and what to do.
type Impossible = (&'static str, String, &'static str, String);

/// What cannot be there of an instrument when the history begins.
fn impossible(instrument: &Instrument, start: &str) -> Vec<Impossible> {
    let initial = &instrument.initial;
    let later = instrument.from.as_deref().filter(|from| *from > start);
    let authorised = (*initial.authorised > 0.0).then(|| ("authorised", initial.authorised.to_string()));
    let consent = initial.consent.then(|| ("consent", true.to_string()));
    let deployed = (*initial.deployed > 0.0).then(|| ("deployed", initial.deployed.to_string()));
    let refused = |(key, value): (&'static str, String), why, remedy: &str| (key, value, why, remedy.to_string());
    if let (Some(from), Some(first)) = (later, [&authorised, &consent, &deployed].into_iter().flatten().next()) {
        let remedy = format!("remove it, or `from`, which is {from}");
        return vec![refused(first.clone(), "what comes into being later is not there at the start", &remedy)];
    }
    let without_body = authorised.clone().filter(|_| instrument.authority.is_none()).map(|at| {
        refused(at, "only what a body authorises can be authorised", "give the instrument an authority, or remove it")
    });
    let unasked = consent.clone().filter(|_| !instrument.consent).map(|at| {
        let remedy = "write consent = true for the instrument too, or remove it";
        refused(at, "only what needs the target's consent can have it", remedy)
    });
    let to_nothing = consent.filter(|_| instrument.consent && authorised.is_none()).map(|at| {
        let remedy = "give `authorised` beside it a value above 0, or remove it";
        refused(at, "the target consents only to what is authorised", remedy)
    });
    let idle = deployed
        .filter(|_| *instrument.protection == 0.0)
        .map(|at| refused(at, "only what protects deploys", "give the instrument a protection above 0, or remove it"));
    [without_body, unasked, to_nothing, idle].into_iter().flatten().collect()
}
