//! The sheet of blame by party: who moves it onto whom.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{ConditionalFormat2ColorScale, Worksheet, XlsxError};

use super::codebook::Codebook;
use super::months::Months;
use super::read::Source;
use super::sheet::{ColumnOf, Formats, head, widths, words_as};
use crate::output::blame_flows::mean_flows;

/// Most cells: a matrix of more parties than a few hundred is no picture, and costs memory.
const MOST_CELLS: usize = 1 << 18;

/// Blame that each party moves onto each, mean over the whole run.
#[derive(Debug)]
pub struct Matrix {
    parties: Vec<String>,
    /// By sender, then by receiver.
    cells: Vec<f64>,
}

impl Matrix {
    /// From the table of blame, a row a year and pair; none where it would have too many cells.
    pub fn of(blame: &Source, months: &Months) -> std::io::Result<Option<Self>> {
        // The names are few and the rows are many: rows are read one by one, and point to names.
        let mut names = BTreeSet::new();
        for row in blame.rows(["from", "to"]) {
            for name in row? {
                if !names.contains(&name) {
                    names.insert(name);
                }
            }
        }
        if names.len() * names.len() > MOST_CELLS {
            return Ok(None);
        }
        let name = |given: &String| names.get(given).map_or("", String::as_str);
        let rows = blame.rows(["year", "from", "to", "share"]).flatten().filter_map(|[year, from, to, share]| {
            Some((year.parse().ok()?, name(&from), name(&to), share.parse().unwrap_or(0.0)))
        });
        let flows = mean_flows(rows, &months.of_years());
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut parties: Vec<String> = Vec::new();
        for party in flows.iter().flat_map(|(from, to, _)| [*from, *to]) {
            places.entry(party).or_insert_with(|| {
                parties.push(party.to_string());
                parties.len() - 1
            });
        }
        let mut cells = vec![0.0; parties.len() * parties.len()];
        for (from, to, share) in &flows {
            cells[places[from] * parties.len() + places[to]] = *share;
        }
        Ok(Some(Self { parties, cells }))
    }

    /// Writes the sheet, darker where there is more.
    pub fn write(&self, sheet: &mut Worksheet, formats: &Formats, codebook: &mut Codebook) -> Result<(), XlsxError> {
        let onto = |party: &String| {
            let meaning = format!(
                "share of all responsibility moved onto {party}, mean over the months of the run and histories, before clarity"
            );
            ColumnOf::new(party, "number", "share", meaning)
        };
        let from = ColumnOf::new("from \\ to", "string", "", "who moves blame off itself");
        let columns: Vec<ColumnOf> = std::iter::once(from).chain(self.parties.iter().map(onto)).collect();
        head(sheet, "blame_matrix", &columns, 0, formats, codebook)?;
        let names: Vec<[String; 1]> = self.parties.iter().map(|party| [party.clone()]).collect();
        widths(sheet, &columns, names.iter().map(|name| &name[..]))?;
        for (line, (party, row)) in
            (1..).zip(self.parties.iter().zip(self.cells.chunks_exact(self.parties.len().max(1))))
        {
            words_as(sheet, line, 0, party, &formats.head)?;
            for (at, share) in (1..).zip(row) {
                sheet.write_number_with_format(line, at, *share, &formats.share)?;
            }
        }
        if let Ok(last) = u16::try_from(self.parties.len())
            && last > 0
        {
            let scale = ConditionalFormat2ColorScale::new().set_minimum_color("FFFFFF").set_maximum_color("0072B2");
            sheet.add_conditional_format(1, 1, u32::from(last), last, &scale)?;
        }
        Ok(())
    }
}
