//! What people write back to a short message. Source: CM-01, CM-02, PD-03.

use crate::gsm;
use crate::trigger::Trigger;

/// Letters of a message that are kept, at most.
pub const MOST_LETTERS: usize = 1_000;

/// Without accents, in small letters: `stop` in the languages of our readers and of the networks.
const STOP: [&str; 14] = [
    "stop",
    "stopper",
    "arret",
    "arreter",
    "arretez",
    "desinscrire",
    "stopp",
    "stoppen",
    "stopzetten",
    "afmelden",
    "uitschrijven",
    "abmelden",
    "abbestellen",
    "unsubscribe",
];

/// What may stand beside such a word.
const BESIDE: [&str; 11] =
    ["sms", "svp", "merci", "aub", "bedankt", "dank", "bitte", "danke", "please", "thanks", "all"];

/// What somebody wants who wrote to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// To hear no more than what has to be told.
    Stop,
    /// Anything else: a person reads it.
    Question,
}

/// What a message asks. Whoever writes more than the word is read by a person: `stop the fridge from going off` is no
/// refusal. `None`: it says nothing.
pub fn asks(text: &str) -> Option<Asks> {
    let plain = gsm::transliterated(text).to_lowercase();
    let plain: String = plain.chars().map(without_accent).collect();
    let words = plain.split(|sign: char| !sign.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_stop = words.iter().any(|word| STOP.contains(word))
        && words.iter().all(|word| STOP.contains(word) || BESIDE.contains(word));
    match (text.trim().is_empty(), is_stop) {
        (true, _) => None,
        (false, true) => Some(Asks::Stop),
        (false, false) => Some(Asks::Question),
    }
}

fn without_accent(sign: char) -> char {
    match sign {
        'à' | 'ä' | 'å' => 'a',
        'è' | 'é' => 'e',
        'ì' => 'i',
        'ò' | 'ö' => 'o',
        'ù' | 'ü' => 'u',
        other => other,
    }
}

/// Families of messages that somebody may do without, by their ids. What has to be told is none of them, nor what
/// answers whoever asks for it.
pub fn may_be_declined() -> Vec<&'static str> {
    let asked_for = [Trigger::Phone, Trigger::Heard];
    let rules = Trigger::ALL.into_iter().filter(|trigger| !asked_for.contains(trigger));
    let rules = rules.map(Trigger::rule).filter(|rule| !rule.must);
    let mut all: Vec<&str> =
        rules.flat_map(|rule| rule.messages.iter().map(|message| message.family())).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    #[test]
    fn cm_02_a_word_that_means_stop_is_one_in_each_language_and_a_sentence_is_a_question() {
        for text in [
            "STOP",
            "stop.",
            " Arrêt ",
            "ARRET",
            "ARRÊTER SVP",
            "Stopp!",
            "stoppen aub",
            "Abmelden",
            "désinscrire",
            "uitschrijven",
            "STOP SMS",
            "Unsubscribe please",
        ] {
            assert_eq!(asks(text), Some(Asks::Stop), "{text}");
        }
        for text in [
            "Stop de stroom niet, ik heb een baby",
            "Ne m'arrêtez pas le courant",
            "bonjour",
            "sms",
            "?",
            "Не понимаю",
            "stopcontact",
        ] {
            assert_eq!(asks(text), Some(Asks::Question), "{text}");
        }
        assert_eq!(asks(" \n"), None);
    }

    #[test]
    fn cm_01_what_may_be_declined_has_nothing_that_has_to_be_told() {
        let all = may_be_declined();
        for message in Message::ALL {
            let Some(trigger) = Trigger::of(message) else { continue };
            let answers = [Trigger::Phone, Trigger::Heard].contains(&trigger);
            let may = !trigger.rule().must && !answers;
            assert_eq!(all.contains(&message.family()), may, "{message}");
        }
        assert!(all.contains(&"M04") && !all.contains(&"M08"), "{all:?}");
    }
}
