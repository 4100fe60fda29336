//! Sources as BibTeX, ready for a reference manager or a paper; in UTF-8.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};
use sha2::{Digest, Sha256};

use crate::scenario::sha256;

/// What a number or a fact says of where it comes from.
#[derive(Clone, Debug)]
pub struct Cited {
    /// The source, in free words; none where it names none.
    pub source: Option<String>,
    /// The file that says it, without its folder.
    pub file: String,
    /// The path of the number, or the id of the fact.
    pub of: String,
    /// How far it is known, where that is said.
    pub grade: Option<String>,
}

/// The article whose argument the program makes runnable, as `CITATION.cff` has it.
pub const ARTICLE_TITLE: &str = "International Society and the Crisis in Darfur";
pub const ARTICLE_AUTHORS: [&str; 2] = ["Black", "Williams"];
pub const ARTICLE_YEAR: &str = "2008";
pub const ARTICLE_KEY: &str = "blackwilliams2008";

/// Words that say nothing of a source when they come first.
const IDLE: [&str; 8] = ["a", "an", "and", "from", "no", "of", "the", "to"];

/// The article, then an entry for each distinct source in the order of keys, with what it is the source of.
///
/// The key is made of the source alone: its first telling word, its first year, and letters of its SHA-256. It stays the same
/// when a scenario gets more sources, and is the same in every scenario. Free words have no author and no title of their own,
/// so that the whole source stands as the title.
pub fn bibliography(cited: &[Cited]) -> String {
    let mut sources: BTreeMap<String, Vec<&Cited>> = BTreeMap::new();
    for cited in cited {
        let source = on_one_line(cited.source.as_deref().unwrap_or_default());
        sources.entry(source).or_default().push(cited);
    }
    let without = sources.remove("").map_or(0, |none| none.len());
    let mut entries = BTreeMap::new();
    for (source, uses) in &sources {
        let key = (LETTERS..=32).map(|letters| key(source, letters)).find(|key| !entries.contains_key(key));
        // Two sources that agree in all letters have not been seen.
        entries.insert(key.unwrap_or_else(|| sha256(source.as_bytes())), entry_of(source, uses));
    }
    let said = format!(
        "% {} sources of {} numbers and facts; {without} more name none\n\n",
        sources.len(),
        cited.len() - without
    );
    let entries = entries.iter().map(|(key, fields)| format!("\n@misc{{{key},\n{fields}\n}}\n"));
    said + &article() + &entries.collect::<String>()
}

/// The article as an entry. A name of a place keeps its capital in braces.
fn article() -> String {
    let (authors, title) = (ARTICLE_AUTHORS.join(" and "), ARTICLE_TITLE.replace("Darfur", "{Darfur}"));
    format!(
        "@article{{{ARTICLE_KEY},\n  author = {{{authors}}},\n  title = {{{title}}},\n  year = {{{ARTICLE_YEAR}}}\n}}\n"
    )
}

/// Letters of a key that tell sources of one word and year apart; more where these are not enough.
const LETTERS: usize = 3;

fn key(source: &str, letters: usize) -> String {
    let digest = Sha256::digest(source.as_bytes());
    let letters: String = digest.iter().take(letters).map(|byte| char::from(b'a' + byte % 26)).collect();
    format!("{}{}-{letters}", first_word(source).to_ascii_lowercase(), year(source).unwrap_or_default())
}

/// The fields of an entry.
fn entry_of(source: &str, uses: &[&Cited]) -> String {
    let mut files: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
    for Cited { file, of, .. } in uses {
        files.entry(file).or_default().insert(of);
    }
    let join = |of: &IndexSet<&str>| of.iter().copied().collect::<Vec<_>>().join(", ");
    let used: Vec<String> = files.iter().map(|(file, of)| format!("{file}: {}", join(of))).collect();
    let grades: BTreeSet<&str> = uses.iter().filter_map(|cited| cited.grade.as_deref()).collect();
    let fields = [
        // BibTeX sorts by it where there is no author.
        ("key", first_word(source)),
        // Styles that write titles small leave alone what stands in braces of its own.
        ("title", format!("{{{}}}", escaped(source))),
        ("year", year(source).unwrap_or_default().to_string()),
        ("keywords", grades.into_iter().collect::<Vec<_>>().join(", ")),
        ("annotation", escaped(&used.join("; "))),
    ];
    let said = fields.iter().filter(|(_, value)| !value.is_empty());
    said.map(|(name, value)| format!("  {name} = {{{value}}}")).collect::<Vec<_>>().join(",\n")
}

/// A text without ends of lines, signs that steer, and spaces side by side.
fn on_one_line(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first word of two letters or more that tells something, in letters that every BibTeX takes in a key.
fn first_word(source: &str) -> String {
    let words = source.split(|letter: char| !letter.is_alphabetic());
    let plain = words.map(|word| word.chars().filter(char::is_ascii_alphabetic).collect::<String>());
    let mut telling = plain.filter(|word| word.len() > 1 && !IDLE.contains(&word.to_lowercase().as_str()));
    telling.next().unwrap_or_else(|| "source".into())
}

/// The first year that a source names: four digits that are no part of a number, and no number of a resolution.
fn year(source: &str) -> Option<&str> {
    let starts = source.char_indices().filter(|(_, sign)| sign.is_ascii_digit()).map(|(at, _)| at);
    let mut years = starts.filter(|&at| {
        let (before, after) = (&source[..at], source.get(at + 4..).unwrap_or("+"));
        let of_a_number = |sign: char| sign.is_alphanumeric() || ",./".contains(sign);
        let in_text = ["res. ", "resolution ", "resolutions "].iter().any(|word| before.ends_with(word));
        let four = source.get(at..at + 4).filter(|four| four.bytes().all(|digit| digit.is_ascii_digit()));
        let begins = !before.ends_with(of_a_number) && !in_text;
        let mut next = after.chars();
        let ends = match next.next() {
            Some(',' | '.') => !next.next().is_some_and(|sign| sign.is_ascii_digit()),
            Some(sign) => !sign.is_alphanumeric(),
            None => true,
        };
        begins && ends && four.is_some_and(|four| ("1800".."2100").contains(&four))
    });
    years.next().map(|at| &source[at..at + 4])
}

/// A text as LaTeX prints it. BibTeX counts braces even behind a backslash, so that none is left bare.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', sign]),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            '|' => escaped.push_str("\\textbar{}"),
            _ => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(source: &str, of: &str) -> Cited {
        let source = (!source.is_empty()).then(|| source.to_string());
        Cited { source, file: "world.toml".into(), of: of.into(), grade: Some("assumed".into()) }
    }

    #[test]
    fn a_year_is_no_number_of_a_resolution_nor_part_of_a_number() {
        let years = [
            ("UCDP counts for early 2003 against their peak of winter 2003-04", Some("2003")),
            ("from resolution 1706 (August 2006)", Some("2006")),
            ("S/RES/1970, 26 February 2011", Some("2011")),
            ("res. 1828 renews UNAMID, July 2008", Some("2008")),
            ("OCHA: 2004", Some("2004")),
            ("some 2000,5 persons and 12,000 others, 20034 in all", None),
            ("S/RES/1973", None),
            ("é 19", None),
            ("", None),
        ];
        for (source, expected) in years {
            assert_eq!(year(source), expected, "{source}");
        }
    }

    #[test]
    fn a_key_is_of_its_source_alone_and_two_sources_have_two_keys() {
        let keys = |text: &str| {
            let begun = text.lines().filter_map(|line| line.strip_prefix("@misc{")?.strip_suffix(','));
            begun.map(str::to_string).collect::<Vec<_>>()
        };
        let one = keys(&bibliography(&[cited("Tsebelis 2002", "a")]));
        let both = [cited("Tsebelis 2002, on players", "b"), cited("  Tsebelis\n2002 ", "a"), cited("", "c")];
        let two = keys(&bibliography(&both));
        assert!(one.len() == 1 && two.len() == 2 && two[0] != two[1], "{one:?} {two:?}");
        assert!(two.contains(&one[0]) && one[0].starts_with("tsebelis2002-"), "{one:?} {two:?}");
        assert!(bibliography(&both).starts_with("% 2 sources of 2 numbers and facts; 1 more name none\n"));
    }

    #[test]
    fn what_latex_takes_for_an_order_is_escaped_and_braces_stay_paired() {
        let text = bibliography(&[cited("R&D {50 % of $3} #1 a_b \\ ~ ^ } <x|y>", "states.*.open_ness")]);
        let count = |sign| text.matches(sign).count();
        assert_eq!(count('{'), count('}'), "{text}");
        assert!(
            text.contains(r"{{R\&D \textbraceleft{}50 \% of \$3\textbraceright{} \#1 a\_b \textbackslash{} "),
            "{text}"
        );
        assert!(text.contains(r"  annotation = {world.toml: states.*.open\_ness}"), "{text}");
    }

    #[test]
    fn a_source_of_many_is_one_entry_and_says_of_which() {
        let text = bibliography(&[cited("OCHA 2004", "a"), cited("OCHA 2004", "b"), cited("OCHA 2004", "a")]);
        assert_eq!(text.matches("@misc").count(), 1, "{text}");
        assert!(
            text.contains("  year = {2004},\n  keywords = {assumed},\n  annotation = {world.toml: a, b}\n}"),
            "{text}"
        );
    }

    #[test]
    fn the_article_is_that_of_the_citation() {
        let citation = include_str!("../../CITATION.cff");
        let (_, said) = citation.split_once("references:").expect("the article");
        let plain = article().replace(['{', '}'], "");
        let values: Vec<&str> = said.lines().filter_map(|line| Some(line.split_once(": ")?.1)).collect();
        assert!(values.len() > 3);
        for value in values {
            assert!(plain.contains(value), "{value}");
        }
    }
}
