//! A small world whose numbers have ranges, and what is asked of it.

use super::desk::Desk;

/// Numbers of the minimal world, each with a range around it: more than a picture of what something depends on shows.
const RANGES: [(&str, f64, f64, f64); 14] = [
    ("target.resolve", 0.5, 0.05, 0.9),
    ("target.war_stake", 0.4, 0.1, 0.8),
    ("target.sharpness", 15.0, 8.0, 20.0),
    ("target.concession_rate", 0.3, 0.1, 0.6),
    ("crisis.peak", 0.9, 0.5, 1.0),
    ("crisis.displacement_rate", 0.03, 0.01, 0.06),
    ("citizenship.noise", 0.1, 0.05, 0.3),
    ("citizenship.action_cost", 0.5, 0.2, 0.8),
    ("citizenship.word_cost", 0.2, 0.1, 0.4),
    ("citizenship.commitment", 6.0, 3.0, 9.0),
    ("choice.sharpness", 8.0, 5.0, 12.0),
    ("attention.base", 0.25, 0.1, 0.5),
    ("delivery.relief_rate", 0.3, 0.1, 0.5),
    ("delivery.ramp", 0.1, 0.05, 0.2),
];

/// Writes `world.toml`, `need.toml`, `rival.toml`, `facts.csv`, `asks.toml`, patterns with three claims, and `asked.toml`, which asks them of so many
/// points: one that may fail, one that holds by construction, and one that no world keeps.
pub fn asked(desk: &Desk, points: u64) {
    let numbers = RANGES.map(|(path, value, low, high)| {
        format!("\"{path}\" = {{ value = {value:?}, low = {low:?}, high = {high:?}, grade = \"assumed\" }}\n")
    });
    desk.put("world.toml", &format!("extends = \"minimal.toml\"\n[set]\n{}", numbers.concat()));
    desk.put("need.toml", "extends = \"world.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n");
    desk.put("rival.toml", "extends = \"world.toml\"\n[set]\n\"citizenship.inertia\" = 0.25\n");
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\n\
         camps,value,displaced,\"at(displaced, '2001-06') * 1000000\",150000,,,persons,fit,documented,a count\n\
         later,value,displaced,\"at(displaced, '2003-06') * 1000000\",999999,,,persons,test,documented,a count\n",
    );
    let pattern = |id: &str, least: &str| {
        format!(
            "[[pattern]]\nid = \"{id}\"\nquestion = \"Does it help, by {least}?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{{ measure = \"effect(adequacy | need)\", more_than = {least} }}]\n"
        )
    };
    let patterns = [pattern("MAY", "0.05"), pattern("MUST", "-2"), pattern("NEVER", "2")].concat();
    desk.put(
        "asks.toml",
        &format!("trunk = \"world.toml\"\n[rivals]\nR0 = \"world.toml\"\nR1 = \"rival.toml\"\n[worlds]\nneed = \"need.toml\"\n{patterns}"),
    );
    desk.put(
        "asked.toml",
        &format!(
            "scenario = \"world.toml\"\nranges = \"assumed\"\npoints = {points}\nreplicates = 2\npatterns = \"asks.toml\"\nworlds = [\"need\"]\nfacts = \"facts.csv\"\n[levers.need]\nneeds = \"Aurelia looks at need.\"\ncosts = \"Its taxpayers.\"\ncatch = \"It recoils.\"\n"
        ),
    );
}
