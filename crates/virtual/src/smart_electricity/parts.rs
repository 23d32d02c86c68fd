//! What a smart electricity meter is given.

use super::switch::ReturnAfterOverload;
use crate::MeterSerial;
use crate::clock::MeterClock;
use crate::load::Phase;
use crate::settings::Timing;
use calendar::{Instant, TariffCalendar, TariffSlot, TwoRateArea, WeekdayHolidays};
use std::str::FromStr;
use units::{MicroEuro, MilliWattHours};

/// A meter to be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmartSetup {
    pub serial: MeterSerial,
    pub clock: MeterClock,
    pub three_phase: bool,
    /// 1.8.1, 1.8.2, 2.8.1, 2.8.2.
    pub registers: [MilliWattHours; 4],
    pub prepayment: bool,
    pub timing: Timing,
    pub after_overload: ReturnAfterOverload,
    pub calendar: MeterCalendar,
}

/// A threshold of the limiter, per phase: 1 to 998 ampere. No limit is written 999 and is no
/// ampere here. Source: MT-01, MT-15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ampere(u16);

impl Ampere {
    /// `None` outside 1 to 998.
    pub fn new(ampere: i64) -> Option<Self> {
        let ampere = u16::try_from(ampere).ok()?;
        (1..=998).contains(&ampere).then_some(Self(ampere))
    }

    pub fn value(self) -> u16 {
        self.0
    }

    /// Current that is taken, not injected, above the threshold. 10 A at 230.0 V are 2,300 W, which
    /// is not above.
    pub fn is_exceeded(self, phase: Phase) -> bool {
        i64::from(phase.watt) * 10 > i64::from(self.0) * i64::from(phase.decivolt)
    }
}

/// What the head-end wrote for the display. Source: MT-02.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pushed {
    pub balance: MicroEuro,
    pub at: Instant,
    pub emergency_left: MicroEuro,
}

/// By which calendar a meter changes its tariff. Source: MT-04, MT-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MeterCalendar {
    /// The one valid on each day.
    #[default]
    Valid,
    /// Not changed on 1 January 2026: the fault of MT-05.
    Until2025,
    From2026,
}

/// A calendar the meter does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no calendar of the meter (two-rate, two-rate-until-2025, two-rate-from-2026)")]
pub struct UnknownCalendar(pub String);

impl MeterCalendar {
    pub(crate) fn slot(self, shown: Instant) -> TariffSlot {
        match self {
            Self::Valid => TwoRateArea::default().slot(shown),
            Self::Until2025 => {
                let weekday_holidays = WeekdayHolidays::LikeAnyWeekday;
                TariffCalendar::TwoRateSmartUntil2025 { weekday_holidays }.slot(shown)
            }
            Self::From2026 => TariffCalendar::TwoRateFrom2026.slot(shown),
        }
    }
}

impl FromStr for MeterCalendar {
    type Err = UnknownCalendar;
    fn from_str(text: &str) -> Result<Self, UnknownCalendar> {
        match text {
            "two-rate" => Ok(Self::Valid),
            "two-rate-until-2025" => Ok(Self::Until2025),
            "two-rate-from-2026" => Ok(Self::From2026),
            _ => Err(UnknownCalendar(text.to_owned())),
        }
    }
}
