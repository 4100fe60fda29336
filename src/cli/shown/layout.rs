//! A table in so many columns of a terminal: never torn, and the least needed left out first.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::table::{Cell, Column, Kind, Row, Table};

/// Between two columns.
const GAP: usize = 2;
/// Words are broken into lines of this width at least.
const NARROWEST: usize = 18;
/// Whatever a terminal says of itself, so much is written in a line.
const LEAST: usize = 24;

/// A column as it is written.
#[derive(Clone)]
struct Written {
    head: Vec<String>,
    cells: Vec<String>,
    kind: Kind,
    spare: u8,
}

/// The lines of a table; `None` is as wide as it takes.
///
/// Where there is not room for all, in this order: very long words at the start of a row stand in a line of their own; heads are
/// broken over lines and words are shortened; spare columns are left out; an interval becomes the half-width behind its estimate;
/// long words at the end of a row stand below it, others are broken over lines; the columns stand in several blocks, each with
/// the first column.
pub fn lines(table: &Table, width: Option<usize>) -> Vec<String> {
    let rows: Vec<&Row> = table.seen().collect();
    let width = width.map_or(usize::MAX, |width| width.max(LEAST));
    let mut columns = all(table, &rows, false, false);
    let above = above(&columns, width);
    let make = |merged: bool| {
        let mut columns = all(table, &rows, true, merged);
        if above.is_some() {
            columns[0] = indentation(rows.len());
        }
        columns.iter_mut().for_each(break_head);
        leave_out(&mut columns, width);
        columns
    };
    for merged in [false, true] {
        if total(&columns) > width {
            columns = make(merged);
        }
    }
    let below = below(&mut columns, width);
    narrow(&mut columns, width);
    let around = (0..rows.len()).map(|at| Around {
        above: above.iter().flat_map(|column| wrapped(&column.cells[at], Some(width))).collect(),
        below: below
            .iter()
            .map(|column| format!("  {}", column.cells[at]))
            .chain(rows[at].below.iter().cloned())
            .collect(),
    });
    let around: Vec<Around> = around.collect();
    let mut lines: Vec<String> = above.iter().flat_map(|column| column.head.iter().cloned()).collect();
    for (index, block) in blocks(columns, width).iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        lines.extend(written(block, &around, width));
    }
    lines
}

/// What stands above a row, and below it.
struct Around {
    above: Vec<String>,
    below: Vec<String>,
}

/// The first column, if it is of very long words, and there is no room for all.
fn above(columns: &[Written], width: usize) -> Option<Written> {
    const VERY_LONG: usize = 40;
    let first = columns.first().filter(|first| columns.len() > 2 && first.kind == Kind::Words)?;
    (total(columns) > width && width_of(first) > VERY_LONG).then(|| first.clone())
}

/// What stands in place of the first column where that stands above.
fn indentation(rows: usize) -> Written {
    Written { head: vec!["  ".into()], cells: vec!["  ".into(); rows], kind: Kind::Words, spare: 0 }
}

/// Text in lines of so many columns; what is indented stays so.
pub fn wrapped(text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width.map(|width| width.max(LEAST)) else { return text.lines().map(str::to_string).collect() };
    let line = |line: &str| -> Vec<String> {
        let indent = " ".repeat(line.len() - line.trim_start().len());
        let further = format!("{indent}  ");
        // A path or a command that is longer than a line stays in one piece, so that it can be copied.
        broken(line.trim_start(), options(width).initial_indent(&indent).subsequent_indent(&further).break_words(false))
    };
    text.lines().flat_map(line).collect()
}

fn options<'a>(width: usize) -> Options<'a> {
    Options::new(width).word_splitter(WordSplitter::NoHyphenation)
}

/// Text in lines. A number keeps its per cent sign.
fn broken(text: &str, options: Options<'_>) -> Vec<String> {
    let kept = text.replace(" %", "\u{a0}%");
    textwrap::wrap(&kept, options).into_iter().map(|line| line.trim_end().replace('\u{a0}', " ")).collect()
}

/// Every column; with `short` words short, and with `merged` intervals behind their estimates.
fn all(table: &Table, rows: &[&Row], short: bool, merged: bool) -> Vec<Written> {
    let mut columns: Vec<Written> = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let cells: Vec<&Cell> = rows.iter().map(|row| row.cells.get(at).unwrap_or(&Cell::Empty)).collect();
        // What nothing stands in is not shown.
        if cells.iter().all(|cell| matches!(cell, Cell::Empty)) && at > 0 && !rows.is_empty() {
            continue;
        }
        match (column.kind, columns.last_mut()) {
            (Kind::Interval, Some(estimate)) if merged => {
                let before = rows.iter().map(|row| row.cells.get(at - 1).unwrap_or(&Cell::Empty));
                estimate.cells = before.zip(&cells).map(|(estimate, interval)| behind(estimate, interval)).collect();
                estimate.head = merged_head(estimate.head.last().map_or("", String::as_str), column);
            }
            _ => columns.push(Written {
                head: column.head.clone(),
                cells: texts(&cells, short),
                kind: column.kind,
                spare: column.spare,
            }),
        }
    }
    columns
}

/// What stands over an estimate with its half-width.
fn merged_head(estimate: &str, interval: &Column) -> Vec<String> {
    let over = interval.head.iter().rev().skip(1).rev().cloned();
    over.chain([format!("{estimate} ± half"), "95 % interval".into()]).collect()
}

/// An estimate with the half-width of its interval; with both ends, where it is not in the middle.
fn behind(estimate: &Cell, interval: &Cell) -> String {
    let (Cell::Number(value, text), Cell::Range([low, high], ends)) = (estimate, interval) else {
        return estimate.text();
    };
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half = (high - low) / 2.0;
    if (value - (low + high) / 2.0).abs() > 0.02 * half.abs() {
        return format!("{text} ({} to {})", ends[0], ends[1]);
    }
    // Percentages and the like keep what they are written with.
    let digits = format!("{half:.decimals$}");
    let whole = super::digits::Digits::alone(half.max(1000.0));
    let half = if decimals == 0 { whole.number(half) } else { digits };
    format!("{text} ± {half}")
}

/// Cells as texts; low ends and high ends of a column stand below one another.
fn texts(cells: &[&Cell], short: bool) -> Vec<String> {
    let ends = |end: usize| {
        let of = cells.iter().map(|cell| if let Cell::Range(_, ends) = cell { ends[end].width() } else { 0 });
        of.max().unwrap_or(0)
    };
    let [low_width, high_width] = [ends(0), ends(1)];
    let text = |cell: &&Cell| match cell {
        Cell::Range(_, [low, high]) => {
            let (before, after) = (low_width - low.width(), high_width - high.width());
            format!("{}{low} to {}{high}", " ".repeat(before), " ".repeat(after))
        }
        Cell::Words { short: Some(word), .. } if short => (*word).to_string(),
        cell => cell.text(),
    };
    cells.iter().map(text).collect()
}

fn width_of(column: &Written) -> usize {
    let lines = column.head.iter().chain(&column.cells).flat_map(|text| text.split('\n'));
    lines.map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Of all columns with the gaps between them.
fn total(columns: &[Written]) -> usize {
    columns.iter().map(width_of).sum::<usize>() + GAP * columns.len().saturating_sub(1)
}

/// Breaks what stands over a column at the width of its cells.
fn break_head(column: &mut Written) {
    const LEAST_HEAD: usize = 9;
    let cells = column.cells.iter().map(|text| text.width()).max().unwrap_or(0).max(LEAST_HEAD);
    column.head = column.head.iter().flat_map(|line| broken(line, options(cells).break_words(false))).collect();
}

/// Leaves out spare columns, the most spare first, until the rest has room.
fn leave_out(columns: &mut Vec<Written>, width: usize) {
    while total(columns) > width {
        let Some(most) = columns.iter().map(|column| column.spare).max().filter(|spare| *spare > 0) else { return };
        columns.retain(|column| column.spare < most);
    }
}

/// Takes out the last column, if it is of long words for which the others leave little room.
fn below(columns: &mut Vec<Written>, width: usize) -> Option<Written> {
    const ROOM: usize = 30;
    let last = columns.last().filter(|last| columns.len() > 2 && last.kind == Kind::Words)?;
    let left = width.saturating_sub(total(columns) - width_of(last));
    if width_of(last) > ROOM && left < ROOM { columns.pop() } else { None }
}

/// Breaks the widest words over lines, and then the next widest, as far as it takes.
fn narrow(columns: &mut [Written], width: usize) {
    loop {
        let (all, beyond) = (total(columns), total(columns).saturating_sub(width));
        let is_wide = |column: &&mut Written| column.kind == Kind::Words && width_of(column) > NARROWEST;
        let widest = columns.iter_mut().filter(is_wide).max_by_key(|column| width_of(column));
        let Some(widest) = widest.filter(|_| beyond > 0) else { return };
        let now = width_of(widest);
        let room = now.saturating_sub(beyond).max(NARROWEST);
        let lines = |text: &String| {
            let indent = text.len() - text.trim_start().len();
            let further = " ".repeat(indent + usize::from(indent > 0) * 2);
            broken(text, options(room).subsequent_indent(&further))
        };
        widest.head = widest.head.iter().flat_map(lines).collect();
        widest.cells = widest.cells.iter().map(|text| lines(text).join("\n")).collect();
        if total(columns) >= all {
            return;
        }
    }
}

/// Columns in as many blocks as it takes, the first column in each.
fn blocks(columns: Vec<Written>, width: usize) -> Vec<Vec<Written>> {
    let mut rest = columns.into_iter();
    let Some(first) = rest.next() else { return vec![] };
    let (mut blocks, mut block) = (Vec::new(), vec![first.clone()]);
    for column in rest {
        if block.len() > 1 && total(&block) + GAP + width_of(&column) > width {
            blocks.push(std::mem::replace(&mut block, vec![first.clone()]));
        }
        block.push(column);
    }
    blocks.push(block);
    blocks
}

/// The lines of a block.
fn written(block: &[Written], around: &[Around], width: usize) -> Vec<String> {
    let lines = |texts: Vec<Vec<&str>>, at_the_bottom: bool| -> Vec<String> {
        let height = texts.iter().map(Vec::len).max().unwrap_or(0);
        let line = |index: usize| {
            let cells = block.iter().zip(&texts).map(|(column, texts)| {
                let above = if at_the_bottom { height - texts.len() } else { 0 };
                let text = index.checked_sub(above).and_then(|index| texts.get(index)).copied().unwrap_or("");
                padded(text, width_of(column), column.kind, at_the_bottom)
            });
            cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_string()
        };
        (0..height).map(line).collect()
    };
    let mut all = lines(block.iter().map(|column| column.head.iter().map(String::as_str).collect()).collect(), true);
    all.retain(|line| !line.is_empty());
    let width = Some(width).filter(|width| *width < usize::MAX);
    for (at, around) in around.iter().enumerate() {
        all.extend(around.above.iter().cloned());
        all.extend(lines(block.iter().map(|column| column.cells[at].split('\n').collect()).collect(), false));
        let below = around.below.iter().filter(|line| !line.trim().is_empty());
        all.extend(below.flat_map(|line| wrapped(line, width)));
    }
    all
}

fn padded(text: &str, width: usize, kind: Kind, is_head: bool) -> String {
    let room = width.saturating_sub(text.width());
    let before = match kind {
        Kind::Words => 0,
        Kind::Numbers => room,
        Kind::Ranges | Kind::Interval if is_head => room / 2,
        Kind::Ranges | Kind::Interval => 0,
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(room - before))
}

#[cfg(test)]
mod tests {
    use super::super::digits::Digits;
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(
            "outcomes",
            "",
            [
                Column::words("outcome", "outcome"),
                Column::numbers("mean", "mean"),
                Column::interval("interval", "luck alone\n95 % interval"),
                Column::ranges("quantiles", "5 % to 95 %").spared(1),
                Column::words("question", "question"),
            ],
        );
        let digits = Digits::of(0.25, Some((0.24, 0.26)));
        let question = "Is it what was asked for, and would it be so otherwise?";
        table.rows.push(Row::of([
            Cell::words("share of need"),
            Cell::number(0.25, digits),
            Cell::range(Some((0.24, 0.26)), digits),
            Cell::range(Some((0.1, 0.4)), digits),
            Cell::words(question),
        ]));
        table
    }

    #[test]
    fn what_is_least_needed_is_left_out_first() {
        let at = |width: usize| lines(&table(), Some(width)).join("\n");
        assert!(
            at(120).contains("0.240 to 0.260  0.100 to 0.400  Is it what was asked for, and would it be so otherwise?")
        );
        let spared = at(95);
        assert!(!spared.contains("0.100") && spared.contains("0.240 to 0.260"), "{spared}");
        let merged = at(86);
        assert!(merged.contains("0.250 ± 0.010  Is it"), "{merged}");
        let below = at(50);
        assert!(
            below.contains("0.250 ± 0.010\n  Is it what was asked for, and would it be so\n    otherwise?"),
            "{below}"
        );
    }

    #[test]
    fn whatever_the_width_no_line_is_longer_and_no_number_is_lost() {
        for width in 40..160 {
            let lines = lines(&table(), Some(width));
            assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:#?}");
            assert!(lines.concat().contains("0.250"), "{width}: {lines:#?}");
        }
    }

    #[test]
    fn many_columns_stand_in_blocks() {
        let theories: Vec<String> = (0..20).map(|number| format!("theory {number}")).collect();
        let columns = theories.iter().map(|name| Column::numbers(name, name));
        let mut table = Table::new("", "", [Column::words("pattern", "pattern")].into_iter().chain(columns));
        let cells = theories.iter().map(|_| Cell::words("undecided"));
        table.rows.push(Row::of([Cell::words("P01")].into_iter().chain(cells)));
        let lines = lines(&table, Some(60));
        assert!(lines.iter().all(|line| line.width() <= 60), "{lines:#?}");
        assert_eq!(lines.concat().matches("undecided").count(), 20);
        assert!(lines.iter().filter(|line| line.starts_with("P01")).count() > 3, "{lines:#?}");
    }

    #[test]
    fn an_interval_that_is_not_around_its_estimate_keeps_both_ends() {
        let digits = Digits::of(0.2, Some((0.1, 0.5)));
        let behind = |low, high| behind(&Cell::number(0.2, digits), &Cell::range(Some((low, high)), digits));
        assert_eq!([behind(0.1, 0.5), behind(0.1, 0.3)], ["0.20 (0.10 to 0.50)", "0.20 ± 0.10"]);
    }
}
