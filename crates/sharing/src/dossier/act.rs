//! What is filed in a dossier. Each act is kept as it was; the dossier follows from them.

use super::conditions::Condition;
use crate::key::{Key, Rounding, Rounds};
use crate::share::Share;
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::{Ean, NanoEuroPerKwh};

macro_rules! named {
    ($type:ident { $($variant:ident => $name:literal),+ $(,)? }) => {
        impl $type {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::from_name(text).ok_or_else(|| {
                    let names: Vec<&str> = Self::ALL.iter().map(|one| one.name()).collect();
                    format!("`{text}` is not one of {}", names.join(", "))
                })
            }
        }
    };
}

/// Source: ES-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Collective self-consumption in one building.
    Building,
    /// CER.
    RenewableCommunity,
    /// CEC.
    CitizenCommunity,
    /// A contract between customers, where that is open.
    PeerToPeer,
}
named!(Form {
    Building => "building",
    RenewableCommunity => "cer",
    CitizenCommunity => "cec",
    PeerToPeer => "p2p",
});

impl Form {
    /// A legal entity that the regulator has to authorise. Source: ES-01.
    pub fn is_community(self) -> bool {
        matches!(self, Self::RenewableCommunity | Self::CitizenCommunity)
    }
}

/// What a point does in a group: only that direction of it is shared. Source: ES-02, ES-03.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Consumer,
    Producer,
    Both,
}
named!(Role { Consumer => "consumer", Producer => "producer", Both => "both" });

impl Role {
    pub fn takes(self) -> bool {
        matches!(self, Self::Consumer | Self::Both)
    }

    pub fn injects(self) -> bool {
        matches!(self, Self::Producer | Self::Both)
    }
}

/// How a point is metered. Only the last two can be shared. Source: ES-02.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metering {
    Other,
    /// A smart meter that does not report quarter-hours.
    SmartDaily,
    SmartQuarterHours,
    /// A remote-read meter of a larger customer.
    RemoteRead,
}
named!(Metering {
    Other => "other",
    SmartDaily => "smart_daily",
    SmartQuarterHours => "smart",
    RemoteRead => "remote_read",
});

/// What someone loses by sharing, and has to sign for before. Source: PS-05, ES-18.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Compensation, for good.
    Compensation,
    /// The social tariff, on the shared part only.
    SocialTariff,
}
named!(Notice { Compensation => "compensation", SocialTariff => "social_tariff" });

/// What a dossier is made of. Source: ES-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// One fixed, covered, closed construction with two or more autonomous parts, or one co-ownership.
    BuildingDeclaration,
    Statutes,
    /// Who shares with whom, and on what terms.
    Convention,
    /// The regulator's, asked on the operator's form.
    Authorisation,
    /// The community was notified to the regulator.
    Notification,
    /// Between customers.
    Contract,
}
named!(Paper {
    BuildingDeclaration => "building_declaration",
    Statutes => "statutes",
    Convention => "convention",
    Authorisation => "authorisation",
    Notification => "notification",
    Contract => "contract",
});

/// When a document was signed, and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub on: SettlementDay,
    pub document: String,
    /// Who signed, as they wrote it; nobody said it of what was kept before it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// Of a notice on the social tariff: what it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// The prices that belong to a notice on the social tariff. Source: ES-18.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Of a shared kilowatt-hour.
    pub shared: NanoEuroPerKwh,
    pub network: NanoEuroPerKwh,
    /// The household was shown them before it signed; else they were reckoned when its notice came.
    pub shown: bool,
}

/// By what the members of a group belong together: one that holds is enough. Source: ES-01.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Perimeter {
    /// The operator's name for the building.
    pub building: Option<String>,
    /// The municipality's five digits (NIS).
    pub municipality: Option<String>,
    /// The transformer station.
    pub station: Option<String>,
    /// A wind turbine, within the radius of the parameter.
    pub wind: bool,
}

/// Where a point lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub building: Option<String>,
    pub municipality: Option<String>,
    pub station: Option<String>,
    pub wind_turbine_m: Option<i64>,
    /// Of the low-voltage network, where the type of a group follows from it. Source: ES-01, Brussels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cabin: Option<String>,
}

/// How a dossier begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub form: Form,
    pub name: String,
    pub perimeter: Perimeter,
    /// The number of the person who represents the group.
    pub representative: Option<i64>,
}

/// A point that joins. Source: ES-02, ES-12.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    pub ean: Ean,
    pub role: Role,
    /// First quarter-hour.
    pub from: Instant,
    pub place: Place,
    pub metering: Metering,
    /// Behind a private grid: what it takes does not pass the public network.
    pub private_grid: bool,
    /// It is netted until it joins.
    pub in_compensation: bool,
    pub social_tariff: bool,
    /// The member's mandate to the representative.
    pub mandate: Option<Signed>,
    /// Who supplies what is left, where no account says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
}

/// A key as it is filed. Source: ES-05, ES-12.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub key: Key,
    pub rounds: Rounds,
    pub rounding: Rounding,
    pub shares: BTreeMap<Ean, Share>,
    /// Groups of a cascade: 1 is served first.
    pub groups: BTreeMap<Ean, u32>,
}

/// How the operator decides on a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Accept { starts: Instant },
    Refuse { reasons: String },
}

impl Verdict {
    /// What is filed when it holds.
    pub fn act(&self) -> Act {
        match self {
            Self::Accept { starts } => Act::Accepted { starts: *starts },
            Self::Refuse { reasons } => Act::Refused { reasons: reasons.clone() },
        }
    }
}

/// One entry of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Opened(Opening),
    Represented {
        person: Option<i64>,
    },
    Papered {
        paper: Paper,
        signed: Signed,
    },
    Joined(Joining),
    Mandated {
        ean: Ean,
        signed: Signed,
    },
    Noticed {
        ean: Ean,
        notice: Notice,
        signed: Signed,
    },
    Metered {
        ean: Ean,
        metering: Metering,
    },
    Left {
        ean: Ean,
        to: Instant,
    },
    KeyFiled {
        from: Instant,
        terms: Terms,
        /// Of a key that is not a standard one: where its approval is kept.
        approval: Option<String>,
    },
    /// A key that is not a standard one, asked of the operator. Source: ES-05.
    KeyAsked {
        from: Instant,
        terms: Terms,
        /// Why the group wants it.
        text: String,
    },
    /// The operator does not approve the key that was asked for.
    KeyDeclined {
        reasons: String,
    },
    Submitted,
    /// The representative takes it back before it was accepted.
    Withdrawn,
    /// Back to the representative, with what is missing, as a whole and of single tasks.
    Returned {
        reasons: String,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        tasks: BTreeMap<Condition, String>,
    },
    /// What the representative says to that.
    Answered {
        text: String,
    },
    /// How somebody of the operator would decide; another person has to say the same. Source: UX 7.3.
    Proposed {
        person: i64,
        verdict: Verdict,
    },
    Accepted {
        starts: Instant,
    },
    Refused {
        reasons: String,
    },
    Ended {
        at: Instant,
    },
}

impl Act {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Represented { .. } => "represented",
            Self::Papered { .. } => "papered",
            Self::Joined(_) => "joined",
            Self::Mandated { .. } => "mandated",
            Self::Noticed { .. } => "noticed",
            Self::Metered { .. } => "metered",
            Self::Left { .. } => "left",
            Self::KeyFiled { .. } => "key_filed",
            Self::KeyAsked { .. } => "key_asked",
            Self::KeyDeclined { .. } => "key_declined",
            Self::Submitted => "submitted",
            Self::Withdrawn => "withdrawn",
            Self::Returned { .. } => "returned",
            Self::Answered { .. } => "answered",
            Self::Proposed { .. } => "proposed",
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Ended { .. } => "ended",
        }
    }

    /// From when it changes who shares or how; acts on paper change neither.
    pub fn takes_effect(&self) -> Option<Instant> {
        match self {
            Self::Joined(joining) => Some(joining.from),
            Self::Left { to, .. } => Some(*to),
            Self::KeyFiled { from, .. } => Some(*from),
            Self::Accepted { starts } => Some(*starts),
            Self::Ended { at } => Some(*at),
            Self::Opened(_)
            | Self::Represented { .. }
            | Self::Papered { .. }
            | Self::Mandated { .. }
            | Self::Noticed { .. }
            | Self::Metered { .. }
            | Self::KeyAsked { .. }
            | Self::KeyDeclined { .. }
            | Self::Submitted
            | Self::Withdrawn
            | Self::Answered { .. }
            | Self::Proposed { .. }
            | Self::Returned { .. }
            | Self::Refused { .. } => None,
        }
    }
}
