//! One line of a telegram: an object and its values in brackets.

use memchr::memchr;
use std::fmt;

/// The code of an object as the telegram writes it: A-B:C.D.E, with or without F.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) a: u8,
    /// The channel: 0, or that of a device on M-Bus.
    pub(super) b: u8,
    pub(super) cde: (u8, u8, u8),
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (c, d, e) = self.cde;
        write!(formatter, "{}-{}:{c}.{d}.{e}", self.a, self.b)
    }
}

impl Code {
    /// Reads `1-0:1.8.1` and `1-0:31.7.0.255`.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let mut rest = text;
        let mut next = |until: u8| {
            let at = memchr(until, rest)?;
            let (number, after) = rest.split_at_checked(at)?;
            rest = after.get(1..)?;
            small(number)
        };
        let (a, b, c, d) = (next(b'-')?, next(b':')?, next(b'.')?, next(b'.')?);
        let (e, f) = match memchr(b'.', rest) {
            Some(at) => (rest.get(..at)?, rest.get(at.checked_add(1)?..)),
            None => (rest, None),
        };
        if let Some(f) = f {
            small(f)?;
        }
        Some(Self { a, b, cde: (c, d, small(e)?) })
    }
}

fn small(digits: &[u8]) -> Option<u8> {
    if digits.is_empty() || digits.len() > 3 {
        return None;
    }
    digits.iter().try_fold(0u8, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| digit.wrapping_sub(b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// An object and its values, `text` being all from the first bracket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) code: Code,
    text: &'a str,
}

impl<'a> Line<'a> {
    /// `None` if the line is not of the form `code(value)...`.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        let open = memchr(b'(', line)?;
        let (code, text) = line.split_at_checked(open)?;
        let text = std::str::from_utf8(text).ok().filter(|text| text.is_ascii())?;
        well_bracketed(text).then_some(())?;
        Some(Self { code: Code::read(code)?, text })
    }

    /// The values from the first to the last, without brackets.
    pub(super) fn values(self) -> Values<'a> {
        Values(self.text)
    }
}

/// True for `(...)(...)` without brackets inside brackets or text between them.
pub(super) fn well_bracketed(text: &str) -> bool {
    let mut inside = false;
    for byte in text.bytes() {
        match (byte, inside) {
            (b'(', false) => inside = true,
            (b')', true) => inside = false,
            (b'(', true) | (_, false) => return false,
            (_, true) => {}
        }
    }
    !inside && !text.is_empty()
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'a>(&'a str);

impl<'a> Values<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (value, rest) = self.0.strip_prefix('(')?.split_once(')')?;
        self.0 = rest;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_objects_with_values() {
        let line = Line::read(b"1-0:1.6.0(200509134558S)(02.589*kW)").unwrap();
        assert_eq!(line.code.to_string(), "1-0:1.6.0");
        assert_eq!(line.values().collect::<Vec<_>>(), ["200509134558S", "02.589*kW"]);
        let line = Line::read(b"1-0:31.7.0.255(001*A)").unwrap();
        assert_eq!(line.code.to_string(), "1-0:31.7.0");
        assert_eq!(Line::read(b"0-0:96.13.0()").unwrap().values().collect::<Vec<_>>(), [""]);
        for wrong in [
            "1-0:72:32.0(00000)",
            "(00124.477)",
            "1-0:1.8.1",
            "1-0:1.8.1(1",
            "1-0:1.8.1(1)x",
            "1-0:1.8.1((1)",
            "1-0:1.8.256(1)",
            "1-0:1.8.(1)",
            "1-0:1.8.1.2.3(1)",
        ] {
            assert!(Line::read(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }
}
