//! Names of columns that every program reads: spreadsheets, R, SQL and Stata.
//!
//! A quantity may be called `months_to_authorised.regional_force`, and what is varied goes by its path. A column is
//! called by the letters, digits and underscores of that, of which there are at most 32, the most that Stata takes:
//!
//! 1. whatever is no letter or digit becomes `_`, several of which are one, and capitals become small;
//! 2. a longer name loses its vowels from the left, the first letter of each word excepted, until it fits;
//! 3. one that is still too long, or that another column has already, keeps its beginning, and four hexadecimal digits of
//!    the SHA-256 of the quantity's name follow;
//! 4. a word that a language keeps for itself gets `_value` behind it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// Most characters of a column's name.
pub const LONGEST: usize = 32;

/// Words that SQL (as `DuckDB`, `SQLite` and `PostgreSQL` reserve them), R, Python and Stata keep for themselves, as far as a
/// quantity may ever be called so.
const RESERVED: [&str; 117] = [
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "begin",
    "between",
    "both",
    "break",
    "by",
    "byte",
    "case",
    "cast",
    "check",
    "class",
    "collate",
    "column",
    "constraint",
    "continue",
    "create",
    "cross",
    "current",
    "def",
    "default",
    "deferrable",
    "del",
    "delete",
    "desc",
    "describe",
    "distinct",
    "do",
    "double",
    "drop",
    "elif",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "fetch",
    "finally",
    "float",
    "for",
    "foreign",
    "from",
    "full",
    "function",
    "global",
    "grant",
    "group",
    "having",
    "if",
    "import",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "int",
    "intersect",
    "into",
    "is",
    "join",
    "lambda",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "long",
    "natural",
    "next",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "pass",
    "pivot",
    "placing",
    "primary",
    "qualify",
    "raise",
    "references",
    "repeat",
    "returning",
    "right",
    "select",
    "set",
    "show",
    "some",
    "str",
    "summarize",
    "symmetric",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "unpivot",
    "update",
    "using",
    "values",
    "when",
    "where",
    "while",
    "window",
    "with",
];

/// Does a language keep the word for itself?
pub fn is_reserved(name: &str) -> bool {
    RESERVED.binary_search(&name).is_ok()
}

/// The name of the column of a quantity, where no other column has it.
pub fn portable(quantity: &str) -> String {
    let mut plain = String::new();
    for c in quantity.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => plain.push(c.to_ascii_lowercase()),
            _ if plain.ends_with('_') || plain.is_empty() => {}
            _ => plain.push('_'),
        }
    }
    plain.truncate(plain.trim_end_matches('_').len());
    let plain = if plain.starts_with(|c: char| c.is_ascii_digit()) { format!("n{plain}") } else { plain };
    let name = without_vowels(plain);
    match name.len() {
        0 => marked("column", quantity),
        1..=LONGEST if is_reserved(&name) => format!("{name}_value"),
        1..=LONGEST => name,
        _ => marked(&name, quantity),
    }
}

/// The names of the columns of several quantities, each once.
pub fn all<'a>(quantities: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for quantity in quantities {
        let mut name = portable(quantity);
        let mut times = 0;
        while !taken.insert(name.clone()) {
            times += 1;
            name = marked(&name, &format!("{quantity}{}", "'".repeat(times - 1)));
        }
        names.push(name);
    }
    names
}

/// Short names for what is varied, each given by the words of its path: as many of the last ones as tell it from all others
/// and from the columns that are `taken`; of a switch, `off` is one of them.
pub fn short<'a>(paths: &[Vec<String>], taken: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let taken: BTreeSet<String> = taken.into_iter().map(portable).collect();
    let tail = |path: &[String], words: usize| portable(&path[path.len().saturating_sub(words)..].join("."));
    // Each name is made once and counted: of hundreds of paths each would be held against each.
    let (distinct, longest) = (paths.iter().collect::<BTreeSet<_>>(), paths.iter().map(Vec::len).max());
    let of_words = |words: usize| {
        let mut with = BTreeMap::new();
        distinct.iter().for_each(|path| *with.entry(tail(path, words)).or_insert(0) += 1);
        with
    };
    let with: Vec<BTreeMap<String, usize>> = (0..=longest.unwrap_or(0)).map(of_words).collect();
    let of = |path: &Vec<String>| {
        let own = path.len();
        let least = own.min(if path.first().is_some_and(|first| first == "off") { 2 } else { 1 });
        let tells = |words: usize| {
            let name = tail(path, words);
            let is_free = words == own || with[words][&name] == 1;
            let is_word = words == own || !name.ends_with("_value");
            (is_free && is_word && !taken.contains(&name)).then_some(name)
        };
        (least..=own).find_map(tells).unwrap_or_else(|| marked(&tail(path, own), &path.join(".")))
    };
    let names: Vec<String> = paths.iter().map(of).collect();
    all(names.iter().map(String::as_str))
}

/// Drops vowels from the left until the name fits; the first letter of each word stays.
fn without_vowels(name: String) -> String {
    let mut more = name.chars().count().saturating_sub(LONGEST);
    let mut before = '_';
    let mut keeps = |c: char| {
        let drops = more > 0 && before != '_' && "aeiou".contains(c);
        more -= usize::from(drops);
        before = c;
        !drops
    };
    name.chars().filter(|c| keeps(*c)).collect()
}

/// The beginning of a name with a mark of the quantity.
fn marked(name: &str, quantity: &str) -> String {
    let hash = Sha256::digest(quantity.as_bytes());
    let beginning: String = name.chars().take(LONGEST - 5).collect();
    format!("{beginning}_{:02x}{:02x}", hash[0], hash[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_called_by_letters_digits_and_underscores_and_at_most_32_of_them() {
        assert_eq!(portable("deployed_end.un_force"), "deployed_end_un_force");
        assert_eq!(portable("months_to_authorised.regional_force"), "mnths_t_athorised_regional_force");
        assert_eq!(portable("months_to_authorised.regional_force.ci_high"), "mnths_t_athrsd_rgnl_frce_ci_high");
        assert_eq!(portable("2003"), "n2003");
        assert_eq!((portable("from").as_str(), portable("case").as_str()), ("from_value", "case_value"));
        for long in ["x".repeat(80), "a.b".repeat(30), "\u{e9}".repeat(40), String::new()] {
            let name = portable(&long);
            assert!((1..=LONGEST).contains(&name.len()) && name.is_ascii(), "{long}: {name}");
        }
    }

    #[test]
    fn no_two_columns_have_one_name() {
        let names = all(["a.b", "a_b", "a-b", "a.b", "a..b", "_a_b_"]);
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 6, "{names:?}");
        assert_eq!(names[0], "a_b");
    }

    #[test]
    fn what_is_varied_is_called_by_its_last_words() {
        let words = |path: &&str| path.split('.').map(str::to_string).collect();
        let paths = |paths: &[&str]| paths.iter().map(words).collect::<Vec<Vec<String>>>();
        let names = short(&paths(&["blame.clarity", "off.veto", "scenario", "target.resolve"]), ["point"]);
        assert_eq!(names, ["clarity", "off_veto", "scenario", "resolve"]);
        let names = short(&paths(&["states.usa.ties", "states.china.ties", "crisis.point"]), ["point"]);
        assert_eq!(names, ["usa_ties", "china_ties", "crisis_point"]);
        assert_eq!(short(&paths(&["ties", "china.ties"]), []), ["ties", "china_ties"]);
        let events = ["A war.states.usa.ties", "Another.states.usa.ties"];
        assert_eq!(short(&paths(&events), []), ["a_war_states_usa_ties", "another_states_usa_ties"]);
        assert_eq!(short(&paths(&["agenda.order", "point"]), ["point"])[0], "agenda_order");
    }

    #[test]
    fn reserved_words_are_in_order_so_that_they_are_found() {
        assert!(RESERVED.is_sorted());
        assert!(is_reserved("from") && is_reserved("with") && !is_reserved("sender"));
    }
}
