//! Bands over plausible numbers stand beside intervals of luck: only where they are of the same scenario with the same ranges.

use std::fs;
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use crate::support::book::Parts;
use crate::support::desk::Desk;
use crate::support::runs::rows;

const RANGED: &str = "extends = \"minimal.toml\"\n[scenario]\nreplicates = 4\n[set]\n\
    \"target.resolve\" = { value = 0.5, low = 0.2, high = 0.8, grade = \"assumed\" }\n\
    \"blame.clarity\" = { value = 1.0, low = 0.5, high = 1.5, grade = \"assumed\" }\n";
const NO_VETO: &str = "extends = \"ranged.toml\"\n[scenario]\noff = [\"veto\"]\n";
const ASKED: &str = "scenario = \"ranged.toml\"\nranges = \"assumed\"\nreplicates = 1\npoints = 200\n\
    [worlds]\nno_veto = \"no-veto.toml\"\n";
const KEPT: &str = "ranged.plausible.json";

const KNOWN: &str = "Over plausible numbers: 2 of 131 numbers, each over its own range; 200 plausible worlds";
const UNKNOWN: &str = "Over plausible numbers: not known for this scenario or change";

fn desk() -> Desk {
    let desk = Desk::new();
    for (name, text) in [("ranged.toml", RANGED), ("no-veto.toml", NO_VETO), ("asked.toml", ASKED)] {
        desk.put(name, text);
    }
    desk
}

/// What `intsoc robust` keeps.
static BANDS: LazyLock<String> = LazyLock::new(|| {
    let desk = desk();
    let out = desk.intsoc(&["robust", "asked.toml", "--out", "out"]).done();
    assert!(out.contains("Bands over plausible numbers in ranged.plausible.json"), "{out}");
    desk.read(KEPT)
});

fn desk_with_bands() -> Desk {
    let desk = desk();
    desk.put(KEPT, &BANDS);
    desk
}

fn run(desk: &Desk, arguments: &[&str]) -> String {
    let _ = fs::remove_dir_all(desk.path("out"));
    desk.intsoc(&[arguments, &["--out", "out"]].concat()).done()
}

#[test]
fn bands_are_shown_where_scenario_and_ranges_are_alike_and_nowhere_else() {
    let desk = desk_with_bands();
    let with = |set: &[&str]| run(&desk, &[&["run", "ranged.toml"], set].concat());
    let known = with(&[]);
    assert!(known.contains(KNOWN) && known.contains("5 % to 95 % of worlds"), "{known}");
    assert_eq!(known.matches("luck alone").count(), 3, "{known}");
    let manifest = desk.json("out/manifest.json");
    assert_eq!(manifest["plausible"]["ranges_hash"], desk.json(KEPT)["ranges_hash"]);
    assert_eq!(manifest["plausible"]["worlds"].as_array().map(Vec::len), Some(0), "it is of this scenario alone");
    assert!(with(&["--seed", "9", "--replicates", "3"]).contains(KNOWN), "luck is none of its numbers");
    for other in [&["--set", "target.resolve=0.4"][..], &["--off", "deflection"]] {
        let said = with(other);
        assert!(said.contains(UNKNOWN) && said.contains("intsoc robust ranged.toml, with the same changes,"), "{said}");
        assert!(!said.contains("of worlds") && desk.json("out/manifest.json").get("plausible").is_none());
    }
    desk.put("ranged.toml", &format!("# Read again.\n{RANGED}"));
    assert!(with(&[]).contains(KNOWN), "a comment is no change");
    desk.put("ranged.toml", &RANGED.replace("low = 0.2", "low = 0.3"));
    assert!(with(&[]).contains(UNKNOWN), "the same numbers with other ranges are as plausible elsewhere");
}

#[test]
fn the_answer_of_a_workbook_has_columns_of_bands_or_says_that_they_are_not_known() {
    let desk = desk_with_bands();
    let words = || Parts::read(&desk, "out").part("xl/sharedStrings.xml").to_string();
    for command in [&["run", "ranged.toml"][..], &["compare", "ranged.toml", "no-veto.toml"]] {
        run(&desk, command);
        let known = words();
        assert!(
            known.contains("over plausible numbers: 95 % of worlds")
                && known.contains(KNOWN)
                && !known.contains(UNKNOWN)
        );
        run(&desk, &[command, &["--set", "target.resolve=0.4"]].concat());
        let unknown = words();
        assert!(!unknown.contains("over plausible numbers: 95 % of worlds") && unknown.contains(UNKNOWN));
    }
}

#[test]
fn a_world_has_bands_of_its_own() {
    let desk = desk_with_bands();
    assert!(run(&desk, &["run", "no-veto.toml"]).contains(KNOWN));
    let (manifest, bands) = (desk.json("out/manifest.json"), desk.json(KEPT));
    assert_eq!(manifest["plausible"]["worlds"][0], bands["worlds"][0]);
    let median = |bands: &serde_json::Value, outcome: &str| {
        let mut all = bands.as_array().expect("bands").iter();
        all.find(|band| band["outcome"] == outcome).expect("it is a main outcome")["p50"].as_f64().expect("a number")
    };
    let [own, other] = [&bands["outcomes"], &bands["worlds"][0]["outcomes"]].map(|bands| median(bands, "adequacy"));
    assert!(own != other, "{own}");
}

#[test]
fn a_comparison_shows_bands_of_effects_and_its_folder_keeps_them_for_the_page() {
    let desk = desk_with_bands();
    let said = run(&desk, &["compare", "ranged.toml", "no-veto.toml"]);
    assert!(said.contains(KNOWN) && said.contains(" % of plausible worlds"), "{said}");
    fs::remove_file(desk.path(KEPT)).expect("it is there");
    desk.intsoc(&["run", "ranged.toml", "--out", "run"]).done();
    desk.intsoc(&["report", "out", "run"]).done();
    let page = desk.read("out/report.html");
    assert!(page.contains("Effects over plausible numbers") && page.contains("95 % interval, luck alone"));
    assert!(page.contains("200 plausible worlds") && page.contains(UNKNOWN), "of the comparison, and not of the run");
    assert!(desk.intsoc(&["check", "out"]).done().contains("good"));
    let key = rows(&desk.read("out/twins.csv"))[1][0].clone();
    desk.intsoc(&["reproduce", &key, "out", "--out", "again"]).done();
    // Of three scenarios one is known.
    desk.put(KEPT, &BANDS);
    desk.put("far.toml", "extends = \"ranged.toml\"\n[set]\n\"target.resolve\" = 0.1\n");
    let said = run(&desk, &["compare", "ranged.toml", "no-veto.toml", "far.toml"]);
    assert!(said.contains(KNOWN) && said.contains("Not known over these: far\n"), "{said}");
    assert!(said.contains("worlds = { far = \"far.toml\" }"), "{said}");
}

#[test]
fn what_is_torn_foreign_or_odd_is_no_band() {
    let desk = desk();
    let whole: &str = &BANDS;
    let first = |key: &str, value: &str| {
        let at = whole.find(&format!("\"{key}\": ")).expect("the key is there") + key.len() + 4;
        format!("{}{value}{}", &whole[..at], &whole[at + whole[at..].find([',', '\n']).expect("it goes on")..])
    };
    let wrong = [
        whole[..whole.len() / 2].to_string(),
        "{}".into(),
        "[1, 2]".into(),
        whole.replace("intsoc plausible 1", "intsoc plausible 9"),
        first("p95", "1e999"),
        first("p50", "null"),
        first("p05", "9e99"),
        first("points", "-1"),
        format!("{whole}{}", " ".repeat(1 << 20)),
    ];
    for text in wrong {
        desk.put(KEPT, &text);
        assert!(run(&desk, &["run", "ranged.toml"]).contains(UNKNOWN), "{}", &text[..text.len().min(300)]);
    }
    fs::remove_file(desk.path(KEPT)).expect("it is there");
    fs::create_dir(desk.path(KEPT)).expect("a folder of that name");
    assert!(run(&desk, &["run", "ranged.toml"]).contains(UNKNOWN));
    // One that is sound is found under any name with that ending.
    desk.put("other.plausible.json", whole);
    assert!(run(&desk, &["run", "ranged.toml"]).contains(KNOWN));
}

#[test]
fn bands_are_kept_only_of_many_points_of_the_scenario_as_it_is() {
    let desk = desk();
    let kept = |asked: &str, more: &[&str]| {
        desk.put("asked.toml", asked);
        let _ = fs::remove_dir_all(desk.path("out"));
        let said = desk.intsoc(&[&["robust", "asked.toml", "--out", "out"], more].concat());
        assert!(!said.out.contains("Bands over") && !desk.path(KEPT).exists(), "{}", said.out);
        said
    };
    let few = ASKED.replace("points = 200", "points = 20");
    kept(&few, &[]).noted(&["20 plausible worlds ran, and it takes 200"]);
    assert!(!kept(&few, &["--no-keep"]).err.contains("not told of these bands"));
    let varied = format!("{few}[vary]\n\"target.war_stake\" = {{ from = 0.3, to = 0.5 }}\n");
    kept(&varied, &[]).noted(&["something else is varied than the numbers' own ranges"]);
    let held = ASKED.replace("points = 200", "points = 200\nhold = [\"blame.clarity\"]");
    kept(&held, &[]).noted(&["only 1 of 131 numbers, each over its own range were drawn"]);
    kept(ASKED, &["--set", "leadership.cost=0.3"]).noted(&["it was changed from what ranged.toml says"]);
}

#[test]
fn a_file_of_somebodys_own_is_not_replaced() {
    let desk = desk();
    desk.put(KEPT, "mine");
    desk.intsoc(&["robust", "asked.toml", "--out", "out"]).noted(&[KEPT, "holds no bands of intsoc"]);
    assert_eq!(desk.read(KEPT), "mine");
}

/// Both are kept waiting where they keep their bands, as if a third wrote there, so that they come to it together.
#[test]
fn of_two_that_end_together_about_one_scenario_the_bands_of_both_are_kept() {
    let desk = desk();
    desk.put("no-court.toml", "extends = \"ranged.toml\"\n[scenario]\noff = [\"court\"]\n");
    desk.put("other.toml", &ASKED.replace("no_veto = \"no-veto.toml\"", "no_court = \"no-court.toml\""));
    let lock = fs::File::create(desk.path(".page.intsoc.lock")).expect("the folder is ours");
    lock.lock().expect("nobody else has it");
    let both = ["asked", "other"].map(|asked| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(["robust", &format!("{asked}.toml"), "--quiet", "--out", asked]).current_dir(desk.folder());
        (asked, command.spawn().expect("the program starts"))
    });
    // Less than they wait at most. On a machine on which one takes longer to come there this tries nothing, and fails nothing.
    std::thread::sleep(Duration::from_secs(3));
    drop(lock);
    for (asked, mut child) in both {
        assert!(child.wait().expect("it ends").success(), "{asked}");
    }
    let mut worlds: Vec<_> =
        desk.json(KEPT)["worlds"].as_array().expect("a list").iter().map(|world| world["world"].to_string()).collect();
    worlds.sort();
    assert_eq!(worlds, ["\"no_court\"", "\"no_veto\""]);
}

#[test]
fn a_hindcast_and_a_precision_say_that_they_are_of_luck_alone() {
    let desk = desk();
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\n\
         early,value,need at the start,\"at(need, '2001-01')\",0.2,,,share,fit,assumed,\n",
    );
    let said = run(&desk, &["hindcast", "ranged.toml", "--facts", "facts.csv"]);
    assert!(said.contains("of luck alone") && said.contains("intsoc robust"), "{said}");
    desk.intsoc(&["report", "out"]).done();
    assert!(desk.read("out/report.html").contains("These bands are of luck alone"));
    assert!(run(&desk, &["precision", "ranged.toml"]).contains("luck alone"));
}
