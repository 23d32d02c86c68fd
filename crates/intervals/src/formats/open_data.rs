//! Open data of Fluvius: anonymous meters, a row for each quarter-hour, and times that end in `Z` and
//! are those of the wall clock.

use super::{Header, Stop, each_row};
use crate::error::{ImportError, ProblemKind};
use crate::format::Format;
use crate::gather::{Cell, Gather, Mark, SeriesNumber};
use crate::number::{KWH, energy};
use crate::series::{Direction, Point};
use crate::source::Source;
use crate::times::wall;
use std::collections::HashMap;

const FORMAT: Format = Format::FluviusOpenData;

/// Errors: the columns are others.
pub(crate) fn read(source: &mut Source<'_>, gather: &mut Gather) -> Result<(), ImportError> {
    let header = String::from_utf8_lossy(&source.head);
    let divider =
        if header.lines().next().is_some_and(|line| line.contains(';')) { ';' } else { ',' };
    let header = Header::read(source, divider)?;
    let meter = header.needed(source, FORMAT, &["ean_id"])?;
    let start = header.needed(source, FORMAT, &["datum_startuur"])?;
    let off_take = header.needed(source, FORMAT, &["volume_afname_kwh"])?;
    let injection = header.needed(source, FORMAT, &["volume_injectie_kwh"])?;
    for (index, name) in header.names.iter().enumerate() {
        if ![meter, start, off_take, injection].contains(&index) {
            gather.ignored.insert(format!("column `{name}`"));
        }
    }
    let mut series: HashMap<String, [SeriesNumber; 2]> = HashMap::new();
    each_row(source, gather, &header, &mut |gather, place, cells| {
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let text = cell(start);
        let local = text.strip_suffix('Z').unwrap_or(text);
        let at = wall(local)?;
        let quarter = at.quarter(text)?;
        if local.len() != text.len() && quarter == 0 {
            gather.mark(at.day, Mark::FalseZ);
        }
        let id = cell(meter);
        let numbers = match series.get(id) {
            Some(numbers) => *numbers,
            None => {
                let wrong = |_| Stop::from(ProblemKind::Point { text: id.to_owned() });
                let point: Point = id.parse().map_err(wrong)?;
                let numbers = Direction::ALL.map(|direction| gather.series(&point, direction));
                series.insert(id.to_owned(), numbers);
                numbers
            }
        };
        for (number, column) in numbers.into_iter().zip([off_take, injection]) {
            // Exports for Excel have a comma; a file has one or the other, and a dot is no thousand.
            let energy = energy(&cell(column).replace(',', "."), KWH)?;
            gather.local(number, place, (at.day, quarter), Cell::measured(energy));
        }
        Ok(())
    })
}
