//! HomeWizard: values of the registers every 15 minutes, local time. Energy of a quarter-hour is the
//! difference to the next row.

use super::{Header, each_row, length};
use crate::error::{ImportError, Place, ProblemKind};
use crate::format::Format;
use crate::gather::{Cell, Gather, SeriesNumber};
use crate::number::KWH;
use crate::registers::{Counted, Stand, counted};
use crate::series::{Direction, Point, Quality, Quarter};
use crate::source::Source;
use crate::times::wall;
use calendar::SettlementDay;
use units::parse_decimal;

const FORMAT: Format = Format::HomeWizard;
const REGISTERS: [&str; 4] = ["import t1 kwh", "import t2 kwh", "export t1 kwh", "export t2 kwh"];

struct Row {
    quarter: Quarter,
    values: Stand,
}

/// Errors: the columns are others, or the rows are not 15 minutes apart from the first one on.
pub(crate) fn read(
    source: &mut Source<'_>,
    gather: &mut Gather,
    point: Option<&Point>,
) -> Result<(), ImportError> {
    let header = Header::read(source, ',')?;
    let file = source.file.clone();
    let time = header.needed(source, FORMAT, &["time"])?;
    let import = header.needed(source, FORMAT, &["import t1 kwh"])?;
    let columns: [Option<usize>; 4] = REGISTERS.map(|name| header.position(&[name]));
    for (index, name) in header.names.iter().enumerate() {
        if index != time && !columns.contains(&Some(index)) {
            gather.ignored.insert(format!("column `{name}`"));
        }
    }
    let Some(point) = point else {
        let column = "name of a point: say which one it is";
        return Err(ImportError::NotOfFormat { file, format: FORMAT, column });
    };
    debug_assert!(columns.contains(&Some(import)));
    let directions = [Direction::OffTake, Direction::Injection];
    let series = directions.map(|direction| gather.series(point, direction));
    let mut before: Option<Row> = None;
    let mut first = true;
    each_row(source, gather, &header, &mut |gather, place, cells| {
        let text = cells.get(time).copied().unwrap_or_default();
        let at = wall(text)?;
        let quarter = at.quarter(text)?;
        let quarter = row_quarter(at.day, quarter, before.as_ref())?;
        let mut values = [None; 4];
        for (value, column) in values.iter_mut().zip(columns) {
            let text = column.and_then(|column| cells.get(column)).copied().unwrap_or_default();
            if !text.is_empty() {
                let energy = parse_decimal(text, KWH).map_err(ProblemKind::from)?;
                *value = Some(energy);
            }
        }
        let row = Row { quarter, values };
        let Some(earlier) = before.replace(Row { quarter, values }) else { return Ok(()) };
        let step = i64::from(row.quarter.0) - i64::from(earlier.quarter.0);
        let is_first = std::mem::take(&mut first);
        if step != 1 {
            if is_first && step > 1 {
                let (file, found) = (file.clone(), format!("registers, {}", length(step * 900)));
                return Err(ImportError::NotQuarterHours { file, found }.into());
            }
            return Err(ProblemKind::Length { minutes: step.saturating_mul(15) }.into());
        }
        let result = differences(gather, place, &earlier, &row, series);
        result.map_err(Into::into)
    })
}

/// The quarter-hour that begins at a row. Of an hour that comes twice, the second one is the one that
/// lies behind the row before.
fn row_quarter(
    day: SettlementDay,
    quarter: u32,
    before: Option<&Row>,
) -> Result<Quarter, ProblemKind> {
    let first = Quarter::first_of(day).0;
    let number = i32::try_from(quarter).unwrap_or(0);
    let plain = first.saturating_add(number);
    Ok(Quarter(match (day.quarter_hours(), quarter) {
        (92, 8..12) => return Err(ProblemKind::SkippedHour { day }),
        (92, 12..) => plain.saturating_sub(4),
        (100, 12..) => plain.saturating_add(4),
        (100, 8..12) if before.is_some_and(|row| row.quarter.0 >= plain) => plain.saturating_add(4),
        _ => plain,
    }))
}

fn differences(
    gather: &mut Gather,
    place: Place,
    earlier: &Row,
    later: &Row,
    series: [SeriesNumber; 2],
) -> Result<(), ProblemKind> {
    let counted = counted(&earlier.values, &later.values).map_err(|impossible| {
        let text = units::format_decimal(i128::from(impossible.after), KWH);
        match REGISTERS.get(impossible.register) {
            Some(name) if impossible.after < impossible.before => {
                ProblemKind::WentBack { register: (*name).to_owned(), text }
            }
            _ => ProblemKind::TooLarge { text },
        }
    })?;
    for (number, Counted { energy, register }) in series.into_iter().zip(counted) {
        let cell = Cell { energy, quality: Quality::Measured, register };
        gather.at(number, place, earlier.quarter.start(), cell);
    }
    Ok(())
}
