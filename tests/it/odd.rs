//! The ODD says what the code does: its tables are the code's own, and every rule has its section.
//! `INTSOC_BLESS=1 cargo test --test it odd::` renews the tables.

use std::fs;
use std::path::{Path, PathBuf};

use intsoc::model::PHASES;
use intsoc::model::chance::STREAMS;
use intsoc::protocol;
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
    let renewed = protocol::refreshed(&text).expect("every table has its place");
    if std::env::var_os("INTSOC_BLESS").is_some() {
        fs::write(place(), renewed).expect("the document can be written");
        return;
    }
    let differ = text.lines().zip(renewed.lines()).find(|(is, due)| is != due);
    assert!(text == renewed, "INTSOC_BLESS=1 cargo test --test it odd:: renews it; the first to differ: {differ:#?}");
}

#[test]
fn every_phase_has_a_section_with_its_file_its_draws_its_rule_and_its_formulas() {
    let text = document();
    for (number, phase) in PHASES.iter().enumerate() {
        let name = phase.name;
        let section =
            text.split(&format!("\n### 7.{number} ")).nth(1).unwrap_or_else(|| panic!("no section 7.{number}"));
        let section = section.split("\n### ").next().unwrap_or_default();
        assert!(
            section.contains(&format!("`src/model/{name}.rs`. Draws: ")),
            "{name}: the second paragraph says draws"
        );
        let told = section.split("\n\n").skip(2).collect::<String>().len();
        assert!(told > 200, "{name}: neither formulas nor what is to be said of them");
    }
}

#[test]
fn phases_are_named_where_they_are_referred_to_and_not_numbered() {
    let own = |line: &str| line.starts_with("### 7.") || line.starts_with("| 7.");
    let text = document();
    let numbered = |line: &&str| !own(line) && (line.contains("(7.") || line.contains(" 7.1"));
    assert_eq!(text.lines().find(numbered), None, "a phase in between would make another of it");
    for phase in PHASES {
        let numbered = |line: &&str| line.contains("§7.") || line.to_lowercase().contains("phase 1");
        assert_eq!(phase.source.lines().find(numbered), None, "{}", phase.name);
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
    let blocks = protocol::blocks();
    let block = |name: &str| &blocks.iter().find(|(known, _)| *known == name).expect("a table").1;
    assert!(
        Mechanism::ALL.iter().all(|mechanism| block("mechanisms").contains(&format!("| `{}` | ", mechanism.name())))
    );
    assert!(block("mechanisms").lines().skip(2).all(|line| !line.ends_with("|  |")), "each is described");
    assert!(block("rules").contains("| `forums.ratchet` | a share from 0 to 1 | 1 | "));
    assert!(block("rules").contains("| `states.*.stake` | ") && block("rules").lines().count() == 2 + 16);
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

fn load(name: &str) -> Scenario {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    scenario::load(&place, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn made(text: &str) -> Scenario {
    scenario::from_text(text, "made.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

const MINIMAL: &str = include_str!("../../scenarios/minimal.toml");

fn page(scenario: &Scenario) -> String {
    protocol::of(scenario).expect("the page")
}

fn assert_parts(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part}");
    }
}

#[test]
fn a_scenario_is_described_with_its_own_entities_numbers_and_switches() {
    let text = page(&load("counterfactuals/no-veto.toml"));
    assert_parts(
        &text,
        &[
            "# No veto",
            "Mechanisms off: `veto`.",
            "### In this scenario",
            "| `usa` | 1 | 0.55 | 0.2 | 0.8 | 0 | 0 | `oecd` |",
            "| 2003-03 | Iraq war | `states.usa.overstretch` 0.6, `states.uk.overstretch` 0.5 |",
            "| `target.resolve` | resolve | 0.55 | 1 | 0.3 | 0.8 | interpreted | Black and Williams 2008",
            "| `veto` | **off** |",
            "| `peers` | on |",
            "| `unsc` | veto | 0.45 | 0.6 | 0.14 | 0.35 | nobody: `veto` is off |",
        ],
    );
    for element in
        ["## 1 Purpose", "## 2 Entities", "## 3 Process", "## 4 Design", "## 5 Init", "## 6 Input", "## 7 Sub"]
    {
        assert_eq!(text.matches(element).count(), 1, "{element}");
    }
}

#[test]
fn who_acts_with_what_for_whom_and_under_which_rules_is_described() {
    let text = page(&load("baseline.toml"));
    assert_parts(
        &text,
        &[
            "Name: Sudan. Region: `horn`, whose members interfere.",
            "| `target.deflection` | y_target | 0.3 | share | Share of blame the target moves off itself. |",
            "| `crisis.violence` | V | 0.08 | share | Violence at the start. |",
            "| `usa` | 0.6 | 0.3 | 0.1 | 0.575 | 0.3375 | its factions (mean) |",
            "| `japan` | 0.5 | 0.46 | 0.04 | 0.4 | 0.35 | the state |",
            "| `usa` | `congress` | 0.25 | 0.8 | 0.6 | `sanctions` |",
            "| `france` | `chad_force` -0.3 |",
            "| `sanctions` | diplomacy | intervention | `unsc` | yes | no | the start |",
            "| `referral` | diplomacy | accountability | `unsc` | no | no | the start |",
            "| `hybrid_force` | force | intervention | `unsc` | no | yes | 2006-11 |",
            "| `relief` | 0.2 | 0.1 | 0.036 | 0.12 | 0.4 | 0.05 |",
            "| `mediation` | 0.4 | 0 | 0 | 1 | 0.1 |",
            "| `unsc` | veto | 0.45 | 0.6 | 0.14 | 0.35 | where seated: `usa`, `uk`, `france`, `china`, `russia` |",
            "| `eu_council` | consensus | 0.15 | 0.8 | 0.05 | 0.4 | every seated state |",
            "| `unsc` | permanent | `usa`, `uk`, `france`, `china`, `russia` |",
            "| `unsc` | 2006 | `argentina`, `congo`, `denmark`,",
            "| `au` | always | the members of `african` |",
            "| `arab` | 0.5 | 7 | `qatar`, `syria`, `algeria`, `egypt`, `libya`, `djibouti`, `somalia` |",
            "| `save_darfur` | 0.012 | 2.25 | 0.1 | 0.009 | 0.02 | 0.9 |",
            "| `save_darfur` | `usa` 1, `canada` 0.5, `uk` 0.3 |",
            "It follows the instrument `referral`,",
            "| `court.entrenchment.3` | entrenchment | 0.1 | 1 |",
        ],
    );
    let text = page(&load("minimal.toml"));
    assert_parts(&text, &["**Factions**\n\nNone.", "**The court**\n\nNone.", "**Events**\n\nNone."]);
    assert_parts(&text, &["**Instruments: what is there of them at the start**\n\nNone."]);
    let start = "[set]\n\"instruments.force.initial\" = { authorised = 0.5, consent = true }\n";
    let there = page(&made(&format!("{}\n{start}", include_str!("../../scenarios/minimal.toml"))));
    assert_parts(&there, &["| `force` | 0.5 | yes | 0 |"]);
}

#[test]
fn every_number_is_listed_with_its_meaning_its_source_and_the_default_where_the_scenario_is_silent() {
    for name in ["baseline.toml", "minimal.toml"] {
        let scenario = load(name);
        let text = page(&scenario);
        for parameter in parameters::parameters() {
            let meaning = parameter.meaning.replace('\n', " ");
            let parameters::Parameter { path, symbol, unit, default, range, .. } = &parameter;
            let row = format!("| `{path}` | {symbol} | {unit} | {default} | {range} | {meaning} |");
            assert_eq!(text.lines().filter(|line| *line == row).count(), 1, "{name}: {path}");
        }
        let with_factions = |path: &str| {
            let state = path.strip_prefix("states.").and_then(|rest| rest.split_once(".solidarism"));
            state.is_some_and(|(id, _)| scenario.resolved.at(["states", id, "factions"]).is_some())
        };
        for (path, node) in scenario.resolved.leaves() {
            let section = path.split('.').next().unwrap_or_default();
            let Some(value) = node.as_number().filter(|_| !["scenario", "events"].contains(&section)) else { continue };
            let start = format!("| `{path}` | ");
            let rows: Vec<Vec<&str>> = text
                .lines()
                .filter(|line| line.starts_with(&start))
                .map(|line| line.split(" | ").collect())
                .filter(|cells: &Vec<&str>| cells.len() == 8 && cells[2] == value.to_string())
                .collect();
            assert_eq!(rows.len(), usize::from(!with_factions(&path)), "{name}: {path}");
            assert!(rows.iter().all(|cells| cells[6] != "default"), "{name}: {path}");
        }
    }
    assert_parts(
        &page(&load("minimal.toml")),
        &[
            "| `crisis.floor` | floor | 0 | share |  |  | default |  |",
            "| `attention.fixed_demand` | d | not fixed | share |  |  | default |  |",
            "| `states.borea.overstretch` | v | 0 | share |  |  | default |  |",
            "| `instruments.force.capacity` | capacity | 0 | share |  |  | default |  |",
            "**`[court]` here**\n\nThis scenario has no court.",
        ],
    );
    let text = page(&load("baseline.toml"));
    assert_parts(
        &text,
        &[
            "| `states.china.ties` | k | 0.8 | share | 0.65 | 0.95 |",
            "| 2004-06 | `target.obstruction` | obstruction | 0.4 | share | 0.2 | 0.6 | interpreted | fast-track permits",
        ],
    );
    let all = made(&format!(
        "{MINIMAL}\n[[events]]\ndate = \"2001-02\"\nset = {{ \"states.*.ties\" = 0.5, \"crisis.peak\" = 1 }}\n"
    ));
    assert_parts(
        &page(&all),
        &["| 2001-02 | `states.*.ties` | k | 0.5 | share |", "| 2001-02 | `crisis.peak` | peak | 1 | 1 |"],
    );
    let two = made(&MINIMAL.replace("solidarism = 0.8", "solidarism = { accountability = 0.8 }"));
    let text = page(&two);
    assert_parts(
        &text,
        &["| `states.aurelia.solidarism.intervention` | s_intervention | 0 | share |  |  | default |  |"],
    );
    assert!(!text.contains("| `states.aurelia.solidarism` |"), "one number where there are two");
}

#[test]
fn what_runs_when_what_can_emerge_and_what_is_imposed_is_said_of_the_scenario_at_hand() {
    let text = page(&load("baseline.toml"));
    let phases: Vec<usize> = PHASES
        .iter()
        .enumerate()
        .map(|(number, phase)| text.find(&format!("| 7.{number} | {} |", phase.name)).expect("each phase"))
        .collect();
    assert!(phases.is_sorted());
    assert_parts(
        &text,
        &[
            "These phases run in each of the 71 months, 2003-02 to 2008-12. Events come in: 2003-03, 2004-06,",
            "Mechanisms off in every month: none.\n",
            "- Emergent: adequacy, its spread over states, leadership, the strength of what is adopted, consent, deployment, the flow of blame.",
            "- Cannot emerge: none.",
            "so that words and deflection both cost less than deeds",
            "every event, and what it sets",
        ],
    );
    let other = MINIMAL
        .replace("word_cost = 0.2", "word_cost = 2.0")
        .replace("protection = 0.8", "protection = 0.0")
        .replace(", consent = true", "")
        .replace("seed = 1", "seed = 1\noff = [\"leadership\", \"deflection\"]");
    assert_parts(
        &page(&made(&other)),
        &[
            "Mechanisms off in every month: `deflection` (Nobody can move blame off itself); `leadership` (Nobody leads). Their phases run all the same.",
            "- Emergent: adequacy, its spread over states, the strength of what is adopted.",
            "- Cannot emerge: leadership: nobody leads, as the mechanism is off; consent: no instrument needs it; deployment: no instrument protects; the flow of blame: nobody can move blame",
            "do **not** both cost less than deeds",
        ],
    );
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
            .replace("\"Zamora\"", &name)
            .replace("\"army\"", &name)
            .replace("resolve = 0.5 ", &format!("resolve = {source} "));
        let event =
            format!("[[events]]\ndate = \"2001-02\"\nname = {name}\nset = {{ \"states.*.ties\" = {source} }}\n");
        page(&self::made(&format!("{made}\n{event}")))
    };
    let (harmless, _) = read(&with("word", "word"));
    let (hostile, seen) = read(&with(name, &lines));
    assert!(hostile == harmless, "{}", with(name, &lines));
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(seen.starts_with(&format!("# {name}\n")), "what is escaped reads as it was written: {}", &seen[..900]);
    assert_eq!(seen.matches(&one_line(&lines)).count(), 2, "two sources");
    // The name twice in each of them, and at the head, the target, the budget, the event.
    assert_eq!(seen.matches(name).count(), 2 * 4 + 4);
    for (name, heading) in
        [("- a", "# \\- a\n"), ("12. a", "# 12\\. a\n"), ("1) a.", "# 1\\) a.\n"), ("+ 1.", "# \\+ 1.\n")]
    {
        assert!(with(name, "word").starts_with(heading), "{name}");
    }
}
