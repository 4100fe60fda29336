//! Whatever is in its files and on its command line, the built program says what is wrong or does what
//! is asked: in bounded time and memory, without a panic, and with nothing left behind by what it refuses.
//!
//! A few hundred cases, the same every time; many more with `INTSOC_FUZZ=20000 cargo test --test it fuzz::`, others
//! with `INTSOC_FUZZ_FIRST=1000000` besides. A case that fails leaves its folder and says its number.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::support::desk::Desk;
use crate::support::many::many;

/// Memory that a case may ask for, in KiB: four times what any of them needs.
const MEMORY: u64 = 4 << 20;

/// How long a case may go on before it is asked to stop, and then until it has.
const PATIENCE: Duration = Duration::from_secs(20);

/// Cases unless told otherwise.
const CASES: u64 = 240;

/// Chance, the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.throw() % most.max(1) as u64) as usize
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// What slips, spreadsheets and malice put into files.
const TOKENS: [&str; 52] = [
    "0",
    "-1",
    "-0.0",
    "nan",
    "inf",
    "1e308",
    "5e-324",
    "9223372036854775807",
    "99999999999999999999",
    "0x7fffffffffffffff",
    "1e400",
    "2400",
    "1000000000",
    "\"\"",
    "''",
    "\"usa\"",
    "\"2001-13\"",
    "2001-01-01",
    "2001-01",
    "true",
    "[]",
    "{}",
    "[[[[[[",
    "{ value = 2, low = 3 }",
    "{ from = 0, to = 1e300, steps = 1000000000 }",
    "{ values = [] }",
    "{ dirichlet = [1e-310, 1, 1] }",
    "{ scale = nan }",
    "{ scale = [0.5, 2] }",
    "{ add = [-1e308, 1e308], clamp = [1, 0] }",
    "{ share = [0, 1], clamp = true }",
    "{ scale = 0.2, to = \"humanity\" }",
    "[[\"*\"], \"kind\"]",
    "\"all\"",
    "\"effect(adequacy | other)\"",
    "\"triangular\"",
    "*",
    "states.*",
    "\"states.*.ties\"",
    "=",
    "=\n=\n=\n",
    "\n",
    "\r\n",
    "\u{feff}",
    "\u{1b}[31m",
    "\u{0}",
    "\u{202e}",
    "\"",
    ",,,,",
    ";",
    "../../etc/passwd",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

/// A text with one to four changes.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        change(&mut bytes, dice);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    // The line that this place is in.
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end + 1);
    let token = dice.of(&TOKENS).as_bytes();
    match dice.below(12) {
        0 => drop(bytes.drain(start..end)),
        1 => {
            let line = bytes[start..end].to_vec();
            bytes.splice(start..start, line.repeat(1 + dice.below(40)));
        }
        2 => bytes.truncate(at),
        3 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
        4 if at < bytes.len() => bytes[at] = dice.throw() as u8,
        5 => drop(bytes.splice(at..at, token.iter().copied())),
        6 => bytes.splice(start..start, token.repeat(1 + dice.below(200))).for_each(drop),
        _ => {
            // The value behind a sign of equality, a comma or a colon of this line.
            let line = &bytes[start..end];
            let signs: Vec<usize> = (0..line.len()).filter(|at| b"=,:;".contains(&line[*at])).collect();
            if let Some(sign) = signs.get(dice.below(signs.len())) {
                let from = start + sign + 1;
                let length = bytes[from..end].iter().take_while(|byte| !b",;}]\r\n".contains(byte)).count();
                bytes.splice(from..from + length, token.iter().copied());
            }
        }
    }
}

/// What is tried: a file that is changed, and commands that read it.
struct Target {
    file: &'static str,
    commands: &'static [&'static str],
}

const KEY: &str = "KEY";

const TARGETS: [Target; 10] = [
    Target {
        file: "minimal.toml",
        commands: &[
            "check minimal.toml",
            "run minimal.toml --replicates 2 --out out",
            "run minimal.toml --no-chance --detail --out out",
            "describe minimal.toml",
            "explain minimal.toml --no-chance",
            "compare minimal.toml other.toml --replicates 2 --out out",
        ],
    },
    Target { file: "sweep.toml", commands: &["check sweep.toml", "sweep sweep.toml --out out"] },
    Target {
        file: "robust.toml",
        commands: &["check robust.toml", "robust robust.toml --out out", "sweep robust.toml --shard 1/2 --out out"],
    },
    Target { file: "points.csv", commands: &["check list.toml", "sweep list.toml --out out"] },
    Target {
        file: "patterns.toml",
        commands: &["check patterns.toml", "patterns patterns.toml --replicates 4 --out out"],
    },
    Target { file: "facts.csv", commands: &["hindcast minimal.toml --facts facts.csv --replicates 4 --out out"] },
    Target {
        file: "run/manifest.json",
        commands: &[
            "report run --out out",
            "reproduce KEY run --out out",
            "run minimal.toml --replicates 2 --out run",
            "merge one two --out out",
        ],
    },
    Target { file: "run/months.csv", commands: &["report run --out out", "reproduce KEY run --out out"] },
    Target { file: "run/histories.csv", commands: &["report run --out out", "reproduce KEY run --out out"] },
    Target {
        file: "one/ledger.intsoc",
        commands: &["merge one two --out out", "sweep sweep.toml --shard 1/2 --out one"],
    },
];

/// Words of a command line, right ones and others.
const WORDS: [&str; 42] = [
    "robust",
    "robust.toml",
    "--points",
    "--hold",
    "run",
    "check",
    "sweep",
    "compare",
    "report",
    "merge",
    "explain",
    "reproduce",
    "minimal.toml",
    "other.toml",
    "sweep.toml",
    "patterns.toml",
    "run",
    "one",
    "--out",
    "out",
    "--replicates",
    "2",
    "--seed",
    "9223372036854775807",
    "18446744073709551616",
    "--no-chance",
    "--detail",
    "--set",
    "target.resolve=0.3",
    "states.*.ties=nan",
    "scenario.months=2400",
    "=",
    "--off",
    "veto",
    "--threads",
    "0",
    "--shard",
    "1/100000000000",
    "--format",
    "eu",
    "\u{1b}[31m",
    "",
];

/// The files that cases change, made once.
fn seeds() -> Desk {
    let desk = Desk::new();
    desk.put("other.toml", "extends = 'minimal.toml'\n[set]\n'target.resolve' = 0.3\n");
    desk.put(
        "sweep.toml",
        "scenario = 'minimal.toml'\nreplicates = 2\n[vary]\n'blame.clarity' = { from = 0.0, to = 3.0, steps = 3 }\n\
         'target.resolve' = { values = [0.1, 0.9] }\n'off.veto' = { values = [false, true] }\n",
    );
    desk.put(
        "ranged.toml",
        "extends = 'minimal.toml'\n[target]\nresolve = { value = 0.5, low = 0.1, high = 0.9, grade = 'assumed' }\n",
    );
    desk.put("over.toml", "extends = 'ranged.toml'\n[set]\n'blame.clarity' = 0.3\n");
    desk.put(
        "robust.toml",
        "scenario = 'ranged.toml'\nranges = 'assumed'\npoints = 3\nreplicates = 2\nhold = ['crisis.*']\ntogether = [['target.resolve'], 'kind']\n\
         shape = 'triangular'\nfacts = 'facts.csv'\n[vary]\n'states.*.openness' = { scale = [0.5, 1.5], clamp = true }\n\
         'states.aurelia.constituencies.humanity' = { share = [0.0, 0.5] }\n[worlds]\nother = 'over.toml'\nset = { set = { 'blame.rate' = { add = 0.1 } } }\n\
         [measures]\nneed = \"mean(at(need, '2001-03') | other)\"\n[[claim]]\nid = 'A'\nmeasure = 'effect(adequacy | other)'\nmore_than = 0\n\
         [levers.other]\nneeds = 'a'\ncosts = 'b'\ncatch = 'c'\n",
    );
    desk.put("list.toml", "scenario = 'minimal.toml'\nreplicates = 2\npoints_from = 'points.csv'\n");
    desk.put(
        "points.csv",
        "point,target.resolve,blame.clarity,states.*.ties\r\n1,0.2,,\r\n2,\"0.3\",1.5,{ scale = 0.5 }\r\n",
    );
    desk.put(
        "patterns.toml",
        "trunk = 'minimal.toml'\n[rivals]\nminimal = 'minimal.toml'\n[worlds]\nother = 'other.toml'\n\
         [[pattern]]\nid = 'P1'\nquestion = 'Is there need?'\nsection = '1'\nemergent = true\nused_in_tuning = false\n\
         claims = [{ measure = 'mean(adequacy)', more_than = 0.0 }]\n",
    );
    desk.put(
        "facts.csv",
        "fact,kind,what,measure,value,low,high,unit,part,grade,source\r\n\
         a,value,need,\"at(need, '2001-01')\",0.2,0.1,0.3,share,fit,documented,\"a book, a page\"\r\n\
         b,event,first leader,when(leaders > 0),2,,,months,test,interpreted,a book\r\n",
    );
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "run", "-q"]).done();
    for (shard, out) in [("1/2", "one"), ("2/2", "two")] {
        desk.intsoc(&["sweep", "sweep.toml", "--shard", shard, "--out", out, "-q"]).done();
    }
    desk
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of our own");
    for entry in fs::read_dir(from).expect("a folder of our own").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).expect("a file of our own") }
    }
}

/// Starts the program with little memory.
fn started(folder: &Path, arguments: &[String]) -> Child {
    let limited = format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
    let said = fs::File::create(folder.join("said.txt")).expect("a file of our own");
    Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_intsoc")])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .expect("a shell")
}

/// Waits; what goes on for long is asked to stop, as by Ctrl-C, and must.
fn ended(mut child: Child, case: &str) -> ExitStatus {
    let (start, mut asked) = (Instant::now(), false);
    loop {
        if let Some(status) = child.try_wait().expect("a child of our own") {
            return status;
        }
        if start.elapsed() > PATIENCE && !asked {
            asked = true;
            let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        }
        if start.elapsed() > PATIENCE * 2 {
            let _ = child.kill();
            panic!("{case}: neither ended nor stopped when asked");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A cell of a column of numbers that holds none, and where it is.
fn no_number(out: &Path) -> Option<String> {
    let package: serde_json::Value = serde_json::from_slice(&fs::read(out.join("datapackage.json")).ok()?).ok()?;
    for resource in package["resources"].as_array()? {
        let fields = resource["schema"]["fields"].as_array()?;
        let Some(file) = resource["path"].as_str() else { continue };
        let mut reader = csv::Reader::from_path(out.join(file)).expect("a table");
        for row in reader.records() {
            let row = row.expect("a row");
            let wrong = row.iter().zip(fields).find(|(cell, field)| {
                let finite = cell.is_empty() || cell.parse::<f64>().is_ok_and(f64::is_finite);
                field["type"] == "number" && !finite
            });
            if let Some((cell, field)) = wrong {
                return Some(format!("{file}: {} = {cell}", field["name"]));
            }
        }
    }
    None
}

fn tried(case: u64, seeds: &Desk, key: &str) {
    let mut dice = Dice(case);
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(seeds.folder(), folder.path());
    let arguments: Vec<String> = if dice.below(10) == 0 {
        let words = 1 + dice.below(7);
        (0..words).map(|_| dice.of(&WORDS).to_string()).collect()
    } else {
        let target = &TARGETS[dice.below(TARGETS.len())];
        let file = folder.path().join(target.file);
        let changed = mutated(&fs::read(&file).expect("a seed"), &mut dice);
        fs::write(file, changed).expect("a file of our own");
        let command = dice.of(target.commands);
        command.split(' ').map(|word| if word == KEY { key.to_string() } else { word.to_string() }).collect()
    };
    let what = format!("case {case}, intsoc {arguments:?}");
    let status = ended(started(folder.path(), &arguments), &what);
    let said = String::from_utf8_lossy(&fs::read(folder.path().join("said.txt")).unwrap_or_default()).into_owned();
    let out = folder.path().join("out");
    let right = status.code().is_some_and(|code| (0..=2).contains(&code))
        && !said.contains("panicked")
        && !said.contains(char::from(0x1b))
        && said.len() < 1 << 16
        && !(status.code() == Some(2) && out.exists());
    let no_number = no_number(&out);
    if !right || no_number.is_some() {
        // What went wrong can be looked at.
        let kept = folder.keep();
        let (kept, signal) = (kept.display(), status.signal());
        panic!("{what}\n  kept in {kept}: ended {status:?}, signal {signal:?}, no number {no_number:?}:\n{said}");
    }
}

#[test]
fn no_file_and_no_command_line_makes_the_program_panic_hang_or_leave_something() {
    let cases = many("INTSOC_FUZZ", CASES);
    let seeds = seeds();
    let histories = seeds.read("run/histories.csv");
    let key = histories.lines().nth(1).and_then(|row| row.split(',').next()).expect("a history").to_string();
    let first = std::env::var("INTSOC_FUZZ_FIRST").ok().and_then(|first| first.parse().ok()).unwrap_or(0);
    (first..first + cases).for_each(|case| tried(case, &seeds, &key));
}
