//! M00 to M02, M17, M23 to M25, M27: how an account begins and ends, visits, who has access.

use super::Texts;

pub const RIGHT_TO_REFUSE: Texts = Texts::written(
    [
        "{energy}: vous pouvez refuser jusqu'au {date}",
        "{energy}: je mag weigeren tot {date}",
        "{energy}: Sie können bis {date} ablehnen",
        "{energy}: you may refuse until {date}",
    ],
    [
        "{energy}: votre fournisseur demande le prépaiement. Vous pouvez refuser jusqu'au {date}. Refusez avec la carte-réponse, par téléphone ou sur {site}. Votre CPAS peut vous conseiller. Questions? {help}, gratuit.",
        "{energy}: je leverancier vraagt voorafbetaling. Je mag weigeren tot {date}. Weiger met de antwoordkaart, per telefoon of op {site}. Je OCMW geeft raad. Vragen? {help}, gratis.",
        "{energy}: Ihr Lieferant beantragt die Vorauszahlung. Sie können bis {date} ablehnen. Das geht mit der Antwortkarte, am Telefon oder auf {site}. Ihr ÖSHZ berät Sie. Fragen? {help}, kostenlos.",
        "{energy}: your supplier asks for prepayment. You may refuse until {date}. Refuse with the reply card, by phone or at {site}. Your CPAS can advise you. Questions? {help}, free.",
    ],
)
.letter(
    [
        "{energy}: votre fournisseur demande le prépaiement.\n\
         Avec le prépaiement, vous payez avant de consommer.\n\
         Vous pouvez refuser jusqu'au {date}. Pour refuser:\n\
         - renvoyez la carte-réponse ci-dessous\n\
         - appelez le {help}, gratuit\n\
         - allez sur {site}\n\
         - ou demandez de l'aide à votre CPAS\n\
         Vous refusez? Votre fournisseur peut aller chez le juge de paix.\n\
         Rien n'est coupé sans décision du juge.\n\
         Votre CPAS peut vous conseiller. C'est gratuit.",
        "{energy}: je leverancier vraagt voorafbetaling.\n\
         Met voorafbetaling betaal je voor je verbruikt.\n\
         Je mag weigeren tot {date}. Zo weiger je:\n\
         - stuur de antwoordkaart hieronder terug\n\
         - bel {help}, gratis\n\
         - ga naar {site}\n\
         - of vraag hulp aan je OCMW\n\
         Weiger je? Je leverancier kan naar de vrederechter gaan.\n\
         Zonder beslissing van de rechter wordt niets afgesloten.\n\
         Je OCMW geeft raad. Dat is gratis.",
        "{energy}: Ihr Lieferant beantragt die Vorauszahlung.\n\
         Mit Vorauszahlung bezahlen Sie, bevor Sie verbrauchen.\n\
         Sie können bis {date} ablehnen. So lehnen Sie ab:\n\
         - senden Sie die Antwortkarte unten zurück\n\
         - rufen Sie {help} an, kostenlos\n\
         - gehen Sie auf {site}\n\
         - oder bitten Sie Ihr ÖSHZ um Hilfe\n\
         Sie lehnen ab? Ihr Lieferant kann zum Friedensrichter gehen.\n\
         Ohne Entscheidung des Richters wird nichts abgeschaltet.\n\
         Ihr ÖSHZ berät Sie. Das ist kostenlos.",
        "{energy}: your supplier asks for prepayment.\n\
         With prepayment you pay before you use energy.\n\
         You may refuse until {date}. To refuse:\n\
         - send back the reply card below\n\
         - call {help}, free\n\
         - go to {site}\n\
         - or ask your CPAS for help\n\
         You refuse? Your supplier can go to the justice of the peace.\n\
         Nothing is cut off without a decision of the judge.\n\
         Your CPAS can advise you. It is free.",
    ],
);

pub const ACTIVATED: Texts = Texts::short(
    [
        "{energy}: le prépaiement est actif",
        "{energy}: voorafbetaling is actief",
        "{energy}: Vorauszahlung ist aktiv",
        "{energy}: prepayment is active",
    ],
    [
        "{energy}: le prépaiement est actif. Solde {balance}. Recharger: {site}. Votre carte arrive par courrier. Questions? {help}, gratuit.",
        "{energy}: voorafbetaling is actief. Saldo {balance}. Opladen: {site}. Je kaart komt met de post. Vragen? {help}, gratis.",
        "{energy}: die Vorauszahlung ist aktiv. Guthaben {balance}. Aufladen: {site}. Ihre Karte kommt per Post. Fragen? {help}, kostenlos.",
        "{energy}: prepayment is active. Balance {balance}. Top up: {site}. Your card comes by post. Questions? {help}, free.",
    ],
)
.letter(
    [
        "{energy}: le prépaiement est actif. Votre solde est de {balance}.\n\
         Trois façons de payer:\n\
         - dans un point de vente, avec la carte ci-dessous\n\
         - sur {site}, avec les 13 chiffres\n\
         - par virement, avec les 13 chiffres\n\
         Trois façons de voir votre solde:\n\
         - le bouton de votre compteur\n\
         - le {help}, gratuit, jour et nuit\n\
         - {site}\n\
         Solde à zéro? Vous avez encore {credit} de crédit de secours.\n\
         Rien n'est coupé la nuit, ni le week-end.\n\
         Gardez bien la carte. Elle ne montre jamais votre solde.",
        "{energy}: voorafbetaling is actief. Je saldo is {balance}.\n\
         Drie manieren om te betalen:\n\
         - in een verkooppunt, met de kaart hieronder\n\
         - op {site}, met de 13 cijfers\n\
         - met een overschrijving, met de 13 cijfers\n\
         Drie manieren om je saldo te zien:\n\
         - de knop van je meter\n\
         - {help}, gratis, dag en nacht\n\
         - {site}\n\
         Saldo op nul? Je hebt nog {credit} noodkrediet.\n\
         's Nachts en in het weekend wordt niets afgesloten.\n\
         Bewaar de kaart goed. Je saldo staat er nooit op.",
        "{energy}: die Vorauszahlung ist aktiv. Ihr Guthaben ist {balance}.\n\
         Drei Wege zu bezahlen:\n\
         - in einer Verkaufsstelle, mit der Karte unten\n\
         - auf {site}, mit den 13 Ziffern\n\
         - mit einer Überweisung, mit den 13 Ziffern\n\
         Drei Wege zu Ihrem Guthaben:\n\
         - der Knopf an Ihrem Zähler\n\
         - {help}, kostenlos, Tag und Nacht\n\
         - {site}\n\
         Guthaben auf null? Sie haben noch {credit} Notkredit.\n\
         Nachts und am Wochenende wird nichts abgeschaltet.\n\
         Bewahren Sie die Karte gut auf. Ihr Guthaben steht nie darauf.",
        "{energy}: prepayment is active. Your balance is {balance}.\n\
         Three ways to pay:\n\
         - in a shop that sells top-ups, with the card below\n\
         - at {site}, with the 13 digits\n\
         - by bank transfer, with the 13 digits\n\
         Three ways to see your balance:\n\
         - the button of your meter\n\
         - {help}, free, day and night\n\
         - {site}\n\
         Balance at zero? You still have {credit} of emergency credit.\n\
         Nothing is cut off at night or at the weekend.\n\
         Keep the card. It never shows your balance.",
    ],
)
.draft();

/// By letter only: a code is given to nobody.
pub const ACCOUNT_CODE: Texts = Texts::written(
    [
        "{energy}: votre code personnel",
        "{energy}: je persoonlijke code",
        "{energy}: Ihr persönlicher Code",
        "{energy}: your personal code",
    ],
    [
        "{energy}: avec ce code, vous ouvrez votre compte sur {site}: {code}. Il vaut jusqu'au {date} et une seule fois. Ne le donnez à personne. Questions? {help}, gratuit.",
        "{energy}: met deze code open je je rekening op {site}: {code}. Hij geldt tot {date} en één keer. Geef hem aan niemand. Vragen? {help}, gratis.",
        "{energy}: mit diesem Code öffnen Sie Ihr Konto auf {site}: {code}. Er gilt bis {date} und nur einmal. Geben Sie ihn niemandem. Fragen? {help}, kostenlos.",
        "{energy}: with this code you open your account at {site}: {code}. It is valid until {date}, and once. Give it to nobody. Questions? {help}, free.",
    ],
);

/// The code is spoken to the welfare office: no energy comes first, it is for all of them.
pub const ACCESS_ASKED: Texts = Texts::short(
    [
        "Demande d'accès à votre solde",
        "Vraag om je saldo te zien",
        "Anfrage zu Ihrem Guthaben",
        "Request to see your balance",
    ],
    [
        "{office} demande à voir votre solde pendant {months}. D'accord? Donnez le code {code}. Pas d'accord? Ne faites rien. {help}.",
        "{office} vraagt je saldo te zien, {months} lang. Akkoord? Geef de code {code}. Niet akkoord? Doe niets. {help}.",
        "{office} möchte {months} lang Ihr Guthaben sehen. Ja? Nennen Sie den Code {code}. Nein? Tun Sie nichts. {help}.",
        "{office} asks to see your balance for {months}. OK? Give the code {code}. Not OK? Do nothing. {help}.",
    ],
);

pub const ACCESS_ENDED: Texts = Texts::short(
    [
        "Accès à votre solde terminé",
        "Toegang tot je saldo gestopt",
        "Zugang zu Ihrem Guthaben beendet",
        "Access to your balance ended",
    ],
    [
        "{office} ne voit plus votre solde. Vous n'avez rien à faire. Questions? {help}, gratuit.",
        "{office} ziet je saldo niet meer. Je hoeft niets te doen. Vragen? {help}, gratis.",
        "{office} sieht Ihr Guthaben nicht mehr. Sie müssen nichts tun. Fragen? {help}, kostenlos.",
        "{office} no longer sees your balance. You need do nothing. Questions? {help}, free.",
    ],
)
.draft();

pub const APPOINTMENT: Texts = Texts::short(
    [
        "{energy}: rendez-vous {slot}",
        "{energy}: afspraak {slot}",
        "{energy}: Termin {slot}",
        "{energy}: appointment {slot}",
    ],
    [
        "{energy}: notre technicien vient {slot}. Un adulte doit ouvrir la porte. Autre moment? Appelez le {help}, gratuit.",
        "{energy}: onze technicus komt {slot}. Een volwassene moet thuis zijn. Ander moment? Bel {help}, gratis.",
        "{energy}: unser Techniker kommt {slot}. Ein Erwachsener muss da sein. Anderer Termin? Rufen Sie {help} an, kostenlos.",
        "{energy}: our technician comes {slot}. An adult must be there. Another time? Call {help}, free.",
    ],
)
.draft();

pub const APPOINTMENT_SOON: Texts = Texts::short(
    [
        "{energy}: notre technicien arrive",
        "{energy}: onze technicus komt eraan",
        "{energy}: unser Techniker kommt gleich",
        "{energy}: our technician is on the way",
    ],
    [
        "{energy}: notre technicien est là dans 15 minutes. Il montre sa carte. Il ne prend jamais d'argent. Questions? {help}.",
        "{energy}: onze technicus is er over 15 minuten. Hij toont zijn kaart. Hij neemt nooit geld aan. Vragen? {help}.",
        "{energy}: unser Techniker ist in 15 Minuten da. Er zeigt seinen Ausweis. Er nimmt nie Geld. Fragen? {help}.",
        "{energy}: our technician arrives in 15 minutes. He shows his card. He never takes money. Questions? {help}.",
    ],
)
.draft();

pub const SURVEY: Texts = Texts::short(
    [
        "{energy}: tout va bien?",
        "{energy}: alles goed?",
        "{energy}: alles in Ordnung?",
        "{energy}: is all well?",
    ],
    [
        "{energy}: votre compteur a 20 jours. Tout va bien? Dites-le-nous sur {site} ou au {help}, gratuit.",
        "{energy}: je meter is er 20 dagen. Gaat alles goed? Zeg het ons op {site} of via {help}, gratis.",
        "{energy}: Ihr Zähler ist 20 Tage da. Klappt alles? Sagen Sie es uns auf {site} oder {help}, kostenlos.",
        "{energy}: your meter is 20 days old. Is all well? Tell us at {site} or {help}, free.",
    ],
)
.draft();

pub const ENDED: Texts = Texts::short(
    [
        "{energy}: le prépaiement est terminé",
        "{energy}: voorafbetaling is gestopt",
        "{energy}: die Vorauszahlung ist beendet",
        "{energy}: prepayment has ended",
    ],
    [
        "{energy}: le prépaiement est terminé. Solde final {balance}. Le décompte suit par courrier. Questions? {help}, gratuit.",
        "{energy}: de voorafbetaling is gestopt. Eindsaldo {balance}. De afrekening komt met de post. Vragen? {help}, gratis.",
        "{energy}: die Vorauszahlung ist beendet. Endguthaben {balance}. Die Abrechnung kommt per Post. Fragen? {help}, kostenlos.",
        "{energy}: prepayment has ended. Closing balance {balance}. The statement comes by post. Questions? {help}, free.",
    ],
)
.draft();

pub const CONTACT_CHANGED: Texts = Texts::short(
    [
        "{energy}: vos coordonnées ont changé",
        "{energy}: je gegevens zijn gewijzigd",
        "{energy}: Ihre Kontaktdaten sind neu",
        "{energy}: your contact data changed",
    ],
    [
        "{energy}: vos coordonnées ont changé le {date}. C'était vous? Rien à faire. Sinon appelez tout de suite le {help}, gratuit.",
        "{energy}: je contactgegevens zijn gewijzigd op {date}. Was jij dat? Dan is het goed. Anders bel meteen {help}, gratis.",
        "{energy}: Ihre Kontaktdaten wurden am {date} geändert. Waren Sie das? Dann ist es gut. Sonst rufen Sie sofort {help} an.",
        "{energy}: your contact data changed on {date}. Was it you? Then all is well. If not, call {help} right now, free.",
    ],
)
.draft();

pub const LOOKED_AT: Texts = Texts::short(
    [
        "{energy}: votre compte a été consulté",
        "{energy}: je rekening is bekeken",
        "{energy}: Ihr Konto wurde angesehen",
        "{energy}: your account was looked at",
    ],
    [
        "{energy}: {office} a regardé votre compte le {date}. La base: votre accord ou la loi. Pas d'accord? Appelez le {help}, gratuit.",
        "{energy}: {office} bekeek je rekening op {date}. De basis: je akkoord of de wet. Niet akkoord? Bel {help}, gratis.",
        "{energy}: {office} hat am {date} Ihr Konto angesehen. Grundlage: Zustimmung oder Gesetz. Nicht einverstanden? {help}.",
        "{energy}: {office} looked at your account on {date}. The basis: your agreement or the law. Not OK? Call {help}, free.",
    ],
)
.draft();

pub const CONSENT_ENDS: Texts = Texts::written(
    [
        "{energy}: votre accord finit le {date}",
        "{energy}: je toestemming eindigt op {date}",
        "{energy}: Ihre Zustimmung endet am {date}",
        "{energy}: your consent ends on {date}",
    ],
    [
        "{energy}: votre accord pour vos données finit le {date}. Vous voulez le garder? Renouvelez-le sur {site}. Sinon, ne faites rien. Questions? {help}, gratuit.",
        "{energy}: je toestemming voor je gegevens eindigt op {date}. Wil je ze houden? Verleng ze op {site}. Anders doe je niets. Vragen? {help}, gratis.",
        "{energy}: Ihre Zustimmung zu Ihren Daten endet am {date}. Soll sie bleiben? Verlängern Sie sie auf {site}. Sonst tun Sie nichts. Fragen? {help}, kostenlos.",
        "{energy}: your consent for your data ends on {date}. Want to keep it? Renew it at {site}. If not, do nothing. Questions? {help}, free.",
    ],
);

/// The answer itself stands in mails and letters: a short message is read on a locked screen.
pub const ANSWERED: Texts = Texts::short(
    [
        "{energy}: notre réponse à votre demande",
        "{energy}: ons antwoord op je vraag",
        "{energy}: unsere Antwort an Sie",
        "{energy}: our answer to you",
    ],
    [
        "{energy}: nous avons répondu à votre demande {number}. Lisez la réponse sur {site} ou appelez le {help}, gratuit.",
        "{energy}: we hebben geantwoord op je vraag {number}. Lees het antwoord op {site} of bel {help}, gratis.",
        "{energy}: wir haben Ihre Anfrage {number} beantwortet. Lesen Sie die Antwort auf {site} oder rufen Sie {help} an, kostenlos.",
        "{energy}: we have answered your request {number}. Read the answer at {site} or call {help}, free.",
    ],
)
.more([
    "{energy}: nous avons répondu à votre demande {number}. {answer} Pas d'accord? Le service de médiation de l'énergie vous aide. C'est gratuit. Questions? {help}, gratuit.",
    "{energy}: we hebben geantwoord op je vraag {number}. {answer} Niet akkoord? De ombudsdienst voor energie helpt je. Dat is gratis. Vragen? {help}, gratis.",
    "{energy}: wir haben Ihre Anfrage {number} beantwortet. {answer} Nicht einverstanden? Die Ombudsstelle für Energie hilft Ihnen. Das ist kostenlos. Fragen? {help}, kostenlos.",
    "{energy}: we have answered your request {number}. {answer} Do you disagree? The mediation service for energy helps you. It is free. Questions? {help}, free.",
])
.letter([
    "{energy}: nous avons répondu à votre demande {number}.\n\
     {answer}\n\
     Pas d'accord? Le service de médiation de l'énergie vous aide. C'est gratuit.\n\
     Questions? {help}, gratuit.",
    "{energy}: we hebben geantwoord op je vraag {number}.\n\
     {answer}\n\
     Niet akkoord? De ombudsdienst voor energie helpt je. Dat is gratis.\n\
     Vragen? {help}, gratis.",
    "{energy}: wir haben Ihre Anfrage {number} beantwortet.\n\
     {answer}\n\
     Nicht einverstanden? Die Ombudsstelle für Energie hilft Ihnen. Das ist kostenlos.\n\
     Fragen? {help}, kostenlos.",
    "{energy}: we have answered your request {number}.\n\
     {answer}\n\
     Do you disagree? The mediation service for energy helps you. It is free.\n\
     Questions? {help}, free.",
])
.draft();

/// Called as they asked, and nobody was reached there.
pub const CALL_MISSED: Texts = Texts::short(
    [
        "{energy}: nous vous avons appelé",
        "{energy}: we hebben je gebeld",
        "{energy}: wir haben Sie angerufen",
        "{energy}: we called you",
    ],
    [
        "{energy}: vous vouliez un appel. Nous ne vous avons pas joint. Appelez le {help}, gratuit, ou redemandez un appel sur {site}.",
        "{energy}: je vroeg ons te bellen. We konden je niet bereiken. Bel {help}, gratis, of vraag het opnieuw op {site}.",
        "{energy}: Sie wollten einen Anruf. Wir haben Sie nicht erreicht. Rufen Sie {help} an, kostenlos, oder fragen Sie neu auf {site}.",
        "{energy}: you asked for a call. We could not reach you. Call {help}, free, or ask again at {site}.",
    ],
)
.draft();
