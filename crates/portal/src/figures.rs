//! Figures with more or fewer decimals than sentences have: of axes, of tables, of exact sums.

use crate::language::Writes as _;
use units::{Language, MicroEuro, MilliWattHours, format_decimal};

/// U+2212, which is as wide as a plus and is read out as "minus".
const MINUS: &str = "\u{2212}";

fn sign(below_zero: bool) -> &'static str {
    if below_zero { MINUS } else { "" }
}

/// To the micro-euro, without the euro sign: for columns that say their unit.
pub(crate) fn exact(amount: MicroEuro, language: Language) -> String {
    let text = format_decimal(i128::from(amount.0.unsigned_abs()), 6);
    format!("{}{}", sign(amount.0 < 0), language.decimal(&text))
}

/// To the micro-euro, for sentences.
pub(crate) fn exact_euro(amount: MicroEuro, language: Language) -> String {
    let text = format_decimal(i128::from(amount.0.unsigned_abs()), 6);
    language.with_sign(sign(amount.0 < 0), &text)
}

/// In kWh with three decimals, to the nearest watt-hour: for columns that say their unit.
pub(crate) fn kwh(energy: MilliWattHours, language: Language) -> String {
    language.decimal(&format_decimal(rounded(energy.0, 1_000), 3))
}

/// In kWh with one decimal and a point.
pub(crate) fn kwh_short(energy: MilliWattHours) -> String {
    format_decimal(rounded(energy.0, 100_000), 1)
}

fn rounded(value: i64, unit: i64) -> i128 {
    (i128::from(value) + i128::from(unit / 2)).div_euclid(i128::from(unit))
}

/// As few decimals as a value in millionths needs.
fn axis(millionths: i64) -> String {
    let text = format_decimal(i128::from(millionths.unsigned_abs()), 6);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Money at an axis: `€1.5`.
pub(crate) fn axis_euro(micro: i64, language: Language) -> String {
    language.with_sign(sign(micro < 0), &axis(micro))
}

/// Energy at an axis: `1,5 kWh`.
pub(crate) fn axis_kwh(mwh: i64, language: Language) -> String {
    format!("{}{} kWh", sign(mwh < 0), language.decimal(&axis(mwh)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_43_an_exact_amount_has_its_micro_euro_in_each_language() {
        let amount: MicroEuro = "-3.628856".parse().unwrap();
        let shown = Language::ALL.map(|one| exact_euro(amount, one).replace('\u{a0}', " "));
        assert_eq!(shown, ["−3,628856 €", "€ −3,628856", "−3,628856 €", "−€3.628856"]);
        assert_eq!(exact("-0.357960".parse().unwrap(), Language::En), "−0.357960");
        assert_eq!(exact("20".parse().unwrap(), Language::De), "20,000000");
    }

    #[test]
    fn energy_is_shown_to_the_nearest_watt_hour() {
        assert_eq!(kwh(MilliWattHours(5_650_571), Language::En), "5.651");
        assert_eq!(kwh(MilliWattHours(5_650_571), Language::Fr), "5,651");
        assert_eq!(kwh_short(MilliWattHours(10_581_000)), "10.6");
    }

    #[test]
    fn an_axis_has_as_few_decimals_as_it_needs() {
        assert_eq!((axis(12_000_000).as_str(), axis(1_500_000).as_str()), ("12", "1.5"));
        assert_eq!(axis(0), "0");
        assert_eq!(axis_euro(-1_500_000, Language::En), "−€1.5");
        assert_eq!(axis_euro(1_500_000, Language::De), "1,5\u{a0}€");
        assert_eq!(axis_kwh(2_500_000, Language::Nl), "2,5 kWh");
    }
}
