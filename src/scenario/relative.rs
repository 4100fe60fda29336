//! Changes of a number that stands there already: `{ scale = 0.5 }`, `{ add = 0.1 }`, `{ share = 0.3 }`.
//!
//! `clamp = true` beside it keeps the number in the range that its key allows, `clamp = [0.2, 0.8]` in this one.
//! `{ scale = 0.2, to = "humanity" }`, of a weight of a constituency: that weight alone gets what this one loses.

use super::formula::Drawn;
use super::node::{Node, Value};
use super::path::{self, Reached};
use super::problem::Place;

/// What becomes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It is multiplied.
    Scale,
    /// Something is added to it.
    Add,
    /// It is a weight of a constituency, which gets this; the two others keep their proportion in what is left.
    Share,
}

/// Where a changed number is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Clamp {
    /// Anywhere: a number out of range is told of when the scenario is checked.
    Nowhere,
    /// In the range that its key allows.
    Allowed,
    /// Between two numbers.
    Between(f64, f64),
}

/// A change of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Relative {
    kind: Kind,
    amount: Drawn,
    clamp: Clamp,
    /// The weight of a constituency that gets what this one loses, or gives what it gains.
    to: Option<String>,
}

/// The keys that say what becomes of a number.
pub const KEYS: [&str; 3] = ["scale", "add", "share"];

const WEIGHTS: [&str; 3] = ["nationals", "society", "humanity"];

impl Relative {
    /// The change that a value says, if it is one.
    pub fn of(value: &Node) -> Option<Self> {
        let table = value.as_table()?;
        let mut rest = table.iter().filter(|(key, _)| !["clamp", "to"].contains(&key.as_str()));
        let (Some((key, amount)), None) = (rest.next(), rest.next()) else { return None };
        let kind = match key.as_str() {
            "scale" => Kind::Scale,
            "add" => Kind::Add,
            "share" => Kind::Share,
            _ => return None,
        };
        let to = match table.get("to").map(Node::as_text) {
            Some(None) => return None,
            Some(Some(_)) if kind == Kind::Share => return None,
            to => to.flatten().map(str::to_string),
        };
        let clamp = match table.get("clamp").map(|node| &node.value) {
            None | Some(Value::Flag(false)) => Clamp::Nowhere,
            Some(Value::Flag(true)) => Clamp::Allowed,
            Some(Value::List(ends)) => match ends.iter().map(Node::as_number).collect::<Option<Vec<_>>>()?[..] {
                [low, high] if low <= high => Clamp::Between(low, high),
                _ => return None,
            },
            Some(_) => return None,
        };
        Some(Self { kind, amount: amount.as_drawn()?, clamp, to })
    }

    /// Changes what stands at a path.
    ///
    /// # Errors
    /// With what keeps it from being changed.
    pub fn apply(&self, root: &mut Node, at: &Reached, place: &Place) -> Result<(), String> {
        if self.kind == Kind::Share {
            return self.share(root, at, place);
        }
        for names in numbers(root, at)? {
            let there = path::drawn_at(root, &names);
            let changed = match self.kind {
                Kind::Scale => &there * &self.amount,
                Kind::Add | Kind::Share => &there + &self.amount,
            };
            let changed = self.clamped(&changed, at);
            if let Some(to) = &self.to {
                let (above, own) = weight(at)?;
                let other = [above, std::slice::from_ref(to)].concat();
                if to == own || !WEIGHTS.contains(&to.as_str()) {
                    return Err(format!("`{to}` is no other weight of this constituency"));
                }
                let moved = &path::drawn_at(root, &other) + &(&there - &changed);
                path::put(root, &other, Node::drawn(moved, place));
            }
            path::put(root, &names, Node::drawn(changed, place));
        }
        Ok(())
    }

    fn clamped(&self, number: &Drawn, at: &Reached) -> Drawn {
        match self.clamp {
            Clamp::Nowhere => number.clone(),
            Clamp::Between(low, high) => number.clamped(low, high),
            Clamp::Allowed => {
                let (low, high) = at.shape.ends();
                number.clamped(low, high)
            }
        }
    }

    /// One weight gets its share, and the others what is left, in the proportion that they had.
    fn share(&self, root: &mut Node, at: &Reached, place: &Place) -> Result<(), String> {
        let (above, own) = weight(at)?;
        let names = |key: &str| [above, &[key.to_string()]].concat();
        let others: Vec<&str> = WEIGHTS.into_iter().filter(|key| key != own).collect();
        let weights: Vec<Drawn> = others.iter().map(|key| path::drawn_at(root, &names(key))).collect();
        let both = &weights[0] + &weights[1];
        if both.value == 0.0 {
            return Err(format!("{} and {} have no weight to give or take", others[0], others[1]));
        }
        let share = self.clamped(&self.amount, at);
        let scale = &(&Drawn::fixed(1.0) - &share) / &both;
        for (key, weight) in others.into_iter().zip(weights) {
            path::put(root, &names(key), Node::drawn(&weight * &scale, place));
        }
        path::put(root, &at.names, Node::drawn(share, place));
        Ok(())
    }
}

/// The names down to the table of a weight, and its own; an error for any other number.
fn weight(at: &Reached) -> Result<(&[String], &String), String> {
    match at.names.split_last() {
        Some((own, above))
            if above.last().is_some_and(|table| table == "constituencies") && WEIGHTS.contains(&own.as_str()) =>
        {
            Ok((above, own))
        }
        _ => Err(format!("`{}` is no weight of a constituency, and share and to are of these", at.path())),
    }
}

/// The numbers at a path: one, or both components of a solidarism that has two.
fn numbers(root: &Node, at: &Reached) -> Result<Vec<Vec<String>>, String> {
    let holds_parts = path::find(root, &at.names).and_then(Node::as_table).map(|table| table.keys().cloned().collect());
    let of_several = at.shape.alternatives().next().is_some();
    let parts: Vec<String> = match holds_parts {
        Some(parts) if of_several => parts,
        _ if at.shape.is_number() || of_several => return Ok(vec![at.names.clone()]),
        _ => return Err(format!("`{}` is not a number", at.path())),
    };
    Ok(parts.into_iter().map(|part| at.names.iter().cloned().chain([part]).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::parse_value;

    fn of(text: &str) -> Option<Relative> {
        Relative::of(&parse_value(text, &Place::whole("test")).expect("it is TOML"))
    }

    #[test]
    fn a_change_of_a_number_is_told_from_a_table_of_keys() {
        assert!(of("{ scale = 2 }").is_some() && of("{ add = -0.1, clamp = true }").is_some());
        assert!(of("{ share = 0.3, clamp = [0, 0.5] }").is_some());
        assert!(of("{ scale = 0.2, to = \"humanity\" }").is_some());
        assert_eq!(of("{ share = 0.3, to = \"humanity\" }"), None, "a share says what becomes of both others");
        for other in [
            "{ scale = 2, add = 1 }",
            "{ to = \"humanity\" }",
            "{ scale = 2, to = 1 }",
            "{ nationals = 0.3 }",
            "{ clamp = true }",
            "{ scale = \"x\" }",
            "2.0",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(of("{ scale = 2, clamp = [1, 0] }"), None, "the wrong way round");
    }

    #[test]
    fn one_weight_gets_what_another_loses_and_the_third_is_left() {
        let text =
            "[states.a.constituencies]\nnationals = 0.5\nsociety = 0.4\nhumanity = 0.1\n[states.a]\nties = 0.3\n";
        let root = crate::scenario::source::parse(text, "a.toml", &mut vec![]).expect("it is TOML");
        let applied = |path: &str, change: &str| {
            let mut changed = root.clone();
            let at = path::resolve(&root, path).expect("it is reached").remove(0);
            of(change).expect("a change").apply(&mut changed, &at, &Place::whole("test")).map(|()| changed)
        };
        let changed =
            applied("states.a.constituencies.society", "{ scale = 0.25, to = \"humanity\" }").expect("it can");
        let weights = WEIGHTS.map(|key| changed.at(["states", "a", "constituencies", key]).and_then(Node::as_number));
        assert_eq!(weights, [Some(0.5), Some(0.1), Some(0.4)]);
        let other = applied("states.a.constituencies.society", "{ scale = 0.25, to = \"peers\" }");
        assert_eq!(other.unwrap_err(), "`peers` is no other weight of this constituency");
        let own = applied("states.a.constituencies.society", "{ add = 0.25, to = \"society\" }");
        assert!(own.is_err() && applied("states.a.ties", "{ scale = 0.5, to = \"humanity\" }").is_err());
    }
}
