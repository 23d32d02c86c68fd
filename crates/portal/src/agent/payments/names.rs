//! What the platform's names of payments are called: states, who said something, what was said, and how money
//! came. A name that is not known here is shown without its underscores.

use super::super::events::{Named, of};
use crate::pay::StorySource;
use units::Language;
use vending::PaymentState;

/// In French, Dutch, German and English.
const STATES: [Named; 9] = [
    ("created", ["commencé", "begonnen", "begonnen", "begun"]),
    ("pending", ["à la banque", "bij de bank", "bei der Bank", "at the bank"]),
    ("paid", ["payé", "betaald", "bezahlt", "paid"]),
    ("credited", ["crédité", "geboekt", "gutgeschrieben", "credited"]),
    ("refunded", ["remboursé", "teruggestort", "erstattet", "refunded"]),
    ("failed", ["pas abouti", "niet gelukt", "nicht geklappt", "failed"]),
    ("expired", ["expiré", "verlopen", "abgelaufen", "expired"]),
    ("cancelled", ["annulé", "geannuleerd", "abgebrochen", "cancelled"]),
    ("charged_back", ["repris", "teruggenomen", "zurückgeholt", "charged back"]),
];

const CHANNELS: [Named; 5] = [
    ("online", ["en ligne", "online", "online", "online"]),
    ("terminal", ["au point de vente", "in de winkel", "im Geschäft", "at a shop"]),
    ("transfer", ["virement", "overschrijving", "Überweisung", "bank transfer"]),
    ("post", ["à la poste", "bij de post", "bei der Post", "at the post office"]),
    ("aid", ["aide", "steun", "Hilfe", "aid"]),
];

const SAID: [Named; 23] = [
    ("created", ["Commencé", "Begonnen", "Begonnen", "Begun"]),
    (
        "payer_at_the_bank",
        ["Le payeur est à la banque", "De betaler is bij de bank", "Bei der Bank", "At the bank"],
    ),
    ("paid", ["Payé", "Betaald", "Bezahlt", "Paid"]),
    ("credited", ["Crédité", "Geboekt", "Gutgeschrieben", "Credited"]),
    ("failed", ["Pas abouti", "Niet gelukt", "Nicht geklappt", "Failed"]),
    ("expired", ["Expiré", "Verlopen", "Abgelaufen", "Expired"]),
    ("cancelled", ["Annulé", "Geannuleerd", "Abgebrochen", "Cancelled"]),
    ("refunded", ["Remboursé", "Teruggestort", "Erstattet", "Refunded"]),
    ("charged_back", ["Repris", "Teruggenomen", "Zurückgeholt", "Charged back"]),
    ("chargeback_reversed", ["Rendu", "Teruggegeven", "Wiedergegeben", "Given again"]),
    (
        "sent_to_the_meter",
        ["Envoyé au compteur", "Naar de meter", "An den Zähler", "Sent to the meter"],
    ),
    (
        "confirmed_by_the_meter",
        [
            "Confirmé par le compteur",
            "Bevestigd door de meter",
            "Vom Zähler bestätigt",
            "Confirmed by the meter",
        ],
    ),
    ("notice", ["Avis reçu", "Bericht ontvangen", "Nachricht erhalten", "Notice came"]),
    (
        "refund_asked",
        [
            "Remboursement demandé",
            "Terugstorting gevraagd",
            "Erstattung verlangt",
            "Refund asked for",
        ],
    ),
    (
        "refund_refused",
        [
            "Remboursement refusé par le prestataire",
            "Terugstorting geweigerd door de aanbieder",
            "Erstattung vom Anbieter abgelehnt",
            "Refund refused by the provider",
        ],
    ),
    ("in_suspense", ["Gardé en attente", "In bewaring", "In Verwahrung", "Held in suspense"]),
    ("given_back", ["Rendu au payeur", "Terug naar de betaler", "Zurückgegeben", "Given back"]),
    (
        "given_back_from_suspense",
        [
            "Rendu depuis l’attente",
            "Teruggegeven uit bewaring",
            "Aus der Verwahrung zurückgegeben",
            "Given back from suspense",
        ],
    ),
    (
        "task",
        ["À voir par une personne", "Iemand kijkt na", "Ein Mensch sieht nach", "For a person"],
    ),
    (
        "cannot_be_created",
        [
            "Refusé par le prestataire",
            "Geweigerd door de aanbieder",
            "Vom Anbieter abgelehnt",
            "Refused by the provider",
        ],
    ),
    ("attributed", ["Réparti", "Toegewezen", "Zugeordnet", "Attributed"]),
    ("refund", ["Remboursement", "Terugstorting", "Erstattung", "Refund"]),
    ("chargeback", ["Reprise", "Terugname", "Rückholung", "Chargeback"]),
];

pub(super) fn state(state: PaymentState, language: Language) -> String {
    of(&STATES, state.name(), language)
}

pub(super) fn channel(name: &str, language: Language) -> String {
    of(&CHANNELS, name, language)
}

/// What was said; ids of a provider stay as they are.
pub(super) fn said(what: &str, language: Language) -> String {
    let part =
        what.split_once("_").filter(|(_, id)| id.contains(|sign: char| sign.is_ascii_digit()));
    match part {
        Some((name, id)) => format!("{} {id}", of(&SAID, name, language)),
        None => of(&SAID, what, language),
    }
}

pub(super) fn source(source: StorySource, language: Language) -> &'static str {
    let words = match source {
        StorySource::Payer => ["payeur", "betaler", "Zahler", "payer"],
        StorySource::Notice => ["avis", "bericht", "Nachricht", "notice"],
        StorySource::Provider => ["prestataire", "aanbieder", "Anbieter", "provider"],
        StorySource::Ledger => ["grand livre", "grootboek", "Hauptbuch", "ledger"],
        StorySource::Outbox => ["envoi", "verzending", "Versand", "outbox"],
        StorySource::Meter => ["compteur", "meter", "Zähler", "meter"],
        StorySource::Person => ["personne", "iemand", "Mensch", "person"],
        StorySource::Clock => ["délai", "termijn", "Frist", "clock"],
    };
    let [fr, nl, de, en] = words;
    match language {
        Language::Fr => fr,
        Language::Nl => nl,
        Language::De => de,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_04_each_state_has_a_word_of_its_own_in_each_language() {
        for language in Language::ALL {
            let mut words: Vec<String> =
                STATES.iter().map(|(name, _)| of(&STATES, name, language)).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), STATES.len(), "{language}");
        }
        assert_eq!(said("refund_re_t_000004", Language::En), "Refund re_t_000004");
        assert_eq!(said("refund_asked", Language::En), "Refund asked for");
    }
}
