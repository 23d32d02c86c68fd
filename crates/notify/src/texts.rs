//! The words of each message, in French, Dutch, German and English, in this order. Source: UX 4.6, 4.7, 5.3.
//!
//! Figures stand in braces: see [`crate::figures`]. A text that is missing in a language does not compile.

mod credit;
mod life;
mod money;
mod office;
mod supply;

use crate::message::Message;
use units::Language;

/// One text in the order of [`Language::ALL`].
pub type InFour = [&'static str; 4];

/// The version of all texts, kept with each notice. A change of any text is another version.
pub const VERSION: i64 = 5;

/// The words of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// A short message.
    pub sms: Option<InFour>,
    /// The same where gas has other words; `None`: those of electricity, with its name.
    pub sms_gas: Option<InFour>,
    /// Energy, state, until when: the first 40 signs say it all.
    pub subject: InFour,
    /// Sentences of a mail or a letter; `None`: those of the short message.
    pub body: Option<InFour>,
    /// The same for gas.
    pub body_gas: Option<InFour>,
    /// Lines of a letter, of which `- ` begins a point and `1. ` a step; `None`: the sentences of a mail.
    pub letter: Option<InFour>,
    /// The same for gas.
    pub letter_gas: Option<InFour>,
    /// What a caller says first.
    pub voice: Option<InFour>,
    /// Written here, and not yet read by editors: UX has no text, or DOMAIN asks for another.
    pub draft: bool,
}

impl Texts {
    /// Only by mail and letter.
    const fn written(subject: InFour, body: InFour) -> Self {
        Self {
            sms: None,
            sms_gas: None,
            subject,
            body: Some(body),
            body_gas: None,
            letter: None,
            letter_gas: None,
            voice: None,
            draft: true,
        }
    }

    /// By short message; a mail says the same.
    const fn short(subject: InFour, sms: InFour) -> Self {
        Self {
            sms: Some(sms),
            sms_gas: None,
            subject,
            body: None,
            body_gas: None,
            letter: None,
            letter_gas: None,
            voice: None,
            draft: false,
        }
    }

    const fn gas(self, sms: InFour) -> Self {
        Self { sms_gas: Some(sms), ..self }
    }

    /// A mail says more.
    const fn more(self, body: InFour) -> Self {
        Self { body: Some(body), ..self }
    }

    const fn more_gas(self, body: InFour) -> Self {
        Self { body_gas: Some(body), ..self }
    }

    /// A letter has place to say how, and for whom nothing else says it.
    const fn letter(self, letter: InFour) -> Self {
        Self { letter: Some(letter), ..self }
    }

    const fn letter_gas(self, letter: InFour) -> Self {
        Self { letter_gas: Some(letter), ..self }
    }

    const fn voice(self, voice: InFour) -> Self {
        Self { voice: Some(voice), ..self }
    }

    const fn draft(self) -> Self {
        Self { draft: true, ..self }
    }
}

/// The texts of a message. The short messages, as far as UX has them, are those of UX 5.3.
pub fn texts(message: Message) -> Texts {
    use Message as Of;
    match message {
        Of::RightToRefuse => life::RIGHT_TO_REFUSE,
        Of::Activated => life::ACTIVATED,
        Of::AccountCode => life::ACCOUNT_CODE,
        Of::Credited => money::CREDITED,
        Of::CreditedOff => money::CREDITED_OFF,
        Of::Low => credit::LOW,
        Of::BothLow => credit::BOTH_LOW,
        Of::Forecast => credit::FORECAST,
        Of::EmergencyOn => credit::EMERGENCY_ON,
        Of::EmergencyLow => credit::EMERGENCY_LOW,
        Of::Held => credit::HELD,
        Of::LastCall => credit::LAST_CALL,
        Of::Cut => supply::CUT,
        Of::Press => supply::PRESS,
        Of::LeakSeen => supply::LEAK_SEEN,
        Of::Unreached => supply::UNREACHED,
        Of::PaymentFailed => money::PAYMENT_FAILED,
        Of::TakenBack => money::TAKEN_BACK,
        Of::NoReference => money::NO_REFERENCE,
        Of::Plan => money::PLAN,
        Of::AdvanceRepaid => money::ADVANCE_REPAID,
        Of::AccessAsked => life::ACCESS_ASKED,
        Of::AccessEnded => life::ACCESS_ENDED,
        Of::Aid => money::AID,
        Of::Limited => supply::LIMITED,
        Of::ReliefGranted => money::RELIEF_GRANTED,
        Of::ReliefRefused => money::RELIEF_REFUSED,
        Of::NoReading => supply::NO_READING,
        Of::Price => money::PRICE,
        Of::Appointment => life::APPOINTMENT,
        Of::AppointmentSoon => life::APPOINTMENT_SOON,
        Of::Survey => life::SURVEY,
        Of::Ended => life::ENDED,
        Of::OffSupply => supply::OFF_SUPPLY,
        Of::ContactChanged => life::CONTACT_CHANGED,
        Of::LookedAt => life::LOOKED_AT,
        Of::Year => money::YEAR,
        Of::Sharing => money::SHARING,
        Of::SharingKey => money::SHARING_KEY,
        Of::SharingVolumes => money::SHARING_VOLUMES,
        Of::SharingSign => money::SHARING_SIGN,
        Of::Merchant => money::MERCHANT,
        Of::ConsentEnds => life::CONSENT_ENDS,
        Of::Answered => life::ANSWERED,
        Of::CallMissed => life::CALL_MISSED,
        Of::AccessGiven => office::ACCESS_GIVEN,
        Of::OfficeCall => office::CALL,
        Of::OfficeMeet => office::MEET,
        Of::OfficePapers => office::PAPERS,
        Of::OfficeDecision => office::DECISION,
        Of::OfficeRenew => office::RENEW,
        Of::OfficeHelp => office::HELP,
        Of::Balance => credit::BALANCE,
    }
}

/// The text of one language.
pub fn of(texts: InFour, language: Language) -> &'static str {
    let [fr, nl, de, en] = texts;
    match language {
        Language::Fr => fr,
        Language::Nl => nl,
        Language::De => de,
        Language::En => en,
    }
}

/// To somebody who is told beside the holder: that there is something, not what the figures are. `{label}`
/// is how they know the home. Source: PD-06.
pub const COPY: InFour = [
    "{label}, {energy}: {what}. Plus de détails sur votre page. Questions? {help}.",
    "{label}, {energy}: {what}. Meer op je pagina. Vragen? {help}.",
    "{label}, {energy}: {what}. Mehr auf Ihrer Seite. Fragen? {help}.",
    "{label}, {energy}: {what}. More on your page. Questions? {help}.",
];

/// What those are told who are told beside the holder.
pub fn what(message: Message) -> InFour {
    match message {
        Message::Low | Message::BothLow | Message::Forecast => {
            ["solde bas", "laag saldo", "niedriges Guthaben", "low balance"]
        }
        Message::EmergencyOn | Message::EmergencyLow => [
            "le crédit de secours est en route",
            "het noodkrediet loopt",
            "der Notkredit läuft",
            "the emergency credit is on",
        ],
        Message::Held | Message::LastCall => [
            "encore allumé, le crédit de secours est épuisé",
            "nog aan, het noodkrediet is op",
            "noch an, der Notkredit ist aufgebraucht",
            "still on, the emergency credit is used up",
        ],
        Message::Cut | Message::OffSupply => [
            "l'alimentation est coupée",
            "de toevoer is uit",
            "die Versorgung ist aus",
            "the supply is off",
        ],
        Message::Press | Message::LeakSeen => [
            "le compteur attend, il faut appuyer sur son bouton",
            "de meter is klaar, druk op de knop",
            "der Zähler ist bereit, der Knopf ist zu drücken",
            "the meter is ready, its button has to be pressed",
        ],
        Message::Unreached => [
            "payé, le compteur ne répond pas encore",
            "betaald, de meter antwoordt nog niet",
            "bezahlt, der Zähler antwortet noch nicht",
            "paid, the meter does not answer yet",
        ],
        Message::Credited | Message::CreditedOff | Message::Aid => [
            "un rechargement est arrivé",
            "er is opgeladen",
            "es wurde aufgeladen",
            "a top-up has arrived",
        ],
        Message::Limited => {
            ["puissance réduite", "beperkt vermogen", "begrenzte Leistung", "limited power"]
        }
        Message::RightToRefuse => [
            "le prépaiement est demandé",
            "voorafbetaling is gevraagd",
            "Vorauszahlung ist beantragt",
            "prepayment has been asked for",
        ],
        Message::ReliefGranted | Message::ReliefRefused => [
            "l'aide gaz est décidée",
            "over de gashulp is beslist",
            "über die Gashilfe ist entschieden",
            "the gas relief has been decided",
        ],
        Message::Plan | Message::AdvanceRepaid | Message::Price => [
            "le plan ou le prix change",
            "het plan of de prijs verandert",
            "Plan oder Preis ändert sich",
            "the plan or the price changes",
        ],
        Message::Appointment | Message::AppointmentSoon => [
            "un rendez-vous est fixé",
            "er is een afspraak",
            "es gibt einen Termin",
            "there is an appointment",
        ],
        Message::Activated
        | Message::AccountCode
        | Message::PaymentFailed
        | Message::TakenBack
        | Message::NoReference
        | Message::AccessAsked
        | Message::AccessEnded
        | Message::NoReading
        | Message::Survey
        | Message::Ended
        | Message::ContactChanged
        | Message::LookedAt
        | Message::Year
        | Message::Sharing
        | Message::SharingKey
        | Message::SharingVolumes
        | Message::SharingSign
        | Message::Merchant
        | Message::ConsentEnds
        | Message::Answered
        | Message::CallMissed
        | Message::AccessGiven
        | Message::OfficeCall
        | Message::OfficeMeet
        | Message::OfficePapers
        | Message::OfficeDecision
        | Message::OfficeRenew
        | Message::OfficeHelp
        | Message::Balance => {
            ["il y a du nouveau", "er is nieuws", "es gibt Neues", "there is news"]
        }
    }
}

#[cfg(test)]
mod tests;
