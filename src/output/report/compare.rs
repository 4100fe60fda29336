//! The page of a comparison: effects as forest plots.

use maud::html;

use super::super::picture::{self, Interval};
use super::super::results::Results;
use super::{Block, Place, Section};

/// The sections of a comparison.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let effects = results.table("effects")?;
    let picture = |outcome: &str, title: &str| {
        let own = effects.rows().filter(|row| row.text("outcome") == outcome);
        let mut rows: Vec<Interval> = own
            .filter_map(|row| {
                let range = row.number("ci_low").zip(row.number("ci_high"));
                let decided = ["more", "less"].contains(&row.text("verdict"));
                Some(Interval { name: row.text("scenario").into(), value: row.number("effect")?, range, decided })
            })
            .collect();
        // What is undecided is not ranked: it keeps its place in the file, after the rest.
        rows.sort_by(|a, b| match (a.decided, b.decided) {
            (true, true) => b.value.total_cmp(&a.value),
            (one, two) => two.cmp(&one),
        });
        let unit = effects.rows().find(|row| row.text("outcome") == outcome).map_or("", |row| row.text("unit"));
        let note = "Mean paired differences with 95 % intervals over twin histories; hollow: undecided, or the same in all. Where intervals overlap, the order says nothing";
        picture::intervals(title, unit, note, &rows, 0.0)
    };
    let named = |verdicts: &[&str]| -> Vec<&str> {
        let own =
            effects.rows().filter(|row| row.text("outcome") == "adequacy" && verdicts.contains(&row.text("verdict")));
        own.map(|row| row.text("scenario")).collect()
    };
    let (more, less) = (named(&["more"]), named(&["less"]));
    let all = effects.rows().filter(|row| row.text("outcome") == "adequacy").count();
    let rest = named(&["undecided", "same"]);
    let list = |names: &[&str]| if names.is_empty() { "none".to_string() } else { names.join(", ") };
    let answer = html! {
        p { "Of " (all) " scenarios " (more.len() + less.len()) " change adequacy in a way that the histories decide. What is undecided is not ranked." }
        p { strong { "More adequate: " } (list(&more)) ". " strong { "Less: " } (list(&less)) ". " strong { "Undecided, or the same: " } (list(&rest)) "." }
    };
    let pictures = [
        ("adequacy", "Effect on adequacy"),
        ("deaths", "Effect on deaths in the model"),
        ("words_deeds_gap", "Effect on words minus deeds"),
    ];
    let pictures = pictures.map(|(outcome, title)| Block::Picture(picture(outcome, title)));
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
        Section::new(Place::Evidence, "Effects in twin histories", pictures.into()),
    ])
}
