//! The paper of the software: it says no number that no document says, and cites what its bibliography has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the paper says, with the document that it is taken from and the words there.
const TAKEN: [(&str, &str, &str); 8] = [
    ("luck makes up 4 % of the variance", "docs/findings.md", "luck has 4 % of that variance"),
    ("holds in 90 % (89 to 92) of 1,000 plausible worlds", "docs/findings.md", "**90 % (89 to 92)**"),
    ("of 1,000 plausible worlds", "docs/findings.md", "1,000 plausible worlds, four twins each"),
    (
        "Of 59 questions with an answer given beforehand",
        "docs/TRACE.md",
        "Of 59 patterns with an answer given beforehand",
    ),
    ("the theory passes 25 and fails 27", "docs/findings.md", "R0 passes 25, fails 27"),
    (
        "62 questions are asked, of which 59 had their answers written down beforehand",
        "docs/findings.md",
        "Sixty-two questions, 59 of them with an answer given beforehand",
    ),
    (
        "takes 0.28 ms in `intsoc` with all its files",
        "docs/performance.md",
        "| intsoc, with all its files | 0.279 | 1 |",
    ),
    (
        "1.35 ms in NumPy, 2.8 ms in krABMaga, and 160 ms in Mesa",
        "docs/performance.md",
        "| NumPy, a column for each replicate | 1.35 | 4.8 | | krABMaga, without files | 2.79 | 10 | | Mesa, with any number of histories | 160 | 470 |",
    ),
];

#[test]
fn the_paper_says_no_more_than_the_documents() {
    let paper = read("docs/paper/paper.md");
    for (said, document, there) in TAKEN {
        assert!(paper.contains(said), "the paper no longer says {said:?}");
        assert!(read(document).contains(there), "{document} no longer says {there:?}, and the paper says {said:?}");
    }
}

#[test]
fn the_paper_cites_what_its_bibliography_has_and_all_of_it() {
    let (paper, bibliography) = (read("docs/paper/paper.md"), read("docs/paper/paper.bib"));
    let name = |text: &str| text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_string();
    let cited: BTreeSet<String> = paper.split('@').skip(1).map(name).collect();
    let known: BTreeSet<String> =
        bibliography.split('@').skip(1).filter_map(|entry| entry.split_once('{')).map(|(_, key)| name(key)).collect();
    assert_eq!(cited, known);
    assert!(known.len() > 8);
}

#[test]
fn the_paper_is_as_long_and_has_the_parts_that_the_journal_asks_for() {
    let paper = read("docs/paper/paper.md");
    let words = paper.split_once("# Summary").map_or(0, |(_, text)| text.split(' ').count());
    assert!((750..=1750).contains(&words), "{words} words");
    for part in
        ["Summary", "Statement of need", "State of the field", "Software design", "Acknowledgements", "References"]
    {
        assert!(paper.contains(&format!("# {part} ")) || paper.ends_with(&format!("# {part}")), "{part}");
    }
}
