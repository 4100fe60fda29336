//! Who sends how much to whom.

use maud::html;

use super::figure::{Data, Figure};
use super::{COLOURS, GREY, WIDTH, at, fitted, shown, spread};

/// One end of the flows: parties with what they send or receive, and where they stand.
struct Side {
    names: Vec<String>,
    sums: Vec<f64>,
    tops: Vec<f64>,
    labels: Vec<f64>,
}

/// As high as a name, so that each stands beside its own bar.
const GAP: f64 = 15.0;
const HEIGHT: f64 = 330.0;

impl Side {
    /// The parties that stand at one end of the flows, those with most first.
    fn of(flows: &[(String, String, f64)], end: impl Fn(&(String, String, f64)) -> &String) -> Self {
        let mut sums: Vec<(String, f64)> = Vec::new();
        for flow in flows {
            match sums.iter_mut().find(|(known, _)| known == end(flow)) {
                Some((_, sum)) => *sum += flow.2,
                None => sums.push((end(flow).clone(), flow.2)),
            }
        }
        sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (names, sums) = sums.into_iter().unzip();
        Self { names, sums, tops: vec![], labels: vec![] }
    }

    /// Height of a unit if all shall find room.
    fn unit(&self) -> f64 {
        let total: f64 = self.sums.iter().sum();
        (HEIGHT - 20.0 - GAP * self.sums.len() as f64).max(60.0) / total.max(1e-12)
    }

    fn place(&mut self, unit: f64) {
        let mut top = 10.0;
        for sum in &self.sums {
            self.tops.push(top);
            top += sum * unit + GAP;
        }
        let middles: Vec<f64> =
            self.tops.iter().zip(&self.sums).map(|(top, sum)| top + sum * unit / 2.0 + 4.0).collect();
        self.labels = spread(&middles, f64::INFINITY);
    }
}

/// Flows from senders on the left to receivers on the right. Each sender has a colour of its own; `rest` are those that
/// stand for several, in grey.
pub fn flow(title: &str, note: &str, flows: &[(String, String, f64)], rest: &[&str]) -> Figure {
    let (left, right, thick) = (210.0, WIDTH - 210.0, 12.0);
    let (mut senders, mut receivers) = (Side::of(flows, |flow| &flow.0), Side::of(flows, |flow| &flow.1));
    let unit = senders.unit().min(receivers.unit());
    senders.place(unit);
    receivers.place(unit);
    let ribbons = ribbons(flows, &senders, &receivers, unit, (left, right));
    let lowest = senders.labels.iter().chain(&receivers.labels).fold(HEIGHT, |low, label| low.max(label + 8.0));
    let room = left - thick - 6.0 - 48.0;
    let colours: Vec<&str> = senders
        .names
        .iter()
        .scan(COLOURS.iter(), |left, name| {
            let own = if rest.contains(&name.as_str()) { None } else { left.next().copied() };
            Some(own.unwrap_or(GREY))
        })
        .collect();
    let drawing = html! {
        @for (path, sender, name) in &ribbons {
            path d=(path) fill=(colours[*sender]) fill-opacity="0.35" stroke="none" { title { (name) } }
        }
        @for (index, name) in senders.names.iter().enumerate() {
            rect x=(left - thick) y=(at(senders.tops[index])) width=(thick) height=(at((senders.sums[index] * unit).max(1.0))) fill=(colours[index]) {}
            text x=(left - thick - 6.0) y=(at(senders.labels[index])) text-anchor="end" { (fitted(name, room)) " " (format!("{:.3}", senders.sums[index])) }
        }
        @for (index, name) in receivers.names.iter().enumerate() {
            rect .axis x=(right) y=(at(receivers.tops[index])) width=(thick) height=(at((receivers.sums[index] * unit).max(1.0))) {}
            text x=(right + thick + 6.0) y=(at(receivers.labels[index])) { (fitted(name, room)) " " (format!("{:.3}", receivers.sums[index])) }
        }
    };
    let row = |(from, to, share): &(String, String, f64)| vec![from.clone(), to.clone(), shown(*share)];
    let data = Data::new(2, &["from", "to", "share"], flows.iter().map(row).collect());
    let unit = "share of all responsibility in a month".into();
    Figure { number: None, title: title.into(), unit, note: note.into(), height: lowest.ceil(), drawing, data }
}

/// The bands between senders and receivers, each with its sender and its words.
fn ribbons(
    flows: &[(String, String, f64)],
    senders: &Side,
    receivers: &Side,
    unit: f64,
    (left, right): (f64, f64),
) -> Vec<(String, usize, String)> {
    let (mut from_used, mut to_used) = (senders.tops.clone(), receivers.tops.clone());
    let middle = (left + right) / 2.0;
    let mut ribbons = Vec::new();
    for (sender, from) in senders.names.iter().enumerate() {
        for (receiver, to) in receivers.names.iter().enumerate() {
            let share: f64 = flows.iter().filter(|flow| flow.0 == *from && flow.1 == *to).map(|flow| flow.2).sum();
            if share <= 0.0 {
                continue;
            }
            let (a, b, thick) = (from_used[sender], to_used[receiver], share * unit);
            from_used[sender] += thick;
            to_used[receiver] += thick;
            let path = format!(
                "M{left} {a:.1} C{middle} {a:.1} {middle} {b:.1} {right} {b:.1} L{right} {:.1} C{middle} {:.1} {middle} {:.1} {left} {:.1} Z",
                b + thick,
                b + thick,
                a + thick,
                a + thick
            );
            ribbons.push((path, sender, format!("{from} to {to}: {}", shown(share))));
        }
    }
    ribbons
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;

    #[test]
    fn every_name_stands_beside_its_bar_and_every_colour_once() {
        let flow = |from: &str, to: &str, share: f64| (from.to_string(), to.to_string(), share);
        let names = ["a", "b", "c", "d", "e", "others <b>"];
        let flows: Vec<_> = names.iter().map(|name| flow(name, "x", 0.0001)).chain([flow("a", "y", 0.9)]).collect();
        let side = |end: fn(&(String, String, f64)) -> &String| {
            let mut side = Side::of(&flows, end);
            side.place(side.unit());
            side
        };
        for side in [side(|flow| &flow.0), side(|flow| &flow.1)] {
            for (index, label) in side.labels.iter().enumerate() {
                let middle = side.tops[index] + side.sums[index] * side.unit() / 2.0 + 4.0;
                assert!((label - middle).abs() < 0.1, "{}: {label} beside {middle}", side.names[index]);
            }
        }
        let page = super::flow("Blame", "", &flows, &["others <b>"]).render().into_string();
        for colour in &COLOURS[..5] {
            assert_eq!(
                page.matches(&format!("height=\"1.0\" fill=\"{colour}\"")).count(),
                usize::from(*colour != COLOURS[0])
            );
        }
        assert!(page.contains(&format!("fill=\"{GREY}\"")) && !page.contains("<b>"));
    }
}
