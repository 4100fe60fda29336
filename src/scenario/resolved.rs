//! The resolved tree of a scenario, which does not change any more, and so has one hash.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use super::node::Node;
use super::{hashed_text, sha256};

/// A tree: inherited, changed, profiles laid.
#[derive(Clone)]
pub struct Resolved {
    tree: Node,
    /// Identities, keys of histories, manifests and bands over plausible numbers all ask for it, and it takes longer than a
    /// history.
    hash: OnceLock<String>,
}

impl Resolved {
    /// The [`hash`](super::hash) of the scenario.
    pub(super) fn hash(&self) -> &str {
        self.hash.get_or_init(|| sha256(hashed_text(&self.tree).as_bytes()))
    }
}

impl From<Node> for Resolved {
    fn from(tree: Node) -> Self {
        Self { tree, hash: OnceLock::new() }
    }
}

impl Deref for Resolved {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.tree
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.fmt(f)
    }
}
