//! What messages to people are called on the pages of staff, by their ids. Source: UX 5.2.

use super::super::events::Named;

/// In French, Dutch, German and English.
pub(in crate::agent) const MESSAGES: &[Named] = &[
    ("M00", ["Droit de refuser", "Recht om te weigeren", "Recht auf Ablehnung", "Right to refuse"]),
    ("M01", ["Bienvenue et carte", "Welkom en kaart", "Willkommen und Karte", "Welcome and card"]),
    ("M02", ["Code d’accès", "Toegangscode", "Zugangscode", "Access code"]),
    ("M03", ["Rechargement reçu", "Oplading ontvangen", "Aufladung erhalten", "Top-up received"]),
    ("M04", ["Solde bas", "Laag saldo", "Niedriges Guthaben", "Low balance"]),
    (
        "M04-both",
        [
            "Solde bas, deux énergies",
            "Laag saldo, twee energieën",
            "Niedriges Guthaben, beide Energien",
            "Low balance, both energies",
        ],
    ),
    (
        "M05",
        [
            "Zéro avant deux jours",
            "Nul binnen twee dagen",
            "Null in zwei Tagen",
            "Zero within two days",
        ],
    ),
    ("M06", ["Crédit de secours", "Noodkrediet", "Notkredit", "Emergency credit"]),
    (
        "M07",
        [
            "Crédit de secours presque épuisé",
            "Noodkrediet bijna op",
            "Notkredit fast aufgebraucht",
            "Emergency credit nearly used",
        ],
    ),
    (
        "M08",
        [
            "Secours épuisé, maintenu",
            "Krediet op, blijft aan",
            "Kredit auf, bleibt an",
            "Credit used up, held",
        ],
    ),
    ("M09", ["Dernier appel", "Laatste oproep", "Letzter Aufruf", "Last call"]),
    (
        "M10",
        ["Coupure confirmée", "Afsluiting bevestigd", "Abschaltung bestätigt", "Cut confirmed"],
    ),
    ("M11", ["Appuyer sur le bouton", "Druk op de knop", "Knopf drücken", "Press the button"]),
    ("M11-leak", ["Fuite de gaz vue", "Gaslek gezien", "Gasleck gesehen", "Gas leak seen"]),
    (
        "M12",
        [
            "Payé, compteur non atteint",
            "Betaald, meter niet bereikt",
            "Bezahlt, Zähler nicht erreicht",
            "Paid, meter not reached",
        ],
    ),
    ("M13", ["Paiement échoué", "Betaling mislukt", "Zahlung gescheitert", "Payment failed"]),
    (
        "M13-back",
        ["Paiement repris", "Betaling teruggenomen", "Zahlung zurückgeholt", "Payment taken back"],
    ),
    (
        "M14",
        [
            "Virement sans référence",
            "Overschrijving zonder referentie",
            "Überweisung ohne Referenz",
            "Transfer without reference",
        ],
    ),
    ("M15", ["Plan de paiement", "Afbetalingsplan", "Zahlungsplan", "Payment plan"]),
    ("M15-start", ["Plan: début", "Plan: begin", "Plan: Beginn", "Plan: start"]),
    ("M15-pause", ["Plan: pause", "Plan: pauze", "Plan: Pause", "Plan: pause"]),
    ("M15-paid", ["Plan: paiement", "Plan: betaling", "Plan: Zahlung", "Plan: payment"]),
    ("M15-done", ["Plan terminé", "Plan klaar", "Plan beendet", "Plan done"]),
    (
        "M16",
        [
            "Crédit de départ remboursé",
            "Startkrediet terugbetaald",
            "Startguthaben zurückgezahlt",
            "Start credit repaid",
        ],
    ),
    ("M17", ["Demande d’accès", "Vraag om toegang", "Bitte um Zugang", "Access asked"]),
    ("M17-end", ["Accès terminé", "Toegang gestopt", "Zugang beendet", "Access ended"]),
    (
        "M17-law",
        [
            "Accès donné par la loi",
            "Toegang door de wet",
            "Zugang per Gesetz",
            "Access given by law",
        ],
    ),
    (
        "M17-paper",
        [
            "Accès donné sur papier",
            "Toegang op papier",
            "Zugang auf Papier",
            "Access given on paper",
        ],
    ),
    ("M18", ["Aide reçue", "Hulp ontvangen", "Hilfe erhalten", "Aid received"]),
    ("M19", ["Puissance réduite", "Beperkt vermogen", "Reduzierte Leistung", "Reduced power"]),
    (
        "M20",
        [
            "Aide gaz d’hiver accordée",
            "Winterhulp gas toegekend",
            "Winterhilfe Gas bewilligt",
            "Winter gas aid granted",
        ],
    ),
    (
        "M20-no",
        [
            "Aide gaz d’hiver refusée",
            "Winterhulp gas geweigerd",
            "Winterhilfe Gas abgelehnt",
            "Winter gas aid refused",
        ],
    ),
    ("M21", ["Compteur silencieux", "Meter stil", "Zähler still", "Meter silent"]),
    ("M22", ["Prix changé", "Prijs verandert", "Preis ändert sich", "Price changes"]),
    ("M23", ["Rendez-vous", "Afspraak", "Termin", "Appointment"]),
    ("M23-soon", ["Rendez-vous bientôt", "Afspraak binnenkort", "Termin bald", "Appointment soon"]),
    ("M24", ["Enquête, jour 20", "Enquête, dag 20", "Umfrage, Tag 20", "Survey, day 20"]),
    (
        "M25",
        [
            "Fin du prépaiement",
            "Einde van voorafbetaling",
            "Ende der Vorauszahlung",
            "Prepayment ended",
        ],
    ),
    (
        "M26",
        [
            "Sans courant depuis 24 h",
            "24 u zonder stroom",
            "24 h ohne Strom",
            "Off supply for 24 h",
        ],
    ),
    ("M27", ["Contact modifié", "Contact gewijzigd", "Kontakt geändert", "Contact changed"]),
    ("M27-device", ["Nouvel appareil", "Nieuw toestel", "Neues Gerät", "New device"]),
    ("M27-look", ["Compte consulté", "Rekening bekeken", "Konto angesehen", "Account looked at"]),
    ("M28", ["Décompte annuel", "Jaarafrekening", "Jahresabrechnung", "Yearly statement"]),
    ("M29", ["Partage d’énergie", "Energiedelen", "Energieteilen", "Energy sharing"]),
    ("M29-key", ["Partage: clé", "Delen: sleutel", "Teilen: Schlüssel", "Sharing: key"]),
    ("M29-volumes", ["Partage: volumes", "Delen: volumes", "Teilen: Mengen", "Sharing: volumes"]),
    (
        "M29-sign",
        ["Partage: à signer", "Delen: te tekenen", "Teilen: zu unterschreiben", "Sharing: to sign"],
    ),
    (
        "M30",
        [
            "Message au commerçant",
            "Bericht aan de handelaar",
            "Nachricht an den Händler",
            "Message to a merchant",
        ],
    ),
    (
        "M30-week",
        ["Semaine du commerçant", "Week van de handelaar", "Woche des Händlers", "A shop’s week"],
    ),
    (
        "consent",
        ["Accord bientôt fini", "Toestemming loopt af", "Zustimmung läuft ab", "Consent ends"],
    ),
    ("stopped", ["Réponse à STOP", "Antwoord op STOP", "Antwort auf STOPP", "Answer to STOP"]),
    ("unreachable", ["Comment vous joindre", "Hoe bereiken", "Wie erreichen", "How to reach"]),
    ("answer", ["Réponse donnée", "Antwoord gegeven", "Antwort gegeben", "Answer given"]),
    ("answer-call", ["Nous avons appelé", "We hebben gebeld", "Wir haben angerufen", "We called"]),
    // What a household declines as one.
    (
        "office",
        ["Messages du CPAS", "Berichten van het OCMW", "Nachrichten vom ÖSHZ", "CPAS messages"],
    ),
    ("office-call", ["CPAS: appelez", "OCMW: bel", "ÖSHZ: anrufen", "CPAS: call"]),
    ("office-meet", ["CPAS: rendez-vous", "OCMW: afspraak", "ÖSHZ: Termin", "CPAS: appointment"]),
    ("office-papers", ["CPAS: documents", "OCMW: papieren", "ÖSHZ: Unterlagen", "CPAS: papers"]),
    (
        "office-decision",
        ["CPAS: décision", "OCMW: beslissing", "ÖSHZ: Entscheidung", "CPAS: decision"],
    ),
    (
        "office-renew",
        [
            "CPAS: renouveler l’accès",
            "OCMW: toegang vernieuwen",
            "ÖSHZ: Zugang erneuern",
            "CPAS: renew access",
        ],
    ),
    ("office-help", ["CPAS: aide", "OCMW: hulp", "ÖSHZ: Hilfe", "CPAS: help"]),
];
