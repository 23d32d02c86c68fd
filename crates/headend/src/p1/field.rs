//! One object of a telegram, read as what it should be.

use crate::p1::error::LineProblemKind;
use crate::p1::line::Line;
use crate::p1::moment::moment;
use crate::p1::telegram::{Breaker, MonthPeak, Threshold};
use calendar::Instant;
use units::{MilliWattHours, parse_decimal};

/// The text behind hex, or the value itself where it is none.
pub(super) fn text_of(value: &str) -> String {
    let bytes = value.as_bytes();
    let decoded: Option<Vec<u8>> = bytes
        .len()
        .is_multiple_of(2)
        .then(|| {
            bytes
                .chunks_exact(2)
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
                .collect()
        })
        .flatten();
    let printable = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    match decoded {
        Some(text) if !text.is_empty() && text.iter().all(printable) => {
            String::from_utf8_lossy(&text).into_owned()
        }
        _ => value.to_owned(),
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) line: Line<'a>,
}

impl<'a> Field<'a> {
    pub(super) fn obis(self) -> String {
        self.line.code.to_string()
    }

    pub(super) fn exactly<const N: usize>(self) -> Result<[&'a str; N], LineProblemKind> {
        let mut values = [""; N];
        let mut found = 0_usize;
        for value in self.line.values() {
            if let Some(place) = values.get_mut(found) {
                *place = value;
            }
            found = found.saturating_add(1);
        }
        match found == N {
            true => Ok(values),
            false => Err(LineProblemKind::Values { obis: self.obis(), found, expected: N }),
        }
    }

    pub(super) fn only(self) -> Result<&'a str, LineProblemKind> {
        self.exactly().map(|[value]| value)
    }

    pub(super) fn wrong(self, text: &str, expected: &'static str) -> LineProblemKind {
        LineProblemKind::Value { obis: self.obis(), text: text.to_owned(), expected }
    }

    /// Digits without a unit, `most` of them at most.
    pub(super) fn number<T: TryFrom<u32>>(self, most: usize) -> Result<T, LineProblemKind> {
        let text = self.only()?;
        let digits = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = Some(text).filter(|_| digits).and_then(|text| text.parse::<u32>().ok());
        let number = number.and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| self.wrong(text, "digits"))
    }

    /// A value `12.345*unit` in units of 10^-`decimals`; never negative.
    pub(super) fn scale(
        self,
        text: &str,
        unit: &'static str,
        decimals: u32,
    ) -> Result<i64, LineProblemKind> {
        let number = text.strip_suffix(unit).and_then(|rest| rest.strip_suffix('*'));
        let value = number.and_then(|number| parse_decimal(number, decimals).ok());
        value.filter(|value| *value >= 0).ok_or_else(|| self.wrong(text, unit))
    }

    pub(super) fn scaled(self, unit: &'static str, decimals: u32) -> Result<i64, LineProblemKind> {
        self.scale(self.only()?, unit, decimals)
    }

    pub(super) fn energy(self) -> Result<MilliWattHours, LineProblemKind> {
        self.scaled("kWh", 6).map(MilliWattHours)
    }

    /// Kilowatt of the telegram in watt.
    pub(super) fn power(self) -> Result<i64, LineProblemKind> {
        self.scaled("kW", 3)
    }

    pub(super) fn time_in(self, text: &str) -> Result<Instant, LineProblemKind> {
        let wrong = || LineProblemKind::Time { obis: self.obis(), text: text.to_owned() };
        moment(text).ok_or_else(wrong)
    }

    pub(super) fn time(self) -> Result<Instant, LineProblemKind> {
        self.time_in(self.only()?)
    }

    /// `None` for a placeholder.
    pub(super) fn month_peak(self) -> Result<Option<MonthPeak>, LineProblemKind> {
        let [time, power] = self.exactly()?;
        let power_w = self.scale(power, "kW", 3)?;
        Ok(moment(time).map(|at| MonthPeak { at, power_w }))
    }

    /// `(3)(1-0:1.6.0)(1-0:1.6.0)` and triples: when the month ended, when the peak was, the peak.
    /// The count and placeholders such as `632525252525W` change from meter to meter: skipped.
    pub(super) fn history(self) -> Result<Vec<MonthPeak>, LineProblemKind> {
        let mut values = self.line.values().skip(3);
        let mut history = Vec::new();
        while let (Some(_month), Some(time), Some(power)) =
            (values.next(), values.next(), values.next())
        {
            let power_w = self.scale(power, "kW", 3)?;
            if let Some(at) = moment(time) {
                history.push(MonthPeak { at, power_w });
            }
        }
        Ok(history)
    }

    pub(super) fn breaker(self) -> Result<Breaker, LineProblemKind> {
        match self.only()? {
            "0" => Ok(Breaker::Disconnected),
            "1" => Ok(Breaker::Connected),
            "2" => Ok(Breaker::ReadyForReconnection),
            text => Err(self.wrong(text, "0, 1 or 2")),
        }
    }

    /// Nines only are no threshold: `999*A`, `999.9*kW`, `99.999*kW`, `0999.00*kW`.
    pub(super) fn threshold(self) -> Result<Threshold, LineProblemKind> {
        let text = self.only()?;
        let threshold = match text.ends_with("*A") {
            true => Threshold::CurrentMa(self.scale(text, "A", 3)?),
            false => Threshold::PowerW(self.scale(text, "kW", 3)?),
        };
        let number = text.split_once('*').map_or("", |(number, _)| number);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all = |part: &str, digit: u8| part.bytes().all(|byte| byte == digit);
        let none = match whole.trim_start_matches('0') {
            "999" => all(fraction, b'9') || all(fraction, b'0'),
            "99" => fraction == "999",
            _ => false,
        };
        Ok(if none { Threshold::None } else { threshold })
    }
}
