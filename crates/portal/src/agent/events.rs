//! What the platform's own names are called on the pages of staff: events, orders, holds and guards. A name
//! that is not known here is shown as it is, without its underscores. Source: UX 8.5.

use super::messages::MESSAGES;
use units::Language;

pub(super) type Named = (&'static str, [&'static str; 4]);

/// In French, Dutch, German and English.
const EVENTS: &[Named] = &[
    (
        "message_copy",
        [
            "Copie d’un message",
            "Kopie van een bericht",
            "Kopie einer Nachricht",
            "Copy of a message",
        ],
    ),
    (
        "cut_asked",
        [
            "Coupure ou limite demandée par deux personnes",
            "Afsluiting of beperking gevraagd door twee mensen",
            "Abschaltung oder Begrenzung von zwei Personen verlangt",
            "Cut or limit asked by two people",
        ],
    ),
    ("case_note", ["Note", "Nota", "Notiz", "Note"]),
    ("plan_agreed", ["Plan convenu", "Plan afgesproken", "Plan vereinbart", "Plan agreed"]),
    ("plan_suspended", ["Plan suspendu", "Plan opgeschort", "Plan ausgesetzt", "Plan suspended"]),
    (
        "refund_asked",
        [
            "Remboursement demandé au prestataire",
            "Terugstorting gevraagd aan de aanbieder",
            "Erstattung beim Anbieter verlangt",
            "Refund asked of the provider",
        ],
    ),
    (
        "payout_proposed",
        [
            "Renvoi à approuver",
            "Terugsturen goed te keuren",
            "Rücksendung zu genehmigen",
            "Payout to be approved",
        ],
    ),
    (
        "payout_approved",
        ["Renvoi approuvé", "Terugsturen goedgekeurd", "Rücksendung genehmigt", "Payout approved"],
    ),
    (
        "visit_made",
        ["Rendez-vous fixé", "Afspraak gemaakt", "Termin vereinbart", "Appointment made"],
    ),
    ("visit_moved", ["Visite déplacée", "Bezoek verplaatst", "Besuch verlegt", "Visit moved"]),
    (
        "visit_cancelled",
        ["Visite annulée", "Bezoek geannuleerd", "Besuch abgesagt", "Visit cancelled"],
    ),
    (
        "visit_coming",
        [
            "Technicien en route",
            "Technieker onderweg",
            "Techniker unterwegs",
            "Technician on the way",
        ],
    ),
    ("visit_done", ["Visite faite", "Bezoek gedaan", "Besuch erledigt", "Visit done"]),
    (
        "visit_absent",
        [
            "Visite\u{a0}: personne sur place",
            "Bezoek: niemand thuis",
            "Besuch: niemand da",
            "Visit: nobody there",
        ],
    ),
    (
        "visit_taken_back",
        [
            "Visite\u{a0}: notée par erreur",
            "Bezoek: verkeerd genoteerd",
            "Besuch: irrtümlich notiert",
            "Visit: noted by mistake",
        ],
    ),
    (
        "visit_impossible",
        [
            "Visite\u{a0}: pas possible",
            "Bezoek: niet mogelijk",
            "Besuch: nicht möglich",
            "Visit: not possible",
        ],
    ),
    (
        "phone_call",
        [
            "Appel sur la ligne",
            "Oproep op de telefoonlijn",
            "Anruf am Telefon",
            "Call on the phone line",
        ],
    ),
    ("call_back", ["Demande d’appel", "Vraag om te bellen", "Bitte um Anruf", "Asks to be called"]),
    (
        "change_plan",
        [
            "Demande un autre plan",
            "Vraagt een ander plan",
            "Bittet um anderen Plan",
            "Asks for another plan",
        ],
    ),
    (
        "wrong_balance",
        [
            "Dit que le solde est faux",
            "Zegt dat het saldo fout is",
            "Sagt, das Guthaben sei falsch",
            "Says the balance is wrong",
        ],
    ),
    ("complaint", ["Plainte", "Klacht", "Beschwerde", "Complaint"]),
    (
        "delay_cut",
        [
            "Le CPAS demande d’attendre avant de couper",
            "OCMW vraagt te wachten met afsluiten",
            "ÖSHZ bittet, mit der Sperre zu warten",
            "CPAS asks that a cut waits",
        ],
    ),
    (
        "reduced_power",
        [
            "Le CPAS demande la puissance réduite",
            "OCMW vraagt beperkt vermogen",
            "ÖSHZ bittet um reduzierte Leistung",
            "CPAS asks for reduced power",
        ],
    ),
    (
        "data_copy",
        [
            "Demande une copie de ses données",
            "Vraagt een kopie van de gegevens",
            "Bittet um eine Kopie der Daten",
            "Asks for a copy of their data",
        ],
    ),
    (
        "data_correction",
        [
            "Demande de corriger ses données",
            "Vraagt de gegevens recht te zetten",
            "Bittet, Daten zu berichtigen",
            "Asks to correct their data",
        ],
    ),
    (
        "data_erasure",
        [
            "Demande d’effacer ses données",
            "Vraagt de gegevens te wissen",
            "Bittet, Daten zu löschen",
            "Asks to erase their data",
        ],
    ),
    ("moving", ["Déménage", "Verhuist", "Zieht um", "Is moving"]),
    (
        "refuse_prepayment",
        [
            "Refuse le prépaiement",
            "Weigert prepaid",
            "Lehnt die Vorauszahlung ab",
            "Refuses prepayment",
        ],
    ),
    (
        "ask_prepayment",
        [
            "Demande le prépaiement",
            "Vraagt zelf prepaid",
            "Bittet selbst um Vorauszahlung",
            "Asks for prepayment",
        ],
    ),
    (
        "case_asked",
        ["Le client demande", "De klant vraagt", "Der Kunde fragt", "The customer asks"],
    ),
    (
        "case_called",
        ["Appelé sans réponse", "Gebeld, geen antwoord", "Vergeblich angerufen", "Called in vain"],
    ),
    ("case_answered", ["Demande traitée", "Vraag beantwoord", "Anfrage beantwortet", "Answered"]),
    ("activate", ["Compte ouvert", "Rekening geopend", "Konto eröffnet", "Account opened"]),
    ("swap", ["Compteur échangé", "Meter vervangen", "Zähler getauscht", "Meter exchanged"]),
    (
        "bridge",
        [
            "Ouvert sans contrat",
            "Geopend zonder contract",
            "Ohne Vertrag eröffnet",
            "Opened without contract",
        ],
    ),
    ("closed", ["Compte fermé", "Rekening afgesloten", "Konto geschlossen", "Account closed"]),
    ("move_out", ["Déménagement", "Verhuizing", "Auszug", "Moved out"]),
    ("top_up", ["Recharge", "Opladen", "Aufladung", "Top-up"]),
    (
        "top_up_undone",
        ["Recharge annulée", "Opladen teruggedraaid", "Aufladung zurückgenommen", "Top-up undone"],
    ),
    ("aid", ["Aide reçue", "Steun ontvangen", "Hilfe erhalten", "Aid received"]),
    (
        "adjustment",
        ["Solde corrigé", "Saldo rechtgezet", "Guthaben berichtigt", "Balance adjusted"],
    ),
    (
        "shared_energy",
        ["Énergie partagée", "Gedeelde energie", "Geteilte Energie", "Shared energy"],
    ),
    ("refund", ["Remboursement", "Terugbetaling", "Erstattung", "Refund"]),
    (
        "refund_beyond_balance",
        [
            "Remboursement au-delà du solde",
            "Terugbetaling boven het saldo",
            "Erstattung über das Guthaben hinaus",
            "Refund beyond the balance",
        ],
    ),
    (
        "meter_closes_from_afar",
        [
            "Compteur refermable à distance",
            "Meter kan op afstand sluiten",
            "Zähler lässt sich aus der Ferne schließen",
            "Meter could be closed from afar",
        ],
    ),
    (
        "meter_unanswered",
        [
            "Compteur sans réponse",
            "Meter antwoordt niet",
            "Zähler antwortet nicht",
            "Meter does not answer",
        ],
    ),
    (
        "meter_forged",
        [
            "Message non authentique au nom du compteur",
            "Onecht bericht in naam van de meter",
            "Unechte Nachricht im Namen des Zählers",
            "False message in the meter’s name",
        ],
    ),
    (
        "consent_ends",
        [
            "Fin prochaine d’un accord",
            "Toestemming loopt af",
            "Zustimmung läuft ab",
            "Consent ends soon",
        ],
    ),
    (
        "meter_not_taken",
        [
            "Affichage ou réglage non repris par le compteur",
            "Weergave of instelling niet in de meter gekomen",
            "Anzeige oder Einstellung kam nicht in den Zähler",
            "Meter did not take a display or setting",
        ],
    ),
    (
        "meter_wrong_calendar",
        [
            "Compteur réglé sur un autre calendrier",
            "Meter volgt een andere kalender",
            "Zähler folgt einem anderen Kalender",
            "Meter follows another calendar",
        ],
    ),
    (
        "meter_register_drift",
        [
            "Quarts d’heure et index ne concordent pas",
            "Kwartieren en tellerstanden komen niet overeen",
            "Viertelstunden und Zählerstände stimmen nicht überein",
            "Quarter-hours and registers do not agree",
        ],
    ),
    (
        "register_shift",
        [
            "Énergie déplacée entre deux index",
            "Energie verplaatst tussen twee tellerstanden",
            "Energie zwischen zwei Zählwerken umgebucht",
            "Energy moved between two registers",
        ],
    ),
    (
        "netting",
        [
            "Jours de compensation",
            "Dagen van compensatie",
            "Tage der Verrechnung",
            "Days of compensation",
        ],
    ),
    (
        "refund_returned",
        [
            "Remboursement revenu",
            "Terugbetaling teruggekomen",
            "Erstattung zurückgekommen",
            "Refund came back",
        ],
    ),
    (
        "refund_not_known",
        [
            "Remboursement inconnu",
            "Terugbetaling niet bekend",
            "Erstattung unbekannt",
            "Refund not known",
        ],
    ),
    (
        "refund_refused",
        [
            "Remboursement refusé",
            "Terugbetaling geweigerd",
            "Erstattung abgelehnt",
            "Refund refused",
        ],
    ),
    (
        "chargeback",
        [
            "Paiement repris par la banque",
            "Betaling teruggehaald door de bank",
            "Zahlung von der Bank zurückgeholt",
            "Payment taken back by the bank",
        ],
    ),
    (
        "chargeback_reversed",
        [
            "Paiement rendu par la banque",
            "Betaling teruggegeven door de bank",
            "Zahlung von der Bank zurückgegeben",
            "Payment given back by the bank",
        ],
    ),
    (
        "payment_pending",
        ["Paiement commencé", "Betaling begonnen", "Zahlung begonnen", "Payment begun"],
    ),
    (
        "payment_failed",
        ["Paiement échoué", "Betaling mislukt", "Zahlung gescheitert", "Payment failed"],
    ),
    ("debt", ["Plan de paiement", "Afbetalingsplan", "Ratenplan", "Payment plan"]),
    (
        "limiter_repayment",
        ["Versement du plan", "Storting op het plan", "Rate bezahlt", "Plan paid"],
    ),
    ("limiter_plan", ["Plan convenu", "Plan afgesproken", "Plan vereinbart", "Plan agreed"]),
    ("low_credit", ["Solde bas", "Saldo laag", "Guthaben niedrig", "Credit is low"]),
    (
        "emergency_started",
        [
            "Crédit de secours entamé",
            "Noodkrediet aangesproken",
            "Notkredit angebrochen",
            "Emergency credit in use",
        ],
    ),
    (
        "emergency_exhausted",
        [
            "Crédit de secours épuisé",
            "Noodkrediet op",
            "Notkredit verbraucht",
            "Emergency credit used up",
        ],
    ),
    ("in_credit", ["Solde en ordre", "Saldo in orde", "Guthaben in Ordnung", "Credit in order"]),
    (
        "held_on",
        [
            "Reste allumé : heures sans coupure",
            "Blijft aan: beschermde uren",
            "Bleibt an: Schutzzeit",
            "Held on: no-cut hours",
        ],
    ),
    (
        "cut_refused",
        [
            "Pas de coupure : une règle retient",
            "Geen afsluiting: een regel houdt tegen",
            "Keine Abschaltung: eine Regel hält",
            "No cut: a rule holds",
        ],
    ),
    (
        "order_disconnect",
        ["Coupure ordonnée", "Afsluiting bevolen", "Abschaltung verlangt", "Cut ordered"],
    ),
    (
        "cut_confirmed",
        [
            "Coupé, dit le compteur",
            "Uit, zegt de meter",
            "Aus, sagt der Zähler",
            "Cut, the meter says",
        ],
    ),
    (
        "order_release",
        [
            "Rétablissement ordonné",
            "Heraansluiting bevolen",
            "Wiedereinschaltung verlangt",
            "Reconnection ordered",
        ],
    ),
    (
        "release_confirmed",
        [
            "Prêt à rétablir, dit le compteur",
            "Klaar, zegt de meter",
            "Bereit, sagt der Zähler",
            "Ready to reconnect, the meter says",
        ],
    ),
    ("press", ["Bouton appuyé", "Knop ingedrukt", "Knopf gedrückt", "Button pressed"]),
    (
        "press_reminder",
        [
            "Rappel du bouton",
            "Herinnering aan de knop",
            "Erinnerung an den Knopf",
            "Reminder of the button",
        ],
    ),
    ("connected", ["Allumé", "Weer aan", "Wieder an", "Connected"]),
    (
        "order_limit",
        [
            "Puissance réduite ordonnée",
            "Beperkt vermogen bevolen",
            "Begrenzung verlangt",
            "Reduced power ordered",
        ],
    ),
    (
        "limit_confirmed",
        [
            "Puissance réduite, dit le compteur",
            "Beperkt, zegt de meter",
            "Begrenzt, sagt der Zähler",
            "Reduced, the meter says",
        ],
    ),
    (
        "order_unlimit",
        [
            "Pleine puissance ordonnée",
            "Vol vermogen bevolen",
            "Volle Leistung verlangt",
            "Full power ordered",
        ],
    ),
    (
        "unlimit_confirmed",
        [
            "Pleine puissance, dit le compteur",
            "Vol vermogen, zegt de meter",
            "Volle Leistung, sagt der Zähler",
            "Full power, the meter says",
        ],
    ),
    (
        "order_withdrawn",
        ["Ordre retiré", "Opdracht ingetrokken", "Auftrag zurückgezogen", "Order withdrawn"],
    ),
    (
        "order_expired",
        ["Ordre expiré", "Opdracht vervallen", "Auftrag abgelaufen", "Order expired"],
    ),
    ("order_failed", ["Ordre échoué", "Opdracht mislukt", "Auftrag gescheitert", "Order failed"]),
    (
        "order_confirmed",
        ["Ordre confirmé", "Opdracht bevestigd", "Auftrag bestätigt", "Order confirmed"],
    ),
    (
        "ordered_by_hand",
        [
            "Ordre d’une personne",
            "Opdracht van een persoon",
            "Auftrag einer Person",
            "Ordered by a person",
        ],
    ),
    (
        "reconnect_alarm",
        [
            "Le compteur ne répond pas",
            "De meter antwoordt niet",
            "Der Zähler antwortet nicht",
            "The meter does not answer",
        ],
    ),
    (
        "silence",
        ["Le compteur se tait", "De meter zwijgt", "Der Zähler schweigt", "The meter is silent"],
    ),
    (
        "card_of_another_home",
        [
            "Carte d’un autre logement refusée",
            "Kaart van een andere woning geweigerd",
            "Karte einer anderen Wohnung abgelehnt",
            "Card of another home refused",
        ],
    ),
    ("found_off", ["Trouvé éteint", "Uit gevonden", "Aus gefunden", "Found off"]),
    ("found_on", ["Trouvé allumé", "Aan gevonden", "An gefunden", "Found on"]),
    (
        "leak_test_started",
        [
            "Test de fuite commencé",
            "Lektest begonnen",
            "Dichtheitsprüfung begonnen",
            "Leak test begun",
        ],
    ),
    (
        "leak_test_passed",
        [
            "Test de fuite réussi",
            "Lektest geslaagd",
            "Dichtheitsprüfung bestanden",
            "Leak test passed",
        ],
    ),
    (
        "leak_test_failed",
        [
            "Test de fuite raté",
            "Lektest mislukt",
            "Dichtheitsprüfung misslungen",
            "Leak test failed",
        ],
    ),
    (
        "off_supply_task",
        [
            "24 h sans fourniture",
            "24 uur zonder levering",
            "24 Stunden ohne Versorgung",
            "Off supply for 24 h",
        ],
    ),
    ("flag", ["Protection mise", "Bescherming ingesteld", "Schutz gesetzt", "Hold set"]),
    ("unflag", ["Protection levée", "Bescherming opgeheven", "Schutz aufgehoben", "Hold cleared"]),
    ("grace", ["Report d’urgence", "Nooduitstel", "Notaufschub", "Emergency report"]),
    (
        "grace_code",
        [
            "Code unique donné",
            "Eenmalige code gegeven",
            "Einmalcode vergeben",
            "One-time code issued",
        ],
    ),
    (
        "grace_refused",
        ["Report refusé", "Uitstel geweigerd", "Aufschub abgelehnt", "Grace refused"],
    ),
    (
        "relief_request",
        [
            "Aide hivernale demandée",
            "Wintersteun gevraagd",
            "Winterhilfe beantragt",
            "Winter relief asked",
        ],
    ),
    (
        "relief_decision",
        [
            "Aide hivernale décidée",
            "Wintersteun beslist",
            "Winterhilfe entschieden",
            "Winter relief decided",
        ],
    ),
    (
        "protected",
        ["Statut protégé", "Beschermd statuut", "Geschützter Status", "Protected status"],
    ),
    ("contract", ["Contrat d’énergie", "Energiecontract", "Energievertrag", "Energy contract"]),
    (
        "undo",
        [
            "Coupure reprise",
            "Afsluiting teruggedraaid",
            "Abschaltung zurückgenommen",
            "Cut taken back",
        ],
    ),
    ("incident", ["Panne chez nous", "Storing bij ons", "Störung bei uns", "Our own incident"]),
    ("recovered", ["Panne finie", "Storing voorbij", "Störung behoben", "Recovered"]),
    ("plan_starts", ["Plan commencé", "Plan begonnen", "Plan begonnen", "Plan begins"]),
    (
        "parameter",
        ["Paramètre changé", "Parameter gewijzigd", "Parameter geändert", "Parameter changed"],
    ),
    (
        "late_answer",
        [
            "Réponse du compteur arrivée trop tard",
            "Antwoord van de meter kwam te laat",
            "Antwort des Zählers kam zu spät",
            "The meter’s answer came too late",
        ],
    ),
    (
        "meter_swapped",
        [
            "Un autre compteur répond",
            "Een andere meter antwoordt",
            "Ein anderer Zähler antwortet",
            "Another meter answers",
        ],
    ),
    (
        "meter_clock_off",
        [
            "L’horloge du compteur est fausse",
            "De klok van de meter loopt fout",
            "Die Uhr des Zählers geht falsch",
            "The meter’s clock is wrong",
        ],
    ),
    (
        "meter_wrong_key",
        [
            "Les clés du compteur ne vont pas",
            "De sleutels passen niet op de meter",
            "Die Schlüssel passen nicht zum Zähler",
            "The keys do not fit the meter",
        ],
    ),
    (
        "meter_replayed",
        [
            "Vieux message répété, refusé",
            "Oud bericht herhaald, geweigerd",
            "Alte Nachricht wiederholt, abgelehnt",
            "An old message came again, refused",
        ],
    ),
    (
        "meter_stale_counter",
        [
            "Compteur de messages dépassé",
            "Berichtenteller loopt achter",
            "Nachrichtenzähler liegt zurück",
            "The message counter is behind",
        ],
    ),
    (
        "meter_unprotected",
        [
            "Réponse sans protection, refusée",
            "Antwoord zonder beveiliging, geweigerd",
            "Antwort ohne Schutz, abgelehnt",
            "An answer without protection, refused",
        ],
    ),
    (
        "meter_class_version",
        [
            "Version du compteur inattendue",
            "Onverwachte versie van de meter",
            "Unerwartete Version des Zählers",
            "Unexpected version of the meter",
        ],
    ),
    (
        "meter_scaler_changed",
        [
            "L’unité du compteur a changé",
            "De schaal van de meter is veranderd",
            "Die Skala des Zählers hat sich geändert",
            "The meter’s scale has changed",
        ],
    ),
    (
        "meter_holes",
        [
            "Il manque des relevés au compteur",
            "Er ontbreken standen in de meter",
            "Im Zähler fehlen Stände",
            "Readings are missing in the meter",
        ],
    ),
    (
        "meter_state_overtaken",
        [
            "État du compteur dépassé entre-temps",
            "Toestand van de meter intussen achterhaald",
            "Zustand des Zählers inzwischen überholt",
            "The meter’s state was overtaken",
        ],
    ),
    (
        "stop_switch",
        [
            "Arrêt des coupures actionné",
            "Stopschakelaar bediend",
            "Stoppschalter betätigt",
            "Stop switch used",
        ],
    ),
    (
        "told",
        [
            "Message remis ou arrivé",
            "Bericht overhandigd of aangekomen",
            "Nachricht übergeben oder angekommen",
            "Message handed over or arrived",
        ],
    ),
    (
        "last_call",
        [
            "Dernier appel avant la coupure",
            "Laatste oproep voor de afsluiting",
            "Letzter Anruf vor der Abschaltung",
            "Last call before the cut",
        ],
    ),
    (
        "last_sms",
        [
            "Dernier SMS avant la coupure",
            "Laatste sms voor de afsluiting",
            "Letzte SMS vor der Abschaltung",
            "Last text before the cut",
        ],
    ),
    ("leak", ["Du gaz s’échappe", "Er ontsnapt gas", "Gas strömt aus", "Gas flows"]),
    (
        "limiter_mark",
        [
            "Seuil du limiteur atteint",
            "Grens van de begrenzer bereikt",
            "Schwelle des Begrenzers erreicht",
            "Mark of the limiter reached",
        ],
    ),
    (
        "top_up_not_known",
        [
            "Recharge à annuler introuvable",
            "Terug te draaien opladen niet gevonden",
            "Zurückzunehmende Aufladung nicht gefunden",
            "The top-up to undo is not known",
        ],
    ),
    (
        "chargeback_not_known",
        [
            "Reprise de la banque introuvable",
            "Terughaling door de bank niet gevonden",
            "Rückholung der Bank nicht gefunden",
            "The chargeback is not known",
        ],
    ),
];

/// Orders to a meter, by the names of their kinds.
const ORDERS: [Named; 9] = [
    ("read", ["Lire l’état", "Toestand lezen", "Zustand lesen", "Read the state"]),
    ("connect", ["Rétablir", "Heraansluiten", "Wieder einschalten", "Reconnect"]),
    ("disconnect", ["Couper", "Afsluiten", "Abschalten", "Cut"]),
    (
        "limit",
        ["Réduire la puissance", "Vermogen beperken", "Leistung begrenzen", "Limit the power"],
    ),
    ("unlimit", ["Pleine puissance", "Vol vermogen", "Volle Leistung", "Full power"]),
    (
        "display",
        [
            "Mettre l’afficheur à jour",
            "Display bijwerken",
            "Anzeige aktualisieren",
            "Push the display",
        ],
    ),
    ("message", ["Afficher un texte", "Tekst tonen", "Text anzeigen", "Show a text"]),
    (
        "set_calendar",
        ["Changer de calendrier", "Kalender wijzigen", "Kalender ändern", "Set the calendar"],
    ),
    ("set_clock", ["Mettre à l’heure", "Klok zetten", "Uhr stellen", "Set the clock"]),
];

const HOLDS: [Named; 12] = [
    ("medical", ["Appareil médical", "Medisch toestel", "Medizinisches Gerät", "Medical device"]),
    ("vulnerability", ["Situation fragile", "Kwetsbare situatie", "Schutzbedürftig", "Vulnerable"]),
    ("dispute", ["Contestation", "Betwisting", "Streitfall", "Dispute"]),
    ("complaint", ["Plainte", "Klacht", "Beschwerde", "Complaint"]),
    ("cle", ["Dossier CLE", "LAC-dossier", "CLE-Akte", "CLE file"]),
    (
        "judge",
        ["Sursis du juge", "Uitstel van de rechter", "Aufschub des Richters", "Judge’s stay"],
    ),
    ("death", ["Décès", "Overlijden", "Todesfall", "Death"]),
    (
        "agent_hold",
        [
            "Protection d’un agent",
            "Bescherming door een agent",
            "Schutz durch Bearbeiter",
            "Agent’s hold",
        ],
    ),
    ("binding", ["Compteur en doute", "Meter in twijfel", "Zähler in Zweifel", "Meter in doubt"]),
    (
        "billing_hold",
        ["Relevé impossible", "Onmogelijke meting", "Unmögliche Messung", "Impossible reading"],
    ),
    (
        "refusal",
        [
            "Prépaiement refusé",
            "Voorafbetaling geweigerd",
            "Vorauszahlung abgelehnt",
            "Prepayment refused",
        ],
    ),
    ("contract_ended", ["Contrat fini", "Contract beëindigd", "Vertrag beendet", "Contract ended"]),
];

const GUARDS: [Named; 18] = [
    (
        "CG-01",
        [
            "solde réglé et épuisé",
            "saldo verrekend en op",
            "Guthaben abgerechnet und verbraucht",
            "balance settled and used up",
        ],
    ),
    ("CG-02", ["relevé trop vieux", "meting te oud", "Messung zu alt", "reading too old"]),
    (
        "CG-03",
        [
            "solde pas mesuré",
            "saldo niet gemeten",
            "Guthaben nicht gemessen",
            "balance not measured",
        ],
    ),
    ("CG-04", ["heures sans coupure", "beschermde uren", "Schutzzeit", "no-cut hours"]),
    (
        "CG-05",
        ["mesure permise", "toegelaten maatregel", "zulässige Maßnahme", "permitted measure"],
    ),
    (
        "CG-06",
        [
            "hiver ou aide hivernale",
            "winter of wintersteun",
            "Winter oder Winterhilfe",
            "winter or relief",
        ],
    ),
    ("CG-07", ["paiement en cours", "betaling bezig", "Zahlung läuft", "payment under way"]),
    ("CG-08", ["panne chez nous", "storing bij ons", "Störung bei uns", "own incident"]),
    ("CG-09", ["protection en cours", "bescherming loopt", "Schutz gilt", "a hold is set"]),
    (
        "CG-10",
        ["pas assez prévenu", "niet genoeg verwittigd", "nicht genug gewarnt", "not warned enough"],
    ),
    ("CG-11", ["base légale", "wettelijke basis", "Rechtsgrundlage", "lawful basis"]),
    ("CG-12", ["point en doute", "punt in twijfel", "Punkt in Zweifel", "point in doubt"]),
    ("CG-13", ["deuxième calcul", "tweede berekening", "zweite Rechnung", "second opinion"]),
    ("CG-14", ["arrêt mis", "stop ingesteld", "Stopp gesetzt", "stop switch"]),
    ("CG-15", ["frein de flotte", "vlootrem", "Flottenbremse", "fleet brake"]),
    (
        "CG-16",
        [
            "approbation et vagues",
            "goedkeuring en golven",
            "Zustimmung und Wellen",
            "approval and waves",
        ],
    ),
    (
        "CG-17",
        ["durée de l’ordre", "duur van de opdracht", "Dauer des Auftrags", "life of the order"],
    ),
    ("CG-18", ["chemin du retour", "weg terug", "Weg zurück", "way back"]),
];

pub(super) fn of(table: &[Named], name: &str, language: Language) -> String {
    let place = match language {
        Language::Fr => 0,
        Language::Nl => 1,
        Language::De => 2,
        Language::En => 3,
    };
    let known = table.iter().find(|(key, _)| *key == name);
    match known.and_then(|(_, words)| words.get(place)) {
        Some(words) => (*words).to_owned(),
        None => name.replace('_', " "),
    }
}

pub(super) fn event(name: &str, language: Language) -> String {
    let is_message = MESSAGES.iter().any(|(id, _)| *id == name);
    of(if is_message { MESSAGES } else { EVENTS }, name, language)
}

pub(super) fn order(name: &str, language: Language) -> String {
    of(&ORDERS, name, language)
}

pub(super) fn hold(name: &str, language: Language) -> String {
    of(&HOLDS, name, language)
}

/// With its id: `CG-07, payment under way`.
pub(super) fn guard(id: &str, language: Language) -> String {
    format!("{id}, {}", of(&GUARDS, id, language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn mt_17_every_event_that_a_timeline_can_say_has_words() {
        for name in timeline::EVENTS {
            let known = EVENTS.iter().any(|(key, _)| *key == name);
            assert!(known, "`{name}` has no words");
        }
    }

    #[test]
    fn each_name_is_there_once_and_in_four_languages() {
        for table in [EVENTS, MESSAGES, &ORDERS, &HOLDS, &GUARDS] {
            let names: BTreeSet<&str> = table.iter().map(|(name, _)| *name).collect();
            assert_eq!(names.len(), table.len());
            for (name, words) in table {
                assert!(words.iter().all(|word| !word.trim().is_empty()), "{name}");
            }
        }
        assert_eq!(guard("CG-07", Language::Nl), "CG-07, betaling bezig");
        assert_eq!(event("something_new", Language::Fr), "something new");
        assert_eq!(super::super::HOLDS.map(|name| hold(name, Language::En)).len(), 6);
    }
}
