//! Killed with SIGKILL at a random moment, again and again: the same command given again ends well, and with the bytes of one
//! that was not disturbed.
//!
//! More kills of each command: INTSOC_KILLS=500 cargo test --release --test it kills:: -- --nocapture

use std::time::Duration;

use crate::support::many::many;
use crate::support::trials::{Luck, Trial, words_of};

/// Kills a command until it was killed so often, a few times on each desk.
fn killed(name: &str) {
    let (trial, mut luck, mut kills) = (Trial::of(name, 60), Luck(11), 0);
    let most = many("INTSOC_KILLS", 3);
    // Some fifth of the kills come too late.
    let span = u64::try_from(trial.span.as_micros()).expect("it takes less than a lifetime") * 5 / 4;
    let mut undisturbed = 0;
    while kills < most {
        let desk = trial.desk();
        for _ in 0..=luck.below(3) {
            let mut child = trial.on(&desk).spawn().expect("the program starts");
            std::thread::sleep(Duration::from_micros(luck.below(span)));
            let ended = child.try_wait().expect("a child").is_some();
            child.kill().expect("it can be killed, or has ended");
            let output = child.wait_with_output().expect("it ends");
            // None: it was killed.
            let code = output.status.code();
            assert!(
                code == Some(0) || code.is_none() && !ended,
                "{name}, kill {kills}: {code:?} {}",
                words_of(&output)
            );
            kills += u64::from(code.is_none());
            undisturbed += u64::from(code.is_some());
            trial.looks_whole_and_is_not(&desk).unwrap_or_else(|why| panic!("{name}, kill {kills}: {why}"));
        }
        trial.again(&desk).unwrap_or_else(|why| panic!("{name}, kill {kills}: {why}"));
        assert!(undisturbed < 50 + 3 * most, "{name} ends before it can be killed");
    }
    println!("{name}: killed {kills} times, nothing lost");
}

mod slow {
    mod what_is_killed_ends_as_what_was_not_when_it_is_given_again {
        use crate::support::trials::{each_command, tests};
        each_command!(tests crate::kills::killed);
    }
}
