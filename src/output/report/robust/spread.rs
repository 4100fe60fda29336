//! Outcomes and effects over plausible numbers, with luck alone inside.

use maud::html;

use super::super::Block;
use super::super::called::Called;
use super::{each, percent};
use crate::model::outcomes::headline;
use crate::output::picture::{self, Band, Bands, Figure, Stack, Stacked};
use crate::output::results::{Read, Row};

/// The outcome whose effects are shown.
const OF_EFFECTS: &str = "adequacy";

/// Pictures of outcomes by their unit, of effects, and of what their variance comes from.
pub fn blocks(spread: &Read, worlds: &Called) -> Vec<Block> {
    let of = |kind: &'static str| spread.rows().filter(move |row| row.text("kind") == kind);
    let effects: Vec<Row<'_>> = of("effect").filter(|row| row.text("name") == OF_EFFECTS).collect();
    let words = html! {
        p { "How far means of histories lie from one plausible world to the next (pale), and how far single histories lie from each other where the numbers are as they are (dark). The dark band alone is luck: it is no measure of what is not known. The bands do not say where in them the world lies." }
    };
    let mut blocks = vec![Block::Words(words)];
    for unit in each(of("outcome"), "unit") {
        let rows: Vec<Row<'_>> = of("outcome").filter(|row| row.text("unit") == unit).collect();
        blocks.push(Block::Picture(bands("Outcomes over plausible numbers", unit, &rows, None, worlds)));
    }
    if let Some(first) = effects.first() {
        blocks.push(Block::Picture(bands(
            "Effects on adequacy over plausible numbers",
            first.text("unit"),
            &effects,
            Some(0.0),
            worlds,
        )));
    }
    let split: Vec<Stack> = of("outcome").chain(effects).filter_map(|row| split(&row, worlds)).collect();
    if !split.is_empty() {
        blocks.push(Block::Picture(variance(split)));
    }
    if of("effect").next().is_some() || of("measure").next().is_some() {
        blocks.push(Block::Words(html! {
            p .note { "Effects on other outcomes, and measures, are in the table spread, with the shares of worlds in which an effect is above 0." }
        }));
    }
    blocks
}

/// What a row is called.
fn name(row: &Row<'_>, worlds: &Called) -> String {
    match (row.text("kind"), row.text("name")) {
        ("effect", _) => worlds.name(row.text("world")),
        (_, name) => headline(name).unwrap_or(name).into(),
    }
}

fn bands(title: &str, unit: &str, rows: &[Row<'_>], line: Option<f64>, worlds: &Called) -> Figure {
    let band = |row: &Row<'_>| {
        let number = |column: &str| row.number(column);
        Band {
            name: name(row, worlds),
            wide: number("p05").zip(number("p95")).and_then(|(low, high)| Some([low, number("p50")?, high])),
            narrow: number("luck_p05").zip(number("luck_p95")),
            mark: number("at_values"),
            hollow: false,
            remark: number("below").map_or(String::new(), |below| format!("{} of worlds lie below it", percent(below))),
        }
    };
    picture::bands(&Bands {
        title: title.into(),
        unit: unit.into(),
        note: "Pale: 5 % to 95 % of plausible worlds, with the median; dark: 5 % to 95 % of histories with the numbers as they are, of luck alone; \
               diamond: the mean of these"
            .into(),
        wide: "over numbers",
        mark: "mean, numbers as they are",
        rows: rows.iter().map(band).collect(),
        line,
        most: None,
    })
}

fn split(row: &Row<'_>, worlds: &Called) -> Option<Stack> {
    let parts = [row.number("numbers")?, row.number("luck")?, row.number("interaction")?];
    let name = name(row, worlds);
    let name = if row.text("kind") == "effect" { format!("effect: {name}") } else { name };
    Some(Stack { name, parts: parts.to_vec(), share: None, remark: String::new() })
}

fn variance(rows: Vec<Stack>) -> Figure {
    picture::stacked(&Stacked {
        title: "What the variance comes from".into(),
        unit: "share of variance".into(),
        note: "Of single histories over all plausible worlds: from the numbers; from luck alike in all worlds; and from luck that does another thing with other numbers"
            .into(),
        parts: ["numbers", "luck", "luck with numbers"],
        rows,
        ..Stacked::default()
    })
}
