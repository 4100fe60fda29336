//! What an input would cost is known before it is taken: a file that is too large, or asks for too
//! much, is refused at once, in words that say what is allowed and what to do.

use std::fmt::Write;
use std::process::Command;

use crate::support::desk::{Desk, Said};

/// The program, which the system kills after a minute of a processor's time: far above what any of these takes, far below what it took or would
/// take unbounded. They are seconds of the processor, of which a program has no more where others run beside it.
fn soon(desk: &Desk, arguments: &[&str]) -> Said {
    if !cfg!(unix) {
        return desk.intsoc(arguments);
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -t 60 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_intsoc")]).args(arguments);
    Said::of(&shell.current_dir(desk.folder()).output().expect("a shell"))
}

/// What `check` says of a file with this text, soon.
fn checked(desk: &Desk, name: &str, text: &str) -> Said {
    desk.put(name, text);
    let said = soon(desk, &["check", name]);
    assert!(said.err.len() < 100_000, "{name}: a message of {} bytes", said.err.len());
    said
}

/// The minimal scenario and more.
fn minimal(desk: &Desk, more: &str) -> String {
    format!("{}{more}", desk.read("minimal.toml"))
}

/// So many states besides those of the minimal scenario.
fn states(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "[states.s{index}]\ncapability = 1\nconstituencies = {{ nationals = 1 }}");
        text
    })
}

#[test]
fn a_mistake_made_ten_thousand_times_is_told_at_once() {
    let desk = Desk::new();
    let states: String = (0..10_000).map(|index| format!("[states.s{index}]\ncapabilty = 1\n")).collect();
    checked(&desk, "states.toml", &minimal(&desk, &states)).refused(&[
        "states.s0.capabilty",
        "did you mean `capability`?",
        "and at least 50 more",
    ]);
    let set: String = (0..40_000).map(|index| format!("\"states.x{index}.ties\" = 0\n")).collect();
    checked(&desk, "set.toml", &format!("extends = 'minimal.toml'\n[set]\n{set}"))
        .refused(&["`states` has no `x0`", "known: aurelia"]);
    let drop: Vec<String> = (0..60_000).map(|index| format!("'e{index}'")).collect();
    checked(&desk, "drop.toml", &format!("extends = 'minimal.toml'\ndrop = [{}]\n", drop.join(",")))
        .refused(&["is neither the name of an inherited event nor the path of an inherited entry"]);
    // References to none of two thousand names of sixty letters.
    let societies: String = (0..2000).map(|index| format!("[societies.n{index:060}]\nthickness = 0\n")).collect();
    let members: Vec<String> = (0..9000).map(|index| format!("'m{index:060}'")).collect();
    let state = format!("[states.zz]\nsocieties = [{}]\n", members.join(","));
    checked(&desk, "names.toml", &minimal(&desk, &(societies + &state))).refused(&["no such entry in [societies]"]);
    let facts: String = (0..50_000).map(|index| format!("f{index},x,,,,,,,,,\n")).collect();
    desk.put("facts.csv", &format!("fact,kind,what,measure,value,low,high,unit,part,grade,source\n{facts}"));
    let hindcast = ["hindcast", "minimal.toml", "--facts", "facts.csv"];
    soon(&desk, &hindcast).refused(&["facts.csv:2: f0.kind", "more"]);
}

#[test]
fn a_text_that_is_no_toml_is_told_at_once_whatever_its_size() {
    let desk = Desk::new();
    for (name, wrong) in [("small.toml", 100_000), ("large.toml", 400_000)] {
        let said = checked(&desk, name, &"=\n".repeat(wrong));
        let count = format!("{name}: 1 problem\n");
        said.refused(&[&format!("{name}:1:\n  not TOML"), &count]);
    }
    checked(&desk, "sweep.toml", &format!("scenario = 'minimal.toml'\n[vary]\n{}", "=\n".repeat(10 << 20)))
        .refused(&["at most 4000000 are read"]);
}

#[test]
fn each_kind_of_file_has_its_size_and_says_so() {
    let desk = Desk::new();
    let padded = |text: &str, bytes: usize| format!("{text}\n#{}\n", "x".repeat(bytes));
    let large = padded(&desk.read("minimal.toml"), 1 << 20);
    desk.put("large.toml", &large);
    desk.intsoc(&["run", "large.toml"]).refused(&["large.toml:", "a scenario file has at most 1 MiB"]);
    desk.put("facts.csv", &large);
    let hindcast = ["hindcast", "minimal.toml", "--facts", "facts.csv"];
    desk.intsoc(&hindcast).refused(&["facts.csv:", "a file of facts has at most 1 MiB"]);
    desk.intsoc(&["patterns", "large.toml"]).refused(&["a file of patterns has at most 1 MiB"]);
    // A list of points may be long.
    let sweep = "scenario = 'minimal.toml'\nreplicates = 2\n[[point]]\n'target.resolve' = 0.2\n";
    desk.put("sweep.toml", &padded(sweep, 3 << 20));
    desk.intsoc(&["check", "sweep.toml"]).done();
    desk.put("sweep.toml", &padded(sweep, 64 << 20));
    desk.intsoc(&["sweep", "sweep.toml"]).refused(&["a sweep file has at most 64 MiB"]);
    // Files that extend one another are one scenario.
    desk.put("base0.toml", &padded(&desk.read("minimal.toml"), 900 << 10));
    for index in 1..6 {
        let text = format!("extends = 'base{}.toml'", index - 1);
        desk.put(&format!("base{index}.toml"), &padded(&text, 900 << 10));
    }
    desk.intsoc(&["check", "base5.toml"]).refused(&["together have more than 4 MiB"]);
}

#[test]
fn no_name_or_value_is_shown_at_length() {
    let desk = Desk::new();
    let long = "x".repeat(200_000);
    let text = desk.read("minimal.toml");
    for (name, text) in [
        ("name.toml", text.replacen("name = ", &format!("name = '{long}'\n#"), 1)),
        ("key.toml", format!("{text}{long} = 1\n")),
        ("key299.toml", format!("{text}{} = 1\n", &long[..299])),
        ("society.toml", format!("{text}[states.zz]\nsocieties = ['{long}']\n")),
        ("set.toml", format!("extends = 'minimal.toml'\n[set]\n'states.{}.ties' = 1\n", &long[..280])),
        ("profile.toml", format!("{text}[states.zz]\nprofile = '{long}'\n")),
        ("extends.toml", format!("extends = '{long}'\n")),
        ("event.toml", format!("{text}[[events]]\ndate = '2001-02'\nname = '{long}'\n")),
        ("sweep.toml", format!("scenario = 'minimal.toml'\nluck = '{long}'\n[vary]\n'{}' = 1\n", &long[..299])),
        ("patterns.toml", format!("trunk = '{long}'\n[rivals]\n[[pattern]]\nid = '{long}'\n")),
    ] {
        let said = checked(&desk, name, &text);
        assert_eq!(said.code, Some(2), "{name}");
        assert!(!said.err.contains(&"x".repeat(301)), "{name}: {}", &said.err[..500]);
        assert!(said.err.contains("xxx..."), "{name}: {}", said.err);
    }
    let set = format!("states.{}.ties=1", &long[..100_000]);
    desk.intsoc(&["run", "minimal.toml", "--set", &set]).refused(&["xxx...", "known: aurelia"]);
}

#[test]
fn sizes_whose_product_cannot_be_run_are_refused_by_check_and_run() {
    let desk = Desk::new();
    let months = |text: String, months: u32| text.replace("months = ", &format!("months = {months} #"));
    // Every state blames every other every year.
    desk.put("blame.toml", &minimal(&desk, &states(9_000)));
    for command in ["check", "run"] {
        soon(&desk, &[command, "blame.toml"]).refused(&[
            "blame.toml: scenario",
            "asks for 243,378,147 rows of blame",
            "parties (states, bodies, the target) times parties times years",
            "at most 30,000,000",
            "make states, bodies or years fewer",
        ]);
    }
    // Of every indicator quantiles are kept every month.
    let instrument = |index| format!("[instruments.i{index}]\nbudget = 'p'\nrequirement = 1\n");
    let instruments: String = (0..150).map(instrument).collect();
    let many = minimal(&desk, &(instruments + &states(500)));
    checked(&desk, "fits.toml", &months(many.clone(), 24)).done();
    checked(&desk, "months.toml", &months(many.clone(), 2400))
        .refused(&["rows of months", "make months, movements or instruments fewer"]);
    // Events whose wildcards reach more than there is time for, and months of them that change all.
    let event = |month: String, path: &str| format!("[[events]]\ndate = '{month}'\nset = {{ '{path}' = 0.1 }}\n");
    let same: String = (0..3000).map(|_| event("2001-02".into(), "states.*.ties")).collect();
    checked(&desk, "wild.toml", &minimal(&desk, &(states(1000) + &same))).refused(&["numbers of events", "2,000,000"]);
    let changing = |path: &str| -> String {
        (0..2399)
            .map(|month| event(format!("{:04}-{:02}", 2001 + (month + 1) / 12, (month + 1) % 12 + 1), path))
            .collect()
    };
    let kept = many.clone() + &changing("states.s1.reservations.i1");
    checked(&desk, "kept.toml", &months(kept, 2400)).refused(&["bytes of changed parameters", "1,073,741,824"]);
    // A profile for every state, and a table for every state.
    let faction = |index| format!("[profiles.p.factions.f{index}]\nshare = 1\n");
    let profile: String = (0..3000).map(faction).collect();
    let of_it: String = (0..1000).map(|index| format!("[states.s{index}]\nprofile = 'p'\n")).collect();
    checked(&desk, "profile.toml", &minimal(&desk, &(profile + &of_it))).refused(&["profiles", "at most 2000000"]);
    let factions: Vec<String> = (0..1000).map(|index| format!("f{index} = {{ share = 1 }}")).collect();
    desk.put("base.toml", &minimal(&desk, &states(1500)));
    let set = format!("extends = 'base.toml'\n[set]\n'states.*' = {{ factions = {{ {} }} }}\n", factions.join(", "));
    checked(&desk, "set.toml", &set).refused(&["set.toml:3: states.*", "more than 2000000 values"]);
}

#[test]
fn what_a_command_would_hold_or_write_is_known_before_it_runs() {
    let desk = Desk::new();
    let many = ["--set", "scenario.replicates=1000000000"];
    soon(&desk, &[&["explain", "minimal.toml"][..], &many].concat()).refused(&["values", "make replicates fewer"]);
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\n\
         a,value,need,\"at(need, '2001-01')\",0.2,,,share,fit,assumed,\n",
    );
    let hindcast = ["hindcast", "minimal.toml", "--facts", "facts.csv", "--out", "h"];
    soon(&desk, &[&hindcast[..], &many].concat()).refused(&["facts.csv: 1,000,000,000 histories", "100,000,000"]);
    let detail = ["run", "minimal.toml", "--detail", "--out", "d"];
    soon(&desk, &[&detail[..], &many].concat()).refused(&[
        "--detail",
        "of all histories",
        "replicates are room enough",
    ]);
    assert!(!desk.path("h").exists() && !desk.path("d").exists());
}

/// Peak memory of a command in MiB, as the system counted it.
#[cfg(target_os = "linux")]
fn peak(desk: &Desk, arguments: &[&str]) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(arguments)
        .current_dir(desk.folder())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        let seen = std::fs::read_to_string(&status).unwrap_or_default();
        let line = seen.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(kib.unwrap_or(0));
        if let Some(status) = child.try_wait().expect("a child") {
            assert!(status.success(), "{arguments:?}: {status}");
            return most >> 10;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Tables that grow with the square of the states are neither written nor read as a whole, and a month
/// with an event keeps what it changes alone.
#[cfg(target_os = "linux")]
#[test]
fn memory_grows_with_what_is_kept_and_not_with_what_is_written() {
    let desk = Desk::new();
    let many = minimal(&desk, &states(500)).replace("months = ", "months = 18 #");
    desk.put("many.toml", &many);
    let run = peak(&desk, &["run", "many.toml", "--replicates", "2", "--threads", "1", "--out", "r", "-q"]);
    let table = desk.bytes("r/blame.csv").len() as u64 >> 20;
    assert!(table >= 5, "{table} MiB");
    let report = peak(&desk, &["report", "r"]);
    println!("blame.csv {table} MiB, run {run} MiB, report {report} MiB");
    assert!(report < 30 + 8 * table, "report took {report} MiB of a table of {table}");
    // 150 instruments, 500 states: 1.2 MB of what states think of instruments.
    let instrument = |index| format!("[instruments.i{index}]\nbudget = 'p'\nrequirement = 1\n");
    let instruments: String = (0..150).map(instrument).collect();
    let event = |month| {
        let date = format!("{:04}-{:02}", 2001 + month / 12, month % 12 + 1);
        format!("[[events]]\ndate = '{date}'\nset = {{ 'target.resolve' = 0.1 }}\n")
    };
    let events: String = (0..600).map(event).collect();
    let text = minimal(&desk, &(instruments + &states(500) + &events)).replace("months = ", "months = 600 #");
    desk.put("events.toml", &text);
    let check = peak(&desk, &["check", "-q", "events.toml"]);
    println!("600 months with events: {check} MiB");
    assert!(check < 200, "{check} MiB");
}

#[test]
fn the_limits_are_those_that_the_documents_state() {
    use intsoc::ensemble::bounds::{MAX_DETAIL, MAX_HELD};
    use intsoc::scenario::bounds::{MAX_BLAME, MAX_FLOWS, MAX_KEPT, MAX_MONTH_ROWS, MAX_SET, MAX_VALUES};
    use intsoc::scenario::source::Size;
    use intsoc::scenario::text::count;

    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");
    let text = std::fs::read_to_string(file).expect("a document");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    let [one, all] = MAX_DETAIL.map(count);
    for (what, most) in [
        ("a scenario file", format!("{} MiB", Size::OF_A_SCENARIO.bytes >> 20)),
        ("a file of patterns", format!("{} MiB", Size::OF_PATTERNS.bytes >> 20)),
        ("a file of facts", format!("{} MiB", Size::OF_FACTS.bytes >> 20)),
        ("a sweep file", format!("{} MiB and 4,000,000 values", Size::OF_A_SWEEP.bytes >> 20)),
        ("values of a scenario", count(MAX_VALUES as u64)),
        ("numbers that all events set", count(MAX_SET)),
        ("parameters that events change", format!("{} GiB", MAX_KEPT >> 30)),
        ("rows of `blame.csv`", count(MAX_BLAME)),
        ("flows of blame", count(MAX_FLOWS)),
        ("rows of `months.csv`", count(MAX_MONTH_ROWS)),
        ("values of single histories", count(MAX_HELD)),
        ("rows of `--detail`", format!("{one} and {all}")),
    ] {
        let row = rows.iter().find(|row| row.contains(what)).unwrap_or_else(|| panic!("no row of {what}"));
        assert!(row.ends_with(&format!("| {most} |")), "{row}");
    }
}
