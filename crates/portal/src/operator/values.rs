//! Values of parameters as people of each language write them. Source: UX 4.7, 8.7 O-04.

use crate::words::{catalogue, fill};
use units::Language;

catalogue!("operator/values");

/// How what a book calls a unit is written behind a number. What is not here is a symbol that is the same in all
/// languages, such as `W`, `A` and `km`.
fn unit_words(unit: &str, w: &Words) -> Option<&'static str> {
    Some(match unit {
        "days" => w.days,
        "working days" => w.working_days,
        "days after activation" => w.days_after_activation,
        "weeks" => w.weeks,
        "months" => w.months,
        "years" => w.years,
        "hours" => w.hours,
        "local time" => w.local_time,
        "day of month" => w.day_of_month,
        "orders" => w.orders,
        "top-ups" => w.top_ups,
        "messages" => w.messages,
        "calls" => w.calls,
        "digits" => w.digits,
        "references/h" => w.references_an_hour,
        "EUR" => "€",
        "EUR/day" => w.eur_a_day,
        "EUR/week" => w.eur_a_week,
        "EUR/year" => w.eur_a_year,
        "EUR/kWh" => "€/kWh",
        "EUR/kWe" => "€/kWe",
        "EUR per 6 h" => w.eur_per_six_hours,
        _ => return None,
    })
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A value with its unit. What is no number stands alone: it is the name of a rule.
pub(super) fn written(value: &str, unit: &str, language: Language) -> String {
    let w = Words::of(language);
    if value == "none" {
        return w.none.to_owned();
    }
    let number = is_number(value);
    let shown = match language {
        Language::Fr | Language::Nl | Language::De if number => {
            value.replace('.', ",").replace('-', "\u{2212}")
        }
        _ if number => value.replace('-', "\u{2212}"),
        _ => value.to_owned(),
    };
    let clock = unit == "local time";
    if !(number || clock) || unit == "-" || unit.is_empty() {
        return shown;
    }
    let known = unit_words(unit, w).map(|words| fill(words, &[("n", value)]));
    let unit = known.unwrap_or_else(|| unit.to_owned());
    format!("{shown}\u{a0}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::say_the_same;

    #[test]
    fn four_languages_say_the_same() {
        say_the_same(|language| Words::of(language).all());
    }

    #[test]
    fn a_value_is_written_as_its_readers_write() {
        let all = |value: &str, unit: &str| {
            Language::ALL.map(|language| written(value, unit, language).replace('\u{a0}', " "))
        };
        assert_eq!(all("20.00", "EUR"), ["20,00 €", "20,00 €", "20,00 €", "20.00 €"]);
        assert_eq!(all("6", "months"), ["6 mois", "6 maanden", "6 Monate", "6 months"]);
        let [.., german, english] = all("1", "days after activation");
        assert_eq!((&*german, &*english), ("1 Tag nach der Aktivierung", "1 day after activation"));
        assert_eq!(all("1", "top-ups"), ["1 recharge", "1 oplading", "1 Aufladung", "1 top-up"]);
        assert_eq!(all("none", "EUR"), ["aucun", "geen", "keiner", "none"]);
        assert_eq!(all("minus_emergency_limit", "EUR")[0], "minus_emergency_limit");
        assert_eq!(all("0.25", "-"), ["0,25", "0,25", "0,25", "0.25"]);
        assert_eq!(all("2300", "W")[2], "2300 W");
    }
}
