//! Libraries that are loaded before the program's own, and do a call of theirs in another way.
#![cfg(target_os = "linux")]

use std::path::PathBuf;
use std::process::Command;

use super::desk::Desk;

/// Builds a library of this text in C; its path is for LD_PRELOAD.
pub fn preload(desk: &Desk, code: &str) -> PathBuf {
    desk.put("preloaded.c", code);
    let mut built = Command::new("cc");
    built.args(["-shared", "-fPIC", "-o", "preloaded.so", "preloaded.c"]).current_dir(desk.folder());
    assert!(built.status().expect("cc, which cargo needs, too").success());
    desk.path("preloaded.so")
}
