//! What a program asks of the system to change files, as strace writes it down.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;

/// The calls that change files, or say which file is meant. Of those that no program here makes it is enough to know the name: the
/// disk under test says that it does not know them.
pub const CALLS: &str = "openat,open,creat,close,dup,dup2,dup3,fcntl,write,pwrite64,writev,pwritev,pwritev2,lseek,ftruncate,truncate,\
                         fallocate,copy_file_range,sendfile,splice,fsync,fdatasync,sync,syncfs,sync_file_range,rename,renameat,\
                         renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat";

/// How strace is to write: every text whole, byte by byte.
pub const WRITTEN: [&str; 6] = ["-f", "-qq", "-xx", "-s", "33554432", "-o"];

/// A call that ended well.
#[derive(Debug)]
pub struct Call {
    pub name: String,
    arguments: Vec<String>,
    pub result: i64,
}

impl Call {
    /// An argument as it is written: a flag, or a number.
    pub fn word(&self, at: usize) -> &str {
        self.arguments.get(at).map_or("", String::as_str)
    }

    pub fn number(&self, at: usize) -> i64 {
        self.word(at).parse().unwrap_or_else(|_| panic!("no number: {} of {}", self.word(at), self.name))
    }

    /// The bytes of a text, which is written as "\x61\x62".
    pub fn bytes(&self, at: usize) -> Vec<u8> {
        let text = self.word(at).trim_matches('"').as_bytes();
        assert!(text.len().is_multiple_of(4), "a text that was cut off: {}", self.name);
        let digit = |digit: u8| (digit as char).to_digit(16).expect("a digit") as u8;
        text.chunks_exact(4).map(|byte| digit(byte[2]) * 16 + digit(byte[3])).collect()
    }

    pub fn path(&self, at: usize) -> String {
        String::from_utf8(self.bytes(at)).expect("UTF-8")
    }
}

/// The calls of a log that ended well, in the order in which they ended.
pub fn calls(log: &str) -> Vec<Call> {
    let (mut begun, mut calls) = (BTreeMap::new(), Vec::new());
    for line in log.lines() {
        let (thread, rest) = line.split_once(' ').expect("a thread, then its call");
        let rest = rest.trim_start();
        if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, first.to_string());
        } else if let Some((_, last)) = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            let first = begun.remove(thread).expect("it began");
            calls.extend(call(&format!("{first}{last}")));
        } else {
            calls.extend(call(rest));
        }
    }
    calls
}

/// One call; none where it failed, or the line tells something else.
fn call(line: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let result: i64 = result.split(' ').next()?.parse().ok()?;
    let arguments = arguments.trim_end().strip_suffix(')')?;
    let arguments = arguments.split(", ").map(str::to_string).collect();
    (result >= 0).then(|| Call { name: name.to_string(), arguments, result })
}
