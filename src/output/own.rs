//! Files of the program's own: how pages and pictures begin tells that it made them.

use std::io::Read;
use std::path::Path;

use crate::files;

/// What a page says of who made it.
pub const GENERATOR: &str = "intsoc";

/// The name under which a page says of which results it is: SHA-256 of their manifests.
pub const OF_RESULTS: &str = "intsoc-results";

/// Is it a page, or a picture of one? Only such files are ever replaced. How a file begins tells.
pub fn is_own_file(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = files::open(path).and_then(|file| file.take(2000).read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    read.is_ok() && is_own(&text)
}

/// Is a page, or a picture of one, what begins so?
pub fn is_own(text: &str) -> bool {
    text.contains(&format!("<meta name=\"generator\" content=\"{GENERATOR}\">")) || is_picture(text)
}

/// Is a text how a picture's file begins?
fn is_picture(text: &str) -> bool {
    text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -28 ")
}
