//! `ConsumptionRecord` of the Austrian market (EDA): quarter-hours of one metering point, with what was
//! allocated to it in an energy community beside.

use super::length;
use crate::error::{ImportError, Place, ProblemKind};
use crate::gather::{Cell, Gather, SeriesNumber};
use crate::number::{KWH, WH, energy};
use crate::series::{Direction, Point, Quality, Register};
use crate::source::Source;
use crate::times::instant;
use crate::xml::{Token, Xml};

#[derive(Debug)]
struct Entry {
    place: Place,
    from: String,
    until: String,
    method: String,
    quantity: String,
}

/// Errors: other lengths, other units, a code that is of no energy.
pub(crate) fn read(source: Source<'_>, gather: &mut Gather) -> Result<(), ImportError> {
    let file = source.file.clone();
    let mut xml = Xml::new(source);
    let (mut point, mut said): (Option<Point>, Option<usize>) = (None, None);
    let mut data: Option<(Option<SeriesNumber>, u32, usize)> = None;
    let mut entry: Option<Entry> = None;
    loop {
        let place = xml.place();
        match xml.next()? {
            Token::Start { name, attributes } => match name.as_str() {
                "EnergyData" => {
                    let of = |wanted: &str| {
                        let found = attributes.iter().find(|(name, _)| name == wanted);
                        found.map_or("", |(_, value)| value.as_str())
                    };
                    let decimals = match of("UOM") {
                        "KWH" => KWH,
                        "WH" => WH,
                        unit => {
                            let (file, unit) = (file.clone(), unit.to_owned());
                            return Err(ImportError::Unit { file, place, unit });
                        }
                    };
                    let Some(point) = &point else {
                        let why = "no metering point before its energy".to_owned();
                        return Err(ImportError::Broken { file, place, why });
                    };
                    let code = of("MeterCode");
                    let series = match direction(code) {
                        Some(direction) => Some(gather.series(point, direction)),
                        None => {
                            gather.ignored.insert(format!("code `{code}`"));
                            None
                        }
                    };
                    data = Some((series, decimals, 0));
                }
                "EP" => {
                    let empty = String::new;
                    let (from, until, method, quantity) = (empty(), empty(), empty(), empty());
                    entry = Some(Entry { place, from, until, method, quantity });
                }
                _ => {}
            },
            Token::End { name, text } => match name.as_str() {
                "MeteringPoint" => match text.parse() {
                    Ok(found) => point = Some(found),
                    Err(error) => {
                        let why = format!("{error}");
                        return Err(ImportError::Broken { file, place, why });
                    }
                },
                "MeteringIntervall" if text != "QH" => {
                    let found = match text.as_str() {
                        "H" => "hours".to_owned(),
                        "D" => "days".to_owned(),
                        other => format!("intervals of `{other}`"),
                    };
                    return Err(ImportError::NotQuarterHours { file, found });
                }
                "NumberOfMeteringIntervall" => said = text.parse().ok(),
                "DTF" | "DTT" | "MM" | "BQ" => {
                    if let Some(entry) = &mut entry {
                        match name.as_str() {
                            "DTF" => entry.from = text,
                            "DTT" => entry.until = text,
                            "MM" => entry.method = text,
                            _ => entry.quantity = text,
                        }
                    }
                }
                "EP" => {
                    let (Some((series, decimals, count)), Some(entry)) = (&mut data, entry.take())
                    else {
                        continue;
                    };
                    *count = count.saturating_add(1);
                    let Some(series) = series else { continue };
                    gather.rows = gather.rows.saturating_add(1);
                    if let Err(kind) = put(gather, *series, &entry, *decimals) {
                        if let ProblemKind::Length { minutes: minutes @ (30 | 60 | 1_440) } = kind {
                            let found = length(minutes * 60);
                            return Err(ImportError::NotQuarterHours { file, found });
                        }
                        gather.problem(entry.place, kind);
                    }
                }
                "EnergyData" => {
                    if let (Some(said), Some((_, _, found))) = (said, data.take())
                        && said != found
                    {
                        let said = said.to_string();
                        gather.problem(place, ProblemKind::Count { said, found });
                    }
                }
                _ => {}
            },
            Token::Eof => return Ok(()),
        }
    }
}

/// `G.02` and `G.03` are shares of a community's generation: computed, not metered. Source: EDA,
/// ConsumptionRecord.
fn direction(code: &str) -> Option<Direction> {
    let (obis, kind) = code.split_once(' ')?;
    let direction = match obis {
        "1-1:1.9.0" => Direction::OffTake,
        "1-1:2.9.0" => Direction::Injection,
        _ => return None,
    };
    matches!(kind, "P.01" | "G.01").then_some(direction)
}

fn put(
    gather: &mut Gather,
    series: SeriesNumber,
    entry: &Entry,
    decimals: u32,
) -> Result<(), ProblemKind> {
    let (from, until) = (instant(&entry.from)?, instant(&entry.until)?);
    let seconds = until.seconds_since(from);
    if seconds != 900 {
        return Err(ProblemKind::Length { minutes: seconds / 60 });
    }
    let quality = match entry.method.as_str() {
        "L1" => Quality::Measured,
        "L2" => Quality::Replaced,
        "L3" => Quality::Estimated,
        text => {
            let text = text.to_owned();
            return Err(ProblemKind::Unknown { what: "metering method", text });
        }
    };
    let Some(energy) = energy(&entry.quantity, decimals)? else {
        return Err(ProblemKind::Missing { field: "BQ" });
    };
    let cell = Cell { energy: Some(energy), quality, register: Register::Total };
    gather.at(series, entry.place, from, cell);
    Ok(())
}
