//! A scenario that is ready to be played.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::setting::{File, Setting};
use crate::scenario::labels::Names;
use crate::scenario::node::Node;
use crate::scenario::{Loaded, Problems, Scenario, Sources, hash};

/// A scenario that is ready to be played, and the file that it is.
#[derive(Debug)]
pub struct Ready {
    /// The file of the scenario that the setting changes.
    pub scenario_file: PathBuf,
    /// The file that the setting is.
    pub file: File,
    /// What it says.
    pub scenario: Scenario,
    /// Its tree before profiles are laid.
    pub tree: Node,
    /// The texts among which it stands, its own with them.
    pub sources: Sources,
    names: OnceLock<Names>,
    key: OnceLock<String>,
}

impl Ready {
    /// Reads the file that a setting is.
    ///
    /// # Errors
    /// With all that is wrong with it.
    pub fn of(setting: &Setting, sources: &Sources) -> Result<Self, Problems> {
        let file = setting.file(sources)?;
        let sources = sources.with(&file.path, file.text.clone());
        let loaded = Loaded::alone(&sources, &file.path, &[])?;
        let tree = loaded.tree().clone();
        Ok(Self {
            scenario_file: PathBuf::from(&setting.scenario),
            file,
            scenario: loaded.scenario,
            tree,
            sources,
            names: OnceLock::new(),
            key: OnceLock::new(),
        })
    }

    /// What its histories are told from others by: all that decides them besides the replicate.
    pub fn key(&self) -> &str {
        self.key.get_or_init(|| format!("{}-{}", hash(&self.scenario), self.scenario.seed))
    }

    /// What readers call who and what there is.
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(&self.scenario.resolved.to_json()))
    }
}
