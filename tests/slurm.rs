//! A sweep on a real Slurm: an array of eight tasks over two nodes, one of which crashes. As root, where Debian's
//! packages `slurm-wlm` and `munge` are: `cargo test --test slurm -- --ignored`

#[path = "it/support/desk.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod desk;
#[path = "it/support/scenarios.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod scenarios;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use desk::Desk;
use scenarios::{BASELINE, shipped};

const SWEEP: &str = r#"
scenario = "baseline.toml"
replicates = 250
[vary]
"target.resolve" = { values = [0.2, 0.4, 0.6, 0.8] }
"blame.clarity" = { from = 0.0, to = 3.0, steps = 4 }
"off.veto" = { values = [false, true] }
"#;

/// A Slurm of its own on loopback, stopped when dropped.
struct Slurm {
    folder: tempfile::TempDir,
}

impl Slurm {
    fn script() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slurm/local.sh")
    }

    fn start() -> Self {
        let slurm = Self { folder: tempfile::Builder::new().prefix("sl").tempdir().expect("a temporary folder") };
        let output = slurm.local(&["start"], Path::new("."));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        slurm
    }

    fn local(&self, arguments: &[&str], folder: &Path) -> Output {
        let mut command = Command::new("bash");
        command.arg(Self::script()).args(arguments).current_dir(folder);
        command.env("SLURM_LOCAL_DIR", self.folder.path().join("s")).env("INTSOC", env!("CARGO_BIN_EXE_intsoc"));
        command.output().expect("bash")
    }

    fn run(&self, arguments: &[&str], folder: &Path) -> String {
        let output = self.local(&[&["run"], arguments].concat(), folder);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_string()
    }
}

impl Drop for Slurm {
    fn drop(&mut self) {
        self.local(&["stop"], Path::new("."));
    }
}

fn wait_for(what: &str, seconds: u64, mut done: impl FnMut() -> bool) {
    let clock = Instant::now();
    while !done() {
        assert!(clock.elapsed() < Duration::from_secs(seconds), "no {what} in {seconds} s");
        std::thread::sleep(Duration::from_millis(100));
    }
}

mod needs_slurm {
    use super::*;

    #[test]
    #[ignore = "needs slurm"]
    fn an_array_that_loses_a_node_gives_the_bytes_of_one_machine() {
        let desk = Desk::new();
        for name in BASELINE {
            desk.put(name, &shipped(name));
        }
        desk.put("sweep.toml", SWEEP);
        let slurm = Slurm::start();
        let batch = Path::new(env!("CARGO_MANIFEST_DIR")).join("cluster/slurm.sbatch");
        let batch = batch.to_str().expect("UTF-8");
        let job = slurm
            .run(&["sbatch", "--parsable", "--array=1-8", "--output=task-%a.log", batch, "sweep.toml"], desk.folder());
        // A node crashes when one of its tasks is in the middle of its work.
        let on_first_node =
            || slurm.run(&["squeue", "--noheader", "--states=R", "--nodelist=n1", "--format=%K"], desk.folder());
        let begun = |task: &str| {
            let ledger = desk.path(&format!("results/sweep-shard-{task}-of-8/ledger.intsoc"));
            std::fs::metadata(ledger).is_ok_and(|data| data.len() > 2_000)
        };
        let mut crashed = String::new();
        wait_for("task at work on the first node", 60, || {
            crashed = on_first_node().lines().find(|task| begun(task)).unwrap_or_default().to_string();
            !crashed.is_empty()
        });
        assert!(slurm.local(&["kill-node", "1"], desk.folder()).status.success());
        // On a machine that does nothing else the task may be done before the node is gone: then nothing was lost to go on from.
        if desk.path(&format!("results/sweep-shard-{crashed}-of-8/manifest.json")).exists() {
            eprintln!("task {crashed} was done before its node was killed: nothing was tried");
            return;
        }
        wait_for("end of the array", 300, || {
            slurm.run(&["squeue", "--noheader", "--jobs", &job], desk.folder()).is_empty()
                || slurm
                    .run(&["squeue", "--noheader", "--jobs", &job, "--states=PD,R,CF,CG,RQ,S"], desk.folder())
                    .is_empty()
        });
        let shards: Vec<String> = (1..=8).map(|task| format!("results/sweep-shard-{task}-of-8")).collect();
        let mut merge = vec!["merge"];
        merge.extend(shards.iter().map(String::as_str));
        merge.extend(["--out", "merged", "--quiet"]);
        desk.intsoc(&merge).done();
        desk.intsoc(&["sweep", "sweep.toml", "--out", "whole", "--quiet"]).done();
        for table in ["points.csv", "outcomes.csv", "summary.csv", "failures.csv", "datapackage.json"] {
            assert!(desk.read(&format!("merged/{table}")) == desk.read(&format!("whole/{table}")), "{table}");
        }
        eprintln!("task {crashed} was killed with its node and went on elsewhere");
    }
}
