//! The page and the workbook of plausible worlds: how far what they say holds, and no luck alone as if it were all.

use crate::support::desk::Desk;
use crate::support::plausible;
use crate::support::runs::{place, rows};

/// Plausible worlds with their page.
fn played(points: u64) -> (Desk, String) {
    let desk = Desk::new();
    plausible::asked(&desk, points);
    desk.intsoc(&["robust", "asked.toml", "--no-keep", "--out", "asked", "--quiet"]).done();
    desk.intsoc(&["report", "asked"]).done();
    let page = desk.read("asked/report.html");
    (desk, page)
}

/// The part of a page below a heading.
fn below<'a>(page: &'a str, heading: &str) -> &'a str {
    let from = page.find(&format!("<h2>{heading}</h2>")).unwrap_or_else(|| panic!("no {heading}: {page}"));
    let rest = &page[from..];
    &rest[..rest.find("</section>").expect("it ends")]
}

#[test]
fn a_page_of_plausible_worlds_says_how_far_each_claim_holds() {
    let (desk, page) = played(40);
    let answer = below(&page, "The answer");
    assert!(
        answer.contains("<strong>40 plausible worlds</strong>") && answer.contains("14 of 131 numbers"),
        "{answer}"
    );
    assert!(
        answer.contains("Of 3 claims <strong>1</strong> hold in more than nine of ten plausible worlds")
            && answer.contains("intervals: MUST.")
            && answer.contains("<strong>1</strong> hold in fewer than one of ten: NEVER."),
        "{answer}"
    );
    // The bars are those of the table, with the exact interval and the verdict with the numbers as they are.
    let claims = rows(&desk.read("asked/claims.csv"));
    let of = |claim: &[String], name: &str| claim[place(&claims, name)].clone();
    for claim in claims[1..].iter().filter(|row| of(row, "part").is_empty()) {
        let number = |name: &str| format!("{:.3}", of(claim, name).parse::<f64>().expect("a number"));
        let shares = ["surely", "undecided", "surely_fails", "holds", "holds_low", "holds_high"].map(number);
        let told = format!(
            "<th scope=\"row\">{}</th><td>{}</td><td>{}</td>",
            of(claim, "claim"),
            shares.join("</td><td>"),
            of(claim, "verdict_at_values")
        );
        assert!(answer.contains(&told), "{told}: {answer}");
    }
    assert!(!page.contains("Claims under rival theories") && !page.contains("NaN") && !page.contains("<script"));
    // Too few worlds for the nearest to a record: nothing is said of them.
    assert!(!page.contains("The worlds nearest to the record") && below(&page, "Beside the record").contains("camps"));
}

#[test]
fn luck_alone_never_stands_on_the_page_without_the_band_over_the_numbers() {
    let (desk, page) = played(20);
    let part = below(&page, "Outcomes and effects over plausible numbers");
    let spread = rows(&desk.read("asked/spread.csv"));
    let at = |name: &str| place(&spread, name);
    let shown = |cell: &str| {
        let value: f64 = cell.parse().expect("a number");
        if value.abs() >= 1000.0 { format!("{value:.0}") } else { format!("{value:.3}") }
    };
    let deaths = spread.iter().find(|row| row[at("kind")] == "outcome" && row[at("name")] == "deaths").expect("deaths");
    let told = ["p05", "p50", "p95", "luck_p05", "luck_p95", "at_values"].map(|name| shown(&deaths[at(name)]));
    assert!(part.contains(&format!("<td>{}</td>", told.join("</td><td>"))), "{told:?}: {part}");
    assert!(part.contains("Effects on adequacy") && part.contains("What the variance comes from"));
    // Wherever there is a column of luck alone, it stands beside that of the numbers.
    let luck = page.matches("<th scope=\"col\">luck alone: 5 %</th>").count();
    let both = "<th scope=\"col\">5 %</th><th scope=\"col\">median</th><th scope=\"col\">95 %</th><th scope=\"col\">luck alone: 5 %</th>";
    assert!(luck >= 4 && page.matches(both).count() == luck, "{luck}");
    // A fact that no world reaches is said, and drawn hollow.
    let record = below(&page, "Beside the record");
    let outside = &record[record.find("Outside nine tenths of luck and numbers").expect("one is")..];
    assert!(
        outside.contains("later (0 of 40 histories reach it)")
            && record.contains("<td>outside whatever the numbers</td>"),
        "{record}"
    );
}

#[test]
fn only_the_first_dozen_numbers_are_drawn_and_the_rest_is_counted() {
    let (_, page) = played(40);
    let part = below(&page, "What it depends on");
    let pictures: Vec<&str> = part.split("<figure ").skip(1).collect();
    assert_eq!(pictures.len(), 2, "adequacy, and the measure of the first claim: {part}");
    for picture in pictures {
        assert_eq!(picture.matches("<circle").count(), 12);
        assert!(
            picture.contains("Of 14 numbers")
                && picture.contains("and 2 are not drawn")
                && picture.contains("class=\"axis\"")
        );
    }
}

#[test]
fn levers_stand_in_the_order_of_the_file_with_what_they_need_and_the_catch() {
    let (_, page) = played(20);
    let part = below(&page, "What could be done");
    for words in
        ["no lever is ranked", "Aurelia looks at need.", "Its taxpayers.", "<strong>Catch: </strong>It recoils."]
    {
        assert!(part.contains(words), "{words}: {part}");
    }
    assert!(!part.contains("rank 1"));
}

#[test]
fn what_holds_as_often_under_a_rival_is_called_no_evidence() {
    let desk = Desk::new();
    plausible::asked(&desk, 20);
    let points = ["--ranges", "assumed", "--points", "20", "--replicates", "2"];
    desk.intsoc(&[&["robust", "asks.toml", "--no-keep", "--out", "asked", "--quiet"], &points[..]].concat()).done();
    desk.intsoc(&["report", "asked"]).done();
    let page = desk.read("asked/report.html");
    assert!(page.contains("<strong>20 plausible worlds</strong>, under each of 2 theories"), "{page}");
    let part = below(&page, "Claims under rival theories");
    let row = |claim: &str| {
        let from = part.find(&format!("<th scope=\"row\">{claim}</th>")).expect("a row");
        part[from..].split("</tr>").next().expect("it ends")
    };
    assert!(row("MUST").contains(">100 % (") && row("MUST").contains("<strong>no evidence</strong>"), "{part}");
    assert!(below(&page, "The answer").contains("No evidence for the theory"), "{page}");
}

#[test]
fn worlds_are_called_by_their_names_which_change_no_results() {
    let desk = Desk::new();
    plausible::asked(&desk, 20);
    desk.put("named.toml", "extends = \"world.toml\"\n[scenario]\nname = \"Written in a file\"\noff = [\"veto\"]\n");
    let play = |name: &str, folder: &str| {
        let worlds = format!(
            "far = {{ {name}set = {{ \"blame.rate\" = {{ scale = 0.5 }} }} }}\nfile = \"named.toml\"\nfew = [\"named.toml\", \"need.toml\"]\n"
        );
        let asked = format!(
            "scenario = \"world.toml\"\nranges = \"assumed\"\npoints = 20\nreplicates = 2\n[levers.far]\nneeds = \"x\"\ncosts = \"y\"\ncatch = \"z\"\n[worlds]\n{worlds}"
        );
        desk.put("asked.toml", &asked);
        desk.intsoc(&["robust", "asked.toml", "--no-keep", "--out", folder])
    };
    let told = play("name = \"A far world\", ", "named").done();
    let plain = play("", "plain").done();
    assert!(told.contains("effect: A far world") && told.contains("effect: Written in a file"), "{told}");
    assert!(plain.contains("effect: far"), "{plain}");
    let [named, plain] = ["named", "plain"].map(|folder| desk.json(&format!("{folder}/manifest.json")));
    assert!(named["identity"].is_string());
    assert_eq!(named["identity"], plain["identity"]);
    assert_eq!(desk.read("named/spread.csv"), desk.read("plain/spread.csv"));
    assert!(desk.read("named/spread.csv").contains("far") && !desk.read("named/spread.csv").contains("A far world"));
    let called = |world: usize| (named["worlds"][world]["world"].clone(), named["worlds"][world]["name"].clone());
    assert_eq!(called(0), ("far".into(), "A far world".into()));
    // Of several files not all have a name here.
    assert_eq!([called(1).1, called(2).1], ["Written in a file", "few"].map(serde_json::Value::from));
    desk.intsoc(&["report", "named"]).done();
    let page = desk.read("named/report.html");
    assert!(below(&page, "What could be done").contains("<th scope=\"row\">A far world</th>"), "{page}");
    let effects = below(&page, "Outcomes and effects over plausible numbers");
    assert!(effects.contains("A far world") && effects.contains("Written in a file") && !effects.contains(">far<"));
    play("name = 3, ", "wrong").refused(&["worlds.far.name", "a name has 1 to 200 characters"]);
}

#[test]
fn the_worlds_nearest_to_the_record_are_told_with_what_such_matching_is_worth() {
    let (desk, page) = played(400);
    let part = below(&page, "The worlds nearest to the record");
    assert!(part.contains("The 20 worlds whose histories") && part.contains("no posterior"), "{part}");
    let near = rows(&desk.read("asked/near_claims.csv"));
    assert_eq!(near.len(), 4);
    assert!(part.contains("<th scope=\"row\">MUST</th><td>100 % (99 to 100)</td><td>100 % (83 to 100)</td>"), "{part}");
    assert!(part.contains("of the facts held out, where 90 % should be"), "{part}");
}

#[test]
fn columns_of_plausible_worlds_have_short_names_and_say_what_they_are() {
    let (desk, _) = played(20);
    let package = desk.json("asked/datapackage.json");
    // Columns of points are paths, those of outcomes the names of what is in the world.
    let of_paths = ["points", "summary", "failures", "outcomes"];
    let mut columns = 0;
    for resource in package["resources"].as_array().expect("tables") {
        let table = resource["name"].as_str().expect("a name");
        if of_paths.contains(&table) {
            continue;
        }
        for field in resource["schema"]["fields"].as_array().expect("columns") {
            let name = field["name"].as_str().expect("a name");
            let snake = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            assert!(snake && name.len() <= 32, "{table}: {name}");
            assert!(field["description"].as_str().is_some_and(|meaning| !meaning.is_empty()), "{table}: {name}");
            columns += 1;
        }
    }
    assert!(columns > 100, "{columns}");
}
