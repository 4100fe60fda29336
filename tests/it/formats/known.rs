//! The files that inputs name, which are always the same: small, so that an input costs what it costs itself.

use std::sync::LazyLock;

use intsoc::scenario::Sources;

/// The shipped minimal scenario, with few months.
static MINIMAL: LazyLock<String> =
    LazyLock::new(|| include_str!("../../../scenarios/minimal.toml").replace("months = 36", "months = 4"));

const RANGED: &str = "extends = \"minimal.toml\"\n\
    [crisis]\nviolence = { value = 0.2, low = 0.1, high = 0.3, grade = \"assumed\" }\n\
    [target]\nresolve = { value = 0.5, low = 0.1, high = 0.9, grade = \"assumed\" }\n";

const WEAK: &str = "extends = \"minimal.toml\"\n[scenario]\nname = \"Weak\"\n[target]\nresolve = 0.1\n";

const WEAKER: &str = "extends = \"ranged.toml\"\n[blame]\nclarity = 2.0\n";

const LIST: &str = "scenario = \"minimal.toml\"\nreplicates = 2\npoints_from = \"points.csv\"\n";

const POINTS: &str = "point,target.resolve,blame.clarity\n1,0.2,\n2,0.3,1.5\n";

const FACTS: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n\
    early,value,need,\"at(need, '2001-01')\",0.2,0.1,0.3,share,fit,documented,a book\n\
    late,value,need later,\"average(need, '2001-02', '2001-03')\",0.5,,,share,test,assumed,\n\
    led,event,first leader,when(leaders > 0),2,,,months,test,interpreted,\n";

const PATTERNS: &str = "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\n[worlds]\nweak = \"weak.toml\"\n\
    [[pattern]]\nid = \"P1\"\nquestion = \"Does a weaker target help?\"\nsection = \"1\"\nemergent = true\n\
    used_in_tuning = false\nclaims = [{ measure = \"effect(adequacy | weak)\", more_than = 0.0 }]\n";

/// All of them.
pub static FILES: LazyLock<Sources> = LazyLock::new(|| {
    Sources::of([
        ("minimal.toml", MINIMAL.clone()),
        ("ranged.toml", RANGED.into()),
        ("weak.toml", WEAK.into()),
        ("weaker.toml", WEAKER.into()),
        ("list.toml", LIST.into()),
        ("points.csv", POINTS.into()),
        ("facts.csv", FACTS.into()),
        ("patterns.toml", PATTERNS.into()),
    ])
});
