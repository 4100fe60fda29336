//! A file read as the types that declare its kind: the one reader of sweeps, of patterns, and of what comes next.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::formerly;
use super::generated;
use super::kind::FileKind;
use super::mend::mended;
use super::problem::{Place, Problem, Problems};
use super::shape::{self, Shape};
use super::source::{Node, parse};

/// A file as it is written.
#[derive(Debug)]
pub struct Declared<T> {
    /// Its tree, in which every value knows its place, under the names of today.
    pub root: Node,
    /// The same as its types have it: where something is wrong, something right stands in its place, and what is
    /// [read by hand](Shape::is_read_by_hand) is left out.
    pub written: T,
    /// What is wrong with its shape.
    pub problems: Vec<Problem>,
    /// What is to be said of former names in it.
    pub notes: Vec<String>,
}

impl<T: DeserializeOwned> Declared<T> {
    /// Reads a text of some kind and shape; `name` stands for the file in messages.
    ///
    /// # Errors
    /// When it is not TOML, or a file of another kind.
    pub fn read(text: &str, name: &str, kind: FileKind, shape: Shape<'static>) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut root = parse(text, name, &mut problems)?;
        kind.expect(&root)?;
        let notes = formerly::notes(&formerly::renew(&mut root, shape, &mut problems));
        whole_numbers(&mut root, shape);
        shape::check_node(shape, &root, "", &mut problems);
        let right = mended(shape, &root).to_json();
        let written = T::deserialize(right).map_err(|error| {
            let message = format!("a fault of the program: {error}");
            Problem::new(&Place::whole(name), "", message).remedy("please report it with the file")
        })?;
        Ok(Self { root, written, problems, notes })
    }
}

/// Where a whole number is wanted, 12.0 is 12.
fn whole_numbers(root: &mut Node, shape: Shape<'static>) {
    for (name, child) in root.as_table_mut().into_iter().flatten() {
        let wants = shape.property(name).is_some_and(|shape| shape.text("type") == Some("integer"));
        if let Some(whole) = child.as_whole().filter(|_| wants) {
            *child = Node::integer(whole, &child.place);
        }
    }
}

/// What a text says, in one form however it is written: comments, blank lines and line ends are no part of it, the
/// order of keys is, and each counts under the first name that it ever had. What worlds are called is no part of it
/// either. A text that is not TOML stands for itself.
pub fn meaning(text: &str, shape: Shape<'static>) -> String {
    parse(text, "", &mut vec![]).map_or_else(
        |_| text.to_string(),
        |mut root| {
            let worlds = root.as_table_mut().and_then(|keys| keys.get_mut("worlds"));
            for world in worlds.and_then(Node::as_table_mut).into_iter().flat_map(|worlds| worlds.values_mut()) {
                *world = unnamed(world);
            }
            formerly::first_names(&root, shape).to_json().to_string()
        },
    )
}

/// A world's changes without what it is called.
pub fn unnamed(world: &Node) -> Node {
    let mut world = world.clone();
    if let Some(keys) = world.as_table_mut() {
        keys.shift_remove("name");
    }
    world
}

/// The schema of a kind of file for its shape, without references.
pub fn flat<T: JsonSchema>() -> Json {
    generated::flat(&generated::schema_of::<T>())
}
