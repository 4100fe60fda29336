//! Pictures as other files than SVG, which a program built with the feature `raster` draws: `cargo test --features raster --test it drawn::`.

use crate::support::desk::Desk;

/// A desk with the results of a small run in `run`.
fn desk(scenario: &str) -> Desk {
    let desk = Desk::new();
    desk.put("world.toml", scenario);
    desk.intsoc(&["run", "world.toml", "--replicates", "3", "--out", "run"]).done();
    desk
}

#[cfg(not(feature = "raster"))]
mod without {
    use super::*;
    use crate::support::scenarios::shipped;

    #[test]
    fn what_this_program_cannot_draw_is_refused_with_two_ways_out_before_anything_is_written() {
        let desk = desk(&shipped("minimal.toml"));
        let asked = |forms| ["report", "run", "--out", "page.html", "--pictures", "pictures", "--as", forms];
        desk.intsoc(&asked("svg,png")).refused(&[
            "--as png: this program draws pictures as svg alone",
            "cargo install --path . --features raster",
            "rsvg-convert -f png -o NAME.png NAME.svg",
        ]);
        assert!(!desk.path("pictures").exists() && !desk.path("page.html").exists());
        desk.intsoc(&asked("svg")).done();
        assert!(desk.names("pictures").contains(&"who-led.svg".to_string()));
        desk.intsoc(&["report", "run", "--as", "svg"]).refused(&["--pictures <DIR>"]);
    }
}

#[cfg(feature = "raster")]
mod with {
    use std::fs;

    use super::*;
    use crate::support::scenarios::shipped;

    fn has(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    fn drawn(desk: &Desk, folder: &str) -> Vec<(String, Vec<u8>)> {
        desk.intsoc(&["report", "run", "--pictures", folder, "--as", "svg,png,pdf"]).done();
        desk.names(folder).into_iter().map(|name| (name.clone(), desk.bytes(&format!("{folder}/{name}")))).collect()
    }

    #[test]
    fn each_picture_is_three_files_and_the_same_bytes_each_time() {
        let desk = desk(&shipped("minimal.toml"));
        let (once, again) = (drawn(&desk, "once"), drawn(&desk, "again"));
        assert!(once == again);
        // Its own files are replaced.
        assert!(once == drawn(&desk, "once"));
        for ending in [".svg", ".png", ".pdf"] {
            assert_eq!(once.iter().filter(|(name, _)| name.ends_with(ending)).count() * 3, once.len(), "{ending}");
        }
        assert!(once.len() > 9);
    }

    #[test]
    fn pictures_in_a_folder_of_results_are_known_there_and_go_with_the_results() {
        let desk = desk(&shipped("minimal.toml"));
        assert!(drawn(&desk, "run/pictures").len() > 9);
        desk.intsoc(&["check", "run"]).done();
        let again = desk.intsoc(&["run", "world.toml", "--replicates", "2", "--out", "run", "--force"]);
        again.noted(&["who-led.png: is gone", "who-led.pdf: is gone"]);
        assert!(!desk.path("run/pictures/who-led.png").exists() && !desk.path("run/pictures/who-led.pdf").exists());
    }

    #[test]
    fn a_png_is_three_points_to_a_pixel_and_says_so() {
        let desk = desk(&shipped("minimal.toml"));
        let files = drawn(&desk, "pictures");
        let svg = desk.read("pictures/who-led.svg");
        let length = |name: &str| {
            let (_, rest) = svg.split_once(&format!(" {name}=\"")).expect("a length");
            rest.split('"').next().and_then(|length| length.parse::<f64>().ok()).expect("a number")
        };
        let (_, png) = files.iter().find(|(name, _)| name == "who-led.png").expect("a picture");
        let stored = |at: usize| f64::from(u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes")));
        assert!((stored(16) - 3.0 * length("width")).abs() <= 3.0, "{} {}", stored(16), length("width"));
        assert!((stored(20) - 3.0 * length("height")).abs() <= 3.0, "{} {}", stored(20), length("height"));
        assert!(has(&png[..100], b"pHYs") && has(&png[..100], b"Software\0intsoc"));
    }

    #[test]
    fn a_pdf_has_the_font_of_the_program_and_no_date() {
        let desk = desk(&shipped("minimal.toml"));
        let files = drawn(&desk, "pictures");
        let (_, pdf) = files.iter().find(|(name, _)| name == "who-led.pdf").expect("a picture");
        assert!(has(pdf, b"DejaVuSansCondensed"));
        for varying in [&b"Date"[..], b"/ID"] {
            assert!(!has(pdf, varying), "{}", String::from_utf8_lossy(varying));
        }
    }

    #[test]
    fn letters_that_the_font_lacks_are_said() {
        let world = shipped("minimal.toml");
        let named = world.replacen("name = \"Aurelia\"", "name = \"Πάτρων 中\"", 1);
        assert_ne!(world, named);
        let desk = desk(&named);
        let asked = ["report", "run", "--pictures", "pictures", "--as", "png"];
        let said = desk.intsoc(&asked);
        said.noted(&["png and pdf have no font for 中, and show boxes"]);
        desk.intsoc(&["report", "run", "--pictures", "svg"]).done();
        assert!(desk.read("svg/who-led.svg").contains("Πάτρων 中"));
    }

    #[test]
    fn what_is_no_picture_of_the_program_is_not_replaced() {
        let desk = desk(&shipped("minimal.toml"));
        for (name, mine) in [("who-led.png", &b"\x89PNG\r\n\x1a\nmine"[..]), ("who-led.pdf", b"%PDF-1.4 mine")] {
            fs::create_dir_all(desk.path("pictures")).expect("a folder");
            fs::write(desk.path(&format!("pictures/{name}")), mine).expect("ours");
            desk.intsoc(&["report", "run", "--pictures", "pictures", "--as", "png,pdf"]).refused(&[name]);
            assert_eq!(desk.bytes(&format!("pictures/{name}")), mine);
            fs::remove_file(desk.path(&format!("pictures/{name}"))).expect("ours");
        }
    }
}
