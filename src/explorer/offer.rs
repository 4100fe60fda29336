//! What there is to choose: scenarios, theories and counterfactuals, each with its question.

use std::path::Path;

use serde::Serialize;

use crate::scenario::source::{Size, parse};
use crate::scenario::text::{capital, head};
use crate::scenario::{Sources, node::Node};

/// What there is to choose.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Offer {
    /// Scenarios, the one that was asked for first.
    pub scenarios: Vec<Choice>,
    /// Rival theories.
    pub theories: Vec<Choice>,
    /// Counterfactuals.
    pub counterfactuals: Vec<Choice>,
}

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Choice {
    /// Its file.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// What it asks, in a sentence or two.
    pub question: String,
    /// What the article would expect, where the file says it.
    pub expects: Option<String>,
}

/// What a file is to a reader who chooses: that is told by the folder in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A scenario.
    Scenario,
    /// A rival theory, which is laid on a scenario.
    Theory,
    /// A counterfactual, which is laid on both.
    Counterfactual,
}

impl Kind {
    /// That of a file.
    pub fn of(path: &Path) -> Self {
        let is_in =
            |folder: &str| path.parent().is_some_and(|above| above.components().any(|part| part.as_os_str() == folder));
        match () {
            () if is_in("rivals") => Self::Theory,
            () if is_in("counterfactuals") => Self::Counterfactual,
            () => Self::Scenario,
        }
    }
}

/// How the file says what the article would expect.
const EXPECTS: &str = "The article would expect:";

impl Offer {
    /// What texts offer, beside the scenario that was asked for.
    pub fn of(sources: &Sources, scenario: &str) -> Self {
        let mut offer = Self::default();
        for path in sources.names() {
            let Some(choice) = choice(sources, path) else { continue };
            match Kind::of(path) {
                _ if choice.path == scenario => offer.scenarios.insert(0, choice),
                Kind::Theory => offer.theories.push(choice),
                Kind::Counterfactual => offer.counterfactuals.push(choice),
                Kind::Scenario => offer.scenarios.push(choice),
            }
        }
        offer
    }
}

/// What a file offers; none where it is no scenario, or a part without a name.
fn choice(sources: &Sources, path: &Path) -> Option<Choice> {
    if path.extension().is_none_or(|ending| ending != "toml") {
        return None;
    }
    let text = sources.read(path, Size::OF_A_SCENARIO).ok()?;
    let root = parse(&text, &path.display().to_string(), &mut vec![]).ok()?;
    let said = head(&text).map(str::trim).collect::<Vec<_>>().join(" ");
    let (question, expects) = match said.split_once(EXPECTS) {
        Some((question, expects)) => (question.trim().to_string(), Some(capital(expects.trim()))),
        None => (said, None),
    };
    let name = name(sources, path, &root, 0)?;
    Some(Choice { path: path.display().to_string(), name, question, expects })
}

/// The name of a scenario, its own or that of what it extends; none of a part that has none.
fn name(sources: &Sources, path: &Path, root: &Node, depth: usize) -> Option<String> {
    if let Some(name) = root.at(["scenario", "name"]).and_then(Node::as_text) {
        return Some(name.into());
    }
    let base =
        sources.identity(&path.parent().unwrap_or(Path::new("")).join(root.child("extends").and_then(Node::as_text)?));
    let text = sources.read(&base, Size::OF_A_SCENARIO).ok()?;
    let below = parse(&text, &base.display().to_string(), &mut vec![]).ok()?;
    if depth < 8 { name(sources, &base, &below, depth + 1) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_has_the_question_of_its_file() {
        let rival = "#:schema x\n# R1, the veto: patrons stop them.\n#\n# More of it.\nextends = \"../minimal.toml\"\n[scenario]\nname = \"R1\"\n";
        let other = "# What if nobody marched?\n# The article would expect: little.\nextends = \"../minimal.toml\"\n[scenario]\nname = \"None\"\n";
        let sources = Sources::of([
            ("s/minimal.toml", include_str!("../../scenarios/minimal.toml").to_string()),
            ("s/rivals/veto.toml", rival.into()),
            ("s/counterfactuals/none.toml", other.into()),
            ("s/history/facts.csv", "id\n".into()),
            ("s/variants/weak.toml", "extends = \"../minimal.toml\"\n".into()),
        ]);
        let offer = Offer::of(&sources, "s/minimal.toml");
        let names = |all: &[Choice]| all.iter().map(|choice| choice.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&offer.theories), ["R1"]);
        assert_eq!(offer.theories[0].question, "R1, the veto: patrons stop them.");
        assert_eq!(
            (offer.counterfactuals[0].question.as_str(), offer.counterfactuals[0].expects.as_deref()),
            ("What if nobody marched?", Some("Little."))
        );
        assert_eq!((offer.scenarios.len(), offer.scenarios[0].path.as_str()), (2, "s/minimal.toml"));
        assert_eq!(
            offer.scenarios[0].name, offer.scenarios[1].name,
            "a file without a name has that of what it extends"
        );
    }
}
