//! When people are told something, on which channels, and who else is. Source: CM-01.

use crate::message::Message;
use serde::{Deserialize, Serialize};

/// A row of CM-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    H,
    I,
    J,
    K,
    L,
    M,
    N,
    O,
    P,
    Q,
    R,
    S,
    T,
    U,
    V,
    W,
    X,
    Y,
    Z,
    /// A case has ended. Source: PR-22.
    Answer,
    /// A social service writes to its client. Source: UX S-08.
    Office,
    /// Somebody asked for it at the phone line. Source: CM-05.
    Phone,
    /// Somebody wrote back to a short message. Source: CM-02.
    Heard,
    /// Nobody answers, and a person has it written. Source: UX 5.5 L7.
    NoAnswer,
    /// Something has failed, and two people have it told. Source: UX O-10, CM-10.
    Incident,
}

/// What leaves by SMS and mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digital {
    None,
    Mail,
    SmsAndMail,
}

/// When a letter leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    Never,
    Always,
    /// The day after, to whom nothing else reaches.
    NextDayWithoutDigital,
    /// The third day after.
    OnDay3,
    /// Of several steps only the first.
    First,
    /// Where an address is known: the row is made by a person.
    IfSenderKnown,
}

/// Who else is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Also {
    Payer,
    Helper,
    /// With a mandate, of agreement or of law.
    Cpas,
    /// The local commission for energy.
    Cle,
    Supplier,
    Staff,
    Representative,
    /// The number or address that was known before.
    OldContact,
}

/// A trigger with all that is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub trigger: Trigger,
    pub id: &'static str,
    pub messages: &'static [Message],
    pub digital: Digital,
    pub letter: Letter,
    pub voice: bool,
    /// No opt-out.
    pub must: bool,
    /// Also in quiet hours. Source: CM-03.
    pub at_any_hour: bool,
    pub also: &'static [Also],
}

impl Trigger {
    /// Told at once or not at all: in two days, by post or by a person, it is no longer so. Source: CM-04, UX O-10.
    pub fn is_of_the_moment(self) -> bool {
        self == Self::Incident
    }

    pub fn rule(self) -> Rule {
        let rule = |id, messages, digital, letter, must, also| Rule {
            trigger: self,
            id,
            messages,
            digital,
            letter,
            voice: matches!(self, Self::I | Self::P | Self::Q | Self::S),
            must,
            at_any_hour: matches!(
                self,
                Self::H | Self::I | Self::J | Self::K | Self::L | Self::Phone | Self::Heard
            ),
            also,
        };
        use Also::{Cle, Cpas, Helper, OldContact, Payer, Representative, Staff, Supplier};
        use Digital::{Mail, None, SmsAndMail};
        use Letter::{Always, First, IfSenderKnown, Never, NextDayWithoutDigital, OnDay3};
        use Message as Of;
        match self {
            Self::A => rule("CM-01a", &[Of::RightToRefuse], Mail, Always, true, &[Cpas]),
            Self::B => {
                let messages = &[Of::Activated, Of::AccountCode];
                rule("CM-01b", messages, SmsAndMail, Always, true, &[])
            }
            Self::C => {
                rule("CM-01c", &[Of::Credited, Of::CreditedOff], SmsAndMail, Never, false, &[Payer])
            }
            Self::D => rule("CM-01d", &[Of::Low, Of::BothLow], SmsAndMail, Never, false, &[Helper]),
            Self::E => rule("CM-01e", &[Of::Forecast], SmsAndMail, Never, false, &[]),
            Self::F => rule("CM-01f", &[Of::EmergencyOn], SmsAndMail, Never, true, &[]),
            Self::G => rule("CM-01g", &[Of::EmergencyLow], SmsAndMail, Never, true, &[Helper]),
            Self::H => rule("CM-01h", &[Of::Held], SmsAndMail, Never, true, &[Cpas]),
            Self::I => rule("CM-01i", &[Of::LastCall], SmsAndMail, Never, true, &[Staff]),
            Self::J => rule("CM-01j", &[Of::Cut], SmsAndMail, NextDayWithoutDigital, true, &[Cpas]),
            Self::K => {
                rule("CM-01k", &[Of::Press, Of::LeakSeen], SmsAndMail, Never, true, &[Payer])
            }
            Self::L => rule("CM-01l", &[Of::Unreached], SmsAndMail, Never, true, &[Staff]),
            Self::M => rule("CM-01m", &[Of::Limited], SmsAndMail, Always, true, &[Cpas, Cle]),
            Self::N => {
                let messages = &[
                    Of::PlanStarts,
                    Of::Plan,
                    Of::PlanPaused,
                    Of::PlanPaid,
                    Of::PlanDone,
                    Of::PlanProposed,
                    Of::AdvanceRepaid,
                    Of::Price,
                    Of::Rules,
                ];
                rule("CM-01n", messages, Mail, Always, true, &[Cpas])
            }
            Self::O => rule("CM-01o", &[Of::NoReading], SmsAndMail, Never, false, &[Staff]),
            Self::P => {
                let messages = &[Of::Appointment, Of::AppointmentSoon];
                rule("CM-01p", messages, SmsAndMail, First, true, &[Cpas])
            }
            Self::Q => rule("CM-01q", &[Of::Survey], SmsAndMail, Never, false, &[]),
            Self::R => rule("CM-01r", &[Of::ConsentEnds], Mail, Never, false, &[]),
            Self::S => rule("CM-01s", &[Of::OffSupply], None, OnDay3, true, &[Staff]),
            Self::T => rule("CM-01t", &[Of::Ended], SmsAndMail, Always, true, &[Supplier]),
            Self::U => {
                let messages = &[
                    Of::ContactChanged,
                    Of::NewDevice,
                    Of::LookedAt,
                    Of::AccessAsked,
                    Of::AccessGiven,
                    Of::AccessByLaw,
                    Of::AccessEnded,
                ];
                rule("CM-01u", messages, SmsAndMail, Never, true, &[OldContact])
            }
            Self::V => {
                let messages = &[Of::PaymentFailed, Of::TakenBack];
                rule("CM-01v", messages, SmsAndMail, Never, true, &[])
            }
            Self::W => rule("CM-01w", &[Of::NoReference], None, IfSenderKnown, true, &[Staff]),
            Self::X => {
                let messages = &[
                    Of::Aid,
                    Of::AidOff,
                    Of::ReliefProvisional,
                    Of::ReliefGranted,
                    Of::ReliefRefused,
                ];
                rule("CM-01x", messages, SmsAndMail, Always, true, &[Cpas])
            }
            Self::Y => rule("CM-01y", &[Of::Year], Mail, Always, true, &[Supplier]),
            Self::Z => rule(
                "CM-01z",
                &[
                    Of::Sharing,
                    Of::SharingKey,
                    Of::SharingVolumes,
                    Of::SharingSign,
                    Of::SharingSocial,
                ],
                Mail,
                Never,
                false,
                &[Representative],
            ),
            Self::Answer => {
                let messages = &[Of::Answered, Of::CallMissed];
                rule("PR-22", messages, SmsAndMail, Never, true, &[])
            }
            Self::Office => {
                let messages = &[
                    Of::OfficeCall,
                    Of::OfficeMeet,
                    Of::OfficePapers,
                    Of::OfficeDecision,
                    Of::OfficeRenew,
                    Of::OfficeHelp,
                ];
                rule("S-08", messages, SmsAndMail, NextDayWithoutDigital, false, &[])
            }
            // To the number that asked, not to the holder: see [`crate::plan::to_caller`].
            Self::Phone => rule("CM-05", &[Of::Balance], SmsAndMail, Never, false, &[]),
            Self::NoAnswer => rule("UX L7", &[Of::Unreachable], None, Always, true, &[]),
            Self::Incident => rule("CM-10", &[Of::Incident], SmsAndMail, Never, true, &[]),
            // To the number that wrote.
            Self::Heard => rule("CM-02", &[Of::Stopped], SmsAndMail, Never, false, &[]),
        }
    }

    pub const ALL: [Self; 32] = [
        Self::A,
        Self::B,
        Self::C,
        Self::D,
        Self::E,
        Self::F,
        Self::G,
        Self::H,
        Self::I,
        Self::J,
        Self::K,
        Self::L,
        Self::M,
        Self::N,
        Self::O,
        Self::P,
        Self::Q,
        Self::R,
        Self::S,
        Self::T,
        Self::U,
        Self::V,
        Self::W,
        Self::X,
        Self::Y,
        Self::Z,
        Self::Answer,
        Self::Office,
        Self::Phone,
        Self::Heard,
        Self::NoAnswer,
        Self::Incident,
    ];

    /// The trigger that a message belongs to. Those to merchants and to owners of endpoints are no part of CM-01.
    pub fn of(message: Message) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.rule().messages.contains(&message))
    }
}

/// Two days before a visit: it was told by letter when it was fixed. Source: PR-07 step 2.
pub const VISIT_REMINDER: &str = "visit_reminder";

/// What is to be told when an account says `kind` in its outbox; `None` for what nobody is told.
/// Source: DOMAIN 3.7, CM-01.
pub fn message_of(kind: &str) -> Option<Message> {
    Some(match kind {
        "activated" => Message::Activated,
        "top_up_credited" | "chargeback_reversed" | "refund_returned" => Message::Credited,
        "top_up_undone" | "chargeback" => Message::TakenBack,
        "low_credit" => Message::Low,
        "forecast" => Message::Forecast,
        "emergency_started" => Message::EmergencyOn,
        "emergency_low" => Message::EmergencyLow,
        "emergency_exhausted" | "held_on" => Message::Held,
        "last_call" | "last_sms" | "last_open_day" => Message::LastCall,
        "cut_confirmed" => Message::Cut,
        "release_confirmed" => Message::Press,
        "leak_test_failed" => Message::LeakSeen,
        "reconnect_alarm" => Message::Unreached,
        "payment_failed" => Message::PaymentFailed,
        "plan_starts" => Message::PlanStarts,
        "plan_done" => Message::PlanDone,
        "plan_proposed" => Message::PlanProposed,
        "limiter_repayment" => Message::PlanPaid,
        "advance_repaid" => Message::AdvanceRepaid,
        "price" => Message::Price,
        "rules" => Message::Rules,
        "aid_credited" => Message::Aid,
        "limit_confirmed" | "limiter_mark" => Message::Limited,
        "relief_granted" => Message::ReliefProvisional,
        "relief_decision" => Message::ReliefGranted,
        "relief_not_open" => Message::ReliefRefused,
        "no_reading" => Message::NoReading,
        "visit_fixed" | VISIT_REMINDER => Message::Appointment,
        "visit_coming" => Message::AppointmentSoon,
        "survey" => Message::Survey,
        "consent_ends" => Message::ConsentEnds,
        "closed" => Message::Ended,
        "off_supply_task" => Message::OffSupply,
        "contact_changed" => Message::ContactChanged,
        "new_device" => Message::NewDevice,
        "looked_at" => Message::LookedAt,
        "access_asked" => Message::AccessAsked,
        "access_given" => Message::AccessGiven,
        "access_by_law" => Message::AccessByLaw,
        "access_ended" => Message::AccessEnded,
        "year" => Message::Year,
        "office_call" => Message::OfficeCall,
        "office_meet" => Message::OfficeMeet,
        "office_papers" => Message::OfficePapers,
        "office_decision" => Message::OfficeDecision,
        "office_renew" => Message::OfficeRenew,
        "office_help" => Message::OfficeHelp,
        "sharing_joined" | "sharing_news" => Message::Sharing,
        "sharing_key" => Message::SharingKey,
        "sharing_volumes" => Message::SharingVolumes,
        "sharing_sign" => Message::SharingSign,
        "sharing_social" => Message::SharingSocial,
        "account_code" => Message::AccountCode,
        "case_answered" => Message::Answered,
        "call_missed" => Message::CallMissed,
        "balance_asked" => Message::Balance,
        "stop_heard" => Message::Stopped,
        "incident" => Message::Incident,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_01_every_message_has_its_trigger_and_every_trigger_its_message() {
        for message in Message::ALL {
            let rows = Trigger::ALL
                .into_iter()
                .filter(|trigger| trigger.rule().messages.contains(&message))
                .count();
            let to_a_partner =
                matches!(message, Message::Merchant | Message::MerchantWeek | Message::EndpointOff);
            assert_eq!(rows, usize::from(!to_a_partner), "{message}");
            assert_eq!(message.id().parse::<Message>(), Ok(message));
        }
        for (letter, trigger) in ('a'..='z').zip(Trigger::ALL) {
            assert_eq!(trigger.rule().id, format!("CM-01{letter}"));
        }
        assert!(Trigger::ALL.iter().all(|trigger| !trigger.rule().messages.is_empty()));
    }

    #[test]
    fn cm_01_only_these_may_be_declined_and_cm_03_only_these_come_at_night() {
        let ids = |wanted: fn(&Rule) -> bool| -> String {
            let rules = Trigger::ALL.into_iter().map(Trigger::rule).filter(wanted);
            rules.filter_map(|rule| rule.id.chars().last()).collect()
        };
        // What a social service writes may be declined, too; who asks for a balance has not declined it.
        assert_eq!(ids(|rule| !rule.must), "cdeoqrz852");
        assert_eq!(ids(|rule| rule.at_any_hour), "hijkl52");
        assert_eq!(ids(|rule| rule.voice), "ipqs");
        assert_eq!(ids(|rule| rule.digital == Digital::Mail), "anryz");
        assert_eq!(ids(|rule| rule.letter == Letter::Always), "abmntxy7");
        assert_eq!(ids(|rule| rule.also.contains(&Also::Cpas)), "ahjmnpx");
        assert_eq!(ids(|rule| rule.also.contains(&Also::Helper)), "dg");
        assert_eq!(ids(|rule| rule.also.contains(&Also::Payer)), "ck");
    }
}
