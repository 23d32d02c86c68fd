//! Messages: what people are told, whatever the channel. Source: UX 5.2.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use units::UnknownName;

/// A message. One of UX has several where its words depend on what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Message {
    RightToRefuse,
    Activated,
    AccountCode,
    Credited,
    /// The same, of a supply that it does not bring back. Source: PA-19.
    CreditedOff,
    Low,
    BothLow,
    Forecast,
    EmergencyOn,
    EmergencyLow,
    Held,
    LastCall,
    Cut,
    Press,
    LeakSeen,
    Unreached,
    PaymentFailed,
    TakenBack,
    NoReference,
    PlanStarts,
    /// It is another one from now on.
    Plan,
    PlanPaused,
    /// A payment on what was used at reduced power.
    PlanPaid,
    PlanDone,
    /// A social service proposes another one; nothing changes before the household agrees.
    PlanProposed,
    AdvanceRepaid,
    AccessAsked,
    AccessEnded,
    Aid,
    /// The same, of a supply that it does not bring back. Source: PA-19.
    AidOff,
    Limited,
    /// At once, until the local commission has decided. Source: PA-23.
    ReliefProvisional,
    ReliefGranted,
    ReliefRefused,
    NoReading,
    Price,
    Rules,
    Appointment,
    AppointmentSoon,
    Survey,
    Ended,
    OffSupply,
    ContactChanged,
    LookedAt,
    Year,
    Sharing,
    SharingKey,
    SharingVolumes,
    SharingSign,
    /// A member came under the social tariff, which does not count on shared energy.
    SharingSocial,
    Merchant,
    /// What a shop's week comes to.
    MerchantWeek,
    /// Events leave for an endpoint no more.
    EndpointOff,
    ConsentEnds,
    Answered,
    CallMissed,
    AccessGiven,
    AccessByLaw,
    OfficeCall,
    OfficeMeet,
    OfficePapers,
    OfficeDecision,
    OfficeRenew,
    OfficeHelp,
    Balance,
    /// They wrote that they want to hear no more than they have to.
    Stopped,
    /// Somebody signed in on a device that was not seen before.
    NewDevice,
    /// What is sent does not arrive: they say how they are reached.
    Unreachable,
    /// Something has failed that people need. Source: UX O-10, CM-10.
    Incident,
}

impl Message {
    pub const ALL: [Self; 69] = [
        Self::RightToRefuse,
        Self::Activated,
        Self::AccountCode,
        Self::Credited,
        Self::CreditedOff,
        Self::Low,
        Self::BothLow,
        Self::Forecast,
        Self::EmergencyOn,
        Self::EmergencyLow,
        Self::Held,
        Self::LastCall,
        Self::Cut,
        Self::Press,
        Self::LeakSeen,
        Self::Unreached,
        Self::PaymentFailed,
        Self::TakenBack,
        Self::NoReference,
        Self::PlanStarts,
        Self::Plan,
        Self::PlanPaused,
        Self::PlanPaid,
        Self::PlanDone,
        Self::PlanProposed,
        Self::AdvanceRepaid,
        Self::AccessAsked,
        Self::AccessEnded,
        Self::Aid,
        Self::AidOff,
        Self::Limited,
        Self::ReliefProvisional,
        Self::ReliefGranted,
        Self::ReliefRefused,
        Self::NoReading,
        Self::Price,
        Self::Rules,
        Self::Appointment,
        Self::AppointmentSoon,
        Self::Survey,
        Self::Ended,
        Self::OffSupply,
        Self::ContactChanged,
        Self::LookedAt,
        Self::Year,
        Self::Sharing,
        Self::SharingKey,
        Self::SharingVolumes,
        Self::SharingSign,
        Self::SharingSocial,
        Self::Merchant,
        Self::MerchantWeek,
        Self::EndpointOff,
        Self::ConsentEnds,
        Self::Answered,
        Self::CallMissed,
        Self::AccessGiven,
        Self::AccessByLaw,
        Self::OfficeCall,
        Self::OfficeMeet,
        Self::OfficePapers,
        Self::OfficeDecision,
        Self::OfficeRenew,
        Self::OfficeHelp,
        Self::Balance,
        Self::Stopped,
        Self::NewDevice,
        Self::Unreachable,
        Self::Incident,
    ];

    /// Under which it is kept: the number of UX, with a word where it has several texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::RightToRefuse => "M00",
            Self::Activated => "M01",
            Self::AccountCode => "M02",
            Self::Credited => "M03",
            Self::CreditedOff => "M03-off",
            Self::Low => "M04",
            Self::BothLow => "M04-both",
            Self::Forecast => "M05",
            Self::EmergencyOn => "M06",
            Self::EmergencyLow => "M07",
            Self::Held => "M08",
            Self::LastCall => "M09",
            Self::Cut => "M10",
            Self::Press => "M11",
            Self::LeakSeen => "M11-leak",
            Self::Unreached => "M12",
            Self::PaymentFailed => "M13",
            Self::TakenBack => "M13-back",
            Self::NoReference => "M14",
            Self::PlanStarts => "M15-start",
            Self::Plan => "M15",
            Self::PlanPaused => "M15-pause",
            Self::PlanPaid => "M15-paid",
            Self::PlanDone => "M15-done",
            Self::PlanProposed => "M15-proposed",
            Self::AdvanceRepaid => "M16",
            Self::AccessAsked => "M17",
            Self::AccessEnded => "M17-end",
            Self::Aid => "M18",
            Self::AidOff => "M18-off",
            Self::Limited => "M19",
            Self::ReliefProvisional => "M20-first",
            Self::ReliefGranted => "M20",
            Self::ReliefRefused => "M20-no",
            Self::NoReading => "M21",
            Self::Price => "M22",
            Self::Rules => "M22-rules",
            Self::Appointment => "M23",
            Self::AppointmentSoon => "M23-soon",
            Self::Survey => "M24",
            Self::Ended => "M25",
            Self::OffSupply => "M26",
            Self::ContactChanged => "M27",
            Self::LookedAt => "M27-look",
            Self::Year => "M28",
            Self::Sharing => "M29",
            Self::SharingKey => "M29-key",
            Self::SharingVolumes => "M29-volumes",
            Self::SharingSign => "M29-sign",
            Self::SharingSocial => "M29-social",
            Self::Merchant => "M30",
            Self::MerchantWeek => "M30-week",
            Self::EndpointOff => "endpoint",
            Self::ConsentEnds => "consent",
            Self::Answered => "answer",
            Self::CallMissed => "answer-call",
            Self::AccessGiven => "M17-paper",
            Self::AccessByLaw => "M17-law",
            Self::OfficeCall => "office-call",
            Self::OfficeMeet => "office-meet",
            Self::OfficePapers => "office-papers",
            Self::OfficeDecision => "office-decision",
            Self::OfficeRenew => "office-renew",
            Self::OfficeHelp => "office-help",
            Self::Balance => "balance",
            Self::Stopped => "stopped",
            Self::NewDevice => "M27-device",
            Self::Unreachable => "unreachable",
            Self::Incident => "incident",
        }
    }

    /// The number of UX, by which people decline a kind of message.
    pub fn family(self) -> &'static str {
        self.id().split('-').next().unwrap_or_default()
    }

    /// How deep a state it tells of; several of one run are one notice, the deepest. Source: CM-03.
    pub fn depth(self) -> u8 {
        match self {
            Self::Low | Self::BothLow | Self::Forecast => 1,
            Self::EmergencyOn => 2,
            Self::EmergencyLow => 3,
            Self::Held => 4,
            Self::LastCall => 5,
            Self::Cut => 6,
            _ => 0,
        }
    }

    /// Its readers have no credit left, or no supply: when nothing gets through, a person calls.
    /// Source: CM-02.
    pub fn is_of_ds4_or_ds5(self) -> bool {
        matches!(
            self,
            Self::Held
                | Self::LastCall
                | Self::Cut
                | Self::Press
                | Self::LeakSeen
                | Self::Unreached
                | Self::OffSupply
        )
    }
}

impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.id())
    }
}

impl FromStr for Message {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|message| message.id() == text).ok_or_else(|| UnknownName {
            text: text.to_owned(),
            expected: "a message (M00 to M30, such as M04, M11-leak, M20-no)",
        })
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.id().to_owned()
    }
}

impl TryFrom<String> for Message {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}
