//! The explorer as a real browser shows it: tests/browser has the proofs, each a sentence.

/// In a real browser, led by Node. `cargo test --test it needs_browser -- --ignored` runs these where `.ci/tools` has put both.
mod needs_browser {
    use std::path::Path;
    use std::process::{Command, Output};
    use std::sync::OnceLock;

    use tempfile::TempDir;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    /// A folder with the page that the program writes.
    fn page() -> &'static TempDir {
        static PAGE: OnceLock<TempDir> = OnceLock::new();
        PAGE.get_or_init(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let mut explore = Command::new(env!("CARGO_BIN_EXE_intsoc"));
            explore.args(["explore", "scenarios/baseline.toml", "--no-open", "--out"]);
            let output = explore.arg(folder.path().join("explore.html")).current_dir(root()).output();
            let output = output.expect("the program starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            folder
        })
    }

    /// What a module of tests/browser says of a page.
    fn said(module: &str, page: &Path) -> Output {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let mut node = Command::new("node");
        node.arg(root().join("tests/browser").join(module)).current_dir(root());
        node.env("INTSOC_PAGE", page).env("INTSOC", env!("CARGO_BIN_EXE_intsoc")).env("SCRATCH", scratch.path());
        // A short walk; the whole one takes minutes.
        if !is_whole() {
            node.envs([("FEW", "1"), ("SETTINGS", "2"), ("HEAP_CHANGES", "10,40")]);
        } else {
            node.env("HEAP_CHANGES", "50,300");
        }
        node.output().expect("node is installed (Debian: nodejs)")
    }

    /// Is all that can be tried in a browser to be tried?
    fn is_whole() -> bool {
        std::env::var_os("INTSOC_BROWSER").is_some()
    }

    /// Every sentence of a module holds, and there are as many as it is to have: of few, and of the whole.
    fn holds(module: &str, [few, whole]: [usize; 2]) {
        let sentences = if is_whole() { whole } else { few };
        let output = said(module, &page().path().join("explore.html"));
        let told = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !told.contains("FAILS: "), "{module}:\n{told}{errors}");
        let held = told.lines().filter(|line| line.starts_with("holds: ")).count();
        assert_eq!(held, sentences, "{module}:\n{told}{errors}");
    }

    #[test]
    #[ignore = "needs browser"]
    fn the_page_opens_from_a_file_without_a_word_and_without_a_request() {
        holds("opens.mjs", [3, 3]);
    }

    #[test]
    #[ignore = "needs browser"]
    fn a_page_that_says_a_word_is_found_out() {
        let page = page().path();
        let text = std::fs::read_to_string(page.join("explore.html")).expect("the page");
        // The policy of the page lets no other script run than its own, which the console says.
        let spoilt = text.replacen("</body>", "<script>console.log(1)</script></body>", 1);
        assert_ne!(spoilt, text);
        std::fs::write(page.join("spoilt.html"), spoilt).expect("the folder is ours");
        let output = said("opens.mjs", &page.join("spoilt.html"));
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(
            told.contains("FAILS: The page opens from a file") && told.contains("Content Security Policy"),
            "{told}"
        );
    }

    #[test]
    #[ignore = "needs browser"]
    fn a_slider_changes_the_figures_and_a_link_gives_the_same_page() {
        holds("change.mjs", [3, 3]);
    }

    #[test]
    #[ignore = "needs browser"]
    fn every_control_is_reached_and_used_by_keyboard() {
        holds("keyboard.mjs", [2, 2]);
    }

    #[test]
    #[ignore = "needs browser"]
    fn numbers_are_those_of_the_program_bit_for_bit() {
        holds("numbers.mjs", [4, 4]);
    }

    #[test]
    #[ignore = "needs browser"]
    fn links_and_files_that_mean_ill_get_a_plain_message_and_the_page_goes_on() {
        holds("hostile.mjs", [12, 31]);
    }

    #[test]
    #[ignore = "needs browser"]
    fn the_page_holds_no_more_after_many_changes_than_after_few() {
        holds("heap.mjs", [1, 1]);
    }

    #[test]
    #[ignore = "needs browser"]
    fn axe_core_objects_to_nothing_and_nothing_is_wider_than_the_page() {
        holds("accessible.mjs", [5, 7]);
    }
}
