//! JSON of portals: the Fluvius API as EDDIE receives it, mean power of EnergyID; and answers that are
//! known and have no quarter-hours.

use crate::error::{ImportError, Place, ProblemKind};
use crate::format::Format;
use crate::gather::{Cell, Gather};
use crate::number::{KWH, WH, checked, energy, plain};
use crate::series::{Direction, Point, Quality, Register};
use crate::source::Source;
use crate::times::instant;
use serde_json::Value;
use std::io::{BufReader, Cursor};

/// What JSON it is, by what is in it. The source can be read again.
/// Errors: no JSON, or JSON of something else, which is named where it is known.
pub(crate) fn recognise(source: &mut Source<'_>) -> Result<Format, ImportError> {
    let bytes = source.whole()?;
    let file = source.file.clone();
    let value = parsed(&file, &bytes)?;
    let first = match &value {
        Value::Array(all) => all.first().unwrap_or(&Value::Null),
        other => other,
    };
    let not_quarters = |found: &str| {
        let found = found.to_owned();
        Err(ImportError::NotQuarterHours { file: file.clone(), found })
    };
    let format = if first.pointer("/data/headpoint").is_some() {
        Format::FluviusApi
    } else if first.pointer("/series/index").is_some() {
        Format::EnergyIdPower
    } else if first.get("cups").is_some() {
        return not_quarters("hours of Datadis");
    } else if let Some(readings) = first.pointer("/meter_reading/interval_reading") {
        let step = readings.pointer("/0/interval_length").and_then(Value::as_str);
        return not_quarters(&format!("mean power of Enedis over {}", step.unwrap_or("nothing")));
    } else if first.get("MarketEvaluationPoint").is_some() {
        return not_quarters("daily register values of Mijn Aansluiting");
    } else {
        let beginning: String =
            String::from_utf8_lossy(&bytes).split_whitespace().collect::<Vec<_>>().join(" ");
        let beginning = beginning.chars().take(80).collect();
        return Err(ImportError::FormatUnknown { file, beginning });
    };
    source.reader = Box::new(BufReader::new(Cursor::new(bytes)));
    Ok(format)
}

fn parsed(file: &str, bytes: &[u8]) -> Result<Value, ImportError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| ImportError::Broken {
        file: file.to_owned(),
        place: Place::Line(u32::try_from(error.line()).unwrap_or(u32::MAX)),
        why: error.to_string(),
    })
}

/// Errors: no JSON, other lengths, gas.
pub(crate) fn read(
    source: &mut Source<'_>,
    gather: &mut Gather,
    format: Format,
    point: Option<&Point>,
) -> Result<(), ImportError> {
    let bytes = source.whole()?;
    let value = parsed(&source.file, &bytes)?;
    match format {
        Format::EnergyIdPower => power(&source.file, &value, gather, point),
        _ => Api { file: &source.file, gather, entry: 0 }.read(&value),
    }
}

fn number(value: &Value) -> Result<Option<String>, ProblemKind> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => Ok(Some(plain(number))),
        Value::String(text) => Ok(Some(text.clone())),
        other => {
            Err(ProblemKind::NotANumber { text: other.to_string().chars().take(80).collect() })
        }
    }
}

/// Mean power in kW: a quarter of it is the energy in kWh. Times are the starts of the quarter-hours, as
/// in the other files of EnergyID.
fn power(
    file: &str,
    value: &Value,
    gather: &mut Gather,
    point: Option<&Point>,
) -> Result<(), ImportError> {
    let list = |pointer: &str| value.pointer(pointer).and_then(Value::as_array);
    let (Some(index), Some(data)) = (list("/series/index"), list("/series/data")) else {
        let (file, format) = (file.to_owned(), Format::EnergyIdPower);
        return Err(ImportError::NotOfFormat { file, format, column: "series" });
    };
    let id = value.get("id").and_then(Value::as_str).and_then(|id| id.parse::<Point>().ok());
    let Some(point) = id.or_else(|| point.cloned()) else {
        let (file, format) = (file.to_owned(), Format::EnergyIdPower);
        return Err(ImportError::NotOfFormat { file, format, column: "id" });
    };
    if index.len() != data.len() {
        let (said, found) = (format!("{} values", index.len()), data.len());
        gather.problem(Place::Entry(1), ProblemKind::Count { said, found });
    }
    let series = gather.series(&point, Direction::OffTake);
    for ((start, value), entry) in index.iter().zip(data).zip(1..) {
        gather.rows = gather.rows.saturating_add(1);
        let place = Place::Entry(entry);
        let row = || {
            let at = instant(start.as_str().unwrap_or_default())?;
            let Some(text) = number(value)? else { return Ok((at, None)) };
            let power = units::parse_decimal(&text, KWH)?;
            if power % 4 != 0 {
                return Err(ProblemKind::TooManyDecimals { text, most: KWH });
            }
            Ok((at, Some(checked(power / 4, &text)?)))
        };
        match row() {
            Ok((at, energy)) => gather.at(series, place, at, Cell::measured(energy)),
            Err(kind) => gather.problem(place, kind),
        }
    }
    Ok(())
}

/// The answer of the Fluvius API.
struct Api<'a> {
    file: &'a str,
    gather: &'a mut Gather,
    entry: u32,
}

impl Api<'_> {
    fn read(&mut self, value: &Value) -> Result<(), ImportError> {
        let Some(head) = value.pointer("/data/headpoint") else {
            let (file, format) = (self.file.to_owned(), Format::FluviusApi);
            return Err(ImportError::NotOfFormat { file, format, column: "data.headpoint" });
        };
        if head.get("energyType").and_then(Value::as_str) == Some("G") {
            let (file, found) = (self.file.to_owned(), "gas".to_owned());
            return Err(ImportError::NotElectricity { file, found });
        }
        self.point(head)
    }

    /// A point, its meters, and what is metered behind it.
    fn point(&mut self, value: &Value) -> Result<(), ImportError> {
        let ean = value.get("ean").and_then(Value::as_str).unwrap_or_default();
        let meters = value.get("physicalMeters").and_then(Value::as_array);
        let holders = std::iter::once(value).chain(meters.into_iter().flatten());
        let mut quarters = false;
        let mut others: Option<&str> = None;
        for holder in holders {
            for (field, found) in [("hourlyEnergy", "hours"), ("dailyEnergy", "days")] {
                others = others.or_else(|| holder.get(field).map(|_| found));
            }
            let Some(entries) = holder.get("quarterHourlyEnergy").and_then(Value::as_array) else {
                continue;
            };
            quarters = true;
            for entry in entries {
                self.entry = self.entry.saturating_add(1);
                self.gather.rows = self.gather.rows.saturating_add(1);
                if let Err(kind) = self.entry(ean, entry) {
                    self.gather.problem(Place::Entry(self.entry), kind);
                }
            }
        }
        if let (false, Some(found)) = (quarters, others) {
            let (file, found) = (self.file.to_owned(), found.to_owned());
            return Err(ImportError::NotQuarterHours { file, found });
        }
        let behind = value.get("subHeadpoints").and_then(Value::as_array);
        // Deeper than one level does not occur; a nest of them would be a stack of ours.
        for sub in behind.into_iter().flatten().filter(|sub| sub.get("subHeadpoints").is_none()) {
            self.point(sub)?;
        }
        Ok(())
    }

    fn entry(&mut self, ean: &str, entry: &Value) -> Result<(), ProblemKind> {
        let time = |field: &'static str| {
            let text = entry.get(field).and_then(Value::as_str);
            instant(text.ok_or(ProblemKind::Missing { field })?)
        };
        let (start, end) = (time("start")?, time("end")?);
        let seconds = end.seconds_since(start);
        if seconds != 900 {
            return Err(ProblemKind::Length { minutes: seconds / 60 });
        }
        let wrong = |_| ProblemKind::Point { text: ean.to_owned() };
        let point: Point = ean.parse().map_err(wrong)?;
        let measurements = entry.get("measurements").and_then(Value::as_array);
        for measurement in measurements.into_iter().flatten() {
            for (field, direction) in
                [("offtake", Direction::OffTake), ("injection", Direction::Injection)]
            {
                let Some(values) = measurement.get(field).and_then(Value::as_object) else {
                    continue;
                };
                // The total of day and night beside them would count twice.
                let by_rate = values.contains_key("day") || values.contains_key("night");
                for (name, value) in values {
                    if by_rate && name == "total" {
                        continue;
                    }
                    let register = match name.as_str() {
                        "total" => Register::Total,
                        "day" => Register::One,
                        "night" => Register::Two,
                        // Reactive and capacitive energy, and whatever comes to be.
                        other => {
                            self.gather.ignored.insert(format!("{field} `{other}`"));
                            continue;
                        }
                    };
                    let mut cell = cell(value)?;
                    cell.register = register;
                    let series = self.gather.series(&point, direction);
                    self.gather.at(series, Place::Entry(self.entry), start, cell);
                }
            }
        }
        Ok(())
    }
}

fn cell(value: &Value) -> Result<Cell, ProblemKind> {
    let word = |field: &'static str| {
        value.get(field).and_then(Value::as_str).ok_or(ProblemKind::Missing { field })
    };
    let unit = word("unit")?;
    let decimals = match unit {
        "kWh" => KWH,
        "Wh" => WH,
        _ => return Err(ProblemKind::Unknown { what: "unit", text: unit.to_owned() }),
    };
    let state = word("validationState")?;
    let quality = match state {
        "READ" | "VAL" => Quality::Measured,
        "EST" => Quality::Estimated,
        "NVAL" => Quality::Unknown,
        _ => {
            let text = state.to_owned();
            return Err(ProblemKind::Unknown { what: "validation state", text });
        }
    };
    let text = number(value.get("value").unwrap_or(&Value::Null))?;
    let energy = energy(text.as_deref().unwrap_or_default(), decimals)?;
    Ok(Cell { energy, quality, register: Register::Total })
}
