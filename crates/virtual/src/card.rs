//! Card meters: history, migration, training. A card carries money to the meter and the meter's data
//! back. Source: MT-13, MT-14.

mod blue;
mod carrier;
mod closing;
mod display;
mod due;
mod machine;
mod meter;
mod purse;
mod reader;
mod record;
mod setup;
#[cfg(test)]
mod tests;
mod text;

pub use carrier::{Card, CardError, CardTerms, Chip, Credit, Way};
pub use closing::{ClosingAudit, ClosingError, Finding, HandOver, Sale, hand_over};
pub use machine::Mode;
pub use meter::CardMeter;
pub use purse::DebtPlan;
pub use record::{Counters, ReadOut, ReadOutError};
pub use setup::{CardSetup, Fuel};
pub use text::CardTextError;

/// Every screen it has.
#[cfg(test)]
pub(crate) fn rows() -> Vec<crate::screen::ScreenRow> {
    use blue::{ELECTRICITY, GAS, IDLE, NEW_BALANCE, READING, REFUSED, TAKEN, TESTING};
    let pressed = ELECTRICITY.into_iter().chain(GAS).map(|row| row.screen);
    let idle = IDLE.into_iter().flat_map(|(_, screens)| screens);
    pressed.chain(idle).chain([REFUSED, READING, TAKEN, NEW_BALANCE, TESTING]).collect()
}
