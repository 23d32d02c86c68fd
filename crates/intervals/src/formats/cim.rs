//! Time series of IEC 62325, as EDDIE makes them of validated historical data. Whose series it is comes
//! behind its points.

use super::length;
use crate::error::{ImportError, Place, ProblemKind};
use crate::gather::{Cell, Gather};
use crate::number::{KWH, WH, energy};
use crate::series::{Direction, Point, Quality, Register};
use crate::source::Source;
use crate::times::instant;
use crate::xml::{Token, Xml};

/// Active energy. Source: ENTSO-E, list of energy products.
const ACTIVE_ENERGY: &str = "8716867000030";

#[derive(Debug, Default)]
struct TimeSeries {
    point: String,
    direction: String,
    product: String,
    unit: String,
    commodity: String,
    periods: Vec<Period>,
}

#[derive(Debug, Default)]
struct Period {
    resolution: String,
    start: String,
    points: Vec<Value>,
}

#[derive(Debug)]
struct Value {
    place: Place,
    position: String,
    quantity: String,
    quality: String,
}

/// Errors: no time series, other lengths, other energy than electricity, other units.
pub(crate) fn read(source: Source<'_>, gather: &mut Gather) -> Result<(), ImportError> {
    let file = source.file.clone();
    let mut xml = Xml::new(source);
    let mut series: Option<TimeSeries> = None;
    let mut value: Option<Value> = None;
    let mut any = false;
    loop {
        let place = xml.place();
        match xml.next()? {
            Token::Start { name, .. } => match name.as_str() {
                "TimeSeries" | "Series" => series = Some(TimeSeries::default()),
                "Period" => {
                    if let Some(series) = &mut series {
                        series.periods.push(Period::default());
                    }
                }
                "Point" => {
                    let empty = String::new;
                    let (position, quantity, quality) = (empty(), empty(), empty());
                    value = Some(Value { place, position, quantity, quality });
                }
                _ => {}
            },
            Token::End { name, text } => {
                let Some(open) = &mut series else { continue };
                match name.as_str() {
                    "TimeSeries" | "Series" => {
                        any = true;
                        if let Some(series) = series.take() {
                            put(&file, place, &series, gather)?;
                        }
                    }
                    "marketEvaluationPoint.mRID" => open.point = text,
                    "flowDirection.direction" => open.direction = text,
                    "product" => open.product = text,
                    "energy_Measurement_Unit.name" | "measurement_Unit.name" => open.unit = text,
                    name if name.ends_with("readingType.commodity") => open.commodity = text,
                    "Point" => {
                        if let (Some(period), Some(value)) = (open.periods.last_mut(), value.take())
                        {
                            period.points.push(value);
                        }
                    }
                    "resolution" | "start" => {
                        if let Some(period) = open.periods.last_mut() {
                            let field = if name == "start" {
                                &mut period.start
                            } else {
                                &mut period.resolution
                            };
                            *field = text;
                        }
                    }
                    "position" | "energy_Quantity.quantity" | "energy_Quantity.quality" => {
                        if let Some(value) = &mut value {
                            match name.as_str() {
                                "position" => value.position = text,
                                "energy_Quantity.quantity" => value.quantity = text,
                                _ => value.quality = text,
                            }
                        }
                    }
                    _ => {}
                }
            }
            Token::Eof if any => return Ok(()),
            Token::Eof => {
                let found = "a document without time series".to_owned();
                return Err(ImportError::AnotherMessage { file, found });
            }
        }
    }
}

/// Seconds of `PT15M`, `PT1H`, `P1D`, and of the long form `P0Y0M0DT0H15M0.000S`.
fn seconds(duration: &str) -> Option<i64> {
    let (date, time) =
        duration.strip_prefix('P')?.split_once('T').unwrap_or((duration.strip_prefix('P')?, ""));
    let mut sum: i64 = 0;
    for (part, units) in [
        (date, &[('Y', 31_536_000), ('M', 2_592_000), ('D', 86_400)][..]),
        (time, &[('H', 3_600), ('M', 60), ('S', 1)][..]),
    ] {
        let mut number = String::new();
        for c in part.chars() {
            if c.is_ascii_digit() || c == '.' {
                number.push(c);
                continue;
            }
            let (_, unit) = units.iter().find(|(letter, _)| *letter == c)?;
            let whole = number.split_once('.').map_or(number.as_str(), |(whole, _)| whole);
            sum = sum.checked_add(whole.parse::<i64>().ok()?.checked_mul(*unit)?)?;
            number.clear();
        }
        if !number.is_empty() {
            return None;
        }
    }
    Some(sum)
}

fn put(
    file: &str,
    place: Place,
    series: &TimeSeries,
    gather: &mut Gather,
) -> Result<(), ImportError> {
    let file = || file.to_owned();
    let broken = |why: String| ImportError::Broken { file: file(), place, why };
    if series.commodity == "7" {
        return Err(ImportError::NotElectricity { file: file(), found: "gas".to_owned() });
    }
    if !series.product.is_empty() && series.product != ACTIVE_ENERGY {
        gather.ignored.insert(format!("product {}", series.product));
        return Ok(());
    }
    let decimals = match series.unit.to_ascii_uppercase().as_str() {
        "KWH" => KWH,
        "WHR" | "WH" => WH,
        "MWH" => 9,
        _ => return Err(ImportError::Unit { file: file(), place, unit: series.unit.clone() }),
    };
    let direction = match series.direction.as_str() {
        "A02" => Direction::OffTake,
        "A01" => Direction::Injection,
        other => return Err(broken(format!("direction `{other}` is neither A01 nor A02"))),
    };
    let point: Point = series.point.parse().map_err(|error| broken(format!("{error}")))?;
    let number = gather.series(&point, direction);
    for period in &series.periods {
        let Some(resolution) = seconds(&period.resolution) else {
            return Err(broken(format!("`{}` is no resolution", period.resolution)));
        };
        let Some(quarters) = gather.quarters_of(resolution) else {
            let found = length(resolution);
            return Err(ImportError::NotQuarterHours { file: file(), found });
        };
        let start = instant(&period.start).map_err(|kind| broken(kind.to_string()))?;
        for value in &period.points {
            gather.rows = gather.rows.saturating_add(1);
            match cell(value, decimals) {
                Ok((position, cell)) => {
                    let minutes = quarters.saturating_mul(15).saturating_mul(position);
                    let at = (start.plus_min(minutes), quarters);
                    gather.at_each(number, value.place, at, cell);
                }
                Err(kind) => gather.problem(value.place, kind),
            }
        }
    }
    Ok(())
}

/// The place of a value in its period, from 0, and what it says.
fn cell(value: &Value, decimals: u32) -> Result<(i64, Cell), ProblemKind> {
    let position = value.position.parse::<u32>().ok().filter(|position| *position >= 1);
    let Some(position) = position else {
        return Err(ProblemKind::NotANumber { text: value.position.clone() });
    };
    let read = energy(&value.quantity, decimals)?;
    // Source: ENTSO-E, list of quality types.
    let (energy, quality) = match value.quality.as_str() {
        "A04" | "" => (read, Quality::Measured),
        "A01" | "A06" => (read, Quality::Replaced),
        "A03" => (read, Quality::Estimated),
        "A05" => (read, Quality::Unknown),
        "A02" => (None, Quality::Unknown),
        other => {
            let text = other.to_owned();
            return Err(ProblemKind::Unknown { what: "quality", text });
        }
    };
    if energy.is_none() && value.quality != "A02" {
        return Err(ProblemKind::Missing { field: "quantity" });
    }
    Ok((i64::from(position) - 1, Cell { energy, quality, register: Register::Total }))
}
