//! Slips of the pen for which the grammar of TOML has no words: a decimal comma, a per cent sign, typographic quotes,
//! a text without quotes. Each is answered with what to write.

use std::ops::Range;

use super::month::Month;
use super::problem::{Place, Problem};

/// A slip: what was written, what is wrong with it, what was meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// Its characters, as bytes of the line.
    pub characters: Range<usize>,
    /// The key of which it is the value; empty where there is none.
    key: String,
    written: String,
    message: &'static str,
    /// As it is to be written.
    meant: String,
    /// What else it may have been meant to be, and what to write then.
    or_else: Option<String>,
}

impl Slip {
    fn new(line: &str, characters: Range<usize>, message: &'static str, meant: impl Into<String>) -> Self {
        let (key, written) = (key(&line[..characters.start]).into(), line[characters.clone()].into());
        Self { characters, key, written, message, meant: meant.into(), or_else: None }
    }

    /// What is said of it.
    pub fn problem(self, place: &Place) -> Problem {
        let problem = Problem::new(place, self.key, format!("{}: {}", self.message, self.meant));
        let problem = if problem.path.is_empty() && place.line > 0 { problem } else { problem.value(self.written) };
        match self.or_else {
            Some(or_else) => problem.remedy(or_else),
            None => problem,
        }
    }
}

/// The slip in a line in which the parser found an error.
///
/// `at` is where the parser stopped, as bytes of the line, and `error` what it said.
pub fn of_line(line: &str, at: usize, error: &str) -> Option<Slip> {
    let bare = without_texts(line);
    of_quotes(line, &bare).or_else(|| of_numbers(line, &bare)).or_else(|| of_words(line, &bare, at, error))
}

/// The slip in a value that is given by itself, and that is no TOML.
pub fn of_value(value: &str) -> Option<Slip> {
    let is_quoted = value.starts_with(is_typographic);
    if is_quoted { of_quotes(value, value) } else { of_number(value, 0..value.len()) }
}

/// The number that a text in quotes was meant to be, written as TOML writes it.
pub fn number(text: &str) -> Option<String> {
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite) && !text.ends_with('.');
    let text = text.trim();
    let meant = of_number(text, 0..text.len()).map(|slip| slip.meant);
    meant.or_else(|| Some(text.to_string())).filter(|text| is_number(text))
}

/// The key whose value comes next.
fn key(before: &str) -> &str {
    let Some(key) = before.trim_end().strip_suffix('=').map(str::trim_end) else { return "" };
    let is_part = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    key.rfind(|c| !is_part(c)).map_or(key, |at| &key[at..]).trim_start_matches(|c| !is_part(c))
}

/// The line with its texts in quotes and its comment blotted out, byte for byte.
fn without_texts(line: &str) -> String {
    let mut bare = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.len(),
            '"' | '\'' => rest[1..].find(first).map_or(1, |end| end + 2),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        let is_text = first == '#' || piece.len() > first.len_utf8();
        if is_text {
            bare.extend(std::iter::repeat_n(' ', piece.len()))
        } else {
            bare.push_str(piece)
        }
        rest = after;
    }
    bare
}

fn is_typographic(character: char) -> bool {
    matches!(character, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}')
}

fn of_quotes(line: &str, bare: &str) -> Option<Slip> {
    let is_quote = |character: char| is_typographic(character) || character == '"';
    let first = bare.find(is_typographic)?;
    // A text may begin with a straight quote and end with a typographic one.
    let start = bare[..first].rfind('"').unwrap_or(first);
    let inner = start + bare[start..].chars().next()?.len_utf8();
    let (close, end) = match bare[inner..].find(is_quote) {
        Some(close) => (inner + close, inner + close + bare[inner + close..].chars().next()?.len_utf8()),
        None => (line.len(), line.len()),
    };
    let meant = format!("\"{}\"", line[inner..close].trim_end());
    Some(Slip::new(line, start..end, "these are typographic quotes; write straight ones", meant))
}

fn of_numbers(line: &str, bare: &str) -> Option<Slip> {
    let is_part = |character: char| character.is_alphanumeric() || ".,+-_%".contains(character);
    let mut at = 0;
    while let Some(start) = bare[at..].find(is_part).map(|start| at + start) {
        let length = bare[start..].find(|character| !is_part(character)).unwrap_or(bare.len() - start);
        let written = bare[start..start + length].trim_end_matches(',');
        // `50 %`
        let blank = bare[start + length..].len() - bare[start + length..].trim_start().len();
        let sign = usize::from(bare[start + length + blank..].starts_with('%'));
        let end = if sign == 1 { start + length + blank + sign } else { start + written.len() };
        // Between brackets a comma stands between numbers.
        let before = &bare[..start];
        let in_list = before.matches('[').count() > before.matches(']').count();
        let slip = of_number(line, start..end);
        if let Some(slip) = slip.filter(|_| before.contains('=') && !(in_list && written.contains(','))) {
            return Some(slip);
        }
        at = start + length;
    }
    None
}

/// The slip in what should be a number.
fn of_number(line: &str, characters: Range<usize>) -> Option<Slip> {
    let written = &line[characters.clone()];
    let (sign, digits) = match written.strip_prefix(['+', '-']) {
        Some(digits) => (&written[..1], digits),
        None => ("", written),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let slip = |message, meant: String| Some(Slip::new(line, characters.clone(), message, meant));
    if let Some(percent) = digits.strip_suffix('%') {
        let percent: f64 = percent.trim_end().replace(',', ".").parse().ok()?;
        // Without what the division adds at the sixteenth digit.
        let share = (percent * 1e12 / 100.0).round() / 1e12;
        return slip("per cent are written as a share", format!("{sign}{share}"));
    }
    let mut parts = digits.split(',');
    match (parts.next()?, parts.next(), parts.next()) {
        (whole, Some(decimals), None) if is_digits(whole) && is_digits(decimals) => {
            let thousands = decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
            let or_else =
                thousands.then(|| format!("if thousands are meant, without a comma: {sign}{whole}{decimals}"));
            let slip = slip("decimals are written with a point", format!("{sign}{whole}.{decimals}"))?;
            Some(Slip { or_else, ..slip })
        }
        (_, Some(_), Some(_)) if digits.split(',').all(is_digits) => {
            slip("thousands are written without commas", format!("{sign}{}", digits.replace(',', "")))
        }
        (whole, None, None) => match whole.split_once('.') {
            Some(("", decimals)) if is_digits(decimals) => {
                slip("a number begins with a digit", format!("{sign}0.{decimals}"))
            }
            Some((whole, "")) if is_digits(whole) => slip("a number ends with a digit", format!("{sign}{whole}.0")),
            _ => None,
        },
        _ => None,
    }
}

/// What the parser stopped at, where it can be said in plainer words than the parser's.
fn of_words(line: &str, bare: &str, at: usize, error: &str) -> Option<Slip> {
    if error.contains("escape") || error.contains("unicode") {
        return of_backslash(line, at);
    }
    if error.contains("must be quoted") || error.contains("missing opening quote") || error.contains("invalid date") {
        return of_bare(line, bare, at);
    }
    of_open_quote(line, bare).or_else(|| of_colon(line, bare))
}

/// `name = "Zamora`
fn of_open_quote(line: &str, bare: &str) -> Option<Slip> {
    let start = bare.find(['"', '\'']).filter(|start| bare[..*start].trim_end().ends_with('='))?;
    let quote = &line[start..=start];
    let is_long = line[start..].starts_with(&quote.repeat(3));
    let text = line[start..].split(" #").next().unwrap_or_default().trim_end();
    let slip = Slip::new(line, start..start + text.len(), "the quote is not closed", format!("{text}{quote}"));
    (!is_long && text.len() > 1).then_some(slip)
}

/// `resolve: 0.5`, as YAML has it.
fn of_colon(line: &str, bare: &str) -> Option<Slip> {
    let (key, _) = bare.split_once(':').filter(|_| !bare.contains(['=', '[', '{']))?;
    let is_key = !key.trim().is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-. ".contains(c));
    // A text is blotted out in the bare line, and so is a comment.
    let comment = line.find(" #").unwrap_or(line.len());
    let end = line[..comment].trim_end().len().max(key.len() + 1);
    let value = line[key.len() + 1..end].trim();
    let start = key.len() - key.trim_start().len();
    let meant = format!("{} = {value}", key.trim());
    let slip = Slip::new(line, start..end, "a key and its value have an equals sign between them", meant);
    (is_key && !value.is_empty()).then_some(slip)
}

/// A path of Windows in double quotes.
fn of_backslash(line: &str, at: usize) -> Option<Slip> {
    let start = line.get(..at)?.rfind('"')?;
    let length = line[start + 1..].find('"')?;
    let text = &line[start + 1..start + 1 + length];
    let message = "between double quotes a backslash begins a special character; write single ones";
    Some(Slip::new(line, start..start + length + 2, message, format!("'{text}'")))
}

/// A word that stands where a value does.
fn of_bare(line: &str, bare: &str, at: usize) -> Option<Slip> {
    let value = bare.get(..at).and_then(|before| before.rfind('=')).or_else(|| bare.find('='))? + 1;
    let start = value + (bare[value..].len() - bare[value..].trim_start().len());
    // An apostrophe may have blotted out more than a text; within a table of one line the word ends with its key.
    let is_inline = bare[..start].contains(['{', '[']);
    let ends = |rest: &str| if is_inline { rest.find([',', '}', ']']) } else { rest.find(" #") };
    let end = ends(&line[start..]).map_or(line.len(), |end| start + end);
    let word = line[start..end].trim_end();
    let text = word.trim_matches(['"', '\'']);
    let (message, meant) = match word.to_lowercase().as_str() {
        _ if text.is_empty() || text.contains(['{', '[', '=']) => return None,
        lower @ ("true" | "false") => ("true and false are written without capitals", lower.to_string()),
        _ if text.contains('\\') => ("a text stands between quotes", format!("'{text}'")),
        _ if word.parse::<Month>().is_ok() => ("a month stands in quotes", format!("\"{text}\"")),
        _ => ("a text stands between quotes", format!("\"{text}\"")),
    };
    let slip = Slip::new(line, start..start + word.len(), message, "");
    Some(Slip { meant: format!("{} = {meant}", slip.key), ..slip })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str, error: &str) -> Option<(String, String)> {
        let slip = of_line(line, if error.starts_with("at 10") { 10 } else { line.len() }, error)?;
        Some((line[slip.characters].to_string(), format!("{}: {}", slip.message, slip.meant)))
    }

    #[test]
    fn numbers_as_they_are_written_elsewhere_are_known() {
        let quiet = |line: &str| assert_eq!(said(line, ""), None, "{line}");
        let known = |line: &str, written: &str, meant: &str| {
            let (found, message) = said(line, "").unwrap_or_else(|| panic!("{line}"));
            assert!(found == written && message.ends_with(&format!(": {meant}")), "{line}: {found}: {message}");
        };
        known("x = 0,5", "0,5", "0.5");
        known("x = -0,5 # a, b", "-0,5", "-0.5");
        known("x = { value = 0,5, low = 0.4 }", "0,5", "0.5");
        known("x = 1,000,000", "1,000,000", "1000000");
        known("x = .3", ".3", "0.3");
        known("x = [0.1, .3]", ".3", "0.3");
        known("x = 3.", "3.", "3.0");
        known("x = 50%", "50%", "0.5");
        known("x = 12,5 %", "12,5 %", "0.125");
        known("x = 12.3%", "12.3%", "0.123");
        quiet("x = [1,2");
        quiet("x = \"0,5\" y");
        quiet("x = 5 # 0,5");
        quiet("1,2,3");
        quiet("x = é,5");
    }

    #[test]
    fn texts_as_they_are_written_elsewhere_are_known() {
        let bare = "string values must be quoted";
        for (line, error, written, meant) in [
            ("a = \u{201c}b c\u{201d} # d", bare, "\u{201c}b c\u{201d}", "\"b c\""),
            ("a = \"b\u{201d}", "", "\"b\u{201d}", "\"b\""),
            ("a = \u{201e}b", "", "\u{201e}b", "\"b\""),
            ("[\u{201c}set\u{201d}]", "", "\u{201c}set\u{201d}", "\"set\""),
            ("extends = a/b.toml # c", bare, "a/b.toml", "extends = \"a/b.toml\""),
            ("extends = C:\\a.toml", bare, "C:\\a.toml", "extends = 'C:\\a.toml'"),
            ("name = John's", bare, "John's", "name = \"John's\""),
            ("a = True", bare, "True", "a = true"),
            ("start = 2001-01", "", "2001-01", "start = \"2001-01\""),
            ("a: 0.5 # b", "", "a: 0.5", "a = 0.5"),
            ("a: \"b\"", "", "a: \"b\"", "a = \"b\""),
            ("a = \"b # c", "", "\"b", "\"b\""),
            ("t = { a = veto, b = 1 }", "at 10 must be quoted", "veto", "a = \"veto\""),
        ] {
            let error = if line.starts_with("start") { bare } else { error };
            let (found, message) = said(line, error).unwrap_or_else(|| panic!("{line}"));
            assert!(found == written && message.ends_with(&format!(": {meant}")), "{line}: {found}: {message}");
        }
        assert_eq!(said("a = ", bare), None);
        assert_eq!(said("\u{a0}: é #", ""), None);
    }

    #[test]
    fn any_bytes_are_looked_at_without_harm() {
        for line in [
            "\"",
            "'",
            "=",
            "%",
            "é%",
            "= %",
            "\u{201c}",
            "\"\u{201c}",
            ":",
            "é:é",
            "[,5",
            "x = \u{1F469}\u{200d}%",
            "#",
            ",",
            "x = ,",
        ] {
            for error in ["", "escape", "must be quoted"] {
                for at in 0..=line.len() {
                    let _ = of_line(line, at, error);
                }
            }
            let _ = (of_value(line), number(line), key(line));
            let _ = (of_open_quote(line, line), of_colon(line, line), of_bare(line, line, 1));
        }
        assert_eq!(
            (number("0,5"), number(" 0.5 "), number("half"), number("inf")),
            (Some("0.5".into()), Some("0.5".into()), None, None)
        );
    }
}
