//! What the platform's names of payments are called: states, who said something, what was said, and how money
//! came. A name that is not known here is shown without its underscores.

use super::super::events::of;
use crate::pay::StorySource;
use units::Language;
use vending::PaymentState;

/// The state of money of a bank or a terminal, and how it came to it.
pub(super) fn state_of_money(state: &str, language: Language) -> (String, Option<String>) {
    let (state, how) =
        state.split_once(", ").map_or((state, None), |(state, how)| (state, Some(how)));
    (of("money", state, language), how.map(|how| of("money", how, language)))
}

/// Its colour.
pub(super) fn class_of_money(state: &str) -> &'static str {
    match state.split(", ").next().unwrap_or_default() {
        "credited" | "credited out of suspense" => "s1",
        "in suspense" | "reserved" => "s3",
        "an open debit" => "s5",
        _ => "s2",
    }
}

/// What became true of it.
pub(super) fn step(what: &str, language: Language) -> String {
    of("step", what, language)
}

/// Who said so.
pub(super) fn teller(name: &str, language: Language) -> String {
    of("teller", name, language)
}

pub(crate) fn state(state: PaymentState, language: Language) -> String {
    of("state", state.name(), language)
}

pub(crate) fn channel(name: &str, language: Language) -> String {
    of("channel", name, language)
}

/// What was said; ids of a provider stay as they are.
pub(crate) fn said(what: &str, language: Language) -> String {
    let part =
        what.split_once("_").filter(|(_, id)| id.contains(|sign: char| sign.is_ascii_digit()));
    match part {
        Some((name, id)) => format!("{} {id}", of("said", name, language)),
        None => of("said", what, language),
    }
}

pub(crate) fn source(source: StorySource, language: Language) -> String {
    of("source", source.name(), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_04_each_state_has_a_word_of_its_own_in_each_language() {
        for language in Language::ALL {
            let names = crate::words::texts_of("agent/names", language);
            let states = names.filter(|(key, _)| key.starts_with("state_"));
            let mut words: Vec<&str> = states.map(|(_, word)| word).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), 9, "{language}");
        }
        assert_eq!(said("refund_re_t_000004", Language::En), "Refund re_t_000004");
        assert_eq!(said("refund_asked", Language::En), "Refund asked for");
        let said = ("crédité".to_owned(), Some("par l’EAN".to_owned()));
        assert_eq!(state_of_money("credited, ean", Language::Fr), said);
    }
}
