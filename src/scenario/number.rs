//! Numbers as a scenario file writes them, each with the range it may take.
//!
//! A number stands plain (`0.8`) or graded (`{ value = 0.8, low = 0.6, high = 0.95,
//! source = "...", grade = "interpreted" }`). The grade stays with the file
//! ([`Node`](super::source::Node)); what reaches the model is the value alone.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

/// The set of values a kind of number may take.
pub trait Range {
    /// Name of the kind in the JSON Schema.
    const NAME: &'static str;
    /// The range in words, as error messages say it.
    const WORDS: &'static str;
    /// JSON Schema keywords and bounds, for example `[("minimum", 0.0)]`.
    const BOUNDS: &'static [(&'static str, f64)];
    /// Unit unless the field names another.
    const UNIT: &'static str;
    /// What a number is that a file does not give: the value at which its rule changes nothing.
    const ABSENT: f64;
}

macro_rules! ranges {
    ($($(#[$doc:meta])* $marker:ident $alias:ident $words:literal $unit:literal [$($key:literal $bound:literal),*] absent $absent:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $marker;
        impl Range for $marker {
            const NAME: &'static str = stringify!($alias);
            const WORDS: &'static str = $words;
            const BOUNDS: &'static [(&'static str, f64)] = &[$(($key, $bound)),*];
            const UNIT: &'static str = $unit;
            const ABSENT: f64 = $absent;
        }
        $(#[$doc])*
        pub type $alias = Number<$marker>;
    )*};
}

ranges! {
    /// From 0 to 1, both included.
    ShareRange Share "a share from 0 to 1" "share" ["minimum" 0.0, "maximum" 1.0] absent 0.0;
    /// From 0 to 1, both included; absent, it is the whole.
    WholeShareRange WholeShare "a share from 0 to 1" "share" ["minimum" 0.0, "maximum" 1.0] absent 1.0;
    /// 0 or 1: a rule that is in force or not. A number, so that events can change it.
    SwitchRange Switch "0 or 1" "0 or 1" ["minimum" 0.0, "maximum" 1.0, "multipleOf" 1.0] absent 0.0;
    /// From 0 to 1, 1 excluded.
    BelowOneRange BelowOne "a share from 0 to below 1" "share" ["minimum" 0.0, "exclusiveMaximum" 1.0] absent 0.0;
    /// Zero or more. Like the next three it is bounded, so that no sum or product of the model leaves the range of
    /// floating point; the bound is told to who goes beyond it.
    AmountRange Amount "a number, 0 or more" "1" ["minimum" 0.0, "maximum" 1e12] absent 0.0;
    /// More than zero.
    PositiveRange Positive "a number above 0" "1" ["minimum" 1e-9, "maximum" 1e12] absent 0.0;
    /// A power to which something is raised: more than zero; absent, it is 1.
    ExponentRange Exponent "a number above 0" "1" ["minimum" 1e-9, "maximum" 1e12] absent 1.0;
    /// Of either sign.
    RealRange Real "a number" "1" ["minimum" -1e12, "maximum" 1e12] absent 0.0;
}

/// A number of one kind. Absent, it is what its kind says, most often 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number<R>(f64, PhantomData<R>);

/// What numbers may be put into, by a path of names below it.
pub trait Numbered: Sized {
    /// Puts a number at a path; `false`, and nothing done, where no number can stand. Its range is the caller's to check.
    fn put(&mut self, _names: &[String], _number: f64) -> bool {
        false
    }

    /// What a number at a path makes where there was nothing; `None` where it makes nothing.
    fn made(_names: &[String], _number: f64) -> Option<Self> {
        None
    }
}

impl<R> Numbered for Number<R> {
    fn put(&mut self, names: &[String], number: f64) -> bool {
        if names.is_empty() {
            self.0 = number;
        }
        names.is_empty()
    }

    fn made(names: &[String], number: f64) -> Option<Self> {
        names.is_empty().then_some(Self(number, PhantomData))
    }
}

impl<T: Numbered> Numbered for Option<T> {
    fn put(&mut self, names: &[String], number: f64) -> bool {
        match self {
            Some(there) => there.put(names, number),
            None => {
                *self = T::made(names, number);
                self.is_some()
            }
        }
    }
}

impl<T: Numbered> Numbered for IndexMap<String, T> {
    fn put(&mut self, names: &[String], number: f64) -> bool {
        let Some((name, below)) = names.split_first() else { return false };
        match self.get_mut(name) {
            Some(there) => there.put(below, number),
            None => T::made(below, number).map(|made| self.insert(name.clone(), made)).is_some(),
        }
    }
}

impl<T: Numbered> Numbered for Vec<T> {
    fn put(&mut self, names: &[String], number: f64) -> bool {
        put_into_element(self, names, number)
    }
}

impl<T: Numbered, const N: usize> Numbered for [T; N] {
    fn put(&mut self, names: &[String], number: f64) -> bool {
        put_into_element(self, names, number)
    }
}

fn put_into_element<T: Numbered>(list: &mut [T], names: &[String], number: f64) -> bool {
    let Some((name, below)) = names.split_first() else { return false };
    let at = name.parse::<usize>().ok().and_then(|index| list.get_mut(index));
    at.is_some_and(|at| at.put(below, number))
}

impl Numbered for String {}
impl Numbered for bool {}
impl Numbered for u32 {}
impl Numbered for u64 {}
impl Numbered for serde_json::Value {}

impl<R: Range> Default for Number<R> {
    fn default() -> Self {
        Self(R::ABSENT, PhantomData)
    }
}

impl<R> Deref for Number<R> {
    type Target = f64;
    fn deref(&self) -> &f64 {
        &self.0
    }
}

impl<R> serde::Serialize for Number<R> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de, R> Deserialize<'de> for Number<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(|value| Self(value, PhantomData))
    }
}

impl<R: Range> JsonSchema for Number<R> {
    fn schema_name() -> Cow<'static, str> {
        R::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut plain = json_schema!({ "type": "number" });
        let mut schema = json_schema!({
            "description": format!("{}; plain, or graded with its value, source and grade.", R::WORDS),
            "type": ["number", "object"],
            "x-words": R::WORDS,
            "x-unit": R::UNIT,
            "default": R::ABSENT,
        });
        for (key, bound) in R::BOUNDS {
            plain.insert((*key).into(), (*bound).into());
            schema.insert((*key).into(), (*bound).into());
        }
        schema.insert(
            "properties".into(),
            serde_json::json!({
                "value": plain,
                "low": plain,
                "high": plain,
                "source": { "type": "string", "description": "Where the number comes from." },
                "grade": {
                    "type": "string",
                    "enum": ["documented", "interpreted", "assumed"],
                    "description": "documented: the source states it; interpreted: derived from a source by a stated rule; assumed: a judgement.",
                },
            }),
        );
        schema.insert("required".into(), serde_json::json!(["value"]));
        schema.insert("additionalProperties".into(), false.into());
        schema
    }
}
