//! A matrix of shares, darker where more.

use maud::html;

use super::figure::{Data, Figure};
use super::{COLOURS, LETTER, WIDTH, at, fitted, lines_of, shown};

/// Lines of the name of a column, at most.
const HEAD_LINES: usize = 3;

/// A matrix of shares, each field with its number; `columns` and rows by name.
pub fn matrix(title: &str, note: &str, columns: &[String], rows: &[(String, Vec<Option<f64>>)]) -> Figure {
    let longest = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let (left, each) = ((longest as f64 * LETTER + 10.0).clamp(120.0, 220.0), 19.0);
    let wide = (WIDTH - left) / columns.len().max(1) as f64;
    let heads: Vec<Vec<String>> = columns.iter().map(|name| lines_of(name, wide, HEAD_LINES)).collect();
    let top = 15.0 * heads.iter().map(Vec::len).max().unwrap_or(1) as f64 + 6.0;
    let height = top + each * rows.len() as f64 + 4.0;
    let most = rows.iter().flat_map(|(_, cells)| cells.iter().flatten()).copied().fold(0.0, f64::max).max(1e-12);
    let drawing = html! {
        @for (column, lines) in heads.iter().enumerate() {
            @let x = at(left + wide * (column as f64 + 0.5));
            @for (line, words) in lines.iter().enumerate() {
                text x=(x) y=(14 + 15 * line) text-anchor="middle" { (words) }
            }
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
