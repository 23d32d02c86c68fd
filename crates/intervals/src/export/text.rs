//! Rows and lines.

use super::ExportError;
use crate::series::{Interval, Quarter, Series};
use serde_json::json;
use std::io::Write;
use units::format_decimal;

fn kwh(interval: &Interval) -> String {
    format_decimal(i128::from(interval.energy.0), 6)
}

/// `start,point,direction,energy_kwh,quality,register`; a gap is a row with an empty value, so that it
/// is not taken for a row that was lost. Errors: it cannot be written.
pub fn csv(series: &[Series], out: &mut dyn Write) -> Result<u64, ExportError> {
    let mut rows = 0_u64;
    writeln!(out, "start,point,direction,energy_kwh,quality,register")?;
    for one in series {
        let (point, direction) = (&one.point, one.direction);
        let mut expected = one.first().unwrap_or(Quarter(0));
        for interval in &one.intervals {
            while expected < interval.quarter {
                writeln!(out, "{},{point},{direction},,,", expected.start().to_local_string())?;
                expected = expected.next();
                rows = rows.saturating_add(1);
            }
            let start = interval.quarter.start().to_local_string();
            let register = interval.register.obis(direction);
            let (kwh, quality) = (kwh(interval), interval.quality);
            writeln!(out, "{start},{point},{direction},{kwh},{quality},{register}")?;
            expected = interval.quarter.next();
            rows = rows.saturating_add(1);
        }
    }
    Ok(rows)
}

/// One object for each series and local day, so that no line grows with the time asked for. Errors: it
/// cannot be written.
pub fn json(series: &[Series], out: &mut dyn Write) -> Result<u64, ExportError> {
    let mut rows = 0_u64;
    for one in series {
        let mut rest = one.intervals.as_slice();
        while let Some(first) = rest.first() {
            let day = first.quarter.day();
            let end = Quarter::first_of(day.next());
            let count = rest.partition_point(|interval| interval.quarter < end).max(1);
            let (now, later) = rest.split_at(count.min(rest.len()));
            let intervals: Vec<serde_json::Value> = now
                .iter()
                .map(|interval| {
                    json!({
                        "start": interval.quarter.start().to_local_string(),
                        "energy_kwh": kwh(interval),
                        "quality": interval.quality.name(),
                        "register": interval.register.obis(one.direction).to_string(),
                    })
                })
                .collect();
            let line = json!({
                "point": one.point.as_str(), "direction": one.direction.name(),
                "day": day.to_string(), "quarter_hours": day.quarter_hours(),
                "intervals": intervals,
            });
            writeln!(out, "{line}")?;
            rows = rows.saturating_add(now.len() as u64);
            rest = later;
        }
    }
    Ok(rows)
}
