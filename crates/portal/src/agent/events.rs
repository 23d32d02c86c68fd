//! What the platform's own names are called on the pages of staff: events, orders, holds, guards and messages. A
//! name that is not known here is shown as it is, without its underscores. Source: UX 5.2, 8.5.

use crate::words::named;
use units::Language;

/// Names of a kind begin with it: `order-read`.
const FAMILY: &str = "agent/names";

fn known(kind: &str, name: &str, language: Language) -> Option<&'static str> {
    named(FAMILY, &format!("{kind}-{name}"), language)
}

/// What `name` of a kind is called.
pub(super) fn of(kind: &str, name: &str, language: Language) -> String {
    known(kind, name, language).map_or_else(|| name.replace('_', " "), str::to_owned)
}

pub(super) fn event(name: &str, language: Language) -> String {
    let message = known("message", name, language).map(str::to_owned);
    message.unwrap_or_else(|| of("event", name, language))
}

/// Of the kind of an order to a meter.
pub(super) fn order(name: &str, language: Language) -> String {
    of("order", name, language)
}

pub(super) fn hold(name: &str, language: Language) -> String {
    of("hold", name, language)
}

/// With its id: `CG-07, payment under way`.
pub(super) fn guard(id: &str, language: Language) -> String {
    format!("{id}, {}", of("guard", id, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_17_every_event_that_a_timeline_can_say_has_words() {
        for name in timeline::EVENTS {
            assert!(known("event", name, Language::En).is_some(), "`{name}` has no words");
        }
    }

    /// That each name is there once and in four languages is seen by the compiler.
    #[test]
    fn names_are_said_in_words_and_unknown_ones_as_they_are() {
        for (kind, count) in [("event", 127), ("order", 9), ("hold", 12), ("guard", 18)] {
            let of_kind = |key: &&str| key.split('_').next() == Some(kind);
            let names = crate::words::texts_of(FAMILY, Language::En).map(|(key, _)| key);
            assert!(names.filter(of_kind).count() >= count, "{kind}");
        }
        assert_eq!(guard("CG-07", Language::Nl), "CG-07, betaling bezig");
        assert_eq!(event("M06", Language::En), of("message", "M06", Language::En));
        assert_eq!(event("something_new", Language::Fr), "something new");
        assert_eq!(super::super::HOLDS.map(|name| hold(name, Language::En)).len(), 6);
    }
}
