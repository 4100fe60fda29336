//! What a file is that is not what was wanted: said by what it is, and by the file that may have been meant.

#[cfg(feature = "files")]
use std::path::{Path, PathBuf};

#[cfg(feature = "files")]
use super::problem::nearest;

/// What to name in place of a text that is not TOML.
pub const WANTED: &str = "name a file in TOML, such as scenarios/baseline.toml; facts are named with --facts";

/// What a file is by the bytes with which it begins, where these tell.
#[cfg(feature = "files")]
pub fn of_bytes(bytes: &[u8], path: &Path) -> Option<&'static str> {
    let ending = ending(&path.to_string_lossy());
    match bytes {
        [b'P', b'K', 3, 4, ..] => Some(match ending.as_str() {
            "xlsx" | "xlsm" => "a workbook (XLSX)",
            "ods" => "a workbook (ODS)",
            "docx" | "odt" => "a document of a word processor",
            _ => "an archive (ZIP)",
        }),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("a workbook or document of an old kind (XLS, DOC)"),
        [b'%', b'P', b'D', b'F', ..] => Some("a document (PDF)"),
        [0x1f, 0x8b, ..] => Some("a compressed file (gzip)"),
        _ => None,
    }
}

/// What a text is that is not TOML, where that can be told.
pub fn of_text(text: &str, file: &str) -> Option<&'static str> {
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    let starts_with = |start: &str| begins.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start));
    if starts_with("<!doctype html") || starts_with("<html") {
        Some("a page (HTML)")
    } else if starts_with("<?xml") || starts_with("<svg") {
        Some("XML")
    } else if begins.starts_with('{') {
        Some("JSON")
    } else if ["csv", "tsv"].contains(&ending(file).as_str()) || is_table(begins) {
        Some("a table (CSV)")
    } else {
        None
    }
}

fn ending(file: &str) -> String {
    file.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase())
}

/// The first rows have the same number of cells, more than one, and say nothing as TOML does.
fn is_table(text: &str) -> bool {
    let mut rows = text.lines().filter(|row| !row.is_empty() && !row.starts_with('#')).take(2);
    let (Some(first), Some(second)) = (rows.next(), rows.next()) else { return false };
    let is_split_by = |separator: char| {
        let cells = first.matches(separator).count();
        cells > 0 && second.matches(separator).count() == cells
    };
    !first.contains(['=', '[']) && [',', ';', '\t'].into_iter().any(is_split_by)
}

/// The file of the same ending, in the folder that was named, whose name is nearest to one that is not there.
#[cfg(feature = "files")]
pub fn nearest_file(path: &Path) -> Option<PathBuf> {
    /// Files looked at: a folder may hold any number.
    const LOOKED_AT: usize = 10_000;
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = path.extension().and_then(|ending| ending.to_str()).unwrap_or("toml");
    let entries = std::fs::read_dir(folder).ok()?.take(LOOKED_AT).flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == wanted));
    names.sort();
    nearest(name, names.iter().map(String::as_str)).map(|near| path.with_file_name(near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_toml_is_known_by_how_it_begins() {
        for (text, file, what) in [
            ("<!DOCTYPE html><html>", "a.toml", Some("a page (HTML)")),
            ("\u{feff}<HTML>", "a", Some("a page (HTML)")),
            ("<?xml version='1.0'?>", "a.svg", Some("XML")),
            ("{\"a\": 1}", "a.json", Some("JSON")),
            ("a,b\n1,2\n", "a.txt", Some("a table (CSV)")),
            ("# source\na;b\n1,5;2\n", "a.txt", Some("a table (CSV)")),
            ("anything", "a.CSV", Some("a table (CSV)")),
            ("a = [1, 2\nb = [1, 2\n", "a.toml", None),
            ("[a\nb, c\n", "a.toml", None),
            ("root:x:0:0\n", "passwd", None),
            ("", "a.toml", None),
        ] {
            assert_eq!(of_text(text, file), what, "{text:?}");
        }
    }
}
