//! Columns with plain names: wide, two columns, with an offset, by member, and our own.

use super::{Header, Stop, each_row};
use crate::error::{ImportError, ProblemKind};
use crate::format::Format;
use crate::gather::{Cell, Gather, SeriesNumber};
use crate::number::{KWH, WH, energy};
use crate::series::{Direction, Point, Quality, Register};
use crate::source::Source;
use crate::times::{instant, wall};
use std::collections::HashMap;
use units::ObisCode;

const OFF_TAKE: &[&str] = &["offtake_kwh", "import_kwh"];
const INJECTION: &[&str] = &["injection_kwh", "export_kwh"];

/// Errors: the columns are others than the format has.
pub(crate) fn read(
    source: &mut Source<'_>,
    gather: &mut Gather,
    format: Format,
    point: Option<&Point>,
) -> Result<(), ImportError> {
    let header = Header::read(source, ',')?;
    match format {
        Format::Wide => wide(source, gather, &header),
        Format::Members => members(source, gather, &header),
        Format::Own => own(source, gather, &header),
        _ => one_home(source, gather, &header, format, point),
    }
}

fn ignore_others(gather: &mut Gather, header: &Header, used: &[Option<usize>]) {
    for (index, name) in header.names.iter().enumerate() {
        if !used.contains(&Some(index)) {
            gather.ignored.insert(format!("column `{name}`"));
        }
    }
}

fn point_of(file: &str, point: Option<&Point>) -> Result<Point, ImportError> {
    point.cloned().ok_or_else(|| ImportError::NotOfFormat {
        file: file.to_owned(),
        format: Format::TwoColumn,
        column: "name of a point: say which one it is",
    })
}

fn wide(source: &mut Source<'_>, gather: &mut Gather, header: &Header) -> Result<(), ImportError> {
    let start = header.needed(source, Format::Wide, &["start_local"])?;
    let mut homes: Vec<(usize, SeriesNumber)> = Vec::new();
    for (index, name) in header.names.iter().enumerate() {
        if index == start {
            continue;
        }
        let Ok(point) = name.parse::<Point>() else {
            let (file, format) = (source.file.clone(), Format::Wide);
            return Err(ImportError::NotOfFormat { file, format, column: "name for each column" });
        };
        homes.push((index, gather.series(&point, Direction::OffTake)));
    }
    each_row(source, gather, header, &mut |gather, place, cells| {
        let text = cells.get(start).copied().unwrap_or_default();
        let at = wall(text)?;
        let quarter = at.quarter(text)?;
        for (index, series) in &homes {
            match energy(cells.get(*index).copied().unwrap_or_default(), WH) {
                Ok(energy) => {
                    gather.local(*series, place, (at.day, quarter), Cell::measured(energy));
                }
                // A bad cell is its home's alone: the others keep theirs, and it has a gap.
                Err(kind) => {
                    gather.local(*series, place, (at.day, quarter), Cell::measured(None));
                    gather.problem(place, kind);
                }
            }
        }
        Ok(())
    })
}

fn one_home(
    source: &mut Source<'_>,
    gather: &mut Gather,
    header: &Header,
    format: Format,
    point: Option<&Point>,
) -> Result<(), ImportError> {
    let local = format == Format::TwoColumn;
    let starts: &[&'static str] = if local { &["start_local"] } else { &["start", "start_utc"] };
    let start = header.needed(source, format, starts)?;
    let off_take = header.needed(source, format, &["offtake_kwh", "import_kwh"])?;
    let injection = header.position(INJECTION);
    ignore_others(gather, header, &[Some(start), Some(off_take), injection]);
    let point = point_of(&source.file, point)?;
    let mut columns = vec![(off_take, gather.series(&point, Direction::OffTake))];
    if let Some(injection) = injection {
        columns.push((injection, gather.series(&point, Direction::Injection)));
    }
    each_row(source, gather, header, &mut |gather, place, cells| {
        let text = cells.get(start).copied().unwrap_or_default();
        for (index, series) in &columns {
            let value = cells.get(*index).copied().unwrap_or_default();
            let cell = Cell::measured(energy(value, KWH)?);
            if local {
                let at = wall(text)?;
                gather.local(*series, place, (at.day, at.quarter(text)?), cell);
            } else {
                gather.at(*series, place, instant(text)?, cell);
            }
        }
        Ok(())
    })
}

fn members(
    source: &mut Source<'_>,
    gather: &mut Gather,
    header: &Header,
) -> Result<(), ImportError> {
    let start = header.needed(source, Format::Members, &["start"])?;
    let member = header.needed(source, Format::Members, &["member"])?;
    let off_take = header.position(OFF_TAKE);
    let injection = header.position(INJECTION);
    ignore_others(gather, header, &[Some(start), Some(member), off_take, injection]);
    let mut series: HashMap<(String, Direction), SeriesNumber> = HashMap::new();
    each_row(source, gather, header, &mut |gather, place, cells| {
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let at = instant(cell(start))?;
        for (column, direction) in
            [(off_take, Direction::OffTake), (injection, Direction::Injection)]
        {
            let Some(column) = column else { continue };
            let energy = energy(cell(column), KWH)?;
            let key = (cell(member).to_owned(), direction);
            let number = number_of(gather, &mut series, key)?;
            gather.at(number, place, at, Cell::measured(energy));
        }
        Ok(())
    })
}

fn number_of(
    gather: &mut Gather,
    series: &mut HashMap<(String, Direction), SeriesNumber>,
    key: (String, Direction),
) -> Result<SeriesNumber, Stop> {
    if let Some(number) = series.get(&key) {
        return Ok(*number);
    }
    let wrong = |_| Stop::from(ProblemKind::Point { text: key.0.clone() });
    let point: Point = key.0.parse().map_err(wrong)?;
    let number = gather.series(&point, key.1);
    series.insert(key, number);
    Ok(number)
}

fn own(source: &mut Source<'_>, gather: &mut Gather, header: &Header) -> Result<(), ImportError> {
    let needed = |wanted| header.needed(source, Format::Own, wanted);
    let (start, point, direction) =
        (needed(&["start"])?, needed(&["point"])?, needed(&["direction"])?);
    let value = needed(&["energy_kwh"])?;
    let (quality, register) = (header.position(&["quality"]), header.position(&["register"]));
    ignore_others(
        gather,
        header,
        &[Some(start), Some(point), Some(direction), Some(value), quality, register],
    );
    let mut series: HashMap<(String, Direction), SeriesNumber> = HashMap::new();
    each_row(source, gather, header, &mut |gather, place, cells| {
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let unknown = |what, text: &str| ProblemKind::Unknown { what, text: text.to_owned() };
        let at = instant(cell(start))?;
        let text = cell(direction);
        let direction: Direction = text.parse().map_err(|_| unknown("direction", text))?;
        let quality = match quality.map(cell) {
            None | Some("") => Quality::Measured,
            Some(text) => text.parse().map_err(|_| unknown("quality", text))?,
        };
        let register = match register.map(cell) {
            None | Some("") => Register::Total,
            Some(text) => {
                let obis = text.parse::<ObisCode>().ok();
                let found = Register::ALL.into_iter().find(|one| Some(one.obis(direction)) == obis);
                found.ok_or_else(|| unknown("register", text))?
            }
        };
        let energy = energy(cell(value), KWH)?;
        let number = number_of(gather, &mut series, (cell(point).to_owned(), direction))?;
        gather.at(number, place, at, Cell { energy, quality, register });
        Ok(())
    })
}
