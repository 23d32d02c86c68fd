//! What screens, signs, buttons and hints are called, for whoever learns or cannot see them. The
//! displays themselves have codes and figures only.

/// The four languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    #[default]
    Fr,
    Nl,
    De,
    En,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Fr, Self::Nl, Self::De, Self::En];

    /// As in `lang` of a page.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }
}

/// The word or sentence of a key; the key itself if there is none.
pub fn word(key: &'static str, language: Language) -> &'static str {
    let row = WORDS.iter().find(|(known, ..)| *known == key);
    match (row, language) {
        (None, _) => key,
        (Some((_, word, _, _, _)), Language::Fr)
        | (Some((_, _, word, _, _)), Language::Nl)
        | (Some((_, _, _, word, _)), Language::De)
        | (Some((_, _, _, _, word)), Language::En) => word,
    }
}

/// Keys of words around a meter, for faces.
#[cfg(test)]
const AROUND: [&str; 8] = [
    "ui.happened",
    "ui.load",
    "ui.new-card",
    "ui.in",
    "ui.out",
    "ui.terminal",
    "ui.keys",
    "ui.paused",
];

type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const WORDS: &[Row] = &[
    // Screens.
    ("asleep", "écran en veille", "scherm in slaapstand", "Anzeige im Ruhezustand", "display asleep"),
    ("import-t1", "prélèvement, jour", "afname, dag", "Bezug, Tag", "taken, day"),
    ("import-t2", "prélèvement, nuit", "afname, nacht", "Bezug, Nacht", "taken, night"),
    ("export-t1", "injection, jour", "injectie, dag", "Einspeisung, Tag", "injected, day"),
    ("export-t2", "injection, nuit", "injectie, nacht", "Einspeisung, Nacht", "injected, night"),
    ("message", "message", "bericht", "Nachricht", "message"),
    ("updated", "mise à jour du solde", "saldo bijgewerkt op", "Guthaben vom", "balance of"),
    ("balance", "solde", "saldo", "Guthaben", "balance"),
    ("emergency-left", "crédit de secours disponible", "beschikbaar noodkrediet", "verfügbarer Notkredit", "emergency credit left"),
    ("volume", "volume de gaz", "gasvolume", "Gasvolumen", "gas volume"),
    ("leak-test", "test d’étanchéité, secondes restantes", "lektest, resterende seconden", "Dichtheitsprüfung, verbleibende Sekunden", "leak test, seconds left"),
    ("display-test", "test de l’écran", "test van het scherm", "Test der Anzeige", "display test"),
    ("time", "heure", "uur", "Uhrzeit", "time"),
    ("date", "date", "datum", "Datum", "date"),
    ("loaded-total", "total des montants chargés", "som van de geladen bedragen", "Summe der geladenen Beträge", "sum of all amounts loaded"),
    ("weekly-deductions", "retenues par semaine", "wekelijkse afhoudingen", "wöchentliche Abzüge", "weekly deductions"),
    ("energy-total", "consommation totale", "totaal verbruik", "Gesamtverbrauch", "total use"),
    ("energy-day", "consommation de jour", "dagverbruik", "Verbrauch am Tag", "use by day"),
    ("price-day", "prix indicatif, jour", "richtprijs, dag", "Richtpreis, Tag", "indicative price, day"),
    ("energy-night", "consommation de nuit", "nachtverbruik", "Verbrauch in der Nacht", "use by night"),
    ("price-night", "prix indicatif, nuit", "richtprijs, nacht", "Richtpreis, Nacht", "indicative price, night"),
    ("price", "prix indicatif", "richtprijs", "Richtpreis", "indicative price"),
    ("gas-factor", "énergie d’un m³", "energie van een m³", "Energie eines m³", "energy of a m³"),
    ("price-volume", "prix indicatif d’un m³", "richtprijs van een m³", "Richtpreis eines m³", "indicative price of a m³"),
    ("debt", "dette restante", "resterende schuld", "Restschuld", "debt left"),
    ("weekly-repayment", "remboursement par semaine", "wekelijkse afbetaling", "wöchentliche Rückzahlung", "weekly repayment"),
    ("active-credit", "crédit actif", "actief krediet", "aktives Guthaben", "active credit"),
    ("amount-to-clear", "à charger pour ne plus rien devoir", "te laden om niets meer te moeten", "aufzuladen, um nichts mehr zu schulden", "to load to be clear"),
    ("limited-debt", "puissance limitée, dette accumulée", "beperkt vermogen, opgebouwde schuld", "begrenzte Leistung, aufgelaufene Schuld", "power limited, debt so far"),
    ("tripped", "trop de puissance : coupé", "te veel vermogen: uit", "zu viel Leistung: aus", "too much power: off"),
    ("fault-debt", "panne du compteur, dette accumulée", "meter defect, opgebouwde schuld", "Zähler gestört, aufgelaufene Schuld", "meter fault, debt so far"),
    ("card-refused", "carte refusée ou mal insérée", "kaart geweigerd of verkeerd ingestoken", "Karte abgelehnt oder falsch eingesteckt", "card refused or badly inserted"),
    ("loading", "chargement en cours", "bezig met laden", "wird geladen", "loading"),
    ("loaded", "montant chargé", "geladen bedrag", "geladener Betrag", "amount loaded"),
    ("new-balance", "nouveau solde", "nieuw saldo", "neues Guthaben", "new balance"),
    // Signs.
    ("arrow-over-euro", "flèche sur € : prépaiement actif", "pijl boven €: voorafbetaling actief", "Pfeil über €: Vorauszahlung aktiv", "arrow over €: prepayment active"),
    ("euro", "prépaiement actif", "voorafbetaling actief", "Vorauszahlung aktiv", "prepayment active"),
    ("cubic-metre", "volume, en mètres cubes", "volume, in kubieke meter", "Volumen, in Kubikmetern", "volume, in cubic metres"),
    ("switch-closed", "interrupteur fermé : courant", "schakelaar dicht: stroom", "Schalter geschlossen: Strom", "switch closed: power on"),
    ("switch-open", "interrupteur ouvert : pas de courant", "schakelaar open: geen stroom", "Schalter offen: kein Strom", "switch open: no power"),
    ("valve-open", "vanne ouverte : gaz", "klep open: gas", "Ventil offen: Gas", "valve open: gas on"),
    ("valve-shut", "vanne fermée : pas de gaz", "klep dicht: geen gas", "Ventil geschlossen: kein Gas", "valve shut: no gas"),
    ("arrow-blinks", "flèche clignotante : prêt à réarmer", "knipperende pijl: klaar om te heractiveren", "blinkender Pfeil: einschaltbereit", "blinking arrow: ready for reconnection"),
    ("tariff-1", "tarif 1, jour", "tarief 1, dag", "Tarif 1, Tag", "tariff 1, day"),
    ("tariff-2", "tarif 2, nuit", "tarief 2, nacht", "Tarif 2, Nacht", "tariff 2, night"),
    ("triangle-flashes", "triangle clignotant : crédit bas", "knipperende driehoek: laag krediet", "blinkendes Dreieck: wenig Guthaben", "flashing triangle: credit low"),
    ("card-in", "carte dans le lecteur", "kaart in de lezer", "Karte im Leser", "card in the reader"),
    ("lever-up", "disjoncteur levé", "schakelaar omhoog", "Schutzschalter oben", "breaker up"),
    ("lever-down", "disjoncteur baissé : pas de courant", "schakelaar omlaag: geen stroom", "Schutzschalter unten: kein Strom", "breaker down: no power"),
    // What can be done.
    ("hint.top-up", "Rechargez d’abord. Le compteur attend l’ordre.", "Laad eerst op. De meter wacht op het bericht.", "Laden Sie zuerst auf. Der Zähler wartet auf den Befehl.", "Top up first. The meter waits to be told."),
    ("hint.hold-green", "Appuyez 3 secondes sur le bouton vert.", "Druk 3 seconden op de groene knop.", "Drücken Sie 3 Sekunden den grünen Knopf.", "Press the green button for 3 seconds."),
    ("hint.unplug-hold-green", "Débranchez un appareil, puis appuyez 3 secondes sur le bouton vert.", "Zet een toestel uit en druk 3 seconden op de groene knop.", "Schalten Sie ein Gerät aus und drücken Sie 3 Sekunden den grünen Knopf.", "Unplug something, then press the green button for 3 seconds."),
    ("hint.close-hold-arrow", "Fermez tous les appareils au gaz. Appuyez 3 secondes sous la flèche.", "Sluit alle gastoestellen. Druk 3 seconden onder de pijl.", "Schließen Sie alle Gasgeräte. Drücken Sie 3 Sekunden unter dem Pfeil.", "Close all gas appliances. Press under the arrow for 3 seconds."),
    ("hint.wait-leak-test", "Laissez tout fermé et attendez la fin du test.", "Laat alles dicht en wacht tot de test klaar is.", "Lassen Sie alles geschlossen und warten Sie das Ende der Prüfung ab.", "Leave everything closed and wait for the end of the test."),
    ("hint.lift-main-breaker", "Relevez le disjoncteur de l’installation.", "Zet de schakelaar van de installatie weer omhoog.", "Stellen Sie den Schutzschalter der Anlage wieder hoch.", "Lift the main breaker."),
    ("hint.wait-network", "Panne du réseau : le courant reviendra de lui-même.", "Netpanne: de stroom komt vanzelf terug.", "Netzausfall: der Strom kommt von selbst zurück.", "Network failure: power will return by itself."),
    ("hint.load-or-red", "Rechargez la carte, ou appuyez sur le bouton rouge : crédit de secours.", "Laad de kaart op, of druk op de rode knop: noodkrediet.", "Laden Sie die Karte auf, oder drücken Sie den roten Knopf: Notkredit.", "Load the card, or press the red button: emergency credit."),
    ("hint.press-red", "Appuyez sur le bouton rouge.", "Druk op de rode knop.", "Drücken Sie den roten Knopf.", "Press the red button."),
    ("hint.lift-lever", "Relevez le disjoncteur.", "Zet de schakelaar omhoog.", "Stellen Sie den Schutzschalter hoch.", "Lift the breaker."),
    ("hint.unplug-lift-lever", "Débranchez un appareil, puis relevez le disjoncteur.", "Zet een toestel uit en zet de schakelaar omhoog.", "Schalten Sie ein Gerät aus und stellen Sie den Schutzschalter hoch.", "Unplug something, then lift the breaker."),
    ("hint.load-card", "Mettez la carte dans le compteur, puis rechargez-la.", "Steek de kaart in de meter en laad ze daarna op.", "Stecken Sie die Karte in den Zähler und laden Sie sie dann auf.", "Put the card in the meter, then load it."),
    ("hint.turn-or-clean", "Retirez la carte : flèche à gauche et vers l’avant. Essuyez la puce.", "Haal de kaart uit: pijl links en naar voren. Veeg de chip schoon.", "Nehmen Sie die Karte heraus: Pfeil links und nach vorn. Wischen Sie den Chip ab.", "Take the card out: arrow on the left and forward. Wipe the chip."),
    ("hint.wait-double-beep", "Attendez le double bip.", "Wacht op de dubbele piep.", "Warten Sie auf den Doppelton.", "Wait for the double beep."),
    ("hint.close-hold-blue", "Fermez tous les appareils au gaz. Appuyez 3 secondes sur le bouton bleu.", "Sluit alle gastoestellen. Druk 3 seconden op de blauwe knop.", "Schließen Sie alle Gasgeräte. Drücken Sie 3 Sekunden den blauen Knopf.", "Close all gas appliances. Press the blue button for 3 seconds."),
    ("hint.call", "Le compteur est en panne : téléphonez.", "De meter is defect: bel.", "Der Zähler ist gestört: rufen Sie an.", "The meter is broken: call."),
    // What happens.
    ("event.connected", "rétabli", "weer aan", "wieder an", "on again"),
    ("event.disconnected", "coupé", "afgesloten", "abgeschaltet", "cut"),
    ("event.ready", "prêt à réarmer", "klaar om te heractiveren", "einschaltbereit", "ready for reconnection"),
    ("event.overload", "trop de puissance : coupé", "te veel vermogen: uit", "zu viel Leistung: aus", "too much power: off"),
    ("event.limit", "puissance limitée", "vermogen beperkt", "Leistung begrenzt", "power limited"),
    ("event.no-limit", "puissance plus limitée", "vermogen niet meer beperkt", "Leistung nicht mehr begrenzt", "power no longer limited"),
    ("event.pushed", "solde reçu", "saldo ontvangen", "Guthaben empfangen", "balance received"),
    ("event.told", "message reçu", "bericht ontvangen", "Nachricht empfangen", "message received"),
    ("event.leak-test", "le test d’étanchéité commence", "de lektest begint", "die Dichtheitsprüfung beginnt", "the leak test begins"),
    ("event.flow-seen", "du gaz passe : le test s’arrête, la vanne reste fermée", "er stroomt gas: de test stopt, de klep blijft dicht", "Gas fließt: die Prüfung endet, das Ventil bleibt zu", "gas flows: the test ends, the valve stays shut"),
    ("event.test-passed", "test réussi : la vanne s’ouvre", "test geslaagd: de klep gaat open", "Prüfung bestanden: das Ventil öffnet", "test passed: the valve opens"),
    ("event.main-up", "disjoncteur de l’installation relevé", "schakelaar van de installatie omhoog", "Schutzschalter der Anlage wieder oben", "main breaker lifted"),
    ("event.main-down", "le disjoncteur de l’installation tombe", "de schakelaar van de installatie valt", "der Schutzschalter der Anlage fällt", "the main breaker falls"),
    ("event.network-back", "le réseau revient", "het net is terug", "das Netz ist wieder da", "the network returns"),
    ("event.network-gone", "panne du réseau", "netpanne", "Netzausfall", "network failure"),
    ("event.beep", "bip", "piep", "Piepton", "beep"),
    ("event.double-beep", "double bip : chargé", "dubbele piep: geladen", "Doppelton: geladen", "double beep: loaded"),
    ("event.card-read", "données écrites sur la carte", "gegevens op de kaart geschreven", "Daten auf die Karte geschrieben", "data written on the card"),
    ("event.card-refused", "carte refusée", "kaart geweigerd", "Karte abgelehnt", "card refused"),
    ("event.loaded", "chargé", "geladen", "aufgeladen", "loaded"),
    ("event.weekly", "retenue de la semaine", "wekelijkse afhouding", "wöchentlicher Abzug", "weekly deduction"),
    // Around a meter.
    ("ui.happened", "ce qui s’est passé", "wat er gebeurde", "was geschehen ist", "what happened"),
    ("ui.load", "allumé", "aan", "eingeschaltet", "load"),
    ("ui.new-card", "carte", "kaart", "Karte", "card"),
    ("ui.in", "insérer", "insteken", "einstecken", "in"),
    ("ui.out", "retirer", "uithalen", "heraus", "out"),
    ("ui.terminal", "charger 20 €", "20 € laden", "20 € aufladen", "load 20 €"),
    ("ui.keys", "+ - temps   ↑ ↓ allumé   : commande   q fin", "+ - tijd   ↑ ↓ aan   : opdracht   q einde", "+ - Zeit   ↑ ↓ Last   : Befehl   q Ende", "+ - time   ↑ ↓ load   : command   q quit"),
    ("ui.paused", "arrêté", "gestopt", "angehalten", "paused"),
    // Buttons.
    ("green", "bouton vert", "groene knop", "grüner Knopf", "green button"),
    ("strip", "autre bouton du bandeau", "andere knop van de strip", "anderer Knopf der Leiste", "other button of the strip"),
    ("button.euro", "bouton sous €", "knop onder €", "Knopf unter €", "button under €"),
    ("button.arrow", "bouton sous la flèche", "knop onder de pijl", "Knopf unter dem Pfeil", "button under the arrow"),
    ("button.volume", "bouton sous m³", "knop onder m³", "Knopf unter m³", "button under m³"),
    ("red", "bouton rouge", "rode knop", "roter Knopf", "red button"),
    ("blue", "bouton bleu", "blauwe knop", "blauer Knopf", "blue button"),
    ("lever", "disjoncteur vers le haut", "schakelaar omhoog", "Schutzschalter nach oben", "breaker up"),
    ("main", "disjoncteur de l’installation vers le haut", "schakelaar van de installatie omhoog", "Schutzschalter der Anlage nach oben", "main breaker up"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Button, Hint, Symbol};
    use std::collections::BTreeSet;

    /// Every screen, sign, hint and button has its words in every language, and no word is left over.
    #[test]
    fn words_are_there_for_every_key_in_every_language() {
        let signs = Symbol::ALL.map(Symbol::text);
        let hints = Hint::ALL.map(Hint::text);
        let buttons = Button::ALL.map(Button::text);
        let events = crate::event::EVENT_KEYS;
        let keys: BTreeSet<&str> = crate::every_row()
            .into_iter()
            .map(|row| row.text)
            .chain(signs)
            .chain(hints)
            .chain(buttons)
            .chain(events)
            .chain(AROUND)
            .collect();
        let known: BTreeSet<&str> = WORDS.iter().map(|(key, ..)| *key).collect();
        assert_eq!(keys, known);
        assert_eq!(known.len(), WORDS.len(), "a key stands there twice");
        for (key, fr, nl, de, en) in WORDS {
            assert!([fr, nl, de, en].iter().all(|word| !word.is_empty()), "{key}");
        }
    }
}
