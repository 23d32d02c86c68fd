//! A CODA statement, written record by record.

use super::{ACCOUNT, Movement, Sample};
use std::io::{self, Write};
use std::ops::Range;
use units::MicroEuro;

/// 128 characters that begin as blanks.
struct Line([u8; 128]);

impl Line {
    fn new(kind: &str) -> Self {
        Self([b' '; 128]).put(0..kind.len(), kind)
    }

    /// Text from the left of a field; what is longer than the field is cut.
    fn put(mut self, range: Range<usize>, text: &str) -> Self {
        let field = self.0.get_mut(range).unwrap_or_default();
        for (place, character) in field.iter_mut().zip(text.chars()) {
            *place = windows_1252(character);
        }
        self
    }

    fn sign(self, at: usize, amount: MicroEuro) -> Self {
        self.put(at..at + 1, if amount.0 < 0 { "1" } else { "0" })
    }

    fn amount(self, range: Range<usize>, amount: u64) -> Self {
        self.put(range, &format!("{:015}", amount / 1_000))
    }

    fn write(self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.0)?;
        out.write_all(b"\r\n")
    }
}

fn windows_1252(character: char) -> u8 {
    match character {
        '€' => 0x80,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        _ => u8::try_from(u32::from(character)).unwrap_or(b'?'),
    }
}

fn ddmmyy(day: calendar::SettlementDay) -> String {
    let (year, month, day) = day.ymd();
    format!("{day:02}{month:02}{:02}", year.rem_euclid(100))
}

/// Writes one statement with its number, first movement and their count.
pub(super) fn statement(
    sample: &Sample,
    out: &mut impl Write,
    (number, first, count): (u64, u64, u64),
    (opening, closing): (MicroEuro, MicroEuro),
) -> io::Result<()> {
    let day = ddmmyy(sample.day);
    Line::new("00000")
        .put(5..11, &day)
        .put(11..16, "53905")
        .put(24..34, "SAMPLE")
        .put(34..60, "TIRELIRE SAMPLE")
        .put(60..71, "NICABEBB")
        .put(71..83, "00000000000 ")
        .put(83..88, "00000")
        .put(127..128, "2")
        .write(out)?;
    Line::new("12")
        .put(2..5, "001")
        .put(5..39, ACCOUNT)
        .put(39..42, "EUR")
        .sign(42, opening)
        .amount(43..58, opening.0.unsigned_abs())
        .put(58..64, &ddmmyy(sample.day.previous()))
        .put(64..90, "TIRELIRE SAMPLE")
        .put(90..125, "SAMPLE")
        .put(125..128, &format!("{:03}", number % 1_000))
        .write(out)?;
    let (mut records, mut debits, mut credits) = (2u64, 0u64, 0u64);
    for (sequence, index) in (1..).zip(first..first.saturating_add(count)) {
        let movement = sample.movement(index);
        let total = if movement.amount.0 < 0 { &mut debits } else { &mut credits };
        *total = total.saturating_add(movement.amount.0.unsigned_abs());
        records = records.saturating_add(one(out, &movement, sequence)?);
    }
    Line::new("8001")
        .put(4..38, ACCOUNT)
        .put(38..41, "EUR")
        .sign(41, closing)
        .amount(42..57, closing.0.unsigned_abs())
        .put(57..63, &day)
        .put(127..128, "0")
        .write(out)?;
    let more = first.saturating_add(count) < sample.lines;
    Line::new("9")
        .put(16..22, &format!("{records:06}"))
        .amount(22..37, debits)
        .amount(37..52, credits)
        .put(127..128, if more { "1" } else { "2" })
        .write(out)
}

/// One movement with its details; returns how many records it took.
fn one(out: &mut impl Write, movement: &Movement, sequence: u64) -> io::Result<u64> {
    let number = format!("{sequence:04}");
    let communication = match movement.ogm {
        Some(ogm) => {
            let digits: String = ogm.to_string().chars().filter(char::is_ascii_digit).collect();
            format!("1101{digits}")
        }
        None => format!("0{}", movement.text),
    };
    let second: String = communication.chars().skip(54).collect();
    let code = if movement.parts.is_empty() { "00150000" } else { "10150000" };
    let first = |detail: &str, amount: MicroEuro, code: &str, text: &str| {
        Line::new("21")
            .put(2..6, &number)
            .put(6..10, detail)
            .put(10..31, &movement.bank_reference)
            .sign(31, amount)
            .amount(32..47, amount.0.unsigned_abs())
            .put(47..53, &ddmmyy(movement.value))
            .put(53..61, code)
            .put(61..115, text)
            .put(115..121, &ddmmyy(movement.day))
            .put(121..128, "00101 0")
    };
    first("0000", movement.amount, code, &communication).write(out)?;
    Line::new("22")
        .put(2..10, &format!("{number}0000"))
        .put(10..63, &second)
        .put(98..109, "NICABEBB")
        .put(125..128, "1 0")
        .write(out)?;
    Line::new("23")
        .put(2..10, &format!("{number}0000"))
        .put(10..44, &movement.account)
        .put(44..47, "EUR")
        .put(47..82, movement.name)
        .put(125..128, "0 0")
        .write(out)?;
    for (detail, part) in (1..).zip(&movement.parts) {
        first(&format!("{detail:04}"), *part, "50150000", "0part").write(out)?;
    }
    Ok(3 + movement.parts.len() as u64)
}
