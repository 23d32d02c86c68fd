//! What happens to a visit.

use super::Slot;
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::ObisCode;

/// What a technician found and did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub words: String,
    /// What the meter that hangs there now shows, in kWh or cubic metres. May be empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub registers: BTreeMap<ObisCode, String>,
    /// The number on its plate, if it is a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_meter: Option<String>,
    /// When the meters were exchanged, if somebody has noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

/// Something that happens to a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitStep {
    Moved {
        day: SettlementDay,
        slot: Slot,
        why: String,
    },
    Cancelled {
        why: String,
    },
    /// The technician is a quarter of an hour away. Source: PR-07 step 3.
    Coming,
    /// Nobody was there. Source: PR-05.
    Absent {
        words: String,
    },
    /// For a technical reason.
    Impossible {
        why: String,
    },
    Done {
        found: Found,
    },
    /// Its household has chosen another day; nobody asks why. Source: PR-08.
    HouseholdMoved {
        day: SettlementDay,
        slot: Slot,
    },
    /// Its household says that nobody will be there, which is no absence. Source: PR-05, PR-08.
    HouseholdAway {
        why: String,
    },
    /// That it was done, or was not possible, was noted by mistake: it stands as before, and what came of it is noted anew.
    TakenBack {
        why: String,
    },
}

/// A step without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitStepKind {
    Moved,
    Cancelled,
    Coming,
    Done,
    Absent,
    Impossible,
    TakenBack,
}

impl VisitStepKind {
    pub const ALL: [Self; 7] = [
        Self::Coming,
        Self::Done,
        Self::Absent,
        Self::Impossible,
        Self::Moved,
        Self::Cancelled,
        Self::TakenBack,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Coming => "coming",
            Self::Done => "done",
            Self::Absent => "absent",
            Self::Impossible => "impossible",
            Self::TakenBack => "taken_back",
        }
    }
}

impl VisitStep {
    pub fn kind(&self) -> VisitStepKind {
        match self {
            Self::Moved { .. } | Self::HouseholdMoved { .. } => VisitStepKind::Moved,
            Self::Cancelled { .. } | Self::HouseholdAway { .. } => VisitStepKind::Cancelled,
            Self::Coming => VisitStepKind::Coming,
            Self::Absent { .. } => VisitStepKind::Absent,
            Self::Impossible { .. } => VisitStepKind::Impossible,
            Self::Done { .. } => VisitStepKind::Done,
            Self::TakenBack { .. } => VisitStepKind::TakenBack,
        }
    }

    /// What was said with it; may be empty.
    pub fn words(&self) -> &str {
        match self {
            Self::Moved { why, .. }
            | Self::Cancelled { why }
            | Self::Impossible { why }
            | Self::TakenBack { why }
            | Self::HouseholdAway { why } => why,
            Self::Absent { words } => words,
            Self::Done { found } => &found.words,
            Self::Coming | Self::HouseholdMoved { .. } => "",
        }
    }
}

/// A step with who took it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTaken {
    pub at: Instant,
    pub by: String,
    pub step: VisitStep,
    /// Day and slot before it.
    pub from: (SettlementDay, Slot),
}
