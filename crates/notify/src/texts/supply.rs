//! M10 to M12, M19, M21, M26: a supply that is off, comes back, or is limited. Source: UX 4.8, 5.3.

use super::Texts;

pub const CUT: Texts = Texts::short(
    [
        "{energy}: l'alimentation est coupée",
        "{energy}: de toevoer is uit",
        "{energy}: die Versorgung ist aus",
        "{energy}: your supply is off",
    ],
    [
        "{energy}: le courant est coupé. 1. Rechargez {clear} ou plus. 2. Attendez notre SMS. 3. Appuyez sur le bouton vert. Aide tout de suite: {help}.",
        "{energy}: de stroom is uit. 1. Laad {clear} of meer op. 2. Wacht op onze sms. 3. Druk op de groene knop. Meteen hulp: {help}.",
        "{energy}: der Strom ist aus. 1. Laden Sie {clear} oder mehr auf. 2. Warten Sie auf unsere SMS. 3. Grünen Knopf drücken. Sofort Hilfe: {help}.",
        "{energy}: your power is off. 1. Top up {clear} or more. 2. Wait for our text. 3. Press the green button. Help right now: {help}.",
    ],
)
.gas([
    "{energy}: le gaz est coupé. 1. Rechargez {clear} ou plus. 2. Attendez notre SMS. 3. Fermez les appareils, bouton rouge. Aide tout de suite: {help}.",
    "{energy}: het gas is uit. 1. Laad {clear} of meer op. 2. Wacht op onze sms. 3. Sluit de toestellen, rode knop. Meteen hulp: {help}.",
    "{energy}: das Gas ist aus. 1. Laden Sie {clear} oder mehr auf. 2. Warten Sie auf unsere SMS. 3. Geräte zu, roter Knopf. Sofort Hilfe: {help}.",
    "{energy}: your gas is off. 1. Top up {clear} or more. 2. Wait for our text. 3. Close appliances, red button. Help right now: {help}.",
])
.more([
    "{energy}: le courant est coupé. Rechargez au moins {clear}. Attendez notre message. Appuyez 3 secondes sur le bouton vert du compteur. Bébé, malade, appareil médical? Appelez tout de suite: {help}.",
    "{energy}: de stroom is uit. Laad minstens {clear} op. Wacht op ons bericht. Druk 3 seconden op de groene knop van de meter. Baby, ziek, medisch toestel? Bel meteen: {help}.",
    "{energy}: der Strom ist aus. Laden Sie mindestens {clear} auf. Warten Sie auf unsere Nachricht. Drücken Sie 3 Sekunden den grünen Knopf am Zähler. Baby, krank, Medizingerät? Rufen Sie sofort an: {help}.",
    "{energy}: your power is off. Top up at least {clear}. Wait for our message. Press the green button on the meter for 3 seconds. Baby, illness, medical device? Call right now: {help}.",
])
.more_gas([
    "{energy}: le gaz est coupé. Odeur de gaz? Appelez d'abord {emergency}. Rechargez au moins {clear}. Attendez notre message. Fermez tous les appareils au gaz. Appuyez 3 secondes sur le bouton rouge. Le compteur teste l'étanchéité. Aide: {help}.",
    "{energy}: het gas is uit. Ruik je gas? Bel eerst {emergency}. Laad minstens {clear} op. Wacht op ons bericht. Sluit alle gastoestellen. Druk 3 seconden op de rode knop. De meter test of er geen lek is. Hulp: {help}.",
    "{energy}: das Gas ist aus. Gasgeruch? Rufen Sie zuerst {emergency} an. Laden Sie mindestens {clear} auf. Warten Sie auf unsere Nachricht. Schließen Sie alle Gasgeräte. Drücken Sie 3 Sekunden den roten Knopf. Der Zähler prüft auf Lecks. Hilfe: {help}.",
    "{energy}: your gas is off. Smell gas? First call {emergency}. Top up at least {clear}. Wait for our message. Close all gas appliances. Press the red button for 3 seconds. The meter checks for leaks. Help: {help}.",
])
.letter(
    [
        "{energy}: le courant est coupé. Pour le rallumer:\n\
         1. Rechargez {clear} ou plus, avec la carte ci-dessous.\n\
         2. Attendez 30 minutes.\n\
         3. Appuyez 3 secondes sur le bouton vert du compteur.\n\
         Rien ne se passe? Appelez le {help}, gratuit.\n\
         Bébé, malade, appareil médical? Appelez tout de suite: {help}.\n\
         Pas assez d'argent? Votre CPAS peut vous aider.",
        "{energy}: de stroom is uit. Zo komt hij terug:\n\
         1. Laad {clear} of meer op, met de kaart hieronder.\n\
         2. Wacht 30 minuten.\n\
         3. Druk 3 seconden op de groene knop van de meter.\n\
         Gebeurt er niets? Bel {help}, gratis.\n\
         Baby, ziek, medisch toestel? Bel meteen: {help}.\n\
         Niet genoeg geld? Je OCMW kan je helpen.",
        "{energy}: der Strom ist aus. So kommt er zurück:\n\
         1. Laden Sie {clear} oder mehr auf, mit der Karte unten.\n\
         2. Warten Sie 30 Minuten.\n\
         3. Drücken Sie 3 Sekunden den grünen Knopf am Zähler.\n\
         Nichts geschieht? Rufen Sie {help} an, kostenlos.\n\
         Baby, krank, Medizingerät? Rufen Sie sofort an: {help}.\n\
         Nicht genug Geld? Ihr ÖSHZ kann Ihnen helfen.",
        "{energy}: your power is off. To get it back:\n\
         1. Top up {clear} or more, with the card below.\n\
         2. Wait 30 minutes.\n\
         3. Press the green button on the meter for 3 seconds.\n\
         Nothing happens? Call {help}, free.\n\
         Baby, illness, medical device? Call right now: {help}.\n\
         Not enough money? Your CPAS can help you.",
    ],
)
.letter_gas(
    [
        "{energy}: le gaz est coupé. Odeur de gaz? Appelez d'abord le {emergency}.\n\
         Pour le rallumer:\n\
         1. Rechargez {clear} ou plus, avec la carte ci-dessous.\n\
         2. Attendez 30 minutes.\n\
         3. Fermez tous les appareils au gaz.\n\
         4. Appuyez 3 secondes sur le bouton rouge.\n\
         Le compteur teste l'étanchéité.\n\
         Rien ne se passe? Appelez le {help}, gratuit.\n\
         Pas assez d'argent? Votre CPAS peut vous aider.",
        "{energy}: het gas is uit. Ruik je gas? Bel eerst {emergency}.\n\
         Zo komt het terug:\n\
         1. Laad {clear} of meer op, met de kaart hieronder.\n\
         2. Wacht 30 minuten.\n\
         3. Sluit alle gastoestellen.\n\
         4. Druk 3 seconden op de rode knop.\n\
         De meter test of er geen lek is.\n\
         Gebeurt er niets? Bel {help}, gratis.\n\
         Niet genoeg geld? Je OCMW kan je helpen.",
        "{energy}: das Gas ist aus. Gasgeruch? Rufen Sie zuerst {emergency} an.\n\
         So kommt es zurück:\n\
         1. Laden Sie {clear} oder mehr auf, mit der Karte unten.\n\
         2. Warten Sie 30 Minuten.\n\
         3. Schließen Sie alle Gasgeräte.\n\
         4. Drücken Sie 3 Sekunden den roten Knopf.\n\
         Der Zähler prüft auf Lecks.\n\
         Nichts geschieht? Rufen Sie {help} an, kostenlos.\n\
         Nicht genug Geld? Ihr ÖSHZ kann Ihnen helfen.",
        "{energy}: your gas is off. Smell gas? First call {emergency}.\n\
         To get it back:\n\
         1. Top up {clear} or more, with the card below.\n\
         2. Wait 30 minutes.\n\
         3. Close all gas appliances.\n\
         4. Press the red button for 3 seconds.\n\
         The meter checks for leaks.\n\
         Nothing happens? Call {help}, free.\n\
         Not enough money? Your CPAS can help you.",
    ],
)
.draft();

pub const PRESS: Texts = Texts::short(
    [
        "{energy}: payé, appuyez sur le bouton",
        "{energy}: betaald, druk op de knop",
        "{energy}: bezahlt, Knopf drücken",
        "{energy}: paid, press the button",
    ],
    [
        "{energy}: paiement OK, solde {balance}. Appuyez 3 secondes sur le bouton vert du compteur: le courant revient. Rien ne se passe? {help}.",
        "{energy}: betaald, saldo {balance}. Druk 3 seconden op de groene knop van de meter: de stroom komt terug. Lukt het niet? {help}.",
        "{energy}: bezahlt, Guthaben {balance}. Drücken Sie 3 Sekunden den grünen Knopf am Zähler: der Strom kommt zurück. Klappt es nicht? {help}.",
        "{energy}: paid, balance {balance}. Press the green button on the meter for 3 seconds: power comes back. Not working? {help}.",
    ],
)
.gas([
    "{energy}: paiement OK. Fermez tous les appareils au gaz. Puis appuyez 3 secondes sur le bouton rouge. Odeur de gaz? N'appuyez pas: {emergency}.",
    "{energy}: betaald. Sluit alle gastoestellen. Druk dan 3 seconden op de rode knop. Ruik je gas? Druk niet en bel {emergency}.",
    "{energy}: bezahlt. Schließen Sie alle Gasgeräte. Drücken Sie dann 3 Sekunden den roten Knopf. Gasgeruch? Nicht drücken: {emergency}.",
    "{energy}: paid. Close all gas appliances. Then press the red button for 3 seconds. Smell gas? Do not press: call {emergency}.",
]);

pub const LEAK_SEEN: Texts = Texts::short(
    [
        "{energy}: un appareil est encore ouvert",
        "{energy}: er staat nog iets open",
        "{energy}: ein Gerät ist noch offen",
        "{energy}: an appliance is still open",
    ],
    [
        "{energy}: il passe encore du gaz. Odeur de gaz? N'appuyez pas: {emergency}. Sinon fermez tous les appareils. Puis bouton rouge, 3 secondes.",
        "{energy}: er stroomt nog gas. Ruik je gas? Druk niet en bel {emergency}. Anders: sluit alle toestellen. Dan 3 seconden de rode knop.",
        "{energy}: es fließt noch Gas. Gasgeruch? Nicht drücken: {emergency}. Sonst schließen Sie alle Geräte. Dann 3 Sekunden roter Knopf.",
        "{energy}: gas is still flowing. Smell gas? Do not press: call {emergency}. If not, close all appliances. Then red button, 3 seconds.",
    ],
)
.draft();

pub const UNREACHED: Texts = Texts::short(
    [
        "{energy}: payé, nous joignons le compteur",
        "{energy}: betaald, we zoeken de meter",
        "{energy}: bezahlt, Zähler antwortet nicht",
        "{energy}: paid, we are reaching the meter",
    ],
    [
        "{energy}: nous avons votre paiement. Votre compteur ne répond pas encore. Nous essayons et nous vous appelons avant {clock}.",
        "{energy}: we hebben je betaling. Je meter antwoordt nog niet. We proberen verder en bellen je voor {clock}.",
        "{energy}: Ihre Zahlung ist da. Ihr Zähler antwortet noch nicht. Wir versuchen es weiter und rufen Sie vor {clock} an.",
        "{energy}: we have your payment. Your meter does not answer yet. We keep trying and will call you before {clock}.",
    ],
);

pub const LIMITED: Texts = Texts::short(
    [
        "{energy}: puissance réduite de 10 A",
        "{energy}: beperkt vermogen (10 A)",
        "{energy}: begrenzte Leistung (10 A)",
        "{energy}: limited power (10 A)",
    ],
    [
        "{energy}: vous avez une puissance réduite de 10 A{to_date}. Un seul gros appareil à la fois. Le compte continue. Infos: {help}.",
        "{energy}: je hebt beperkt vermogen (10 A){to_date}. Eén groot toestel tegelijk. Je verbruik telt verder. Info: {help}.",
        "{energy}: Sie haben{to_date} begrenzte Leistung (10 A). Nur ein großes Gerät zugleich. Der Verbrauch zählt weiter. Info: {help}.",
        "{energy}: you have limited power (10 A){to_date}. One big appliance at a time. Your use still counts. Info: {help}.",
    ],
)
.letter(
    [
        "{energy}: vous avez une puissance réduite de 10 A{to_date}.\n\
         10 A, c'est 2300 watts pour tout le logement.\n\
         Ceci va ensemble:\n\
         - les lampes, le frigo, la télévision\n\
         - et un seul gros appareil à la fois\n\
         Gros appareils: four, bouilloire, lave-linge, chauffage électrique.\n\
         Votre consommation compte comme avant.\n\
         Ensuite, la commission locale pour l'énergie décide avec vous.\n\
         Votre CPAS peut vous aider. Questions? {help}, gratuit.",
        "{energy}: je hebt beperkt vermogen (10 A){to_date}.\n\
         10 A is 2300 watt voor de hele woning.\n\
         Dit kan samen:\n\
         - de lampen, de koelkast, de televisie\n\
         - en één groot toestel tegelijk\n\
         Grote toestellen: oven, waterkoker, wasmachine, elektrische verwarming.\n\
         Je verbruik telt zoals vroeger.\n\
         Daarna beslist de lokale energiecommissie samen met jou.\n\
         Je OCMW kan je helpen. Vragen? {help}, gratis.",
        "{energy}: Sie haben{to_date} begrenzte Leistung (10 A).\n\
         10 A sind 2300 Watt für die ganze Wohnung.\n\
         Das geht zusammen:\n\
         - Lampen, Kühlschrank, Fernseher\n\
         - und nur ein großes Gerät zugleich\n\
         Große Geräte: Ofen, Wasserkocher, Waschmaschine, elektrische Heizung.\n\
         Der Verbrauch zählt wie bisher.\n\
         Danach entscheidet die lokale Energiekommission mit Ihnen.\n\
         Ihr ÖSHZ kann Ihnen helfen. Fragen? {help}, kostenlos.",
        "{energy}: you have limited power (10 A){to_date}.\n\
         10 A is 2300 watts for the whole home.\n\
         These go together:\n\
         - the lamps, the fridge, the television\n\
         - and one big appliance at a time\n\
         Big appliances: oven, kettle, washing machine, electric heating.\n\
         Your use counts as before.\n\
         Then the local energy commission decides with you.\n\
         Your CPAS can help you. Questions? {help}, free.",
    ],
);

pub const NO_READING: Texts = Texts::short(
    [
        "{energy}: compteur silencieux, rien à faire",
        "{energy}: meter stil, niets te doen",
        "{energy}: Zähler still, nichts zu tun",
        "{energy}: meter silent, nothing to do",
    ],
    [
        "{energy}: votre compteur n'a rien envoyé depuis {days}. Votre solde affiché est du {date}. Nous cherchons. Vous n'avez rien à faire.",
        "{energy}: je meter stuurde {days} niets. Het saldo dat je ziet is van {date}. We zoeken het uit. Je hoeft niets te doen.",
        "{energy}: Ihr Zähler hat seit {days} nichts gesendet. Das Guthaben ist vom {date}. Wir prüfen das. Sie müssen nichts tun.",
        "{energy}: your meter has sent nothing for {days}. The balance you see is from {date}. We are checking. You need do nothing.",
    ],
);

/// By letter on the third day, and by a caller: no short message.
pub const OFF_SUPPLY: Texts = Texts::written(
    [
        "{energy}: nous voulons vous aider",
        "{energy}: we willen je helpen",
        "{energy}: wir möchten Ihnen helfen",
        "{energy}: we want to help",
    ],
    [
        "{energy}: chez vous, c'est coupé depuis {date}. Pour rétablir, rechargez {clear} ou plus. Vous ne pouvez pas? Appelez-nous: {help}, gratuit. Votre CPAS peut aussi vous aider.",
        "{energy}: bij jou is het uit sinds {date}. Laad {clear} of meer op om het terug te krijgen. Lukt dat niet? Bel ons: {help}, gratis. Ook je OCMW kan helpen.",
        "{energy}: bei Ihnen ist es seit dem {date} aus. Laden Sie {clear} oder mehr auf. Dann kommt alles zurück. Geht das nicht? Rufen Sie an: {help}, kostenlos. Auch Ihr ÖSHZ kann helfen.",
        "{energy}: it has been off at your home since {date}. Top up {clear} or more to bring it back. Cannot do that? Call us: {help}, free. Your CPAS can help too.",
    ],
)
.voice([
    "{energy}. Chez vous, c'est coupé depuis hier. Pour rétablir, rechargez {clear} ou plus. Quelqu'un est malade, ou un bébé est là? Dites-le-nous maintenant.",
    "{energy}. Bij jou is het sinds gisteren uit. Laad {clear} of meer op om het terug te krijgen. Is iemand ziek, of is er een baby? Zeg het ons nu.",
    "{energy}. Bei Ihnen ist es seit gestern aus. Laden Sie {clear} oder mehr auf, dann kommt alles zurück. Ist jemand krank, oder ist ein Baby da? Sagen Sie es uns jetzt.",
    "{energy}. It has been off at your home since yesterday. Top up {clear} or more to bring it back. Is someone ill, or is there a baby? Tell us now.",
]);
