//! Tariff slots: which register an hour belongs to. Source: MT-04.

use crate::day::SettlementDay;
use crate::holidays::is_holiday;
use crate::instant::Instant;

/// 2026-01-01, the first day of the two-rate calendar without weekends and of Impact.
const FIRST_DAY_OF_2026_CALENDARS: SettlementDay = SettlementDay(20_454);

/// The night of the two-rate calendars until 2025 has nine hours.
const NIGHT_MIN: u16 = 9 * 60;
const DAY_MIN: u16 = 24 * 60;

/// What a moment is, for the price of energy (two-rate) or of distribution (Impact).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TariffSlot {
    Peak,
    OffPeak,
    Eco,
    Medium,
    Pic,
}

/// The four calendars of MT-04, on the local wall clock, half-open. Each answers for any instant;
/// which is valid on a day is the question of [`TwoRateArea`], since a yearly settlement straddles
/// 1 January 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TariffCalendar {
    /// Off-peak 22:00 to 07:00 and whole weekends; 75 hours of peak a week, 93 of off-peak.
    TwoRateSmartUntil2025 { weekday_holidays: WeekdayHolidays },
    /// Off-peak for nine hours from the begin of the night, by area, and whole weekends.
    TwoRateMechanicalUntil2025 { night_begins: NightBegins, weekday_holidays: WeekdayHolidays },
    /// Every day alike: peak 07:00 to 11:00 and 17:00 to 22:00; 63 hours a week, 105 of off-peak.
    TwoRateFrom2026,
    /// Every day alike: eco 01:00 to 07:00 and 11:00 to 17:00, medium 07:00 to 11:00 and 22:00 to
    /// 01:00, pic 17:00 to 22:00.
    Impact,
}

/// How an area treated a public holiday from Monday to Friday, until 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum WeekdayHolidays {
    #[default]
    LikeAnyWeekday,
    /// Off-peak the whole day, like a Sunday.
    LikeWeekend,
}

/// When the night of a mechanical two-rate meter begins: 21:30 to 23:00, by area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NightBegins(u16);

impl NightBegins {
    /// The night of smart meters, and of many areas.
    pub const AT_22_00: Self = Self(22 * 60);

    /// `minute_of_day` counts from 00:00; `None` if it is not from 21:30 to 23:00, both included.
    pub fn new(minute_of_day: u16) -> Option<Self> {
        (21 * 60 + 30..=23 * 60).contains(&minute_of_day).then_some(Self(minute_of_day))
    }

    /// Minutes since 00:00 on the wall clock.
    pub fn minute_of_day(self) -> u16 {
        self.0
    }
}

impl TariffCalendar {
    /// The slot at an instant, by local wall clock. Total: it does not ask whether the calendar is
    /// valid on that day. Source: MT-04.
    pub fn slot(self, at: Instant) -> TariffSlot {
        let (day, minute) = at.day_and_minute();
        self.slot_on(day, minute)
    }

    fn slot_on(self, day: SettlementDay, minute: u16) -> TariffSlot {
        match self {
            Self::TwoRateSmartUntil2025 { weekday_holidays } => {
                two_rate_until_2025(NightBegins::AT_22_00, weekday_holidays, day, minute)
            }
            Self::TwoRateMechanicalUntil2025 { night_begins, weekday_holidays } => {
                two_rate_until_2025(night_begins, weekday_holidays, day, minute)
            }
            Self::TwoRateFrom2026 => match minute / 60 {
                7..11 | 17..22 => TariffSlot::Peak,
                _ => TariffSlot::OffPeak,
            },
            Self::Impact => match minute / 60 {
                1..7 | 11..17 => TariffSlot::Eco,
                17..22 => TariffSlot::Pic,
                _ => TariffSlot::Medium,
            },
        }
    }
}

fn two_rate_until_2025(
    night_begins: NightBegins,
    weekday_holidays: WeekdayHolidays,
    day: SettlementDay,
    minute: u16,
) -> TariffSlot {
    let night_ends = night_begins.0 + NIGHT_MIN - DAY_MIN;
    let day_off = day.weekday().is_weekend()
        || (weekday_holidays == WeekdayHolidays::LikeWeekend && is_holiday(day));
    if !day_off && (night_ends..night_begins.0).contains(&minute) {
        TariffSlot::Peak
    } else {
        TariffSlot::OffPeak
    }
}

/// What the two-rate registers of an area did, before 2026 and since. The default is that of smart
/// meters without a rule of their own for holidays on weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TwoRateArea {
    /// The night of a mechanical meter; `None` for a smart one.
    pub mechanical_night: Option<NightBegins>,
    pub weekday_holidays: WeekdayHolidays,
}

impl TwoRateArea {
    /// The two-rate calendar valid on a local day.
    pub fn calendar(self, day: SettlementDay) -> TariffCalendar {
        let Self { mechanical_night, weekday_holidays } = self;
        match mechanical_night {
            _ if day >= FIRST_DAY_OF_2026_CALENDARS => TariffCalendar::TwoRateFrom2026,
            None => TariffCalendar::TwoRateSmartUntil2025 { weekday_holidays },
            Some(night_begins) => {
                TariffCalendar::TwoRateMechanicalUntil2025 { night_begins, weekday_holidays }
            }
        }
    }

    /// The slot at an instant, by the calendar valid on its local day.
    pub fn slot(self, at: Instant) -> TariffSlot {
        let (day, minute) = at.day_and_minute();
        self.calendar(day).slot_on(day, minute)
    }
}

/// Peak or off-peak for a smart two-rate meter, by the calendar valid on the local day.
pub fn two_rate_slot(at: Instant) -> TariffSlot {
    TwoRateArea::default().slot(at)
}
