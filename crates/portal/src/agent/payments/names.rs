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

const CHANNELS: [Named; 6] = [
    ("online", ["en ligne", "online", "online", "online"]),
    ("terminal", ["au point de vente", "in de winkel", "im Geschäft", "at a shop"]),
    ("transfer", ["virement", "overschrijving", "Überweisung", "bank transfer"]),
    ("post", ["à la poste", "bij de post", "bei der Post", "at the post office"]),
    ("office", ["au CPAS", "bij het OCMW", "beim ÖSHZ", "at the CPAS"]),
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

/// States of money of a bank or a terminal.
const OTHER_STATES: [Named; 14] = [
    ("reserved", ["réservé", "gereserveerd", "reserviert", "reserved"]),
    ("credited", ["crédité", "geboekt", "gutgeschrieben", "credited"]),
    ("undone", ["annulé au comptoir", "ongedaan gemaakt", "rückgängig gemacht", "undone"]),
    ("reversed", ["annulé", "geannuleerd", "storniert", "reversed"]),
    ("in suspense", ["en attente", "in bewaring", "in Verwahrung", "in suspense"]),
    (
        "credited out of suspense",
        [
            "crédité depuis l’attente",
            "geboekt uit bewaring",
            "aus der Verwahrung gutgeschrieben",
            "credited out of suspense",
        ],
    ),
    ("sent back", ["renvoyé", "teruggestuurd", "zurückgesandt", "sent back"]),
    (
        "an open debit",
        ["débit inexpliqué", "debet zonder uitleg", "offene Belastung", "open debit"],
    ),
    ("of a payout", ["versement sortant", "uitbetaling", "Auszahlung", "of a payout"]),
    ("nothing moved", ["rien n’a bougé", "niets bewogen", "nichts bewegt", "nothing moved"]),
    (
        "structured_ogm",
        [
            "communication structurée",
            "gestructureerde mededeling",
            "strukturierte Mitteilung",
            "structured message",
        ],
    ),
    (
        "ogm_in_text",
        [
            "communication dans le texte",
            "mededeling in de tekst",
            "Mitteilung im Text",
            "message in the text",
        ],
    ),
    ("ean", ["par l’EAN", "op EAN", "nach EAN", "by EAN"]),
    ("reference", ["par la référence", "op referentie", "nach Referenz", "by reference"]),
];

/// What is said of money of a bank or a terminal.
const STEPS: [Named; 26] = [
    ("reserved", ["Réservé", "Gereserveerd", "Reserviert", "Reserved"]),
    ("money taken", ["Argent reçu", "Geld ontvangen", "Geld genommen", "Money taken"]),
    (
        "a number that was used",
        [
            "Numéro déjà utilisé",
            "Nummer al gebruikt",
            "Nummer schon gebraucht",
            "A number that was used",
        ],
    ),
    (
        "other money under this number",
        [
            "Autre argent sous ce numéro",
            "Ander geld onder dit nummer",
            "Anderes Geld unter dieser Nummer",
            "Other money under this number",
        ],
    ),
    (
        "confirmed again as taken later",
        [
            "Confirmé encore, plus tard",
            "Opnieuw bevestigd, later",
            "Noch einmal bestätigt, später",
            "Confirmed again as taken later",
        ],
    ),
    ("undone", ["Annulé au comptoir", "Ongedaan gemaakt", "Rückgängig gemacht", "Undone"]),
    ("reversed", ["Annulé", "Geannuleerd", "Storniert", "Reversed"]),
    ("in suspense", ["Mis en attente", "In bewaring", "In Verwahrung", "In suspense"]),
    (
        "booked by the bank",
        [
            "Comptabilisé par la banque",
            "Geboekt door de bank",
            "Von der Bank gebucht",
            "Booked by the bank",
        ],
    ),
    ("in hand", ["Pris en charge", "In behandeling", "In Bearbeitung", "In hand"]),
    ("letter sent", ["Lettre envoyée", "Brief verstuurd", "Brief versandt", "Letter sent"]),
    ("credit", ["Attribué", "Toegewezen", "Zugeordnet", "Attributed"]),
    ("return", ["À renvoyer", "Terug te sturen", "Zurückzusenden", "To be sent back"]),
    ("paid out", ["Versé par un prestataire", "Uitbetaald", "Ausgezahlt", "Paid out"]),
    ("settle", ["Réglé", "Vereffend", "Beglichen", "Settled"]),
    ("own", ["Pris par une personne", "Opgenomen", "Übernommen", "Taken in hand"]),
    ("sent", ["Envoyé", "Verzonden", "Gesendet", "Sent"]),
    ("to be sent", ["À envoyer", "Te verzenden", "Zu senden", "To be sent"]),
    ("closed", ["Exécuté par la banque", "Uitgevoerd", "Ausgeführt", "Carried out"]),
    ("rejected", ["Rejeté par la banque", "Geweigerd", "Abgelehnt", "Rejected"]),
    ("returned", ["Revenu de la banque", "Teruggekomen", "Zurückgekommen", "Came back"]),
    ("credited", ["Crédité", "Geboekt", "Gutgeschrieben", "Credited"]),
    ("suspense", ["Attente", "Bewaring", "Verwahrung", "Suspense"]),
    ("refund", ["Remboursement", "Terugstorting", "Erstattung", "Refund"]),
    ("confirmed", ["Confirmé", "Bevestigd", "Bestätigt", "Confirmed"]),
    ("refused", ["Refusé", "Geweigerd", "Verweigert", "Refused"]),
];

const TELLERS: [Named; 6] = [
    ("terminal", ["point de vente", "winkel", "Geschäft", "shop"]),
    ("bank", ["banque", "bank", "Bank", "bank"]),
    ("ledger", ["grand livre", "grootboek", "Hauptbuch", "ledger"]),
    ("person", ["personne", "iemand", "Mensch", "person"]),
    ("outbox", ["envoi", "verzending", "Versand", "outbox"]),
    ("meter", ["compteur", "meter", "Zähler", "meter"]),
];

/// The state of money of a bank or a terminal, and how it came to it.
pub(super) fn state_of_money(state: &str, language: Language) -> (String, Option<String>) {
    let (state, how) =
        state.split_once(", ").map_or((state, None), |(state, how)| (state, Some(how)));
    (of(&OTHER_STATES, state, language), how.map(|how| of(&OTHER_STATES, how, language)))
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
    of(&STEPS, what, language)
}

/// Who said so.
pub(super) fn teller(name: &str, language: Language) -> String {
    of(&TELLERS, name, language)
}

pub(super) fn state(state: PaymentState, language: Language) -> String {
    of(&STATES, state.name(), language)
}

pub(in crate::agent) fn channel(name: &str, language: Language) -> String {
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
        let said = ("crédité".to_owned(), Some("par l’EAN".to_owned()));
        assert_eq!(state_of_money("credited, ean", Language::Fr), said);
    }
}
