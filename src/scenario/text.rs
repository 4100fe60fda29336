//! Texts that others wrote, made fit to be shown: on a terminal, on a page, in a picture.

use std::borrow::Cow;
use std::fmt::Write;

/// Characters of a name that are shown, and compared with others.
pub const OF_A_NAME: usize = 100;

/// Does a character steer a terminal, turn the direction of a line, or have no place in XML? Line ends and tabs do not.
fn steers(character: char) -> bool {
    let tells = matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
    tells || (character.is_control() && character != '\n' && character != '\t')
}

/// The lines of the comment at the head of a file, up to the first empty one; without the line for editors.
pub fn head(file: &str) -> impl Iterator<Item = &str> {
    let lines = file.lines().skip_while(|line| line.starts_with("#:") || line.trim().is_empty());
    let said = lines.map_while(|line| line.strip_prefix('#')).take_while(|line| !line.trim().is_empty());
    said.map(|line| line.strip_prefix(' ').unwrap_or(line))
}

/// The text with a capital letter to begin with.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The text with what steers a terminal written out, as TOML and JSON write it: `\u001b`. Line ends
/// and tabs stay.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::from(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        put(&mut safe, character, steers(character));
    }
    Cow::from(safe)
}

/// The text as one line of at most `most` characters, with what steers a terminal written out.
pub fn line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut rest = text.chars();
    for character in rest.by_ref().take(most) {
        put(&mut line, character, steers(character) || character == '\n' || character == '\t');
    }
    if rest.next().is_some() {
        line.push_str("...");
    }
    line
}

/// Characters that are shown of one word, which may be the path of a file.
const OF_A_WORD: usize = 300;

/// A sentence as one line of at most `most` characters, with words of any length shortened.
pub fn sentence(text: &str, most: usize) -> String {
    let words: Vec<String> = text.split(' ').map(|word| line(word, OF_A_WORD)).collect();
    line(&words.join(" "), most)
}

/// A whole number with commas between thousands.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A name, shortened to [`OF_A_NAME`] characters, in one line.
pub fn name(text: &str) -> String {
    line(text, OF_A_NAME)
}

fn put(text: &mut String, character: char, escaped: bool) {
    if escaped {
        let _ = write!(text, "\\u{:04x}", u32::from(character));
    } else {
        text.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left_and_all_else_is() {
        let whole = "Übung, 苏丹, עברית, 👩‍👩‍👧 \u{feff}\n\tx";
        assert!(matches!(safe(whole), Cow::Borrowed(same) if same == whole));
        assert_eq!(safe("\u{1b}[31mred\u{7f}\u{9b}2J\r\u{0}"), "\\u001b[31mred\\u007f\\u009b2J\\u000d\\u0000");
        assert_eq!(safe("a\u{202e}b\u{2066}c\u{2028}\u{ffff}"), "a\\u202eb\\u2066c\\u2028\\uffff");
        // What JSON holds is JSON still.
        let json = serde_json::json!({ "name": "\u{9b}\u{1b}\u{202e}" });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe(&json.to_string())).unwrap(), json);
    }

    #[test]
    fn a_sentence_keeps_its_end_whatever_the_length_of_its_words() {
        let said = sentence(&format!("no `{}` here", "x".repeat(5000)), 1000);
        assert_eq!(said, format!("no `{}... here", "x".repeat(299)));
        assert_eq!(sentence("two  blanks", 100), "two  blanks");
    }

    #[test]
    fn a_count_has_commas_between_thousands() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_line_is_one_line_and_no_longer_than_asked() {
        assert_eq!(line("a\nb\tc\u{1b}", 10), "a\\u000ab\\u0009c\\u001b");
        assert_eq!((line("abc", 3), line("abcd", 3), line("", 0)), ("abc".into(), "abc...".into(), String::new()));
        assert_eq!(name(&"é".repeat(1_000_000)), format!("{}...", "é".repeat(100)));
    }
}
