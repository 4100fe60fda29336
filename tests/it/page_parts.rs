//! What a page is made of: a list of its parts, numbered figures and tables, names for ids, and pictures to take away.

use std::collections::BTreeSet;

use crate::support::desk::Desk;
use crate::support::pages::{KINDS, desk};
use crate::support::runs::{place, rows};

/// The texts that stand between two others in a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    page.split(before).skip(1).map(|rest| rest.split(after).next().unwrap_or_default()).collect()
}

/// Runs of the minimal world, whose states and forces have names.
fn runs() -> Desk {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "10", "--detail", "--out", "run"]).done();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "10", "--off", "veto", "--out", "other"]).done();
    desk
}

#[test]
fn every_part_of_a_joined_page_can_be_pointed_to_and_its_list_points_to_all() {
    let desk = desk();
    desk.intsoc(&[&["report"], &KINDS[..], &["--out", "joined.html"]].concat()).done();
    let page = desk.read("joined.html");
    let ids = between(&page, " id=\"", "\"");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "no id twice");
    let targets: BTreeSet<&str> = between(&page, "href=\"#", "\"").into_iter().collect();
    assert!(targets.len() > 20 && targets.iter().all(|target| ids.contains(target)), "{targets:?}");
    let sections = between(&page, "<section id=\"", "\"");
    assert!(sections.iter().all(|section| targets.contains(section)), "{sections:?}");
    let nav = between(&page, "<nav", "</nav>")[0];
    assert!(KINDS.iter().all(|kind| nav.contains(&format!("<li>{kind}<ul>"))), "{nav}");
    // Figures and tables are counted through, whatever they are of.
    for (tag, name) in [("<figure id=\"figure-", "Figure"), ("<table id=\"table-", "Table")] {
        let numbers: Vec<usize> =
            between(&page, tag, "\"").into_iter().map(|number| number.parse().expect("a number")).collect();
        assert!(numbers.len() >= 5, "{name}: {numbers:?}");
        assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>(), "{name}");
        assert!(numbers.iter().all(|number| page.contains(&format!("<strong>{name} {number}"))), "{name}");
    }
    // A page of few parts needs no list.
    assert!(!desk.read("hindcast/report.html").contains("<nav"));
}

#[test]
fn no_two_things_that_open_are_called_the_same_and_every_table_has_a_box_that_moves() {
    let desk = desk();
    for folder in KINDS {
        let page = desk.read(&format!("{folder}/report.html"));
        let opened = between(&page, "<summary>", "</summary>");
        assert_eq!(opened.iter().collect::<BTreeSet<_>>().len(), opened.len(), "{folder}: {opened:?}");
        let boxes = page.matches("<div class=\"box\" role=\"group\" tabindex=\"0\" aria-label=\"").count();
        assert!(boxes > 0 && boxes == page.matches("<table").count(), "{folder}: {boxes}");
        let saved = between(&page, "<a class=\"save\" download=\"", "\"");
        assert_eq!(saved.len(), page.matches("<figure").count(), "{folder}");
        assert_eq!(page.matches("href=\"data:image/svg+xml,%3Csvg").count(), saved.len(), "{folder}");
    }
}

#[test]
fn the_command_can_be_pasted_wherever_the_program_stands() {
    let desk = desk();
    for folder in KINDS {
        let page = desk.read(&format!("{folder}/report.html"));
        let command = between(&page, "<dt>Command</dt><dd><code>", "</code>");
        assert!(command.len() == 1 && command[0].starts_with(&format!("intsoc {folder} ")), "{command:?}");
    }
}

#[test]
fn a_forest_plot_says_each_number_with_its_interval() {
    let desk = desk();
    let page = desk.read("compare/report.html");
    let effects = rows(&desk.read("compare/effects.csv"));
    let of = |row: &[String], column: &str| row[place(&effects, column)].clone();
    let row = effects.iter().find(|row| of(row, "outcome") == "adequacy" && of(row, "scenario") == "need").expect("it");
    let number = |column: &str| of(row, column).parse::<f64>().expect("a number");
    let (effect, low, high) = (number("effect"), number("ci_low"), number("ci_high"));
    let figure = between(&page, "Effect on adequacy (share)</strong>", "</figure>")[0];
    let told = between(figure, "text-anchor=\"end\">", "</text>");
    let wanted = told.iter().filter_map(|text| {
        let (value, ends) = text.strip_suffix(']')?.split_once(" [")?;
        let (one, other) = ends.split_once(", ")?;
        Some([value, one, other].map(|text| text.parse::<f64>().unwrap_or(f64::NAN)))
    });
    let near = |told: [f64; 3]| {
        let half = (high - low) / 2.0;
        told.iter().zip([effect, low, high]).all(|(told, own)| (told - own).abs() <= half)
    };
    assert!(wanted.clone().any(near), "{effect} [{low}, {high}] in {told:?}");
    // The interval is drawn over its number, not beneath it.
    let rows = between(figure, "<circle", "<circle");
    assert!(rows[0].contains("class=\"whisker\""), "{figure}");
}

#[test]
fn the_scoreboard_has_the_estimate_the_interval_and_the_bound_of_every_claim() {
    let desk = desk();
    let (page, table) = (desk.read("patterns/report.html"), rows(&desk.read("patterns/patterns.csv")));
    let opened = between(&page, "<summary>The numbers of N1</summary>", "</details>");
    assert_eq!(opened.len(), 1, "{page}");
    let of = |column: &str| table[1][place(&table, column)].clone();
    let number = |column: &str| of(column).parse::<f64>().expect("a number");
    let found = between(opened[0], "<li>R0: ", " [")[0].parse::<f64>().expect("a number");
    let rounded = (number("ci_high") - number("ci_low")) / 4.0;
    assert!(rounded > 0.0 && (found - number("estimate")).abs() <= rounded, "{found} for {}", number("estimate"));
    for part in ["effect(adequacy | need)", "more than 0", &format!("], {}", of("claim_verdict"))] {
        assert!(opened[0].contains(part), "{part}: {}", opened[0]);
    }
    assert!(page.contains("R0<br><span class=\"means\">Minimal</span>"), "a theory by name");
    assert!(page.contains("<li><code>need</code>: "), "the worlds of measures by name");
}

#[test]
fn kendalls_tau_is_the_median_on_the_page_as_on_the_terminal() {
    let desk = Desk::new();
    let facts =
        [("first", "leaders > 0", 2), ("second", "authorised.sanctions > 0", 5), ("third", "consent.force > 0", 9)];
    let row = |(id, when, month): &(&str, &str, u32)| {
        format!("{id},event,{id},when({when}),{month},,,months,fit,assumed,a book\n")
    };
    let rows_of_facts: String = facts.iter().map(row).collect();
    desk.put("facts.csv", &format!("fact,kind,what,measure,value,low,high,unit,part,grade,source\n{rows_of_facts}"));
    let told = desk
        .intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "9", "--out", "hindcast"])
        .done();
    let order = rows(&desk.read("hindcast/order.csv"));
    let column = place(&order, "tau");
    let mut taus: Vec<f64> = order[1..].iter().filter_map(|row| row[column].parse().ok()).collect();
    taus.sort_by(f64::total_cmp);
    assert!(!taus.is_empty(), "{told}");
    desk.intsoc(&["report", "hindcast"]).done();
    let page = desk.read("hindcast/report.html");
    let shown = between(&page, "Kendall&#39;s τ of <strong>", "</strong>")
        .into_iter()
        .chain(between(&page, "Kendall's τ of <strong>", "</strong>"))
        .next()
        .expect("τ");
    assert!(
        (shown.parse::<f64>().expect("a number") - taus[taus.len() / 2]).abs() < 1e-3 || taus.len().is_multiple_of(2),
        "{shown}: {taus:?}"
    );
    assert!(page.contains("median over histories") && told.contains("Kendall's tau (median over histories)"), "{told}");
}

#[test]
fn several_runs_lie_on_each_other_on_one_page() {
    let desk = runs();
    desk.intsoc(&["report", "run", "other", "--out", "two.html"]).done();
    let page = desk.read("two.html");
    assert!(page.contains("<h2>The runs on each other</h2>") && page.contains("Need in each run"), "{page}");
    assert!(page.contains("The crisis – run in run</h2>") && page.contains("The crisis – run in other</h2>"), "{page}");
    desk.intsoc(&["report", "run"]).done();
    assert!(!desk.read("run/report.html").contains("The runs on each other"));
}

#[test]
fn a_page_of_a_run_speaks_names_and_shows_where_states_stand_year_by_year() {
    let desk = runs();
    desk.intsoc(&["report", "run"]).done();
    desk.intsoc(&["report", "other"]).done();
    let page = desk.read("run/report.html");
    let pictures = between(&page, "<svg", "</svg>").concat();
    let manifest = desk.json("run/manifest.json");
    let states = manifest["resolved_scenario"]["states"].as_object().expect("states");
    for (id, state) in states {
        let name = state["name"].as_str().expect("the minimal world names its states");
        assert!(pictures.contains(&format!(">{name}<")), "{name}");
        assert!(!pictures.contains(&format!(">{id}<")), "{id}");
    }
    let stand = |page: &str| {
        between(page, "Words against deeds, state by state (share of what states can do)</strong>", "</figure>")[0]
            .to_string()
    };
    let years = between(&stand(&page), "</th><th scope=\"row\">", "</th>")
        .into_iter()
        .map(String::from)
        .collect::<BTreeSet<_>>();
    assert!(years.len() > 1 && years.iter().all(|year| year.len() == 4), "{years:?}");
    assert!(stand(&desk.read("other/report.html")).contains("<th scope=\"row\">all months</th>"));
}

#[test]
fn any_outcome_can_be_asked_for_and_one_that_is_not_there_is_refused_with_those_that_are() {
    let desk = desk();
    let asked = ["--outcome", "violent_deaths", "--outcome", "attention", "--out", "asked.html"];
    desk.intsoc(&[&["report", "run", "compare", "sweep"], &asked[..]].concat()).done();
    let page = desk.read("asked.html");
    for title in [
        "violent_deaths (share of histories)",
        "attention over time",
        "Effect on violent_deaths (persons)",
        "Violent_deaths over target.resolve",
    ] {
        assert!(page.contains(title), "{title}");
    }
    desk.intsoc(&["report", "run", "--outcome", "violent_death"]).refused(&[
        "--outcome",
        "\"violent_death\"",
        "known: ",
        "violent_deaths",
    ]);
    desk.intsoc(&["report", "hindcast", "--outcome", "adequacy"])
        .refused(&["no results on this page have", "only runs"]);
}

#[test]
fn a_sweep_asks_its_own_question_and_shows_two_things_together() {
    let desk = Desk::new();
    desk.put(
        "design.toml",
        "#:schema ../sweep.schema.json\n# Does resolve matter\n# more without a veto? A grid.\n#   intsoc design.toml\nscenario = \"minimal.toml\"\nreplicates = 2\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5, 0.9] }\n\"off.veto\" = { values = [false, true] }\n",
    );
    desk.intsoc(&["sweep", "design.toml", "--out", "sweep"]).done();
    desk.intsoc(&["report", "sweep"]).done();
    let page = desk.read("sweep/report.html");
    assert!(page.contains("<p class=\"question\">Does resolve matter more without a veto?</p>"), "{page}");
    let figure = between(&page, "Adequacy over target.resolve, for each off.veto (share)</strong>", "</figure>")[0];
    assert!(figure.contains("<th scope=\"row\">without veto</th><th scope=\"row\">0.100</th>"), "{figure}");
    let axis = between(figure, "text-anchor=\"middle\">", "</text>");
    assert!(axis.iter().any(|text| text.starts_with("Resolve") && text.contains("target.resolve")), "{axis:?}");
}
