//! The words of each message, in French, Dutch, German and English. Source: UX 4.6, 4.7, 5.3.
//!
//! They are kept as Fluent in `locales` and become constants while this crate is built: a text that is missing in a
//! language does not compile. Figures stand in braces: see [`crate::figures`].

/// Each message, with what each channel says.
mod messages {
    use super::Texts;

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// What those read who are told beside the holder.
mod copies {
    include!(concat!(env!("OUT_DIR"), "/copies.rs"));
}

/// What stands around a text: in a mail, in a letter, in front of a copy.
pub(crate) mod frame {
    include!(concat!(env!("OUT_DIR"), "/frame.rs"));
}

/// Names and parts of sentences that stand for figures.
pub(crate) mod figures {
    include!(concat!(env!("OUT_DIR"), "/figures.rs"));
}

/// Every text, to be looked through.
mod all {
    include!(concat!(env!("OUT_DIR"), "/all.rs"));
}

pub use all::all_texts;

use crate::message::Message;
use units::Language;

/// One text in the order of [`Language::ALL`].
pub type InFour = [&'static str; 4];

/// The version of all texts, kept with each notice. A change of any text is another version.
pub const VERSION: i64 = 9;

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
    /// A letter for whoever wants easy words: one idea a line. Source: UX 5.5.
    pub letter_easy: Option<InFour>,
    /// The same for gas.
    pub letter_easy_gas: Option<InFour>,
    /// What a caller says first.
    pub voice: Option<InFour>,
}

/// The texts of a message. The short messages, as far as UX has them, are those of UX 5.3.
pub fn texts(message: Message) -> Texts {
    use Message as Of;
    match message {
        Of::RightToRefuse => messages::RIGHT_TO_REFUSE,
        Of::Activated => messages::ACTIVATED,
        Of::AccountCode => messages::ACCOUNT_CODE,
        Of::Credited => messages::CREDITED,
        Of::CreditedOff => messages::CREDITED_OFF,
        Of::Low => messages::LOW,
        Of::BothLow => messages::BOTH_LOW,
        Of::Forecast => messages::FORECAST,
        Of::EmergencyOn => messages::EMERGENCY_ON,
        Of::EmergencyLow => messages::EMERGENCY_LOW,
        Of::Held => messages::HELD,
        Of::LastCall => messages::LAST_CALL,
        Of::Cut => messages::CUT,
        Of::Press => messages::PRESS,
        Of::LeakSeen => messages::LEAK_SEEN,
        Of::Unreached => messages::UNREACHED,
        Of::PaymentFailed => messages::PAYMENT_FAILED,
        Of::TakenBack => messages::TAKEN_BACK,
        Of::NoReference => messages::NO_REFERENCE,
        Of::PlanStarts => messages::PLAN_STARTS,
        Of::Plan => messages::PLAN,
        Of::PlanPaused => messages::PLAN_PAUSED,
        Of::PlanPaid => messages::PLAN_PAID,
        Of::PlanDone => messages::PLAN_DONE,
        Of::PlanProposed => messages::PLAN_PROPOSED,
        Of::AdvanceRepaid => messages::ADVANCE_REPAID,
        Of::AccessAsked => messages::ACCESS_ASKED,
        Of::AccessEnded => messages::ACCESS_ENDED,
        Of::Aid => messages::AID,
        Of::AidOff => messages::AID_OFF,
        Of::Limited => messages::LIMITED,
        Of::ReliefProvisional => messages::RELIEF_PROVISIONAL,
        Of::ReliefGranted => messages::RELIEF_GRANTED,
        Of::ReliefRefused => messages::RELIEF_REFUSED,
        Of::NoReading => messages::NO_READING,
        Of::Price => messages::PRICE,
        Of::Rules => messages::RULES,
        Of::Appointment => messages::APPOINTMENT,
        Of::AppointmentSoon => messages::APPOINTMENT_SOON,
        Of::Survey => messages::SURVEY,
        Of::Ended => messages::ENDED,
        Of::OffSupply => messages::OFF_SUPPLY,
        Of::ContactChanged => messages::CONTACT_CHANGED,
        Of::LookedAt => messages::LOOKED_AT,
        Of::Year => messages::YEAR,
        Of::Sharing => messages::SHARING,
        Of::SharingKey => messages::SHARING_KEY,
        Of::SharingVolumes => messages::SHARING_VOLUMES,
        Of::SharingSign => messages::SHARING_SIGN,
        Of::SharingSocial => messages::SHARING_SOCIAL,
        Of::Merchant => messages::MERCHANT,
        Of::MerchantWeek => messages::MERCHANT_WEEK,
        Of::EndpointOff => messages::ENDPOINT_OFF,
        Of::ConsentEnds => messages::CONSENT_ENDS,
        Of::Answered => messages::ANSWERED,
        Of::CallMissed => messages::CALL_MISSED,
        Of::AccessGiven => messages::ACCESS_GIVEN,
        Of::AccessByLaw => messages::ACCESS_BY_LAW,
        Of::OfficeCall => messages::OFFICE_CALL,
        Of::OfficeMeet => messages::OFFICE_MEET,
        Of::OfficePapers => messages::OFFICE_PAPERS,
        Of::OfficeDecision => messages::OFFICE_DECISION,
        Of::OfficeRenew => messages::OFFICE_RENEW,
        Of::OfficeHelp => messages::OFFICE_HELP,
        Of::Balance => messages::BALANCE,
        Of::Stopped => messages::STOPPED,
        Of::NewDevice => messages::NEW_DEVICE,
        Of::Unreachable => messages::UNREACHABLE,
        Of::Incident => messages::INCIDENT,
    }
}

/// Whether the texts were written here, and not yet read by editors: UX has none, or DOMAIN asks for another.
pub fn is_draft(message: Message) -> bool {
    use Message as Of;
    !matches!(
        message,
        Of::Credited
            | Of::Low
            | Of::EmergencyOn
            | Of::EmergencyLow
            | Of::Press
            | Of::Unreached
            | Of::PaymentFailed
            | Of::AccessAsked
            | Of::Aid
            | Of::Limited
            | Of::NoReading
    )
}

/// `text` with its `{names}` replaced. What is put in is ours or a figure; a name inside of it stays as it is.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 40);
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        let value = values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value);
        out.push_str(before);
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    out
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
pub fn copy(message: Message, language: Language) -> String {
    use Message as Of;
    let words = copies::Words::of(language);
    let what = match message {
        Of::RightToRefuse => words.asked_for,
        Of::Activated
        | Of::AccountCode
        | Of::PaymentFailed
        | Of::TakenBack
        | Of::NoReference
        | Of::AccessAsked
        | Of::AccessEnded
        | Of::NoReading
        | Of::Survey
        | Of::Ended
        | Of::ContactChanged
        | Of::LookedAt
        | Of::Year
        | Of::Sharing
        | Of::SharingKey
        | Of::SharingVolumes
        | Of::SharingSign
        | Of::SharingSocial
        | Of::Merchant
        | Of::MerchantWeek
        | Of::EndpointOff
        | Of::ConsentEnds
        | Of::Answered
        | Of::CallMissed
        | Of::AccessGiven
        | Of::AccessByLaw
        | Of::OfficeCall
        | Of::OfficeMeet
        | Of::OfficePapers
        | Of::OfficeDecision
        | Of::OfficeRenew
        | Of::OfficeHelp
        | Of::Balance
        | Of::Stopped
        | Of::NewDevice
        | Of::PlanProposed
        | Of::Incident
        | Of::Unreachable => words.news,
        Of::Credited | Of::CreditedOff | Of::Aid | Of::AidOff => words.credited,
        Of::Low | Of::BothLow | Of::Forecast => words.low,
        Of::EmergencyOn | Of::EmergencyLow => words.emergency,
        Of::Held | Of::LastCall => words.held,
        Of::Cut | Of::OffSupply => words.off,
        Of::Press | Of::LeakSeen => words.press,
        Of::Unreached => words.unreached,
        Of::PlanStarts
        | Of::Plan
        | Of::PlanPaused
        | Of::PlanPaid
        | Of::PlanDone
        | Of::AdvanceRepaid
        | Of::Price
        | Of::Rules => words.plan,
        Of::Limited => words.limited,
        Of::ReliefProvisional | Of::ReliefGranted | Of::ReliefRefused => words.relief,
        Of::Appointment | Of::AppointmentSoon => words.appointment,
    };
    words.copy.replace("{what}", what)
}

#[cfg(test)]
mod tests;
