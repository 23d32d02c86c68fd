//! What partners are told: a type, and the number of what it is about. Whoever may see more fetches it, and
//! that look is kept. Source: UX 10.3, PD-06.

use calendar::Instant;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use units::UnknownName;
use utoipa::ToSchema;

macro_rules! events {
    ($($(#[$doc:meta])* $kind:ident, $name:literal, $meaning:literal, [$([$($field:ident),*]),*];)*) => {
        /// What happened. A name is never changed or translated.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventType {
            $($(#[$doc])* $kind,)*
        }

        impl EventType {
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$kind),*];

            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// For people who choose.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$kind => $meaning,)*
                }
            }

            /// What its `data` may have: each list is all the fields that one receiver or another gets.
            pub fn shapes(self) -> &'static [&'static [&'static str]] {
                match self {
                    $(Self::$kind => &[$(&[$(stringify!($field)),*]),*],)*
                }
            }
        }

        const NAMES: &str = concat!("a type of event, one of", $(" ", $name),*);
    };
}

events! {
    TopUpBooked, "topup.booked", "Money or aid was credited to an account.", [[account], [sale]];
    TopUpReversed, "topup.reversed",
        "A credit was taken back: undone at the counter, or charged back by the payer's bank.",
        [[account], [sale]];
    PaymentFailed, "payment.failed", "An online payment did not succeed. Nothing was credited.",
        [[account]];
    SupplyStateChanged, "supply.state_changed",
        "How a supply stands has changed: emergency credit, held on, cut, limited, or on again.",
        [[account]];
    MeterCommandConfirmed, "meter_command.confirmed",
        "A meter has carried out an order to cut, limit or release, and it was read back.",
        [[account, command]];
    MeterCommandFailed, "meter_command.failed",
        "A meter has refused such an order, or its time ran out before it was carried out.",
        [[account, command]];
    /// Source: UX 8.12, ES-15.
    SharingVolumesPublished, "sharing_volumes.published",
        "A month of energy sharing is final or corrected, and something of yours in it is new.",
        [[group, month, version]];
    /// Source: PR-02, PR-04.
    ActivationAnswered, "activation.answered",
        "A supplier's request has its answer: activated, refused, ended, or not possible.",
        [[request]];
    /// Source: PA-35.
    SettlementPublished, "settlement.published", "A remittance of a supplier was approved.",
        [[payout]];
    /// Source: CM-01t.
    PrepaymentEnded, "prepayment.ended",
        "Prepayment has ended at a point, and its account is closed: the bill can be drawn up.",
        [[account]];
    /// Source: CM-01y, PA-33.
    YearlyStatementReady, "yearly_statement.ready",
        "A year of an account is over: its readings, charges and advances can be fetched.",
        [[account]];
    /// Somebody tries an endpoint out.
    Test, "endpoint.test", "Nothing happened: somebody tries this endpoint out.", [[]];
}

impl fmt::Display for EventType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for EventType {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| UnknownName { text: text.to_owned(), expected: NAMES })
    }
}

/// The body of a webhook, and an event as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct Envelope {
    /// The same in each attempt, in a replay, and in `GET /v1/events`.
    #[schema(example = "evt_4f1c0de2a9b83d7715aa")]
    pub id: String,
    #[serde(rename = "type")]
    #[schema(example = "topup.booked")]
    pub kind: String,
    /// When it happened, in UTC.
    #[schema(example = "2026-11-20T05:10:00Z")]
    pub timestamp: String,
    pub data: Subject,
}

/// What an event is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Subject {
    /// The account, for those who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1000000001")]
    pub account: Option<String>,
    /// A merchant's own number of a sale.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-12-0001")]
    pub sale: Option<String>,
    /// The order to the meter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "541449012345678908-release-1794474000000000")]
    pub command: Option<String>,
    /// The group of energy sharing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1000000001")]
    pub group: Option<String>,
    /// Of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-10")]
    pub month: Option<String>,
    /// Of the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2)]
    pub version: Option<i32>,
    /// A supplier's request for an activation or an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1000000017")]
    pub request: Option<String>,
    /// A remittance.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "7")]
    pub payout: Option<String>,
}

impl Envelope {
    pub fn new(id: &str, kind: EventType, at: Instant, data: Subject) -> Self {
        let timestamp = at.to_utc_string();
        Self { id: id.to_owned(), kind: kind.name().to_owned(), timestamp, data }
    }

    /// The bytes that are signed and sent.
    pub fn body(&self) -> String {
        // A struct of texts can be written down.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_10_3_an_event_is_a_type_and_a_number_and_its_name_reads_back() {
        let at = Instant::from_unix_s(1_794_474_000);
        let data = Subject { account: Some("1000000001".into()), ..Subject::default() };
        let body = Envelope::new("evt_1", EventType::TopUpBooked, at, data).body();
        let expected = r#"{"id":"evt_1","type":"topup.booked","timestamp":"2026-11-12T09:00:00Z","data":{"account":"1000000001"}}"#;
        assert_eq!(body, expected);
        for kind in EventType::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        let error = "meter_command.sent".parse::<EventType>().unwrap_err();
        for kind in EventType::ALL {
            assert!(error.expected.contains(kind.name()), "{kind}");
        }
    }
}
