//! The clock of the machine goes wrong while a command runs: nothing comes of it but what a manifest says of the moment.
//!
//! Every clock for every command: INTSOC_CLOCKS=5 cargo test --release --test it clocks:: -- --nocapture
#![cfg(target_os = "linux")]

use crate::support::desk::{Desk, Said};
use crate::support::many::many;
use crate::support::preload::preload;
use crate::support::trials::{Trial, commands};

/// What a clock says instead: seconds of the calendar by the number of the asking, or how the clock that only counts goes on.
const CLOCKS: [(&str, &str); 5] = [
    ("the year 1970", "if (which == CLOCK_REALTIME) at->tv_sec = 3;"),
    ("the year 2100", "if (which == CLOCK_REALTIME) at->tv_sec = 4102444800;"),
    ("back and forth", "if (which == CLOCK_REALTIME) at->tv_sec += asked % 2 ? 40000000 : -40000000;"),
    ("leaps of an hour", "if (which != CLOCK_REALTIME) at->tv_sec += 3600 * asked;"),
    ("standing still", "if (which != CLOCK_REALTIME) at->tv_sec = 1000, at->tv_nsec = 0;"),
];

/// A command on a machine with some of these clocks, each on a desk of its own.
fn wrong_clock(name: &str) {
    let trial = Trial::of(name, 10);
    let first = commands().iter().position(|(known, _)| *known == name).expect("a command");
    let most = usize::try_from(many("INTSOC_CLOCKS", 1)).expect("a number").min(CLOCKS.len());
    for (clock, says) in (first..first + most).map(|at| CLOCKS[at % CLOCKS.len()]) {
        let (beside, desk) = (Desk::new(), trial.desk());
        let library = preload(
            &beside,
            &format!(
                "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <fcntl.h>\n#include <stdlib.h>\n#include <time.h>\n\
                 int clock_gettime(clockid_t which, struct timespec *at) {{\n\
                 static long count; long asked = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);\n\
                 int end = ((int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, \"clock_gettime\"))(which, at);\n\
                 if (asked == 1) creat(getenv(\"ASKED\"), 0600);\n {says}\n return end; }}\n"
            ),
        );
        let asked = beside.path("asked");
        let said = Said::of(
            &trial.on(&desk).env("LD_PRELOAD", library).env("ASKED", &asked).output().expect("the program starts"),
        );
        assert_eq!(said.code, Some(0), "{name}, {clock}: {said:?}");
        assert!(asked.exists(), "{name}: nobody asked for the time");
        trial.is_not_as_undisturbed(&desk, false).unwrap_or_else(|why| panic!("{name}, {clock}: {why}"));
    }
    println!("{name}: right under {most} wrong clocks");
}

mod slow {
    mod a_clock_that_goes_wrong_changes_nothing_but_when_results_say_they_were_made {
        use crate::support::trials::{each_command, tests};
        each_command!(tests crate::clocks::wrong_clock);
    }
}
