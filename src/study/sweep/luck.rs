//! Whether points share their luck.

use schemars::JsonSchema;
use serde::Deserialize;

/// Whether the points of a sweep share their luck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Luck {
    /// A replicate has the same luck at every point: differences between points are their own.
    #[default]
    Common,
    /// Every point has luck of its own.
    Independent,
}

impl Luck {
    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Independent => "independent",
        }
    }
}
