//! What commands can be told, and what several of them share. A command is offered nothing that it refuses.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::usage::whole;
use crate::output::format::{FORMATS, Format};
use crate::scenario::source::Node;
use crate::scenario::{Mechanism, Override, Place, Problems};

/// Most threads, however many are asked for: more would only wait for one another.
pub const MAX_THREADS: u16 = 1024;

/// Changes to a scenario; `compare` makes them in all.
#[derive(Debug, Args)]
pub struct Changes {
    /// Change a parameter, for example --set target.resolve=0.3; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Switch a mechanism off; may be repeated
    #[arg(long, value_name = "MECHANISM", value_enum)]
    pub off: Vec<Mechanism>,
}

/// Whose luck.
#[derive(Debug, Args)]
pub struct Seed {
    /// Master seed of all chance, in place of the scenario's
    #[arg(long, value_name = "N", value_parser = whole::<u64>(0..=9_223_372_036_854_775_807))]
    pub seed: Option<u64>,
}

/// How many histories, and whose luck.
#[derive(Debug, Args)]
pub struct Histories {
    /// Number of parallel histories, in place of the scenario's
    #[arg(long, value_name = "N", value_parser = whole::<u64>(1..=1_000_000_000))]
    pub replicates: Option<u64>,
    #[command(flatten)]
    pub seed: Seed,
}

/// Where results go, and how tables are written there.
#[derive(Clone, Debug, Args)]
pub struct Destination {
    /// Folder for the results [default: a folder in results/ named after the scenario, file or key]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the results of another run in that folder. A sweep of the same command that is not finished goes on
    /// all the same: to begin it anew, remove its folder
    #[arg(long)]
    pub force: bool,
    /// How tables are written
    #[arg(long, alias = "csv-locale", value_name = "FORMAT", value_parser = format(), default_value = FORMATS[0].name())]
    pub format: Format,
    /// Describe the folder for archives as well: ro-crate-metadata.json
    #[arg(long = "crate")]
    pub with_crate: bool,
}

/// How fast, and how loud.
#[derive(Debug, Args)]
pub struct Pace {
    /// Number of threads; the results are the same for any [default: all cores]
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1..=u64::from(MAX_THREADS)))]
    pub threads: Option<u16>,
    /// No progress and no table
    #[arg(long, short)]
    pub quiet: bool,
}

/// Formats by name; those that they had before are read as well.
fn format() -> impl TypedValueParser<Value = Format> {
    let named = |format: &Format| PossibleValue::new(format.name()).aliases(format.formerly()).help(format.help());
    PossibleValuesParser::new(FORMATS.iter().map(named)).map(|name| Format::named(&name).unwrap_or_default())
}

impl ValueEnum for Mechanism {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl Changes {
    /// What they are, as a line under a heading; nothing where there are none.
    pub fn line(&self) -> String {
        let off = self.off.iter().map(|mechanism| format!("{} off", mechanism.name()));
        let changes: Vec<String> = off.chain(self.set.iter().cloned()).collect();
        if changes.is_empty() {
            String::new()
        } else {
            format!("changed on the command line: {}\n", changes.join(", "))
        }
    }

    /// The changes in the order in which they apply.
    pub fn overrides(&self) -> Result<Vec<Override>, Problems> {
        let set = self.set.iter().map(|text| Override::parse(text));
        let mut overrides = set.collect::<Result<Vec<_>, _>>()?;
        if !self.off.is_empty() {
            overrides.push(Override::off(&self.off));
        }
        Ok(overrides)
    }

    /// These, and then a seed in place of the scenario's.
    pub fn with_seed(&self, seed: &Seed) -> Result<Vec<Override>, Problems> {
        Ok(with(self.overrides()?, "scenario.seed", seed.seed))
    }

    /// These, and then numbers in place of the scenario's.
    pub fn with(&self, histories: &Histories) -> Result<Vec<Override>, Problems> {
        let overrides = with(self.overrides()?, "scenario.replicates", histories.replicates);
        Ok(with(overrides, "scenario.seed", histories.seed.seed))
    }
}

fn with(mut overrides: Vec<Override>, path: &str, number: Option<u64>) -> Vec<Override> {
    overrides.extend(number.map(|number| {
        let value = Node::integer(number as i64, &Place::whole("the command line"));
        Override::new(path, value)
    }));
    overrides
}
