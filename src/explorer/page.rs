//! The page as one file: its words and its script, the engine, and the texts of scenarios. It asks nobody for anything.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use maud::{DOCTYPE, PreEscaped, html};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::output::own::GENERATOR;
use crate::output::picture;
use crate::program::{COMMIT, VERSION, WHAT_IT_IS};

/// The engine, built for WebAssembly by `src/explorer/build`.
pub const ENGINE: &[u8] = include_bytes!("engine.wasm.gz");

/// What the engine was built from: files with their hashes, and packages with their versions.
pub const ENGINE_SOURCES: &str = include_str!("engine.sources");

/// The script, part after part: all share one scope.
const SCRIPT: &[&str] = &[
    include_str!("page/engine.js"),
    include_str!("page/player.js"),
    include_str!("page/settings.js"),
    include_str!("page/elements.js"),
    include_str!("page/choose.js"),
    include_str!("page/change.js"),
    include_str!("page/see.js"),
    include_str!("page/understand.js"),
    include_str!("page/doubt.js"),
    include_str!("page/take.js"),
    include_str!("page/tour.js"),
    include_str!("page/main.js"),
];

/// What stands on the page before anything is drawn.
const BODY: &str = include_str!("page/body.html");
const STYLE: &str = include_str!("page/page.css");

/// What the page is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The texts of files, by their names on the page.
    pub files: BTreeMap<String, String>,
    /// The file of the scenario that it opens with.
    pub scenario: String,
    /// What `intsoc robust` left beside it, where there is any.
    pub plausible: Option<serde_json::Value>,
}

impl Subject {
    /// The page.
    pub fn page(&self) -> String {
        let script = format!("\"use strict\";\n(() => {{\n{}\n}})();\n", SCRIPT.join("\n"));
        let given = json!({
            "files": self.files,
            "scenario": self.scenario,
            "plausible": self.plausible,
            "version": VERSION,
            "commit": COMMIT,
            "what": WHAT_IT_IS,
        });
        // Within an element, an end tag is the only thing that ends it.
        let given = given.to_string().replace('<', "\\u003c");
        let style = [STYLE, picture::STYLE].concat();
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; worker-src blob:; style-src 'sha256-{}'; img-src data: blob:; base-uri 'none'; form-action 'none'",
            hash(&script),
            hash(&style),
        );
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="generator" content=(GENERATOR);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="referrer" content="no-referrer";
                    link rel="icon" href="data:,";
                    title { "Good enough? intsoc explorer" }
                    style { (PreEscaped(&style)) }
                }
                body {
                    (PreEscaped(BODY))
                    script type="application/json" id="given" { (PreEscaped(given)) }
                    script type="text/plain" id="engine" { (base64(ENGINE)) }
                    script id="script" { (PreEscaped(&script)) }
                }
            }
        };
        page.into_string()
    }
}

/// SHA-256 as a content policy has it.
fn hash(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

/// Bytes as text, six bits a letter.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// The engine as a program that runs WebAssembly takes it.
pub fn engine() -> Vec<u8> {
    let mut engine = Vec::new();
    // It is a part of this program: that it unpacks is tested.
    let _ = GzDecoder::new(ENGINE).read_to_end(&mut engine);
    engine
}

/// What in a folder of sources is no longer what the engine was built from, by name, with what became of it; nothing
/// where there are no sources, as beside a program that was installed.
pub fn stale(root: &Path) -> Vec<String> {
    let Ok(lock) = std::fs::read_to_string(root.join("Cargo.lock")) else { return vec![] };
    let lock = lock.replace('\r', "");
    let is_stale = |line: &str| match line.split_once(' ')? {
        (hash, file) if hash.len() == 64 => {
            let file = file.trim();
            match std::fs::read(root.join(file)) {
                Ok(text) => (sha256_of_lines(&text) != hash).then(|| format!("{file} was changed")),
                Err(_) => Some(format!("{file} was taken away")),
            }
        }
        (package, version) => {
            let entry = format!("name = \"{package}\"\nversion = \"{version}\"");
            (!lock.contains(&entry)).then(|| format!("{package} {version} is no longer in Cargo.lock"))
        }
    };
    ENGINE_SOURCES.lines().filter_map(is_stale).collect()
}

/// SHA-256 of a text, whichever line ends its checkout has.
fn sha256_of_lines(bytes: &[u8]) -> String {
    let mut plain = bytes.to_vec();
    plain.dedup_by(|next, this| {
        *this == b'\r' && *next == b'\n' && {
            *this = b'\n';
            true
        }
    });
    Sha256::digest(&plain).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_six_bits_a_letter() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xff, 0xef, 0xbe]), "/+++");
    }

    #[test]
    fn sources_that_were_changed_or_taken_away_make_the_engine_stale_and_none_at_all_do_not() {
        let folder = std::env::temp_dir().join(format!("intsoc-stale-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("src/model")).expect("a folder");
        assert!(stale(&folder).is_empty(), "a program that was installed has no sources");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a copy");
        std::fs::write(folder.join("src/model/blame.rs"), "other").expect("a file");
        let said = stale(&folder);
        std::fs::remove_dir_all(&folder).expect("it is there");
        assert!(said.contains(&"src/model/blame.rs was changed".to_string()), "{said:?}");
        assert!(said.contains(&"src/model/mod.rs was taken away".to_string()), "{said:?}");
    }

    #[test]
    fn the_engine_is_within_the_program() {
        assert!(engine().starts_with(b"\0asm") && ENGINE_SOURCES.contains("src/model/blame.rs"));
    }
}
