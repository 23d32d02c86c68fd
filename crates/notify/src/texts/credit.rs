//! M04 to M09: credit that ends. Source: UX 5.3; both amounts by PA-19, hours by CM-01i.

use super::Texts;

pub const LOW: Texts = Texts::short(
    [
        "{energy}: il vous reste {left}",
        "{energy}: nog {left}",
        "{energy}: noch {left}",
        "{energy}: {left} left",
    ],
    [
        "{energy}: il vous reste {left}{about}. A 0 €, le courant reste allumé avec {credit} de secours. Recharger: {site} ou {help}.",
        "{energy}: nog {left}{about}. Bij 0 € blijft de stroom aan met {credit} noodkrediet. Opladen: {site} of {help}.",
        "{energy}: noch {left}{about}. Bei 0 € bleibt der Strom an, mit {credit} Notkredit. Aufladen: {site} oder {help}.",
        "{energy}: {left} left{about}. At 0 € your power stays on with {credit} emergency credit. Top up: {site} or {help}.",
    ],
)
.gas([
    "{energy}: il vous reste {left}{about}. A 0 €, le gaz continue avec {credit} de secours. Recharger: {site} ou {help}.",
    "{energy}: nog {left}{about}. Bij 0 € blijft het gas aan met {credit} noodkrediet. Opladen: {site} of {help}.",
    "{energy}: noch {left}{about}. Bei 0 € bleibt das Gas an, mit {credit} Notkredit. Aufladen: {site} oder {help}.",
    "{energy}: {left} left{about}. At 0 € your gas stays on with {credit} emergency credit. Top up: {site} or {help}.",
]);

pub const BOTH_LOW: Texts = Texts::short(
    [
        "Électricité et gaz: {left} et {left_gas}",
        "Elektriciteit en gas: {left} en {left_gas}",
        "Strom und Gas: {left} und {left_gas}",
        "Electricity and gas: {left} and {left_gas}",
    ],
    [
        "Électricité: il reste {left}. Gaz: il reste {left_gas}. A 0 €, tout reste allumé avec {credit} de secours. Recharger: {site} ou {help}.",
        "Elektriciteit: nog {left}. Gas: nog {left_gas}. Bij 0 € blijft alles aan met {credit} noodkrediet. Opladen: {site} of {help}.",
        "Strom: noch {left}. Gas: noch {left_gas}. Bei 0 € bleibt alles an, mit {credit} Notkredit. Aufladen: {site} oder {help}.",
        "Electricity: {left} left. Gas: {left_gas} left. At 0 € all stays on with {credit} emergency credit. Top up: {site} or {help}.",
    ],
)
.draft();

pub const FORECAST: Texts = Texts::short(
    [
        "{energy}: assez jusqu'à {weekday} environ",
        "{energy}: genoeg tot ongeveer {weekday}",
        "{energy}: reicht etwa bis {weekday}",
        "{energy}: enough until about {weekday}",
    ],
    [
        "{energy}: avec {left}, vous tenez environ jusqu'à {weekday}. Les points de recharge ferment {closed}. Infos: {site}",
        "{energy}: met {left} kom je toe tot ongeveer {weekday}. Oplaadpunten zijn dicht op {closed}. Info: {site}",
        "{energy}: {left} reichen etwa bis {weekday}. Am {closed} sind die Aufladestellen zu. Info: {site}",
        "{energy}: {left} should last until about {weekday}. Top-up shops are closed on {closed}. Info: {site}",
    ],
);

pub const EMERGENCY_ON: Texts = Texts::short(
    [
        "{energy}: crédit de secours en route",
        "{energy}: noodkrediet loopt",
        "{energy}: Notkredit läuft",
        "{energy}: emergency credit is on",
    ],
    [
        "{energy}: votre crédit de secours de {credit} est en route. Le courant reste allumé. Rechargez quand vous pouvez: {site}. Aide: {help}.",
        "{energy}: je noodkrediet van {credit} loopt nu. De stroom blijft aan. Laad op als je kunt: {site}. Hulp: {help}.",
        "{energy}: Ihr Notkredit von {credit} läuft jetzt. Der Strom bleibt an. Laden Sie auf, wenn Sie können: {site}. Hilfe: {help}.",
        "{energy}: your {credit} emergency credit is now on. Your power stays on. Top up when you can: {site}. Help: {help}.",
    ],
)
.gas([
    "{energy}: votre crédit de secours de {credit} est en route. Le gaz continue. Rechargez quand vous pouvez: {site}. Aide: {help}.",
    "{energy}: je noodkrediet van {credit} loopt nu. Het gas blijft aan. Laad op als je kunt: {site}. Hulp: {help}.",
    "{energy}: Ihr Notkredit von {credit} läuft jetzt. Das Gas bleibt an. Laden Sie auf, wenn Sie können: {site}. Hilfe: {help}.",
    "{energy}: your {credit} emergency credit is now on. Your gas stays on. Top up when you can: {site}. Help: {help}.",
]);

pub const EMERGENCY_LOW: Texts = Texts::short(
    [
        "{energy}: {left} de crédit de secours",
        "{energy}: nog {left} noodkrediet",
        "{energy}: noch {left} Notkredit",
        "{energy}: {left} emergency credit left",
    ],
    [
        "{energy}: il reste {left} de crédit de secours{about}. Rechargez {clear} ou plus. Vous ne pouvez pas? Appelez le {help}.",
        "{energy}: nog {left} noodkrediet{about}. Laad {clear} of meer op. Lukt dat niet? Bel {help}.",
        "{energy}: noch {left} Notkredit{about}. Laden Sie {clear} oder mehr auf. Geht das nicht? Rufen Sie {help} an.",
        "{energy}: {left} emergency credit left{about}. Top up {clear} or more. Cannot do that? Call {help}.",
    ],
);

pub const HELD: Texts = Texts::short(
    [
        "{energy}: allumé jusqu'à {until}",
        "{energy}: aan tot {until}",
        "{energy}: an bis {until}",
        "{energy}: on until {until}",
    ],
    [
        "{energy}: le courant reste allumé jusqu'à {until}. Le secours est épuisé. Pour le garder: {stay}, mieux {clear}. Aide: CPAS ou {help}.",
        "{energy}: de stroom blijft aan tot {until}. Je noodkrediet is op. Om hem te houden: {stay}, beter {clear}. Hulp: OCMW of {help}.",
        "{energy}: der Strom bleibt an bis {until}. Der Notkredit ist aufgebraucht. Dafür {stay} laden, besser {clear}. Hilfe: ÖSHZ, {help}.",
        "{energy}: power stays on until {until}. Emergency credit is used up. To keep it: {stay}, better {clear}. Help: CPAS or {help}.",
    ],
)
.gas([
    "{energy}: le gaz continue jusqu'à {until}. Le secours est épuisé. Pour le garder: {stay}, mieux {clear}. Aide: CPAS ou {help}.",
    "{energy}: het gas blijft aan tot {until}. Je noodkrediet is op. Om het te houden: {stay}, beter {clear}. Hulp: OCMW of {help}.",
    "{energy}: das Gas bleibt an bis {until}. Der Notkredit ist aufgebraucht. Dafür {stay} laden, besser {clear}. Hilfe: ÖSHZ, {help}.",
    "{energy}: gas stays on until {until}. Emergency credit is used up. To keep it: {stay}, better {clear}. Help: CPAS or {help}.",
])
.draft();

pub const LAST_CALL: Texts = Texts::short(
    [
        "{energy}: encore {hours}, jusque {clock}",
        "{energy}: nog {hours}, tot {clock}",
        "{energy}: noch {hours}, bis {clock}",
        "{energy}: {hours} left, until {clock}",
    ],
    [
        "{energy}: il reste {hours}, jusque {clock}. Rechargez {stay}, mieux {clear}, pour garder le courant. Bébé, malade, appareil médical? {help}.",
        "{energy}: nog {hours}, tot {clock}. Laad {stay} op, beter {clear}, om stroom te houden. Baby, ziek, medisch toestel? Bel {help}.",
        "{energy}: noch {hours}, bis {clock}. Laden Sie {stay}, besser {clear}, um Strom zu behalten. Baby, krank, Medizingerät? {help}.",
        "{energy}: {hours} left, until {clock}. Top up {stay}, better {clear}, to keep power. Baby, illness, medical device? Call {help}.",
    ],
)
.gas([
    "{energy}: il reste {hours}, jusque {clock}. Rechargez {stay}, mieux {clear}, pour garder le gaz. Bébé, malade, chauffage? {help}.",
    "{energy}: nog {hours}, tot {clock}. Laad {stay} op, beter {clear}, om gas te houden. Baby, ziek, verwarming? Bel {help}.",
    "{energy}: noch {hours}, bis {clock}. Laden Sie {stay}, besser {clear}, um Gas zu behalten. Baby, krank, Heizung? {help}.",
    "{energy}: {hours} left, until {clock}. Top up {stay}, better {clear}, to keep gas. Baby, illness, heating? Call {help}.",
])
.voice([
    "{energy}. Tout est encore allumé jusque {clock}. Rechargez {stay} pour rester allumé. Rechargez {clear} pour repasser au-dessus de zéro. Vous ne pouvez pas? Restez en ligne, une personne vous répond.",
    "{energy}. Alles is nog aan tot {clock}. Laad {stay} op om aan te blijven. Laad {clear} op om weer boven nul te staan. Lukt dat niet? Blijf aan de lijn, iemand helpt je.",
    "{energy}. Bis {clock} ist noch alles an. Laden Sie {stay} auf, damit es so bleibt. Laden Sie {clear} auf, um wieder im Plus zu sein. Geht das nicht? Bleiben Sie dran, jemand hilft Ihnen.",
    "{energy}. Everything is still on until {clock}. Top up {stay} to stay on. Top up {clear} to be back above zero. Cannot do that? Stay on the line, a person will answer.",
])
.draft();

/// Asked for at the phone line: what was said there, and the reference to pay with. Source: UX 6, key 2.
pub const BALANCE: Texts = Texts::short(
    [
        "{energy}: votre solde et votre référence",
        "{energy}: je saldo en je referentie",
        "{energy}: Ihr Guthaben und Ihre Referenz",
        "{energy}: your balance and your reference",
    ],
    [
        "{energy}: solde {balance}{about}, {as_of}.{minimum} Référence {reference}. Recharger: {site}. Aide: {help}.",
        "{energy}: saldo {balance}{about}, {as_of}.{minimum} Referentie {reference}. Opladen: {site}. Hulp: {help}.",
        "{energy}: Guthaben {balance}{about}, {as_of}.{minimum} Referenz {reference}. Aufladen: {site}. Hilfe: {help}.",
        "{energy}: balance {balance}{about}, {as_of}.{minimum} Reference {reference}. Top up: {site}. Help: {help}.",
    ],
)
.draft();
