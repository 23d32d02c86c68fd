//! Figures, days and instants as people read them. The only place of the portal that rounds.

use units::{MicroEuro, MilliWattHours, format_decimal};

/// U+2212, which is as wide as a plus and is read out as "minus".
const MINUS: char = '\u{2212}';
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

fn euro(cents: i64, plus: &str) -> String {
    let text = format_decimal(i128::from(cents.unsigned_abs()), 2);
    if cents < 0 { format!("{MINUS}€{text}") } else { format!("{plus}€{text}") }
}

/// A balance, rounded down to the cent. Source: PA-03.
pub(crate) fn balance(amount: MicroEuro) -> String {
    euro(amount.shown_balance_cents(), "")
}

/// An amount to pay or a charge, rounded up to the cent. Source: PA-03.
pub(crate) fn to_pay(amount: MicroEuro) -> String {
    euro(amount.amount_to_pay_cents(), "")
}

/// What something did to a balance, with its sign, rounded down like the balance.
pub(crate) fn effect(amount: MicroEuro) -> String {
    euro(amount.shown_balance_cents(), "+")
}

/// To the micro-euro, without the euro sign.
pub(crate) fn exact(amount: MicroEuro) -> String {
    let text = format_decimal(i128::from(amount.0.unsigned_abs()), 6);
    if amount.0 < 0 { format!("{MINUS}{text}") } else { text }
}

/// To the micro-euro, for sentences.
pub(crate) fn exact_euro(amount: MicroEuro) -> String {
    let text = format_decimal(i128::from(amount.0.unsigned_abs()), 6);
    if amount.0 < 0 { format!("{MINUS}€{text}") } else { format!("€{text}") }
}

/// In kWh with three decimals, to the nearest watt-hour.
pub(crate) fn kwh(energy: MilliWattHours) -> String {
    format_decimal(rounded(energy.0, 1_000), 3)
}

/// In kWh with one decimal, for sentences.
pub(crate) fn kwh_short(energy: MilliWattHours) -> String {
    format_decimal(rounded(energy.0, 100_000), 1)
}

fn rounded(value: i64, unit: i64) -> i128 {
    (i128::from(value) + i128::from(unit / 2)).div_euclid(i128::from(unit))
}

/// A value in millionths for an axis: as few decimals as it needs.
pub(crate) fn axis(millionths: i64) -> String {
    let text = format_decimal(i128::from(millionths), 6);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A calendar day, for its label and its weekday only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Date {
    year: i64,
    month: &'static str,
    day: i64,
    weekday: &'static str,
}

impl Date {
    /// The date at the start of `text`, written `2026-01-05`.
    fn parse(text: &str) -> Option<Self> {
        let digits = |range: std::ops::Range<usize>| -> Option<i64> {
            let part = text.get(range)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
        };
        if text.get(4..5)? != "-" || text.get(7..8)? != "-" {
            return None;
        }
        let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
        let name = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
        // Years begin in March here, so that the leap day is the last of its year.
        let shifted = if month < 3 { year - 1 } else { year };
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let days = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100)
            + shifted.div_euclid(400)
            + day_of_year;
        let weekday = WEEKDAYS.get(usize::try_from((days + 3).rem_euclid(7)).ok()?)?;
        Some(Self { year, month: name, day, weekday })
    }
}

/// `Mon 5 Jan` of `2026-01-05`.
pub(crate) fn day(text: &str) -> String {
    match Date::parse(text) {
        Some(date) => format!("{} {} {}", date.weekday, date.day, date.month),
        None => text.to_owned(),
    }
}

/// Whether a day is a Saturday or a Sunday.
pub(crate) fn is_weekend(text: &str) -> bool {
    Date::parse(text).is_some_and(|date| matches!(date.weekday, "Sat" | "Sun"))
}

/// `Mon 5 Jan 2026, 06:00` of `2026-01-05T06:00:00+01:00`, and `Mon 5 Jan 2026` of a day.
pub(crate) fn instant(text: &str) -> String {
    let Some(date) = Date::parse(text) else {
        return text.to_owned();
    };
    let day = format!("{} {} {} {}", date.weekday, date.day, date.month, date.year);
    match (text.get(10..11), text.get(11..16)) {
        (Some("T" | " "), Some(clock)) => format!("{day}, {clock}"),
        _ if text.len() == 10 => day,
        _ => text.to_owned(),
    }
}

/// `text` as the value of a query parameter.
pub(crate) fn query_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_03_shown_cents_never_flatter() {
        let money = |text: &str| text.parse::<MicroEuro>().unwrap();
        assert_eq!(balance(money("5.499368")), "€5.49");
        assert_eq!(balance(money("-3.628856")), "−€3.63");
        assert_eq!(to_pay(money("2.673076")), "€2.68");
        assert_eq!(effect(money("-3.240297")), "−€3.25");
        assert_eq!(effect(money("50")), "+€50.00");
        assert_eq!(exact(money("-0.357960")), "−0.357960");
        assert_eq!(balance(MicroEuro(i64::MIN)), "−€9223372036854.78");
    }

    #[test]
    fn energy_is_shown_to_the_nearest_watt_hour() {
        assert_eq!(kwh(MilliWattHours(5_650_571)), "5.651");
        assert_eq!(kwh_short(MilliWattHours(10_581_000)), "10.6");
        assert_eq!((axis(12_000_000).as_str(), axis(1_500_000).as_str()), ("12", "1.5"));
        assert_eq!(axis(0), "0");
    }

    #[test]
    fn days_and_instants_are_read_and_anything_else_is_left_alone() {
        assert_eq!(day("2026-01-05"), "Mon 5 Jan");
        assert_eq!(day("2024-02-29"), "Thu 29 Feb");
        assert_eq!(day("2026-03-29"), "Sun 29 Mar");
        assert!(is_weekend("2026-11-07") && !is_weekend("2026-11-06"));
        assert_eq!(instant("2026-11-14T06:00:00+01:00"), "Sat 14 Nov 2026, 06:00");
        assert_eq!(instant("2026-11-14"), "Sat 14 Nov 2026");
        for odd in ["", "soon", "2026-13-01", "2026-1-1", "20é6-01-01", "2026-01-01x"] {
            assert_eq!(instant(odd), odd);
        }
    }

    #[test]
    fn a_query_value_keeps_its_plus() {
        assert_eq!(query_value("2026-01-06T06:00:00+01:00"), "2026-01-06T06:00:00%2B01:00");
        assert_eq!(query_value("é&\"<"), "%C3%A9%26%22%3C");
    }
}
