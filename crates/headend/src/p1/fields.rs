//! From the text of a telegram to its values.

use crate::p1::crc::{crc16, crc16_of_lines};
use crate::p1::error::{LineProblem, LineProblemKind, P1Problem};
use crate::p1::field::{Field, text_of};
use crate::p1::line::{Code, Line, Values, well_bracketed};
use crate::p1::telegram::{Breaker, Crc, Device, DeviceKind, Phase, Telegram, Version};
use calendar::Instant;
use units::{Litres, parse_decimal};

/// Reads the telegram `text` whose `!` stands at `mark`; it begins at `offset` and `line` of the stream.
pub(super) fn read(
    text: &[u8],
    mark: usize,
    offset: u64,
    line: u64,
) -> Result<Telegram, P1Problem> {
    let (body, stated) = text.split_at_checked(mark).unwrap_or((text, &[]));
    let stated = stated.strip_prefix(b"!").unwrap_or(stated);
    let crc = check(body, text.get(..mark.saturating_add(1)).unwrap_or(text), stated)?;
    let telegram = values(body, offset, line)?;
    if crc == Crc::Absent && telegram.version != Version::Unstated {
        return Err(P1Problem::CrcMissing);
    }
    Ok(Telegram { crc, ..telegram })
}

fn check(body: &[u8], covered: &[u8], stated: &[u8]) -> Result<Crc, P1Problem> {
    if stated.is_empty() {
        return Ok(Crc::Absent);
    }
    let upper_hex = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
    let text = std::str::from_utf8(stated).ok();
    let number = text
        .filter(|text| text.len() == 4 && text.bytes().all(|byte| upper_hex(&byte)))
        .and_then(|text| u16::from_str_radix(text, 16).ok());
    let Some(number) = number else {
        return Err(P1Problem::CrcNotHex { text: String::from_utf8_lossy(stated).into_owned() });
    };
    let computed = crc16(covered);
    if computed == number {
        return Ok(Crc::Right(number));
    }
    // Files are often stored with LF only; on the wire it is CR LF.
    let computed = match body.contains(&b'\r') {
        true => computed,
        false => crc16_of_lines(covered),
    };
    match computed == number {
        true => Ok(Crc::RightWithCrLf(number)),
        false => Err(P1Problem::CrcWrong { stated: number, computed }),
    }
}

/// The values of a telegram, whatever its CRC. Errors: it has no identification.
pub(super) fn values(body: &[u8], offset: u64, line: u64) -> Result<Telegram, P1Problem> {
    let mut at = offset;
    let mut number = line;
    let mut telegram = Telegram { offset, line, ..Telegram::default() };
    let mut seen = Seen::default();
    // Old telegrams write the gas value on the line after its object.
    let mut waiting: Option<(u8, Instant)> = None;
    for (index, whole) in body.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = whole.trim_ascii();
        if index == 0 {
            telegram.identification = identification(text).ok_or(P1Problem::NotIdentified)?;
        } else if !text.is_empty() {
            let read = match (waiting.take(), Line::read(text)) {
                (Some((channel, time)), None) => old_gas(&mut telegram, channel, time, text),
                (_, None) => Err(LineProblemKind::NotAnObject { text: short(text) }),
                (_, Some(line)) => object(&mut telegram, line, &mut seen, &mut waiting),
            };
            if let Err(kind) = read {
                telegram.problems.push(LineProblem { offset: at, line: number, kind });
            }
        }
        at = at.saturating_add(whole.len() as u64);
        number = number.saturating_add(1);
    }
    telegram.devices.retain(|device| !device.is_empty());
    Ok(telegram)
}

/// What follows the slash: three letters of the maker, a digit of the speed, a name.
fn identification(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix('/')?;
    let bytes = text.as_bytes();
    let maker = bytes.get(..3)?.iter().all(u8::is_ascii_alphabetic);
    let speed = bytes.get(3)?.is_ascii_alphanumeric();
    let printable = bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    (maker && speed && printable).then(|| text.to_owned())
}

fn short(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(60).collect()
}

/// Objects that came already, as a set of codes that matter.
#[derive(Debug, Default)]
struct Seen(Vec<Code>);

type Read = Result<(), LineProblemKind>;

fn object(
    telegram: &mut Telegram,
    line: Line<'_>,
    seen: &mut Seen,
    waiting: &mut Option<(u8, Instant)>,
) -> Read {
    let code = line.code;
    if seen.0.contains(&code) {
        return Err(LineProblemKind::Twice { obis: code.to_string() });
    }
    let field = Field { line };
    match (code.a, code.b, code.cde) {
        (1, 3, (0, 2, 8)) => telegram.version = Version::Dsmr(field.number(2)?),
        (0, 0, (96, 1, 4)) => telegram.version = Version::Emucs(field.number(5)?),
        (0, 0, (1, 0, 0)) => telegram.at = Some(field.time()?),
        (0, 0, (96, 1, 1)) => telegram.serial = Some(text_of(field.only()?)),
        (0, 0, (96, 1, 2)) => telegram.ean = Some(text_of(field.only()?)),
        (1, 0, (1, 8, 1)) => telegram.taken[0] = Some(field.energy()?),
        (1, 0, (1, 8, 2)) => telegram.taken[1] = Some(field.energy()?),
        (1, 0, (2, 8, 1)) => telegram.injected[0] = Some(field.energy()?),
        (1, 0, (2, 8, 2)) => telegram.injected[1] = Some(field.energy()?),
        (0, 0, (96, 14, 0)) => telegram.tariff = Some(field.number(4)?),
        (1, 0, (1, 7, 0)) => telegram.power_taken_w = Some(field.power()?),
        (1, 0, (2, 7, 0)) => telegram.power_injected_w = Some(field.power()?),
        (1, 0, (1, 4, 0)) => telegram.demand.running_w = Some(field.power()?),
        (1, 0, (1, 6, 0)) => telegram.demand.month_peak = field.month_peak()?,
        (0, 0, (98, 1, 0)) => telegram.demand.history = field.history()?,
        (0, 0, (96, 3, 10)) => telegram.breaker = Some(field.breaker()?),
        (0, 0, (17, 0, 0)) => telegram.limiter = Some(field.threshold()?),
        (1, 0, (31, 4, 0)) => telegram.fuse = Some(field.threshold()?),
        (0, 0, (96, 13, 0)) => telegram.message = text_of(field.only()?),
        (1, 0, (c, 7, 0)) if phase(telegram, c).is_some() => {
            let (value_is, read) = match c {
                32 | 52 | 72 => (c, field.scaled("V", 3)?),
                31 | 51 | 71 => (c, field.scaled("A", 3)?),
                _ => (c, field.power()?),
            };
            if let Some(phase) = phase(telegram, c) {
                match value_is {
                    32 | 52 | 72 => phase.voltage_mv = Some(read),
                    31 | 51 | 71 => phase.current_ma = Some(read),
                    21 | 41 | 61 => phase.power_taken_w = Some(read),
                    _ => phase.power_injected_w = Some(read),
                }
            }
        }
        (0, channel @ 1..=9, cde) => match on_channel(cde, field)? {
            Part::None => telegram.other_objects = telegram.other_objects.saturating_add(1),
            Part::OldGas(time) => *waiting = Some((channel, time)),
            part => part.put(device(telegram, channel)),
        },
        _ => telegram.other_objects = telegram.other_objects.saturating_add(1),
    }
    seen.0.push(code);
    Ok(())
}

/// The phase that `c` of `1-0:c.7.0` speaks of.
fn phase(telegram: &mut Telegram, c: u8) -> Option<&mut Phase> {
    let index = match c {
        21 | 22 | 31 | 32 => 0,
        41 | 42 | 51 | 52 => 1,
        61 | 62 | 71 | 72 => 2,
        _ => return None,
    };
    telegram.phases.get_mut(index)
}

fn device(telegram: &mut Telegram, channel: u8) -> &mut Device {
    let at = match telegram.devices.binary_search_by_key(&channel, |device| device.channel) {
        Ok(at) => at,
        Err(at) => {
            telegram.devices.insert(at, Device::on(channel));
            at
        }
    };
    #[expect(clippy::indexing_slicing, reason = "found or inserted at this place")]
    &mut telegram.devices[at]
}

/// What an object says of a device on M-Bus.
enum Part {
    None,
    Kind(DeviceKind),
    Serial(String),
    Ean(String),
    Valve(Breaker),
    Volume(Instant, Litres),
    /// The time of a gas value whose line comes next.
    OldGas(Instant),
}

impl Part {
    fn put(self, device: &mut Device) {
        match self {
            Self::Kind(kind) => device.kind = Some(kind),
            Self::Serial(serial) => device.serial = Some(serial).filter(|text| !text.is_empty()),
            Self::Ean(ean) => device.ean = Some(ean),
            Self::Valve(valve) => device.valve = Some(valve),
            Self::Volume(at, volume) => device.volume = Some((at, volume)),
            Self::None | Self::OldGas(_) => {}
        }
    }
}

fn on_channel(cde: (u8, u8, u8), field: Field<'_>) -> Result<Part, LineProblemKind> {
    Ok(match cde {
        (24, 1, 0) => Part::Kind(match field.number(3)? {
            2 => DeviceKind::Electricity,
            3 => DeviceKind::Gas,
            4 => DeviceKind::Heat,
            6 => DeviceKind::WarmWater,
            7 => DeviceKind::Water,
            other => DeviceKind::Other(other),
        }),
        (96, 1, 0 | 1) => Part::Serial(text_of(field.only()?)),
        (96, 1, 2) => Part::Ean(text_of(field.only()?)),
        (24, 4, 0) | (96, 3, 10) => Part::Valve(field.breaker()?),
        (24, 2, 1 | 3) => {
            let [time, volume] = field.exactly()?;
            // Heat has its energy at the same place, in GJ.
            match volume.ends_with("*m3") {
                true => Part::Volume(field.time_in(time)?, Litres(field.scale(volume, "m3", 3)?)),
                false => Part::None,
            }
        }
        (24, 3, 0) => {
            let [time, _, _, _, _, unit] = field.exactly()?;
            match unit {
                "m3" => Part::OldGas(field.time_in(time)?),
                _ => Part::None,
            }
        }
        _ => Part::None,
    })
}

/// `(00124.477)`: the gas value behind 24.3.0 of old telegrams.
fn old_gas(telegram: &mut Telegram, channel: u8, time: Instant, line: &[u8]) -> Read {
    let wrong = || LineProblemKind::NotAnObject { text: short(line) };
    let text = std::str::from_utf8(line).ok().filter(|text| well_bracketed(text));
    let mut values = Values::of(text.ok_or_else(wrong)?);
    let (Some(value), None) = (values.next(), values.next()) else { return Err(wrong()) };
    let litres = parse_decimal(value, 3).ok().filter(|litres| *litres >= 0).ok_or_else(wrong)?;
    device(telegram, channel).volume = Some((time, Litres(litres)));
    Ok(())
}
