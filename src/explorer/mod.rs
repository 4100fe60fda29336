//! The engine of the page to play with: what it is asked, in JSON, and numbers, tables and pictures in answer.
//!
//! It is the library itself. A page holds it built for WebAssembly, once in each of its workers: some play histories
//! ([`part`]), one takes them together ([`ensemble`]) and draws ([`pair`]). What a reader sets ([`setting`]) is a
//! scenario file, and the page plays that file: so the program, which is given the same file, plays the same bits.

pub mod bytes;
pub mod doubt;
pub mod ensemble;
mod layer;
pub mod levers;
pub mod offer;
#[cfg(feature = "cli")]
pub mod page;
pub mod pair;
pub mod part;
pub mod ready;
mod said;
pub mod setting;
mod tables;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use self::doubt::Question;
use self::ensemble::Ensemble;
use self::levers::Levers;
use self::offer::Offer;
use self::pair::{Pair, Side, better};
use self::part::Part;
use self::ready::Ready;
use self::setting::Setting;
use crate::model::indicators::indicators;
use crate::model::outcomes::outcomes;
use crate::output::excerpt::{self, Look};
use crate::scenario::source::Size;
use crate::scenario::{Place, Problem, Problems, Sources, hash};

/// Scenarios of which histories are kept: what is set, what it is held against, and what was set before.
const KEPT: usize = 3;

/// Scenarios that are kept ready: besides these what a theory and a counterfactual make of the scenario, of now and of before.
const KEPT_READY: usize = 5;

/// Most histories of a request: more than any page needs, and no more than a page's memory holds.
const MOST: u64 = 5000;

/// Longest name of a reader's own file.
const LONGEST_NAME: usize = 100;

/// Something that the engine is asked.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
enum Ask {
    /// Keeps the texts of files; everything else is asked about these.
    Open { files: BTreeMap<String, String> },
    /// What there is to choose beside a scenario.
    Offer { scenario: String },
    /// A file of the reader's own: where it can stand among the others, or what is wrong with it.
    Own { name: String, text: String },
    /// What a setting is: its file; and its levers, which are those of what is chosen, whatever is changed by hand.
    Describe { setting: Setting, levers: bool },
    /// Plays histories of a setting: bytes.
    Play { setting: Setting, first: u64, count: u64 },
    /// Takes histories of a setting, as bytes.
    Take { setting: Setting, first: u64 },
    /// Figures of a setting beside its base, from histories that were taken.
    See { setting: Setting, histories: u64, figures: Vec<String>, indicator: String, month: usize },
    /// One figure as a file of its own.
    Picture { setting: Setting, histories: u64, figure: String, indicator: String, month: usize },
    /// A table as a file of its own.
    Table { setting: Setting, histories: u64, table: String },
    /// One history told.
    Tell { setting: Setting, histories: u64, replicate: Option<u64> },
    /// The file that asks how far a setting holds over so many plausible worlds, and in how many parts it is played.
    Doubt { setting: Setting, points: u64 },
    /// Plays one of the parts: bytes.
    DoubtPart { setting: Setting, points: u64, part: u64 },
    /// What all parts say, which are given one after the other with their lengths.
    DoubtAnswer { setting: Setting, points: u64, lengths: Vec<usize> },
}

/// An answer: JSON, and bytes beside it.
pub type Answer = (Json, Vec<u8>);

/// The engine, with what it keeps between one question and the next.
#[derive(Debug, Default)]
pub struct Explorer {
    sources: Option<Sources>,
    ready: Vec<(Setting, Rc<Ready>)>,
    ensembles: Vec<(Setting, Ensemble)>,
    /// The texts with that of the setting that could not be made ready last.
    wrong: Option<Sources>,
}

impl Explorer {
    /// Answers a question. `{"problems": TEXT}` where what is asked about is wrong.
    pub fn ask(&mut self, question: &str, bytes: &[u8]) -> Answer {
        let asked = match serde_json::from_str(question) {
            Ok(asked) => asked,
            Err(error) => {
                return (
                    json!({ "problems": format!("the page asked what the engine does not know: {error}") }),
                    vec![],
                );
            }
        };
        match self.answer(asked, bytes) {
            Ok(answer) => answer,
            Err(problems) => (json!({ "problems": self.shown(&problems) }), vec![]),
        }
    }

    fn shown(&self, problems: &Problems) -> String {
        let nothing = Sources::of::<&str>([]);
        excerpt::shown(problems, self.wrong.as_ref().or(self.sources.as_ref()).unwrap_or(&nothing), Look::Plain)
    }

    fn answer(&mut self, asked: Ask, bytes: &[u8]) -> Result<Answer, Problems> {
        match asked {
            Ask::Open { files } => {
                *self = Self { sources: Some(Sources::of(files)), ..Self::default() };
                Ok((json!({}), vec![]))
            }
            Ask::Offer { scenario } => Ok((json!(Offer::of(self.sources(), &scenario)), vec![])),
            Ask::Own { name, text } => {
                let said = self.own(&name, &text);
                Ok((said.map_or_else(|wrong| json!({ "problems": wrong }), |path| json!({ "path": path })), vec![]))
            }
            Ask::Describe { setting, levers } => self.describe(&setting, levers).map(|said| (said, vec![])),
            Ask::Play { setting, first, count } => {
                let ready = self.ready(&setting)?;
                let last = first.saturating_add(count).min(MOST);
                Ok((json!({}), Part::play(&ready.scenario, first.min(last)..last).to_bytes(ready.key())))
            }
            Ask::Take { setting, first } => {
                let ready = self.ready(&setting)?;
                let part = Part::from_bytes(bytes, ready.key());
                let part = part.filter(|part| part.begins_at(first) && part.is_of(&ready.scenario));
                let part = part.ok_or_else(|| wrong("histories came as other bytes than were played"))?;
                let ensemble = self.ensemble(&setting);
                ensemble.add(part);
                Ok((json!({ "histories": ensemble.count() }), vec![]))
            }
            Ask::See { setting, histories, figures, indicator, month } => {
                self.with(&setting, histories, |pair| seen(pair, &figures, &indicator, month))
            }
            Ask::Picture { setting, histories, figure, indicator, month } => self.with(&setting, histories, |pair| {
                let drawn = pair.figure(&figure, &indicator, month);
                json!({ "name": drawn.as_ref().map(|drawn| drawn.name()), "svg": drawn.map(|drawn| drawn.file()) })
            }),
            Ask::Table { setting, histories, table } => {
                self.with(&setting, histories, |pair| json!({ "csv": tables::table(pair, &setting, &table) }))
            }
            Ask::Tell { setting, histories, replicate } => {
                let replicate = replicate.map(|replicate| replicate.min(MOST - 1));
                self.with(&setting, histories, |pair| json!({ "told": told::told(pair, replicate).into_string() }))
            }
            Ask::Doubt { setting, points } => {
                let (base, ready) = (self.ready(&setting.base())?, self.ready(&setting)?);
                Question::of(&base, &ready, points)?;
                let text = doubt::text(&base, &ready, points);
                Ok((json!({ "name": doubt::NAME, "text": text, "parts": doubt::parts(points) }), vec![]))
            }
            Ask::DoubtPart { setting, points, part } => {
                if part >= doubt::parts(points) {
                    return Err(wrong("there are fewer parts"));
                }
                let (base, ready) = (self.ready(&setting.base())?, self.ready(&setting)?);
                Ok((json!({}), Question::of(&base, &ready, points)?.play(part)?))
            }
            Ask::DoubtAnswer { setting, points, lengths } => {
                let (base, ready) = (self.ready(&setting.base())?, self.ready(&setting)?);
                let question = Question::of(&base, &ready, points)?;
                let parts =
                    split(bytes, &lengths).ok_or_else(|| wrong("parts came as other bytes than were played"))?;
                let told = question.answer(&ready, &parts)?;
                let (words, figures) = told.ok_or_else(|| wrong("some plausible worlds are missing"))?;
                let figures = figures.iter().enumerate();
                let figures = figures.map(|(at, figure)| figure.live(&format!("doubt-{at}")).into_string());
                Ok((json!({ "told": words.into_string(), "figures": figures.collect::<Vec<_>>() }), vec![]))
            }
        }
    }

    fn sources(&mut self) -> &Sources {
        self.sources.get_or_insert_with(|| Sources::of::<&str>([]))
    }

    /// A scenario that is ready, made anew where it is not kept.
    fn ready(&mut self, setting: &Setting) -> Result<Rc<Ready>, Problems> {
        if let Some(at) = self.ready.iter().position(|(known, _)| known == setting) {
            let known = self.ready.remove(at);
            self.ready.push(known);
        } else {
            let made = Ready::of(setting, self.sources());
            // What is wrong with the file that a setting says is shown with its lines.
            self.wrong = match &made {
                Err(_) => setting.file(self.sources()).ok().map(|file| self.sources().with(&file.path, file.text)),
                Ok(_) => None,
            };
            self.ready.push((setting.clone(), Rc::new(made?)));
            if self.ready.len() > KEPT_READY {
                self.ready.remove(0);
            }
        }
        self.ready.last().map(|(_, ready)| Rc::clone(ready)).ok_or_else(|| wrong("nothing is ready"))
    }

    /// The histories of a setting so far. What was used last is kept longest.
    fn ensemble(&mut self, setting: &Setting) -> &mut Ensemble {
        let at = self.ensembles.iter().position(|(known, _)| known == setting);
        let own = at.map_or_else(|| (setting.clone(), Ensemble::default()), |at| self.ensembles.remove(at));
        self.ensembles.push(own);
        if self.ensembles.len() > KEPT {
            // What all are held against stays, however many settings follow each other before any of them is drawn.
            let base = setting.base();
            let oldest = self.ensembles.iter().position(|(known, _)| *known != base);
            self.ensembles.remove(oldest.unwrap_or(0));
        }
        let last = self.ensembles.len() - 1;
        &mut self.ensembles[last].1
    }

    /// Asks something of a setting beside its base, of the histories that both have.
    fn with(
        &mut self,
        setting: &Setting,
        histories: u64,
        ask: impl FnOnce(&Pair<'_>) -> Json,
    ) -> Result<Answer, Problems> {
        let base = setting.base();
        let (of_base, of_own) = (self.ready(&base)?, self.ready(setting)?);
        if of_base.scenario.seed != of_own.scenario.seed {
            let problem = Problem::new(
                &Place::whole("the page"),
                "scenario.seed",
                "is another than the scenario's own: there are no twins",
            );
            return Err(problem.value(of_own.scenario.seed.to_string()).remedy("leave the seed as it is").into());
        }
        // Both are kept: what they are asked for last stays longest.
        let counts = [&base, setting].map(|setting| self.ensemble(setting).count());
        let twins = counts[0].min(counts[1]).min(histories);
        if twins == 0 {
            return Err(wrong("no histories are there yet"));
        }
        [&base, setting].into_iter().for_each(|setting| self.ensemble(setting).of(twins));
        let find = |setting: &Setting| self.ensembles.iter().find(|(known, _)| known == setting).map(|(_, own)| own);
        let (Some(before), Some(after)) = (find(&base), find(setting)) else {
            return Err(wrong("no histories are there yet"));
        };
        let pair = Pair {
            base: Side { ready: &of_base, ensemble: before },
            own: Side { ready: &of_own, ensemble: after },
            twins,
            same: of_base.key() == of_own.key(),
        };
        let mut said = ask(&pair);
        said["histories"] = twins.into();
        Ok((said, vec![]))
    }

    /// Puts a reader's own file among the others, where what it extends is found: in the first folder where it is a
    /// scenario; or says what is wrong with it, with its lines.
    fn own(&mut self, name: &str, text: &str) -> Result<String, String> {
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' };
        let name: String = name.chars().take(LONGEST_NAME).map(plain).collect();
        let name = if name.trim_matches('.').is_empty() { "own.toml".into() } else { name };
        // It is tried in several folders, each time with all other texts: what no folder makes a scenario is refused at
        // once.
        let size = Size::OF_A_SCENARIO;
        if text.len() as u64 > size.bytes {
            let problem = Problem::new(&Place::whole(&name), "", format!("has {} bytes", text.len()));
            return Err(problem.remedy(format!("{} has at most {} MiB", size.what, size.bytes >> 20)).to_string());
        }
        let mut first: Option<String> = None;
        for folder in self.folders() {
            let path = folder.join(&name).display().to_string();
            let sources = self.sources().with(&path, text.to_string());
            let setting = Setting { scenario: path.clone(), ..Setting::default() };
            match Ready::of(&setting, &sources) {
                Ok(_) => {
                    // What was ready may extend a file of this name.
                    *self = Self { sources: Some(sources), ..Self::default() };
                    return Ok(path);
                }
                // A file that it extends and that is not there says less than what is wrong with the file itself.
                Err(problems) if first.as_ref().is_none_or(|known| known.contains("not among the files")) => {
                    first = Some(excerpt::shown(&problems, &sources, Look::Plain));
                }
                Err(_) => {}
            }
        }
        Err(first.unwrap_or_default())
    }

    /// The folders in which scenarios stand, and where there is none.
    fn folders(&mut self) -> Vec<PathBuf> {
        let scenarios = self.sources().names().filter(|name| name.extension().is_some_and(|ending| ending == "toml"));
        let mut folders: BTreeSet<PathBuf> = scenarios.filter_map(|name| Some(name.parent()?.to_path_buf())).collect();
        folders.remove(Path::new(""));
        folders.into_iter().chain([PathBuf::new()]).collect()
    }

    fn describe(&mut self, setting: &Setting, levers: bool) -> Result<Json, Problems> {
        // What the theory and the counterfactual make of them: the marks from which a reader moves them.
        let chosen = if levers { Some(self.ready(&setting.chosen())?) } else { None };
        let ready = self.ready(setting)?;
        let scenario = &ready.scenario;
        let names = ready.names();
        let indicators: Vec<Json> = indicators(scenario)
            .iter()
            .map(|known| {
                let called = names.quantity(&known.name);
                json!({ "name": known.name, "called": called, "unit": known.unit, "meaning": known.meaning })
            })
            .collect();
        let outcomes: Vec<Json> = outcomes(scenario)
            .iter()
            .map(|known| {
                let better = better(known);
                json!({ "name": known.name, "unit": known.unit, "meaning": known.meaning, "better": better })
            })
            .collect();
        Ok(json!({
            "name": scenario.name,
            "start": scenario.start.to_string(),
            "months": (0..scenario.months).map(|month| scenario.start.plus(month).to_string()).collect::<Vec<_>>(),
            "seed": scenario.seed,
            "replicates": scenario.replicates,
            "states": scenario.actors.states.len(),
            "hash": hash(scenario),
            "notes": scenario.notes,
            "file": { "path": ready.file.path.display().to_string(), "text": ready.file.text },
            "indicators": indicators,
            "outcomes": outcomes,
            "levers": chosen.map(|chosen| Levers::of(&chosen.scenario, &chosen.tree)),
        }))
    }
}

/// Figures and numbers of a pair.
fn seen(pair: &Pair<'_>, figures: &[String], indicator: &str, month: usize) -> Json {
    let drawn = figures.iter().flat_map(|what| pair.figures(what, indicator, month));
    let drawn: BTreeMap<String, String> = drawn
        .map(|(id, figure)| {
            let live = figure.live(&id).into_string();
            (id, live)
        })
        .collect();
    json!({
        "figures": drawn,
        "answer": pair.answer().into_string(),
        "effects": pair.effects(),
        "numbers": pair.numbers().into_string(),
    })
}

/// Bytes in stretches of these lengths; none where there are fewer.
fn split<'b>(mut bytes: &'b [u8], lengths: &[usize]) -> Option<Vec<&'b [u8]>> {
    let next = |length: &usize| {
        let (part, after) = bytes.split_at_checked(*length)?;
        bytes = after;
        Some(part)
    };
    lengths.iter().map(next).collect()
}

fn wrong(message: &str) -> Problems {
    Problem::new(&Place::whole("the page"), "", message).into()
}

#[cfg(test)]
mod tests;
