//! M03, M13 to M16, M18, M20, M22, M28 to M30: money that came, failed, or was granted.

use super::Texts;

pub const CREDITED: Texts = Texts::short(
    [
        "{energy}: rechargement de {amount} OK",
        "{energy}: oplading van {amount} gelukt",
        "{energy}: Aufladung von {amount} erledigt",
        "{energy}: your {amount} top-up is done",
    ],
    [
        "{energy}: rechargement de {amount} OK. Nouveau solde {balance}{about}.{ticket} Questions? {help}, gratuit.",
        "{energy}: oplading van {amount} gelukt. Nieuw saldo {balance}{about}.{ticket} Vragen? {help}, gratis.",
        "{energy}: Aufladen von {amount} erledigt. Neues Guthaben {balance}{about}.{ticket} Fragen? {help}, kostenlos.",
        "{energy}: your {amount} top-up is done. New balance {balance}{about}.{ticket} Questions? {help}, free.",
    ],
);

pub const CREDITED_OFF: Texts = Texts::short(
    [
        "{energy}: il manque encore {clear}",
        "{energy}: nog {clear} nodig",
        "{energy}: es fehlen noch {clear}",
        "{energy}: {clear} more is needed",
    ],
    [
        "{energy}: {amount} sont là. Le courant reste coupé: il manque encore {clear}.{ticket} Aide tout de suite: {help}.",
        "{energy}: {amount} ontvangen. De stroom blijft uit: nog {clear} nodig.{ticket} Meteen hulp: {help}.",
        "{energy}: {amount} erhalten. Der Strom bleibt aus: es fehlen noch {clear}.{ticket} Sofort Hilfe: {help}.",
        "{energy}: {amount} received. Your power stays off: {clear} more is needed.{ticket} Help right now: {help}.",
    ],
)
.gas([
    "{energy}: {amount} sont là. Le gaz reste coupé: il manque encore {clear}.{ticket} Aide tout de suite: {help}.",
    "{energy}: {amount} ontvangen. Het gas blijft uit: nog {clear} nodig.{ticket} Meteen hulp: {help}.",
    "{energy}: {amount} erhalten. Das Gas bleibt aus: es fehlen noch {clear}.{ticket} Sofort Hilfe: {help}.",
    "{energy}: {amount} received. Your gas stays off: {clear} more is needed.{ticket} Help right now: {help}.",
])
.draft();

pub const PAYMENT_FAILED: Texts = Texts::short(
    [
        "{energy}: paiement non abouti",
        "{energy}: betaling niet gelukt",
        "{energy}: Zahlung hat nicht geklappt",
        "{energy}: payment did not go through",
    ],
    [
        "{energy}: votre paiement{of_amount} n'a pas abouti. Rien n'est débité. Votre solde ne change pas. Réessayez: {site}",
        "{energy}: je betaling{of_amount} is niet gelukt. Er gaat niets van je rekening. Je saldo blijft gelijk. Probeer opnieuw: {site}",
        "{energy}: Ihre Zahlung{of_amount} hat nicht geklappt. Nichts wurde abgebucht. Ihr Guthaben bleibt gleich. Neu versuchen: {site}",
        "{energy}: your payment{of_amount} did not go through. Nothing was taken. Your balance has not changed. Try again: {site}",
    ],
);

pub const TAKEN_BACK: Texts = Texts::short(
    [
        "{energy}: un paiement a été repris",
        "{energy}: een betaling is teruggenomen",
        "{energy}: eine Zahlung ging zurück",
        "{energy}: a payment was taken back",
    ],
    [
        "{energy}: un paiement{of_amount} a été repris. Votre solde est de {balance}. Rien n'est coupé pour cela. Questions? {help}.",
        "{energy}: een betaling{of_amount} is teruggenomen. Je saldo is {balance}. Daarvoor wordt niets afgesloten. Vragen? {help}.",
        "{energy}: eine Zahlung{of_amount} ging zurück. Ihr Guthaben ist {balance}. Deshalb wird nichts abgeschaltet. Fragen? {help}.",
        "{energy}: a payment{of_amount} was taken back. Your balance is {balance}. Nothing is cut off for this. Questions? {help}.",
    ],
)
.draft();

pub const NO_REFERENCE: Texts = Texts::written(
    [
        "Virement sans référence",
        "Overschrijving zonder referentie",
        "Überweisung ohne Referenz",
        "Transfer without a reference",
    ],
    [
        "Nous avons reçu votre virement de {amount}. Il manque la référence de 13 chiffres. Appelez-nous pour qu'il arrive au bon compte: {help}, gratuit. Votre argent reste en sécurité.",
        "We kregen je overschrijving van {amount}. De referentie van 13 cijfers ontbreekt. Bel ons, dan komt het geld goed terecht: {help}, gratis. Je geld is veilig.",
        "Ihre Überweisung von {amount} ist da. Die Referenz mit 13 Ziffern fehlt. Rufen Sie an, damit das Geld richtig ankommt: {help}, kostenlos. Ihr Geld ist sicher.",
        "We have your transfer of {amount}. The 13-digit reference is missing. Call us so that it reaches the right account: {help}, free. Your money is safe.",
    ],
);

pub const PLAN: Texts = Texts::written(
    [
        "{energy}: votre plan de paiement change",
        "{energy}: je afbetalingsplan verandert",
        "{energy}: Ihr Ratenplan ändert sich",
        "{energy}: your payment plan changes",
    ],
    [
        "{energy}: votre plan de paiement a changé. Voyez le détail sur {site}. Trop difficile? Appelez-nous: {help}, gratuit.",
        "{energy}: je afbetalingsplan is veranderd. Bekijk het op {site}. Te moeilijk? Bel ons: {help}, gratis.",
        "{energy}: Ihr Ratenplan hat sich geändert. Sie sehen ihn auf {site}. Zu schwierig? Rufen Sie an: {help}, kostenlos.",
        "{energy}: your payment plan has changed. See it at {site}. Too hard? Call us: {help}, free.",
    ],
);

pub const ADVANCE_REPAID: Texts = Texts::short(
    [
        "{energy}: crédit de départ remboursé",
        "{energy}: startkrediet terugbetaald",
        "{energy}: Startguthaben zurückgezahlt",
        "{energy}: starting credit repaid",
    ],
    [
        "{energy}: votre crédit de départ est remboursé. Plus rien n'est retenu chaque jour. Solde {balance}. Questions? {help}.",
        "{energy}: je startkrediet is terugbetaald. Er gaat niets meer per dag af. Saldo {balance}. Vragen? {help}.",
        "{energy}: Ihr Startguthaben ist zurückgezahlt. Täglich wird nichts mehr abgezogen. Guthaben {balance}. Fragen? {help}.",
        "{energy}: your starting credit is repaid. Nothing more is taken each day. Balance {balance}. Questions? {help}.",
    ],
)
.draft();

pub const AID: Texts = Texts::short(
    [
        "{energy}: {amount} rechargés pour vous",
        "{energy}: {amount} voor je opgeladen",
        "{energy}: {amount} für Sie aufgeladen",
        "{energy}: {amount} topped up for you",
    ],
    [
        "{energy}: {office} a rechargé {amount} pour vous. Nouveau solde {balance}{about}.{ticket} {help}.",
        "{energy}: {office} heeft {amount} voor je opgeladen. Nieuw saldo {balance}{about}.{ticket} {help}.",
        "{energy}: {office} hat {amount} für Sie aufgeladen. Neues Guthaben {balance}{about}.{ticket} {help}.",
        "{energy}: {office} topped up {amount} for you. New balance {balance}{about}.{ticket} {help}.",
    ],
);

pub const RELIEF_GRANTED: Texts = Texts::short(
    [
        "{energy}: aide hivernale accordée",
        "{energy}: winterhulp toegekend",
        "{energy}: Winterhilfe bewilligt",
        "{energy}: winter help granted",
    ],
    [
        "{energy}: votre aide pour l'hiver est accordée. Elle compte dès maintenant. Solde {balance}. Questions? {help}.",
        "{energy}: je winterhulp is toegekend. Ze telt vanaf nu. Saldo {balance}. Vragen? {help}.",
        "{energy}: Ihre Winterhilfe ist bewilligt. Sie zählt ab jetzt. Guthaben {balance}. Fragen? {help}.",
        "{energy}: your winter help is granted. It counts from now on. Balance {balance}. Questions? {help}.",
    ],
)
.draft();

pub const RELIEF_REFUSED: Texts = Texts::short(
    [
        "{energy}: réponse pour l'aide d'hiver",
        "{energy}: antwoord op je winterhulp",
        "{energy}: Antwort zur Winterhilfe",
        "{energy}: answer about winter help",
    ],
    [
        "{energy}: l'aide pour l'hiver n'est pas possible cette fois. D'autres aides existent. Parlez-en avec votre CPAS ou au {help}, gratuit.",
        "{energy}: winterhulp is deze keer niet mogelijk. Er is andere hulp. Praat met je OCMW of bel {help}, gratis.",
        "{energy}: Winterhilfe ist diesmal nicht möglich. Es gibt andere Hilfe. Sprechen Sie mit Ihrem ÖSHZ oder {help}, kostenlos.",
        "{energy}: winter help is not possible this time. There is other help. Talk to your CPAS or call {help}, free.",
    ],
)
.draft();

pub const PRICE: Texts = Texts::written(
    [
        "{energy}: le prix change le {date}",
        "{energy}: de prijs verandert op {date}",
        "{energy}: neuer Preis ab {date}",
        "{energy}: the price changes on {date}",
    ],
    [
        "{energy}: le prix par kWh change le {date}. Voyez l'ancien et le nouveau prix sur {site}. Questions? {help}, gratuit.",
        "{energy}: de prijs per kWh verandert op {date}. Bekijk de oude en de nieuwe prijs op {site}. Vragen? {help}, gratis.",
        "{energy}: der Preis pro kWh ändert sich am {date}. Alter und neuer Preis stehen auf {site}. Fragen? {help}, kostenlos.",
        "{energy}: the price per kWh changes on {date}. See the old and the new price at {site}. Questions? {help}, free.",
    ],
);

pub const YEAR: Texts = Texts::written(
    [
        "{energy}: votre année sur une page",
        "{energy}: je jaar op één pagina",
        "{energy}: Ihr Jahr auf einer Seite",
        "{energy}: your year on one page",
    ],
    [
        "{energy}: votre relevé annuel est prêt. Vous le trouvez sur {site}. Le décompte de votre fournisseur suit. Questions? {help}, gratuit.",
        "{energy}: je jaaroverzicht is klaar. Je vindt het op {site}. De afrekening van je leverancier volgt. Vragen? {help}, gratis.",
        "{energy}: Ihre Jahresübersicht ist fertig. Sie finden sie auf {site}. Die Abrechnung Ihres Lieferanten folgt. Fragen? {help}, kostenlos.",
        "{energy}: your yearly statement is ready. You find it at {site}. Your supplier's bill will follow. Questions? {help}, free.",
    ],
);

pub const SHARING: Texts = Texts::written(
    [
        "{energy}: votre énergie partagée",
        "{energy}: je gedeelde energie",
        "{energy}: Ihre geteilte Energie",
        "{energy}: your shared energy",
    ],
    [
        "{energy}: il y a du nouveau dans votre partage d'énergie. Les volumes sont sur {site}. Questions? {help}, gratuit.",
        "{energy}: er is nieuws over je gedeelde energie. De volumes staan op {site}. Vragen? {help}, gratis.",
        "{energy}: es gibt Neues zu Ihrer geteilten Energie. Die Mengen stehen auf {site}. Fragen? {help}, kostenlos.",
        "{energy}: there is news about your shared energy. The volumes are at {site}. Questions? {help}, free.",
    ],
);

/// Another key holds from a day on.
pub const SHARING_KEY: Texts = Texts::written(
    [
        "{energy}: une autre clé de partage",
        "{energy}: een andere verdeelsleutel",
        "{energy}: ein anderer Schlüssel",
        "{energy}: another sharing key",
    ],
    [
        "{energy}: la clé de votre partage d'énergie change. Elle est sur {site}. Questions? {help}, gratuit.",
        "{energy}: de sleutel van je gedeelde energie verandert. Ze staat op {site}. Vragen? {help}, gratis.",
        "{energy}: der Schlüssel Ihrer geteilten Energie ändert sich. Er steht auf {site}. Fragen? {help}, kostenlos.",
        "{energy}: the key of your shared energy changes. It is at {site}. Questions? {help}, free.",
    ],
);

/// A month's volumes are there.
pub const SHARING_VOLUMES: Texts = Texts::written(
    [
        "{energy}: les volumes de votre partage",
        "{energy}: de volumes van je gedeelde energie",
        "{energy}: die Mengen Ihrer geteilten Energie",
        "{energy}: the volumes of your shared energy",
    ],
    [
        "{energy}: les volumes du mois de votre partage d'énergie sont sur {site}. Questions? {help}, gratuit.",
        "{energy}: de volumes van de maand van je gedeelde energie staan op {site}. Vragen? {help}, gratis.",
        "{energy}: die Monatsmengen Ihrer geteilten Energie stehen auf {site}. Fragen? {help}, kostenlos.",
        "{energy}: the month's volumes of your shared energy are at {site}. Questions? {help}, free.",
    ],
);

/// What is lost by sharing has to be signed before.
pub const SHARING_SIGN: Texts = Texts::written(
    [
        "{energy}: à signer avant le partage",
        "{energy}: te tekenen voor je deelt",
        "{energy}: vor dem Teilen zu unterschreiben",
        "{energy}: to be signed before sharing",
    ],
    [
        "{energy}: avant de partager, signez l'avis que votre groupe vous donne. Questions? {help}, gratuit.",
        "{energy}: teken eerst het bericht van je groep, dan kan je delen. Vragen? {help}, gratis.",
        "{energy}: unterschreiben Sie vor dem Teilen die Mitteilung Ihrer Gruppe. Fragen? {help}, kostenlos.",
        "{energy}: before you share, sign the notice that your group gives you. Questions? {help}, free.",
    ],
);

/// To who sells, about the shop: no energy comes first.
pub const MERCHANT: Texts = Texts::short(
    ["Votre terminal", "Je terminal", "Ihr Terminal", "Your terminal"],
    [
        "Terminal {terminal}: plus de contact depuis {hours}. Vos ventes faites sont enregistrées. Redémarrez-le. Aide: {help}.",
        "Terminal {terminal}: {hours} geen contact. Je verkopen zijn bewaard. Start hem opnieuw. Hulp: {help}.",
        "Terminal {terminal}: seit {hours} kein Kontakt. Ihre Verkäufe sind gespeichert. Starten Sie es neu. Hilfe: {help}.",
        "Terminal {terminal}: no contact for {hours}. Your sales are kept. Restart it. Help: {help}.",
    ],
)
.draft();
