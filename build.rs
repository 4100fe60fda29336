//! Tells the program what it is built from: the commit, for people, and a fingerprint of the sources themselves.
//!
//! A commit of documents alone is another commit but the same program, and two trees with changes of their own are at
//! one commit but two programs. So it is the fingerprint that says whether ledgers come from one program.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

/// What decides which program is built. In a package from a registry `Cargo.toml` is rewritten, and kept as
/// `Cargo.toml.orig`.
const SOURCES: [&str; 4] = ["Cargo.lock", "Cargo.toml", "build.rs", "src"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    // The engine of a page lies among the sources itself: the same sources of its own are the same engine.
    let is_engine = std::env::var_os("CARGO_CFG_TARGET_ARCH").is_some_and(|arch| arch == "wasm32");
    let sources = if is_engine { String::new() } else { fingerprint(&root)? };
    let commit = commit(&root).filter(|_| !is_engine).unwrap_or_else(|| "unknown".into());
    println!("cargo::rustc-env=INTSOC_SOURCES={sources}");
    println!("cargo::rustc-env=INTSOC_COMMIT={commit}");
    // A file that is not there would be waited for with a build each time.
    for watched in SOURCES.iter().map(|name| root.join(name)).chain(heads(&root)).filter(|path| path.exists()) {
        println!("cargo::rerun-if-changed={}", watched.display());
    }
    Ok(())
}

/// The fingerprint of the sources under a folder, whichever line ends their checkout has.
pub fn fingerprint(root: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for name in SOURCES {
        let kept = root.join(format!("{name}.orig"));
        collect(if kept.is_file() { kept } else { root.join(name) }, name.into(), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for (name, path) in files {
        let mut text = fs::read(path)?;
        text.dedup_by(|next, this| {
            *this == b'\r' && *next == b'\n' && {
                *this = b'\n';
                true
            }
        });
        hash.update(format!("{name}\n{}\n", text.len()));
        hash.update(text);
    }
    Ok(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// Adds a file, or all files in a folder, by name and path; none that an editor or a desktop keeps there for itself.
fn collect(path: PathBuf, name: String, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if path.is_file() {
        files.push((name, path));
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let own = entry.file_name().to_string_lossy().into_owned();
            if !own.starts_with('.') && !own.ends_with('~') {
                collect(entry.path(), format!("{name}/{own}"), files)?;
            }
        }
    }
    Ok(())
}

/// The commit of a folder that is the top of a git repository, with a mark if its sources are not those of the commit.
pub fn commit(root: &Path) -> Option<String> {
    // A package that was unpacked in somebody else's repository has none of its own.
    if !git(root, &["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    let commit = git(root, &["rev-parse", "--short=12", "HEAD"])?;
    let changed = git(root, &[&["status", "--porcelain", "--"], &SOURCES[..]].concat())?;
    Some(if changed.is_empty() { commit } else { format!("{commit}-dirty") })
}

/// The files that change with the commit, in a worktree too.
fn heads(root: &Path) -> Vec<PathBuf> {
    let branch = git(root, &["symbolic-ref", "--quiet", "HEAD"]);
    ["HEAD", "logs/HEAD"]
        .into_iter()
        .chain(branch.as_deref())
        .filter_map(|name| git(root, &["rev-parse", "--git-path", name]))
        .map(|path| root.join(path))
        .collect()
}

/// What git says, if it is there and content.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("--no-optional-locks").arg("-C").arg(root).args(arguments).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_string())
}
