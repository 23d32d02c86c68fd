//! `tirelire intervals show`.

use super::{Asked, open, read};
use crate::failure::Failure;
use ::intervals::{Direction, Quality};
use serde_json::json;
use std::io::Write;
use units::format_decimal;

/// A line for each day and direction of which something is known.
pub fn run(url: &str, asked: &Asked, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = open(url, &asked.place)?;
    let (_, series) = read(&mut store, asked)?;
    let mut day = asked.from;
    while day < asked.until {
        for direction in Direction::ALL {
            let of = series.iter().find(|series| series.direction == direction);
            let intervals = of.map_or(&[][..], |series| series.day(day));
            if intervals.is_empty() {
                continue;
            }
            let sum: i64 = intervals.iter().map(|one| one.energy.0).sum();
            let kwh = format_decimal(i128::from(sum), 6);
            let count = |quality| intervals.iter().filter(|one| one.quality == quality).count();
            let qualities: Vec<(&str, usize)> =
                Quality::ALL.into_iter().map(|quality| (quality.name(), count(quality))).collect();
            if json {
                let mut line = json!({
                    "day": day.to_string(), "direction": direction.name(), "kwh": kwh,
                    "known": intervals.len(), "quarter_hours": day.quarter_hours(),
                });
                for (name, count) in qualities {
                    if let Some(line) = line.as_object_mut() {
                        line.insert(name.to_owned(), count.into());
                    }
                }
                writeln!(out, "{line}")?;
            } else {
                let marks: Vec<String> = qualities
                    .iter()
                    .filter(|(_, count)| *count > 0)
                    .map(|(name, count)| format!("{count} {name}"))
                    .collect();
                let (known, all) = (intervals.len(), day.quarter_hours());
                let marks = marks.join(", ");
                writeln!(
                    out,
                    "{day}  {direction:<9}  {kwh:>14} kWh  {known:>3} of {all}: {marks}"
                )?;
            }
        }
        day = day.next();
    }
    Ok(())
}
