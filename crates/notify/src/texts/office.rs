//! What a social service writes to its client, and that it has a mandate on paper. Source: UX S-03, S-08, PD-03.

use super::Texts;

pub const ACCESS_GIVEN: Texts = Texts::short(
    [
        "Un accès à votre solde, sur papier",
        "Toegang tot je saldo, op papier",
        "Zugang zu Ihrem Guthaben, auf Papier",
        "Access to your balance, on paper",
    ],
    [
        "{office} voit votre solde jusqu'au {date}: vous avez signé un papier. Pas signé? Stoppez l'accès sur {site} ou au {help}.",
        "{office} ziet je saldo tot {date}: je tekende daarvoor een papier. Niet getekend? Stop dit op {site} of bel {help}.",
        "{office} sieht Ihr Guthaben bis {date}: Sie haben dafür unterschrieben. Nein? Beenden Sie das auf {site} oder unter {help}.",
        "{office} sees your balance until {date}: you signed a paper for it. Not signed? End it at {site} or call {help}.",
    ],
)
.draft();

pub const CALL: Texts = Texts::short(
    [
        "{office} aimerait vous parler",
        "{office} wil met je praten",
        "{office} möchte Sie sprechen",
        "{office} would like to talk to you",
    ],
    [
        "{office} aimerait vous parler. Appelez quand vous pouvez: {phone}. L'appel reste entre nous.",
        "{office} wil graag met je praten. Bel wanneer het past: {phone}. Het gesprek blijft onder ons.",
        "{office} möchte mit Ihnen sprechen. Rufen Sie an, wann es passt: {phone}. Das Gespräch bleibt unter uns.",
        "{office} would like to talk to you. Call when it suits you: {phone}. The call stays between us.",
    ],
)
.draft();

pub const MEET: Texts = Texts::short(
    ["Rendez-vous {until}", "Afspraak {until}", "Termin {until}", "Appointment {until}"],
    [
        "{office} vous attend {until}. Ce moment ne va pas? Appelez le {phone}.",
        "{office} verwacht je {until}. Past dat niet? Bel {phone}.",
        "{office} erwartet Sie {until}. Passt das nicht? Rufen Sie {phone} an.",
        "{office} expects you {until}. Does that not suit you? Call {phone}.",
    ],
)
.draft();

pub const PAPERS: Texts = Texts::short(
    [
        "{office}: vos papiers avant le {date}",
        "{office}: je papieren voor {date}",
        "{office}: Ihre Papiere vor dem {date}",
        "{office}: your papers before {date}",
    ],
    [
        "{office}: apportez vos papiers avant le {date}. Factures, courriers et carte d'identité. Questions? {phone}.",
        "{office}: breng je papieren voor {date}. Facturen, brieven en identiteitskaart. Vragen? {phone}.",
        "{office}: bringen Sie Ihre Papiere vor dem {date}. Rechnungen, Briefe und Ausweis. Fragen? {phone}.",
        "{office}: bring your papers before {date}. Bills, letters and identity card. Questions? {phone}.",
    ],
)
.draft();

pub const DECISION: Texts = Texts::short(
    [
        "{office}: votre demande d'aide",
        "{office}: je vraag om steun",
        "{office}: Ihr Antrag auf Hilfe",
        "{office}: your request for aid",
    ],
    [
        "{office} étudie votre demande d'aide. La réponse vient au plus tard le {date}. Questions? {phone}.",
        "{office} bekijkt je vraag om steun. Het antwoord komt ten laatste op {date}. Vragen? {phone}.",
        "{office} prüft Ihren Antrag auf Hilfe. Die Antwort kommt spätestens am {date}. Fragen? {phone}.",
        "{office} is looking at your request for aid. The answer comes by {date}. Questions? {phone}.",
    ],
)
.draft();

pub const RENEW: Texts = Texts::short(
    [
        "{office}: accès jusqu'au {date}",
        "{office}: toegang tot {date}",
        "{office}: Zugang bis {date}",
        "{office}: access until {date}",
    ],
    [
        "{office} voit votre solde jusqu'au {date}. Vous voulez continuer? Passez chez nous ou appelez le {phone}.",
        "{office} ziet je saldo tot {date}. Wil je daarmee verder? Kom langs of bel {phone}.",
        "{office} sieht Ihr Guthaben bis {date}. Soll das so bleiben? Kommen Sie vorbei oder rufen Sie {phone} an.",
        "{office} sees your balance until {date}. Do you want to go on? Come by or call {phone}.",
    ],
)
.draft();

pub const HELP: Texts = Texts::short(
    [
        "{office} peut vous aider",
        "{office} kan je helpen",
        "{office} kann Ihnen helfen",
        "{office} can help you",
    ],
    [
        "{office} peut vous aider à payer l'énergie. Passez chez nous ou appelez le {phone}. C'est gratuit.",
        "{office} kan je helpen om energie te betalen. Kom langs of bel {phone}. Dat is gratis.",
        "{office} kann Ihnen helfen, Energie zu bezahlen. Kommen Sie vorbei oder rufen Sie {phone} an. Das kostet nichts.",
        "{office} can help you to pay for energy. Come by or call {phone}. It is free.",
    ],
)
.draft();
