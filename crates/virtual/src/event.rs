//! What happens to a meter.

use crate::card::Mode;
use calendar::{Instant, SettlementDay};
use supply::ControlState;
use units::{Litres, MicroEuro, MilliWattHours};

/// Something that happened, at a true instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    pub at: Instant,
    pub what: Happening,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// The switch or the valve has another control state (class 70).
    Switched {
        to: ControlState,
        by: By,
    },
    /// Threshold in ampere; `None`: no limit.
    Limited {
        ampere: Option<u16>,
    },
    /// The display has new amounts.
    Pushed,
    /// The display has a new message.
    Told,
    /// A quarter-hour on the meter's clock has ended, with what was taken and injected in it.
    QuarterHour {
        ended: Instant,
        import: MilliWattHours,
        export: MilliWattHours,
    },
    /// A quarter-hour of a gas meter.
    QuarterVolume {
        ended: Instant,
        volume: Litres,
    },
    /// A local day on the meter's clock has ended.
    Midnight {
        ended: SettlementDay,
    },
    LeakTestStarted,
    /// Gas flowed during the test.
    FlowSeen,
    LeakTestPassed,
    /// The breaker of the installation fell or was lifted.
    MainBreaker {
        up: bool,
    },
    /// The network is there or not.
    Network {
        there: bool,
    },
    Beep,
    DoubleBeep,
    /// A card meter is in another mode.
    Moved {
        to: Mode,
    },
    CardRead,
    CardRefused {
        why: Refused,
    },
    Loaded {
        amount: MicroEuro,
        balance: MicroEuro,
    },
    /// The weekly deductions of a card meter.
    Weekly {
        fee: MicroEuro,
        repaid: MicroEuro,
    },
}

/// Who or what moved a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Order,
    Press,
    Overload,
    /// By itself, some time after an overload.
    Itself,
    LeakTest,
    /// The purse of a card meter.
    Purse,
}

/// Why a card meter shows code 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    BadlyInserted,
    Dirty,
    Damaged,
    OtherMeter,
    /// This load, or a later one, was taken before.
    LoadTakenBefore,
}
