//! Files of the program's own: how pages and pictures begin, or end, tells that it made them.

use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::files;

/// What a page says of who made it.
pub const GENERATOR: &str = "intsoc";

/// The name under which a page says of which results it is: SHA-256 of their manifests.
pub const OF_RESULTS: &str = "intsoc-results";

/// What a PNG says after its header: 288 points to the inch (11,339 to the metre), and who made it; each part with its length before
/// and its checksum behind.
pub const OF_A_PNG: &[u8] =
    b"\0\0\0\x09pHYs\0\0\x2c\x4b\0\0\x2c\x4b\x01\xa5\x3d\x96\xa9\0\0\0\x0ftEXtSoftware\0intsoc\x5c\xd1\x6e\x6d";

/// What a PDF ends with, behind its own end, where it is a remark.
pub const OF_A_PDF: &[u8] = b"\n%intsoc\n";

/// The most of a picture that is read to tell whose it is.
const MOST: u64 = 50_000_000;

/// Is it a page, or a picture of one? Only such files are ever replaced. What may not be read is none.
///
/// # Errors
/// When that cannot be known.
pub fn is_own_file(path: &Path) -> io::Result<bool> {
    let mut bytes = Vec::new();
    let read = files::open(path).and_then(|file| {
        let mut file = file.take(MOST);
        file.by_ref().take(2000).read_to_end(&mut bytes)?;
        // Of other files the beginning tells.
        if bytes.starts_with(b"%PDF-") { file.read_to_end(&mut bytes) } else { Ok(0) }
    });
    match read {
        Ok(_) => Ok(is_own(&String::from_utf8_lossy(&bytes)) || is_png(&bytes) || is_pdf(&bytes)),
        Err(error) if [ErrorKind::PermissionDenied, ErrorKind::InvalidInput].contains(&error.kind()) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Is a page, or a picture of one, what begins so?
pub fn is_own(text: &str) -> bool {
    text.contains(&format!("<meta name=\"generator\" content=\"{GENERATOR}\">")) || is_picture(text)
}

/// Is a text how a picture's file begins?
fn is_picture(text: &str) -> bool {
    text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -28 ")
}

fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.windows(OF_A_PNG.len()).any(|part| part == OF_A_PNG)
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") && bytes.ends_with(OF_A_PDF)
}
