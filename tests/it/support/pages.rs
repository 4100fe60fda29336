//! A desk with pages of results of every kind.

use super::cases;
use super::desk::Desk;
use super::plausible;

/// The kinds of results that have a page of their own, each a folder of the desk.
pub const KINDS: [&str; 7] = ["run", "compare", "sweep", "patterns", "hindcast", "robust", "cases"];

/// A desk with a run, a comparison, a sweep, patterns, a hindcast, plausible worlds and cases of the minimal world.
pub fn desk() -> Desk {
    let desk = Desk::new();
    plausible::asked(&desk, 24);
    desk.intsoc(&["robust", "asked.toml", "--no-keep", "--out", "robust", "--quiet"]).done();
    desk.put("need.toml", "extends = \"minimal.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n");
    desk.put("same.toml", "extends = \"minimal.toml\"\n");
    desk.put(
        "patterns.toml",
        "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\n[worlds]\nneed = \"need.toml\"\n[[pattern]]\nid = \"N1\"\nquestion = \"Does it help?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{ measure = \"effect(adequacy | need)\", more_than = 0 }]\n",
    );
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,displaced,\"at(displaced, '2001-06') * 1000000\",150000,,,persons,fit,documented,a count\n",
    );
    desk.intsoc(&["run", "minimal.toml", "--replicates", "40", "--out", "run"]).done();
    desk.intsoc(&["compare", "minimal.toml", "need.toml", "same.toml", "--replicates", "20", "--out", "compare"])
        .noted(&["same: is the same scenario as minimal"]);
    desk.intsoc(&["patterns", "patterns.toml", "--replicates", "20", "--out", "patterns"]).done();
    desk.intsoc(&["hindcast", "minimal.toml", "--facts", "facts.csv", "--replicates", "20", "--out", "hindcast"])
        .done();
    cases::asked(&desk);
    cases::play(&desk, "cases");
    desk.put(
        "design.toml",
        "scenario = \"minimal.toml\"\nreplicates = 4\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5, 0.9] }\n\"off.veto\" = { values = [false, true] }\n",
    );
    desk.intsoc(&["sweep", "design.toml", "--out", "sweep"]).done();
    for folder in KINDS {
        let told = desk.intsoc(&["report", folder, "--facts", "facts.csv"]).done();
        assert!(told.contains(&format!("Report in {folder}")), "{told}");
    }
    desk
}
