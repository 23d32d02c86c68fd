//! Green Button: ESPI in Atom. What a block's numbers mean stands in another entry, found by links, in
//! whatever order they come; so all is read, then put together.

use super::length;
use crate::error::{ImportError, Place, ProblemKind};
use crate::gather::{Cell, Gather};
use crate::number::checked;
use crate::series::{Direction, Point, Quality, Register};
use crate::source::Source;
use crate::times::unix;
use crate::xml::{Token, Xml};
use calendar::Instant;
use std::collections::HashMap;

/// Energy in watt-hours. Source: ESPI, UomType.
const UOM_WH: &str = "72";
/// Differences, not values of a register. Source: ESPI, AccumulationBehaviourType.
const DELTA: &str = "4";

#[derive(Debug, Default)]
struct Entry {
    own: String,
    up: String,
    related: Vec<String>,
}

#[derive(Debug)]
struct Reading {
    place: Place,
    start: String,
    duration: String,
    value: String,
    quality: String,
    tou: String,
}

#[derive(Debug)]
struct Block {
    place: Place,
    start: String,
    duration: String,
    readings: Vec<Reading>,
}

type Fields = HashMap<String, String>;

#[derive(Debug, Default)]
struct Feed {
    types: HashMap<String, Fields>,
    /// By the link of a meter reading: what is related to it.
    meter_readings: HashMap<String, Vec<String>>,
    blocks: Vec<(Entry, Block)>,
}

/// Errors: no blocks, blocks without a unit, other lengths, other than energy in Wh.
pub(crate) fn read(
    source: Source<'_>,
    gather: &mut Gather,
    point: Option<&Point>,
) -> Result<(), ImportError> {
    let file = source.file.clone();
    let feed = feed(Xml::new(source))?;
    if feed.blocks.is_empty() {
        let found = "a feed without blocks of intervals".to_owned();
        return Err(ImportError::AnotherMessage { file, found });
    }
    gather.holes_are_said = true;
    for (entry, block) in &feed.blocks {
        put(&file, &feed, entry, block, gather, point)?;
    }
    Ok(())
}

/// Links are written with one slash or two.
fn link(href: &str) -> String {
    let path = href.split_once("/resource/").map_or(href, |(_, path)| path);
    path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

fn feed(mut xml: Xml<'_>) -> Result<Feed, ImportError> {
    let mut feed = Feed::default();
    let mut entry = Entry::default();
    let mut content: Option<(String, Fields)> = None;
    let (mut block, mut reading): (Option<Block>, Option<Reading>) = (None, None);
    let mut blocks: Vec<Block> = Vec::new();
    let mut interval: Option<[String; 2]> = None;
    loop {
        let place = xml.place();
        match xml.next()? {
            Token::Start { name, attributes } => match name.as_str() {
                "entry" => entry = Entry::default(),
                "link" => {
                    let of = |wanted: &str| {
                        let found = attributes.iter().find(|(name, _)| name == wanted);
                        found.map_or("", |(_, value)| value.as_str())
                    };
                    let href = link(of("href"));
                    match of("rel") {
                        "self" => entry.own = href,
                        "up" => entry.up = href,
                        "related" => entry.related.push(href),
                        _ => {}
                    }
                }
                "ReadingType" | "MeterReading" => content = Some((name, Fields::new())),
                "IntervalBlock" => {
                    let (start, duration) = (String::new(), String::new());
                    block = Some(Block { place, start, duration, readings: Vec::new() });
                }
                "interval" | "timePeriod" => interval = Some([String::new(), String::new()]),
                "IntervalReading" if block.is_some() => {
                    let empty = String::new;
                    reading = Some(Reading {
                        place,
                        start: empty(),
                        duration: empty(),
                        value: empty(),
                        quality: empty(),
                        tou: empty(),
                    });
                }
                _ => {}
            },
            Token::End { name, text } => match name.as_str() {
                "start" | "duration" => {
                    if let Some([start, duration]) = &mut interval {
                        *(if name == "start" { start } else { duration }) = text;
                    }
                }
                "interval" => {
                    if let (Some(block), Some([start, duration])) = (&mut block, interval.take()) {
                        (block.start, block.duration) = (start, duration);
                    }
                }
                "timePeriod" => {
                    if let (Some(reading), Some([start, duration])) =
                        (&mut reading, interval.take())
                    {
                        (reading.start, reading.duration) = (start, duration);
                    }
                }
                "value" | "quality" | "tou" if reading.is_some() => {
                    if let Some(reading) = &mut reading {
                        match name.as_str() {
                            "value" => reading.value = text,
                            "quality" => reading.quality = text,
                            _ => reading.tou = text,
                        }
                    }
                }
                "IntervalReading" => {
                    if let (Some(block), Some(reading)) = (&mut block, reading.take()) {
                        block.readings.push(reading);
                    }
                }
                "IntervalBlock" => blocks.extend(block.take()),
                "entry" => {
                    let entry = std::mem::take(&mut entry);
                    match content.take() {
                        Some((kind, fields)) if kind == "ReadingType" => {
                            feed.types.insert(entry.own.clone(), fields);
                        }
                        Some(_) => {
                            feed.meter_readings.insert(entry.own.clone(), entry.related.clone());
                        }
                        None => {}
                    }
                    for block in blocks.drain(..) {
                        let (own, up) = (entry.own.clone(), entry.up.clone());
                        feed.blocks.push((Entry { own, up, related: Vec::new() }, block));
                    }
                }
                _ => {
                    if let Some((_, fields)) = &mut content {
                        fields.insert(name, text);
                    }
                }
            },
            Token::Eof => return Ok(feed),
        }
    }
}

/// What the numbers of a block mean.
struct Meaning {
    direction: Direction,
    /// Power of ten from a value to a mWh.
    power: i32,
    register: Register,
    quality: Quality,
    length_s: Option<i64>,
}

fn put(
    file: &str,
    feed: &Feed,
    entry: &Entry,
    block: &Block,
    gather: &mut Gather,
    point: Option<&Point>,
) -> Result<(), ImportError> {
    let owned = || file.to_owned();
    let lengths =
        |seconds: i64| ImportError::NotQuarterHours { file: owned(), found: length(seconds) };
    let seconds = |reading: &Reading| reading.duration.parse::<i64>().ok();
    if let Some(first) = block.readings.first().and_then(seconds)
        && gather.quarters_of(first).is_none()
    {
        return Err(lengths(first));
    }
    // `.../MeterReading/1/IntervalBlock/7` belongs to `.../MeterReading/1`.
    let of_meter = |path: &str| {
        let before = path.split_once("/IntervalBlock").map(|(before, _)| before.to_owned());
        before.filter(|before| !before.is_empty())
    };
    let meter = of_meter(&entry.up).or_else(|| of_meter(&entry.own)).unwrap_or_default();
    let related = feed.meter_readings.get(&meter);
    let by_link = related.and_then(|links| links.iter().find_map(|link| feed.types.get(link)));
    let only = if feed.types.len() == 1 { feed.types.values().next() } else { None };
    let Some(fields) = by_link.or(only) else { return Err(ImportError::NoUnit { file: owned() }) };
    let meaning = meaning(file, block.place, fields)?;
    if let Some(seconds) = meaning.length_s.filter(|seconds| gather.quarters_of(*seconds).is_none())
    {
        return Err(lengths(seconds));
    }
    let mut parts = meter.split('/').skip_while(|part| *part != "UsagePoint").skip(1);
    let named = parts.next().and_then(|id| id.parse::<Point>().ok());
    let Some(point) = named.or_else(|| point.cloned()) else {
        return Err(ImportError::Broken {
            file: owned(),
            place: block.place,
            why: "no link says whose block it is".to_owned(),
        });
    };
    let series = gather.series(&point, meaning.direction);
    let until = match (unix(&block.start), block.duration.parse::<i64>()) {
        (Ok(start), Ok(duration)) => Some(start.plus_s(duration)),
        _ => None,
    };
    let mut inside = 0_usize;
    for reading in &block.readings {
        gather.rows = gather.rows.saturating_add(1);
        let quarters = |seconds: i64| gather.quarters_of(seconds);
        match cell(reading, &meaning, until, &quarters) {
            Ok((start, quarters, cell)) => {
                inside = inside.saturating_add(usize::try_from(quarters).unwrap_or(1));
                gather.at_each(series, reading.place, (start, quarters), cell);
            }
            Err(kind) => gather.problem(reading.place, kind),
        }
    }
    if let Ok(duration) = block.duration.parse::<i64>()
        && usize::try_from(duration / 900) != Ok(inside)
    {
        let said = format!("{} quarter-hours", duration / 900);
        gather.problem(block.place, ProblemKind::Count { said, found: inside });
    }
    Ok(())
}

fn meaning(file: &str, place: Place, fields: &Fields) -> Result<Meaning, ImportError> {
    let of = |name: &str| fields.get(name).map_or("", String::as_str);
    let file = || file.to_owned();
    if !matches!(of("commodity"), "" | "0" | "1" | "2") {
        let found = format!("commodity {}", of("commodity"));
        return Err(ImportError::NotElectricity { file: file(), found });
    }
    if of("uom") != UOM_WH {
        let unit = format!("uom {}", of("uom"));
        return Err(ImportError::Unit { file: file(), place, unit });
    }
    if !matches!(of("accumulationBehaviour"), "" | DELTA) {
        let found = "values of registers".to_owned();
        return Err(ImportError::NotQuarterHours { file: file(), found });
    }
    let direction = match of("flowDirection") {
        "1" => Direction::OffTake,
        "19" => Direction::Injection,
        other => {
            let why = format!("flow direction `{other}` is neither 1 nor 19");
            return Err(ImportError::Broken { file: file(), place, why });
        }
    };
    let multiplier = match of("powerOfTenMultiplier") {
        "" => Some(0),
        text => text.parse::<i32>().ok().filter(|power| (-9..=9).contains(power)),
    };
    let Some(multiplier) = multiplier else {
        let unit = format!("Wh times ten to the power of `{}`", of("powerOfTenMultiplier"));
        return Err(ImportError::Unit { file: file(), place, unit });
    };
    Ok(Meaning {
        direction,
        power: multiplier + 3,
        register: register(of("tou")).unwrap_or(Register::Total),
        quality: quality(of("defaultQuality")).unwrap_or(Quality::Measured),
        length_s: of("intervalLength").parse().ok(),
    })
}

fn register(tou: &str) -> Option<Register> {
    tou.parse().ok().and_then(Register::from_code)
}

/// Source: ESPI, QualityOfReading.
fn quality(code: &str) -> Option<Quality> {
    Some(match code {
        "0" | "14" | "17" | "18" | "19" => Quality::Measured,
        "7" | "11" | "13" | "15" => Quality::Replaced,
        "8" | "9" | "12" => Quality::Estimated,
        "10" | "16" => Quality::Unknown,
        _ => return None,
    })
}

fn cell(
    reading: &Reading,
    meaning: &Meaning,
    until: Option<Instant>,
    quarters: &dyn Fn(i64) -> Option<i64>,
) -> Result<(Instant, i64, Cell), ProblemKind> {
    let start = unix(&reading.start)?;
    let duration = reading.duration.as_str();
    let length = match (duration.parse::<i64>(), meaning.length_s) {
        (Ok(seconds), _) => seconds,
        (Err(_), Some(seconds)) if duration.is_empty() => seconds,
        (Err(_), _) => return Err(ProblemKind::NotANumber { text: duration.to_owned() }),
    };
    let Some(quarters) = quarters(length) else {
        return Err(ProblemKind::Length { minutes: length / 60 });
    };
    if let Some(until) = until.filter(|until| start >= *until) {
        return Err(ProblemKind::OutsideBlock { until: until.to_utc_string() });
    }
    let text = reading.value.as_str();
    if text.is_empty() {
        return Err(ProblemKind::Missing { field: "value" });
    }
    let not_a_number = || ProblemKind::NotANumber { text: text.to_owned() };
    let value: i64 = text.parse().map_err(|_| not_a_number())?;
    let factor = 10_i64.checked_pow(meaning.power.unsigned_abs()).ok_or_else(not_a_number)?;
    let energy = match meaning.power {
        0.. => value.checked_mul(factor),
        _ if value % factor != 0 => {
            return Err(ProblemKind::TooManyDecimals { text: text.to_owned(), most: 3 });
        }
        _ => Some(value / factor),
    };
    let energy = energy.ok_or_else(|| ProblemKind::TooLarge { text: text.to_owned() })?;
    let quality = match reading.quality.as_str() {
        "" => meaning.quality,
        code => quality(code)
            .ok_or_else(|| ProblemKind::Unknown { what: "quality", text: code.to_owned() })?,
    };
    let register = register(&reading.tou).unwrap_or(meaning.register);
    let energy = Some(checked(energy, text)?);
    Ok((start, quarters, Cell { energy, quality, register }))
}
