//! A matrix of shares, darker where more.

use maud::html;

use super::figure::{Data, Figure};
use super::{COLOURS, WIDTH, at, fitted, shown};

/// A matrix of shares, each field with its number; `columns` and rows by name.
pub fn matrix(title: &str, note: &str, columns: &[String], rows: &[(String, Vec<Option<f64>>)]) -> Figure {
    let (left, top, each) = (120.0, 36.0, 19.0);
    let wide = (WIDTH - left) / columns.len().max(1) as f64;
    let height = top + each * rows.len() as f64 + 4.0;
    let most = rows.iter().flat_map(|(_, cells)| cells.iter().flatten()).copied().fold(0.0, f64::max).max(1e-12);
    let drawing = html! {
        @for (column, name) in columns.iter().enumerate() {
            @let (first, second) = folded(name);
            @let x = at(left + wide * (column as f64 + 0.5));
            text x=(x) y="14" text-anchor="middle" { (fitted(first, wide)) }
            text x=(x) y="29" text-anchor="middle" { (fitted(second, wide)) }
        }
        @for (row, (name, cells)) in rows.iter().enumerate() {
            @let y = top + each * row as f64;
            text x=(left - 8.0) y=(at(y + 13.0)) text-anchor="end" { (fitted(name, left - 10.0)) }
            @for (column, cell) in cells.iter().enumerate() {
                @if let Some(value) = cell {
                    @let x = left + wide * column as f64;
                    rect x=(at(x)) y=(y) width=(at(wide - 2.0)) height=(each - 2.0) fill=(COLOURS[0]) fill-opacity=(format!("{:.2}", 0.06 + 0.4 * value / most)) {}
                    text x=(at(x + wide / 2.0)) y=(at(y + 13.0)) text-anchor="middle" { (format!("{value:.2}")) }
                }
            }
        }
    };
    let names: Vec<&str> = std::iter::once("who").chain(columns.iter().map(String::as_str)).collect();
    let row = |(name, cells): &(String, Vec<Option<f64>>)| {
        let cells = (0..columns.len()).map(|column| cells.get(column).copied().flatten().map_or("–".into(), shown));
        std::iter::once(name.clone()).chain(cells).collect()
    };
    let data = Data::new(1, &names, rows.iter().map(row).collect());
    Figure { number: None, title: title.into(), unit: "share".into(), note: note.into(), height, drawing, data }
}

/// A name on two lines, parted where it can be nearest its middle.
fn folded(name: &str) -> (&str, &str) {
    let middle = name.len() / 2;
    let joints = name.char_indices().filter(|(_, letter)| ['_', '-', ' '].contains(letter));
    match joints.min_by_key(|(joint, _)| joint.abs_diff(middle)) {
        Some((joint, _)) => (&name[..joint], &name[joint + 1..]),
        None => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_parted_at_the_joint_nearest_its_middle() {
        assert_eq!(folded("regional_force"), ("regional", "force"));
        assert_eq!(folded("a_very_long-name of it"), ("a_very_long", "name of it"));
        assert_eq!(folded("referral"), ("referral", ""));
    }
}
