//! Markdown: tables, names as code, and the texts of a scenario's author.

use std::fmt::Write as _;

/// A text of the scenario's author as text: nothing in it is markup, a link, HTML or a cell's end,
/// in a heading, a paragraph or a table.
///
/// What CommonMark and its tables give meaning to is escaped. Addresses become links without any
/// markup, in some readers even where they are escaped: the characters that make them so stand as
/// code, which nothing looks into and which copies as it was.
pub fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // `1.` or `1)` at the start of a line begins a list.
    let after_digits = text.find(|next: char| !next.is_ascii_digit()).filter(|at| *at > 0);
    let mut safe = String::with_capacity(text.len());
    let mut after_code = false;
    let mut rest = text.as_str();
    while let Some(next) = rest.chars().next() {
        let at = text.len() - rest.len();
        let after_www = || at.checked_sub(3).and_then(|start| text.get(start..at)).is_some_and(is_www);
        let code = match next {
            ':' if rest.starts_with("://") => "://",
            '.' if after_www() => ".",
            '@' => "@",
            _ => "",
        };
        match next {
            // Two codes side by side would not be two: the second goes on with the first.
            _ if !code.is_empty() && after_code => {
                safe.pop();
                safe.extend([code, "`"]);
            }
            _ if !code.is_empty() => safe.extend(["`", code, "`"]),
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // Not `\|`: readers differ about a backslash before it.
            '|' => safe.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '#' | '!' | '~' | '$' => safe.extend(['\\', next]),
            '-' | '+' | '=' if at == 0 => safe.extend(['\\', next]),
            '.' | ')' if after_digits == Some(at) => safe.extend(['\\', next]),
            control if control.is_control() => safe.push(char::REPLACEMENT_CHARACTER),
            other => safe.push(other),
        }
        after_code = !code.is_empty();
        rest = &rest[code.len().max(next.len_utf8())..];
    }
    safe
}

fn is_www(text: &str) -> bool {
    text.eq_ignore_ascii_case("www")
}

/// An id or a path, which the checks keep to letters, digits, `_`, `-`, `.` and `*`.
pub fn code(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("`{name}`") }
}

/// Ids, one after the other.
pub fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

/// A table of cells that are Markdown.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// A table, or `None.` where it would have no row.
pub fn table_or_none(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() { "None.\n".into() } else { table(head, rows) }
}
