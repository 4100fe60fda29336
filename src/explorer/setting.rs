//! What a reader has set, and the scenario file that says the same.
//!
//! The page plays no settings: it plays the scenario that this file is, and hands out the same file. So a history on
//! the page and one that the program plays of the file that was saved cannot differ.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::layer::Layer;
use super::said::Said;
use crate::scenario::node::Node;
use crate::scenario::problem::Problems;
use crate::scenario::{Sources, inherit, path};

/// The name of the file, beside the scenario that it changes.
const NAME: &str = "explored.toml";

/// What a reader has set.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setting {
    /// The file of the scenario.
    pub scenario: String,
    /// The file of a rival theory, which is laid on the scenario.
    pub theory: Option<String>,
    /// The file of a counterfactual, which is laid on both.
    pub counterfactual: Option<String>,
    /// Mechanisms that are switched on or off.
    pub switches: IndexMap<String, bool>,
    /// Events that do not happen, by their names.
    pub dropped: Vec<String>,
    /// Parameter paths and what is put there, in the order in which it is put.
    pub set: Vec<(String, Json)>,
}

/// A scenario file as a setting says it.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Where it stands among the others.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl Setting {
    /// The scenario alone: what a setting is held against.
    #[must_use]
    pub fn base(&self) -> Self {
        Self { scenario: self.scenario.clone(), ..Self::default() }
    }

    /// The same without what the reader changed in it by hand: what the theory and the counterfactual make of the
    /// scenario.
    #[must_use]
    pub fn chosen(&self) -> Self {
        let Self { scenario, theory, counterfactual, .. } = self.clone();
        Self { scenario, theory, counterfactual, ..Self::default() }
    }

    /// The file that says it.
    ///
    /// # Errors
    /// When a file that it names is missing or wrong.
    pub fn file(&self, sources: &Sources) -> Result<File, Problems> {
        let scenario = sources.identity(Path::new(&self.scenario));
        let mut extended = scenario.clone();
        let mut layers = Vec::new();
        for file in [&self.theory, &self.counterfactual].into_iter().flatten() {
            let file = sources.identity(Path::new(file));
            let layer = Layer::of(sources, &file)?;
            // The first that was written as a change of this very scenario is extended; what else is laid upon it is
            // written out.
            if extended == scenario && layers.is_empty() && layer.trunk.as_ref() == Some(&scenario) {
                extended = file;
            } else {
                layers.push(layer);
            }
        }
        let below = inherit::load(sources, &extended)?.root;
        let mut said = Said::on(&below);
        layers.iter().for_each(|layer| said.lay(layer));
        said.switch(&self.switches)?;
        if !self.dropped.is_empty() {
            said.leave_out(&self.dropped, &inherit::load(sources, &scenario)?.root);
        }
        // Nothing is set in an event that does not happen.
        let gone: Vec<String> = self.dropped.iter().map(|event| format!("events.{}.", path::quoted(event))).collect();
        let happens = |path: &str| !gone.iter().any(|event| path.starts_with(event));
        for (path, value) in self.set.iter().filter(|(path, _)| happens(path)) {
            said.change(path, value)?;
        }
        let folder = scenario.parent().unwrap_or(Path::new(""));
        let has_changes = !self.switches.is_empty() || !self.dropped.is_empty() || !self.set.is_empty();
        let name = name(&below, &layers, has_changes);
        Ok(File { path: free(sources, folder), text: said.text(&relative(folder, &extended), name.as_deref()) })
    }
}

/// A name beside the scenario that no other file has: a reader may have saved one such file and put it on the page
/// again.
fn free(sources: &Sources, folder: &Path) -> PathBuf {
    let mut path = folder.join(NAME);
    let mut number = 2;
    while sources.names().any(|known| known == path) {
        path.set_file_name(NAME.replace('.', &format!("-{number}.")));
        number += 1;
    }
    path
}

/// What it is called; none where it is called as the file that it extends.
fn name(below: &Node, layers: &[Layer], has_changes: bool) -> Option<String> {
    let named = |node: &Node| node.at(["scenario", "name"]).and_then(Node::as_text).map(str::to_string);
    let own = named(below).unwrap_or("Scenario".into());
    let layers = layers.iter().filter_map(|layer| layer.files.iter().rev().find_map(named));
    let changed = has_changes.then_some("changed".into());
    let parts: Vec<String> = std::iter::once(own).chain(layers).chain(changed).collect();
    (parts.len() > 1).then(|| parts.join(", "))
}

/// A file as one in a folder names it; both are whole names among the others.
fn relative(folder: &Path, path: &Path) -> String {
    let parts = |path: &Path| -> Vec<String> {
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let (folder, path) = (parts(folder), parts(path));
    let same = folder.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_string(), folder.len() - same);
    up.chain(path[same..].iter().cloned()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::inherit::{Layer as Laid, Trunk};
    use crate::scenario::node::Value;
    use crate::scenario::{Loaded, Override, Place, Problem, Scenario, freeze, hash};

    const BASELINE: &str = "scenarios/baseline.toml";

    /// All scenario files of the project, by their names.
    fn project() -> Sources {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders =
            ["", "rivals", "counterfactuals", "variants", "cases"].map(|folder| Path::new("scenarios").join(folder));
        let files = folders.iter().flat_map(|folder| {
            root.join(folder).read_dir().expect("a folder").map(|file| file.expect("a file").path())
        });
        let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
        let text = |path: PathBuf| {
            let name = path.strip_prefix(root).expect("below the root").to_path_buf();
            (name, std::fs::read_to_string(path).expect("a text"))
        };
        Sources::of(files.map(text))
    }

    /// The files of a folder.
    fn those_in(sources: &Sources, folder: &str) -> Vec<String> {
        let own = sources.names().filter(|name| name.parent() == Some(&Path::new("scenarios").join(folder)));
        own.map(|name| name.display().to_string()).collect()
    }

    fn loaded(setting: &Setting, sources: &Sources) -> Result<(File, Scenario), Problems> {
        let file = setting.file(sources)?;
        let with = sources.with(&file.path, file.text.clone());
        let loaded = Loaded::alone(&with, &file.path, &[])
            .map_err(|problems| Problem::new(&Place::whole("test"), "", format!("{problems}\n{}", file.text)))?;
        Ok((file, loaded.scenario))
    }

    fn read(setting: &Setting, sources: &Sources) -> (File, Scenario) {
        loaded(setting, sources).unwrap_or_else(|problems| panic!("{setting:?}: {problems}"))
    }

    /// The layers laid on a scenario as the studies of patterns lay them.
    fn laid(scenario: &str, layers: &[&String], sources: &Sources) -> Scenario {
        let mut root = inherit::load(sources, Path::new(scenario)).expect("a scenario").root;
        let trunk = Trunk { sources, file: Path::new(BASELINE), strict: scenario == BASELINE && layers.len() == 1 };
        let mut problems = Vec::new();
        for layer in layers {
            inherit::lay(&mut root, &Laid::File(layer.into()), trunk, &mut problems, &mut vec![]).expect("a layer");
        }
        freeze(root, problems).unwrap_or_else(|problems| panic!("{layers:?}: {problems}"))
    }

    fn setting(scenario: &str, theory: Option<&String>, counterfactual: Option<&String>) -> Setting {
        Setting {
            scenario: scenario.into(),
            theory: theory.cloned(),
            counterfactual: counterfactual.cloned(),
            ..Setting::default()
        }
    }

    #[test]
    fn a_theory_and_a_counterfactual_make_the_scenario_that_laying_them_makes() {
        let sources = project();
        let (theories, counterfactuals) = (those_in(&sources, "rivals"), those_in(&sources, "counterfactuals"));
        assert!(theories.len() >= 6 && counterfactuals.len() >= 20);
        // On a variant neither extends the scenario: both are written out, one over the other.
        for scenario in [BASELINE, "scenarios/variants/waiting.toml"] {
            for theory in std::iter::once(None).chain(theories.iter().map(Some)) {
                for counterfactual in std::iter::once(None).chain(counterfactuals.iter().map(Some)) {
                    let layers: Vec<&String> = theory.into_iter().chain(counterfactual).collect();
                    let (file, own) = read(&setting(scenario, theory, counterfactual), &sources);
                    let laid = laid(scenario, &layers, &sources);
                    // What both set stands once in the file, where it was set last: states that had it from their
                    // profile have it in another place then, with the same value, and the hash knows in which order
                    // keys stand.
                    if scenario == BASELINE {
                        assert!(hash(&own) == hash(&laid), "{layers:?}: {}", file.text);
                    }
                    assert!(said(&own) == said(&laid), "{scenario}, {layers:?}: {}", file.text);
                }
            }
        }
    }

    /// All that a scenario says but its name, in whichever order keys stand; and the order of those who act, which
    /// counts.
    fn said(scenario: &Scenario) -> (Json, [Vec<String>; 4]) {
        let mut json = scenario.resolved.to_json();
        json["scenario"]["name"] = Json::Null;
        let actors = &scenario.actors;
        let all = [&actors.states, &actors.bodies, &actors.instruments, &actors.movements];
        (json, all.map(|ids| ids.iter().map(ToString::to_string).collect()))
    }

    #[test]
    fn a_setting_of_nothing_is_the_scenario_itself() {
        let sources = project();
        for folder in ["", "variants", "cases"] {
            for name in those_in(&sources, folder) {
                // Some files are parts of others, or of another kind.
                let Ok(own) = Loaded::alone(&sources, Path::new(&name), &[]) else { continue };
                let (file, base) = read(&setting(&name, None, None).base(), &sources);
                assert_eq!(
                    (hash(&base), base.seed, &base.name),
                    (hash(&own.scenario), own.scenario.seed, &own.scenario.name)
                );
                assert_eq!(
                    file.text,
                    format!("extends = \"{}\"\n", Path::new(&name).file_name().expect("a name").display())
                );
            }
        }
    }

    #[test]
    fn a_file_that_was_saved_and_is_put_on_the_page_again_is_the_same_scenario() {
        let sources = project();
        let own = Setting {
            theory: Some("scenarios/rivals/capacity-only.toml".into()),
            set: vec![("target.resolve".into(), 0.25.into())],
            switches: [("court".to_string(), true)].into_iter().collect(),
            dropped: vec!["Iraq war".into(), "north-south peace to protect".into()],
            ..setting(BASELINE, None, Some(&"scenarios/counterfactuals/no-overstretch.toml".into()))
        };
        let (file, scenario) = read(&own, &sources);
        assert_eq!(file.text.matches("Iraq war").count(), 1, "{}", file.text);
        let again = sources.with(&file.path, file.text.clone());
        let (second, same) = read(&setting(&file.path.display().to_string(), None, None), &again);
        assert!(second.path != file.path && hash(&same) == hash(&scenario), "{second:?}");
        let (third, twice) =
            read(&setting(&second.path.display().to_string(), None, None), &again.with(&second.path, second.text));
        assert!(third.path != second.path && hash(&twice) == hash(&scenario), "{third:?}");
    }

    #[test]
    fn what_is_set_last_counts_whichever_way_it_is_said() {
        let sources = project();
        let resolve = |set: &[(&str, Json)]| {
            let set = set.iter().map(|(path, value)| (path.to_string(), value.clone())).collect();
            let (_, scenario) = read(&Setting { set, ..setting(BASELINE, None, None) }, &sources);
            *scenario.epochs[0].parameters.target.resolve
        };
        let half = || serde_json::json!({ "scale": 0.5 });
        assert_eq!(resolve(&[("target.resolve", 0.8.into()), ("target.resolve", 0.25.into())]), 0.25);
        assert_eq!(resolve(&[("target.resolve", 0.8.into()), ("target.resolve", half())]), 0.4);
        assert_eq!(
            resolve(&[("target.resolve", 0.8.into()), ("target.resolve", half()), ("target.resolve", half())]),
            0.2
        );
        assert_eq!(resolve(&[("target.resolve", half()), ("target.resolve", 0.8.into())]), 0.8);
        assert_eq!(resolve(&[("target.resolve", 1.into())]), 1.0, "a whole number is a number");
    }

    #[test]
    fn what_one_layer_sets_the_next_overrules_with_a_table_and_adds_events_to() {
        let sources = Sources::of([
            ("s/case.toml", format!("{}\n[[events]]\nname = \"own\"\ndate = \"2003-03\"\nset = {{ \"target.resolve\" = 0.5 }}\n", include_str!("../../scenarios/minimal.toml"))),
            ("s/other.toml", "extends = \"case.toml\"\n".into()),
            ("s/rivals/low.toml", "extends = \"../case.toml\"\nfacts = \"low.csv\"\n[scenario]\nname = \"Low\"\nmonths = 7\n[target]\nresolve = { value = 0.4, low = 0.3, high = 0.5 }\n".into()),
            ("s/rivals/lower.toml", "extends = \"low.toml\"\n[set]\n\"*.resolve\" = 0.1\n[[events]]\nname = \"theirs\"\ndate = \"2003-04\"\nset = { \"target.resolve\" = 0.6 }\n".into()),
            ("s/counterfactuals/high.toml", "extends = \"../case.toml\"\ndrop = [\"own\", \"theirs\"]\n[target]\nresolve = 0.9\n[[events]]\nname = \"new\"\ndate = \"2003-04\"\nset = { \"target.resolve\" = 0.7 }\n".into()),
        ]);
        let own =
            setting("s/other.toml", Some(&"s/rivals/lower.toml".into()), Some(&"s/counterfactuals/high.toml".into()));
        let (file, scenario) = read(&own, &sources);
        assert_eq!(*scenario.epochs[0].parameters.target.resolve, 0.9, "{}", file.text);
        assert_eq!((scenario.months, file.text.contains("facts"), scenario.name.contains("Low")), (7, false, true));
        let names = scenario.resolved.child("events").expect("events");
        let Value::List(events) = &names.value else { panic!("{names:?}") };
        let names: Vec<&str> = events.iter().filter_map(|event| event.child("name")?.as_text()).collect();
        assert_eq!(names, ["new"], "{}", file.text);
        let (file, without) = read(&Setting { dropped: vec!["new".into()], ..own }, &sources);
        let events = without.resolved.child("events");
        assert!(events.is_none_or(|events| events.size() == 1), "{events:?}: {}", file.text);
    }

    #[test]
    fn names_that_no_key_can_have_are_told_and_break_nothing() {
        let sources = project();
        for name in [
            "",
            "\n",
            "a\nb = 1",
            "\"",
            "'\"'",
            "\\",
            "]\n[scenario]\nmonths = 1",
            "\u{7f}\u{0}",
            "states.*.\u{202e}",
            "events.'x'.date",
        ] {
            let set = vec![(name.to_string(), 1.into())];
            let told = loaded(&Setting { set, ..setting(BASELINE, None, None) }, &sources).expect_err(name).to_string();
            assert!(!told.contains("is no TOML") && !told.contains("not TOML"), "{name:?}: {told}");
            let dropped = vec![name.to_string()];
            loaded(&Setting { dropped, ..setting(BASELINE, None, None) }, &sources).expect_err(name);
            let switches = [(name.to_string(), true)].into_iter().collect();
            loaded(&Setting { switches, ..setting(BASELINE, None, None) }, &sources).expect_err(name);
            loaded(&setting(name, None, None), &sources).expect_err(name);
            loaded(&setting(BASELINE, Some(&name.into()), None), &sources).expect_err(name);
        }
        for value in [
            Json::Null,
            serde_json::json!({ "scale": null }),
            serde_json::json!([[[]]]),
            serde_json::json!(1e300),
            "a\nb".into(),
        ] {
            let set = vec![("target.resolve".to_string(), value.clone())];
            loaded(&Setting { set, ..setting(BASELINE, None, None) }, &sources).expect_err(&value.to_string());
        }
    }

    #[test]
    fn a_theory_that_extends_itself_is_told() {
        let sources = Sources::of([
            ("minimal.toml", include_str!("../../scenarios/minimal.toml").to_string()),
            ("rivals/a.toml", "extends = \"b.toml\"\n".into()),
            ("rivals/b.toml", "extends = \"a.toml\"\n".into()),
        ]);
        let told = setting("minimal.toml", Some(&"rivals/a.toml".into()), None).file(&sources).expect_err("a circle");
        assert!(told.to_string().contains("circle"), "{told}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn numbers_that_are_set_are_those_that_the_command_line_sets(values in proptest::collection::vec(0.0f64..1.0, 3)) {
            let sources = project();
            let paths = ["target.resolve", "norm.words", "states.*.solidarism"];
            let set: Vec<(String, Json)> = paths.iter().zip(&values).map(|(path, value)| (path.to_string(), (*value).into())).collect();
            let changes: Vec<Override> = set.iter().map(|(path, value)| Override::new(path.clone(), Node::from_json(value, &Place::whole("--set")))).collect();
            let own = crate::scenario::load_from(&sources, Path::new(BASELINE), &changes).expect("a scenario");
            let (_, said) = read(&Setting { set, ..setting(BASELINE, None, None) }, &sources);
            prop_assert_eq!(hash(&said), hash(&own));
        }
    }
}
