//! Theories and counterfactuals as files that change a scenario.

use std::path::{Path, PathBuf};

use super::offer::Kind;
use crate::scenario::node::Node;
use crate::scenario::problem::{Place, Problem, Problems};
use crate::scenario::shape::Shape;
use crate::scenario::source::{Size, parse};
use crate::scenario::{Sources, formerly};

/// Longest chain of theories, or of counterfactuals, that extend one another.
const DEEPEST: usize = 8;

/// A theory or a counterfactual: a file that says what changes in the scenario that it extends, its trunk.
pub struct Layer {
    /// What it says, under the names of today; before it, what the theories or counterfactuals say that it extends
    /// itself.
    pub files: Vec<Node>,
    /// The trunk.
    pub trunk: Option<PathBuf>,
}

impl Layer {
    /// That of a file.
    ///
    /// # Errors
    /// When it, or what it extends, cannot be read.
    pub fn of(sources: &Sources, file: &Path) -> Result<Self, Problems> {
        let mut layer = Self { files: vec![], trunk: Some(file.to_path_buf()) };
        while let Some(file) = layer.trunk.take() {
            if !layer.files.is_empty() && Kind::of(&file) == Kind::Scenario {
                layer.trunk = Some(file);
                break;
            }
            if layer.files.len() == DEEPEST {
                return Err(wrong("extends", "goes in a circle, or deeper than theories do")
                    .value(file.display().to_string())
                    .into());
            }
            let text = sources.read(&file, Size::OF_A_SCENARIO)?;
            let mut said = parse(&text, &file.display().to_string(), &mut vec![])?;
            formerly::renew(&mut said, Shape::root(), &mut vec![]);
            let below = said.child("extends").and_then(Node::as_text);
            layer.trunk = below.map(|name| sources.identity(&file.parent().unwrap_or(Path::new("")).join(name)));
            layer.files.insert(0, said);
        }
        Ok(layer)
    }
}

/// Something that is wrong with what is set at a path.
pub fn wrong(path: &str, message: &str) -> Problem {
    Problem::new(&Place::whole("the settings"), path, message)
}
