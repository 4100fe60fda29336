//! Points that are listed, in the sweep file or in a table made elsewhere.

use std::path::Path;

use indexmap::IndexMap;

use super::factor::{Factor, Levels, Sets, absent};
use super::reader::Reader;
use crate::scenario::source::{Node, Size, Value, parse_value};
use crate::scenario::{Place, Problems, Sources};

/// Most cells of listed points: points times the paths that any of them names.
const MAX_LISTED: usize = 2_000_000;

impl Reader {
    /// Listed points as factors whose values go by the point; a path that a point does not name
    /// keeps what the scenario says, written as an empty text.
    pub(super) fn listed(&mut self, points: &[Node]) -> Vec<Factor> {
        if let Some(vary) = self.root.child("vary").cloned() {
            self.problem(&vary.place, "vary", "a list of points has no [vary]", "leave one of the two out");
        }
        let mut names: IndexMap<&String, &Place> = IndexMap::new();
        for (index, point) in points.iter().enumerate() {
            let Some(table) = point.as_table() else {
                let remedy = "write [[point]], then one line per path";
                self.wrong(point, &format!("point {index}"), "is not a table", remedy);
                continue;
            };
            for (name, node) in table {
                names.entry(name).or_insert(&node.place);
                self.not_empty(node, &format!("point.\"{name}\""), "leave the path out of this point");
            }
        }
        let cells = points.len().saturating_mul(names.len());
        if cells > MAX_LISTED {
            let message =
                format!("{} points that name {} paths are a table of {cells} cells", points.len(), names.len());
            let remedy = format!("at most {MAX_LISTED}: cut the list into several sweeps");
            self.problem(&self.file.clone(), "point", message, remedy);
            return vec![];
        }
        let factors = names.into_iter().map(|(name, place)| {
            let values = points.iter().map(|point| point.child(name).cloned().unwrap_or_else(|| absent(place)));
            let levels = Levels::Values(values.collect());
            Factor { levels, name: name.clone(), place: place.clone(), sets: Sets::Value }
        });
        factors.collect()
    }

    /// Reads the table of points that the file names, as if each of its rows were a `[[point]]`.
    pub(super) fn points_from(&mut self, sources: &Sources, folder: &Path) {
        let Some(node) = self.root.child("points_from").cloned() else { return };
        let Some(name) = self.written.points_from.clone() else { return };
        if self.root.child("point").is_some() {
            self.wrong(
                &node,
                "points_from",
                "is one list of points, and [[point]] is another",
                "leave one of the two out",
            );
            return;
        }
        let file = folder.join(name);
        let table = sources.read(&file, Size::OF_POINTS).map_err(Problems::from);
        match table.and_then(|text| rows(&text, &file)) {
            Ok(points) => {
                let list = Node { value: Value::List(points), place: node.place };
                self.root.as_table_mut().map(|root| root.insert("point".into(), list));
            }
            Err(Problems(problems)) => self.problems.extend(problems),
        }
    }
}

/// The rows of a table as points: a column per path. An empty cell leaves the path out, and a column `point` is passed
/// over: it numbers the points of whoever made the table.
fn rows(text: &str, file: &Path) -> Result<Vec<Node>, Problems> {
    let name = file.display().to_string();
    let broken = |line: usize, message: String| -> Problems {
        let place = Place::line(&name, line);
        crate::scenario::Problem::new(&place, "", message)
            .remedy("a table has a name in the first row of every column, a path as in [vary], and as many cells in every row")
            .into()
    };
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| broken(1, format!("is no table: {error}")))?.clone();
    if let Some(twice) =
        headers.iter().enumerate().find(|(at, name)| headers.iter().take(*at).any(|other| other == *name))
    {
        return Err(broken(1, format!("has two columns called {:?}", twice.1)));
    }
    let mut points = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, |position| position.line() as usize);
            broken(line, format!("is no table: {error}"))
        })?;
        let place = Place::line(&name, record.position().map_or(0, |position| position.line() as usize));
        let mut point = Node::table(&place);
        for (path, cell) in
            headers.iter().zip(&record).filter(|(path, cell)| *path != "point" && !cell.trim().is_empty())
        {
            let value = Node { place: place.clone(), ..parse_value(cell.trim(), &place)? };
            point.as_table_mut().map(|table| table.insert(path.trim().into(), value));
        }
        points.push(point);
    }
    if points.is_empty() { Err(broken(0, "holds no point".into())) } else { Ok(points) }
}
