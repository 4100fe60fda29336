//! Where states stand: what each says against what it does.

use maud::html;

use super::figure::{Data, Figure};
use super::plane::Plane;
use super::{Axis, COLOURS, GREY, at, fitted, shown, spread};

/// Where a state stands, and how it came there.
#[derive(Clone, Debug, Default)]
pub struct Position {
    /// What it is called.
    pub name: String,
    /// What it says and does, from its first stretch of time to its last; one where only the whole is known.
    pub way: Vec<(f64, f64)>,
    /// Does it have a name in the picture?
    pub named: bool,
}

/// Words across, deeds up, and the diagonal on which a state does what it says.
pub fn positions(title: &str, note: &str, stretches: &[String], states: &[Position]) -> Figure {
    let ends = || states.iter().flat_map(|state| &state.way);
    let plane = Plane {
        across: Axis::of(ends().map(|(words, _)| *words).chain([0.0])),
        up: Axis::of(ends().map(|(_, deeds)| *deeds).chain([0.0])),
        height: 330.0,
        top: 22.0,
        names: 120.0,
    };
    let (x, y) = (|words: f64| plane.x(words), |deeds: f64| plane.y(deeds));
    let named: Vec<(&Position, (f64, f64))> =
        states.iter().filter(|state| state.named).filter_map(|state| Some((state, *state.way.last()?))).collect();
    let labels = spread(&named.iter().map(|(_, (_, deeds))| y(*deeds)).collect::<Vec<_>>(), plane.floor());
    let path = |state: &Position| {
        let points: Vec<String> =
            state.way.iter().map(|(words, deeds)| format!("{:.1} {:.1}", x(*words), y(*deeds))).collect();
        format!("M{}", points.join(" L"))
    };
    let beside = plane.beside();
    let drawing = html! {
        (plane.scales())
        @for state in states.iter().filter(|state| !state.named) {
            @if let Some((words, deeds)) = state.way.last() { circle cx=(at(x(*words))) cy=(at(y(*deeds))) r="2.5" fill=(GREY) {} }
        }
        @for (index, (state, (words, deeds))) in named.iter().enumerate() {
            @let colour = COLOURS[index % 6];
            @if state.way.len() > 1 { path d=(path(state)) fill="none" stroke=(colour) stroke-width="1.8" {} }
            circle cx=(at(x(*words))) cy=(at(y(*deeds))) r="4" fill=(colour) {}
            // From the state to its name, wherever that had to go.
            path d=(format!("M{} {} L{} {}", at(x(*words)), at(y(*deeds)), at(beside + 6.0), at(labels[index]))) fill="none" stroke=(colour) stroke-width="0.8" stroke-dasharray="2 3" {}
            text x=(beside + 10.0) y=(at(labels[index] + 4.0)) { (fitted(&state.name, plane.names - 10.0)) }
        }
    };
    let row = |state: &Position| {
        let stretch = |index: usize| stretches.get(index).cloned().unwrap_or_default();
        state
            .way
            .iter()
            .enumerate()
            .map(|(index, (words, deeds))| vec![state.name.clone(), stretch(index), shown(*words), shown(*deeds)])
            .collect::<Vec<_>>()
    };
    let data = Data::new(2, &["state", "when", "words", "deeds"], states.iter().flat_map(row).collect());
    Figure {
        number: None,
        title: title.into(),
        unit: "share of what states can do".into(),
        note: note.into(),
        height: plane.height,
        drawing,
        data,
    }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn a_state_has_its_way_and_only_some_have_names_in_the_picture() {
        let state = |name: &str, way: &[(f64, f64)], named| Position { name: name.into(), way: way.to_vec(), named };
        let states = [
            state("a <b>", &[(0.1, 0.05), (0.2, 0.1)], true),
            state("silent", &[(0.0, 0.0)], false),
            state("none", &[], true),
        ];
        let page =
            positions("Words against deeds", "", &["2003".into(), "2004".into()], &states).render().into_string();
        assert!(
            page.contains("<th scope=\"row\">a &lt;b&gt;</th><th scope=\"row\">2004</th><td>0.200</td><td>0.100</td>"),
            "{page}"
        );
        assert_eq!(page.matches(">silent<").count(), 1, "in the table alone");
        assert!(!page.contains("NaN") && !page.contains("<b>"));
    }
}
