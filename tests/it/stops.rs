//! What stops a run, or could keep it waiting: signals, locks, few threads, pipes and devices.
#![cfg(unix)]

use std::fs::{self, File};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::desk::{Desk, Said};
#[cfg(target_os = "linux")]
use crate::support::preload::preload;

const GRID: &str = r#"
scenario = "minimal.toml"
replicates = 6
[vary]
"target.resolve" = { values = [0.1, 0.3, 0.5, 0.7] }
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("grid.toml", GRID);
    desk
}

/// Runs a line of bash in which `intsoc` is the program; one that takes longer than 20 s is ended.
fn bash(desk: &Desk, script: &str) -> Said {
    let script = format!("intsoc() {{ timeout -k 1 20 '{}' \"$@\"; }}; {script}", env!("CARGO_BIN_EXE_intsoc"));
    Said::of(&Command::new("bash").args(["-c", &script]).current_dir(desk.folder()).output().expect("bash"))
}

fn start(desk: &Desk, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
    command.args(arguments).current_dir(desk.folder()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

/// Waits until something is so, at most ten seconds.
fn until(what: &str, mut so: impl FnMut() -> bool) {
    let clock = Instant::now();
    while !so() {
        assert!(clock.elapsed() < Duration::from_secs(10), "{what} never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What came of it; whatever does not end within a minute has not heard what it was told.
fn ended(mut child: Child) -> Output {
    let clock = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if clock.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it can be killed");
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().expect("a child")
}

fn signal(name: &str, child: &Child) {
    let sent = Command::new("bash").args(["-c", &format!("kill -{name} {}", child.id())]).status().expect("bash");
    assert!(sent.success());
}

fn begun(desk: &Desk, out: &str) {
    let histories = desk.path(out).join("histories.csv.partial");
    until("the first histories", || fs::metadata(&histories).is_ok_and(|data| data.len() > 20_000));
}

const LONG: [&str; 7] = ["run", "minimal.toml", "--replicates", "100000000", "--threads", "2", "--out"];

#[test]
fn whatever_asks_a_run_to_end_leaves_it_with_what_is_complete() {
    let desk = desk();
    // Whoever runs the tests with `nohup` has SIGHUP ignored, and so has what they start.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let hangs_up = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 0);
    for name in ["INT", "TERM", "HUP"].into_iter().filter(|name| *name != "HUP" || hangs_up) {
        let child = start(&desk, &[&LONG[..], &[name]].concat());
        begun(&desk, name);
        signal(name, &child);
        Said::of(&ended(child)).ended(130, &["interrupted", "histories that were complete"]);
        assert_eq!(desk.json(&format!("{name}/manifest.json"))["complete"], false);
        assert!(desk.names(name).iter().all(|file| !file.ends_with(".partial") && !file.ends_with(".lock")));
    }
}

#[test]
fn a_sweep_asked_to_end_goes_on_where_it_was() {
    let desk = desk();
    desk.put("slow.toml", &GRID.replace("replicates = 6", "replicates = 20000"));
    let child = start(&desk, &["sweep", "slow.toml", "--threads", "2", "--out", "out"]);
    until("a record", || fs::metadata(desk.path("out/ledger.intsoc")).is_ok_and(|data| data.len() > 3_000));
    signal("TERM", &child);
    Said::of(&ended(child)).ended(130, &["interrupted", "the same command goes on where it was"]);
    assert_eq!(desk.names("out"), ["ledger.intsoc"]);
}

#[test]
fn a_program_that_is_to_outlive_its_terminal_does_so() {
    let desk = desk();
    let script = format!("trap '' HUP; exec '{}' {} out", env!("CARGO_BIN_EXE_intsoc"), LONG.join(" "));
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(desk.folder()).stderr(Stdio::piped()).stdout(Stdio::null());
    let mut child = command.spawn().expect("bash");
    begun(&desk, "out");
    signal("HUP", &child);
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().expect("a child").is_none(), "it ended with its terminal");
    signal("TERM", &child);
    Said::of(&ended(child)).ended(130, &["interrupted"]);
}

#[test]
fn who_says_twice_that_it_should_end_loses_nothing() {
    let desk = desk();
    for signals in [["TERM", "TERM"], ["HUP", "TERM"], ["INT", "INT"]] {
        let child = start(&desk, &[&LONG[..], &["out", "--force"]].concat());
        begun(&desk, "out");
        // While it is halted both arrive, and none is lost.
        signal("STOP", &child);
        signals.iter().for_each(|name| signal(name, &child));
        signal("CONT", &child);
        let said = ended(child);
        assert_eq!(said.status.code(), Some(130));
        desk.intsoc(&["check", "out"]).done();
        fs::remove_dir_all(desk.path("out")).expect("ours");
    }
}

#[test]
fn an_impatient_second_ctrl_c_ends_it_at_once_and_the_next_run_takes_the_folder() {
    let desk = desk();
    let child = start(&desk, &[&LONG[..], &["out"]].concat());
    begun(&desk, "out");
    signal("INT", &child);
    std::thread::sleep(Duration::from_millis(1500));
    // It may have ended in time.
    signal("INT", &child);
    assert_eq!(ended(child).status.code(), Some(130));
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out", "--force"]).done();
    assert!(desk.names("out").iter().all(|file| !file.ends_with(".partial") && !file.ends_with(".lock")));
}

#[test]
fn a_run_whose_folder_was_moved_leaves_the_one_that_has_its_name_now_to_whoever_writes_there() {
    let desk = desk();
    let run = [&LONG[..], &["out"]].concat();
    let first = start(&desk, &run);
    begun(&desk, "out");
    fs::rename(desk.path("out"), desk.path("moved")).expect("ours");
    let second = start(&desk, &run);
    begun(&desk, "out");
    signal("INT", &first);
    Said::of(&ended(first)).ended(1, &["out: was removed, moved or replaced", "run the same command again"]);
    signal("INT", &second);
    Said::of(&ended(second)).ended(130, &["histories that were complete"]);
    desk.intsoc(&["check", "out"]).done();
    assert!(!desk.path("moved/manifest.json").exists());
}

/// As another process holds it that writes there.
fn held(desk: &Desk, out: &str) -> File {
    fs::create_dir_all(desk.path(out)).expect("ours");
    let lock = File::create(desk.path(out).join(".intsoc.lock")).expect("ours");
    lock.try_lock().expect("nobody else is here");
    lock
}

#[test]
fn no_command_writes_where_another_does() {
    let desk = desk();
    for part in ["1", "2"] {
        desk.intsoc(&["sweep", "grid.toml", "--shard", &format!("{part}/2"), "--out", part]).done();
    }
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "run"]).done();
    let histories = desk.read("run/histories.csv");
    let key = histories.lines().nth(1).and_then(|row| row.split(',').next()).expect("a row");
    desk.put("other.toml", "extends = \"minimal.toml\"\n");
    let _lock = held(&desk, "out");
    for command in [
        &["run", "minimal.toml"][..],
        &["compare", "minimal.toml", "other.toml"],
        &["sweep", "grid.toml"],
        &["merge", "1", "2"],
        &["precision", "minimal.toml"],
        &["reproduce", key, "run"],
    ] {
        for force in [&[][..], &["--force"]] {
            desk.intsoc(&[command, &["--out", "out"], force].concat())
                .refused(&["out: another intsoc writes here now"]);
        }
    }
    assert_eq!(desk.names("out"), [".intsoc.lock"]);
}

#[test]
fn a_task_waits_for_its_lost_twin_says_so_once_and_looks_again_when_the_twin_is_gone() {
    let desk = desk();
    let lock = held(&desk, "out");
    let auto = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(["sweep", "grid.toml", "--shard", "auto", "--out", "out"]).current_dir(desk.folder());
        command.envs([("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "2")]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts")
    };
    let (mut takes, mut refuses) = (auto(), auto());
    std::thread::sleep(Duration::from_millis(1200));
    for child in [&mut takes, &mut refuses] {
        assert!(child.try_wait().expect("a child").is_none(), "it did not wait");
    }
    refuses.kill().expect("ours");
    drop(lock);
    let said = Said::of(&ended(takes));
    said.ended(0, &["out: another intsoc writes here now", "waiting for it, 60 minutes at most"]);
    assert_eq!(String::from_utf8_lossy(&ended(refuses).stderr).lines().count(), 1, "once, however long");
    assert!(desk.path("out/manifest.json").exists());
    // What came into the folder while one waited is seen.
    fs::remove_dir_all(desk.path("out")).expect("ours");
    let lock = held(&desk, "out");
    let late = auto();
    std::thread::sleep(Duration::from_millis(300));
    desk.put("out/letter.txt", "dear");
    drop(lock);
    Said::of(&ended(late)).ended(2, &["out: holds something else", "letter.txt"]);
}

#[cfg(target_os = "linux")]
#[test]
fn where_there_are_no_locks_it_says_so_and_goes_on() {
    let desk = desk();
    for error in ["ENOSYS", "ENOLCK", "EOPNOTSUPP"] {
        preload(&desk, &format!("#include <errno.h>\nint flock(int f, int o) {{ errno = {error}; return -1; }}\n"));
        let said = bash(&desk, "LD_PRELOAD=$PWD/preloaded.so intsoc run minimal.toml --replicates 2 --force --out out");
        said.ended(0, &["out: this file system has no locks", "start none"]);
        let said = bash(
            &desk,
            "export LD_PRELOAD=$PWD/preloaded.so JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=2; intsoc sweep grid.toml --shard auto --force --out shard",
        );
        said.ended(0, &["shard: this file system has no locks"]);
    }
    assert!(desk.path("out/manifest.json").exists() && desk.path("shard/manifest.json").exists());
}

/// The system calls that name files fail from the N-th on, or once: the same command then goes on.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_cannot_be_given_leaves_the_old_results_or_the_new_and_never_stops_the_next_command() {
    let desk = desk();
    preload(
        &desk,
        "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <errno.h>\n#include <stdlib.h>\n\
         int rename(const char *a, const char *b) {\n\
         static int calls; int at = atoi(getenv(\"AT\")), most = atoi(getenv(\"MOST\")); calls++;\n\
         if (calls >= at && calls < at + most) { errno = EIO; return -1; }\n\
         return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, \"rename\"))(a, b); }\n",
    );
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "old"]).done();
    let sweep = "sweep grid.toml --quiet --force --out out";
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).done();
    let mut failed = 0;
    for (at, most) in (1..).map(|at| (at, 1)).chain([(3, 1000), (14, 1000), (17, 1000)]).take(40) {
        let _ = fs::remove_dir_all(desk.path("out"));
        bash(&desk, "cp -r old out").done();
        let said = bash(&desk, &format!("export LD_PRELOAD=$PWD/preloaded.so AT={at} MOST={most}; intsoc {sweep}"));
        if said.code == Some(0) {
            break;
        }
        // A ledger is named, too.
        said.ended(1, &["cannot be", "out"]);
        failed += 1;
        if most == 1 {
            assert!(
                desk.bytes("out/manifest.json") == desk.bytes("old/manifest.json"),
                "{at}: {:?}",
                desk.names("out")
            );
            assert!(desk.bytes("out/histories.csv") == desk.bytes("old/histories.csv"));
        }
        bash(&desk, &format!("intsoc {sweep}")).done();
        assert_eq!(desk.names("out"), desk.names("whole"), "{at}");
        for table in ["summary.csv", "outcomes.csv", "points.csv"] {
            assert!(desk.bytes(&format!("out/{table}")) == desk.bytes(&format!("whole/{table}")), "{at}: {table}");
        }
    }
    assert!(failed > 12, "only {failed}");
}

/// As where a limit on processes lets no more than so many threads live at once.
#[cfg(target_os = "linux")]
#[test]
fn where_few_threads_are_allowed_the_results_are_whole_without_the_workbook() {
    let desk = desk();
    preload(
        &desk,
        "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <errno.h>\n#include <pthread.h>\n#include <stdlib.h>\n\
         static int living;\nstruct work { void *(*what)(void *); void *with; };\n\
         static void *live(void *given) { struct work work = *(struct work *)given; free(given);\n\
         void *end = work.what(work.with); __atomic_sub_fetch(&living, 1, __ATOMIC_SEQ_CST); return end; }\n\
         int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*what)(void *), void *with) {\n\
         if (__atomic_add_fetch(&living, 1, __ATOMIC_SEQ_CST) > atoi(getenv(\"MOST\"))) {\n\
         __atomic_sub_fetch(&living, 1, __ATOMIC_SEQ_CST); return EAGAIN; }\n\
         struct work *work = malloc(sizeof *work); work->what = what; work->with = with;\n\
         return ((int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))\n\
         dlsym(RTLD_NEXT, \"pthread_create\"))(t, a, live, work); }\n",
    );
    desk.intsoc(&["run", "minimal.toml", "--replicates", "20", "--out", "whole"]).done();
    let limited = |most: &str| {
        let run = "intsoc run minimal.toml --replicates 20 --threads 8 --force --out out";
        bash(&desk, &format!("export LD_PRELOAD=$PWD/preloaded.so MOST={most}; {run}"))
    };
    limited("0").ended(1, &["no thread can be started", "ulimit -u"]);
    assert!(!desk.path("out/summary.csv").exists());
    for (most, threads, workbook) in [("1", 1, false), ("7", 2, false), ("18", 8, false), ("100", 8, true)] {
        let said = limited(most);
        assert_eq!(said.err.contains(&format!("no more than {threads} of 8 threads")), threads < 8, "{most}: {said:?}");
        assert_eq!(said.err.contains("out/results.xlsx: left out"), !workbook, "{most}: {said:?}");
        said.ended(0, &[]);
        assert_eq!(desk.path("out/results.xlsx").exists(), workbook, "{most}");
        assert_eq!(desk.json("out/manifest.json")["threads"], threads, "{most}");
        assert!(desk.bytes("out/summary.csv") == desk.bytes("whole/summary.csv"), "{most}");
    }
}

#[test]
fn no_more_threads_are_started_than_there_is_work_for() {
    let desk = desk();
    let threads = |script: &str| {
        bash(&desk, &format!("{script} --quiet --force --out out")).done();
        desk.json("out/manifest.json")["threads"].as_u64().expect("a number")
    };
    assert_eq!(threads("intsoc run minimal.toml --replicates 2 --threads 1024"), 2);
    assert_eq!(threads("RAYON_NUM_THREADS=99999 intsoc run minimal.toml --replicates 3"), 3);
    assert_eq!(threads("RAYON_NUM_THREADS=1 intsoc run minimal.toml --replicates 30"), 1);
}

#[test]
fn pipes_and_devices_keep_nobody_waiting() {
    let desk = desk();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out"]).done();
    bash(&desk, "mkfifo pipe").done();
    for out in ["/dev/stdout", "/dev/zero", "pipe", "out"] {
        bash(&desk, &format!("intsoc report out --out {out}")).refused(&[out, "is there already", "no page"]);
    }
    bash(&desk, "intsoc report out --pictures pipe").ended(1, &["pipe"]);
    bash(&desk, "rm out/summary.csv; mkfifo out/summary.csv").done();
    bash(&desk, "intsoc report out").refused(&["out/summary.csv", "not a file"]);
    bash(&desk, "mkdir key; cp out/manifest.json key; mkfifo key/histories.csv").done();
    bash(&desk, "intsoc reproduce h000000000000-1-0 key").refused(&["key"]);
    bash(&desk, "mkdir shard; mkfifo shard/ledger.intsoc; cp out/manifest.json shard").done();
    bash(&desk, "intsoc merge shard shard --out merged").refused(&["shard/ledger.intsoc", "not a file"]);
    bash(&desk, "intsoc sweep grid.toml --out shard").refused(&["shard/ledger.intsoc", "not a file"]);
    bash(&desk, "rm out/manifest.json; mkfifo out/manifest.json").done();
    bash(&desk, "intsoc report out").refused(&["out/manifest.json", "not a file"]);
    bash(&desk, "intsoc reproduce h000000000000-1-0 out").refused(&["out/manifest.json", "not a file"]);
    bash(&desk, "intsoc run minimal.toml --replicates 2 --out out").refused(&["out: holds something else"]);
}

#[test]
fn a_page_is_made_again_after_one_that_was_killed() {
    let desk = desk();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out"]).done();
    desk.put("out/.page.intsoc.partial", "<html>");
    desk.put("out/.page.intsoc.lock", "");
    desk.intsoc(&["report", "out"]).done();
    assert!(desk.names("out").iter().all(|name| !name.starts_with('.')), "{:?}", desk.names("out"));
}

fn slurm(desk: &Desk, out: &str, task: [&str; 5]) -> Said {
    let names = ["ID", "COUNT", "MIN", "MAX", "STEP"].map(|name| format!("SLURM_ARRAY_TASK_{name}"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
    command.args(["sweep", "grid.toml", "--shard", "auto"]).current_dir(desk.folder());
    if !out.is_empty() {
        command.args(["--out", out]);
    }
    command.envs(names.iter().zip(task));
    Said::of(&command.output().expect("the program starts"))
}

#[test]
fn an_array_with_a_step_says_which_part_a_task_is() {
    let desk = desk();
    for (task, part) in
        [(["20", "4", "0", "30", "10"], "3"), (["1", "4", "1", "7", "2"], "1"), (["7", "4", "1", "7", "2"], "4")]
    {
        slurm(&desk, part, task).done();
        assert_eq!(desk.json(&format!("{part}/manifest.json"))["shard"], format!("{part}/4"));
    }
    for task in [
        ["15", "4", "0", "30", "10"],
        ["20", "4", "0", "40", "10"],
        ["40", "4", "0", "30", "10"],
        ["12", "4", "2", "32", "10"],
        ["0", "4", "0", "30", "0"],
    ] {
        slurm(&desk, "no", task).refused(&["does not say which part it is"]);
    }
}

#[test]
fn tasks_of_an_array_that_are_run_again_do_not_take_themselves_for_another_part() {
    let desk = desk();
    slurm(&desk, "", ["2", "3", "1", "3", "1"]).done();
    for again in [["1", "1", "1", "1", "1"], ["2", "2", "1", "2", "1"]] {
        slurm(&desk, "", again).refused(&[
            "results/grid-shard-2-of-3 holds part 2 of 3",
            "--shard",
            "remove that folder",
        ]);
    }
    assert_eq!(desk.names("results"), ["grid-shard-2-of-3"]);
    slurm(&desk, "", ["1", "3", "1", "3", "1"]).done();
    // Of another sweep they tell nothing.
    desk.put("grid.toml", &GRID.replace("0.7", "0.8"));
    slurm(&desk, "", ["1", "1", "1", "1", "1"]).ended(0, &["this is task 1 of 1, which does the whole sweep"]);
}
