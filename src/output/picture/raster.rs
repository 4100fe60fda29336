//! Pictures as PNG and PDF, for word processors and slides; with the feature `raster`.
//!
//! Letters come from the font in `font` alone, whatever fonts a machine has, so that a picture looks the
//! same everywhere, and is the same bytes each time.

use std::collections::BTreeSet;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use svg2pdf::{ConversionOptions, PageOptions};
use ttf_parser::Face;

use crate::output::own::{OF_A_PDF, OF_A_PNG};

/// One face alone, so that titles are not bold: svg2pdf numbers several in no fixed order.
const FONT: &[u8] = include_bytes!("font/DejaVuSansCondensed.ttf");

/// Points of a PNG per length that CSS calls a pixel.
const SCALE: f32 = 3.0;

/// What CSS calls pixels, to the inch.
const PER_INCH: f32 = 96.0;

/// Behind the signature of a PNG stands its header; what is said of the picture comes next.
const HEADER_ENDS: usize = 33;

/// A picture as PNG: three points for a pixel of its SVG, on white, as large as that where it is put into a document.
///
/// # Errors
/// Where it cannot be drawn: of a picture of the program's own, never.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    let tree = tree(svg)?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or("too small to be drawn")?;
    let mut drawn = Pixmap::new(size.width(), size.height()).ok_or("too large to be drawn")?;
    drawn.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut drawn.as_mut());
    let mut png = drawn.encode_png().map_err(|error| error.to_string())?;
    png.splice(HEADER_ENDS..HEADER_ENDS, OF_A_PNG.iter().copied());
    Ok(png)
}

/// A picture as PDF, a page of its size whose text can be searched.
///
/// # Errors
/// Where it cannot be drawn: of a picture of the program's own, never.
pub fn pdf(svg: &str) -> Result<Vec<u8>, String> {
    let page = PageOptions { dpi: PER_INCH };
    let pdf = svg2pdf::to_pdf(&tree(svg)?, ConversionOptions::default(), page);
    let mut pdf = in_order(&pdf.map_err(|error| error.to_string())?);
    pdf.extend(OF_A_PDF);
    Ok(pdf)
}

/// A PDF with what its page uses in the order of names: svg2pdf names them in any order. Entries of a dictionary have no order, and those that
/// change places stand side by side, so that all else stays where it is.
fn in_order(pdf: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = pdf.split(|byte| *byte == b'\n').collect();
    lines.chunk_by_mut(|line, next| refers(line) && refers(next)).for_each(<[&[u8]]>::sort_unstable);
    lines.join(&b'\n')
}

/// Is a line an entry that refers to an object, such as `/gs8 15 0 R`?
fn refers(line: &[u8]) -> bool {
    let words: Vec<&str> = str::from_utf8(line).map_or(vec![], |line| line.split_ascii_whitespace().collect());
    matches!(words[..], [name, object, "0", "R"] if name.starts_with('/') && object.parse::<u32>().is_ok())
}

/// The letters of a picture that the font lacks: PNG and PDF have boxes in their place.
pub fn lacking(svg: &str) -> BTreeSet<char> {
    let face = Face::parse(FONT, 0).ok();
    let is_there = |letter| face.as_ref().is_some_and(|face| face.glyph_index(letter).is_some());
    svg.chars().filter(|letter| !letter.is_control() && !is_there(*letter)).collect()
}

fn tree(svg: &str) -> Result<Tree, String> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_font_data(FONT.to_vec());
    let family = fonts.faces().next().and_then(|face| face.families.first());
    let family = family.map(|(name, _)| name.clone()).ok_or("its font cannot be read")?;
    // What pictures name after the font of the desk.
    fonts.set_sans_serif_family(&family);
    options.font_family = family;
    Tree::from_str(svg, &options).map_err(|error| error.to_string())
}
