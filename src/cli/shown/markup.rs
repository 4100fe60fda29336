//! Tables of results for a paper: in Markdown, and in LaTeX with `booktabs`.

use std::fmt::Write;

use super::table::{Cell, Column, Kind, Row, Table};

/// Words of more characters than these are broken over lines in LaTeX.
const LONG: usize = 36;

/// All tables in Markdown, each under its caption.
pub fn markdown(tables: &[&Table], caption: &str) -> String {
    let mut text = String::new();
    for (at, table) in tables.iter().enumerate() {
        let columns = columns(table);
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let ends = columns.iter().map(|(_, column)| if column.kind == Kind::Words { ":--" } else { "--:" });
        let _ = writeln!(text, "{}**{}** {caption}\n", if at > 0 { "\n" } else { "" }, in_markdown(&table.about));
        text += &line(columns.iter().map(|(_, column)| in_markdown(&head(column))).collect());
        text += &line(ends.map(str::to_string).collect());
        for row in table.seen() {
            text += &line(cells(row, &columns).map(|cell| in_markdown(&cell.text())).collect());
        }
    }
    text
}

/// All tables in LaTeX, each with its caption and a label.
pub fn latex(tables: &[&Table], caption: &str, command: &str) -> String {
    let mut text = String::from("% The preamble needs \\usepackage{booktabs}\n");
    for (at, table) in tables.iter().enumerate() {
        let columns = columns(table);
        let again = tables[..at].iter().filter(|known| known.id == table.id).count();
        let number = if again > 0 { format!("-{}", again + 1) } else { String::new() };
        let of = |(at, column): &(usize, &Column)| match column.kind {
            Kind::Words if widest(table, *at) > LONG => "p{0.3\\linewidth}",
            Kind::Words => "l",
            _ => "r",
        };
        let line = |cells: Vec<String>| format!("    {} \\\\\n", cells.join(" & "));
        let _ = write!(
            text,
            "\\begin{{table}}\n  \\centering\n  \\caption{{{} {}}}\n  \\label{{tab:intsoc-{command}-{}{number}}}\n  \\begin{{tabular}}{{{}}}\n    \\toprule\n",
            in_latex(&table.about),
            in_latex(caption),
            table.id,
            columns.iter().map(of).collect::<String>()
        );
        text += &line(columns.iter().map(|(_, column)| in_latex(&head(column))).collect());
        text += "    \\midrule\n";
        for row in table.seen() {
            text += &line(cells(row, &columns).map(cell_in_latex).collect());
        }
        text += "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
    }
    text
}

/// The columns in which something stands, with their places.
fn columns(table: &Table) -> Vec<(usize, &Column)> {
    let holds = |at: usize| table.seen().any(|row| !matches!(row.cells.get(at), None | Some(Cell::Empty)));
    table.columns.iter().enumerate().filter(|(at, _)| *at == 0 || holds(*at)).collect()
}

fn cells<'a>(row: &'a Row, columns: &'a [(usize, &Column)]) -> impl Iterator<Item = &'a Cell> {
    columns.iter().map(|(at, _)| row.cells.get(*at).unwrap_or(&Cell::Empty))
}

fn widest(table: &Table, at: usize) -> usize {
    table.seen().filter_map(|row| Some(row.cells.get(at)?.text().chars().count())).max().unwrap_or(0)
}

/// What stands over a column, in one line: what it is, then what it is over.
fn head(column: &Column) -> String {
    let lines = column.head.iter().rev().filter(|line| !line.is_empty());
    lines.map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn in_markdown(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.trim().chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => escaped.extend(['\\', letter]),
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(letter),
        }
    }
    escaped
}

fn cell_in_latex(cell: &Cell) -> String {
    let text = in_latex(&cell.text());
    match cell {
        // A minus, and no hyphen.
        Cell::Number(..) | Cell::Range(..) => text.replace('-', "$-$"),
        _ => text,
    }
}

fn in_latex(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.trim().chars() {
        match letter {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => escaped.extend(['\\', letter]),
            '\\' => escaped += "\\textbackslash{}",
            '~' => escaped += "\\textasciitilde{}",
            '^' => escaped += "\\textasciicircum{}",
            '<' => escaped += "\\textless{}",
            '>' => escaped += "\\textgreater{}",
            '±' => escaped += "$\\pm$",
            '×' => escaped += "$\\times$",
            '≤' => escaped += "$\\leq$",
            '≥' => escaped += "$\\geq$",
            '−' => escaped += "$-$",
            '→' => escaped += "$\\rightarrow$",
            'τ' => escaped += "$\\tau$",
            'µ' | 'μ' => escaped += "$\\mu$",
            'σ' => escaped += "$\\sigma$",
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(
            "outcomes",
            "What is 50 % & more?",
            [
                Column::words("outcome", "outcome_1"),
                Column::numbers("mean", "luck alone\nmean"),
                Column::interval("interval", "95 %"),
                Column::words("nothing", "nothing"),
            ],
        );
        table.rows.push(Row::of([
            Cell::words("a|b_c {x}"),
            Cell::written(-0.5, "-0.5"),
            Cell::range_by(Some((-1.0, 0.0)), |value| format!("{value:.1}")),
            Cell::Empty,
        ]));
        table.rows.push(Row::of([Cell::words("unseen")]).hidden(true));
        table
    }

    #[test]
    fn latex_stands_as_it_is() {
        let text = latex(&[&table()], "2 histories, seed 1.", "run");
        assert_eq!(
            text,
            "% The preamble needs \\usepackage{booktabs}\n\\begin{table}\n  \\centering\n  \\caption{What is 50 \\% \\& more? 2 histories, seed 1.}\n  \
             \\label{tab:intsoc-run-outcomes}\n  \\begin{tabular}{lrr}\n    \\toprule\n    outcome\\_1 & mean, luck alone & 95 \\% \\\\\n    \\midrule\n    \
             a|b\\_c \\{x\\} & $-$0.5 & $-$1.0 to 0.0 \\\\\n    \\bottomrule\n  \\end{tabular}\n\\end{table}\n"
        );
    }

    #[test]
    fn markdown_stands_as_it_is() {
        let text = markdown(&[&table()], "2 histories, seed 1.");
        assert_eq!(
            text,
            "**What is 50 % & more?** 2 histories, seed 1.\n\n| outcome\\_1 | mean, luck alone | 95 % |\n| :-- | --: | --: |\n| a\\|b\\_c {x} | -0.5 | -1.0 to 0.0 |\n"
        );
    }
}
