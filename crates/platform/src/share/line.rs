//! One line of `start,member,offtake_kwh,injection_kwh`, from bytes.

use sharing::{LARGEST, MISSING};
use std::borrow::Cow;

pub const HEADER: &str = "start,member,offtake_kwh,injection_kwh";

/// The fields of a line; member ids may be quoted.
#[derive(Debug)]
pub struct Line<'a> {
    pub start: &'a [u8],
    pub member: Cow<'a, [u8]>,
    /// In milliwatt-hours; [`MISSING`] for an empty field.
    pub offtake: i64,
    pub injection: i64,
}

/// What is wrong with a line. In one line, lower case.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("{fields} field{}, not 4{hint}", if *fields == 1 { "" } else { "s" })]
    Fields { fields: usize, hint: &'static str },
    #[error("a quote is not closed")]
    Quote,
    #[error("the member is empty")]
    NoMember,
    #[error("`{column}` `{text}` is not a number of kWh such as `0.125`")]
    NotANumber { column: &'static str, text: String },
    #[error("`{column}` `{text}` has a unit: values are in kWh, without one")]
    Unit { column: &'static str, text: String },
    #[error("`{column}` `{text}` is negative")]
    Negative { column: &'static str, text: String },
    #[error("`{column}` `{text}` is finer than a milliwatt-hour: at most 6 decimals")]
    TooFine { column: &'static str, text: String },
    #[error("`{column}` `{text}` is above {most} kWh in a quarter-hour", most = LARGEST / 1_000_000)]
    TooLarge { column: &'static str, text: String },
}

pub fn parse(line: &[u8]) -> Result<Line<'_>, LineError> {
    let (start, rest) = cut(line).ok_or_else(|| fields(line))?;
    let (member, rest) = match rest.first() {
        Some(b'"') => quoted(rest)?,
        _ => {
            let (member, rest) = cut(rest).ok_or_else(|| fields(line))?;
            (Cow::Borrowed(member), rest)
        }
    };
    if member.is_empty() {
        return Err(LineError::NoMember);
    }
    with_energies(line, start, member, rest)
}

/// A line whose `rest` after the member are its energies.
pub fn with_energies<'a>(
    line: &[u8],
    start: &'a [u8],
    member: Cow<'a, [u8]>,
    rest: &[u8],
) -> Result<Line<'a>, LineError> {
    let (offtake, injection) = cut(rest).ok_or_else(|| fields(line))?;
    if injection.contains(&b',') {
        return Err(fields(line));
    }
    Ok(Line {
        start,
        member,
        offtake: energy("offtake_kwh", offtake)?,
        injection: energy("injection_kwh", injection)?,
    })
}

fn cut(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == b',')?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// A quoted field and what comes after its comma; two quotes inside are one.
fn quoted(text: &[u8]) -> Result<(Cow<'_, [u8]>, &[u8]), LineError> {
    let (mut field, mut rest) = (Vec::new(), text.get(1..).unwrap_or_default());
    loop {
        match rest {
            [b'"', b'"', after @ ..] => {
                field.push(b'"');
                rest = after;
            }
            [b'"', b',', after @ ..] => return Ok((Cow::Owned(field), after)),
            [b'"', ..] | [] => return Err(LineError::Quote),
            [byte, after @ ..] => {
                field.push(*byte);
                rest = after;
            }
        }
    }
}

fn fields(line: &[u8]) -> LineError {
    let fields = line.iter().filter(|byte| **byte == b',').count() + 1;
    let hint = if fields > 4 {
        ": is a comma the decimal sign?"
    } else if line.contains(&b';') {
        ": fields are separated by commas"
    } else {
        ""
    };
    LineError::Fields { fields, hint }
}

/// kWh as written, in milliwatt-hours.
fn energy(column: &'static str, text: &[u8]) -> Result<i64, LineError> {
    if text.is_empty() {
        return Ok(MISSING);
    }
    let (mut value, mut digits, mut decimals) = (0i64, 0u32, None::<u32>);
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                // At most 18 digits, which fit.
                digits += 1;
                if digits > 18 {
                    return Err(refused(column, text));
                }
                value = value * 10 + i64::from(byte - b'0');
                decimals = decimals.map(|decimals| decimals + 1);
            }
            b'.' if decimals.is_none() && digits > 0 => decimals = Some(0),
            _ => return Err(refused(column, text)),
        }
    }
    if decimals == Some(0) || digits == 0 {
        return Err(refused(column, text));
    }
    let mut decimals = decimals.unwrap_or(0);
    while decimals > 6 && value % 10 == 0 {
        // Zeros that some programs write behind say nothing finer.
        (value, decimals) = (value / 10, decimals - 1);
    }
    let scale = match decimals {
        0 => 1_000_000,
        1 => 100_000,
        2 => 10_000,
        3 => 1_000,
        4 => 100,
        5 => 10,
        6 => 1,
        _ => return Err(refused(column, text)),
    };
    match value.checked_mul(scale) {
        Some(value) if value <= LARGEST => Ok(value),
        _ => Err(refused(column, text)),
    }
}

/// Why a text is no energy.
#[cold]
fn refused(column: &'static str, bytes: &[u8]) -> LineError {
    let text = shown(bytes);
    let number = text.trim_end_matches(|sign: char| sign.is_alphabetic() || sign == ' ');
    let decimal = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits(whole) && digits(part)
    };
    if decimal(&text) {
        let decimals = text.split_once('.').map_or(0, |(_, part)| part.trim_end_matches('0').len());
        let integer = text.split('.').next().unwrap_or_default().trim_start_matches('0').len();
        if decimals > 6 && integer < 8 {
            return LineError::TooFine { column, text };
        }
        return LineError::TooLarge { column, text };
    }
    if number.len() < text.trim_end().len() && decimal(number) {
        return LineError::Unit { column, text };
    }
    if text.strip_prefix('-').is_some_and(decimal) {
        return LineError::Negative { column, text };
    }
    LineError::NotANumber { column, text }
}

/// Text of a file for a message: its beginning on one line, with marks for what cannot be shown.
pub fn shown(bytes: &[u8]) -> String {
    let head = bytes.get(..MOST_SHOWN).unwrap_or(bytes);
    let plain = |sign: char| if sign.is_control() { '\u{fffd}' } else { sign };
    let mut text: String = String::from_utf8_lossy(head).chars().map(plain).collect();
    if bytes.len() > MOST_SHOWN {
        text.push_str("...");
    }
    text
}

/// Bytes of a text that a message shows.
const MOST_SHOWN: usize = 120;

/// What is wrong with a header that is not [`HEADER`].
pub fn header_problem(header: &str) -> String {
    if header.is_empty() {
        return format!("there is no header, it has to be `{HEADER}`");
    }
    if header.contains(['\0', '\u{fffd}']) {
        return format!("the file is not text in UTF-8: it has to begin with `{HEADER}`");
    }
    let shown = shown(header.as_bytes());
    let words: [(&str, &[&str]); 3] = [
        (
            "French",
            &[
                "début",
                "debut",
                "membre",
                "prélèvement",
                "prelevement",
                "soutirage",
                "injection_réseau",
                "heure",
                "de (date)",
                "volume prélevé",
            ],
        ),
        (
            "Dutch",
            &[
                "begin",
                "lid",
                "deelnemer",
                "afname",
                "injectie",
                "van (datum)",
                "tijdstip",
                "van_datum",
                "datum",
                "registratie",
            ],
        ),
        (
            "German",
            &["beginn", "mitglied", "teilnehmer", "bezug", "einspeisung", "verbrauch", "zeit"],
        ),
    ];
    let lower = header.to_lowercase();
    let titles: Vec<&str> =
        lower.split([',', ';', '\t']).map(|title| title.trim().trim_matches('"')).collect();
    let stem = |title: &str| -> String {
        ["_kwh", "_wh", "_mwh", "_kw", " (kwh)", " kwh"]
            .iter()
            .find_map(|unit| title.strip_suffix(unit))
            .unwrap_or(title)
            .to_owned()
    };
    let in_language = words.iter().find(|(_, known)| {
        titles.iter().any(|title| known.contains(&stem(title).as_str()) || known.contains(title))
    });
    if let Some((language, _)) = in_language {
        return format!("the header is in {language}, `{shown}`: it has to be `{HEADER}`");
    }
    let units: Vec<&str> = titles
        .iter()
        .filter_map(|title| {
            let title = title.strip_prefix("offtake_").or_else(|| title.strip_prefix("injection_"));
            title.filter(|unit| ["wh", "mwh", "kw", "w", "kwh", "gwh", "j", "mj"].contains(unit))
        })
        .collect();
    match units.as_slice() {
        [one, other] if one != other => {
            format!("two units, `{one}` and `{other}`: both energies are in kWh, as in `{HEADER}`")
        }
        [one, ..] if *one != "kwh" => {
            format!("energies in `{one}`: they have to be in kWh, as in `{HEADER}`")
        }
        _ => {
            let as_ours: String =
                header.chars().map(|sign| if ";\t|".contains(sign) { ',' } else { sign }).collect();
            let hint = match (as_ours == HEADER, header.contains('\r')) {
                (true, _) => ": fields are separated by commas",
                (false, true) => ": lines end with a line feed",
                (false, false) => "",
            };
            format!("the header is `{shown}`, it has to be `{HEADER}`{hint}")
        }
    }
}
