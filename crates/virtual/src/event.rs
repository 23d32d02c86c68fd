//! What happens to a meter.

use crate::card::Mode;
use crate::screen::Value;
use crate::words::{Language, word};
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
    /// A quarter-hour on the meter's clock has ended, with what was taken and injected in it, and the
    /// registers at its end: 1.8.1, 1.8.2, 2.8.1, 2.8.2.
    QuarterHour {
        ended: Instant,
        import: MilliWattHours,
        export: MilliWattHours,
        registers: [MilliWattHours; 4],
    },
    /// A quarter-hour of a gas meter, with the volume register at its end.
    QuarterVolume {
        ended: Instant,
        volume: Litres,
        register: Litres,
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

/// The keys of [`Event::words`].
#[cfg(test)]
pub(crate) const EVENT_KEYS: [&str; 21] = [
    "event.connected",
    "event.disconnected",
    "event.ready",
    "event.overload",
    "event.limit",
    "event.no-limit",
    "event.pushed",
    "event.told",
    "event.leak-test",
    "event.flow-seen",
    "event.test-passed",
    "event.main-up",
    "event.main-down",
    "event.network-back",
    "event.network-gone",
    "event.beep",
    "event.double-beep",
    "event.card-read",
    "event.card-refused",
    "event.loaded",
    "event.weekly",
];

impl Event {
    /// What people see or hear of it, in a language; `None` for what only machines want, and for
    /// what the display says anyway.
    pub fn words(&self, language: Language) -> Option<String> {
        let (key, amount) = match self.what {
            Happening::QuarterHour { .. }
            | Happening::QuarterVolume { .. }
            | Happening::Midnight { .. }
            | Happening::Moved { .. } => return None,
            Happening::Switched { by: By::Overload, .. } => ("event.overload", None),
            Happening::Switched { to: ControlState::Connected, .. } => ("event.connected", None),
            Happening::Switched { to: ControlState::Disconnected, .. } => {
                ("event.disconnected", None)
            }
            Happening::Switched { to: ControlState::ReadyForReconnection, .. } => {
                ("event.ready", None)
            }
            Happening::Limited { ampere: Some(_) } => ("event.limit", None),
            Happening::Limited { ampere: None } => ("event.no-limit", None),
            Happening::Pushed => ("event.pushed", None),
            Happening::Told => ("event.told", None),
            Happening::LeakTestStarted => ("event.leak-test", None),
            Happening::FlowSeen => ("event.flow-seen", None),
            Happening::LeakTestPassed => ("event.test-passed", None),
            Happening::MainBreaker { up: true } => ("event.main-up", None),
            Happening::MainBreaker { up: false } => ("event.main-down", None),
            Happening::Network { there: true } => ("event.network-back", None),
            Happening::Network { there: false } => ("event.network-gone", None),
            Happening::Beep => ("event.beep", None),
            Happening::DoubleBeep => ("event.double-beep", None),
            Happening::CardRead => ("event.card-read", None),
            Happening::CardRefused { .. } => ("event.card-refused", None),
            Happening::Loaded { amount, .. } => ("event.loaded", Some(amount)),
            Happening::Weekly { fee, repaid } => {
                ("event.weekly", Some(MicroEuro(fee.0.saturating_add(repaid.0))))
            }
        };
        let said = word(key, language);
        Some(match amount {
            Some(amount) => format!("{said}: {} €", Value::balance(amount)),
            None => said.to_owned(),
        })
    }
}
