//! Values of parameters as people of each language write them. Source: UX 4.7, 8.7 O-04.

use crate::words::fill;
use units::Language;

/// What a book calls a unit, and how it is written behind a number.
type Named = (&'static str, [&'static str; 4]);

/// Symbols are not here: `W`, `A` and `km` are the same in all languages.
const UNITS: &[Named] = &[
    ("days", ["{n~fr:jour|jours}", "{n~nl:dag|dagen}", "{n~de:Tag|Tage}", "{n~en:day|days}"]),
    (
        "working days",
        [
            "{n~fr:jour ouvrable|jours ouvrables}",
            "{n~nl:werkdag|werkdagen}",
            "{n~de:Werktag|Werktage}",
            "{n~en:working day|working days}",
        ],
    ),
    (
        "days after activation",
        [
            "{n~fr:jour|jours} après l’activation",
            "{n~nl:dag|dagen} na de activering",
            "{n~de:Tag|Tage} nach der Aktivierung",
            "{n~en:day|days} after activation",
        ],
    ),
    (
        "weeks",
        [
            "{n~fr:semaine|semaines}",
            "{n~nl:week|weken}",
            "{n~de:Woche|Wochen}",
            "{n~en:week|weeks}",
        ],
    ),
    ("months", ["mois", "{n~nl:maand|maanden}", "{n~de:Monat|Monate}", "{n~en:month|months}"]),
    ("years", ["{n~fr:an|ans}", "jaar", "{n~de:Jahr|Jahre}", "{n~en:year|years}"]),
    ("hours", ["{n~fr:heure|heures}", "uur", "{n~de:Stunde|Stunden}", "{n~en:hour|hours}"]),
    ("local time", ["heure locale", "lokale tijd", "Ortszeit", "local time"]),
    ("day of month", ["du mois", "van de maand", "des Monats", "day of the month"]),
    ("orders", ["{n~fr:ordre|ordres}", "opdrachten", "Aufträge", "{n~en:order|orders}"]),
    ("top-ups", ["{n~fr:recharge|recharges}", "opladingen", "Aufladungen", "top-ups"]),
    ("messages", ["{n~fr:message|messages}", "berichten", "Nachrichten", "messages"]),
    ("calls", ["{n~fr:appel|appels}", "oproepen", "Anrufe", "calls"]),
    ("digits", ["{n~fr:chiffre|chiffres}", "cijfers", "Ziffern", "digits"]),
    ("references/h", ["références/h", "referenties/u", "Referenzen/h", "references/h"]),
    ("EUR", ["€", "€", "€", "€"]),
    ("EUR/day", ["€/jour", "€/dag", "€/Tag", "€/day"]),
    ("EUR/week", ["€/semaine", "€/week", "€/Woche", "€/week"]),
    ("EUR/year", ["€/an", "€/jaar", "€/Jahr", "€/year"]),
    ("EUR/kWh", ["€/kWh", "€/kWh", "€/kWh", "€/kWh"]),
    ("EUR/kWe", ["€/kWe", "€/kWe", "€/kWe", "€/kWe"]),
    ("EUR per 6 h", ["€ par 6 h", "€ per 6 u", "€ je 6 h", "€ per 6 h"]),
];

const NONE: [&str; 4] = ["aucun", "geen", "keiner", "none"];

fn place(language: Language) -> usize {
    match language {
        Language::Fr => 0,
        Language::Nl => 1,
        Language::De => 2,
        Language::En => 3,
    }
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A value with its unit. What is no number stands alone: it is the name of a rule.
pub(super) fn written(value: &str, unit: &str, language: Language) -> String {
    let of = |words: &[&'static str; 4]| words.get(place(language)).copied().unwrap_or_default();
    if value == "none" {
        return of(&NONE).to_owned();
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
    let known = UNITS.iter().find(|(name, _)| *name == unit);
    let unit = known.map_or_else(|| unit.to_owned(), |(_, words)| fill(of(words), &[("n", value)]));
    format!("{shown}\u{a0}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_its_readers_write() {
        let all = |value: &str, unit: &str| {
            Language::ALL.map(|language| written(value, unit, language).replace('\u{a0}', " "))
        };
        assert_eq!(all("20.00", "EUR"), ["20,00 €", "20,00 €", "20,00 €", "20.00 €"]);
        assert_eq!(all("6", "months"), ["6 mois", "6 maanden", "6 Monate", "6 months"]);
        let [.., german, english] = all("1", "days after activation");
        assert_eq!((&*german, &*english), ("1 Tag nach der Aktivierung", "1 day after activation"));
        assert_eq!(all("none", "EUR"), ["aucun", "geen", "keiner", "none"]);
        assert_eq!(all("minus_emergency_limit", "EUR")[0], "minus_emergency_limit");
        assert_eq!(all("0.25", "-"), ["0,25", "0,25", "0,25", "0.25"]);
        assert_eq!(all("2300", "W")[2], "2300 W");
    }
}
