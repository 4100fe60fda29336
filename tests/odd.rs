//! The ODD says what the code does: its tables are the code's own, and every rule has its section.
//! `INTSOC_BLESS=1 cargo test --test odd` renews the tables.

use std::fs;
use std::path::{Path, PathBuf};

use intsoc::model::PHASES;
use intsoc::model::chance::STREAMS;
use intsoc::odd;
use intsoc::scenario::{self, Mechanism, Scenario, parameters};

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ODD.md")
}

fn document() -> String {
    fs::read_to_string(place()).expect("docs/ODD.md")
}

#[test]
fn the_tables_of_the_odd_are_those_of_the_code() {
    let text = document();
    let renewed = odd::refreshed(&text).expect("every table has its place");
    if std::env::var_os("INTSOC_BLESS").is_some() {
        fs::write(place(), renewed).expect("the document can be written");
        return;
    }
    let differ = text.lines().zip(renewed.lines()).find(|(is, due)| is != due);
    assert!(text == renewed, "INTSOC_BLESS=1 cargo test --test odd renews it; the first to differ: {differ:#?}");
}

#[test]
fn every_phase_has_a_section_that_names_its_file_and_the_file_names_the_section() {
    let text = document();
    for (number, (name, _)) in PHASES.iter().enumerate() {
        let section =
            text.split(&format!("\n### 7.{number} ")).nth(1).unwrap_or_else(|| panic!("no section 7.{number}"));
        let section = section.split("\n### ").next().unwrap_or_default();
        assert!(section.contains(&format!("`src/model/{name}.rs`")), "section 7.{number} does not name {name}.rs");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/model/{name}.rs"));
        let code = fs::read_to_string(file).expect("the phase has a file");
        assert!(code.contains(&format!("ODD §7.{number}")), "{name}.rs does not cite its section");
    }
}

#[test]
fn the_seven_elements_and_the_eleven_concepts_are_there() {
    let text = document();
    let elements = [
        "## 1 Purpose and patterns",
        "## 2 Entities, state variables, and scales",
        "## 3 Process overview and scheduling",
        "## 4 Design concepts",
        "## 5 Initialization",
        "## 6 Input data",
        "## 7 Submodels",
    ];
    let mut rest = text.as_str();
    for element in elements {
        let at = rest.find(element).unwrap_or_else(|| panic!("{element} is missing or out of order"));
        rest = &rest[at..];
    }
    let concepts = [
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ];
    for concept in concepts {
        assert!(text.contains(&format!("**{concept}.**")), "{concept}");
    }
}

#[test]
fn what_the_tables_list_is_whole() {
    let blocks = odd::blocks();
    let block = |name: &str| &blocks.iter().find(|(known, _)| *known == name).expect("a table").1;
    assert!(
        Mechanism::ALL.iter().all(|mechanism| block("mechanisms").contains(&format!("| `{}` | ", mechanism.name())))
    );
    assert!(block("mechanisms").lines().skip(2).all(|line| !line.ends_with("|  |")), "each is described");
    assert!(STREAMS.iter().all(|(name, ..)| block("streams").contains(name)));
    for kind in ["mobilisation.ID", "authorised.ID", "consent.ID", "deployed.ID"] {
        assert!(block("indicators").contains(kind), "{kind}");
    }
    for kind in ["months_to_authorised.ID", "months_to_consent.ID", "deployed_end.ID"] {
        assert!(block("outcomes").contains(kind), "{kind}");
    }
    let all = parameters::parameters();
    assert!(all.len() > 100);
    for parameter in all {
        assert!(!parameter.meaning.is_empty() && !parameter.range.is_empty(), "{} says too little", parameter.path);
        assert!(!parameter.symbol.is_empty(), "{} has no symbol", parameter.path);
    }
}

#[test]
fn a_scenario_is_described_with_its_own_entities_numbers_and_switches() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let load = |name: &str| scenario::load(&place.join(name), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let text = odd::of(&load("counterfactuals/no-veto.toml")).expect("the page");
    for part in [
        "# No veto",
        "### In this scenario",
        "| `usa` | 1 | 0.6, 0.3, 0.1 |",
        "| 2003-03 | Iraq war | states.usa.overstretch 0.6, states.uk.overstretch 0.5 |",
        "| `target.resolve` | 0.55 | 0.3 | 0.8 | interpreted | Black and Williams 2008",
        "| `veto` | **off** |",
        "| `peers` | on |",
    ] {
        assert!(text.contains(part), "no {part}");
    }
    for element in
        ["## 1 Purpose", "## 2 Entities", "## 3 Process", "## 4 Design", "## 5 Init", "## 6 Input", "## 7 Sub"]
    {
        assert_eq!(text.matches(element).count(), 1, "{element}");
    }
}

fn made(text: &str) -> Scenario {
    scenario::from_text(text, "made.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

const MINIMAL: &str = include_str!("../scenarios/minimal.toml");

fn page(scenario: &Scenario) -> String {
    odd::of(scenario).expect("the page")
}

/// A page as a reader of Markdown takes it: the characters that may have a meaning, and the text that
/// is seen. Escapes, character references and code have none.
fn read(markdown: &str) -> (String, String) {
    let (mut marks, mut seen) = (String::new(), String::new());
    let mut rest = markdown;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '\\' if rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                seen.push_str(&rest[1..2]);
                2
            }
            '&' if rest[..rest.len().min(8)].contains(';') => {
                let end = rest.find(';').unwrap_or_default() + 1;
                let known = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&#124;", "|")];
                let meant = known.iter().find(|(reference, _)| *reference == &rest[..end]);
                seen.push_str(meant.map_or(&rest[..end], |(_, meant)| meant));
                end
            }
            '`' => {
                let run = rest.len() - rest.trim_start_matches('`').len();
                let mut ends = rest[run..].match_indices(&rest[..run]).map(|(at, _)| at + run);
                let alone = |at: &usize| !rest[at + run..].starts_with('`') && !rest[..*at].ends_with('`');
                match ends.find(alone) {
                    Some(end) => {
                        seen.push_str(&rest[run..end]);
                        end + run
                    }
                    None => {
                        marks.push_str(&rest[..run]);
                        run
                    }
                }
            }
            other => {
                if "\\`*_{}[]<>|~!#&$\n".contains(other) {
                    marks.push(other);
                }
                // What makes a link of an address that nothing marks.
                let links = ["://", "www.", "@"];
                if links.iter().any(|link| rest.get(..link.len()).is_some_and(|is| is.eq_ignore_ascii_case(link))) {
                    marks.push(other);
                }
                seen.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    (marks, seen)
}

#[test]
fn no_text_of_an_author_becomes_markup_a_link_html_or_a_row() {
    let name = r#"a \[click\](http://evil.example/x) ![c](d) <b> &lt; `e` | f \| g \\| **h** ~~i~~ www.evil.example o@evil.example ## 3 Process \"#;
    let line = format!(
        "{name} [b](https://evil.example) <b onclick=\"x\">&#60;</b> ``x` __e__ # k $x$ {{l}} http://m@evil.example/`n` WWW.EVIL.example p@@q @://www.@ `@` \\`@\\` mailto:r@evil.example <!-- end --> {name}"
    );
    let lines = format!("{line}\n\n# s\r\n| t | u |\n|---|---|\n- v\u{2028}\t> w\n```\n{line}");
    let with = |name: &str, text: &str| {
        let quoted = |text: &str| serde_json::to_string(text).expect("a quoted text");
        let (name, text) = (quoted(name), quoted(text));
        let source = format!("{{ value = 0.5, source = {text}, grade = \"assumed\" }}");
        let made = MINIMAL
            .replace("\"Minimal\"", &name)
            .replace("\"Zamora\"", &text)
            .replace("\"army\"", &text)
            .replace("resolve = 0.5 ", &format!("resolve = {source} "));
        let event =
            format!("[[events]]\ndate = \"2001-02\"\nname = {text}\nset = {{ \"states.*.ties\" = {source} }}\n");
        page(&self::made(&format!("{made}\n{event}")))
    };
    let (harmless, _) = read(&with("word", "word"));
    let (hostile, seen) = read(&with(name, &lines));
    assert!(hostile == harmless, "{}", with(name, &lines));
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(seen.starts_with(&format!("# {name}\n")), "what is escaped reads as it was written: {}", &seen[..900]);
    assert_eq!(seen.matches(&one_line(&lines)).count(), 4, "purse, two sources, event");
    for (name, heading) in
        [("- a", "# \\- a\n"), ("12. a", "# 12\\. a\n"), ("1) a.", "# 1\\) a.\n"), ("+ 1.", "# \\+ 1.\n")]
    {
        assert!(with(name, "word").starts_with(heading), "{name}");
    }
}
