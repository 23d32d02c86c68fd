//! Title and sentence of each code, in four languages. A sentence says what to do. `{name}` stands for
//! a member of the problem.

use super::Code;
use crate::language::Language;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub title: &'static str,
    pub detail: &'static str,
}

/// Title and sentence of a code in one language, with `{name}` for what a problem brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeWords {
    /// `fr`, `nl`, `de` or `en`.
    pub tag: &'static str,
    pub title: &'static str,
    pub detail: &'static str,
}

impl Code {
    /// In all languages.
    pub fn in_words(self) -> [CodeWords; 4] {
        Language::ALL.map(|language| {
            let Words { title, detail } = self.words(language);
            CodeWords { tag: language.tag(), title, detail }
        })
    }

    pub(crate) fn words(self, language: Language) -> Words {
        let (title, detail) = language.of_four(self.in_four());
        Words { title, detail }
    }

    /// French, Dutch, German, English.
    #[rustfmt::skip] // A line for a language.
    fn in_four(self) -> [(&'static str, &'static str); 4] {
        match self {
            Self::SignatureRefused => [
                ("Signature refusée", "La demande n'est pas signée comme convenu. Vérifiez la clé et le calcul de la signature."),
                ("Handtekening geweigerd", "De aanvraag is niet ondertekend zoals afgesproken. Controleer de sleutel en de berekening van de handtekening."),
                ("Signatur abgelehnt", "Die Anfrage ist nicht wie vereinbart signiert. Prüfen Sie den Schlüssel und die Berechnung der Signatur."),
                ("Signature refused", "The request is not signed as agreed. Check the key and how the signature is made."),
            ],
            Self::ClockOutOfWindow => [
                ("Horloge décalée", "L'heure de la demande s'écarte de plus de 5 minutes de la nôtre, {server_time}. Réglez l'horloge du terminal."),
                ("Klok loopt niet gelijk", "Het tijdstip van de aanvraag wijkt meer dan 5 minuten af van het onze, {server_time}. Stel de klok van de terminal in."),
                ("Uhr geht falsch", "Die Zeit der Anfrage weicht um mehr als 5 Minuten von unserer ab, {server_time}. Stellen Sie die Uhr des Terminals."),
                ("Clock out of window", "The request's time is more than 5 minutes from ours, {server_time}. Set the terminal's clock."),
            ],
            Self::NoSuchAddress => [
                ("Adresse inconnue", "Il n'y a rien à cette adresse. Comparez-la à la documentation."),
                ("Onbekend adres", "Op dit adres is er niets. Vergelijk het met de documentatie."),
                ("Unbekannte Adresse", "Unter dieser Adresse gibt es nichts. Vergleichen Sie sie mit der Dokumentation."),
                ("No such address", "There is nothing at this address. Compare it with the documentation."),
            ],
            Self::MethodNotAllowed => [
                ("Méthode non admise", "Cette adresse n'admet pas cette méthode. Voyez la documentation."),
                ("Methode niet toegelaten", "Dit adres laat deze methode niet toe. Zie de documentatie."),
                ("Methode nicht erlaubt", "Diese Adresse erlaubt diese Methode nicht. Siehe Dokumentation."),
                ("Method not allowed", "This address does not take this method. See the documentation."),
            ],
            Self::BodyTooLarge => [
                ("Demande trop longue", "Une demande compte au plus {most_bytes} octets."),
                ("Aanvraag te lang", "Een aanvraag telt hoogstens {most_bytes} bytes."),
                ("Anfrage zu lang", "Eine Anfrage hat höchstens {most_bytes} Byte."),
                ("Request too long", "A request has at most {most_bytes} bytes."),
            ],
            Self::BodyTooSlow => [
                ("Demande trop lente", "La demande n'est pas arrivée entière à temps. Renvoyez-la avec la même clé."),
                ("Aanvraag te traag", "De aanvraag kwam niet op tijd volledig aan. Stuur ze opnieuw met dezelfde sleutel."),
                ("Anfrage zu langsam", "Die Anfrage kam nicht rechtzeitig ganz an. Senden Sie sie mit demselben Schlüssel noch einmal."),
                ("Request too slow", "The request did not arrive whole in time. Send it again with the same key."),
            ],
            Self::BodyNotUnderstood => [
                ("Demande incomprise", "Le contenu n'est pas celui que cette adresse attend : {reason}"),
                ("Aanvraag niet begrepen", "De inhoud is niet wat dit adres verwacht: {reason}"),
                ("Anfrage nicht verstanden", "Der Inhalt ist nicht, was diese Adresse erwartet: {reason}"),
                ("Request not understood", "The body is not what this address takes: {reason}"),
            ],
            Self::NameNotUnderstood => [
                ("Nom incompris", "Dans l'adresse, {name} compte 1 à 64 lettres, chiffres, points, tirets, traits bas ou deux-points."),
                ("Naam niet begrepen", "In het adres telt {name} 1 tot 64 letters, cijfers, punten, streepjes, lage streepjes of dubbele punten."),
                ("Name nicht verstanden", "In der Adresse hat {name} 1 bis 64 Buchstaben, Ziffern, Punkte, Striche, Unterstriche oder Doppelpunkte."),
                ("Name not understood", "In the address, {name} has 1 to 64 letters, digits, dots, dashes, underscores or colons."),
            ],
            Self::IdempotencyKeyMissing => [
                ("Clé d'idempotence manquante", "Cette demande a besoin de l'en-tête Idempotency-Key : une clé nouvelle par demande, la même pour la répéter."),
                ("Idempotentiesleutel ontbreekt", "Deze aanvraag heeft de header Idempotency-Key nodig: een nieuwe sleutel per aanvraag, dezelfde om ze te herhalen."),
                ("Idempotenzschlüssel fehlt", "Diese Anfrage braucht den Header Idempotency-Key: einen neuen Schlüssel je Anfrage, denselben, um sie zu wiederholen."),
                ("Idempotency key missing", "This request needs the header Idempotency-Key: a new key for each request, the same one to repeat it."),
            ],
            Self::IdempotencyKeyReused => [
                ("Clé déjà utilisée", "Cette clé est venue avec une autre demande, dont l'empreinte est {fingerprint}. Prenez une nouvelle clé."),
                ("Sleutel al gebruikt", "Deze sleutel kwam met een andere aanvraag, met vingerafdruk {fingerprint}. Neem een nieuwe sleutel."),
                ("Schlüssel schon benutzt", "Dieser Schlüssel kam mit einer anderen Anfrage, deren Fingerabdruck {fingerprint} ist. Nehmen Sie einen neuen Schlüssel."),
                ("Key already used", "This key came with another request, whose fingerprint is {fingerprint}. Take a new key."),
            ],
            Self::ReferenceWrong => [
                ("Référence erronée", "Un chiffre de la référence ne va pas. Encodez de nouveau les 13 chiffres de la carte."),
                ("Verkeerde referentie", "Een cijfer van de referentie klopt niet. Geef de 13 cijfers van de kaart opnieuw in."),
                ("Falsche Referenz", "Eine Ziffer der Referenz stimmt nicht. Geben Sie die 13 Ziffern der Karte noch einmal ein."),
                ("Wrong reference", "A digit of the reference is wrong. Enter the 13 digits of the card again."),
            ],
            Self::ReferenceUnknown => [
                ("Référence inconnue", "Aucun compte ouvert n'a cette référence. Encodez de nouveau les 13 chiffres de la carte."),
                ("Onbekende referentie", "Geen open rekening heeft deze referentie. Geef de 13 cijfers van de kaart opnieuw in."),
                ("Unbekannte Referenz", "Kein offenes Konto hat diese Referenz. Geben Sie die 13 Ziffern der Karte noch einmal ein."),
                ("Unknown reference", "No open account has this reference. Enter the 13 digits of the card again."),
            ],
            Self::TooManyWrongReferences => [
                ("Trop de références erronées", "Ce terminal a encodé trop de références erronées. Réessayez dans {retry_after_s} secondes."),
                ("Te veel verkeerde referenties", "Deze terminal gaf te veel verkeerde referenties in. Probeer opnieuw over {retry_after_s} seconden."),
                ("Zu viele falsche Referenzen", "Dieses Terminal hat zu viele falsche Referenzen eingegeben. Versuchen Sie es in {retry_after_s} Sekunden wieder."),
                ("Too many wrong references", "This terminal keyed in too many wrong references. Try again in {retry_after_s} seconds."),
            ],
            Self::AmountNotUnderstood => [
                ("Montant incompris", "Un montant ({field}) s'écrit en euros avec deux décimales, comme 20.00."),
                ("Bedrag niet begrepen", "Een bedrag ({field}) wordt in euro geschreven met twee decimalen, zoals 20.00."),
                ("Betrag nicht verstanden", "Ein Betrag ({field}) wird in Euro mit zwei Dezimalen geschrieben, wie 20.00."),
                ("Amount not understood", "An amount ({field}) is written in euro with two decimals, such as 20.00."),
            ],
            Self::AmountTooLarge => [
                ("Montant trop grand", "Un montant, ou leur somme, est trop grand."),
                ("Bedrag te groot", "Een bedrag, of de som ervan, is te groot."),
                ("Betrag zu groß", "Ein Betrag, oder ihre Summe, ist zu groß."),
                ("Amount too large", "An amount, or their sum, is too large."),
            ],
            Self::AmountOutsideLimits => [
                ("Montant hors limites", "Un montant va de {least} à {most} EUR, ou est exactement celui qui rétablit la fourniture."),
                ("Bedrag buiten de grenzen", "Een bedrag gaat van {least} tot {most} EUR, of is precies het bedrag om te heractiveren."),
                ("Betrag außerhalb der Grenzen", "Ein Betrag geht von {least} bis {most} EUR oder ist genau der zur Wiederherstellung."),
                ("Amount outside the limits", "An amount is from {least} to {most} EUR, or exactly the one to be back on."),
            ],
            Self::AmountAboveCeiling => [
                ("Montant trop élevé pour ce compte", "Ce montant dépasserait le plafond du compte. Proposez un montant plus petit."),
                ("Bedrag te hoog voor deze rekening", "Dit bedrag zou het plafond van de rekening overschrijden. Stel een kleiner bedrag voor."),
                ("Betrag zu hoch für dieses Konto", "Dieser Betrag würde die Obergrenze des Kontos überschreiten. Schlagen Sie einen kleineren vor."),
                ("Amount too high for this account", "This amount would exceed the account's ceiling. Offer a smaller one."),
            ],
            Self::ShopLimitReached => [
                ("Limite du magasin atteinte", "Le magasin peut encore encaisser {left} EUR. Versez d'abord ce qui est dû, ou proposez un montant plus petit."),
                ("Limiet van de winkel bereikt", "De winkel kan nog {left} EUR ontvangen. Stort eerst wat verschuldigd is, of stel een kleiner bedrag voor."),
                ("Grenze des Ladens erreicht", "Der Laden kann noch {left} EUR annehmen. Überweisen Sie zuerst, was offen ist, oder schlagen Sie einen kleineren Betrag vor."),
                ("Limit of the shop reached", "The shop can take {left} EUR more. Pay over first what is owed, or offer a smaller amount."),
            ],
            Self::TerminalStopped => [
                ("Terminal arrêté", "Le gestionnaire de réseau a arrêté ce terminal. Ne prenez pas d'argent et appelez-le. Terminez les ventes commencées."),
                ("Terminal stopgezet", "De netbeheerder heeft deze terminal stopgezet. Neem geen geld aan en bel hem. Werk begonnen verkopen af."),
                ("Terminal gestoppt", "Der Netzbetreiber hat dieses Terminal gestoppt. Nehmen Sie kein Geld und rufen Sie ihn an. Schließen Sie begonnene Verkäufe ab."),
                ("Terminal stopped", "The network operator has stopped this terminal. Take no money, and call them. Bring sales that began to their end."),
            ],
            Self::CardRefused => [
                ("Carte refusée", "Cette carte n'est pas acceptée, seulement : {taken}. Demandez une carte de débit ou des espèces."),
                ("Kaart geweigerd", "Deze kaart wordt niet aanvaard, alleen: {taken}. Vraag een debetkaart of contant geld."),
                ("Karte abgelehnt", "Diese Karte wird nicht angenommen, nur: {taken}. Bitten Sie um eine Debitkarte oder Bargeld."),
                ("Card refused", "This card is not taken, only: {taken}. Ask for a debit card or cash."),
            ],
            Self::TransactionNumberTaken => [
                ("Numéro déjà utilisé", "La vente {transaction} existe avec un autre montant ou une autre référence. Ne prenez pas d'argent ; recommencez avec un nouveau numéro."),
                ("Nummer al gebruikt", "Verkoop {transaction} bestaat met een ander bedrag of een andere referentie. Neem geen geld aan; begin opnieuw met een nieuw nummer."),
                ("Nummer schon benutzt", "Den Verkauf {transaction} gibt es mit anderem Betrag oder anderer Referenz. Nehmen Sie kein Geld; beginnen Sie mit neuer Nummer."),
                ("Number already used", "Sale {transaction} exists with another amount or reference. Take no money; start again with a new number."),
            ],
            Self::SaleReversed => [
                ("Vente annulée", "La vente {transaction} a été annulée. Ne prenez pas d'argent ; recommencez avec un nouveau numéro."),
                ("Verkoop geannuleerd", "Verkoop {transaction} werd geannuleerd. Neem geen geld aan; begin opnieuw met een nieuw nummer."),
                ("Verkauf storniert", "Der Verkauf {transaction} wurde storniert. Nehmen Sie kein Geld; beginnen Sie mit neuer Nummer."),
                ("Sale reversed", "Sale {transaction} was reversed. Take no money; start again with a new number."),
            ],
            Self::SaleUnknown => [
                ("Vente inconnue", "Ce terminal n'a pas de vente payée sous ce numéro."),
                ("Onbekende verkoop", "Deze terminal heeft geen betaalde verkoop met dit nummer."),
                ("Unbekannter Verkauf", "Dieses Terminal hat keinen bezahlten Verkauf mit dieser Nummer."),
                ("Unknown sale", "This terminal has no paid sale of this number."),
            ],
            Self::NoSaleYet => [
                ("Aucune vente", "Ce terminal n'a pas encore fait de vente. Rien n'est arrivé chez nous."),
                ("Geen verkoop", "Deze terminal deed nog geen verkoop. Er is niets bij ons aangekomen."),
                ("Kein Verkauf", "Dieses Terminal hat noch nichts verkauft. Bei uns ist nichts angekommen."),
                ("No sale yet", "This terminal has made no sale yet. Nothing reached us."),
            ],
            Self::ReversalTooLate => [
                ("Annulation trop tardive", "Une vente s'annule dans les {minutes} minutes. Le crédit reste ; adressez-vous au gestionnaire de réseau."),
                ("Annulering te laat", "Een verkoop wordt binnen {minutes} minuten geannuleerd. Het krediet blijft; neem contact op met de netbeheerder."),
                ("Storno zu spät", "Ein Verkauf wird binnen {minutes} Minuten storniert. Das Guthaben bleibt; wenden Sie sich an den Netzbetreiber."),
                ("Reversal too late", "A sale is undone within {minutes} minutes. The credit stays; ask the network operator."),
            ],
            Self::CreditSpent => [
                ("Crédit déjà utilisé", "Le crédit a déjà servi et ne peut plus être annulé. Adressez-vous au gestionnaire de réseau."),
                ("Krediet al gebruikt", "Het krediet is al gebruikt en kan niet meer geannuleerd worden. Neem contact op met de netbeheerder."),
                ("Guthaben schon verbraucht", "Das Guthaben ist schon angebrochen und kann nicht mehr storniert werden. Wenden Sie sich an den Netzbetreiber."),
                ("Credit already spent", "Part of the credit is spent, so the sale cannot be undone. Ask the network operator."),
            ],
            Self::SaleInSuspense => [
                ("Paiement en attente", "L'argent de cette vente est en attente chez nous : une personne décide. Ne le rendez pas."),
                ("Betaling in beraad", "Het geld van deze verkoop staat bij ons in beraad: een mens beslist. Geef het niet terug."),
                ("Zahlung in Klärung", "Das Geld dieses Verkaufs ist bei uns in Klärung: Ein Mensch entscheidet. Geben Sie es nicht zurück."),
                ("Payment in suspense", "We hold this sale's money in suspense: a person decides. Do not give it back."),
            ],
            Self::AccountClosed => [
                ("Compte fermé", "Le compte est fermé : la vente reste. Son solde est remboursé au client par le gestionnaire de réseau."),
                ("Rekening afgesloten", "De rekening is afgesloten: de verkoop blijft. De netbeheerder betaalt het saldo terug aan de klant."),
                ("Konto geschlossen", "Das Konto ist geschlossen: Der Verkauf bleibt. Den Rest zahlt der Netzbetreiber dem Kunden zurück."),
                ("Account closed", "The account is closed, so the sale stays. The network operator pays its balance back."),
            ],
            Self::ShiftNotOpen => [
                ("Caisse fermée", "Ce caissier n'a pas ouvert de service à ce terminal. Ouvrez-le d'abord."),
                ("Kassa gesloten", "Deze kassier opende geen dienst op deze terminal. Open die eerst."),
                ("Kasse geschlossen", "Dieser Kassierer hat an diesem Terminal keine Schicht geöffnet. Öffnen Sie sie zuerst."),
                ("Shift not open", "This cashier has no open shift at this terminal. Open it first."),
            ],
            Self::ShiftAlreadyOpen => [
                ("Caisse déjà ouverte", "Le service de ce caissier est déjà ouvert à ce terminal."),
                ("Kassa al open", "De dienst van deze kassier is al open op deze terminal."),
                ("Kasse schon offen", "Die Schicht dieses Kassierers ist an diesem Terminal schon offen."),
                ("Shift already open", "This cashier's shift is open at this terminal already."),
            ],
            Self::DifferenceUnexplained => [
                ("Différence à expliquer", "Le compte diffère des ventes de {cash} EUR en espèces et de {card} EUR par carte. Recomptez, ou expliquez la différence."),
                ("Verschil te verklaren", "De telling verschilt van de verkopen met {cash} EUR contant en {card} EUR per kaart. Tel opnieuw of verklaar het verschil."),
                ("Unterschied zu erklären", "Die Zählung weicht von den Verkäufen um {cash} EUR bar und {card} EUR per Karte ab. Zählen Sie nach oder erklären Sie es."),
                ("Difference to be explained", "The count differs from the sales by {cash} EUR in cash and {card} EUR by card. Count again, or explain the difference."),
            ],
            Self::KeyRefused => [
                ("Clé refusée", "La clé manque, n'est pas connue ou n'est plus valable. Envoyez-la comme « Authorization: Bearer »."),
                ("Sleutel geweigerd", "De sleutel ontbreekt, is niet bekend of geldt niet meer. Stuur hem als “Authorization: Bearer”."),
                ("Schlüssel abgelehnt", "Der Schlüssel fehlt, ist nicht bekannt oder gilt nicht mehr. Senden Sie ihn als „Authorization: Bearer“."),
                ("Key refused", "The key is missing, not known or no longer valid. Send it as “Authorization: Bearer”."),
            ],
            Self::ScopeMissing => [
                ("Droit manquant", "Cette adresse demande une clé avec le droit {scope}."),
                ("Recht ontbreekt", "Dit adres vraagt een sleutel met het recht {scope}."),
                ("Recht fehlt", "Diese Adresse verlangt einen Schlüssel mit dem Recht {scope}."),
                ("Scope missing", "This address takes a key with the scope {scope}."),
            ],
            Self::VersionUnknown => [
                ("Version inconnue", "L'en-tête Tirelire-Version nomme une version que nous ne servons pas. Il y a : {known}."),
                ("Onbekende versie", "De header Tirelire-Version noemt een versie die wij niet aanbieden. Er is: {known}."),
                ("Unbekannte Version", "Der Header Tirelire-Version nennt eine Version, die wir nicht anbieten. Es gibt: {known}."),
                ("Unknown version", "The header Tirelire-Version names a version that we do not answer. There is: {known}."),
            ],
            Self::RateLimited => [
                ("Trop de demandes", "Cette clé demande trop souvent. Réessayez dans {retry_after_s} secondes."),
                ("Te veel aanvragen", "Deze sleutel vraagt te vaak. Probeer opnieuw over {retry_after_s} seconden."),
                ("Zu viele Anfragen", "Dieser Schlüssel fragt zu oft. Versuchen Sie es in {retry_after_s} Sekunden wieder."),
                ("Too many requests", "This key asks too often. Try again in {retry_after_s} seconds."),
            ],
            Self::QueryNotUnderstood => [
                ("Paramètre incompris", "Le paramètre {parameter} n'est pas de ceux que cette adresse attend. Voyez la documentation."),
                ("Parameter niet begrepen", "De parameter {parameter} is niet wat dit adres verwacht. Zie de documentatie."),
                ("Parameter nicht verstanden", "Der Parameter {parameter} ist nicht, was diese Adresse erwartet. Siehe Dokumentation."),
                ("Parameter not understood", "The parameter {parameter} is not what this address takes. See the documentation."),
            ],
            Self::EventUnknown => [
                ("Événement inconnu", "Il n'y a pas d'événement de ce nom pour cette clé. Lisez-les par /v1/events."),
                ("Onbekende gebeurtenis", "Voor deze sleutel is er geen gebeurtenis met deze naam. Lees ze via /v1/events."),
                ("Unbekanntes Ereignis", "Für diesen Schlüssel gibt es kein Ereignis dieses Namens. Lesen Sie sie über /v1/events."),
                ("Unknown event", "There is no event of this name for this key. Read them at /v1/events."),
            ],
            Self::GroupUnknown => [
                ("Groupe inconnu", "Il n'y a pas de groupe de partage de ce numéro pour cette clé."),
                ("Onbekende groep", "Voor deze sleutel is er geen deelgroep met dit nummer."),
                ("Unbekannte Gruppe", "Für diesen Schlüssel gibt es keine Gruppe mit dieser Nummer."),
                ("Unknown group", "There is no sharing group of this number for this key."),
            ],
            Self::VolumesUnknown => [
                ("Version inconnue", "Ce groupe n'a pas cette version de ce mois pour cette clé. Lisez ses versions."),
                ("Onbekende versie", "Voor deze sleutel heeft deze groep die versie van die maand niet. Lees haar versies."),
                ("Unbekannte Version", "Für diesen Schlüssel hat die Gruppe diese Version des Monats nicht. Lesen Sie ihre Versionen."),
                ("Unknown version", "For this key the group has no such version of this month. Read its versions."),
            ],
            Self::AccountUnknown => [
                ("Compte inconnu", "Aucun compte de ce numéro n'est partagé avec vous."),
                ("Onbekende rekening", "Er is geen rekening met dit nummer met u gedeeld."),
                ("Unbekanntes Konto", "Es ist kein Konto mit dieser Nummer mit Ihnen geteilt."),
                ("Unknown account", "No account of this number is shared with you."),
            ],
            Self::CallUnknown => [
                ("Appel inconnu", "Aucun appel de ce nom n'a commencé, ou il est terminé. Commencez par l'événement 1, `start`."),
                ("Onbekende oproep", "Er begon geen oproep met die naam, of hij is voorbij. Begin met gebeurtenis 1, `start`."),
                ("Unbekannter Anruf", "Kein Anruf dieses Namens hat begonnen, oder er ist zu Ende. Beginnen Sie mit Ereignis 1, `start`."),
                ("Call unknown", "No call of this name has begun, or it has ended. Begin with event 1, `start`."),
            ],
            Self::CallEventOrder => [
                ("Événement hors de l'ordre", "L'événement {expected} de l'appel vient ensuite. Envoyez-les un par un, dans l'ordre."),
                ("Gebeurtenis niet op volgorde", "Gebeurtenis {expected} van de oproep komt nu. Stuur ze één voor één, op volgorde."),
                ("Ereignis nicht an der Reihe", "Als Nächstes kommt Ereignis {expected} des Anrufs. Senden Sie eines nach dem anderen."),
                ("Event out of order", "Event {expected} of the call comes next. Send them one by one, in order."),
            ],
            Self::NoPhoneLine => [
                ("Pas de ligne téléphonique", "Cette clé n'est pas celle d'une ligne téléphonique. Demandez-en une au gestionnaire de réseau."),
                ("Geen telefoonlijn", "Deze sleutel hoort niet bij een telefoonlijn. Vraag er een aan de netbeheerder."),
                ("Keine Telefonleitung", "Dieser Schlüssel gehört zu keiner Telefonleitung. Fragen Sie den Netzbetreiber nach einem."),
                ("No phone line", "This key is not that of a phone line. Ask the operator for one."),
            ],
            Self::Unavailable => [
                ("Momentanément indisponible", "Rien n'a été fait. Renvoyez la demande un peu plus tard avec la même clé."),
                ("Tijdelijk niet beschikbaar", "Er is niets gebeurd. Stuur de aanvraag wat later opnieuw met dezelfde sleutel."),
                ("Zurzeit nicht verfügbar", "Es ist nichts geschehen. Senden Sie die Anfrage etwas später mit demselben Schlüssel noch einmal."),
                ("Not available now", "Nothing was done. Send the request again a little later with the same key."),
            ],
            Self::OutcomeUnknown => [
                ("Résultat inconnu", "La réponse a pris trop de temps. Renvoyez la même demande avec la même clé ; ne refaites pas la vente."),
                ("Resultaat onbekend", "Het antwoord duurde te lang. Stuur dezelfde aanvraag opnieuw met dezelfde sleutel; doe de verkoop niet over."),
                ("Ergebnis unbekannt", "Die Antwort dauerte zu lang. Senden Sie dieselbe Anfrage mit demselben Schlüssel noch einmal; verkaufen Sie nicht neu."),
                ("Outcome unknown", "The answer took too long. Send the same request again with the same key; do not sell again."),
            ],
            Self::Failed => [
                ("Erreur chez nous", "Une erreur s'est produite chez nous. Renvoyez la même demande avec la même clé ; ne refaites pas la vente."),
                ("Fout bij ons", "Er ging iets mis bij ons. Stuur dezelfde aanvraag opnieuw met dezelfde sleutel; doe de verkoop niet over."),
                ("Fehler bei uns", "Bei uns ist ein Fehler aufgetreten. Senden Sie dieselbe Anfrage mit demselben Schlüssel noch einmal; verkaufen Sie nicht neu."),
                ("Our failure", "Something failed on our side. Send the same request again with the same key; do not sell again."),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_words_of_its_own_in_four_languages() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            for language in Language::ALL {
                let Words { title, detail } = code.words(language);
                assert!(!title.is_empty() && !detail.is_empty(), "{code:?}");
                assert!(seen.insert(detail), "{code:?} in {language:?} has another code's words");
            }
            let titles: BTreeSet<_> =
                Language::ALL.iter().map(|language| code.words(*language).title).collect();
            assert_eq!(titles.len(), 4, "{code:?} is not translated: {titles:?}");
        }
    }

    #[test]
    fn a_sentence_names_members_that_come_with_its_code_and_the_same_in_each_language() {
        for code in Code::ALL {
            for language in Language::ALL {
                let named: BTreeSet<&str> = code
                    .words(language)
                    .detail
                    .split('{')
                    .skip(1)
                    .map(|rest| rest.split('}').next().unwrap())
                    .collect();
                let members: BTreeSet<&str> = code.members().iter().copied().collect();
                assert_eq!(named, members, "{code:?} in {language:?}");
            }
        }
    }

    #[test]
    fn codes_have_names_of_their_own() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(*code));
        }
    }
}
