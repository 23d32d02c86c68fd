//! Brussels days, holidays, protected hours, tariff slots and working-day deadlines. Pure: nothing
//! here knows what time it is, and nothing panics, whatever instant or day is asked about.
//!
//! Windows are local wall clock, half-open `[from, to)`. See the README for what is left to others.

mod brussels;
mod day;
mod deadlines;
mod holidays;
mod instant;
mod protected_hours;
mod spared;
mod tariff_slots;

pub use day::{DayError, SettlementDay, Weekday, WeekdayError};
pub use holidays::{easter_sunday, is_holiday};
pub use instant::{Instant, InstantError};
pub use protected_hours::{OpenWeek, OpenWindow, ProtectedHours, WindowError};
pub use spared::Spared;
pub use tariff_slots::{
    NightBegins, TariffCalendar, TariffSlot, TwoRateArea, WeekdayHolidays, two_rate_slot,
};
