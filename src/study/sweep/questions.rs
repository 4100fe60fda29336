//! Reading what a sweep file asks at every point.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::hindcast::facts;
use super::super::patterns::Patterns;
use super::super::patterns::trial::{Claim, Pattern};
use super::super::patterns::written::World;
use super::asked::{Asked, InMonth};
use super::reader::Reader;
use super::written::{ClaimAsked, Worlds};
use crate::measure::expression::{self, Expression, Misread};
use crate::measure::statistic::{Needs, TRUNK};
use crate::scenario::inherit::Layer;
use crate::scenario::labels::A_NAME;
use crate::scenario::problem::did_you_mean;
use crate::scenario::source::Node;
use crate::scenario::{Month, Problem, Problems, Sources, notes};

impl Reader {
    /// The patterns that the file names.
    pub(super) fn patterns(&mut self, sources: &Sources, folder: &Path) -> Option<Patterns> {
        let name = self.written.patterns.clone()?;
        match Patterns::load_from(sources, &folder.join(name)) {
            Ok(patterns) => {
                self.note(patterns.notes.clone());
                Some(patterns)
            }
            Err(Problems(problems)) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    /// What the file asks at every point.
    pub(super) fn asked(
        &mut self,
        sources: &Sources,
        folder: &Path,
        bases: &[PathBuf],
        patterns: Option<&Patterns>,
    ) -> Asked {
        let mut asked = Asked::nothing(sources);
        asked.bases = bases.to_vec();
        let of_patterns = patterns.map(|patterns| patterns.trunk.clone());
        asked.trunk = of_patterns.or_else(|| bases.first().cloned()).unwrap_or_default();
        asked.worlds = self.worlds(folder, patterns);
        asked.called = self.called(sources, folder, patterns);
        asked.needs = Needs::of(asked.worlds.iter().map(|(name, _)| name.clone()));
        self.words(&mut asked, patterns);
        self.measures(&mut asked);
        self.claims(&mut asked, patterns);
        self.own_claims(&mut asked);
        self.facts(&mut asked, folder);
        self.levers(&mut asked);
        if let Some(patterns) = patterns {
            asked
                .texts
                .push(crate::scenario::declared::meaning(&patterns.text, super::super::patterns::written::shape()));
        }
        asked
    }

    fn worlds(&mut self, folder: &Path, patterns: Option<&Patterns>) -> Vec<(String, Vec<Layer>)> {
        let of_patterns = |name: &str| {
            let names = patterns.map(|patterns| &patterns.needs.worlds[1..])?;
            let index = names.iter().position(|known| known == name)?;
            Some((name.to_string(), patterns?.worlds[index].clone()))
        };
        match self.written.worlds.clone() {
            None => {
                let chosen = self.written.claims.clone();
                let Some(patterns) =
                    patterns.filter(|_| self.written.measures.is_empty() && self.written.claim.is_empty())
                else {
                    return vec![];
                };
                // All of the patterns that are asked.
                let asked = |name: &&String| {
                    chosen.is_none() || needs_world(patterns, chosen.as_deref().unwrap_or_default(), name)
                };
                patterns.needs.worlds[1..].iter().filter(asked).filter_map(|name| of_patterns(name)).collect()
            }
            Some(Worlds::OfPatterns(names)) => {
                let mut worlds = Vec::new();
                for (index, name) in names.iter().enumerate() {
                    match of_patterns(name) {
                        Some(world) => worlds.push(world),
                        None => {
                            let known = patterns.map(|patterns| &patterns.needs.worlds[1..]).unwrap_or_default();
                            let node = self.said(&["worlds", &index.to_string()]);
                            let message = if patterns.is_some() {
                                "the patterns have no such world"
                            } else {
                                "names a world of patterns, and no patterns are named"
                            };
                            let remedy = if patterns.is_some() {
                                did_you_mean(name, known.iter().map(String::as_str))
                            } else {
                                "add patterns = \"patterns.toml\", or write [worlds] with NAME = \"FILE\"".into()
                            };
                            self.wrong(&node, "worlds", message, remedy);
                        }
                    }
                }
                worlds
            }
            Some(Worlds::Own(worlds)) => {
                worlds.iter().filter_map(|(name, world)| self.own_world(folder, name, world)).collect()
            }
        }
    }

    /// What readers call worlds: its own, and those of the patterns.
    fn called(&self, sources: &Sources, folder: &Path, patterns: Option<&Patterns>) -> BTreeMap<String, String> {
        match &self.written.worlds {
            Some(Worlds::Own(worlds)) => {
                worlds.iter().map(|(id, world)| (id.clone(), world.called(id, sources, folder))).collect()
            }
            _ => patterns.map(|patterns| patterns.called.clone()).unwrap_or_default(),
        }
    }

    fn own_world(&mut self, folder: &Path, name: &str, world: &World) -> Option<(String, Vec<Layer>)> {
        let (at, path) = (["worlds", name], format!("worlds.{name}"));
        let layers = world.layers(folder, &self.said(&at));
        if let Some(node) = World::misnamed(&self.said(&at)) {
            self.wrong(node, &format!("{path}.name"), A_NAME, "give it a name, or leave it out");
        }
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if name == TRUNK || !plain || layers.is_empty() {
            let node = self.said(&at);
            let message = if layers.is_empty() { "is no world" } else { "cannot be the name of a world" };
            self.wrong(
                &node,
                &path,
                message,
                "letters, digits and _, other than trunk: need = \"counterfactuals/need-benchmarked.toml\"",
            );
            return None;
        }
        Some((name.to_string(), layers))
    }

    /// Groups and quantities: the patterns', and its own, which may not mean something else by the same name.
    fn words(&mut self, asked: &mut Asked, patterns: Option<&Patterns>) {
        if let Some(patterns) = patterns {
            asked.groups = patterns.groups.clone();
            asked.quantities = patterns.quantities.clone();
        }
        for (name, members) in self.written.groups.clone() {
            asked.groups.insert(name, members);
        }
        for (name, text) in self.written.quantities.clone() {
            match expression::parse(&text) {
                Ok(expression) => drop(asked.quantities.insert(name, expression)),
                Err(misread) => self.misread(&["quantities", &name], misread),
            }
        }
    }

    fn misread(&mut self, at: &[&str], Misread { message, remedy }: Misread) {
        let node = self.said(at);
        self.wrong(&node, &at.join("."), message, remedy);
    }

    fn measures(&mut self, asked: &mut Asked) {
        for (name, text) in self.written.measures.clone() {
            match expression::parse(&text).and_then(|measure| asked.needs.understand(&measure)) {
                Ok(statistic) => asked.measures.push((name, text, statistic)),
                Err(misread) => self.misread(&["measures", &name], misread),
            }
        }
    }

    /// The patterns' claims that the worlds allow, or those that are chosen.
    fn claims(&mut self, asked: &mut Asked, patterns: Option<&Patterns>) {
        let chosen = self.written.claims.clone();
        let Some(patterns) = patterns else {
            if chosen.is_some() {
                let node = self.said(&["claims"]);
                self.wrong(
                    &node,
                    "claims",
                    "names claims of patterns, and no patterns are named",
                    "add patterns = \"patterns.toml\", or write [[claim]]",
                );
            }
            return;
        };
        for (index, id) in chosen.iter().flatten().enumerate() {
            if !patterns.patterns.iter().any(|pattern| pattern.id == *id) {
                let node = self.said(&["claims", &index.to_string()]);
                let remedy = did_you_mean(id, patterns.patterns.iter().map(|pattern| pattern.id.as_str()));
                self.wrong(&node, "claims", "no pattern has this id", remedy);
            }
        }
        let mut left = Vec::new();
        for pattern in &patterns.patterns {
            if chosen.as_ref().is_some_and(|chosen| !chosen.contains(&pattern.id)) {
                continue;
            }
            let mut needs = asked.needs.clone();
            let mut again =
                |claim: &Claim| Claim::understood(&claim.measure, [claim.more_than, claim.less_than], &mut needs).ok();
            match pattern.claims.iter().map(&mut again).collect::<Option<Vec<_>>>() {
                Some(claims) => {
                    asked.claims.push(Pattern { claims, ..pattern.clone() });
                    asked.needs = needs;
                }
                None => left.push(pattern.id.as_str()),
            }
        }
        if !left.is_empty() {
            let message = format!(
                "{}: not asked, for they are about worlds that are not played: {}",
                self.file,
                notes::list(&left)
            );
            if chosen.is_some() {
                let node = self.said(&["claims"]);
                self.wrong(&node, "claims", message, "add their worlds");
            } else {
                self.note([message]);
            }
        }
    }

    fn own_claims(&mut self, asked: &mut Asked) {
        for (index, written) in self.written.claim.clone().iter().enumerate() {
            let at = ["claim", &index.to_string()].map(str::to_string);
            let at = at.each_ref().map(String::as_str);
            match own_claim(written, &mut asked.needs) {
                Ok(_) if asked.claims.iter().any(|known| known.id == written.id) => {
                    let node = self.said(&at);
                    self.wrong(&node, &at.join("."), "this id is given twice", "give each claim an id of its own");
                }
                Ok(pattern) => asked.claims.push(pattern),
                Err(misread) => self.misread(&at, misread),
            }
        }
    }

    fn facts(&mut self, asked: &mut Asked, folder: &Path) {
        let Some(name) = self.written.facts.clone() else { return };
        match facts::load(&asked.sources, &folder.join(&name)) {
            Ok((facts, text)) => {
                asked.texts.push(text.replace("\r\n", "\n"));
                for fact in facts {
                    if let Ok(sample) = asked.needs.sample(TRUNK, &fact.expression) {
                        asked.facts.push((fact, sample));
                    }
                }
            }
            Err(Problems(problems)) => self.problems.extend(problems),
        }
    }

    /// The months of the first scenario that is swept, of every indicator that is asked for.
    pub(super) fn months(&mut self, asked: &mut Asked, base: Option<&Node>) {
        let at = |key: &str| base.and_then(|root| root.at(["scenario", key]));
        let start = at("start").and_then(Node::as_text).and_then(|start| start.parse::<Month>().ok());
        let months = at("months").and_then(Node::as_whole).and_then(|months| usize::try_from(months).ok());
        let (Some(start), Some(months)) = (start, months) else { return };
        for indicator in self.written.months.clone() {
            for t in 0..months {
                let month = start.plus(t);
                let arguments = vec![Expression::Name(indicator.clone()), Expression::Month(month)];
                let at = Expression::Call { function: "at".into(), arguments, worlds: vec![] };
                if let Ok(sample) = asked.needs.sample(TRUNK, &at) {
                    asked.months.push(InMonth { indicator: indicator.clone(), t, month, sample });
                }
            }
        }
    }

    fn levers(&mut self, asked: &mut Asked) {
        for (world, lever) in self.written.levers.clone() {
            if asked.worlds.iter().any(|(known, _)| *known == world) {
                asked.levers.push((world, lever));
            } else {
                let node = self.said(&["levers", &world]);
                let remedy = did_you_mean(&world, asked.worlds.iter().map(|(name, _)| name.as_str()));
                self.problems.push(
                    Problem::new(&node.place, format!("levers.{world}"), "is no world of this file").remedy(remedy),
                );
            }
        }
    }
}

/// Does one of the patterns of these ids need a world?
fn needs_world(patterns: &Patterns, ids: &[String], world: &str) -> bool {
    let mut needs = Needs::of(patterns.needs.worlds[1..].iter().cloned());
    let claims =
        patterns.patterns.iter().filter(|pattern| ids.contains(&pattern.id)).flat_map(|pattern| &pattern.claims);
    for claim in claims {
        // It was understood when the patterns were read.
        let _ = expression::parse(&claim.measure).and_then(|measure| needs.understand(&measure));
    }
    let index = needs.worlds.iter().position(|known| known == world);
    index.is_some_and(|index| !needs.quantities[index].is_empty())
}

fn own_claim(written: &ClaimAsked, needs: &mut Needs) -> Result<Pattern, Misread> {
    let [more_than, less_than] = [written.more_than, written.less_than].map(|bound| bound.map(|bound| *bound));
    if more_than.zip(less_than).is_some_and(|(least, most)| least >= most) {
        return Err(Misread::new("no number is more than the one and less than the other", "exchange the bounds"));
    }
    let claim = Claim::understood(&written.measure, [more_than, less_than], needs)?;
    Ok(Pattern {
        id: written.id.clone(),
        question: written.question.clone(),
        section: String::new(),
        emergent: true,
        used_in_tuning: false,
        restates: None,
        claims: vec![claim],
    })
}
