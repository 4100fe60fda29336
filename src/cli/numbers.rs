//! The table of `intsoc check --numbers`: the numbers that scenarios write.

use std::path::{Path, PathBuf};

use crate::output::format::Format;
use crate::scenario::belongs::Belongs;
use crate::scenario::kind::FileKind;
use crate::scenario::literals::{Literal, literals};
use crate::scenario::source::{self, Size};
use crate::scenario::{self, Place, Problem, Problems, Sources, inherit};
use crate::table::{Columns, integer, number, text};

/// A number, and the scenario that it is a number of.
pub type Row = (String, Literal);

/// The numbers that the files of a scenario write.
pub fn rows(path: &Path) -> Result<Vec<Row>, Problems> {
    let (literals, _) = written(path, "--numbers")?;
    Ok(literals.into_iter().map(|literal| (path.display().to_string(), literal)).collect())
}

/// The numbers that the files of a good scenario write, and the files of facts that it names; `option` asks for them.
pub fn written(path: &Path, option: &str) -> Result<(Vec<Literal>, Vec<PathBuf>), Problems> {
    let name = path.display().to_string();
    let other = |what: &str| {
        let message = format!("{option} lists what scenarios write; this is {what}");
        let problem = Problem::new(&Place::whole(&name), "", message);
        Problems::from(problem.remedy("name the scenario that it is about"))
    };
    if path.is_dir() {
        return Err(other("a folder"));
    }
    let text = Sources::disk().read(path, Size::OF_A_SWEEP)?;
    match FileKind::of(&source::parse(&text, &name, &mut vec![])?) {
        Some(FileKind::Sweep) => return Err(other("a sweep")),
        Some(FileKind::Patterns) => return Err(other("a file of patterns")),
        Some(FileKind::Cases) => return Err(other("a file of cases")),
        _ => {}
    }
    scenario::load(path, &[])?;
    let inherited = inherit::load(&Sources::disk(), path)?;
    Ok((literals(&inherited.root), inherited.facts))
}

/// The table as CSV, ready to be printed: a row per number.
pub fn csv(rows: &[Row]) -> String {
    let graded = |name, meaning, of: fn(&Literal) -> &Option<String>| {
        text(name, meaning, move |(_, literal): &Row| of(literal).as_deref().unwrap_or_default().into())
    };
    let columns = [
        text("scenario", "file of the scenario, as it was named", |(scenario, _): &Row| scenario.as_str().into()),
        text("path", "where the number stands in the scenario", |(_, literal): &Row| literal.path.as_str().into()),
        number("value", "", "the number", |(_, literal): &Row| literal.number.value),
        number("low", "", "low end of its range", |(_, literal): &Row| literal.number.low),
        number("high", "", "high end of it", |(_, literal): &Row| literal.number.high),
        text("unit", "what all three are counted in", |(_, literal): &Row| literal.unit().into()),
        graded("grade", "documented, interpreted or assumed", |literal| &literal.number.grade),
        graded("source", "where it comes from", |literal| &literal.number.source),
        text("file", "the file that writes it", |(_, literal): &Row| (&*literal.place.file).into()),
        integer("line", "", "line there", |(_, literal): &Row| literal.place.line),
        integer("places", "", "places at which it stands: several, where * laid it", |(_, literal): &Row| {
            literal.paths.len()
        }),
        integer("inherited_by", "", "states that take it from a profile", |(_, literal): &Row| {
            literal.inherited_by.len()
        }),
        text("belongs", "to the theory, to a character, or to the case", |(_, literal): &Row| {
            literal.belongs().map_or("", Belongs::word).into()
        }),
    ];
    let (table, rows) = Columns::new("numbers", "a number", &["scenario", "path"], columns).filled(rows);
    let format = Format::default();
    let stretches = format.write(&table, &rows).into_iter().flat_map(|(bytes, _)| bytes);
    let bytes: Vec<u8> = format.begin(&table).into_iter().chain(stretches).collect();
    // What is printed may be seen on a terminal, where a carriage return would be written out.
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}
