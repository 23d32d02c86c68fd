//! When nothing is cut, as the card and the public pages say it: from the calendar of the operator. Source: PA-14, UX 4.8,
//! 15 no. 5.

use super::Words;
use crate::language::Writes as _;
use crate::view::StateCard;
use crate::words::fill;
use calendar::Spared;
use units::Language;

/// What the calendar spares, in one sentence; that there are such hours, where it is none of what people know by name.
pub(crate) fn spared(spared: Spared, language: Language) -> String {
    let w = Words::of(language);
    let known = [
        (spared.evening.is_some(), w.spared_night),
        (spared.weekend, w.spared_weekend),
        (spared.holidays, w.spared_holidays),
    ];
    let mut when: Vec<&str> =
        known.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
    let Some(last) = when.pop() else { return w.by_calendar.to_owned() };
    let list = match when.is_empty() {
        true => last.to_owned(),
        false => format!("{} {} {last}", when.join(", "), w.spared_and),
    };
    capital(&fill(w.spared, &[("when", &list)]))
}

/// That offices which help are closed from tomorrow on, and until when.
pub(super) fn last_open(card: &StateCard, language: Language) -> Option<String> {
    let again = card.open_again?;
    Some(fill(Words::of(language).last_open, &[("day", &language.long_day(again))]))
}

/// In German the sentence begins with what is spared.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(evening: bool, weekend: bool, holidays: bool) -> [String; 4] {
        let evening = evening.then_some((960, 480));
        Language::ALL.map(|language| spared(Spared { evening, weekend, holidays }, language))
    }

    #[test]
    fn pa_14_the_sentence_names_what_the_calendar_spares_and_nothing_else() {
        assert_eq!(
            said(true, true, true),
            [
                "Nous ne coupons pas la nuit, le week-end et les jours fériés.",
                "We sluiten niet af ’s nachts, in het weekend en op feestdagen.",
                "Nachts, am Wochenende und an Feiertagen schalten wir nicht ab.",
                "We do not cut at night, at weekends or on public holidays.",
            ]
        );
        assert_eq!(
            said(true, true, false),
            [
                "Nous ne coupons pas la nuit et le week-end.",
                "We sluiten niet af ’s nachts en in het weekend.",
                "Nachts und am Wochenende schalten wir nicht ab.",
                "We do not cut at night or at weekends.",
            ]
        );
        assert_eq!(said(false, true, false)[2], "Am Wochenende schalten wir nicht ab.");
        assert_eq!(said(false, false, false)[3], "We do not cut in protected hours.");
    }
}
