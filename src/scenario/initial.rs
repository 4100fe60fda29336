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
    let (authorised, deployed) = (*initial.authorised, *initial.deployed);
    let mut found: Vec<Impossible> = Vec::new();
    let mut refuse = |key, value: &dyn ToString, message, remedy: &str| {
        found.push((key, value.to_string(), message, remedy.to_string()));
    };
    let given = [("authorised", authorised > 0.0), ("consent", initial.consent), ("deployed", deployed > 0.0)];
    let given = given.into_iter().find_map(|(key, there)| there.then_some(key));
    if let (Some(key), Some(from)) = (given, instrument.from.as_deref().filter(|from| *from > start)) {
        let value = match key {
            "authorised" => authorised.to_string(),
            "deployed" => deployed.to_string(),
            _ => "true".into(),
        };
        let remedy = format!("remove it, or `from`, which is {from}");
        refuse(key, &value, "what comes into being later is not there at the start", &remedy);
        return found;
    }
    if authorised > 0.0 && instrument.authority.is_none() {
        let remedy = "give the instrument an authority, or remove it";
        refuse("authorised", &authorised, "only what a body authorises can be authorised", remedy);
    }
    if initial.consent && !instrument.consent {
        let remedy = "write consent = true for the instrument too, or remove it";
        refuse("consent", &true, "only what needs the target's consent can have it", remedy);
    } else if initial.consent && authorised == 0.0 {
        let remedy = "give `authorised` beside it a value above 0, or remove it";
        refuse("consent", &true, "the target consents only to what is authorised", remedy);
    }
    if deployed > 0.0 && *instrument.protection == 0.0 {
        let remedy = "give the instrument a protection above 0, or remove it";
        refuse("deployed", &deployed, "only what protects deploys", remedy);
    }
    found
}
