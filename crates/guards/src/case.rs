//! Every value that a guard looks at, for one supply point and one decision point.

use crate::decide::Objection;
use crate::waves::WaveView;
use calendar::{Instant, ProtectedHours, SettlementDay};
use serde::{Deserialize, Serialize};
use units::{AccountId, Dso, Ean, Energy, MicroEuro};

/// On what prepayment rests at a point. Source: CG-11, PR-02.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LawfulBasis {
    /// Asked for, and not refused since.
    Request {
        id: String,
    },
    Judgment {
        id: String,
    },
    None,
}

/// Why somebody's supply may end. A cut for refusal or debt carries the judgment that allows it:
/// without one it cannot be written down. Source: CG-11.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Prepaid credit is exhausted.
    Exhausted,
    RefusalOrDebt {
        judgment_id: String,
    },
}

/// The deepest notice since credit was last better. Source: CG-10.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub crossed_at: Instant,
    /// Channels on which it was delivered or tried.
    pub channels: Vec<String>,
    /// It is known to have arrived: one channel is then enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delivered: bool,
    /// When it had been delivered, or tried on two channels; `None`: when it was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Instant>,
}

/// What this decision point looks like over all supply points of the operator and energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetView {
    pub candidates: i64,
    /// Of the last 8 same weekdays.
    pub median: i64,
    pub breaker_abs: i64,
    /// Parts per million.
    pub breaker_ratio_ppm: i64,
    /// Orders that may leave in one decision point without a campaign's checks.
    pub wave_auto_max: i64,
    pub campaign: bool,
    /// The candidates of this decision point are known. Proofs of before that say nothing of it.
    #[serde(default = "yes")]
    pub counted: bool,
    #[serde(default)]
    pub waves: WaveView,
}

fn yes() -> bool {
    true
}

/// Who has approved a campaign. Source: CG-16.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Approvals {
    pub dry_run: bool,
    pub sample_checked: bool,
    pub people: Vec<String>,
}

impl Approvals {
    /// Two different people.
    pub fn complete(&self) -> bool {
        self.dry_run && self.sample_checked && two_people(&self.people)
    }
}

/// Two of them are not the same, and each has a name.
fn two_people(people: &[String]) -> bool {
    people
        .iter()
        .any(|one| !one.is_empty() && people.iter().any(|two| !two.is_empty() && one != two))
}

impl CutCase {
    /// What people ask for is asked by two. Source: UX 7.3.
    pub(crate) fn asked_as_it_must(&self) -> bool {
        self.asked_by.is_empty() || two_people(&self.asked_by)
    }
}

/// Whether people could be reconnected. Source: CG-18.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayBack {
    pub path_healthy: bool,
    /// For the next hours that the parameter names.
    pub staff_reachable: bool,
    /// A run that cut this point was undone: nothing is cut before.
    #[serde(default)]
    pub held_after_undo_until: Option<Instant>,
}

/// A supply point at a decision point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutCase {
    pub at: Instant,
    pub ean: Ean,
    pub account: AccountId,
    pub dso: Dso,
    pub energy: Energy,
    pub ground: Ground,
    /// From the ledger.
    pub balance: MicroEuro,
    pub cut_level: MicroEuro,
    pub reconnect_level: MicroEuro,
    /// Number of journal entries and of settled days seen.
    pub journal_position: i64,
    pub settled_days: i64,
    pub last_heard: Option<Instant>,
    pub fresh_max_age_h: i64,
    pub settled_to: Option<SettlementDay>,
    /// Yesterday has a line that is measured or provisional.
    pub yesterday_settled: bool,
    pub measured_balance: MicroEuro,
    pub hold: Option<String>,
    pub protected_hours: ProtectedHours,
    /// The calendar of the coming local day, where it differs.
    pub protected_hours_next: Option<ProtectedHours>,
    pub window_end_margin_min: i64,
    pub entitled_to_minimum_supply: bool,
    pub limiter_ampere: i64,
    /// A rule of the region forbids cuts on this day.
    pub winter_truce: bool,
    /// A relief request is undecided, or granted and unpaid.
    pub relief_open: bool,
    pub pending_payments: Vec<String>,
    pub no_cut_after_chargeback_until: Option<Instant>,
    /// Open, or over for less than the recovery time.
    pub incidents: Vec<String>,
    pub flags: Vec<String>,
    pub notice: Option<Notice>,
    pub notice_min_h: i64,
    pub basis: LawfulBasis,
    pub refused: bool,
    pub contract_ended: bool,
    pub binding_disputed: bool,
    pub swapped_since_settled: bool,
    /// What the second evaluator objects to.
    pub second_opinion: Option<Objection>,
    pub stop_switch: bool,
    pub fleet: FleetView,
    pub approvals: Approvals,
    /// Who asked for this decision: nobody, or two people. Source: CG-16, UX 7.3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_by: Vec<String>,
    pub order_life_min: i64,
    pub way_back: WayBack,
    pub price_version: u32,
    pub parameter_version: u32,
}
