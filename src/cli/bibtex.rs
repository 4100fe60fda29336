//! `intsoc check --bibtex`: the sources of scenarios and of records of facts.

use std::path::{Path, PathBuf};

use super::numbers;
use super::out::without_folder;
use crate::output::bibtex::Cited;
use crate::scenario::{Problems, Sources};
use crate::study::hindcast::facts::{self, Fact};

/// What the numbers of a scenario and the facts that it names say of where they come from; or those of a file of facts (CSV).
pub fn cited(path: &Path) -> Result<Vec<Cited>, Problems> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return of_facts(&[path.to_path_buf()]);
    }
    let (literals, records) = numbers::written(path, "--bibtex")?;
    let of_numbers = literals.into_iter().map(|literal| Cited {
        source: literal.number.source,
        file: without_folder(&literal.place.file),
        of: literal.path,
        grade: literal.number.grade,
    });
    Ok(of_numbers.chain(of_facts(&records)?).collect())
}

fn of_facts(files: &[PathBuf]) -> Result<Vec<Cited>, Problems> {
    let (facts, _) = facts::load_all(&Sources::disk(), files)?;
    let cited = |Fact { source, place, id, grade, .. }| Cited {
        source: Some(source),
        file: without_folder(&place.file),
        of: id,
        grade: Some(grade),
    };
    Ok(facts.into_iter().map(cited).collect())
}
