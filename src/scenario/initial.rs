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

type Impossible = (&'static str, String, &'static str, String);

/// What cannot be there of an instrument: which key, its value, why, and what to do.
fn impossible(instrument: &Instrument, start: &str) -> Vec<Impossible> {
    let initial = &instrument.initial;
    let later = instrument.from.as_deref().filter(|from| *from > start);
    let (authorised, deployed) = (*initial.authorised, *initial.deployed);
    let there = [
        ("authorised", authorised.to_string(), authorised > 0.0),
        ("consent", initial.consent.to_string(), initial.consent),
        ("deployed", deployed.to_string(), deployed > 0.0),
    ];
    let mut found: Vec<Impossible> = Vec::new();
    for (key, shown, _) in there.into_iter().filter(|(.., there)| *there) {
        let wrong = match key {
            _ if later.is_some() => Some((
                "what comes into being later is not there at the start",
                format!("remove it, or `from`, which is {}", later.unwrap_or_default()),
            )),
            "authorised" if instrument.authority.is_none() => Some((
                "only what a body authorises can be authorised",
                "give the instrument an authority, or remove it".into(),
            )),
            "consent" if !instrument.consent => Some((
                "only what needs the target's consent can have it",
                "write consent = true for the instrument too, or remove it".into(),
            )),
            "consent" if authorised == 0.0 => Some((
                "the target consents only to what is authorised",
                "give `authorised` beside it a value above 0, or remove it".into(),
            )),
            "deployed" if *instrument.protection == 0.0 => {
                Some(("only what protects deploys", "give the instrument a protection above 0, or remove it".into()))
            }
            _ => None,
        };
        found.extend(wrong.map(|(message, remedy)| (key, shown, message, remedy)));
    }
    found
}
