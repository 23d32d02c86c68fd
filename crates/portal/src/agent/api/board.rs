//! The board of cut runs.

use crate::my::FailureLine;
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso, Ean, Energy, MicroEuro};

/// The orders of a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub dso: Dso,
    pub energy: Energy,
    pub day: SettlementDay,
}

/// What an operator sees of a run. Source: UX O-02, CG-14 to CG-19.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub dso: Dso,
    pub energy: Energy,
    /// None before the first night.
    pub run: Option<RunView>,
    pub stops: Vec<StopView>,
    /// What the public page of the state says of this operator and energy.
    pub public: Vec<FailureLine>,
    pub as_of: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopView {
    pub id: String,
    pub set_by: String,
    pub since: Instant,
    /// One of two has released it.
    pub released_by: Vec<String>,
    /// The visitor has.
    pub by_visitor: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView {
    pub day: SettlementDay,
    pub candidates: usize,
    pub new: usize,
    pub gone: usize,
    pub expected: Option<i64>,
    pub median: i64,
    /// More candidates than this, and nothing leaves.
    pub bound: i64,
    pub halted: bool,
    /// Which would leave once approved.
    pub would_leave: usize,
    /// How many a guard holds back, by its id; one may be held by several.
    pub excluded: Vec<(String, usize)>,
    /// So many were looked at one by one.
    pub looked_at: usize,
    pub samples: Vec<Sample>,
    pub dry_run: bool,
    pub sample_checked: bool,
    pub approved_by: Vec<String>,
    /// The visitor has approved.
    pub by_visitor: bool,
    /// Of a million.
    pub released_ppm: i64,
    /// In order; none where the orders left at once.
    pub waves: Vec<WaveLine>,
    /// Over so many homes of the list they are counted.
    pub waves_of: usize,
    pub paused: bool,
    pub undone: bool,
}

/// What became of the orders of a wave. Source: CG-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaveLine {
    /// Places in the list, of a million.
    pub from_ppm: i64,
    pub to_ppm: i64,
    pub ordered: usize,
    /// Meters said that it is done.
    pub confirmed: usize,
    /// Ended without the meter's word.
    pub failed: usize,
    pub under_way: usize,
    /// Meters said that the supply is back.
    pub back: usize,
    pub undone: bool,
}

/// A candidate to check by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// `None` for who sees no household.
    pub who: Option<(AccountId, Ean)>,
    /// The last digits, for who does not.
    pub tail: String,
    pub balance: MicroEuro,
    pub last_reading: Option<Instant>,
    /// The guards that hold it back, but the approval itself.
    pub guards: Vec<String>,
}

/// What is done with a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Steer {
    /// Nothing leaves any more, of any run of the operator.
    Stop,
    /// One of two who release it.
    ReleaseStop {
        id: String,
    },
    /// The list and the sample were looked at.
    Approve {
        dry_run_seen: bool,
        sample_checked: bool,
    },
    Pause {
        why: String,
    },
    /// Whoever was ordered off gets the supply back.
    Undo {
        cost_borne_by: String,
    },
    /// Whoever one wave ordered off gets the supply back, and no further wave follows.
    UndoWave {
        from_ppm: i64,
        to_ppm: i64,
        cost_borne_by: String,
    },
}
