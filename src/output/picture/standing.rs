//! Where states stand in one month: words against deeds, as large as they are capable.

use maud::html;

use super::figure::{Data, Figure};
use super::plane::Plane;
use super::{Axis, COLOURS, GREY, at, fitted, shown, spread};

/// A state in a month.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// What it is called.
    pub name: String,
    /// What it says and what it does.
    pub place: (f64, f64),
    /// Where it stands in what the month is held against.
    pub before: Option<(f64, f64)>,
    /// Its share of all capability.
    pub capability: f64,
    /// Does it have a name in the picture?
    pub named: bool,
}

/// The states in one month of many.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// What is shown.
    pub title: String,
    /// What points and rings are.
    pub note: String,
    /// The month.
    pub month: String,
    /// The most that any state says, and does, in any month: the scale stands still while months go by.
    pub most: (f64, f64),
    /// The states.
    pub states: Vec<Standing>,
}

/// The radius of a state: its area is as its capability, and what hardly has any is still seen.
fn radius(capability: f64) -> f64 {
    2.5 + 34.0 * capability.max(0.0).sqrt()
}

/// Draws words across, deeds up, and the diagonal on which a state does what it says.
pub fn standing(map: &Map) -> Figure {
    let plane = Plane {
        across: Axis::of([0.0, map.most.0].into_iter()),
        up: Axis::of([0.0, map.most.1].into_iter()),
        height: 380.0,
        top: 24.0,
        names: 130.0,
    };
    let (x, y, beside) = (|words: f64| plane.x(words), |deeds: f64| plane.y(deeds), plane.beside());
    let named: Vec<&Standing> = map.states.iter().filter(|state| state.named).collect();
    let labels = spread(&named.iter().map(|state| y(state.place.1)).collect::<Vec<_>>(), plane.floor());
    // The large ones first: what lies on them is seen.
    let mut order: Vec<&Standing> = map.states.iter().collect();
    order.sort_by(|one, other| other.capability.total_cmp(&one.capability));
    let colour = |state: &Standing| {
        let place = named.iter().position(|known| known.name == state.name);
        place.map_or(GREY, |place| COLOURS[place % COLOURS.len()])
    };
    let drawing = html! {
        (plane.scales())
        text x=(at(beside)) y="12" text-anchor="end" { (map.month) }
        @for state in &order {
            @let (words, deeds) = state.place;
            @let size = at(radius(state.capability));
            @if let Some((words, deeds)) = state.before {
                circle .before cx=(at(x(words))) cy=(at(y(deeds))) r=(size) fill="none" stroke=(colour(state)) stroke-opacity="0.45" stroke-dasharray="2 3" {}
            }
            circle cx=(at(x(words))) cy=(at(y(deeds))) r=(size) fill=(colour(state)) fill-opacity="0.55" stroke=(colour(state)) { title { (state.name) } }
        }
        @for (index, state) in named.iter().enumerate() {
            @let (from, to) = (format!("{} {}", at(x(state.place.0)), at(y(state.place.1))), format!("{} {}", at(beside + 6.0), at(labels[index])));
            path d=(format!("M{from} L{to}")) fill="none" stroke=(colour(state)) stroke-opacity="0.5" {}
            text x=(beside + 10.0) y=(at(labels[index] + 4.0)) { (fitted(&state.name, plane.names - 10.0)) }
        }
    };
    let row = |state: &Standing| {
        let before = state.before.map_or(["–".into(), "–".into()], |(words, deeds)| [shown(words), shown(deeds)]);
        let own = [state.name.clone(), shown(state.place.0), shown(state.place.1)];
        own.into_iter().chain(before).chain([shown(state.capability)]).collect()
    };
    let columns = ["state", "words", "deeds", "words in the base", "deeds in the base", "share of capability"];
    let data = Data::new(1, &columns, map.states.iter().map(row).collect());
    let unit = format!("share of what states can do, {}", map.month);
    Figure { number: None, title: map.title.clone(), unit, note: map.note.clone(), height: plane.height, drawing, data }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn a_state_is_as_large_as_it_is_capable_and_its_place_is_on_a_scale_that_stands_still() {
        let state =
            |name: &str, place, capability| Standing { name: name.into(), place, capability, ..Standing::default() };
        let map = |month: &str, place| Map {
            month: month.into(),
            most: (0.4, 0.2),
            states: vec![state("a <b>", place, 0.25), state("small", (0.1, 0.1), 0.0)],
            ..Map::default()
        };
        let (one, two) = (standing(&map("2003-02", (0.0, 0.0))), standing(&map("2003-03", (0.4, 0.2))));
        let drawn = |figure: &Figure| figure.render().into_string();
        let ticks = |figure: &Figure| drawn(figure).matches("class=\"grid\"").count();
        assert_eq!(ticks(&one), ticks(&two));
        let page = drawn(&two);
        assert!(page.contains("r=\"19.5\"") && page.contains("r=\"2.5\""), "{page}");
        assert!(page.contains("<td>0.400</td><td>0.200</td><td>–</td>") && !page.contains("<b>"), "{page}");
    }
}
