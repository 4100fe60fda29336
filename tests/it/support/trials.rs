//! Commands that are disturbed, by a kill or by a system call that fails: what each finds, and what it leaves when nothing
//! disturbs it. The same command given again must end with just that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use intsoc::output::manifest::checksum;
use intsoc::scenario::sha256;
use serde_json::Value as Json;

use super::cases;
use super::desk::Desk;
use super::folders::{RANGED, ROBUST};

/// The files of a desk by their paths. What only tells the time is left out of manifests; locks are left out.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A command, and the desk that it finds.
pub struct Trial {
    before: Desk,
    pub command: Vec<String>,
    pub found: Tree,
    /// What it leaves where nothing disturbs it.
    pub calm: Tree,
    /// How long that takes.
    pub span: Duration,
    /// Whether bands cannot be kept even then: they are of too few points.
    keeps_none: bool,
}

const GRID: &str = r#"
scenario = "minimal.toml"
replicates = REPLICATES
[vary]
"target.resolve" = { values = [0.1, 0.3, 0.5] }
"blame.clarity" = { from = 0.0, to = 2.0, steps = 4 }
"#;
const PATTERNS: &str = r#"
trunk = "minimal.toml"
[rivals]
R0 = "minimal.toml"
[worlds]
need = "need.toml"
[[pattern]]
id = "need"
question = "Does answering to need help?"
section = ""
emergent = true
used_in_tuning = false
claims = [{ measure = "effect(adequacy | need)", more_than = 0.0 }]
"#;
const FACTS: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\ncamps,value,displaced,\"at(displaced, '2001-06') * 1000000\",150000,,,persons,fit,documented,a count\n";
const NEED: &str = "extends = \"minimal.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n";

const FORMER: &str = "extends = \"minimal.toml\"\n[set]\n\"attention.held_demand\" = 0.25\n";

/// Every command that writes, by a name: first what is run before it, then the command, one per line. `N` stands for a number
/// of histories.
const COMMANDS: [(&str, &[&str]); 26] = [
    ("run", &["run minimal.toml --replicates N --out out"]),
    (
        "exported",
        &["run minimal.toml --replicates N --out deep/er/out --export-markdown out.md --export-latex out.tex"],
    ),
    ("detail", &["run minimal.toml --replicates N --detail --out out"]),
    (
        "run_over",
        &["run minimal.toml --replicates 5 --seed 9 --out out", "run minimal.toml --replicates N --force --out out"],
    ),
    ("compare", &["compare minimal.toml need.toml --replicates N --out out"]),
    (
        "compare_over",
        &[
            "compare minimal.toml need.toml --replicates 5 --seed 9 --out out",
            "report out",
            "compare minimal.toml need.toml --replicates N --force --out out",
        ],
    ),
    ("sweep", &["sweep grid.toml --out out"]),
    ("robust", &["robust robust.toml --out out"]),
    ("keeps", &["robust kept.toml --out out"]),
    ("until", &["sweep grid.toml --until adequacy±0.01 --at-most 200 --out out"]),
    ("sweep_over", &["run minimal.toml --replicates 5 --out out", "sweep grid.toml --force --out out"]),
    ("shard", &["sweep grid.toml --shard 2/3 --out out"]),
    (
        "merge",
        &["sweep grid.toml --shard 1/2 --out one", "sweep grid.toml --shard 2/2 --out two", "merge one two --out out"],
    ),
    ("so_far", &["begun", "sweep slow.toml --so-far --out cut"]),
    ("goes_on", &["begun", "sweep slow.toml --so-far --out cut/", "sweep slow.toml --out cut"]),
    ("patterns", &["patterns patterns.toml --replicates N --knock-outs --out out"]),
    ("hindcast", &["hindcast minimal.toml --facts facts.csv --replicates N --out out"]),
    ("cases", &["cases crises.toml --replicates N --points 4 --per-point 2 --out out"]),
    ("calibrate", &["calibrate ranged.toml --ranges assumed --facts facts.csv --points 400 --replicates 2 --out out"]),
    ("runs", &["precision minimal.toml --out out"]),
    ("sensitivity", &["sweep grid.toml --out swept", "sensitivity swept --out out"]),
    ("explore", &["explore world/minimal.toml --no-open --out pages/page.html"]),
    ("migrate", &["migrate former.toml minimal.toml grid.toml"]),
    ("report", &["run minimal.toml --replicates N --out out", "report out --pictures pictures"]),
    (
        "report_over",
        &[
            "run minimal.toml --replicates 9 --out out",
            "report out",
            "run minimal.toml --replicates N --force --out out",
            "report out",
        ],
    ),
    ("reproduce", &["run minimal.toml --replicates 5 --out run", "reproduce KEY run --out out"]),
];

/// Hands the names of all commands that write to a macro, after what it is told besides.
macro_rules! each_command {
    ($then:ident $($told:tt)*) => {
        $then! {
            [$($told)*]
            run exported detail run_over compare compare_over sweep robust keeps until sweep_over shard merge so_far goes_on patterns
            hindcast cases calibrate runs sensitivity explore migrate report report_over reproduce
        }
    };
}
pub(crate) use each_command;

/// A test of each command, which hands its name to a function.
macro_rules! tests {
    ([$does:path $(, $mark:meta)?] $($command:ident)*) => {
        crate::support::trials::tests! { @ $does, [$(#[$mark])?] $($command)* }
    };
    (@ $does:path, $marks:tt $($command:ident)*) => {
        $(crate::support::trials::tests! { @one $does, $marks $command })*
    };
    (@one $does:path, [$($mark:tt)*] $command:ident) => {
        #[test]
        $($mark)*
        fn $command() {
            $does(stringify!($command));
        }
    };
}
pub(crate) use tests;

/// The names of the commands, and the last word of each command line's own: what `intsoc help` calls it.
pub fn commands() -> Vec<(&'static str, &'static str)> {
    let last = |lines: &[&'static str]| lines.last().and_then(|line| line.split(' ').next()).expect("a command");
    COMMANDS.iter().map(|(name, lines)| (*name, last(lines))).collect()
}

impl Trial {
    /// The command of this name over about so many histories, and what it leaves where nothing disturbs it.
    pub fn of(name: &str, histories: usize) -> Self {
        let before = Desk::new();
        before.put("grid.toml", &GRID.replace("REPLICATES", &(histories / 10 + 1).to_string()));
        before.put("slow.toml", &GRID.replace("REPLICATES", "60"));
        before.put("patterns.toml", PATTERNS);
        before.put("robust.toml", &ROBUST.replace("points = 4", &format!("points = {}", histories / 4 + 1)));
        // So many plausible worlds that their bands are kept for later runs.
        before.put("kept.toml", &ROBUST.replace("points = 4", "points = 200"));
        before.put("ranged.toml", RANGED);
        before.put("weaker.toml", "extends = \"ranged.toml\"\n[blame]\nclarity = 2.0\n");
        before.put("facts.csv", FACTS);
        before.put("need.toml", NEED);
        before.put("former.toml", FORMER);
        cases::asked(&before);
        // A page says in which folder the files lie, and no two desks have one name.
        fs::create_dir(before.path("world")).expect("ours");
        before.put("world/minimal.toml", &before.read("minimal.toml"));
        let (_, lines) = COMMANDS.iter().find(|(known, _)| *known == name).expect("a command of this name");
        let (last, first) = lines.split_last().expect("a command");
        for line in first {
            match *line {
                "begun" => begun(&before),
                line => {
                    let said = before.intsoc(&strs(&words(&before, line, histories)));
                    assert_eq!(said.code, Some(0), "{line}: {said:?}");
                }
            }
        }
        let command = words(&before, last, histories);
        let (found, clock) = (tree(before.folder()), Instant::now());
        let calm = copied(&before);
        let said = calm.intsoc(&strs(&command));
        assert_eq!(said.code, Some(0), "{command:?}: {said:?}");
        let (span, calm) = (clock.elapsed(), tree(calm.folder()));
        assert!(calm != found, "{command:?} writes something");
        let keeps_none = said.err.contains(NO_BANDS);
        Self { before, command, found, calm, span, keeps_none }
    }

    /// A desk as the command finds it.
    pub fn desk(&self) -> Desk {
        copied(&self.before)
    }

    /// Lays what the command finds into a folder that is empty.
    pub fn lay(&self, folder: &Path) {
        copy(self.before.folder(), folder);
    }

    /// The command, to be started on a desk.
    pub fn on(&self, desk: &Desk) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(&self.command).current_dir(desk.folder()).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Why what was disturbed is not as it must be: a file that looks whole and is neither the old nor the new one, or a
    /// manifest beside files that are not its own.
    pub fn looks_whole_and_is_not(&self, desk: &Desk) -> Result<(), String> {
        let now = tree(desk.folder());
        for (name, bytes) in now.iter().filter(|(name, _)| !unfinished(name)) {
            if [&self.found, &self.calm].iter().all(|tree| tree.get(name) != Some(bytes)) {
                return Err(format!("{name} looks whole and is not"));
            }
        }
        for (name, bytes) in now.iter().filter(|(name, _)| name.ends_with("manifest.json")) {
            let manifest: Json = serde_json::from_slice(bytes).map_err(|error| format!("{name}: {error}"))?;
            for file in manifest["files"].as_array().into_iter().flatten() {
                let path = name.replace("manifest.json", file["name"].as_str().unwrap_or_default());
                // A ledger goes on growing.
                if !path.ends_with(".intsoc")
                    && now.get(&path).map(|bytes| sha256(bytes)) != file["sha256"].as_str().map(String::from)
                {
                    return Err(format!("{path} is not the file that {name} lists"));
                }
            }
        }
        Ok(())
    }

    /// Why what is there is not what the command leaves where nothing disturbs it. What could not be cleared away may be
    /// there, too, where that is asked for.
    pub fn is_not_as_undisturbed(&self, desk: &Desk, or_cleared: bool) -> Result<(), String> {
        let now = tree(desk.folder());
        let names: BTreeSet<&String> = now.keys().chain(self.calm.keys()).collect();
        let apart = names.into_iter().filter(|name| now.get(*name) != self.calm.get(*name));
        let apart = apart.filter(|name| !or_cleared || !unfinished(name));
        let apart: Vec<&str> = apart.map(String::as_str).collect();
        match apart.is_empty() {
            true => Ok(()),
            false => Err(format!("other than undisturbed: {}", apart.join(" "))),
        }
    }

    /// Whether bands could not be kept for what happened to the command.
    pub fn lost_bands(&self, said: &str) -> bool {
        !self.keeps_none && said.contains(NO_BANDS)
    }

    /// The same command again, undisturbed: it must end well, with what it would have left at first.
    pub fn again(&self, desk: &Desk) -> Result<(), String> {
        let output = self.on(desk).output().expect("the program starts");
        match output.status.code() {
            Some(0) => self.is_not_as_undisturbed(desk, false).map_err(|why| format!("given again, {why}")),
            code => Err(format!("given again, it ends with {code:?}: {}", words_of(&output))),
        }
    }
}

/// What is being written, what is put aside until that has its name, and the ledger, which goes on growing.
fn unfinished(name: &str) -> bool {
    [".partial", ".intsoc-aside", ".intsoc"].iter().any(|end| name.ends_with(end))
}

/// What is said of bands that cannot be kept for later runs: results are whole without them.
const NO_BANDS: &str = "later runs and pages are not told of these bands";

/// What a program wrote on standard error, in one line.
pub fn words_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().replace('\n', " / ")
}

/// Numbers that look drawn, the same in every run of the tests.
pub struct Luck(pub u64);

impl Luck {
    /// A number below `most`.
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn strs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn words(desk: &Desk, line: &str, histories: usize) -> Vec<String> {
    let word = |word: &str| match word {
        "N" => histories.to_string(),
        "KEY" => {
            let histories = desk.read("run/histories.csv");
            histories.lines().nth(3).and_then(|row| row.split(',').next()).expect("a history").to_string()
        }
        word => word.to_string(),
    };
    line.split(' ').map(word).collect()
}

/// Leaves the ledger of a sweep that was killed.
fn begun(desk: &Desk) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(["sweep", "slow.toml", "--threads", "1", "--quiet", "--out", "cut"])
        .current_dir(desk.folder())
        .spawn()
        .expect("the program starts");
    let ledger = desk.path("cut/ledger.intsoc");
    while fs::metadata(&ledger).map_or(0, |data| data.len()) < 20_000 {
        assert!(child.try_wait().expect("a child").is_none(), "it ended before it could be killed");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

/// A desk with all that is on another.
fn copied(from: &Desk) -> Desk {
    let desk = Desk::new();
    copy(from.folder(), desk.folder());
    desk
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("ours").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            fs::create_dir(&to).expect("ours");
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("ours");
        }
    }
}

/// What is in a folder.
pub fn tree(folder: &Path) -> Tree {
    fn add(folder: &Path, before: &str, tree: &mut Tree) {
        for entry in fs::read_dir(folder).expect("ours").flatten() {
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                add(&entry.path(), &format!("{name}/"), tree);
            } else if !name.ends_with(".intsoc.lock") {
                let bytes = fs::read(entry.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
                tree.insert(name.clone(), if name.ends_with("manifest.json") { timeless(bytes) } else { bytes });
            }
        }
    }
    let mut tree = Tree::new();
    add(folder, "", &mut tree);
    tree
}

/// A manifest without what only tells when, and how fast, it was made. What is no manifest, or bears another checksum than
/// its own, stays as it is.
fn timeless(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(mut manifest) = serde_json::from_slice::<Json>(&bytes) else { return bytes };
    let own = checksum(&manifest);
    let Some(entries) = manifest.as_object_mut().filter(|entries| entries.get("checksum") == Some(&own.into())) else {
        return bytes;
    };
    for passing in ["started", "seconds", "checksum"] {
        entries.shift_remove(passing);
    }
    serde_json::to_vec(&manifest).expect("a manifest can be written")
}
