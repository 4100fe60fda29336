//! The page of a comparison: effects as forest plots.

use maud::{Markup, html};

use super::super::doubt::Doubt;
use super::super::picture::{self, Figure, Interval, Intervals};
use super::super::results::{Read, Results, Row};
use super::called::Called;
use super::{Block, Place, Section, doubt, each, over_months, percent, signed};
use crate::statistics::tiers::tiers;
use crate::study::StudyKind;
use crate::study::robust::Band;

/// Effects on one outcome.
struct Effects<'a> {
    unit: &'a str,
    base: Option<f64>,
    /// Those that the histories decide, in groups that do not overlap, the highest first.
    decided: Vec<Vec<Effect<'a>>>,
    /// The rest, in the order of the file.
    rest: Vec<Effect<'a>>,
}

#[derive(Clone)]
struct Effect<'a> {
    /// Its id.
    scenario: &'a str,
    /// What it is called.
    name: String,
    verdict: &'a str,
    value: f64,
    range: Option<(f64, f64)>,
}

impl<'a> Effects<'a> {
    fn of(rows: impl Iterator<Item = Row<'a>>, outcome: &str, scenarios: &Called) -> Self {
        let own: Vec<Row<'a>> = rows.filter(|row| row.text("outcome") == outcome).collect();
        let effect = |row: &Row<'a>| {
            let range = row.number("ci_low").zip(row.number("ci_high"));
            let (scenario, verdict) = (row.text("scenario"), row.text("verdict"));
            Some(Effect { scenario, name: scenarios.name(scenario), verdict, value: row.number("effect")?, range })
        };
        let effects = own.iter().filter_map(effect);
        let (decided, rest): (Vec<Effect<'_>>, Vec<Effect<'_>>) =
            effects.partition(|effect| ["more", "less"].contains(&effect.verdict));
        let ranges: Vec<(f64, f64)> =
            decided.iter().map(|effect| effect.range.unwrap_or((effect.value, effect.value))).collect();
        let groups =
            tiers(&ranges).into_iter().map(|tier| tier.into_iter().map(|index| decided[index].clone()).collect());
        Self {
            unit: own.first().map_or("", |row| row.text("unit")),
            base: own.first().and_then(|row| row.number("base_mean")),
            decided: groups.collect(),
            rest,
        }
    }

    fn picture(&self, title: &str) -> Figure {
        let mut rows = Vec::new();
        for (group, effects) in self.decided.iter().chain(std::iter::once(&self.rest)).enumerate() {
            for (index, effect) in effects.iter().enumerate() {
                let apart = match effect.verdict {
                    "same" => Some("the same in every twin"),
                    "undecided" => Some("undecided"),
                    _ => None,
                };
                let (name, parted) = (effect.name.clone(), group > 0 && index == 0);
                rows.push(Interval { name, value: effect.value, range: effect.range, apart, parted });
            }
        }
        let note = "Mean paired differences with 95 % intervals over twin histories: luck alone. Dotted lines part groups whose intervals do not overlap; within a group the order is that of the command and says nothing. Hollow and grey: undecided, or the same in every twin";
        let (title, unit) = (title.to_string(), self.unit.to_string());
        picture::intervals(&Intervals { title, unit, note: note.into(), rows, line: Some(0.0) })
    }

    /// A group in words, with the interval of each.
    fn told(&self, group: &[Effect<'a>], doubt: &Doubt<'_>) -> Markup {
        let band = |effect: &Effect<'_>| Band::of(doubt.effects(effect.scenario)?, "adequacy").cloned();
        html! {
            @for (index, effect) in group.iter().enumerate() {
                @if index > 0 { "; " }
                strong { (effect.name) " " (signed(effect.value)) }
                @if let Some((low, high)) = effect.range { " (95 % interval of luck " (signed(low)) " to " (signed(high)) ")" }
                @if let Some(band) = band(effect) {
                    " (over plausible numbers " (signed(band.p05)) " to " (signed(band.p95))
                    @if let Some(more) = band.more { ", more in " (percent(more)) " of worlds" }
                    ")"
                }
            }
        }
    }
}

/// The sections of a comparison.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let table = results.table("effects")?;
    let scenarios = Called::scenarios(results);
    let effects = |outcome: &str| Effects::of(table.rows(), outcome, &scenarios);
    let pictures = [
        ("adequacy", "Effect on adequacy"),
        ("deaths", "Effect on deaths in the model"),
        ("words_deeds_gap", "Effect on words minus deeds"),
    ];
    let pictures = pictures.map(|(outcome, title)| Block::Picture(effects(outcome).picture(title)));
    let doubt = Doubt::of(StudyKind::Compare, &results.manifest);
    let answer = answer(&effects("adequacy"), &doubt);
    let mut sections = vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
        Section::new(Place::Evidence, "Effects in twin histories", pictures.into()),
    ];
    let over_time = over_months::blocks(results, &table)?;
    if !over_time.is_empty() {
        sections.push(Section::new(Place::Evidence, "Over time, beside the base", over_time));
    }
    sections.extend(over_numbers(&table, &doubt, &scenarios));
    Ok(sections)
}

/// Outcomes that effects are known of, in the order of the table.
pub fn outcomes(results: &Results<'_>) -> Result<Vec<String>, String> {
    let table = results.table("effects")?;
    Ok(each(table.rows(), "outcome").into_iter().map(String::from).collect())
}

/// Effects on one outcome.
pub fn effects_on(results: &Results<'_>, outcome: &str) -> Result<Figure, String> {
    let table = results.table("effects")?;
    Ok(Effects::of(table.rows(), outcome, &Called::scenarios(results)).picture(&format!("Effect on {outcome}")))
}

/// Effects on the main outcomes over plausible numbers, where any are known.
fn over_numbers(table: &Read, doubt: &Doubt<'_>, names: &Called) -> Option<Section> {
    let mut scenarios: Vec<&str> = table.rows().map(|row| row.text("scenario")).collect();
    scenarios.dedup();
    let groups: Vec<_> =
        scenarios.into_iter().filter_map(|scenario| Some((scenario, doubt.effects(scenario)?))).collect();
    let luck = |scenario: &str, outcome: &str| {
        let row = table.rows().find(|row| row.text("scenario") == scenario && row.text("outcome") == outcome)?;
        Some((row.number("effect")?, row.number("ci_low").zip(row.number("ci_high"))))
    };
    let caption = "Effects on main outcomes, by luck alone and over plausible numbers";
    let table = (!groups.is_empty()).then(|| doubt::table(caption, &groups, |scenario| names.name(scenario), luck))?;
    Some(Section::new(Place::Evidence, "Effects over plausible numbers", vec![Block::Table(table)]))
}

fn answer(effects: &Effects<'_>, doubt: &Doubt<'_>) -> Markup {
    let of = |verdict: &str| effects.decided.iter().flatten().filter(|effect| effect.verdict == verdict).count();
    let (more, less) = (of("more"), of("less"));
    let (highest, lowest) = (effects.decided.first(), effects.decided.last());
    let names: Vec<&str> = effects.rest.iter().map(|effect| effect.name.as_str()).collect();
    html! {
        ol .answer {
            li {
                "Of " (more + less + names.len()) " scenarios " strong { (more) } " raise adequacy"
                @if let Some(base) = effects.base { " above the base's " (percent(base)) }
                " and " strong { (less) } " lower it"
                @if names.is_empty() { "." } @else { "; undecided, or the same in every twin: " (names.join("; ")) "." }
            }
            @if let Some(group) = highest.filter(|group| group[0].verdict == "more") {
                li { "Most adequate: " (effects.told(group, doubt)) ", as shares of need." }
            }
            @if let Some(group) = lowest.filter(|group| group[0].verdict == "less") {
                li { "Least adequate: " (effects.told(group, doubt)) ", as shares of need." }
            }
        }
        @if more + less > 20 {
            p { "Of so many effects one in twenty would seem decided by chance alone, if none were there." }
        }
    }
}
